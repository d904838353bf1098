"""Lexemes know no neighbours: what is ambiguous is decided by what the readings cost."""

from __future__ import annotations

import re

from rules.languages import zh
from rules.languages.en import table as en

AROUND = re.compile(r"\(\?<?[=!]")
WORD_EDGES = (r"(?<![\w])", r"(?![\w])", r"(?!\w)")
"""That a word of English neither begins nor ends inside another, said of every word in one place."""
HYPHEN = {"dash"}
"""Between two years, so that 2026-09-19 is no run of years; a hyphen inside a date is the only sign that needs it."""


def neighbours(pattern: str) -> bool:
    """Whether a pattern looks at what stands around its words, beside the edges of words."""
    for edge in WORD_EDGES:
        pattern = pattern.replace(edge, "")
    return bool(AROUND.search(pattern))


def test_no_word_of_chinese_looks_at_its_neighbours() -> None:
    lexemes = {*zh.grammar().lexer.lexemes, *zh.running_grammar().lexer.lexemes}
    assert sorted(lexeme.name for lexeme in lexemes if AROUND.search(lexeme.pattern)) == []


def test_no_word_of_english_looks_at_more_than_its_own_edges() -> None:
    assert {lexeme.name for lexeme in en.grammar().lexer.lexemes if neighbours(lexeme.pattern)} == HYPHEN


def test_a_pattern_with_neighbours_is_seen() -> None:
    assert neighbours("日(?!元)")
    assert neighbours(r"(?<=月)\d")
    assert not neighbours(r"(?<![\w])week(?![\w])")
