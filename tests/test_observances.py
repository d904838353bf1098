"""The catalogue of observances: every rule is one, versions and editions are those on record, and the commands store it."""

from __future__ import annotations

import importlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calendars.catalogue import UNITS, UnknownCategory, event_of, starting
from rules import parse, write
from rules.kinds import Announced
from rules.observance_dates import observances_on, occurrences_of, recurrence_of
from rules.observances import (
    GRADES,
    UnknownObservance,
    catalogue,
    categories,
    names,
    observance_named,
    search_observances,
)

FACTS = Path(__file__).parents[2] / "shared" / "calendar" / "observances.json"
test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run

SENTENCES = [
    sentence
    for each in catalogue()
    for version in each.versions or (each.version(),)
    if version
    for sentence in (version.rule, version.norm)
    if sentence
]


def starts(name: str, first: int, last: int) -> list[str]:
    days = occurrences_of(observance_named(name), date(first, 1, 1), date(last, 12, 31))
    return [occurrence.start for occurrence in days]


@pytest.mark.parametrize("sentence", sorted(set(SENTENCES)))
def test_every_rule_of_the_table_is_a_sentence_of_the_language(sentence: str) -> None:
    recurrence = parse(sentence)
    assert parse(write(recurrence)) == recurrence


def test_every_entry_says_where_its_rule_stands_and_how_well_it_is_known() -> None:
    for each in catalogue():
        assert each.grade in GRADES
        assert each.source
        assert each.category
        assert each.en.isascii() or "&" in each.en
        assert (each.grade in ("law", "official", "read")) == each.verified
        assert not each.since or not each.until or each.since <= each.until


def test_no_name_stands_for_two_observances() -> None:
    every = [name for each in catalogue() for name in (each.zh, *each.also, *each.spoken)]
    assert len(every) == len(set(every))
    assert len({each.en.casefold() for each in catalogue()}) == len(catalogue())


def test_there_are_147_entries_of_which_63_were_verified() -> None:
    assert len(catalogue()) == 147
    assert sum(each.verified for each in catalogue()) == 63


@pytest.mark.skipif(not FACTS.exists(), reason="the collected facts are not here")
def test_the_table_holds_every_collected_observance_with_its_years_and_dates() -> None:
    for fact in json.loads(FACTS.read_text(encoding="utf-8"))["entries"]:
        name = re.sub(r"\s*\((旧|报.*?)\)", lambda match: f"（{match[1]}）", fact["name_zh"])
        each = observance_named(re.sub(r" \(.*\)$", "", name))
        assert (each.category, each.grade) == (fact["category"], fact["confidence"])
        assert (each.since, each.until) == (fact.get("since"), fact.get("until"))
        held = {first.year: first for first, _ in each.held}
        for year, days in fact.get("held", {}).items():
            assert held[int(year)] == date.fromisoformat(f"{year}-{days[:5]}")
        for year, number in fact.get("edition", {}).get("checked", {}).items():
            assert each.edition_of(int(year)) == number
        if fact["kind"] == "fixed" and each.rule:
            month, day = fact["params"]["month"], fact["params"]["day"]
            assert each.rule.endswith(f"{month}月{day}日")


def test_the_science_day_was_29_june_then_announced_and_is_a_month_since_2025() -> None:
    assert starts("全国科普日", 2002, 2004) == ["2003-06-29", "2004-06-29"]
    assert starts("全国科普日", 2016, 2026) == [
        "2016-09-17",
        "2017-09-16",
        "2018-09-15",
        "2019-09-14",
        "2020-09-19",
        "2021-09-11",
        "2022-09-15",
        "2023-09-17",
        "2024-09-15",
    ]
    (guess,) = [
        o for o in occurrences_of(observance_named("科普日"), date(2016, 1, 1), date(2024, 12, 31)) if o.tentative
    ]
    assert guess.key == "2018"
    assert starts("全国科普月", 2024, 2026) == ["2025-09-01", "2026-09-01"]


@pytest.mark.parametrize(
    ("name", "first", "last", "expected"),
    [
        ("中国农民丰收节", 2019, 2024, ["2019-09-23", "2020-09-22", "2021-09-23", "2022-09-23", "2023-09-23", "2024-09-22"]),
        ("国际减轻自然灾害日", 2008, 2010, ["2008-10-08", "2009-10-13", "2010-10-13"]),
        ("世界统计日", 2009, 2026, ["2010-10-20", "2015-10-20", "2020-10-20", "2025-10-20"]),
        ("春节", 2025, 2027, ["2025-01-29", "2026-02-17", "2027-02-06"]),
        ("除夕", 2027, 2027, ["2027-02-05"]),
        ("清明节", 2024, 2026, ["2024-04-04", "2025-04-04", "2026-04-05"]),
        ("重阳节", 2026, 2026, ["2026-10-18"]),
        ("全国家庭教育宣传周", 2026, 2026, ["2026-05-11"]),
        ("国际开放获取周", 2024, 2026, ["2024-10-21", "2025-10-20", "2026-10-19"]),
        ("全国助残日", 2026, 2026, ["2026-05-17"]),
        ("全国中小学生安全教育日", 2026, 2026, ["2026-03-30"]),
        ("全国海洋宣传日（旧）", 2007, 2012, ["2008-07-18", "2009-07-18"]),
        ("双创周", 2015, 2022, ["2015-10-19", "2017-09-15", "2022-09-15"]),
    ],
)  # fmt: skip
def test_observances_fall_on_the_days_on_record(name: str, first: int, last: int, expected: list[str]) -> None:
    assert starts(name, first, last) == expected


@pytest.mark.parametrize(
    ("name", "year", "number"),
    [
        ("全国科技工作者日", 2024, 8),
        ("全国科技工作者日", 2016, None),
        ("全国科技活动周", 2025, 25),
        ("中国科学院公众科学日", 2024, 20),
        ("中国科协年会", 2021, 23),
        ("全国青少年科技创新大赛", 2016, 31),
        ("全国青少年科技创新大赛", 2020, None),
        ("全国青少年科技创新大赛", 2024, 38),
        ("中国青年科技奖", 2024, 18),
        ("中国青年科技奖", 2025, None),
        ("中国青年科技奖", 2006, None),
        ("全国创新争先奖", 2026, 4),
        ("国庆节", 2019, 70),
        ("世界水日", 2026, None),
    ],
)
def test_editions_are_known_or_said_to_be_unknown(name: str, year: int, number: int | None) -> None:
    assert observance_named(name).edition_of(year) == number


def test_every_count_has_a_word() -> None:
    assert {each.edition.unit for each in catalogue() if each.edition} <= UNITS.keys()


def test_what_nobody_verified_is_tentative_and_says_so() -> None:
    (day,) = occurrences_of(observance_named("国际月球日"), date(2026, 1, 1), date(2026, 12, 31))
    assert [reason.say("en") for reason in day.reasons] == ["nobody has read a source of this rule"]
    (known,) = occurrences_of(observance_named("植树节"), date(2026, 1, 1), date(2026, 12, 31))
    assert not known.tentative


def test_announced_observances_are_of_that_kind_and_have_no_rule() -> None:
    for each in catalogue():
        recurrence = recurrence_of(each)
        assert recurrence
        assert isinstance(recurrence.rule, Announced) == each.predicted


def test_a_quiet_name_is_found_but_not_looked_for_in_notices() -> None:
    assert "除夕" not in names("zh")
    assert observance_named("除夕").rule == "除夕"
    assert names("en")["Arbor Day"] is observance_named(" arbor  day ")
    with pytest.raises(UnknownObservance, match="the catalogue has no “光棍节”"):
        observance_named("光棍节")


def test_a_day_lists_what_falls_on_it_and_words_find_names() -> None:
    assert {"全国科普月", "全国爱牙日", "公民道德宣传日"} <= {each.zh for each in observances_on(date(2026, 9, 20))}
    assert "全国科普日" not in {each.zh for each in observances_on(date(2026, 9, 20))}
    assert [each.zh for each in search_observances("科普")][:2] == ["全国科普日", "全国科普月"]
    assert search_observances("PUBLIC science")[0].zh == "中国科学院公众科学日"
    assert search_observances("环境日")[0].zh == "环境日"
    assert search_observances(" ") == []


def test_a_category_starts_a_calendar_without_what_has_ended() -> None:
    assert [each.zh for each in starting("科协", 2026)] == [
        each.zh for each in catalogue() if each.category == "科协" and each.zh != "全国科普日"
    ]
    assert "全国科普日" in {each.zh for each in starting("科协", 2024)}
    with pytest.raises(UnknownCategory, match="the catalogue has no category “公司”; there are 科协, 科技"):
        starting("公司", 2026)


def test_an_event_of_the_catalogue_keeps_its_uid_and_cites_the_statute() -> None:
    event = event_of(observance_named("科技工作者日"))
    assert event.uid == event_of(observance_named("全国科技工作者日")).uid
    assert event.source
    assert event.source.title == "科学技术进步法(2021修订)第十八条"
    assert event_of(observance_named("世界水日")).source is None
    assert event_of(observance_named("社会团体年度工作报告（报业务主管单位）")).kind == "deadline"


@pytest.mark.parametrize("category", categories())
def test_a_category_is_stored_once(run: Any, category: str) -> None:
    first, second = run("add", "--catalogue", category), run("add", "--catalogue", category)
    count = len(starting(category, 2026))
    assert first.out == f"已入库：新增 {count}，修改 0，未变 0\n"
    assert second.out == f"已入库：新增 0，修改 0，未变 {count}\n"
    assert len(run("list", "--all", "--tag", category, "--json").json()) == count


def test_an_unknown_category_is_refused_with_those_that_there_are(run: Any) -> None:
    ran = run("--lang", "en", "add", "--catalogue", "公司")
    assert (ran.code, ran.out) == (1, "")
    assert "the catalogue has no category “公司”; there are 科协, 科技" in ran.err


@pytest.mark.parametrize(
    "args", [(), ("每年5月30日 某日", "--catalogue", "科协"), ("--catalogue", "科协", "--title", "x")]
)
def test_a_rule_and_a_category_exclude_each_other(run: Any, args: tuple[str, ...]) -> None:
    assert run("add", *args).code == 2


def test_tags_and_leads_of_a_category_are_stored(run: Any) -> None:
    run("add", "--catalogue", "科技", "--tag", "办公室", "--lead", "7d")
    event = run("list", "--tag", "办公室", "--json").json()[0]
    assert (event["tags"], event["leads"]) == (["科技", "办公室"], ["7d"])


def test_the_table_shows_rule_next_date_source_and_grade(run: Any) -> None:
    line = run("observances", "全国科技工作者日").out.splitlines()[1]
    assert re.split(r"\s{2,}", line) == [
        "全国科技工作者日",
        "自2017年起每年5月30日",
        "2026-05-30 周六 · 第10个",
        "科学技术进步法(2021修订)第十八条",
        "法律",
    ]
    english = run("--lang", "en", "observances", "--search", "科普月").out
    assert "National Science Popularization Month" in english


def test_the_whole_catalogue_is_listed_and_answers_as_json(run: Any) -> None:
    assert len(run("observances").out.splitlines()) == 148
    records = run("observances", "--json").json()
    assert len(records) == 147
    week = next(record for record in records if record["zh"] == "全国科技活动周")
    assert week["announced"]
    assert week["held"][0] == ["2019-05-19", "2019-05-26"]
    assert week["next"] == {"start": "2026-05-18", "end": "2026-05-24", "tentative": True, "edition": 26}


def test_a_day_and_words_narrow_the_list(run: Any) -> None:
    found_names = [record["zh"] for record in run("observances", "--on", "2026-04-24", "--json").json()]
    assert "中国航天日" in found_names
    both = run("observances", "--on", "2026-04-24", "--search", "航天", "--json").json()
    assert [record["zh"] for record in both] == ["中国航天日"]
    nothing = run("observances", "--search", "没有这个")
    assert (nothing.code, nothing.out) == (0, "")
    assert "yueling observances" in nothing.err


def test_names_are_stored_and_an_unknown_one_stores_nothing(run: Any) -> None:
    assert run("observances", "--add", "全国科普月", "世界水日").out == "已入库：新增 2，修改 0，未变 0\n"
    assert run("observances", "--add", "植树节", "光棍节").code == 1
    assert run("observances", "--add").code == 2
    assert len(run("list", "--json").json()) == 2


def test_an_announcement_on_the_command_line_moves_the_date_and_is_told(run: Any) -> None:
    run("observances", "--add", "科技活动周")
    uid = run("list", "--json").json()[0]["uid"]
    window = ("upcoming", "--from", "2026-05-01", "--to", "2026-06-10", "--format", "json")
    before = run(*window).json()
    assert run("edit", uid, "--announce", "2026-05-23/2026-05-31").code == 0
    after = run(*window).json()
    assert [(e["start"], e["status"]) for e in before] == [("2026-05-18", "TENTATIVE")]
    assert [(e["start"], e["end"], e["status"]) for e in after] == [("2026-05-23", "2026-05-31", "CONFIRMED")]
    assert before[0]["uid"] == after[0]["uid"]
    told = run("--lang", "en", "why", uid, "2026-05-25").out
    assert "announced for 2026: 2026-05-23/2026-05-31" in told
    assert "the rule had predicted 2026-05-18/2026-05-24" in told
    assert run("show", uid, "--json").json()["sequence"] == 1
    assert run("edit", uid, "--announce", "2026-05-23", "--rule", "5月1日").code == 2
