"""Events that people write by hand: one line that holds a rule and a title, in either order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import rules
from rules import Message, Recurrence, Rule, Sort, UnreadRule, YuelingError

from .captions import kind_named, kinds_known
from .events import Event, Lead, uid_of

LONGEST = 500
"""Characters of a line; a title is a few words and a rule fewer."""
_DIGITS = re.compile(r"[\d零〇一二三四五六七八九十]")
_NUMBER = r"第?(?:\d+|[零〇一二三四五六七八九十]+)个?"
_GOES_ON = re.compile(rf"{_NUMBER}(?:[月日号周旬时点](?!年))")
"""What at the beginning of a title is rather the end of a date: 30日 in “2月 30日”."""
_GOES_ON_AT_ONCE = re.compile(r"\d|第|[年月日号旬](?![^\s，,])|[前底初末](?=\W|$)")
"""The same where nothing stands between rule and title."""
_AROUND = " \t\u3000,，:：;；。-—–·"


class NoTitle(YuelingError):
    """A line that is a rule and nothing else."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("“{text}” has a rule and no title", text=text),
            Message("write the title behind it, as in “{text} 报送总结”, or give --title", text=text),
        )


class BadKind(YuelingError):
    """A kind that no event has."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            Message("“{kind}” is no kind of event", kind=kind), Message("there are {kinds}", kinds=kinds_known())
        )
        self.kind = kind


def written(
    text: str,
    *,
    title: str | None = None,
    kind: str | None = None,
    tags: tuple[str, ...] = (),
    leads: tuple[Lead, ...] | None = None,
) -> Event:
    """The event that a line like “每年5月30日 全国科技工作者日” says; the same line gives the same UID.

    The rule is the longest part at the beginning, else at the end, that reads as one; the rest is the title. The kind
    follows from the rule where it is not given.

    >>> written("每年5月30日 全国科技工作者日").title
    '全国科技工作者日'

    Raises UnreadRule where no part is a rule, NoTitle where nothing is left for the title.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise YuelingError(
            Message("the line has {n} characters", n=len(text)),
            Message("at most {most}; a longer text is a notice: `yueling read`", most=LONGEST),
        )
    recurrence, rest = split(text)
    title = (title or rest).strip()
    if not title:
        raise NoTitle(text)
    identity = uid_of("written", title, repr(recurrence.to_json()))
    return Event(identity, title, kind or kind_of(recurrence.rule), recurrence, tags, leads, quote=text)


def split(text: str) -> tuple[Recurrence, str]:
    """The rule in the line and what is left of the line; raises UnreadRule where there is none."""
    for rule, rest in _cuts(text):
        if not _DIGITS.search(rule) and _DIGITS.search(rest) and (dated := _read(rest)):
            return dated, rule  # a named day may come first: 全国科技工作者日 5·30
        if recurrence := _read(rule):
            return recurrence, rest
    rules.parse(re.split(r"[\s,，:：]", text, maxsplit=1)[0])
    raise UnreadRule(text, 0, len(text), Message("“{text}” has no rule", text=text))


def _read(rule: str) -> Recurrence | None:
    try:
        return rules.parse(rule)
    except YuelingError:
        return None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Ways to cut the line, the longest rule first: rule before title, then title before rule."""
    for end in range(len(text), 0, -1):
        rest = text[end:].strip(_AROUND)
        if not (_GOES_ON.match(rest) or _GOES_ON_AT_ONCE.match(text, end)):  # 2月 is no rule in 2月30日
            yield text[:end].rstrip(_AROUND), rest
    for start in range(1, len(text)):
        if text[start - 1] in _AROUND:
            yield text[start:].strip(_AROUND), text[:start].strip(_AROUND)


KIND_OF_SORT = {
    Sort.DEADLINE: "deadline", Sort.PERIOD: "duty", Sort.OFFSET: "offset", Sort.DATED: "event"
}  # fmt: skip


def kind_of(rule: Rule) -> str:
    """The kind that a rule suggests: due dates are deadlines, open periods duties, dated days events.

    >>> from rules.kinds import Due, Yearly
    >>> kind_of(Due(Yearly(3, 31))), kind_of(Yearly(5, 30))
    ('deadline', 'observance')
    """
    return KIND_OF_SORT.get(rule.sort, "observance")


def checked_kind(kind: str | None) -> str | None:
    """The kind if events have it, None for none; raises BadKind."""
    if not kind:
        return None
    if known := kind_named(kind):
        return known
    raise BadKind(kind)


def read_leads(texts: Iterable[str]) -> tuple[Lead, ...] | None:
    """The leads, the longest first; None for none or `default`, empty for `none`; raises BadLead.

    >>> read_leads(["1d", "7d"])
    (Lead(amount=7, unit='days', at=None), Lead(amount=1, unit='days', at=None))
    """
    words = unique(texts)
    if words in ((), ("default",)):
        return None
    leads = {Lead.read(word) for word in words} if words != ("none",) else set[Lead]()
    return tuple(sorted(leads, key=lambda lead: (lead.amount, lead.unit, str(lead.at)), reverse=True))


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """The words without repetition and without white space around them, in order.

    >>> unique([" 科普", "", "科普"])
    ('科普',)
    """
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in words))))
