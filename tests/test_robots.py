"""Robots of chats, ntfy and webhooks against doubles of their services: what counts as delivered, what refusals mean."""

from __future__ import annotations

import base64
import io
import json
import time as stopwatch
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels import KINDS, Channel, ChannelSettings, DeliveryError, Digest, Item
from scheduler.channels import http as line
from scheduler.channels.http import Answer, by_status
from scheduler.channels.robot import Robot, verdict
from scheduler.recipients import Recipient
from scheduler.section import Section

from .doubles import DingTalkDouble, Fault, FeishuDouble, NtfyDouble, ServiceDouble, WebhookDouble, WeComDouble
from .doubles.chats import SECRET
from .doubles.hooks import HOOK_SECRET, TOKEN, TOPIC
from .doubles.service import EPOCH, TAKEN, Reply

WHEN = datetime(2026, 4, 8, 1, tzinfo=UTC)
GROUP = Recipient("科普部")
CHATS = ("wecom", "dingtalk", "feishu")
ALL = (*CHATS, "ntfy", "webhook")


def item(nth: int = 1, title: str = "报送总结", body: str = "时间：4月15日\n地点：二楼会议室") -> Item:
    return Item(f"{nth:032x}", f"4月{nth % 28 + 1}日截止：{title}", body, date(2026, 4, nth % 28 + 1))


def digest(*items: Item, subject: str = "[月令] 4月15日截止：报送总结", key: str = "ab12cd34" * 4) -> Digest:
    items = items or (item(),)
    text = "\n\n".join(f"{nth}. {one.headline}\n   {one.body}" for nth, one in enumerate(items, 1))
    return Digest(key, GROUP, "群", subject, text, WHEN, items)


def settings(kind: str, table: dict[str, Any], text: str = "") -> ChannelSettings:
    made = KINDS[kind].read(Section(Path("settings.toml"), text, {}, "channels.群", table))
    return replace(made, clock=lambda: EPOCH) if hasattr(made, "clock") else made  # type: ignore[type-var]


def made_for(double: ServiceDouble, **more: Any) -> tuple[str, dict[str, Any]]:
    """The kind of channel that a double stands for, and settings that fit it."""
    match double:
        case WeComDouble():
            return "wecom", {"url": double.url, "allow_private": True} | more
        case DingTalkDouble() | FeishuDouble():
            signs = {"secret": double.secret} if double.secret else {}
            kind = "dingtalk" if isinstance(double, DingTalkDouble) else "feishu"
            return kind, {"url": double.url, "allow_private": True} | signs | more
        case NtfyDouble():
            return "ntfy", {"server": double.base, "topic": TOPIC, "token": TOKEN, "allow_private": True} | more
        case WebhookDouble():
            return "webhook", {"url": double.url, "secret": HOOK_SECRET, "allow_private": True} | more
        case _:
            raise AssertionError(double)


DOUBLES: dict[str, Callable[[], ServiceDouble]] = {
    "wecom": WeComDouble, "dingtalk": DingTalkDouble, "feishu": FeishuDouble, "ntfy": NtfyDouble, "webhook": WebhookDouble,
}  # fmt: skip


def sender_to(double: ServiceDouble, **more: Any) -> Channel:
    kind, table = made_for(double, **more)
    return settings(kind, table).open(io.StringIO())


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[ServiceDouble]:
    with DOUBLES[request.param]() as double:
        yield double


def refusal(sender: Channel, message: Digest | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        sender.send(message or digest())
    return caught.value


def fate(error: DeliveryError) -> str:
    """What an error means: never, nobody knows, the channel's, or later."""
    if error.permanent:
        return "never"
    if error.unknown:
        return "unknown"
    return "later" if error.reached else "channel"


every = pytest.mark.parametrize("service", ALL, indirect=True)
chats = pytest.mark.parametrize("service", CHATS, indirect=True)

# -- delivered --------------------------------------------------------------------------------------------------------


@every
def test_a_digest_arrives_with_its_words_and_its_number(service: ServiceDouble) -> None:
    sender_to(service).send(digest())
    (text,) = service.accepted
    assert "4月2日截止：报送总结" in text
    assert "地点：二楼会议室" in text
    if not isinstance(service, WebhookDouble):  # whose key is a header
        assert "编号 ab12cd34" in text
    assert service.questions[0].method == "POST"
    assert service.questions[0].headers["accept-encoding"] == "identity"


def test_dingtalk_and_feishu_sign_when_they_send_and_not_when_they_are_read() -> None:
    for double in (DingTalkDouble(), FeishuDouble()):
        with double:
            kind, table = made_for(double)
            read = settings(kind, table)
            double.now = EPOCH + 3 * 3600
            assert fate(refusal(read.open(io.StringIO()))) == "channel"
            replace(read, clock=double.clock).open(io.StringIO()).send(digest())  # type: ignore[type-var]
            assert len(double.accepted) == 1


def test_a_robot_without_a_secret_signs_nothing() -> None:
    with DingTalkDouble(secret=None) as ding, FeishuDouble(secret=None) as bird:
        sender_to(ding).send(digest())
        sender_to(bird).send(digest())
        assert set(ding.questions[0].query) == {"access_token"}
        assert set(bird.questions[0].json) == {"msg_type", "content"}


def test_a_webhook_gets_everything_as_signed_json_and_takes_a_repeat_once() -> None:
    with WebhookDouble() as double:
        sender = sender_to(double)
        sender.send(digest(item(1), item(2)))
        sender.send(digest(item(1), item(2)))
        (taken,) = double.taken.values()
        assert len(double.questions) == 2
        assert double.questions[0].headers["webhook-id"] == "ab12cd34" * 4
        assert taken["type"] == "yueling.digest"
        assert taken["timestamp"] == "2026-04-08T01:00:00+00:00"
        data = taken["data"]
        assert (data["id"], data["channel"], data["recipient"]["name"]) == ("ab12cd34" * 4, "群", "科普部")
        assert [one["due"] for one in data["items"]] == ["2026-04-02", "2026-04-03"]
        assert data["items"][0]["body"] == "时间：4月15日\n地点：二楼会议室"
        assert not data["shortened"]


def test_a_secret_of_a_webhook_without_a_prefix_signs_as_it_stands() -> None:
    with WebhookDouble() as double:
        plain = base64.b64decode(HOOK_SECRET.removeprefix("whsec_")).decode()
        sender_to(double, secret=plain).send(digest())
        assert len(double.accepted) == 1


def test_a_repeat_replaces_what_a_newer_ntfy_server_shows() -> None:
    with NtfyDouble() as double:
        sender = sender_to(double, link="https://example.org/feeds", priority=5)
        for _ in range(2):
            sender.send(digest())
        assert len(double.questions) == 2
        (shown,) = double.messages.values()
        assert (shown["title"], shown["priority"]) == ("[月令] 4月15日截止：报送总结", 5)
        assert shown["click"] == "https://example.org/feeds"
        assert "[月令]" not in shown["message"]


def test_other_messages_replace_nothing_there() -> None:
    with NtfyDouble() as double:
        for key in ("a" * 32, "b" * 32):
            sender_to(double).send(digest(*map(item, range(1, 150)), key=key))
        assert len(double.accepted) == len(double.messages) > 3


def test_people_are_mentioned_once_in_the_last_message() -> None:
    people = ["13800001111", "wangqing", "@all"]
    with WeComDouble() as wecom, DingTalkDouble() as ding, FeishuDouble() as bird:
        for double in (wecom, ding, bird):
            sender_to(double, mention=people).send(digest(*map(item, range(1, 1500))))
            assert len(double.accepted) > 1
        texts = [question.json["text"] for question in wecom.questions]
        assert [text.get("mentioned_mobile_list") for text in texts] == [None] * (len(texts) - 1) + [["13800001111"]]
        assert texts[-1]["mentioned_list"] == ["wangqing", "@all"]
        at = ding.questions[-1].json["at"]
        assert at == {"isAtAll": True, "atMobiles": ["13800001111"], "atUserIds": ["wangqing"]}
        assert ding.accepted[-1].endswith("\n@13800001111 @wangqing")
        assert bird.accepted[-1].endswith('<at user_id="all"></at>')
        assert [text.count("13800001111") for text in ding.accepted] == [0] * (len(ding.accepted) - 1) + [1]
        assert [text.count("<at ") for text in bird.accepted] == [0] * (len(bird.accepted) - 1) + [3]
        assert ["at" in question.json for question in ding.questions] == [False] * (len(ding.accepted) - 1) + [True]


# -- refused by the service's own code --------------------------------------------------------------------------------

CODES = [
    ("wecom", -1, "later"), ("wecom", 45009, "later"), ("wecom", 40058, "never"), ("wecom", 93000, "channel"),
    ("wecom", 93004, "channel"), ("wecom", 93008, "channel"), ("wecom", 45033, "later"), ("wecom", 40008, "never"),
    ("wecom", 44004, "never"), ("wecom", 45002, "never"), ("wecom", 77777, "later"),
    ("dingtalk", -1, "later"), ("dingtalk", 130101, "later"), ("dingtalk", 410100, "later"),
    ("dingtalk", 310000, "channel"), ("dingtalk", 300001, "channel"), ("dingtalk", 400102, "channel"),
    ("dingtalk", 300005, "channel"), ("dingtalk", 400013, "channel"), ("dingtalk", 400101, "channel"),
    ("dingtalk", 400106, "channel"), ("dingtalk", 460101, "never"), ("dingtalk", 40035, "never"),
    ("dingtalk", 43004, "never"), ("dingtalk", 400105, "never"), ("dingtalk", 430101, "never"),
    ("dingtalk", 430102, "never"), ("dingtalk", 430103, "never"), ("dingtalk", 430104, "never"),
    ("dingtalk", 77777, "later"),
    ("feishu", 9499, "never"), ("feishu", 11232, "later"), ("feishu", 19001, "channel"), ("feishu", 19021, "channel"),
    ("feishu", 19022, "channel"), ("feishu", 19024, "channel"), ("feishu", 19002, "never"),
    ("feishu", 2200, "later"), ("feishu", 1500, "later"),
    ("feishu", 99991400, "later"), ("feishu", 77777, "later"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "code", "meaning"), CODES)
def test_what_a_code_means(kind: str, code: int, meaning: str) -> None:
    robot = KINDS[kind]
    with DOUBLES[kind]() as double:
        name, table = made_for(double)
        read = settings(name, table)
    assert isinstance(read, Robot)
    body = json.dumps({robot.CODE[0]: code, robot.WORDS: "said\x1b[2J so"}).encode()  # type: ignore[attr-defined]
    error = verdict(read, Answer("host", 200, {}, body))
    assert error
    assert fate(error) == meaning
    assert str(code) in error.say()
    assert "\x1b" not in error.say()
    waits = code in (45009, 45033, 130101, 410100, 11232, 99991400)
    assert (error.retry_after is not None) == waits


@pytest.mark.parametrize(
    ("kind", "most", "wait"),
    [("wecom", 20, 60), ("dingtalk", 20, 600), ("feishu", 5, 60), ("ntfy", 60, 300)],
)  # fmt: skip
def test_who_sends_too_fast_is_told_to_wait_and_then_heard(kind: str, most: int, wait: int) -> None:
    with DOUBLES[kind]() as double:
        sender = sender_to(double)
        for nth in range(most):
            sender.send(digest(key=f"{nth:032x}"))
        error = refusal(sender)
        assert (fate(error), error.retry_after) == ("later", timedelta(seconds=wait))
        double.now += wait + 1
        sender.send(digest())
        assert len(double.accepted) == most + 1


@chats
def test_who_keeps_the_rate_of_a_channel_is_never_told_to_wait(service: ServiceDouble) -> None:
    kind, table = made_for(service)
    read = settings(kind, table)
    assert read.rate
    sender = read.open(io.StringIO())
    for nth in range(read.rate.messages * 3):
        if nth % read.rate.messages == 0:
            service.now += read.rate.within.total_seconds()
        sender.send(digest(key=f"{nth:032x}"))
    assert len(service.accepted) == read.rate.messages * 3


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_the_rate_is_kept_however_long_a_message_is_under_way(kind: str) -> None:
    with DOUBLES[kind]() as double:
        read = settings(*made_for(double))
        rate = read.rate
        assert rate
        sender = read.open(io.StringIO())
        begun = [n // rate.messages * rate.within.total_seconds() for n in range(rate.messages * 3)]
        late = [line.SECONDS if n < rate.messages else 0.0 for n in range(len(begun))]  # those of the first burst only
        for nth, at in enumerate(sorted(one + more for one, more in zip(begun, late, strict=True))):
            double.now = EPOCH + at
            sender.send(digest(key=f"{nth:032x}"))
        assert len(double.accepted) == len(begun)


def test_a_blocked_robot_of_dingtalk_is_left_alone_for_ten_minutes() -> None:
    with DingTalkDouble() as double:
        sender = sender_to(double)
        for nth in range(20):
            sender.send(digest(key=f"{nth:032x}"))
        error = refusal(sender)
        assert error.retry_after == timedelta(minutes=10)
        assert fate(error) == "later"
        double.now += 599
        refusal(sender)
        double.now += 2
        sender.send(digest())
        assert len(double.accepted) == 21


def test_a_gateway_that_refuses_without_a_code_is_known() -> None:
    with DingTalkDouble() as double:
        read = settings(*made_for(double))
    assert isinstance(read, Robot)
    error = verdict(read, Answer("host", 200, {}, b'{"status":1111,"wait":5,"punish":"deny"}'))
    assert error
    assert (fate(error), error.retry_after) == ("later", timedelta(minutes=10))


@pytest.mark.parametrize(
    ("double", "words"),
    [
        (DingTalkDouble(keyword="提醒"), "keyword, signature"), (FeishuDouble(keyword="提醒"), "keywords"),
        (FeishuDouble(allowed=False), "address of this machine"),
    ],
)  # fmt: skip
def test_the_safety_settings_of_a_robot_are_a_fault_of_the_channel(double: ServiceDouble, words: str) -> None:
    with double:
        error = refusal(sender_to(double))
    assert fate(error) == "channel"
    assert words in error.say()


@pytest.mark.parametrize("double", [DingTalkDouble(keyword="月令"), FeishuDouble(keyword="月令")])
def test_the_name_of_the_program_stands_in_every_message_and_may_be_the_keyword(double: ServiceDouble) -> None:
    with double:
        sender_to(double).send(digest(*map(item, range(1, 1500))))
        assert len(double.accepted) > 1


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_wrong_secret_is_a_fault_of_the_channel(kind: str) -> None:
    with DOUBLES[kind]() as double:
        assert fate(refusal(sender_to(double, secret=SECRET[::-1]))) == "channel"
        assert double.accepted == []


def test_an_ntfy_server_that_lets_nobody_in_or_takes_no_more_is_a_fault_of_the_channel() -> None:
    with NtfyDouble() as double:
        assert fate(refusal(sender_to(double, token="tk_wrong"))) == "channel"
        sender = sender_to(double)
        for nth in range(59):
            sender.send(digest(key=f"{nth:032x}"))
        error = refusal(sender)
        assert (fate(error), error.retry_after) == ("later", timedelta(minutes=5))
        double.now += 301
        sender.send(digest())


@pytest.mark.parametrize(
    ("reply", "meaning", "wait"),
    [
        (Reply.table(id="a", event="open"), "unknown", None), (Reply.table(id="", event="message"), "unknown", None),
        (Reply.table(event="message"), "unknown", None), (Reply.table(201, id="a", event="message"), "unknown", None),
        (Reply.table(429, code=42901, error="too many"), "later", timedelta(minutes=5)),
        (Reply.table(429, code=42908, error="a day's"), "later", timedelta(hours=6)),
        (Reply.table(429, code=42905, error="a day's octets"), "later", timedelta(hours=6)),
        (Reply.table(429, code=42909, error="too many auth failures"), "channel", None),
        (Reply(429, b'{"code":42901}', {"Retry-After": "7"}), "later", timedelta(seconds=7)),
        (Reply.table(400, code=40009, error="x"), "channel", None), (Reply.table(400, code=40010, error="x"), "channel", None),
        (Reply.table(400, code=40011, error="UTF-8"), "never", None), (Reply.table(413, code=41303, error="x"), "never", None),
        (Reply.table(403, code=40301, error="x"), "channel", None), (Reply.table(404, code=40401, error="x"), "channel", None),
        (Reply.table(500, code=50001, error="x"), "unknown", None), (Reply.table(507, code=50701, error="x"), "unknown", None),
    ],
)  # fmt: skip
def test_what_an_ntfy_server_may_answer(reply: Reply, meaning: str, wait: timedelta | None) -> None:
    with NtfyDouble() as double:
        double.says = reply
        error = refusal(sender_to(double))
    assert (fate(error), error.retry_after) == (meaning, wait)


XML = {"Content-Type": "application/xml"}
HTML = {"Content-Type": "text/html; charset=UTF-8"}
JSON_TYPE = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("reply", "meaning"),
    [
        (Reply(204, b""), None), (Reply(202, b"queued"), None), (Reply(200, b"<ok/>", XML), None),
        (Reply(200, b"ok", HTML), None), (Reply(200, b"", HTML), None),  # as frameworks call every text
        (Reply(200, b"<p>Please log in", HTML), "channel"), (Reply(202, b" \n<form>", HTML), "channel"),
        (Reply(200, b"\xef\xbb\xbf<!-- portal --><a>", {"Content-Type": "application/xhtml+xml"}), "channel"),
        (Reply(200, b"<!doctype HTML><title>x"), "channel"), (Reply(203, b"\n<HTML lang=zh>", JSON_TYPE), "channel"),
        (Reply.table(ok=False, error="later"), "later"), (Reply.table(422, error="what is this"), "never"),
        (Reply(400, b""), "never"), (Reply(413, b""), "never"), (Reply(401, b""), "channel"), (Reply(404, b""), "channel"),
        (Reply(410, b""), "channel"), (Reply(409, b""), "later"), (Reply(429, b"", {"Retry-After": "90"}), "later"),
        (Reply(500, b""), "unknown"), (Reply(502, b""), "unknown"),
        (Reply(503, b""), "channel"), (Reply(307, b"", {"Location": "/"}), "channel"),
    ],
)  # fmt: skip
def test_what_a_webhook_may_answer(reply: Reply, meaning: str | None) -> None:
    with WebhookDouble() as double:
        double.says = reply
        sender = sender_to(double)
        if meaning is None:
            sender.send(digest())
            return
        error = refusal(sender)
        assert fate(error) == meaning
        if reply.status == 429:
            assert error.retry_after == timedelta(seconds=90)


def test_a_page_is_no_answer_of_a_receiver_and_costs_the_message_nothing() -> None:
    with WebhookDouble() as double:
        sender = sender_to(double)
        double.faults = [Fault.HTML]
        error = refusal(sender)
        assert (fate(error), error.retry_after) == ("channel", None)
        assert "answered with a page" in error.say()
        assert "perhaps" not in error.say()


WEBHOOK_FAULTS = [
    (Fault.ERROR_500, "unknown"), (Fault.ERROR_503, "channel"), (Fault.NOT_FOUND, "channel"), (Fault.REDIRECT, "channel"),
    (Fault.HTML, "channel"), (Fault.CUT_AFTER, "unknown"), (Fault.CUT_WITHIN, "unknown"), (Fault.LONG, "unknown"),
    (Fault.ENDLESS, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "meaning"), WEBHOOK_FAULTS)
def test_what_fails_between_us_and_a_receiver_is_sent_again_under_the_same_id(fault: Fault, meaning: str) -> None:
    with WebhookDouble() as double:
        double.faults = [fault]
        sender = sender_to(double)
        assert fate(refusal(sender)) == meaning
        sender.send(digest())
        assert len({question.headers["webhook-id"] for question in double.questions}) == 1
        assert len(double.accepted) == 1  # whoever has the ID takes it once
        assert double.sent_octets < 64_000_000


# -- refused, broken, silent ------------------------------------------------------------------------------------------

FAULTS = [
    (Fault.ERROR_500, "unknown"), (Fault.ERROR_503, "channel"), (Fault.NOT_FOUND, "channel"), (Fault.REDIRECT, "channel"),
    (Fault.HTML, "unknown"), (Fault.EMPTY, "unknown"), (Fault.NOTHING, "unknown"), (Fault.NO_OBJECT, "unknown"),
    (Fault.DEEP, "unknown"), (Fault.LATIN, "unknown"), (Fault.CUT_AFTER, "unknown"), (Fault.CUT_WITHIN, "unknown"),
    (Fault.LONG, "unknown"), (Fault.ENDLESS, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one[0].name)
@pytest.mark.parametrize("service", [*CHATS, "ntfy"], indirect=True)
def test_without_a_yes_of_the_service_itself_nothing_is_delivered(
    service: ServiceDouble, fault: tuple[Fault, str]
) -> None:
    service.faults = [fault[0]]
    sender = sender_to(service)
    error = refusal(sender)
    assert fate(error) == fault[1]
    assert f"127.0.0.1:{service.port}" in error.say()
    if fault[0] is Fault.ERROR_503:
        assert error.retry_after == timedelta(minutes=2)
    sender.send(digest())
    assert len(service.accepted) == 1 + (fault[0] in TAKEN)  # a repeat only where nobody could know
    assert len({text[-12:] for text in service.accepted}) == 1  # under the same number
    assert service.sent_octets < 64_000_000


@every
def test_what_never_got_there_is_the_channels(service: ServiceDouble) -> None:
    sender = sender_to(service)
    port = service.port
    service.__exit__()
    error = refusal(sender)
    assert fate(error) == "channel"
    assert f"127.0.0.1:{port} cannot be reached" in error.say()
    service.__enter__()


@every
def test_a_line_that_is_cut_before_the_question_is_read_is_of_unknown_outcome(service: ServiceDouble) -> None:
    service.faults = [Fault.CUT_BEFORE]
    error = refusal(sender_to(service))
    assert fate(error) in ("unknown", "channel")
    assert ("cannot be reached" in error.say()) == (fate(error) == "channel")
    assert service.accepted == []


@every
def test_a_service_that_is_silent_is_left_when_the_time_is_over(
    service: ServiceDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line.post, "__defaults__", (0.4,))
    service.faults = [Fault.STALL]
    begun = stopwatch.monotonic()
    error = refusal(sender_to(service))
    assert stopwatch.monotonic() - begun < 5
    assert fate(error) == "unknown"
    assert "did not answer within" in error.say()


def test_a_yes_with_a_bad_status_is_none() -> None:
    with WeComDouble() as double:
        read = settings(*made_for(double))
    assert isinstance(read, Robot)
    for status in (302, 403, 500):
        assert verdict(read, Answer("host", status, {}, b'{"errcode":0}'))
    for body in (b'{"errcode":"0"}', b'{"errcode":false}', b'{"errcode":0.0}', b'{"errmsg":"ok"}', b'"0"'):
        error = verdict(read, Answer("host", 200, {}, body))
        assert error
        assert fate(error) == "unknown"
    assert verdict(read, Answer("host", 200, {}, b'{"errcode":0}')) is None


@given(st.binary(max_size=60), st.integers(100, 599))
def test_no_octets_make_a_yes_by_chance(body: bytes, status: int) -> None:
    error = by_status(Answer("host", status, {"retry-after": body.decode("latin-1")}, body))
    assert fate(error) in ("never", "unknown", "channel", "later")
    assert error.retry_after is None or timedelta(seconds=1) <= error.retry_after <= timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "beside", "wait"),
    [
        ("120", "", timedelta(minutes=2)), ("0", "", timedelta(seconds=1)), ("9" * 400, "", timedelta(days=1)),
        ("-5", "", None), ("soon", "", None), ("", "", None), ("１２", "", None),
        ("Wed, 08 Apr 2026 00:10:00 GMT", "Wed, 08 Apr 2026 00:00:00 GMT", timedelta(minutes=10)),
        ("Wed, 08 Apr 2026 00:10:00 GMT", "", None),
        ("Wed, 08 Apr 2026 00:10:00 -0000", "Wed, 08 Apr 2026 00:00:00 GMT", None),
    ],
)  # fmt: skip
def test_how_long_a_service_asks_for_patience(after: str, beside: str, wait: timedelta | None) -> None:
    assert Answer("host", 429, {"retry-after": after, "date": beside}, b"").wait == wait


def test_feishus_gateway_says_how_long_in_a_header_of_its_own() -> None:
    with FeishuDouble() as double:
        read = settings(*made_for(double))
    assert isinstance(read, Robot)
    body = b'{"code": 99991400, "msg": "request trigger frequency limit"}'
    error = verdict(read, Answer("host", 429, {"x-ogw-ratelimit-reset": "52"}, body))
    assert error
    assert (fate(error), error.retry_after) == ("later", timedelta(seconds=52))


# -- several messages -------------------------------------------------------------------------------------------------


@chats
def test_what_was_taken_is_not_sent_again_in_the_same_process(service: ServiceDouble) -> None:
    many = digest(*map(item, range(1, 1200)), key=f"{service.port:032x}")
    with ExitStack() as stack:
        sender = sender_to(service)
        stack.callback(sender.close)
        service.faults = [Fault.ERROR_500]
        refusal(sender, many)
        first = len(service.accepted)
        service.faults = []
        sender_to(service).send(many)  # as the next pass does, with a sender of its own
    assert first == 0
    marks = [text.splitlines()[0].rpartition("(")[2] for text in service.accepted]
    assert marks == [f"{n}/{len(marks)})" for n in range(1, len(marks) + 1)]
    assert len(marks) > 1


def test_a_repeat_begins_where_the_service_stopped() -> None:
    many = digest(*map(item, range(1, 300)), key="cd" * 16)
    with WeComDouble() as double:
        sender = sender_to(double)
        double.many(17, 60)
        double._times = [double.now] * 18
        assert fate(refusal(sender, many)) == "later"
        taken = list(double.accepted)
        assert len(taken) == 2
        double.now += 61
        sender_to(double).send(many)
        assert len(double.accepted) == len(set(double.accepted)) > 2
        assert double.accepted[:2] == taken


def test_what_was_taken_of_one_digest_is_none_of_another() -> None:
    many = tuple(map(item, range(1, 300)))
    with WeComDouble() as double:
        double.faults = [None, Fault.NOT_FOUND]
        refusal(sender_to(double), digest(*many, key="12345678" + "a" * 24))
        sender_to(double).send(digest(*many, key="12345678" + "b" * 24))
        firsts = [text for text in double.accepted if "(1/" in text.splitlines()[0]]
        assert len(firsts) == 2


def test_a_channel_that_fails_between_two_messages_has_tried_the_digest() -> None:
    many = digest(*map(item, range(1, 300)), key="ef" * 16)
    with WeComDouble() as double:
        sender = sender_to(double)
        double.faults = [None, Fault.NOT_FOUND]
        assert fate(refusal(sender, many)) == "later"  # else its words and its key could change
        assert len(double.accepted) == 1
        double.faults = [Fault.NOT_FOUND]
        assert fate(refusal(sender, digest(key="fe" * 16))) == "channel"
