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
from rules.languages.grammar import ORDINARY
from rules.languages.parsing import TONGUES
from rules.languages.remedies import IN_PERIOD
from rules.languages.suggest import LOOKALIKES, suggest

texts: Any = importlib.import_module("tests.texts")
REFERENCE = date(2026, 11, 30)
OFFERED = 60
SLIPS = "曰其工甲着做体价读个莫件"
TITLES = {"zh": ("开会", "交报表", "缴费", "提交年终总结", "下班", "前", "四", "和", "放假"),
          "en": ("staff meeting", "please", "report", "noon", "before", "and", "frday")}  # fmt: skip
NUMERAL = "一二两三四五六七八九十廿"


def words(text: str, lang: str) -> list[tuple[str, bool]]:
    """The text in pieces: the longest words of the grammar, and what stands between them, each with whether it is one."""
    found, place = [], 0
    looked = TONGUES[lang].grammar().look(text)
    dated = (token for token in looked.tokens if set(token.meanings) != {ORDINARY})
    spans = {looked.squeezed.original(token.start, token.end) for token in dated}
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
    text = TIMELESS.sub("", REPEATED.sub(r"\1", text.translate(LOOKALIKES))).strip(" ，、和")
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


TIMELESS = re.compile(r"提交年终总结|^ *and |,? and *$|, *$|请?于|的|^\(|\)$")
"""What has no meaning in these texts: a title, a joint with nothing on its other side, a bracket without the other."""
REPEATED = re.compile(r"^(.+)\1$")
"""A text that stands there twice; once says as much."""
LAST_DAY, LATE = re.compile("最后一日|the last day of|-(?:28|29|30)$"), re.compile("29|3[01]|[廿二]?十?九|三十一?")
"""A day that its month lacks is its last."""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_suggestion_keeps_every_number_and_every_word_of_the_grammar(lang: str) -> None:
    rng, found, offered = random.Random(5545), [], 0
    while offered < OFFERED:
        text = mangled(rng, lang)
        try:
            parse(text, lang, REFERENCE)
        except UnreadRule as error:
            near = error.nearest
            offered += near is not None
            found += [(text, near, *lost(text, near, lang))] if near and any(lost(text, near, lang)) else []
        except RuleError:
            continue
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        # a member of a list, and what goes on
        "每周二丁四", "每周二、五和例", "5月1日、开学", "5月1日至寒假", "30 May and the exam",
        # what a day is counted from, what limits it
        "春节后开学第一天", "高考第一天", "每年5月1日放榜后的第一个周一", "the week after the exam", "30 May unless it rains",
        "in 3 staff days",
        # a side, an end, a negation
        "每学期末", "12月18日往后", "不早于12月18日", "5月30日停课", "30 May noon break", "never on Monday",
        # a number, a number written together with others, a slip that would be another number
        "5月30日三缺一", "1价1日", "第几个星期五", "5月第两天", "农历腊月二十其", "每个星期做", "sixht of May",
        "every Thuesday", "5 Juny",
        # a word of dates that is misspelt or written together with another
        "30 May and frday", "30 May, tendays", "29 Febevery year", "onMon, Wed and Fri every week", "Orthodo Good Friday",
        "东正叫复活节",
        # a preposition with nothing behind it
        "30 May in", "every Monday at",
    ],
)  # fmt: skip
def test_without_a_part_that_may_belong_to_the_date_nothing_is_offered(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert getattr(caught.value, "nearest", None) is None


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("每年5月30日开会", "每年5月30日"),
        ("每月10日前，发工资", "每月10日前"),
        ("5月30日开会10点", "5月30日10点"),
        ("生日5月1日", "5月1日"),
        ("每季度末月20日前上报月报", "每季度末月20日前"),
        ("4月15日前提交年终总结", "4月15日前"),
        ("每五年换届一次", "每五年"),
        ("请于4月15日前报送", "4月15日前"),
        ("5月30日和", "5月30日"),
        ("每年每年5月30日", "每年5月30日"),
        ("first and third firday of may", "first and third Friday of may"),
        ("every Monday staff meeting", "every Monday"),
        ("meeting on 30 May", "on 30 May"),
    ],
)
def test_a_title_is_left_out(text: str, near: str) -> None:
    with pytest.raises(UnreadRule) as caught:
        parse(text)
    assert caught.value.nearest == near


@pytest.mark.parametrize("text", ["周五前", "周末", "周五", "Friday"])
def test_a_day_of_this_week_is_no_weekly_rule(text: str) -> None:
    assert suggest(text, reference=REFERENCE) is None


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("每周第一个工作日", "as in 每周一"),
        ("每周10日前", "as in 每周一"),
        ("每天5日", "as in 每天9:00"),
        ("每季度10日", "as in 每季度首月10日"),
        ("每半年10日", "as in 每半年首月10日"),
        ("the first working day of every week", "as in every Monday"),
        ("the 10th of every quarter", "as in the 10th of the first month of every quarter"),
        ("一年两次", "write 每半年 where they are evenly spread"),
        ("每年四次", "write 每季度 where they are evenly spread"),
        ("一周三次", "name the weekdays, as in 每周一和周四"),
        ("每年三次", "write 每4个月 where they are evenly spread"),
    ],
)
def test_a_refusal_without_a_suggestion_says_what_would_be_right(text: str, remedy: str) -> None:
    with pytest.raises(UnreadRule) as caught:
        parse(text)
    assert caught.value.nearest is None
    assert remedy in caught.value.say()
    assert re.search("[\u4e00-\u9fff]", caught.value.say("zh"))


@pytest.mark.parametrize(("lang", "period"), list(IN_PERIOD))
def test_every_rule_in_a_remedy_is_read(lang: str, period: str) -> None:
    parse(IN_PERIOD[lang, period].say().partition(", as in ")[2], lang)
