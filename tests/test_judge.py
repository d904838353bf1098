"""What a date is to whoever reads the notice: past, a bound, a deadline, planned once; and what its neighbours are."""

from __future__ import annotations

from datetime import date

import pytest

from rules import find, read_notice
from rules.notices.judge import PRINCIPLES, judged
from rules.notices.saying import Saying
from rules.notices.sentence import Sentence
from rules.notices.situation import Situation

DAY = date(2026, 9, 1)
PAST, CUTOFF, FORMER, ISSUED = "past context", "cutoff context", "event context", "issued context"
DUE, EVENT, WINDOW, DUTY = "deadline calendar", "event calendar", "window calendar", "duty calendar"


def verdicts(text: str) -> list[str]:
    """What the dates of a text are, in their order."""
    return [f"{one.kind} {one.role}" for one in find(read_notice(text), DAY)]


def table(*rows: str) -> str:
    lines = [f"| {' | '.join(row.split())} |" for row in rows]
    return "\n".join((lines[0], "|---" * len(rows[0].split()) + "|", *lines[1:]))


TOLD = {
    "8月12日，我馆举办了修复技艺展示。": [PAST],
    "8月12日，省厅已公布名单。": [PAST],
    "8月12日曾召开动员会。": [PAST],
    "8月12日我馆召开了例会，9月12日继续召开。": [PAST, EVENT],
    "2025年9月12日印发的通知作废。": [PAST],
    # neighbours: what is to come, what is asked for, 了 that tells nothing
    "9月12日举办修复技艺展示。": [EVENT],
    "请于8月12日前报送清单。": [DUE],
    "9月12日了解展陈情况。": [EVENT],
    "9月12日为了庆祝建馆举办沙龙。": [EVENT],
}
BOUNDS_OF_WHO_MAY = {
    "2020年12月31日前登记成立的企业可以申报。": [CUTOFF],
    "申报人须为1986年1月1日后出生。": [CUTOFF],
    "请2020年12月31日前成立的分会于9月12日前换届。": [CUTOFF, DUE],
    "截至8月12日，已收到作品40件。": [CUTOFF],
    "截止到8月12日，已收到作品40件。": [CUTOFF],
    "截止到8月12日，只收到作品40件。": [CUTOFF],
    "投稿截止到9月12日。": [DUE],
    "按市馆2026年9月12日下发的《关于清点藏书的通知》办理。": [PAST],
    "材料寄送采编部，9月12日15时停止现场送交。": [DUE],
    "2020年12月31日前的账目一并核对。": [CUTOFF],
    "8月12日前报送的清单有误。": [CUTOFF],
    "2025年9月12日起施行的办法同时废止。": [CUTOFF],
    # neighbours: the same verbs, asked for
    "请各分会于9月12日前登记会员信息。": [DUE],
    "请各分会于9月12日前成立筹备组。": [DUE],
    "报名时间截至9月12日。": [DUE],
    "9月12日起施行。": [WINDOW],
}
DUE_ANYWHERE = {
    "报名9月12日截止。": [DUE],
    "9月12日停止受理。": [DUE],
    "9月12日为最后期限。": [DUE],
    "最迟9月12日提交样稿。": [DUE],
    "报名在官网进行，9月12日24时关闭。": [DUE],
    "系统9月12日关闭。": [DUE],
    "报名截止：9月12日": [DUE],
    "完成时限：9月12日": [DUE],
    "投稿时间：9月1日至12日截止。": [WINDOW],
    table("事项 截止日期", "报送样稿 9月12日"): [DUE],
    table("事项 完成时限", "报送样稿 9月12日"): [DUE],
    table("讲座 截止日期", "古籍装帧 9月12日"): [DUE],
    # neighbours
    "食堂9月12日关闭。": [EVENT],
    "报名：9月12日": [EVENT],
    "报名时间：9月1日至9月12日": [WINDOW],
    table("讲座 日期", "古籍装帧 9月12日"): [EVENT],
    table("事项 开始时间", "报送样稿 9月12日"): [EVENT],
}
MOVED = {
    "例会由9月12日改为9月15日。": [FORMER, EVENT],
    "报名由9月12日改为9月15日。": [FORMER, DUE],
    "报名截止时间延长至9月15日。": [DUE],
    "原定9月12日的沙龙推迟至9月15日举行。": [FORMER, EVENT],
    "原定于9月12日召开的例会取消。": [FORMER],
    "沙龙延期到9月15日举办。": [EVENT],
    # neighbours
    "例会定于9月12日召开。": [EVENT],
    "原则上9月12日召开例会。": [EVENT],
}
COUNTED = {
    "统计期：2025年1月1日至12月31日": [CUTOFF],
    "业绩时间：2025年1月1日至2025年12月31日": [CUTOFF],
    table("指标 统计时段", "借阅量 2025年1月1日至12月31日"): [CUTOFF],
    # neighbours
    "活动周期为9月1日至9月12日。": [WINDOW],
    "统计会于9月12日召开。": [EVENT],
}
OFFICE_HOURS = {
    "办公时间：周一至周五9:00—17:00": [],
    "接听时间：每周一至周五9:00—17:00。": [],
    "咨询电话：0551-1234，每周一至周五8:30—17:30": [],
    # neighbours
    "每周五9:00—11:00开展义诊。": [DUTY],
    "每周三上午例行巡查。": [DUTY],
}
HEAD_AND_FOOT = {
    "关于清点的通知\n\n各分馆：\n　　请于9月12日前报送清点表。\n\n青衿县图书馆\n2026年8月20日\n": [DUE, ISSUED],
    "发布时间：2026-08-20\n关于闭馆的通知\n\n　　我馆9月12日闭馆。": [ISSUED, EVENT],
}
CASES = {
    **TOLD,
    **BOUNDS_OF_WHO_MAY,
    **DUE_ANYWHERE,
    **MOVED,
    **COUNTED,
    **OFFICE_HOURS,
    **HEAD_AND_FOOT,
}


@pytest.mark.parametrize(("text", "wanted"), [*CASES.items()])
def test_a_date_is_what_its_words_make_of_it(text: str, wanted: list[str]) -> None:
    assert verdicts(text) == wanted


# ------------------------------------------------------------------ a situation by itself


def situation(text: str, quote: str = "9月12日") -> Situation:
    """The situation of a date in a sentence that stands in no document."""
    document = read_notice(text).document
    assert document
    here = (text.index(quote), text.index(quote) + len(quote))
    return Situation(Saying(document, None, Sentence.of(text, 0, len(text), here, [here])), quote)


def verdict(text: str, *, old: bool = False, due: bool = False, spans: bool = False) -> str | None:
    found = judged(situation(text), old=old, due=due, yearly=False, spans=spans, explicit=True)
    return f"{found.kind} {found.role}" if found else None


@pytest.mark.parametrize(
    ("text", "told", "asked", "office"),
    [
        ("9月12日举办了沙龙", True, False, False),
        ("9月12日，省厅已公布名单", True, False, False),
        ("请于9月12日报名", False, True, False),
        ("9月12日，各班应当报名", False, True, False),
        ("9月12日了解情况", False, False, False),
        ("工作时间：9月12日", False, False, True),
    ],
)
def test_a_situation_tells_or_asks(text: str, told: bool, asked: bool, office: bool) -> None:
    found = situation(text)
    assert (found.told, found.asked, found.office) == (told, asked, office)


def test_a_day_to_come_is_intended_by_the_words_before_it() -> None:
    assert situation("沙龙安排在9月12日").intended
    assert situation("沙龙改为9月12日").intended
    assert not situation("沙龙至9月12日").intended
    assert not situation("沙龙9月12日").intended


def test_a_day_before_the_notice_is_past_only_where_nothing_is_asked() -> None:
    assert verdict("9月12日开会", old=True) == PAST
    assert verdict("请于9月12日开会", old=True) is None
    assert verdict("9月12日开会") is None


def test_what_its_own_words_bound_gets_no_other_verdict_unless_it_is_over() -> None:
    assert verdict("于9月12日报名", due=True) is None
    assert verdict("于9月12日报名", due=True, old=True) == CUTOFF
    assert verdict("请于9月12日报名", due=True, old=True) is None


def test_a_span_is_due_only_where_the_words_say_that_it_ends_something() -> None:
    assert verdict("报名9月12日截止", spans=True) == DUE
    assert verdict("报名，9月12日，逾期不候", spans=True) is None
    assert verdict("报名9月12日截止") == DUE


def test_the_first_principle_that_has_a_verdict_gives_it() -> None:
    assert verdict("报名截止原定9月12日") == FORMER
    assert [principle.__name__ for principle in PRINCIPLES][:2] == ["_heads", "_gave_way"]
