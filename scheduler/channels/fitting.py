"""A digest as a message of a chat: whole where the service takes so much, else shorter, never cut in a character.

Services count octets of UTF-8, of which a Chinese character has three. What does not fit loses its least useful lines first,
then all but the headlines; only headlines that are too many go out in several messages. Each message bears the short key of
the digest, by which a repeat is recognised, since a chat knows no keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rules import Message

from .channel import Digest, clean, header

SHORT_KEY = 8
"""Characters of a digest's key that stand in a message."""
MOST_PARTS = 5
"""Messages that one digest makes at most; what they do not hold is counted in the last."""
LINES = (8, 6, 4, 3, 2, 1)
"""How many lines beneath each headline are tried, one after the other, where all are too many."""
LEAST, HEADLINE = 4, 400
"""Octets of a headline at least, and at most where not everything fits."""

Size = Callable[[str], int]


def octets(text: str) -> int:
    """The octets of the text in UTF-8.

    >>> octets("月令")
    6
    """
    return len(text.encode())


def octets_in_json(text: str) -> int:
    r"""The octets that the text takes within JSON.

    >>> octets_in_json('月"\n')
    7
    """
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def same(text: str) -> str:
    """The text as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Fit:
    """What one service takes as a message."""

    limit: int
    """The size of a message at most."""
    size: Size = octets
    safe: Callable[[str], str] = same
    """Makes a line one that is shown as it stands: no link, no mention, no mark."""
    strong: str = "{}"
    """How a headline is set off."""
    newline: str = "\n"
    link: str | None = None
    """Where everything can be looked up."""
    titled: bool = False
    """Whether the subject goes along beside the text, and need not stand in it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    head: str
    lines: tuple[str, ...]


def messages(digest: Digest, fit: Fit) -> tuple[str, ...]:
    """The digest as messages, none larger than the service takes: one wherever that can be done.

    >>> from datetime import UTC, datetime; WHEN = datetime(2026, 4, 8, tzinfo=UTC)
    >>> from scheduler.recipients import Recipient
    >>> digest = Digest("ab12cd34" * 4, Recipient(), "wecom", "[月令] 4月15日截止：总结", "1. 总结", WHEN)
    >>> print(*messages(digest, Fit(2048)))
    [月令] 4月15日截止：总结
    <BLANKLINE>
    1. 总结
    <BLANKLINE>
    编号 ab12cd34
    """
    writer = _Writer(digest, fit)
    return writer.one() or writer.several()


def short_key(digest: Digest) -> str:
    """What a reader sees of a digest's key."""
    return digest.key[:SHORT_KEY]


def tidy(text: str) -> Iterator[str]:
    """The lines of a text, clean, with the blanks at their beginning and single empty lines between them."""
    for line in text.splitlines():
        bare = line.lstrip(" ")
        yield " " * min(len(line) - len(bare), 8) + clean(bare)


def cut(text: str, most: int, size: Size = octets) -> str:
    """The text, or so much of its beginning as fits with a mark that it is cut.

    >>> cut("关于报送总结的通知", 12), cut("总结", 12)
    ('关于报…', '总结')
    """
    if size(text) <= most:
        return text
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle] + "…") <= most else (low, middle - 1)
    return text[:low].rstrip() + "…"


class _Writer:
    def __init__(self, digest: Digest, fit: Fit) -> None:
        self.digest, self.fit = digest, fit
        self.subject = "" if fit.titled else fit.safe(header(digest.subject))
        self.pieces = tuple(_pieces(digest))
        self.key = self._say(Message("No. {key}", key=short_key(digest)))

    def _say(self, message: Message) -> str:
        return message.say(self.digest.lang)

    def _join(self, *blocks: Sequence[str]) -> str:
        """Blocks of lines, an empty line between them."""
        line = self.fit.newline
        return (line + line).join(line.join(block) for block in blocks if any(block))

    def _fits(self, text: str) -> bool:
        return self.fit.size(text) <= self.fit.limit

    def one(self) -> tuple[str, ...]:
        """The one message that holds every item, with as many lines as there is room for; nothing where there is none."""
        if len(self.pieces) * LEAST > self.fit.limit:
            return ()  # without making text of what is far too much
        for most in (None, *LINES):
            blocks = [self._block(nth, piece, most) for nth, piece in enumerate(self.pieces, 1)]
            text = self._join([self.subject], *blocks, self._rest(0), self._foot(most is not None))
            if self._fits(text):
                return (text,)
        heads = [self._headline(nth, piece) for nth, piece in enumerate(self.pieces, 1)]
        text = self._join([self.subject], [*heads, *self._rest(0)], self._foot(True))
        return (text,) if self._fits(text) else ()

    def several(self) -> tuple[str, ...]:
        """As many messages as the headlines take, within what is reasonable; the last one counts what it leaves out."""
        groups, at = list[list[str]](), 0
        while at < len(self.pieces) and len(groups) < MOST_PARTS:
            group = [self._headline(at + 1, self.pieces[at])]
            at += 1
            while at < len(self.pieces):
                line = self._headline(at + 1, self.pieces[at])
                if not self._fits(self._part([*group, line], MOST_PARTS, MOST_PARTS, len(self.pieces))):
                    break
                group.append(line)
                at += 1
            groups.append(group)
        left = len(self.pieces) - at
        return tuple(
            self._part(group, nth, len(groups), left if nth == len(groups) else None)
            for nth, group in enumerate(groups, 1)
        )

    def _part(self, heads: Sequence[str], nth: int, of: int, left: int | None) -> str:
        rest = [] if left is None else self._rest(left)
        place = f" ({nth}/{of})" if of > 1 else ""
        return self._join([(self.subject + place).lstrip()], [*heads, *rest], self._foot(True))

    def _rest(self, left: int) -> list[str]:
        """That there are more: those that are left out here, and those that the digest itself only counts."""
        left += self.digest.more
        return [self._say(Message("… and {n} more", n=left))] if left else []

    def _block(self, nth: int, piece: _Piece, most: int | None) -> list[str]:
        head = self.fit.safe(piece.head) if most is None else cut(self.fit.safe(piece.head), HEADLINE)
        lines = piece.lines if most is None else piece.lines[:most]
        return [self.fit.strong.format(f"{nth}. {head}"), *(self.fit.safe(line) for line in lines)]

    def _headline(self, nth: int, piece: _Piece) -> str:
        room = min(HEADLINE, self.fit.limit // 4)
        return f"{nth}. {cut(self.fit.safe(piece.head), room, self.fit.size)}"

    def _foot(self, shorter: bool) -> list[str]:
        if not shorter:
            return [self.key]
        if self.fit.link:
            return [self._say(Message("Shortened; in full: {link}", link=self.fit.link)), self.key]
        return [self._say(Message("Shortened to what fits here.")), self.key]


def _pieces(digest: Digest) -> Iterator[_Piece]:
    """The items of a digest; of one that has none the paragraphs of its text."""
    for item in digest.items:
        links = (Message("{label}: {words}", label=label, words=url).say(digest.lang) for label, url in item.links)
        beneath = (line.strip() for line in (*tidy(item.body), *map(clean, links)))
        yield _Piece(clean(item.headline), tuple(f"   {line}" for line in beneath if line))
    if not digest.items:
        for block in digest.text.split("\n\n"):
            lines = [line for line in tidy(block) if line.strip()]
            if lines:
                yield _Piece(_unnumbered(lines[0]), tuple(lines[1:]))


def _unnumbered(line: str) -> str:
    """A headline without the number that it has in a text."""
    number, dot, rest = line.partition(". ")
    return rest if dot and number.strip().isdecimal() else line
