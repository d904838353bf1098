"""English runs of days: 19 to 25 September, from 1 May 2026 on, from Easter to 30 June, the 14th Five-Year Plan."""

from __future__ import annotations

from dataclasses import replace

from ...clock import Clock
from ...kinds import Monthly, Through
from ..grammar import Phrase
from ..joining import dated, every_range, stretch
from ..meanings import CLOCK, DAY, YEAR, Plan, Point, Range, under
from .dates import inheriting
from .numbers import NTH, number, place
from .text import Meanings, Subject, cue, same, word
from .writing import leant_on, times, words

# ------------------------------------------------------------------ words


def _plan(words: str) -> Meanings:
    """The 14th Five-Year Plan is 2021 to 2025."""
    first = 1951 + 5 * number(words.split(" ", maxsplit=1)[0])
    return {"WHOLE_YEARS": Plan(first, first + 4)}


WORDS = (
    word("five-year plan", rf"{NTH} five-year plan(?: period)?", _plan),
    word("through", "through|thru", cue("TO", "UNTIL")),
    word("ending", r"ending(?: on| in)?|ends(?: on| in)?", cue("UNTIL")),
    word("between", "between", cue("BETWEEN")),
    word("since", r"since|as of|starting(?: from| in| on)?|beginning(?: from| in| on)?", cue("SINCE")),
    word("onwards", r"onwards?", cue("ONWARDS")),
)

# ------------------------------------------------------------------ phrases


def between(first: Point, last: Point) -> Range | None:
    """From one point to the other; what stands only with the last (September, 2026, every year) is the first's too."""
    if first.yearly or first.grains[0] == CLOCK or last.grains[0] == CLOCK or (last.on_other or last.nth):
        return None
    if first.grains[1] < min(last.grains[1], DAY) or (first.monthly and not (last.monthly or last.month_shift == 1)):
        return None
    start = inheriting(first, last)
    if start.year and first.year is None and _order(start) > _order(last):
        start = replace(start, year=start.year - 1)
    return Range(start, replace(last, yearly=0, monthly=False))


def closed(span: Range | None) -> Range | None:
    """Between 1 June and 31 August: both ends are included by convention."""
    return replace(span, first=replace(span.first, note="closed")) if span else None


def _order(point: Point) -> tuple[int, int]:
    day = {"first": 1, "middle": 11, "last": 21, "end": 31}.get(point.part or "", point.day or 0)
    return point.month or (point.months or (0,))[0], day


def days_between(first: int, last: Point) -> Range | None:
    """19 to 25 September: the first is a bare number."""
    rises = last.day and first > 0 and (last.day < 0 or first < last.day)
    return between(Point(day=first), last) if rises else None


def days_to(first: Point, last: int) -> Range | None:
    """September 19 to 25."""
    if first.day is None or first.yearly or first.year or not first.day < last:
        return None
    return Range(first, Point(month=first.month, day=last))


def of_year(span: Range, point: Point) -> Range | None:
    """September 19–25, 2026; 1 to 10 of September."""
    if not span.last or span.last.grains[0] <= point.grains[1]:
        return None
    outer = under(point, span.last)
    return between(span.first, outer) if outer else None


def onwards(start: Point) -> Range | None:
    """From 1 May 2026 on: open."""
    return Range(start, None) if dated(start) and not start.yearly else None


def whole_years(first: int, last: Point) -> Plan | None:
    """2021 to 2025."""
    return Plan(first, last.year) if last.grains == (YEAR, YEAR) and last.year and first <= last.year else None


PHRASES = (
    Phrase("SPAN", "_FROM? POINT _TO|_UNTIL POINT", between),
    Phrase("SPAN", "_FROM? NUMBER|ORDINAL _TO POINT", days_between),
    Phrase("SPAN", "_BETWEEN POINT _AND POINT", lambda first, last: closed(between(first, last))),
    Phrase("SPAN", "_BETWEEN NUMBER|ORDINAL _AND POINT", lambda first, last: closed(days_between(first, last))),
    Phrase("SPAN", "_FROM? POINT _TO NUMBER|ORDINAL", days_to),
    Phrase("SPAN", "SPAN _OF|_COMMA? POINT", of_year),
    Phrase("SPAN", "SPAN _OF? FREQUENCY", lambda span, frequency: every_range(frequency, span)),
    Phrase("SPAN", "FREQUENCY _ON? SPAN", every_range),
    Phrase("SPAN", "_ON SPAN", same),
    Phrase("SPAN", "_FROM|_SINCE POINT _ONWARDS", onwards),
    Phrase("SPAN", "_SINCE POINT", onwards),
    Phrase("WHOLE_YEARS", "_FROM? YEAR_NUMBER _TO POINT", whole_years),
    Phrase("STRETCH", "_FROM? DAY_RULE|SPAN _TO DAY_RULE|SPAN", stretch),
    Phrase("STRETCH", "_FROM? TIMED _TO DAY_RULE|TIMED", stretch),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)

# ------------------------------------------------------------------ written


@words.register
def _(rule: Through, clock: Clock | None = None) -> str:
    begin = Clock(clock.start) if clock and clock.start is not None else None
    end = Clock(clock.end) if clock and clock.end is not None else None
    last = leant_on(rule.last, end)
    if isinstance(rule.last, Monthly):
        last = f"the {place(rule.last.day)} of the next month" + (times(end) if end else "")
    return f"from {leant_on(rule.first, begin)} to {last}"
