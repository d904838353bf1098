"""A digest within the limits of a chat: nothing is cut in a character, no item is lost in silence, nothing becomes a link."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels import Digest, Item
from scheduler.channels.fitting import MOST_PARTS, Fit, cut, messages, octets, octets_in_json
from scheduler.channels.robot import plain_marks
from scheduler.channels.webhook import MOST, payload

from .doubles import NtfyDouble, ServiceDouble, WebhookDouble, WeComDouble
from .test_robots import DOUBLES, digest, every, item, sender_to

TITLE = "关于报送二〇二六年度全省科普工作总结及下一年度计划的通知" * 200
SPOILED = "截止\r\nBcc: x\x1b[31m\x00\x07 \u202eabc\u2066\ud800\U000e0001 完"
LURE = '[点此领取](http://evil.example) <at user_id="all">所有人</at> <@all> ![](http://evil.example/a.png) **急** `x` # 标题'

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=60)
items = st.builds(Item, st.just("0" * 32), words, st.text(max_size=300), st.just(date(2026, 4, 15)))
fits = st.builds(
    Fit, st.integers(1500, 5000), st.sampled_from([octets, octets_in_json]), st.sampled_from([str, plain_marks]),
    st.sampled_from(["{}", "**{}**"]), st.sampled_from(["\n", "  \n"]), st.sampled_from([None, "https://example.org/feeds"]),
    st.booleans(),
)  # fmt: skip


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[ServiceDouble]:
    with DOUBLES[request.param]() as double:
        yield double


@given(st.lists(items, min_size=1, max_size=80), fits)
def test_every_message_fits_and_together_they_name_every_item_or_say_how_many_more(many: list[Item], fit: Fit) -> None:
    made = messages(digest(*many), fit)
    assert 1 <= len(made) <= MOST_PARTS
    for text in made:
        assert fit.size(text) <= fit.limit
        assert text.endswith("编号 ab12cd34")
        assert text == text.encode().decode()
    numbers = [int(one) for text in made for one in re.findall(r"^\**(\d+)\. ", text, re.MULTILINE)]
    left = sum(int(one) for text in made for one in re.findall(r"^……还有 (\d+) 项", text, re.MULTILINE))
    assert numbers == list(range(1, len(many) - left + 1))


def test_no_limit_is_passed_by_a_single_octet() -> None:
    few, many = digest(*map(item, range(1, 8))), digest(*map(item, range(1, 60)))
    for limit in range(500, 800):
        assert all(octets(text) <= limit for one in (few, many) for text in messages(one, Fit(limit)))


def test_a_short_digest_is_one_message_and_whole() -> None:
    (text,) = messages(digest(item(1), item(2)), Fit(2048))
    assert text.splitlines() == [
        "[月令] 4月15日截止：报送总结", "",
        "1. 4月2日截止：报送总结", "   时间：4月15日", "   地点：二楼会议室", "",
        "2. 4月3日截止：报送总结", "   时间：4月15日", "   地点：二楼会议室", "", "编号 ab12cd34",
    ]  # fmt: skip


def test_where_it_is_too_much_the_last_lines_go_first_and_the_headlines_last() -> None:
    body = "\n".join(f"第{n}行：" + "很长的说明" * 5 for n in range(12))
    for count, shown in ((1, 12), (2, 8), (3, 6), (5, 4), (6, 3), (9, 2), (14, 1), (17, 0)):
        (text,) = messages(digest(*(item(n, body=body) for n in range(1, count + 1))), Fit(2048))
        assert [text.count(f"第{n}行") for n in range(12)] == [count] * shown + [0] * (12 - shown)
        assert text.count("报送总结") == count + 1
        assert ("篇幅所限，已作缩略。" in text) == (count > 1)


def test_the_way_to_the_whole_is_named_where_it_is_known() -> None:
    made = messages(digest(*map(item, range(1, 200))), Fit(2048, link="https://example.org/feeds"))
    assert all("已作缩略，全文见：https://example.org/feeds" in text for text in made)


def test_headlines_that_are_too_many_are_split_between_items_and_numbered_through() -> None:
    made = messages(digest(*map(item, range(1, 61))), Fit(1024))
    assert len(made) == 3
    assert [text.splitlines()[0][-5:] for text in made] == ["(1/3)", "(2/3)", "(3/3)"]
    numbers = [int(one) for text in made for one in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, 61))


def test_more_than_is_reasonable_is_counted() -> None:
    made = messages(digest(*map(item, range(1, 10_001))), Fit(2048))
    assert len(made) == MOST_PARTS
    named = max(int(one) for one in re.findall(r"^(\d+)\. ", made[-1], re.MULTILINE))
    assert f"……还有 {10_000 - named} 项" in made[-1]
    assert not any("还有" in text for text in made[:-1])


def test_what_the_digest_itself_only_counts_is_counted_in() -> None:
    (text,) = messages(replace(digest(item(1)), more=7), Fit(2048))
    assert "……还有 7 项" in text
    made = messages(replace(digest(*map(item, range(1, 10_001))), more=7), Fit(2048))
    named = max(int(one) for one in re.findall(r"^(\d+)\. ", made[-1], re.MULTILINE))
    assert f"……还有 {10_007 - named} 项" in made[-1]
    assert not any("还有" in text for text in made[:-1])
    assert json.loads(payload(replace(digest(item(1)), more=7)))["data"]["left_out"] == 7


@every
def test_what_a_reader_may_do_stands_beneath_each_item(service: ServiceDouble) -> None:
    url = "https://example.org/do/eyJh_b-c.9~x"
    sender_to(service).send(digest(replace(item(1), links=(("完成", url),))))
    if isinstance(service, WebhookDouble):
        (taken,) = service.taken.values()
        assert taken["data"]["items"][0]["links"] == [{"label": "完成", "url": url}]
    else:
        assert f"   地点：二楼会议室\n   完成：{url}\n" in service.accepted[0]


def test_a_digest_without_items_is_told_from_its_paragraphs() -> None:
    text = "1. 4月15日截止：总结\n   时间：4月15日\n\n2. 4月16日：会议\n   地点：二楼"
    (short,) = messages(replace(digest(), text=text, items=()), Fit(2048))
    assert "1. 4月15日截止：总结\n   时间：4月15日\n\n2. 4月16日：会议\n   地点：二楼" in short
    (bare,) = messages(replace(digest(), text=text.replace("二楼", "楼" * 600), items=()), Fit(1024))
    assert bare.splitlines()[2:5] == ["1. 4月15日截止：总结", "2. 4月16日：会议", ""]


@given(st.text(st.characters(codec="utf-8"), max_size=50), st.integers(4, 80))
def test_a_text_is_cut_between_characters(text: str, most: int) -> None:
    short = cut(text, most)
    assert octets(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


# -- each service -----------------------------------------------------------------------------------------------------


def told(service: ServiceDouble) -> list[str]:
    """Every text of ours that a service got, wherever it stood."""
    return [text for question in service.questions for text in _texts(question.json)]


def _texts(found: object) -> Iterator[str]:
    if isinstance(found, dict):
        for one in found.values():
            yield from _texts(one)
    elif isinstance(found, list):
        for one in found:
            yield from _texts(one)
    elif isinstance(found, str):
        yield found


@every
def test_a_title_of_five_thousand_characters_arrives_within_the_limits(service: ServiceDouble) -> None:
    assert len(TITLE) > 5000
    sender_to(service).send(digest(item(title=TITLE, body=TITLE), item(2), subject=f"[月令] {TITLE}"))
    assert len(service.accepted) == 1
    if not isinstance(service, WebhookDouble):
        assert "2. 4月3日截止：报送总结" in service.accepted[0]
        assert "…" in service.accepted[0]


@every
def test_twenty_thousand_items_arrive_within_the_limits_or_are_counted(service: ServiceDouble) -> None:
    many = replace(digest(*(item(n, body="说明" * 20) for n in range(1, 20_001))), more=3)
    sender_to(service).send(many)
    if isinstance(service, WebhookDouble):
        (taken,) = service.taken.values()
        assert taken["data"]["shortened"]
        assert taken["data"]["left_out"] + len(taken["data"]["items"]) == 20_003
        assert len(service.questions[0].body) <= MOST
    else:
        assert 1 < len(service.accepted) <= MOST_PARTS
        assert "还有" in service.accepted[-1]


@every
def test_no_character_steers_what_reads_it(service: ServiceDouble) -> None:
    sender_to(service).send(digest(item(title=SPOILED, body=SPOILED), subject=SPOILED))
    for text in told(service):
        odd = [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c != "\n"]
        assert odd == []
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


LINKS = {
    "wecom": r"<@|</?at", "wecom markdown": r"\]\(|<|\*\*急|`|!\[", "dingtalk": "(?!)", "feishu": r"\]\(|<|\*\*",
    "dingtalk markdown": r"\]\(|<|\*\*急|`|!\[", "ntfy": "(?!)",
}  # fmt: skip
"""What would be a link, a mention or a mark there; text of DingTalk and ntfy knows none."""


@pytest.mark.parametrize("way", LINKS)
def test_a_title_becomes_no_link_and_no_mention(way: str) -> None:
    kind, _, style = way.partition(" ")
    more = {"format": style} if style else {}
    with DOUBLES[kind]() as double:
        sender_to(double, **more).send(digest(item(title=LURE, body=LURE), subject=LURE))
        body = double.questions[0].json
        assert not re.search(LINKS[way], double.accepted[0], re.MULTILINE)
        assert "点此领取" in double.accepted[0]
    assert "at" not in body
    assert body.get("msgtype", "text") == (style or "text")
    assert body.get("markdown") is None or style  # ntfy: no Markdown unless it is asked for
    assert "mentioned_list" not in body.get("text", {})


def test_an_address_of_the_web_stays_one_and_hides_no_mark() -> None:
    assert plain_marks("链接：https://example.org/a_b?c=1#d 完_") == "链接：https://example.org/a_b?c=1#d 完＿"
    for lure in ("httpx [点此](u)", "http://a.b/[点此](http://evil.example)", "https://[点此](u)", "http://a.b/**急**"):
        assert not re.search(r"\]\(|\*\*|\[", plain_marks(lure))


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_markdown_keeps_within_its_own_limits(kind: str) -> None:
    with DOUBLES[kind]() as double:
        for count in (1, 20, 60, 90, 2000):
            double.now += 60
            items = [item(n, title="长" * (n % 40), body=TITLE[:600]) for n in range(1, count + 1)]
            sender_to(double, format="markdown").send(digest(*items, key=f"{count:032x}"))
        assert len(double.accepted) > 5


def test_markdown_sets_off_the_headlines() -> None:
    with WeComDouble() as double:
        sender_to(double, format="markdown").send(digest(item(1), item(2)))
        assert "**1. 4月2日截止：报送总结**" in double.accepted[0]


def test_a_payload_of_a_webhook_is_bounded_whatever_its_text() -> None:
    large = Digest(
        "a" * 32, digest().recipient, "群", "题" * 9000, '"\\' * 900_000, digest().written, (item(body="体" * 900_000),)
    )
    assert len(payload(large)) <= MOST


def test_a_notice_on_the_telephone_has_its_title_beside_it() -> None:
    with NtfyDouble() as double:
        sender_to(double).send(digest(*(item(n, title="长" * 60) for n in range(1, 60))))
        first = double.questions[0].json
        assert first["title"].startswith("[月令]")
        assert len(first["message"].encode()) <= 4096
        assert first["message"].startswith("(1/")
