"""Periods that recur: 每季度, 每两年, 按月, 每季度首月10日, 每3个月的第一个星期五."""

from __future__ import annotations

import re
from typing import Any

from ...kinds import Monthly, Periodic
from ...kinds.filters import in_quarter, last_days
from ...rule import Rule
from ..grammar import Lexeme, Phrase
from ..joining import every
from ..meanings import DAY, MONTH, Bounded, Frequency, Kept, Point, Timed, Vague, Weekdays, combine
from .bounds import recurs
from .lexemes import Subject
from .numbers import COUNT, number, numbers
from .wording import Wording, wording

PERIODS = {"年": "year", "半年": "half", "季": "quarter", "季度": "quarter", "月": "month", "周": "week", "星期": "week",
           "日": "day", "天": "day", "届": "year", "学期": "half"}  # fmt: skip
PERIOD_WORDS = {"day": "日", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"}
QUARTERS = {
    (1, 4, 7, 10): "每季度首月", (2, 5, 8, 11): "每季度第二个月", (3, 6, 9, 12): "每季度末月", (1, 7): "每半年首月",
    (2, 8): "每半年第二个月", (3, 9): "每半年第三个月", (4, 10): "每半年第四个月", (5, 11): "每半年第五个月",
    (6, 12): "每半年末月",
}  # fmt: skip

# how they are read


def frequency(words: str) -> dict[str, Any]:
    """每季度, 每两周, 每隔3天, 双周, 隔年."""
    words = re.sub(r"(?:至少|不少于)?[一1](?:次|届|期)$", "", words)
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
        r"每个?(?:季度?|半年度?)的?(?:首|末|第[一二三四五六1-6]|最后一?)个?月份?的?",
        quarter_month,
    ),
    Lexeme("day of a quarter", r"每个?(?:季度|半年)的?(?:最后一[日天]|末日|首日|第[一1][日天])", quarter_day),
    Lexeme(
        "end of a period",
        r"每个?(?:季度?|半年度?|年度?|月度?)(?:终了|结束|期满)|每个?(?:季度|半年)(?=后\d)",
        period_end,
    ),
    Lexeme("frequency range", rf"每{COUNT}(?:至|到|-|—){COUNT}个?(?:年|月|周|季度)", lambda w: {"REFUSED": Vague(w)}),
    Lexeme(
        "frequency",
        rf"每(?:隔|满)?{COUNT}?个?(?:半年|年度?|季度?|月度?|学期|届(?:当年)?|(?:星期|周|礼拜)(?![二三四五六日天])|[日天])"
        r"(?:(?:至少|不少于)?[一1](?:次|届|期))?",
        frequency,
    ),
    Lexeme(
        "by period",
        r"按(?:半年|年度?|季度?|月度?(?!球)|周|日(?!期|程))(?![份龄均])|逐[月季](?:度)?|隔[周年月]|双周(?!年|刊|一|二)",
        frequency,
    ),
    Lexeme(
        "once a year",
        r"一年一[度次届]|[两二三四五]年一[次届度]",
        lambda w: {"FREQUENCY": Frequency(number(w[0]), "year")},
    ),
    Lexeme(
        "report",
        r"(?<![\d一二三四五六七八九十半])(?:年|季|月)报(?![表告名送刊社道到考备批])|(?<![\d一二两])半年报(?!表|告)",
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


def of_quarter(months: Rule, base: Point) -> Kept | None:
    """每季度首月10日."""
    fits = base.grains[0] == DAY and base.day_shift is None and not base.name
    return Kept(combine(Point(monthly=True), base), months) if fits else None


def of_month(month: Point, base: Any) -> Kept | Bounded | None:
    """9月每周一; 2026年每周一, 2026年9月每个工作日: in that year alone."""
    day = base.base if isinstance(base, Timed) else base
    if month.year is not None and month.grains[1] <= MONTH:
        counted = isinstance(base, Timed) and not isinstance(day, Weekdays | Rule | Frequency)
        return Bounded(base, month, month) if recurs(base) and not counted else None
    fits = isinstance(day, Weekdays | Rule) or (isinstance(day, Frequency) and day.period == "day")
    return Kept(base, month) if fits and month.month and month.grains[1] == MONTH else None


PHRASES = (
    Phrase("POINT", "FREQUENCY _OF? POINT", every),
    Phrase("DAY_OF_QUARTER", "MONTH_OF_QUARTER POINT", of_quarter),
    Phrase("FILTERED", "FREQUENCY _OF? WEEKDAY_LIST|POINT", cycle),
    Phrase("FILTERED", "POINT _OF? WEEKDAYS|EACH_DAY|FREQUENCY|TIMED|DAY_OF_QUARTER", of_month),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Periodic) -> Wording:
    count = "" if rule.interval == 1 else str(rule.interval)
    unit = ("个" if count and rule.period in ("month", "quarter") else "") + PERIOD_WORDS[rule.period]
    return Wording("", f"每{count}{unit}")
