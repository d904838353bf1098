"""The stored events by their dates and by their names: what may be meant is found without looking at each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

import rules
from rules import NameIndex, Recurrence

from ..events import WAITING
from .known import Known
from .redating import are_same, begins_on, days_of

LONGEST = 400
"""Days of a span of which each is looked up; of a longer one every event is looked at."""
Mark = tuple[str, str]


def day_of(dates: Recurrence) -> date | None:
    """Where dates stand in an index: those that are the same, by `are_same`, stand at one place."""
    days = days_of(dates)
    return days.last if days else None


class Index:
    """Stored events, each at its place in the order in which they are given."""

    def __init__(self, known: Sequence[Known], names: Callable[[Known], Sequence[str]]) -> None:
        self.known = known
        self.waiting = [one for one in known if one.event.status == WAITING]
        self.recurring = [one for one in known if one.event.recurrence.rule.single_span() is None]
        self._by_day: dict[date | None, list[int]] = defaultdict(list)
        self._by_begin: dict[date, list[int]] = defaultdict(list)
        self._by_first: dict[date, list[int]] = defaultdict(list)
        for place, one in enumerate(known):
            self._date(place, one)
        self._called: dict[str, _Called] = {}
        titles = set[str]()
        for place, one in enumerate(known):
            for title in names(one):
                titles.add(title)
                found = rules.called(title)
                self._called.setdefault(found.name, _Called()).add(place, found.marks)
        self._names = NameIndex(sorted(titles))

    def _date(self, place: int, one: Known) -> None:
        dates = list(one.dates())
        for day in {day_of(each) for each in dates}:
            self._by_day[day].append(place)
        for begin in {span.first for each in dates if (span := each.rule.single_span())}:
            self._by_begin[begin].append(place)
        if days := days_of(one.event.recurrence):
            self._by_first[days.first].append(place)

    def on(self, dates: Recurrence) -> list[Known]:
        """Those that have or had these dates."""
        found = (self.known[place] for place in self._by_day.get(day_of(dates), ()))
        return [one for one in found if any(are_same(dates, own) for own in one.dates())]

    def having(self, former: Recurrence) -> list[Known]:
        """Those that have or had these dates, or began with this day."""
        days = days_of(former)
        places = {*self._by_day.get(day_of(former), ()), *(self._by_begin.get(days.first, ()) if days else ())}
        found = (self.known[place] for place in sorted(places))
        return [one for one in found if any(are_same(former, own) or begins_on(former, own) for own in one.dates())]

    def begun_within(self, dates: Recurrence) -> Sequence[Known]:
        """Those that may begin within the days of these dates; all where these are too many."""
        days = days_of(dates)
        if not days:
            return ()
        if days.days > LONGEST:
            return self.known
        every = (days.first + timedelta(n) for n in range(days.days))
        return [self.known[place] for place in sorted(place for day in every for place in self._by_first.get(day, ()))]

    def named(self, titles: Iterable[str], enough: float) -> list[Known]:
        """Those of which a name may be at least so much alike with one of the titles, `enough` above 0; and others."""
        places = set[int]()
        for title in titles:
            marks = rules.called(title).marks
            for name in self._names.near(title, enough):
                places.update(self._called[name].beside(marks))
        return [self.known[place] for place in sorted(places)]


class _Called:
    """The places of the events of one name, by what tells them from one another."""

    def __init__(self) -> None:
        self._places: list[int] = []
        self._by_mark: dict[Mark, list[int]] = defaultdict(list)
        self._by_sort: dict[str, set[int]] = defaultdict(set)
        self._marks: list[frozenset[Mark]] = []
        self._without: dict[str, list[int]] = {}

    def add(self, place: int, marks: frozenset[Mark]) -> None:
        nth = len(self._places)
        self._places.append(place)
        self._marks.append(marks)
        for mark in marks:
            self._by_mark[mark].append(nth)
            self._by_sort[mark[0]].add(nth)

    def beside(self, marks: frozenset[Mark]) -> Iterator[int]:
        """The places of those that a name with these marks may mean: by the sort of marks that tells most apart."""
        ways = [self._of_sort(sort, marks) for sort in {sort for sort, _ in marks if sort in self._by_sort}]
        fewest = min(ways, key=len, default=range(len(self._places)))
        return (self._places[nth] for nth in fewest)

    def _of_sort(self, sort: str, marks: frozenset[Mark]) -> Sequence[int]:
        """Those with a mark of that sort that the marks have too, and those without any of it."""
        if sort not in self._without:
            self._without[sort] = [nth for nth in range(len(self._places)) if nth not in self._by_sort[sort]]
        return [
            *self._without[sort],
            *(nth for mark in marks if mark[0] == sort for nth in self._by_mark.get(mark, ())),
        ]
