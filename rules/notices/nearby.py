"""Whether words of a class stand near a date, in its clause: close to the end of what precedes it, or soon in what follows.

`within` counts the characters of the clause that may stand between the word and the date.
"""

from __future__ import annotations

from collections.abc import Iterator

from .words import vocabulary

STOPS = "，,。；;：:\n"
"""Signs that end a clause."""
CLOSES = "，,。；;！\n"
"""Signs behind a word that is the last of its clause."""


def leads(before: str, name: str, within: int = 0) -> bool:
    """Whether a word of the class stands in front, with no more than so many characters of the clause behind it.

    >>> leads("进一步提升全民", "raises", 6), leads("提升水平，在", "raises", 6)
    (True, False)
    """
    words = vocabulary()
    heads = words.heads(name)
    begin = max((before.rfind(sign) for sign in STOPS), default=-1) + 1
    return any(
        word and len(before) - at - len(word) <= within
        for at in range(len(before) - 1, begin - 1, -1)
        if before[at] in heads and (word := words.begins(before, name, at))
    )


def follows(after: str, name: str, within: int, stops: str = STOPS) -> Iterator[tuple[int, int]]:
    """From where to where a word of the class stands in what follows, the first one first.

    >>> list(follows("的例会改期至12月8日", "moved", 16))
    [(3, 6)]
    """
    words = vocabulary()
    heads = words.heads(name)
    for at, char in enumerate(after[: within + 1]):
        if char in heads and (word := words.begins(after, name, at)):
            yield at, at + len(word)
        if char in stops:
            return


def is_last(text: str, at: int) -> bool:
    """Whether the clause ends there, blanks aside.

    >>> is_last("例会取消，", 4), is_last("例会取消的", 4)
    (True, False)
    """
    rest = text[at:]
    bare = rest.lstrip()
    return not bare or bare[0] in CLOSES or "\n" in rest[: len(rest) - len(bare)]
