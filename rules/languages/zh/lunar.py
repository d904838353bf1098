"""Days of the lunar calendar and of the solar terms: 正月十五, 除夕, 农历每月初一, 清明."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...kinds import Lunar, LunarMonthly, Moved, SolarTerm, Through
from ...reckoning.terms import NAMES as TERM_NAMES
from ..grammar import Lexeme, Phrase
from ..joining import lunar_note
from ..meanings import LunarDay, Point, Range, Several
from .lexemes import Subject, cue, named, point
from .numbers import number
from .wording import Wording, wording
from .years import year_head

LUNAR_NOTES = {"too": "闰月也算", "backward": "无此日则提前", "forward": "无此日则顺延"}
"""How a lunar rule writes what a leap month does, and what comes of a day that the month lacks."""
LUNAR = "(?:农历|阴历|旧历|夏历)"
LUNAR_DAY = (
    "(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    "|三十|最后一[日天])"
)
LUNAR_MONTH = "(?:正|腊|冬|十[一二]?|[一二三四五六七八九])月"
TERMS = "|".join(TERM_NAMES)
LUNAR_MONTHS = ("正月", *(f"{n}月" for n in "二三四五六七八九十"), "十一月", "腊月")
LUNAR_DAYS = (
    *(f"初{n}" for n in "一二三四五六七八九十"),
    *(f"十{n}" for n in "一二三四五六七八九"),
    "二十",
    *(f"廿{n}" for n in "一二三四五六七八九"),
    "三十",
)
YEAR_SEASONS = {("立春", "立夏"): "春季", ("立夏", "立秋"): "夏季", ("立秋", "立冬"): "秋季", ("立冬", "立春"): "冬季"}

# how they are read


def lunar_number(words: str) -> int:
    """The day of a lunar month: 初一 is 1, 廿三 is 23, 最后一日 is -1."""
    return -1 if words.startswith("最后") else number(words.replace("初", ""))


def lunar(words: str) -> dict[str, Any]:
    """农历八月十五, 闰六月初一, 除夕."""
    if words.startswith("除夕") or "大年三十" in words:
        return point(other=Lunar(12, -1))
    month = re.search(f"(?:{LUNAR_MONTH})", words)
    name = month.group()[:-1] if month else "正"
    number_of = {"正": 1, "冬": 11, "腊": 12}.get(name) or number(name)
    day = lunar_number((re.findall(LUNAR_DAY, words) or ["初一"])[-1])
    return point(lunar=(number_of, day, "only" if "闰" in words else "skip", "omit"))


def lunar_day(words: str) -> dict[str, Any]:
    """农历每月初一."""
    return {"LUNAR_DAY": LunarDay(lunar_number(re.findall(LUNAR_DAY, words)[-1]))}


def days_of_moon(words: str) -> dict[str, Any]:
    """农历每月初一、十五."""
    return {"SEVERAL": Several(tuple(LunarDay(lunar_number(day)) for day in re.findall(LUNAR_DAY, words)))}


LEXEMES = (
    Lexeme("lunar", LUNAR, cue("LUNAR")),
    Lexeme("day of a lunar month", LUNAR_DAY, lambda w: {"MOON_DAY": lunar_number(w)}),
    Lexeme(
        "days of every lunar month",
        rf"(?:{LUNAR}每月|每月{LUNAR}){LUNAR_DAY}(?:[、和及]{LUNAR_DAY})+",
        days_of_moon,
    ),
    Lexeme("lunar every month", rf"(?:农历|阴历)每月{LUNAR_DAY}|每月(?:农历|阴历){LUNAR_DAY}", lunar_day),
    Lexeme(
        "lunar",
        rf"(?:农历|阴历|旧历|夏历)的?闰?{LUNAR_MONTH}{LUNAR_DAY}日?|(?:正|腊|闰{LUNAR_MONTH[:-1]})月{LUNAR_DAY}日?"
        rf"|闰?{LUNAR_MONTH}(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?)日?|大年初[一二三四五六七八九十]|大年三十|除夕(?:夜|当[天日])?",
        lunar,
    ),
    Lexeme(
        "solar term",
        rf"(?:{TERMS})(?:当[天日])?",
        lambda w: point(term=w[:2]),
    ),
    *(Lexeme(f"lunar: {name}", rf"\({note}\)", named("LUNAR_NOTE", name)) for name, note in LUNAR_NOTES.items()),
)

# how they join


def lunar_year(point: Point) -> Point | None:
    """农历2026年八月十五."""
    return point if point.lunar and point.year is not None else None


def to_moon_day(first: Point, day: int) -> Range | None:
    """正月初一至初七."""
    if not first.lunar or not 0 < first.lunar[1] < day:
        return None
    return Range(first, Point(lunar=(first.lunar[0], day, *first.lunar[2:])))


PHRASES = (
    Phrase("POINT", "_LUNAR POINT", lunar_year),
    Phrase("SPAN", "POINT _TO MOON_DAY", to_moon_day),
    Phrase("LUNAR_DAY", "FREQUENCY LUNAR_DAY", lambda f, d: d if f.period == "month" else None),
    Phrase("POINT", "POINT LUNAR_NOTE", lunar_note),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Lunar) -> Wording:
    if (rule.month, rule.day, rule.leap, rule.skip) == (12, -1, "skip", "omit"):
        return Wording("除夕", year_head(rule.year + 1 if rule.year else 0))  # of the civil year in which it falls
    notes = [LUNAR_NOTES[name] for name in (rule.leap, rule.skip) if name in LUNAR_NOTES]
    return Wording(
        f"农历{_month(rule)}{_day(rule.day)}" + "".join(f"（{note}）" for note in notes), year_head(rule.year)
    )


def _month(rule: Lunar) -> str:
    return ("闰" if rule.leap == "only" else "") + LUNAR_MONTHS[rule.month - 1]


def _day(day: int) -> str:
    return LUNAR_DAYS[day - 1] if day > 0 else "最后一日"


@wording.register
def _(rule: LunarMonthly) -> Wording:
    return Wording("农历每月" + _day(rule.day))


@wording.register
def _(rule: SolarTerm) -> Wording:
    return Wording(rule.name, year_head(rule.year))


def season(rule: Through) -> Wording | None:
    """A lunar month, or a season from term to term: 每年农历腊月, 每年春季; None for every other run."""
    match rule:
        case Through(SolarTerm(name=begin), Moved(SolarTerm(name=after), -1, "days")) if (begin, after) in YEAR_SEASONS:
            return Wording(YEAR_SEASONS[begin, after], "每年")
        case Through(Lunar(day=1) as first, Lunar(day=-1) as last) if last == replace(first, day=-1):
            return Wording("农历" + _month(first), "每年")
    return None
