"""The table of categories explains every category of a grammar, and the words of a text have no other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from rules.languages.categories import CATEGORIES, unknown
from rules.languages.en import table as en
from rules.languages.grammar import Grammar, Phrase
from rules.languages.zh import running
from rules.languages.zh import table as zh

CORPUS = Path(__file__).parent / "corpus"


def of_rows(rows: Iterable[Phrase]) -> set[str]:
    """The categories that rows make and are made of."""
    listed = list(rows)
    parts = {name.strip("_?") for row in listed for name in re.split(r"[ |]", row.pattern)}
    return parts | {row.category for row in listed}


def of_chinese() -> set[str]:
    rows = (*zh.phrases((*zh.SUBJECTS, *zh.SPEECH)), *running.PHRASES)
    return of_rows(rows) | set(zh.WHOLE) | set(zh.RUNNING)


def of_english() -> set[str]:
    return of_rows(row for subject in en.SUBJECTS for row in subject.phrases) | set(en.STANDS_ALONE)


def of_words(lang: str, grammar: Grammar) -> Iterator[str]:
    """The categories of the words of every wording in the corpus."""
    for file in sorted((CORPUS / lang).glob("*.toml")):
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ()):
            for say in rule["say"]:
                for token in grammar.look(say).tokens:
                    yield from token.meanings


def test_every_category_is_explained() -> None:
    assert unknown(of_chinese()) == []
    assert unknown(of_english()) == []


def test_no_category_is_explained_that_no_language_has() -> None:
    assert sorted(CATEGORIES.keys() - of_chinese() - of_english()) == []


def test_every_word_has_a_category_that_some_row_joins_or_that_stands_alone() -> None:
    assert set(of_words("zh", zh.grammar())) <= of_chinese()
    assert set(of_words("en", en.grammar())) <= of_english()
