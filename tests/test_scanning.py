"""Running text is read along what is known; it must give what a search of every run gives."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import rules.languages.parsing  # noqa: F401 -- the meanings of names are registered there
from rules.languages.grammar import ORDINARY, Grammar
from rules.languages.squeeze import squeeze
from rules.languages.zh import running_grammar

ROUNDS = sorted((Path(__file__).parent / "rounds").glob("*.jsonl"))
CHARACTERS = "0123456789年月日前后的于在至，、（）周一二三四五上下午:：.—-每第个内起截止和\n "


def texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def searched(text: str) -> list[tuple[str, int, int, object]]:
    """What a search of each run of the text finds."""
    grammar = running_grammar()
    looked = grammar.look(text)
    found = [one for one in grammar.scanned(looked) if one.category != ORDINARY]
    return [(one.category, *looked.squeezed.original(one.start, one.end), one.entry[1]) for one in found]


def scanned(text: str) -> list[tuple[str, int, int, object]]:
    return [(one.category, one.start, one.end, one.meaning) for one in Grammar.scan(running_grammar(), text)]


@pytest.mark.parametrize("path", ROUNDS, ids=lambda path: path.stem)
def test_a_notice_gives_what_a_search_of_each_run_gives(path: Path) -> None:
    for text in texts(path)[:8]:
        assert scanned(text) == searched(text)


def test_random_characters_give_what_a_search_of_each_run_gives() -> None:
    chance = random.Random(7)
    for _ in range(400):
        text = "".join(chance.choices(CHARACTERS, k=chance.randint(3, 40)))
        assert scanned(text) == searched(text), text


def test_what_stands_at_the_edges_of_a_run_does_not_change_its_reading() -> None:
    alone = scanned("3月5日前")
    for before, after in (("，", "，"), ("于", "的"), ("在", "、"), ("的", "")):
        found = scanned(f"{before}3月5日前{after}")
        assert [(category, meaning) for category, _, _, meaning in found] == [(c, m) for c, _, _, m in alone]


def test_every_character_of_an_even_text_has_its_place_in_the_original() -> None:
    for path in ROUNDS[:2]:
        for text in texts(path):
            even = squeeze(text)
            for place, char in enumerate(even.text):
                start, end = even.original(place, place + 1)
                assert end == start + 1
                assert char == " " or squeeze(text[start:end]).text in (char, "") or char.isdigit()
