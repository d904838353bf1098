"""English rules: every wording of the corpus, and that both languages write and read the same rules."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from rules import Recurrence
from rules.kinds import Announced, NthWeek, Yearly
from rules.observance_dates import recurrence_of
from rules.observances import catalogue, observance_named

test_corpus: Any = importlib.import_module("tests.test_corpus")
CORPUS = Path(__file__).parent / "corpus"
NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
           "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
           "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth",
           "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first")  # fmt: skip


def tables(lang: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((CORPUS / lang).glob("*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ()):
            yield f"{file.stem}-{table['say'][0]}", table


def wordings() -> list[Any]:
    return [pytest.param(say, table, id=say) for _, table in tables("en") for say in table["say"]]


def both_ways() -> list[Any]:
    return [
        pytest.param(lang, table, other, id=f"{lang}-{other}-{name}")
        for lang, other in (("zh", "zh"), ("zh", "en"), ("en", "en"), ("en", "zh"))
        for name, table in tables(lang)
    ]


def refused(list_name: str) -> list[str]:
    found: list[str] = tomllib.loads((CORPUS / "en" / "bad.toml").read_text(encoding="utf-8"))[list_name]
    return found


def english(text: str, reference: date | None = None) -> Recurrence:
    return rules.parse(text, "en", reference)


def first_wordings() -> list[Any]:
    return [pytest.param(table["say"][0], table.get("reference"), id=table["say"][0]) for _, table in tables("en")]


@pytest.mark.parametrize(("say", "table"), wordings())
def test_every_wording_means_its_rule_and_falls_on_its_days(say: str, table: dict[str, Any]) -> None:
    assert test_corpus.shown(english(say, table.get("reference")), table) == test_corpus.expected(table)


@pytest.mark.parametrize(("say", "table"), wordings())
def test_every_wording_has_the_canonical_one(say: str, table: dict[str, Any]) -> None:
    meant = english(say, table.get("reference"))
    written = rules.write(meant, "en")
    by_convention = "reference" in table or table.get("tentative")  # whose name the written rule does not need
    assert english(written) == (test_corpus.without_notes(meant) if by_convention else meant), written
    assert written == table.get("rule", written)


@pytest.mark.parametrize(("say", "reference"), first_wordings())
def test_capitals_and_blanks_do_not_matter(say: str, reference: date | None) -> None:
    if "“" not in say and "/" not in say:  # names of events and of time zones are kept as they are written
        meant = english(say, reference)
        assert english(say.upper(), reference) == meant
        assert english(" ".join(f" {word} " for word in say.split(" ")), reference) == meant


@pytest.mark.parametrize(("say", "reference"), first_wordings())
def test_an_english_rule_is_known_by_its_script(say: str, reference: date | None) -> None:
    if any(char.isalpha() for char in say):
        assert rules.parse(say, reference=reference) == english(say, reference)


@pytest.mark.parametrize("say", [say for _, table in tables("en") if "reference" in table for say in table["say"]])
def test_what_leans_on_a_day_is_no_date_without_one(say: str) -> None:
    if say != "week 12 of 2026":  # which names its year
        with pytest.raises(rules.UnreadRule):
            english(say)


@pytest.mark.parametrize(("lang", "table", "other"), both_ways())
def test_a_rule_of_either_language_is_written_in_both_and_read_back(
    lang: str, table: dict[str, Any], other: str
) -> None:
    rule = rules.parse(table["say"][0], lang, table.get("reference"))
    written = rules.write(rule, other)
    assert test_corpus.without_notes(rules.parse(written, other)) == test_corpus.without_notes(rule), written


@pytest.mark.parametrize("name", [each.zh for each in catalogue()])
def test_every_observance_has_its_rule_in_english(name: str) -> None:
    if recurrence := recurrence_of(observance_named(name)):
        said = replace(recurrence, notes=())
        if isinstance(said.rule, Announced):  # what was announced stands in the catalogue, not in the words
            said = replace(said, rule=replace(said.rule, held=()))
        written = rules.write(said, "en")
        assert english(written) == said, written


@pytest.mark.parametrize("text", [*refused("impossible"), *refused("open")])
def test_what_names_no_date_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(rules.RuleError) as caught:
        english(text)
    assert "is no rule" not in str(caught.value)
    assert caught.value.remedy is not None
    assert caught.value.say("zh") != caught.value.say("en")


@pytest.mark.parametrize("text", refused("no_rule"))
def test_what_is_no_rule_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(rules.UnreadRule) as caught:
        english(text)
    assert 0 <= caught.value.start <= caught.value.end <= len(text)


def test_the_place_that_was_not_understood_is_shown() -> None:
    with pytest.raises(rules.UnreadRule) as caught:
        english("the third blursday of September")
    assert "the third blursday"[caught.value.start : caught.value.end] == "blursday"


@pytest.mark.parametrize(
    ("chinese", "words"),
    [
        ("每年5月30日", "30 May"),
        ("9月第三周（按多数日）", "third week of September (weeks from Monday, the first has at least four days)"),
        ("4月15日前", "before 15 April"),
        ("不晚于4月15日", "no later than 15 April"),
        ("4月15日前（不含当日）", "before 15 April (that day excluded)"),
        ("2026年4月15日18:00前", "before 18:00 on 15 April 2026"),
        ("5月中旬", "the middle third of May"),
        ("9月底前", "before the end of September"),
        ("清明前10个工作日", "10 working days before Qingming"),
        ("每月前10个工作日", "the first ten working days of every month"),
        ("农历正月十五（闰月也算）", "day 15 of lunar month 1 (leap months too)"),
        ("每月15日遇节假日顺延", "15th of every month, or the next working day"),
        ("自2026年9月25日起15日内（按行政许可法）",
         "within 15 days from 25 September 2026 (under the Administrative Licensing Law)"),
        ("全国科普日", "National Science Popularization Day"),
        ("“十五五”", "the 15th Five-Year Plan"),
        ("自2017年起每3年5月30日", "every 3 years since 2017 on 30 May"),
        ("5月30日；2020年停办；2021年5月30日改为2021年6月5日",
         "30 May; suspended in 2020; 30 May 2021 moved to 5 June 2021"),
    ],
)  # fmt: skip
def test_the_same_meaning_is_the_same_rule_in_both_languages(chinese: str, words: str) -> None:
    assert english(words) == rules.parse(chinese, "zh")


@pytest.mark.parametrize(("number", "word"), list(enumerate(NUMBERS, 1)))
def test_numbers_are_read_in_words_up_to_the_thirty_first(number: int, word: str) -> None:
    day = Recurrence(Yearly(1, number))
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number not in (11, 12, 13) else 0, "th")
    assert english(f"the {word} of January") == english(f"January {number}{ending}") == day


def test_a_day_of_reference_tells_the_words_that_lean_on_one() -> None:
    today = date(2026, 11, 27)
    days = [rules.parse(say, "en", today).next(today) for say in ("tomorrow", "15th of next month", "1 May next year")]
    assert [day and day.start for day in days] == ["2026-11-28", "2026-12-15", "2027-05-01"]
    with pytest.raises(rules.RuleError, match="needs a day of reference"):
        english("1 May next year")


@pytest.mark.parametrize(
    ("say", "day"),
    [
        ("2 days after (3 October 2026, or the next working day)", "2026-10-10"),
        ("2 days after 3 October 2026, or the next working day", "2026-10-08"),
        ("due by (3 October 2026, or the previous working day)", "2026-09-30"),
        ("the 1st Monday after (1 May 2026, for 10 days)", "2026-05-11"),
    ],
)
def test_brackets_say_what_a_word_behind_belongs_to(say: str, day: str) -> None:
    rule = english(say)
    assert [o.end for o in rule.between(date(2026, 1, 1), date(2026, 12, 31))] == [day]
    assert rules.write(rule, "en") == say


def test_a_week_of_a_month_names_its_convention_and_stays_tentative() -> None:
    rule = english("third week of September (seven days each from the 1st)")
    assert rule.rule == NthWeek(9, 3, "days")
    assert "seven days each" in rules.reading(rule, "en")


@pytest.mark.parametrize(
    "say",
    [
        "by close of business on Fridays",
        "Fridays by close of business",
        "every Friday by COB",
        "by end of day on Fridays",
    ],
)
def test_the_close_of_business_has_no_time_and_says_so(say: str) -> None:
    rule = english(say)
    assert test_corpus.without_notes(rule) == english("due by every Friday")
    assert "office hours" in rules.reading(rule, "en")


PIECES = st.sampled_from(
    [
        *"30 1st 15th 31 2026 2020 May September Q3 first last third Monday Friday weekend week day month year quarter".split(),
        *"the of in on at by before after until since from to and or every each other about within for only".split(),
        *"except if then next previous no , ( ) – - ; 9:00 6 pm noon working days 10 3 a half Easter Qingming".split(),
        *"lunar leap due mid- end “event” announced predicted also not".split(),
        "30 May", "every month", "every year", "2 March 2026", "third Saturday of September", ", or the next working day",
        "every 2 weeks", "(counted from 2026)", "leap years", "Spring Festival", "10 working days before", "due by",
        "if Sunday then the next Monday", "from 2005 to 2024", "except in July", "the first Monday on or after", "for 10 days",
        "working day", "\ud800", "\x00", "İ", "ſ", "K",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=10).map(" ".join))
def test_a_text_is_read_and_written_back_in_english_or_refused(text: str) -> None:
    try:
        rule = rules.parse(text, "en", date(2026, 11, 22))
    except rules.RuleError:
        return
    written = rules.write(rule, "en")
    assert english(written) == test_corpus.without_notes(rule), written
    assert rules.Recurrence.from_json(rule.to_json()) == rule
