"""Years: by their number, told from the present one, those that count, plans, anniversaries and editions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from ...kinds import DayOfYear, LeapYears, Periodic
from ..grammar import Lexeme, Phrase
from ..joining import day_of_year
from ..meanings import (
    MONTH,
    YEAR,
    Anniversary,
    Edition,
    Frequency,
    Kept,
    Length,
    Off,
    Plan,
    Point,
    Range,
    combine,
    under,
)
from .lexemes import Subject, constant, cue, named, point
from .numbers import COUNT, DIGITS, NUMERAL, ZERO, number, numbers, of_century
from .wording import Wording, wording

Y4 = r"(?:19|20)\d\d"
DASH = r"(?:—+|–+|-+|~+|至|到)"
ONES = "一二三四五六七八九"
PLAN = f"(?:十[{ONES}]|[二三]十[{ONES}]?)五"
PARITIES = {"双": 2000, "偶": 2000, "单": 2001, "奇": 2001}
PARITY = {2000: "双数年", 2001: "单数年"}

FOUNDING = "(?:成立|[建创]立|创[办刊建]|组建|设立|建[校会院所党国军厂馆台]|开[馆业]|诞[生辰]|出生)"

# how they are read


def year(words: str) -> dict[str, Any]:
    """2026年, 二〇二六年."""
    return point(year=int("".join(str(DIGITS.get(c, c)) for c in words.replace(" ", "") if c not in "年度")))


def mixed_year(words: str) -> dict[str, Any]:
    """二0二二年, 2O26年: figures of two sorts, where they write a year of these centuries."""
    found = year(words)
    return found if 1900 <= found["POINT"].year < 2200 else {}


def years(words: str) -> dict[str, Any]:
    """2021年至2025年; nothing where they run backwards."""
    found = [int(y) for y in re.findall(r"\d{4}", words)]
    return {"WHOLE_YEARS": Plan(found[0], found[-1])} if found == sorted(found) else {}


def school_year(words: str) -> dict[str, Any]:
    """05-06学年, 2007—08学年: two years that follow one another."""
    first, last = (int(n[-2:]) for n in re.findall(r"\d+", words))
    begin = of_century(first)
    return {"WHOLE_YEARS": Plan(begin, begin + 1)} if last == (first + 1) % 100 else {}


def plan(words: str) -> dict[str, Any]:
    """“十四五”: the five years of a plan; 二十五 is one only where more than the number says so."""
    count = number(re.findall(rf"([{NUMERAL}]+)五", words)[0])
    first = 2006 + 5 * (count - 11)
    named = "PLAN_NUMBER" if count in (20, 30) else "WHOLE_YEARS"
    return {named: Plan(first, first + 4)}


def founding(words: str) -> dict[str, Any]:
    """（1958年9月18日成立）."""
    if not re.search(FOUNDING, words):
        return {}
    year, *rest = numbers(words)
    month, day = rest or (None, None)
    return {"FOUNDING_NOTE": Point(year=year, month=month, day=day)}


def place_of_day(words: str) -> dict[str, Any]:
    """第256天, 倒数第100天."""
    (count,) = numbers(words)
    return {"PLACE_OF_DAY": -count if words.startswith("倒数") else count}


def iso_week(words: str) -> dict[str, Any]:
    """2027-W10, 2027-W10-3."""
    year, week, *day = (int(part) for part in words.replace("W", "").split("-"))
    weekday = day[0] - 1 if day else None
    return point(year=year, nth=(week, "week"), period="year", convention="iso", weekday=weekday)


def weeks_in_a_row(words: str) -> dict[str, Any]:
    """第10至12周."""
    first, last = numbers(words)
    return {"WEEK_RANGE": (first, last)} if first < last else {}


def parity(words: str) -> dict[str, Any]:
    """双数年, 单数年, 闰年, 平年."""
    if "闰" in words or "平" in words:
        return point(among=LeapYears(common="平" in words))
    return point(among=years_from(next(PARITIES[char] for char in words if char in PARITIES)))


def years_from(year: int) -> Periodic:
    """Every second year, that one among them."""
    return Periodic("year", 2, date(year, 1, 1))


def anniversaries(words: str) -> dict[str, Any]:
    """逢五逢十周年, 逢十周年."""
    return {"ROUND_YEARS": Frequency(5 if re.search("[五5]", words) else 10, "year")}


LEXEMES = (
    Lexeme("day of a year", rf"(?:倒数)?第{COUNT}[天日]", place_of_day),
    Lexeme("week of a year", r"(?:19|20)\d\d-W\d\d(?:-[1-7])?", iso_week),
    Lexeme("founded", rf"{FOUNDING}[于在]?", cue("FOUNDED")),
    Lexeme(
        "founding in brackets",
        rf"\((?:{FOUNDING}[于在])?[12]\d{{3}}年(?:\d{{1,2}}月\d{{1,2}}日)?(?:{FOUNDING})?\)",
        founding,
    ),
    Lexeme("weeks in a row", rf"第{COUNT}周?{DASH}第?{COUNT}周", weeks_in_a_row),
    Lexeme("some years", r"每?逢?(?:[双偶单奇]数年份?|闰年|平年)|每?逢[双单]年", parity),
    Lexeme("anniversaries", r"每?逢(?:五|5)[、和或]?逢?(?:十|10)(?:周年)?|每?逢(?:五|5|十|10)周年", anniversaries),
    Lexeme("years in a row", rf"{Y4}年?{DASH}{Y4}年?{DASH}{Y4}年", years),
    Lexeme("years", rf"{Y4}年?{DASH}{Y4}年?", years),
    Lexeme("years far away", r"[1-9]\d{3}年至[1-9]\d{3}年", years, cost=3),
    Lexeme("school year", rf"20\d\d{DASH}20\d\d学年度?", years),
    Lexeme("school year", rf"(?:19|20)?\d\d{DASH}\d\d(?:学年度?|年度)", school_year),
    Lexeme("year", rf"(?:1 ?9|2 ?[01]) ?\d ?\d年度?|[一二][零〇○O{ONES}]{{3}}年度?", year),
    Lexeme("year in mixed figures", rf"[一二12][{ZERO}{ONES}\d]{{3}}年度?", mixed_year, cost=2),
    Lexeme("year far away", r"[1-9]\d{3}年", lambda words: {"FAR_YEAR": Point(year=int(words[:-1]))}),
    Lexeme("plan", PLAN, plan),
    Lexeme("number like a plan", f"{PLAN}[一二三四五六七八九十日号年个月周天届次项条章]", cue("ORDINARY")),
    Lexeme("plan period", "(?:规划)?(?:时期|期间)", cue("PLAN_PERIOD")),
    Lexeme("plan", "规划", cue("PLAN_WORD")),
    Lexeme(
        "anniversary",
        rf"(?:建党|建国|建军|成立|创刊|创建|建校|建会|诞辰|新中国成立)?{COUNT}多?周年",
        lambda w: {"ANNIVERSARY": Anniversary(numbers(w)[-1])},
    ),
    Lexeme(
        "plenary",
        rf"十[{ONES}]届[{ONES}十、至]+中全会|十[{ONES}]?届[{ONES}十]+次全会|党的[一二]?十[{ONES}]?大",
        lambda w: {"EDITION": Edition(None)},
    ),
    Lexeme(
        "edition",
        rf"第{COUNT}[届次个期]|首[届个次]",
        lambda w: {"EDITION": Edition(numbers(w)[0] if w[0] == "第" else 1)},
    ),
    Lexeme("year of reference", "今年|本年度?", constant(POINT=Point(year_shift=0))),
    Lexeme("that year", "当年", named("THAT_YEAR", Point(year_shift=0))),
    Lexeme("next year", "明年|来年|次年|翌年|下一?年度?", constant(POINT=Point(year_shift=1))),
    Lexeme("last year", "去年|上一?年度?", constant(POINT=Point(year_shift=-1))),
    Lexeme("after the year", "年后", named("THAT_YEAR", Point(yearly=1, month=1))),
    Lexeme("within the year", "年内", constant(POINT=Point(year_shift=0))),
    Lexeme("bare year", Y4, lambda w: {"BARE_YEAR": Point(year=int(w))}),
)

# how they join


def anniversary(frequency: Frequency, base: Point) -> Point | None:
    """逢五逢十周年10月1日."""
    fits = base.grains[0] == MONTH and not base.yearly
    return combine(Point(yearly=frequency.every), base) if fits else None


def every_year(base: Point, frequency: Frequency) -> Point | None:
    """5月30日每3年一次."""
    base = replace(base, yearly=0) if base.yearly == 1 else base
    return anniversary(frequency, base) if frequency.period == "year" else None


def weeks_of_year(year: Point | Frequency, weeks: tuple[int, int]) -> Range | None:
    """2027年第10至12周."""
    if isinstance(year, Frequency):
        year = Point(yearly=year.every if year.period == "year" else 0)
    if year.grains != (YEAR, YEAR):
        return None
    first, last = (Point(nth=(week, "week"), period="year") for week in weeks)
    return Range(combine(year, first), last)


def anniversary_day(first: Point, anniversary: Anniversary) -> Off | None:
    """1980年9月1日的五十周年."""
    full = first.year is not None and first.month and first.day and first.clock is None
    return Off(first, 1, Length(anniversary.years, "years")) if full and anniversary.years else None


def of_some_years(years: Point | Frequency, day: str) -> Kept | None:
    """双数年元旦, 每3年国庆节."""
    if isinstance(years, Frequency):
        return Kept(day, years) if years.period == "year" and years.every > 1 else None
    return Kept(day, years.among) if years.among and years.grains == (YEAR, YEAR) else None


PHRASES = (
    Phrase("POINT", "BARE_YEAR|FAR_YEAR|THAT_YEAR POINT", under),
    Phrase("POINT", "THAT_YEAR DAY_NUMBER", under),
    Phrase("SPAN", "POINT|FREQUENCY _OF? WEEK_RANGE", weeks_of_year),
    Phrase("WHOLE_YEARS", "_QUOTE PLAN_NUMBER _PLAN_WORD|_PLAN_PERIOD? _QUOTE", lambda p: p),
    Phrase("WHOLE_YEARS", "PLAN_NUMBER _PLAN_WORD|_PLAN_PERIOD", lambda p: p),
    Phrase("WHOLE_YEARS", "_QUOTE WHOLE_YEARS _PLAN_WORD _QUOTE", lambda p: p),
    Phrase("POINT", "POINT|FREQUENCY _OF? PLACE_OF_DAY", day_of_year),
    Phrase("WHOLE_YEARS", "_QUOTE WHOLE_YEARS _PLAN_PERIOD? _QUOTE", lambda p: p),
    Phrase("WHOLE_YEARS", "WHOLE_YEARS _PLAN_PERIOD", lambda p: p),
    Phrase("WHOLE_YEARS", "WHOLE_YEARS _BEFORE", lambda p: p),
    Phrase(
        "ANNIVERSARY",
        "POINT ANNIVERSARY",
        lambda p, a: Anniversary(a.years, p.year) if p.grains == (YEAR, YEAR) else None,
    ),
    Phrase("SHIFTED", "POINT|FREQUENCY _OF? OBSERVANCE", of_some_years),
    Phrase("SHIFTED", "POINT _OF? ANNIVERSARY", anniversary_day),
    Phrase("ROUND_ANNIVERSARY", "ROUND_YEARS _OF? POINT", anniversary),
    Phrase("ROUND_ANNIVERSARY", "POINT _COMMA? ROUND_YEARS", every_year),
    Phrase("RULE", "POINT _COMMA? FREQUENCY", every_year),
)
SUBJECT = Subject(LEXEMES, PHRASES)
WHOLE = Subject(
    (Lexeme("any year", r"[1-9]\d{3}年", lambda words: point(year=int(words[:-1]))),),
    (
        Phrase("WHOLE_YEARS", "WHOLE_YEARS _PLAN_WORD", lambda plan: plan),
        Phrase("WHOLE_YEARS", "_QUOTE WHOLE_YEARS _QUOTE _PLAN_WORD", lambda plan: plan),
    ),
)
"""What only a text read whole may be: years that are far away, 十四五规划."""

# how they are written


def every_years(interval: int, phase: int | None) -> str:
    """How often in years: 每年, 每3年, 双数年."""
    if interval == 2 and phase in PARITY:
        return PARITY[phase]
    return "每年" if interval == 1 else f"每{interval}年"


def year_head(year: int) -> str:
    """In which year, or in every one."""
    return f"{year}年" if year else "每年"


@wording.register
def _(rule: DayOfYear) -> Wording:
    return Wording(f"第{rule.n}天" if rule.n > 0 else f"倒数第{-rule.n}天", "每年")


@wording.register
def _(rule: LeapYears) -> Wording:
    return Wording("平年" if rule.common else "闰年")
