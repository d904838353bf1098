"""Which stored event a later notice speaks of, and what becomes of it: new, confirmed, moved, cancelled, or to be asked.

What can be told is told by principles in order: the date that gives way, the name, the notice that is cited, who issued it.
Where two events fit, or the words contradict what is stored, nothing is changed before a person has looked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice, pairwise

import rules
from rules import LIKELY, SURE, Clock, Message, Notice, Recurrence, alike, citations, subject_of
from rules.kinds import announcement

from .events import CANCELLED, CLONE, CONFIRMED, WAITING, Event, last_day
from .evidence import Evidence
from .redating import NEARBY, are_same, at_other_time, begins_on, dates_after, days_of, is_among, is_due, without_one
from .statements import CANCELS, MOVES, STATUS_OF, STAYS, WAITS, Statement, leading, statement_of

FORWARDS, REPLACES, AMENDS = "forwards", "replaces", "amends"
BY_WORDS = 0.7
"""How much alike two are at most of which only the words around say so."""
OF_DAY = ("@", "PT", "-PT")
"""How what changes only the time of day is written: @15:30/, PT60M."""
BOOK = re.compile("《[^《》]*》")
"""The title of another notice, which is no name of what takes place."""
ORDER = (MOVES, CANCELS, WAITS, STAYS)
"""In which order what is said without a date is taken."""
EVIDENT, HALF = 0.25, 0.5
SOME, MOSTLY, CLOSELY = 0.2, 0.6, 0.7
"""How much of a name is said at least where everything else fits."""
REPEATED = 2
"""Dates of one notice that another repeats where it hands that on."""
AFFAIR = 0.85
"""How much the name of the affair counts that an event is of, beside its own."""
MARGIN = 0.1
"""How much more alike one of several names has to be."""
LATELY = 60
"""Days for which what is over may still be the one of which another date is said, in a notice that comes too early."""
RECENTLY = 7
"""Days for which what is over may still be put off, in a notice that comes after it."""
LONGEST_NUMBER = 3
"""Characters of the number of an item, behind which it begins with its date."""
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


SETTLED = (Sort.CONFIRMED, Sort.MOVED)
"""What a clause without a date may add to."""


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

    def is_only_in(self, digests: Collection[str]) -> bool:
        """Whether no other notice than these speaks of it."""
        return bool(self.statements) and all(one.source.digest in digests for one in self.statements)

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
        self._more: list[Match] = []
        """What is said of further events than the first by one draft."""
        self._drafts: Sequence[Event] = ()
        self._repeated: Counter[str | None] = Counter()
        self._staying: list[Event] = []
        """What is said to stay as it is."""
        self._next: dict[str, Event] = {}
        """The draft of the day right after that of another one in the same row, by the UID of this."""
        self._absorbed: set[str] = set()
        self.taken: set[str] = set()
        """UIDs of events of which a draft speaks already."""
        self._sisters = Counter((_digest(one.event), is_due(one.event)) for one in known)
        self.reminds = rules.reminds(notice)
        self.cited = citations(self.notice)
        self.amends = any(one.relation in (AMENDS, REPLACES) for one in self.cited) or rules.amends(self.notice)
        self.amends = self.amends and not rules.calls_off(notice)
        self.core = subject_of(self.notice.title) if self.notice.title else ""
        self._hands_on = any(one.relation == FORWARDS for one in self.cited) or rules.forwards(notice)
        self._offices: dict[str, bool] = {}
        self._evidence = Evidence({one.event.uid: one.names if is_due(one.event) else self.names(one) for one in known})

    def matches(self, drafts: Sequence[Event]) -> list[Match]:
        """What becomes of each draft, in their order, the surest first taken; a draft may speak of several events, or of none."""
        found: dict[str, Match] = {}
        self._drafts = drafts
        self._repeated = self._repeats([draft for draft in drafts if not _is_undated(draft)])
        self._next = {one.uid: other for one, other in pairwise(drafts) if self._goes_on(one, other)}
        undated = [draft for draft in drafts if _is_undated(draft)]
        changing = [draft for draft in drafts if draft.reading and draft.reading.act and not _is_undated(draft)]
        setting = [draft for draft in drafts if not (draft.reading and draft.reading.act)]
        self._staying = [one for one in undated if one.reading and one.reading.act == STAYS]
        ceasing = [one for one in undated if one.reading and one.reading.act == CANCELS]
        setting = [one for one in setting if not any(_within(one, other) for other in ceasing)]
        for sure, group in ((True, changing), (True, setting), (False, changing), (False, setting)):
            for draft in group:
                if draft.uid not in found and (match := self._match(draft, sure=sure)):
                    found[draft.uid] = match
                    if match.known:
                        self.taken.add(match.known.event.uid)
        said = self._said(undated, found)
        dated = [draft for draft in drafts if not _is_undated(draft) and draft.uid not in self._absorbed]
        new = [found.get(draft.uid) or Match(draft, Sort.NEW) for draft in dated]
        return [*new, *self._more, *said]

    def _goes_on(self, one: Event, other: Event) -> bool:
        """Whether a date is the day after another one in a row: 11月5日、6日."""
        here, there = days_of(one.recurrence), days_of(other.recurrence)
        if not (one.source and other.source and here and there) or (there.first - here.last).days != 1:
            return False
        return self.notice.text[one.source.end : other.source.start].strip() in ("、", "和", "及", "")

    def _also(self, match: Match, known: Known, said: Event) -> Match:
        """A match with what a clause says without a date of the same event: to which time it moves, that it is called off."""
        by = said.reading.by if said.reading else None
        if match.sort is Sort.MOVED:
            moved = at_other_time(match.dates or known.event.recurrence, by) if by else None
            return replace(match, dates=moved) if moved else match
        return self._change(match.draft, known, said=said)

    def _speaks(self, match: Match, said: Event) -> bool:
        """Whether a clause has the date of a match; where it moves something, one that is the same."""
        days = days_of(match.draft.recurrence)
        moves = bool(said.reading and said.reading.act == MOVES)
        same = (
            other for other in self._drafts if moves and not _is_undated(other) and days_of(other.recurrence) == days
        )
        if moves and said.reading and (said.reading.by or "").startswith(OF_DAY) and _in_one_sentence(match.draft, said):
            return True
        return _within(match.draft, said) or any(_within(other, said) for other in same)

    def _said(self, undated: Sequence[Event], found: dict[str, Match]) -> list[Match]:
        """What clauses say without a date: of the event whose date they repeat, of those that they name, of whole affairs."""
        result, left = [], []
        for draft in sorted(
            undated, key=lambda one: ORDER.index(one.reading.act) if one.reading and one.reading.act else 0
        ):
            dated = next((m for m in found.values() if m.known and m.sort in SETTLED and self._speaks(m, draft)), None)
            if dated and dated.known and draft.reading and draft.reading.act != STAYS:
                found[dated.draft.uid] = self._also(dated, dated.known, draft)
                continue
            matches = list(self._undated(draft, found))
            result += matches
            if not matches:
                left.append(draft)
        for draft in left:
            result += self._of_affair(draft)
        return result

    def as_chosen(self, draft: Event, known: Known) -> Match:
        """What becomes of a draft of which a person says that it is this event."""
        match = self._change(draft, known)
        return match if match.sort is not Sort.DOUBTFUL else Match(draft, Sort.MOVED, known, dates=draft.recurrence)

    def _words_around(self, draft: Event) -> str:
        """The words of the row, the clause and the sentence up to it."""
        return "，".join(islice(self._scopes(draft), 3))

    def _scopes(self, draft: Event) -> Iterator[str]:
        """The words that may name what a date is of, from its clause outwards."""
        source, text = draft.source, self.notice.text
        if source is None or source.start is None or source.end is None:
            return
        ahead = re.split(r"[。；;\n]", BOOK.sub("", text[max(source.start - LONGEST_SENTENCE, 0) : source.start]))[-1]
        clauses = re.split(r"[，,]", re.split(r"[。；;\n]", text[source.end : source.end + LONGEST_SENTENCE])[0])
        behind = clauses[0] or ("".join(clauses[:2]) if not ahead.strip() or len(ahead) <= LONGEST_NUMBER else "")
        if _is_undated(draft):
            yield subject_of(BOOK.sub("", draft.quote or ""))
            yield subject_of(BOOK.sub("", draft.title))
        else:
            yield self._row_at(source.start)
            day = "" if draft.reading and draft.reading.act else f"{draft.quote or ''}，"
            yield re.split(r"[，,]", ahead)[-1] + day + behind
            yield ahead + day + behind
        yield BOOK.sub("", source.sentence or "")
        yield self.core

    def _row_at(self, offset: int) -> str:
        """The other cells of the row of a table in which something stands; "" outside of tables."""
        document = self.notice.document
        number = document.number_at(offset) if document else None
        cell = document.blocks[number].cell if document and number is not None else None
        if not document or not cell:
            return ""
        row = (block for block in document.blocks if block.cell and (block.cell.table, block.cell.row) == (cell.table, cell.row))
        return "".join(document.words(block) + "，" for block in row if block.cell != cell)

    def _meant(self, draft: Event, pool: Sequence[Known], enough: float, scopes: int = 4) -> list[Known]:
        """The events of which the words around a date speak, the nearest words first; further ones tell several apart."""
        by_uid = {one.event.uid: one for one in pool}
        left: list[str] = []
        for words in islice(self._scopes(draft), scopes + (not _is_undated(draft))):
            meant = self._evidence.meant(left or list(by_uid), words, enough=enough)
            left = meant or left
            if len(left) == 1:
                break
        return [by_uid[uid] for uid in left]

    # -------------------------------------------------------------- one draft

    def _match(self, draft: Event, *, sure: bool) -> Match | None:
        """What becomes of a draft; None where nothing stored is meant, or nothing surely."""
        reading = draft.reading
        act, former = (reading.act, reading.former) if reading else (None, None)
        if _is_undated(draft):
            return None
        if not former and reading and (act in STATUS_OF or reading.by):
            former = draft.recurrence
        if act and former:
            match = self._by_former(draft, former)
        elif act and not any(one.relation == FORWARDS for one in self.cited):
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

    def names(self, known: Known) -> list[str]:
        """What an event may be called: where nothing else happens in its notice, that is about it."""
        alone = self._sisters[_digest(known.event), is_due(known.event)] == 1
        return [*known.names, *(_affairs(known) if alone else ())]

    def _is_sole(self, known: Known, draft: Event) -> bool:
        """Whether an event is the only one of its sort in a notice on the same affair, and some of its words are said."""
        due = is_due(known.event)
        if due != is_due(draft) or self._sisters[_digest(known.event), due] != 1:
            return False
        here = f"{self.notice.title or ''}{draft.source.sentence if draft.source else ''}"
        affair = max((rules.named_in(subject, here) for subject in _affairs(known)), default=0.0)
        return affair >= LIKELY and any(rules.named_in(name, here) >= SOME for name in known.names)

    def _named(self, draft: Event, known: Known) -> float:
        """How much alike the names are; where the draft has a general one, that of its notice counts."""
        if rules.adds(draft.title):
            return 0.0
        names = {draft.title, rules.bare_name(draft.title)}
        best = max(alike(name, other) for name in names for other in known.names)
        affairs = self.names(known)[len(known.names) :] if is_due(known.event) == is_due(draft) else ()
        best = max(best, AFFAIR * max((alike(name, other) for name in names for other in affairs), default=0.0))
        if best < SURE and self.core:
            whole = max(alike(self.core, other) for other in (*known.names, *affairs))
            generic = alike(draft.title, self.core)
            best = max(best, min(whole, SURE) if generic >= LIKELY or rules.is_general(draft.title) else 0)
        return best

    def _spoken_of(self, draft: Event, known: Known) -> float:
        """How surely both speak of one thing of which a date is the same: by the names, and by the words around them."""
        ours, theirs = rules.called(draft.title), [rules.called(name) for name in self.names(known)]
        if all(ours.contradicts(other) for other in theirs):
            return 0.0
        said = "".join(one.source.sentence or "" for one in known.statements)
        here = f"{self.notice.title or ''}{draft.source.sentence if draft.source else ''}"
        pairs = [(draft.title, said), *((name, here) for name in self.names(known))]
        words = max(0.0 if rules.is_general(name) else rules.named_in(name, text) for name, text in pairs)
        return max(self._named(draft, known), BY_WORDS * words)

    def _by_former(self, draft: Event, former: Recurrence) -> Match | None:
        """A date that is named gives way."""
        pool = [one for one in self.known if one.event.uid not in self.taken]
        fits = [
            one for one in pool if any(are_same(former, dates) or begins_on(former, dates) for dates in one.dates())
        ]
        if strange := [one for one in fits if self._foreign(one)]:
            fits = [one for one in fits if not self._foreign(one)]
            same = [one for one in strange if alike(draft.title, one.event.title) >= SURE]
            if not fits and same:
                return self._doubt(draft, same, Message("another office speaks of it"))
        pool = [one for one in pool if not self._foreign(one)]
        if not fits:  # 原定9月召开, 原定本周末举行
            within = [one for one in pool if _holds(former, one.event) and self._named(draft, one) >= SURE]
            if len(within) == 1:
                return self._change(_without_former(draft), within[0])
        if not fits and former.rule.single_span() is None:
            fits = [
                one for one in pool if is_among(one.event.recurrence, former) and self._spoken_of(draft, one) >= LIKELY
            ]
        if not fits:
            fits = [one for one in pool if is_among(former, one.event.recurrence) and self._named(draft, one) >= LIKELY]
        ranked = sorted(fits, key=lambda one: -self._spoken_of(draft, one))
        likeness = [self._spoken_of(draft, one) for one in ranked]
        general = rules.is_general(draft.title)
        named = [one for one in fits if self._named(draft, one) >= SURE]
        if len(named) == 1 and not general:
            return self._change(draft, named[0])
        if len(fits) == 1 and (likeness[0] >= LIKELY or general or self._cites(fits[0]) or self._heads(draft, fits[0])):
            return self._change(draft, fits[0])
        if len(fits) > 1 and likeness[0] >= LIKELY and likeness[0] - likeness[1] >= MARGIN and not general:
            return self._change(draft, ranked[0])
        if len(row := self._in_a_row(draft, fits)) > 1:
            return self._change_all(draft, row)
        if len(fits) > 1 and len(meant := self._meant(draft, fits, EVIDENT, 3)) == 1:
            return self._change(draft, meant[0])
        if len(fits) > 1 and (likeness[0] >= LIKELY or general):
            return self._doubt(draft, fits, Message("several events have the date that gives way"))
        if fits:
            return self._doubt(
                draft, fits, Message("the date that gives way is that of this event, the name is another")
            )
        ahead = [one for one in pool if self._named(draft, one) >= SURE and _has(one, draft.recurrence)]
        if len(ahead) == 1 and self._is_older_than(ahead[0]):
            return Match(draft, Sort.OLDER, ahead[0])  # what came of it was read before
        close = [one for one in pool if self._named(draft, one) >= SURE and self._is_open(one, LATELY)] or [
            one for one in pool if _ends_alike(draft, one) and self._is_open(one) and not is_due(one.event)
        ]
        if close:
            close = [one for one in close if is_due(one.event) == is_due(draft)] or close
            return self._doubt(draft, close, Message("the date that gives way is none of this event"))
        return None

    def _is_other(self, draft: Event) -> bool:
        """Whether another draft speaks of the event that has the name of this one."""
        return any(one.event.uid in self.taken and self._named(draft, one) >= LIKELY for one in self.known)

    def _in_a_row(self, draft: Event, named: Sequence[Known]) -> list[Known]:
        """The events, where the words right before the date name all of them in a row: 报名、缴费截止时间延长至."""
        words = re.split(r"[，,：:]", self._words_before(draft))[-1]
        said = [
            one for one in named if any(rules.named_in(name, rules.called(words).name) >= SURE for name in one.names)
        ]
        joined = any(sign in words for sign in "、和及与")
        return said if joined and len(said) > 1 else []

    def _heads(self, draft: Event, known: Known) -> bool:
        """Whether the sort of thing that an event is stands in the sentence of the date: 义诊."""
        said = (draft.source.sentence or "" if draft.source else "") + draft.title
        return any((head := rules.head_of(name)) and head in said for name in known.names)

    def _headed(self, pool: Sequence[Known], draft: Event) -> list[Known]:
        """The events of the sort that stands right before the date, where the notice says the rest of their names elsewhere."""
        words = rules.called(re.split(r"[，,：:]", self._words_before(draft))[-1]).name
        here = rules.called(f"{self.notice.title or ''}{draft.source.sentence or '' if draft.source else ''}").name
        return [
            one
            for one in pool
            if any(
                (head := rules.head_of(name)) in words
                and not rules.is_general(head)
                and rules.named_in(name, here) >= MOSTLY
                for name in one.names
            )
        ]

    def _by_name(self, draft: Event) -> Match | None:
        """Something gives way without its date."""
        pool = [one for one in self._pool(draft) if self._is_open(one, RECENTLY)]
        headed = self._headed(pool, draft)
        general = rules.ends_generally(self._words_before(draft))
        row = self._in_a_row(draft, self._mentioned(pool, self._words_before(draft)))
        named = row or self._narrowed(
            (headed if len(headed) == 1 else []),
            (_likely if general else _best)(pool, lambda one: self._named(draft, one)),
            self._meant(draft, pool, HALF, 2) if general else self._meant(draft, self._open_pool(due=is_due(draft)), EVIDENT, 2),
            [] if general else self._meant(draft, pool, EVIDENT, 3),
            self._mentioned(pool, self._words_before(draft)),
            headed,
            self._mentioned(pool, self.notice.title or "") if not self._is_other(draft) else [],
        )
        cited = [one for one in named if self._cites(one)] or named
        cited = [one for one in cited if row or one in headed or is_due(one.event) == is_due(draft)] or cited
        if len(cited) == 1 and self._is_of_more(cited[0], self._words_before(draft)):
            return self._doubt(draft, cited, Message("its name is said of something else"))
        if len(cited) == 1:
            return self._change(draft, cited[0])
        if len(row) > 1:
            return self._change_all(draft, row)
        if not cited and len(sole := [one for one in pool if self._is_sole(one, draft)]) == 1:
            return self._change(draft, sole[0])
        if not cited and (strange := self._strange(draft)):
            return self._doubt(draft, strange, Message("another office speaks of it"))
        near = [one for one in pool if not is_due(draft) and _is_near(one.event, draft)]
        near = [*cited, *(one for one in near if one not in cited)] if general else cited or self._sole_due(draft)
        if near:
            return self._doubt(draft, near, Message("several events may be meant"))
        return None

    def _change_all(self, draft: Event, row: Sequence[Known]) -> Match:
        """What becomes of the first of several events that change alike; the others are kept for the end."""
        self._more += [self._change(self._clone(draft, one), one) for one in row[1:]]
        self.taken.update(one.event.uid for one in row)
        return self._change(self._clone(draft, row[0]), row[0])

    def _sole_due(self, draft: Event) -> list[Known]:
        """By when something of the same affair is due, where that is one thing alone and it has another name: 征文, 投稿."""
        if not is_due(draft):
            return []
        due = [one for one in self._pool(draft) if is_due(one.event) and self._is_open(one, LATELY)]
        due = [one for one in due if self._cites(one) or any(alike(self.core, name) >= SURE for name in _affairs(one))]
        return due if len(due) == 1 else []

    def _open_pool(self, *, due: bool) -> list[Known]:
        """The events that a later notice may still change and of which no draft speaks; `due`: by when something is done."""
        every = (one for one in self.known if one.event.uid not in self.taken and self._is_open(one, RECENTLY))
        return [one for one in every if not self._foreign(one) and (not due or is_due(one.event) or one.event.kind == "window")]

    @staticmethod
    def _narrowed(*ways: Sequence[Known]) -> list[Known]:
        """The one event on which ways to tell it agree, the surest way first; several where they cannot be told apart."""
        left: list[Known] = []
        for way in ways:
            left = [one for one in way if one in left] or left or list(way)
            if len(left) == 1:
                break
        return left

    def _strange(self, draft: Event) -> list[Known]:
        """The events of other offices that have the name of a draft."""
        return [
            one
            for one in self.known
            if self._foreign(one)
            and self._is_open(one)
            and not rules.is_general(draft.title)
            and alike(draft.title, one.event.title) >= SURE
        ]

    def _set(self, draft: Event) -> Match | None:
        """A date is set, confirmed, or set otherwise than before."""
        pool = self._pool(draft)
        same = [one for one in pool if any(are_same(draft.recurrence, dates) for dates in one.dates())]
        named = _best(same, lambda one: self._spoken_of(draft, one))
        if not named and len(same) == 1 and (self.reminds or self._hands_on or self._is_that_minute(draft, same[0])):
            named = same
        if not named and len(same) == 1 and (_is_nameless(draft) or any(_within(draft, one) for one in self._staying)):
            named = same
        named = named or self._meant(draft, same, SOME, 2) or self._meant(draft, same, HALF, 3)
        if named:
            return self._confirm(draft, named[0])
        others = [one for one in pool if self._named(draft, one) >= (CLOSELY if self.amends else SURE)]
        if not others and self.amends and is_due(draft) and days_of(draft.recurrence):
            others = [one for one in self._open_pool(due=True) if any(alike(draft.title, name) >= SURE for name in one.names)]
        if not others:
            waiting = [one for one in pool if self.amends or one.event.status == WAITING]
            others = self._meant(draft, [one for one in waiting if self._is_open(one)], HALF, 2)
            others = [one for one in others if self._evidence.says_end(one.event.uid, self._words_around(draft))]
            begun = [one for one in waiting if _begins_alike(one.event, draft)]
            others = others or self._meant(draft, begun, EVIDENT, 3)
        others += [one for one in pool if one not in others and self._waits_beside(one, others)]
        if len(others) > 1 and len(meant := self._meant(draft, others, EVIDENT, 1)) == 1:
            others = meant
        return self._otherwise(draft, others) if others else None

    @staticmethod
    def _waits_beside(known: Known, others: Sequence[Known]) -> bool:
        """Whether an event of the same notice waits for its date too."""
        waiting = (one for one in others if one.event.status == WAITING)
        return known.event.status == WAITING and any(_digest(one.event) == _digest(known.event) for one in waiting)

    def _is_that_minute(self, draft: Event, known: Known) -> bool:
        """Whether an event is at the same time of the same day, in a notice that speaks of its affair."""
        ours, theirs = (one.recurrence.clock for one in (draft, known.event))
        about = self._evidence.of(known.event.uid, self.notice.text) >= HALF
        return ours is not None and theirs is not None and about

    def _otherwise(self, draft: Event, others: Sequence[Known]) -> Match | None:
        """The same name with another date: a change where the notice makes one, else mostly another occurrence."""
        dated = draft.recurrence.rule.single_span() is not None
        waiting = [
            one for one in others if dated and one.event.status in (WAITING, CANCELLED) and self._of_one_house(one)
        ]
        if len(waiting) > 1:
            waiting = [one for one in waiting if _is_long(one.event) == _is_long(draft)] or waiting
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

    def _undated(self, draft: Event, found: dict[str, Match]) -> Iterator[Match]:
        """What a clause says without a date, of each event that it names; nothing where it names none."""
        act = draft.reading.act if draft.reading else None
        pool = [one for one in self.known if self._is_open(one) and not self._foreign(one)]
        named: list[Known] = []
        for phrase in (subject_of(draft.quote or ""), subject_of(draft.title)):
            if named := self._mentioned(pool, phrase):
                break
        if act == STAYS:
            for one in named:
                if one.event.uid not in self.taken:
                    yield self._change(self._clone(draft, one), one)
            return
        enough = EVIDENT if act == MOVES else HALF
        if not named and len(meant := self._meant(draft, pool, enough, 2)) == 1:
            named = meant
        for match in [one for one in found.values() if one.known in named and one.sort is Sort.CONFIRMED]:
            assert match.known
            found[match.draft.uid] = self._also(match, match.known, draft)
        changed = {_digest(one.event) for one in self.known if one.event.uid in self.taken}
        named += [
            one
            for one in pool
            if one not in named
            and _digest(one.event) in changed
            and (head := rules.head_of(one.event.title))
            and head in (draft.quote or "")
        ]
        for one in [one for one in named if one.event.uid not in self.taken]:
            self.taken.add(one.event.uid)
            if len(named) == 1 and self._is_of_more(one, subject_of(draft.quote or "")):
                yield self._doubt(self._clone(draft, one), [one], Message("its name is said of something else"))
            else:
                yield self._change(self._clone(draft, one), one)

    def _is_of_more(self, known: Known, words: str) -> bool:
        """Whether words go on behind the name of what happens with something else: 年会报到时间."""
        happens = not is_due(known.event) and known.event.kind != "window"
        return happens and all(rules.is_said_of_more(name, words) for name in known.names)

    def _of_affair(self, draft: Event) -> Iterator[Match]:
        """What is said of a whole affair: what happens in it is changed, what is due in it is asked about."""
        act = draft.reading.act if draft.reading else None
        pool = [one for one in self.known if act != STAYS and self._is_open(one) and not self._foreign(one)]
        subject = subject_of(draft.title)
        named = [
            one
            for one in pool
            if one.event.uid not in self.taken
            and subject
            and any(
                affair and not rules.is_general(subject) and alike(subject, affair) >= SURE for affair in _affairs(one)
            )
        ]
        happening = [one for one in named if not is_due(one.event)]
        for one in named:
            clone = self._clone(draft, one)
            self.taken.add(one.event.uid)
            if one in happening and (act in STATUS_OF or len(happening) == 1):
                yield self._change(clone, one)
            else:
                yield self._doubt(clone, [one], Message("what it belongs to is changed, and it is not named"))

    def _mentioned(self, pool: Sequence[Known], phrase: str) -> list[Known]:
        """The events that a phrase names; those that are alone in their notice also by what this is about."""
        named = self._mentioned_by(pool, phrase, lambda one: one.names)
        happening = [one for one in pool if not is_due(one.event)]
        return named or self._mentioned_by(happening, phrase, self.names)

    @staticmethod
    def _mentioned_by(pool: Sequence[Known], phrase: str, names: Callable[[Known], list[str]]) -> list[Known]:
        """The events whose names a phrase says; where one name holds another that is said too, the longer one."""
        here = rules.called(phrase)
        named: dict[str, list[Known]] = {}
        for one in pool:
            for name in names(one):
                plain = rules.called(name)
                head, editions = rules.head_of(name), plain.editions
                of_edition = bool(editions) and editions <= here.marks and bool(head) and head in here.name
                share = rules.named_in(name, here.name)
                whole = share >= SURE or (share >= MOSTLY and bool(head) and head in here.name)
                says = of_edition or (whole and not rules.is_general(name))
                if says and not plain.is_none_of(here):
                    named.setdefault(plain.name, []).append(one)
                    break
        longest = [
            name
            for name in named
            if not any(name != other and name in other and other in here.name for other in named)
        ]
        return [one for name in longest for one in named[name]]

    @staticmethod
    def _clone(draft: Event, known: Known) -> Event:
        """The draft as it speaks of one of several events."""
        return replace(draft, uid=f"{draft.uid}{CLONE}{known.event.uid}", title=known.event.title)

    def _words_before(self, draft: Event) -> str:
        """The words of its sentence before a date."""
        start = draft.source.start if draft.source else 0
        text = self.notice.text[max(start - LONGEST_SENTENCE, 0) : start]
        return re.split(r"[。；;\n]", text)[-1]

    # -------------------------------------------------------------- what becomes of it

    def _change(self, draft: Event, known: Known, said: Event | None = None) -> Match:
        """The event with what the notice makes of it, unless it does not fit; `said` without a date of the same event."""
        if said and said.reading and draft.reading:
            reading = replace(draft.reading, act=said.reading.act, by=said.reading.by)
            draft = replace(draft, reading=reading)
        act = draft.reading.act if draft.reading else None
        former = draft.reading.former if draft.reading else None
        if act == STAYS and known.event.status == CONFIRMED:
            return Match(draft, Sort.CONFIRMED, known)
        if act == STAYS:  # it takes place after all
            return Match(draft, Sort.MOVED, known, dates=known.event.recurrence)
        if act in STATUS_OF:
            if known.event.status == STATUS_OF[act]:
                return Match(draft, Sort.CONFIRMED, known)
            if self._is_older_than(known):
                return Match(draft, Sort.OLDER, known)
            sort = Sort.CANCELLED if act == CANCELS else Sort.WAITING
            return Match(draft, sort, known, dates=without_one(known.event, former))
        dates = self._dates(draft, known)
        if dates is None:
            return self._doubt(draft, [known], Message("by how much it moves cannot be reckoned"))
        if are_same(dates, known.event.recurrence) and known.event.status == CONFIRMED:
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
        if not are_same(draft.recurrence, event.recurrence):
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
        """What the dates become; the second day of two that a row names is taken with the first one."""
        days, follower = known.event.recurrence.rule.single_span(), self._next.get(draft.uid)
        runs_on = follower is not None and days is not None and (days.last - days.first).days == 1
        runs_on = runs_on and not (draft.reading and draft.reading.by)
        if follower and runs_on:
            self._absorbed.add(follower.uid)
        return dates_after(known.event, draft, runs_on=runs_on)

    # -------------------------------------------------------------- who, when, which

    def _cites(self, known: Known) -> bool:
        """Whether the notice names one of those that speak of the event."""
        for one in known.statements:
            for cited in self.cited:
                if cited.number and one.source.number and _one_number(cited.number, one.source.number):
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
        return not ours or not theirs or any(rules.one_house(ours, other) for other in theirs)

    def _foreign(self, known: Known) -> bool:
        """Whether another office speaks of something of its own."""
        repeats = self._repeated[_digest(known.event)] >= REPEATED
        if self._of_one_house(known) or self._cites(known) or self._hands_on or repeats:
            return False
        return not any(self._speaks_of(one.source.issuer) for one in known.statements if one.source.issuer)

    def _speaks_of(self, issuer: str) -> bool:
        """Whether the notice names an office."""
        if issuer not in self._offices:
            self._offices[issuer] = rules.names_house(self.notice.text, issuer)
        return self._offices[issuer]

    def _repeats(self, drafts: Sequence[Event]) -> Counter[str | None]:
        """How many dates of each notice this one repeats under much the same names."""
        return Counter(
            _digest(one.event)
            for one in self.known
            if any(
                are_same(draft.recurrence, one.event.recurrence)
                and (self._named(draft, one) >= LIKELY or self._meant(draft, [one], SOME, 3))
                for draft in drafts
            )
        )

    def _forwards(self, known: Known) -> bool:
        """Whether the notice hands on one that speaks of the event."""
        return self._cites(known) and any(one.relation == FORWARDS for one in self.cited)

    def _is_open(self, known: Known, lately: int = 1) -> bool:
        """Whether a later notice may still change it: it is not over, or only for so many days."""
        end = last_day(known.event.recurrence)
        day = self.notice.issued or self.today
        return end >= day - timedelta(days=lately) or known.event.status == WAITING

    def _is_older_than(self, known: Known) -> bool:
        """Whether a notice that was issued later speaks of the event."""
        latest, issued = known.latest, self.notice.issued
        return bool(latest and issued and latest.source.issued and issued < latest.source.issued)

    def _was_changed(self, known: Known) -> bool:
        return any(one.reading.act for one in known.statements)

    def _contradicts_today(self, known: Known) -> bool:
        """Whether another notice of the same day changed the event."""
        issued = self.notice.issued or self.today
        return any(one.issued == issued and one.reading.act for one in known.statements if one.source.digest)

    def _contradicts(self, draft: Event, known: Known) -> bool:
        """Whether both speak of one occurrence: of one edition, or in notices of one day and title."""
        ours, theirs = rules.called(draft.title), [rules.called(name) for name in known.names]
        if any(ours.marks and ours.marks == other.marks for other in theirs):
            return True
        return any(
            one.source.title == self.notice.title and one.source.issued == self.notice.issued
            for one in known.statements
        )


# ------------------------------------------------------------------ dates


def _same_group(one: Event, other: Event) -> bool:
    """Whether both are due, or both happen."""
    undated = (
        other.recurrence.rule.extent()[1] is None and other.reading and other.reading.act and not other.reading.former
    )
    ends = other.reading and other.reading.act == MOVES and "window" in (one.kind, other.kind)
    closes = "window" in (one.kind, other.kind) and are_same(one.recurrence, other.recurrence)
    return bool(undated or ends or closes) or is_due(one) == is_due(other)


# ------------------------------------------------------------------ names


def _is_undated(draft: Event) -> bool:
    """Whether a clause says something of an entry and names no date."""
    return bool(draft.reading and draft.reading.act) and announcement(draft.recurrence.rule) is not None


def _ends_alike(draft: Event, known: Known) -> bool:
    """Whether both are of one sort by the last word of their names: 培训."""
    return any(name[-2:] == draft.title[-2:] for name in known.names)


def _has(known: Known, dates: Recurrence) -> bool:
    """Whether an event has or had these dates."""
    return any(are_same(dates, own) for own in known.dates())


def _is_near(event: Event, draft: Event) -> bool:
    """Whether an event takes place near the day to which something is moved."""
    here, there = days_of(event.recurrence), days_of(draft.recurrence)
    return here is not None and there is not None and abs((here.first - there.first).days) <= NEARBY


def _holds(former: Recurrence, event: Event) -> bool:
    """Whether a date that gives way is a month or a week in which an event takes place."""
    wide, days = days_of(former), days_of(event.recurrence)
    return bool(wide and days and wide != days and wide.first <= days.first and days.last <= wide.last)


def _without_former(draft: Event) -> Event:
    """A draft without the date that gave way, which was said less finely than it is kept; it stays by how much it moves."""
    return replace(draft, reading=replace(draft.reading, former=None)) if draft.reading else draft


def _is_long(event: Event) -> bool:
    """Whether it goes on for several days."""
    days = event.recurrence.rule.single_span()
    return days is not None and days.first < days.last


def _is_nameless(draft: Event) -> bool:
    """Whether a draft has no name but its date, or a general one: 展期没有变化，还是4月17日至19日."""
    return draft.title == draft.quote or rules.is_general(draft.title)


def _begins_alike(event: Event, draft: Event) -> bool:
    """Whether an event of several days begins on the day on which a draft does."""
    ours, theirs = (one.recurrence.rule.single_span() for one in (event, draft))
    return bool(ours and theirs and ours.first == theirs.first and ours.first < ours.last)


def _within(dated: Event, said: Event) -> bool:
    """Whether a date stands in the clause that says something."""
    if dated.source is None or said.source is None:
        return False
    return said.source.start <= dated.source.start < said.source.end


def _in_one_sentence(one: Event, other: Event) -> bool:
    """Whether two are said in one sentence, and the second one by no name of its own."""
    ours, theirs = one.source, other.source
    if not (ours and theirs and ours.sentence and theirs.sentence) or other.title == other.quote:
        return False
    return ours.sentence.startswith(theirs.sentence)


def _digest(event: Event) -> str | None:
    return event.source.digest if event.source else None


def _affairs(known: Known) -> set[str]:
    """What the notices are about that speak of an event."""
    every = {subject_of(one.source.title) for one in known.statements if one.source.title}
    return {one for one in every if not rules.is_general(one)}


def _best(pool: Sequence[Known], likeness: Callable[[Known], float]) -> list[Known]:
    """Those whose name is surely the one that is meant: of several the most alike; else those that may be."""
    ranked = [(likeness(one), one) for one in pool]
    top = max((rank for rank, _ in ranked), default=0.0)
    return [one for rank, one in ranked if rank == top] if top >= LIKELY else []


def _likely(pool: Sequence[Known], likeness: Callable[[Known], float]) -> list[Known]:
    """Those whose name may be the one that is meant."""
    return [one for one in pool if likeness(one) >= LIKELY]


def _is_alone(one: Known, pool: Sequence[Known]) -> bool:
    return len(pool) == 1 and pool[0] is one


def _one_number(one: str, other: str) -> bool:
    """Whether a document number is another one, with a word before it or shortened: 对远电党〔2026〕27号."""
    ours, theirs = ("".join(number.split()) for number in (one, other))
    return ours in theirs or theirs in ours


def _one_title(one: str, other: str) -> bool:
    ours, theirs = ("".join(title.split()) for title in (one, other))
    return ours == theirs or (min(len(ours), len(theirs)) >= 6 and (ours in theirs or theirs in ours))
