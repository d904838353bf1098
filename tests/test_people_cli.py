"""The commands for people and groups, the settings that name them, and what a check-up and a server know of them."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from calendars.events import Lead
from calendars.people import Person, Quiet, Wishes
from calendars.selection import Selection
from calendars.store import Store
from rules import Message
from scheduler.channels import DeliveryError, Digest
from scheduler.checkup import checkup
from scheduler.jobs import remind
from scheduler.people_given import persons_of
from scheduler.readership import readership
from scheduler.recipients import Recipient, readers
from scheduler.section import SettingsError
from scheduler.settings import Settings
from scheduler.settings_file import read_settings
from tests.test_cli import Run, run

__all__ = ["run"]
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)


class Down:
    """A channel that nothing reaches."""

    def send(self, message: Digest) -> None:
        raise DeliveryError(Message("down"), reached=False)

    def close(self) -> None:
        """Nothing is open."""


def settings_of(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, {})


# -- settings ---------------------------------------------------------------------------------------------------------


def test_settings_say_what_all_wish_and_what_one_does(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path,
        """[reminders]
quiet = "22:00-07:00"
rest = true
repeat = 3
[[recipients]]
name = "张三"
channel = "stdout"
organisations = ["科普处"]
words = ["总结"]
time = "07:30"
leads = { deadline = ["5wd", "2h"] }
quiet = "none"
rest = false
deputy = "李四"
deputy_after = 2
[[recipients]]
name = "李四"
channel = "stdout"
""",
    )
    assert found.wishes == Wishes(quiet=Quiet.read("22:00-07:00"), rest=True, repeat=3)
    zhang, li = readers(found.recipients, [], [], found.wishes)
    assert zhang.follows == (Selection(organisations=("科普处",), words=("总结",)),)
    assert zhang.leads("deadline") == (Lead(5, "workdays"), Lead(2, "hours"))
    assert (zhang.at(time(8)), bool(zhang.quiet), zhang.rest, zhang.repeat) == (time(7, 30), False, False, 3)
    assert (zhang.wishes.deputy, zhang.wishes.after) == ("李四", 2)
    assert (li.at(time(8)), bool(li.quiet), li.rest, li.repeat) == (time(8), True, True, 3)


WRONG = {
    "quiet hours that are none": ('[reminders]\nquiet = "night"\n', 2, "“night” are no hours of the day"),
    "a flag that is none": ("[reminders]\nrest = 1\n", 2, "this must be true or false"),
    "too many repeats": ("[reminders]\nrepeat = 400\n", 2, "from 0 to 31"),
    "a typo": ('[[recipients]]\nname = "a"\nquite = "22:00-07:00"\n', 3, "there is no such setting"),
    "a lead of ten thousand days": (
        '[[recipients]]\nname = "a"\n[[recipients]]\nname = "b"\nleads = { deadline = ["10000d"] }\n', 5, "is no lead",
    ),
    "leads that are no table": ('[[recipients]]\nname = "a"\nleads = ["7d"]\n', 3, "this must be a table"),
    "a kind that is none": ('[[recipients]]\nname = "a"\nleads = { dedline = ["7d"] }\n', 3, "there is no such setting"),
    "a deputy who is himself": (
        '[[recipients]]\nname = "a"\n[[recipients]]\nname = "b"\nemail = "b@example.org"\ndeputy = "b@example.org"\n',
        6, "cannot stand in for himself",
    ),
    "days of a deputy and nobody who is one": (
        '[[recipients]]\nname = "a"\ndeputy_after = 2\n', 3, "nobody stands in, so that nobody hears",
    ),
    "a deputy who may be two": (
        '[[recipients]]\nname = "a"\ndeputy = "b"\n[[recipients]]\nname = "b"\nemail = "b@example.org"\n'
        '[[recipients]]\nname = "b"\nemail = "c@example.org"\n', 3, "may be several people",
    ),
    "a channel that is called mail": ('[channels.mail]\ntype = "ntfy"\n', 1, "mail is the name of a channel of another sort"),
    "a channel that is called stdout": ('[channels.stdout]\ntype = "ntfy"\n', 1, "of another sort"),
    "a table whose name wants quotes": ('[feeds]\n\n[channels.科普]\ntype = "ntfy"\n', 3, "this is not TOML"),
    "a deputy after no days": ('[[recipients]]\nname = "a"\ndeputy_after = 0\n', 3, "from 1 to 30"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_line_and_what_would_be_right(case: str, tmp_path: Path) -> None:
    text, line, said = WRONG[case]
    with pytest.raises(SettingsError) as error:
        settings_of(tmp_path, text)
    assert said in str(error.value.said)
    assert error.value.line == line
    assert error.value.remedy or "this must be" in said or "from" in said


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("[channels.科普]\n", '[channels."科普"]'),
        ("[channels]\n  科普.type = 'ntfy'\n", "\"科普\".type = 'ntfy'"),
        ("[[收件人]]\n", '[["收件人"]]'),
    ],
)
def test_names_that_want_quotes_in_toml_are_shown_with_them(tmp_path: Path, text: str, right: str) -> None:
    with pytest.raises(SettingsError) as error:
        settings_of(tmp_path, text)
    assert str(error.value.remedy).endswith(right)


def test_quotes_are_advised_only_where_they_are_missing(tmp_path: Path) -> None:
    for text in ("[mail\n", 'name = "科普\n', "x = 科普\n", "# 科普\n[a\n"):
        with pytest.raises(SettingsError) as error:
            settings_of(tmp_path, text)
        assert str(error.value.remedy) == 'write key = "value" under a [table]'


DEPUTY = '[[recipients]]\nname = "张三"\nchannel = "stdout"\ndeputy = "{}"\n[[recipients]]\nname = "李四"\nchannel = "stdout"\n'


def test_two_of_the_settings_may_stand_in_for_each_other(tmp_path: Path) -> None:
    found = settings_of(tmp_path, DEPUTY.format("李四") + 'deputy = "张三"\n')
    assert [one.wishes.deputy for one in found.recipients] == ["李四", "张三"]
    assert found.wrong_deputies([]) == []


def test_a_deputy_whom_nobody_knows_is_told_with_his_line_and_the_nearest_name(tmp_path: Path) -> None:
    found = settings_of(tmp_path, DEPUTY.format("李思"))
    (wrong,) = found.wrong_deputies([])
    assert (wrong.line, wrong.key) == (4, "recipients.deputy")
    assert "nobody is called “李思”" in str(wrong.said)
    assert str(wrong.remedy) == "did you mean 李四?"
    assert found.wrong_deputies([Person("x", "李思", channels=("stdout",))]) == []
    with Store.open("sqlite://") as store:
        told, why = readership(store, found)
        assert (len(told), [str(one) for one in why]) == (2, [str(wrong.said)])
        checks = checkup(lambda: found, lambda: Store.open("sqlite://"), NOW, env={})
        assert [check.state for check in checks if "李思" in str(check.said)] == ["wrong"]


def test_channels_are_listed_with_those_of_the_database_whom_they_reach(run: Run) -> None:
    run("people", "add", "张三", "--channel", "stdout")
    assert next(one for one in run("channels", "--json").json() if one["name"] == "stdout")["used_by"] == ["张三"]


def test_the_nearest_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        settings_of(tmp_path, '[[recipients]]\nname = "a"\nquite = "22:00-07:00"\n')
    assert str(error.value.remedy) == "did you mean quiet?"


def test_people_of_the_settings_become_people_under_their_keys() -> None:
    wishes = Wishes(deputy="乙")
    named = (
        Recipient("甲", "a@example.org", ("deadline",), ("年检",), "mail", wishes=wishes),
        Recipient("甲", "a@example.org", ("deadline",), ("年检",), "stdout", wishes=wishes),
        Recipient("乙", "b@example.org", channel="mail"),
    )
    first, second = persons_of(Settings(recipients=named))
    assert (first.key, first.channels, first.wishes.deputy) == ("a@example.org", ("mail", "stdout"), "b@example.org")
    assert first.follows == Selection(kinds=("deadline",), tags=("年检",))
    assert second == Person("b@example.org", "乙", "b@example.org", ("mail",))
    assert persons_of(Settings()) == []


# -- commands ---------------------------------------------------------------------------------------------------------


def test_a_person_is_added_changed_listed_and_removed(run: Run) -> None:
    added = run("people", "add", "张三", "--email", "a@example.org", "--channel", "stdout", "--kind", "截止",
                "--lead", "7d", "--lead", "活动=2h", "--at", "07:30", "--json").json()  # fmt: skip
    assert added["key"] == "a@example.org"
    assert added["wishes"] == {"leads": {"deadline": ["7d"], "event": ["2h"]}, "at": "07:30"}
    run("people", "add", "李四", "--channel", "stdout")
    changed = run(
        "people", "set", "张三", "--deputy", "李四", "--after", "2", "--lead", "default", "--rest", "--json"
    ).json()
    assert changed["wishes"] == {"at": "07:30", "deputy": "李四", "after": 2, "rest": True}
    table = run("people", "list").out
    assert "张三" in table
    assert "a@example.org" in table
    ran = run("people", "remove", "李四", "--yes", "--lang", "en")
    assert (ran.code, ran.out) == (0, "removed: 李四\n")
    assert "nobody stands in any more for 张三" in ran.err
    assert [one["name"] for one in run("people", "list", "--json").json()] == ["张三"]


def test_a_group_hands_on_what_it_follows(run: Run) -> None:
    for name in ("张三", "李四", "王五"):
        run("people", "add", name, "--channel", "stdout")
    made = run("groups", "add", "科普", "--tag", "科普", "--member", "张三", "--member", "李四", "--json").json()
    assert made["members"] == ["张三", "李四"]
    changed = run("groups", "set", "科普", "--add", "王五", "--drop", "张三", "--repeat", "2", "--json").json()
    assert (changed["members"], changed["follows"]) == (["李四", "王五"], {"tags": ["科普"]})
    assert [one["groups"] for one in run("people", "list", "--json").json() if one["name"] == "王五"] == [["科普"]]
    assert "科普" in run("groups", "list").out
    assert run("groups", "remove", "科普", "--yes").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("people", "add", "王五"), "by no channel"),
        (("people", "add", "王五", "--channel", "stdot"), "did you mean stdout?"),
        (("people", "add", "王五", "--channel", "mail"), "known are stdout"),
        (("people", "add", "王五", "--channel", "stdout", "--email", "x@"), "no mail address"),
        (("people", "add", "王五", "--channel", "stdout", "--lead", "10000d"), "is no lead"),
        (("people", "add", "王五", "--channel", "stdout", "--lead", "会=7d"), "no kind of event"),
        (("people", "add", "王五", "--channel", "stdout", "--at", "25:00"), "no time of day"),
        (("people", "add", "王五", "--channel", "stdout", "--quiet", "night"), "no hours of the day"),
        (("people", "add", "王五", "--channel", "stdout", "--deputy", "赵六"), "nobody is called"),
        (("people", "add", "张三", "--channel", "stdout"), "already"),
        (("people", "set", "张三"), "say what is to be another"),
        (("people", "set", "张山", "--rest"), "did you mean 张三?"),
        (("groups", "set", "科普", "--rest"), "nobody is called"),
        (("groups", "add", "科普", "--member", "赵六"), "nobody is called"),
    ],
)
def test_what_cannot_be_is_said_with_what_would_be_right(run: Run, words: tuple[str, ...], said: str) -> None:
    run("people", "add", "张三", "--channel", "stdout")
    before = run("people", "list", "--json").json()
    ran = run(*words, "--lang", "en")
    assert ran.code in (1, 2)
    assert said in ran.err
    assert run("people", "list", "--json").json() == before


def test_nobody_is_told_by_mail_who_has_no_address(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[mail]\nhost = "127.0.0.1"\nsender = "y@example.org"\n', encoding="utf-8")
    config = ("--config", str(file), "--lang", "en")
    ran = run("people", "add", "王五", "--channel", "mail", *config)
    assert ran.code in (1, 2)
    assert "give an address with --email" in ran.err
    assert run("people", "add", "王五", "--channel", "mail", "--email", "w@example.org", *config).code == 0
    assert run("people", "set", "王五", "--email", "none", *config).code in (1, 2)
    assert [one["email"] for one in run("people", "list", "--json").json()] == ["w@example.org"]


def test_what_waits_for_somebody_who_is_removed_is_void_and_counted(run: Run, tmp_path: Path) -> None:
    for name in ("张三", "李四"):
        run("people", "add", name, "--channel", "stdout")
    run("people", "set", "李四", "--kind", "event")
    run("add", "2026年4月15日前 报送总结")
    with Store.open(f"sqlite:///{tmp_path / 'events.sqlite3'}") as store:
        assert remind(store, Settings(), NOW, io.StringIO(), senders={"stdout": Down()}).held == 1
    gone = [run("people", "remove", name, "--yes", "--lang", "en").err for name in ("张三", "李四")]
    assert gone == ["1 reminder waited for 张三, void from now on\n", ""]


def test_people_of_the_settings_are_taken_over_and_what_they_are_called_there_holds_again_when_they_go(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[[recipients]]\nname = "张三"\nemail = "a@example.org"\nchannel = "stdout"\nkinds = ["截止"]\n')
    config = ("--config", str(file))
    assert [one["of_settings"] for one in run("people", "list", "--json", *config).json()] == [True]
    assert run("people", "import", "--json", *config).json()["added"] == ["a@example.org"]
    assert run("people", "import", "--json", *config).json()["unchanged"] == ["a@example.org"]
    (one,) = run("people", "list", "--json", *config).json()
    assert (one["of_settings"], one["follows"]) == (False, {"kinds": ["deadline"]})
    gone = run("people", "remove", "张三", "--yes", "--lang", "en", *config)
    assert "the settings file still has 张三" in gone.err


def test_the_check_up_names_who_cannot_be_reached_and_deputies_whom_nobody_knows(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'a.db'}", create=True) as store, store.changing(NOW, "person") as change:
        change.put_person("a", Person("a", "张三", None, ("群",), wishes=Wishes(deputy="z")))
    found = list(checkup(Settings, lambda: Store.open(f"sqlite:///{tmp_path / 'a.db'}"), NOW))
    said = [check.said.say() for check in found if check.state == "wrong"]
    assert "张三: no channel is called “群”" in said
    assert "nobody is called “z”, who is to stand in for 张三" in said
