"""Rules written in Chinese, in the one canonical form that reads back to the same rule."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import singledispatch

from ...clock import Clock, hhmm
from ...kinds import (
    Anchored,
    Announced,
    Around,
    Case,
    Due,
    Duration,
    EachDay,
    Easter,
    Elapsed,
    Equinox,
    Filtered,
    Fixed,
    Instead,
    Julian,
    Lasting,
    LeapYears,
    Lengths,
    Lunar,
    LunarMonthly,
    Monthly,
    Moved,
    NthFrom,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    Rfc5545,
    Rolled,
    SolarTerm,
    Through,
    Together,
    Weekly,
    WeekOf,
    Yearly,
)
from ...kinds.civil import LONGEST, month_days
from ...kinds.families import Annual, Simple
from ...recurrence import Recurrence
from ...rule import Rule
from ..clauses import begins_in_words
from .names import LUNAR_NOTES, RULE_SETS

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
    elif isinstance(rule, Around) and clock:
        text = f"{_timed(rule.base, clock)}前后"
    elif isinstance(rule, Fixed) and rule.last is None and clock:
        text = f"{day_words(rule.first)}{hhmm(clock.start or 0)}后"
    else:
        text = _timed(rule, clock)
    return text if isinstance(rule, Fixed) else _bounded(recurrence, text)


def _bounded(recurrence: Recurrence, text: str) -> str:
    """The words with the years in which they hold, or the day from which their cycle counts; other days are clauses."""
    rule, since, until = recurrence.rule, recurrence.since, recurrence.until
    until = until if until and (until.month, until.day) == (12, 31) else None
    if not since or not begins_in_words(recurrence):
        return f"{text}（至{until.year}年）" if until else text
    if isinstance(rule, Yearly) and rule.interval in ROUND and rule.phase == since.year - 1:
        text = f"{ROUND[rule.interval]}{words(replace(rule, interval=1)).removeprefix('每年')}"
        since = since.replace(year=since.year - 1)
    elif until and (since.month, since.day) == (1, 1):
        return _months(since, until) + text
    start = f"{since.year}年" if (since.month, since.day) == (1, 1) else day_words(since)
    if (
        isinstance(rule, Periodic) and rule.period != "day" and since.day == 1 and since.month > 1
    ):  # whole periods from a month on
        start = f"{since.year}年{since.month}月"
    return f"自{start}起{text}" + (f"（至{until.year}年）" if until else "")


ROUND = {5: "逢五逢十周年", 10: "逢十周年"}
"""Cycles of years that count from a year that is not one of them."""


def _timed(rule: Rule, clock: Clock | None) -> str:
    """The rule with its times: at both ends of a run of days, behind the day, or behind the day that is filtered."""
    if clock is None:
        return words(rule)
    match rule:
        case Due():
            return _due(rule, clock)
        case Filtered() if not _filter_head(rule):
            return _timed(rule.base, clock) + _filter_tail(rule)
        case Instead():
            return _timed(rule.base, clock) + _cases(rule)
        case Rolled():
            return _timed(rule.base, clock) + ROLLS[rule.how]
        case Announced(base=Rule() as base):
            return _timed(base, clock) + PREDICTED
        case Lasting(unit="days", amount=days) if clock.start is not None and clock.end is not None:
            hours = (clock.end - clock.start) / 60 + 24 * (days - 1)
            return f"{words(rule.base)}{hhmm(clock.start)}起{hours:g}小时"
        case Lasting(unit=unit, amount=amount):
            return f"{_timed(rule.base, clock)}起{amount}{UNITS[unit]}"
    start, end = (hhmm(m) if m is not None else "" for m in (clock.start, clock.end))
    first, to, last = words(rule).partition("至")
    if to and isinstance(rule, Fixed | Yearly | Monthly | Through):
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
    head = _years(rule.interval, rule.phase)
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


PARITY = {2000: "双数年", 2001: "单数年"}


def _years(interval: int, phase: int | None) -> str:
    if interval == 2 and phase in PARITY:
        return PARITY[phase]
    return "每年" if interval == 1 else f"每{interval}年"


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
    return f"第{_number(count)}个" if count > 0 else f"倒数第{_number(-count)}个"


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
    return words(rule.base) + ROLLS[rule.how]


ROLLS = {
    "none": "",
    "following": "，遇节假日顺延",
    "preceding": "，遇节假日提前",
    "modified-following": "，遇节假日顺延但不出当月",
    "nearest": "，遇节假日就近调整",
}


@words.register
def _(rule: WeekOf) -> str:
    return words(rule.base) + "所在周"


@words.register
def _(rule: Elapsed) -> str:
    rules = f"（按{RULE_SETS[rule.rule_set]}）" if rule.rule_set in RULE_SETS else ""
    return f"自{day_words(rule.start)}起{rule.amount}{UNITS[rule.unit]}内{rules}"


@words.register
def _(rule: Announced) -> str:
    return words(rule.base) + PREDICTED if rule.base else "每年公布日期"


PREDICTED = "（逐年公布）"


YEAR_SEASONS = {("立春", "立夏"): "春季", ("立夏", "立秋"): "夏季", ("立秋", "立冬"): "秋季", ("立冬", "立春"): "冬季"}


@words.register
def _(rule: Through) -> str:
    match rule:
        case Through(SolarTerm(name=begin), Moved(SolarTerm(name=after), -1, "days")) if (begin, after) in YEAR_SEASONS:
            return f"每年{YEAR_SEASONS[begin, after]}"
        case Through(Lunar(day=1) as first, Lunar(day=-1) as last) if last == replace(first, day=-1):
            return f"每年农历{'闰' if first.leap == 'only' else ''}{LUNAR_MONTHS[first.month - 1]}"
    return f"{words(rule.first)}至{words(rule.last).removeprefix('每年')}"


@words.register
def _(rule: Lengths) -> str:
    return f"{words(rule.least)}至{words(rule.most)}" if rule.least else f"{words(rule.most)}以下"


def _weekdays(days: tuple[int, ...], joint: str = "、", name: str = "周") -> str:
    return joint.join(name + WEEKDAYS[day] for day in days)


COUNTED = {"workdays": "工作日", "rest-days": "休息日", "days": "天"}


def _counted(unit: str, weekdays: tuple[int, ...]) -> str:
    return COUNTED.get(unit) or _weekdays(weekdays, "或", "星期")


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


@words.register
def _(rule: NthFrom) -> str:
    side = "前" if rule.n < 0 else "后"
    link = f"当日或之{side}的" if rule.including else f"{side}的"
    if rule.unit == "days":
        return words(rule.base) + (f"起第{rule.n}天" if rule.including else f"{side}的第{abs(rule.n)}天")
    return f"{words(rule.base)}{link}第{_number(abs(rule.n))}个{_counted(rule.unit, rule.weekdays)}"


@words.register
def _(rule: Lasting) -> str:
    return f"{words(rule.base)}起{rule.amount}{UNITS[rule.unit]}"


@words.register
def _(rule: EachDay) -> str:
    return "每个" + COUNTED[rule.which]


@words.register
def _(rule: LeapYears) -> str:
    return "平年" if rule.common else "闰年"


@words.register
def _(rule: Together) -> str:
    first, *others = (words(part) for part in rule.rules)
    head = first[:2] if first[:2] in ("每年", "每月") and not any(part.months() for part in rule.rules) else ""
    return "、".join((first, *(text if re.search("倒数|最后", text) else text.removeprefix(head) for text in others)))


PLAIN = (Yearly, Annual)
"""Kinds whose words begin with 每年, so that 双数年 or 每3年 may stand there instead."""
MONTHLY = (Simple,)
"""Kinds whose words begin with 每月, so that 每3个月的 or 每季度首月 may stand there instead."""
QUARTERS = {
    (1, 4, 7, 10): "每季度首月", (2, 5, 8, 11): "每季度第二个月", (3, 6, 9, 12): "每季度末月", (1, 7): "每半年首月",
    (2, 8): "每半年第二个月", (3, 9): "每半年第三个月", (4, 10): "每半年第四个月", (5, 11): "每半年第五个月",
    (6, 12): "每半年末月",
}  # fmt: skip


@words.register
def _(rule: Filtered) -> str:
    return _filter_head(rule) or words(rule.base) + _filter_tail(rule)


def _filter_head(rule: Filtered) -> str:
    """The words with the filter in front of the day (双数年, 每2周的, 每季度首月); empty where it stands behind."""
    base, by = rule.base, rule.by
    text = words(base)
    if rule.of or not rule.inside:
        return ""
    if base == Periodic("year") and isinstance(by, LeapYears):
        return words(by)
    if isinstance(base, PLAIN) and text.startswith("每年"):
        if isinstance(by, LeapYears):
            return words(by) + text.removeprefix("每年")
        if isinstance(by, Periodic) and by.period == "year":
            return _years(by.interval, by.phase.year if by.phase else None) + text.removeprefix("每年")
    if isinstance(base, Weekly) and isinstance(by, Periodic) and by.period == "week":
        return f"每{by.interval}周的{text.removeprefix('每')}"
    if isinstance(base, MONTHLY) and text.startswith("每月"):
        if isinstance(by, Periodic) and by.period == "month":
            return f"每{by.interval}个月的{text.removeprefix('每月')}"
        if months := QUARTERS.get(by.months()):
            return months + text.removeprefix("每月")
    if isinstance(base, Weekly | EachDay) and isinstance(by, Yearly) and len(by.months()) == 1:
        return f"{by.month}月{text}"
    return ""


def _filter_tail(rule: Filtered) -> str:
    """The filter behind the day: 仅限周六、周日, 7月、8月除外, 若9月21日、9月23日均为节假日."""
    if rule.of:
        days = "、".join(words(one).removeprefix("每年") for one in rule.of)
        return f"，若{days}{'均' if len(rule.of) > 1 else ''}为{_item(rule.by)}"
    return f"，仅限{_item(rule.by)}" if rule.inside else f"，{_item(rule.by)}除外"


def _item(by: Rule) -> str:
    """What a filter or a condition holds, as it is named there."""
    if isinstance(by, Weekly):
        return _weekdays(by.weekdays)
    if isinstance(by, EachDay):
        return "工作日" if by.which == "workdays" else "节假日"
    if months := by.months():
        return "、".join(f"{month}月" for month in months)
    if isinstance(by, Periodic) and by.period == "year":
        return _years(by.interval, by.phase.year if by.phase else None)
    return words(by).removeprefix("每年")


@words.register
def _(rule: Instead) -> str:
    return words(rule.base) + _cases(rule)


def _cases(rule: Instead) -> str:
    return "".join(_case(case) for case in rule.cases) + ("（只取替代日）" if rule.only else "")


def _case(case: Case) -> str:
    told = isinstance(case.when, Weekly | EachDay)
    when = f"，若逢{_item(case.when)}" if told else f"，若与{_item(case.when)}同日"
    verb = "则另加" if case.also else "则改为"
    clock = case.clock
    times = "至".join(hhmm(m) for m in (clock.start, clock.end) if m is not None) if clock else ""
    again = f"（再遇{_weekdays(case.omit)}{'顺延' if case.n > 0 else '提前'}）" if case.omit else ""
    return when + verb + _target(case) + times + again


def _target(case: Case) -> str:
    if not case.n:
        return ""
    side, count = "后" if case.n > 0 else "前", abs(case.n)
    if case.unit == "days":
        return f"其{side}第{count}天"
    unit = _counted(case.unit, case.weekdays)
    if count == 1:
        return ("下一个" if case.n > 0 else "上一个") + unit
    return f"其{side}第{_number(count)}个{unit}"


def _of_year(year: int) -> str:
    return f"{year}年" if year else "每年"


@words.register
def _(rule: Easter) -> str:
    return _of_year(rule.year) + ("东正教复活节" if rule.orthodox else "复活节")


@words.register
def _(rule: Julian) -> str:
    day = f"{rule.month}月{rule.day}日"
    return f"儒略历{rule.year}年{day}" if rule.year else f"每年儒略历{day}"


SEASONS_OF = {"march": "春分", "june": "夏至", "september": "秋分", "december": "冬至"}


@words.register
def _(rule: Equinox) -> str:
    return f"{_of_year(rule.year)}{SEASONS_OF[rule.season]}（按{rule.zone}时间）"


@words.register
def _(rule: Rfc5545) -> str:
    return rule.write().replace("\n", " ")
