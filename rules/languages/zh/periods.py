"""Periods that recur: 每季度, 每两年, 按月, 每季度首月10日, 每3个月的第一个星期五."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...kinds import EachDay, Monthly, Periodic
from ...kinds.civil import PARTS
from ...kinds.filters import in_quarter, last_days, months_rule
from ...rule import Rule
from ..grammar import Lexeme, Phrase
from ..joining import every
from ..meanings import (
    DAY,
    HALF,
    MONTH,
    About,
    Bounded,
    By,
    Frequency,
    Kept,
    Point,
    Range,
    Roll,
    Timed,
    Vague,
    Weekdays,
    combine,
)
from ..points import rule_of
from ..relative import Season
from .bounds import recurs
from .lexemes import Subject, cue, made, named
from .lists import _parts
from .numbers import COUNT, TIMES, number, numbers
from .wording import Wording, wording

PERIODS = {"年": "year", "半年": "half", "季": "quarter", "季度": "quarter", "月": "month", "周": "week", "星期": "week",
           "日": "day", "天": "day", "届": "year", "学期": "half"}  # fmt: skip
PERIOD_WORDS = {"day": "日", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"}
QUARTERS = {
    (1, 4, 7, 10): "每季度首月", (2, 5, 8, 11): "每季度第二个月", (3, 6, 9, 12): "每季度末月", (1, 7): "每半年首月",
    (2, 8): "每半年第二个月", (3, 9): "每半年第三个月", (4, 10): "每半年第四个月", (5, 11): "每半年第五个月",
    (6, 12): "每半年末月", (1, 3, 5, 7, 9, 11): "逢单月", (2, 4, 6, 8, 10, 12): "逢双月",
}  # fmt: skip

# how they are read


def frequency(words: str) -> dict[str, Any]:
    """每季度, 每两周, 每隔3天, 双周, 隔年."""
    words = re.sub(rf"(?:至少|不少于)?[一1][{TIMES}]$", "", words)
    unit = next((u for u in sorted(PERIODS, key=len, reverse=True) if u in words), None)
    if unit is None:
        return {}
    counts = numbers(words.split(unit)[0].replace("半", ""))
    every = counts[0] if counts else 2 if words[0] in "隔双" else 1
    if every > 999:
        return {}
    if "每隔" in words and every == 1:  # 每隔一天 is every other day
        return {"FREQUENCY": Frequency(2, PERIODS[unit])}
    return {"FREQUENCY": Frequency(every, PERIODS[unit], "apart" if "每隔" in words else None)}


def quarter_month(words: str) -> dict[str, Any]:
    """每季度首月, 每半年第二个月."""
    period, months = ("half", 6) if "半年" in words else ("quarter", 3)
    place = 1 if "首" in words else months if re.search("末|最后", words) else numbers(words.partition("第")[2])[0]
    return {"MONTH_OF_QUARTER": in_quarter(Monthly(1), place, period).by} if place <= months else {}


def parity_months(words: str) -> dict[str, Any]:
    """每双月, 逢单月: every second month of the year, by its number."""
    return {"MONTH_OF_QUARTER": months_rule(range(2 if re.search("[双偶]", words) else 1, 13, 2))}


def quarter_part(words: str) -> dict[str, Any]:
    """每季度末: its last day; 每季度初: the first ten days of its first month."""
    period = "half" if "半年" in words else "quarter"
    return {
        "EACH_DAY": in_quarter(Monthly(*PARTS["start"], third=True), 1, period)
        if words.endswith("初")
        else last_days(period)
    }


def quarter_day(words: str) -> dict[str, Any]:
    """每季度最后一日, 每半年首日."""
    period = "half" if "半年" in words else "quarter"
    if re.search("首|第", words):
        return {"EACH_DAY": in_quarter(Monthly(1), 1, period)}
    return {"EACH_DAY": last_days(period)}


def period_end(words: str) -> dict[str, Any]:
    """每季度终了: the last day of each."""
    names = (("半年", "half"), ("季", "quarter"), ("年", "year"), ("月", "month"))
    return {"PERIOD_END": last_days(next(period for char, period in names if char in words))}


LEXEMES = (
    Lexeme(
        "month of a quarter",
        r"(?:[每各]个?(?:季度?|半年度?)|季度|半年度)的?(?:首|末|第[一二三四五六1-6]|最后一?)个?月份?的?",
        quarter_month,
    ),
    Lexeme("months by parity", r"(?:每逢?|逢)个?[单双偶奇]数?月份?的?|[单双偶奇]数?月份?的?", parity_months),
    Lexeme("end of a quarter", r"每个?(?:季度?|半年度?)的?[末底初]", quarter_part),
    Lexeme(
        "counted from",
        r"(?:上一?次|下一?次|最近一次|首次|第[一1]次|首期|第[一1]期)(?:时间)?(?:是在?|为|在|于)?",
        cue("COUNTED_FROM"),
    ),
    Lexeme("this time of the year", r"这个?时候|此时", named("THIS_TIME", Point(yearly=1, day_shift=0, note="then"))),
    Lexeme("season", r"[春夏秋冬][天季]", made("SEASON", lambda words: Season(words[0]))),
    Lexeme("day of a quarter", r"每个?(?:季度|半年)的?(?:最后一[日天]|末日|首日|第[一1][日天])", quarter_day),
    Lexeme(
        "end of a period",
        r"每个?(?:季度?|半年度?|年度?|月度?)(?:终了|结束|期满)|每个?(?:季度|半年)",
        period_end,
    ),
    Lexeme("frequency range", rf"每{COUNT}(?:至|到|-|—){COUNT}个?(?:年|月|周|季度)", lambda w: {"REFUSED": Vague(w)}),
    Lexeme(
        "frequency",
        rf"每(?:隔|满)?{COUNT}?个?(?:半年|年度?|季度?|月度?|学期|届(?:当年)?|星期|周|礼拜|[日天])"
        rf"(?:(?:至少|不少于)?[一1][{TIMES}])?",
        frequency,
    ),
    Lexeme(
        "by period",
        r"按(?:半年|年度?|季度?|月度?|周|日)|逐[月季](?:度)?|隔[周年月]|双周(?:[一1]次)?",
        frequency,
    ),
    Lexeme(
        "once a year",
        r"一年一[度次届]|[两二三四五]年一[次届度]",
        lambda w: {"FREQUENCY": Frequency(number(w[0]), "year")},
    ),
    Lexeme(
        "report",
        r"(?:半?年|季|月)报",
        lambda w: {"FREQUENCY": Frequency(1, PERIODS[w[:-1]])},
    ),
)

# how they join


def cycle(frequency: Frequency, base: Any) -> Kept | None:
    """每两周的周一, 每3个月10日, 每3个月的第一个星期五."""
    if isinstance(base, tuple):
        return Kept(Weekdays(base), frequency) if frequency.period == "week" and frequency.every > 1 else None
    fits = base.grains[0] == DAY and base.day_shift is None and not base.name
    if frequency.period != "month" or frequency.every == 1 or not fits:
        return None
    return Kept(combine(Point(monthly=True), base), frequency)


def on_weekday(frequency: Frequency, note: Point) -> Kept | None:
    """每三周一次（周二）."""
    return cycle(frequency, (note.weekday,)) if note.weekday is not None else None


def of_quarter(months: Rule, base: Point) -> Kept | None:
    """每季度首月10日."""
    fits = base.grains[0] == DAY and base.day_shift is None and not base.name
    return Kept(combine(Point(monthly=True), base), months) if fits else None


def nth_of_quarter(frequency: Frequency, base: Point) -> Rule | None:
    """每季度第一周, 每半年最后一周: in its first month, or counted from the end in its last."""
    if not base.nth or base.grains != (DAY, DAY) or frequency.every > 1 or frequency.period not in ("quarter", "half"):
        return None
    count, unit = base.nth
    if unit != "week" or not 1 <= abs(count) <= 2:
        return None  # weekdays and working days are counted within the quarter itself
    if count > 0 and frequency.period == "half":
        return None  # 每半年第三周 may be one of the year's
    last = 3 if frequency.period == "quarter" else 6
    rule = rule_of(replace(base, monthly=True, clock=None))
    return in_quarter(rule, 1 if count > 0 else last, frequency.period)


def once_a_year(frequency: Frequency, day: Any) -> Any | None:
    """每年秋天, 每年春节期间."""
    return day if (frequency.every, frequency.period) == (1, "year") else None


def of_month(month: Point, base: Any) -> Kept | Bounded | None:
    """9月每周一; 2026年每周一, 2026年9月每个工作日: in that year alone."""
    day = base.base if isinstance(base, Timed) else base
    if month.year is not None and month.grains[1] <= MONTH:
        counted = isinstance(base, Timed) and not isinstance(day, Weekdays | Rule | Frequency)
        return Bounded(base, month, month) if recurs(base) and not counted else None
    fits = isinstance(day, Weekdays | Rule) or (isinstance(day, Frequency) and day.period == "day")
    return Kept(base, month) if fits and month.month and month.grains[1] == MONTH else None


def whole_months(months: Any) -> Any | None:
    """下半年, 3月至6月、9月至12月, 七八月: whole months of every year, which keep what recurs to themselves."""
    return months if all(map(_of_whole_months, _parts(months))) else None


def _of_whole_months(one: Any) -> bool:
    if isinstance(one, Range):
        return bool(one.last) and _of_whole_months(one.first) and bool(one.last and _of_whole_months(one.last))
    if not isinstance(one, Point) or one.year is not None or one.year_shift is not None or one.monthly or one.among:
        return False
    return one.yearly <= 1 and bool(one.month or one.months) and one.grains[1] in (HALF, MONTH)


def in_months(months: Any, base: Any) -> Kept | None:
    """下半年每月第一个周六; 3月至6月，每周三15:00."""
    first, *others = _parts(base)
    follow = ((isinstance(one, Point) and one.grains[0] == DAY) or _within_year(one) for one in others)
    return Kept(base, months) if _within_year(first) and all(follow) else None


def _within_year(base: Any) -> bool:
    """Whether it comes again within the year, and its words say so: 每月10日, 每周三, 每天; not 每季度."""
    day = base.base if isinstance(base, Timed | By | Roll) else base
    if isinstance(day, Range):
        day = day.first
    if isinstance(day, Point):
        return day.monthly and not day.yearly and day.year is None
    return isinstance(day, Weekdays | EachDay) or day == Frequency(1, "day")


WITHIN_YEAR = "POINT|SPAN|WEEKDAYS|EACH_DAY|FREQUENCY|TIMED|SEVERAL|DUE|ROLLED"
"""What may come again within some months."""

PHRASES = (
    Phrase("POINT", "FREQUENCY _OF? POINT|DAY_NUMBER", every),
    Phrase("DAY_OF_QUARTER", "MONTH_OF_QUARTER _OF? POINT|DAY_NUMBER", of_quarter),
    Phrase("DAY_OF_QUARTER", "FREQUENCY _OF? POINT", nth_of_quarter),
    Phrase("FILTERED", "MONTH_OF_QUARTER", lambda months: months),
    Phrase("FILTERED", "FREQUENCY POINT_NOTE", on_weekday),
    Phrase("POINT", "FREQUENCY _OF? THIS_TIME", once_a_year),
    Phrase("LASTING", "FREQUENCY _OF? SEASON", once_a_year),
    Phrase("ABOUT", "YEARLY_OBSERVANCE _PLAN_PERIOD", About),
    Phrase("FILTERED", "FREQUENCY _OF? WEEKDAY_LIST|POINT|DAY_NUMBER", cycle),
    Phrase("FILTERED", "POINT _OF? WEEKDAYS|EACH_DAY|FREQUENCY|TIMED|DAY_OF_QUARTER", of_month),
    Phrase("MONTHS", "POINT|SPAN|SEVERAL", whole_months),
    Phrase("FILTERED", f"MONTHS _OF? _COMMA? {WITHIN_YEAR}", in_months),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Periodic) -> Wording:
    count = "" if rule.interval == 1 else str(rule.interval)
    unit = ("个" if count and rule.period in ("month", "quarter") else "") + PERIOD_WORDS[rule.period]
    return Wording("", f"每{count}{unit}")
