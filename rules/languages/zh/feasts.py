"""Days by their names: observances, Easter and days of other calendars, and what is announced each year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

from ...clock import Clock
from ...kinds import Announced, Easter, Equinox, Julian
from ...kinds.feasts import zone_of
from ...messages import Message
from ...observances import names, spoken_names
from ..grammar import Lexeme, Phrase
from ..meanings import DAY, Expected, NamedDate, Point, Refused
from .lexemes import Subject, cue, point
from .numbers import COUNT, numbers
from .spoken_days import LUNAR, MOON, MOON_DAY, moon_day
from .wording import Wording, timed, with_times, wording
from .years import year_head

SEASONS = {"春分": "march", "夏至": "june", "秋分": "september", "冬至": "december"}
WHOLE_NAMES = ("全国", "世界", "国际", "中国", "国家", "全民")
JOINTS = "在和与及于为是对合绕迎届个以将次年庆过逢"
"""What may stand before a short name: 在科技工作者日."""
FIRST = "".join(
    f"{chr(ord(low) + 1)}-{chr(ord(high) - 1)}" for low, high in pairwise(("\u4dff", *sorted(JOINTS), "\ua000"))
)
"""What before a short name makes it the end of another, as in 防灾科普日: any other character of Chinese."""
SOME_FEAST = Refused(Message("the words do not say which feast"), Message("name it, as in 春节后第一个工作日"))
LITTLE_NEW_YEAR = Refused(
    Message("小年 is the 23rd of lunar month 12 in the north and the 24th in the south"),
    Message("write 每年腊月廿三 or 每年腊月廿四"),
)
BEFORE_NEW_YEAR = Refused(
    Message("年前 is before the Spring Festival to some and before 1 January to others"),
    Message("write 春节前 or 每年12月31日前"),
)
AFTER_NEW_YEAR = Refused(
    Message("年后 is after the Spring Festival and names no day"), Message("name the day, as in 春节后第一个工作日")
)
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


def date_note(words: str) -> dict[str, Any]:
    """（5月30日）."""
    month, day = numbers(words)
    return {"DATE_NOTE": Point(month=month, day=day)}


def lunar_note(words: str) -> dict[str, Any]:
    """（九月初九）."""
    read = moon_day(words[1:-1]).get("POINT")
    return {"DATE_NOTE": read} if read else {}


LEXEMES = (
    Lexeme("Easter", r"(?:东?正教|西方|天主教)?复活节(?:当[天日])?", feast),
    Lexeme("Easter in other words", "复活节[岛彩兔假]", cue("ORDINARY")),
    Lexeme("Julian day", r"儒略历(?:[1-9]\d{3}年)?\d{1,2}月\d{1,2}日", julian),
    Lexeme("equinox", r"(?:春分|夏至|秋分|冬至)\(按(?:[A-Za-z_]+(?:/[A-Za-z_+\-]+)*|[+\-]\d\d:\d\d)时间\)", equinox),
    Lexeme("announced without a rule", r"每年公布日期", lambda w: {"EXPECTED": Expected(None)}),
    Lexeme("announced", r"\(逐年公布\)", cue("ANNOUNCED")),
    Lexeme("date in brackets", r"\((?:每年)?\d{1,2}月\d{1,2}日\)", date_note),
    Lexeme("lunar date in brackets", rf"\((?:{LUNAR})?{MOON}{MOON_DAY}\)", lunar_note),
    Lexeme(
        "around some named day",
        rf"(?:第{COUNT}[个届次])?“[\u4e00-\u9fff]{{2,10}}[日周月节]”前后|第{COUNT}[个届次][\u4e00-\u9fff]{{2,10}}[日周月节]前后",
        cue("NAME_AROUND"),
    ),
)


def ends_alone(name: str) -> bool:
    """Whether no longer name ends in this one but those of WHOLE_NAMES: a feast (教师节), a name that says of what it is."""
    return name.endswith("节") or name.startswith(WHOLE_NAMES)


@cache
def observances() -> tuple[Lexeme, ...]:
    """The names of days in the catalogue, which is looked into when they are first read, and what only ends like one."""
    days = names("zh")
    short = any_of(day for day in days if not ends_alone(day))
    feasts = any_of(day for day in days if ends_alone(day))
    return (
        Lexeme("observance", f"{short}|{feasts}", lambda words: {"OBSERVANCE": words}),
        Lexeme("name in brackets", rf"\(“?(?:{short}|{feasts})”?\)", lambda w: {"NAME_NOTE": w.strip("()“”")}),
        Lexeme("end of another name", f"[{FIRST}]{short}|(?:{'|'.join(WHOLE_NAMES)}){feasts}", cue("ORDINARY")),
    )


ON_ITS_DAY = -700
"""What the day of a feast costs less than other words, so that of 中秋当天晚上7点 the 当天 is no other day."""


@cache
def on_their_day() -> Lexeme:
    """The names of days that only people say, in front of 当天, where they mean the day also in running text: 中秋当天."""
    said = {name: day.zh for name, day in spoken_names().items()}
    pattern = f'(?:{any_of(said)})[”"]?当[天日]'
    return Lexeme(
        "feast on its day", pattern, lambda words: {"OBSERVANCE": said[words[:-2].rstrip('”"')]}, cost=ON_ITS_DAY
    )


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, told apart by their first characters."""
    by_head: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_head.setdefault(word[0], []).append(re.escape(word[1:]))
    return "(?:" + "|".join(f"{re.escape(head)}(?:{'|'.join(rest)})" for head, rest in by_head.items()) + ")"


SPOKEN_LEXEMES = (
    Lexeme(
        "some feast",
        r"节[日假]?[之以]?[前后]的?(?:第?[一二三1-3首]个?|最后一?个?)(?:工作日|上班日|交易日|[天日周])",
        lambda w: {"REFUSED": SOME_FEAST},
    ),
    Lexeme("some feast", "节[日假]?[之以]?[前后]", lambda w: {"REFUSED": SOME_FEAST}),
    Lexeme("before new year", "过?年关?[之以]?前", lambda w: {"REFUSED": BEFORE_NEW_YEAR}, cost=-25),
    Lexeme("after new year", "过?年关?[之以]?后", lambda w: {"REFUSED": AFTER_NEW_YEAR}, cost=-25),
    Lexeme("little new year", "每?年?的?小年", lambda w: {"REFUSED": LITTLE_NEW_YEAR}),
)
"""What a text read whole may be, and a notice never means by itself."""

# how they join


def named_date(name: Any, day: Point) -> NamedDate | None:
    """全国科技工作者日（5月30日）, 九月初九（重阳节）."""
    return NamedDate(name, day) if day.grains[1] == DAY and day.month_shift is None and day.day_shift is None else None


PHRASES = (
    Phrase("EXPECTED", "POINT|SPAN|SHIFTED _ANNOUNCED", Expected),
    Phrase(
        "YEARLY_OBSERVANCE",
        "FREQUENCY _OF? OBSERVANCE",
        lambda f, day: day if (f.period, f.every) == ("year", 1) else None,
    ),
    Phrase("NAMED_DATE", "OBSERVANCE|YEARLY_OBSERVANCE DATE_NOTE", named_date),
    Phrase("NAMED_DATE", "POINT NAME_NOTE", lambda day, name: named_date(name, day)),
    Phrase("NAMED_DATE", "FREQUENCY NAMED_DATE", lambda f, day: day if (f.period, f.every) == ("year", 1) else None),
    Phrase("RULE", "NAMED_DATE", lambda day: day),
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
