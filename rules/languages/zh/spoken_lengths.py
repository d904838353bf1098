"""Lengths as people speak of them, and what is counted from the day of reference: 三天后, 近两年, 两个半月, 24年."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..grammar import Lexeme, Phrase
from ..meanings import Point
from ..relative import Amount, Away, Between, Reach, ShortYear, amount_of
from .lexemes import Subject, cue, point
from .numbers import number

ONES = "一二两三四五六七八九"
CN = f"(?:[{ONES}]百(?:零?[{ONES}]|[{ONES}]?十[{ONES}]?)?|[{ONES}]?十[{ONES}]?|[{ONES}俩仨])"
"""A Chinese numeral from 1 to 999, not a row of digits."""
NUM = rf"(?:\d{{1,3}}|{CN}(?:几)?|几十?)"
UNITS = {"年": 12, "载": 12, "季度": 3, "月": 1}
"""Months in a unit."""
AMOUNT = (
    rf"{NUM}多?(?:个(?:半|多)?(?:月|季度)|个?(?:半|多)?(?:周年|年|载(?:春秋)?|周|星期|礼拜|工作日|交易日|天)(?:半|多)?)"
    r"|\d{4,5}多?个?(?:周|星期|礼拜|天)|[两俩仨][月日]|大?半个?(?:年|月|天)"
)
SHORT_YEAR = r"(?:\d\d|[零〇○一二三四五六七八九]{2})年"

# how they are read


def spoken_number(words: str) -> int:
    """The number of figures or numerals, with 俩 and 仨."""
    return number(words.replace("俩", "二").replace("仨", "三"))


def amount(words: str) -> dict[str, Any]:
    """A length in words: 一年半, 两个半月, 三个多月, 二十几年, 大半天."""
    if match := re.fullmatch("(大?)半个?(年|月|天)", words):
        part = {"年": Amount(months=6, unit="months"), "月": Amount(days=15), "天": Amount(hours=12)}[match[2]]
        return {"AMOUNT": replace(part, note="about" if match[1] else None)}
    match = re.fullmatch(
        "(.+?)(多?)个?([半多]?)(周年|年|载|季度|月|周|星期|礼拜|工作日|交易日|天|日)(?:春秋)?([半多]?)", words
    )
    if not match:
        return {}
    count, more, middle, unit, end = match.groups()
    if count.startswith("0"):
        return {}
    half = "半" in (middle, end)
    note = "about" if "多" in (more, middle, end) or "几" in count else "trading" if unit == "交易日" else None
    if "几" in count:
        least = spoken_number(count.replace("几", "") or "一") if count != "几十" else 20
        most = 100 if count == "几十" else least + 10
        return {"AMOUNT": Amount(months=12 * least, most=12 * most, unit="years", note=note)} if unit == "年" else {}
    found = _counted(spoken_number(count), unit, half)
    return {"AMOUNT": replace(found, note=note)} if found else {}


def _counted(count: int, unit: str, half: bool) -> Amount | None:
    if months := UNITS.get(unit.removeprefix("周")):
        if half and months == 1:
            return Amount(months=count, days=15, unit="half")
        if half:
            return Amount(months=count * months + months // 2, unit="months") if months == 12 else None
        return Amount(months=count * months, unit="years" if months == 12 else "months")
    if half:
        return None
    if unit in ("周", "星期", "礼拜"):
        return Amount(days=7 * count, unit="weeks")
    return Amount(workdays=count, unit="days") if unit.endswith(("作日", "易日")) else Amount(days=count)


def short_year(words: str) -> dict[str, Any]:
    """零七年, 91年: two digits up to 30 are years from 2000 on."""
    digits = words.removesuffix("年")
    last = number(digits) if digits.isascii() else number("零" + digits)
    year = Point(year=(2000 if last <= 30 else 1900) + last, note="digits")
    return {"SHORT_YEAR": ShortYear(year), **amount(words)} if digits.isascii() else {"POINT": year}


LEXEMES = (
    Lexeme("year", r"[1-9]\d{3}年", lambda w: point(year=int(w[:-1]))),
    Lexeme(
        "year of the 2000s",
        rf"[两二]千零?[{ONES}]?年|[两二]千零?(?:{CN})年",
        lambda w: point(year=2000 + (spoken_number(re.sub("^.千零?", "", w[:-1])) if w[2:-1].strip("零") else 0)),
    ),
    Lexeme("short year", SHORT_YEAR, short_year),
    Lexeme("days and nights", rf"{NUM}天(?:\d{{1,2}}|{CN})[晚夜]", lambda w: amount(w.partition("天")[0] + "天")),
    Lexeme("length", AMOUNT, amount),
    Lexeme("length in months", rf"{CN}月", lambda w: {"MONTHS_LONG": Amount(spoken_number(w[:-1]), unit="months")}),
    Lexeme("less", "[以之]下", cue("AT_MOST")),
    Lexeme("coming", r"未来|今后", cue("COMING")),
    Lexeme("past", r"最?近|过去的?", cue("PAST")),
    Lexeme("passing", r"再?过", cue("PASSING")),
)

# how they join


def away(sign: int) -> Callable[[Amount, str], Away]:
    """3年后 names the year, 3年以后 is open."""
    return lambda amount, words: Away(sign, amount, words[0] in "以之")


def lasting(how: str) -> Callable[[Amount], Reach]:
    """A length within which, since when, or of which something is."""
    return lambda amount: Reach(amount, how)


def added(first: Amount, second: Amount) -> Amount | None:
    """四年六个月."""
    fits = first.unit == "years" and second.unit == "months"
    return replace(second, months=first.months + second.months) if fits else None


def from_count(count: int, most: Amount) -> Between | None:
    """3~6个月: the number has the unit of the length."""
    if not count:
        return None
    if most.workdays:
        return Between(replace(most, workdays=count), most)
    if most.unit in ("years", "months"):
        return Between(replace(most, months=count * (12 if most.unit == "years" else 1)), most)
    each = 7 if most.unit == "weeks" else 1
    return Between(replace(most, days=count * each), most) if most.days else None


PHRASES = (
    Phrase("AMOUNT", "LENGTH", amount_of),
    Phrase("AMOUNT", "AMOUNT AMOUNT", added),
    Phrase("LENGTHS", "AMOUNT _AT_LEAST _COMMA? AMOUNT _AT_MOST", Between),
    Phrase("LENGTHS", "AMOUNT _AT_MOST", lambda most: Between(None, most)),
    Phrase("LENGTHS", "AMOUNT _TO AMOUNT", Between),
    Phrase("LENGTHS", "NUMBER _TO AMOUNT", from_count),
    Phrase("RELATIVE", "AMOUNT AFTER", away(1)),
    Phrase("RELATIVE", "AMOUNT BEFORE", away(-1)),
    Phrase("RELATIVE", "_PASSING AMOUNT", lambda amount: Away(1, amount, open=True)),
    Phrase("RELATIVE", "AMOUNT _WITHIN", lasting("within")),
    Phrase("RELATIVE", "AMOUNT _EVER_SINCE", lasting("since")),
    Phrase("RELATIVE", "_COMING AMOUNT|MONTHS_LONG _WITHIN?", lasting("coming")),
    Phrase("RELATIVE", "_PAST MONTHS_LONG", lasting("past")),
)
SUBJECT = Subject(LEXEMES, PHRASES)
