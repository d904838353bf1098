"""What wordings mean, before anybody knows the year: the values that all languages share."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from ..lazy import Lazy
from ..messages import Message
from ..rule import Rule

YEAR, HALF, MONTH, DAY, CLOCK = range(5)


@dataclass(frozen=True)
class Point:
    """A civil date with parts left out: what the text says and nothing more.

    Coarser parts come first in a text (年, 季度, 月, 日, 时), so two points join when the second is finer (`under`).
    """

    year: int | None = None
    year_shift: int | None = None
    """今年 0, 明年 1, 上年 -1: from the year of reference."""
    months: tuple[int, int] | None = None
    """A quarter or a half year, or a season of months: first and last month."""
    month: int | None = None
    month_shift: int | None = None
    day: int | None = None
    day_shift: int | None = None
    """即日 0, 次日 1."""
    part: str | None = None
    """A name in `points.PARTS`: first, middle, last (上中下旬), start, end (月初, 月底), first-half (上半月)."""
    nth: tuple[int, str] | None = None
    """(3, "week"), (2, "Sun"), (-1, "Fri"), (3, "weekend"), (5, "workday"), of a year also (256, "day")."""
    convention: str | None = None
    lunar: tuple[int, int, str, str] | None = None
    """Month, day, what a leap month does, what comes of a missing day: (12, -1, "skip", "omit") for 除夕."""
    term: str | None = None
    """A solar term: 清明."""
    other: Rule | None = None
    """A day of another reckoning, by the rule that names it: 复活节, 儒略历12月25日."""
    among: Rule | None = None
    """Which years count: 双数年, 闰年."""
    or_last: bool = False
    """或最后一日: a day that the month lacks is its last."""
    period: str | None = None
    """The period of which it is the nth: 每季度最后一个工作日."""
    weekday: int | None = None
    """A weekday that the text adds as a check; Monday is 0."""
    clock: int | None = None
    """Minutes after midnight."""
    yearly: int = 0
    """每年: every so many years; 0 where it is not said."""
    monthly: bool = False
    name: str | None = None
    """The observance that the text names beside the date."""
    weak: bool = False
    """Written so that it may be something else: 4.15 without 月."""
    stated: bool = False
    """(含当日): the day itself is included."""
    half: bool = False
    """The clock is told by the half of the day: 下午2点."""
    early: bool = False
    """The clock is told as one before noon: 上午9点, 05:00."""
    note: str | None = None
    """The convention by which it was read, a name in `rules.recurrence.DOUBTS`."""

    @property
    def on_other(self) -> bool:
        """Whether it is a day of the lunar calendar or of the solar terms."""
        return self.lunar is not None or self.term is not None or self.other is not None

    @Lazy
    def grains(self) -> tuple[int, int]:
        """The coarsest and the finest grain that are given."""
        on_other = self.lunar is not None or self.term is not None or self.other is not None
        given = (
            bool(self.yearly or self.among) or self.year is not None or self.year_shift is not None,
            self.months is not None,
            on_other or self.monthly or self.month is not None or self.month_shift is not None,
            on_other or bool(self.day or self.part or self.nth or self.name) or self.day_shift is not None,
            self.clock is not None,
        )
        return (given.index(True), CLOCK - given[::-1].index(True)) if True in given else (CLOCK, YEAR)


def under(outer: Point, inner: Point) -> Point | None:
    """The two points as one where the inner is finer than the outer: 2026年 and 5月 and 30日; else None.

    >>> under(Point(month=5), Point(day=30)).day
    30
    >>> under(Point(day=30), Point(month=5)) is None
    True
    """
    if outer.grains[1] >= inner.grains[0]:
        return None
    if (outer.monthly and inner.grains[0] < DAY) or outer.part or (outer.nth and not inner.clock):
        return None
    if outer.months and inner.monthly:
        return None  # 下半年每月5日: months that filter, not one of which it is a day
    if outer.grains[1] == HALF and outer.months and inner.nth:
        return _of_months(outer, inner)
    if outer.grains == (YEAR, YEAR) and inner.nth and inner.grains[0] == DAY and not inner.period:
        return combine(replace(outer, period="year"), inner)
    if outer.grains[1] == HALF and outer.months:
        edge = {"start": outer.months[0], "end": outer.months[1]}.get(inner.part or "")
        return combine(replace(outer, months=None, month=edge), inner) if edge else None
    return combine(outer, inner)


def _of_months(outer: Point, inner: Point) -> Point | None:
    """第三季度第一个星期一, 上半年最后一个工作日: of the first or the last month, which surely holds so few."""
    count, unit = inner.nth or (0, "")
    if not outer.months or unit in ("week", "day") or abs(count) > 4:
        return None
    return combine(replace(outer, months=None, month=outer.months[0 if count > 0 else 1]), inner)


def combine(outer: Point, inner: Point) -> Point:
    """Every part that either gives, the inner first."""
    parts = [
        mine if mine or (zero and mine is not None) else theirs
        for zero, mine, theirs in zip(_ZERO, _parts(inner), _parts(outer), strict=True)
    ]
    whole = Point(*parts)
    return replace(whole, weak=False) if whole.weak and not (outer.weak and inner.weak) else whole


def end_hour(first: Point, last: Point) -> int | None:
    """The clock on which a time ends: in the first's half of the day where that is told once (下午2点至4点).

    An end before its beginning is one of the afternoon (9点到5点) where no half and no next day is told.
    """
    start, end = first.clock, last.clock
    if start is None or end is None or not (first.half or into_afternoon(first, last)) or last.half or end > start:
        return end
    return end + 720 if start < end + 720 <= 1440 else end


def into_afternoon(first: Point, last: Point) -> bool:
    """Whether the end of a time is read as one of the afternoon by a convention, the note "afternoon-end": 9点到5点."""
    start, end = first.clock, last.clock
    if start is None or end is None or first.half or last.half or last.early or last.day_shift is not None:
        return False
    return 60 <= end < start < 13 * 60 and start < end + 720


_PARTS = tuple(part.name for part in fields(Point))
_ZERO = tuple(name in ("month", "day", "year_shift", "month_shift", "day_shift", "weekday", "clock") for name in _PARTS)
"""Whether a part that is 0 is given."""
_parts = attrgetter(*_PARTS)


@dataclass(frozen=True, slots=True)
class Range:
    """From one point to another, both included; without a second it is open (自5月1日起).

    `listed` where each of its days is named, so that 前 is said of each of them (12月3日、4日前).
    """

    first: Point
    last: Point | None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Frequency:
    """Every so many periods, on an open day: (1, "quarter") for 按季度."""

    every: int
    period: str
    note: str | None = None
    """The convention on which the count rests: 每隔3天."""


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Weekdays of each week, with a clock where given."""

    days: tuple[int, ...]
    clock: int | None = None
    to_clock: int | None = None
    note: str | None = None
    """The convention by which they were read, a name in `rules.recurrence.DOUBTS`."""
    later: int = 0
    """So many days after the first its end lies, where that is another day: 每周五16:00至周日18:00."""


@dataclass(frozen=True, slots=True)
class Length:
    """A duration: 5年, 20个工作日; `about` for 左右, `within` for 内."""

    amount: int
    unit: str
    about: bool = False
    within: bool = False


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of each lunar month: 农历每月初一."""

    day: int


@dataclass(frozen=True, slots=True)
class By:
    """Due by something: `inclusive` is stated, unstated or excluded."""

    base: Leaning | Range | Weekdays
    inclusive: str


@dataclass(frozen=True, slots=True)
class About:
    """前后: about a point, or about a named day."""

    base: Point | str | Expected


@dataclass(frozen=True, slots=True)
class Counted:
    """Counted from a named event: -6 months; the name is in the text beside it, or in `anchor`."""

    sign: int
    length: Length
    anchor: str | None = None
    ahead: bool = False
    """提前3天: the event is named nearby, not in front."""


@dataclass(frozen=True, slots=True)
class Off:
    """So long before (-1) or after a date or a named day: 清明节前10个工作日."""

    base: Leaning | Range
    sign: int
    length: Length


@dataclass(frozen=True, slots=True)
class Opening:
    """The first so many working days of each period: 每月前10个工作日."""

    period: str
    count: int


@dataclass(frozen=True, slots=True)
class Way:
    """Where days go, and off which: a name in `reckoning.rolls.ROLLS` and one in `kinds.derived.OFF`."""

    how: str
    off: str = "rest-days"


@dataclass(frozen=True, slots=True)
class Roll:
    """A rule that moves off days off: 遇法定节假日顺延."""

    base: Leaning | Range | By
    way: Way


@dataclass(frozen=True, slots=True)
class Expected:
    """A rule that only predicts what is announced each year: （逐年公布）; without a rule nothing is predicted."""

    base: Point | Range | Off | None


@dataclass(frozen=True, slots=True)
class Week:
    """The week that holds a date: 每年5月15日所在周."""

    base: Leaning


@dataclass(frozen=True, slots=True)
class Within:
    """Within so long from a date: 自2026年4月1日起15个工作日内."""

    base: Point
    length: Length
    rule_set: str = "civil-code"


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth weekday, day, working day or day off after (n above 0) or before a day: 11月1日起第二个星期日.

    `including` counts the day itself: on or after, on or before. The unit is a name in `kinds.counting.UNITS`.
    """

    base: Leaning | Range
    n: int
    unit: str
    weekdays: tuple[int, ...] = ()
    including: bool = False
    note: str | None = None
    """The convention by which it was read, a name in `rules.recurrence.DOUBTS`."""


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A day by its name and its date, one of them a note of the other: 全国科技工作者日（5月30日）, 九月初九（重阳节）."""

    name: str
    day: Point


@dataclass(frozen=True, slots=True)
class Run:
    """So long from a day, that day counted: 9月第三个双休日起一周; hours are counted from its clock: 9:00起4小时."""

    base: Leaning | Timed
    length: Length


@dataclass(frozen=True, slots=True)
class Timed:
    """A time of day on what is no point: 每个工作日9:00; minutes after midnight, from and to."""

    base: object
    start: int | None
    end: int | None = None
    """Over midnight where it is not after the start."""
    note: str | None = None
    """The part of the day where no time is stated, a name in `rules.recurrence.REMARKS`."""
    half: bool = False
    """Whether the start is told in the second half of the day (下午5点), so that the end is of it too."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Only the days that lie inside `by`, or outside it: 仅限周六、周日, 除7月和8月外, 节假日除外.

    With `of` it is those days that are asked, not the base's own: 若9月21日和9月23日均为节假日.
    """

    base: object
    by: object
    inside: bool = True
    of: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Swap:
    """A case: where the day falls inside `when`, another takes its place (若逢周日则改为下周一).

    n, unit and weekdays as in Nth, counted from the day itself; n is 0 where only the clock changes. `also` keeps the day
    beside the other; a day reached that is one of the weekdays `omit` gives way once more.
    """

    when: object
    n: int = 0
    unit: str = "weekdays"
    weekdays: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None
    also: bool = False
    omit: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Swapped:
    """A rule with cases, of which the first that fits decides; `only` keeps the substitutes alone."""

    base: object
    cases: tuple[Swap, ...]
    only: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Several rules at once: 每月1日和15日, 清明、冬至.

    `numbered` where bare numbers lean on the unit of the last (3月5、6日), so that none of them can stand alone.
    """

    parts: tuple[object, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Bounded:
    """A rule from a day, month or year on, or until one, both included: 自2026年5月1日起每10天, 2005年至2024年每年9月17日.

    `anniversary` leaves out the first year itself: 自1949年起逢5逢10周年. `counted` takes the day of every period from the
    first one: 每半年一次，下次2027年1月20日. Bounds may be told from the day of reference: 下周起.
    """

    rule: object
    first: Any
    last: Any = None
    anniversary: bool = False
    note: str | None = None
    """The convention by which it was read, a name in `rules.recurrence.DOUBTS`."""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan period: “十四五” is 2021 to 2025."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Edition:
    """第35届, 首个: which one of a row."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Anniversary:
    """一百周年, with the year where the text gives it."""

    years: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Vague:
    """适时, 定期: no date may be made of it."""

    word: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that are understood and still name no date (mid-May, twice a year), with the reason and what to write."""

    said: Message
    remedy: Message | None


@dataclass(frozen=True, slots=True)
class Corrupt:
    """A date with lost glyphs: reported, never guessed."""

    words: str
    due: bool = False


Leaning = Point | str | Off | Week | Expected | Nth | Run | Several | Kept | Swapped | Timed | Rule
"""What names days that something else may lean on; a rule may stand for itself where it needs nothing from around it."""

Recurring = Leaning | Range | Frequency | Weekdays | By | About | LunarDay | Roll
"""What may hold from a year on."""


@dataclass(frozen=True, slots=True)
class Since:
    """A rule from a year on: 自2025年起每年9月."""

    year: int
    rule: Recurring
