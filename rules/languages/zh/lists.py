"""Several days as one rule, and the words that join: 每月1日和15日, 第一、三个星期五, 7、8月."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...kinds import Together
from ...kinds.filters import months_of
from ..grammar import Lexeme, Phrase
from ..joining import every
from ..meanings import DAY, MONTH, By, Frequency, Kept, Point, Roll, Several, Swapped, combine
from .lexemes import Subject, cue
from .numbers import number
from .weeks import SOME_WEEKDAYS, weekday_set
from .wording import Wording, wording

# how they are read


def nths(words: str) -> dict[str, Any]:
    """第一、三个星期五: several of a month."""
    places = re.findall(r"最后一|倒数第[一二三四五\d]|[一二三四五\d]", re.sub(rf"{SOME_WEEKDAYS}$|工作日$", "", words))
    unit = "workday" if words.endswith("工作日") else None
    days = () if unit else weekday_set(words[-1:])
    found = []
    for place in places:
        count = -1 if place.startswith("最后") else number(place[-1]) * (-1 if place.startswith("倒数") else 1)
        name = unit or ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[days[0]]
        found.append(Point(nth=(count, name)))
    return {"SEVERAL_NTHS": tuple(found)}


LEXEMES = (
    Lexeme(
        "several of a month",
        rf"(?:第[一二三四五1-5]个?[、和及与])+(?:第?[一二三四五1-5]|最后一)个?(?:{SOME_WEEKDAYS}|工作日)",
        nths,
    ),
    Lexeme(
        "and",
        r"(?<=[日月号周年初节暑寒分至明夕一二三四五六七八九十天])(?:以及|[和及与])(?=[\d周星礼每农第最倒一二三四五六七八九十清冬端中国元春除重复东儒])",
        cue("AND"),
    ),
    Lexeme("of", r"的", cue("OF")),
    Lexeme("comma", r",", cue("COMMA")),
    Lexeme("list", r"、", cue("AND")),
    Lexeme("quote", r"[“”\"「」]", cue("QUOTE")),
)

# how they join


def whole(base: Any) -> Any:
    """What may be filtered, bounded or named beside others: a clock alone is nothing."""
    return base if not isinstance(base, Point) or base.grains[0] <= DAY else None


def several(first: Any, last: Any) -> Several | None:
    """每月1日和15日, 清明、冬至."""
    if isinstance(last, Roll | Kept | Swapped):  # 1月15日、7月15日，遇节假日顺延: that holds for all of them
        return None
    parts = (*_parts(first), *_parts(last))
    return Several(parts) if not any(isinstance(part, Frequency | By) for part in parts) else None


def several_numbers(count: int, rest: Point | Several) -> Several | None:
    """7、8月, 1、15日, 1、4、7、10月10日: bare numbers before the first that has its unit."""
    parts = rest.parts if isinstance(rest, Several) else (rest,)
    model = parts[0]
    if not isinstance(model, Point) or not count or model.grains[0] not in (MONTH, DAY):
        return None
    if model.grains[0] == MONTH:
        return Several((replace(model, month=count), *parts), numbered=True) if model.month and count <= 12 else None
    return Several((replace(model, day=count), *parts), numbered=True) if model.day and count <= 31 else None


def every_several(frequency: Frequency, rest: Several | tuple[Point, ...]) -> Several | None:
    """每月 before several days: the others take it from the first."""
    parts = rest.parts if isinstance(rest, Several) else rest
    first = every(frequency, parts[0]) if isinstance(parts[0], Point) else None
    return Several((first, *parts[1:]), numbered=True) if first else None


def _parts(days: Any) -> tuple[Any, ...]:
    return days.parts if isinstance(days, Several) else (days,)


PHRASES = (
    Phrase(
        "RULE",
        "POINT|SPAN|WEEKDAYS|FREQUENCY|SHIFTED|LASTING|OBSERVANCE|EACH_DAY|DAY_OF_QUARTER|LUNAR_DAY|DUE|DUE_COMPOSED|WEEK_OF_DAY|ROLLED|FILTERED|SUBSTITUTED|SEVERAL|TIMED|YEARLY_OBSERVANCE|ROLLED_COMPOSED|EXPECTED",
        whole,
    ),
    Phrase("SEVERAL", "RULE _AND RULE", several),
    Phrase("SEVERAL", "NUMBER _AND POINT|SEVERAL", several_numbers),
    Phrase("SEVERAL", "FREQUENCY _OF? SEVERAL|SEVERAL_NTHS", every_several),
    Phrase("SEVERAL", "POINT _OF? SEVERAL_NTHS", lambda p, n: Several((combine(p, n[0]), *n[1:])) if p.month else None),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written

FROM_END = re.compile("倒数|最后")
"""A day from the end says its month again: 每月1日、每月最后一日."""


@wording.register
def _(rule: Together) -> Wording:
    first, *others = map(wording, rule.rules)
    head = first.head if first.head in ("每年", "每月") and not any(map(months_of, rule.rules)) else ""
    rest = (str(one) if not head or FROM_END.search(str(one)) else one.under(head) for one in others)
    return first.then("".join(f"、{one}" for one in rest))
