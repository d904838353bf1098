"""Counting a period from a day: 15个工作日, 三个月, 前五日, under the rules of a named statute.

Each answer carries its steps, and each step the article that it rests on. Days are civil days of Asia/Shanghai. 法定休假日
are read as every day that is not worked: Saturdays and Sundays too, but not a Sunday worked by arrangement.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..errors import RuleError, UnknownYear
from ..messages import Fact, Message
from .rolls import roll
from .rulesets import FIRST_WORKDAY, NO_ROLL, RULE_SETS, Article, RuleSet
from .workdays import WORKDAYS, Workdays

__all__ = [
    "INCLUDED",
    "READINGS",
    "RULE_SETS",
    "UNITS",
    "Article",
    "Counted",
    "RuleSet",
    "count",
    "count_or_provisional",
]

UNITS = ("days", "workdays", "weeks", "months", "years")
LONGEST = 36_600
"""The longest period in any unit: a hundred years of days."""
ENDS = "24:00"
RUN = 3
"""So many days off in a row prolong a tax period."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The last day of a period (counted back: its first), and how it was found."""

    day: date
    ends: str = ENDS
    """When that day ends; sooner where the office closes before."""
    steps: tuple[Message, ...] = ()
    reasons: tuple[Message, ...] = ()
    """Why the day is tentative; none where it is certain."""


@dataclass(frozen=True, slots=True)
class _Period:
    start: date
    amount: int
    unit: str
    after: bool
    rules: RuleSet
    workdays: Workdays

    def cite(self, step: str) -> Message:
        return self.rules.article(step).cite()


def count(
    start: date,
    amount: int,
    unit: str,
    *,
    after: bool = True,
    rule_set: str = "civil-code",
    workdays: Workdays = WORKDAYS,
) -> Counted:
    """The last day of a period of `amount` units from `start` on; with `after=False` the day so far before it.

    A day off at the end moves as the rule-set says; a period counted back is never moved, because no statute says how.

    >>> str(count(date(2026, 9, 18), 20, "workdays").day)
    '2026-10-22'
    >>> str(count(date(2014, 5, 28), 3, "months", rule_set="civil-procedure").day)
    '2014-08-28'
    >>> print(count(date(2026, 9, 24), 10, "days").steps[2])
    2026-10-04 is a day off, so the last day is the day after the days off, 2026-10-08 (Civil Code art. 203)

    Raises UnknownYear where the answer hangs on a year without a table of working days, RuleError for an amount below 1
    or above 36,600, for a rule-set of another name and where the way leads out of the years 1 to 9999, ValueError for
    another unit. Source: the articles of RULE_SETS.
    """
    rules = _rules(rule_set)
    _check(amount, unit)
    period = _Period(start, amount, rules.meant(amount, unit), after, rules, workdays)
    try:
        day, steps, reasons = _end(period)
    except OverflowError as error:
        raise _beyond(start, amount) from error
    if unit != period.unit:
        cited = Message("{n} days are {n} working days here ({article})", n=amount, article=period.cite("unit"))
        steps = (steps[0], cited, *steps[1:])
    return Counted(day, ENDS, steps, reasons)


def count_or_provisional(
    start: date,
    amount: int,
    unit: str,
    *,
    after: bool = True,
    rule_set: str = "civil-code",
    workdays: Workdays = WORKDAYS,
) -> Counted:
    """As `count`, but a year without a table counts as `Workdays.provisional` tells it, and the answer's reasons say so.

    >>> found = count_or_provisional(date(2027, 3, 1), 5, "workdays")
    >>> str(found.day), str(found.reasons[0])
    ('2027-03-08', 'the working days of 2027 are not known')

    Raises RuleError and ValueError as `count` does.
    """
    try:
        return count(start, amount, unit, after=after, rule_set=rule_set, workdays=workdays)
    except UnknownYear as unknown:
        known, said = workdays.provisional(), unknown.said
    try:
        found = count(start, amount, unit, after=after, rule_set=rule_set, workdays=known)
    except UnknownYear:  # beyond the years 1 to 9999
        raise _beyond(start, amount) from None
    return replace(found, reasons=(said, *found.reasons))


def _beyond(start: date, amount: int) -> RuleError:
    return RuleError(
        Message("a period of {n} from {day} on leads out of the calendar", n=amount, day=start.isoformat()),
        Message("the calendar holds the years 1 to 9999"),
    )


def _rules(name: str) -> RuleSet:
    try:
        return RULE_SETS[name]
    except KeyError:
        raise RuleError(
            Message("no rules for counting by the name of “{name}”", name=name),
            Message("one of {names}", names=", ".join(RULE_SETS)),
        ) from None


def _check(amount: int, unit: str) -> None:
    if unit not in UNITS:
        raise ValueError(f"no unit {unit!r}, one of {', '.join(UNITS)}")
    if amount < 1:
        raise RuleError(Message("a period of {n} has no length", n=amount), Message("it must be 1 or more"))
    if amount > LONGEST:
        raise RuleError(
            Message("a period of {n} is longer than any that is counted here", n=amount),
            Message("it must be {n} or less", n=LONGEST),
        )


_Found = tuple[date, tuple[Message, ...], tuple[Message, ...]]


def _end(period: _Period) -> _Found:
    day, led = _led(period)
    steps = (_begun(period), led)
    if not period.after:
        return day, steps, _backwards(period, day)
    longer, more, doubts = _prolonged(period, day)
    last, rolled, reasons = _rolled(period, longer)
    return last, (*steps, *more, *rolled, *_closing(period)), (*doubts, *reasons)


def _begun(period: _Period) -> Message:
    facts = _facts(period.start, period.cite("start"))
    if not period.after:
        return Message("counted back from {day}; that day itself is not counted ({article}, applied likewise)", **facts)
    if period.rules.includes_start:
        return Message("{day} itself is counted ({article})", **facts)
    return Message("{day} itself is not counted, the count begins on the next day ({article})", **facts)


def _led(period: _Period) -> tuple[date, Message]:
    """Where the bare count leads, before any day off is looked at."""
    signed = period.amount if period.after else -period.amount
    if period.unit in ("months", "years"):
        return _by_months(period, signed * (12 if period.unit == "years" else 1))
    if period.unit == "workdays":
        day = period.workdays.step(_eve(period), signed)
        words = Message(
            "working days counted: {n}, the last is {day}; days off are left out, weekend days worked count",
            n=period.amount,
            day=day.isoformat(),
        )
        return day, words
    day = _eve(period) + timedelta(signed * (7 if period.unit == "weeks" else 1))
    facts: dict[str, Fact | Message] = {"n": period.amount, "day": day.isoformat()}
    if period.unit == "weeks":
        return day, Message("weeks of seven days counted: {n}, the last day is {day}", **facts)
    return day, Message("days counted: {n}, the last is {day}", **facts)


def _eve(period: _Period) -> date:
    """The day after which counting begins."""
    return period.start - timedelta(1) if period.rules.includes_start and period.after else period.start


def _by_months(period: _Period, months: int) -> tuple[date, Message]:
    start, article = period.start, period.cite("month")
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= years <= date.max.year:
        raise OverflowError
    length = monthrange(years, month + 1)[1]
    day = date(years, month + 1, min(start.day, length))
    if start.day > length:
        words = Message(
            "the final month has no day {number}, so its last day ends the period: {day} ({article})",
            number=start.day,
            day=day.isoformat(),
            article=article,
        )
        return day, words
    if period.rules.ends_day_before and period.after:
        day -= timedelta(1)
        words = Message("it ends the day before the corresponding day: {day} ({article})", **_facts(day, article))
        return day, words
    return day, Message("the corresponding day of the final month is {day} ({article})", **_facts(day, article))


def _facts(day: date, article: Message) -> dict[str, Fact | Message]:
    return {"day": day.isoformat(), "article": article}


def _prolonged(period: _Period, day: date) -> _Found:
    """A tax period runs on by as many working days as it has days off in runs of three or more.

    The yearly lists of filing dates (税总办函〔2020〕242号 and its successors) count the extension in working days; the
    article itself only says days, so that a different answer by the letter makes the date tentative.
    """
    if not period.rules.extends_by_inner_holidays or period.unit not in ("days", "weeks"):
        return day, (), ()
    off = sum(run for run in _runs(period, day) if run >= RUN)
    if not off:
        return day, (), ()
    last = period.workdays.step(day, off)
    words = Message(
        "days off in runs of three or more inside: {n}; as many working days longer, to {day} ({article})",
        n=off,
        **_facts(last, period.cite("inner")),
    )
    letter = roll(day + timedelta(off), "following", period.workdays)
    if letter == last:
        return last, (words,), ()
    doubt = Message(
        "days off inside are made good in working days, as the yearly lists of filing dates do; by the letter of the "
        "article it would be {day}",
        day=letter.isoformat(),
    )
    return last, (words,), (doubt,)


def _runs(period: _Period, last: date) -> Iterator[int]:
    """How long each run of days off is inside the period."""
    run = 0
    for number in range((last - period.start).days):
        if period.workdays.is_workday(period.start + timedelta(number + 1)):
            yield run
            run = 0
        else:
            run += 1
    yield run


def _rolled(period: _Period, day: date) -> _Found:
    if period.unit == "workdays" or period.rules.roll == NO_ROLL:
        return day, (), ()
    last = roll(day, "following", period.workdays)
    facts = {**_facts(day, period.cite("roll")), "to": last.isoformat()}
    if last == day:
        worked = (Message("{day} is a weekend day that is worked, so it stays", day=day.isoformat()),)
        return day, worked if day.weekday() > 4 else (), ()
    if period.rules.roll == FIRST_WORKDAY:
        words = Message(
            "{day} is a day off, so the last day is the first working day after it, {to} ({article})", **facts
        )
    else:
        words = Message("{day} is a day off, so the last day is the day after the days off, {to} ({article})", **facts)
    if period.rules.roll_stated:
        return last, (words,), ()
    silent = Message(
        "{law} does not say what becomes of a last day off; read as the Civil Code", law=period.rules.title
    )
    return last, (words,), (silent,)


def _closing(period: _Period) -> Iterator[Message]:
    if period.rules.name == "calendar":
        return
    if period.rules.name == "custody":
        yield Message("days off do not prolong it ({article})", article=period.cite("roll"))
    yield Message("it ends at 24:00, or when the office closes ({article})", article=period.cite("end"))
    if period.rules.posted:
        yield Message("what is posted before the end is in time ({article})", article=period.cite("post"))


def _backwards(period: _Period, day: date) -> tuple[Message, ...]:
    """Counted back, the day stays: what it meets is only said, and only where the table is known."""
    if period.unit == "workdays" or period.rules.roll == NO_ROLL:
        return ()
    try:
        before = roll(day, "preceding", period.workdays)
    except UnknownYear:
        return ()
    if before == day:
        return ()
    words = Message(
        "{day} is a day off, and no statute says where a period counted back then ends; {before} is safe",
        day=day.isoformat(),
        before=before.isoformat(),
    )
    return (words,)


_1259 = Article(RULE_SETS["civil-code"].title, 1259).cite()
_201 = Article(RULE_SETS["civil-code"].title, 201).cite()
_BARE = Message("whether the day itself counts is nowhere stated; office practice includes it")
_WITH = Message("the number or the day itself is included ({article})", article=_1259)
_WITHOUT = Message("the number or the day itself is excluded ({article})", article=_1259)

READINGS: dict[str, Message] = {
    "前": _BARE,
    "之前": _BARE,
    "以前": _BARE,
    "内": _WITH,
    "日内": _WITH,
    "以内": _WITH,
    "起": Message(
        "the day from which it is counted is left out, the count begins on the next ({article})", article=_201
    ),
    "届满": _WITH,
    "以上": _WITH,
    "以下": _WITH,
    "不满": _WITHOUT,
    "超过": _WITHOUT,
    "以外": _WITHOUT,
}
"""How a word of deadlines is read, with its source."""

INCLUDED: dict[str, str] = {
    **dict.fromkeys(("前", "之前", "以前"), "unstated"),
    **dict.fromkeys(("内", "日内", "以内", "届满", "以上", "以下"), "stated"),
    **dict.fromkeys(("起", "不满", "超过", "以外"), "excluded"),
}
"""Whether the word includes its day or number: stated, excluded, or unstated (then read as READINGS says)."""
