"""A stored event is known again in a corrected notice by what the machine read of it, whatever a person made of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

import rules
from calendars import actions
from calendars.drafts import draft
from calendars.events import Event
from calendars.store import Store
from calendars.store.opening import MIGRATIONS
from calendars.store.scope import EVERY

test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run
Run = Any

NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
TODAY = date(2026, 4, 8)
DAY = "主场活动定于2026年9月19日上午9时在云溪科技馆举行，9月18日下午布展。"
NOTICE = f"""关于举办2026年科普日活动的通知

云科协〔2026〕12号

各有关单位：
请各学会于2026年6月30日前报送活动方案。
{DAY}
每月5日前报送进展表。

云溪省科协
2026年4月2日
"""
SECOND = NOTICE.replace("9月19日上午9时", "9月20日上午9时半")
THIRD = SECOND.replace("9月20日上午9时半", "9月21日上午10时").replace("9月18日", "9月17日")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def read(store: Store, notice: str = NOTICE, **options: Any) -> actions.Outcome:
    of = rules.read_notice(notice.encode(), "n.txt")
    return actions.read_in(store, of, draft(of, rules.find(of, TODAY)), NOW, **options)


def titled(store: Store, title: str) -> Event:
    (found,) = [event for event in store.events() if event.title == title]
    return found


def days(store: Store) -> dict[str, str | None]:
    return {event.title: event.recurrence.rule.value() for event in store.events()}


def test_the_notice_holds_what_the_tests_lean_on(store: Store) -> None:
    read(store)
    assert len(days(store)) == 4
    assert {"主场活动", "布展"} <= days(store).keys()


def test_what_a_person_renamed_takes_on_the_corrected_date(store: Store) -> None:
    read(store)
    actions.edit(store, titled(store, "主场活动").uid, NOW, title="开幕式", place="大厅")
    for corrected, day in ((SECOND, "2026年9月20日上午9点30分"), (THIRD, "2026年9月21日上午10点")):
        outcome = read(store, corrected)
        assert outcome.added == ()
        event = titled(store, "开幕式")
        assert event.place == "大厅"
        assert event.recurrence == rules.parse(day)
        assert len(store.events()) == 4


def test_what_was_removed_under_another_name_stays_away_in_each_correction(store: Store) -> None:
    read(store)
    event = titled(store, "布展")
    actions.edit(store, event.uid, NOW, title="布展搭建")
    actions.remove(store, event.uid, NOW)
    for corrected in (SECOND, THIRD, NOTICE):
        outcome = read(store, corrected)
        assert outcome.added == ()
        assert [away.uid for away in outcome.stayed_away] == [event.uid]


def test_what_was_made_one_stays_one(store: Store) -> None:
    read(store)
    main, other = titled(store, "主场活动"), titled(store, "布展")
    actions.edit(store, main.uid, NOW, title="科普日")
    actions.merge(store, main.uid, [other.uid], NOW)
    for corrected in (SECOND, THIRD):
        assert read(store, corrected).added == ()
    assert len(store.events()) == 3


def test_another_place_in_the_sentence_makes_no_second_event(store: Store) -> None:
    read(store)
    actions.edit(store, titled(store, "布展").uid, NOW, title="布展搭建")
    outcome = read(store, NOTICE.replace("云溪科技馆", "云溪省科技馆"))
    assert outcome.added == ()
    assert outcome.unread == ()


def test_what_was_put_right_as_it_was_read_in_is_known_again(store: Store) -> None:
    of = rules.read_notice(NOTICE.encode(), "n.txt")
    drafts = draft(of, rules.find(of, TODAY))
    (setting_up,) = [one for one in drafts if one.title == "布展"]
    actions.read_in(store, of, drafts, NOW, settled={setting_up.uid: {"kind": "deadline"}})
    assert read(store, SECOND).added == ()
    assert titled(store, "布展").kind == "deadline"


def test_other_line_breaks_are_the_same_text(store: Store) -> None:
    notice = NOTICE.replace(DAY, "6月10日召开年检总结会，6月10日下午召开理事会。\n5月10日前交表。")
    corrected = notice.replace("5月10日", "5月12日")
    read(store, notice)
    number = len(store.events())
    for again in (corrected, corrected.replace("\n", "\r\n"), notice.replace("\n", "\r\n\r\n"), corrected):
        outcome = read(store, again)
        assert outcome.added == outcome.unread == ()
        assert len(store.events()) == number


def test_a_correction_under_another_title_is_known_by_its_number(store: Store) -> None:
    read(store)
    corrected = SECOND.replace("关于举办2026年科普日活动的通知", "关于做好2026年科普日有关工作的通知")
    outcome = read(store, corrected)
    assert outcome.added == ()
    assert days(store)["主场活动"] == "2026-09-20"


def test_what_a_correction_says_of_an_event_stands_in_place_of_what_was_said_before(store: Store) -> None:
    for notice, quote in ((NOTICE, "9月19日"), (SECOND, "9月20日"), (NOTICE, "9月19日")):
        read(store, notice)
        uid = titled(store, "主场活动").uid
        (statement,) = store.statements([uid])[uid]
        assert quote in (statement.quote or "")


def test_a_copy_with_other_line_breaks_gives_the_same_uids() -> None:
    uids = set()
    for copy in (NOTICE, NOTICE.replace("6月30日前", "6月\n30日前").replace("每月5日前", "每月 5 日前")):
        of = rules.read_notice(copy.encode(), "n.txt")
        uids.add(tuple(one.uid for one in draft(of, rules.find(of, TODAY))))
    assert len(uids) == 1


def test_what_a_corrected_notice_drops_is_told(store: Store) -> None:
    read(store)
    outcome = read(store, SECOND.replace("每月5日前报送进展表。\n", ""))
    assert ["进展表" in event.title for event in outcome.unread] == [True]
    assert len(store.events()) == 4


def test_another_wording_of_the_title_is_the_same_event(store: Store) -> None:
    read(store)
    event = titled(store, "主场活动")
    outcome = read(store, NOTICE.replace("主场活动定于", "省主场活动定于"))
    assert outcome.added == outcome.unread == ()
    assert store.event(event.uid).title == "省主场活动"


def test_what_may_be_the_same_in_other_words_is_told(store: Store) -> None:
    read(store)
    old = titled(store, "主场活动")
    outcome = read(store, NOTICE.replace("主场活动定于", "开幕仪式定于"))
    ((new, perhaps),) = outcome.perhaps
    assert perhaps.uid == old.uid
    assert new in outcome.added
    assert [event.uid for event in outcome.unread] == [old.uid]


def test_what_was_left_is_told_with_what_the_notice_says_now(store: Store) -> None:
    read(store)
    (report,) = [event for event in store.events() if "方案" in event.title]
    actions.edit(store, report.uid, NOW, recurrence=rules.parse("2026年6月25日前"))
    outcome = read(store, NOTICE.replace("6月30日", "7月3日"))
    ((event, name, as_read),) = [(one.event, one.name, one.read) for one in outcome.differing]
    assert (event.uid, name) == (report.uid, "recurrence")
    assert event.recurrence == rules.parse("2026年6月25日前")
    assert as_read.recurrence == rules.parse("2026年7月3日前")


def test_the_parts_of_what_was_split_are_not_read_again(store: Store) -> None:
    read(store)
    event = titled(store, "主场活动")
    parts = [
        actions.part_of(event, one)
        for one in (importlib.import_module("calendars.one_line_event").written(line, TODAY)
                    for line in ("9月19日 开幕", "9月20日 闭幕"))
    ]  # fmt: skip
    actions.split(store, event.uid, parts, NOW)
    for corrected in (SECOND, THIRD):
        outcome = read(store, corrected)
        assert outcome.added == outcome.unread == ()
        assert {"开幕", "闭幕"} <= days(store).keys()


SHIFTS = st.lists(
    st.sampled_from(
        [
            ("云溪科技馆", "云溪省科技馆一楼"),
            ("9月19日", "9月20日"),
            ("9月18日", "9月17日"),
            ("\n", "\r\n"),
            ("6月30日", "7月3日"),
            ("各有关单位：", "各有关单位、各市科协：\n根据工作安排，通知如下。"),
            ("上午9时", "上午9时30分"),
            ("每月5日", "每月8日"),
        ]
    ),
    unique=True,
)
EDITS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(
            [
                {"title": "别的"}, {"title": "布展"}, {"title": "主场活动"}, {"kind": "deadline"}, {"kind": "event"},
                {"place": "大厅"}, {"recurrence": rules.parse("2026年8月8日")}, {"title": "x", "kind": "window"}, {},
            ]
        ),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(EDITS, SHIFTS, SHIFTS)
def test_no_edit_and_no_correction_makes_a_second_event_or_revives_one(
    edits: list[tuple[int, dict[str, Any]]], first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    with Store.open("sqlite://") as store:
        uids = [event.uid for event in read(store).added]
        gone = set[str]()
        for number, changes in edits:
            if changes and uids[number] not in gone:
                actions.edit(store, uids[number], NOW, **changes)
            elif uids[number] not in gone:
                actions.remove(store, uids[number], NOW)
                gone.add(uids[number])
        of_a_person = {
            (uid, name): getattr(store.event(uid), name)
            for uid, decided in store.decisions().items()
            for name in decided
            if uid not in gone
        }
        notice = NOTICE
        for shifts in (first, second):
            for one, other in shifts:
                notice = notice.replace(one, other)
            outcome = read(store, notice)
            assert outcome.added == ()
            assert outcome.unread == ()
            assert {event.uid for event in store.events()} == set(uids) - gone
            assert {key: getattr(store.event(key[0]), key[1]) for key in of_a_person} == of_a_person


def forget_readings(connection: Connection, table: str, column: str) -> None:
    """Takes out of the events of a column what the version before did not note."""
    rows = connection.execute(text(f"SELECT DISTINCT {column} FROM {table} WHERE {column} LIKE '{{%'")).scalars().all()
    for old in rows:
        fields = {name: value for name, value in json.loads(old).items() if name not in ("heading", "category", "nth")}
        new = json.dumps(fields, ensure_ascii=False)
        connection.execute(text(f"UPDATE {table} SET {column} = :new WHERE {column} = :old"), {"new": new, "old": old})


def test_an_older_database_learns_what_was_read(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/old.sqlite3"
    with Store.open(address, create=True) as store:
        read(store)
        actions.edit(store, titled(store, "主场活动").uid, NOW, title="开幕式")
        gone = titled(store, "布展")
        actions.edit(store, gone.uid, NOW, title="布展搭建")
        actions.remove(store, gone.uid, NOW)
        before = store.events()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with Store.open(address) as store, store.within(EVERY).engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        for table, column in (("decisions", "read"), ("changes", "before")):
            forget_readings(connection, table, column)
    with Store.open(address) as store:
        assert store.events() == before
        outcome = read(store, SECOND)
        assert outcome.added == ()
        assert [event.uid for event in outcome.stayed_away] == [gone.uid]


def test_what_no_notice_speaks_of_stays_even_where_the_notice_is_to_stand(store: Store) -> None:
    read(store)
    event = titled(store, "主场活动")
    actions.edit(store, event.uid, NOW, title="开幕式", tags=("大事",), place="大厅", contact="总值班室")
    outcome = read(store, SECOND)
    assert [one.name for one in outcome.differing] == ["title", "place"]
    assert store.event(event.uid).place == "大厅"
    read(store, SECOND, again=True)
    found = store.event(event.uid)
    assert (found.title, found.tags, found.place, found.contact) == ("主场活动", ("大事",), "云溪科技馆", "总值班室")


def test_an_import_leaves_out_what_was_removed_and_keeps_what_was_renamed(store: Store) -> None:
    read(store)
    event, gone = titled(store, "主场活动"), titled(store, "布展")
    actions.edit(store, event.uid, NOW, title="开幕式", place="大厅")
    whole = store.events()
    actions.remove(store, gone.uid, NOW)
    outcome = actions.take_in(store, whole, NOW)
    assert [away.uid for away in outcome.stayed_away] == [gone.uid]
    assert gone.uid not in {event.uid for event in store.events()}
    with Store.open("sqlite://") as other:
        actions.take_in(other, whole, NOW)
        assert read(other, SECOND).added == ()
        found = other.event(event.uid)
        assert (found.title, found.place) == ("开幕式", "大厅")


def written(folder: Path, notice: str) -> str:
    path = folder / "n.txt"
    path.write_text(notice, encoding="utf-8")
    return str(path)


def test_the_answer_names_what_was_left_and_the_command_that_takes_it_over(run: Run, tmp_path: Path) -> None:
    run("read", written(tmp_path, NOTICE), "--add", "--yes")
    run("edit", "活动方案", "--date", "2026-06-25")
    file = written(tmp_path, NOTICE.replace("6月30日", "7月3日").replace("每月5日前报送进展表。\n", ""))
    done = run("read", file, "--add", "--yes")
    (left,) = [line for line in done.out.splitlines() if "2026年6月25日前" in line and "`yueling" in line]
    assert "2026年7月3日前" in left
    assert "进展表" in done.out
    words = left.partition("`yueling ")[2].rpartition("`")[0].split()
    assert run(*words, "--yes").code == 0
    assert "2026年7月3日前" in run("show", "活动方案").out


@pytest.mark.parametrize("command", ["why", "show"])
def test_what_a_person_set_is_said_with_what_was_read(run: Run, tmp_path: Path, command: str) -> None:
    run("read", written(tmp_path, NOTICE), "--add", "--yes")
    assert "2026年6月30日前" in run(command, "活动方案").out
    run("edit", "活动方案", "--date", "2026-06-25")
    said = run(command, "活动方案").out
    assert "2026年6月25日前" in said
    assert "2026年6月30日前" in said


def test_an_older_export_does_not_bring_back_what_was_removed_unless_asked(run: Run, tmp_path: Path) -> None:
    run("read", written(tmp_path, NOTICE), "--add", "--yes")
    file = str(tmp_path / "all.json")
    run("export", "-o", file)
    run("remove", "布展", "--yes")
    done = run("import", file, "--yes")
    assert "布展" in done.out
    assert "布展" not in run("list").out
    assert [one["title"] for one in run("import", file, "--yes", "--json").json()["stayed_away"]] == ["布展"]
    assert run("import", file, "--yes", "--again").code == 0
    assert "布展" in run("list").out
