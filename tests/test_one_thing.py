"""Of one thing English says one: the noun, and the verb behind it."""

from __future__ import annotations

import importlib
import re
import string
from typing import Any

import pytest

from rules import Message
from rules.messages import COUNTED

catalogue: Any = importlib.import_module("tests.catalogue")
VERBS = "are|were|have|wait|do|begin|keep|stand|go|lie|need|come|hold"
MANY = re.compile(rf"\{{\w+\}}(?: [a-z]+)?? (?:{COUNTED})(?: that)? (?:{VERBS})\b")


def of_one(sentence: str) -> str:
    names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return Message(sentence, **dict.fromkeys(names, 1)).say("en")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("{n} feeds keep the standard", "1 feed keeps the standard"),
        ("{n} jobs wait", "1 job waits"),
        ("{n} more dates that were done", "1 more date that was done"),
    ],
)
def test_one_thing_has_a_verb_of_one(sentence: str, said: str) -> None:
    assert of_one(sentence) == said


def test_no_sentence_of_the_program_says_are_of_one() -> None:
    counted = [found[0] for sentence in catalogue.of_program() for found in MANY.finditer(sentence)]
    assert len(counted) > 10
    assert [said for said in map(of_one, counted) if said.rpartition(" ")[2] in VERBS.split("|")] == []
