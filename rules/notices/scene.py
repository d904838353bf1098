"""What a reader keeps in mind while reading: the year of the document, the last date, who had to act."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from ..errors import RuleError
from ..languages.meanings import DAY, About, By, Nth, Off, Point, Range, Roll, Run, Week, Within
from ..languages.parsing import recurrence
from ..languages.points import Frame
from ..recurrence import Recurrence
from ..rule import Sort
from ..spans import shift
from .notice import Notice
from .place import Place

HALF_A_YEAR = 183
"""Days: a date without a year that lies further back than this belongs to the year after."""

WEEKS_OVER = 45
"""Days after which what is asked for or intended is of the next year; what is over for less contradicts its notice."""
A_YEAR = 365
NEAR_AHEAD = 100
"""Days within which a date of the next year is nearer than that of the year of the title: 1月 in a notice of December."""
A_MONTH = 31
A_SEASON = 92
"""Days after the notice within which something is to be sent in that it calls for."""
SENT = re.compile("报送|上报|申报|填报|呈报|报[至到给]|报名|提交|递交|上交|送交|[发寄交送][至到送]|反馈|告知")
A_PLAN = re.compile("(?:要点|计划|安排|方案|日程|任务|一览)表?[》”]?(?:的通知)?$")
"""The end of a title that names a plan: its days are those of its own year."""


@dataclass(slots=True)
class Scene:
    """What has been read so far: the day of reference, the year of the document, the last date."""

    notice: Notice
    reference: date | None
    title_year: int | None = None
    body_year: int | None = None
    last: Point | None = None
    last_end: int = 0
    last_block: int | None = None
    block_year: tuple[int, int] | None = None
    """A paragraph, and the year that it says it is about."""
    sentence: int = -1
    sentence_year: int | None = None
    title: str | None = None
    """The title of the last finding of the sentence, for a date that says only 时间为."""
    due_title: str | None = None
    """The title of the last deadline, for one that moves it."""
    actor: str | None = None
    """Who had to act in the last sentence, for one that a semicolon joins to it."""
    yearly: bool = False
    """Whether the last date of the sentence was a yearly one: 每年2月底前自查，于4月10日前上报."""

    def __post_init__(self) -> None:
        now = self.reference.year if self.reference else None
        years = re.findall(r"(?<!\d)((?:19|20)\d\d)\s*年", self.notice.title or "")
        self.title_year = next((int(y) for y in years if now is None or now <= int(y) <= now + 1), None)
        opening = re.split("[。；;]", self.notice.text[:400], maxsplit=1)[0]
        years = re.findall(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*\d)", opening)
        self.body_year = next((int(y) for y in years if now is None or now <= int(y) <= now + 1), None)

    def enter(self, place: Place) -> None:
        """Forget what only the last sentence knew."""
        if place.number != self.sentence:
            self.sentence, self.sentence_year, self.yearly, self.title = place.number, None, False, None

    def remember(self, point: Point, place: Place) -> None:
        """Keep the last date, for those that leave out its month or year."""
        if not point.month or point.yearly:
            return
        self.last, self.last_end, self.last_block = point, place.end, place.block
        self.sentence_year = point.year or self.sentence_year

    def in_order(self, meaning: object, frame: Frame, found: Recurrence, place: Place) -> Recurrence:
        """The same in the next year where it stands in a table below a date of the end of its year: 12月15日, 1月10日."""
        days, last = found.rule.subject().single_span(), self.last
        if (
            not days
            or head_of(meaning).year is not None
            or not last
            or not (last.year and last.month)
            or not frame.year
        ):
            return found
        if place.block is None or self.last_block is None:
            return found
        cell, before = place.document.blocks[place.block].cell, place.document.blocks[self.last_block].cell
        if not cell or not before or cell.table != before.table or cell.row <= before.row:
            return found
        known = date(last.year, last.month, min(last.day or 1, 28))
        if days.first >= shift(known, -A_MONTH):
            return found
        later = recurrence(meaning, replace(frame, year=days.first.year + 1))
        coming = later.rule.subject().single_span()
        return later if coming and shift(known, -A_MONTH) <= coming.first <= shift(known, HALF_A_YEAR) else found

    def frame(self, place: Place, first: Point) -> Frame:
        """What is left open at this place and known here."""
        day = self.reference
        near = self.last if self.last and place.start - self.last_end < 160 else None
        day_only = first.grains[0] == DAY and first.month is None
        beside = first.day_shift is not None and place.quote.lstrip("自从到至在于")[:1] in (
            "次",
            "翌",
            "当",
            "同",
            "第",
        )
        leans = (day_only or beside) and not first.nth and "即日" not in place.quote
        if leans and near and near.year and near.month:
            day = date(near.year, near.month, near.day or 1)
        own = "issued" if self.notice.issued else "received"
        of_block = self.block_year[1] if self.block_year and self.block_year[0] == place.block else None
        known = (
            (self.sentence_year or of_block, "sentence"),
            (self.title_year, "title"),
            (self.body_year, "opening"),
            (day.year if day else None, own),
        )
        year, basis = next(((year, basis) for year, basis in known if year), (None, None))
        return Frame(year=year, day=day, basis=basis)

    def soon(self, meaning: object, place: Place, frame: Frame) -> Frame:
        """The same in the year of the notice for what is to be sent in soon: a plan of the next year is due in this one."""
        title = self.notice.title or ""
        if A_PLAN.search(title) and not SENT.search(title):
            return frame
        return self.early(meaning, place, frame) or frame

    def early(self, meaning: object, place: Place, frame: Frame) -> Frame | None:
        """The year of the notice for what is to be sent in within a season of it, where the year of the title is a later one."""
        day = self.reference
        if frame.basis != "title" or not day or not frame.year or frame.year <= day.year or not isinstance(meaning, By):
            return None
        if not SENT.search(place.words_before + place.words_after):
            return None
        near = replace(frame, year=day.year, basis="issued" if self.notice.issued else "received")
        try:
            due = recurrence(meaning, near).rule.subject().single_span()
        except RuleError:  # no such day in that year: 2月29日
            return None
        return near if due and day <= due.last <= shift(day, A_SEASON) else None

    def rolled(self, meaning: object, frame: Frame, found: Recurrence, *, intended: bool = False) -> Recurrence:
        """The same in the next year where it would lie far before the notice, or before the date it follows.

        What is due by a feast or counted from it is always the coming one: 春节前 in a notice of June. The year of the title
        holds for what lies near the notice, and not for a deadline that would have been over for half a year.
        """
        rule = found.rule.subject()
        days = rule.single_span()
        if not days or head_of(meaning).year is not None or self.reference is None or not frame.year:
            return found
        end = days.last
        ahead = bool(self.last and self.last.year and self.last.year > frame.year and end < self.reference)
        far = 0 if rule.sort is not Sort.DATED or _of_a_feast(meaning) else WEEKS_OVER if intended else HALF_A_YEAR
        late = frame.basis != "sentence" and (ahead or end < shift(self.reference, -far))
        elsewhere = self.title_year is None or self.title_year < self.reference.year
        to_come = isinstance(meaning, By | Off | Nth) and self.title_year == self.reference.year
        over = end < shift(self.reference, -HALF_A_YEAR)
        soon = over and end <= shift(self.reference, NEAR_AHEAD - A_YEAR)
        if late and (elsewhere or (to_come and over) or (soon and self.title_year == self.reference.year)):
            return recurrence(meaning, replace(frame, year=frame.year + 1))
        return found


def _of_a_feast(meaning: object) -> bool:
    """Whether it leans on a day that has a name, is lunar or a solar term."""
    match meaning:
        case str():
            return True
        case Point():
            return meaning.on_other
        case By() | About() | Off() | Week() | Roll() | Nth() | Run():
            return _of_a_feast(meaning.base)
        case _:
            return False


def head_of(meaning: object) -> Point:
    """The first point of a meaning; an empty one where it names days otherwise (每周五前, 春节前)."""
    match meaning:
        case Point():
            return meaning
        case Range():
            return meaning.first
        case By() | About() | Off() | Week() | Within() | Roll() | Nth() | Run():
            return head_of(meaning.base)
        case _:
            return Point()


def tail_of(meaning: object) -> Point:
    """The last point of a meaning, as `head_of` gives the first."""
    if isinstance(meaning, Range):
        return meaning.last or meaning.first
    return tail_of(meaning.base) if isinstance(meaning, By | About | Roll | Nth) else head_of(meaning)
