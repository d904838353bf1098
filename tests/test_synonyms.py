"""Notices in other words: what only puts a synonym in the place of a cue is read as before.

    python -m tests.test_synonyms       the figures, and what is read otherwise by which pair

A reader that knows its words by class has seen none of these sentences. What is marked in a notice goes with the words: its
places are moved, and its titles, actions and names have the same synonyms.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.scoring import ROUNDS, SHARED, WORDS, Score, notices, read, score

Item = Mapping[str, Any]
CALENDAR, TITLES = 0.01, 0.03
"""By how much the figures may fall over the corpus."""
EVERY = 8
"""The fast test takes one notice of so many."""
NEAR = 120
"""Characters beside a date within which its own words stand."""
SHORT = "报送交寄发"
"""Verbs of one character, for which a title has the whole word."""
SPARED = re.compile(r"[“「《][^”」》]*[”」》]|[\w.+-]+@[\w.-]+|https?://\S+")
"""Names in quotes and addresses."""


@dataclass(frozen=True)
class Pair:
    """A word with one that says the same."""

    word: str
    instead: str
    not_behind: str = ""
    not_before: str = ""
    where: str = ""


SETS = {
    name: tuple(Pair(**row) for row in rows)
    for name, rows in tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text(encoding="utf-8")).items()
}
"""`first` has a word for each cue that the classes of the reader know or should know, `second` words that nobody looked up."""
PAIRS = SETS["first"]


@dataclass(frozen=True)
class Swap:
    """The synonyms that a text does not use, and what they stand for."""

    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, text: str, pairs: Sequence[Pair] = PAIRS) -> Swap:
        fresh = [pair for pair in pairs if pair.word in text and pair.instead.replace(pair.word, "") not in text]
        short = [pair for pair in pairs if pair.word in text and len(pair.word) == 1]
        return cls(tuple(sorted({*fresh, *short}, key=lambda pair: (-len(pair.word), pair.word))))

    def edits(self, text: str, dates: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """What is to be put where, from left to right; nothing inside of a date but at its end, nothing in quotes."""
        spared = [match.span() for match in SPARED.finditer(text)]
        starts, ends, at = {start for start, _ in dates}, {end for _, end in dates}, 0
        while at < len(text):
            if pair := next((pair for pair in self.pairs if _fits(pair, text, at)), None):
                end = at + len(pair.word)
                inside = any(start < end and at < stop for start, stop in (*dates, *spared))
                free = {
                    "before a date": not inside and end in starts,
                    "start of a date": at in starts,
                    "end of a date": end in ends,
                }
                if free.get(pair.where, not inside):
                    yield at, end, pair.instead
                    at = end
                    continue
            at += 1

    def near(self, text: str, edits: Sequence[tuple[int, int, str]], at: int) -> Swap:
        """Those by which a word near that place was swapped; all where the word does not stand near it."""
        first, last = max(at - NEAR, 0), at + NEAR
        near, swapped = text[first:last], {text[start:end] for start, end, _ in edits if first <= start < last}
        stays = {pair.word for pair in self.pairs if pair.word in near or _whole(pair.word, near)} - swapped
        return Swap(tuple(pair for pair in self.pairs if pair.word not in stays))

    def text(self, text: str) -> str:
        """A text without dates in the other words."""
        return _edited(text, list(self.edits(text, ())))


def _fits(pair: Pair, text: str, at: int) -> bool:
    """Whether the word stands there, and is no part of another."""
    end = at + len(pair.word)
    ahead, behind = text[max(at - 1, 0) : at], text[end : end + 1]
    beside = (ahead and ahead in pair.not_behind) or (behind and behind in pair.not_before)
    return text.startswith(pair.word, at) and not beside


def _whole(word: str, near: str) -> bool:
    """Whether it is the whole word for one of a character that stands near: 报送 of 报."""
    return len(word) > 1 and word[0] in SHORT and word[0] in near


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, words in edits:
        parts += (text[at:start], words)
        at = end
    return "".join((*parts, text[at:]))


def swapped(notice: Item, pairs: Sequence[Pair] = PAIRS) -> dict[str, Any]:
    """The notice in other words, and what is marked in it."""
    text = notice["text"]
    swap = Swap.of(text, pairs)
    edits = list(swap.edits(text, [(item["start"], item["end"]) for item in notice["gold"]]))
    new, places = _edited(text, edits), _Places(edits)
    gold = [_swapped_item(item, swap.near(text, edits, item["start"]), new, places) for item in notice["gold"]]
    facts = {name: swap.text(words) if isinstance(words, str) else words for name, words in notice["notice"].items()}
    return {**notice, "text": new, "gold": gold, "notice": facts}


def _swapped_item(item: Item, swap: Swap, text: str, places: _Places) -> dict[str, Any]:
    start, end = places.start(item["start"]), places.end(item["end"])
    said = {name: swap.text(item[name]) for name in WORDS if item.get(name)}
    away = Swap(
        tuple(pair for pair in swap.pairs if pair.word not in item["quote"])
    )  # nothing is swapped inside of a date
    values = [value and "@".join((value.partition("@")[0], away.text(value.partition("@")[2]))).rstrip("@")
              for value in item["value"]]  # fmt: skip
    return {**item, **said, "start": start, "end": end, "quote": text[start:end], "value": values}


class _Places:
    """Where the places of a text are after its edits."""

    def __init__(self, edits: Sequence[tuple[int, int, str]]) -> None:
        self.edits = edits
        self.starts = [start for start, _, _ in edits]
        self.grown = [0]
        for start, end, words in edits:
            self.grown.append(self.grown[-1] + len(words) - (end - start))

    def start(self, offset: int) -> int:
        """Where something begins that began there; with a word that was swapped, at its beginning."""
        number = bisect_right(self.starts, offset - 1)
        inside = number and offset < self.edits[number - 1][1]
        return (self.edits[number - 1][0] if inside else offset) + self.grown[number - bool(inside)]

    def end(self, offset: int) -> int:
        """Where something ends that ended there; with a word that was swapped, at its end."""
        number = bisect_right(self.starts, offset - 1)
        inside = number and offset < self.edits[number - 1][1]
        return (self.edits[number - 1][1] if inside else offset) + self.grown[number]


# ------------------------------------------------------------------ figures


@cache
def corpus() -> tuple[dict[str, Any], ...]:
    """The notices of all rounds, and the others where they stand beside the checkout."""
    paths = (*sorted(ROUNDS.glob("*.jsonl")), *(path for path in (SHARED / "dev.jsonl",) if path.exists()))
    return tuple(notice for path in paths for notice in notices(path))


def wrong(notice: Item, total: Score) -> list[str]:
    """Counts one notice; what is wrong in it comes back."""
    lines: list[str] = []
    score(notice, read(notice["text"], date.fromisoformat(notice["reference_date"])), total, lines.append)
    return lines


def figures(these: Iterable[Item]) -> dict[str, float]:
    total = Score()
    for notice in these:
        wrong(notice, total)
    return {name: total.figures[name] or 0.0 for name in ("calendar", "titles")}


@cache
def as_written(every: int) -> dict[str, float]:
    return figures(corpus()[::every])


def fallen(name: str, every: int = 1) -> dict[str, float]:
    """By how much calendar and titles of one notice of so many fall in other words; printed too."""
    before, after = as_written(every), figures(swapped(notice, SETS[name]) for notice in corpus()[::every])
    fell = {figure: round(before[figure] - after[figure], 4) for figure in before}
    print(
        f"{name}, 1 of {every}: " + ", ".join(f"{n} {before[n]:.4f} → {after[n]:.4f} ({-fell[n]:+.4f})" for n in fell)
    )
    return fell


def main() -> None:
    """Prints the figures of both sets, and for each pair what is read otherwise with it alone."""
    for name, pairs in SETS.items():
        fallen(name)
        for pair in pairs:
            for notice in corpus():
                other = swapped(notice, (pair,))
                if other["text"] == notice["text"]:
                    continue
                old = Swap.of(notice["text"], (pair,))
                known = {old.text(line) for line in wrong(notice, Score())} | {*wrong(notice, Score())}
                for line in wrong(other, Score()):
                    if line not in known and line.startswith(("missed", "surplus", "title")):
                        print(f"  {pair.word} → {pair.instead} {notice['id']}: {line}", flush=True)


# ------------------------------------------------------------------ the swap itself


@pytest.mark.parametrize(("name", "least"), [("first", 100), ("second", 60)])
def test_there_are_pairs_enough_and_each_says_something_else(name: str, least: int) -> None:
    assert len({pair.word for pair in SETS[name]}) == len(SETS[name]) >= least
    assert all(pair.word != pair.instead for pair in SETS[name])
    assert all(pair.where in ("", "before a date", "start of a date", "end of a date") for pair in SETS[name])


def test_no_word_has_the_same_synonym_twice() -> None:
    assert {(pair.word, pair.instead) for pair in SETS["first"]}.isdisjoint(
        (pair.word, pair.instead) for pair in SETS["second"]
    )


def test_most_pairs_stand_in_the_corpus() -> None:
    used = set()
    for notice in corpus():
        dates = [(item["start"], item["end"]) for item in notice["gold"]]
        used |= {notice["text"][start:end] for start, end, _ in Swap.of(notice["text"]).edits(notice["text"], dates)}
    assert len(used) >= 100


@pytest.mark.slow
def test_what_is_marked_goes_with_the_words() -> None:
    for notice in corpus():
        text, other = notice["text"], swapped(notice)
        edits = list(Swap.of(text).edits(text, [(item["start"], item["end"]) for item in notice["gold"]]))
        for old, new in zip(notice["gold"], other["gold"], strict=True):
            start = old["start"]
            inside = [(a - start, b - start, words) for a, b, words in edits if start <= a and b <= old["end"]]
            assert new["quote"] == _edited(old["quote"], inside), notice["id"]
            assert new["quote"] == other["text"][new["start"] : new["end"]]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("请各分会于5月6日前报送总结。", "烦请各分会在5月6日之前呈报总结。"),
        ("申请书、请示和“推荐”栏不动。", "申请书、请示和“推荐”栏不动。"),
        ("须知：应届生须到场。", "须知：应届生必须到场。"),
        ("写信至 baosong报送@qing.example 即可", "写信至 baosong报送@qing.example 即可"),
    ],
)
def test_words_are_swapped_where_they_are_words(text: str, other: str) -> None:
    dates = [match.span() for match in re.finditer(r"\d月\d日前?", text)]
    assert _edited(text, list(Swap.of(text).edits(text, dates))) == other


# ------------------------------------------------------------------ how it is read


@pytest.mark.slow
def test_some_notices_are_read_as_well_in_other_words() -> None:
    fell = fallen("first", EVERY)
    assert fell["calendar"] <= 2 * CALENDAR
    assert fell["titles"] <= 2 * TITLES


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_the_corpus_is_read_as_well_in_other_words(name: str) -> None:
    fell = fallen(name)
    assert fell["calendar"] <= CALENDAR
    assert fell["titles"] <= TITLES


if __name__ == "__main__":
    main()
