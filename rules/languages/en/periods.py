"""English for what comes round: every month, every 2 weeks on Monday, the 10th of every 2 months, in leap years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ...clock import Clock
from ...kinds import LeapYears, Monthly, Periodic, Weekly, Yearly
from ...messages import Message
from ...rule import Rule
from ..grammar import Phrase
from ..joining import every
from ..meanings import DAY, HALF, Frequency, Kept, Point, Refused, Weekdays, combine
from ..remedies import SOME_TIMES, name_the_days
from .dates import SEASONS, civil, month_day
from .joints import listed
from .names import MONTHS, WEEKDAYS
from .numbers import number, place
from .text import Meanings, Subject, constant, cue, refused, same, sign, word
from .writing import EVERY_MONTH, Name, Often, is_point, named, times

PERIODS = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "half": "half-year", "year": "year"}
EVEN, ODD = Periodic("year", 2, date(2000, 1, 1)), Periodic("year", 2, date(2001, 1, 1))
SORTS = {"even": EVEN, "odd": ODD, "leap": LeapYears(), "common": LeapYears(common=True)}
"""Years by what they are."""
TWO_SENSES = Refused(
    Message("this is twice in a period to some and once in two periods to others"),
    Message("write every two weeks, every two months or every two years"),
)

NTH_OR_WEEKS = Refused(
    Message("this is every so many weeks to some and a weekday of each month to others"),
    Message("write every 2 weeks on Friday from 6 March 2026, or the second Friday of every month"),
)

# ------------------------------------------------------------------ words


def _sort_of_years(words: str) -> Meanings:
    return {"SORT_OF_YEARS": next(years for name, years in SORTS.items() if words.lower().startswith(name))}


def _some_times(words: str) -> Meanings:
    """Twice a year, three times a week: no dates, where none stand behind it."""
    said = Refused(SOME_TIMES, name_the_days(words, "en"))
    if words.lower().startswith("semi"):
        return {"REFUSED": said, "SO_OFTEN": (2, "month")}
    count, period = words.lower().split(" ", 1)
    unit = next((unit for unit in ("week", "month", "quarter", "year") if unit in period), "")
    unit = "year" if "annual" in period else unit
    times = 2 if count == "twice" else number(count)
    return {"REFUSED": said, "SO_OFTEN": (times, unit)} if unit else {"REFUSED": said}


_BY_NAME = {
    "daily": ("daily|everyday|nightly", 1, "day"),
    "weekly": ("weekly", 1, "week"),
    "fortnightly": ("fortnightly|(?:every|each|once a) fortnight", 2, "week"),
    "monthly": (r"monthly(?: ?:)?", 1, "month"),
    "quarterly": (r"quarterly(?: ?:)?", 1, "quarter"),
    "half-yearly": (r"(?:half-?yearly|semi-?annual(?:ly)?)(?: ?:)?", 1, "half"),
    "yearly": (r"(?:yearly|annual(?:ly)?)(?: ?:)?", 1, "year"),
}
TIMES = (
    r"(?:semi-?monthly|(?:twice|(?:two|three|four|\d+) times) "
    r"(?:(?:a|an|per|each|every|in (?:a|each|every)) \w+|weekly|monthly|yearly|annually|quarterly|daily)) ?:?"
)
WORDS = (
    word("sort of years", r"(?:even|odd|leap|common)(?:-numbered)? years?", _sort_of_years),
    word("some times", TIMES, _some_times),
    word("two senses", r"bi-?(?:weekly|monthly|annual(?:ly)?|yearly)", refused(TWO_SENSES)),
    *(word(name, told, constant(FREQUENCY=Frequency(n, period))) for name, (told, n, period) in _BY_NAME.items()),
    word("every other", r"(?:every|each) (?:other|alternate)|alternate", cue("EVERY_OTHER")),
    word("every", r"once (?:every|each|an?|per|in)|every|each|per", cue("EVERY")),
)

# ------------------------------------------------------------------ phrases

MONTHLY, YEARLY = Frequency(1, "month"), Frequency(1, "year")


def several(count: int, unit: str) -> Frequency | None:
    """Every 2 years, every third month."""
    return Frequency(count, unit) if count > 0 and unit not in ("workday", "rest-day", "hour") else None


def counted_from(frequency: Frequency, start: Point) -> Periodic | None:
    """Every 2 weeks (counted from 2 March 2026)."""
    if not start.year or frequency.every == 1:
        return None
    return Periodic(frequency.period, frequency.every, date(start.year, start.month or 1, start.day or 1))


def of_period(point: Point, unit: str) -> Point | None:
    """The last day of the month, the first working day of the quarter."""
    return of_each(point, Frequency(1, unit)) if unit != point.period else None


def of_each(point: Point, frequency: Frequency) -> Point | None:
    """30 May every year, the last Friday of every month; of a year only its first and its last day."""
    if frequency.period == "year" and point.grains[0] == DAY and point.day and not point.nth:
        edge = {1: Point(month=1, day=1), -1: Point(month=12, day=-1)}.get(point.day)
        return every(frequency, combine(point, edge)) if edge else None
    if point.nth and point.grains[0] == DAY:
        return _nth_of_each(point, frequency)
    if frequency.period == "year" and point.part == "end":
        return replace(point, yearly=frequency.every) if point.month else None
    return every(frequency, point) if frequency.period != "week" else None


def _nth_of_each(point: Point, frequency: Frequency) -> Point | None:
    """The last Friday, the first working day of every month, quarter, half-year or year."""
    return every(frequency, point) if frequency.period in ("month", "quarter", "half", "year") else None


def each(point: Point) -> Point | None:
    """Every 30 May, every last Friday of the month, every first Friday."""
    if point.monthly:
        return point
    if (
        point.nth
        and point.nth[0] in (1, -1)
        and point == Point(nth=point.nth)
        and point.nth[1] not in ("week", "weekend")
    ):
        return replace(point, monthly=True)
    return of_each(point, YEARLY) if point.month or point.on_other else None


def of_years(point: Point, years: Rule) -> Point | None:
    """30 May in even years, 30 May every 3 years (counted from 2017)."""
    yearly = (years.value() or "Y").endswith("Y")  # of a cycle R/P3Y or R/P2M; what is no cycle names years
    if point.nth and point.grains == (DAY, DAY) and not point.period:
        return replace(point, among=years, period="year") if yearly else None
    return replace(point, among=years) if yearly and point.grains[0] >= HALF and not point.monthly else None


def of_cycle(point: Point, frequency: Frequency | Periodic) -> Kept | None:
    """The 10th of every 2 months, also where they are counted from a day."""
    if frequency.period != "month" or point.grains[0] != DAY or frequency == MONTHLY:
        return None
    whole = every(MONTHLY, point)
    return Kept(whole, frequency) if whole else None


def week_cycle(days: Sequence[int], frequency: Frequency | Periodic) -> Weekdays | Kept | None:
    """Every week on Monday, every 2 weeks on Monday and Thursday."""
    if frequency.period != "week":
        return None
    weekly = Weekdays(tuple(days))
    return weekly if frequency == Frequency(1, "week") else Kept(weekly, frequency)


def weekly(days: Sequence[int], frequency: Frequency) -> Weekdays | Kept | None:
    """Mondays every week."""
    return week_cycle(days, frequency) if frequency.every == 1 else None


def on_weekdays(frequency: Frequency, days: Weekdays) -> Weekdays | None:
    """Weekly on Wednesdays."""
    return days if frequency == Frequency(1, "week") else None


def cycle_on_weekdays(frequency: Frequency | Periodic, days: Weekdays) -> Kept | None:
    """Fortnightly on Thursdays, at 10:00."""
    if frequency.period != "week" or frequency == Frequency(1, "week"):
        return None
    return Kept(days, frequency)


def every_nth(count: int, day: int) -> Kept | None:
    """Every second Friday, where its beginning is named."""
    return Kept(Weekdays((day,)), Frequency(count, "week")) if count > 1 else None


def nth_at(rule: Kept, start: int, end: int | None = None) -> Kept | None:
    """Every second Friday at 10:00."""
    days = rule.base
    if not isinstance(days, Weekdays) or days.clock is not None:
        return None
    return replace(rule, base=replace(days, clock=start, to_clock=end))


def long_week_cycle(frequency: Frequency | Periodic, days: Sequence[int]) -> Weekdays | Kept | None:
    """Every 2 weeks on Monday, as against every week."""
    return week_cycle(days, frequency) if frequency != Frequency(1, "week") else None


PHRASES = (
    Phrase("FREQUENCY", "_EVERY UNIT", lambda unit: several(1, unit)),
    Phrase("FREQUENCY", "_EVERY NUMBER|ORDINAL UNIT", several),
    Phrase("FREQUENCY", "_EVERY_OTHER UNIT", lambda unit: several(2, unit)),
    Phrase("PHASED_FREQUENCY", "FREQUENCY _COUNTED_FROM POINT _CLOSE_BRACKET", counted_from),
    Phrase("POINT", "POINT _OF|_IN _ARTICLE? UNIT", of_period),
    Phrase("POINT", "POINT _OF? FREQUENCY", of_each),
    Phrase("POINT", "FREQUENCY _COMMA? POINT", lambda frequency, point: of_each(point, frequency)),
    Phrase("POINT", "_EVERY POINT", each),
    Phrase("POINT", "POINT _OF? PHASED_FREQUENCY", of_years),
    Phrase("POINT", "POINT _ON SORT_OF_YEARS", of_years),
    Phrase("POINT", "_ON? SORT_OF_YEARS _COMMA? POINT", lambda years, point: of_years(point, years)),
    Phrase("WEEKDAYS", "WEEKDAY_LIST FREQUENCY", weekly),
    Phrase("WEEKDAYS", "FREQUENCY _ON? WEEKDAY_LIST", lambda frequency, days: weekly(days, frequency)),
    Phrase("WEEKDAYS", "FREQUENCY _COMMA? WEEKDAYS", on_weekdays),
    Phrase("CYCLE", "_ON? _EVERY_OTHER WEEKDAY_LIST", lambda days: week_cycle(days, Frequency(2, "week"))),
    Phrase("MODIFIED", "_ON? _EVERY_OTHER WEEKDAYS", lambda days: cycle_on_weekdays(Frequency(2, "week"), days)),
    Phrase("CYCLE", "FREQUENCY|PHASED_FREQUENCY _ON? WEEKDAY_LIST", long_week_cycle),
    Phrase("CYCLE", "POINT _OF? FREQUENCY|PHASED_FREQUENCY", of_cycle),
    Phrase("CYCLE", "FREQUENCY|PHASED_FREQUENCY _COMMA? POINT", lambda frequency, point: of_cycle(point, frequency)),
    Phrase("MODIFIED", "FREQUENCY|PHASED_FREQUENCY _COMMA? WEEKDAYS", cycle_on_weekdays),
    Phrase("MODIFIED", "CYCLE", same),
    Phrase("EVERY_NTH", "_EVERY ORDINAL WEEKDAY|PLURAL_WEEKDAY", every_nth),
    Phrase("EVERY_NTH", "EVERY_NTH _COMMA? _AT? CLOCK", nth_at),
    Phrase("EVERY_NTH", "EVERY_NTH _COMMA? _AT? CLOCK_SPAN", lambda rule, clocks: nth_at(rule, *clocks)),
    Phrase("REFUSED", "EVERY_NTH", lambda _: NTH_OR_WEEKS),
)
SUBJECT = Subject(signs=(sign("counted from", r" ?\(counted from", cue("COUNTED_FROM")),), words=WORDS, phrases=PHRASES)

# ------------------------------------------------------------------ written


def often(by: Periodic | LeapYears) -> Often:
    """How often: every 2 weeks, in leap years, in even years."""
    if isinstance(by, LeapYears):
        return Often(f"in {'common' if by.common else 'leap'} years", certain=True)
    if by in (EVEN, ODD):
        return Often(f"in {'even' if by == EVEN else 'odd'} years", certain=True)
    return counted(by)


def counted(by: Periodic) -> Often:
    """Every 2 weeks, and from when that is counted: every 2 weeks (counted from 2 March 2026)."""
    unit = PERIODS[by.period]
    text = f"every {unit}" if by.interval == 1 else f"every {by.interval} {unit}s"
    if not by.phase:
        return Often(text, by.period if by.interval == 1 else "")
    start = by.phase.year if (by.phase.month, by.phase.day) == (1, 1) else civil(by.phase)
    return Often(f"{text} (counted from {start})")


@named.register
def _(rule: Yearly) -> Name:
    years = often(Periodic("year", rule.interval, date(rule.phase, 1, 1) if rule.phase else None))
    one = rule.interval == 1
    if rule.single:
        return Name(month_day(rule.month, rule.day), years, point=one)
    if rule.day == 1 and rule.to_day == -1:
        if season := SEASONS.get((rule.month, rule.to_month)):
            return Name(season, years, of=True, point=one)
        end = MONTHS[rule.to_month - 1]
        if rule.month == rule.to_month:
            return Name(end, years, point=one)
        return Name(f"{MONTHS[rule.month - 1]} to {end}", years)
    short = rule.month == rule.to_month and 0 < rule.day < rule.to_day
    start = str(rule.day) if short else month_day(rule.month, rule.day)
    return Name(f"{start} to {month_day(rule.to_month, rule.to_day)}", years)


@named.register
def _(rule: Monthly) -> Name:
    first, last = (f"the {place(day)}" + (" day" if day < 0 else "") for day in (rule.day, rule.to_day))
    one = rule.day == rule.to_day
    return Name(first if one else f"{first} to {last}", EVERY_MONTH, of=True, point=one)


@named.register
def _(rule: Periodic) -> Name:
    return Name(counted(rule).text if rule.period == "day" else f"once {counted(rule).text}")


@named.register
def _(rule: LeapYears) -> Name:
    return Name("common years" if rule.common else "leap years")


def cycle(base: Rule, by: Rule, clock: Clock | None) -> str | None:
    """A filter that is written with the period: the 10th of every 2 months, every 2 weeks on Monday, in leap years."""
    if not isinstance(by, Periodic | LeapYears):
        return None
    timed = times(clock) if clock else ""
    if isinstance(base, Weekly) and isinstance(by, Periodic) and by.period == "week":
        return f"{often(by).text} on {listed(WEEKDAYS[day] for day in base.weekdays)}" + timed
    name = named(base) if is_point(base) else None
    whole = "year" if isinstance(by, LeapYears) else by.period
    if not name or not name.often or name.note or whole not in ("month", "year") or name.often.period != whole:
        return None
    return replace(name, often=often(by)).text + timed
