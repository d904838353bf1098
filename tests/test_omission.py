"""A suggestion keeps what a text says of its days: every number and every word of the grammar, unless it is the one mended."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import pytest

from rules import RuleError, UnreadRule, parse
from rules.languages.nearest import LOOKALIKES
from rules.languages.parsing import TONGUES

texts: Any = importlib.import_module("tests.texts")
REFERENCE = date(2026, 11, 30)
MANY = 500
SLIPS = "曰其工甲着做体价读个莫件"
TITLES = {"zh": ("开会", "交报表", "缴费", "提交年终总结", "下班", "前", "四", "和", "放假"),
          "en": ("staff meeting", "please", "report", "noon", "before", "and", "frday")}  # fmt: skip
NUMERAL = "一二两三四五六七八九十廿"


def words(text: str, lang: str) -> list[tuple[str, bool]]:
    """The text in pieces: the longest words of the grammar, and what stands between them, each with whether it is one."""
    found, place = [], 0
    looked = TONGUES[lang].grammar().look(text)
    spans = {looked.squeezed.original(token.start, token.end) for token in looked.tokens}
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= place:
            found += [(text[place:start], False), (text[start:end], True)]
            place = end
    return [(piece, known) for piece, known in (*found, (text[place:], False)) if piece]


def slip(rng: random.Random, word: str, lang: str) -> str:
    """The word with a letter left out, swapped or another."""
    n = rng.randrange(len(word))
    if lang == "zh":
        return word[:n] + rng.choice(SLIPS) + word[n + 1 :]
    return rng.choice((word[:n] + word[n + 1 :], word[:n] + word[n : n + 2][::-1] + word[n + 2 :]))


def mangled(rng: random.Random, lang: str) -> str:
    """A wording of the corpus with a word left out, doubled, swapped with its neighbour, misspelt or put in."""
    pieces = [piece for piece, _ in words(rng.choice(texts.lines(lang)), lang)] or [""]
    n = rng.randrange(len(pieces))
    space = " " if lang == "en" else ""
    match rng.randrange(5):
        case 0:
            del pieces[n]
        case 1:
            pieces.insert(n, pieces[n] + space)
        case 2:
            pieces[n : n + 2] = pieces[n : n + 2][::-1]
        case 3:
            pieces[n] = slip(rng, pieces[n], lang) if pieces[n] else ""
        case _:
            pieces.insert(rng.choice((n, len(pieces))), space + rng.choice(TITLES[lang]) + space)
    return "".join(pieces)[:120]


def numbers(text: str) -> set[str]:
    """The numbers of a text, in figures and in numerals."""
    return set(re.findall(rf"[0-9]+|[{NUMERAL}]+", text))


def lost(text: str, near: str, lang: str) -> Iterator[str]:
    """The numbers and words of the grammar that a text has and its suggestion has not, but for the one that was mended."""
    text = TIMELESS.sub("", text.translate(LOOKALIKES)).strip(" ，、和")
    near = TIMELESS.sub("", near)
    gone = numbers(text) - numbers(near)
    if LAST_DAY.search(near):
        gone = {number for number in gone if not LATE.fullmatch(number)}
    yield from sorted(gone)
    matcher = SequenceMatcher(None, text, near, autojunk=False)
    mended = {n for kind, start, end, _, _ in matcher.get_opcodes() for n in range(start, end) if kind == "replace"}
    place = 0
    for word, known in words(text, lang):
        span, place = range(place, place + len(word)), place + len(word)
        if known and word.lower().strip() not in near.lower() and mended.isdisjoint(span) and word not in ("on", "at"):
            yield word


TIMELESS = re.compile("提交年终总结|^ *and |,? and *$|, *$|请?于|的")
"""What has no meaning in these texts: a title, a joint with nothing on its other side."""
LAST_DAY, LATE = re.compile("最后一日|the last day of|-(?:28|29|30)$"), re.compile("29|3[01]|[廿二]?十?九|三十一?")
"""A day that its month lacks is its last."""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_suggestion_keeps_every_number_and_every_word_of_the_grammar(lang: str) -> None:
    rng, found, offered = random.Random(5545), [], 0
    while offered < MANY // 10:
        text = mangled(rng, lang)
        try:
            parse(text, lang, REFERENCE)
        except RuleError as error:
            near = error.nearest if isinstance(error, UnreadRule) else None
            offered += near is not None
            found += [(text, near, *lost(text, near, lang))] if near and any(lost(text, near, lang)) else []
    assert found == []
