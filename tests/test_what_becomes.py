"""What one sentence of a later notice makes of a calendar: each line a sentence, and what is otherwise then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from calendars.actions import read_in, remove
from calendars.drafts import draft
from calendars.store import Store
from rules import find, read_notice
from rules.notices.notice import value_of

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
CALL = """柳川区教育局
柳教〔2026〕31号

关于举办2026年中小学生科技节的通知

各学校：
一、2026年中小学生科技节定于2026年10月14日至16日在区体育场举行。
二、报名：9月11日至9月18日，逾期不予受理。
三、抽签会：9月22日上午10:00，区教育局三楼。
四、裁判培训：第一批9月26日，第二批10月9日。
五、开幕式：10月14日8:30；闭幕式：10月16日16:30。
六、请各校于9月4日前报送联络员名单，每周五前报送训练情况。

柳川区教育局
2026年8月20日
"""
LATER = """柳川区教育局
柳教〔2026〕36号

关于2026年中小学生科技节的补充通知

各学校：
{}

柳川区教育局
2026年9月5日
"""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        _read(opened, CALL)
        yield opened


def _read(store: Store, text: str) -> list[str]:
    notice = read_notice(text)
    outcome = read_in(store, notice, draft(notice, find(notice, NOW.date())), NOW, reference=NOW.date())
    return sorted(f"? {one.draft.title}" for one in outcome.changes if one.sort == "doubtful")


def _calendar(store: Store) -> dict[str, str]:
    return {one.title: f"{value_of(one.recurrence)} {one.status}".removesuffix(" confirmed") for one in store.events()}


def _becomes(store: Store, sentence: str) -> list[str]:
    """What is otherwise after a notice with the sentence, title by title, and what is asked."""
    before = _calendar(store)
    asked = _read(store, LATER.format(sentence))
    return [f"{title}: {now}" for title, now in sorted(_calendar(store).items()) if before.get(title) != now] + asked


@pytest.mark.parametrize(
    ("sentence", "becomes"),
    [
        (
            "开幕式改至10月15日下午3:00举行，抽签会推后两天，时间不变。",
            ["开幕式: 2026-10-15T15:00", "抽签会: 2026-09-24T10:00"],
        ),
        ("报名截止时间延长至9月21日，抽签会推迟一天举行。", ["报名: 2026-09-11/2026-09-21", "抽签会: 2026-09-23T10:00"]),
        (
            "抽签会改至9月23日下午3:00举行，科技节顺延两天。",
            ["中小学生科技节: 2026-10-16/2026-10-18", "抽签会: 2026-09-23T15:00"],
        ),
        ("科技节、开幕式均推迟一周。", ["中小学生科技节: 2026-10-21/2026-10-23", "开幕式: 2026-10-21T08:30"]),
        ("开幕式、闭幕式分别调整为10月15日8:30和10月17日16:30。", ["开幕式: 2026-10-15T08:30", "闭幕式: 2026-10-17T16:30"]),
        ("9月26日、10月9日的裁判培训均延后一周。", ["第一批裁判培训: 2026-10-03", "第二批裁判培训: 2026-10-16"]),
        (
            "原定于10月14日举行的开幕式、9月22日举行的抽签会均取消。",
            ["开幕式: 2026-10-14T08:30 cancelled", "抽签会: 2026-09-22T10:00 cancelled"],
        ),
        ("抽签会推迟，开幕式取消。", ["开幕式: 2026-10-14T08:30 cancelled", "抽签会: 2026-09-22T10:00 waiting"]),
        (
            "科技节取消。",
            ["中小学生科技节: 2026-10-14/2026-10-16 cancelled", "? 报送联络员名单", "? 报送训练情况"],
        ),
        ("抽签会：9月22日→9月24日", ["抽签会: 2026-09-24T10:00"]),
        ("抽签会原定9月22日，后改为9月24日，现最终定为9月25日。", ["抽签会: 2026-09-25T10:00"]),
        ("裁判培训第二批时间“10月9日”系“10月10日”之误。", ["第二批裁判培训: 2026-10-10"]),
        ("抽签会时间“10:00”应为“9:00”。", ["抽签会: 2026-09-22T09:00"]),
        ("报名开始日期提前至9月8日。", ["报名: 2026-09-08/2026-09-18"]),
        ("抽签会往后顺移一周。", ["抽签会: 2026-09-29T10:00"]),
        ("抽签会缓至9月28日召开。", ["抽签会: 2026-09-28T10:00"]),
        ("抽签会比原计划早一天开。", ["抽签会: 2026-09-21T10:00"]),
        ("抽签会延后48小时。", ["抽签会: 2026-09-24T10:00"]),
        ("抽签会改期，新的时间为9月25日（星期五）9:30。", ["抽签会: 2026-09-25T09:30"]),
        ("抽签会不开了。", ["抽签会: 2026-09-22T10:00 cancelled"]),
        ("另定于10月19日下午3点召开领队会。", ["领队会: 2026-10-19T15:00"]),
        ("建议将抽签会改至9月29日举行，请各校反馈意见。", ["? 抽签会"]),
        ("若报名人数不足，抽签会改至9月29日。", ["? 抽签会"]),
        ("建议取消抽签会。", ["? 抽签会"]),
        ("抽签会是否取消另行通知。", ["? 抽签会"]),
        ("考虑将抽签会推迟一天，请各校反馈意见。", ["? 抽签会"]),
        ("科技节是否延期将于10月12日通知。", ["? 通知科技节是否"]),
    ],
)  # fmt: skip
def test_a_sentence_makes_this_of_the_calendar(store: Store, sentence: str, becomes: list[str]) -> None:
    assert _becomes(store, sentence) == becomes


def test_what_moves_by_so_long_moves_once_however_often_it_is_read(store: Store) -> None:
    assert _becomes(store, "抽签会推迟一天举行。") == ["抽签会: 2026-09-23T10:00"]
    assert _becomes(store, "抽签会推迟一天举行。") == []
    forwarded = (
        LATER.format("抽签会推迟一天举行。")
        .replace("柳教〔2026〕36号", "柳一小〔2026〕4号")
        .replace("柳川区教育局", "柳川区第一小学")
    )
    assert _read(store, forwarded.replace("各学校：", "各年级：\n现将柳教〔2026〕31号的变动转发如下。")) == []
    assert _calendar(store)["抽签会"] == "2026-09-23T10:00"


def test_the_same_length_in_the_same_words_by_another_notice_is_asked_about(store: Store) -> None:
    assert _becomes(store, "抽签会推迟一天举行。") == ["抽签会: 2026-09-23T10:00"]
    later = LATER.format("抽签会推迟一天举行。").replace("36号", "38号").replace("9月5日", "9月7日")
    assert _read(store, later) == ["? 抽签会"]


def test_a_length_that_is_corrected_counts_from_what_was_before(store: Store) -> None:
    assert _becomes(store, "抽签会推迟一天举行。") == ["抽签会: 2026-09-23T10:00"]
    assert _becomes(store, "抽签会推迟三天举行。") == ["抽签会: 2026-09-25T10:00"]


def test_what_a_person_took_away_is_what_a_later_notice_speaks_of(store: Store) -> None:
    draw = next(event for event in store.events() if event.title == "抽签会")
    remove(store, draw.uid, NOW)
    assert _becomes(store, "抽签会推迟一天举行，抽签会改在10:30开始。") == []
    assert "抽签会" not in _calendar(store)


def test_a_notice_that_is_withdrawn_is_asked_about_entry_by_entry(store: Store) -> None:
    asked = _becomes(store, "撤销《关于举办2026年中小学生科技节的通知》（柳教〔2026〕31号）。")
    assert len(asked) == len(_calendar(store))
    assert all(line.startswith("? ") for line in asked)


def test_two_societies_with_one_title_have_their_own_entries() -> None:
    call = (
        "关于召开2026年学术年会的通知\n各会员：\n学会定于2026年6月12日至14日召开2026年学术年会，论文摘要请于4月30日前提交。\n\n"
        "{}\n2026年3月2日\n"
    )
    with Store.open("sqlite://") as store:
        for society in ("南湖省化学学会", "南湖省物理学会"):
            _read(store, call.format(society))
        assert len(store.events()) == 4
        put_off = (
            "关于学术年会延期的通知\n各会员：\n原定于6月12日至14日召开的2026年学术年会延期至7月3日至5日。\n\n"
            "南湖省物理学会\n2026年4月3日\n"
        )
        assert _read(store, put_off) == []
        assert sorted(value_of(one.recurrence) or "" for one in store.events() if "年会" in one.title) == [
            "2026-06-12/2026-06-14",
            "2026-07-03/2026-07-05",
        ]


def test_a_day_that_leaves_out_its_month_is_one_to_come() -> None:
    text = "各位：\n培训改到3号上午9点，请于2日前回复。\n教务处\n2026年5月28日\n"
    notice = read_notice(text)
    values = [
        value_of(one.recurrence) for one in find(notice, date(2026, 5, 28)) if one.role == "calendar" and one.recurrence
    ]
    assert values == ["2026-06-03T09:00", "../2026-06-02"]


def test_the_number_of_a_row_names_what_stands_in_it() -> None:
    call = """柳川县科学技术协会
柳科协〔2026〕12号

关于开展2026年柳川县科技活动周的通知

各乡镇科协：
主要活动安排如下：

| 序号 | 活动名称 | 时间 | 地点 |
|---|---|---|---|
| 1 | 启动仪式 | 10月12日9:00 | 人民广场 |
| 2 | 科普大篷车进校园 | 10月13日9:00 | 第三小学 |
| 3 | 院士报告会 | 10月15日14:30 | 县图书馆 |

柳川县科学技术协会
2026年9月7日
"""
    later = """柳川县科学技术协会

关于调整科技活动周部分活动的通知

各乡镇科协：
柳科协〔2026〕12号所列活动作如下调整：
一、序号2，因车辆年检未过，本次不进校园，予以取消。
二、序号3，应报告人要求往后挪一天，于10月16日14:30举行。

柳川县科学技术协会
2026年9月18日
"""
    with Store.open("sqlite://") as store:
        _read(store, call)
        assert _read(store, later) == []
        assert _calendar(store) == {
            "启动仪式": "2026-10-12T09:00",
            "科普大篷车进校园": "2026-10-13T09:00 cancelled",
            "院士报告会": "2026-10-16T14:30",
        }
