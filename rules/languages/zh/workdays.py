"""Days counted from other days, working days, and days that give way: 节后第一个工作日, 遇节假日顺延."""

from __future__ import annotations

import re
from typing import Any

from ...clock import Clock
from ...kinds import EachDay, Moved, NthFrom, NthWeek, NthWorkday, Rolled, WeekOf
from ..grammar import Lexeme, Phrase
from ..joining import opening, stretch
from ..meanings import (
    DAY,
    HALF,
    MONTH,
    YEAR,
    Bounded,
    Expected,
    Length,
    Nth,
    Off,
    Point,
    Range,
    Roll,
    Way,
    Week,
    Weekdays,
)
from ..relative import Stretch
from .dates import month_head, period_head
from .lengths import length, length_words, run
from .lexemes import Subject, cue, made
from .numbers import COUNT, numbers, numeral
from .weeks import A_WEEKDAY, SOME_WEEKDAYS, place, weekday_set, weekday_words
from .weeks import nth as nth_of
from .wording import Wording, timed, wording

ORDINAL = rf"(?:第{COUNT}个?|首个?|最后一?个?|倒数第{COUNT}个?)"
FREE = "(?:法定)?(?:节假日|休息日|公休日|工作日)"
UNIT_NAMES = "(?:工作日|休息日|公休日|节假日)"
COUNTED = {"workdays": "工作日", "rest-days": "休息日", "days": "天"}
ROLLS = {
    "none": "",
    "following": "，遇{}顺延",
    "preceding": "，遇{}提前",
    "modified-following": "，遇{}顺延但不出当月",
    "nearest": "，遇{}就近调整",
}
OFF = {"rest-days": "节假日", "weekends": "周末"}
"""Off which days a rule is moved: days that are not worked, or Saturdays and Sundays alone."""
HOLIDAYS = "(?:国家)?(?:法定)?(?:非工作日|节假日|节日|假日|休息日|公休日|休假日|假期|非交易日)"
WEEKENDS = "(?:周末|双休日|(?:周|星期|礼拜)[六6](?:[、和或及]?(?:周|星期|礼拜)?[日天]))"
AND = "(?:[、和或及]|以及|或者)"
ROLLED_TO = "往[前后](?:提|推|移|延|挪)|[向往]?后?顺延|后延|延后|推迟|提前|前移|就近"
ROLLING = f"(?:{ROLLED_TO})(?:办理|处理|执行|调整|移动|顺延|安排)?"
WITHIN = "(?:不出|不跨|不超出|不得?超过)(?:当|本|该)?月份?"
ACROSS = "(?:但|如|若|如果)?跨月份?(?:的|时)?,?(?:则|应|改为)?(?:提前|往前|向前)"
IN_MONTH = f"(?:,?但?{WITHIN}|,?{ACROSS})"
THEN = "(?:的|时)?,?(?:则|应|予以|可|自动|相应)*"
TENS = "(?:[1-5]\\d|[二三四五]?十[一二三四五六七八九]?)"
A_WORKDAY = "(?:其|之|节假日)?(?:最近)?[前后上下]?的?第?一?个?(?:工作日|交易日)"

# how they are read


def each_day(words: str) -> EachDay:
    """节假日, 休息日: every day off; 工作日."""
    return EachDay("workdays" if "工作日" in words else "rest-days")


def nth_from(words: str) -> dict[str, Any]:
    """后的第一个工作日, 前的最后一个星期三, 当天或之后的第二个星期日, 起第10天."""
    unit = re.search(rf"(?:{SOME_WEEKDAYS}|{UNIT_NAMES}|[天日])$", words)
    head = words[: unit.start()] if unit else words
    before = "前" in head
    including = "或" in head or "起" in head
    if "首" in head or "最后" in head:
        count = 1
        if "最后" in head and not before:
            return {}
    else:
        count = numbers(head)[-1]
    name = unit.group() if unit else ""
    sort = "days" if name in "天日" else "weekdays"
    if re.fullmatch(UNIT_NAMES, name):
        sort = "workdays" if name == "工作日" else "rest-days"
    weekdays = weekday_set(name) if sort == "weekdays" else ()
    return {"COUNT_FROM": (-count if before else count, sort, weekdays, including)} if count else {}


def roll(words: str) -> dict[str, Any]:
    """遇节假日顺延, …提前, …顺延，但不出当月, …就近调整; 遇周末提前: off Saturdays and Sundays alone."""
    alone = re.search(WEEKENDS, words) and not re.search(HOLIDAYS, words)
    rest = re.sub(rf"{IN_MONTH}\)?$", "", words)
    how = "nearest" if "就近" in rest else "preceding" if re.search("提前|前移|往前", rest) else "following"
    if rest != words:
        return {"ROLL": Way("modified-following", "weekends" if alone else "rest-days")} if how == "following" else {}
    return {"ROLL": Way(how, "weekends" if alone else "rest-days")}


def holiday_edge(words: str) -> dict[str, Any]:
    """长假后第一天, 放假前一天, 后上班第一天: counted from the working days on either side of the days off."""
    ahead = "前" in words
    count = 1 if re.search("首|头|最后", words) or not numbers(words) else numbers(words)[-1]
    return {"HOLIDAY_EDGE": (-count if ahead else count, bool(re.search("工作日|上班|开工|复工|返岗", words)))}


LEXEMES = (
    Lexeme(
        "nth from",
        rf"(?:(?:当[天日])?或(?:其|该日|当[天日])?(?:之|以)?[前后]的?|[之以]?[前后]的?|起的?){ORDINAL}"
        rf"(?:{SOME_WEEKDAYS}|{UNIT_NAMES})|(?:起的?|[之以]?[前后]的)第{COUNT}[天日]",
        nth_from,
    ),
    Lexeme(
        "each day", rf"每一?个?{FREE}|每逢{FREE}|{FREE}每[天日]|每(?:周|星期|礼拜)的?工作日", made("EACH_DAY", each_day)
    ),
    Lexeme(
        "roll",
        rf"[,(]?(?:如|若|如果|凡)?(?:恰|正)?(?:逢|遇到?|碰[到上])(?:{HOLIDAYS}(?:{AND}?{WEEKENDS})?|{WEEKENDS}{AND}?{HOLIDAYS}){THEN}"
        rf"{ROLLING}(?:[至到]?{A_WORKDAY})?{IN_MONTH}?\)?",
        roll,
    ),
    Lexeme(
        "roll off weekends",
        rf"[,(]?(?:如|若|如果|凡)?(?:恰|正)?(?:逢|遇到?|碰[到上]){WEEKENDS}{THEN}"
        rf"{ROLLING}(?:[至到](?:上周五|(?:本|当)?周五|下?周一|星期[五一]))?{IN_MONTH}?\)?",
        roll,
    ),
    Lexeme(
        "edge of a holiday",
        r"(?:小?长假|假期|放假|休假|收假|节假日)(?:结束|开始)?的?[之以]?[前后]的?"
        rf"(?:(?:第?{COUNT}|首|最后一?)个?(?:工作日|上班日|[天日]))"
        rf"|(?:小?长假|假期|节|节假日)?[之以]?后的?(?:(?:上班|开工|复工|返岗)的?(?:第[一1]|首|头一)[天日]|(?:第{COUNT}|首)个?上班日)",
        holiday_edge,
    ),
    Lexeme("nth weekday", rf"(?:倒数)?第{TENS}个?{A_WEEKDAY}|倒数第{TENS}周", nth_of),
    Lexeme("day after", "次日|翌日|第二[天日]|隔[天日]", cue("DAY_AFTER")),
    Lexeme("lasts", "持续|历时|为期|连续", cue("LASTS")),
    Lexeme(
        "nth day after",
        rf"第{COUNT}(?:天|日|个工作日)",
        lambda w: {"ORDINAL_LENGTH": length(re.sub("^第", "", w)).get("LENGTH")},
    ),
)

# how they join


def off(base: Point | str | Expected, sign: int, length: Length) -> Off | None:
    """清明节前10个工作日: the base is a day or a named day."""
    if sign < 0 and length.within:
        return None  # within the days before: a window that has no stated beginning
    if isinstance(base, Point) and sign > 0 and base.grains[1] == MONTH and (base.yearly or base.year or base.among):
        return Off(base, sign, length)  # 每年12月后1个工作日: with its year, so that no length is meant
    if isinstance(base, Point) and (base.grains[1] != DAY or base.part or not base.grains[0] < DAY):
        return None
    return Off(base, sign, length)


def beside(base: Any, sign: int, length: Length) -> Off | None:
    """每周一的前一天, 每月最后一个工作日后2天: so long from a day that recurs, which is no length before it."""
    clocked = isinstance(base, Weekdays) and base.clock is not None
    return Off(base, sign, length) if not (length.within or clocked) else None


def nth(base: Any, words: tuple[int, str, tuple[int, ...], bool]) -> Nth | None:
    """11月1日起第二个星期日: the base is a day, a month, or a run of days."""
    if isinstance(base, Point) and (base.grains[1] not in (HALF, MONTH, DAY) or base.grains[0] > DAY):
        return None
    return Nth(base, *words)


def from_run(base: Range | Week, sign: int, length: Length) -> Off | None:
    """每年11月1日至15日后1个工作日, 每年5月15日所在周前2天: a run with 每年, so that no part of it is meant."""
    return Off(base, sign, length) if isinstance(base, Week) or base.first.yearly else None


def at_edge(base: Any, edge: tuple[int, bool]) -> Off | None:
    """国庆长假后第一天, 五一放假前3天: a holiday lasts from the working day before its feast to the one after it."""
    count, worked = edge
    sign = 1 if count > 0 else -1
    if worked:
        return off(base, sign, Length(abs(count), "workdays"))
    first = off(base, sign, Length(1, "workdays"))
    return first if abs(count) == 1 or not first else Off(first, sign, Length(abs(count) - 1, "days"))


def around(base: Any, before: Length, after: Length) -> Stretch | None:
    """春节前3天至后3天, 国庆节前后3天."""
    first, last = off(base, -1, before), off(base, 1, after)
    return Stretch(first, last) if first and last and not after.within else None


def in_year(year: Point, shifted: Off | Nth) -> Bounded | None:
    """2026年春节前10个工作日."""
    base: object = shifted
    while isinstance(base, Off | Nth | Week):
        base = base.base
    fits = isinstance(base, str) or (isinstance(base, Point) and base.on_other and base.grains[0] > YEAR)
    return Bounded(shifted, year, year) if fits and year.grains == (YEAR, YEAR) and not year.yearly else None


def rolled(base: Any, way: Way) -> Roll | None:
    """如遇节假日顺延，每月5日."""
    return Roll(base, way) if not isinstance(base, Roll) else None


PHRASES = (
    Phrase("SHIFTED", "POINT|OBSERVANCE|EXPECTED _OF? _COUNT_BACK LENGTH", lambda base, n: off(base, -1, n)),
    Phrase(
        "SHIFTED",
        "POINT|OBSERVANCE|EXPECTED _OF? _AFTER LENGTH|DAY_COUNT|ORDINAL_LENGTH",
        lambda base, n: off(base, 1, n),
    ),
    Phrase(
        "SHIFTED",
        "WEEKDAYS|EACH_DAY|LUNAR_DAY|DAY_OF_QUARTER|SEVERAL _OF? _COUNT_BACK LENGTH",
        lambda base, n: beside(base, -1, n),
    ),
    Phrase(
        "SHIFTED",
        "WEEKDAYS|EACH_DAY|LUNAR_DAY|DAY_OF_QUARTER|SEVERAL _OF? _AFTER LENGTH|ORDINAL_LENGTH",
        lambda base, n: beside(base, 1, n),
    ),
    Phrase("OPENING", "FREQUENCY _COUNT_BACK LENGTH", opening),
    Phrase("ROLLED", "POINT|SPAN|DUE|SHIFTED|LASTING|EACH_DAY|DAY_OF_QUARTER ROLL", Roll),
    Phrase(
        "SHIFTED",
        "POINT|SPAN|OBSERVANCE|YEARLY_OBSERVANCE|SHIFTED|EXPECTED|EACH_DAY|DAY_OF_QUARTER|WEEK_OF_DAY COUNT_FROM",
        nth,
    ),
    Phrase(
        "SHIFTED",
        "SHIFTED|YEARLY_OBSERVANCE _OF? _COUNT_BACK LENGTH",
        lambda base, n: Off(base, -1, n) if not n.within else None,
    ),
    Phrase("SHIFTED", "SHIFTED|YEARLY_OBSERVANCE _OF? _AFTER LENGTH|ORDINAL_LENGTH", lambda base, n: Off(base, 1, n)),
    Phrase("SHIFTED", "SPAN|WEEK_OF_DAY _AFTER LENGTH|ORDINAL_LENGTH", lambda base, n: from_run(base, 1, n)),
    Phrase(
        "SHIFTED",
        "SPAN|WEEK_OF_DAY _COUNT_BACK LENGTH",
        lambda base, n: from_run(base, -1, n) if not n.within else None,
    ),
    Phrase(
        "SHIFTED",
        "PERIOD_END|EACH_DAY|DAY_OF_QUARTER _AFTER|_FROM_THAT_DAY LENGTH|ORDINAL_LENGTH",
        lambda base, n: Off(base, 1, n),
    ),
    Phrase(
        "ROLLED_COMPOSED",
        "SEVERAL|FILTERED|DUE_COMPOSED|SUBSTITUTED|WEEKDAYS|FREQUENCY|EACH_DAY|YEARLY_OBSERVANCE|OBSERVANCE|WEEK_OF_DAY"
        "|LUNAR_DAY|EXPECTED|TIMED|LASTING|DAY_OF_QUARTER|ABOUT ROLL",
        Roll,
    ),
    Phrase("ROLLED_COMPOSED", "ROLLED ROLL", Roll),
    Phrase("ROLLED_COMPOSED", "ROLL _COMMA? _OF? RULE", lambda way, base: rolled(base, way)),
    Phrase("SHIFTED", "POINT|OBSERVANCE|YEARLY_OBSERVANCE HOLIDAY_EDGE", at_edge),
    Phrase(
        "SHIFTED",
        "POINT|OBSERVANCE|YEARLY_OBSERVANCE|EXPECTED _OF? _DAY_AFTER",
        lambda base: off(base, 1, Length(1, "days")),
    ),
    Phrase("SHIFTED", "POINT _OF? SHIFTED", in_year),
    Phrase("RELATIVE", "POINT|OBSERVANCE|YEARLY_OBSERVANCE _COUNT_BACK LENGTH _TO _AFTER LENGTH", around),
    Phrase("RELATIVE", "POINT|OBSERVANCE|YEARLY_OBSERVANCE _AROUND LENGTH", lambda base, n: around(base, n, n)),
    Phrase("RELATIVE", "SHIFTED _TO POINT|OBSERVANCE|SHIFTED", stretch),
    Phrase("RELATIVE", "POINT|OBSERVANCE _TO SHIFTED", stretch),
    Phrase(
        "LASTING",
        "POINT|SHIFTED|OBSERVANCE|YEARLY_OBSERVANCE|DAY_OF_QUARTER|EACH_DAY|TIMED _ONWARDS? _COMMA? _LASTS LENGTH",
        run,
    ),
    Phrase("LASTING", "WEEKDAYS|RELATIVE _ONWARDS _COMMA? _LASTS? LENGTH", run),
    Phrase("LASTING", "_SINCE RELATIVE _ONWARDS _COMMA? _LASTS? LENGTH", run),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


def counted(unit: str, weekdays: tuple[int, ...]) -> str:
    """What is counted: 工作日, 星期六或星期日."""
    return COUNTED.get(unit) or weekday_words(weekdays, "或", "星期")


@wording.register
def _(rule: NthWorkday) -> Wording:
    head = month_head(rule.month, rule.year) if rule.period == "month" else period_head(rule.period, rule.year)
    return head.then(f"前{rule.n}个工作日" if rule.run else f"{place(rule.n)}个工作日")


@wording.register
def _(rule: Moved) -> Wording:
    side = "前" if rule.amount < 0 else "后"
    return wording(rule.base).then(side + length_words(abs(rule.amount), rule.unit))


def base_is_week(rule: NthFrom) -> bool:
    """Whether it is a weekday of a week: 每月第二周的星期三."""
    return isinstance(rule.base, NthWeek | WeekOf) and rule.n == 1 and rule.including and len(rule.weekdays) == 1


@wording.register
def _(rule: NthFrom) -> Wording:
    base, side, count = wording(rule.base), "前" if rule.n < 0 else "后", abs(rule.n)
    if rule.unit == "days":
        return base.then(f"起第{rule.n}天" if rule.including else f"{side}的第{count}天")
    if base_is_week(rule):
        return base.then(f"的{counted(rule.unit, rule.weekdays)}")
    link = f"当日或之{side}的" if rule.including else f"{side}的"
    return base.then(f"{link}第{numeral(count)}个{counted(rule.unit, rule.weekdays)}")


@wording.register
def _(rule: EachDay) -> Wording:
    return Wording("每个" + COUNTED[rule.which])


@wording.register
def _(rule: Rolled) -> Wording:
    return wording(rule.base).then(ROLLS[rule.how].format(OFF[rule.off]))


@timed.register
def _(rule: Rolled, clock: Clock) -> Wording:
    return timed(rule.base, clock).then(ROLLS[rule.how].format(OFF[rule.off]))
