"""Texts that differ in their numbers alone are read along the tree of the first: as they are when nothing is known."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from rules.errors import RuleError
from rules.languages import zh
from rules.languages.forms import form_of
from rules.languages.grammar import Grammar, Reading
from rules.languages.parsing import TONGUES

lines: Any = importlib.import_module("tests.texts").lines
GRAMMARS: dict[str, Callable[[], Grammar]] = {
    "zh": zh.grammar,
    "running": zh.running_grammar,
    "en": TONGUES["en"].grammar,
}


def other_numbers(text: str, rng: random.Random) -> str:
    """The text with every number another of as many digits, most of them as dates and clocks have them."""

    def other(match: re.Match[str]) -> str:
        digits = len(match[0])
        most = rng.choice({1: (10,), 2: (13, 25, 32, 60, 100), 4: (2040, 2100, 10_000)}.get(digits, (10**digits,)))
        least = 1900 if digits == 4 and most < 10_000 else 0
        return f"{rng.randrange(least, most):0{digits}}"

    return re.sub(r"[0-9]+", other, text)


def searched(grammar: Grammar, text: str) -> list[Reading]:
    """The readings of the whole text, found without what is known of its form."""
    looked = grammar.look(text)
    squeezed = looked.squeezed
    found = grammar.covering(looked)
    return [Reading(*squeezed.original(one.start, one.end), one.category, one.entry[1]) for one in found]


@pytest.mark.parametrize("name", GRAMMARS)
def test_what_is_read_along_a_known_form_is_what_a_search_finds(name: str) -> None:
    grammar, rng = GRAMMARS[name](), random.Random(5545)
    wordings = [line for line in lines("en" if name == "en" else "zh") if re.search("[0-9]", line)]
    for line in rng.sample(wordings, min(len(wordings), 120)):
        for text in (line, *(other_numbers(line, rng) for _ in range(12))):
            try:
                whole = searched(grammar, text)
            except RuleError as error:
                with pytest.raises(type(error)):
                    grammar.readings(text)
            else:
                assert grammar.readings(text) == whole, text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5月14日", "5月31日"),
        ("13时", "24时"),
        ("第6个月", "第7个月"),
        ("2019至2057年", "2057至2019年"),
        ("2019年", "1919年"),
        ("5日", "05日"),
        ("双11", "双12"),
        ("最后1日", "最后3日"),
    ],
)
def test_numbers_that_a_word_may_tell_apart_make_other_forms(one: str, other: str) -> None:
    assert form_of(one) != form_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("每年5月14日", "每年7月21日"), ("2026年5月14日前", "2031年4月23日前"), ("9:15", "9:20")]
)
def test_dates_and_clocks_are_of_one_form(one: str, other: str) -> None:
    assert form_of(one) == form_of(other)
