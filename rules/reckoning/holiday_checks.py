"""What must hold of a yearly arrangement of days off, so that a corrupt copy is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..messages import Message
from .statute import statutory_days

YEARS = (2000, 2100)
"""The years whose statutory days can be told: from the regulation of 1999 to the end of the lunar tables."""
FARTHEST = 16
"""Days between a day worked and the nearest day off that it pays for; 12 at most from 2004 to 2026."""
MOST_GRANTED = 3
"""Weekdays that a change may grant beyond the regulation; two at most from 2004 to 2026."""
HOLIDAY_CHECKS = {
    "dates": Message("every date is understood and lies in its year"),
    "complete": Message("every festival of the regulation is there, once"),
    "weekdays": Message("the weekdays in brackets are those of their dates"),
    "counts": Message("the numbers of days are as stated"),
    "moves": Message("as many days of rest are given as are taken"),
    "made up": Message("the days worked are Saturdays and Sundays, and not off"),
    "balance": Message("weekdays off = statutory days + days worked for them"),
    "statutory": Message("the statutory days are off"),
    "near": Message("the days worked lie near their festival"),
    "joined": Message("no day off stands alone"),
}
"""What is checked, by name."""
KEYS = {
    "元旦": "元旦",
    "春节": "春节",
    "清明": "清明节",
    "劳动": "劳动节",
    "五一": "劳动节",
    "端午": "端午节",
    "中秋": "中秋节",
    "国庆": "国庆节",
    "十一": "国庆节",
}
"""Words in the name of a festival, and how the regulation calls it."""


@dataclass(slots=True)
class Part:
    """The days of one festival: off, and worked for them."""

    name: str
    off: list[date] = field(default_factory=list)
    work: list[date] = field(default_factory=list)
    joined: bool = False
    """Whether the text says that the day joins a weekend (与周末连休)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that does not hold, by its name in HOLIDAY_CHECKS, with what was found and what would be right."""

    check: str
    said: Message


def festivals(name: str) -> tuple[str, ...]:
    """The festivals of the regulation that a heading names.

    >>> festivals("国庆节、中秋节")
    ('中秋节', '国庆节')
    """
    return tuple(dict.fromkeys(festival for word, festival in KEYS.items() if word in name))


def failures(year: int, parts: Sequence[Part], granted: int = 0) -> Iterator[Failure]:
    """Everything that does not hold of the festivals' days, whatever they were read from."""
    if not YEARS[0] <= year <= YEARS[1]:
        said = Message("the regulation is known from {first} to {last}, not in {year}", first=YEARS[0], last=YEARS[1],
                       year=year)  # fmt: skip
        yield Failure("dates", said)
        return
    yield from _dates(year, parts)
    yield from _complete(year, parts)
    for part in parts:
        yield from _made_up(part, parts)
        yield from _near(part)
        yield from _joined(part, year)
    yield from balance(year, parts, granted)


def wrong_year(found: str, wanted: int) -> Failure:
    """The failure that a text speaks of another year."""
    return Failure("dates", Message("the text is of {found}, not of {wanted}", found=found, wanted=wanted))


def _dates(year: int, parts: Sequence[Part]) -> Iterator[Failure]:
    begin, end = date(year - 1, 12, 1), date(year, 12, 31)
    for part in parts:
        for day in (*part.off, *part.work):
            if not begin <= day <= end:
                said = Message("{name}: {day} does not belong to {year}", name=part.name, day=str(day), year=year)
                yield Failure("dates", said)


def _complete(year: int, parts: Sequence[Part]) -> Iterator[Failure]:
    off: dict[str, set[date]] = {}
    for part in parts:
        for festival in festivals(part.name):
            if festival in off:
                yield Failure("complete", Message("{name} stands there twice", name=festival))
            off[festival] = set(part.off)
    for festival in dict.fromkeys(name for name, _ in statutory_days(year)):
        if festival not in off:
            yield Failure("complete", Message("{name} is missing", name=festival))
    for festival, day in statutory_days(year):
        if festival in off and day not in off[festival]:
            said = Message("{name}: {day} is a statutory day and must be off", name=festival, day=str(day))
            yield Failure("statutory", said)


def _made_up(part: Part, parts: Sequence[Part]) -> Iterator[Failure]:
    free = {day for other in parts for day in other.off}
    everything = [day for other in parts for day in (*other.work, *other.off)]
    for day in part.work:
        if day.weekday() < 5:
            said = Message("{name}: {day} is worked, but is no Saturday or Sunday", name=part.name, day=str(day))
            yield Failure("made up", said)
        elif day in free:
            yield Failure("made up", Message("{name}: {day} is worked and off", name=part.name, day=str(day)))
        elif everything.count(day) > 1:
            yield Failure("made up", Message("{name}: {day} is worked twice", name=part.name, day=str(day)))
    for day in part.off:
        if everything.count(day) > 1 and day not in part.work:
            yield Failure("made up", Message("{name}: {day} is off twice", name=part.name, day=str(day)))


def _near(part: Part) -> Iterator[Failure]:
    for day in part.work:
        if min((abs((day - off).days) for off in part.off), default=0) > FARTHEST:
            said = Message("{name}: {day} lies more than {n} days away", name=part.name, day=str(day), n=FARTHEST)
            yield Failure("near", said)


def _joined(part: Part, year: int) -> Iterator[Failure]:
    """A festival's days off are one run, with weekends between them; one alone is a statutory day."""
    free, worked, one = set(part.off), set(part.work), timedelta(1)
    if not free:
        yield Failure("joined", Message("{name} has no day off", name=part.name))
        return

    def rests(day: date) -> bool:
        return day in free or (day.weekday() >= 5 and day not in worked)

    first, last = min(free), max(free)
    gaps = [first + timedelta(n) for n in range((last - first).days) if not rests(first + timedelta(n))]
    for day in gaps:
        said = Message("{name}: {day} lies between days off and is none", name=part.name, day=str(day))
        yield Failure("joined", said)
    granted = {day for _, day in statutory_days(year)}
    for day in sorted(free - granted):
        if not rests(day - one) and not rests(day + one):
            said = Message("{name}: {day} is off and stands alone", name=part.name, day=str(day))
            yield Failure("joined", said)
    if part.joined and not any(rests(day) and day.weekday() >= 5 for day in (first - one, first, last, last + one)):
        said = Message("{name}: {day} does not touch a weekend", name=part.name, day=str(first))
        yield Failure("joined", said)


def residual(year: int, parts: Sequence[Part]) -> int:
    """Weekdays off beyond statutory days and days worked for them: 0 but where days were granted in addition."""
    weekdays = sum(day.weekday() < 5 for part in parts for day in set(part.off))
    return weekdays - len(statutory_days(year)) - sum(len(set(part.work)) for part in parts)


def balance(year: int, parts: Sequence[Part], granted: int = 0) -> Iterator[Failure]:
    """The conservation law: nobody is given a weekday that the regulation does not grant or that is not worked for."""
    if not 0 <= granted <= MOST_GRANTED:
        yield Failure("balance", Message("{n} weekdays cannot be granted in addition", n=granted))
    if difference := residual(year, parts) - granted:
        off = sum(day.weekday() < 5 for part in parts for day in set(part.off))
        said = Message(
            "{off} weekdays are off, {due} are due: {statutory} statutory days and {worked} days worked for others",
            off=off,
            due=off - difference,
            statutory=len(statutory_days(year)),
            worked=sum(len(set(part.work)) for part in parts),
        )
        yield Failure("balance", said)
