"""The table of categories explains every category of a grammar, and the words of a text have no other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from rules.languages import en
from rules.languages.categories import unknown
from rules.languages.en.table import STANDS_ALONE, SUBJECTS
from rules.languages.grammar import Grammar, Phrase
from rules.languages.zh import grammar, spoken_grammar, table

CORPUS = Path(__file__).parent / "corpus"


def of_rows(rows: Iterable[Phrase]) -> set[str]:
    """The categories that rows make and are made of."""
    listed = list(rows)
    parts = {name.strip("_?") for row in listed for name in re.split(r"[ |]", row.pattern)}
    return parts | {row.category for row in listed}


def of_chinese() -> set[str]:
    subjects = (*table.SUBJECTS, *table.SPOKEN)
    rows = (row for subject in subjects for row in (*subject.phrases, *subject.compositions))
    return of_rows(rows) | set(table.STANDS_ALONE) | set(table.SPOKEN_FIRST)


def of_english() -> set[str]:
    return of_rows(row for subject in SUBJECTS for row in subject.phrases) | set(STANDS_ALONE)


def of_words(lang: str, grammars: tuple[Grammar, ...]) -> Iterator[str]:
    """The categories of the words of every wording in the corpus."""
    for file in sorted((CORPUS / lang).glob("*.toml")):
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ()):
            for say in rule["say"]:
                for each in grammars:
                    for token in each.look(say).tokens:
                        yield from token.meanings


def test_every_category_of_chinese_is_explained() -> None:
    assert unknown(of_chinese()) == []


def test_every_word_of_chinese_has_a_category_that_some_row_joins_or_that_stands_alone() -> None:
    assert set(of_words("zh", (grammar(), spoken_grammar()))) <= of_chinese()


def test_every_category_of_english_is_explained() -> None:
    assert unknown(of_english()) == []


def test_every_word_of_english_has_a_category_that_some_row_joins_or_that_stands_alone() -> None:
    assert set(of_words("en", (en.grammar(),))) <= of_english()
