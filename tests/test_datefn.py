"""Cases that others wrote by hand for another rule language: each rule is said in our words and must fall on its dates.

They are read in place and not part of this project; without them the tests are skipped. `test_composed.py` proves the same
constructs with examples of our own.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

import rules
from rules import WORKDAYS, Occurrence, Reckoning

CASES = Path(__file__).parents[2] / "shared" / "conformance" / "datefn.json"
LEFT_OUT = re.compile(
    r"Shawwal|Rabi|Dhu al|Muharram|Farvardin|Esfand|Nisan|Tevet|Adar|bengali"
)  # calendars of other lands
WEEKDAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "一二三四五六日", strict=True))
SEASONS = {"march equinox": "春分", "june solstice": "夏至", "september equinox": "秋分", "december solstice": "冬至"}
TERMS = (
    "立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 "
    "立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
).split()
YEARS = {"even": "双数年", "odd": "单数年", "leap": "闰年", "non-leap": "平年"}
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
LIST = rf"{WEEKDAY}(?:, ?{WEEKDAY})*"
CLOCK = r"\d\d:\d\d"
CLAUSES = {
    "11-01 disabled in 2015": "2015年11月1日取消",
    "11-01 disabled in 2016": "2015年11月1日取消",
    "11-01 disabled in 2015 but moved to different date": "2015年11月1日改为2015年11月3日",
    "4th monday after 11-01": "2015年11月23日改为2015年11月27日",
}
"""What a case does to single occurrences, by its name."""
HOLIDAYS = ((3, 7), (4, 3), (4, 4))
"""Days off in the cases about days that are a holiday already."""


def cases() -> list[Any]:
    if not CASES.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="the cases are not here"))]
    found = json.loads(CASES.read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{n}-{case['rule']}-{case['year']}") for n, case in enumerate(found)]


def week(words: str) -> str:
    """saturday, sunday as 周六、周日."""
    return "、".join("周" + WEEKDAYS[day[:3]] for day in re.findall(WEEKDAY, words.lower()))


def day_words(words: str) -> str:
    """A date, or so many days or weekdays from one, nested without limit."""
    words = words.strip()
    if match := re.fullmatch(rf"(?:(\d)(?:st|nd|rd|th) )?({WEEKDAY}) (before|after) (.+)", words, re.IGNORECASE):
        link = "前的" if match[3] == "before" else "当日或之后的"
        return f"{day_words(match[4])}{link}第{match[1] or 1}个{week(match[2])}"
    if match := re.fullmatch(r"(\d+) days? (before|after) (.+)", words):
        return f"{day_words(match[3])}{'前' if match[2] == 'before' else '后'}{match[1]}天"
    if match := re.fullmatch(rf"({'|'.join(SEASONS)})(?: in (\S+))?", words):
        return f"{SEASONS[match[1]]}（按{match[2] or 'UTC'}时间）"
    if match := re.fullmatch(r"(easter|orthodox)(?: (-?)(\d+))?", words):
        feast = "复活节" if match[1] == "easter" else "东正教复活节"
        return feast + (f"{'前' if match[2] else '后'}{match[3]}天" if match[3] else "")
    if match := re.fullmatch(r"(?:chinese|korean|vietnamese) 0?1-0-0?1", words):  # they keep the same New Year
        return "农历正月初一"
    if match := re.fullmatch(r"chinese (\d+)-(\d+) solarterm", words):
        return f"{TERMS[int(match[1]) - 1]}后{int(match[2]) - 1}天"
    match = re.fullmatch(r"(julian )?(?:(\d{4})-)?(\d\d)-(\d\d)", words)
    assert match, words
    return f"{'儒略历' if match[1] else ''}{match[2] + '年' if match[2] else ''}{int(match[3])}月{int(match[4])}日"


def timed(words: str) -> str:
    """A date with its time and its length: the length counts from the time."""
    match = re.fullmatch(rf"(.+?)(?: ({CLOCK})|T(\d\d))?(?: PT?(\d+)([HD]))?", words)
    assert match, words
    clock = match[2] or (f"{match[3]}:00" if match[3] else "")
    hours = int(match[4] or 0) * (24 if match[5] == "D" else 1)
    return day_words(match[1]) + clock + (f"起{hours}小时" if hours else "")


def case_words(words: str, *, also: bool) -> str:
    """if saturday then previous friday 16:45: one case, with its own time and length."""
    pattern = (
        rf"if (?P<when>is holiday|{LIST}) then"
        rf"(?: (?:(?P<n>\d)(?:st|nd|rd|th) )?(?P<way>next|previous) (?P<day>{WEEKDAY}|day))?"
        rf"(?: omit (?P<omit>{LIST}))?(?: (?P<clock>{CLOCK}))?(?: PT(?P<hours>\d+)H)?"
    )
    match = re.fullmatch(pattern, words.strip(), re.IGNORECASE)
    assert match, words
    holiday = match["when"] == "is holiday"
    text = f"，若逢{'节假日' if holiday else week(match['when'])}则{'另加' if also and not holiday else '改为'}"
    if match["way"]:
        unit = "天" if match["day"] == "day" else week(match["day"])
        side = "后" if match["way"] == "next" else "前"
        text += f"其{side}第{match['n'] or 1}" + (unit if unit == "天" else f"个{unit}")
    if match["hours"]:
        text += f"{match['clock'] or '0:00'}至{match['hours']}:00"
    elif match["clock"]:
        text += match["clock"]
    if match["omit"]:
        text += f"（再遇{week(match['omit'])}{'顺延' if match['way'] == 'next' else '提前'}）"
    return text


def said(rule: str) -> str:
    """The rule in our words."""
    first = last = ""
    match = re.search(r" since (\d{4})$| since (\d{4}) and prior to (\d{4})$| prior to (\d{4})$", rule)
    if match and " every " not in rule:
        rule = rule[: match.start()]
        first, last = match[1] or match[2] or "", match[3] or match[4] or ""
    text = inner(rule)
    if last:
        return f"{text}（{first + '年' if first else ''}至{int(last) - 1}年）"
    return f"自{first}年起{text}" if first else text


def inner(rule: str) -> str:
    """The rule without its bounds."""
    if match := re.fullmatch(r"(.+) in (even|odd|leap|non-leap) years", rule):
        return YEARS[match[2]] + inner(match[1])
    if match := re.fullmatch(r"(.+) every (\d+) years since (\d{4})", rule):
        return f"自{match[3]}年起每{match[2]}年{inner(match[1])}"
    if match := re.fullmatch(rf"(.+?)( not)? on ({LIST})", rule):
        return f"{inner(match[1])}，" + (f"{week(match[3])}除外" if match[2] else f"仅限{week(match[3])}")
    if match := re.fullmatch(r"(\S+) if (\S+)(?: and (\S+))? is (?:public )?holiday", rule):
        days = "和".join(day_words(day) for day in match.groups()[1:] if day)
        return f"{inner(match[1])}，若{days}{'均' if match[3] else ''}为节假日"
    substitutes = rule.startswith("substitutes ")
    head, *cases = re.split(r" (?:and )?(?=if )", rule.removeprefix("substitutes "), flags=re.IGNORECASE)
    also = " and if " in rule
    text = timed(head) + "".join(case_words(case, also=also) for case in cases)
    return text + ("（只取替代日）" if substitutes else "")


def days_off(case: dict[str, Any]) -> Reckoning:
    """The days off that the case takes for granted, as its name says them."""
    named = [(int(m), int(d)) for m, d in re.findall(r"(\d\d)-(\d\d)", case["rule"])[1:]]
    if "Bridge" in case["name"]:
        spoiled = re.search(r"where (\d\d)-(\d\d)", case["name"])
        off = [] if "bad case" in case["name"] else named
        off = [day for day in off if not spoiled or day != (int(spoiled[1]), int(spoiled[2]))]
    else:
        off = [*HOLIDAYS] if "Already a Holiday" in case["name"] else []
    year = case["year"]
    return Reckoning(WORKDAYS.with_year(year, [date(year, *day) for day in off], ()))


def shown(found: Occurrence) -> tuple[str, str]:
    """Start and end as the cases write them: the end is excluded."""
    clock = found.clock
    end = clock.end if clock and clock.end is not None else 24 * 60
    stop = datetime.combine(found.span.last, time()) + timedelta(minutes=end)
    return f"{found.moment:%a %Y-%m-%d %H:%M}".lower(), f"{stop:%a %Y-%m-%d %H:%M}".lower()


@pytest.mark.parametrize("case", cases())
def test_a_rule_said_in_our_words_falls_on_the_dates_that_were_worked_out_by_hand(case: dict[str, Any]) -> None:
    if LEFT_OUT.search(case["rule"]):
        pytest.skip("a calendar that is left out")
    text = said(case["rule"])
    if clause := CLAUSES.get(case["name"].rpartition(" > ")[2]) if "disable-enable" in case["name"] else None:
        text += "；" + clause
    year, expected = case["year"], case["expected"]
    if expected and all(isinstance(part, list) for part in expected):  # the last list is that of the rule
        expected = expected[-1]
    found = rules.parse(text).between(date(year, 1, 1), date(year, 12, 31), days_off(case))
    inside = [shown(one) for one in found if one.span.first.year == year]
    assert sorted(inside) == sorted((one["start"], one["end"]) for one in expected), text
