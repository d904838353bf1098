"""One law for every wish: a value, none to turn it off, default for what groups and settings say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_cli import Run, run

__all__ = ["run"]

WISHES: dict[str, tuple[str, dict[str, Any], str | None, dict[str, Any] | None]] = {
    "--lead": ("7d", {"leads": {"deadline": ["7d"]}}, "none", {"leads": {"deadline": []}}),
    "--at": ("07:30", {"at": "07:30"}, None, None),
    "--quiet": ("22:00-07:00", {"quiet": "22:00-07:00"}, "none", {"quiet": "none"}),
    "--repeat": ("3", {"repeat": 3}, "none", {"repeat": 0}),
    "--deputy": ("李四", {"deputy": "李四", "after": 1}, "none", {"deputy": ""}),
    "--summary": ("周三", {"summary": "wed"}, "none", {"summary": ""}),
}


@pytest.fixture
def pair(run: Run) -> Run:
    run("people", "add", "李四", "--channel", "stdout")
    run("people", "add", "张三", "--channel", "stdout", "--kind", "截止")
    return run


@pytest.mark.parametrize("option", WISHES)
def test_a_wish_is_set_turned_off_and_put_back(pair: Run, option: str) -> None:
    text, wished, off, turned_off = WISHES[option]
    assert pair("people", "set", "张三", option, text, "--json").json()["wishes"] == wished
    if off:
        assert pair("people", "set", "张三", option, off, "--json").json()["wishes"] == turned_off
    assert pair("people", "set", "张三", option, "default", "--json").json()["wishes"] == {}


def test_days_of_rest_are_kept_not_kept_or_left_to_the_settings(pair: Run) -> None:
    for option, wished in (("--rest", {"rest": True}), ("--no-rest", {"rest": False}), ("--default-rest", {})):
        assert pair("people", "set", "张三", option, "--json").json()["wishes"] == wished


def test_a_lead_without_a_kind_is_in_place_of_all_and_everything_is_about_events_alone(pair: Run) -> None:
    pair("people", "set", "张三", "--lead", "活动=2h", "--lead", "截止=none")
    assert pair("people", "set", "张三", "--everything", "--lead", "default", "--json").json()["wishes"] == {}
    none = pair("people", "set", "张三", "--lead", "none", "--json").json()["wishes"]["leads"]
    assert len(none) > 5
    assert not any(none.values())
    kept = pair("people", "set", "张三", "--kind", "截止", "--json").json()
    assert (kept["follows"]["kinds"], kept["wishes"]["leads"]) == (["deadline"], none)
    assert pair("people", "set", "张三", "--lead", "7d", "--json").json()["wishes"] == {"leads": {"deadline": ["7d"]}}
    assert pair("people", "set", "张三", "--lead", "default", "--json").json()["wishes"] == {}


def test_each_condition_is_put_back_alone(pair: Run) -> None:
    pair("people", "set", "张三", "--tag", "科普", "--word", "总结", "--person", "王五", "--organisation", "协会")
    for option, name in (
        ("--tag", "tags"), ("--word", "words"), ("--person", "people"), ("--organisation", "organisations"), ("--kind", "kinds"),
    ):  # fmt: skip
        assert pair("people", "set", "张三", option, "default", "--json").json()["follows"].get(name, []) == []
    assert (
        pair("people", "list", "--json").json()[0]["follows"] == pair("people", "list", "--json").json()[1]["follows"]
    )


@pytest.mark.parametrize(
    ("option", "text"),
    [("--at", "none"), ("--after", "none"), ("--after", "0"), ("--repeat", "x"), ("--summary", "周八")],
)
def test_what_a_wish_cannot_be_is_refused(pair: Run, option: str, text: str) -> None:
    ran = pair("people", "set", "张三", option, text)
    assert ran.code != 0
    assert ran.err


def test_days_until_a_deputy_hears_need_a_deputy_and_go_with_him(pair: Run) -> None:
    refused = pair("people", "set", "张三", "--after", "2", "--lang", "en")
    assert (refused.code, "--deputy" in refused.err) == (1, True)
    assert pair("groups", "add", "科普", "--after", "2").code == 1
    both = pair("people", "set", "张三", "--deputy", "李四", "--after", "2", "--json").json()["wishes"]
    assert both == {"deputy": "李四", "after": 2}
    pair("people", "set", "张三", "--deputy", "default")
    assert pair("people", "set", "张三", "--deputy", "李四", "--json").json()["wishes"] == {
        "deputy": "李四",
        "after": 1,
    }


def test_nothing_to_change_is_refused_and_what_is_so_already_is_shown(pair: Run) -> None:
    assert pair("people", "set", "张三").code == 2
    assert pair("people", "set", "张三", "--repeat", "none", "--json").json()["wishes"] == {"repeat": 0}
    assert pair("people", "set", "张三", "--repeat", "0", "--json").json()["wishes"] == {"repeat": 0}


def test_what_is_turned_off_is_told_in_words(pair: Run) -> None:
    pair(
        "people",
        "set",
        "张三",
        "--repeat",
        "none",
        "--quiet",
        "none",
        "--summary",
        "none",
        "--deputy",
        "none",
        "--lead",
        "none",
    )
    english, chinese = pair("people", "list", "--lang", "en").out, pair("people", "list", "--lang", "zh").out
    for words in ("no reminders", "no quiet hours", "not each day", "no summary", "nobody stands in"):
        assert words in english
        assert words not in chinese
    assert "none" not in chinese
    assert "最后0天" not in chinese


def test_the_kinds_are_listed_where_one_is_chosen(pair: Run) -> None:
    for command in (
        ("people", "add"),
        ("people", "set"),
        ("groups", "add"),
        ("groups", "set"),
        ("duties",),
        ("feeds", "add"),
    ):
        words = pair(*command, "--help").out
        assert "observance" in words
        assert "anniversary" in words


# -- who is meant -----------------------------------------------------------------------------------------------------


def test_what_is_put_off_for_somebody_is_put_off_under_his_key(run: Run) -> None:
    run("people", "add", "张三", "--email", "zhang@example.org", "--channel", "stdout")
    run("people", "add", "李四", "--channel", "stdout")
    run("groups", "add", "科普", "--member", "张三", "--member", "李四")
    uid = run("add", "2026年4月16日前 报送材料", "--json").json()["event"]["uid"]
    later = ("--until", "2026-04-12", "--json")
    for words, keys in (("张三", ["zhang@example.org"]), ("zhang@example.org", ["zhang@example.org"])):
        assert [one["reader"] for one in run("snooze", uid, "--for", words, *later).json()["snoozes"]] == keys
    group = run("snooze", uid, "--for", "科普", "--until", "2026-04-13", "--json").json()
    assert [one["reader"] for one in group["snoozes"]] == ["zhang@example.org", "李四"]
    refused = run("snooze", uid, "--for", "张珊", "--until", "2026-04-12", "--lang", "en")
    assert refused.code != 0
    assert "nobody is called “张珊”; did you mean 张三?" in refused.err
    assert run("snooze", uid, "--for", "", *later).code != 0
    ended = run("snooze", uid, "--for", "科普", "--end", "--json").json()
    assert ended["snoozes"] == []


def test_who_does_something_is_called_by_his_name_and_a_name_that_is_nearly_one_is_noted(run: Run) -> None:
    run("people", "add", "张三", "--email", "zhang@example.org", "--channel", "stdout")
    uid = run("add", "每月10日前 报送材料", "--json").json()["event"]["uid"]
    assert run("ack", uid, "--by", "zhang@example.org", "--json").json()["acknowledged"]["by"] == "张三"
    assert [one["owner"] for one in run("duties", "--for", "zhang@example.org", "--json").json()][:1] == ["张三"]
    other = run("done", uid, "--by", "张三三", "--lang", "en")
    assert other.code == 0
    assert "did you mean 张三?" in other.err
    assert run("done", uid, "--undo", "--json").json()["changed"]
    assert run("done", uid, "--by", "赵六", "--lang", "en").err == ""
