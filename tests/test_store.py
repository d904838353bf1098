"""The contract of the store: on SQLite in memory, on an SQLite file, and on PostgreSQL where one is named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from calendars.events import Event, Lead, Source, UnknownEvent
from calendars.store import AmbiguousUid, BadText, Store, StoreError, UnknownNotice
from calendars.store.files import KNOWN
from calendars.store.tables import metadata, write_instant
from rules import Recurrence
from rules.kinds import (
    Due,
    Fixed,
    Yearly,
)

NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=5, microseconds=7)
DIGEST = "ab" * 32
SOURCE = Source(
    "关于报送工作总结的通知", "科协发〔2026〕1号", "中国科协", date(2026, 3, 1), DIGEST, 10, 17, "请于4月15日前报送。"
)


def event(uid: str = "00aa11bb22cc33dd", title: str = "报送上一年度总结", **changes: Any) -> Event:
    facts = {"kind": "deadline", "recurrence": Recurrence(Due(Yearly(4, 15))), "quote": "4月15日前", "source": SOURCE}
    return Event(uid, title, **{**facts, **changes})


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/data/events.sqlite3"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url, create=True) as opened:
        yield opened


# -- saving and finding ------------------------------------------------------------------------------------------------


def test_an_event_comes_back_as_it_was_saved_with_its_stamps(store: Store) -> None:
    wanted = event(tags=("科协", "总结"), leads=(Lead(3, "workdays", time(17, 30)), Lead(0)), actor="各省级科协")
    saved = store.save([wanted], NOW)
    (found,) = store.events()
    assert saved.added == (found,)
    assert (found.created, found.updated, found.sequence) == (NOW, NOW, 0)
    assert (found.title, found.tags, found.leads, found.source, found.recurrence, found.actor) == (
        wanted.title, wanted.tags, wanted.leads, wanted.source, wanted.recurrence, wanted.actor)  # fmt: skip


def test_no_leads_and_default_leads_stay_apart(store: Store) -> None:
    store.save([event("aaaa", leads=()), event("bbbb", leads=None)], NOW)
    assert [e.leads for e in store.events()] == [(), None]


def test_saving_the_same_twice_stores_nothing_twice_and_changes_nothing(store: Store) -> None:
    events = [event("aaaa"), event("bbbb")]
    first = store.save(events, NOW, "全文")
    second = store.save(events, LATER, "全文")
    assert second.unchanged == first.added
    assert (second.added, second.changed) == ((), ())
    assert (store.count(), store.last_change()) == (2, NOW)


def test_other_content_under_the_same_uid_raises_the_sequence_and_keeps_the_creation(store: Store) -> None:
    store.save([event()], NOW)
    (changed,) = store.save([event(title="报送本年度总结")], LATER).changed
    assert (changed.sequence, changed.created, changed.updated) == (1, NOW, LATER)
    assert store.events() == [changed]


def test_a_newer_version_from_elsewhere_brings_its_sequence(store: Store) -> None:
    store.save([event("00aa")], NOW)
    (changed,) = store.save([event("00aa", title="年会改名", sequence=8)], LATER).changed
    assert (changed.sequence, store.event("00aa").sequence) == (8, 8)
    (changed,) = store.save([event("00aa", title="年会", sequence=2)], LATER).changed
    assert changed.sequence == 9


def test_of_two_events_with_one_uid_the_first_is_stored(store: Store) -> None:
    assert len(store.save([event(title="一"), event(title="二")], NOW).added) == 1
    assert store.events()[0].title == "一"


def test_saving_nothing_is_no_change(store: Store) -> None:
    assert store.save([], NOW).added == ()
    assert store.last_change() is None


def test_events_stand_in_the_order_of_their_addition_then_of_their_uid(store: Store) -> None:
    store.save([event("dddd"), event("cccc")], NOW)
    store.save([event("aaaa")], LATER)
    store.edit("cccc", LATER, title="改")
    assert [e.uid for e in store.events()] == ["cccc", "dddd", "aaaa"]


def test_moments_come_back_exactly_in_utc_whatever_their_zone(store: Store) -> None:
    shanghai = datetime(2026, 4, 8, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    store.save([event()], shanghai)
    created = store.events()[0].created
    assert created == shanghai
    assert created is not None
    assert created.utcoffset() == timedelta(0)


def test_a_moment_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.save([event()], datetime(2026, 4, 8))
    with pytest.raises(ValueError, match="time zone"):
        write_instant(datetime(2026, 4, 8))


def test_events_are_found_by_kind_by_tag_and_by_their_last_day(store: Store) -> None:
    over = Recurrence(Due(Fixed(date(2020, 9, 1), date(2020, 9, 10))))
    store.save([event("aaaa", kind="duty", tags=("科协",)), event("bbbb", tags=("科协会",)),
                event("cccc", recurrence=over, tags=("甲", "科协"))], NOW)  # fmt: skip
    assert [e.uid for e in store.events(kind="duty")] == ["aaaa"]
    assert [e.uid for e in store.events(tag="科协")] == ["aaaa", "cccc"]
    assert [e.uid for e in store.events(ending_from=date(2020, 9, 10))] == ["aaaa", "bbbb", "cccc"]
    assert [e.uid for e in store.events(ending_from=date(2020, 9, 11))] == ["aaaa", "bbbb"]
    assert [e.uid for e in store.events(tag="科协", ending_from=date(2021, 1, 1))] == ["aaaa"]
    assert (store.events(kind="none"), store.events(tag="%")) == ([], [])


def test_tags_and_kinds_in_use_are_listed_once(store: Store) -> None:
    store.save([event("aaaa", tags=("乙", "甲")), event("bbbb", tags=("甲",), kind="duty")], NOW)
    assert store.tags() == sorted(["甲", "乙"])
    assert store.kinds() == ["deadline", "duty"]


def test_an_event_is_found_by_the_beginning_of_its_uid(store: Store) -> None:
    store.save([event("abcd1111"), event("abcd2222"), event("abcd22223"), event("a_cd%!9")], NOW)
    assert store.event("abcd1").uid == "abcd1111"
    assert store.event("ABCD1").uid == "abcd1111"
    assert store.event("abcd2222").uid == "abcd2222"
    assert store.event("a_cd").uid == "a_cd%!9"
    assert store.event("a_cd%!").uid == "a_cd%!9"


@pytest.mark.parametrize("uid", ["abc", "", "xyz1", "%%%%", "____", "abcd1111x"])
def test_a_uid_that_no_event_has_is_an_error(store: Store, uid: str) -> None:
    store.save([event("abcd1111")], NOW)
    with pytest.raises(UnknownEvent):
        store.event(uid)


def test_the_beginning_of_several_uids_names_them(store: Store) -> None:
    store.save([event("abcd1111"), event("abcd2222")], NOW)
    with pytest.raises(AmbiguousUid, match="abcd1111, abcd2222"):
        store.event("abcd")


# -- notices -----------------------------------------------------------------------------------------------------------


def test_a_notice_is_kept_with_its_text(store: Store) -> None:
    store.save([event()], NOW, "通知全文", name="a.txt", printed=date(2026, 3, 2), reference=date(2026, 3, 3))
    kept = store.notice(DIGEST)
    assert (kept.title, kept.number, kept.issuer, kept.issued) == (
        SOURCE.title, SOURCE.number, SOURCE.issuer, SOURCE.issued)  # fmt: skip
    assert (kept.text, kept.name, kept.printed, kept.reference, kept.added) == (
        "通知全文", "a.txt", date(2026, 3, 2), date(2026, 3, 3), NOW)  # fmt: skip


def test_reading_a_notice_again_without_its_text_keeps_the_text(store: Store) -> None:
    store.save([event()], NOW, "通知全文")
    store.save([event("eeee")], LATER)
    assert (store.notice(DIGEST).text, store.notice(DIGEST).added) == ("通知全文", NOW)


def test_an_unknown_notice_is_an_error(store: Store) -> None:
    with pytest.raises(UnknownNotice):
        store.notice("no such digest")


def test_what_is_corrected_in_a_notice_changes_every_event_that_shows_it(store: Store) -> None:
    store.save([event("aaaa"), event("bbbb")], NOW)
    better = Source("关于报送年度工作总结的通知", *[getattr(SOURCE, n) for n in Source.__slots__[1:]])
    (changed,) = store.save([event("aaaa", source=better)], LATER).changed
    both = store.events()
    assert both[0] == changed
    assert [(e.sequence, e.updated, e.source and e.source.title) for e in both] == [(1, LATER, better.title)] * 2


@pytest.mark.parametrize("source", [None, Source(), Source("口头通知", start=3, end=9), Source(issuer="中国科协")])
def test_a_source_without_digest_comes_back_as_it_was(store: Store, source: Source | None) -> None:
    store.save([event(source=source)], NOW)
    assert store.events()[0].source == source
    assert store.save([event(source=source)], LATER).changed == ()


def test_sources_that_disagree_on_their_notice_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="disagree"):
        store.save([event("aaaa"), event("bbbb", source=Source("另一个标题", digest=DIGEST))], NOW)
    with pytest.raises(ValueError, match="2 notices"):
        store.save([event("aaaa"), event("bbbb", source=Source("另一个", digest="cd" * 32))], NOW, "全文")
    assert store.count() == 0


# -- changing and removing ---------------------------------------------------------------------------------------------


def test_an_edit_raises_the_sequence_once(store: Store) -> None:
    store.save([event()], NOW)
    edited = store.edit("00aa", LATER, title="新标题", tags=("甲",))
    assert (edited.sequence, edited.created, edited.updated) == (1, NOW, LATER)
    assert store.event("00aa") == edited
    assert store.edit("00aa", LATER, title="新标题") == edited
    assert (store.event("00aa").sequence, store.last_change()) == (1, LATER)


@pytest.mark.parametrize(("changes", "error"), [({"uid": "x"}, ValueError), ({"sequence": 9}, ValueError),
                                                ({"created": NOW}, ValueError), ({"colour": "red"}, TypeError)])  # fmt: skip
def test_an_edit_of_what_the_store_sets_or_of_no_field_is_refused(
    store: Store, changes: dict[str, Any], error: type[Exception]
) -> None:
    store.save([event()], NOW)
    with pytest.raises(error):
        store.edit("00aa", LATER, **changes)
    assert store.event("00aa").sequence == 0


def test_editing_or_removing_an_unknown_event_changes_nothing(store: Store) -> None:
    store.save([event()], NOW)
    with pytest.raises(UnknownEvent):
        store.edit("ffff", LATER, title="x")
    with pytest.raises(UnknownEvent):
        store.remove("ffff", LATER)
    assert (store.count(), store.last_change()) == (1, NOW)


def test_a_removed_event_is_gone_and_its_notice_stays(store: Store) -> None:
    store.save([event()], NOW, "全文")
    assert store.remove("00aa", LATER).title == event().title
    assert store.events() == []
    assert store.notice(DIGEST).text == "全文"


def test_a_removed_event_that_comes_back_counts_its_sequence_on(store: Store) -> None:
    for expected in (0, 3, 6):
        (added,) = store.save([event()], NOW).added
        assert added.sequence == expected
        store.edit("00aa", NOW, title="改")
        store.remove("00aa", NOW)


def test_the_last_change_only_grows_with_removals_and_with_a_clock_that_goes_back(store: Store) -> None:
    seen = [store.last_change() or datetime.min.replace(tzinfo=UTC)]
    for change in (
        lambda: store.save([event("aaaa"), event("bbbb")], LATER),
        lambda: store.remove("bbbb", LATER),
        lambda: store.edit("aaaa", NOW, title="改"),
        lambda: store.remove("aaaa", NOW - timedelta(days=900)),
    ):
        change()
        seen.append(store.last_change() or seen[0])
    assert seen == sorted(set(seen))


# -- nothing by halves -------------------------------------------------------------------------------------------------


def test_a_row_that_the_database_refuses_leaves_nothing_behind(store: Store) -> None:
    broken = event("cccc", title=None)  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        store.save([event("aaaa"), event("bbbb"), broken], NOW, "全文")
    assert (store.count(), store.last_change()) == (0, None)
    with pytest.raises(UnknownNotice):
        store.notice(DIGEST)


def test_a_change_that_the_database_refuses_leaves_the_event_as_it_was(store: Store) -> None:
    before = store.save([event()], NOW).added[0]
    with pytest.raises(StoreError):
        store.edit("00aa", LATER, title=None)
    assert (store.event("00aa"), store.last_change()) == (before, NOW)


def test_events_that_break_off_while_they_are_read_leave_nothing_behind(store: Store) -> None:
    def breaking() -> Iterator[Event]:
        yield event("aaaa")
        raise OSError("the notice cannot be read further")

    with pytest.raises(OSError, match="further"):
        store.save(breaking(), NOW)
    assert store.count() == 0


@pytest.mark.parametrize("changes", [{"leads": (Lead(0, at=time(8, 0, 30)),)}, {"leads": (Lead(123456),)},
                                     {"tags": ["甲"]}, {"recurrence": None}])  # fmt: skip
def test_an_event_that_could_not_be_read_back_exactly_is_not_stored(store: Store, changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, AttributeError)):
        store.save([event("aaaa"), event("bbbb", **changes)], NOW)
    assert store.count() == 0


@pytest.mark.parametrize("changes", [{"title": "坏\udcff"}, {"tags": ("\ud800",)}, {"actor": "\udfff"}])
def test_text_that_is_no_text_is_refused(store: Store, changes: dict[str, Any]) -> None:
    with pytest.raises(BadText, match="UTF-8"):
        store.save([event("aaaa"), event("bbbb", **changes)], NOW)
    assert store.count() == 0


def test_text_is_data_not_sql(store: Store) -> None:
    nasty = "'); DROP TABLE events; -- \" % :x \\ ;\n\u202e一"
    store.save([event(title=nasty, tags=(nasty,), quote=nasty, uid="ab'cd%_")], NOW)
    assert store.event("ab'cd%_").title == nasty
    assert [e.uid for e in store.events(tag=nasty)] == ["ab'cd%_"]


# -- tables ---------------------------------------------------------------------------------------------------------------


def test_the_migrations_make_the_same_tables_as_the_code_describes(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_opening_twice_migrates_once(url: str) -> None:
    if url == "sqlite://":
        pytest.skip("memory is fresh each time")
    for _ in range(2):
        with Store.open(url, create=True) as store, store.engine.connect() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [(KNOWN[-1],)]


def test_threads_share_a_store(store: Store) -> None:
    def work(name: str) -> None:
        for n in range(10):
            store.save([event(f"{name}-{n}")], NOW)
            assert any(e.uid == f"{name}-{n}" for e in store.events())
        done.append(name)

    done: list[str] = []
    threads = [threading.Thread(target=work, args=(name,)) for name in ("left", "right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (sorted(done), store.count()) == (["left", "right"], 20)


def test_a_transaction_on_the_engine_is_the_schedulers_and_is_whole(store: Store) -> None:
    statement = text("INSERT INTO marks (org, name, value) VALUES (this_org(), 'last planned day', '2026-04-08')")
    with store.engine.connect() as connection:
        connection.execute(statement)
        connection.rollback()
        connection.execute(statement)
        connection.commit()
        assert connection.execute(text("SELECT value FROM marks WHERE org = this_org()")).all() == [("2026-04-08",)]
