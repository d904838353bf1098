"""The corpus of wordings: one rule, its days, and every way to say it; and what must give nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rules
import rules.kinds
from rules import Occurrence, Recurrence, Rule
from rules.kinds import Due, Duration, Instead

CORPUS = Path(__file__).parent / "corpus" / "zh"
DOCS = Path(__file__).parent.parent / "docs"


LENGTHS = ("21天内", "近两个月", "最近2个月", "过去两个月", "未来三个月")
"""Said without a day of reference these are lengths of time."""


def tables() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(CORPUS.glob("*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ()):
            yield file.stem, table


def wordings() -> list[Any]:
    return [pytest.param(say, table, id=f"{stem}-{say}") for stem, table in tables() for say in table["say"]]


def refused(list_name: str) -> list[str]:
    found: list[str] = tomllib.loads((CORPUS / "bad.toml").read_text(encoding="utf-8"))[list_name]
    return found


def not_dates() -> list[str]:
    lines = (CORPUS / "not_dates.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def days_of(occurrence: Occurrence) -> str:
    """An occurrence as the corpus writes it: one day, or the first and the last."""
    first, last = occurrence.span.first, occurrence.span.last
    return str(first) if first == last else f"{first}/{last}"


PAGES = ("rules.md", "rules.zh-CN.md")


def documented(pages: tuple[str, ...] = PAGES) -> Iterator[Any]:
    """The rows of the page on the rule language: wordings in both languages, value and RRULE; other tables are passed over."""
    for page in pages:
        of_rules = False
        for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
            cells = [cell.strip(" `") for cell in line.split("|")]
            if len(cells) != 7:
                of_rules = False
            elif cells[5] == "RRULE":
                of_rules = True
            elif of_rules and "---" not in line:
                says, in_english, value, rrule = cells[2].split(" · "), cells[3].split(" · "), cells[4], cells[5]
                yield pytest.param(says, in_english, value, None if rrule == "–" else rrule, id=f"{page}-{says[0]}")


def read(say: str, table: dict[str, Any]) -> Recurrence:
    """The wording, said on the day of reference where the table has one."""
    return rules.parse(say, reference=table.get("reference"))


def without_notes(recurrence: Recurrence) -> Recurrence:
    """The recurrence without the conventions that its wording needed: what is written needs none."""
    return replace(recurrence, notes=())


def shown(recurrence: Recurrence, table: dict[str, Any]) -> dict[str, Any]:
    """What the recurrence says on every point that the table asks about."""
    found = recurrence.between(table["from"], table["to"])
    rule = recurrence.rule
    asked: dict[str, Any] = {
        "days": [days_of(occurrence) for occurrence in found],
        "tentative": bool(recurrence.doubts()),
        "clock": recurrence.clock.write() if recurrence.clock else "",
    }
    if "value" in table:
        asked["value"] = rule.value()
    if "rrule" in table:
        asked["rrule"] = rule.rrule()
    if "inclusive" in table:
        asked["inclusive"] = rule.inclusive if isinstance(rule, Due) else None
    return asked


def expected(table: dict[str, Any]) -> dict[str, Any]:
    asked = {"tentative": False, "clock": "", **table, "days": [str(day) for day in table["days"]]}
    return {k: v for k, v in asked.items() if k not in ("say", "rule", "from", "to", "reference")}


@pytest.mark.parametrize(("say", "table"), wordings())
def test_every_wording_means_its_rule_and_falls_on_its_days(say: str, table: dict[str, Any]) -> None:
    assert shown(read(say, table), table) == expected(table)


@pytest.mark.parametrize("table", [pytest.param(t, id=f"{s}-{t.get('value')}-{t['say'][0]}") for s, t in tables()])
def test_a_rule_is_written_in_words_that_read_back_to_it(table: dict[str, Any]) -> None:
    first = read(table["say"][0], table)
    written = rules.write(first, "zh")
    assert without_notes(rules.parse(written)) == without_notes(first), written
    if "rule" in table:
        assert written == table["rule"]


@pytest.mark.parametrize("table", [pytest.param(t, id=f"{s}-{t.get('value')}-{t['say'][0]}") for s, t in tables()])
def test_a_stored_rule_comes_back_the_same(table: dict[str, Any]) -> None:
    recurrence = read(table["say"][0], table)
    assert Recurrence.from_json(recurrence.to_json()) == recurrence


@pytest.mark.parametrize("say", [pytest.param(s, id=s) for _, t in tables() if "reference" in t for s in t["say"]])
def test_what_leans_on_a_day_is_no_date_without_one(say: str) -> None:
    if say in LENGTHS:
        assert isinstance(rules.parse(say).rule, Duration)
    else:
        with pytest.raises(rules.UnreadRule):
            rules.parse(say)


@pytest.mark.parametrize("text", refused("impossible"))
def test_an_impossible_date_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(rules.RuleError) as caught:
        rules.parse(text)
    assert caught.value.say("en")
    assert caught.value.remedy is not None


@pytest.mark.parametrize("text", refused("no_rule"))
def test_what_is_no_rule_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(rules.UnreadRule) as caught:
        rules.parse(text)
    assert caught.value.text.strip() == text.strip()
    assert 0 <= caught.value.start <= caught.value.end <= len(text)


@pytest.mark.parametrize("line", not_dates())
def test_a_line_without_a_date_gives_none(line: str) -> None:
    notice = rules.read_notice(line.encode(), "line.txt")
    found = rules.find(notice, date(2026, 3, 18))
    assert [(f.quote, f.kind, f.value) for f in found if f.role == "calendar" or f.value not in (None, "2026")] == []


@pytest.mark.parametrize(("says", "in_english", "value", "rrule"), list(documented()))
def test_the_page_of_the_rule_language_says_what_is_true(
    says: list[str], in_english: list[str], value: str, rrule: str | None
) -> None:
    read = [rules.parse(say) for say in says]
    assert [(one.rule.value() or "–", one.rule.rrule()) for one in read] == [(value, rrule)] * len(says)
    assert {without_notes(rules.parse(say, "en")) for say in in_english} == {without_notes(read[0])}


def conventions() -> Iterator[Any]:
    """The rows of the conventions of both pages: words, how they are written back, the first days, whether tentative."""
    for page, heading in zip(PAGES, ("## Conventions", "## 约定"), strict=True):
        section = (DOCS / page).read_text(encoding="utf-8").split(f"{heading}\n")[1].split("\n## ")[0]
        for line in section.splitlines():
            if re.match(r"\| .*\| \d{4}-", line):
                say, written, days, _ = (cell.strip() for cell in line.strip("|").split("|"))
                yield pytest.param(say, written, days.rstrip(" †"), "†" in days, id=f"{page}-{say}")


@pytest.mark.parametrize(("say", "written", "days", "tentative"), list(conventions()))
def test_the_conventions_of_the_page_hold(say: str, written: str, days: str, *, tentative: bool) -> None:
    read = rules.parse(say, reference=date(2026, 4, 8))
    first = read.between(date(2026, 1, 1), date(2032, 12, 31))[0]
    assert (rules.write(read, "zh"), bool(read.doubts())) == (written, tentative)
    assert days_of(first).replace("/", " – ") == days


def test_both_pages_have_the_same_rows() -> None:
    english, chinese = ([row.values for row in documented((page,))] for page in PAGES)
    assert english == chinese
    rows = [row.values for row in conventions()]
    assert len(rows) > 50
    assert rows[: len(rows) // 2] == rows[len(rows) // 2 :]


def of_kinds(rule: Rule) -> Iterator[str]:
    """The names of the kinds that a rule is of and is made of."""
    yield type(rule).__name__
    if isinstance(rule, Instead):
        yield from (type(case).__name__ for case in rule.cases)
    for part in rule.inner():
        yield from of_kinds(part)


@pytest.mark.parametrize("page", PAGES)
def test_every_kind_of_rule_stands_on_the_page_of_the_rule_language(page: str) -> None:
    kinds = {name for name in rules.kinds.__all__ if isinstance(getattr(rules.kinds, name), type)}
    read = [rules.parse(row.values[0][0]).rule for row in documented((page,))]
    assert kinds - {kind for rule in read for kind in of_kinds(rule)} == set()


def test_the_corpus_has_no_wording_twice_in_one_meaning() -> None:
    says = [
        (table.get("value", table["say"][0]), str(table["from"]), say) for _, table in tables() for say in table["say"]
    ]
    assert len(says) == len(set(says))
