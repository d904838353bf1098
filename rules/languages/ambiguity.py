"""What else a text may fairly mean: the readings beside the one that is taken.

Two sources, each a table in sight. `PAIRS` has the categories of a grammar that a careful person may mean by the same
words. `CONVENTIONS` has the conventions on which a reading rests, with what it is by the others. What stands in neither is
no reading: 9月 is no length, 30~90日 no run of days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from itertools import chain

from ..errors import RuleError
from ..kinds import CONVENTIONS as WEEKS
from ..kinds import EachDay, Fixed, Lunar, Monthly, NthWeek, NthWeekday, Weekly, Yearly
from ..kinds.civil import LONGEST
from ..recurrence import Recurrence
from ..rule import Rule
from ..spans import shift
from .parsing import meanings, read, tongues_of
from .points import PARTS, Frame
from .relative import read as resolved
from .zh.weeks import CONVENTION_NOTES

PAIRS = (
    frozenset({"POINT", "LENGTH"}),  # 30日: a day of the month, or thirty days
    frozenset({"POINT", "AMOUNT"}),
    frozenset({"SHORT_YEAR", "AMOUNT"}),  # 24年: the year 2024, or 24 years
    frozenset({"RELATIVE", "LENGTH"}),  # 60日内: from today on, or a length
    frozenset({"RELATIVE", "AMOUNT"}),
    frozenset({"RELATIVE", "LENGTHS"}),  # 27年至28年
    frozenset({"DUE", "RELATIVE"}),  # 30日前: by the 30th, or 30 days ago
    frozenset({"LENGTHS", "SPAN"}),  # 10~20日: from the 10th to the 20th, or ten to twenty days
)
"""Categories that the same words may fairly have."""


def readings(text: str, lang: str | None = None, reference: date | None = None) -> tuple[Recurrence, ...]:
    """Every recurrence that the text may fairly name, the one that `parse` takes first.

    >>> [reading.text() for reading in readings("9月第三个双休日")]
    ['每年9月第三个双休日', '每年9月第三个星期六']

    Raises UnreadRule and RuleError as `parse` does; words that are refused for their two senses are named in the error.
    """
    text = text.strip()
    taken = read(text, reference, lang)
    found = {_without_notes(taken): taken}
    others = (
        _by_category(text, lang, reference), _by_meaning(text, lang, reference), _by_convention(text, taken, reference)
    )  # fmt: skip
    for other in chain.from_iterable(others):
        found.setdefault(_without_notes(other), other)
    return tuple(found.values())


def other_readings(text: str, lang: str | None = None, reference: date | None = None) -> list[Recurrence]:
    """The readings of a text beside the one that is taken; `Recurrence.text` says how each is written so that it is meant.

    >>> [reading.text() for reading in other_readings("30日")]
    ['30天']

    Raises RuleError as `parse` does.
    """
    return list(readings(text, lang, reference)[1:])


def _without_notes(recurrence: Recurrence) -> Recurrence:
    return replace(recurrence, notes=())


def _by_category(text: str, lang: str | None, reference: date | None) -> Iterator[Recurrence]:
    """What the grammars read the same words as, in pairs of categories that are both fair."""
    for tongue in tongues_of(text, lang):
        found: list[tuple[str, Recurrence]] = []
        for reading in meanings(text, tongue):
            try:
                found.append((reading.category, resolved(reading.meaning, Frame(day=reference))))
            except RuleError:
                continue
        if found:
            taken = found[0][0]
            yield from (other for category, other in found[1:] if frozenset({taken, category}) in PAIRS)
            return


def _by_meaning(text: str, lang: str | None, reference: date | None) -> Iterator[Recurrence]:
    """What the meaning that is taken names as well: 两周后 is a week, and a day."""
    for tongue in tongues_of(text, lang):
        for reading in meanings(text, tongue):
            try:
                resolved(reading.meaning, Frame(day=reference))
            except RuleError:
                continue
            yield from (resolved(one, Frame(day=reference)) for one in getattr(reading.meaning, "others", ()))
            return


# ------------------------------------------------------------------ conventions


def _by_convention(text: str, taken: Recurrence, reference: date | None) -> Iterator[Recurrence]:
    for pattern, others in CONVENTIONS:
        if re.search(pattern, text, re.IGNORECASE):
            yield from (replace(taken, rule=rule, notes=()) for rule in _inside(taken.rule, others))
    if reference:
        yield from (replace(taken, rule=rule, notes=()) for rule in _weeks_from_sunday(text, taken.rule, reference))


def _inside(rule: Rule, others: Callable[[Rule], list[Rule]]) -> Iterator[Rule]:
    """The other rules for a rule, or for that on which it leans."""
    if found := others(rule):
        yield from found
    elif any(field.name == "base" for field in fields(rule)) and isinstance(base := getattr(rule, "base"), Rule):  # type: ignore[arg-type]  # noqa: B009
        yield from (replace(rule, base=other) for other in _inside(base, others))  # type: ignore[type-var]


def _other_weeks(rule: Rule) -> list[Rule]:
    """Week three under every other convention."""
    if not isinstance(rule, NthWeek) or rule.convention != "monday":
        return []
    return [replace(rule, convention=name) for name in WEEKS if name != rule.convention]


def _saturday(rule: Rule) -> list[Rule]:
    """The weekend as its Saturday alone."""
    return [replace(rule, days=1)] if isinstance(rule, NthWeekday) and rule.days == 2 else []


def _last_third(rule: Rule) -> list[Rule]:
    """The end of a month as its last third."""
    first, last = PARTS["last"]
    match rule:
        case Monthly(day=-1, to_day=-1):
            return [Monthly(first, last)]
        case Yearly(interval=1) if rule.single and (rule.day == -1 or rule.day >= LONGEST[rule.month - 1]):
            return [Yearly(rule.month, first, rule.month, last)]
        case Fixed() if rule.first == rule.last and shift(rule.first, 1).day == 1:
            return [Fixed(rule.first.replace(day=first), rule.first)]
    return []


def _first_day(rule: Rule) -> list[Rule]:
    """The beginning of a month as its first day."""
    match rule:
        case Monthly() if (rule.day, rule.to_day) == PARTS["start"]:
            return [Monthly(1)]
        case Yearly(interval=1) if (rule.day, rule.to_day) == PARTS["start"] and rule.month == rule.to_month:
            return [Yearly(rule.month, 1)]
        case Fixed(last=date() as last) if (rule.first.day, last.day) == PARTS["start"]:
            return [Fixed(rule.first, rule.first)]
    return []


def _day_first(rule: Rule) -> list[Rule]:
    """5/6 with the day in front."""
    fits = isinstance(rule, Yearly) and rule.single and 0 < rule.day <= 12 and rule.day != rule.month
    return [Yearly(rule.day, rule.month)] if fits and isinstance(rule, Yearly) else []


def _other_calendar(rule: Rule) -> list[Rule]:
    """八月十五 as a civil date, 五月三十 as a lunar one."""
    match rule:
        case Lunar(year=0, leap="skip", month=month, day=day) if 0 < day <= LONGEST[month - 1]:
            return [Yearly(month, day)]
        case Yearly(interval=1, month=month, day=day) if rule.single and 0 < day <= 30:
            return [Lunar(month, day)]
    return []


def _working_days(rule: Rule) -> list[Rule]:
    """Weekdays as the days that are worked."""
    return [EachDay("workdays")] if rule == Weekly((0, 1, 2, 3, 4)) else []


_WEEK_NOTES = "|".join(rf"\({note}\)" for note in CONVENTION_NOTES.values())

CONVENTIONS: tuple[tuple[str, Callable[[Rule], list[Rule]]], ...] = (
    (
        rf"^(?!.*(?:{_WEEK_NOTES}|\(weeks|\(seven)).*(?:周|星期|week)",
        _other_weeks,
    ),
    (r"双休日|周末|公休日|休息日|weekend", _saturday),
    (r"^(?!.*前).*[月年][底末]|(?<!by )(?:month|year)[- ]end|^(?!by ).*\bend of", _last_third),
    (r"[月年份]初(?![一二三四五六七八九十])", _first_day),
    (r"^\d{1,2}/\d{1,2}$", _day_first),
    (r"^(?:每年)?[一二三四五六七八九十]+月(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])$", _other_calendar),
    (r"\bweekdays?\b", _working_days),
)
"""Words that rest on a convention, and the rules that they are by others; written otherwise they do not."""


def _weeks_from_sunday(text: str, rule: Rule, reference: date) -> list[Rule]:
    """下周日, 下周一 where weeks are counted from Sunday; 周三 alone as every Wednesday."""
    if not isinstance(rule, Fixed) or rule.first != rule.last or not re.fullmatch(WEEK_AWAY, text):
        return []
    if text[0] in "周星礼":
        return [Weekly((rule.first.weekday(),))]
    day = shift(rule.first, 7 * ((reference.weekday() == 6) - (rule.first.weekday() == 6)))
    return [Fixed(day, day)] if day != rule.first else []


WEEK_AWAY = "(?:[上下]+一?个?|本|这个?)?(?:周|星期|礼拜)[一二三四五六日天]"
