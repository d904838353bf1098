"""Which stored event a later notice speaks of, and what becomes of it: new, confirmed, moved, cancelled, or to be asked.

What can be told is told by principles in order: the date that gives way, the name, the notice that is cited, who issued it.
Where two events fit, or the words contradict what is stored, nothing is changed before a person has looked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import rules
from rules import LIKELY, SURE, Clock, Message, Notice, Recurrence, Span, alike, citations, subject_of
from rules.kinds import Fixed, announcement

from .events import CANCELLED, CONFIRMED, DUE_KINDS, WAITING, Event, last_day, uid_of
from .statements import CANCELS, STATUS_OF, STAYS, Statement, leading, statement_of

FORWARDS, REPLACES, AMENDS = "forwards", "replaces", "amends"
UNITS = {"周": 7, "星期": 7, "个星期": 7, "天": 1, "日": 1}
"""Days of a unit by which a date is put off."""
SHORTEST_PLACE = 2
"""Characters that the names of two offices of one house begin with."""
LONGEST_SENTENCE = 200
"""Characters before a date in which its sentence names what it is of."""


class Sort(StrEnum):
    """What a notice makes of the calendar."""

    NEW = "new"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    OLDER = "older"
    """It speaks of an event of which a later notice says otherwise."""
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Known:
    """A stored event with what notices say of it."""

    event: Event
    statements: tuple[Statement, ...] = ()

    @classmethod
    def of(cls, event: Event, statements: Iterable[Statement]) -> Known:
        """The event; where nothing is kept of its notice, what it says itself."""
        said = tuple(statements)
        own = statement_of(event, event.uid) if not said else None
        return cls(event, (replace(own, added=event.created),) if own else said)

    @property
    def names(self) -> list[str]:
        """What it is called, by people and by notices."""
        read = (one.reading.title for one in self.statements)
        return list(dict.fromkeys((self.event.title, *read)))

    @property
    def latest(self) -> Statement | None:
        """The statement that holds."""
        return leading(self.statements)

    def dates(self) -> Iterator[Recurrence]:
        """Its dates now, those that notices gave it, and those that gave way."""
        yield self.event.recurrence
        for one in self.statements:
            if one.dates:
                yield one.dates
            if one.reading.former:
                yield one.reading.former


@dataclass(frozen=True, slots=True)
class Match:
    """Which stored event a draft speaks of, and what it makes of it."""

    draft: Event
    sort: Sort
    known: Known | None = None
    """None for a new one."""
    candidates: tuple[Known, ...] = ()
    """Those among which a person has to choose."""
    reason: Message | None = None
    dates: Recurrence | None = None
    """What its dates become."""


class Reconciler:
    """The drafts of one notice against what is stored."""

    def __init__(self, notice: Notice, known: Sequence[Known], today: date) -> None:
        self.notice = notice
        self.known = known
        """Stored events, those of the notice itself left out."""
        self.today = today
        self.taken: set[str] = set()
        """UIDs of events of which a draft speaks already."""
        self.cited = citations(self.notice)
        self.amends = any(one.relation in (AMENDS, REPLACES) for one in self.cited) or rules.amends(self.notice)
        self.core = subject_of(self.notice.title) if self.notice.title else ""

    def matches(self, drafts: Sequence[Event]) -> list[Match]:
        """What becomes of each draft, in their order, the surest first taken; a draft may speak of several events, or of none."""
        found: dict[str, list[Match]] = {}
        for sure in (True, False):
            for draft in drafts:
                if draft.uid not in found and (match := self._match(draft, sure=sure)):
                    found[draft.uid] = [match]
                    if match.known:
                        self.taken.add(match.known.event.uid)
        result: list[Match] = []
        for draft in drafts:
            if _is_undated(draft):
                result += self._undated(draft)
            else:
                result += found.get(draft.uid) or [Match(draft, Sort.NEW)]
        return result

    def as_chosen(self, draft: Event, known: Known) -> Match:
        """What becomes of a draft of which a person says that it is this event."""
        match = self._change(draft, known)
        return match if match.sort is not Sort.DOUBTFUL else Match(draft, Sort.MOVED, known, dates=draft.recurrence)

    # -------------------------------------------------------------- one draft

    def _match(self, draft: Event, *, sure: bool) -> Match | None:
        """What becomes of a draft; None where nothing stored is meant, or nothing surely."""
        reading = draft.reading
        act, former = (reading.act, reading.former) if reading else (None, None)
        if _is_undated(draft):
            return None
        if act in STATUS_OF and not former:
            former = draft.recurrence
        if act and former:
            match = self._by_former(draft, former)
        elif act:
            match = self._by_name(draft)
        else:
            match = self._set(draft)
        return match if match and (not sure or (match.known and match.sort is not Sort.DOUBTFUL)) else None

    def _pool(self, draft: Event) -> list[Known]:
        """The stored events that may be meant at all."""
        return [
            one
            for one in self.known
            if one.event.uid not in self.taken and _same_group(one.event, draft) and not self._foreign(one)
        ]

    def _named(self, draft: Event, known: Known) -> float:
        """How much alike the names are; where the draft has a general one, that of its notice counts."""
        names = [draft.title]
        best = max(alike(name, other) for name in names for other in known.names)
        if best < SURE and self.core:
            whole = max(alike(self.core, other) for other in known.names)
            generic = alike(draft.title, self.core)
            best = max(best, min(whole, SURE) if generic >= LIKELY or rules.is_general(draft.title) else 0)
        return best

    def _spoken_of(self, draft: Event, known: Known) -> float:
        """How surely both speak of one thing of which a date is the same: by the names, and by the words around them."""
        ours, theirs = rules.called(draft.title), [rules.called(name) for name in known.names]
        if all(ours.contradicts(other) for other in theirs):
            return 0.0
        said = "".join(f"{one.source.title or ''}{one.source.sentence or ''}" for one in known.statements)
        here = f"{self.notice.title or ''}{draft.source.sentence if draft.source else ''}"
        words = max(rules.named_in(draft.title, said), *(rules.named_in(name, here) for name in known.names))
        return max(self._named(draft, known), 0.79 * words)

    def _by_former(self, draft: Event, former: Recurrence) -> Match | None:
        """A date that is named gives way."""
        pool = self._pool(draft)
        fits = [one for one in pool if any(_same(former, dates) for dates in one.dates())]
        if not fits:
            fits = [one for one in pool if _among(former, one.event.recurrence) and self._named(draft, one) >= LIKELY]
        named = _best(fits, lambda one: self._spoken_of(draft, one))
        if len(named) == 1:
            return self._change(draft, named[0])
        if named:
            return self._doubt(draft, named, Message("several events have the date that gives way"))
        related = [one for one in fits if self._cites(one) or self._of_one_house(one)]
        if len(related) == 1 and (self._cites(related[0]) or rules.is_general(draft.title)):
            return self._change(draft, related[0])
        if related:
            return self._doubt(draft, related, Message("the date that gives way is one of these, the name is another"))
        close = [one for one in pool if self._named(draft, one) >= SURE and self._is_open(one)]
        if close:
            return self._doubt(draft, close, Message("the date that gives way is none of this event"))
        return None

    def _by_name(self, draft: Event) -> Match | None:
        """Something gives way without its date."""
        pool = [one for one in self._pool(draft) if self._is_open(one)]
        named = (
            _best(pool, lambda one: self._named(draft, one))
            or mentioned(pool, self._words_before(draft))
            or mentioned(pool, self.notice.title or "")
        )
        cited = [one for one in named if self._cites(one)] or named
        if len(cited) == 1:
            return self._change(draft, cited[0])
        if cited:
            return self._doubt(draft, cited, Message("several events may be meant"))
        return None

    def _set(self, draft: Event) -> Match | None:
        """A date is set, confirmed, or set otherwise than before."""
        pool = self._pool(draft)
        same = [one for one in pool if any(_same(draft.recurrence, dates) for dates in one.dates())]
        named = _best(same, lambda one: self._spoken_of(draft, one))
        if named:
            return self._confirm(draft, named[0])
        others = [one for one in pool if self._named(draft, one) >= SURE]
        return self._otherwise(draft, others) if others else None

    def _otherwise(self, draft: Event, others: Sequence[Known]) -> Match | None:
        """The same name with another date: a change where the notice makes one, else mostly another occurrence."""
        waiting = [one for one in others if one.event.status in (WAITING, CANCELLED) and self._of_one_house(one)]
        if len(waiting) == 1:
            return self._change(draft, waiting[0])
        older = [one for one in others if self._is_older_than(one) and self._was_changed(one)]
        if len(older) == 1:
            return Match(draft, Sort.OLDER, older[0])
        live = [one for one in others if self._is_open(one)]
        if self.amends and live:
            cited = [one for one in live if self._cites(one)] or live
            if len(cited) == 1 and (self._cites(cited[0]) or self._of_one_house(cited[0])):
                return self._change(draft, cited[0])
            return self._doubt(draft, cited, Message("several events may be meant"))
        contradicting = [one for one in live if self._contradicts(draft, one)]
        if contradicting:
            return self._doubt(draft, contradicting, Message("it gives another date and does not say that it moves"))
        return None

    def _undated(self, draft: Event) -> Iterator[Match]:
        """What a clause says without a date, of each event that it names; nothing where it names none."""
        act = draft.reading.act if draft.reading else None
        pool = [one for one in self.known if self._is_open(one) and not self._foreign(one)]
        named: list[Known] = []
        for phrase in (draft.quote or "", draft.title, self.notice.title or ""):
            if named := mentioned(pool, phrase):
                break
        if act == STAYS:
            for one in named if phrase != self.notice.title else ():
                if one.event.uid not in self.taken:
                    yield Match(self._clone(draft, one), Sort.CONFIRMED, one)
            return
        named = [one for one in named if one.event.uid not in self.taken]
        if not named:
            yield from self._of_affair(draft, pool)
            return
        for one in named:
            self.taken.add(one.event.uid)
            yield self._change(self._clone(draft, one), one)

    def _of_affair(self, draft: Event, pool: Sequence[Known]) -> Iterator[Match]:
        """What is said of a whole affair: what happens in it is changed, what is due in it is asked about."""
        act = draft.reading.act if draft.reading else None
        phrase = draft.title + (self.notice.title or "")
        named = [
            one
            for one in pool
            if one.event.uid not in self.taken
            and any(subject and rules.named_in(subject, phrase) >= SURE for subject in _affairs(one))
        ]
        happening = [one for one in named if not _is_due(one.event)]
        for one in named:
            clone = self._clone(draft, one)
            self.taken.add(one.event.uid)
            if one in happening and (act in STATUS_OF or len(happening) == 1):
                yield self._change(clone, one)
            else:
                yield self._doubt(clone, [one], Message("what it belongs to is changed, and it is not named"))

    @staticmethod
    def _clone(draft: Event, known: Known) -> Event:
        """The draft as it speaks of one of several events."""
        return replace(draft, uid=uid_of(draft.uid, known.event.uid), title=known.event.title)

    def _words_before(self, draft: Event) -> str:
        """The words of its sentence before a date."""
        start = draft.source.start if draft.source else 0
        text = self.notice.text[max(start - LONGEST_SENTENCE, 0) : start]
        return re.split(r"[。；;\n]", text)[-1]

    # -------------------------------------------------------------- what becomes of it

    def _change(self, draft: Event, known: Known) -> Match:
        """The event with what the notice makes of it, unless it does not fit."""
        act = draft.reading.act if draft.reading else None
        former = draft.reading.former if draft.reading else None
        if act == STAYS:
            return Match(draft, Sort.CONFIRMED, known)
        if act in STATUS_OF:
            if known.event.status == STATUS_OF[act]:
                return Match(draft, Sort.CONFIRMED, known)
            if self._is_older_than(known):
                return Match(draft, Sort.OLDER, known)
            sort = Sort.CANCELLED if act == CANCELS else Sort.WAITING
            return Match(draft, sort, known, dates=_without_one(known.event, former))
        dates = self._dates(draft, known)
        if dates is None:
            return self._doubt(draft, [known], Message("by how much it moves cannot be reckoned"))
        if _same(dates, known.event.recurrence) and known.event.status == CONFIRMED:
            return Match(draft, Sort.CONFIRMED, known)
        if self._is_older_than(known):
            return Match(draft, Sort.OLDER, known)
        if self._contradicts_today(known):
            return self._doubt(draft, [known], Message("another notice of the same day says otherwise"))
        end = last_day(dates)
        if self.notice.issued and end < self.notice.issued:
            return self._doubt(draft, [known], Message("the new date lies before the notice"))
        return Match(draft, Sort.MOVED, known, dates=dates)

    def _confirm(self, draft: Event, known: Known) -> Match:
        """The event with one source more; where it had no time of day, with that of the notice."""
        event = known.event
        if event.status != CONFIRMED and not self._is_older_than(known):
            return self._change(draft, known)
        if not _same(draft.recurrence, event.recurrence):
            if self._is_older_than(known):
                return Match(draft, Sort.OLDER, known)
            return self._doubt(draft, [known], Message("it repeats a date that gave way to another one"))
        finer = draft.recurrence.clock is not None and event.recurrence.clock is None
        if finer and not self._is_older_than(known) and self._of_one_house(known):
            return Match(draft, Sort.MOVED, known, dates=draft.recurrence)
        return Match(draft, Sort.CONFIRMED, known)

    def _doubt(self, draft: Event, candidates: Sequence[Known], reason: Message) -> Match:
        return Match(draft, Sort.DOUBTFUL, candidates=tuple(candidates), reason=reason)

    def _dates(self, draft: Event, known: Known) -> Recurrence | None:
        """What the dates become: those of the draft, the old ones moved by so long, or one of many moved."""
        reading = draft.reading
        if reading and reading.by and reading.by.startswith("@"):
            return _at(known.event.recurrence, Clock.read(reading.by[1:]))
        if reading and reading.by:
            base = reading.former or known.event.recurrence
            return _moved_by(base, reading.by)
        old, new = known.event.recurrence, draft.recurrence
        if reading and reading.former and old.rule.single_span() is None:
            return _with_one_moved(known.event, reading.former, new)
        return replace(new, clock=old.clock) if new.clock is None and _keeps_clock(old, new) else new

    # -------------------------------------------------------------- who, when, which

    def _cites(self, known: Known) -> bool:
        """Whether the notice names one of those that speak of the event."""
        for one in known.statements:
            for cited in self.cited:
                if cited.number and one.source.number and cited.number in "".join(one.source.number.split()):
                    return True
                if cited.title and one.source.title and _one_title(cited.title, one.source.title):
                    return True
        return False

    def _related(self, known: Known) -> bool:
        return self._cites(known) or self._of_one_house(known)

    def _of_one_house(self, known: Known) -> bool:
        """Whether the notice comes from where the event does, as far as either says."""
        ours = self.notice.issuer
        theirs = [one.source.issuer for one in known.statements if one.source.issuer]
        return not ours or not theirs or any(_one_house(ours, other) for other in theirs)

    def _foreign(self, known: Known) -> bool:
        """Whether another office speaks of something of its own."""
        forwards = any(one.relation == FORWARDS for one in self.cited)
        return not (self._of_one_house(known) or self._cites(known) or forwards)

    def _is_open(self, known: Known) -> bool:
        """Whether a later notice may still change it."""
        end = last_day(known.event.recurrence)
        day = self.notice.issued or self.today
        return end >= day - timedelta(days=1) or known.event.status == WAITING

    def _is_older_than(self, known: Known) -> bool:
        """Whether a notice that was issued later speaks of the event."""
        latest, issued = known.latest, self.notice.issued
        return bool(latest and issued and latest.source.issued and issued < latest.source.issued)

    def _was_changed(self, known: Known) -> bool:
        return any(one.reading.act for one in known.statements)

    def _contradicts_today(self, known: Known) -> bool:
        """Whether another notice of the same day changed the event."""
        issued = self.notice.issued
        return issued is not None and any(
            one.source.issued == issued and one.reading.act for one in known.statements if one.source.digest
        )

    def _contradicts(self, draft: Event, known: Known) -> bool:
        """Whether both speak of one occurrence: of one edition, or in notices of one day and title."""
        ours, theirs = rules.called(draft.title), [rules.called(name) for name in known.names]
        if any(ours.marks and ours.marks == other.marks for other in theirs):
            return True
        return any(
            one.source.title == self.notice.title and one.source.issued == self.notice.issued for one in known.statements
        )


# ------------------------------------------------------------------ dates


def _same_group(one: Event, other: Event) -> bool:
    """Whether both are due, or both happen."""
    undated = other.recurrence.rule.extent()[1] is None and other.reading and other.reading.act and not other.reading.former
    return bool(undated) or _is_due(one) == _is_due(other)


def _is_due(event: Event) -> bool:
    return event.kind in DUE_KINDS or bool(event.recurrence.rule.deadline())


def _days(dates: Recurrence) -> Span | None:
    """Its days where it is one span; of what is due the last one."""
    rule = dates.rule.subject() if dates.rule.deadline() else dates.rule
    return rule.single_span()


def _same(one: Recurrence, other: Recurrence) -> bool:
    """Whether two have the same days, and no times that differ."""
    ours, theirs = _days(one), _days(other)
    if ours is None or theirs is None:
        return one.rule == other.rule and (one.clock == other.clock or not (one.clock and other.clock))
    if one.rule.deadline() or other.rule.deadline():
        if ours.last != theirs.last:
            return False
    elif ours != theirs:
        return False
    mine, yours = one.clock, other.clock
    return not mine or not yours or mine.start is None or yours.start is None or mine.start == yours.start


def _among(former: Recurrence, dates: Recurrence) -> bool:
    """Whether a day is one of those of a rule that recurs."""
    days = _days(former)
    if days is None or dates.rule.single_span() is not None:
        return False
    return any(True for _ in dates.between(days.first, days.last))


def _moved_by(dates: Recurrence, by: str) -> Recurrence | None:
    """The dates put off by an amount as it is kept: 1周."""
    unit = by.lstrip("0123456789")
    span, days = _days(dates), UNITS.get(unit)
    if span is None or days is None:
        return None
    step = timedelta(days=int(by.removesuffix(unit)) * days)
    moved = Fixed(span.first + step, span.last + step)
    due = dates.rule.deadline() is not None
    return replace(dates, rule=dates.rule.with_inner(lambda _: moved) if due else moved)


def _at(dates: Recurrence, clock: Clock) -> Recurrence | None:
    """The dates at another time of day: as long as before where no end is said."""
    if dates.rule.single_span() is None or dates.rule.deadline():
        return None
    old = dates.clock
    if clock.end is None and old and old.start is not None and old.end is not None and clock.start is not None:
        clock = Clock(clock.start, min(old.end - old.start + clock.start, 24 * 60))
    return replace(dates, clock=clock)


def _keeps_clock(old: Recurrence, new: Recurrence) -> bool:
    """Whether a new day without a time keeps the old time: 地点、时间不变."""
    return old.clock is not None and new.rule.single_span() is not None and old.rule.single_span() is not None


def _without_one(event: Event, former: Recurrence | None) -> Recurrence | None:
    """The dates of what recurs without the one that is called off; None where the whole event is."""
    days = _days(former) if former else None
    if days is None or event.recurrence.rule.single_span() is not None or not _among(former or event.recurrence, event.recurrence):
        return None
    from .single import cancelled

    return cancelled(event, days.first, rules.RECKONING)


def _with_one_moved(event: Event, former: Recurrence, new: Recurrence) -> Recurrence | None:
    days, to = _days(former), _days(new)
    if days is None or to is None:
        return None
    from .single import moved

    return moved(event, days.first, to, new.clock, rules.RECKONING)


# ------------------------------------------------------------------ names


def mentioned(pool: Sequence[Known], phrase: str) -> list[Known]:
    """The events that a phrase names; where one name holds another that is named too, the longer one."""
    here = rules.called(phrase)
    named: dict[str, list[Known]] = {}
    for one in pool:
        for name in one.names:
            plain = rules.called(name)
            says = rules.named_in(name, here.name) >= SURE and not rules.is_general(name)
            if says and not plain.contradicts(here):
                named.setdefault(plain.name, []).append(one)
                break
    longest = [name for name in named if not any(name != other and name in other for other in named)]
    return [one for name in longest for one in named[name]]


def _is_undated(draft: Event) -> bool:
    """Whether a clause says something of an entry and names no date."""
    return bool(draft.reading and draft.reading.act) and announcement(draft.recurrence.rule) is not None


def _affairs(known: Known) -> set[str]:
    """What the notices are about that speak of an event."""
    return {subject_of(one.source.title) for one in known.statements if one.source.title}


def _best(pool: Sequence[Known], likeness: Callable[[Known], float]) -> list[Known]:
    """Those whose name is surely the one that is meant: of several the most alike; else those that may be."""
    ranked = [(likeness(one), one) for one in pool]
    top = max((rank for rank, _ in ranked), default=0.0)
    return [one for rank, one in ranked if rank == top] if top >= LIKELY else []


def _is_alone(one: Known, pool: Sequence[Known]) -> bool:
    return len(pool) == 1 and pool[0] is one


def _one_title(one: str, other: str) -> bool:
    ours, theirs = ("".join(title.split()) for title in (one, other))
    return ours == theirs or (min(len(ours), len(theirs)) >= 6 and (ours in theirs or theirs in ours))


def _one_house(one: str, other: str) -> bool:
    """Whether two names are of one house: one holds the other, or both begin alike."""
    if one in other or other in one:
        return True
    return len(one) >= SHORTEST_PLACE and one[:SHORTEST_PLACE] == other[:SHORTEST_PLACE]
