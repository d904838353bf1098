"""Several days as one rule, and the words that join: 每月1日和15日, 第一、三个星期五, 7、8月."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ...kinds import Together
from ..grammar import Lexeme, Phrase
from ..joining import every
from ..meanings import DAY, MONTH, By, Frequency, Kept, LunarDay, Point, Range, Roll, Several, Swapped, combine, under
from .lexemes import Subject, cue
from .lunar import LUNAR_DAY, lunar_number
from .numbers import number
from .weeks import SOME_WEEKDAYS, weekday_set
from .wording import Wording, wording

# how they are read


def nths(words: str) -> dict[str, Any]:
    """第一、三个星期五: several of a month."""
    places = re.findall(r"最后一|倒数第[一二三四五\d]|[一二三四五\d]", re.sub(rf"{SOME_WEEKDAYS}$|工作日$", "", words))
    unit = "workday" if words.endswith("工作日") else None
    days = () if unit else weekday_set(words[-1:])
    found = []
    for place in places:
        count = -1 if place.startswith("最后") else number(place[-1]) * (-1 if place.startswith("倒数") else 1)
        name = unit or ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[days[0]]
        found.append(Point(nth=(count, name)))
    return {"SEVERAL_NTHS": tuple(found)}


def numbered_days(words: str) -> dict[str, Any]:
    """15/16日."""
    days = [int(n) for n in words[:-1].split("/")]
    fits = all(0 < a < b <= 31 for a, b in pairwise(days))
    return {"SEVERAL": Several(tuple(Point(day=day) for day in days), numbered=True)} if fits else {}


def lunar_days(words: str) -> dict[str, Any]:
    """每月初一、十五, 农历每月初一和十五; 每月十五、二十 are days of the civil calendar."""
    if not re.search("初|农历|阴历", words):
        return {}
    days = re.findall(LUNAR_DAY, words.partition("月")[2])
    return {"SEVERAL": Several(tuple(LunarDay(lunar_number(day)) for day in days), numbered=True)}


def digit_days(words: str) -> dict[str, Any]:
    """逢五, 逢5、逢10, 逢三六九: the days of a month whose number ends so."""
    digits = {number(n) % 10 for n in re.findall(r"10|[\d一二三四五六七八九十]", words)}
    days = [day for day in range(1, 31) if day % 10 in digits]
    return {"DIGIT_DAYS": Several(tuple(Point(monthly=True, day=day) for day in days), numbered=True)}


LAST_DIGIT = r"每?逢(?:10|[\d一二三四五六七八九十]{1,3})"

LEXEMES = (
    Lexeme(
        "several of a month",
        rf"(?:第[一二三四五1-5]个?[、和及与])+(?:第?[一二三四五1-5]|最后一)个?(?:{SOME_WEEKDAYS}|工作日)",
        nths,
    ),
    Lexeme("and", r"以及|[和及与]", cue("AND")),
    Lexeme("days in a row", r"\d{1,2}(?:/\d{1,2})+[日号]", numbered_days),
    Lexeme(
        "lunar days of each month",
        rf"(?:(?:农历|阴历)每个?月|每个?月(?:农历|阴历)?)的?{LUNAR_DAY}(?:(?:[、和及与]|以及)?{LUNAR_DAY})+日?",
        lunar_days,
    ),
    Lexeme(
        "days that end in a digit",
        rf"{LAST_DIGIT}(?:[、和或与]?{LAST_DIGIT}|[、和或与][五十]|[、和或与](?:5|10))*",
        digit_days,
    ),
    Lexeme("once each", r"各[一1]次", cue("EACH_ONCE")),
    Lexeme("of", r"的", cue("OF")),
    Lexeme("comma", r",", cue("COMMA")),
    Lexeme("list", r"、", cue("AND")),
    Lexeme("quote", r"[“”\"「」]", cue("QUOTE")),
)

# how they join


def whole(base: Any) -> Any:
    """What may be filtered, bounded or named beside others: a clock alone is nothing."""
    return base if not isinstance(base, Point) or base.grains[0] <= DAY else None


def several(first: Any, last: Any) -> Several | None:
    """每月1日和15日, 清明、冬至."""
    if isinstance(last, Roll | Kept | Swapped):  # 1月15日、7月15日，遇节假日顺延: that holds for all of them
        return None
    if isinstance(first, Kept) and isinstance(first.by, Point | Range | Several) and bare_day(last):
        return None  # 下半年每月6日和20日: the months keep both to themselves
    if (
        isinstance(last, Several) and not last.numbered
    ):  # A、(B、C): a row grows at its end alone, or long ones take too long
        return None
    return both(first, last) if not isinstance(first, Frequency | By) and not isinstance(last, Frequency | By) else None


def bare_day(last: Any) -> bool:
    """Whether it is a day that takes its month from what stands in front."""
    return isinstance(last, Point) and last.grains[0] == DAY and not last.monthly


def both(first: Any, last: Any) -> Several | None:
    """Two rows of days as one."""
    return Several((*_parts(first), *_parts(last)))


def several_numbers(count: int, rest: Point | Several) -> Several | None:
    """7、8月, 1、15日, 1、4、7、10月10日: bare numbers before the first that has its unit."""
    parts = rest.parts if isinstance(rest, Several) else (rest,)
    model = parts[0]
    if not isinstance(model, Point) or not count or model.grains[0] not in (MONTH, DAY):
        return None
    if model.grains[0] == MONTH:
        return Several((replace(model, month=count), *parts), numbered=True) if model.month and count <= 12 else None
    return Several((replace(model, day=count), *parts), numbered=True) if model.day and count <= 31 else None


def every_several(frequency: Frequency, rest: Several | tuple[Point, ...]) -> Several | None:
    """每月 before several days: the others take it from the first."""
    parts = rest.parts if isinstance(rest, Several) else rest
    first = every(frequency, parts[0]) if isinstance(parts[0], Point) else None
    return Several((first, *parts[1:]), numbered=True) if first else None


def every_digit(frequency: Frequency, days: Several) -> Several | None:
    """每月逢五、逢十."""
    return days if (frequency.every, frequency.period) == (1, "month") else None


def of_month(month: Point, days: Several) -> Several | None:
    """12月3、10、17日: the month stands in front of bare numbers."""
    first = days.parts[0]
    if not days.numbered or not isinstance(first, Point) or month.grains[1] != MONTH:
        return None
    whole = under(month, first)
    return Several((whole, *days.parts[1:]), numbered=True) if whole else None


def _parts(days: Any) -> tuple[Any, ...]:
    return days.parts if isinstance(days, Several) else (days,)


PHRASES = (
    Phrase(
        "RULE",
        "POINT|SPAN|WEEKDAYS|FREQUENCY|SHIFTED|LASTING|OBSERVANCE|DAY_NUMBER|EACH_DAY|DAY_OF_QUARTER|LUNAR_DAY|DUE|DUE_COMPOSED|WEEK_OF_DAY|ROLLED|FILTERED|SUBSTITUTED|SEVERAL|TIMED|YEARLY_OBSERVANCE|ROLLED_COMPOSED|EXPECTED",
        whole,
    ),
    Phrase("SEVERAL", "RULE _AND RULE", several),
    Phrase("SEVERAL", "NUMBER _AND POINT|DAY_NUMBER|SEVERAL", several_numbers),
    Phrase("SEVERAL", "POINT _OF? SEVERAL", of_month),
    Phrase("SEVERAL", "SEVERAL _COMMA SEVERAL", both),
    Phrase("SEVERAL", "SEVERAL _EACH_ONCE", lambda days: days),
    Phrase("SEVERAL", "FREQUENCY _OF? DIGIT_DAYS", every_digit),
    Phrase("SEVERAL", "FREQUENCY _OF? SEVERAL|SEVERAL_NTHS", every_several),
    Phrase("SEVERAL", "POINT _OF? SEVERAL_NTHS", lambda p, n: Several((combine(p, n[0]), *n[1:])) if p.month else None),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written

FROM_END = re.compile("倒数|最后")
"""A day from the end says its month again: 每月1日、每月最后一日."""


@wording.register
def _(rule: Together) -> Wording:
    first, *others = map(wording, rule.rules)
    head = first.head if first.head in ("每年", "每月") and not any(part.months() for part in rule.rules) else ""
    rest = (str(one) if not head or FROM_END.search(str(one)) else one.under(head) for one in others)
    return first.then("".join(f"、{one}" for one in rest))
