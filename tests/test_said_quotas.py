"""How often something is to be done each year is read from its words, and only where they say it plainly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from calendars.actions import add, read_in, set_quota, undo
from calendars.drafts import draft
from calendars.duties.states import Quota
from calendars.inputs import line_of
from calendars.store import Store
from rules import find, read_notice, said_quota

NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


@pytest.mark.parametrize(
    ("when", "what", "quota"),
    [
        ("每年", "推荐3—5项科普作品", (3, 5)), ("每年", "推荐3-5项", (3, 5)), ("每年", "推荐3至5项", (3, 5)),
        ("每年", "推荐三至五项", (3, 5)), ("每年", "举办活动3～5场", (3, 5)), ("每年", "报送3——5篇", (3, 5)),
        ("每年", "举办科普活动不少于3次", (3, None)), ("每年", "至少报送2篇信息", (2, None)), ("每年", "不低于2项", (2, None)),
        ("每年", "开展活动2次以上", (2, None)), ("每年", "培育先进典型10名", (10, 10)), ("每季度", "报送信息2篇", (2, 2)),
        ("每月", "上报信息4件", (4, 4)), ("每年12月31日前", "举办两场讲座", (2, 2)), ("每月", "推送典型案例2个", (2, 2)),
        ("每年", "召开会议1次", None), ("每年", "召开一次全体会议", None),
        ("每年", "每单位限报2项", None), ("每年", "限报2项", None), ("每年", "推荐不超过3项", None), ("每年", "至多3项", None),
        ("每年", "推荐3项以内", None), ("每年", "每人报送2篇", None), ("每年", "各单位报送2篇", (2, 2)), ("每年", "约3次", None),
        ("每年", "报送第3项材料", None), ("每年", "提前10个工作日报送", None), ("每年", "利用3个月开展活动", None),
        ("每年", "推荐3项、2名", None), ("每年", "每月报送2篇", None), ("每年", "报送材料", None), ("每年", "推荐5—3项", None),
        ("2026年5月15日前", "推荐3—5项", None), ("每周", "报送信息2篇", None), ("", "推荐3—5项", None),
        ("每年", "增长3.5个百分点", None), ("每年", "推荐0项", None),
    ],
)  # fmt: skip
def test_what_is_a_quota_and_what_stays_words(when: str, what: str, quota: tuple[int, int | None] | None) -> None:
    assert said_quota(when, what) == quota


def typed(store: Store, line: str) -> None:
    made = line_of(line, date(2026, 4, 8), None, None, (), ())
    add(store, made.event, NOW, made.given)


def quotas(store: Store) -> dict[str, str]:
    """The quotas of all events, by title."""
    titles = {event.uid: event.title for event in store.events()}
    return {titles[uid]: state.quota.write() for uid, state in store.duty_states().items() if state.quota}


def test_a_typed_line_brings_its_quota_and_undo_takes_both(store: Store) -> None:
    typed(store, "每年6月30日前推荐科普作品3—5项")
    assert list(quotas(store).values()) == ["3–5"]
    typed(store, "2026年5月15日前推荐科普作品3—5项")
    assert len(quotas(store)) == 1
    undo(store, NOW)
    undo(store, NOW)
    assert (store.events(), store.duty_states()) == ([], {})


NOTICE = """关于做好科普作品推荐工作的通知

各会员单位：

请各单位于每年6月30日前推荐3—5项科普作品。
每年11月30日前报送科普信息不少于3篇。
每单位限报2项，请于2026年5月15日前报送推荐表。

青禾市作物学会
2026年4月1日
"""


def test_what_is_read_from_a_notice_brings_its_quota_and_what_a_person_decided_stays(store: Store) -> None:
    notice = read_notice(NOTICE.encode(), "通知.txt")

    def take(when: datetime) -> None:
        read_in(store, notice, draft(notice, find(notice)), when)

    take(NOW)
    assert sorted(quotas(store).values()) == ["3+", "3–5"]
    assert len(store.events()) == 3
    first = next(event for event in store.events() if "科普作品" in event.title)
    set_quota(store, first.uid, None, NOW + timedelta(hours=1))
    take(NOW + timedelta(hours=2))
    assert sorted(quotas(store).values()) == ["3+"]
    second = next(event for event in store.events() if "信息" in event.title)
    set_quota(store, second.uid, Quota(5), NOW + timedelta(hours=3))
    take(NOW + timedelta(hours=4))
    assert sorted(quotas(store).values()) == ["5+"]
