"""Who speaks of an event, when, and of which notice: whether it is of the same house, cited, still open, said later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import rules
from rules import LIKELY, Notice, citations

from ..events import WAITING, Event, last_day
from .index import day_of
from .known import Known, digest_of
from .redating import are_same
from .words import SOME, Words

FORWARDS, REPLACES, AMENDS = "forwards", "replaces", "amends"
LONG_NUMBER = 6
"""Characters of a number by which a notice is known wherever it stands."""
REPEATED = 2
"""Dates of one notice that another repeats where it hands that on."""


class Standing:
    """Where a notice stands to those that speak of the stored events."""

    def __init__(self, notice: Notice, known: Sequence[Known], today: date, words: Words) -> None:
        self.notice = notice
        self.known = known
        self.today = today
        self.words = words
        self.cited = citations(notice)
        self._text = "".join(notice.text.split())
        self.forwards = any(one.relation == FORWARDS for one in self.cited)
        """Whether it names a notice that it hands on."""
        self.hands_on = self.forwards or rules.forwards(notice)
        self.reminds = rules.reminds(notice)
        amends = any(one.relation in (AMENDS, REPLACES) for one in self.cited) or rules.amends(notice)
        self.amends = amends and not rules.calls_off(notice)
        """Whether it says otherwise what an earlier one said."""
        self._repeated: Counter[str | None] = Counter()
        self._offices: dict[str, bool] = {}
        self._foreign: dict[str, bool] = {}
        self._ends: dict[str, date] = {}

    def cites(self, known: Known) -> bool:
        """Whether the notice names one of those that speak of the event."""
        for one in known.statements:
            number = "".join((one.source.number or "").split())
            if len(number) >= LONG_NUMBER and number in self._text:
                return True  # 项目编号：LZZC-2026-0031
            for cited in self.cited:
                if cited.number and one.source.number and are_one_number(cited.number, one.source.number):
                    return True
                if cited.title and one.source.title and are_one_title(cited.title, one.source.title):
                    return True
        return False

    def is_withdrawn(self, known: Known) -> bool:
        """Whether the notice says of one that speaks of the event that it no longer holds."""
        replaced = [one for one in self.cited if one.relation == REPLACES]
        return any(
            (one.number and said.source.number and are_one_number(one.number, said.source.number))
            or (one.title and said.source.title and are_one_title(one.title, said.source.title))
            for said in known.statements
            for one in replaced
        )

    def is_of_one_house(self, known: Known) -> bool:
        """Whether the notice comes from where the event does, as far as either says."""
        ours = self.notice.issuer
        theirs = [one.source.issuer for one in known.statements if one.source.issuer]
        return not ours or not theirs or any(rules.one_house(ours, other) for other in theirs)

    def is_surely_of_its_house(self, known: Known) -> bool:
        """Whether both say where they come from, and that is one house; or the notice names, or repeats, one that has it."""
        if self._repeated[digest_of(known.event)]:
            return True
        said = [one.source.issuer for one in known.statements if one.source.issuer]
        ours = self.notice.issuer
        if self.cites(known) or ours in said:
            return True
        named = [one for one in said if not rules.is_department(one)]
        return (
            bool(ours)
            and not rules.is_department(ours or "")
            and any(rules.one_house(ours or "", one) for one in named)
        )

    def is_foreign(self, known: Known) -> bool:
        """Whether another office speaks of something of its own."""
        uid = known.event.uid
        if uid not in self._foreign:
            self._foreign[uid] = self._is_foreign(known)
        return self._foreign[uid]

    def _is_foreign(self, known: Known) -> bool:
        repeats = self._repeated[digest_of(known.event)] >= REPEATED and not self._is_named_apart(known)
        if self.is_of_one_house(known) or self.cites(known) or self.hands_on or repeats:
            return False
        return not any(self._speaks_of(one.source.issuer) for one in known.statements if one.source.issuer)

    def _is_named_apart(self, known: Known) -> bool:
        """Whether all who speak of the event are of another house of the same sort: 化学学会, 物理学会."""
        ours, theirs = self.notice.issuer, [one.source.issuer for one in known.statements if one.source.issuer]
        return bool(ours and theirs) and all(rules.named_apart(ours or "", other) for other in theirs)

    def hands_on_of(self, known: Known) -> bool:
        """Whether the notice hands on one that speaks of the event: then it gives a date of its own beside that."""
        return self.hands_on and self.cites(known)

    def _speaks_of(self, issuer: str) -> bool:
        """Whether the notice names an office."""
        if issuer not in self._offices:
            self._offices[issuer] = rules.names_house(self.notice.text, issuer)
        return self._offices[issuer]

    def hear(self, drafts: Sequence[Event]) -> None:
        """Counts how many dates of each notice this one repeats under much the same names."""
        by_day: dict[date | None, list[Event]] = {}
        for draft in drafts:
            by_day.setdefault(day_of(draft.recurrence), []).append(draft)
        self._repeated = Counter(
            digest_of(one.event)
            for one in self.known
            if any(
                are_same(draft.recurrence, one.event.recurrence)
                and (self.words.likeness(draft, one) >= LIKELY or self.words.meant(draft, [one], SOME, 3))
                for draft in by_day.get(day_of(one.event.recurrence), ())
            )
        )
        self._foreign.clear()

    def is_open(self, known: Known, lately: int = 1) -> bool:
        """Whether a later notice may still change it: it is not over, or only for so many days."""
        uid = known.event.uid
        if uid not in self._ends:
            self._ends[uid] = last_day(known.event.recurrence)
        end = self._ends[uid]
        day = self.notice.issued or self.today
        return end >= day - timedelta(days=lately) or known.event.status == WAITING

    def is_older_than(self, known: Known) -> bool:
        """Whether a notice that was issued later speaks of the event."""
        latest, issued = known.latest, self.notice.issued
        return bool(latest and issued and latest.source.issued and issued < latest.source.issued)

    def was_changed(self, known: Known) -> bool:
        return any(one.reading.act for one in known.statements)

    def contradicts_today(self, known: Known) -> bool:
        """Whether another notice of the same day changed the event."""
        issued = self.notice.issued or self.today
        return any(one.issued == issued and one.reading.act for one in known.statements if one.source.digest)

    def contradicts(self, draft: Event, known: Known) -> bool:
        """Whether both speak of one occurrence: of one edition, or in notices of one day and title."""
        ours, theirs = rules.called(draft.title), [rules.called(name) for name in known.names]
        if any(ours.marks and ours.marks == other.marks for other in theirs):
            return True
        return any(
            one.source.title == self.notice.title and one.source.issued == self.notice.issued
            for one in known.statements
        )


def are_one_number(one: str, other: str) -> bool:
    """Whether a document number is another one, with a word before it or shortened: 对远电党〔2026〕27号."""
    ours, theirs = ("".join(number.split()) for number in (one, other))
    return ours in theirs or theirs in ours


def are_one_title(one: str, other: str) -> bool:
    ours, theirs = ("".join(title.split()) for title in (one, other))
    return ours == theirs or (min(len(ours), len(theirs)) >= 6 and (ours in theirs or theirs in ours))
