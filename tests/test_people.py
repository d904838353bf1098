"""People and groups: who is reminded of what, kept in the database, taken back, imported, and asked for by each pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from calendars.actions import undo
from calendars.actions.people import (
    add_person,
    edit_person,
    import_people,
    put_group,
    remove_group,
    remove_person,
)
from calendars.events import BadLead, Event, Lead, Source
from calendars.known import Acquaintance, Named, meant
from calendars.people import BadPerson, Group, Person, Quiet, UnknownPerson, Wishes, leads_of
from calendars.selection import Selection
from calendars.store import Store
from rules import YuelingError, parse
from scheduler.recipients import Recipient, readers

NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
ZHANG = Person("zhang@example.org", "张三", "zhang@example.org", ("mail",), Selection(tags=("科普",)))
LI = Person("李四", "李四", None, ("stdout",))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def refused(error: pytest.ExceptionInfo[YuelingError]) -> str:
    return f"{error.value.said} | {error.value.remedy}"


# -- values -----------------------------------------------------------------------------------------------------------


def test_quiet_hours_begin_with_their_first_minute_and_end_with_their_last() -> None:
    night = Quiet.read("22:00-07:00")
    held = [night.holds(time(*clock)) for clock in ((21, 59), (22, 0), (0, 0), (6, 59), (7, 0))]
    assert held == [False, True, True, True, False]
    noon = Quiet.read("12:00至13:30")
    assert [noon.holds(time(*clock)) for clock in ((11, 59), (12, 0), (13, 29), (13, 30))] == [False, True, True, False]
    assert not Quiet.read("none").holds(time(0))
    assert Quiet.read("none").write() == "none"
    assert night.write() == "22:00-07:00"


@pytest.mark.parametrize("text", ["", "22", "22:00", "25:00-07:00", "22:00-07:60", "08:00-08:00", "22:00-07:00Z"])
def test_what_are_no_quiet_hours_is_refused_with_how_to_write_them(text: str) -> None:
    with pytest.raises(BadPerson) as error:
        Quiet.read(text)
    assert "22:00-07:00" in refused(error)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"channels": ()}, "by no channel"),
        ({"email": "zhang@"}, "no mail address"),
        ({"email": "张三@例子"}, "no mail address"),
        ({"email": "a@example.org\r\nBcc: x@y"}, "no mail address"),
        ({"name": ""}, "no name"),
        ({"name": "a\nb"}, "no name"),
        ({"key": "x" * 321}, "no name"),
        ({"wishes": Wishes(deputy="zhang@example.org")}, "stand in for himself"),
    ],
)
def test_what_cannot_be_said_of_a_person_is_refused(facts: dict[str, object], said: str) -> None:
    with pytest.raises(BadPerson) as error:
        replace(ZHANG, **facts)  # type: ignore[arg-type]
    assert said in refused(error)


@pytest.mark.parametrize(
    "wishes", [{"repeat": 32}, {"repeat": -1}, {"after": 0}, {"after": 31}, {"summary": "monday"}, {"leads": (("x", ()),)}]
)  # fmt: skip
def test_wishes_have_bounds(wishes: dict[str, object]) -> None:
    with pytest.raises(BadPerson):
        Wishes(**wishes)  # type: ignore[arg-type]


def test_a_lead_of_ten_thousand_days_is_refused() -> None:
    for words in ("10000d", "2000w", "10000h"):
        with pytest.raises(BadLead) as error:
            leads_of({"deadline": [words]})
        assert "9999" in refused(error)
    assert Lead.read("2小时") == Lead(2, "hours")
    with pytest.raises(BadLead):
        Lead.read("2h@08:00")


def test_wishes_are_read_back_as_they_were_written() -> None:
    whole = Wishes(
        leads_of({"deadline": ["5wd", "1d@17:30"], "event": ["2h"]}), time(7, 30), Quiet.read("22:00-07:00"), True, 3,
        "李四", 2, "mon",
    )  # fmt: skip
    assert Wishes.from_json(whole.to_json()) == whole
    assert Wishes.from_json({}) == Wishes()
    off = Wishes(quiet=Quiet.read("none"), rest=False, repeat=0)
    assert Wishes.from_json(off.to_json()) == off


# -- kept, changed, taken back ----------------------------------------------------------------------------------------


def test_a_person_is_kept_as_he_is(store: Store) -> None:
    made = add_person(store, replace(ZHANG, wishes=Wishes(rest=True, repeat=3)), NOW)
    assert store.people() == [made]
    assert (made.key, made.sequence, made.updated) == ("zhang@example.org", 0, NOW)
    assert made.follows == Selection(tags=("科普",))


def test_a_key_is_given_once(store: Store) -> None:
    add_person(store, ZHANG, NOW)
    with pytest.raises(BadPerson) as error:
        add_person(store, replace(ZHANG, name="张珊"), NOW)
    assert "already" in refused(error)


def test_a_new_address_leaves_the_key_as_it_was(store: Store) -> None:
    add_person(store, ZHANG, NOW)
    changed = edit_person(store, "张三", NOW, email="zhangsan@example.org", seen=0)
    assert (changed.key, changed.email, changed.sequence) == ("zhang@example.org", "zhangsan@example.org", 1)
    with pytest.raises(YuelingError, match="in the meantime"):
        edit_person(store, "张三", NOW, name="张", seen=0)


def test_who_is_meant_is_found_by_key_address_or_name_and_the_nearest_is_named(store: Store) -> None:
    for person in (ZHANG, LI, replace(LI, key="b@example.org", email="b@example.org")):
        add_person(store, person, NOW)
    people = store.people()
    assert meant(people, "zhang@example.org") == meant(people, "张三")
    assert meant(people, "李四").key == "李四"  # a key goes before a name that two have
    with pytest.raises(UnknownPerson) as error:
        meant(people, "zhang@example.com")
    assert "did you mean zhang@example.org?" in refused(error)
    edit_person(store, "b@example.org", NOW, name="张三")
    with pytest.raises(BadPerson, match="several people"):
        meant(store.people(), "张三")


def test_a_deputy_is_somebody(store: Store) -> None:
    add_person(store, LI, NOW)
    with pytest.raises(UnknownPerson):
        add_person(store, replace(ZHANG, wishes=Wishes(deputy="王五")), NOW)
    assert store.people() == [store.people()[0]]
    chief = Named("chief@example.org", "处长", "chief@example.org")
    known = add_person(store, replace(ZHANG, wishes=Wishes(deputy="处长")), NOW, named=[chief])
    assert known.wishes.deputy == "chief@example.org"
    later = edit_person(
        store, ZHANG.key, NOW, name="张三丰"
    )  # whom the settings do not name any more is no fault of that
    assert (later.name, later.wishes.deputy) == ("张三丰", "chief@example.org")


@pytest.mark.parametrize("deputy", ["张三", "zhang@example.org"])
def test_nobody_stands_in_for_himself_by_any_of_his_names(store: Store, deputy: str) -> None:
    add_person(store, ZHANG, NOW)
    with pytest.raises(BadPerson, match="cannot stand in for himself"):
        edit_person(store, "张三", NOW, wishes=Wishes(deputy=deputy))


def test_a_group_is_no_member_and_no_deputy_and_its_own_deputy_is_looked_for(store: Store) -> None:
    add_person(store, LI, NOW)
    add_person(store, ZHANG, NOW)
    made = put_group(store, Group("科普", ("李四",), wishes=Wishes(deputy="张三")), NOW, new=True)
    assert made.wishes.deputy == "zhang@example.org"
    for wrong in (
        replace(made, members=("李四", "科普")),
        replace(made, wishes=Wishes(deputy="科普")),
        Group("新", ("科普",)),
    ):
        with pytest.raises(BadPerson, match="“科普” is a group"):
            put_group(store, wrong, NOW, new=wrong.name == "新")
    with pytest.raises(BadPerson, match="“科普” is a group"):
        edit_person(store, "李四", NOW, wishes=Wishes(deputy="科普"))
    with pytest.raises(UnknownPerson) as error:
        put_group(store, replace(made, wishes=Wishes(deputy="张三三")), NOW)
    assert "did you mean 张三?" in refused(error)


def test_the_deputy_of_a_group_stands_in_for_its_other_members_alone() -> None:
    both = [replace(LI, key="a"), replace(LI, key="b")]
    found = readers([], both, [Group("组", ("a", "b"), wishes=Wishes(deputy="b"))])
    assert [(one.id, one.wishes.deputy) for one in found] == [("a", "b"), ("b", None)]


def test_somebody_is_known_by_any_of_his_names_and_a_group_by_those_of_its_members() -> None:
    wang = Named("王五", "王五")
    around = Acquaintance((ZHANG, LI), (Group("科普", ("李四", "zhang@example.org")), Group("空")), (wang, wang))
    assert around.keys("张三") == around.keys("ZHANG@example.org") == ("zhang@example.org",)
    assert around.keys("科普") == ("李四", "zhang@example.org")
    assert around.keys(" 王五") == ("王五",)
    for words, said in (("王武", "did you mean 王五?"), ("空", "has no members"), ("科谱", "did you mean 科普?")):
        with pytest.raises(YuelingError) as error:
            around.keys(words)
        assert said in refused(error)
    with pytest.raises(BadPerson, match="stands in the settings file alone"):
        around.person("王五")
    assert around.name_of("zhang@example.org") == ("张三", None)
    assert around.name_of("赵六") == ("赵六", None)
    assert around.name_of("张三三") == ("张三三", "张三")


def test_who_is_removed_leaves_groups_and_is_nobody_s_deputy_and_all_of_it_comes_back(store: Store) -> None:
    add_person(store, LI, NOW)
    add_person(store, replace(ZHANG, wishes=Wishes(deputy="李四", after=2)), NOW)
    put_group(store, Group("科普", ("张三", "李四")), NOW, new=True)
    gone = remove_person(store, "李四", NOW)
    assert (gone.groups, gone.principals, gone.waiting) == (("科普",), ("张三",), 0)
    assert [one.wishes.deputy for one in store.people()] == [None]
    assert store.groups()[0].members == ("zhang@example.org",)
    undo(store, NOW + timedelta(seconds=1))
    assert [one.key for one in store.people()] == ["zhang@example.org", "李四"]
    assert store.people()[0].wishes.deputy == "李四"
    assert store.groups()[0].members == ("zhang@example.org", "李四")


def test_who_is_removed_stands_in_for_no_group_any_more_and_comes_back_to_it(store: Store) -> None:
    add_person(store, LI, NOW)
    add_person(store, ZHANG, NOW)
    put_group(store, Group("科普", ("李四",), wishes=Wishes(deputy="张三", after=3)), NOW, new=True)
    assert remove_person(store, "张三", NOW).principals == ("科普",)
    assert (store.groups()[0].wishes, store.groups()[0].members) == (Wishes(), ("李四",))
    undo(store, NOW + timedelta(seconds=1))
    assert (store.groups()[0].wishes.deputy, store.groups()[0].wishes.after) == ("zhang@example.org", 3)


def test_a_step_says_who_it_was_about_and_an_added_person_goes_when_it_is_taken_back(store: Store) -> None:
    add_person(store, ZHANG, NOW)
    (step,) = store.steps(5)
    assert (step.act, step.about) == ("person", "张三")
    undo(store, NOW)
    assert store.people() == []


def test_a_group_has_people_for_members(store: Store) -> None:
    add_person(store, ZHANG, NOW)
    made = put_group(store, Group("科普", ("张三", "zhang@example.org"), Selection(kinds=("deadline",))), NOW, new=True)
    assert made.members == ("zhang@example.org",)
    with pytest.raises(UnknownPerson):
        put_group(store, Group("科普", ("王五",)), NOW)
    with pytest.raises(BadPerson, match="already"):
        put_group(store, Group("科普"), NOW, new=True)
    with pytest.raises(UnknownPerson):
        put_group(store, Group("年检"), NOW)
    changed = put_group(store, replace(made, members=()), NOW, seen=0)
    assert changed.sequence == 1
    assert remove_group(store, "科普", NOW).name == "科普"
    assert store.groups() == []
    undo(store, NOW)
    assert store.groups()[0].follows == Selection(kinds=("deadline",))


def test_people_of_the_settings_are_taken_over_once(store: Store) -> None:
    first = import_people(store, [ZHANG, LI], NOW)
    assert (len(first.added), first.changed, first.unchanged) == (2, (), ())
    again = import_people(store, [ZHANG, replace(LI, name="李")], NOW)
    assert ([p.key for p in again.changed], [p.key for p in again.unchanged]) == (["李四"], ["zhang@example.org"])


def test_a_backup_holds_people_and_groups(store: Store, tmp_path: Path) -> None:
    add_person(store, ZHANG, NOW)
    put_group(store, Group("科普", ("张三",)), NOW, new=True)
    store.back_up(tmp_path / "copy.json", NOW)
    with Store.open("sqlite://") as other:
        other.put_back(tmp_path / "copy.json", NOW)
        assert (other.people(), other.groups()) == (store.people(), store.groups())


# -- the readers of a pass --------------------------------------------------------------------------------------------


def event(kind: str = "deadline", tags: tuple[str, ...] = (), **more: object) -> Event:
    made = Event("aaaa", "报送总结", kind, parse("2026年4月15日"), tags)
    return replace(made, **more)  # type: ignore[arg-type]


def test_each_channel_of_a_person_is_a_reader_under_one_key() -> None:
    found = readers([], [replace(ZHANG, channels=("mail", "群"))], [])
    assert [(one.id, one.channel, one.email) for one in found] == [
        ("zhang@example.org", "mail", "zhang@example.org"), ("zhang@example.org", "群", "zhang@example.org"),
    ]  # fmt: skip


def test_a_person_stands_in_place_of_the_recipient_with_his_key_and_others_stay() -> None:
    named = [Recipient("张三", "zhang@example.org", channel="mail"), Recipient("办公室")]
    assert [one.id for one in readers(named, [ZHANG], [])] == ["办公室", "zhang@example.org"]
    assert [one.id for one in readers([Recipient()], [], [])] == [""]
    assert [one.id for one in readers([Recipient()], [ZHANG], [])] == ["zhang@example.org"]


def test_who_follows_nothing_of_his_own_follows_what_his_groups_do() -> None:
    science = Group("科普", ("李四", "zhang@example.org"), Selection(organisations=("科普处",)))
    plain = Group("值班", ("李四",), wishes=Wishes(rest=True))
    zhang, li = readers([], [ZHANG, LI], [science, plain])
    theirs, tagged = event(source=Source(issuer="省科协科普处")), event(tags=("科普",))
    assert [li.hears(theirs), li.hears(tagged)] == [True, False]
    assert [zhang.hears(theirs), zhang.hears(tagged)] == [True, True]
    assert (zhang.rest, li.rest) == (False, True)
    (alone,) = readers([], [LI], [plain])
    assert alone.hears(theirs)
    assert alone.hears(tagged)


def test_his_own_wishes_go_before_those_of_groups_and_these_before_the_usual_ones() -> None:
    own = replace(LI, wishes=Wishes(leads_of({"deadline": ["3d"]}), quiet=Quiet.read("none")))
    first = Group("一", ("李四",), wishes=Wishes(leads_of({"deadline": ["9d"], "event": ["2h"]}), repeat=2))
    second = Group("二", ("李四",), wishes=Wishes(leads_of({"event": ["1d"]}), repeat=5))
    usual = Wishes(quiet=Quiet.read("22:00-07:00"), rest=True)
    (reader,) = readers([], [own], [first, second], usual)
    assert reader.leads("deadline") == (Lead(3),)
    assert reader.leads("event") == (Lead(2, "hours"), Lead(1))
    assert reader.leads("duty") is None
    assert (reader.repeat, reader.rest, bool(reader.quiet)) == (2, True, False)


def test_recipients_of_the_settings_have_the_usual_wishes_too() -> None:
    (reader,) = readers([Recipient("办公室")], [], [], Wishes(repeat=3))
    assert reader.repeat == 3


def test_a_deputy_whom_the_settings_call_by_name_is_found_by_his_key() -> None:
    named = [
        Recipient("甲", "a@example.org", channel="mail", wishes=Wishes(deputy="乙")),
        Recipient("乙", "b@example.org", channel="mail", wishes=Wishes(deputy="张三")),
        Recipient("丙", "c@example.org", channel="mail", wishes=Wishes(deputy="b@example.org")),
    ]
    found = {one.name: one.wishes.deputy for one in readers(named, [ZHANG], [])}
    assert found == {"甲": "b@example.org", "乙": ZHANG.key, "丙": "b@example.org", "张三": None}
