"""How surely words speak of a stored event: by what of its name they say, most by what tells it from the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import rules

ENOUGH = 0.25
"""How much of a name is said at least where nothing else is meant."""
AHEAD = 0.15
"""By how much more of its name must be said than of every other's."""

WHOLE = 0.9
"""How much of a name is said where all of it is, and the thing itself is what is named last."""
HEAD = 0.5
"""How much the last characters of a name say by themselves."""
SHORTENED = 0.4
"""How much a short form says of a name: 缴费 of 缴纳研学费用."""
EDGE = 2
"""How much the first and the last word of a name weigh, which say what is done and what sort of thing it is."""
LONG = 8
"""What of a long name is enough: it is seldom said in full."""
EDITION = 0.5
"""How much the number of an occasion says of what its name leaves open: 第四讲."""


FEW = 100
"""Events that are looked at one by one."""


@lru_cache(1024)
def _marks_of(words: str) -> frozenset[object]:
    """What words may say of a name: a pair of characters, the first one, the number of an occasion."""
    here = rules.called(words)
    return frozenset({*here.name, *rules.pairs_of(here.name), *here.editions})


class Evidence:
    """What the names of several events have of their own."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._names = {
            key: [(rules.called(name), rules.name_pairs(name)) for name in set(said)] for key, said in names.items()
        }
        self._plain = {key: [called.name for called, _ in said] for key, said in self._names.items()}
        every = (frozenset().union(*(pairs for _, pairs in said)) for said in self._names.values())
        self._shared = Counter(pair for pairs in every for pair in pairs)
        self._by_mark: dict[object, set[str]] = defaultdict(set)
        """The events by what of their names words may say."""
        self._marks: dict[str, set[object]] = defaultdict(set)
        for key, named in self._names.items():
            for called, pairs in named:
                for mark in (*pairs, *called.editions, called.name[:1], rules.core_name(called.name)[:1]):
                    self._by_mark[mark].add(key)
                    self._marks[key].add(mark)

    def among(self, keys: Sequence[str], words: str) -> list[str]:
        """Those of the keys that are `near`."""
        if len(keys) > FEW:
            near = self.near(words)
            return [key for key in keys if key in near]
        here = _marks_of(words)
        return [key for key in keys if not here.isdisjoint(self._marks.get(key, ()))]

    def near(self, words: str) -> set[str]:
        """The events of which the words may say anything: a pair of characters, the first one, the number of an occasion."""
        return {key for mark in _marks_of(words) for key in self._by_mark.get(mark, ())}

    def of(self, key: str, words: str) -> float:
        """How much of a name of the event the words say, 0 to 1: what many names have counts little."""
        return max((share for share, _ in self._said(key, words)), default=0.0)

    def _said(self, key: str, words: str) -> Iterator[tuple[float, frozenset[str]]]:
        """For each name how much of it is said, and which pairs of characters."""
        here = rules.called(words)
        for called, pairs in self._names.get(key, ()):
            name = rules.core_name(called.name)
            ends = (name[:2], name[-2:])
            weights = {pair: (EDGE if pair in ends else 1) / self._shared[pair] for pair in pairs}
            if not weights or called.is_none_of(here, numbered=True):
                continue
            said = frozenset(pair for pair in pairs if pair in here.name)
            if rules.is_head_alone(name, here.name):
                yield HEAD, said
            if rules.is_shortened(name, here.name):
                yield SHORTENED, said | {name}
            share = min(sum(weights[pair] for pair in said) / min(sum(weights.values()), LONG), 1.0)
            edition = bool(called.editions) and called.editions <= here.editions
            yield share + (1 - share) * EDITION if edition else share, said

    def meant(self, keys: Sequence[str], words: str, *, enough: float = ENOUGH) -> list[str]:
        """Those of which the words speak: the one of which most is said, or several that are as likely; [] for none."""
        ranked = sorted(((self.of(key, words), key) for key in self.among(keys, words)), key=lambda one: -one[0])
        top = ranked[0][0] if ranked else 0.0
        if top < enough:
            return []
        meant = [key for share, key in ranked if share > top - AHEAD and share >= enough]
        ends = {key: max(words.rfind(name[-2:]) for name in self._plain[key]) for key in meant}
        last = [key for key in meant if ends[key] == max(ends.values())]
        if len(last) == 1 and top >= WHOLE:
            return last  # 托管班开班仪式 is the 仪式
        return (
            meant if len(meant) > 1 or self._is_own(meant[0], keys, words) else self._as_likely(meant[0], keys, words)
        )

    def says_end(self, key: str, words: str) -> bool:
        """Whether the words say the last word of a name, which says what sort of thing it is."""
        here = rules.called(words).name
        return any(rules.core_name(name)[-2:] in here for name in self._plain.get(key, ()))

    def _is_own(self, key: str, keys: Sequence[str], words: str) -> bool:
        """Whether the words say of an event what no other one is called, or which occasion it is."""
        others = frozenset().union(*(pairs for other in keys if other != key for _, pairs in self._names[other]))
        called = rules.called(words)
        numbered = any(name.editions and name.editions <= called.editions for name, _ in self._names[key])
        return numbered or len(keys) == 1 or any(said - others for _, said in self._said(key, words))

    def _as_likely(self, key: str, keys: Sequence[str], words: str) -> list[str]:
        """The event, and the others of which the same is said."""
        said = frozenset().union(*(pairs for _, pairs in self._said(key, words)))
        return [other for other in keys if other == key or any(said & pairs for _, pairs in self._said(other, words))]
