"""Rules written in Chinese, in the one canonical form that reads back to the same rule."""

from __future__ import annotations

from datetime import date
from functools import singledispatch

from ..clock import Clock, hhmm
from ..kinds import (
    Anchored,
    Announced,
    Around,
    Due,
    Duration,
    Elapsed,
    Fixed,
    Lunar,
    LunarMonthly,
    Monthly,
    Moved,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    Rfc5545,
    Rolled,
    SolarTerm,
    Weekly,
    WeekOf,
    Yearly,
)
from ..kinds.civil import LONGEST, month_days
from ..recurrence import Recurrence
from ..rule import Rule
from .zh_names import LUNAR_NOTES, RULE_SETS

NUMBERS = "〇一二三四五六七八九十"
WEEKDAYS = "一二三四五六日"
UNITS = {"years": "年", "months": "个月", "weeks": "周", "days": "天", "workdays": "个工作日", "hours": "小时"}
PERIODS = {"day": "日", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"}
CONVENTIONS = {
    "monday": "",
    "first": "（按1日所在周）",
    "iso": "（按多数日）",
    "days": "（按七日）",
    "saturday": "（按周六）",
    "sunday": "（按周日）",
}
TENS = {(1, 10): "上旬", (11, 20): "中旬", (21, -1): "下旬"}
SEASONS = {(3 * q - 2, 3 * q): f"第{NUMBERS[q]}季度" for q in range(1, 5)} | {(1, 6): "上半年", (7, 12): "下半年"}


def write(recurrence: Recurrence) -> str:
    """The recurrence in canonical Chinese."""
    rule, clock = recurrence.rule, recurrence.clock
    if isinstance(rule, Due):
        text = _due(rule, clock)
    elif isinstance(rule, Fixed) and rule.last is None and clock:
        text = f"{day_words(rule.first)}{hhmm(clock.start or 0)}后"
    else:
        text = _timed(rule, clock) if clock else words(rule)
    if recurrence.since and not isinstance(rule, Fixed):
        text = f"自{recurrence.since.year}年起{text}"
    return text


def _timed(rule: Rule, clock: Clock) -> str:
    """The rule with its times: at both ends of a run of days, else behind the day."""
    start, end = (hhmm(m) if m is not None else "" for m in (clock.start, clock.end))
    first, to, last = words(rule).partition("至")
    if to and not isinstance(rule, Weekly):
        return f"{first}{start}至{last}{end}"
    return words(rule) + start + (f"至{end}" if end else "")


def _due(rule: Due, clock: Clock | None) -> str:
    base = words(rule.base) + (hhmm(clock.end) if clock and clock.end is not None else "")
    return base + {"stated": "截止", "unstated": "前", "excluded": "前（不含当日）"}[rule.inclusive]


@singledispatch
def words(rule: Rule) -> str:
    """The rule in canonical Chinese, without bounds and clock."""
    raise TypeError(f"Chinese has no words for {type(rule).__name__}")


def day_words(day: date) -> str:
    """A date as offices write it.

    >>> day_words(date(2020, 4, 5))
    '2020年4月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


@words.register
def _(rule: Fixed) -> str:
    first, last = rule.first, rule.last
    if last is None:
        return f"自{day_words(first)}起"
    if first == last:
        return day_words(first)
    if first.day == 1 and last.day == month_days(last.year, last.month):
        return _months(first, last)
    if first.year != last.year:
        return f"{day_words(first)}至{day_words(last)}"
    if first.month == last.month:
        tens = TENS.get((first.day, -1 if last.day == month_days(last.year, last.month) else last.day))
        return f"{first.year}年{first.month}月" + (tens or f"{first.day}日至{last.day}日")
    return f"{day_words(first)}至{last.month}月{last.day}日"


def _months(first: date, last: date) -> str:
    if (first.month, last.month) == (1, 12):
        return f"{first.year}年" if first.year == last.year else f"{first.year}年至{last.year}年"
    if first.year != last.year:
        return f"{first.year}年{first.month}月至{last.year}年{last.month}月"
    if first.month == last.month:
        return f"{first.year}年{first.month}月"
    season = SEASONS.get((first.month, last.month))
    return f"{first.year}年" + (season or f"{first.month}月至{last.month}月")


@words.register
def _(rule: Yearly) -> str:
    head = "每年" if rule.interval == 1 else f"每{rule.interval}年"
    if rule.single:
        return head + f"{rule.month}月" + _day(rule.day)
    first, last = (rule.month, rule.day), (rule.to_month, rule.to_day)
    if first[1] == 1 and _is_end(*last):
        if first[0] == last[0]:
            return f"{head}{rule.month}月"
        return head + (SEASONS.get((first[0], last[0])) or f"{first[0]}月至{last[0]}月")
    if first[0] == last[0]:
        tens = TENS.get((first[1], -1 if _is_end(*last) else last[1]))
        return f"{head}{rule.month}月" + (tens or f"{_day(rule.day)}至{_day(rule.to_day)}")
    return f"{head}{rule.month}月{_day(rule.day)}至{rule.to_month}月{_day(rule.to_day)}"


def _is_end(month: int, day: int) -> bool:
    return day == -1 or (month != 2 and day == LONGEST[month - 1])


def _day(day: int) -> str:
    return f"{day}日" if day > 0 else "最后一日" if day == -1 else f"倒数第{-day}日"


@words.register
def _(rule: Monthly) -> str:
    if rule.day == rule.to_day:
        return "每月" + _day(rule.day)
    return "每月" + (TENS.get((rule.day, rule.to_day)) or f"{_day(rule.day)}至{_day(rule.to_day)}")


@words.register
def _(rule: Periodic) -> str:
    count = "" if rule.interval == 1 else str(rule.interval)
    unit = ("个" if count and rule.period in ("month", "quarter") else "") + PERIODS[rule.period]
    return f"每{count}{unit}"


@words.register
def _(rule: Weekly) -> str:
    days = rule.weekdays
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"每周{WEEKDAYS[days[0]]}至周{WEEKDAYS[days[-1]]}"
    return "每周" + "、周".join(WEEKDAYS[day] for day in days)


def _month(month: int, year: int) -> str:
    if not month:
        return "每月"
    return f"{year}年{month}月" if year else f"每年{month}月"


def _nth(count: int) -> str:
    if count == -1:
        return "最后一个"
    return f"第{NUMBERS[count]}个" if count > 0 else f"倒数第{NUMBERS[-count]}个"


@words.register
def _(rule: NthWeekday) -> str:
    day = "双休日" if rule.days == 2 else f"星期{WEEKDAYS[rule.weekday]}"
    return _month(rule.month, rule.year) + _nth(rule.n) + day


@words.register
def _(rule: NthWeek) -> str:
    return _month(rule.month, rule.year) + _nth(rule.n).removesuffix("个") + "周" + CONVENTIONS[rule.convention]


@words.register
def _(rule: Due) -> str:
    return _due(rule, None)


@words.register
def _(rule: Around) -> str:
    return words(rule.base) + "前后"


@words.register
def _(rule: Anchored) -> str:
    length = f"{abs(rule.amount)}{UNITS[rule.unit]}"
    if rule.amount < 0:
        return f"{rule.anchor}前{length}"
    return f"{rule.anchor}之日起{length}内"


@words.register
def _(rule: Duration) -> str:
    return f"{rule.amount}{UNITS[rule.unit]}"


LUNAR_MONTHS = ("正月", *(f"{n}月" for n in "二三四五六七八九十"), "十一月", "腊月")
LUNAR_DAYS = (
    *(f"初{n}" for n in "一二三四五六七八九十"),
    *(f"十{n}" for n in "一二三四五六七八九"),
    "二十",
    *(f"廿{n}" for n in "一二三四五六七八九"),
    "三十",
)


@words.register
def _(rule: Lunar) -> str:
    head = f"{rule.year}年" if rule.year else "每年"
    if (rule.month, rule.day, rule.leap, rule.skip) == (12, -1, "skip", "omit"):
        return head + "除夕"
    leap = "闰" if rule.leap == "only" else ""
    day = LUNAR_DAYS[rule.day - 1] if rule.day > 0 else "最后一日"
    notes = [LUNAR_NOTES[name] for name in (rule.leap, rule.skip) if name in LUNAR_NOTES]
    return f"{head}农历{leap}{LUNAR_MONTHS[rule.month - 1]}{day}" + "".join(f"（{note}）" for note in notes)


@words.register
def _(rule: LunarMonthly) -> str:
    return "农历每月" + (LUNAR_DAYS[rule.day - 1] if rule.day > 0 else "最后一日")


@words.register
def _(rule: SolarTerm) -> str:
    return (f"{rule.year}年" if rule.year else "每年") + rule.name


@words.register
def _(rule: NthWorkday) -> str:
    head = _month(rule.month, rule.year)
    if not rule.month:
        head = "每" + PERIODS[rule.period] if not rule.year else f"{rule.year}年每{PERIODS[rule.period]}"
    return f"{head}前{rule.n}个工作日" if rule.run else head + _nth(rule.n) + "工作日"


@words.register
def _(rule: Moved) -> str:
    side = "前" if rule.amount < 0 else "后"
    return f"{words(rule.base)}{side}{abs(rule.amount)}{UNITS[rule.unit]}"


@words.register
def _(rule: Rolled) -> str:
    return words(rule.base) + ("，遇节假日顺延" if rule.how == "following" else "，遇节假日提前")


@words.register
def _(rule: WeekOf) -> str:
    return words(rule.base) + "所在周"


@words.register
def _(rule: Elapsed) -> str:
    rules = f"（按{RULE_SETS[rule.rule_set]}）" if rule.rule_set in RULE_SETS else ""
    return f"自{day_words(rule.start)}起{rule.amount}{UNITS[rule.unit]}内{rules}"


@words.register
def _(rule: Announced) -> str:
    return f"{words(rule.base)}（逐年公布）" if rule.base else "每年公布日期"


@words.register
def _(rule: Rfc5545) -> str:
    return rule.write().replace("\n", " ")
