"""Events that people write by hand: one line that holds a rule and a title, in either order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from rules import Message, Recurrence, Rule, Sort, YuelingError

from .captions import kind_named, kinds_known
from .events import Event, Lead, uid_of_line

LONGEST = 500
"""Characters of a line; a title is a few words and a rule fewer."""
LONGEST_NOTE, LONGEST_ADDRESS, LONGEST_TAG = 5000, 2000, 60
"""Characters of a note, of an address, and of a tag."""


class BadField(YuelingError):
    """What somebody gave for a field of an event and cannot stand there."""


class BadKind(YuelingError):
    """A kind that no event has."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            Message("“{kind}” is no kind of event", kind=kind), Message("there are {kinds}", kinds=kinds_known())
        )
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Written:
    """An event with what its line may mean as well."""

    event: Event
    other: Recurrence | None = None
    """Every year for what was taken once, once for what was taken as yearly; None where the words leave no choice."""


def read_event(
    text: str,
    today: date | None = None,
    *,
    title: str | None = None,
    kind: str | None = None,
    place: str | None = None,
    **fields: Any,
) -> Written:
    """The event that a line like “每年5月30日 全国科技工作者日” says to whoever types it that day.

    With a title the whole text is the rule. The same line with the same dates gives the same UID. The kind follows from
    the rule and the title where it is not given.

    >>> read_event("每年5月30日 全国科技工作者日").event.title
    '全国科技工作者日'

    Raises what `read_line` raises, and BadField.
    """
    from .typed_line import kind_of_line, read_line, read_rule  # here, because most commands need no grammar

    text = checked_line(text)
    if title is None:
        line = read_line(text, today)
        rule, title, place = line.rule, checked_title(line.title), place or line.place
    else:
        rule, title = read_rule(text, today), checked_title(title)
    identity = uid_of_line(title, rule.recurrence)
    kind = kind or kind_of_line(rule.recurrence, title, within=rule.within)
    return Written(Event(identity, title, kind, rule.recurrence, quote=text, place=place, **fields), rule.other)


def written(text: str, today: date | None = None, **given: Any) -> Event:
    """The event alone that `read_event` reads."""
    return read_event(text, today, **given).event


KIND_OF_SORT = {
    Sort.DEADLINE: "deadline", Sort.PERIOD: "duty", Sort.OFFSET: "offset", Sort.DATED: "event"
}  # fmt: skip


def kind_of(rule: Rule) -> str:
    """The kind that a rule of the catalogue suggests: due dates are deadlines, open periods duties, dated days events.

    >>> from rules.kinds import Due, Yearly
    >>> kind_of(Due(Yearly(3, 31))), kind_of(Yearly(5, 30))
    ('deadline', 'observance')
    """
    return KIND_OF_SORT.get(rule.sort, "observance")


def checked_line(text: str) -> str:
    """The line that somebody typed, without white space around it, with spaces for tabs.

    Raises YuelingError where it is too long, is more than one line, or holds control characters.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        raise YuelingError(
            Message("these are {n} lines, and an event is one", n=len(lines)),
            Message("give each to a `yueling add` of its own; a whole text is a notice: `yueling read FILE`"),
        )
    text = text.replace("\t", " ").strip()
    if len(text) > LONGEST:
        raise YuelingError(
            Message("the line has {n} characters", n=len(text)),
            Message("at most {most}; a longer text is a notice: `yueling read`", most=LONGEST),
        )
    if strange := control_character(text):
        said = Message("the line holds the control character {code}", code=strange)
        raise YuelingError(said, Message("write it on one line, as plain text"))
    return text


def control_character(text: str, allowed: str = "") -> str | None:
    """The first control character of a text as U+001B; None where there is none but those allowed.

    >>> control_character("会\x1b[31m")
    'U+001B'
    """
    return next((f"U+{ord(c):04X}" for c in text if unicodedata.category(c) == "Cc" and c not in allowed), None)


def checked_title(title: str) -> str:
    """The title without white space around it; raises BadField for what `checked_text` refuses, and for an unseen one."""
    return checked_text(title, "--title")


def checked_text(text: str, option: str, most: int = LONGEST, *, lines: bool = False) -> str:
    """The text without white space around it; raises BadField where it is empty, too long, or holds control characters."""
    text = _checked(text, option, most)
    if strange := control_character(text, "\n\t" if lines else ""):
        said = Message("{option} holds the control character {code}", option=option, code=strange)
        raise BadField(said, Message("write it on one line, as plain text"))
    return text


def _checked(text: str, option: str, most: int) -> str:
    text = text.strip()
    if not text:
        raise BadField(Message("{option} is empty", option=option), Message("write at least one character behind it"))
    if not any(map(_is_seen, text)):
        said = Message("{option} has no character that can be seen", option=option)
        raise BadField(said, Message("write at least one character behind it"))
    if len(text) > most:
        said = Message("{option} has {n} characters, at most {most} are kept", option=option, n=len(text), most=most)
        remedy = Message("shorten it; what is longer may stand in --note, up to {n}", n=LONGEST_NOTE)
        if most == LONGEST_NOTE:
            remedy = Message("shorten it; a longer text may stand on a page or in a file that --url names")
        raise BadField(said, remedy)
    return text


def _is_seen(char: str) -> bool:
    """Whether a character by itself shows something: neither white space nor a control, a format sign or a mark."""
    return unicodedata.category(char)[0] not in "ZM" and unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Cs")


def checked_url(text: str) -> str:
    """The address of a page; raises BadField where it is none that a browser opens.

    >>> checked_url(" https://example.cn/会议?id=1 ")
    'https://example.cn/会议?id=1'
    """
    text = checked_text(text, "--url", LONGEST_ADDRESS)
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and not re.search(r"\s", text)
        )
    except ValueError:
        sound = False
    if not sound:
        said = Message("“{text}” is no address of a page", text=text)
        raise BadField(said, Message("write it whole, as in https://example.cn/page"))
    return text


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags without repetition, in order; raises BadField for one that is empty or too long."""
    return unique(checked_text(tag, "--tag", LONGEST_TAG) for tag in tags)


def checked_fields(given: Mapping[str, str | None]) -> dict[str, Any]:
    """Place, address, contact and note as an event holds them; what was not given is left out, raises BadField."""
    checks: dict[str, Callable[[str], str]] = {
        "place": lambda text: checked_text(text, "--place"),
        "url": checked_url,
        "contact": lambda text: checked_text(text, "--contact"),
        "note": lambda text: checked_text(text, "--note", LONGEST_NOTE, lines=True),
    }
    return {name: check(text) for name, check in checks.items() if (text := given.get(name)) is not None}


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
    return tuple(sorted(leads, key=_length, reverse=True))


def _length(lead: Lead) -> tuple[float, str, str]:
    """By what leads are put in order: hours are parts of a day."""
    return lead.amount / (24 if lead.unit == "hours" else 1), lead.unit, str(lead.at)


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """The words without repetition and without white space around them, in order.

    >>> unique([" 科普", "", "科普"])
    ('科普',)
    """
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in words))))
