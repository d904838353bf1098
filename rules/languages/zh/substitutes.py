"""Chinese for days that give way to others: 若逢周日则改为下周一, 遇周六提前至周五.

What stands behind 下周 depends on the day that gives way: 下周三 said of a Monday is nine days on. So the condition and the
action are two lexemes, and `swap` makes of them as many cases as there are ways to count.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...clock import Clock, hhmm
from ...kinds import Case, EachDay, Instead, Weekly
from ..grammar import Lexeme, Phrase
from ..meanings import Swap, Swapped, Weekdays
from .clocks import clock
from .exceptions import filter_words
from .lexemes import Subject, cue
from .numbers import NUMERAL, numbers, numeral
from .weeks import A_WEEKDAY, SOME_WEEKDAYS, weekday_set, weekday_words
from .wording import Wording, timed, wording
from .workdays import UNIT_NAMES, counted

SWAP_VERB = (
    r"(?:改为|改在|改[到至]|移[到至]|调整?[为到至]|顺延[到至]?|后?延[到至]|推迟[到至]?|提前[到至]?|另加|加放|增加)"
)
COUNT = rf"(?:\d{{1,3}}|[{NUMERAL}]{{1,3}})"
TIME = r"(?:上午|下午|晚上?|早上?|中午)?\d{1,2}(?::\d\d|[时点](?:\d{1,2}分|半)?)"
SIDE = r"(?:下一?个?|上一?个?|次一?个?|前一?个?|后一?个?|本|当|其[前后]的?|之[前后]的?|随后的?)"
TARGET = (
    rf"(?:{SIDE}?(?:第{COUNT}个?)?(?:{SOME_WEEKDAYS}|{UNIT_NAMES})"
    rf"|次[日天]|翌日|第二[天日]|[前后]一[天日]|其[前后]第?{COUNT}[天日])"
)
AGAIN = rf"(?:[,(]再?遇{SOME_WEEKDAYS}再?(?:顺延|提前)\)?)"
CONDITION = (
    r"[,(]?(?:若|如果?|凡)?(?:恰|适|正)?(?:逢|遇到?|为|是|落在)"
    rf"(?:{SOME_WEEKDAYS}|周末|双休日|(?:法定)?{UNIT_NAMES})(?:的|时)?"
)
THEN = "(?:则|应|须|可|就)?"
TIMES = rf"{TIME}(?:[至\-—]{TIME})?"
LATER = "(?:顺延|后延|推迟|提前)"
ACTION = rf"{THEN}(?:{SWAP_VERB}(?:{TARGET}(?:{TIMES})?{AGAIN}?|{TIMES})|{LATER}{COUNT}[天日]|{LATER})"

# how they are read


def condition(words: str) -> dict[str, Any]:
    """若逢周日, 如遇节假日."""
    words = re.sub(r"[的时]+$", "", words)
    if words.endswith(("周末", "双休日")):
        return {"CONDITION": Weekdays((5, 6))}
    if found := re.search(rf"{SOME_WEEKDAYS}$", words):
        return {"CONDITION": Weekdays(weekday_set(found.group()))}
    return {"CONDITION": EachDay("workdays" if "工作日" in words else "rest-days")}


def action(words: str) -> dict[str, Any]:
    """则改为下周一14:12: the words, read when it is known of which day they are said."""
    return {"ACTION": words}


LEXEMES = (
    Lexeme("condition", CONDITION, condition),
    Lexeme("on the same day", r"(?:在|为|是)?同一[天日](?:的|时)?|同日", cue("ON_SAME_DAY")),
    Lexeme("action", ACTION, action),
    Lexeme("substitutes only", r"[,(](?:只|仅)取替代日\)?", cue("SUBSTITUTES_ONLY")),
    Lexeme("with", "[,(](?:若|如果?)(?:与|和|同)", cue("SAME_DAY_AS")),
)

# how they join


def swap(when: Any, words: str) -> tuple[Swap, ...] | None:
    """The cases of a condition and an action; None where the words do not say where to."""
    again = re.search(rf"{AGAIN}$", words)
    omit = weekday_set(re.sub(r"^[,(]再?遇|再?(?:顺延|提前)\)?$", "", again.group())) if again else ()
    rest = words[: again.start()] if again else words
    clocks = [clock(found) for found in re.findall(TIME, rest)]
    if not all(clocks):  # 9:81
        return None
    minutes = [read["CLOCK"].clock for read in clocks]
    rest = re.sub(rf"{TIME}(?:[至\-—]{TIME})?$", "", rest)
    case = Swap(
        when,
        start=minutes[0] if minutes else None,
        end=minutes[1] if len(minutes) > 1 else None,
        also=bool(re.search("另加|加放|增加", rest)),
        omit=omit,
    )
    target = re.sub(rf"^(?:则|应|须|可|就)?{SWAP_VERB}", "", rest)
    back = "提前" in rest
    if target:
        steps = _steps(when, target, back=back)
        return tuple(replace(case, when=on, n=n, unit=unit, weekdays=days) for on, n, unit, days in steps) or None
    if isinstance(when, Weekdays) and re.search("延|推迟|提前", rest) and not minutes:
        others = tuple(day for day in range(7) if day not in when.days)
        return (replace(case, n=-1 if back else 1, weekdays=others),)
    return (case,) if minutes and not case.also else None


Steps = list[tuple[Any, int, str, tuple[int, ...]]]


def _steps(when: Any, target: str, *, back: bool) -> Steps:
    """For each condition the count, the unit and the weekdays."""
    back = back or bool(re.match(r"上|前|[其之]前", target))
    way = -1 if back else 1
    if re.fullmatch(r"次[日天]|翌日|第二[天日]|[前后]一[天日]", target):
        return [(when, way, "days", ())]
    ordinal = re.search(rf"第({COUNT})", target)
    count = numbers(ordinal[1])[0] if ordinal else 1
    if re.search(r"第?[^星周礼]*[天日]$", target) and not re.search(rf"{A_WEEKDAY}$|{UNIT_NAMES}$", target):
        return [(when, way * (count if ordinal else numbers(target)[0]), "days", ())]
    if re.search(rf"{UNIT_NAMES}$", target):
        return [(when, way * count, "workdays" if target.endswith("工作日") else "rest-days", ())]
    named = re.search(rf"{SOME_WEEKDAYS}$", target)
    if not named:
        return []
    days = weekday_set(named.group())
    week = re.match("(下|上|本|当)(?:周|星期|礼拜)", target)
    if not week or not isinstance(when, Weekdays) or len(days) > 1:
        return [(when, way * count, "weekdays", days)]
    return _by_week(when, {"下": 1, "上": -1}.get(week[1], 0), days[0])


def _by_week(when: Weekdays, weeks: int, day: int) -> Steps:
    """下周三 by the week, Monday to Sunday, in which the day that gives way lies."""
    groups: dict[int, list[int]] = {}
    for weekday in when.days:
        far = day - weekday + 7 * weeks
        count = (far + 6) // 7 if far > 0 else -((6 - far) // 7)
        groups.setdefault(count or 1, []).append(weekday)
    return [(Weekdays(tuple(on)), count, "weekdays", (day,)) for count, on in groups.items()]


def swapped(base: Any, cases: tuple[Swap, ...]) -> Swapped | None:
    """A rule with its first case; those behind it join it."""
    return Swapped(base, cases) if not isinstance(base, Swapped) else None


PHRASES = (
    Phrase("CASES", "CONDITION _COMMA? ACTION", swap),
    Phrase("CASES", "_SAME_DAY_AS FILTER _ON_SAME_DAY _COMMA? ACTION", swap),
    Phrase("SUBSTITUTED", "RULE _COMMA? CASES", swapped),
    Phrase("SUBSTITUTED", "SUBSTITUTED _AND|_COMMA? CASES", lambda s, cases: replace(s, cases=s.cases + cases)),
    Phrase("SUBSTITUTED", "SUBSTITUTED _SUBSTITUTES_ONLY", lambda s: replace(s, only=True)),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Instead) -> Wording:
    return wording(rule.base).then(_cases(rule))


@timed.register
def _(rule: Instead, clock: Clock) -> Wording:
    return timed(rule.base, clock).then(_cases(rule))


def _cases(rule: Instead) -> str:
    return "".join(_case(case) for case in rule.cases) + ("（只取替代日）" if rule.only else "")


def _case(case: Case) -> str:
    told = isinstance(case.when, Weekly | EachDay)
    when = f"，若逢{filter_words(case.when)}" if told else f"，若与{filter_words(case.when)}同日"
    verb = "则另加" if case.also else "则改为"
    clock = case.clock
    times = "至".join(hhmm(m) for m in (clock.start, clock.end) if m is not None) if clock else ""
    again = f"（再遇{weekday_words(case.omit)}{'顺延' if case.n > 0 else '提前'}）" if case.omit else ""
    return when + verb + _target(case) + times + again


def _target(case: Case) -> str:
    if not case.n:
        return ""
    side, count = "后" if case.n > 0 else "前", abs(case.n)
    if case.unit == "days":
        return f"其{side}第{count}天"
    unit = counted(case.unit, case.weekdays)
    if count == 1:
        return ("下一个" if case.n > 0 else "上一个") + unit
    return f"其{side}第{numeral(count)}个{unit}"
