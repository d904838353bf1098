"""The words around a date, and which stored events they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice

import rules
from rules import LIKELY, SURE, Notice, alike, subject_of

from ..events import Event
from .drafts import is_undated
from .evidence import Evidence
from .index import Index
from .known import Known, affairs_of, digest_of
from .redating import is_due

BY_WORDS = 0.7
"""How much alike two are at most of which only the words around say so."""
EVIDENT, HALF = 0.25, 0.5
"""How much of what a name has of its own is said at least, where the notice changes something, and where it only says so."""
SOME, MOSTLY, CLOSELY = 0.2, 0.6, 0.7
"""How much of a name is said at least where everything else fits."""
AFFAIR = 0.85
"""How much the name of the affair counts that an event is of, beside its own."""
LONGEST_SENTENCE = 200
"""Characters before a date in which its sentence names what it is of."""
LONGEST_NUMBER = 3
"""Characters of the number of an item, behind which it begins with its date."""


QUOTED = re.compile("[“《]([^“”《》]{3,40})[”》]")
"""A name in quotation marks."""


class Words:
    """What a notice says around its dates, against the names of the stored events."""

    def __init__(self, notice: Notice, known: Sequence[Known]) -> None:
        self.notice = notice
        self.core = subject_of(notice.title) if notice.title else ""
        """What the notice is about."""
        self._sisters = Counter((digest_of(one.event), is_due(one.event)) for one in known)
        self._own = {one.event.uid: one.names for one in known}
        self._evidence = Evidence(self._own)
        self._known = known
        self._alike: dict[tuple[str, bool, float], list[Known]] = {}

    def names(self, known: Known) -> list[str]:
        """What an event may be called: where nothing else happens in its notice, that is about it."""
        alone = self._sisters[digest_of(known.event), is_due(known.event)] == 1
        affairs = affairs_of(known) if alone else ()
        return [*self._own[known.event.uid], *(one for one in affairs if is_due(known.event) or not rules.is_task(one))]

    def is_sole(self, known: Known, draft: Event) -> bool:
        """Whether an event is the only one of its sort in a notice on the same affair, and some of its words are said."""
        due = is_due(known.event)
        if due != is_due(draft) or self._sisters[digest_of(known.event), due] != 1:
            return False
        here = f"{self.notice.title or ''}{draft.source.sentence if draft.source else ''}"
        affair = max((rules.named_in(subject, here) for subject in affairs_of(known)), default=0.0)
        return affair >= LIKELY and any(rules.named_in(name, here) >= SOME for name in known.names)

    def likeness(self, draft: Event, known: Known) -> float:
        """How much alike the names are; where the draft has a general one, that of its notice counts."""
        if rules.adds(draft.title):
            return 0.0
        names = {draft.title, rules.bare_name(draft.title)}
        own = self._own[known.event.uid]
        best = max(alike(name, other) for name in names for other in own)
        affairs = self.names(known)[len(own) :] if is_due(known.event) == is_due(draft) else ()
        best = max(best, AFFAIR * max((alike(name, other) for name in names for other in affairs), default=0.0))
        if best < SURE and self.core:
            whole = max(alike(self.core, other) for other in (*own, *affairs))
            generic = alike(draft.title, self.core)
            best = max(best, min(whole, SURE) if generic >= LIKELY or rules.is_general(draft.title) else 0)
        return best

    @cached_property
    def index(self) -> Index:
        """The stored events by their dates and names."""
        return Index(self._known, self.names)

    def alike_to(self, draft: Event, enough: float) -> list[Known]:
        """All stored events whose names are at least so much alike, `enough` above 0, in their order."""
        key = draft.title, is_due(draft), enough
        if key not in self._alike:
            names = {draft.title, rules.bare_name(draft.title)}
            if self.core and (rules.is_general(draft.title) or alike(draft.title, self.core) >= LIKELY):
                names.add(self.core)
            found = [] if rules.adds(draft.title) else self.index.named(names, enough)
            self._alike[key] = [one for one in found if self.likeness(draft, one) >= enough]
        return self._alike[key]

    def surely(self, draft: Event, known: Known) -> float:
        """How surely both speak of one thing of which a date is the same: by the names, and by the words around them."""
        ours, theirs = rules.called(draft.title), [rules.called(name) for name in self.names(known)]
        if all(ours.contradicts(other) for other in theirs):
            return 0.0
        said = "".join(one.source.sentence or "" for one in known.statements)
        here = f"{self.notice.title or ''}{draft.source.sentence if draft.source else ''}"
        pairs = [(draft.title, said), *((name, here) for name in self.names(known))]
        words = max(0.0 if rules.is_general(name) else rules.named_in(name, text) for name, text in pairs)
        return max(self.likeness(draft, known), BY_WORDS * words)

    def _scopes(self, draft: Event) -> Iterator[str]:
        """The words that may name what a date is of, from its clause outwards."""
        source, text = draft.source, self.notice.text
        if source is None or source.start is None or source.end is None:
            return
        ahead = rules.sentence_before(
            rules.without_titles(text[max(source.start - LONGEST_SENTENCE, 0) : source.start])
        )
        clauses = rules.clauses_after(text[source.end : source.end + LONGEST_SENTENCE])
        opens = len(ahead.strip()) <= LONGEST_NUMBER
        behind = clauses[0] or ("".join(clauses[:2]) if opens else "")
        if is_undated(draft):
            yield subject_of(rules.without_titles(draft.quote or ""))
            ahead = (source.sentence or "").partition(draft.quote or "")[0]
            yield subject_of(rules.without_titles(f"{ahead}{draft.quote}" if ahead else draft.title))
        else:
            cells = self._row_at(source.start)
            yield cells[0] if cells else ""
            yield " ".join(cells)
            day = "" if draft.reading and draft.reading.act else f"{draft.quote or ''} "
            yield rules.clause_before(ahead) + day + behind
            yield ahead + day + behind
        yield rules.without_titles(source.sentence or "")
        yield self.core

    def clause_of(self, draft: Event) -> str:
        """The clause in which a draft was read, from comma to comma."""
        source, text = draft.source, self.notice.text
        if is_undated(draft) or source is None or source.start is None or source.end is None:
            return draft.quote or ""
        ahead = rules.sentence_before(text[max(source.start - LONGEST_SENTENCE, 0) : source.start])
        behind = rules.clauses_after(text[source.end : source.end + LONGEST_SENTENCE])
        return rules.clause_before(ahead) + (draft.quote or "") + behind[0]

    def sentence_to(self, draft: Event) -> str:
        """The sentence of a draft up to its date."""
        return self.words_before(draft) + (draft.quote or "")

    def _row_at(self, offset: int) -> list[str]:
        """The other cells of the row of a table in which something stands; [] outside of tables."""
        document = self.notice.document
        number = document.number_at(offset) if document else None
        cell = document.blocks[number].cell if document and number is not None else None
        if not document or not cell:
            return []
        row = (
            block
            for block in document.blocks
            if block.cell and (block.cell.table, block.cell.row) == (cell.table, cell.row)
        )
        return [document.words(block) for block in row if block.cell != cell]

    def meant(self, draft: Event, pool: Sequence[Known], enough: float, scopes: int = 4) -> list[Known]:
        """The events of which the words around a date speak, the nearest words first; further ones tell several apart."""
        by_uid = {one.event.uid: one for one in pool}
        left: list[str] = []
        for words in islice(self._scopes(draft), scopes + 2 * (not is_undated(draft))):
            meant = self._evidence.meant(left or list(by_uid), words, enough=enough)
            left = meant or left
            if len(left) == 1:
                break
        return [by_uid[uid] for uid in left]

    def evident(self, pool: Sequence[Known], phrase: str) -> list[Known]:
        """The events of which a phrase that names several says most of what their names have of their own."""
        marks = rules.called(phrase).marks
        said = (one for one in pool if self._evidence.of(one.event.uid, phrase) >= MOSTLY)
        return [one for one in said if rules.called(one.event.title).editions <= marks]

    def each_of(self, phrase: str, pool: Sequence[Known]) -> list[Known]:
        """The events that the members of a row name, each member one: 运动会、开幕式均推迟一周."""
        by_uid, found = {one.event.uid: one for one in pool}, []
        for member in rules.members(phrase):
            last = member.rpartition("的")[2]  # 提升班的回执 is the 回执
            meant = (
                [by_uid[uid] for uid in self._evidence.meant(list(by_uid), last, enough=EVIDENT)]
                if last != member
                else []
            )
            named = meant if len(meant) == 1 else self.mentioned(pool, member)
            meant = named or [by_uid[uid] for uid in self._evidence.meant(list(by_uid), member, enough=EVIDENT)]
            found += meant if len(meant) == 1 else []
        return found

    def in_row(self, text: str, pool: Sequence[Known]) -> list[Known]:
        """The events in the row of a table that a text names by its number: 序号2; the first row is the head of the table."""
        number = rules.item_number(text)
        rows = {one.source.row for known in pool for one in known.statements}
        if number is None or 1 in rows:
            return []
        return [one for one in pool if any(said.source.row == number + 1 for said in one.statements)]

    def words_before(self, draft: Event) -> str:
        """The words of its sentence before a date."""
        start = draft.source.start if draft.source else 0
        text = self.notice.text[max(start - LONGEST_SENTENCE, 0) : start]
        return rules.sentence_before(text)

    def in_a_row(self, draft: Event, named: Sequence[Known]) -> list[Known]:
        """The events, where the words right before the date name all of them in a row: 报名、缴费截止时间延长至."""
        words = rules.clause_before(self.words_before(draft), labels=True)
        if rules.says_respectively(words):
            return []
        said = [
            one for one in named if any(rules.named_in(name, rules.called(words).name) >= SURE for name in one.names)
        ]
        return said if rules.names_several(words) and len(said) > 1 else []

    def heads_sentence(self, draft: Event, known: Known) -> bool:
        """Whether the sort of thing that an event is stands in the sentence of the date: 义诊."""
        said = (draft.source.sentence or "" if draft.source else "") + draft.title
        return any((head := rules.head_of(name)) and head in said for name in known.names)

    def names_another(self, draft: Event, known: Known) -> bool:
        """Whether quotation marks hold another name for a thing of that sort: “护士长沙龙”, where the event is 青年护士沙龙."""
        said = (draft.source.sentence or "" if draft.source else "") + (self.notice.title or "")
        sorts = {head for name in known.names if (head := rules.head_of(name))}
        quoted = (name for name in QUOTED.findall(said) if rules.head_of(name) in sorts)
        return any(max(alike(name, own) for own in known.names) < LIKELY for name in quoted)

    def headed(self, pool: Sequence[Known], draft: Event) -> list[Known]:
        """The events of the sort that stands right before the date, where the notice says the rest of their names elsewhere."""
        words = rules.called(rules.clause_before(self.words_before(draft), labels=True)).name
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

    def near(self, pool: Sequence[Known], *texts: str, affairs: bool = False) -> list[Known]:
        """Those of which the texts may say anything, and with `affairs` those that are alone in their notice."""
        keys = set().union(*(self._evidence.near(text) for text in texts))
        return [
            one
            for one in pool
            if one.event.uid in keys or (affairs and self._sisters[digest_of(one.event), is_due(one.event)] == 1)
        ]

    def mentioned(self, pool: Sequence[Known], phrase: str) -> list[Known]:
        """The events that a phrase names; those that are alone in their notice also by what this is about."""
        pool = self.near(pool, phrase, affairs=True)
        named = self._mentioned_by(pool, phrase, lambda one: self._own[one.event.uid])
        happening = [one for one in pool if not is_due(one.event)]
        return named or self._mentioned_by(happening, phrase, self.names)

    @staticmethod
    def _mentioned_by(pool: Sequence[Known], phrase: str, names: Callable[[Known], list[str]]) -> list[Known]:
        """The events whose names a phrase says; where one name holds another that is said too, the longer one."""
        here = rules.called(phrase)
        named: dict[str, list[Known]] = {}
        fully: set[str] = set()
        partly: set[str] = set()
        for one in pool:
            for name in names(one):
                plain = rules.called(name)
                head, editions = rules.head_of(name), plain.editions
                of_edition = bool(editions) and editions <= here.marks and bool(head) and head in here.name
                share = rules.named_in(name, here.name)
                whole = share >= SURE or (share >= MOSTLY and bool(head) and head in here.name)
                short = rules.is_short_for(here.name, rules.core_name(plain.name))
                says = of_edition or short or (whole and not rules.is_general(name))
                if says and not plain.is_none_of(here):
                    named.setdefault(plain.name, []).append(one)
                    fully |= {head} if head and (of_edition or short or share >= SURE) else set()
                    if not of_edition and not short and share < SURE:
                        partly.add(plain.name)
                    break
        longest = [
            name
            for name in named
            if not any(name != other and name in other and other in here.name for other in named)
            and not (name in partly and rules.head_of(name) in fully)  # 急救竞赛, where 护理竞赛 is said in full
        ]
        return [one for name in longest for one in named[name]]

    def is_of_more(self, known: Known, words: str) -> bool:
        """Whether words go on behind the name of what happens with something else: 年会报到时间."""
        happens = not is_due(known.event) and known.event.kind != "window"
        return happens and all(rules.is_said_of_more(name, words) for name in known.names)

    def is_that_minute(self, draft: Event, known: Known) -> bool:
        """Whether an event is at the same time of the same day, in a notice that speaks of its affair."""
        ours, theirs = (one.recurrence.clock for one in (draft, known.event))
        about = self._evidence.of(known.event.uid, self.notice.text) >= HALF
        return ours is not None and theirs is not None and about

    def says_end(self, draft: Event, known: Known) -> bool:
        """Whether the row, the clause or the sentence says the last word of the name of an event."""
        label = rules.called(next(self._scopes(draft), "")).name
        if len(label) > 1 and any(rules.called(name).name.startswith(label) for name in known.names):
            return True
        return self._evidence.says_end(known.event.uid, "\n".join(islice(self._scopes(draft), 4)))


def most_alike(pool: Sequence[Known], likeness: Callable[[Known], float]) -> list[Known]:
    """Those whose name is surely the one that is meant: of several the most alike; else those that may be."""
    ranked = [(likeness(one), one) for one in pool]
    top = max((rank for rank, _ in ranked), default=0.0)
    return [one for rank, one in ranked if rank == top] if top >= LIKELY else []


def likely(pool: Sequence[Known], likeness: Callable[[Known], float]) -> list[Known]:
    """Those whose name may be the one that is meant."""
    return [one for one in pool if likeness(one) >= LIKELY]
