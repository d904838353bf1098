"""Finding again: searches, titles in place of UIDs, lists in the order of their dates, what is coming on as few lines as do."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from calendars import actions
from calendars.captions import kind_named
from calendars.commands.shared import period_named
from calendars.events import Event, Source, agenda
from calendars.feeds import MOST_ENTRIES, feed_window, trim_to
from calendars.feeds.publish import publish
from calendars.finding import coming, coming_rows
from calendars.folding import TooMuch, bounded_agenda, folds, nearest
from calendars.store import Store
from calendars.store.searching import BadSearch, words_of
from calendars.views import agenda_rows
from rules import RECKONING, Recurrence, Span, parse
from rules.kinds import Fixed
from tests.test_cli import Run, added, notice, on_terminal, run

__all__ = ["notice", "run"]
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
TODAY = date(2026, 4, 8)


def event(uid: str, title: str, rule: str = "2026年5月4日", source: Source | None = None) -> Event:
    return Event(uid, title, "event", parse(rule), ("科普",), source=source, place="三楼会议室", note="带名册")


def found(store: Store, words: str) -> list[str]:
    return [one.uid for one in store.events(words=words)]


@pytest.fixture
def store() -> Store:
    return Store.open("sqlite://")


# -- words ----------------------------------------------------------------------------------------------------------------


def test_words_are_found_wherever_they_stand(store: Store) -> None:
    source = Source("关于年检的通知", "云化会发〔2026〕31号", "云岭省化学学会", sentence="请各分会于5月4日前办理年检。")
    store.save([event("aaaa1111", "年檢會", source=source), event("bbbb2222", "总结会")], NOW)
    for words in (
        "年检",
        "年",
        "会发〔2026〕31",
        "化学学会 年检会",
        "年检会 化学学会",
        "各分会",
        "“办理年检”",
        "aaaa1111",
    ):
        assert found(store, words) == ["aaaa1111"], words
    for words in ("科普", "三楼", "带名册", "会"):
        assert found(store, words) == ["aaaa1111", "bbbb2222"], words
    assert found(store, "年检 总结") == found(store, "检年") == []


@pytest.mark.parametrize("sign", ["%", "_", "!", "'", "*", "\\", "；--", "[a]", "^"])
def test_signs_of_searches_are_plain_text(store: Store, sign: str) -> None:
    store.save([event("aaaa1111", f"完成100{sign}的会"), event("bbbb2222", "完成1000的会")], NOW)
    assert found(store, f"100{sign}的") == ["aaaa1111"]
    assert found(store, sign) == ["aaaa1111"]


def test_scripts_widths_and_cases_are_one(store: Store) -> None:
    store.save([event("aaaa1111", "ＩＳＯ 标准宣贯　培训")], NOW)
    assert found(store, "iso標準") == found(store, "“Iso 标准宣贯 培训”") == ["aaaa1111"]


def test_no_word_is_found_across_two_fields(store: Store) -> None:
    store.save([event("aaaa1111", "总结会")], NOW)
    assert found(store, "会三楼") == []


@pytest.mark.parametrize("words", ["", "  ", "“”", "x" * 501, " ".join(map(str, range(41)))])
def test_a_search_without_words_or_with_too_many_is_refused(words: str) -> None:
    with pytest.raises(BadSearch):
        words_of(words)


def test_half_a_character_is_refused_and_means_nothing(run: Run) -> None:
    added(run, "5.30 科技工作者日")
    assert run("search", "\udcff").code == run("show", "\udcff").code == 1


def test_the_words_follow_every_change_and_its_way_back(store: Store) -> None:
    source = Source("关于年检的通知", "1号", digest="d" * 64)
    actions.add(store, event("aaaa1111", "年检会", source=source), NOW)
    actions.edit(store, "aaaa1111", NOW, title="审计会")
    assert (found(store, "审计会"), found(store, "年检会")) == (["aaaa1111"], [])
    actions.undo(store, NOW)
    assert (found(store, "审计会"), found(store, "年检会")) == ([], ["aaaa1111"])
    actions.remove(store, "aaaa1111", NOW)
    assert found(store, "年检") == []
    actions.undo(store, NOW)
    assert found(store, "年检会") == ["aaaa1111"]


def test_a_notice_that_is_corrected_is_found_by_its_new_title_from_all_its_events(store: Store) -> None:
    old, new = (Source(f"关于{word}的通知", "1号", digest="d" * 64) for word in ("年检", "年审"))
    store.save([event("aaaa1111", "甲会", source=old), event("bbbb2222", "乙会", source=old)], NOW)
    store.save([event("aaaa1111", "甲会", source=new)], NOW)
    assert (found(store, "年审"), found(store, "关于年检")) == (["aaaa1111", "bbbb2222"], [])


# -- which event is meant -------------------------------------------------------------------------------------------------


def test_a_title_or_a_part_of_it_means_its_event(run: Run) -> None:
    uid = added(run, "2026年12月18日 年检会")
    other = added(run, "2026年12月15日前 报送年检材料")
    assert run("show", "年检会", "--json").json()["uid"] == uid
    assert run("show", "材料 报送", "--json").json()["uid"] == other
    several = run("edit", "年检", "--title", "x")
    assert several.code == 1
    assert all(words in several.err for words in (uid, other, "年检会", "2026-12-18"))
    assert run("edit", "报送年检材料", "--title", "报送审计材料").code == 0
    assert run("remove", "报送审计材料", "--yes").code == 0
    assert run("show", "审计").code == 1
    assert run("history", other).code == 0


def test_what_nobody_is_asked_about_is_named_by_its_whole_title_or_its_uid(run: Run) -> None:
    uid = added(run, "2026年12月18日 扩大会议")
    other = added(run, "2026年12月19日 年检会")
    before = run("list").out
    for command in (["remove", "扩", "--yes"], ["merge", "年检会", "扩大"], ["merge", "年检", "扩大会议"]):
        ran = run(*command)
        assert ran.code == 1, command
        assert "扩大会议" in ran.err or "年检会" in ran.err
        assert uid in ran.err or other in ran.err
    assert run("list").out == before
    assert run("merge", "年检会", uid[:8]).code == 0
    assert run("remove", other[:8], "--yes").code == 0


def test_a_whole_title_wins_against_longer_ones(run: Run) -> None:
    uid = added(run, "2026年12月18日 年会")
    added(run, "2026年12月19日 年会筹备")
    assert run("show", "年会", "--json").json()["uid"] == uid


@pytest.mark.parametrize("uid", ["abcd-2026", "a@b", "two words", "abcd-2026@example.org", "ab'cd%_", "-x", " lead"])
def test_an_imported_uid_of_any_form_means_its_event(store: Store, uid: str) -> None:
    store.save([event(uid, "会"), event("abcd", "别的事")], NOW)
    for words in (uid, f"{uid}-2026@yueling", f"{uid}-2026-05-04@yueling"):
        assert [one.uid for one in store.meant(words)] == [uid]


def test_a_beginning_that_is_no_uid_but_in_a_title_is_not_taken_for_a_uid_alone(store: Store) -> None:
    store.save([event("2026aaaa", "甲"), event("bbbb2222", "2026年会")], NOW)
    assert [one.uid for one in store.meant("2026")] == ["2026aaaa", "bbbb2222"]
    assert [one.uid for one in store.meant("2026a")] == ["2026aaaa"]


# -- lists ----------------------------------------------------------------------------------------------------------------


def titles(answer: Sequence[dict[str, str]]) -> list[str]:
    return [record["title"] for record in answer]


def test_a_list_is_in_the_order_of_the_next_date_and_leaves_out_what_is_over(run: Run) -> None:
    for line in ("每年12月1日 甲", "2026年5月1日 乙", "2026年3月1日 丙", "每周五 丁", "2026年3月5日 戊"):
        added(run, line)
    assert titles(run("list", "--json").json()) == ["丁", "乙", "甲"]
    assert titles(run("list", "--all", "--json").json()) == ["丁", "乙", "甲", "戊", "丙"]
    assert titles(run("list", "--limit", "1", "--offset", "1", "--json").json()) == ["乙"]
    assert titles(run("search", "丙", "--json").json()) == []
    assert "--all" in run("search", "丙").err


def test_the_empty_answers_tell_apart(run: Run) -> None:
    nothing = run("list", "--tag", "无").err or run("list").err
    added(run, "5.30 科技工作者日", "--tag", "科普")
    no_tag, no_words = run("list", "--tag", "无").err, run("search", "无").err
    assert len({nothing, no_tag, no_words}) == 3
    assert "1" in no_tag


def test_words_shown_are_words_accepted(run: Run) -> None:
    added(run, "4月15日前 报送总结")
    added(run, "2026年5月1日 开会")
    added(run, "每年5月30日 科技工作者日", "--kind", "节日纪念日")
    assert titles(run("list", "--kind", "截止", "--json").json()) == ["报送总结"]
    assert len(run("list", "--kind", "截止", "--kind", "活动", "--json").json()) == 2
    assert len(run("upcoming", "--days", "60", "--kind", "截止", "--kind", "observance", "--json").json()) == 2
    refused = run("list", "--kind", "无")
    assert refused.code == 1
    assert "截止" in refused.err
    assert kind_named("例行工作") == kind_named("DUTY") == "duty"


@pytest.mark.parametrize(("answer", "left"), [("是", 0), ("y", 0), ("什么\n是", 0), ("否", 1), ("", 1)])
def test_a_question_takes_yes_and_no_in_chinese(tmp_path: Path, run: Run, answer: str, left: int) -> None:
    added(run, "2026年5月1日 开会")
    on_terminal(tmp_path, "remove", "开会", typed=f"{answer}\n".encode())
    assert len(run("list", "--json").json()) == left


# -- what is coming -------------------------------------------------------------------------------------------------------


def test_what_comes_often_is_one_line_with_its_next_date_and_their_number(run: Run) -> None:
    added(run, "每周一上午9点 例会")
    lines = run("upcoming").out.splitlines()
    assert len(lines) == 2
    assert all(word in lines[1] for word in ("2026-04-13", "2026-04-20", "4"))
    assert len(run("upcoming", "--unfold").out.splitlines()) == len(run("upcoming", "--all").out.splitlines()) == 5
    assert len(run("upcoming", "--json").json()) == 4


def test_what_goes_on_already_stands_last_and_under_its_own_head(run: Run) -> None:
    added(run, "2026年3月1日至5月30日 展览")
    added(run, "2026年4月9日 开会")
    out = run("upcoming").out
    assert out.index("开会") < out.index("进行中") < out.index("展览")


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("本周", date(2026, 4, 8), date(2026, 4, 12)),
        ("下周", date(2026, 4, 13), date(2026, 4, 19)),
        ("本月", date(2026, 4, 8), date(2026, 4, 30)),
        ("下月", date(2026, 5, 1), date(2026, 5, 31)),
        ("明天", date(2026, 4, 9), date(2026, 4, 9)),
        ("next week", date(2026, 4, 13), date(2026, 4, 19)),
        ("this month", date(2026, 4, 8), date(2026, 4, 30)),
        ("12月", date(2026, 12, 1), date(2026, 12, 31)),
        ("本季度", date(2026, 4, 8), date(2026, 6, 30)),
    ],
)
def test_a_period_has_a_name(word: str, first: date, last: date) -> None:
    assert period_named(word, TODAY) == Span(first, last)


def test_the_periods_are_options_and_words_of_the_command(run: Run) -> None:
    added(run, "2026年4月10日 本周的会")
    added(run, "2026年4月14日 下周的会")
    assert (
        titles(run("upcoming", "--week", "--json").json())
        == titles(run("upcoming", "本周", "--json").json())
        == ["本周的会"]
    )
    assert titles(run("upcoming", "下周", "--json").json()) == ["下周的会"]
    assert len(run("upcoming", "--month", "--json").json()) == 2
    assert run("upcoming", "下周", "--days", "3").code == run("upcoming", "2020年").code == 2
    assert run("upcoming", "胡说").code == 1


# -- very many ------------------------------------------------------------------------------------------------------------


def daily(count: int) -> list[Event]:
    days = [Recurrence(parse("每天").rule, since=date(2026, 1, 1 + n % 28)) for n in range(28)]
    return [Event(f"{n:08x}", f"巡查{n}", "event", days[n % 28]) for n in range(count)]


def test_ten_thousand_events_that_recur_daily_for_ever_take_little_memory() -> None:
    events = daily(10_000)
    tracemalloc.start()
    lines = folds(events, Span(TODAY, date(2027, 4, 8)), TODAY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(lines), lines[0].count) == (10_000, 366)
    assert peak < 100_000_000


def test_an_agenda_that_would_be_too_long_is_refused_before_it_is_made() -> None:
    with pytest.raises(TooMuch):
        bounded_agenda(daily(2000), Span(TODAY, date(2026, 12, 31)))
    with pytest.raises(TooMuch):
        folds(daily(2000), Span(TODAY, date(2026, 12, 31)), TODAY, unfold=True)


def test_the_nearest_of_very_many_are_those_that_the_feed_would_choose_of_all() -> None:
    events = [
        *daily(400),
        event("ffff0000", "会"),
        Event("eeee0000", "展", "event", Recurrence(Fixed(date(2026, 3, 1), TODAY))),
    ]
    window = feed_window(TODAY)
    near, total = nearest(events, window, TODAY, MOST_ENTRIES)
    whole = agenda(events, window)
    assert total == len(whole) > len(near)
    assert trim_to(near, TODAY) == trim_to(whole, TODAY)


def test_publishing_again_without_a_change_touches_nothing_and_a_change_is_seen(run: Run, tmp_path: Path) -> None:
    added(run, "2026年5月1日 开会")
    folder = tmp_path / "out"
    first = run("publish", str(folder), "--json").json()
    again = run("publish", str(folder), "--json").json()
    assert (len(first["written"]), again["written"], again["entries"]) == (6, [], first["entries"])
    (folder / "all.ics").write_bytes((folder / "all.ics").read_bytes() + b" ")
    assert run("publish", str(folder), "--json").json()["written"] == ["all.ics"]
    run("edit", "开会", "--title", "年会")
    assert "all.ics" in run("publish", str(folder), "--json").json()["written"]
    assert "index.html" in run("--now", "2026-04-09T09:00", "publish", str(folder), "--json").json()["written"]


def test_a_folder_published_without_a_state_is_written_as_ever(tmp_path: Path) -> None:
    assert publish(tmp_path, daily(3), today=TODAY).written
    assert not publish(tmp_path, daily(3), today=TODAY).written


def test_long_titles_and_tags_are_cut_in_a_table_and_rules_are_sentences() -> None:
    series = parse("DTSTART:20260107T010000Z RRULE:FREQ=WEEKLY;BYDAY=WE")
    long = Event("a" * 16, "长" * 5000, "event", series, tags=("标签" * 300,))
    ((_, title, _, rule, _, tags),) = coming_rows(coming([long], date(2026, 11, 30), RECKONING), "zh")[1]
    assert (len(title), title[-1], len(tags)) == (80, "…", 80)
    assert rule == "每周三09:00；自2026年1月7日起施行"
    entries = agenda([long], Span(date(2026, 11, 30), date(2026, 12, 3)))
    assert max(len(cell) for row in agenda_rows(entries, date(2026, 11, 30), "zh")[1] for cell in row) == 80
