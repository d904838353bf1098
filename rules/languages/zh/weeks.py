"""Weekdays and weeks: 每周一, 9月第三周, 最后一个星期五, 5月15日所在周."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ...kinds import IsoWeek, NthWeek, NthWeekday, Weekly, WeekOf
from ...kinds.weeks import WEEKDAYS
from ..grammar import Lexeme, Phrase
from ..joining import dated, day_of_week, weekdays
from ..meanings import DAY, Frequency, Nth, Point, Timed, Week, Weekdays, combine
from ..squeeze import EVEN
from .clocks import at_times, part_of_day
from .dates import month_head, period_head
from .lexemes import Subject, constant, cue, named, point
from .numbers import NUMERAL, WEEKDAY, number, numbers, numeral
from .wording import Wording, wording

WEEKDAY_WORDS = "一二三四五六日"
CONVENTION_NOTES = {
    "monday": "按周一",
    "first": "按1日所在周",
    "iso": "按多数日",
    "days": "按七日",
    "saturday": "按周六",
    "sunday": "按周日",
}
"""How a bracket names the convention for the nth week of a month; that of Monday needs none."""
A_WEEKDAY = rf"(?:星期|周|礼拜)[{WEEKDAY}]"
SOME_WEEKDAYS = rf"{A_WEEKDAY}(?:[、或和及](?:{A_WEEKDAY}|[{WEEKDAY}]))*"

NUMERAL_OR_DIGITS = "(?:\\d{1,2}|[一二三四五六七八九十]{1,3})"
OF_A_TERM = re.compile(
    rf"第\s*({NUMERAL_OR_DIGITS})\s*(?:[—–~～至到、-]+\s*第?\s*({NUMERAL_OR_DIGITS})\s*)?个?(?:教学)?周(?![年岁边期刊末{WEEKDAY}]|报(?![送名到告备]))"
)
"""Weeks by their numbers, which are dates where the first week of their term is known."""

# how they are read


def weeks_of_a_term(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Where weeks by their numbers stand in a text, and the first and the last of them.

    >>> list(weeks_of_a_term("第3—5周自查，第十周报送"))
    [(0, 5, 3, 5), (8, 11, 10, 10)]
    """
    for match in OF_A_TERM.finditer(text.translate(EVEN)):
        first = number(match[1])
        last = number(match[2]) if match[2] else first
        if last - first <= 1 or "、" not in match.group():  # 第9、10周, and no 第9、12周
            yield match.start(), match.end(), first, last


def nth(words: str) -> dict[str, Any]:
    """第三周, 最后一个星期五, 第二个双休日, 倒数第三个工作日."""
    count = -1 if words.startswith("最后") else 1
    if not words.startswith(("最后", "首", "头")):
        count = numbers(words)[0] * (-1 if words.startswith("倒数") else 1)
    if words.endswith("工作日"):
        return point(nth=(count, "workday"))
    if re.search("双休日|公休日|休息日|周末", words):
        return point(nth=(count, "weekend"))
    if match := re.search(rf"(?:星期|周|礼拜)([{WEEKDAY}])$", words):
        return point(nth=(count, WEEKDAYS[WEEKDAY.index(match[1].replace("天", "日"))]))
    return point(nth=(count, "week"))


ONE_NUMBERED = re.compile(r"(?<![\d、第~～—–-])([1-9]|[12]\d|3[01])号")
"""A day by its number, which may be a house as well."""
ONE_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)([{WEEKDAY}]+)((?:[至到、](?:周|星期|礼拜)?[{WEEKDAY}]*)*)")
"""A weekday, with what follows it where it is one of several."""


def _weekday(name: str) -> int:
    return WEEKDAY.index(name.replace("天", "日"))


def weekday_row(words: str) -> dict[str, Any]:
    """周一三五, 周二四: weekdays that follow each other in the week."""
    days = tuple(_weekday(char) for char in re.sub("星期|周|礼拜", "", words))
    return {"WEEKDAY_LIST": days} if all(a < b for a, b in pairwise(days)) else {}


def weekday_set(words: str) -> tuple[int, ...]:
    """The weekdays that the words name; Monday is 0.

    >>> weekday_set("周六、周日"), weekday_set("星期一或二")
    ((5, 6), (0, 1))
    """
    return tuple(_weekday(part[-1]) for part in re.split("[、或和及]", words) if part)


LEXEMES = (
    Lexeme("every weekday", r"每逢?个?|逢", cue("EVERY")),
    Lexeme(
        "nth",
        rf"(?:第[{NUMERAL[3:13]}\d]个?|首个|头[一1]?个|最后(?:一)?个?|倒数第[{NUMERAL[3:13]}\d]个?)(?:双休日|公休日|休息日|周末|(?:星期|周|礼拜)[{WEEKDAY}]"
        rf"|整?周|整?星期|工作日)|(?:倒数)?第(?:[1-9]\d|十[{NUMERAL[3:12]}]?)个工作日|首个工作日",
        nth,
    ),
    Lexeme(
        "weekday",
        A_WEEKDAY,
        lambda w: {"WEEKDAY": _weekday(w[-1])},
    ),
    Lexeme("weekdays in a row", rf"(?:星期|周|礼拜)[{WEEKDAY}]{{2,7}}", weekday_row),
    Lexeme("one more weekday", rf"(?:[、/]|和|及|与)[{WEEKDAY}]", lambda w: {"MORE_WEEKDAYS": _weekday(w[-1])}),
    Lexeme("or", "或者?", cue("OR")),
    Lexeme("until a weekday", rf"[至到\-—–~][{WEEKDAY}]", lambda w: {"LAST_WEEKDAY": _weekday(w[-1])}),
    Lexeme("weekend", r"周末", cue("WEEKEND")),
    Lexeme("weekends", "每个?周末", constant(WEEKDAYS=Weekdays((5, 6)))),
    *(
        Lexeme(f"convention {name}", rf"\({note}\)", named("POINT_NOTE", Point(convention=name)))
        for name, note in CONVENTION_NOTES.items()
    ),
    Lexeme("convention iso", r"\((?:按|依)?ISO(?:周|8601)?\)", named("POINT_NOTE", Point(convention="iso"))),
    Lexeme("week of", r"所在的?(?:那?一?周|星期)|当周|[这那]一?周", cue("CONTAINING_WEEK")),
)

# how they join


EVERY_DAY, EVERY_WEEK = Frequency(1, "day"), Frequency(1, "week")


def one_more(days: tuple[int, ...], day: int) -> tuple[int, ...] | None:
    """周六、日: each weekday once."""
    return (*days, day) if day not in days else None


def more_weekdays(days: Weekdays, more: tuple[int, ...]) -> Weekdays | None:
    """每周一和每周三."""
    fits = days.clock is None and not set(days.days) & set(more)
    return Weekdays((*days.days, *more)) if fits else None


def of_each_week(frequency: Frequency, days: tuple[int, ...]) -> Weekdays | None:
    """每周的周一."""
    return Weekdays(days) if frequency == EVERY_WEEK else None


def bare_weekdays(days: tuple[int, ...], start: Point | None = None) -> Weekdays | None:
    """周一三五下午4点: several weekdays without their week are those of every week."""
    return Weekdays(days, start.clock if start else None, note="weekly") if len(days) > 1 else None


def bare_weekdays_from(days: tuple[int, ...], start: Point, end: Point) -> Timed | None:
    """周一至周五9:00至17:00, 周一到周五22:00到次日6:00."""
    base = bare_weekdays(days)
    return at_times(base, start, end) if base else None


def over_days(first: Weekdays, last: int, end: Point) -> Weekdays | None:
    """每周五16:00至周日18:00: one run of hours, not those of each of the days."""
    if len(first.days) != 1 or first.clock is None or first.to_clock is not None or end.clock is None:
        return None
    later = (last - first.days[0]) % 7
    return replace(first, to_clock=end.clock, later=later) if later else None


def either(days: tuple[int, ...], day: int) -> Weekdays | None:
    """每周三或周四: a choice, of which each is a day of the rule."""
    return Weekdays((*days, day), note="either") if day not in days else None


def in_week(week: Point | Week, days: tuple[int, ...]) -> Nth | None:
    """每月第二周的周三, 每年5月15日所在周的周五."""
    if len(days) > 1 or (isinstance(week, Point) and (not week.nth or week.nth[1] != "week" or week.period)):
        return None
    return Nth(week, 1, "weekdays", days, including=True)


def week_end(week: Point) -> Point | None:
    """第四周的周末: the weekend of that number."""
    return replace(week, nth=(week.nth[0], "weekend")) if week.nth and week.nth[1] == "week" else None


def month_end(end: Point, nth: Point) -> Point | None:
    """月末倒数第二个工作日."""
    if end.part == "end" and end.month is None and nth.nth and nth.nth[0] < 0 and nth.grains == (DAY, DAY):
        return replace(nth, monthly=True)
    return None


PHRASES = (
    Phrase("POINT", "POINT _OF _WEEKEND", week_end),
    Phrase("POINT", "POINT POINT", month_end),
    Phrase("POINT", "POINT _OF? WEEKDAY", day_of_week),
    Phrase(
        "POINT", "POINT WEEKDAY", lambda p, d: combine(p, Point(weekday=d)) if p.day and p.weekday is None else None
    ),
    Phrase("WEEKDAY_LIST", "WEEKDAY", lambda d: (d,)),
    Phrase("WEEKDAY_LIST", "WEEKDAY_LIST _AND? WEEKDAY", one_more),
    Phrase("WEEKDAY_LIST", "WEEKDAY_LIST MORE_WEEKDAYS", one_more),
    Phrase("WEEKDAYS", "_EVERY WEEKDAY_LIST _OR _EVERY? WEEKDAY", either),
    Phrase("BARE_WEEKDAYS", "WEEKDAY_LIST _OR WEEKDAY", either),
    Phrase("WEEKDAY_LIST", "WEEKDAY _TO WEEKDAY", lambda a, b: weekdays(a, b).days),
    Phrase("WEEKDAY_LIST", "WEEKDAY LAST_WEEKDAY", lambda a, b: weekdays(a, b).days),
    Phrase("WEEKDAYS", "_EVERY WEEKDAY_LIST", Weekdays),
    Phrase("WEEKDAYS", "_EVERY WEEKDAY _TO _EVERY WEEKDAY", weekdays),
    Phrase("WEEKDAYS", "WEEKDAYS _AND? _EVERY WEEKDAY_LIST", more_weekdays),
    Phrase("WEEKDAYS", "FREQUENCY _OF? WEEKDAY_LIST", of_each_week),
    Phrase("WEEKDAYS", "WEEKDAY_LIST FREQUENCY", lambda days, f: Weekdays(days) if f == EVERY_DAY else None),
    Phrase("WEEKDAYS", "WEEKDAYS FREQUENCY", lambda w, f: w if f == EVERY_DAY and w.clock is None else None),
    Phrase(
        "WEEKDAYS",
        "WEEKDAYS PART_OF_DAY",
        lambda w, part: replace(w, note=part_of_day(part)) if w.clock is None else None,
    ),
    Phrase("WEEKDAYS", "WEEKDAYS _TO _EVERY? WEEKDAY CLOCK", over_days),
    Phrase("WEEKDAYS", "WEEKDAYS CLOCK", lambda w, c: replace(w, clock=c.clock) if w.clock is None else None),
    Phrase(
        "WEEK_OF_DAY",
        "POINT|OBSERVANCE|EXPECTED|SHIFTED _OF? _CONTAINING_WEEK",
        lambda base: Week(base) if not isinstance(base, Point) or dated(base) else None,
    ),
    Phrase("BARE_WEEKDAYS", "WEEKDAY_LIST", bare_weekdays),
    Phrase("BARE_WEEKDAYS", "WEEKDAY_LIST CLOCK", bare_weekdays),
    Phrase("BARE_WEEKDAYS", "WEEKDAY_LIST CLOCK _TO CLOCK|CLOCK_TOMORROW", bare_weekdays_from),
    Phrase("SHIFTED", "POINT|WEEK_OF_DAY _OF? WEEKDAY_LIST", in_week),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Weekly) -> Wording:
    days = rule.weekdays
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return Wording(f"周{WEEKDAY_WORDS[days[0]]}至周{WEEKDAY_WORDS[days[-1]]}", "每")
    return Wording(weekday_words(days), "每")


def weekday_words(days: tuple[int, ...], joint: str = "、", name: str = "周") -> str:
    """The weekdays in a row: 周六、周日."""
    return joint.join(name + WEEKDAY_WORDS[day] for day in days)


def place(count: int) -> str:
    """The place in a row: 第三, 最后一, 倒数第二."""
    if count == -1:
        return "最后一"
    return f"第{numeral(count)}" if count > 0 else f"倒数第{numeral(-count)}"


@wording.register
def _(rule: NthWeekday) -> Wording:
    day = "双休日" if rule.days == 2 else f"星期{WEEKDAY_WORDS[rule.weekday]}"
    head = month_head(rule.month, rule.year) if rule.period == "month" else period_head(rule.period, rule.year)
    return head.then(f"{place(rule.n)}个{day}")


@wording.register
def _(rule: NthWeek) -> Wording:
    note = "" if rule.convention == "monday" else f"（{CONVENTION_NOTES[rule.convention]}）"
    return month_head(rule.month, rule.year).then(f"{place(rule.n)}周{note}")


@wording.register
def _(rule: WeekOf) -> Wording:
    return wording(rule.base).then("所在周")


@wording.register
def _(rule: IsoWeek) -> Wording:
    week = f"第{rule.n}周" if rule.n > 0 else f"{place(rule.n)}周"
    return Wording(f"{week}{'' if rule.weekday is None else f'的周{WEEKDAY_WORDS[rule.weekday]}'}（按ISO周）", "每年")


def numbered_days_in(text: str) -> Iterator[tuple[int, int, int]]:
    """From where to where numbers with 号 stand in a text, with the number: days of a month, or houses.

    >>> list(numbered_days_in("改到17号，在3号楼；第3号文，1017号"))
    [(2, 5, 17), (7, 9, 3)]
    """
    yield from ((match.start(), match.end(), int(match[1])) for match in ONE_NUMBERED.finditer(text))


def weekdays_in(text: str) -> Iterator[tuple[int, int, int]]:
    """From where to where single weekdays stand in a text, with the weekday; Monday is 0. Those in a row are none.

    >>> list(weekdays_in("调整至周五下午")), list(weekdays_in("周一三五、周一至周三"))
    ([(3, 5, 4)], [])
    """
    for match in ONE_WEEKDAY.finditer(text):
        if len(match[1]) == 1 and not match[2]:
            yield match.start(), match.end(1), _weekday(match[1])
