"""What a notice tells as over: on its last day before the notice, in the story of last year, in a paper that it quotes."""

from __future__ import annotations

from ..errors import RuleError
from ..languages.meanings import About, By, Point, Range, Week
from ..languages.parsing import recurrence
from ..languages.points import Frame
from ..spans import shift
from .entries import entry
from .notice import Finding
from .place import Place
from .rows import column_title, row_states
from .scene import HALF_A_YEAR, Scene, Told, head_of
from .words import vocabulary

Day = Point | Range | By | About

LONG_AGO = 270
"""Days after which what is told is said with its year."""


def tell(meaning: Day | Week, place: Place, scene: Scene) -> Finding | None:
    """What is told as done, on its last day before the notice; None where nothing is told."""
    situation = place.situation
    reviewed = (scene.looks_back or situation.in_review) and not situation.in_preview
    told = situation.told or (reviewed and not situation.intended)
    cell = place.within if place.within and place.within.cell else None
    listed = (situation.in_review or scene.looks_back) and bool(cell and column_title(place.document, cell))
    head, bounded = head_of(meaning), isinstance(meaning, By) and not listed
    if not scene.reference or not (head.month or head.months) or bounded or not told:
        return None
    years = scene.years_told(listed=listed)
    for year in years:
        try:
            found = recurrence(meaning, Frame(year=year, day=scene.reference))
        except RuleError:
            continue
        days = found.rule.subject().single_span()
        done = cell is not None and any(
            state in vocabulary().classes["done_state"] for state in row_states(place.document, cell)
        )
        if days and (days.first <= scene.reference or (done and year == scene.reference.year)):
            long_ago = days.last < shift(scene.reference, -LONG_AGO) and not (scene.looks_back or listed)
            return None if long_ago else entry(place, scene, "past", "context", found, "is_over")
    return None


def tell_on(meaning: Day, place: Place, scene: Scene) -> Finding | None:
    """What goes on with a story of the year before: 去年3月收到建议书；4月中旬论证，6月至8月走访."""
    told, now, situation = scene.told, scene.reference, place.situation
    if not told or not now or place.block != told.block:
        return None
    if isinstance(meaning, By) or situation.asked or situation.intended:
        return None
    if situation.due and told.day.year < now.year:
        return None
    try:
        found = recurrence(meaning, Frame(year=told.day.year, day=told.day))
    except RuleError:
        return None
    days = found.rule.subject().single_span()
    if not days or days.first < told.day or days.last >= now:
        return None
    scene.told = Told(days.first, place.block)
    return entry(place, scene, "past", "context", found)


def tell_until(meaning: Day, place: Place, scene: Scene) -> Finding | None:
    """即日起至5月10日 in a later paper that quotes it: over already, where its last day lies shortly before the notice."""
    if not (isinstance(meaning, Range) and isinstance(meaning.last, Point) and scene.reference):
        return None
    if meaning.first.day_shift != 0 or meaning.last.year is not None or not meaning.last.month:
        return None
    try:
        found = recurrence(By(meaning.last, "stated"), Frame(year=scene.reference.year, day=scene.reference))
    except RuleError:
        return None
    days = found.rule.subject().single_span()
    over = days and shift(scene.reference, -HALF_A_YEAR) <= days.last < scene.reference
    return entry(place, scene, "past", "context", found) if over else None
