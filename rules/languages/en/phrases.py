"""English: how meanings join. A new wording of a known rule is one Phrase here; a new word is a lexeme in `en/words.py`.

D is what names days and may lean on nothing more, X any rule; what is added behind (or the next working day, except in
July, since 2025) is said of the whole rule before it, and what stands in front (due by, 3 days before) of the D behind it.
Brackets make a D of any rule.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from ..grammar import Grammar, Phrase
from ..joining import dated, every_range, lunar_note, stretch, weekdays
from ..meanings import (
    DAY,
    YEAR,
    About,
    Expected,
    Frequency,
    Length,
    Point,
    Roll,
    Run,
    Timed,
    Weekdays,
    combine,
    under,
)
from . import joining as join
from .reading import squeeze
from .words import lexemes


def same(meaning: Any) -> Any:
    """The meaning itself."""
    return meaning


ITEMS = "P|OBS|R|G|LD"
NAMED = "D|R|WDS|F|PF|LD|OPEN|WDL|YS|OFF"
"""What may follow only, except and if: nothing of which more is said behind it."""

PHRASES = (
    # points
    Phrase("P", "N|O _OF? M", join.in_month),
    Phrase("P", "M N|O", lambda month, count: join.in_month(count, month)),
    Phrase("P", "O", lambda count: Point(day=count)),
    Phrase("P", "O WD", join.nth_weekday),
    Phrase("P", "O U", join.nth),
    Phrase("P", "O _WEEKEND", lambda count: Point(nth=(count, "weekend"))),
    Phrase("P", "U N", lambda unit, count: join.nth(count, unit) if count else None),
    Phrase("P", "_YEAR Y", lambda year: Point(year=year)),
    Phrase("P", "P _OF? P", join.nested),
    Phrase("P", "P _COMMA P", lambda fine, coarse: join.nested(fine, coarse) if coarse.grains == (YEAR, YEAR) else None),
    Phrase("P", "P P", under),
    Phrase("P", "P _OF U", join.of_period),
    Phrase("P", "P _OF? F", join.of_each),
    Phrase("P", "F _COMMA? P", lambda frequency, point: join.of_each(point, frequency)),
    Phrase("P", "_EVERY P", join.each),
    Phrase("P", "P _OF? PF", join.of_years),
    Phrase("P", "P _ON YS", join.of_years),
    Phrase("P", "_ON? YS _COMMA? P", lambda years, point: join.of_years(point, years)),
    Phrase("P", "_ON P", dated),
    Phrase("P", "P PN", combine),
    Phrase("P", "P LN", lunar_note),
    Phrase("P", "P ORLAST", lambda point, _: replace(point, or_last=True) if point.day and point.grains[1] == DAY else None),
    Phrase("P", "WD _COMMA? P", join.checked),
    Phrase("P", "P _COMMA? _AT? C", join.clocked),
    Phrase("P", "_AT? C _COMMA? _ON? P", lambda clock, point: join.clocked(point, clock)),
    # days of other calendars
    Phrase("LM", "_LUNAR U N", join.lunar_month),
    Phrase("LM", "O _LUNAR U", lambda count, unit: join.lunar_month(unit, count)),
    Phrase("LM", "_LEAP LM", join.leap_month),
    Phrase("P", "P _OF? LM", join.lunar),
    Phrase("LD", "P _OF? _EVERY _LUNAR U", join.of_lunar_months),
    Phrase("P", "P _OF|_ON _JULIAN", join.julian),
    # ranges
    Phrase("CS", "_FROM? C _TO C", lambda start, end: (start, end)),
    Phrase("R", "_FROM? P _TO|_UNTIL P", join.between),
    Phrase("R", "_FROM? N|O _TO P", join.days_between),
    Phrase("R", "_FROM? P _TO N|O", join.days_to),
    Phrase("R", "R _OF|_COMMA? P", join.of_year),
    Phrase("R", "R _OF? F", lambda span, frequency: every_range(frequency, span)),
    Phrase("R", "F _ON? R", every_range),
    Phrase("R", "_ON R", same),
    Phrase("R", "P _COMMA? _AT? CS", join.hours),
    Phrase("R", "CS _COMMA? _ON? P", lambda clocks, point: join.hours(point, clocks)),
    Phrase("R", "_FROM|_SINCE P _ONWARDS", join.onwards),
    Phrase("R", "_SINCE P", join.onwards),
    Phrase("R", "R _COMMA _FROM C _FIRSTDAY", lambda span, start: join.ends(span, start, None)),
    Phrase("R", "R _COMMA _UNTIL C _LASTDAY", lambda span, end: join.ends(span, None, end)),
    Phrase("R", "R _COMMA _FROM C _FIRSTDAY _UNTIL C _LASTDAY", join.ends),
    Phrase("PL", "_FROM? Y _TO P", join.whole_years),
    # several days
    Phrase("ITEMS", f"N|{ITEMS}", join.items),
    Phrase("ITEMS", f"ITEMS _COMMA N|{ITEMS}", join.items),
    Phrase("LIST", f"ITEMS _COMMA? _AND {ITEMS}", join.listed),
    Phrase("LIST", "_ON LIST", same),
    # what names days
    Phrase("WHOLE", "P", join.whole),
    Phrase("D", "P|OBS|SHIFT|NTHF|WEEK|EXPECTED|EACH|LIST|T|G", same),
    Phrase("X", "D|R|RUN|WDS|F|PF|BY|ABOUT|LD|OPEN|S|SW", same),
    Phrase("G", "_OPEN X|YEARS _CLOSE", same),
    Phrase("G", "_ON G", same),
    Phrase("T", "OBS|SHIFT|NTHF|WEEK|EACH|LIST|LD|G _COMMA? _AT? C", Timed),
    Phrase("T", "OBS|SHIFT|NTHF|WEEK|EACH|LIST|LD|G _COMMA? _AT? CS", lambda base, clocks: Timed(base, *clocks)),
    Phrase("T", "F _COMMA? _AT? C", join.daily),
    Phrase("T", "F _COMMA? _AT? CS", lambda frequency, clocks: join.daily(frequency, *clocks)),
    Phrase("OBS", "_ON OBS", same),
    Phrase("RUN", "_FROM? D|R _TO D|R", stretch),
    Phrase("RUN", "_FROM? T _TO D|T", stretch),
    # due dates
    Phrase("BY", "_UPTO D|R|WDS", join.by("stated")),
    Phrase("BY", "D|R|WDS _LATEST", join.by("stated")),
    Phrase("BY", "_DUE? _BEFORE D|R|WDS", join.by("unstated")),
    Phrase("BY", "_UPTO C _ON? OBS|SHIFT|NTHF|WEEK|EXPECTED|EACH|LIST|G|R|WDS", join.due_at("stated")),
    Phrase("BY", "_DUE? _BEFORE C _ON? OBS|SHIFT|NTHF|WEEK|EXPECTED|EACH|LIST|G|R|WDS", join.due_at("unstated")),
    Phrase("BY", "BY PX", lambda due, _: replace(due, inclusive="excluded")),
    # around
    Phrase("ABOUT", "_NEAR D", lambda base: About(base) if not isinstance(base, Point) or dated(base) else None),
    # what recurs
    Phrase("F", "_EVERY U", join.once),
    Phrase("F", "_EVERY N|O U", join.several),
    Phrase("F", "_OTHER U", lambda unit: join.several(2, unit)),
    Phrase("PF", "F _COUNTED P _CLOSE", join.counted_from),
    Phrase("EACH", "_EVERY U", join.each_day),
    Phrase("WDL", "_A? WD", lambda day: (day,)),
    Phrase("WDL", "WDL _AND|_COMMA|_OR WD", lambda days, day: (*days, day)),
    Phrase("WDL", "WDL _COMMA _AND|_OR WD", lambda days, day: (*days, day)),
    Phrase("WDL", "WD _TO WD", lambda first, last: weekdays(first, last).days),
    Phrase("WDS", "WD _TO WD", weekdays),
    Phrase("WDS", "_EVERY WDL", Weekdays),
    Phrase("WDS", "WDL F", lambda days, frequency: join.week_cycle(days, frequency) if frequency.every == 1 else None),
    Phrase("WDS", "F _ON? WDL", lambda frequency, days: join.week_cycle(days, frequency) if frequency.every == 1 else None),
    Phrase("WDS", "WDS _AND|_COMMA WDS", lambda one, other: Weekdays(one.days + other.days) if one.clock is None else None),
    Phrase("WDS", "WDS _COMMA _AND WDS", lambda one, other: Weekdays(one.days + other.days) if one.clock is None else None),
    Phrase("WDS", "WDS _TO WDS", lambda one, other: weekdays(one.days[0], other.days[0])),
    Phrase("WDS", "_ON WDS", same),
    Phrase("WDS", "WDS _COMMA? _AT? C", join.timed),
    Phrase("WDS", "WDS _COMMA? _AT? CS", lambda days, clocks: join.timed(days, *clocks)),
    Phrase("S", "_OTHER WDL", lambda days: join.week_cycle(days, Frequency(2, "week"))),
    Phrase("CYCLE", "F|PF _ON? WDL", join.long_week_cycle),
    Phrase("CYCLE", "P _OF? F|PF", join.of_cycle),
    Phrase("CYCLE", "F|PF _COMMA? P", lambda frequency, point: join.of_cycle(point, frequency)),
    Phrase("S", "CYCLE", same),
    Phrase("T", "CYCLE _COMMA? _AT? C", Timed),
    Phrase("T", "CYCLE _COMMA? _AT? CS", lambda base, clocks: Timed(base, *clocks)),
    Phrase("S", "WDS|EACH _OF? P|LIST", join.in_months),
    Phrase("S", "P _OF QM", join.of_quarter),
    Phrase("EACH", "P _OF? F", join.ends_of),
    Phrase("EACH", "F _COMMA? _ON? P", lambda frequency, point: join.ends_of(point, frequency)),
    # bounds
    Phrase("BD", "_SINCE|_FROM P _ONWARDS?", lambda first: (first, None)),
    Phrase("BD", "_UNTIL P", lambda last: (None, last)),
    Phrase("BD", "_SINCE|_FROM P _COMMA? _TO|_UNTIL P", lambda first, last: (first, last)),
    Phrase("YEARS", "X _COMMA? BD", join.bounded),
    Phrase("YEARS", "X _COMMA PL", join.in_years),
    Phrase("YEARS", "P|WDS|EACH|F|LD|T _OF? P", join.of_one),
    Phrase("YEARS", "X _COMMA _ON P", join.within_one),
    Phrase("YEARS", "YEARS _COMMA? _ON? P|WDL", join.bounded_on),
    # lengths and offsets
    Phrase("L", "N U", join.how_long),
    Phrase("L", "_A U", lambda unit: join.how_long(1, unit)),
    Phrase("BOUNDS", "L _TO L", join.lengths),
    Phrase("BOUNDS", "_MOST L", lambda most: join.lengths(None, most)),
    Phrase("CNT", "L _BEFORE ANCHOR", lambda size, name: join.from_event(-1, size, name)),
    Phrase("CNT", "_WITHIN? L _AFTER|_FROM ANCHOR", lambda size, name: join.from_event(1, size, name)),
    # leaning on other days
    Phrase("SHIFT", "L _BEFORE D", join.moved(-1)),
    Phrase("SHIFT", "L _AFTER D", join.moved(1)),
    Phrase("SHIFT", "_WITHIN L _AFTER D", join.moved(1, within=True)),
    Phrase("NTHF", "O WDL _AFTER D", join.from_day(1)),
    Phrase("NTHF", "O WDL _ONAFTER D", join.from_day(1, including=True)),
    Phrase("NTHF", "O WDL _BEFORE D", join.from_day(-1)),
    Phrase("NTHF", "O WDL _ONBEFORE D", join.from_day(-1, including=True)),
    Phrase("NTHF", "WDL _AFTER D", lambda days, base: join.from_day(1)(1, days, base)),
    Phrase("NTHF", "WDL _BEFORE D", lambda days, base: join.from_day(-1)(1, days, base)),
    Phrase("NTHF", "O U _AFTER D", join.unit_from_day(1)),
    Phrase("NTHF", "O U _ONAFTER D", join.unit_from_day(1, including=True)),
    Phrase("NTHF", "O U _BEFORE D", join.unit_from_day(-1)),
    Phrase("NTHF", "O U _ONBEFORE D", join.unit_from_day(-1, including=True)),
    Phrase("SHIFT", "U _AFTER D", lambda unit, base: join.moved(1)(Length(1, "days"), base) if unit == "day" else None),
    Phrase("SHIFT", "U _BEFORE D", lambda unit, base: join.moved(-1)(Length(1, "days"), base) if unit == "day" else None),
    Phrase("OPEN", "O N U _OF F", join.first_days),
    Phrase("WEEK", "U _OF D", join.week_of),
    Phrase("IN", "_WITHIN L _FROM P", join.within),
    Phrase("IN", "IN RS", lambda period, name: replace(period, rule_set=name)),
    Phrase("EXPECTED", "_ANNOUNCED", lambda: Expected(None)),
    Phrase("EXPECTED", "_ANNOUNCED _COMMA? _PREDICTED X _CLOSE?", Expected),
    # what is said of a whole rule
    Phrase("S", "X ROLL", Roll),
    Phrase("S", "X _COMMA? _FOR L", Run),
    Phrase("S", f"X _COMMA? _ONLY _ON? {NAMED}", join.kept(inside=True)),
    Phrase("S", f"X _COMMA? _EXCEPT _ON? {NAMED}", join.kept(inside=False)),
    Phrase("S", "X _COMMA? _ON YS", join.kept(inside=True)),
    Phrase("S", "_ON? YS _COMMA? D", lambda years, base: join.kept(inside=True)(base, years)),
    Phrase("S", f"X _COMMA? _IF D _FALL _ON? {NAMED}", join.asked(inside=True)),
    Phrase("S", f"X _COMMA? _IF D _NOTFALL _ON? {NAMED}", join.asked(inside=False)),
    # cases
    Phrase("OFF", "_A U", join.each_day),
    Phrase("OFF", "U", join.each_day),
    Phrase("TARGET", "_NEXT WDL", lambda days: join.to_weekday(1, days)),
    Phrase("TARGET", "_PREVIOUS WDL", lambda days: join.to_weekday(-1, days)),
    Phrase("TARGET", "_NEXT U", lambda unit: join.to_unit(1, unit)),
    Phrase("TARGET", "_PREVIOUS U", lambda unit: join.to_unit(-1, unit)),
    Phrase("TARGET", "O WDL _AFTER", join.to_weekday),
    Phrase("TARGET", "O WDL _BEFORE", lambda count, days: join.to_weekday(-count, days)),
    Phrase("TARGET", "O U _AFTER", join.to_unit),
    Phrase("TARGET", "O U _BEFORE", lambda count, unit: join.to_unit(-count, unit)),
    Phrase("TARGET", "TARGET _OMIT WDL _CLOSE", lambda swap, days: replace(swap, omit=tuple(days))),
    Phrase("TARGET", "TARGET _AT? C", lambda swap, clock: join.at(swap, (clock, None))),
    Phrase("TARGET", "TARGET _AT? CS", join.at),
    Phrase("TARGET", "_AT C", lambda clock: join.at(join.STAYS, (clock, None))),
    Phrase("TARGET", "_AT CS", lambda clocks: join.at(join.STAYS, clocks)),
    Phrase("TARGET", "_ALSO TARGET", lambda swap: replace(swap, also=True)),
    Phrase("TARGET", "TARGET _INSTEAD", same),
    Phrase("CASE", f"_IF _FALL? _ON? {NAMED} _COMMA? _THEN? _ON? TARGET", join.case),
    Phrase("CASES", "_COMMA? CASE", lambda one: (one,)),
    Phrase("CASES", "CASES _COMMA? CASE", lambda cases, one: (*cases, one)),
    Phrase("SW", "D|R|WDS|F|BY|ABOUT|LD|OPEN|S CASES", join.swapped),
    Phrase("SW", "SW _SUBSTITUTES", lambda swapped: replace(swapped, only=True)),
    # what is refused
    Phrase("NO", "NO _OF? P|U|F", lambda reason, _: reason),
    Phrase("NO", "_UPTO|_BEFORE|_ON NO", same),
)  # fmt: skip

STANDS_ALONE = dict.fromkeys(
    ("YEARS", "WDS", "SW", "S", "EXPECTED", "BY", "ABOUT", "IN", "SHIFT", "NTHF", "OPEN", "WEEK", "LD", "R", "WHOLE", "EACH",
     "LIST", "T", "F", "PF", "CNT", "L", "BOUNDS", "PL", "OBS", "G", "RUN", "NO"),
    10,
)  # fmt: skip
"""The categories that stand by themselves, of two for the same words the first is taken; and what a reading costs."""


@cache
def grammar() -> Grammar:
    """The grammar of English, compiled when it is first needed."""
    return Grammar(lexemes(), PHRASES, STANDS_ALONE, squeeze, re.ASCII | re.IGNORECASE)
