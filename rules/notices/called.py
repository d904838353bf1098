"""Whether two names are of the same thing: 青岭市第十二届学术年会 and 年会, but not 第一期培训班 and 第二期培训班."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..languages.zh.numbers import number
from .documents.shapes import squeezed
from .names import number_end
from .words import vocabulary

SURE, LIKELY = 0.8, 0.6
"""How much alike two names are that mean the same, and that may mean the same."""
REMEMBERED = 4096
LONGEST_MARK = 4
"""Characters of the number in a name."""
YEAR = re.compile(r"(?:19|20)\d\d")
SIGNS = re.compile(r"[\W_]+")
ORDINAL, YEAR_SIGN = "第", "年"


@dataclass(frozen=True, slots=True)
class Called:
    """A name: what is called so, and which one of several it is."""

    name: str
    """Without numbers, years and signs."""
    marks: frozenset[tuple[str, str]]
    """What tells it from others of that name, by sort: (届, 12), (年, 2026), (word, 决赛)."""

    def contradicts(self, other: Called) -> bool:
        """Whether something tells the two apart: 第一期 and 第二期."""
        for sort in {sort for sort, _ in self.marks} & {sort for sort, _ in other.marks}:
            ours, theirs = ({mark for kind, mark in one.marks if kind == sort} for one in (self, other))
            if ours.isdisjoint(theirs) or (sort == "word" and ours != theirs):
                return True
        return False


@lru_cache(maxsize=REMEMBERED)
def called(title: str) -> Called:
    """The name in a title.

    >>> called("青岭市第十二届学术年会").name, sorted(called("2026年第二期培训班").marks)
    ('青岭市学术年会', [('年', '2026'), ('期', '2')])
    """
    words, text, marks = vocabulary(), squeezed(title), set[tuple[str, str]]()
    parts, at = [], 0
    while at < len(text):
        if (year := YEAR.match(text, at)) and text[year.end() : year.end() + 1] in ("", YEAR_SIGN):
            marks.add((YEAR_SIGN, year.group()))
            at = year.end() + 1
            continue
        begin = at + (text[at] == ORDINAL)
        end = begin + number_end(text[begin : begin + LONGEST_MARK])
        counter = words.begins(text, "edition_sign", end) if end > begin else ""
        if counter:
            marks.add((counter, str(_number(text[begin:end]))))
            at = end + len(counter)
            continue
        if word := words.begins(text, "tells_apart", at):
            marks.add(("word", word))
            parts.append(word)
            at += len(word)
            continue
        parts.append(text[at])
        at += 1
    return Called(SIGNS.sub("", "".join(parts)), frozenset(marks))


def _number(text: str) -> int | str:
    try:
        return number(text)
    except (ValueError, KeyError):
        return text


def alike(one: str, other: str) -> float:
    """How much alike two titles are, 0 to 1; 0 where something tells them apart.

    >>> alike("第十二届学术年会", "青岭市第十二届学术年会"), alike("第一期培训班", "第二期培训班")
    (0.9, 0.0)
    """
    ours, theirs = called(one), called(other)
    if not ours.name or not theirs.name or ours.contradicts(theirs):
        return 0.0
    if ours.name == theirs.name:
        return 1.0
    short, long = sorted((ours.name, theirs.name), key=len)
    if len(short) > 1 and short in long:
        return 0.9 if long.endswith(short) or len(short) > 2 else LIKELY
    words = vocabulary()
    if short in words.classes["general"] and words.ends(long, "occasion"):
        return LIKELY
    return _shared(short, long)


def _shared(short: str, long: str) -> float:
    """How much of the shorter name stands in the longer one, in pairs of characters, verbs left out."""
    ours, theirs = (_pairs(_thing(name)) for name in (short, long))
    if not ours or not theirs:
        return 0.0
    return min(2 * len(ours & theirs) / (len(ours) + len(theirs)), 0.89)


def named_in(title: str, text: str) -> float:
    """How much of a name a text says, 0 to 1, in pairs of characters; verbs at its beginning are left out.

    >>> named_in("科普项目立项答辩会", "关于2026年度科普项目立项答辩的通知：答辩会定于…")
    1.0
    """
    ours = _pairs(_thing(called(title).name))
    return sum(pair in text for pair in ours) / len(ours) if ours else 0.0


def _thing(name: str) -> str:
    """A name without the verbs at its beginning: 报送年度总结, 提交总结."""
    words = vocabulary()
    for sort in ("send", "act", "hold", "publish"):
        name = words.without_start(name, sort, 2)
    return name


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}


def is_general(title: str) -> bool:
    """Whether a title says only what sort of thing it is: 会议, 活动, 培训."""
    name = called(title).name
    return len(name) < 2 or name in vocabulary().classes["general"] or name in vocabulary().classes["occasion"]
