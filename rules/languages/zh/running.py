"""What only running text asks: which composed rules may stand in it.

In a notice 5月1日、10月1日 are two dates, and 5月1日, 节假日除外 may be said of something else. So a composed rule stands in
running text only where its words say themselves that it recurs (每月1日和15日, 每周二，节假日除外), or where its members
cannot stand without each other (3月5、6日). And a word that names a day only in company (清明 is a feast, a verb, a
festival's poem; 第23周 is a week of some course) is one only behind the 每年 or the year that makes it a date.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...errors import RuleError
from ...rule import Rule, Sort
from ..grammar import Lexeme, Phrase, Reading
from ..hours import AtHours
from ..joining import dated, every
from ..meanings import (
    DAY,
    MONTH,
    YEAR,
    About,
    Bounded,
    By,
    Frequency,
    Kept,
    Length,
    LunarDay,
    Nth,
    Off,
    Point,
    Range,
    Roll,
    Run,
    Several,
    Since,
    Swapped,
    Timed,
    Week,
    Weekdays,
    combine,
    end_hour,
)
from ..parity import WeeksByParity
from ..points import Frame
from ..relative import Seven, Stretch
from ..resolve import recurrence
from ..rhythms import Limited, Spanned
from .clocks import at_times, between_hours, clocked, end_note, in_part, in_part_of, part_of_day
from .dates import CLOSING, OPENING, month_day, noted
from .deadlines import by
from .hours_again import hours
from .lexemes import cue, made
from .lists import several
from .lunar import TERMS
from .numbers import TIMES, numbers
from .ordinary import ITEM
from .ranges import between
from .spoken_bounds import bounded_after
from .spoken_clocks import on_each_of
from .spoken_days import some_days
from .spoken_lengths import CN
from .weeks import bare_weekdays, bare_weekdays_from


def recurring(meaning: Any) -> Any | None:
    """The meaning, where its own words say that it recurs; None where they leave it open."""
    return meaning if _recurs(meaning) and not _begins_roughly(meaning) else None


def _begins_roughly(meaning: Any) -> bool:
    """Whether it begins in a third of a month, which is no day: 自7月下旬开始，工作日每天."""
    first = meaning.first if isinstance(meaning, Bounded) else None
    return isinstance(first, Point) and first.part in ("first", "middle", "last")


def _recurs(meaning: Any) -> bool:
    match meaning:
        case Point():
            return bool(meaning.yearly or meaning.monthly or meaning.period or meaning.among)
        case Frequency() | Weekdays() | LunarDay() | Rule():
            return True
        case Range():
            return _recurs(meaning.first)
        case By() | Off() | Nth() | Run() | Roll() | Kept() | Swapped() | Timed() | Week() | Limited() | Spanned():
            return _recurs(meaning.base)
        case AtHours() | WeeksByParity():
            return True
        case Since() | Bounded():
            return _recurs(meaning.rule)
        case Several(numbered=True):
            return True
        case Several():
            return _recurs(meaning.parts[0]) and all(map(_follows, meaning.parts[1:]))
        case _:
            return False


def _follows(part: Any) -> bool:
    """Whether a later member of a list is one of the rule that the first begins: it recurs too, or has no year."""
    return _recurs(part) or (isinstance(part, Point) and part.grains[0] > YEAR)


def days_in_a_row(days: Several) -> Range | None:
    """3月5、6日, 7、8月: bare numbers that follow one another are a run of days or months."""
    if not isinstance(days, Several) or not days.numbered or not all(isinstance(part, Point) for part in days.parts):
        return None
    first, last = days.parts[0], days.parts[-1]
    numbers = [part.day or part.month or 0 for part in days.parts if isinstance(part, Point)]
    follow = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return Range(first, last) if follow and isinstance(first, Point) and isinstance(last, Point) else None


def both_days(first: int, last: int) -> Range | None:
    """17、18两日."""
    return Range(Point(day=first), Point(day=last)) if 0 < first < last <= 31 and first + 1 == last else None


def both_days_of(month: Point, first: int, last: int) -> Range | None:
    """3月17、18两日."""
    days = both_days(first, last)
    return Range(combine(month, days.first), days.last) if days and month.grains[1] == MONTH else None


def of_month(month: Point, days: Range) -> Range | None:
    """3月 in front of 5、6日."""
    fits = month.grains[1] == MONTH and days.first.grains == (DAY, DAY) and days.first.day is not None
    return Range(combine(month, days.first), days.last) if fits else None


def dated_by(told: Any, date: Point | Range) -> Point | Range | None:
    """本周五（12月4日）, 第十周周四（11月6日）, 第11周（11月10日—15日）: the date decides, its weekdays are checked."""
    days, part = _weekdays_told(told)
    first, last = (date.first, date.last) if isinstance(date, Range) else (date, None)
    full = first.month is not None and first.grains[1] >= DAY and not (first.yearly or first.monthly or first.nth)
    if days is None or not full or (isinstance(date, Range) and not last):
        return None
    year = told.year if isinstance(told, Point) else None
    first = combine(Point(year=year, weekday=days[0] if days else None, note=part), first)
    if not isinstance(date, Range) or not last:
        return first if len(days) < 2 else None
    return Range(first, combine(last, Point(weekday=days[-1])) if len(days) > 1 else last)


def _weekdays_told(told: Any) -> tuple[tuple[int, ...] | None, str | None]:
    """The weekdays that words name of some week, and the part of the day; None where they name no week."""
    match told:
        case Timed(start=None):
            return _weekdays_told(told.base)[0], told.note
        case Seven(weekday=int(day)):
            return (day,), None
        case Nth(base=Point(nth=(_, "week")), weekdays=days):
            return days, None
        case tuple():
            return told, None
        case Point(nth=(_, "week"), clock=None) | Length(unit="weeks", about=False, within=False):
            return (), None
        case _:
            return None, None


def in_part_dated(days: tuple[int, ...], part: str, date: Point | Range) -> Point | Range | None:
    """周五下午（12月28日）."""
    return dated_by(Timed(days, None, note=part_of_day(part)), date)


def from_day(day: Point) -> Range | None:
    """12月1日后: from that day on; a day of every year or month is none of which it could be said."""
    told = day.yearly or day.monthly or day.nth or day.on_other
    return Range(day, None) if day.grains[1] == DAY and day.grains[0] < DAY and not told else None


def days_behind(day: Point, length: Length) -> Run | None:
    """12月1日后的三天: so many days from the next one on."""
    fits = from_day(day) and length.unit == "days" and not (length.about or length.within)
    return Run(Off(day, 1, Length(1, "days")), length) if fits else None


def within_behind(day: Point, length: Length) -> Off | None:
    """12月1日后的三天内."""
    return Off(day, 1, length) if from_day(day) and length.within else None


def after_comma(month: Point, first: int, last: Point) -> Range | None:
    """6月4，5日: a comma where only a list can be."""
    fits = last.grains == (DAY, DAY) and last.day == first + 1
    return both_days_of(month, first, first + 1) if fits else None


def year_feast(year: Point, name: str) -> Point | None:
    """明年春节, 2027年国庆节: in front of what is said of it (前, 前后, 后10天); by itself it is mostly a name."""
    if year.grains != (YEAR, YEAR) or year.yearly or year.among:
        return None
    try:
        found = recurrence(name, Frame())
    except RuleError:  # a feast whose day is announced each year
        return None
    return replace(year, other=found.rule) if found.rule.sort is Sort.RECURRING and not found.clock else None


def first_of_year(year: Point, length: Length) -> str | None:
    """2026年前10个工作日: no day of it, and neither the end of the year."""
    return "" if year.grains == (YEAR, YEAR) and not year.yearly else None


def hours_of(day: Point, first: Point, last: Point) -> Range | None:
    """5月8日（9:00—11:00）."""
    return between_hours(day, first, last) if day.grains[1] == DAY else None


def aside(point: Point) -> Point | None:
    """5月8日（逾期不候）前: words in brackets between a date and what is said of it."""
    return point if dated(point) and point.grains[1] >= DAY else None


def at_time(away: Seven, start: Point, end: Point | None = None) -> Timed | None:
    """下周三下午3点."""
    fits = isinstance(away, Seven) and away.weekday is not None
    if not fits or not end:
        return Timed(away, start.clock) if fits else None
    return Timed(away, start.clock, end_hour(start, end), end_note(start, end))


def to_weekday(first: Seven, last: int) -> Stretch | None:
    """下周二至周五."""
    return Stretch(first, Seven(None, last, "coming")) if isinstance(first, Seven) else None


def and_next_day(first: Seven, last: int) -> Stretch | None:
    """本周六、周日: two days that follow one another."""
    fits = isinstance(first, Seven) and first.weekday is not None and last == first.weekday + 1
    return Stretch(first, Seven(None, last, "coming")) if fits else None


def on_each_between(first: str, last: Point | str, start: Point, end: Point) -> Any | None:
    """春节至正月初二9:00至17:00."""
    return on_each_of(Stretch(first, last), start, end)


def yearly_feast(frequency: Frequency, name: str, start: Point | None = None, end: Point | None = None) -> Any | None:
    """每年重阳节, 每年重阳节上午9时: the feast itself, and not the year."""
    if frequency != Frequency(1, "year"):
        return None
    found = recurrence(name, Frame())
    if found.clock or found.rule.sort is not Sort.RECURRING:
        return None
    return at_times(found.rule, start, end) if start else found.rule


def leans(day: Any) -> bool:
    """Whether it is one day that leans on another: 春节后第一个工作日, which may have a time."""
    return isinstance(day, Nth | Off) and not _recurs(day)


def closed_weekly(days: tuple[int, ...]) -> Weekdays:
    """周一闭馆: of every week."""
    return Weekdays(days, note="weekly")


def days_of_closing(reading: Reading, text: str) -> Reading | None:
    """周一闭馆 as its weekdays alone: what is done on them is no part of the date.

    None where they are those of one week: 本周六、周一休息, 周三休息一天.
    """
    if reading.category != "CLOSED_DAYS":
        return reading
    if ONE_WEEK.search(text[: reading.start]) or SO_LONG.match(text, reading.end):
        return None
    words = re.sub(rf"\s*(?:{CLOSED})$", "", text[reading.start : reading.end])
    return replace(reading, end=reading.start + len(words), category="WEEKDAYS")


def days_of_month(words: str) -> dict[str, Any]:
    """前三天, behind 每月."""
    return {name: days for name, days in some_days(words).items() if name == "DAYS_OF_MONTH"}


def days_in_figures(words: str) -> dict[str, Any]:
    """4.11-4.15 at the beginning of a line, where 4. numbers no item."""
    first, last = (month_day(weak=True)(day).get("POINT") for day in re.split("[-~至—–]+", words))
    span = between(first, last) if first and last else None
    return {"SPAN": span} if span else {}


CLOSED_WORDS = {
    2: "闭馆|休馆|闭园|休园|闭市|休市|停诊|休诊|休业|休息",
    3: "不开放|不办公|不接待|不营业",
    5: "不对外(?:开放|办公|接待|营业)",
}
"""What says that a place is closed, by its length."""
CLOSED = "|".join(CLOSED_WORDS.values())
ONE_WEEK, SO_LONG = re.compile("[本这下上当]$"), re.compile("[一1两2半三3][天日]")
COMING = {"今天": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
EVERY_WEEK = 235
"""What it costs to take a date in brackets for that of the weekday in front: less than to leave out both brackets.

So 每周五（12月25日） stays a weekday and a date: without the 每 there would be one character more that nothing reads.
"""
FEASTS = {
    "五一节": "劳动节", "五一": "劳动节", "国庆": "国庆节", "端午": "端午节", "中秋": "中秋节",
    "元宵": "元宵节", "重阳": "重阳节",
}  # fmt: skip
"""Feasts by names that are days only in front of 前, 前后, 后10天: 国庆前."""
SAID_BESIDE = 40
"""What a bracket costs whose words say nothing of the date."""
MISREAD = 60
"""What a word costs that a machine misread: half of what a character does that nothing reads."""

IN_FIGURES = r"\d{1,2}\.\d{1,2}"
"""A day in figures: 4.11."""

LEXEMES = (
    Lexeme("coming day", "|".join(COMING), lambda w: {"POINT": Point(day_shift=COMING[w])}),
    Lexeme("first or last days", rf"(?:前|最后)(?:\d{{1,2}}|{CN})[天日]", days_of_month),
    Lexeme("dash read as one", "一", cue("TO"), cost=MISREAD),
    Lexeme("so often", rf"(?:\d{{1,2}}|[两二三四五六七八九十])[{TIMES}]", cue("SO_OFTEN")),
    Lexeme("bracket opens", OPENING, cue("OPENS")),
    Lexeme("bracket closes", CLOSING, cue("CLOSES")),
    Lexeme("aside", rf"{OPENING}[^()\[\]【】〔〕\n]{{1,40}}{CLOSING}|</?[a-z]{{1,8}}>", cue("ASIDE"), cost=SAID_BESIDE),
    Lexeme("feast by its short name", "|".join(FEASTS), lambda w: {"FEAST": FEASTS[w], "ORDINARY": w}),
    Lexeme("both days", r"[两二][日天]", cue("BOTH_DAYS")),
    Lexeme(
        "date in brackets",
        r"\(\d{1,2}月\d{1,2}日\)",
        lambda w: {"DATE_NOTE": Point(month=numbers(w)[0], day=numbers(w)[1])},
    ),
    Lexeme(
        "days in figures that begin a line", rf"(?:\A|\n){IN_FIGURES}[-~至—–]+{IN_FIGURES}", days_in_figures, cost=ITEM
    ),
    Lexeme("day in front of its part", "[今明]", lambda w: {"TODAY_OR_TOMORROW": Point(day_shift="今明".index(w))}),
    Lexeme("day by its number alone", r"\d{1,2}号", lambda w: {"NUMBERED_DAY": Point(day=int(w[:-1]))}),
    Lexeme("bare solar term", TERMS, made("TERM", lambda w: Point(term=w))),
)
SPOKEN_LEXEMES = (
    "week away",
    "week of a year",
    "parts of a year",
    "year away",
    "lunar",
    "lunar day",
    "days by parity",
    "lunar days",
    "lunar, in brackets",
    "nth of a month in brackets",
    "only in leap years",
    "the day included",
    "the day left out",
    "first days",
    "end of a quarter",
    "weekday in brackets",
    "no roll",
    "year of the Republic",
)
"""The words of speech that notices have too: 本周五, 每年第12周. They cost so much that by themselves they are ordinary."""
OF_A_WEEK = "RELATIVE|WEEKDAY_LIST|SHIFTED|POINT|LENGTH"
"""What may name a day or a week of a term in front of its date: 第十周周四, 周五, 第11周, 11周."""
PHRASES = (
    Phrase(
        "COMPOSED",
        "ROLLED_COMPOSED|DUE_COMPOSED|ROUND_ANNIVERSARY|BOUNDED|SUBSTITUTED|FILTERED|SEVERAL|YEARLY_OBSERVANCE|TIMED"
        "|ADJUSTED|EACH_IN_SPAN|BOUNDED_NEXT",
        recurring,
    ),
    Phrase("FREQUENCY", "FREQUENCY _SO_OFTEN", lambda often: often if often.every == 1 else None),
    Phrase("EACH_IN_SPAN", "SPAN|RELATIVE _COMMA? CLOCK _TO CLOCK|CLOCK_TOMORROW", on_each_of),
    Phrase("EACH_IN_SPAN", "OBSERVANCE _TO POINT|OBSERVANCE CLOCK _TO CLOCK|CLOCK_TOMORROW", on_each_between),
    Phrase("RELATIVE", "RELATIVE _TO WEEKDAY", to_weekday),
    Phrase("RELATIVE", "RELATIVE _AND WEEKDAY", and_next_day),
    Phrase("COMPOSED", "WEEKDAY_LIST CLOCK", bare_weekdays),
    Phrase("COMPOSED", "WEEKDAY_LIST CLOCK _TO CLOCK|CLOCK_TOMORROW", bare_weekdays_from),
    Phrase("POINT", "FREQUENCY _OF? TERM", every),
    Phrase("SEVERAL", "POINT _AND TERM", several),
    Phrase("TIMED", "EACH_DAY _OF CLOCK", at_times),
    Phrase("COMPOSED", "FREQUENCY _OF? OBSERVANCE", yearly_feast),
    Phrase("COMPOSED", "FREQUENCY _OF? OBSERVANCE _PART_OF_DAY? CLOCK", yearly_feast),
    Phrase("COMPOSED", "FREQUENCY _OF? OBSERVANCE CLOCK _TO CLOCK|CLOCK_TOMORROW", yearly_feast),
    Phrase("SHIFTED", "SHIFTED PART_OF_DAY", lambda day, part: in_part_of(day, part) if leans(day) else None),
    Phrase("SHIFTED", "SHIFTED _PART_OF_DAY? CLOCK", lambda day, clock: at_times(day, clock) if leans(day) else None),
    Phrase("CLOSED_DAYS", "WEEKDAY_LIST _CLOSED", closed_weekly),
    Phrase("BOUNDED", "POINT _AFTER _COMMA? WEEKDAYS|FREQUENCY|EACH_DAY|TIMED", bounded_after),
    Phrase("SPAN", "SEVERAL", days_in_a_row),
    Phrase("SPAN", "NUMBER _AND NUMBER _BOTH_DAYS", both_days),
    Phrase("SPAN", "POINT NUMBER _COMMA POINT|DAY_NUMBER", after_comma),
    Phrase("SPAN", "POINT NUMBER _AND NUMBER _BOTH_DAYS", both_days_of),
    Phrase("SPAN", "POINT SPAN", of_month),
    Phrase("SPAN", "SPAN _BOTH_DAYS", lambda span: span),
    Phrase("POINT", f"{OF_A_WEEK} _OPENS POINT _CLOSES", dated_by, cost=EVERY_WEEK),
    Phrase("SPAN", f"{OF_A_WEEK} _OPENS SPAN _CLOSES", dated_by, cost=EVERY_WEEK),
    Phrase("POINT", "WEEKDAY_LIST PART_OF_DAY _OPENS POINT _CLOSES", in_part_dated, cost=EVERY_WEEK),
    Phrase("YEARS_FEAST", "POINT _OF? OBSERVANCE|FEAST", year_feast),
    Phrase("DUE", "YEARS_FEAST _BEFORE", lambda day: By(day, "unstated")),
    Phrase("DUE", "FEAST _BEFORE", lambda name: By(name, "unstated"), cost=10),
    Phrase("ABOUT", "YEARS_FEAST|FEAST _AROUND", About),
    Phrase("SHIFTED", "YEARS_FEAST|FEAST _COUNT_BACK LENGTH", lambda day, n: Off(day, -1, n)),
    Phrase("SHIFTED", "YEARS_FEAST|FEAST _AFTER LENGTH", lambda day, n: Off(day, 1, n)),
    Phrase("ORDINARY", "POINT _OF? _COUNT_BACK LENGTH", first_of_year),
    Phrase("HOURS", "CLOCK _TO CLOCK|CLOCK_TOMORROW", hours),
    Phrase("SPAN", "POINT|BESIDE _AFTER", from_day),
    Phrase("LASTING", "POINT _AFTER _OF LENGTH", days_behind),
    Phrase("SHIFTED", "POINT _AFTER _OF LENGTH", within_behind),
    Phrase("POINT", "POINT _OPENS CLOCK _CLOSES", clocked),
    Phrase("SPAN", "POINT _OPENS CLOCK _TO CLOCK _CLOSES", hours_of),
    Phrase("BESIDE", "POINT _ASIDE", aside),
    Phrase("POINT", "TODAY_OR_TOMORROW CLOCK", clocked),
    Phrase("DUE", "NUMBERED_DAY _BEFORE", lambda day: By(day, "unstated")),
    Phrase("POINT", "NUMBERED_DAY POINT_NOTE", noted),
    Phrase("POINT", "NUMBERED_DAY PART_OF_DAY", in_part),
    Phrase("POINT", "NUMBERED_DAY _PART_OF_DAY? CLOCK", clocked),
    Phrase("SPAN", "NUMBERED_DAY _PART_OF_DAY? CLOCK _TO CLOCK|CLOCK_TOMORROW", between_hours),
    Phrase("DUE", "BESIDE _BEFORE", lambda p: by(p, "unstated")),
    Phrase("DUE", "BESIDE _ON_OR_BEFORE", lambda p: by(p, "stated")),
    Phrase("DUE", "BESIDE _CLOSING_TIME", lambda p: by(replace(p, note=p.note or "closing"), "unstated")),
    Phrase("POINT", "BESIDE CLOCK", clocked),
    Phrase("RELATIVE", "RELATIVE _OF? CLOCK", at_time),
    Phrase("RELATIVE", "RELATIVE CLOCK _TO CLOCK", at_time),
    Phrase("DUE", "RELATIVE _BEFORE|_CLOSING_TIME", lambda day: By(day, "unstated")),
    Phrase("DUE", "RELATIVE _END", lambda day: By(day, "stated")),
)
