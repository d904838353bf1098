"""Content lines of RFC 5545 read as one recurrence: DTSTART, RRULE, EXRULE, RDATE, EXDATE, or a bare RRULE."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import NoReturn, TypeVar

from ..clock import MINUTES_OF_A_DAY
from ..errors import RuleError, UnreadRule
from ..kinds.rfc5545 import Rfc5545, zone_of
from ..messages import Message
from ..recurrence import Recurrence
from ..rfc5545.as_kind import as_kind, short
from ..rfc5545.disputed import dispute
from ..rfc5545.rrule import RRule, read_moment
from ..rfc5545.scales import scale
from ..rfc5545.series import UNITS, complete
from ..rfc5545.why import why_never
from ..rfc5545.zone_names import key_of

PROPERTIES = ("DTSTART", "RRULE", "EXRULE", "RDATE", "EXDATE", "DTEND", "DURATION")
LONGEST, MOST_DATES = 400_000, 20_000
"""Characters and single dates that one text may have."""
START = re.compile(rf"(?:^|(?<=\s))(?:{'|'.join(PROPERTIES)})(?=[;:])", re.IGNORECASE)
FOLD = re.compile(r"\r?\n[ \t]")
HEAD = re.compile(r'(?P<name>[A-Za-z-]+)(?P<params>(?:;[^:;"]+(?:"[^"]*"|://[^:;"]+)?)*):', re.ASCII)
USUAL = re.compile(r"DTSTART(?:;VALUE=DATE)?:(\d{8}(?:T\d{6})?)\s+RRULE:(\S+)", re.ASCII)
PERIOD = re.compile(r"/.*")
DURATION = re.compile(
    r"\+?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?", re.ASCII
)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Line:
    """A content line: its name, its parameters, its value, and where the value stands in the text."""

    name: str
    params: dict[str, str]
    value: str
    place: int
    end: int


def is_rfc5545(text: str) -> bool:
    """Whether the text means to be content lines or an RRULE.

    >>> is_rfc5545("FREQ=DAILY"), is_rfc5545("DTSTART:20260530"), is_rfc5545("5月30日")
    (True, True, False)
    """
    return bool(START.match(text.lstrip()) or re.match(r"\s*[A-Za-z-]{3,}=", text, re.ASCII))


def read_lines(text: str) -> Recurrence:
    """The recurrence of a text of content lines, apart by line breaks or blanks, or of one RRULE without its name.

    A rule that one of our own kinds says exactly becomes that kind.

    >>> read_lines("RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30").rule.value()
    'R/P1Y/05-30'

    Raises UnreadRule, with the place, where a line or a part of it cannot be read.
    """
    if len(text) > LONGEST:
        raise UnreadRule(text[:LONGEST], 0, LONGEST, Message("a text of content lines has at most {most} characters",
                         most=LONGEST), Message("leave out what is no rule"))  # fmt: skip
    if own := short(text) or _usual(text):
        return own
    lines = list(_lines(text))
    starts = [line for line in lines if line.name == "DTSTART"]
    if len(starts) > 1:
        _refuse(text, starts[1], Message("{part} stands there twice", part="DTSTART"), Message("keep one"))
    rules, exrules = (
        tuple(_at(text, line, lambda line=line: RRule.read(line.value)) for line in lines if line.name == name)  # type: ignore[misc]
        for name in ("RRULE", "EXRULE")
    )
    start, zone = _start(text, starts[0]) if starts else (None, None)
    rdates, exdates = (_dates(text, lines, name, start, zone) for name in ("RDATE", "EXDATE"))
    lasts = _lasts(text, lines, start, zone)
    if len(rules) == 1 and not (exrules or rdates or exdates or zone or lasts):
        if own := as_kind(rules[0], start):
            return own
        _refuse_empty(text, rules[0], start)
    if start is None:
        start = _without_start(text, rules, exrules, rdates, exdates)
    try:
        return Recurrence(Rfc5545(start, zone, rules, exrules, rdates, exdates, lasts))
    except RuleError as error:
        raise UnreadRule(text, 0, len(text), error.said, error.remedy) from error


def _usual(text: str) -> Recurrence | None:
    """What most texts are, read on a short way: a start without a zone, one RRULE, and a rule of our own that says it."""
    if not (usual := USUAL.fullmatch(text)):
        return None
    try:
        return as_kind(RRule.read(usual[2]), read_moment(usual[1]))
    except (UnreadRule, ValueError):
        return None  # the whole way says where it is wrong


def _refuse_empty(text: str, rule: RRule, start: date | None) -> None:
    """Refuses a day that its month never has, as every other wording of it is refused."""
    if start is None and rule.by_month and rule.by_month_day and not (rule.by_day or rule.by_year_day):
        bare = RRule("DAILY", by_month=rule.by_month, by_month_day=rule.by_month_day, rscale=rule.rscale)
        rfc = Rfc5545(_first(bare), rules=(bare,))
        if rule.skip == "OMIT" and rfc.after(date.min) is None:
            raise UnreadRule(text, 0, len(text), why_never(bare, rfc.start), Message("name a day that the month has"))


def _lines(text: str) -> Iterator[Line]:
    begins = [match.start() for match in START.finditer(text)]
    if not begins:
        yield Line("RRULE", {}, text.strip(), len(text) - len(text.lstrip()), len(text.rstrip()))
        return
    if before := text[: begins[0]].strip():
        _strange(text, before)
    for begin, end in zip(begins, [*begins[1:], len(text)], strict=True):
        content = FOLD.sub("", text[begin:end]).rstrip()
        head = HEAD.match(content)
        if not head:
            raise UnreadRule(text, begin, end, Message("“{part}” has no value", part=content[:40]), REMEDY)
        params = dict(part.partition("=")[::2] for part in head["params"].split(";")[1:])
        value = content[head.end() :]
        if blank := re.search(r"\s", value):
            _blank(text, begin + head.end(), value, blank.start())
        yield Line(head["name"].upper(), {name.upper(): said.strip('"') for name, said in params.items()}, value,
                   begin + head.end(), begin + len(content))  # fmt: skip


REMEDY = Message("write it as DTSTART:20260530T090000 RRULE:FREQ=YEARLY EXDATE:20270530T090000")


def _blank(text: str, place: int, value: str, blank: int) -> None:
    """Blanks beside commas and semicolons do no harm; anything else behind a value is another line."""
    rest = value[blank:].strip()
    if not re.match(r"\s*[;,]|\s*$", value[blank:]) and not value[:blank].endswith((";", ",")):
        _strange(text, rest, place + blank + 1)


def _strange(text: str, words: str, place: int = 0) -> NoReturn:
    name = re.split(r"[;:\s]", words)[0]
    near = get_close_matches(name.upper(), PROPERTIES, 1, 0.6)
    start = text.find(words, place)
    raise UnreadRule(text, max(start, 0), max(start, 0) + len(words), Message("“{part}” is no line that is read here",
                     part=name[:40]), Message("did you mean {part}?", part=near[0]) if near else REMEDY)  # fmt: skip


def _refuse(text: str, line: Line, said: Message, remedy: Message) -> NoReturn:
    raise UnreadRule(text, line.place, line.end, said, remedy)


def _at(text: str, line: Line, read: Callable[[], Read]) -> Read:
    """What is read of a line, with the places of its errors in the whole text."""
    try:
        return read()
    except UnreadRule as error:
        start, end = line.place + error.start, line.place + error.end
        raise UnreadRule(text, start, min(end, len(text)), error.said, error.remedy) from None


def _start(text: str, line: Line) -> tuple[date, str | None]:
    start = _moment(text, line, line.value, line.place)
    zone = _zone(text, line)
    if isinstance(start, datetime) and start.tzinfo:
        return start.replace(tzinfo=None), "UTC"
    return start, zone if isinstance(start, datetime) else None


def _zone(text: str, line: Line) -> str | None:
    zone = line.params.get("TZID")
    if zone:
        try:
            zone_of(zone)
        except RuleError as error:
            if key := key_of(zone):
                return key
            place = text.rfind(zone, 0, line.place)
            raise UnreadRule(text, max(place, 0), max(place, 0) + len(zone), error.said, error.remedy) from None
    return zone


def _moment(text: str, line: Line, words: str, place: int) -> date:
    try:
        return read_moment(words.strip().upper())
    except ValueError:
        said = Message("{part} cannot be {value}", part=line.name, value=words.strip()[:40] or "-")
        raise UnreadRule(text, place, place + max(len(words), 1), said,
                         Message("write it as 20261231, 20261231T090000 or 20261231T010000Z")) from None  # fmt: skip


def _lasts(text: str, lines: list[Line], start: date | None, zone: str | None) -> int:
    """How many minutes each instance lasts, by DURATION or DTEND; 0 where neither is given, or where it is one day."""
    ends = [line for line in lines if line.name in ("DTEND", "DURATION")]
    if not ends:
        return 0
    line = ends[0]
    if len(ends) > 1 or start is None:
        _refuse(text, line, Message("{part} goes with one DTSTART", part=line.name), REMEDY)
    if line.name == "DURATION":
        lasts = _duration(text, line)
    else:
        end = _moment(text, line, line.value, line.place)
        if isinstance(end, datetime) != isinstance(start, datetime):
            _refuse(text, line, Message("{name} is of another type than DTSTART", name=line.name), REMEDY)
        end = _like(text, line, end, start, _zone(text, line), zone)
        lasts = _instant(end, zone) - _instant(start, zone)
    minutes = lasts // timedelta(minutes=1)
    if minutes < 0:
        _refuse(
            text, line, Message("it ends before it begins"), Message("a duration is positive, as in PT1H30M or P2D")
        )
    return 0 if minutes == MINUTES_OF_A_DAY and not isinstance(start, datetime) else minutes


def _instant(moment: date, zone: str | None) -> datetime:
    """The moment as one that can be subtracted."""
    at = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    return at if at.tzinfo else at.replace(tzinfo=zone_of(zone) if zone else UTC).astimezone(UTC)


def _duration(text: str, line: Line) -> timedelta:
    match = DURATION.fullmatch(line.value.upper())
    if not match or line.value.upper().endswith(("P", "T")):
        said = Message("{part} cannot be {value}", part=line.name, value=line.value[:40] or "-")
        _refuse(text, line, said, Message("a duration is positive, as in PT1H30M or P2D"))
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks * 7 + days, seconds, minutes=minutes, hours=hours)


def _dates(text: str, lines: list[Line], name: str, start: date | None, zone: str | None) -> tuple[date, ...]:
    found = []
    for line in lines:
        if line.name != name:
            continue
        own, place = _zone(text, line), line.place
        for words in line.value.split(","):
            moment = _moment(text, line, PERIOD.sub("", words), place)
            found.append(_like(text, line, moment, start, own, zone))
            place += len(words) + 1
    if len(found) > MOST_DATES:
        raise UnreadRule(text, 0, len(text), Message("{part} names more than {most} dates", part=name, most=MOST_DATES),
                         Message("say it with a rule"))  # fmt: skip
    return tuple(found)


def _like(text: str, line: Line, moment: date, start: date | None, own: str | None, zone: str | None) -> date:
    """A single date in the form of the start: local to its zone, aware where it names another one."""
    if not isinstance(moment, datetime):
        return moment
    if not isinstance(start, datetime):
        return moment.date()
    if moment.tzinfo and zone == "UTC":
        return moment.replace(tzinfo=None)
    if not zone and (moment.tzinfo or own):
        _refuse(text, line, Message("{part} has a time zone, and DTSTART has none", part=line.name),
                Message("give both the same form"))  # fmt: skip
    if own and own != zone:
        return moment.replace(tzinfo=zone_of(own)).astimezone(UTC)
    return moment


def _without_start(text: str, rules: tuple[RRule, ...], exrules: tuple[RRule, ...], rdates: tuple[date, ...],
                   exdates: tuple[date, ...]) -> date:  # fmt: skip
    """A start for rules that say all by themselves: the first day of their calendar."""
    remedy = Message("add one, as in DTSTART:20260530")
    if not rules:
        raise UnreadRule(text, 0, len(text), Message("DTSTART is missing"), remedy)
    first = max(map(_first, rules))
    for rule in (*rules, *exrules):
        missing = rule.interval > 1 or rule.count is not None or rule.freq in UNITS or complete(rule, first) != rule
        if missing or rule.by_hour or rule.by_minute or rule.by_second:
            said = Message("without DTSTART it is open on which days this falls")
            disputed = dispute(rule)
            raise UnreadRule(text, 0, len(text), said, disputed.remedy if disputed else remedy)
    return first


def _first(rule: RRule) -> date:
    return date.fromordinal(max(scale(rule.rscale).starts[0], 1))
