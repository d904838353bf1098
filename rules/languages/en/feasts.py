"""English days by their names: solar terms, observances, Easter and the days counted from it, equinoxes, Julian dates."""

from __future__ import annotations

import re
from functools import cache

from ...kinds import Easter, Equinox, Julian, SolarTerm
from ...messages import Message
from ...observances import names
from ...reckoning.terms import NAMES
from ..grammar import Lexeme, Phrase
from ..meanings import Length, Off, Point, Refused
from .dates import month_day
from .lunar import EVE
from .text import Meanings, Subject, any_of, constant, cue, refused, same, sign, word
from .writing import EVERY_YEAR, Name, named

_PINYIN = (
    "Xiaohan", "Dahan", "Lichun", "Yushui", "Jingzhe", "Chunfen", "Qingming", "Guyu",
    "Lixia", "Xiaoman", "Mangzhong", "Xiazhi", "Xiaoshu", "Dashu", "Liqiu", "Chushu",
    "Bailu", "Qiufen", "Hanlu", "Shuangjiang", "Lidong", "Xiaoxue", "Daxue", "Dongzhi",
)  # fmt: skip
TERMS = dict(zip(NAMES, _PINYIN, strict=True))
"""The solar terms as English writes them: by their sound, which no season can be mistaken for."""
OTHER_TERMS = {
    "lesser cold": "小寒", "minor cold": "小寒", "greater cold": "大寒", "major cold": "大寒",
    "start of spring": "立春", "beginning of spring": "立春", "rain water": "雨水", "awakening of insects": "惊蛰",
    "spring equinox": "春分", "vernal equinox": "春分", "clear and bright": "清明", "pure brightness": "清明",
    "tomb-sweeping day": "清明", "qingming festival": "清明", "grain rain": "谷雨", "start of summer": "立夏",
    "beginning of summer": "立夏", "grain full": "小满", "grain buds": "小满", "grain in ear": "芒种",
    "summer solstice": "夏至", "lesser heat": "小暑", "minor heat": "小暑", "greater heat": "大暑", "major heat": "大暑",
    "start of autumn": "立秋", "beginning of autumn": "立秋", "end of heat": "处暑", "limit of heat": "处暑",
    "white dew": "白露", "autumn equinox": "秋分", "autumnal equinox": "秋分", "cold dew": "寒露",
    "frost's descent": "霜降", "frost descent": "霜降", "start of winter": "立冬", "beginning of winter": "立冬",
    "lesser snow": "小雪", "minor snow": "小雪", "greater snow": "大雪", "major snow": "大雪", "winter solstice": "冬至",
}  # fmt: skip
"""Usual renderings of the solar terms."""
OTHER_DAYS = {
    "chinese new year": "春节", "lunar new year": "春节", "new year's day": "元旦", "labor day": "劳动节",
    "mid-autumn day": "中秋节", "double ninth festival": "老年节", "double ninth": "老年节",
    "international women's day": "妇女节", "women's day": "妇女节", "children's day": "儿童节", "teachers' day": "教师节",
    "tree planting day": "植树节", "thanksgiving": "感恩节", "thanksgiving day": "感恩节",
}  # fmt: skip
"""Usual names of observances beside those of the catalogue."""
FIXED_DAYS = {
    "christmas day": (12, 25), "christmas": (12, 25), "xmas": (12, 25), "christmas eve": (12, 24), "xmas eve": (12, 24),
    "valentine's day": (2, 14), "valentines day": (2, 14), "new year's eve": (12, 31), "boxing day": (12, 26),
    "halloween": (10, 31), "april fools' day": (4, 1), "epiphany": (1, 6), "all saints' day": (11, 1),
    "st patrick's day": (3, 17),
}  # fmt: skip
"""Days of English that the catalogue has not, by month and day."""
HAN = "\u4e00-\u9fff"
SEASON = r"(?:march|september) equinox|(?:june|december) solstice"
AFTER_EASTER = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2, "holy saturday": -1, "easter monday": 1,
    "ascension day": 39, "whit sunday": 49, "pentecost": 49, "whit monday": 50, "corpus christi": 60,
}  # fmt: skip
"""Days of the church's year, counted from Easter Sunday."""
NO_ZONE = Refused(
    Message("the day of an equinox depends on the time zone"),
    Message("write March equinox (UTC), or Chunfen for the day in China"),
)

# ------------------------------------------------------------------ words


@cache
def _terms() -> dict[str, str]:
    return {name.lower(): term for term, name in TERMS.items()} | OTHER_TERMS


@cache
def _observances() -> dict[str, str]:
    return {name.lower(): day.zh for name, day in names("en").items()} | OTHER_DAYS


def _term(words: str) -> Meanings:
    name = re.sub(rf" ?\([{HAN}]+\)$", "", words).lower()
    return {"POINT": Point(term=_terms()[name])}


def _observance(words: str) -> Meanings:
    return {"OBSERVANCE": _observances()[words.lower()]}


def _fixed_day(words: str) -> Meanings:
    month, day = FIXED_DAYS[words.lower()]
    return {"POINT": Point(month=month, day=day)}


def _easter(words: str) -> Meanings:
    """Easter itself, or a day counted from it."""
    name = re.sub("^orthodox ", "", words.lower())
    sunday = Point(other=Easter(orthodox=name != words.lower()))
    if days := AFTER_EASTER.get(name):
        return {"OBSERVANCE": Off(sunday, 1 if days > 0 else -1, Length(abs(days), "days"))}
    return {"POINT": sunday}


def _equinox(words: str) -> Meanings:
    season, zone = words.split("(")
    return {"POINT": Point(other=Equinox(season.split(" ")[0].lower(), zone.rstrip(")")))}


def named_days() -> tuple[Lexeme, ...]:
    """The lexemes of the catalogue and of the solar terms, made when the grammar is."""
    return (
        word("eve", r"(?:lunar|chinese) new year(?:'s)? eve", constant(POINT=Point(lunar=EVE))),
        word("solar term", rf"(?:{any_of(_terms())})(?![\w])(?: ?\([{HAN}]+\))?", _term),
        word("observance", any_of(_observances()), _observance),
    )


ZONED_SEASON = rf"\b(?:{SEASON}) ?\([A-Za-z]+(?:/[A-Za-z_/]+)?\)|\b(?:{SEASON}) ?\([+-]\d\d:\d\d\)"
EASTER = rf"(?:orthodox )?(?:{'|'.join(AFTER_EASTER)}|easter(?: sunday)?)"
SIGNS = (sign("equinox", ZONED_SEASON, _equinox),)
WORDS = (
    word("easter", EASTER, _easter),
    word("fixed day", any_of(FIXED_DAYS), _fixed_day),
    word("equinox without a zone", SEASON, refused(NO_ZONE)),
    word("julian", "julian calendar", cue("JULIAN")),
)

# ------------------------------------------------------------------ phrases


def julian(point: Point) -> Point | None:
    """25 December of the Julian calendar."""
    given = point.month and point.day and point == Point(month=point.month, day=point.day)
    return Point(other=Julian(point.month, point.day)) if given and point.month and point.day else None


PHRASES = (
    Phrase("POINT", "POINT _OF|_ON _JULIAN", julian),
    Phrase("OBSERVANCE", "_ON OBSERVANCE", same),
)
SUBJECT = Subject(SIGNS, WORDS, PHRASES)

# ------------------------------------------------------------------ written


def _in_year(head: str, year: int) -> Name:
    return Name(f"{head} {year}", point=True) if year else Name(head, EVERY_YEAR, point=True)


@named.register
def _(rule: SolarTerm) -> Name:
    return _in_year(TERMS[rule.name], rule.year)


@named.register
def _(rule: Easter) -> Name:
    return _in_year("Orthodox Easter" if rule.orthodox else "Easter", rule.year)


@named.register
def _(rule: Julian) -> Name:
    return _in_year(f"{month_day(rule.month, rule.day)} of the Julian calendar", rule.year)


@named.register
def _(rule: Equinox) -> Name:
    name = "equinox" if rule.season in ("march", "september") else "solstice"
    return _in_year(f"the {rule.season.capitalize()} {name} ({rule.zone})", rule.year)
