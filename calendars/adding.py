"""Events that people write by hand: one line that holds a rule and a title, in either order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import Message, Recurrence, Rule, UnreadRule, YuelingError, parse
from rules.kinds import Anchored, Due, Fixed, Periodic

from .events import Event, Lead, uid_of

LONGEST = 500
"""Characters of a line; a title is a few words and a rule fewer."""
_AROUND = " \t\u3000,，:：;；。-—–·"


class NoTitle(YuelingError):
    """A line that is a rule and nothing else."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("“{text}” has a rule and no title", text=text),
            Message("write the title behind it, as in “{text} 报送总结”, or give --title", text=text),
        )


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
        try:
            return parse(rule), rest.strip(_AROUND)
        except YuelingError:
            continue
    head = re.split(r"[\s,，:：]", text, maxsplit=1)[0]
    parse(head)
    raise UnreadRule(text, 0, len(text), Message("“{text}” has no rule", text=text))


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Ways to cut the line, the longest rule first: rule before title, then title before rule."""
    for end in range(len(text), 0, -1):
        if end == len(text) or not text[end].isalnum() or not text[end - 1].isascii():
            yield text[:end].rstrip(_AROUND), text[end:]
    for start in range(1, len(text)):
        yield text[start:].lstrip(_AROUND), text[:start]


def kind_of(rule: Rule) -> str:
    """The kind that a rule suggests: due dates are deadlines, open periods duties, dated days events.

    >>> from rules.kinds import Yearly
    >>> kind_of(Due(Yearly(3, 31))), kind_of(Yearly(5, 30))
    ('deadline', 'observance')
    """
    if isinstance(rule, Due):
        return "deadline"
    if isinstance(rule, Periodic):
        return "duty"
    if isinstance(rule, Anchored):
        return "offset"
    return "event" if isinstance(rule, Fixed) else "observance"
