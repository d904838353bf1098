"""An RRULE as a value: its parts, read with places for errors, written in one canonical form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple, NoReturn

from ..errors import UnreadRule
from ..messages import Message

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SKIPS = ("OMIT", "BACKWARD", "FORWARD")
RSCALES = {"GREGORIAN": 12, "CHINESE": 12, "DANGI": 12, "HEBREW": 12, "ETHIOPIC": 13, "ISLAMIC-CIVIL": 12}
"""The calendars that are known, with the highest number of a month."""


class Month(NamedTuple):
    """A month by its number; a leap month bears that of the month before it (RFC 7529: 5L)."""

    number: int
    leap: bool = False

    def __str__(self) -> str:
        return f"{self.number}L" if self.leap else str(self.number)


class Day(NamedTuple):
    """A weekday (Monday is 0), the nth of its month or year where n is not 0, from the end where negative."""

    n: int
    weekday: int

    def __str__(self) -> str:
        return f"{self.n or ''}{WEEKDAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class RRule:
    """The parts of an RRULE; lists are sorted and hold nothing twice. Read with `RRule.read`, which also checks them.

    >>> RRule.read("BYDAY=2SU;FREQ=YEARLY;INTERVAL=1;BYMONTH=5").write()
    'FREQ=YEARLY;BYMONTH=5;BYDAY=2SU'
    """

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    """A datetime is aware where the text said Z."""
    by_month: tuple[Month, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[Day, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    wkst: int = 0
    rscale: str = "GREGORIAN"
    skip: str = "OMIT"

    @classmethod
    def read(cls, text: str) -> RRule:
        """The rule that the text names, with or without `RRULE:` before it.

        Raises UnreadRule, with the place in the text, for what RFC 5545 and RFC 7529 do not allow.
        """
        return _read(text)

    def write(self) -> str:
        """The rule as text, its parts in one order; `read` gives back an equal rule."""
        parts = [f"FREQ={self.freq}"]
        if self.rscale != "GREGORIAN" or self.skip != "OMIT":
            parts.insert(0, f"RSCALE={self.rscale}")
        if self.until:
            parts.append(f"UNTIL={write_moment(self.until)}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        for name, field in LISTS.items():
            if content := getattr(self, field):
                parts.append(f"{name}={','.join(map(str, content))}")
        if self.wkst:
            parts.append(f"WKST={WEEKDAYS[self.wkst]}")
        if self.skip != "OMIT":
            parts.append(f"SKIP={self.skip}")
        return ";".join(parts)


LISTS = {
    "BYMONTH": "by_month",
    "BYWEEKNO": "by_week_no",
    "BYYEARDAY": "by_year_day",
    "BYMONTHDAY": "by_month_day",
    "BYDAY": "by_day",
    "BYHOUR": "by_hour",
    "BYMINUTE": "by_minute",
    "BYSECOND": "by_second",
    "BYSETPOS": "by_set_pos",
}
"""Parts that are lists, in the order in which they are written, with their fields."""
RANGES = {
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
    "BYSETPOS": (-366, 366),
}
"""Lists of numbers with their bounds; where these are below 0, 0 itself is out."""
LONGEST_YEAR = 385
"""Days of the longest year of a lunisolar calendar, for BYYEARDAY and BYSETPOS."""
PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "RSCALE", "SKIP", *LISTS)
NUMBERS = re.compile(r"[+-]?\d{1,9}(?:,[+-]?\d{1,9})*", re.ASCII)
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)
DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
MONTH = re.compile(r"(\d{1,2})(L?)", re.ASCII)
MOST = 10**9
"""INTERVAL and COUNT have at most so much: more cannot be met in the years up to 9999."""


class _Bad(Exception):
    """What is wrong with one part; `_read` finds its place."""

    def __init__(self, name: str, words: str, said: Message, remedy: Message) -> None:
        self.name, self.words, self.said, self.remedy = name, words, said, remedy


def write_moment(moment: date) -> str:
    """A date or a local or UTC time in the form of RFC 5545.

    >>> write_moment(datetime(1997, 12, 24, tzinfo=UTC))
    '19971224T000000Z'
    """
    iso = moment.isoformat()
    day = iso[:4] + iso[5:7] + iso[8:10]
    if not isinstance(moment, datetime):
        return day
    return f"{day}T{iso[11:13]}{iso[14:16]}{iso[17:19]}{'Z' if moment.tzinfo else ''}"


def read_moment(text: str) -> date:
    """The date, local time or UTC time that RFC 5545 writes so; ValueError where it is none."""
    match = MOMENT.fullmatch(text)
    if not match:
        raise ValueError(f"no date or time of RFC 5545: {text}")
    year, month, day, hour, minute, second, utc = match.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    second = "59" if second == "60" else second  # a leap second is the end of its minute
    return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC if utc else None)


@lru_cache(maxsize=4096)
def _read(text: str) -> RRule:
    try:
        parts = _parts(text)
        fields = {field: _list(name, parts) for name, field in LISTS.items() if name in parts}
        rule = RRule(_choice("FREQ", parts, FREQUENCIES), **_single(parts), **fields)  # type: ignore[arg-type]
        _check(rule, parts)
    except _Bad as bad:
        start, end = _place(text, bad)
        raise UnreadRule(text, start, end, bad.said, bad.remedy) from None
    return rule


def _parts(text: str) -> dict[str, str]:
    body = text.strip().upper()
    body = body.removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for piece in body.split(";"):
        name, equals, value = piece.partition("=")
        name = name.strip()
        if name in PARTS and value and name not in parts:
            parts[name] = value.strip()
        elif piece.strip() and not name.startswith("X-"):
            _strange(name, equals, value, parts)
    if "FREQ" not in parts:
        _refuse("", body, Message("FREQ is missing"), Message("begin with FREQ=YEARLY, MONTHLY, WEEKLY or DAILY"))
    return parts


def _strange(name: str, equals: str, value: str, parts: dict[str, str]) -> NoReturn:
    if name in parts:
        _refuse(name, "", Message("{part} stands there twice", part=name), Message("keep one, with all its values"))
    if name in PARTS:
        _refuse(name, "", Message("{part} has no value", part=name), Message("write {part}=…", part=name))
    near = get_close_matches(name, PARTS, 1, 0.6)
    remedy = (
        Message("did you mean {part}?", part=near[0]) if near else Message("parts are {parts}", parts=", ".join(PARTS))
    )
    _refuse("", name + equals + value, Message("“{part}” is no part of an RRULE", part=name[:40]), remedy)


def _refuse(name: str, words: str, said: Message, remedy: Message) -> NoReturn:
    raise _Bad(name, words, said, remedy)


def _place(text: str, bad: _Bad) -> tuple[int, int]:
    """Where in the text the part stands, or in it the words; the last of its name."""
    upper, name = text.upper(), bad.name
    start, end = 0, len(text)
    for match in re.finditer(r"(?:^\s*RRULE:|[^;])(?:[^;]*)", upper):
        piece = match.group()
        offset = 6 + piece.index("RRULE:") if "RRULE:" in piece else len(piece) - len(piece.lstrip())
        if name and piece[offset:].partition("=")[0].strip() == name:
            start, end = match.start() + offset, match.start() + len(piece.rstrip())
    found = upper.find(bad.words, start + len(name)) if bad.words else -1
    return (found, found + len(bad.words)) if 0 <= found < end else (start, end)


def _choice(name: str, parts: dict[str, str], known: tuple[str, ...]) -> str:
    value = parts[name]
    if value not in known:
        near = get_close_matches(value, known, 1, 0.5)
        said = Message("{part} cannot be {value}", part=name, value=value[:40])
        remedy = Message("it is one of {known}", known=", ".join(known))
        _refuse(name, value, said, Message("did you mean {part}?", part=near[0]) if near else remedy)
    return value


def _single(parts: dict[str, str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    if "INTERVAL" in parts:
        fields["interval"] = _positive("INTERVAL", parts["INTERVAL"])
    if "COUNT" in parts:
        fields["count"] = _positive("COUNT", parts["COUNT"])
    if "UNTIL" in parts:
        fields["until"] = _until(parts["UNTIL"])
    if "WKST" in parts:
        fields["wkst"] = WEEKDAYS.index(_choice("WKST", parts, WEEKDAYS))
    if "SKIP" in parts:
        fields["skip"] = _choice("SKIP", parts, SKIPS)
    if "RSCALE" in parts:
        if parts["RSCALE"] == "GREGORY":
            parts["RSCALE"] = "GREGORIAN"
        if parts["RSCALE"] not in RSCALES:
            _refuse("RSCALE", parts["RSCALE"], Message("the calendar {name} is not known here", name=parts["RSCALE"][:40]),
                    Message("it is one of {known}", known=", ".join(RSCALES)))  # fmt: skip
        fields["rscale"] = parts["RSCALE"]
    return fields


def _positive(name: str, value: str) -> int:
    if re.fullmatch(r"\+?\d{1,10}", value, re.ASCII) and 1 <= int(value) <= MOST:
        return int(value)
    said = Message("{part} cannot be {value}", part=name, value=value[:40])
    _refuse(name, value, said, Message("it is a number from 1 to {most}", most=MOST))


def _until(value: str) -> date:
    try:
        return read_moment(value)
    except ValueError:
        said = Message("{part} cannot be {value}", part="UNTIL", value=value[:40])
        _refuse("UNTIL", value, said, Message("write it as 20261231 or 20261231T235959Z"))


def _list(name: str, parts: dict[str, str]) -> tuple[object, ...]:
    value = parts[name]
    if " " in value or "\t" in value:  # blanks behind commas do no harm
        value = ",".join(map(str.strip, value.split(",")))
    if name == "BYDAY":
        return tuple(sorted({_day(words) for words in value.split(",")}))
    if name == "BYMONTH":
        most = RSCALES.get(parts.get("RSCALE", "GREGORIAN"), 12)
        return tuple(sorted({_month(words, most, "RSCALE" in parts) for words in value.split(",")}))
    low, high = RANGES[name]
    if high == 366 and parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        low, high = -LONGEST_YEAR, LONGEST_YEAR
    if not NUMBERS.fullmatch(value):
        _out_of_range(name, next(w for w in value.split(",") if not NUMBERS.fullmatch(w)), low, high)
    numbers = sorted(set(map(int, value.split(","))))
    if numbers[0] < low or numbers[-1] > high or (low < 0 and 0 in numbers):
        _out_of_range(name, next(w for w in value.split(",") if not low <= int(w) <= high or (low < 0 and int(w) == 0)),
                      low, high)  # fmt: skip
    return tuple(numbers)


def _out_of_range(name: str, words: str, low: int, high: int) -> NoReturn:
    said = Message("{part} cannot be {value}", part=name, value=words[:40] or "-")
    if low < 0:
        _refuse(name, words, said, Message("numbers run from 1 to {high}, or from -1 to {low}", high=high, low=low))
    _refuse(name, words, said, Message("numbers run from {low} to {high}", high=high, low=low))


@lru_cache(maxsize=2048)
def _day(words: str) -> Day:
    match = DAY.fullmatch(words.strip())
    n = int(match[1] or 0) if match else 99
    if not match or abs(n) > 53 or (match[1] and not n):
        _refuse("BYDAY", words, Message("{part} cannot be {value}", part="BYDAY", value=words[:40] or "-"),
                Message("write weekdays as MO, the second as 2MO, the last as -1MO"))  # fmt: skip
    return Day(n, WEEKDAYS.index(match[2]))


@lru_cache(maxsize=2048)
def _month(words: str, most: int, scaled: bool) -> Month:
    match = MONTH.fullmatch(words.strip())
    if not match or not 1 <= int(match[1]) <= most or (match[2] and not scaled):
        said = Message("{part} cannot be {value}", part="BYMONTH", value=words[:40] or "-")
        remedy = Message("months run from 1 to {most}", most=most)
        if match and match[2] and not scaled:
            remedy = Message("a leap month needs its calendar, as in RSCALE=CHINESE;BYMONTH=5L")
        _refuse("BYMONTH", words, said, remedy)
    return Month(int(match[1]), bool(match[2]))


ONLY_WITH = {
    "BYWEEKNO": ("YEARLY",),
    "BYYEARDAY": ("YEARLY", "HOURLY", "MINUTELY", "SECONDLY"),
    "BYMONTHDAY": ("YEARLY", "MONTHLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"),
}
"""Parts that RFC 5545 (3.3.10) allows with some FREQ only."""


def _check(rule: RRule, parts: dict[str, str]) -> None:
    for name, allowed in ONLY_WITH.items():
        if name in parts and rule.freq not in allowed:
            _refuse(name, "", Message("{part} does not go with FREQ={freq}", part=name, freq=rule.freq),
                    Message("it goes with FREQ={known}", known=", ".join(allowed)))  # fmt: skip
    if rule.count is not None and rule.until:
        _refuse("UNTIL", "", Message("COUNT and UNTIL do not go together"), Message("keep one of the two"))
    if rule.by_set_pos and not any(name in parts for name in LISTS if name != "BYSETPOS"):
        _refuse("BYSETPOS", "", Message("BYSETPOS chooses among what another part names, and there is none"),
                Message("add one, as in BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"))  # fmt: skip
    if any(day.n for day in rule.by_day):
        _check_numbered(rule)


def _check_numbered(rule: RRule) -> None:
    numbered = next(day for day in rule.by_day if day.n)
    if rule.freq not in ("YEARLY", "MONTHLY") or rule.by_week_no:
        said = Message("a numbered weekday goes with FREQ=MONTHLY, or with FREQ=YEARLY without BYWEEKNO")
        _refuse("BYDAY", str(numbered), said, Message("write {day} without its number", day=WEEKDAYS[numbered.weekday]))
