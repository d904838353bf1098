"""What is said for an organisation says whose it is: its commands name it, its messages bear its name, its faults too."""

from __future__ import annotations

import io
import logging
import os
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from socket import socket

import pytest
from sqlalchemy import text

from calendars.actions.organising import add_organisation, set_own_settings
from calendars.actions.people import add_person, edit_person
from calendars.commands.group import cli
from calendars.events import Entry, Event, Source
from calendars.feeds.properties import Style, description
from calendars.people import Person
from calendars.store import Store
from calendars.store.tables import organisations
from rules import LOCALES, Message, Recurrence, commands_for, whole_command
from rules.kinds import Due, Fixed
from scheduler import serving
from scheduler.jobs import each_minute, remind, serve_clock
from scheduler.organisations import go_round, title_within
from scheduler.overview import MOST_NAMED, check_organisations, overview
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.reminding import Apart
from scheduler.serving import pages_of_all
from scheduler.session import Session
from scheduler.settings import Settings

from .isolation.asking import Client
from .test_cli import Run, run

__all__ = ["run"]

NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
LONG_AGO = NOW - timedelta(days=60)
DUE = date(2026, 4, 15)
EVENT = Event("edc20de4ef3f2fe7", "报送总结", "deadline", Recurrence(Due(Fixed(DUE, DUE))), source=Source(title="通知"))
PRINTED = Settings(recipients=(Recipient("张三"),))


@pytest.fixture
def store() -> Iterator[Store]:
    """The first organisation and one below it, with the same event in both."""
    with Store.open("sqlite://") as made:
        add_organisation(made, "xiamen", "厦门市科学技术协会", LONG_AGO)
        for org in (1, 2):
            made.within(org).save([EVENT], LONG_AGO)
        yield made


def printed(store: Store, settings: Settings = PRINTED, *, dry_run: bool = False, lang: str = "zh") -> str:
    out = io.StringIO()
    remind(store, settings, NOW, out, dry_run, lang)
    return out.getvalue()


# ------------------------------------------------------------------ commands in sentences


def test_a_command_in_a_sentence_names_the_organisation_for_which_it_is_said_and_its_facts_stay_as_they_are() -> None:
    said = Message("name people: `yueling people list` shows them, not “{text}”", text="yueling list")
    assert "`yueling people list`" in said.say()
    with commands_for("xiamen"):
        assert said.say() == "name people: `yueling --org xiamen people list` shows them, not “yueling list”"
        with commands_for(""):
            assert "`yueling people list`" in said.say()
        assert Message("{said}!", said=said).say().startswith("name people: `yueling --org xiamen people")


@pytest.mark.parametrize("text", ["yueling org list", "yueling init", "yueling serve --host 0.0.0.0", "yueling worker",
                                  "yueling migrate-to postgresql://…", "yueling[ocr] x", "/opt/yueling add"])  # fmt: skip
def test_what_is_about_the_database_as_a_whole_names_no_organisation(text: str) -> None:
    with commands_for("xiamen"):
        assert whole_command(text) == text


def test_what_is_given_to_those_below_is_given_by_one_organisation() -> None:
    with commands_for("fujian"):
        assert whole_command("yueling org give 3f2a") == "yueling --org fujian org give 3f2a"


def test_whatever_a_sentence_calls_a_command_is_one_in_every_language() -> None:
    catalogue = (LOCALES / "zh" / "LC_MESSAGES" / "yueling.po").read_text(encoding="utf-8")
    with commands_for("x"):
        found = set(re.findall(r"yueling --org x ([\w-]+)", whole_command(catalogue)))
    assert len(found) > 20
    assert found <= cli.commands.keys()


def test_what_is_printed_by_a_run_for_an_organisation_has_commands_for_it(run: Run) -> None:
    run("org", "add", "xiamen", "厦门")
    assert "`yueling --org xiamen list`" in run("show", "abcd", "--org", "xiamen").err
    assert "`yueling list`" in run("show", "abcd").err
    assert "`yueling --org xiamen list`" in run("show", "abcd", "--org", "xiamen", "--json").out


def test_the_line_says_whose_the_run_is_before_the_environment_does(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("fujian", "xiamen"):
        run("org", "add", key, key)
        run("add", f"2026年5月4日 {key}大会", "--org", key)
    monkeypatch.setenv("YUELING_ORG", "fujian")
    assert "fujian大会" in run("list").out
    assert "xiamen大会" in run("list", "--org", "xiamen").out
    assert "xiamen大会" in run("--org", "xiamen", "list").out
    assert "大会" not in run("--org", "", "list").out
    assert "大会" not in run("list", "--org", "").out


def test_a_file_that_is_exported_names_the_command_for_its_organisation(store: Store) -> None:
    ((occurrence, *_),) = [EVENT.recurrence.upcoming(NOW.date(), 1, store.reckoning())]
    entry, style = Entry(EVENT, occurrence), Style("en", command=True)
    assert description(entry, style)[-1].endswith(f"yueling why {EVENT.uid}")
    with commands_for("xiamen"):
        assert description(entry, style)[-1].endswith(f"yueling --org xiamen why {EVENT.uid}")


# ------------------------------------------------------------------ messages


def test_a_printed_reminder_says_whose_it_is_and_so_does_its_command(store: Store) -> None:
    other = printed(store.within(2))
    assert other.startswith("张三: [月令·厦门市科学技术协会] 4月15日截止：报送总结\n")
    assert f"yueling --org xiamen why {EVENT.uid} 2026-04-15" in other
    first = printed(store)
    assert first.startswith("张三: [月令] 4月15日截止：报送总结\n")
    assert f"yueling why {EVENT.uid} 2026-04-15" in first


def test_a_trial_run_and_a_weekly_message_say_whose_they_are_too(store: Store) -> None:
    assert "[月令·厦门市科学技术协会] 4月15日截止" in printed(store.within(2), dry_run=True)
    chief = Recipient("主席", wishes=replace(Recipient().wishes, summary="mon"))
    told = printed(store.within(2), Settings(recipients=(chief,)))
    assert re.search(r"^主席: \[月令·厦门市科学技术协会\] .*逾期", told, re.MULTILINE)


def test_a_long_name_leaves_room_for_what_the_message_is_about(store: Store) -> None:
    add_organisation(store, "long", "长" * 200, NOW)
    store.within(3).save([EVENT], LONG_AGO)
    head = printed(store.within(3)).splitlines()[0]
    assert "报送总结" in head
    assert len(head) < 80


def test_what_the_clock_of_a_server_logs_of_an_organisation_bears_its_name(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Settings(recipients=(Recipient("李四", channel="nowhere", key="li"),))
    for org in (1, 2):
        with caplog.at_level(logging.WARNING, "yueling"):
            each_minute(store.within(org), nowhere, NOW, io.StringIO(), "en", ())
    first, other = (record.message for record in caplog.records)
    assert first.startswith("李四: no channel")
    assert other.startswith("厦门市科学技术协会: 李四: no channel")


# ------------------------------------------------------------------ who named it, and whether it is there


def test_who_named_an_organisation_that_is_not_there_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("org", "add", "xiamen", "厦门")
    assert "YUELING_ORG" not in run("--lang", "en", "list", "--org", "nobody").err
    for key, what in (("nobody", "there is no organisation “nobody”"), ("xiamen", "“厦门” is closed")):
        run("org", "close", "xiamen")
        monkeypatch.setenv("YUELING_ORG", key)
        for command in (("list",), ("doctor",), ("people", "list"), ("org", "give", "x")):
            told = run("--lang", "en", *command)
            assert what in told.err + told.out, command
            assert "it is named by YUELING_ORG" in told.err + told.out, command
        monkeypatch.delenv("YUELING_ORG")


def test_a_server_of_one_organisation_says_when_it_starts_that_it_is_closed_and_answers_410_until_it_is_open(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("org", "add", "xiamen", "厦门")
    run("add", "2026年5月4日 厦门大会", "--org", "xiamen")
    run("org", "close", "xiamen")
    sessions = list[Session]()

    def keep(listening: socket, session: Session, **_: object) -> None:
        listening.close()
        sessions.append(session)

    monkeypatch.setattr(serving, "serve_on", keep)
    started = run("--lang", "en", "serve", "--org", "xiamen", "--port", "0")
    assert started.code == 0
    assert (
        "“厦门” is closed since 2026-04-08: all its addresses answer 410; open it again: yueling org open xiamen"
        in started.err
    )
    pages = pages_of_all(sessions[0], with_log=False)
    pages.patience = 0
    with Client(pages) as client:
        assert {client.get(path).status for path in ("/", "/feeds/all.ics", "/api/v1/events")} == {410}
        run("org", "open", "xiamen")
        assert "厦门大会" in client.get("/").text
        run("org", "close", "xiamen")
        assert client.get("/").status == 410, "also where its pages stood ready"
        assert client.get("/o/xiamen/").status == 404, "there are no others here, and none below"
        run("org", "remove", "xiamen", "--yes")
        assert client.get("/").status == 404


def test_those_below_one_that_was_closed_go_on(run: Run) -> None:
    run("org", "add", "fujian", "福建")
    run("org", "add", "xiamen", "厦门", "--under", "fujian")
    run("add", "2026年5月4日 厦门大会", "--org", "xiamen")
    run("org", "close", "fujian")
    pages = pages_of_all(Session(db=os.environ["YUELING_DB"], clock=lambda: NOW), with_log=False)
    with Client(pages) as client:
        assert client.get("/o/fujian/").status == 410
        assert "厦门大会" in client.get("/o/xiamen/").text
    assert run("remind", "--json").json()["organisations"][0]["organisation"] == "xiamen"


def test_pages_of_an_organisation_propose_commands_for_it_whatever_page_was_shown_before(run: Run) -> None:
    run("org", "add", "xiamen", "厦门")
    pages = pages_of_all(Session(db=os.environ["YUELING_DB"], clock=lambda: NOW), with_log=False)
    with Client(pages) as client:
        for _ in range(2):
            assert "yueling read NOTICE" in client.get("/?lang=en").text
            assert "yueling --org xiamen read NOTICE" in client.get("/o/xiamen/?lang=en").text


def test_commands_in_the_midst_of_a_page_are_those_of_its_organisation(run: Run) -> None:
    run("org", "add", "xiamen", "厦门")
    with Store.open(os.environ["YUELING_DB"]) as store:
        for org in (1, 2):
            store.within(org).save([EVENT], LONG_AGO)
    pages = pages_of_all(Session(db=os.environ["YUELING_DB"], clock=lambda: NOW), with_log=False)
    with Client(pages, "192.0.2.7") as client:
        for _ in range(2):
            assert "<pre>yueling accounts add" in client.get("/login").text
            assert "<pre>yueling --org xiamen accounts add" in client.get("/o/xiamen/login").text
            assert f"<code>yueling why {EVENT.uid}</code>" in client.get(f"/event/{EVENT.uid}").text
            assert (
                f"<code>yueling --org xiamen why {EVENT.uid}</code>" in client.get(f"/o/xiamen/event/{EVENT.uid}").text
            )


# ------------------------------------------------------------------ who reminds nobody, and what else is wrong


def test_who_adds_an_organisation_is_told_where_it_went_and_what_comes_next(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = run("--lang", "en", "org", "add", "fujian", "福建")
    assert "added: 福建 (fujian), under (the first one)" in first.out
    assert "nobody is reminded there yet" in first.out
    assert "yueling --org fujian people add" in first.out
    assert "yueling org settings fujian FILE" in first.out
    assert "mail needs a server first" in first.out
    assert "under 福建" in run("--lang", "en", "org", "add", "xiamen", "厦门", "--org", "fujian").out
    monkeypatch.setenv("YUELING_ORG", "xiamen")
    assert run("org", "add", "siming", "思明", "--json").json()["under"] == "xiamen"
    assert run("org", "add", "top", "省外", "--under", "", "--json").json()["under"] == ""
    assert "under 福建" in run("--lang", "en", "org", "move", "top", "--under", "fujian").out


def settle(run: Run, key: str, text: str) -> None:
    with Store.open(os.environ["YUELING_DB"]) as store:
        set_own_settings(store, key, text)


def lines(run: Run, *words: str) -> dict[str, str]:
    """What the check-up says of each organisation, with its state."""
    checks = run("--lang", "en", *words, "doctor", "--json").json()["checks"]
    return {one["organisation"]: f"{one['state']}: {one['said']}" for one in checks if "organisation" in one}


def test_a_check_up_has_a_line_for_each_organisation_where_something_is_wrong(run: Run) -> None:
    for key in ("nobody", "broken", "unsent", "new", "fine", "gone"):
        run("org", "add", key, key.title())
        if key != "new":
            run("add", "2026年5月4日 大会", "--org", key)
    run("people", "add", "张三", "--channel", "stdout", "--org", "fine")
    run("people", "add", "李四", "--channel", "stdout", "--org", "unsent")
    with Store.open(os.environ["YUELING_DB"]) as store:
        inner = store.within(store.organisation("unsent").number)
        (person,) = inner.people()
        edit_person(inner, person.key, NOW, seen=person.sequence, channels=("hook",))
    settle(run, "broken", "[reminders]\ntime = 7\n")
    run("org", "close", "gone")
    found = lines(run)
    assert found.keys() == {"nobody", "broken", "unsent", "new"}
    assert found["nobody"] == "wrong: Nobody (nobody): nobody is reminded there"
    assert found["new"] == "note: New (new): nobody is reminded there"
    assert found["broken"].startswith("wrong: Broken (broken): nobody is reminded there; its settings: ")
    assert found["unsent"] == "wrong: Unsent (unsent): no channel is called “hook”"
    told = run("--lang", "en", "doctor")
    assert told.code == 1
    assert "1 organisation is in order beside the first" in told.out
    assert "4 organisations have no settings of their own" in told.out
    alone = run("--lang", "en", "--org", "fine", "doctor")
    assert "nobody is reminded" not in alone.out
    assert "organisation: Fine (fine), named by --org" in alone.out
    assert lines(run, "--org", "fine") == {}


def test_a_check_up_tells_of_messages_that_are_dead_or_late_and_of_passes_that_do_not_come(store: Store) -> None:
    inner = store.within(2)
    remind(inner, PRINTED, NOW, io.StringIO(), unsent=("stdout",))
    person = Person("zhang", "张三", channels=("stdout",))
    add_person(inner, person, NOW)

    def told(now: datetime) -> list[str]:
        return [str(one) for house in overview(store, Settings(), {}, now) for one in house.problems]

    never = "its reminders were never gone through, since 2026-02-07"
    assert told(NOW + timedelta(hours=20)) == [never]
    assert told(NOW + timedelta(hours=30)) == ["1 message has waited for more than a day", never]
    with inner.engine.begin() as connection:
        connection.execute(text("UPDATE messages SET state = 'dead' WHERE org = this_org()"))
    assert told(NOW + timedelta(hours=30)) == ["1 message was given up", never]
    remind(inner, PRINTED, NOW, io.StringIO())
    assert told(NOW + timedelta(days=1)) == ["1 message was given up"]
    assert told(NOW + timedelta(days=3))[1:] == ["its reminders were last gone through on 2026-04-08"]


def test_of_very_many_organisations_a_check_up_names_some_and_counts_the_others(store: Store) -> None:
    with store.organising() as connection:
        rows = [{"number": n, "key": f"o{n}", "name": "", "parent": 1, "created": NOW} for n in range(3, 10_000)]
        connection.execute(organisations.insert(), rows)
    found = list(check_organisations(store, Settings(), {}, NOW))
    assert len(found) <= MOST_NAMED + 3
    assert found[0].of == "xiamen", "what is wrong comes first"
    assert "and 9978 more where nobody is reminded and nothing is stored yet" in [str(one.said) for one in found]


def test_a_check_up_says_which_organisation_database_and_settings_it_looks_at_and_who_named_them(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "organisation:" not in run("--lang", "en", "doctor").out, "of one alone nothing is to be said"
    run("org", "add", "xiamen", "厦门")
    told = run("--lang", "en", "doctor").out
    assert "(the first one), neither --org nor YUELING_ORG names another" in told
    assert ", 0 events; named by YUELING_DB" in told
    assert "厦门 (xiamen), named by --org" in run("--lang", "en", "doctor", "--org", "xiamen").out
    monkeypatch.setenv("YUELING_ORG", "xiamen")
    told = run("--lang", "en", "doctor").out
    assert "厦门 (xiamen), named by YUELING_ORG" in told
    assert "it has none of its own, and what is usual holds; for the installation: the defaults" in told
    settle(run, "xiamen", '[feeds]\ntitle = "厦科协"\n')
    assert (
        "its own, which `yueling org settings xiamen` shows; for the installation: "
        in run("--lang", "en", "doctor").out
    )


def test_a_run_says_that_reminders_are_due_where_nobody_is_reminded_and_is_no_failure(run: Run) -> None:
    run("org", "add", "xiamen", "厦门")
    assert "nobody" not in run("--lang", "en", "remind", "--dry-run").err
    run("add", "2026年4月15日前 报送总结", "--org", "xiamen")
    told = run("--lang", "en", "remind", "--dry-run")
    assert told.code == 0
    assert (
        "厦门: nobody is reminded here, and 1 reminder is due; `yueling --org xiamen people add` names somebody"
        in told.err
    )
    run("people", "add", "张三", "--channel", "stdout", "--org", "xiamen")
    assert "nobody is reminded" not in run("--lang", "en", "remind", "--dry-run").err


def test_a_run_says_that_nothing_was_ever_stored_only_where_that_is_so_of_all(run: Run) -> None:
    run("org", "add", "xiamen", "厦门")
    assert "no event was ever stored here" in run("--lang", "en", "remind").err
    run("add", "2026年4月15日前 报送总结", "--org", "xiamen")
    assert "no event was ever stored here" not in run("--lang", "en", "remind").err
    assert "no event was ever stored here" not in run("--lang", "en", "remind", "--org", "xiamen").err


def clock_of(run: Run, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What a server says of its reminders when it starts."""

    def start(listening: socket, session: Session, **_: object) -> None:
        listening.close()
        with serving._clock(replace(session, now=None)):
            """It is said by now."""

    monkeypatch.setattr(serving, "serve_on", start)
    monkeypatch.setattr(serving, "_running", lambda _session: nullcontext())
    return run("--lang", "en", "serve", "--port", "0", *words).err


def test_a_server_says_that_it_reminds_where_anybody_of_any_organisation_is_reached(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hook = '[channels.hook]\ntype = "webhook"\nurl = "http://127.0.0.1:1/"\nallow_private = true\n'
    secret = 'secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"\n'
    run("org", "add", "xiamen", "厦门")
    assert "nobody is reached from here" in clock_of(run, monkeypatch)
    settle(run, "xiamen", hook + secret + '[[recipients]]\nname = "李四"\nchannel = "hook"\n')
    assert "looked for every minute" in clock_of(run, monkeypatch)
    assert "looked for every minute" in clock_of(run, monkeypatch, "--org", "xiamen")
    run("org", "close", "xiamen")
    assert "nobody is reached from here" in clock_of(run, monkeypatch)


def test_the_clock_of_a_server_of_one_organisation_rests_while_that_is_closed(
    run: Run,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run("org", "add", "xiamen", "厦门")
    run("org", "close", "xiamen")
    session = Session(db=os.environ["YUELING_DB"], org="xiamen", clock=lambda: NOW)
    serve_clock(session.store, Settings(), io.StringIO(), "en").work(NOW)
    assert not caplog.records


# ------------------------------------------------------------------ questions and lists


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (("add", "2026年5月4日 大会"), ("remove", "大会")),
        (("add", "2026年5月4日 大会"), ("undo",)),
        (("people", "add", "张三", "--channel", "stdout"), ("people", "remove", "张三")),
        (("groups", "add", "甲"), ("groups", "remove", "甲")),
        (("feeds", "add", "甲", "--kind", "截止"), ("feeds", "remove", "甲")),
        (("add", "2026年5月4日 大会"), ("links", "renew")),
    ],
)
def test_a_question_says_whose_it_is_where_there_are_several(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    before: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    asked = list[str]()

    def answer(question: str, **_: object) -> str:
        asked.append(question)
        return "n"

    monkeypatch.setattr("click.prompt", answer)
    monkeypatch.setattr("sys.stdin", Typed())
    run(*before)
    run("--lang", "en", *words)
    run("org", "add", "xiamen", "厦门")
    run(*before, "--org", "xiamen")
    for options in ((), ("--org", "xiamen")):
        run("--lang", "en", *words, *options)
    alone, first, other = asked
    assert (first, other) == (f"(the first one): {alone}", f"厦门: {alone}")


class Typed(io.StringIO):
    """A person who could answer."""

    def isatty(self) -> bool:
        return True


def test_what_is_called_off_says_so_once_and_what_stands_again_says_that(run: Run) -> None:
    run("add", "2026年5月4日 大会")
    off = run("cancel", "大会", "--all")
    assert (off.out + off.err).count("取消") == 1
    again = run("cancel", "大会", "--all")
    assert "没有变化" in again.err or "未变" in again.err
    assert "确认" in run("cancel", "大会", "--all", "--undo").err


def test_heads_of_columns_say_what_stands_below_them(run: Run) -> None:
    run("org", "add", "xiamen", "厦门")
    assert "建立时间" in run("--lang", "zh", "org", "list").out
    assert Message("Ended on").say("zh") == "停止时间"


def test_who_gets_the_weekly_message_is_listed_whoever_wished_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[reminders]\nrepeat = 3\n[[recipients]]\nname = "李四"\n', encoding="utf-8")
    run("people", "add", "张三", "--channel", "stdout", "--quiet", "22:00-07:00")
    run("groups", "add", "领导", "--member", "张三", "--summary", "fri")
    told = run("--lang", "en", "--config", str(file), "people", "list", "--json").json()
    assert {one["name"]: one["usual"] for one in told} == {
        "张三": {"repeat": 3, "summary": "fri"},
        "李四": {"repeat": 3},
    }
    shown = run("--lang", "en", "--config", str(file), "people", "list").out
    assert "quiet 22:00-07:00; else each day in the last 3 days; summary on Friday" in shown


def test_what_fails_for_an_organisation_is_logged_by_its_name(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def work(_: int) -> None:
        raise KeyError("x")

    go_round((2, 99), work, title_within(store))
    assert [record.message for record in caplog.records] == ["厦门市科学技术协会: 'x'", "99: 'x'"]


def test_the_message_that_tries_a_channel_out_says_whose_it_is(run: Run) -> None:
    run("org", "add", "xiamen", "厦门")
    assert "[月令·厦门] 渠道“stdout”的测试消息" in run("channels", "test", "stdout", "--org", "xiamen").out
    assert "[月令] 渠道“stdout”的测试消息" in run("channels", "test", "stdout").out


def test_what_only_the_shell_has_is_said_of_the_organisation_too(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("org", "add", "xiamen", "厦门")
    monkeypatch.setenv("YUELING_ORG", "xiamen")
    assert "YUELING_ORG is set in this shell" in run("--lang", "en", "doctor").out


def test_what_is_printed_for_one_organisation_stands_apart_from_what_was_printed_for_another() -> None:
    printed = io.StringIO()
    out = Apart(printed)
    for line in ("一\n", "二\n"):
        out.begin()
        out.write(line)
        out.flush()
    assert printed.getvalue() == "一\n\n\n二\n"


def test_a_variable_that_narrows_a_run_is_told_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("org", "add", "xiamen", "厦门")
    said = "only one organisation was gone through: “xiamen”, named by YUELING_ORG"
    assert said not in run("--lang", "en", "remind", "--dry-run", "--org", "xiamen").err
    monkeypatch.setenv("YUELING_ORG", "xiamen")
    assert said in run("--lang", "en", "remind", "--dry-run").err
    worker = Run(run.capsys)
    monkeypatch.setattr("tests.test_cli.NOW", ())
    assert "unset YUELING_ORG" in worker("--lang", "en", "worker").err
