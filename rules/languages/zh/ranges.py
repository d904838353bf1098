"""Runs of days: 5月1日至5日, 自5月1日起, 2—5月, and what lies around a day: 5月30日前后."""

from __future__ import annotations

from typing import Any

from ...clock import Clock
from ...kinds import Around, Monthly, Through
from ..grammar import Lexeme, Phrase
from ..joining import dated, every_range
from ..meanings import CLOCK, DAY, MONTH, YEAR, About, Length, Point, Range, Run, Vague, combine
from .clocks import PARTS, between_hours
from .lexemes import Subject, cue
from .lunar import season
from .wording import Wording, timed, timed_run, wording

# how they are read

LEXEMES = (
    Lexeme("around", r"前后", cue("AROUND")),
    Lexeme("more or less", r"左右", cue("AROUND", "ROUGHLY")),
    Lexeme("from then on", r"开始|起", cue("ONWARDS")),
    Lexeme("ever since", r"以来", cue("EVER_SINCE")),
    Lexeme("since then", r"来", cue("SINCE_THEN")),
    Lexeme("from", r"自从?|从", cue("SINCE")),
    Lexeme("on or after", "[或及和](?:[之以]后|更晚)", cue("ON_OR_AFTER")),
    Lexeme("not earlier than", "不早于|最早(?:于|在)?", cue("NOT_EARLIER_THAN")),
    Lexeme("at", r"在|于", cue("AT")),
    Lexeme("to", r"直?[至到]", cue("TO", "UNTIL")),
    Lexeme("dash", r"—+|–+|-+|~+|ー+", cue("TO")),
    Lexeme("ends", r"为?止|结束", cue("END")),
    Lexeme("vague", r"不定期|定期|适时|及时|近期|不日|择期|另行通知|尽快", lambda w: {"REFUSED": Vague(w)}),
)

# how they join


def between(first: Point, last: Point) -> Range | None:
    """From one point to the other; the second leaves out what it shares with the first."""
    if last.yearly or last.monthly or (last.year_shift is not None and last.grains == (YEAR, YEAR)):
        return None
    if (first.yearly or first.monthly) and last.day_shift is not None:
        return None  # a day that recurs has no one day after it: its hours do, `clocks.over_midnight`
    if first.grains[1] == CLOCK and last.grains == (CLOCK, CLOCK):
        return between_hours(first, first, last)
    coarsest = last.grains[0]
    if coarsest > DAY or (first.grains[1] < coarsest and last.day_shift is None):
        return None
    if last.month_shift is not None and first.grains[1] < DAY:  # 下月 is told of a day, not of a month
        return None
    return Range(first, last)


def onwards(start: Point) -> Range | None:
    """自5月1日起: open; with a time of day it is the beginning of what happens on that day."""
    return Range(start, None) if dated(start) and start.clock is None else None


def counted_from(count: int, last: Point) -> Range | None:
    """2—5月, 4—9日: the first has a bare number of the second's coarsest grain; of 4.11-4.15 the 11 is no month."""
    if last.weak:
        return None
    if last.grains[0] == MONTH and last.month and 1 <= count <= 12:
        return between(Point(month=count), last)
    return between(Point(day=count), last) if last.grains[0] == DAY and last.day and count else None


def counted_within(outer: Point, count: int, last: Point) -> Range | None:
    """9月4—9日, 2027年3-6月: the bare number is one grain finer than the point before it."""
    if outer.grains[1] == YEAR and last.grains[0] == MONTH and 1 <= count <= 12:
        return between(combine(outer, Point(month=count)), last)
    if outer.grains[1] == MONTH and last.day and 1 <= count <= 31:
        return between(combine(outer, Point(day=count)), last)
    return None


def to_next_day(first: Any, last: Point) -> Run | None:
    """每年10月的第二个星期六至次日: two days, the second after whatever the first is."""
    if last != Point(day_shift=1):
        return None
    fits = not isinstance(first, Point) or (first.year is None and first.grains[1] == DAY and bool(_recurs(first)))
    return Run(first, Length(2, "days")) if fits else None


def _recurs(first: Point) -> bool:
    return bool(first.yearly or first.monthly or first.nth or first.on_other)


PHRASES = (
    Phrase("SPAN", "POINT _TO POINT|DAY_NUMBER", between),
    Phrase("NUMBERED_SPAN", "DAY_NUMBER _TO DAY_NUMBER", between),
    Phrase("NUMBERED_SPAN", "NUMBER _TO DAY_NUMBER", counted_from),
    Phrase("SPAN", "FREQUENCY _OF? NUMBERED_SPAN", every_range),
    Phrase("SPAN", "NUMBER _TO POINT", counted_from),
    Phrase("SPAN", "POINT NUMBER _TO POINT|DAY_NUMBER", counted_within),
    Phrase("SPAN", "FREQUENCY _OF? SPAN", every_range),
    Phrase("SPAN", "BARE_YEAR _TO POINT|BARE_YEAR", lambda a, b: Range(a, b) if b.grains == (YEAR, YEAR) else None),
    Phrase("SPAN", "_SINCE POINT _ONWARDS? _COMMA? _TO POINT|DAY_NUMBER _END?", between),
    Phrase("SPAN", "POINT _ONWARDS _COMMA? _TO POINT|DAY_NUMBER _END?", between),
    Phrase("LASTING", "POINT|SHIFTED|OBSERVANCE|YEARLY_OBSERVANCE _TO POINT", to_next_day),
    Phrase("SPAN", "SPAN _END", lambda r: r),
    Phrase("SPAN", "_SINCE SPAN _END?", lambda r: r),
    Phrase("SPAN", "SPAN POINT_NOTE", lambda r, n: Range(r.first, combine(r.last, n)) if r.last else None),
    Phrase("SPAN", "SPAN _PART_OF_DAY", lambda r: r if r.first.note not in PARTS else None),
    Phrase("SPAN", "_SINCE POINT _ONWARDS|_EVER_SINCE", onwards),
    Phrase("SPAN", "POINT _ONWARDS|_EVER_SINCE|_ON_OR_AFTER", onwards),
    Phrase("SPAN", "_NOT_EARLIER_THAN POINT", onwards),
    Phrase("SPAN", "_SINCE? POINT _SINCE_THEN", lambda p: onwards(p) if p.grains == (YEAR, YEAR) else None),
    Phrase(
        "ABOUT",
        "POINT _EDITION? _QUOTE? _OBSERVANCE? _QUOTE? _AROUND|_NAME_AROUND",
        lambda p: About(p) if dated(p) and p.grains[1] > YEAR else None,
    ),
    Phrase("ABOUT", "POINT _AROUND", lambda p: About(p) if dated(p) else None),
    Phrase("ABOUT", "OBSERVANCE|EXPECTED _AROUND", About),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


@wording.register
def _(rule: Through) -> Wording:
    first = wording(rule.first)
    if isinstance(rule.last, Monthly):
        return Wording(first.rest, first.head, f"次月{rule.last.day}日")
    return season(rule) or Wording(first.rest, first.head, wording(rule.last).under("每年"))


timed.register(Through, timed_run)


@wording.register
def _(rule: Around) -> Wording:
    return wording(rule.base).then("前后")


@timed.register
def _(rule: Around, clock: Clock) -> Wording:
    return timed(rule.base, clock).then("前后")
