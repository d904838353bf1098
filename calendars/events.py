"""What recurs (Event) and one line of the agenda (Entry)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from rules import (
    FIRST_DAY,
    LAST_DAY,
    RECKONING,
    Message,
    Occurrence,
    Reckoning,
    Recurrence,
    Rule,
    Span,
    YuelingError,
    between_all,
    shift,
)

from .completions import WHOLE, Completion, Report
from .lines import one_line
from .proposals import Proposal

KINDS = ("observance", "event", "window", "deadline", "duty", "anniversary", "offset")
"""The kinds of finding that belong on a calendar; `event` where nothing else is said."""
DUE_KINDS = ("deadline", "duty", "offset")
"""Kinds of which the last day is what matters: reminders count back from it."""


class UnknownEvent(YuelingError):
    """Words that are no event's UID, no beginning of one, and in no title."""

    def __init__(self, uid: str) -> None:
        super().__init__(
            Message("no event has the UID or the title “{words}”", words=one_line(uid, 60)),
            Message("`yueling search WORDS` looks in everything, `yueling list` shows all"),
        )
        self.uid = uid


class BadLead(YuelingError):
    """A lead that cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("“{text}” is no lead", text=one_line(text, 60)),
            Message(
                "write days as 7d or 3天, weeks as 1周, working days as 3wd or 3个工作日, hours as 2h, at an hour as 1d@17:30; "
                "at most {most}",
                most=MOST_AHEAD,
            ),
        )


MOST_AHEAD = 9999
"""The most days, working days or hours of a lead."""


_LEAD = re.compile(
    r"(?:提前)?(?P<amount>\d{1,4}|[一二两三四五六七八九十]{1,3})\s*个?"
    r"(?P<unit>工作日|天|日|周|星期|礼拜|小时|wd|w|weeks?|d|days?|h|hours?)前?(?:@(?P<hour>\d{1,2}):(?P<minute>\d{2}))?",
    re.ASCII,
)
_UNITS = {"days": "d", "workdays": "wd", "hours": "h"}
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def _count(words: str) -> int | None:
    """The number in figures or in Chinese numerals up to 99; None where they write none."""
    if words.isascii():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    return (10 * _NUMERALS.get(tens, 1) if ten else 0) + _NUMERALS.get(ones, 0)


@dataclass(frozen=True, slots=True, order=True)
class Lead:
    """How long before to remind: an amount of days or working days (工作日) and the time of day; or of hours before it begins.

    >>> Lead.read("2小时").write()
    '2h'
    >>> Lead.read("3wd@17:30")
    Lead(amount=3, unit='workdays', at=datetime.time(17, 30))
    >>> Lead.read("7d").write()
    '7d'
    """

    amount: int
    unit: str = "days"
    """days | workdays | hours"""
    at: time | None = None

    @classmethod
    def read(cls, text: str) -> Lead:
        """The lead written as 7d, 3wd, 2h, 1d@17:30, or in words (3天, 1周, 提前两个工作日); raises BadLead."""
        match = _LEAD.fullmatch(text.strip().lower())
        amount = _count(match["amount"]) if match else None
        if not match or amount is None:
            raise BadLead(text)
        try:
            at = time(int(match["hour"]), int(match["minute"])) if match["hour"] else None
        except ValueError:
            raise BadLead(text) from None
        unit = match["unit"]
        if unit in ("工作日", "wd"):
            return cls(amount, "workdays", at)
        hours = unit[0] in "h小"
        days = amount if unit[0] in "d天日" else 7 * amount
        if (hours and at) or days > MOST_AHEAD:
            raise BadLead(text)
        return cls(amount, "hours") if hours else cls(days, "days", at)

    def write(self) -> str:
        """The lead as `read` reads it."""
        return f"{self.amount}{_UNITS[self.unit]}" + (f"@{self.at:%H:%M}" if self.at else "")


@dataclass(frozen=True, slots=True)
class Source:
    """Where an event was read: the notice, and the place of the sentence in it."""

    title: str | None = None
    number: str | None = None
    """The document number (文号)."""
    issuer: str | None = None
    issued: date | None = None
    digest: str | None = None
    """SHA-256 of the notice's text without white space, in hex: the identity of the notice."""
    start: int = 0
    end: int = 0
    """Offsets of the quote in the notice's text, in code points, end excluded."""
    sentence: str | None = None
    """The whole sentence in which the quote stands."""
    basis: str | None = None
    """Where a year that the words leave out was taken from: a name in `rules.BASES`."""
    page: int | None = None
    """The page of the document, counted from 1; None where its format has none."""
    row: int | None = None
    """The row of the table in which it stands, counted from 1; None outside of tables."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine read where it made the event of a notice, whatever a person made of it since."""

    title: str
    kind: str
    nth: int = 0
    """The place of its date among the dates of its sentence, from 0; a sentence that comes again goes on counting."""
    act: str | None = None
    """What the notice does with what was set before: moves, cancels, waits; None where it sets something."""
    former: Recurrence | None = None
    """The date that gives way, where the notice names it."""
    by: str | None = None
    """By how much a date is put off, where no other one is named: a duration, as in P1W, or a time of day, as in @15:30."""

    opinion: str | None = None
    """What a second reader said of it, as JSON."""
    proposal: Proposal | None = None
    """Of a draft what an organisation above proposes with it; None for what a notice says by itself."""

    def bare(self) -> Reading:
        """The same without what the notice does with what was set before, which is kept beside the event."""
        return Reading(self.title, self.kind, self.nth)


CONFIRMED, CANCELLED, WAITING = "confirmed", "cancelled", "waiting"
STATUSES = (CONFIRMED, CANCELLED, WAITING)
"""Whether an event takes place as dated, not at all, or is put off until further notice."""


ONCE = "once"
"""The key of the occurrence of what has one date."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What another program's calendar said of an imported event beside what is read here."""

    uid: str
    """Its UID there."""
    calendar: str = ""
    """What that calendar is called; empty where it does not say."""
    sequence: int = 0
    """Its SEQUENCE there."""
    modified: datetime | None = None
    """When it was last changed there; UTC."""
    digest: str = ""
    """A hash of everything that was read: the same for the same event, read again."""
    lines: tuple[str, ...] = ()
    """Its other properties as content lines, unfolded; an export gives them back."""
    task: bool = False
    """Whether it was a task there (VTODO)."""
    progress: tuple[Report, ...] = ()
    """How far its occurrences are there, of which it says so."""

    @property
    def is_done(self) -> bool:
        """Whether it is a task of one date that is done there."""
        return any(report.key == ONCE and report.percent == WHOLE for report in self.progress)

    @property
    def tentative(self) -> bool:
        """Whether that calendar calls it tentative."""
        return self.said("STATUS").upper() == "TENTATIVE"

    def said(self, name: str) -> str:
        """The text of the first property of that name; empty where that calendar says none."""
        for line in self.lines:
            if line.startswith("BEGIN:"):
                break
            head, _, value = line.partition(":")
            if head.partition(";")[0].upper() == name:
                return re.sub(
                    r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value, flags=re.DOTALL
                ).strip()
        return ""

    def to_json(self) -> dict[str, Any]:
        """The origin as plain JSON; `from_json` reads it back."""
        record: dict[str, Any] = {"uid": self.uid, "calendar": self.calendar, "sequence": self.sequence}
        record |= {"digest": self.digest, "lines": list(self.lines)}
        if self.task:
            record["task"] = True
        if self.progress:
            record["progress"] = [report.write() for report in self.progress]
        return record | ({"modified": self.modified.isoformat()} if self.modified else {})

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Origin:
        """The origin that `to_json` wrote; LookupError, TypeError or ValueError where the record is none."""
        modified = record.get("modified")
        return cls(
            record["uid"],
            record["calendar"],
            record["sequence"],
            datetime.fromisoformat(modified) if modified else None,
            record["digest"],
            tuple(record["lines"]),
            bool(record.get("task")),
            tuple(map(Report.read, record.get("progress", ()))),
        )


@dataclass(frozen=True, slots=True)
class Event:
    """What recurs: a rule with its title, and everything that it rests on."""

    uid: str
    title: str
    kind: str
    recurrence: Recurrence
    tags: tuple[str, ...] = ()
    leads: tuple[Lead, ...] | None = None
    """When to remind; None for the defaults of its kind, empty for never."""
    quote: str | None = None
    """The words that set the date."""
    source: Source | None = None
    action: str | None = None
    actor: str | None = None
    recipient: str | None = None
    sequence: int = 0
    """How often it was changed (RFC 5545 SEQUENCE)."""
    created: datetime | None = None
    """When it was first stored; UTC, set by the store unless it comes from another one."""
    updated: datetime | None = None
    """When it was last changed; UTC, set by the store, as `created`."""
    origin: Origin | None = None
    """The calendar that it was imported from."""
    place: str | None = None
    """Where it takes place (RFC 5545 LOCATION)."""
    url: str | None = None
    """An address with more about it."""
    contact: str | None = None
    """Whom to ask (RFC 5545 CONTACT)."""
    note: str | None = None
    """What somebody wrote beside it."""
    reading: Reading | None = None
    """By what a corrected notice knows it again; None for what no notice gave."""
    status: str = CONFIRMED
    """One of STATUSES."""
    parent: str | None = None
    """The UID of the event whose date its own follows: an earlier deadline for the level below, what is counted from it."""
    subscription: str | None = None
    """The name of the calendar of others that is kept here and has it; None for what is our own."""
    withheld: bool = False
    """Whether it stands in no feed of ours: it is another calendar's, and nobody said that we hand it on."""
    completions: tuple[Completion, ...] = ()
    """How far its occurrences are, of which somebody said so; set by the store."""

    @property
    def is_private(self) -> bool:
        """Whether the calendar from which it came keeps it from others (RFC 5545 CLASS): it is on no public feed or page."""
        return self.origin is not None and self.origin.said("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL")


CLONE = "+"
"""Parts the UID of a draft from that of the event of which it speaks, where it speaks of several."""


UID_END = "@yueling"
"""What the UIDs of our feeds end with, behind the one of the entry."""


def uid_of(*identity: str) -> str:
    """A UID that is the same for the same identity: 16 hex digits.

    >>> uid_of("每年5月30日", "全国科技工作者日")
    'edc20de4ef3f2fe7'
    """
    return hashlib.sha256("\x1f".join(identity).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def uid_of_line(title: str, recurrence: Recurrence) -> str:
    """The UID of what somebody writes by hand: the same title with the same dates is the same event."""
    return uid_of("written", title, repr(recurrence.to_json()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the agenda: one occurrence of one event."""

    event: Event
    occurrence: Occurrence

    @property
    def span(self) -> Span:
        """Its days, both ends included."""
        return self.occurrence.span

    @property
    def due(self) -> date:
        """The day that matters: the last for what is due, the first for what happens."""
        span = self.occurrence.span
        return span.last if self.event.kind in DUE_KINDS else span.first

    @property
    def status(self) -> str:
        """CONFIRMED, TENTATIVE or CANCELLED (RFC 5545); what is put off until further notice is tentative."""
        if self.event.status == CONFIRMED and not self.occurrence.reasons and not self.event.origin:
            return "CONFIRMED"  # as most are
        if self.event.status == CANCELLED:
            return "CANCELLED"
        origin, waits = self.event.origin, self.event.status == WAITING
        return "TENTATIVE" if waits or self.occurrence.tentative or (origin and origin.tentative) else "CONFIRMED"

    @property
    def completion(self) -> Completion | None:
        """How far it is; None where nobody said so."""
        if not self.event.completions:
            return None  # as most are
        return next((one for one in self.event.completions if one.key == self.occurrence.key), None)

    @property
    def is_done(self) -> bool:
        """Whether somebody did it."""
        found = self.completion
        return found is not None and found.done is not None

    @property
    def is_busy(self) -> bool:
        """Whether its time is taken (RFC 5545 TRANSP), as the calendar says from which it came.

        Where that says nothing a time of day is taken, as the standard has it, and a whole day is not, as programs show it.
        """
        origin = self.event.origin
        if origin is None:
            return False
        said = origin.said("TRANSP").upper()
        return said == "OPAQUE" or (said != "TRANSPARENT" and self.occurrence.clock is not None)

    @property
    def uid(self) -> str:
        """The UID of this occurrence: the event's and the occurrence's key, not its dates, so that a move keeps it."""
        return f"{self.event.uid}-{self.occurrence.key}"


def agenda(events: Iterable[Event], window: Span, reckoning: Reckoning = RECKONING) -> list[Entry]:
    """The entries of the window, sorted by start, then by end and title.

    An entry belongs to the window when it shares a day with it.
    """
    events = list(events)
    found = between_all([event.recurrence for event in events], window.first, window.last, reckoning)
    entries = [
        Entry(event, occurrence) for event, occurrences in zip(events, found, strict=True) for occurrence in occurrences
    ]
    return sorted(entries, key=in_order)


def in_order(entry: Entry) -> tuple[str, str, str, str]:
    """Where the entry stands in an agenda: by its start, then by its end and title."""
    return entry.occurrence.start, entry.occurrence.end, entry.event.title, entry.event.uid


def last_day(recurrence: Recurrence) -> date:
    """The day after which the recurrence certainly has no more occurrences; LAST_DAY where no end is certain.

    >>> from rules.kinds import Yearly
    >>> last_day(Recurrence(Yearly(5, 30), until=date(2030, 5, 30), extra=(Span(date(2031, 1, 1), date(2031, 1, 2)),)))
    datetime.date(2031, 1, 2)
    """
    until, then = recurrence.until, recurrence.then
    if then and then.since:
        until = min(until or LAST_DAY, shift(then.since, -1))
    ends = [_end_of(recurrence.rule, until)]
    ends += (span.last for span in recurrence.extra)
    ends += (move.span.last for move in recurrence.moved)
    return max(*ends, last_day(then)) if then else max(ends)


def _end_of(rule: Rule, until: date | None) -> date:
    """The last day of the occurrences that begin until then: they may end later, but for those of a single day."""
    if until and rule.strides() is not None:
        return until
    return rule.extent()[1] or LAST_DAY


def first_day(recurrence: Recurrence) -> date:
    """The day before which the recurrence certainly has no occurrence; FIRST_DAY where no beginning is certain.

    >>> from rules.kinds import Fixed
    >>> first_day(Recurrence(Fixed(date(2030, 5, 1), date(2030, 5, 30))))
    datetime.date(2030, 5, 1)
    """
    begins = [max(recurrence.rule.extent()[0] or FIRST_DAY, recurrence.since or FIRST_DAY)]
    begins += (span.first for span in recurrence.extra)
    begins += (move.span.first for move in recurrence.moved)
    return min(*begins, first_day(recurrence.then)) if recurrence.then else min(begins)
