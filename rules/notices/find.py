"""Every date rule of a notice: one pass over its text, then a judgement of each reading by the words around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ..errors import RuleError
from ..languages.grammar import Reading
from ..languages.parsing import recurrence
from ..languages.points import Frame
from ..languages.zh import running_grammar
from ..languages.zh.running import days_of_closing
from ..recurrence import Recurrence
from ..rule import Sort
from .asides import with_asides, without_length
from .bounds import holds_for_a_while, with_bounds, with_days_apart
from .changes import with_changes
from .clocks import with_clocks
from .documents import Outline, decode_notice, read_text
from .facts import facts, is_short_day, whole_day
from .gone import is_gone, is_in_a_list_gone, is_in_a_row_gone, is_no_more
from .holidays import with_holidays
from .misread import with_day_signs
from .named import settle
from .notice import Finding, Notice
from .place import Place, Places, with_bracket
from .readings import read
from .scene import Scene
from .timetables import days_in_cells, timetable
from .venue import with_venues
from .weeks import with_days_alone, with_weeks

LONGEST_MONTH = 31
"""Days of a month."""


def read_notice(data: bytes | str | Outline, name: str = "") -> Notice:
    """The notice in a text, or in the outline of a file: its text, title, number, issuer, dates and addressees.

    Raises UnreadNotice where the bytes are no text.
    """
    outline = Outline(decode_notice(data, name)) if isinstance(data, bytes) else data
    text = outline if isinstance(outline, str) else outline.text
    days = {(r.start, r.end): day for r in _scan(text) if (day := whole_day(r))}
    short = [(r.start, r.end) for r in _scan(text) if is_short_day(r)]
    notice = facts(read_text(outline, [*days], short), days, name)
    return notice if isinstance(outline, str) else replace(notice, remarks=outline.remarks)


@lru_cache(maxsize=4)
def _scan(text: str) -> tuple[Reading, ...]:
    """The readings of a text, kept for the moment: its head and its findings come from one pass."""
    text = with_day_signs(text)
    readings = (days_of_closing(reading, text) for reading in running_grammar().scan(text))
    return tuple(with_bracket(_on_its_line(reading, text), text) for reading in readings if reading)


def _on_its_line(reading: Reading, text: str) -> Reading:
    """A reading without the end of the line before it and the blanks before its words."""
    if not text[reading.start].isspace():
        return reading
    words = text[reading.start : reading.end]
    return replace(reading, start=reading.end - len(words.lstrip()))


def find(notice: Notice, reference: date | None = None) -> list[Finding]:
    """The date rules of a notice, in the order of the text.

    Dates without a year lean on the notice's own date; `reference`, the day on which it was received, stands in where the
    notice has none. Without either they are yearly.
    """
    found = [(finding, place) for finding, place, _ in each_finding(notice, reference)]
    return with_venues(notice, settle(list(with_changes(found))))


def each_finding(notice: Notice, reference: date | None) -> Iterator[tuple[Finding, Place, Reading]]:
    """Each finding with its place and what the grammar read there, before they are settled among each other."""
    scene = Scene(notice, notice.issued or reference)
    document = notice.document or read_text(notice.text)
    scanned = [without_length(reading, notice.text) for reading in _scan(document.flowing())]
    dates = with_weeks(days_in_cells(scanned, document, scene.reference), notice.text, scene.reference)
    dates = with_holidays(dates, notice.text, scene.reference)
    dates = with_days_alone(dates, notice.text, scene.reference)
    plain = with_clocks(dates, document, timetable(dates, document))
    readings = with_asides(plain, notice.text)
    bounded = list(with_days_apart(with_bounds(readings, notice.text), notice.text))
    by_start = {reading.start: reading for reading in plain}
    for reading, place in zip(bounded, Places(document, notice.title or "").around(bounded), strict=True):
        alone = by_start.get(reading.start, reading)
        for finding in _findings(reading, place, scene):
            wider = alone.meaning is not reading.meaning
            yield replace(finding, plain=_recurrence(alone, scene.reference)) if wider else finding, place, reading


def _recurrence(reading: Reading, day: date | None) -> Recurrence | None:
    """What a reading names by itself, where it recurs."""
    try:
        return recurrence(reading.meaning, Frame(day=day))
    except RuleError:
        return None


def _findings(reading: Reading, place: Place, scene: Scene) -> Iterator[Finding]:
    """The findings of one reading: mostly one, none where it only looked like a date.

    What is cancelled or gives way to another date explains, and is no entry of a calendar.
    """
    for finding in read(reading, place, scene):
        if _answers(finding, place):
            continue  # 办公时间：周一至周五9:00—12:00
        gone = (
            finding.role == "calendar"
            and finding.principle != "was_moved"
            and (
                place.situation.former
                or is_gone(
                    "".join(place.before_row.split()),
                    place.after_row,
                    onwards=place.quote.endswith("起"),
                    period=_is_period(finding),
                )
                or (is_no_more(place.after_row) and _is_one_day(finding))
                or is_in_a_list_gone(place.document, place.block)
                or is_in_a_row_gone(place.document, place.block)
            )
        )
        if finding.role == "calendar" and finding.kind != "deadline" and place.stands_in_book:
            yield replace(finding, role="context", principle="in_title")
        else:
            yield replace(finding, role="context", principle="gone") if gone else _for_a_while(finding, place)


def _is_period(finding: Finding) -> bool:
    """Whether it is a quarter, a half year or a year, which rather says of which something is: 第二季度分析会."""
    days = finding.recurrence.rule.subject().single_span() if finding.recurrence else None
    return days is not None and (days.last - days.first).days > LONGEST_MONTH


def _is_one_day(finding: Finding) -> bool:
    rule = finding.recurrence.rule if finding.recurrence and finding.kind != "deadline" else None
    days = rule.single_span() if rule and not rule.is_open() else None
    return days is not None and days.first == days.last


def _answers(finding: Finding, place: Place) -> bool:
    """Whether it says when an office answers, or when something may be done: no entry of anybody's calendar."""
    found = finding.recurrence
    if finding.kind != "duty" or (found and (not found.clock or found.until)):
        return False
    return place.situation.may or bool(found and place.situation.office)


def _for_a_while(finding: Finding, place: Place) -> Finding:
    """展览期间每天9:00至17:00: not sure where the notice does not say from when until when."""
    found = finding.recurrence
    if not found or found.rule.sort is Sort.DATED or found.until or not holds_for_a_while(place.before):
        return finding
    return replace(finding, recurrence=replace(found, notes=(*found.notes, "while")))
