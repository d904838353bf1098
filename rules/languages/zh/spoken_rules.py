"""Rules as people write them to one another: 双号日, 端午前一个周五, 小寒那天, 明后两天, 民国115年."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...kinds import LeapYears
from ...kinds.filters import last_days
from ...messages import Message
from ..grammar import Lexeme, Phrase
from ..joining import every
from ..meanings import (
    DAY,
    By,
    Frequency,
    Kept,
    Length,
    LunarDay,
    Nth,
    Off,
    Point,
    Range,
    Refused,
    Run,
    Several,
    Week,
    Weekdays,
    combine,
)
from ..relative import Away, Seven, Stretch
from .clocks import at_times, in_part_of
from .lexemes import Subject, constant, cue, made, point
from .lunar import LUNAR, LUNAR_DAY, lunar_number
from .numbers import WEEKDAY, number, numbers
from .spoken_days import MOON, WEEK
from .spoken_lengths import CN, spoken_number
from .weeks import SOME_WEEKDAYS, nth, weekday_set

REPUBLIC = 1911
"""The year before the first of the Republic (民国)."""
BANKING: dict[str, int] = dict(zip("零〇壹贰叁肆伍陆柒捌玖", (0, *range(10)), strict=True))
"""Numerals that cannot be altered, as banks have them; 拾 is ten."""
BANK = f"[{''.join(BANKING)}]"
BANK_UPTO_99 = f"零?{BANK}?拾{BANK}?|零?{BANK}"
EVENTS = "收到|接到|接获|签收|送达|领取|提交|受理|发布|公布|公示|公告|签订|签署|入职|购买|付款|下单|到货"
"""Words with which an event begins whose date stands in brackets behind it: 收到通知（12月2日）."""
OFF = "法定|国家|节假日|节日|周末|双休日|休息日|假期|[和或、及]"
STAYS = "(?:不(?:再|予|做)?(?:顺延|调整|提前|变|推迟|延后)|照常|照旧)(?:进行|执行|办理)?"
TERMS_OF = r"(?:公示|公告|征求意见|征集|报名|展览|展出|有效|活动|培训|会|假|工|试用|考试|保修)期"

# how they are read


def days_by_parity(words: str) -> dict[str, Any]:
    """双号日, 逢单日: the days of a month by the parity of their number."""
    first = 2 if re.search("[双偶]", words) else 1
    days = tuple(Point(monthly=True, day=day) for day in range(first, 32, 2))
    found = Several(days, numbered=True)
    return {"DIGIT_DAYS": found, "SEVERAL": found}


def moon_days(words: str) -> dict[str, Any]:
    """农历初一、十五, 每逢初一十五: of every lunar month."""
    days = tuple(LunarDay(lunar_number(day)) for day in re.findall(LUNAR_DAY, words))
    return {"LUNAR_DAY": days[0]} if len(days) == 1 else {"SEVERAL": Several(days)}


def half_moon(words: str) -> dict[str, Any]:
    """七月半: the fifteenth of a lunar month."""
    name = re.sub(f"{LUNAR}|月半", "", words)
    month = {"正": 1, "冬": 11, "腊": 12}.get(name) or number(name)
    note = None if re.match(rf"{LUNAR}|[正冬腊]", words) else "fifteenth"
    return point(lunar=(month, 15, "skip", "omit"), note=note) if month <= 12 else {}


def weekday_beside(words: str) -> dict[str, Any]:
    """前一个周五, 后面那个星期天, 前的周日: the last before a day, or the first after it."""
    days = re.search(f"{SOME_WEEKDAYS}$", words)
    return {"COUNT_FROM": (-1 if "前" in words else 1, "weekdays", weekday_set(days.group()), False)} if days else {}


def nine_days(words: str) -> dict[str, Any]:
    """三九, 三九天: the third nine days from the winter solstice on; 数九 is all of them."""
    solstice, place = Point(term="冬至"), 0 if words[0] == "数" else number(words[0]) - 1
    begin = Off(solstice, 1, Length(9 * place, "days")) if place else solstice
    return {"LASTING": Run(begin, Length(81 if words[0] == "数" else 9, "days"))}


def republic(words: str) -> dict[str, Any]:
    """民国115年."""
    year = re.sub("中华|民国|年", "", words).replace("元", "1")
    return point(year=REPUBLIC + number(year))


def banking(words: str) -> int:
    """贰拾伍, 叁: the number in banking numerals."""
    tens, found, ones = words.lstrip("零〇").partition("拾")
    if not found:
        return BANKING.get(tens, 0)
    return 10 * BANKING.get(tens, 1) + BANKING.get(ones, 0)


def banking_date(words: str) -> dict[str, Any]:
    """贰零贰柒年叁月拾伍日."""
    year, month, day = re.split("[年月]", words.rstrip("日"))
    return point(year=int("".join(str(BANKING[char]) for char in year)), month=banking(month), day=banking(day))


def nth_in_brackets(words: str) -> dict[str, Any]:
    """（五月第二个星期天）: the date of a day that is named in front of it."""
    month, _, rest = words.strip("()").removeprefix("每年").partition("月")
    found: Point = nth(rest.removeprefix("的"))["POINT"]
    return {"DATE_NOTE": replace(found, month=number(month))}


def days_ahead(words: str) -> dict[str, Any]:
    """明后两天, 今明后三天."""
    shifts = ["昨今明后".index(char) - 1 for char in re.findall("[昨今明后]", words)]
    count = spoken_number(re.sub("[昨今明后天日]", "", words))
    fits = len(shifts) == count and shifts == list(range(shifts[0], shifts[0] + count))
    return {"RELATIVE": Stretch(Point(day_shift=shifts[0]), Point(day_shift=shifts[-1]))} if fits else {}


def first_days(words: str) -> dict[str, Any]:
    """头三天."""
    return {"DAYS_OF_MONTH": (1, spoken_number(re.sub("[头天日]", "", words)))}


def clock_in_figures(words: str) -> dict[str, Any]:
    """1430; 2026 is a year."""
    return {} if "1900" <= words <= "2059" else {"CLOCK_IN_FIGURES": Point(clock=60 * int(words[:2]) + int(words[2:]))}


LEXEMES = (
    Lexeme("days by parity", "(?:每?逢)?[单双偶奇](?:号[日天]?|数日)|(?:每?逢|每个?月的?)[单双]日", days_by_parity),
    Lexeme("lunar days", rf"(?:每?逢|{LUNAR}(?:的|每?逢)?){LUNAR_DAY}(?:[、和及与]?{LUNAR_DAY})*", moon_days),
    Lexeme("half of a lunar month", rf"{LUNAR}?{MOON}半", half_moon),
    Lexeme("lunar, in brackets", rf"\({LUNAR}\)", cue("LUNAR_IN_BRACKETS")),
    Lexeme("weekday beside", rf"[之以]?[前后]面?的?(?:那[一1]?个?|[一1]个?|的){SOME_WEEKDAYS}", weekday_beside),
    Lexeme("weekend", "周末", constant(RELATIVE=Stretch(Seven(None, 5, "coming"), Seven(None, 6)))),
    Lexeme("event", rf"(?:{EVENTS})[\u4e00-\u9fff]{{0,8}}", cue("EVENT")),
    Lexeme("that day", "[那这]一?[天日]|当[天日]", cue("THAT_DAY")),
    Lexeme("nine days", "(?:[一二三四五六七八九]九|数九)天?", nine_days),
    Lexeme("year of the Republic", r"(?:中华)?民国(?:\d{1,3}|元|[一二三四五六七八九十百]{1,5})年", republic),
    Lexeme("date in banking numerals", rf"{BANK}{{4}}年(?:{BANK_UPTO_99})月(?:{BANK_UPTO_99})日", banking_date),
    Lexeme(
        "nth of a month in brackets",
        rf"\((?:每年)?(?:\d{{1,2}}|十[一二]?|[一二三四五六七八九])月份?的?(?:第[一二三四五1-5]个?|最后一?个?)"
        rf"{WEEK}[{WEEKDAY}]\)",
        nth_in_brackets,
    ),
    Lexeme("only in leap years", r"\((?:只有|仅限?|限)?闰年(?:才有|有|才过)?\)", constant(LEAP_NOTE=LeapYears())),
    Lexeme("the day included", r"\((?:包?含|包括)\d{1,2}[日号]\)", lambda w: {"DAY_INCLUDED": numbers(w)[0]}),
    Lexeme("the day left out", r"\(不(?:包?含|包括)\d{1,2}[日号]\)", lambda w: {"DAY_LEFT_OUT": numbers(w)[0]}),
    Lexeme("days ahead", rf"[昨今]?[今明]后?(?:2|3|{CN})[天日]", days_ahead),
    Lexeme("first days", rf"头(?:\d{{1,2}}|{CN})[天日]", first_days),
    Lexeme("lasts", "连着|一连|连续?", cue("LASTS")),
    Lexeme("term", f"{TERMS_OF}(?:限|间)?(?:为|是|共)?:?|为期|共", cue("TERM_OF")),
    Lexeme("end of a quarter", "季度?(?:终了|结束)", lambda w: {"PERIOD_END": last_days("quarter")}),
    Lexeme(
        "weekday in brackets",
        rf"\([{WEEKDAY}]\)",
        made("WEEKDAY_IN_BRACKETS", lambda words: weekday_set(words[1])[0]),
    ),
    Lexeme("clock in figures", r"(?:[01]\d|2[0-3])[0-5]\d", clock_in_figures),
    Lexeme(
        "no roll", rf"[,(]?(?:如|若)?(?:恰|正)?(?:逢|遇到?|碰[到上])(?:{OFF})+(?:也|均|都)?{STAYS}\)?", cue("STAYS")
    ),
)

# how they join


def every_days(frequency: Frequency, days: tuple[int, int]) -> Range | None:
    """每月头三天, 每月最后五天."""
    fits = (frequency.every, frequency.period) == (1, "month")
    return Range(Point(monthly=True, day=days[0]), Point(day=days[1])) if fits else None


def in_part_of_month(part: Point, days: tuple[int, ...]) -> Kept | None:
    """每月中旬的周二, 每年5月上旬的周一."""
    fits = part.part and (part.monthly or part.month) and part.year is None
    return Kept(Weekdays(days), part) if fits else None


def edge_of_each(frequency: Frequency, edge: Point) -> Point | None:
    """每月底, 每年初."""
    first = {"start": 1, "end": 12}.get(edge.part or "")
    return every(frequency, replace(edge, month=first) if frequency.period == "year" else edge)


def of_day(day: Point) -> Point | None:
    """小寒那天, 5月30日当天."""
    return day if day.grains[1] == DAY else None


def in_lunar(day: Point) -> Point | None:
    """八月十五（农历）."""
    if day.lunar:
        return replace(day, note=None if day.note == "fifteenth" else day.note)
    if not (day.month and day.day and 0 < day.day <= 30 and day.grains[1] == DAY):
        return None
    return replace(day, month=None, day=None, lunar=(day.month, day.day, "skip", "omit"), note=None)


def week_beside(day: Any, weekdays: tuple[int, ...]) -> Nth | None:
    """五一前一周的周三: of the calendar week before."""
    if not isinstance(day, Off) or day.length.unit != "weeks" or day.length.within or len(weekdays) > 1:
        return None
    return Nth(Week(day), 1, "weekdays", weekdays, including=True, note="weeks")


def weekday_away(week: Any, weekday: int) -> Seven | None:
    """两周后的周三, 下下周的周三."""
    if isinstance(week, Seven) and week.weeks is not None and week.weekday is None:
        return replace(week, weekday=weekday)
    if isinstance(week, Away) and week.amount.unit == "weeks" and not (week.open or week.exact):
        return Seven(week.sign * week.amount.days // 7, weekday, "weeks")
    return None


def with_weekday(day: Point, weekday: int) -> Point | None:
    """12/9(三)."""
    return combine(day, Point(weekday=weekday)) if day.day and day.month and day.weekday is None else None


def at_figures(day: Point, clock: Point) -> Point | None:
    """12月9日 1430."""
    return combine(day, clock) if day.day and day.month and day.grains[1] == DAY else None


def included(day: Point, number: int) -> Point | None:
    """8号（含8号）."""
    return replace(day, stated=True) if day.day == number else None


def lasts(length: Length, start: Point) -> Run | None:
    """公示期7天，12月8日开始."""
    fits = start.grains[1] == DAY and not (length.within or length.about) and length.unit != "hours"
    return Run(start, length) if fits else None


def leap_day(day: Point, years: LeapYears) -> Point | None:
    """2月29日（闰年才有）."""
    return replace(day, among=years, yearly=0) if (day.month, day.day) == (2, 29) and day.year is None else None


def both(first: Any, last: Any) -> Several | None:
    """本周三、下周三: each with its week."""
    fits = all(isinstance(day, Seven) and day.weeks is not None for day in (first, last))
    return Several((first, last)) if fits else None


def before_month_end(end: Point, length: Length) -> Off | None:
    """月底前三天: before its last day."""
    if end.part != "end" or end.month or length.within:
        return None
    last = replace(end, part=None, day=-1, note="part")
    return Off(last if last.monthly or last.month_shift is not None else replace(last, month_shift=0), -1, length)


def at_other_times(*parts: Any) -> Refused:
    """周二9:00，周四14:30: two rules."""
    return Refused(Message("rules that are named together begin, end and take place at the same times"), None)


PHRASES = (
    Phrase("SPAN", "FREQUENCY _OF? DAYS_OF_MONTH", every_days),
    Phrase("FILTERED", "POINT _OF WEEKDAY_LIST", in_part_of_month),
    Phrase("TIMED", "SEVERAL CLOCK", at_times),
    Phrase("TIMED", "SEVERAL CLOCK _TO CLOCK|CLOCK_TOMORROW", at_times),
    Phrase("TIMED", "SEVERAL PART_OF_DAY", in_part_of),
    Phrase("POINT", "FREQUENCY BEGIN_OR_END", edge_of_each),
    Phrase("POINT", "POINT _THAT_DAY", of_day),
    Phrase("OBSERVANCE", "OBSERVANCE _THAT_DAY", lambda day: day),
    Phrase("POINT", "POINT _LUNAR_IN_BRACKETS", in_lunar),
    Phrase("SHIFTED", "SHIFTED _OF? WEEKDAY_LIST", week_beside),
    Phrase("RELATIVE", "RELATIVE _OF WEEKDAY", weekday_away),
    Phrase("POINT", "POINT WEEKDAY_IN_BRACKETS", with_weekday),
    Phrase("POINT", "POINT CLOCK_IN_FIGURES", at_figures),
    Phrase("POINT", "POINT DAY_INCLUDED", included),
    Phrase(
        "DUE",
        "POINT _BEFORE DAY_INCLUDED",
        lambda day, n: By(replace(day, stated=True), "stated") if day.day == n else None,
    ),
    Phrase("DUE", "POINT _BEFORE DAY_LEFT_OUT", lambda day, n: By(day, "excluded") if day.day == n else None),
    Phrase("POINT", "POINT LEAP_NOTE", leap_day),
    Phrase("LASTING", "_TERM_OF? LENGTH _COMMA POINT _ONWARDS", lasts),
    Phrase("LASTING", "_TERM_OF? LENGTH _COMMA _SINCE POINT _ONWARDS", lasts),
    Phrase("DIGIT_DAYS", "DIGIT_DAYS POINT_NOTE", lambda days, note: days if note == Point() else None),
    Phrase("SEVERAL", "RELATIVE _AND RELATIVE", both),
    Phrase("SHIFTED", "POINT _COUNT_BACK LENGTH", before_month_end),
    Phrase("SHIFTED", "_EVENT DATE_NOTE _AFTER|_FROM_THAT_DAY LENGTH", lambda day, n: Off(day, 1, n)),
    Phrase("REFUSED", "WEEKDAY_LIST CLOCK _COMMA|_AND WEEKDAY_LIST CLOCK", at_other_times),
    Phrase("REFUSED", "WEEKDAYS CLOCK _COMMA|_AND WEEKDAYS CLOCK", at_other_times),
    Phrase("ROLLED_COMPOSED", "RULE _STAYS", lambda base: base),
)
SUBJECT = Subject(LEXEMES, PHRASES)
