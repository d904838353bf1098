"""A month on a sheet of A4."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rules import Message, Reckoning

from ..events import KINDS, Event
from ..grids import (
    RUNNING,
    DayCell,
    Line,
    Month,
    Slot,
    days_words,
    doubt,
    month_of,
    month_title,
    more_words,
    rows_of,
    sign,
    weekdays,
)
from .paper import A4, Box, Paper
from .sheet import Style, head, legend, remark, rest_of, tag

MARGIN, HEAD, FOOT = 9.0, 6.0, 6.0
"""Millimetres at the edges, of the row of weekdays and of the legend."""
DATE, STEP = 6.6, 3.35
"""Millimetres of a cell above its lines, and of a line."""
SIZE = 7.5
MOST_RUNNING_LINES = 2
BELOW_HEAD = 22.0
"""Where the table begins at the highest; remarks above it push it down."""


def month_sheet(paper: Paper, first: date, events: Iterable[Event], reckoning: Reckoning, style: Style) -> None:
    """Draws the sheet of the month that begins on the day."""
    rows = rows_of(first)
    places = int(((A4[1] - MARGIN - FOOT - BELOW_HEAD - 10) / rows - DATE) / STEP)
    month = month_of(first, events, None, reckoning, style.lang, places)
    title = month_title(first, style.lang)
    paper.begin(A4, title)
    top = head(paper, A4, MARGIN, title, "、".join(month.lunar_years), style)
    width = A4[0] - 2 * MARGIN
    if said := doubt(first.year, settled=month.settled):
        top = remark(paper, MARGIN, top, width, said.say(style.lang))
    if month.running:
        top = _running(paper, month, top, width, style)
    for column, (_, long) in enumerate(weekdays(style.lang)):
        middle = MARGIN + (column + 0.5) * width / 7
        paper.centred(middle, top + 4.2, long, 9, "rest" if column > 4 else "soft")
    top += HEAD
    height = (A4[1] - MARGIN - FOOT - top) / rows
    for row, week in enumerate(month.weeks[:rows]):
        for column, cell in enumerate(week.days):
            _ground(paper, cell, Box(MARGIN + column * width / 7, top + row * height, width / 7, height), column > 4)
    for row, week in enumerate(month.weeks[:rows]):
        for column, cell in enumerate(week.days):
            _cell(paper, cell, Box(MARGIN + column * width / 7, top + row * height, width / 7, height), style)
    paper.line(MARGIN, top, MARGIN + width, top, "ink", 0.8)
    _foot(paper, month, style)
    paper.end()


def _running(paper: Paper, month: Month, top: float, width: float, style: Style) -> float:
    """Writes what lasts long, on at most two lines; returns where what stands below begins."""
    x, y = MARGIN, top + 2.6
    x += paper.text(x, y, RUNNING.say(style.lang), 8.5, bold=True) + 3
    lines = 1
    for line in month.running:
        words = f"{line.title} {days_words(line.span, style.lang)}"
        words = paper.clipped(words, width * 0.6, 8)
        if x + paper.width(words, 8) + 5 > MARGIN + width:
            if lines == MOST_RUNNING_LINES:
                paper.text(x, y, "…", 8, "soft")
                break
            lines, x, y = lines + 1, MARGIN, y + 4
        x += paper.text(x, y, sign(line.kind, style.lang), 8, line.kind) + 0.8
        x += paper.text(x, y, words, 8) + 4
    return y + 1.8


def _ground(paper: Paper, cell: DayCell, box: Box, weekend: bool) -> None:
    """Draws the ground of a cell: days off and weekends are tinted."""
    rest = rest_of(cell.almanac)
    if rest in ("off", "maybe"):
        paper.fill(box, "rest", 0.12 if cell.inside else 0.06)
    elif weekend and rest != "work":
        paper.fill(box, "wash", 0.75 if cell.inside else 0.4)
    paper.frame(box, "rule", 0.5)


def _cell(paper: Paper, cell: DayCell, box: Box, style: Style) -> None:
    rest, almanac = rest_of(cell.almanac), cell.almanac
    free = rest in ("off", "maybe") or (cell.day.weekday() > 4 and rest != "work")
    colour = "soft" if not cell.inside else "rest" if free else "ink"
    x, foot = box.x + 1.4, box.y + 5.0
    x += paper.text(x, foot, str(cell.day.day), 14, colour, bold=cell.inside) + 1.6
    room = box.width - (x - box.x) - 1
    if rest:
        room -= tag(paper, box.x + box.width - 4.0, foot - 0.7, rest, 8) + 1
    if almanac:
        label = "·".join(almanac.labels(style.lang))
        festive = bool(almanac.festivals or almanac.term)
        if paper.width(label, 8) > room:
            label = almanac.labels(style.lang)[0]
        paper.text(x, foot - 0.2, paper.clipped(label, room, 8), 8, "ink" if festive and cell.inside else "soft")
    y = box.y + DATE
    spare = int((box.height - DATE - 0.4) / STEP) - len(cell.slots) - (cell.more > 0)
    for slot in cell.slots:
        if slot is None or not slot.days:
            y += STEP
        elif slot.line.span.days > 1:
            _bar(paper, slot, Box(box.x, y, box.width, STEP), style)
            y += STEP
        else:
            taken = _single(paper, slot, Box(box.x, y, box.width, STEP), spare, cell.inside, style)
            spare -= taken - 1
            y += taken * STEP
    if cell.more:
        paper.text(box.x + 1.6, y + 2.55, more_words(cell.more, style.lang), 7, "soft")


def _bar(paper: Paper, slot: Slot, box: Box, style: Style) -> None:
    """Draws a line over several days, in the row of the week as far as it goes."""
    left, right = (0.9 if slot.begins else 0.0), (0.9 if slot.ends else 0.0)
    width = box.width * slot.days - left - right
    paper.fill(Box(box.x + left, box.y + 0.15, width, STEP - 0.4), slot.line.kind, 0.22)
    if slot.begins:
        paper.fill(Box(box.x + left, box.y + 0.15, 0.8, STEP - 0.4), slot.line.kind)
    x = box.x + left + 1.4
    x += paper.text(x, box.y + 2.55, sign(slot.line.kind, style.lang), SIZE, slot.line.kind) + 0.7
    text = paper.clipped(_words(slot.line), box.x + left + width - x - 0.6, SIZE)
    _row(paper, slot.line, x, box.y + 2.55, text, True)


def _single(paper: Paper, slot: Slot, box: Box, spare: int, inside: bool, style: Style) -> int:
    """Writes a line of one day, on two rows where there is room; returns how many it took."""
    line, x = slot.line, box.x + 2.4
    width = box.x + box.width - x - 1
    letter = sign(line.kind, style.lang)
    start = paper.width(letter, SIZE) + 0.7
    text = _words(line)
    rows = paper.wrapped(text, width, SIZE, 2 if spare > 0 and not slot.tight else 1, start)
    taken = max(len(rows), 1)
    if line.due:
        paper.fill(Box(box.x + 1, box.y + 0.1, box.width - 2, taken * STEP - 0.3), "alert", 1 if inside else 0.5)
    paper.fill(Box(box.x + 1, box.y + 0.1, 0.7, taken * STEP - 0.3), line.kind)
    paper.text(x, box.y + 2.55, letter, SIZE, line.kind)
    for place, row in enumerate(rows):
        _row(paper, line, x + (start if place == 0 else 0), box.y + 2.55 + place * STEP, row, inside)
    return taken


def _row(paper: Paper, line: Line, x: float, y: float, text: str, inside: bool) -> None:
    colour = "soft" if line.routine or not inside else "ink"
    width = paper.text(x, y, text, SIZE, colour)
    if line.called_off:
        paper.line(x, y - 0.9, x + width, y - 0.9, colour, 0.5)


def _words(line: Line) -> str:
    """The time and the title; what is tentative ends with a question mark, as paper has no second look."""
    return f"{line.time} {line.title}".strip() + ("？" if line.tentative else "")


def _foot(paper: Paper, month: Month, style: Style) -> None:
    y = A4[1] - MARGIN
    cells = [cell for week in month.weeks if week.inside for cell in week.days]
    kinds = {slot.line.kind for cell in cells for slot in cell.slots if slot} | {line.kind for line in month.running}
    rests = {rest_of(cell.almanac) for cell in cells}
    shown = [kind for kind in KINDS if kind in kinds]
    legend(paper, MARGIN, y, shown, [name for name in ("off", "work", "maybe") if name in rests], style)
    if month.left_out:
        said = Message("{count} more of what comes round very often", count=f"{month.left_out:,}").say(style.lang)
        paper.text(A4[0] - MARGIN - paper.width(said, 7.5), y, said, 7.5, "soft")
