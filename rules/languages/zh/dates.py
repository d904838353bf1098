"""Days and months of the civil calendar: 5月30日, 5.30, 本月底, 上旬, 第三季度."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from ...kinds import Fixed, Monthly, Yearly
from ...kinds.civil import LONGEST, month_days
from ..grammar import Lexeme, Phrase
from ..joining import dated
from ..meanings import HALF, MONTH, YEAR, Corrupt, Length, Point, combine, under
from .lexemes import Subject, constant, point
from .numbers import COUNT, NUMBERS, WEEKDAY, ZERO, numbers
from .wording import Wording, timed, timed_run, wording
from .years import every_years, year_head

N2 = r"\d(?: ?\d)?"
"""A number of one or two digits, perhaps parted by a stray space."""
CN_MONTH = f"(?:十[一二]?|一[{ZERO}]|[一二三四五六七八九])"
CN_DAY = f"(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三][{ZERO}]|[一二三四五六七八九])"
TENS = {(1, 10): "上旬", (11, 20): "中旬", (21, -1): "下旬"}
SEASONS = {(3 * q - 2, 3 * q): f"第{NUMBERS[q]}季度" for q in range(1, 5)} | {(1, 6): "上半年", (7, 12): "下半年"}

# how they are read


def full_date(words: str) -> dict[str, Any]:
    """2026-05-30, 2026.5.30."""
    year, month, day = numbers(words)
    return point(year=year, month=month, day=day)


def month(words: str) -> dict[str, Any]:
    """5月, 1 2月; of 1 3月 the first figure is another number."""
    (month,) = numbers(words)
    return point(month=month) if month <= 12 or " " not in words else {}


def day(words: str) -> dict[str, Any]:
    """30日: a day of the month, or thirty days; of 3 5日 the first figure is another number."""
    (day,) = numbers(words)
    if day > 31 and " " in words:
        return {}
    return {"POINT": Point(day=day), "LENGTH": Length(day, "days")} if day else {"POINT": Point(day=day)}


def day_in_words(words: str) -> dict[str, Any]:
    """十五日: a day behind its month, so many days behind 后, nothing by itself."""
    (day,) = numbers(words)
    return {"DAY_NUMBER": Point(day=day)} | ({"DAY_COUNT": Length(day, "days")} if words[-1] == "日" else {})


def month_day(weak: bool) -> Callable[[str], dict[str, Any]]:
    """5.30, 05-30; weak where it may be a number of another sort."""

    def read(words: str) -> dict[str, Any]:
        month, day = numbers(words)
        return point(month=month, day=day, weak=weak) if 1 <= month <= 12 and 1 <= day <= 31 else {}

    return read


def months(words: str) -> dict[str, Any]:
    """第二季度, 前三季度: from month to month."""
    quarter = numbers(words)[0]
    if words.startswith("前"):
        return point(months=(1, quarter * 3))
    return point(months=(quarter * 3 - 2, quarter * 3)) if quarter <= 4 else {}


def bracket(words: str) -> dict[str, Any]:
    """（周六）, （含当日）, （不含当日）, （周六，含当日）, （北京时间）."""
    if "不含" in words:
        return {"DAY_EXCLUDED": words}
    told = re.findall(rf"(?:周|星期|礼拜)([{WEEKDAY}])", words)
    weekday = WEEKDAY.index(told[-1].replace("天", "日")) if told else None
    return {"POINT_NOTE": Point(weekday=weekday, stated="含" in words)}


OPENING, CLOSING = r"[(\[【〔]", r"[)\]】〕]"
"""Brackets of every shape."""
NOTE = (
    rf"(?:[^()\n仅只限除]{{0,9}}(?:周|星期|礼拜)[{WEEKDAY}]|(?:不|包)?含(?:当[日天]|本日|首尾两?[日天])?|以[^()\n]{{1,10}}为准"
    "|北京时间|当地时间|公历|暂定)"
)
"""What a bracket says of a date."""

LEXEMES = (
    Lexeme(
        "or the last day",
        r"[,(]?(?:或|无此日则为|没有?这一[天日]的月份则?为)(?:当月|该月|本月)?的?最后[一1][日天]\)?"
        r"|[,(](?:如|若)?(?:2|二)月份?(?:则|就)?(?:按|为|算|用|在|取)(?:当月|该月|2月|二月)?的?(?:月?[底末]|末日|最后[一1][日天])(?:算|计|办理)?\)?"
        r"|\(?平年为(?:2月|二月)?(?:的?最后[一1][日天]|末日|28日)\)?",
        lambda words: {"POINT_NOTE": Point(or_last=True)},
    ),
    Lexeme(
        "date",
        r"(?:19|20)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})",
        full_date,
    ),
    Lexeme("lost glyphs", r"20\d\d\d{2,3}日|20\d{5}(?m:$)", lambda w: {"CORRUPT": Corrupt(w)}),
    Lexeme("lost month", r"每[?�□]月(?:第[一二三四五]周)?", lambda w: {"CORRUPT": Corrupt(w)}),
    Lexeme("interpunct", r"\d{1,2}[·•・‧∙]\d{1,2}", month_day(weak=False)),
    Lexeme("month.day", r"\d{1,2}\.\d{1,2}", month_day(weak=True)),
    Lexeme("month.day日", r"\d{1,2}\.\d{1,2}[日号]", month_day(weak=True)),
    Lexeme("month-day", r"\d\d-\d\d", month_day(weak=True)),
    Lexeme("month/day", r"\d{1,2}/\d{1,2}", month_day(weak=True)),
    Lexeme("three quarters", r"前[二三两]季度", months),
    Lexeme("quarter", r"第?[一二三四1234]季度", months),
    Lexeme("half year", r"上半年", constant(POINT=Point(months=(1, 6)))),
    Lexeme("half year", r"下半年", constant(POINT=Point(months=(7, 12)))),
    Lexeme("month", rf"{N2}月份?", month),
    Lexeme("January", "元月份?", lambda w: point(month=1)),
    Lexeme(
        "month in words",
        rf"{CN_MONTH}月份?",
        lambda w: point(month=numbers(w)[0]),
    ),
    Lexeme("month of reference", r"(?:本|当|这个)月", constant(POINT=Point(month_shift=0))),
    Lexeme("next month", r"下个?月|次月", constant(POINT=Point(month_shift=1))),
    Lexeme("last month", r"上个?月", constant(POINT=Point(month_shift=-1))),
    Lexeme("end of year", r"年[底末终]", constant(POINT=Point(month=12, part="end"))),
    Lexeme("start of year", r"年初", constant(POINT=Point(month=1, part="start"))),
    Lexeme("end of month", r"月[底末]", constant(POINT=Point(part="end"))),
    Lexeme("end", r"[底末]", constant(BEGIN_OR_END=Point(part="end"))),
    Lexeme("start", r"初", constant(BEGIN_OR_END=Point(part="start"))),
    Lexeme(
        "start of month",
        r"月初",
        constant(POINT=Point(part="start")),
    ),
    Lexeme("twenty days", r"上中旬", constant(POINT=Point(part="first-middle"))),
    Lexeme("twenty days", r"中下旬", constant(POINT=Point(part="middle-last"))),
    Lexeme("half a month", r"上半月", constant(POINT=Point(part="first-half"))),
    Lexeme("half a month", r"下半月", constant(POINT=Point(part="second-half"))),
    Lexeme("ten days", r"上旬", constant(POINT=Point(part="first"))),
    Lexeme("ten days", r"中旬", constant(POINT=Point(part="middle"))),
    Lexeme("ten days", r"下旬", constant(POINT=Point(part="last"))),
    Lexeme("last day", r"最后(?:一|1)(?:日|天)", constant(DAY_NUMBER=Point(day=-1))),
    Lexeme("day from the end", rf"倒数第{COUNT}[日天]", lambda w: {"DAY_NUMBER": Point(day=-numbers(w)[0])}),
    Lexeme("day", rf"{N2}日", day),
    Lexeme("day by its number", rf"{N2}号", lambda w: {"DAY_NUMBER": Point(day=numbers(w)[0])}),
    Lexeme("day in words", rf"{CN_DAY}[日号]", day_in_words),
    Lexeme("day of reference", r"即日|当[日天]|同日", constant(POINT=Point(day_shift=0))),
    Lexeme("next day", r"次日|翌日", constant(POINT=Point(day_shift=1))),
    Lexeme("bracket", rf"{OPENING}{NOTE}(?:[,、;]{NOTE})?{CLOSING}", bracket),
)

# how they join


def noted(point: Point, note: Point) -> Point:
    """The point with what a bracket adds: a weekday, (含当日), a convention."""
    return combine(point, note)


def of_month(month: Point, day: Point) -> Point | None:
    """5月30号: a number is a day behind its month; alone it may be that of a house."""
    fits = month.grains[1] == MONTH or (month.grains == (YEAR, YEAR) and (day.day or 0) < 0)
    return under(month, day) if fits else None


def edge(whole: Point, part: Point) -> Point | None:
    """5月底, 2026年初, 第一季度末: the beginning or the end of a period."""
    return under(whole, part) if whole.grains[1] in (YEAR, HALF, MONTH) else None


PHRASES = (
    Phrase("POINT", "POINT _OF? POINT", under),
    Phrase("POINT", "POINT _OF? DAY_NUMBER", of_month),
    Phrase("POINT", "POINT BEGIN_OR_END", edge),
    Phrase("POINT", "POINT POINT_NOTE", noted),
    Phrase("POINT", "_QUOTE POINT _QUOTE", dated),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


def day_words(day: date) -> str:
    """A date as offices write it.

    >>> day_words(date(2020, 4, 5))
    '2020年4月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


@wording.register
def _(rule: Fixed) -> Wording:
    first, last = rule.first, rule.last
    if last is None:
        return Wording(f"自{day_words(first)}起")
    if first == last:
        return Wording(day_words(first))
    ends = month_days(last.year, last.month)
    if first.day == 1 and last.day == ends:
        return whole_months(first, last)
    if first.year != last.year:
        return Wording(day_words(first), to=day_words(last))
    if first.month == last.month:
        tens = TENS.get((first.day, -1 if last.day == ends else last.day)) if rule.third else None
        head = f"{first.year}年{first.month}月"
        return Wording(head + tens) if tens else Wording(f"{head}{first.day}日", to=f"{last.day}日")
    return Wording(day_words(first), to=f"{last.month}月{last.day}日")


def whole_months(first: date, last: date) -> Wording:
    """From the first day of a month or year to the last day of one: 2026年3月至5月, 2026年第一季度."""
    year = f"{first.year}年"
    if (first.month, last.month) == (1, 12):
        return Wording(year, to="" if first.year == last.year else f"{last.year}年")
    if first.year != last.year:
        return Wording(f"{year}{first.month}月", to=f"{last.year}年{last.month}月")
    if first.month == last.month:
        return Wording(f"{year}{first.month}月")
    if season := SEASONS.get((first.month, last.month)):
        return Wording(year + season)
    return Wording(f"{year}{first.month}月", to=f"{last.month}月")


@wording.register
def _(rule: Yearly) -> Wording:
    head, month = every_years(rule.interval, rule.phase), f"{rule.month}月"
    if rule.single:
        return Wording(month + day_of_month(rule.day), head)
    same = rule.month == rule.to_month
    if rule.day == 1 and _is_end(rule.to_month, rule.to_day):
        if same:
            return Wording(month, head)
        if season := SEASONS.get((rule.month, rule.to_month)):
            return Wording(season, head)
        return Wording(month, head, f"{rule.to_month}月")
    first, last = day_of_month(rule.day), day_of_month(rule.to_day)
    if not same:
        return Wording(month + first, head, f"{rule.to_month}月{last}")
    tens = TENS.get((rule.day, -1 if _is_end(rule.to_month, rule.to_day) else rule.to_day))
    if tens and rule.third:
        return Wording(month + tens, head)
    return Wording(month + first, head, last)


@wording.register
def _(rule: Monthly) -> Wording:
    first, last = day_of_month(rule.day), day_of_month(rule.to_day)
    if rule.day == rule.to_day:
        return Wording(first, "每月")
    tens = TENS.get((rule.day, rule.to_day))
    return Wording(tens, "每月") if tens and rule.third else Wording(first, "每月", last)


timed.register(Fixed, timed_run)
timed.register(Yearly, timed_run)
timed.register(Monthly, timed_run)


def _is_end(month: int, day: int) -> bool:
    return day == -1 or (month != 2 and day == LONGEST[month - 1])


def day_of_month(day: int) -> str:
    """The day of a month, from the end where negative: 最后一日."""
    return f"{day}日" if day > 0 else "最后一日" if day == -1 else f"倒数第{-day}日"


def period_head(period: str, year: int) -> Wording:
    """The quarter, half or year in front of what is said of its days: 每季度, 每年, 2026年, 2026年每季度."""
    if period == "year":
        return Wording("", year_head(year)) if not year else Wording(year_head(year))
    name = {"quarter": "每季度", "half": "每半年"}[period]
    return Wording(year_head(year) + name) if year else Wording("", name)


def month_head(month: int, year: int) -> Wording:
    """The month in front of what is said of its days: 每月, 每年9月, 2026年9月."""
    if not month:
        return Wording("", "每月")
    return Wording(f"{month}月", year_head(year))
