"""The words of spoken Chinese: lexemes that only a text read whole may use, laid over those of `zh/words.py`.

Each function reads the words that one lexeme has matched and gives its meanings by category.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from ...kinds import EachDay
from ...messages import Message
from ...observances import names, spoken_names
from ..grammar import Lexeme
from ..meanings import Point, Range, Refused, Weekdays
from ..relative import Amount, Era, Moon, Ordinal, Quarter, Season, Seven, ShortYear, Some
from .reading import NUMERAL, WEEKDAY, constant, cue, number, point
from .words import lexemes as written

ONES = "一二两三四五六七八九"
CN = f"(?:[{ONES}]百(?:零?[{ONES}]|[{ONES}]?十[{ONES}]?)?|[{ONES}]?十[{ONES}]?|[{ONES}俩仨])"
"""A Chinese numeral from 1 to 999, not a row of digits."""
NUM = rf"(?<![\d.第{NUMERAL}])(?:\d{{1,3}}|\d{{4,5}}(?=[多个天周])|{CN}(?:几)?|几十?)"
UNITS = {"年": 12, "载": 12, "季度": 3, "月": 1}
"""Months in a unit."""
AMOUNT = (
    rf"{NUM}多?(?:个(?:半|多)?(?:月|季度)|个?(?:半|多)?(?:周年|年|载(?:春秋)?|周|星期|礼拜|工作日|交易日|天)(?:半|多)?)"
    rf"|(?<=近|去|来|的|后){CN}月|[两俩仨][月日]|大?半个?(?:年|月|天)"
)
SHORT_YEAR = r"(?:\d\d|[零〇○一二三四五六七八九]{2})年"
PARTS = {"初": "start", "初期": "start", "早期": "start", "前期": "start", "中期": "middle", "中叶": "middle",
         "后期": "end", "末期": "end", "末": "end", "末年": "end"}  # fmt: skip
PART = "(?:" + "|".join(sorted(PARTS, key=len, reverse=True)) + ")"
DAYS = {"今天": 0, "今日": 0, "本日": 0, "全天": 0, "明天": 1, "明日": 1, "昨天": -1, "昨日": -1,
        "今": 0, "当": 0, "明": 1, "昨": -1}  # fmt: skip
WEEK = "(?:周|星期|礼拜)"
LUNAR = "(?:农历|阴历|旧历|夏历)"
MOON = rf"(?:[正腊冬]|1[0-2]|[1-9]|十[一二]?|[{ONES}])月"
MOON_DAY = rf"(?:初(?:10|[1-9]|十|[{ONES}])|[二三]?十[{ONES}]?|廿[{ONES}]?|[{ONES}]|[12]\d|30|[1-9])"
DAY_PARTS = {"凌晨": 0, "早上": 0, "早晨": 0, "清晨": 0, "上午": 0, "早": 0, "中午": 12, "下午": 12, "傍晚": 12, "晚上": 12,
             "晚间": 12, "夜里": 12, "半夜": 12, "晚": 12}  # fmt: skip
DAY_PART = "(?:" + "|".join(sorted(DAY_PARTS, key=len, reverse=True)) + ")"


def numeral(words: str) -> int:
    """The number of figures or numerals, with 俩 and 仨."""
    return number(words.replace("俩", "二").replace("仨", "三"))


def shifted(words: str) -> int:
    """How many periods away: 上 is -1, 上上 -2, 下 1, 本, 这 and 当 are 0."""
    return words.count("下") - words.count("上")


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
    half = "半" in (middle, end)
    note = "about" if "多" in (more, middle, end) or "几" in count else "trading" if unit == "交易日" else None
    if "几" in count:
        least = numeral(count.replace("几", "") or "一") if count != "几十" else 20
        most = 100 if count == "几十" else least + 10
        return {"AMOUNT": Amount(months=12 * least, most=12 * most, unit="years", note=note)} if unit == "年" else {}
    found = _counted(numeral(count), unit, half)
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


def figures(words: str) -> dict[str, Any]:
    """A date or a month whose figures stand side by side: 20240307, 2022 11 23, 1999.08."""
    parts = [words[:4], words[4:6], words[6:]] if words.isdigit() else re.split(r"\D", words)
    return point(**dict(zip(("year", "month", "day"), map(int, parts), strict=False)))


def parts_of_year(words: str) -> dict[str, Any]:
    """前五个月, 后三月, 前两个季度, 首季度, Q1季度, 首月, 第8个月."""
    count = numeral(re.sub("[前后首第Q个季度月]", "", words) or "一") * (3 if "季" in words else 1)
    if words.endswith("月") and words[0] in "首第":
        return point(month=count)
    first, last = (13 - count, 12) if words[0] == "后" else (1, count) if words[0] == "前" else (count - 2, count)
    return point(months=(first, last)) if 1 <= first <= last <= 12 else {}


def some_days(words: str) -> dict[str, Any]:
    """前两天: days of a month where a month stands before it; else a few days ago. 最后五天, 前4天: of a month."""
    count = numeral(re.sub("[前后最天日]", "", words))
    days = {"DAYS_OF_MONTH": (1, count) if words[0] == "前" else (-count, -1)}
    return days | {"RELATIVE": Some("days", 2, 7)} if words[0] + words[1] == "前两" else days


def day_away(words: str) -> dict[str, Any]:
    """今天, 明天, 大后天, 前天."""
    big = words.count("大")
    if words.endswith("后天"):
        return point(day_shift=2 + big)
    return point(day_shift=-2 - big if words.endswith("前天") else DAYS[words])


def year_away(words: str) -> dict[str, Any]:
    """前年, 大前年, 后年, 这一年."""
    steps = 2 + words.count("大")
    return point(year_shift=-steps if "前" in words else steps if "后" in words else 0)


def week(words: str) -> dict[str, Any]:
    """上周, 下周六, 上个礼拜天, 这周二."""
    day = WEEKDAY.find(words[-1].replace("天", "日"))
    return {"RELATIVE": Seven(shifted(words), day if day >= 0 and not words.endswith("期") else None)}


def quarter(words: str) -> dict[str, Any]:
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


def spoken_clock(words: str) -> dict[str, Any]:
    """早上9点一刻, 晚上8点许, 下午5点多钟, 夜里12点."""
    match = re.fullmatch(rf"({DAY_PART})?(\d+|[{NUMERAL}]+)(?:点|时|:)(\d+|[{NUMERAL}]+)?(刻|半)?.*", words)
    if not match:
        return {}
    part, hour, minute = match[1] or "", number(match[2]), number(match[3]) if match[3] else 0
    minute = 15 * minute if match[4] == "刻" else 30 if match[4] == "半" else minute
    later = DAY_PARTS.get(part, 0)
    if part == "半夜" and hour < 6:
        later = 0
    hour += later if hour < (3 if part == "中午" else 12) and later else 0
    if part in ("夜里", "半夜", "晚上", "晚间", "晚") and hour == 12:
        hour = 24
    return (
        {"CLOCK": Point(clock=60 * hour + minute, half=bool(later))}
        if 60 * hour + minute <= 1440 and minute < 60
        else {}
    )


def two_senses(words: str) -> dict[str, Any]:
    """双周一, 单周三: refused, with both senses."""
    said = Message(
        "“{words}” is every other week to some, and the weeks with an even or odd number to others", words=words
    )
    return {"REFUSED": Refused(said, Message("say from when it is counted: every two weeks from 5 January 2026"))}


def seven(words: str) -> dict[str, Any]:
    """第52周, 第三十七个星期: of a year, or of a month as the written language has it."""
    count = number(re.sub(f"第|个|{WEEK}", "", words))
    return {"WEEK_NUMBER": count} | (point(nth=(count, "week")) if count <= 5 else {})


_WORDS: tuple[tuple[str, str, Callable[[str], dict[str, Any]]], ...] = (
    # figures
    ("date in figures", r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)", figures),
    ("date in figures", r"(?<![\d.])(?:19|20)\d\d(?: \d{1,2} \d{1,2}|\.\d{1,2}-\d{1,2})(?![\d.年])", figures),
    ("month in figures", r"(?<![\d.])(?:19|20)\d\d\.(?:0[1-9]|1[0-2])(?![\d.])", figures),
    ("bare year", r"(?<=[-到至])(?:19|20)\d\d(?![\d.年\-/:])", lambda w: {"BARE_YEAR": Point(year=int(w))}),
    # lunar months and days
    (
        "lunar day",
        rf"{LUNAR}的?闰?{MOON}{MOON_DAY}[日号]?|闰?[正腊冬]月{MOON_DAY}[日号]?"
        rf"|闰?{MOON}(?:初(?:10|[1-9])|廿[{ONES}]?|十五)(?![日号\d])",
        moon_day,
    ),
    ("lunar month", rf"{LUNAR}闰?{MOON}份?|闰{MOON}|[正腊冬]月", moon),
    ("lunar year", rf"{LUNAR}(?=[12一二])", cue("LUNAR")),
    # what leans on the day of reference
    ("day away", r"大*[后前]天|[今明昨]天|[今明昨本]日|全天|[今明昨当](?=[晚早])", day_away),
    ("year away", r"大*[前后]年(?!内)|这一?年", year_away),
    ("two years", "今明两年", constant(SPAN=Range(Point(year_shift=0), Point(year_shift=1)))),
    ("week away", rf"(?:上+|下+|本|这)[一个]?{WEEK}(?:{WEEK}?[{WEEKDAY}])?(?!末)", week),
    ("month away", r"(?:上+|下+)一?个?月(?!份)|同月", lambda w: point(month_shift=shifted(w))),
    ("quarter away", r"(?:上+|下+|本|这|当)一?个?季度?", quarter),
    ("few years", "前[两几]年", constant(RELATIVE=Some("years", 2, 5))),
    (
        "day from the end",
        rf"倒数第(?:\d{{1,2}}|{CN})[日天]|(?<=[至到])最后[一1][日天]",
        lambda w: point(day=-numeral(re.sub("[倒数第最后日天]", "", w))),
    ),
    (
        "few days",
        rf"前几天|(?:前|最后){CN}[天日]|(?:前|最后)\d{{1,2}}[天日]",
        lambda w: some_days(w.replace("几", "两")),
    ),
    (
        "ordinal",
        rf"第(?:\d{{1,2}}|{CN})(?:天|年)",
        lambda w: {"ORDINAL_DAY": Ordinal(numeral(w[1:-1]), "years" if w[-1] == "年" else "days")},
    ),
    # parts of a year
    (
        "parts of a year",
        rf"[前后](?:\d{{1,2}}|{CN})个?(?:月(?!份)|季度)|首个?(?:季度|月)|Q[1-4]季?度?|第(?:\d{{1,2}}|{CN})个月",
        parts_of_year,
    ),
    (
        "beginning",
        r"(?<=[年度])初|(?<=年)伊始",
        lambda w: point(part="start") if w == "初" else point(month=1, note="part"),
    ),
    ("summer holidays", "暑假", constant(POINT=Point(months=(7, 8), note="school"))),
    ("week of a year", rf"第(?:\d{{1,2}}|{CN})个?{WEEK}(?![{WEEKDAY}])", seven),
    ("season", r"[春夏秋冬][天季]|(?<=[年每])[春夏秋冬](?![节分至])", lambda w: {"LASTING": Season(w[0])}),
    (
        "era",
        rf"(?:(?:\d{{1,2}}|[{NUMERAL}]{{1,3}}|上个?|本|这个?)世纪)(?:(?:\d0|{CN})年代)?{PART}?|(?:\d0|{CN})年代{PART}?",
        era,
    ),
    # years and lengths
    ("year", r"(?<![\d.])[1-9]\d{3}年(?!多)", lambda w: point(year=int(w[:-1]))),
    ("short year", rf"(?<![\d.{NUMERAL}第前后]){SHORT_YEAR}(?![半多以之内来])", short_year),
    ("days and nights", rf"{NUM}天(?:\d{{1,2}}|{CN})[晚夜]", lambda w: amount(w.partition("天")[0] + "天")),
    ("length", AMOUNT, amount),
    ("less", "[以之]下", cue("AT_MOST")),
    ("coming", r"未来|今后", cue("COMING")),
    ("past", r"最?近|过去的?", cue("PAST")),
    ("passing", r"再?过", cue("PASSING")),
    # what recurs
    ("two senses", rf"[单双]周[{WEEKDAY}]", two_senses),
    ("weekends", "每个?周末", constant(WEEKDAYS=Weekdays((5, 6)))),
    ("working days", f"每(?:个|{WEEK}的?)?工作日", constant(EACH_DAY=EachDay("workdays"))),
    # times of day
    (
        "spoken clock",
        rf"(?:{DAY_PART})?(?<![\d:.第])(?:\d{{1,2}}|[零{NUMERAL[3:14]}]{{1,3}})[点时]"
        rf"(?:[一三13]刻|半|整|(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})分?)?(?:多?钟|许)?",
        spoken_clock,
    ),
    # numbers
    (
        "day of a month",
        rf"(?<=月)(?:[二三]?十[{ONES}]?|[{ONES}])(?![{NUMERAL}日号月年])",
        lambda w: {"NUMBER": number(w)},
    ),
    (
        "day in a list",
        rf"(?<=,|、)(?:\d{{1,2}}|[二三]?十[{ONES}]?|[{ONES}])[日号]",
        lambda w: point(day=number(w[:-1])),
    ),
    ("month after a dash", rf"(?<=[-—~至到])(?:十[一二]?|[{ONES}])月", lambda w: point(month=number(w[:-1]))),
)


@cache
def lexemes() -> tuple[Lexeme, ...]:
    """The words of speech, then those of writing; of the names of days also those that only people say."""
    words = tuple(Lexeme(name, pattern, read) for name, pattern, read in _WORDS)
    said = "|".join(map(re.escape, sorted({*names("zh"), *spoken_names()}, key=len, reverse=True)))
    day = Lexeme(
        "named day",
        rf"(?<![{NUMERAL}\d第前后])(?:{LUNAR}(?=[元端中]))?(?:{said})(?![{NUMERAL}\d年月日号点个届])",
        _named,
    )
    return (day, *words, *written())


def _named(words: str) -> dict[str, Any]:
    name = re.sub(LUNAR, "", words)
    return {"OBSERVANCE": name}
