"""What a reader keeps in mind while reading: the year of the document, the last date, who had to act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ..errors import RuleError
from ..languages.meanings import DAY, About, By, Nth, Off, Point, Range, Roll, Run, Week, Within
from ..languages.parsing import recurrence
from ..languages.points import Frame
from ..recurrence import Recurrence
from ..rule import Sort
from ..spans import Span, shift
from .documents import BlockKind
from .notice import Notice
from .place import Place
from .words import vocabulary

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
LATE, EARLY = 10, 3
"""Months at the end of a year, and those at the beginning of the next one to which a text goes on."""
NEAR = 320
"""Characters behind a date within which another may lean on it."""
FAR = 480
"""Characters behind a date within which 同日 or 次日 may lean on it."""
MOST_BREAKS, LONGEST_LIST = 1, 40
"""Ends of lines between the lines of one list, and the lines of one whose year stands above it."""
HEAD = 400
"""Characters of a text that are looked at for the year it is about."""
OPENINGS = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL)
"""The blocks with which the text begins."""
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*")
CLAUSES = re.compile(r"[，,。；;：:\n]")
MORE = re.compile(r"\s*\d")


def years_in(text: str) -> Iterator[tuple[int, int]]:
    """The years that a text names, each with where it ends.

    >>> list(years_in("关于2026年暑期活动和2027年度计划的通知"))
    [(2026, 7), (2027, 17)]
    """
    for year in YEAR.finditer(text):
        if text.startswith("年", year.end()):
            yield int(year[1]), year.end() + 1


def names_a_plan(title: str) -> bool:
    """Whether a title names a plan: its days are those of its own year."""
    name = title.removesuffix("的通知")
    return bool(vocabulary().ends(name[:-1] if name[-1:] in tuple("》”") else name, "plan"))


@dataclass(frozen=True, slots=True)
class Told:
    """The last day that was told as over, and the block in which it stands."""

    day: date
    block: int


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
    last_opens: bool = False
    """Whether the last date opens its line."""
    block_year: tuple[int, int] | None = None
    """A paragraph, and the year that it says it is about."""
    sentence: int = -1
    sentence_year: int | None = None
    title: str | None = None
    """The title of the last finding of the sentence, for a date that says only 时间为."""
    due_title: str | None = None
    """The title of the last deadline, for one that moves it."""
    actor: str | None = None
    """Who had to act in the last sentence, for one that a semicolon joins to it or that follows in its paragraph."""
    actor_block: int | None = None
    told: Told | None = None
    other_year: tuple[int, int, int] | None = None
    """The sentence that speaks of the year after that of the notice (明年的…), where the word ends, and which year it is: 1
    for the next, -1 for the last, of which only the clause speaks."""
    list_year: tuple[int, int] | None = None
    """A block that leads to a list, and the year of which its days are."""
    monthly: int | None = None
    """The sentence in which something recurs every month."""
    in_figures: bool = False
    """Whether the notice writes its days as 3.18."""
    yearly: bool = False
    """Whether the last date of the sentence was a yearly one: 每年2月底前自查，于4月10日前上报."""

    def __post_init__(self) -> None:
        of_title = {year for year, _ in years_in(self.notice.title or "")}
        self.title_year = self._coming(of_title) if len(of_title) == 1 else None  # 2017年总结与2018年打算
        blocks = self.notice.document.blocks if self.notice.document else ()
        first = next((block.end for block in blocks if block.kind in OPENINGS), HEAD)
        opening = re.split("[。；;]", self.notice.text[: min(HEAD, first)], maxsplit=1)[0]
        self.body_year = self._coming(year for year, end in years_in(opening) if not MORE.match(opening, end))

    def _coming(self, years: Iterable[int]) -> int | None:
        """The first of the years that is that of the notice or the next one."""
        now = self.reference.year if self.reference else None
        return next((year for year in years if now is None or now <= year <= now + 1), None)

    @property
    def looks_back(self) -> bool:
        """Whether the notice tells of what is over: 劳动教育年度总结."""
        return bool(vocabulary().ends(self.notice.title or "", "looks_back"))

    def years_told(self, *, listed: bool) -> tuple[int, ...]:
        """The years of which what is told may be, the likely one first; those of a list under a title of one year only that."""
        now = self.reference.year if self.reference else 0
        of_title = [year for year, _ in years_in(self.notice.title or "")]
        if self.sentence_year and self.sentence_year <= now:
            return (self.sentence_year,)
        if self.looks_back and len(of_title) == 1 and of_title[0] == now - 1:
            return (now - 1,)  # 2017年度活动情况的通报
        return (now,) if listed and self.title_year == now else (now, now - 1)

    def enter(self, place: Place) -> None:
        """Forget what only the last sentence knew."""
        if place.number != self.sentence:
            self.sentence, self.sentence_year, self.yearly, self.title = place.number, None, False, None

    def remember(self, point: Point, place: Place) -> None:
        """Keep the last date, for those that leave out its month or year."""
        if not point.month or point.yearly:
            return
        self.last, self.last_end, self.last_block = point, place.end, place.block
        self.last_opens = place.opens()
        self.sentence_year = point.year or self.sentence_year

    def in_order(self, meaning: object, frame: Frame, found: Recurrence, place: Place) -> Recurrence:
        """The same in the next year where it stands in a table below a date of the end of its year: 12月15日, 1月10日."""
        days, last = found.rule.subject().single_span(), self.last
        if not days or head_of(meaning).year is not None or not frame.year:
            return found
        if not (self._is_below(place) or self._is_next_line(place)):
            return found
        if not last or not (last.year and last.month):
            return found
        known = date(last.year, last.month, min(last.day or 1, 28))
        if self._is_next_line(place) and days.first > shift(known, A_YEAR):
            earlier = recurrence(meaning, replace(frame, year=days.first.year - 1))
            before = earlier.rule.subject().single_span()
            return earlier if before and before.first >= known else found  # 2027-10-15：… ⏎ 12月20日：…
        if days.first >= shift(known, -A_MONTH):
            return found
        later = recurrence(meaning, replace(frame, year=days.first.year + 1))
        coming = later.rule.subject().single_span()
        return later if coming and shift(known, -A_MONTH) <= coming.first <= shift(known, HALF_A_YEAR) else found

    def _is_below(self, place: Place) -> bool:
        """Whether it stands in a lower row of the table in which the last date stands."""
        if place.block is None or self.last_block is None:
            return False
        cell, above = place.document.blocks[place.block].cell, place.document.blocks[self.last_block].cell
        return bool(cell and above and cell.table == above.table and cell.row > above.row)

    def _is_next_line(self, place: Place) -> bool:
        """Whether it opens the line below one that the last date opens: lines of dates are in their order."""
        return bool(
            self.last_opens and self.last_block is not None and place.block == self.last_block + 1 and place.opens()
        )

    def frame(self, place: Place, first: Point) -> Frame:
        """What is left open at this place and known here."""
        day = self.reference
        bare = place.quote.lstrip("自从到至在于")
        beside = first.day_shift is not None and vocabulary().begins(bare, "leaning")
        near = self.last if self.last and place.start - self.last_end < (FAR if beside else NEAR) else None
        day_only = first.grains[0] == DAY and first.month is None and first.day_shift is None
        leans = (day_only or beside) and not first.nth and "即日" not in place.quote
        if leans and near and near.year and near.month:
            day = self._leaning_on(near, first) or day
        own = "issued" if self.notice.issued else "received"
        of_block = self.block_year[1] if self.block_year and self.block_year[0] == place.block else None
        known = (
            (self.sentence_year or of_block or self._of_list(place), "sentence"),
            (self.title_year, "title"),
            (self.body_year, "opening"),
            (day.year if day else None, own),
        )
        year, basis = next(((year, basis) for year, basis in known if year), (None, None))
        return Frame(year=year, day=day, basis=basis)

    def _of_list(self, place: Place) -> int | None:
        """The year that the line above a list told, where the list still goes on."""
        if not self.list_year or place.block is None:
            return None
        block, year = self.list_year
        blocks = place.document.blocks[block : place.block + 1]
        whole = all(place.text.count("\n", one.end, other.start) <= MOST_BREAKS for one, other in pairwise(blocks[1:]))
        return year if whole and 0 < place.block - block <= LONGEST_LIST else None

    def before_it(self, meaning: object, frame: Frame, found: Recurrence) -> Recurrence:
        """The same in the year before, due shortly before the date that told the year: 1月11日召开，12月20日前通知."""
        last, now = self.last, self.reference
        days = found.rule.subject().single_span()
        if frame.basis != "sentence" or not isinstance(meaning, By) or head_of(meaning).year or not days or not now:
            return found
        if not (last and last.year and last.month and last.year == frame.year):
            return found
        known = date(last.year, last.month, min(last.day or 1, 28))
        if days.first <= shift(known, HALF_A_YEAR):
            return found
        earlier = recurrence(meaning, replace(frame, year=last.year - 1))
        before = earlier.rule.subject().single_span()
        return (
            earlier if before and now <= before.last and shift(known, -HALF_A_YEAR) <= before.last <= known else found
        )

    def sooner(self, meaning: object, frame: Frame, found: Recurrence) -> Recurrence:
        """The same in the year of the notice, where the year of its title is the next one and no date has led there yet.

        2025年度申报指南 of 18 November 2024: 11月25日至12月6日填报.
        """
        now, last = self.reference, self.last
        if frame.basis not in ("title", "opening") or not now or frame.year != now.year + 1 or head_of(meaning).year:
            return found
        if (last and last.year == frame.year) or names_a_plan(self.notice.title or ""):
            return found
        try:
            earlier = recurrence(meaning, replace(frame, year=now.year))
        except RuleError:
            return found
        days = earlier.rule.subject().single_span()
        return earlier if days and now <= days.first <= shift(now, NEAR_AHEAD) else found

    def soon(self, meaning: object, place: Place, frame: Frame) -> Frame:
        """The same in the year of the notice for what is to be sent in soon: a plan of the next year is due in this one."""
        title = self.notice.title or ""
        if names_a_plan(title) and not vocabulary().has(title, "sent_in"):
            return frame
        return self.early(meaning, place, frame) or frame

    def early(self, meaning: object, place: Place, frame: Frame) -> Frame | None:
        """The year of the notice for what is to be sent in within a season of it, where the year of the title is a later one."""
        day = self.reference
        if frame.basis != "title" or not day or not frame.year or frame.year <= day.year or not isinstance(meaning, By):
            return None
        if not vocabulary().has(place.words_before + place.words_after, "sent_in"):
            return None
        near = replace(frame, year=day.year, basis="issued" if self.notice.issued else "received")
        try:
            due = recurrence(meaning, near).rule.subject().single_span()
        except RuleError:  # no such day in that year: 2月29日
            return None
        return near if due and day <= due.last <= shift(day, A_SEASON) else None

    def coming(self, meaning: object, frame: Frame, found: Recurrence) -> Recurrence:
        """The same in the next month, for a day without a month that was over before: 3日前交表, in a notice of 28 May."""
        days, first, now = found.rule.subject().single_span(), head_of(meaning), self.reference
        if not days or not now or days.last >= now or not frame.day or days.last.replace(day=1) != now.replace(day=1):
            return found
        if first.grains[0] != DAY or not first.day or first.month or first.period or first.day_shift is not None:
            return found
        ahead = shift(now.replace(day=1), A_MONTH).replace(day=1)
        try:
            return recurrence(meaning, replace(frame, year=ahead.year, day=ahead))
        except RuleError:  # no such day in that month
            return found

    def _leaning_on(self, near: Point, first: Point) -> date | None:
        """The day on which a day of the month leans; None for a month alone that is over: 依2月份工资条核定，20日前交."""
        assert near.year
        assert near.month
        day = date(near.year, near.month, near.day or 1)
        over = (
            self.reference and not near.day and first.day and (near.year, near.month) < self.reference.timetuple()[:2]
        )
        return None if over else day

    def _running(self, meaning: object, frame: Frame, days: Span) -> Recurrence | None:
        """Days over the end of a year that began in the year before and are not over: 12月24日至1月18日 in January."""
        if not (isinstance(meaning, Range) and self.reference and frame.year):
            return None
        if days.last.year == days.first.year or days.first < shift(self.reference, HALF_A_YEAR):
            return None
        found = recurrence(meaning, replace(frame, year=frame.year - 1))
        earlier = found.rule.subject().single_span()
        return found if earlier and earlier.first <= self.reference <= earlier.last else None

    def year_beside(self, place: Place) -> int | None:
        """The year of which a sentence or a clause speaks: 明年的认定安排在1月启动, 去年的年会4月中旬在宁溪开的."""
        if not self.other_year or not self.reference:
            return None
        sentence, end, count = self.other_year
        beside = end <= place.start and not CLAUSES.search(place.text, end, place.start)
        return self.reference.year + count if sentence == place.number or (count < 0 and beside) else None

    def _goes_over(self, day: date) -> bool:
        """Whether the days of a text have come to the end of their year before a day of its beginning: 12月31日, 2月28日前."""
        last = self.last
        if not (last and last.year and last.month):
            return False
        return last.year == day.year and last.month >= LATE and day.month <= EARLY

    def may_be_sooner(self, first: Point, place: Place) -> bool:
        """Whether a day of the month may as well be one of the notice's own month: 10月1日放假。20日前报名单, in September."""
        last, now = self.last, self.reference
        if first.grains != (DAY, DAY) or not first.day or first.nth or first.day_shift is not None:
            return False
        if not (last and last.year and last.month and now) or (last.year, last.month) <= (now.year, now.month):
            return False
        near = place.start - self.last_end < NEAR
        return near and self.last_end < place.sentence_start and now.day <= first.day

    def _of_old_year(self, meaning: object, frame: Frame) -> Recurrence | None:
        """A day of the lunar year that is not over yet, in a notice of January or February: 腊月二十八前."""
        assert frame.year
        assert self.reference
        found = recurrence(meaning, replace(frame, year=frame.year - 1))
        days = found.rule.subject().single_span()
        return found if days and days.last >= self.reference else None

    def roll(self, meaning: object, frame: Frame, found: Recurrence, *, intended: bool = False) -> Recurrence:
        """The same in the next year where it would lie far before the notice, or before the date it follows.

        What is due by a feast or counted from it is always the coming one: 春节前 in a notice of June. The year of the title
        holds for what lies near the notice, and not for a deadline that would have been over for half a year.
        """
        rule = found.rule.subject()
        days = rule.single_span()
        if not days or head_of(meaning).year is not None or self.reference is None or not frame.year:
            return found
        if running := self._running(meaning, frame, days):
            return running
        if _of_a_feast(meaning) and frame.basis != "sentence" and (sooner := self._of_old_year(meaning, frame)):
            return sooner
        end = days.last
        ahead = bool(self.last and self.last.year and self.last.year > frame.year and end < self.reference)
        leans = rule.sort is not Sort.DATED and not isinstance(meaning, Week)
        far = 0 if leans or _of_a_feast(meaning) else WEEKS_OVER if intended else HALF_A_YEAR
        late = frame.basis != "sentence" and (ahead or end < shift(self.reference, -far))
        elsewhere = self.title_year is None or self.title_year < self.reference.year
        to_come = isinstance(meaning, By | Off | Nth) and self.title_year == self.reference.year
        over = end < shift(self.reference, -HALF_A_YEAR)
        soon = over and end <= shift(self.reference, NEAR_AHEAD - A_YEAR)
        if isinstance(meaning, By) and end < self.reference and self._goes_over(days.first):
            return recurrence(meaning, replace(frame, year=frame.year + 1))
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
