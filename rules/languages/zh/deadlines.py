"""Due dates and periods: 4月15日前, 截止日期为5月9日, 自2026年4月1日起15个工作日内."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...clock import Clock
from ...kinds import Due, Elapsed
from ..grammar import Lexeme, Phrase
from ..meanings import CLOCK, MONTH, YEAR, By, Corrupt, Kept, Length, Point, Range, Several, Timed, Within, combine
from .dates import day_words
from .lengths import length_words
from .lexemes import Subject, cue, named
from .wording import Wording, timed, times, wording

RULE_SETS = {
    "licence": "行政许可法",
    "penalty": "行政处罚法",
    "coercion": "行政强制法",
    "review": "行政复议法",
    "civil-procedure": "民事诉讼法",
    "administrative-procedure": "行政诉讼法",
    "criminal-procedure": "刑事诉讼法",
    "custody": "羁押期限",
    "tax": "税收征管法实施细则",
    "patent": "专利法实施细则",
    "trademark": "商标法实施条例",
    "trademark-validity": "商标有效期",
    "bills": "票据法",
    "traffic": "记分管理办法",
    "calendar": "自然日",
}
"""How a period writes the rules that it is counted under; without them it is the Civil Code's (民法典)."""
ENDINGS = {"stated": "截止", "unstated": "前", "excluded": "前（不含当日）"}

# how they are read

LEXEMES = (
    *(Lexeme(f"rules: {name}", rf"\(按《?{words}》?\)", named("RULE_SET", name)) for name, words in RULE_SETS.items()),
    Lexeme("rules: civil-code", r"\(按《?民法典》?\)", named("RULE_SET", "civil-code")),
    Lexeme("closing time", r"下班(?:之|以)?前", cue("CLOSING_TIME")),
    Lexeme(
        "due by",
        r"(?:截止|截稿|截至)(?:日期|时间|期限|日)?(?:统一)?(?:延长|顺延|延期|推迟)?(?:为|是|到|至|于|定为)?:?",
        cue("DEADLINE_IS", "END"),
    ),
    Lexeme("on or before", "[或及和](?:[之以]前|更早)", cue("ON_OR_BEFORE")),
    Lexeme("not later than", r"不[得能可应]?[晚迟]于|最[晚迟](?:于|在|不超过)?", cue("NOT_LATER_THAN")),
    Lexeme("before", r"[以之]?前", cue("BEFORE", "COUNT_BACK")),
)

# how they join


def by(base: Point | Range, inclusive: str) -> By | None:
    """Due by the base; (含当日) makes it stated. 今年前 is the beginning of something else (今年前五个月)."""
    if isinstance(base, Range) and base.listed:
        return None
    last = base.last if isinstance(base, Range) else base
    if last is None or last.grains[0] == CLOCK or (last.year_shift is not None and last.grains == (YEAR, YEAR)):
        return None
    return By(base, "stated" if last.stated else inclusive)


def by_once(last: Point) -> By | None:
    """自5月1日起，6月1日前; 自5月1日起每月10日前 has a beginning instead."""
    return by(last, "unstated") if not (last.yearly or last.monthly or last.period) else None


def until(base: Point) -> By | None:
    """至9月14日: only a dated day or month ends something."""
    if (
        base.yearly
        or base.monthly
        or base.day_shift is not None
        or base.grains[1] < MONTH
        or base.grains[0] == CLOCK
        or base.weak
    ):
        return None
    return by(base, "stated")


def lost_day(month: Point, count: int) -> Corrupt | None:
    """5月9前: the glyph after the number is lost."""
    return Corrupt(f"{month.month}月{count}", due=True) if month.grains[1] == MONTH and month.month else None


def within(start: Point, length: Length) -> Within | None:
    """自2026年4月1日起15个工作日内."""
    return Within(start, length) if length.within and (start.day or start.day_shift is not None) else None


def due_by(base: Any, inclusive: str) -> By | None:
    """清明、冬至前; 下半年每月10日前 is due every month, and the months keep it to themselves."""
    by_months = isinstance(base, Kept) and isinstance(base.base, Point) and isinstance(base.by, Point | Range | Several)
    return None if by_months else By(base, inclusive)


PHRASES = (
    Phrase("DUE", "POINT|SPAN _BEFORE", lambda p: by(p, "unstated")),
    Phrase("DUE", "POINT|SPAN _ON_OR_BEFORE", lambda p: by(p, "stated")),
    Phrase("DUE", "POINT|SPAN _BEFORE DAY_EXCLUDED", lambda p, _: by(p, "excluded")),
    Phrase("DUE", "POINT|SPAN DAY_EXCLUDED _BEFORE", lambda p, _: by(p, "excluded")),
    Phrase("DUE", "POINT _BEFORE POINT_NOTE", lambda p, n: by(combine(p, n), "unstated")),
    Phrase("DUE", "WEEKDAYS _BEFORE", lambda w: By(w, "unstated")),
    Phrase("DUE", "WEEKDAYS _END", lambda w: By(w, "stated")),
    Phrase("DUE", "POINT _CLOSING_TIME", lambda p: by(replace(p, note=p.note or "closing"), "unstated")),
    Phrase("DUE", "WEEKDAYS _CLOSING_TIME", lambda w: By(Timed(w, None, note="closing"), "unstated")),
    Phrase("DUE", "POINT _END", lambda p: by(p, "stated")),
    Phrase("DUE", "_DEADLINE_IS POINT _END?", lambda p: by(p, "stated")),
    Phrase("DUE", "_DEADLINE_IS|_NOT_LATER_THAN POINT _BEFORE", lambda p: by(p, "stated")),
    Phrase("DUE", "_NOT_LATER_THAN POINT", lambda p: by(p, "stated")),
    Phrase("UNTIL_DAY", "_UNTIL POINT", until),
    Phrase("DUE", "_UNTIL POINT _END", until),
    Phrase("DUE", "_SINCE POINT _ONWARDS _COMMA? _AT? POINT _BEFORE", lambda _, p: by_once(p)),
    Phrase("CORRUPT", "POINT NUMBER _BEFORE", lost_day),
    Phrase("CORRUPT", "_SINCE? POINT _ONWARDS? _TO CORRUPT", lambda p, x: x),
    Phrase("CORRUPT", "FREQUENCY CORRUPT", lambda f, x: x),
    Phrase("DUE", "OBSERVANCE|SHIFTED|WEEK_OF_DAY|EXPECTED _BEFORE", lambda base: By(base, "unstated")),
    Phrase("DUE", "OBSERVANCE|SHIFTED|WEEK_OF_DAY|EXPECTED _END", lambda base: By(base, "stated")),
    Phrase("PERIOD", "_SINCE POINT _ONWARDS LENGTH", within),
    Phrase(
        "PERIOD", "POINT _FROM_THAT_DAY LENGTH", lambda p, n: Within(p, n) if p.day or p.day_shift is not None else None
    ),
    Phrase("PERIOD", "PERIOD RULE_SET", lambda period, name: replace(period, rule_set=name)),
    Phrase("DUE", "DAY_OF_QUARTER|EACH_DAY|TIMED _BEFORE", lambda base: By(base, "unstated")),
    Phrase("DUE", "DAY_OF_QUARTER|EACH_DAY|TIMED _END", lambda base: By(base, "stated")),
    Phrase("DUE_COMPOSED", "SEVERAL|FILTERED|SUBSTITUTED _BEFORE", lambda base: due_by(base, "unstated")),
    Phrase("DUE_COMPOSED", "SEVERAL|FILTERED|SUBSTITUTED _END", lambda base: due_by(base, "stated")),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Due) -> Wording:
    return wording(rule.base).then(ENDINGS[rule.inclusive])


@timed.register
def _(rule: Due, clock: Clock) -> Wording:
    _, end = times(clock)
    return wording(rule.base).then(end + ENDINGS[rule.inclusive])


@wording.register
def _(rule: Elapsed) -> Wording:
    note = f"（按{RULE_SETS[rule.rule_set]}）" if rule.rule_set in RULE_SETS else ""
    return Wording(f"自{day_words(rule.start)}起{length_words(rule.amount, rule.unit)}内{note}")
