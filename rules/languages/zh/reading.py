"""What the words of Chinese dates say: numerals, dates, lengths and frequencies as meanings.

Each function reads the words that one lexeme of `zh/words.py` has matched and gives its meanings by category.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...kinds.weeks import WEEKDAYS
from ..meanings import Frequency, Length, LunarDay, Plan, Point

NUMERAL = "零〇○一二两三四五六七八九十百廿"
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "O": 0,
    "o": 0,
    "两": 2,
    "正": 1,
    "首": 1,
}
WEEKDAY = "一二三四五六日天"
LUNAR_DAY = (
    "(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    "|三十|最后一[日天])"
)
LUNAR_MONTH = "(?:正|腊|冬|十[一二]?|[一二三四五六七八九])月"
UNITS = {"年": "years", "个月": "months", "月": "months", "周": "weeks", "星期": "weeks", "天": "days", "日": "days",
         "工作日": "workdays", "小时": "hours"}  # fmt: skip
PERIODS = {"年": "year", "半年": "half", "季": "quarter", "季度": "quarter", "月": "month", "周": "week", "星期": "week",
           "日": "day", "天": "day", "届": "year", "学期": "half"}  # fmt: skip
SPOKEN = "[零〇○O一二两三四五六七八九]+|[一二两三四五六七八九]?百?零?[二三四五六七八九一]?[十廿]?[一二三四五六七八九]?"
"""A row of digits (二〇二六), or hundreds, tens and ones (一百二十, 廿三)."""


def number(words: str) -> int:
    """The number that digits or Chinese numerals write, 0 to 999.

    >>> number("二十五"), number("十一"), number("廿三"), number("1 5"), number("三")
    (25, 11, 23, 15, 3)

    Raises ValueError where the words are none.
    """
    words = words.replace(" ", "")
    if words.isascii():
        return int(words)
    if not re.fullmatch(SPOKEN, words):
        raise ValueError(f"no number: {words}")
    words = words.replace("廿", "二十")
    total = 0
    hundreds, found, rest = words.partition("百")
    if found:
        total, words = DIGITS.get(hundreds, 1) * 100, rest.lstrip("零〇")
    tens, found, ones = words.partition("十")
    if found:
        return total + DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    for char in words:
        total = total * 10 + DIGITS[char] if len(words) > 1 else total + DIGITS[char]
    return total


def numbers(words: str) -> list[int]:
    """Every number in the words, in order."""
    return [number(n) for n in re.findall(rf"[0-9](?: ?[0-9])*|[{NUMERAL}O]+", words)]


def full_date(words: str) -> dict[str, Any]:
    year, month, day = numbers(words)
    return point(year=year, month=month, day=day)


def point(**parts: Any) -> dict[str, Any]:
    return {"POINT": Point(**parts)}


def year(words: str) -> dict[str, Any]:
    return point(year=int("".join(str(DIGITS.get(c, c)) for c in words.replace(" ", "") if c not in "年度")))


def day(words: str) -> dict[str, Any]:
    (day,) = numbers(words)
    return {"POINT": Point(day=day), "LENGTH": Length(day, "days")} if day else {"POINT": Point(day=day)}


def month_day(weak: bool) -> Callable[[str], dict[str, Any]]:
    def read(words: str) -> dict[str, Any]:
        month, day = numbers(words)
        return point(month=month, day=day, weak=weak) if 1 <= month <= 12 and 1 <= day <= 31 else {}

    return read


def nth(words: str) -> dict[str, Any]:
    count = -1 if words.startswith("最后") else 1
    if not words.startswith(("最后", "首")):
        count = numbers(words)[0] * (-1 if words.startswith("倒数") else 1)
    if words.endswith("工作日"):
        return point(nth=(count, "workday"))
    if re.search("双休日|公休日|休息日|周末", words):
        return point(nth=(count, "weekend"))
    if match := re.search(rf"(?:星期|周|礼拜)([{WEEKDAY}])$", words):
        return point(nth=(count, WEEKDAYS[WEEKDAY.index(match[1].replace("天", "日"))]))
    return point(nth=(count, "week"))


def frequency(words: str) -> dict[str, Any]:
    words = re.sub(r"(?:至少|不少于)?[一1](?:次|届|期)$", "", words)
    unit = next((u for u in sorted(PERIODS, key=len, reverse=True) if u in words), None)
    if unit is None:
        return {}
    counts = numbers(words.split(unit)[0].replace("半", ""))
    every = counts[0] if counts else 2 if words[0] in "隔双" else 1
    if every > 999:
        return {}
    if "每隔" in words and every == 1:  # 每隔一天 is every other day
        return {"FREQUENCY": Frequency(2, PERIODS[unit])}
    return {"FREQUENCY": Frequency(every, PERIODS[unit], "apart" if "每隔" in words else None)}


def clock(words: str) -> dict[str, Any]:
    if words == "正午":
        return {"CLOCK": Point(clock=720)}
    hour, *rest = numbers(words)
    minute = rest[0] if rest else 30 if words.endswith("半") else 0
    half = bool(re.match("下午|晚|傍晚|中午", words))
    if half and (hour < (3 if words.startswith("中午") else 12) or (hour == 12 and words.startswith("晚"))):
        hour += 12
    return {"CLOCK": Point(clock=hour * 60 + minute, half=half)} if hour * 60 + minute <= 1440 and minute < 60 else {}


def length(words: str) -> dict[str, Any]:
    if words.startswith("半"):
        return {"LENGTH": Length(6, "months")}
    unit = next(u for u in sorted(UNITS, key=len, reverse=True) if words.endswith(u))
    (amount,) = numbers(words[: -len(unit)])
    return {"LENGTH": Length(amount, UNITS[unit])} if 0 < amount < 1000 else {}


def plan(words: str) -> dict[str, Any]:
    count = number(re.findall(rf"([{NUMERAL}]+)五", words)[0])
    first = 2006 + 5 * (count - 11)
    return {"WHOLE_YEARS": Plan(first, first + 4)}


def years(words: str) -> dict[str, Any]:
    found = [int(y) for y in re.findall(r"\d{4}", words)]
    return {"WHOLE_YEARS": Plan(found[0], found[-1])} if found == sorted(found) else {}


def bracket(words: str) -> dict[str, Any]:
    if match := re.search(rf"(?:周|星期|礼拜)([{WEEKDAY}])", words):
        return {"POINT_NOTE": Point(weekday=WEEKDAY.index(match[1].replace("天", "日")))}
    if "不含" in words:
        return {"DAY_EXCLUDED": words}
    return {"POINT_NOTE": Point(stated=True)} if "含" in words else {"POINT_NOTE": Point()}


def convention(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {"POINT_NOTE": Point(convention=name)}


def is_note(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {"LUNAR_NOTE": name}


def rules_of(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {"RULE_SET": name}


def roll(words: str) -> dict[str, Any]:
    """遇节假日顺延, …提前, …顺延，但不出当月, …就近调整."""
    if "就近" in words:
        return {"ROLL": "nearest"}
    if re.search("不[出跨超得]", words):
        return {"ROLL": "modified-following"} if "提前" not in words else {}
    return {"ROLL": "preceding" if "提前" in words else "following"}


def cue(*categories: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: dict.fromkeys(categories, words)


def constant(**meanings: Any) -> Callable[[str], dict[str, Any]]:
    return lambda words: meanings


def months(words: str) -> dict[str, Any]:
    quarter = numbers(words)[0]
    if words.startswith("前"):
        return point(months=(1, quarter * 3))
    return point(months=(quarter * 3 - 2, quarter * 3)) if quarter <= 4 else {}


def lunar_number(words: str) -> int:
    """The day of a lunar month: 初一 is 1, 廿三 is 23, 最后一日 is -1."""
    return -1 if words.startswith("最后") else number(words.replace("初", ""))


def lunar(words: str) -> dict[str, Any]:
    if words.startswith("除夕") or "大年三十" in words:
        return point(lunar=(12, -1, "skip", "omit"))
    month = re.search(f"(?:{LUNAR_MONTH})", words)
    name = month.group()[:-1] if month else "正"
    number_of = {"正": 1, "冬": 11, "腊": 12}.get(name) or number(name)
    day = lunar_number((re.findall(LUNAR_DAY, words) or ["初一"])[-1])
    return point(lunar=(number_of, day, "only" if "闰" in words else "skip", "omit"))


def lunar_day(words: str) -> dict[str, Any]:
    return {"LUNAR_DAY": LunarDay(lunar_number(re.findall(LUNAR_DAY, words)[-1]))}
