"""Which events somebody wants: the one question of feeds, pages and programs."""

from __future__ import annotations

import pytest

from calendars.events import Event, Origin, Source
from calendars.feeds import Feed
from calendars.selection import MOST_LETTERS, MOST_VALUES, BadSelection, Selection
from rules import Recurrence, parse

EVENT = Event(
    "u",
    "报送年度总结",
    "deadline",
    parse("每年4月15日前"),
    tags=("总结", "学会部"),
    source=Source(title="关于报送总结的通知", issuer="某省科学技术协会", sentence="请于4月15日前报送年度总结。"),
    actor="各学会秘书处",
    recipient="学会部",
    contact="张工 010-1",
    place="科技馆",
)  # fmt: skip


def test_an_empty_selection_wants_everything() -> None:
    assert Selection().holds(EVENT)
    assert Selection().is_everything


@pytest.mark.parametrize(
    "wanted",
    [
        Selection(kinds=("event", "deadline")),
        Selection(tags=("别的", "总结")),
        Selection(organisations=("省科学技术协会",)),
        Selection(organisations=("秘书处",)),
        Selection(organisations=("学会部",)),
        Selection(people=("张工",)),
        Selection(words=("年度总结", "科技馆")),
        Selection(kinds=("deadline",), tags=("总结",), words=("報送",)),
    ],
)
def test_what_meets_every_field_is_wanted(wanted: Selection) -> None:
    assert wanted.holds(EVENT)
    assert Selection.from_json(wanted.to_json()) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        Selection(kinds=("event",)),
        Selection(tags=("总",)),
        Selection(organisations=("市科学技术协会",)),
        Selection(people=("李工",)),
        Selection(words=("年度总结", "体育馆")),
        Selection(kinds=("deadline",), tags=("别的",)),
    ],
)
def test_what_misses_one_field_is_not(wanted: Selection) -> None:
    assert not wanted.holds(EVENT)


@pytest.mark.parametrize(
    "record",
    [{"kinds": ["节日"]}, {"tags": [""]}, {"words": ["x" * (MOST_LETTERS + 1)]}, {"tags": ["x"] * (MOST_VALUES + 1)}],
)
def test_what_no_event_can_be_is_refused(record: dict[str, list[str]]) -> None:
    with pytest.raises(BadSelection):
        Selection.from_json(record)


@pytest.mark.parametrize("said", ["PRIVATE", "CONFIDENTIAL", "private"])
def test_what_is_kept_from_others_is_only_in_private_feeds(said: str) -> None:
    event = Event(
        "p", "体检", "event", Recurrence(parse("2026年5月8日").rule), origin=Origin("p", lines=(f"CLASS:{said}",))
    )
    assert not Feed("all", "全部").holds(event)
    assert Feed("all", "全部", private=True).holds(event)
