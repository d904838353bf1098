"""Days, weeks, seasons and years as people speak of them: 前年, 下周六, 腊月十八, 80年代."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from ...messages import Message
from ...observances import names, spoken_names
from ..grammar import Lexeme, Phrase
from ..joining import stretch
from ..meanings import HALF, MONTH, YEAR, Frequency, Plan, Point, Range, Refused, Roll, combine, under
from ..relative import Era, InYear, Moon, Ordinal, Quarter, Season, Seven, ShortYear, Some
from .lexemes import Subject, constant, point
from .numbers import NUMERAL, WEEKDAY, number
from .spoken_lengths import CN, ONES, lasting, spoken_number

PARTS = {"初": "start", "初期": "start", "早期": "start", "前期": "start", "中期": "middle", "中叶": "middle",
         "后期": "end", "末期": "end", "末": "end", "末年": "end"}  # fmt: skip
PART = "(?:" + "|".join(sorted(PARTS, key=len, reverse=True)) + ")"
DAYS = {"今天": 0, "今日": 0, "本日": 0, "全天": 0, "明天": 1, "明日": 1, "昨天": -1, "昨日": -1, "寻日": -1, "听日": 1,
        "今": 0, "当": 0, "明": 1, "昨": -1}  # fmt: skip
WEEK = "(?:周|星期|礼拜)"
LUNAR = "(?:农历|阴历|旧历|夏历)"
MOON = rf"(?:[正腊冬]|1[0-2]|[1-9]|十[一二]?|[{ONES}])月"
MOON_DAY = rf"(?:初(?:10|[1-9]|十|[{ONES}])|[二三]?十[{ONES}]?|廿[{ONES}]?|[{ONES}]|[12]\d|30|[1-9])"

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"

# how they are read


def cycle_year(words: str) -> dict[str, Any]:
    """丙午年: by its place in the cycle of sixty."""
    stem, branch = STEMS.index(words[0]), BRANCHES.index(words[1])
    year = next((1984 + n for n in range(60) if (n % 10, n % 12) == (stem, branch)), None)
    return point(year=year, note="cycle") if year else {}


def shifted(words: str) -> int:
    """How many periods away: 上 is -1, 上上 -2, 下 1, 本, 这 and 当 are 0."""
    return words.count("下") - words.count("上")


def parts_of_year(words: str) -> dict[str, Any]:
    """前五个月, 后三月, 前两个季度, 首季度, Q1季度, 首月, 第8个月."""
    count = spoken_number(re.sub("[前后首第Q个季度月]", "", words) or "一") * (3 if "季" in words else 1)
    if words.endswith("月") and words[0] in "首第":
        return point(month=count)
    first, last = (13 - count, 12) if words[0] == "后" else (1, count) if words[0] == "前" else (count - 2, count)
    if not 1 <= first <= last <= 12:
        return {}
    return {"PARTS_OF_YEAR" if words[0] in "前后" else "POINT": Point(months=(first, last))}


def some_days(words: str) -> dict[str, Any]:
    """前两天: days of a month where a month stands before it; else a few days ago. 最后五天, 前4天: of a month."""
    count = spoken_number(re.sub("[前后最天日]", "", words))
    days = {"DAYS_OF_MONTH": (1, count) if words[0] == "前" else (-count, -1)}
    return days | {"RELATIVE": Some("days", 2, 7)} if words[0] + words[1] == "前两" else days


def day_away(words: str) -> dict[str, Any]:
    """今天, 明天, 大后天, 前天."""
    big = words.count("大")
    if "后" in words:
        return point(day_shift=2 + big)
    return point(day_shift=-2 - big if "前" in words else DAYS[words])


def year_away(words: str) -> dict[str, Any]:
    """前年, 大前年, 后年, 这一年."""
    steps = 2 + words.count("大")
    return point(year_shift=-steps if "前" in words else steps if "后" in words else 0)


def week(words: str) -> dict[str, Any]:
    """上周, 下周六, 上个礼拜天, 这周二."""
    day = WEEKDAY.find(words[-1].replace("天", "日"))
    return {"RELATIVE": Seven(shifted(words), day if day >= 0 and not words.endswith("期") else None)}


def quarter(words: str) -> dict[str, Any]:
    """上季度, 本季度."""
    return {"QUARTER_AWAY": Quarter(shifted(words))}


def era(words: str) -> dict[str, Any]:
    """18世纪, 上世纪80年代, 二十世纪九十年代末期."""
    match = re.fullmatch(f"(?:(.+?)世纪)?(?:(.+?)年代)?({PART})?", words)
    if not match:
        return {}
    which, decade, part = match.groups()
    away = {"上": -1, "上个": -1, "本": 0, "这": 0, "这个": 0}.get(which or "")
    century = number(which) if which and away is None else None
    years = number(decade) if decade else None
    note = (
        "part" if part else "century" if which and years is None and away is None else "decade" if not which else None
    )
    return {"RELATIVE": Era(century, away, years, PARTS.get(part or ""), note)}


def moon_day(words: str) -> dict[str, Any]:
    """农历8月23号, 腊月18, 正月初8, 八月十五."""
    match = re.search(f"(闰?)({MOON[:-1]})月({MOON_DAY})", words)
    if not match:
        return {}
    note = None if re.match(rf"{LUNAR}|闰|[正腊冬]|.+(?:初|廿)", words) else "fifteenth"
    leap = "only" if match[1] else "skip"
    return point(lunar=(_moon(match[2]), number(match[3].removeprefix("初")), leap, "omit"), note=note)


def moon(words: str) -> dict[str, Any]:
    """腊月, 农历十月, 闰四月."""
    name = re.sub(f"{LUNAR}|闰|月|份", "", words)
    return {"LASTING": Moon(_moon(name), "闰" in words)}


def _moon(name: str) -> int:
    return {"正": 1, "冬": 11, "腊": 12}.get(name) or number(name)


def two_senses(words: str) -> dict[str, Any]:
    """双周一, 单周三: refused, with both senses."""
    said = Message(
        "“{words}” is every other week to some, and the weeks with an even or odd number to others", words=words
    )
    return {"REFUSED": Refused(said, Message("say from when it is counted: every two weeks from 5 January 2026"))}


def seven(words: str) -> dict[str, Any]:
    """第52周, 第三十七个星期: of a year, or of a month as the written language has it."""
    count = number(re.sub(f"第|个|{WEEK}", "", words))
    return point(nth=(count, "week"))


LEXEMES = (
    Lexeme(
        "lunar day",
        rf"{LUNAR}的?闰?{MOON}{MOON_DAY}[日号]?|闰?[正腊冬]月{MOON_DAY}[日号]?"
        rf"|闰?{MOON}(?:初(?:10|[1-9])|廿[{ONES}]?|十五)",
        moon_day,
    ),
    Lexeme("lunar month", rf"{LUNAR}闰?{MOON}份?|闰{MOON}|[正腊冬]月", moon),
    Lexeme("year of the cycle", f"[{STEMS}][{BRANCHES}]年", cycle_year),
    Lexeme("beginning of a month", "月头", constant(POINT=Point(part="start", note="part"))),
    Lexeme("middle of a month", "月?中", constant(POINT=Point(part="middle", note="part"))),
    Lexeme("end of a month", "月尾", constant(POINT=Point(part="last", note="part"))),
    Lexeme("beginning of a month", "头", constant(POINT=Point(part="start", note="part"))),
    Lexeme("end of a month", "尾", constant(POINT=Point(part="last", note="part"))),
    Lexeme("beginning of a year", "年头", constant(POINT=Point(months=(1, 3), note="part"))),
    Lexeme("end of a year", "年尾", constant(POINT=Point(months=(10, 12), note="part"))),
    Lexeme("half of a year", "前半年", constant(POINT=Point(months=(1, 6)))),
    Lexeme("half of a year", "后半年", constant(POINT=Point(months=(7, 12)))),
    Lexeme("day away", r"大*[后前]天|[后前]日|[今明昨]天|[今明昨本寻听]日|全天|[今明昨当]", day_away),
    Lexeme("year away", r"大*[前后]年|这一?年", year_away),
    Lexeme("two years", "今明两年", constant(SPAN=Range(Point(year_shift=0), Point(year_shift=1)))),
    Lexeme("week away", rf"(?:上+|下+|本|这|今)[一个]?{WEEK}(?:{WEEK}?[{WEEKDAY}])?", week),
    Lexeme("month away", r"(?:上+|下+|今)一?个?月|同月", lambda w: point(month_shift=shifted(w))),
    Lexeme("quarter away", r"(?:上+|下+|本|这|当)一?个?季度?", quarter),
    Lexeme("few years", "前[两几]年", constant(RELATIVE=Some("years", 2, 5))),
    Lexeme(
        "day from the end",
        rf"倒数第(?:\d{{1,2}}|{CN})[日天]|最后[一1][日天]",
        lambda w: point(day=-spoken_number(re.sub("[倒数第最后日天]", "", w))),
    ),
    Lexeme(
        "few days",
        rf"前几天|(?:前|最后){CN}[天日]|(?:前|最后)\d{{1,2}}[天日]",
        lambda w: some_days(w.replace("几", "两")),
    ),
    Lexeme(
        "ordinal",
        rf"第(?:\d{{1,2}}|{CN})(?:天|年)",
        lambda w: {"ORDINAL_DAY": Ordinal(spoken_number(w[1:-1]), "years" if w[-1] == "年" else "days")},
    ),
    Lexeme(
        "parts of a year",
        rf"[前后](?:\d{{1,2}}|{CN})个?(?:月|季度)|首个?(?:季度|月)|Q[1-4]季?度?|第(?:\d{{1,2}}|{CN})个月",
        parts_of_year,
    ),
    Lexeme(
        "beginning",
        "初|伊始",
        lambda w: point(part="start") if w == "初" else point(month=1, note="part"),
    ),
    Lexeme("summer holidays", "暑假", constant(POINT=Point(months=(7, 8), note="school"))),
    Lexeme("week of a year", rf"第(?:\d{{1,2}}|{CN})个?{WEEK}", seven),
    Lexeme("season", "[春夏秋冬]", lambda w: {"LASTING": Season(w[0])}),
    Lexeme(
        "era",
        rf"(?:(?:\d{{1,2}}|[{NUMERAL}]{{1,3}}|上个?|本|这个?)世纪)(?:(?:\d0|{CN})年代)?{PART}?|(?:\d0|{CN})年代{PART}?",
        era,
    ),
    Lexeme("two senses", rf"[单双]周[{WEEKDAY}]", two_senses),
)


def _named(words: str) -> dict[str, Any]:
    name = re.sub(LUNAR, "", words)
    return {"OBSERVANCE": name}


@cache
def named_days() -> Lexeme:
    """The names of days, also those that only people say."""
    said = "|".join(map(re.escape, sorted({*names("zh"), *spoken_names()}, key=len, reverse=True)))
    return Lexeme(
        "named day",
        rf"{LUNAR}?(?:{said})",
        _named,
    )


# how they join


def of_year(year: Point, base: str | Season | Moon) -> InYear | None:
    """去年春节, 2021年春."""
    return InYear(year, base) if year.grains == (YEAR, YEAR) and not year.yearly else None


def every(frequency: Frequency, base: str | Season | Moon) -> str | Season | Moon | None:
    """每年春节, 每年秋天."""
    return base if (frequency.every, frequency.period) == (1, "year") else None


def part_of_month(month: Point, days: tuple[int, int]) -> Range | None:
    """4月前4天, 上月最后五天."""
    if month.grains[1] != MONTH:
        return None
    return Range(combine(month, Point(day=days[0])), Point(day=days[1]))


def day_of_year(year: Point, day: Ordinal) -> Point | None:
    """2025年第一天: of those in January."""
    fits = is_year(year) and day.unit == "days" and day.number <= 31
    return combine(year, Point(month=1, day=day.number)) if fits else None


def within(base: Point | Plan) -> Point | Plan | None:
    """2024年内, 2020至2025年前: the whole of it."""
    if isinstance(base, Plan):
        return base
    of_reference = base.month_shift is not None and base.grains[1] == MONTH
    return base if of_reference or (base.grains[0] == YEAR and base.grains[1] <= HALF) else None


def is_year(outer: Point | ShortYear) -> bool:
    """Whether it is a year and nothing finer."""
    return isinstance(outer, ShortYear) or (outer.grains == (YEAR, YEAR) and not outer.yearly)


PHRASES = (
    Phrase("LASTING", "SEASON", lambda season: season),
    Phrase("ROLLED_COMPOSED", "RELATIVE ROLL", Roll),
    Phrase("POINT", "POINT _OF? PARTS_OF_YEAR", under),
    Phrase("POINT", "SHORT_YEAR _OF? PARTS_OF_YEAR", lambda year, p: under(year.year, p)),
    Phrase("POINT", "SHORT_YEAR POINT", lambda year, p: under(year.year, p)),
    Phrase("POINT", "POINT _WITHIN", within),
    Phrase("POINT", "POINT ORDINAL_DAY", day_of_year),
    Phrase("SPAN", "POINT DAYS_OF_MONTH", part_of_month),
    Phrase("WHOLE_YEARS", "_SINCE WHOLE_YEARS", lambda p: p),
    Phrase("RELATIVE", "_PAST AMOUNT", lasting("past")),
    Phrase("RELATIVE", "ORDINAL_DAY", lambda nth: nth),
    Phrase("RELATIVE", "ORDINAL_DAY _ONWARDS", lambda nth: replace(nth, open=True)),
    Phrase("RELATIVE", "WEEKDAY", lambda day: Seven(None, day, "coming")),
    Phrase("RELATIVE", "QUARTER_AWAY", lambda quarter: quarter),
    Phrase(
        "RELATIVE",
        "QUARTER_AWAY POINT|BEGIN_OR_END",
        lambda quarter, p: replace(quarter, part=p.part) if p.part in ("start", "end") else None,
    ),
    Phrase("RELATIVE", "POINT _OF? OBSERVANCE|LASTING", of_year),
    Phrase("RELATIVE", "SHORT_YEAR OBSERVANCE|LASTING", lambda y, base: of_year(y.year, base)),
    Phrase("RELATIVE", "FREQUENCY _OF? OBSERVANCE|LASTING", every),
    Phrase(
        "RELATIVE",
        "_LUNAR POINT",
        lambda p: InYear(Point(year=p.year), Moon(p.month)) if p.year and p.grains[1] == MONTH else None,
    ),
    Phrase("RELATIVE", "_SINCE RELATIVE", lambda day: day),
    Phrase("RELATIVE", "RELATIVE|POINT|OBSERVANCE|LASTING _TO RELATIVE|POINT|OBSERVANCE|LASTING", stretch),
)
SUBJECT = Subject(LEXEMES, PHRASES)
