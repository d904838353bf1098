"""The pages of a month and of a year: pure functions from the values to the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules import Message, Rest, Span

from ..captions import MONTHS, kind_word, short_day
from ..events import KINDS
from ..grids import (
    REST_WORDS,
    RUNNING,
    SIGNS,
    YEARS_KNOWN,
    DayCell,
    Line,
    Month,
    SmallDay,
    Year,
    days_within,
    days_words,
    doubt,
    month_name,
    month_title,
    more_words,
    near_month,
    rest_name,
    sign,
    until_words,
    weekday_words,
    weekdays,
)
from .grid_words import grid_words
from .pages.frame import Frame, show

Cell = DayCell | SmallDay


def month_page(month: Month, frame: Frame) -> str:
    """The page of a month: the table, and the same day by day for narrow screens."""
    shown = {line.kind for week in month.weeks for cell in week.days for line in cell.lines}
    return show(
        "month.html", frame, "month", g=grid_words(frame.lang), say=Speech(frame), running=RUNNING, month=month, signs=SIGNS,
        weeks=[week for week in month.weeks if week.inside], heads=weekdays(frame.lang),
        before=near_month(month.first, -1), after=near_month(month.first, 1),
        current=frame.today is not None and frame.today.replace(day=1) == month.first,
        legend=[kind for kind in KINDS if kind in shown],
        doubt=doubt(month.first.year, settled=month.settled),
    )  # fmt: skip


def year_page(year: Year, frame: Frame) -> str:
    """The page of a year: twelve small months and its big days."""
    first, last = YEARS_KNOWN
    days = [day for month in year.months for week in month.weeks for day in week if day.inside]
    return show(
        "year.html", frame, "year", g=grid_words(frame.lang), say=Speech(frame), year=year, signs=SIGNS,
        heads=weekdays(frame.lang), before=year.year - 1 if year.year > first else None,
        after=year.year + 1 if year.year < last else None,
        current=frame.today is not None and frame.today.year == year.year,
        doubt=doubt(year.year, settled=year.settled), empty=not any(day.due or day.events for day in days),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speech:
    """How the two templates name what is in a grid."""

    frame: Frame

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.frame.lang

    def month(self, first: date) -> str:
        """The month with its year."""
        return month_title(first, self.lang)

    def month_name(self, first: date) -> str:
        """The month without its year."""
        return month_name(first, self.lang)

    def near(self, first: date, shown: date) -> str:
        """The month as a link beside another one names it: its year only where it is another."""
        return self.month_name(first) if first.year == shown.year else self.month(first)

    def day(self, cell: Cell) -> str:
        """The day in full, for those who hear it: date, weekday, lunar day, term, festivals."""
        day, almanac, weekday = cell.day, cell.almanac, weekday_words(cell.day, self.lang)
        zh = self.lang == "zh"
        said = [f"{day.month}月{day.day}日 {weekday}" if zh else f"{weekday}, {day.day} {MONTHS[day.month - 1]}"]
        if almanac:
            said += [almanac.lunar_words, almanac.term or "", *(each.name(self.lang) for each in almanac.festivals)]
        return " ".join(filter(None, said))

    def labels(self, cell: Cell) -> list[tuple[str, str]]:
        """What stands beside the number: the text, and the class by which it is shown; nothing beyond the tables."""
        almanac = cell.almanac
        if almanac is None:
            return []
        sort = "lunar named" if almanac.festivals or almanac.term else "lunar"
        return [(name, sort) for name in almanac.labels(self.lang)]

    def rest(self, cell: Cell) -> str:
        """`off`, `work`, `maybe` for a day off by law in a year without a notice, or nothing."""
        return rest_name(cell.almanac.rest, cell.almanac.settled) if cell.almanac else ""

    def rest_of(self, rest: Rest, settled: bool) -> str:
        """The same of days in a row."""
        return rest_name(rest, settled)

    def sign(self, kind: str) -> str:
        """The letter of a kind."""
        return sign(kind, self.lang)

    def kind(self, kind: str) -> str:
        """What a kind is called."""
        return kind_word(kind, self.lang)

    def days(self, span: Span, month: date | None = None) -> str:
        """The first day and the last; short under the heading of their month."""
        return days_within(span, month, self.lang) if month else days_words(span, self.lang)

    def until(self, line: Line) -> str:
        """The last day of a line, as its end."""
        return until_words(short_day(line.span.last, self.lang), self.lang)

    def more(self, count: int) -> str:
        """How many lines found no place."""
        return more_words(count, self.lang)

    def rest_words(self, rest: str) -> str:
        """What the sign in the corner of a day means."""
        return REST_WORDS[rest].say(self.lang)

    def words(self, message: Message) -> str:
        """The message in the language of the page."""
        return message.say(self.lang)

    def whole(self, line: Line) -> str:
        """The line in full, for whoever rests on it."""
        return f"{line.time} {line.title}".strip()

    def agenda(self, first: date, last: date | None = None) -> str:
        """The address of the agenda of these days."""
        return self.frame.to("/agenda", **{"from": first.isoformat(), "to": (last or first).isoformat()})
