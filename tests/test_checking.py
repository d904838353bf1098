"""`yueling check`: any calendar, wherever it lies, is judged in words and for programs."""

from __future__ import annotations

import importlib
import io
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.ical.checking import Answer, answer_faults, checked, effect_words
from calendars.ical.lint.effects import EFFECTS
from rules import Message, YuelingError

test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run
FEED = Path(__file__).parent / "feeds" / "all.ics"
BAD = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
RULE = "DTSTART:20260101T000000Z\r\nRRULE:FREQ=DAILY;BYMONTH=13"
GOOD = Answer(200, "text/calendar; charset=utf-8", '"1"', "Thu, 01 Jan 2026 00:00:00 GMT", "https://example.cn/a.ics")


@pytest.fixture
def bad(tmp_path: Path) -> str:
    file = tmp_path / "bad.ics"
    file.write_text(BAD.format(RULE), encoding="utf-8", newline="")
    return str(file)


def test_a_clean_calendar_is_said_to_be_one(run: Any) -> None:
    ran = run("check", str(FEED))
    assert (ran.code, ran.out) == (0, f"{FEED}：没有问题\n")
    assert run("check", str(FEED), "--json").json()["calendars"][0]["faults"] == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("第8行", "Thunderbird：一个事项也不显示", "1个问题")),
        ("en", ("line 8", "Thunderbird: shows no event at all")),
    ],
)
def test_a_fault_says_where_what_and_what_programs_make_of_it(
    run: Any, bad: str, lang: str, words: tuple[str, ...]
) -> None:
    ran = run("check", bad, "--lang", lang)
    assert ran.code == 1
    assert all(each in ran.out for each in (*words, "BYMONTH"))


def test_a_program_gets_the_same_as_records(run: Any, bad: str) -> None:
    ran = run("check", bad, str(FEED), "--json", "--lang", "en")
    first, second = ran.json()["calendars"]
    assert (ran.code, second["faults"]) == (1, [])
    (fault,) = first["faults"]
    assert (fault["line"], fault["law"]) == (8, "repeat")
    assert {"programs": ["Thunderbird"], "effect": "shows no event at all"} in fault["effects"]


def test_a_file_that_is_missing_does_not_keep_the_others_from_being_judged(run: Any, tmp_path: Path) -> None:
    ran = run("check", str(tmp_path / "no.ics"), str(FEED))
    assert ran.code == 1
    assert "no.ics" in ran.err
    assert "没有问题" in ran.out


def test_standard_input_is_judged(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD.format(RULE).encode())))
    assert "-：1个问题" in run("check", "-").out


def test_nothing_of_a_calendar_steers_the_terminal(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "x.ics"
    for line in (
        "DTSTART:\x1b]0;x\x07",
        "STATUS:\x1b[2J",
        "RRULE:FREQ=\x1b[2J",
        "\x1b[2J",
        "DTSTART;TZID=\x1b[2J:20260101T000000",
    ):
        file.write_text(BAD.format(line), encoding="utf-8", newline="")
        ran = run("check", str(file))
        assert ran.code == 1
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", ran.out + ran.err), ascii(ran.out)


def test_an_address_is_fetched_and_its_answer_judged_too(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []

    def fetch(url: str, *, private: bool = False) -> SimpleNamespace:
        asked.append((url, private))
        if "down" in url:
            raise YuelingError(Message("nobody answers"))
        return SimpleNamespace(
            status=200, data=FEED.read_bytes(), content_type="text/html", etag="", modified="", url=url
        )

    monkeypatch.setitem(sys.modules, "calendars.outside", SimpleNamespace(fetch=fetch))
    ran = run("check", "https://example.cn/a.ics", "webcal://example.cn/down.ics", "--allow-private", "--lang", "en")
    assert ran.code == 1
    assert asked == [("https://example.cn/a.ics", True), ("webcal://example.cn/down.ics", True)]
    assert "the answer: the content type is text/html" in ran.out
    assert "neither ETag nor Last-Modified" in ran.out
    assert "nobody answers" in ran.err


@pytest.mark.parametrize(
    ("answer", "data", "words"),
    [
        ({"status": 404}, b"", "status 404"),
        ({}, b"<!DOCTYPE html><html>", "200 with a page"),
        ({}, b" \n", "200 with a page or with nothing"),
        ({"content_type": ""}, b"BEGIN:VCALENDAR", "the content type is -"),
        ({"content_type": "text/calendar; charset=gbk"}, b"BEGIN:VCALENDAR", "charset=gbk"),
        ({"etag": ""}, b"BEGIN:VCALENDAR", "no ETag"),
        ({"etag": "", "modified": ""}, b"BEGIN:VCALENDAR", "neither ETag nor Last-Modified"),
    ],
)
def test_what_a_server_gets_wrong_is_said(answer: dict[str, Any], data: bytes, words: str) -> None:
    fields = {name: getattr(GOOD, name) for name in GOOD.__slots__} | answer
    (fault,) = answer_faults(Answer(**fields), data)
    assert words in str(fault.said)
    assert (fault.line, fault.law) == (0, "http")


def test_a_right_answer_has_no_fault_and_a_page_is_told_once() -> None:
    assert checked("x", FEED.read_bytes(), GOOD).faults == ()
    assert [fault.effect for fault in checked("x", b"<html>", GOOD).faults] == ["no calendar"]


def test_what_programs_make_of_a_fault_is_said_in_both_languages() -> None:
    for name, effects in EFFECTS.items():
        fault = checked("x", b"<html>").faults[0]
        for lang in ("zh", "en"):
            words = effect_words(type(fault)(1, "x", Message("x"), name), lang)
            assert len(words) == max(1, len(effects)), name
    assert effect_words(type(fault)(1, "x", Message("x")), "en") == []
