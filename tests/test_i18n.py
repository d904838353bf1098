"""Every sentence has its Chinese, with the same facts in it, and what is shipped is what was written."""

from __future__ import annotations

import gettext
import importlib
import re
import string
from collections.abc import Iterable
from typing import Any

import pytest

from rules import Message
from rules.messages import LOCALES, translation

catalogue: Any = importlib.import_module("tests.catalogue")
FOLDER = LOCALES / "zh" / "LC_MESSAGES"
OURS = {message.id: message.string for message in catalogue.catalogue("yueling") if message.id}
HINT = "`make messages` collects the sentences; write the Chinese into rules/locale/zh/LC_MESSAGES/yueling.po"


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    return set(catalogue.of_program())


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_of_the_code_is_in_the_catalogue_with_its_chinese(sentences: set[str]) -> None:
    missing = sorted(sentence for sentence in sentences if not OURS.get(sentence))
    assert missing == [], HINT


def test_the_catalogue_holds_no_sentence_that_nobody_says(sentences: set[str]) -> None:
    assert sorted(OURS.keys() - sentences) == [], HINT


def test_nothing_in_the_catalogue_is_doubtful() -> None:
    assert [
        message.id for domain in catalogue.DOMAINS for message in catalogue.catalogue(domain) if message.fuzzy
    ] == []


def formatted() -> Iterable[str]:
    """Sentences with facts; one that holds braces for themselves (`{text, from, count}`) is not formatted."""
    return sorted(s for s in OURS if "{" in s and all(re.fullmatch(r"\w+", part) for part in re.findall(r"{(.*?)}", s)))


@pytest.mark.parametrize("sentence", formatted())
def test_the_chinese_names_no_fact_that_the_english_lacks(sentence: str) -> None:
    assert facts(OURS[sentence]) <= facts(sentence)
    dropped = facts(sentence) - facts(OURS[sentence])
    assert not dropped, f"the Chinese leaves out {dropped}"


@pytest.mark.parametrize("domain", catalogue.DOMAINS)
def test_the_compiled_catalogue_is_the_one_that_was_written(domain: str) -> None:
    with (FOLDER / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogue.catalogue(domain):
        if message.id and message.string and isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string, HINT
    with (FOLDER / f"{domain}.mo").open("rb") as file:
        again = gettext.GNUTranslations(file)
    assert set(_ids(again)) == {
        m.id if isinstance(m.id, str) else m.id[0] for m in catalogue.catalogue(domain) if m.string
    }


def _ids(compiled: Any) -> Iterable[str]:
    for key in compiled._catalog:
        yield key if isinstance(key, str) else key[0]


def test_a_message_speaks_both_languages_and_so_do_the_messages_in_it() -> None:
    outer = Message("{day} is a {weekday}", day="2026-04-15", weekday=Message("Wednesday"))
    assert outer.say("en") == "2026-04-15 is a Wednesday"
    assert outer.say("zh") == "2026-04-15 是星期三"


def test_an_unknown_language_reads_as_english() -> None:
    assert Message("today").say("xx") == "today"
    assert translation("en").gettext("today") == "today"


def test_the_chinese_is_chinese() -> None:
    """What is the same in both languages is a name or a pattern, not a sentence that was forgotten."""
    same = {sentence for sentence in OURS if OURS[sentence] == sentence}
    assert same <= {"UID", "RRULE", "Thunderbird"} | {
        s for s in same if not re.search(r"[A-Za-z]{2}", re.sub(r"{\w+}", "", s))
    }
