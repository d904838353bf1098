"""With which characters a word may begin: what the scan leaves out, no pattern matches."""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest

from rules.languages.heads import first_characters, needed_characters
from rules.languages.parsing import TONGUES

texts: Any = importlib.import_module("tests.texts")


@pytest.mark.parametrize(
    ("pattern", "heads"),
    [
        ("(?:上|下)午|[1-3]点", "123上下"),
        (r"第?\d{1,2}个", "第0123456789"),
        ("(?:大?后|明)天", "大后明"),
        (r"(?<!每)月\.|\(周\)|[a\-z]", "月(a-z"),
        ("(?=[ab])(?:a{0,3}b|cd?)", "abc"),
        (r"[\u4e00-\u4e03x]{2}", "一丁丂七x"),
    ],
)
def test_the_first_characters_of_a_pattern_are_found_without_reading_all_of_it(pattern: str, heads: str) -> None:
    assert first_characters(pattern, re.ASCII) == frozenset(heads)


@pytest.mark.parametrize("pattern", ["[^日]月", "周?", "(?:年|月)*", ".日", r"\w+", "(?:|日)"])
def test_a_pattern_that_may_begin_with_anything_or_be_empty_is_tried_everywhere(pattern: str) -> None:
    assert first_characters(pattern, re.ASCII) is None


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("第?[一二]{1,2}世纪", ["一二", "世", "纪"]),
        ("(?:周末|月)初?", ["末月"]),
        ("(?:上|下)*午(?!后)", ["午"]),
        (r"\d+(?:年(?:月|日)){0,2}", ["0123456789"]),
        ("(?:年|月?)", []),
        ("[^日].", []),
    ],
)
def test_which_characters_a_pattern_needs_is_known_uncompiled(pattern: str, needed: list[str]) -> None:
    assert needed_characters(pattern, re.ASCII) == tuple(map(frozenset, needed))


def test_both_cases_of_a_needed_character_will_do_where_cases_are_ignored() -> None:
    assert needed_characters("May", re.ASCII | re.IGNORECASE) == tuple(map(frozenset, ("Mm", "Aa", "Yy")))


@pytest.mark.parametrize("lang", sorted(TONGUES))
def test_every_word_that_fits_begins_as_its_pattern_may_and_holds_what_it_needs(lang: str) -> None:
    grammar = TONGUES[lang].grammar()
    patterns = [(re.compile(word.pattern, grammar.lexer.flags), word) for word in grammar.lexer.lexemes]
    for line in texts.lines(lang)[::25]:
        even = grammar.squeezed(line).text
        for place, char in enumerate(even):
            for pattern, word in patterns:
                if found := pattern.match(even, place):
                    heads = first_characters(word.pattern, grammar.lexer.flags)
                    assert heads is None or char in heads, (word.name, even[place:])
                    needed = needed_characters(word.pattern, grammar.lexer.flags)
                    assert not any(map(set(found.group()).isdisjoint, needed)), (word.name, even[place:])
