"""Which patterns may fit at a place: one walk over the characters instead of a try of each.

A pattern is a net of places, each with the characters that it takes and the places that may follow it. A node stands for the
places of all patterns that what was walked over may lead to. The nets know neither looks around nor how often more than a
few; so a pattern that fits is always named, one that is named need not fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .heads import EDGES, LACKING, LOOKING, PART, Part, begins_beyond_ascii, character, in_cases, members_of, pass_over

__all__ = ["LONGEST_WALK", "Automaton", "Node"]

FARTHEST = 4
"""How often a character is written out that may come several times; more often is as often as one likes."""
LONGEST_WALK = 24
"""Characters that are walked over at most."""
MOST_STEPS = 200_000
"""Steps that are remembered; then one begins anew."""
TIMES = re.compile(r"\{(\d*)(,?)(\d*)\}")
ANY: tuple[frozenset[str], bool] = (frozenset(), True)
"""What takes every character: none is left out."""
NO_ASCII: tuple[frozenset[str], bool] = (frozenset(map(chr, range(128))), True)
"""What a set takes that is too wide to be written out and has Chinese characters only: no line end, letter or digit."""


class Net(NamedTuple):
    """A part of a pattern: the places with which it begins, those with which it ends, and whether it may be empty."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    empty: bool


EMPTY = Net((), (), True)
Ahead = tuple[dict[str, set[int]], set[int]]
"""Places by the characters that they take, and places that take all characters but some."""


class Node(dict[str, "Node | None"]):
    """The nodes behind one by the next character, None where nothing goes on; found when they are first asked for."""

    __slots__ = ("ahead", "automaton", "ended", "fits", "open", "places", "words")

    def __init__(self, automaton: Automaton, places: frozenset[int], ended: frozenset[int]) -> None:
        super().__init__()
        self.automaton = automaton
        self.places = places
        self.ended = ended
        self.fits = tuple(sorted(ended))
        """The numbers of the patterns that ended on the way, in their order."""
        self.open = tuple(sorted(ended.union(automaton.owners[place] for place in places)))
        """The same with those that may go on."""
        self.ahead: Ahead | None = None
        """What may follow, once it was asked for."""
        self.words: tuple[Any, ...] | None = None
        """What finds the patterns that ended; None until somebody asks for it."""

    def __missing__(self, char: str) -> Node | None:
        found = self[char] = self.automaton.step(self, char)
        return found


@dataclass(slots=True)
class Automaton:
    """The patterns by their numbers; `flags` is how they match."""

    flags: re.RegexFlag
    owners: list[int] = field(default_factory=list)
    """Whose place each is."""
    _takes: list[tuple[frozenset[str], bool]] = field(default_factory=list)
    """For each place characters, and whether it takes all but those."""
    _follow: list[set[int]] = field(default_factory=list)
    _ends: set[int] = field(default_factory=set)
    _first: dict[str, set[int]] = field(default_factory=dict)
    """The places with which patterns begin, by their characters."""
    _first_of_any: set[int] = field(default_factory=set)
    _nodes: dict[tuple[frozenset[int], frozenset[int]], Node] = field(default_factory=dict)
    _steps: int = 0
    _any_case: bool = field(init=False)

    def __post_init__(self) -> None:
        self._any_case = bool(self.flags & re.IGNORECASE)

    def add(self, number: int, pattern: str) -> None:
        """Adds a pattern."""
        net = self._alternatives(iter(PART.findall(pattern)), number)
        self._ends.update(net.last)
        for place in net.first:
            chars, without = self._takes[place]
            if without:
                self._first_of_any.add(place)
            for char in () if without else chars:
                self._first.setdefault(char, set()).add(place)

    def root(self) -> Node:
        """The node before the first character."""
        return Node(self, frozenset(), frozenset())

    def step(self, node: Node, char: str) -> Node | None:
        """The node behind another and a character."""
        self._steps += 1
        if node.ahead is None:
            node.ahead = self._ahead(node)
        taking, but = node.ahead
        places = frozenset(taking.get(char, ())).union([place for place in but if char not in self._takes[place][0]])
        if not places:
            return None
        ended = node.ended.union(self.owners[place] for place in places & self._ends)
        key = places, ended
        if key not in self._nodes:
            self._nodes[key] = Node(self, places, ended)
        return self._nodes[key]

    def _ahead(self, node: Node) -> Ahead:
        """The places behind a node by the characters that they take, and those that take all but some."""
        if not node.places:
            return self._first, self._first_of_any
        taking: dict[str, set[int]] = {}
        but: set[int] = set()
        for place in set().union(*(self._follow[place] for place in node.places)):
            chars, without = self._takes[place]
            if without:
                but.add(place)
            else:
                for char in chars:
                    taking.setdefault(char, set()).add(place)
        return taking, but

    def beginnings(self, numbers: frozenset[int]) -> tuple[set[str], set[str]] | None:
        """Of some patterns the first two characters, and the first where it is a whole one; None where any may be the first.

        A pattern that goes on with any character is as good as a whole one.
        """
        if any(self.owners[place] in numbers for place in self._first_of_any):
            return None
        pairs, alone = set[str](), set[str]()
        for char, places in self._first.items():
            for place in places:
                if self.owners[place] in numbers:
                    following = [self._takes[after] for after in self._follow[place]]
                    whole = place in self._ends or any(without for _, without in following)
                    if whole:
                        alone.add(char)
                    pairs.update(char + second for chars, without in following if not without for second in chars)
        return pairs, alone

    def holds_inside(self, char: str) -> bool:
        """Whether the character stands in a pattern behind its beginning."""
        inside = set().union(*self._follow)
        return any((char in self._takes[place][0]) != self._takes[place][1] for place in inside)

    def is_full(self) -> bool:
        """Whether so many steps are remembered that one had better begin anew."""
        return self._steps > MOST_STEPS

    def forget(self) -> None:
        """Forgets every step."""
        self._nodes.clear()
        self._steps = 0

    # -------------------------------------------------------------- from a pattern to its net

    def _alternatives(self, parts: Iterator[Part], owner: int) -> Net:
        """The net of what stands before the bracket that closes it."""
        whole: Net | None = None
        net = EMPTY
        times = ""
        for opens, words, one, members, closes, bar, edge, _, times in parts:
            if closes:
                break
            if bar:
                whole, net = _either(whole, net), EMPTY
            elif opens[2:3] in LOOKING:
                pass_over(parts)
            elif opens:
                net = self._then(net, self._alternatives(parts, owner))
            elif words:
                for char in words:
                    net = self._then(net, self._place(frozenset(char), without=False, owner=owner))
            elif not edge and one not in EDGES:
                net = self._then(net, self._repeated(*_taken(one, members), times, owner))
        else:
            times = ""
        whole = _either(whole, net)
        return self._often(whole, *_limits(times)) if times else whole

    def _place(self, chars: frozenset[str], *, without: bool, owner: int) -> Net:
        """The net of one character."""
        place = len(self.owners)
        self.owners.append(owner)
        self._takes.append((in_cases(chars, self.flags) if self._any_case else chars, without))
        self._follow.append(set())
        return Net((place,), (place,), empty=False)

    def _repeated(self, chars: frozenset[str], without: bool, times: str, owner: int) -> Net:
        """The net of a character that comes so often."""
        least, most = _limits(times)
        if most > FARTHEST:
            return self._often(self._place(chars, without=without, owner=owner), least, most)
        net = EMPTY
        for number in range(most):
            one = self._place(chars, without=without, owner=owner)
            net = self._then(net, one if number < least else one._replace(empty=True))
        return net

    def _then(self, before: Net, after: Net) -> Net:
        """One net behind another."""
        for place in before.last:
            self._follow[place].update(after.first)
        first = (*before.first, *after.first) if before.empty else before.first
        last = (*before.last, *after.last) if after.empty else after.last
        return Net(first, last, before.empty and after.empty)

    def _often(self, net: Net, least: int, most: int) -> Net:
        """A net again and again."""
        if most > 1:
            for place in net.last:
                self._follow[place].update(net.first)
        return net._replace(empty=net.empty or not least)


def _either(one: Net | None, other: Net) -> Net:
    if one is None:
        return other
    return Net((*one.first, *other.first), (*one.last, *other.last), one.empty or other.empty)


def _limits(times: str) -> tuple[int, int]:
    """How often at least, and at most; what has no limit comes more often than is written out."""
    if not times:
        return 1, 1
    if exact := TIMES.match(times):
        least, comma, most = exact.groups()
        return int(least or 0), int(most) if most else FARTHEST + 1 if comma else int(least)
    return (0 if times.startswith(LACKING) else 1), (1 if times.startswith("?") else FARTHEST + 1)


def _taken(one: str, members: str) -> tuple[frozenset[str], bool]:
    """The characters that a part of a pattern takes, and whether it takes all but those."""
    if one:
        chars = character(one)
        return (chars, False) if chars is not None else ANY
    if members[1:2] == "^":
        left_out = members_of(f"[{members[2:]}")
        return (left_out, True) if left_out is not None else ANY
    chars = members_of(members) if members else None
    if chars is not None:
        return chars, False
    return NO_ASCII if begins_beyond_ascii(members) else ANY
