"""How surely words speak of a stored event: by what of its name they say, most by what tells it from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

import rules

ENOUGH = 0.25
"""How much of a name is said at least where nothing else is meant."""
AHEAD = 0.15
"""By how much more of its name must be said than of every other's."""

WHOLE = 0.9
"""How much of a name is said where all of it is, and the thing itself is what is named last."""
EDITION = 0.5
"""How much the number of an occasion says of what its name leaves open: 第四讲."""


class Evidence:
    """What the names of several events have of their own."""

    def __init__(self, names: Mapping[Hashable, Iterable[str]]) -> None:
        self._names = {
            key: [(rules.called(name), rules.name_pairs(name)) for name in set(said)] for key, said in names.items()
        }
        self._plain = {key: [called.name for called, _ in said] for key, said in self._names.items()}
        every = (frozenset().union(*(pairs for _, pairs in said)) for said in self._names.values())
        self._shared = Counter(pair for pairs in every for pair in pairs)

    def of(self, key: Hashable, words: str) -> float:
        """How much of a name of the event the words say, 0 to 1: what many names have counts little."""
        here = rules.called(words)
        best = 0.0
        for called, pairs in self._names.get(key, ()):
            whole = sum(1 / self._shared[pair] for pair in pairs)
            if whole and not called.is_none_of(here):
                share = sum(1 / self._shared[pair] for pair in pairs if pair in here.name) / whole
                edition = bool(called.editions) and called.editions <= here.editions
                best = max(best, share + (1 - share) * EDITION if edition else share)
        return best

    def meant(self, keys: Sequence[Hashable], words: str, *, enough: float = ENOUGH) -> list[Hashable]:
        """Those of which the words speak: the one of which most is said, or several that are as likely; [] for none."""
        ranked = sorted(((self.of(key, words), key) for key in keys), key=lambda one: -one[0])
        top = ranked[0][0] if ranked else 0.0
        if top < enough:
            return []
        meant = [key for share, key in ranked if share > top - AHEAD and share >= enough]
        ends = {key: max(words.rfind(name[-2:]) for name in self._plain[key]) for key in meant}
        last = [key for key in meant if ends[key] == max(ends.values())]
        return last if len(last) == 1 and top >= WHOLE else meant  # 托管班开班仪式 is the 仪式
