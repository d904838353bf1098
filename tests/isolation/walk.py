"""Random requests to a world of organisations, and what of them crossed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from .readings import READINGS, SEALED, Asked, Request, said
from .world import Place, World, marks_in
from .writings import WRITINGS

ROUND = 500
"""Requests after which the rows of each organisation are looked at: in a round one of them alone changes."""
EVERY_WRITING = 50
"""Of so many requests one changes something."""


@dataclass
class Walk:
    """What was asked and what crossed."""

    asked: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    """Of these, what bore the mark of the organisation that was asked: a request that fails tells nothing."""
    crossings: list[str] = field(default_factory=list)


def walk(world: World, requests: int, seed: int) -> Walk:
    """So many requests, the same for the same seed."""
    chance, found = Random(seed), Walk()  # not for a secret
    before = world.checksums()
    while (left := requests - found.asked.total()) > 0:
        home = chance.choice(world.places)
        for _ in range(min(ROUND, left)):
            _ask(world, home, chance, found)
        after = world.checksums()
        found.crossings += [
            f"a round that changed {home.mark} changed rows of {place.mark}"
            for place in world.places
            if place is not home and before[place.number] != after[place.number]
        ]
        before = after
    return found


def _ask(world: World, home: Place, chance: Random, found: Walk) -> None:
    """One request, noted."""
    if chance.randrange(EVERY_WRITING) == 0:
        request, place, may = chance.choice(WRITINGS), home, True
    else:
        place, may = chance.choice(world.places), chance.random() < 0.85
        request = _one_of(READINGS if may else SEALED, chance)
    other = chance.choice([one for one in world.places if one is not place])
    text = said(request, Asked(world, place, other, chance))
    marks = marks_in(text)
    found.asked[request.__name__] += 1
    found.heard[request.__name__] += place.mark in marks
    if crossed := marks - ({place.mark} if may else set()):
        found.crossings.append(
            f"{request.__name__} asked of {place.mark} told of {sorted(crossed)}: {_around(text, crossed)}"
        )


def _one_of(requests: list[tuple[Request, int]], chance: Random) -> Request:
    return chance.choices([one for one, _ in requests], [weight for _, weight in requests])[0]


def _around(text: str, marks: set[str]) -> str:
    """The text before and behind the first of the marks."""
    at = min(text.lower().find(mark) for mark in marks)
    return text[max(at - 200, 0) : at + 100]
