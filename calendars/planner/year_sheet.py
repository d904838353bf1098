"""A year on a sheet of A3: a column a month, a row a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rules import Reckoning

from ..captions import short_day
from ..events import KINDS, Event
from ..grids import Line, SmallDay, Year, doubt, month_name, sign, until_words, weekdays, year_of
from .paper import A3, Box, Paper
from .sheet import Style, head, legend, remark, rest_of, tag

MARGIN, NAME, FOOT = 10.0, 7.0, 6.5
"""Millimetres at the edges, of the row of month names, of the legend."""
SIDE = 10.0
"""Millimetres of a day's number, weekday and lunar day."""
SIZE, STEP, ROWS = 6.0, 2.6, 3
"""Points of a title, millimetres of a row, and how many rows a day has."""
LANES, LANE = 3, 0.95
"""How many periods stand side by side at the edge of a month, and how wide each is."""


def year_sheet(paper: Paper, year: int, events: Iterable[Event], reckoning: Reckoning, style: Style) -> None:
    """Draws the sheet of the year."""
    found = year_of(year, events, None, reckoning, style.lang)
    title = f"{year}年" if style.lang == "zh" else str(year)
    paper.begin(A3, title)
    top = head(paper, A3, MARGIN, title, "、".join(found.lunar_years), style)
    width = (A3[0] - 2 * MARGIN) / 12
    if said := doubt(year, settled=found.settled):
        top = remark(paper, MARGIN, top, 12 * width, said.say(style.lang))
    height = (A3[1] - MARGIN - FOOT - top - NAME) / 31
    lasting = _lasting(found)
    edge = LANE * len(lasting)
    for place, month in enumerate(found.months):
        x = MARGIN + place * width
        paper.fill(Box(x, top, width, NAME), "ink")
        paper.centred(x + width / 2, top + 5, month_name(month.first, style.lang), 12, "paper", bold=True)
        days = [day for week in month.weeks for day in week if day.inside]
        for day in days:
            _day(paper, day, Box(x, top + NAME + (day.day.day - 1) * height, width, height), edge, style)
        _periods(paper, days, lasting, Box(x, top + NAME, width, height))
        paper.line(x, top, x, top + NAME + 31 * height, "soft", 0.4)
    paper.line(MARGIN + 12 * width, top, MARGIN + 12 * width, top + NAME + 31 * height, "soft", 0.4)
    _foot(paper, found, style)
    paper.end()


def _day(paper: Paper, day: SmallDay, box: Box, edge: float, style: Style) -> None:
    """Draws a day: its number and weekday, what it is, what stands on it; `edge` is left to the periods."""
    rest, almanac, weekday = rest_of(day.almanac), day.almanac, day.day.weekday()
    free = rest in ("off", "maybe") or (weekday > 4 and rest != "work")
    if rest in ("off", "maybe"):
        paper.fill(box, "rest", 0.14)
    elif free:
        paper.fill(box, "wash", 0.8)
    paper.line(box.x, box.y + box.height, box.x + box.width, box.y + box.height, "rule", 0.3)
    colour, foot = "rest" if free else "ink", box.y + 3.5
    paper.text(box.x + 0.8, foot, str(day.day.day), 9, colour, bold=True)
    paper.text(box.x + 5.3, foot, weekdays(style.lang)[weekday][0][:2], 6, "rest" if free else "soft")
    if rest:
        tag(paper, box.x + 7.9, foot, rest, 5.6)
    if almanac:
        label, size = almanac.label(4), 5.7
        festive = bool(almanac.festivals or almanac.term)
        paper.text(
            box.x + 0.8, box.y + box.height - 1.2, paper.clipped(label, SIDE, size), size, "ink" if festive else "soft"
        )
    _lines(paper, day, Box(box.x + SIDE + 0.9, box.y, box.width - SIDE - 1.2 - edge, box.height), style)


def _lines(paper: Paper, day: SmallDay, box: Box, style: Style) -> None:
    """Writes the titles of a day: one may take all rows, of several each has one."""
    total = day.due + day.events
    shown = day.lines[: ROWS if total <= ROWS else ROWS - 1]
    rows = [1] * len(shown)
    if shown:
        rows[0] += ROWS - len(shown) - (total > len(shown))
    y = box.y + 2.3
    for line, most in zip(shown, rows, strict=True):
        letter = sign(line.kind, style.lang)
        start = paper.width(letter, SIZE) + 0.4
        paper.text(box.x, y, letter, SIZE, line.kind)
        for place, text in enumerate(paper.wrapped(_words(line, style), box.width, SIZE, most, start)):
            x = box.x + (start if place == 0 else 0)
            end = paper.text(x, y, text, SIZE, "soft" if line.routine else "ink")
            if line.called_off:
                paper.line(x, y - 0.7, x + end, y - 0.7, "soft", 0.4)
            y += STEP
    if total > len(shown):
        paper.text(box.x, y, f"+{total - len(shown):,}", SIZE, "soft")


def _words(line: Line, style: Style) -> str:
    until = f"（{until_words(short_day(line.span.last, style.lang), style.lang)}）" if line.span.days > 1 else ""
    return f"{line.title}{until}" + ("？" if line.tentative else "")


def _lasting(year: Year) -> list[list[Line]]:
    """The periods of several days, lane by lane, none over another; what finds no lane has its title alone."""
    lanes: list[list[Line]] = [[] for _ in range(LANES)]
    days = [day for month in year.months for week in month.weeks for day in week if day.inside]
    for line in (line for day in days for line in day.lines if line.span.days > 1):
        free = next((lane for lane in lanes if not lane or lane[-1].span.last < line.span.first), None)
        if free is not None:
            free.append(line)
    return [lane for lane in lanes if lane]


def _periods(paper: Paper, days: Sequence[SmallDay], lanes: Sequence[Sequence[Line]], box: Box) -> None:
    """Draws the periods at the right edge of a month; `box` is that of its first day."""
    first, last = days[0].day, days[-1].day
    for place, lane in enumerate(lanes):
        for line in lane:
            if line.span.last < first or last < line.span.first:
                continue
            begin, end = max(line.span.first, first).day, min(line.span.last, last).day
            x = box.x + box.width - (place + 1) * LANE
            paper.fill(
                Box(x, box.y + (begin - 1) * box.height + 0.5, LANE - 0.3, (end - begin + 1) * box.height - 1),
                line.kind,
            )


def _foot(paper: Paper, year: Year, style: Style) -> None:
    days = [day for month in year.months for week in month.weeks for day in week if day.inside]
    kinds = {line.kind for day in days for line in day.lines}
    rests = {rest_of(day.almanac) for day in days}
    shown = [kind for kind in KINDS if kind in kinds]
    legend(paper, MARGIN, A3[1] - MARGIN, shown, [name for name in ("off", "work", "maybe") if name in rests], style)
