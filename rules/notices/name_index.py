"""Many names, and those of them that are alike with another one, found without comparing all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import ceil

from .called import LIKELY, called, closeness, pairs_of, thing_of
from .words import vocabulary

EPSILON = 1e-9


class NameIndex:
    """The names in titles, as `called` has them, by what may be alike in them."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._names = [name for name in dict.fromkeys(called(title).name for title in titles) if name]
        self._own = {name: pairs_of(thing_of(name)) for name in self._names}
        whole = {name: pairs_of(name) for name in self._names}
        self._often = Counter(pair for pairs in whole.values() for pair in pairs)
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        self._by_rarest: dict[str, list[str]] = defaultdict(list)
        self._by_thing: dict[str, list[str]] = defaultdict(list)
        for name, pairs in whole.items():
            self._by_thing[thing_of(name)].append(name)
            for pair in pairs:
                self._by_pair[pair].append(name)
            if pairs:
                self._by_rarest[min(pairs, key=lambda pair: (self._often[pair], pair))].append(name)
        words = vocabulary()
        self._general = [name for name in self._names if name in words.classes["general"]]
        self._occasions = [name for name in self._names if words.ends(name, "occasion")]
        self._known: dict[tuple[str, float], list[str]] = {}

    def near(self, title: str, enough: float) -> list[str]:
        """The names that are at least so much alike with that of a title, `enough` above 0; what tells apart aside.

        >>> NameIndex(["第十二届学术年会", "青年论坛", "培训班"]).near("青岭市学术年会", 0.8)
        ['学术年会']
        """
        name = called(title).name
        if (name, enough) not in self._known:
            every = dict.fromkeys(self._candidates(name, enough)) if name else ()
            self._known[name, enough] = [other for other in every if closeness(name, other) >= enough]
        return self._known[name, enough]

    def _candidates(self, name: str, enough: float) -> Iterable[str]:
        """All names that may be so much alike, and some others."""
        yield from self._by_thing.get(thing_of(name), ())
        pairs = pairs_of(name)
        if pairs:
            rarest = min(pairs, key=lambda pair: self._often[pair])
            yield from (other for other in self._by_pair.get(rarest, ()) if name in other)
        for pair in pairs:
            yield from (other for other in self._by_rarest.get(pair, ()) if other in name)
        if enough <= LIKELY:
            words = vocabulary()
            yield from self._occasions if name in words.classes["general"] else ()
            yield from self._general if words.ends(name, "occasion") else ()
        yield from self._sharing(pairs_of(thing_of(name)), enough)

    def _sharing(self, ours: frozenset[str], enough: float) -> Iterable[str]:
        """The names that share so much of their pairs: each has at least one of the rarest, as many as it may lack and one."""
        least = ceil(len(ours) * enough / (2 - enough) - EPSILON)
        rare = sorted(ours, key=lambda pair: (self._often[pair], pair))[: len(ours) - least + 1]
        for pair in rare:
            for other in self._by_pair.get(pair, ()):
                theirs = self._own[other]
                if 2 * len(ours & theirs) >= enough * (len(ours) + len(theirs)) - EPSILON:
                    yield other
