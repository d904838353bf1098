"""Days by their names: observances, Easter and days of other calendars, and what is announced each year."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ...clock import Clock
from ...kinds import Announced, Easter, Equinox, Julian
from ...kinds.feasts import zone_of
from ...observances import names
from ..grammar import Lexeme, Phrase
from ..meanings import Expected
from .lexemes import Subject, cue, point
from .wording import Wording, timed, with_times, wording
from .years import year_head

SEASONS = {"春分": "march", "夏至": "june", "秋分": "september", "冬至": "december"}
HAN = "\u4e00-\u9fff"
WHOLE_NAMES = ("全国", "世界", "国际", "中国", "国家", "全民")
JOINTS = "在和与及于为是对合绕迎届个以将次年庆过逢"
"""What may stand before a short name: 在科技工作者日, but not the end of another, as in 防灾科普日."""
SEASONS_OF = {"march": "春分", "june": "夏至", "september": "秋分", "december": "冬至"}
PREDICTED = "（逐年公布）"

# how they are read


def julian(words: str) -> dict[str, Any]:
    """儒略历12月25日, with a year or without."""
    *year, month, day = (int(n) for n in re.findall(r"\d+", words))
    return point(other=Julian(month, day, *year)) if 1 <= month <= 12 and 1 <= day <= 31 else {}


def equinox(words: str) -> dict[str, Any]:
    """春分（按UTC时间）; nothing where there is no such zone."""
    zone = words[4:-3]
    return point(other=Equinox(SEASONS[words[:2]], zone)) if zone_of(zone) else {}


def feast(words: str) -> dict[str, Any]:
    """复活节, 东正教复活节."""
    return point(other=Easter(orthodox="正教" in words))


LEXEMES = (
    Lexeme("Easter", r"(?:东?正教|西方|天主教)?复活节(?:当[天日])?(?![岛彩兔假])", feast),
    Lexeme("Julian day", r"儒略历(?:[1-9]\d{3}年)?\d{1,2}月\d{1,2}日", julian),
    Lexeme("equinox", r"(?:春分|夏至|秋分|冬至)\(按(?:[A-Za-z_]+(?:/[A-Za-z_+\-]+)*|[+\-]\d\d:\d\d)时间\)", equinox),
    Lexeme("announced without a rule", r"每年公布日期", lambda w: {"EXPECTED": Expected(None)}),
    Lexeme("announced", r"\(逐年公布\)", cue("ANNOUNCED")),
)


@cache
def observances() -> tuple[Lexeme, ...]:
    """The names of days in the catalogue, which is looked into when they are first read."""
    days = sorted(names("zh"), key=len, reverse=True)
    pattern = "|".join(
        re.escape(day)
        if day.startswith(WHOLE_NAMES)
        else f"(?<![{HAN}])(?:{re.escape(day)})|(?<=[{JOINTS}])(?:{re.escape(day)})"
        for day in days
    )
    return (
        Lexeme("observance", f"(?:{pattern})", lambda words: {"OBSERVANCE": words}),
        Lexeme(
            "some named day", r"(?<=[个届“])[\u4e00-\u9fff]{2,8}[日周月节](?=”?前后)", lambda words: {"DAY_NAME": words}
        ),
    )


# how they join

PHRASES = (
    Phrase("EXPECTED", "POINT|SPAN|SHIFTED _ANNOUNCED", Expected),
    Phrase(
        "YEARLY_OBSERVANCE",
        "FREQUENCY _OF? OBSERVANCE",
        lambda f, day: day if (f.period, f.every) == ("year", 1) else None,
    ),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Easter) -> Wording:
    return Wording("东正教复活节" if rule.orthodox else "复活节", year_head(rule.year))


@wording.register
def _(rule: Julian) -> Wording:
    day = f"{rule.month}月{rule.day}日"
    return Wording(f"儒略历{rule.year}年{day}") if rule.year else Wording(f"儒略历{day}", "每年")


@wording.register
def _(rule: Equinox) -> Wording:
    return Wording(f"{SEASONS_OF[rule.season]}（按{rule.zone}时间）", year_head(rule.year))


@wording.register
def _(rule: Announced) -> Wording:
    return wording(rule.base).then(PREDICTED) if rule.base else Wording("公布日期", "每年")


@timed.register
def _(rule: Announced, clock: Clock) -> Wording:
    return timed(rule.base, clock).then(PREDICTED) if rule.base else with_times(wording(rule), clock)
