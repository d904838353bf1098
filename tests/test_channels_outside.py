"""Where channels go on the network and what they tell of it: addresses, certificates, secrets, Apprise."""

from __future__ import annotations

import io
import json
import logging
import re
import socket
import ssl
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from calendars.web.api.openapi import document
from calendars.web.api.serving import ROWS
from scheduler.channels import FILES, KINDS, ChannelSettings, DeliveryError, kind_of
from scheduler.channels.apprise import Apprise
from scheduler.channels.http import place_of, post
from scheduler.section import SettingsError
from scheduler.settings import Settings
from scheduler.settings_file import load_settings
from tests.post_office import PostOffice, serving
from tests.test_cli import Run, run

from .doubles import DingTalkDouble, Fault, NtfyDouble, ServiceDouble, WebhookDouble, WeComDouble
from .doubles.chats import KEY, SECRET
from .doubles.chats import TOKEN as DING
from .doubles.hooks import HOOK_SECRET, TOKEN, TOPIC
from .doubles.service import Reply
from .test_robots import DOUBLES, digest, every, fate, made_for, refusal, sender_to, settings

PUBLIC = "93.184.216.34"
HIDDEN = (KEY, SECRET, DING, TOPIC, TOKEN, HOOK_SECRET, HOOK_SECRET[6:], WebhookDouble.PATH[7:])
"""What stands in no output, whatever happens."""
__all__ = ["run"]
Write = Callable[[str], Path]


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[ServiceDouble]:
    with DOUBLES[request.param]() as double:
        yield double


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writes(text: str) -> Path:
        path = tmp_path / "settings.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return writes


def silent(words: str) -> None:
    """Whether none of what is hidden stands in the words."""
    assert [one for one in HIDDEN if one in words] == []


# -- addresses --------------------------------------------------------------------------------------------------------


class Names:
    """A server of names that answers each time with the next of its answers."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, host: str, port: int) -> list[Any]:
        self.asked += 1
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, (one, port)) for one in self.answers.pop(0)]


def robot(names: Names) -> ChannelSettings:
    """A robot of the real service, whose name these answers lead."""
    return replace(settings("wecom", {"key": KEY}), resolve=names)  # type: ignore[type-var]


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where somebody went; nobody gets there."""
    gone: list[str] = []

    def going(self: socket.socket, address: Any) -> None:
        gone.append(address[0])
        raise ConnectionRefusedError(111, "")

    monkeypatch.setattr(socket.socket, "connect", going)
    return gone


@pytest.mark.parametrize(
    "answer",
    [["127.0.0.1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], ["10.0.0.7"], ["::1"], ["fd00::1"], [PUBLIC, "192.168.1.1"],
     ["64:ff9b::7f00:1"], ["0.0.0.0"]],
)  # fmt: skip
def test_a_service_that_leads_into_this_network_is_not_gone_to(answer: list[str], went: list[str]) -> None:
    error = refusal(robot(Names(answer)).open(io.StringIO()))
    assert "no public address" in error.say()
    assert fate(error) == "channel"
    assert went == []


def test_a_name_is_looked_up_once_for_each_message_and_that_very_address_gone_to(went: list[str]) -> None:
    names = Names([PUBLIC], ["127.0.0.1"])
    sender = robot(names).open(io.StringIO())
    refusal(sender)
    assert (names.asked, went) == (1, [PUBLIC])
    refusal(sender)  # the second answer leads to this machine
    assert (names.asked, went) == (2, [PUBLIC])


def test_even_where_private_addresses_are_allowed_some_are_never_gone_to(went: list[str]) -> None:
    for address in ("169.254.169.254", "0.0.0.0", "::ffff:127.0.0.1", "fe80::1", "224.0.0.1"):
        table = {"server": "http://ntfy.office", "topic": TOPIC, "allow_private": True}
        made: Any = replace(settings("ntfy", table), resolve=Names([address]))  # type: ignore[type-var]
        assert "no public address" in refusal(made.open(io.StringIO())).say()
    assert went == []


@every
def test_no_redirect_is_followed(service: ServiceDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, connect = list[Any](), socket.socket.connect

    def going(self: socket.socket, address: Any) -> None:
        gone.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", going)
    service.faults = [Fault.REDIRECT]
    error = refusal(sender_to(service))
    assert fate(error) == "channel"
    assert "169.254" not in error.say()
    assert gone == [("127.0.0.1", service.port)]


def test_a_service_that_drips_is_left_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dripping(WeComDouble):
        def _pieces(self, fault: Fault | None, reply: Reply) -> Iterator[bytes]:
            for place in range(200):
                if self.over.wait(0.05):
                    return
                yield b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n".ljust(200)[place : place + 1]

    monkeypatch.setattr(post, "__defaults__", (0.4,))
    with Dripping() as double:
        begun = time.monotonic()
        assert fate(refusal(sender_to(double))) == "unknown"
        assert time.monotonic() - begun < 3


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with WeComDouble() as double:
        sender_to(double).send(digest())
        assert len(double.accepted) == 1


# -- certificates -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key of a server that says it is 企业微信, and beside it (.crt) its certificate, which nobody has signed."""
    key = tmp_path_factory.mktemp("pair") / "key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    command += ["-addext", "subjectAltName=DNS:qyapi.weixin.qq.com", "-keyout", str(key), "-out", f"{key}.crt"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not installed")
    return key


@pytest.fixture
def safe(pair: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeComDouble]:
    """A double with that certificate, to which every public address leads."""
    double, connect = WeComDouble(), socket.socket.connect
    double.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    double.context.load_cert_chain(f"{pair}.crt", pair)
    with double:
        monkeypatch.setattr(socket.socket, "connect", lambda self, address: connect(self, ("127.0.0.1", double.port)))
        yield double


def test_the_way_to_the_real_service_is_encrypted_and_its_certificate_checked(
    safe: WeComDouble, pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = refusal(robot(Names([PUBLIC])).open(io.StringIO()))
    assert (fate(error), safe.questions) == ("channel", [])
    assert "certificate of qyapi.weixin.qq.com" in error.say()
    monkeypatch.setenv("SSL_CERT_FILE", f"{pair}.crt")
    robot(Names([PUBLIC])).open(io.StringIO()).send(digest())
    assert len(safe.accepted) == 1
    assert safe.questions[0].headers["host"] == "qyapi.weixin.qq.com"
    assert safe.questions[0].query == {"key": KEY}


def test_a_certificate_of_another_is_none(safe: WeComDouble, pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{pair}.crt")
    made: Any = replace(settings("feishu", {"hook": KEY}), resolve=Names([PUBLIC]))  # type: ignore[type-var]
    error = refusal(made.open(io.StringIO()))
    assert "certificate of open.feishu.cn" in error.say()
    assert safe.questions == []


def test_no_old_encryption_is_spoken(safe: WeComDouble, pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{pair}.crt")
    made: list[ssl.TLSVersion] = []
    context = ssl.create_default_context

    def default(*args: Any, **more: Any) -> ssl.SSLContext:
        found = context(*args, **more)
        found.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # as a system's own settings may have it
        return found

    monkeypatch.setattr(ssl, "create_default_context", default)
    wrap = ssl.SSLContext.wrap_socket

    def wrapping(self: ssl.SSLContext, *args: Any, **more: Any) -> ssl.SSLSocket:
        if not more.get("server_side") and "server_hostname" in more:
            made.append(self.minimum_version)
        return wrap(self, *args, **more)

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrapping)
    robot(Names([PUBLIC])).open(io.StringIO()).send(digest())
    assert made == [ssl.TLSVersion.TLSv1_2]


# -- settings ---------------------------------------------------------------------------------------------------------

WHOLE = f"""
[channels]
default = "群"
[channels."群"]
type = "wecom"
key = "{KEY}"
mention = ["@all"]
link = "https://example.org/feeds"
[channels.ding]
type = "dingtalk"
token = "{DING}"
secret_env = "DING"
[channels.lark]
type = "feishu"
url = "https://open.larksuite.com/open-apis/bot/v2/hook/{KEY}"
secret = "{SECRET}"
[channels.phone]
type = "ntfy"
server = "http://192.168.1.9:8080"
topic = "{TOPIC}"
token = "{TOKEN}"
priority = 4
allow_private = true
[channels.own]
type = "webhook"
url_file = "hook"
secret = "{HOOK_SECRET}"
[channels.else]
type = "apprise"
url = "json://user:{TOKEN}@example.org/{KEY}"
"""


def test_every_kind_is_read_from_the_settings(write: Write) -> None:
    file = write(WHOLE)
    (file.parent / "hook").write_text("https://example.org" + WebhookDouble.PATH + "\n", encoding="utf-8")
    read = load_settings(file, {"DING": SECRET})
    assert {name: kind_of(channel) for name, channel in read.channels.items()} == {
        "stdout": "stdout", "群": "wecom", "ding": "dingtalk", "lark": "feishu", "phone": "ntfy", "own": "webhook",
        "else": "apprise",
    }  # fmt: skip
    assert len([secret for secret in read.secrets if secret.content]) == 10
    silent(repr(read) + str(read))
    for name in ("群", "ding", "lark", "phone", "own"):
        channel = read.channel(name)
        assert channel
        assert channel.lacks(read.recipients[0]) is None
        channel.open(io.StringIO()).close()


WRONG = {
    "a whole address for a key": ('type = "wecom"\nkey = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY"', 3,
                                  "no key of a robot"),
    "of another service": ('type = "wecom"\nurl = "https://oapi.dingtalk.com/robot/send?access_token=KEY"', 3,
                           "no address of qyapi.weixin.qq.com"),
    "of nobody": ('type = "feishu"\nurl = "https://evil.example/open-apis/bot/v2/hook/KEY"', 3, "no address of open.feishu.cn"),
    "the service, another path": ('type = "feishu"\nurl = "https://open.feishu.cn/other/KEY"', 3, "no address of a robot"),
    "not encrypted": ('type = "dingtalk"\nurl = "http://oapi.dingtalk.com/robot/send?access_token=KEY"', 3, "without encryption"),
    "no address": ('type = "webhook"\nsecret = "0123456789abcdef0"\nurl = "KEY"', 4, "no web address"),
    "a login": ('type = "webhook"\nsecret = "0123456789abcdef0"\nurl = "https://me:KEY@example.org/"', 4, "name or a password"),
    "a short secret": ('type = "webhook"\nurl = "https://example.org/"\nsecret = "short"', 4, "no secret that signs"),
    "no base64": ('type = "webhook"\nurl = "https://example.org/"\nsecret = "whsec_KEY!"', 4, "no secret that signs"),
    "no secret": ('type = "webhook"\nurl = "https://example.org/KEY"', 1, "secret is missing"),
    "both": ('type = "wecom"\nkey = "KEY"\nurl = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY"', 3, "twice"),
    "neither": ('type = "dingtalk"', 1, "url is missing"),
    "a typo": ('type = "dingtalk"\ntokn = "KEY"', 3, "did you mean token?"),
    "a secret that is none": ('type = "wecom"\nkey = "KEY"\nsecret = "KEY"', 4, "no such setting"),
    "a topic with a slash": ('type = "ntfy"\nserver = "https://ntfy.example"\ntopic = "a/KEY"', 4, "no topic of ntfy"),
    "a topic in the server": ('type = "ntfy"\ntopic = "a"\nserver = "https://ntfy.example/KEY"', 4, "the server has a path"),
    "a priority": ('type = "ntfy"\ntopic = "a"\nserver = "https://ntfy.example"\npriority = 6', 5, "from 1 to 5"),
    "a format": ('type = "wecom"\nkey = "KEY"\nformat = "html"', 4, "known are text, markdown"),
    "a mention": ('type = "wecom"\nkey = "KEY"\nmention = ["张三"]', 4, "nobody who can be mentioned"),
    "a mention in Markdown": ('type = "wecom"\nkey = "KEY"\nformat = "markdown"\nmention = ["@all"]', 5, "mentioned in markdown"),
    "many mentions": (f'type = "wecom"\nkey = "KEY"\nmention = {["a"] * 11}', 4, "more than 10 people"),
    "a link": ('type = "wecom"\nkey = "KEY"\nlink = "javascript:1"', 4, "no web address"),
    "yes in words": ('type = "wecom"\nkey = "KEY"\nallow_private = "yes"', 4, "true or false"),
    "two lines": ('type = "wecom"\nkey = "KEY\\nX: y"', 3, "unprintable"),
    "no such kind": ('type = "wechat"', 2, "known are stdout, mail, wecom, dingtalk, feishu, ntfy, webhook, apprise"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line_and_without_a_secret(name: str, write: Write) -> None:
    text, line, words = WRONG[name]
    with pytest.raises(SettingsError) as caught:
        load_settings(write('[channels."科普部群"]\n' + text.replace("KEY", KEY)), {})
    said = caught.value.say() + " " + (caught.value.remedy.say() if caught.value.remedy else "")
    assert words in said
    assert f"settings.toml:{line}: " in said
    silent(said + repr(caught.value) + str(caught.value.to_json()))


@pytest.mark.parametrize("text", [
    'type = "wecom"\nkey_env = "NOWHERE"', 'type = "feishu"\nurl_file = "nowhere"',
    'type = "ntfy"\nserver = "https://ntfy.example"\ntopic_env = "NOWHERE"',
    'type = "webhook"\nurl = "https://example.org/"\nsecret_env = "NOWHERE"', 'type = "apprise"\nurl_env = "NOWHERE"',
])  # fmt: skip
def test_a_secret_that_is_nowhere_is_missed_when_it_is_needed(text: str, write: Write) -> None:
    channel = load_settings(write("[channels.a]\n" + text), {}).channel("a")
    assert channel
    with pytest.raises(SettingsError):
        channel.open(io.StringIO())
    assert [check.state for check in channel.check(None)] == ["wrong"]


# -- secrets ----------------------------------------------------------------------------------------------------------


@every
def test_no_error_and_no_traceback_holds_a_secret(service: ServiceDouble, caplog: pytest.LogCaptureFixture) -> None:
    hushed = list[bool]()
    sender = sender_to(service)
    for fault in (None, *(one for one in Fault if one not in (Fault.STALL, Fault.ENDLESS))):
        service.faults = [fault]
        try:
            sender.send(digest())
        except DeliveryError as error:
            logging.getLogger("yueling").exception("a pass failed")
            hushed.append(error.__context__ is None or error.__suppress_context__)
            silent("".join(traceback.format_exception(error)) + repr(error) + error.say("zh") + str(error.to_json()))
    assert all(hushed)  # what http.client says of an error may quote an address
    silent(caplog.text + repr(sender) + repr(vars(sender).get("place")))


def test_a_service_that_repeats_our_secret_is_not_quoted_whole() -> None:
    wrong = {"wecom": KEY[::-1], "dingtalk": DING[::-1]}
    for kind, double in (("wecom", WeComDouble()), ("dingtalk", DingTalkDouble())):
        with double:
            _, table = made_for(double)
            address = table["url"].replace(KEY, wrong[kind]).replace(DING, wrong[kind])
            error = refusal(settings(kind, table | {"url": address}).open(io.StringIO()))
            assert wrong[kind] not in error.say() + repr(error)
            assert "…" in error.say()
    with NtfyDouble() as ntfy:
        token = TOKEN[::-1]
        assert token not in refusal(sender_to(ntfy, token=token)).say()
    with WebhookDouble() as own:
        own.says = Reply.table(422, error=f"I do not know {own.url} nor {HOOK_SECRET}\x1b[2J")
        said = refusal(sender_to(own)).say()
        silent(said)
        assert "\x1b" not in said


@every
def test_no_command_shows_a_secret(service: ServiceDouble, run: Run, write: Write) -> None:
    kind, table = made_for(service)
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    file = str(write("\n".join(["[channels]", 'default = "a"', "[channels.a]", f'type = "{kind}"', *lines])))
    run("add", "4月15日前 报送总结")
    service.faults = [Fault.HTML, Fault.NOT_FOUND, Fault.CUT_AFTER]
    outputs = [
        run("--config", file, *words.split())
        for words in (
            "channels", "channels --json", "channels test a", "channels test a --json", "channels test a -v", "doctor",
            "doctor --json", "-v remind", "channels test b",
        )
    ]  # fmt: skip
    for ran in outputs:
        silent(ran.out + ran.err)
        assert "Traceback" not in ran.err
    assert "unknown" in outputs[3].out or "channel" in outputs[3].out


# -- trying out -------------------------------------------------------------------------------------------------------


@every
def test_a_channel_is_tried_out_and_what_came_is_said(service: ServiceDouble, run: Run, write: Write) -> None:
    kind, table = made_for(service)
    service.now = time.time()
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    file = str(write("\n".join(['[channels."群"]', f'type = "{kind}"', *lines])))
    ran = run("--config", file, "channels", "test", "群")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"群：消息已被接收（编号 [0-9a-f]{8}）", ran.out)
    assert "看到这条消息" in service.accepted[0]
    service.faults = [Fault.HTML]
    ran = run("--config", file, "channels", "test", "群", "--json")
    assert (ran.code, ran.json()["outcome"]) == (1, "channel" if kind == "webhook" else "unknown")
    if kind != "webhook":  # any other body under 2xx is its yes
        assert "以同一编号重发" in run_words(run, file, service)
    before = len(service.questions)
    checked = run("--config", file, "doctor").out
    assert "群：找得到 127.0.0.1" in checked
    assert "yueling channels test 群" in checked
    assert len(service.questions) == before


def run_words(run: Run, file: str, service: ServiceDouble) -> str:
    service.faults = [Fault.EMPTY]
    ran = run("--config", file, "channels", "test", "群")
    assert ran.code == 1
    return ran.out


def test_the_channels_are_listed_with_who_is_told_by_them(run: Run, write: Write) -> None:
    file = write(WHOLE.replace('url_file = "hook"', 'url = "https://example.org/"').replace('secret_env = "DING"', "")
                 + '[[recipients]]\nname = "科普部"\n[[recipients]]\nname = "值班"\nchannel = "lark"\n')  # fmt: skip
    ran = run("--config", str(file), "channels")
    assert [line.split() for line in ran.out.splitlines()[1:]] == [
        ["stdout", "stdout", "不限"], ["群", "wecom", "每", "70", "秒", "20", "条", "科普部"],
        ["ding", "dingtalk", "每", "70", "秒", "20", "条"], ["lark", "feishu", "每", "3", "秒", "5", "条", "值班"],
        ["phone", "ntfy", "每分钟", "12", "条"], ["own", "webhook", "不限"], ["else", "apprise", "每分钟", "10", "条"],
    ]  # fmt: skip
    ran = run("--config", str(file), "channels", "test", "nobody")
    assert ran.code == 2
    assert "群, ding, lark" in ran.err


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"stdout"}))
def test_every_channel_refuses_a_setting_that_it_does_not_know(kind: str) -> None:
    whole = {"url": "https://example.org/", "topic": "a", "host": "m", "sender": "y@example.org"}
    table = {key: value for key, value in whole.items() if key in KINDS[kind].KEYS}
    with pytest.raises(SettingsError, match="stranger: there is no such setting"):
        settings(kind, table | {"stranger": "x"})


def test_a_test_mail_needs_an_address(run: Run, write: Write) -> None:
    file = write('[mail]\nhost = "127.0.0.1"\nport = 9\nsender = "y@example.org"\nsecurity = "none"\n')
    assert "--to" in run("--config", str(file), "channels", "test", "mail").err
    ran = run("--config", str(file), "channels", "test", "mail", "--to", "me@example.org", "--json")
    assert ran.json()["outcome"] == "channel"


def test_a_test_mail_ends_its_talk_with_the_server(run: Run, write: Write) -> None:
    office = PostOffice()
    with serving(office) as control:
        table = f'[mail]\nhost = "127.0.0.1"\nport = {control.port}\nsender = "y@example.org"\nsecurity = "none"\n'
        ran = run("--config", str(write(table)), "channels", "test", "mail", "--to", "me@example.org")
        assert (ran.code, len(office.kept), office.goodbyes) == (0, 1, 1)


def test_a_check_says_what_does_not_lead_anywhere() -> None:
    for names, words in ((Names(["10.0.0.1"]), "no public address"), (Names([]), "has no address")):
        (check,) = robot(names).check(None)
        assert check.state == "wrong"
        assert words in check.said.say()
    good = list(robot(Names([PUBLIC])).check(None))
    assert [check.state for check in good] == ["good"]


def test_the_kinds_are_loaded_when_they_are_asked_for() -> None:
    told = "import sys, scheduler.settings; print(*sys.modules)"
    root = Path(__file__).parent.parent
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=root)
    loaded = ran.stdout.split()
    assert "scheduler.channels.mail" in loaded
    assert not {"scheduler.channels.wecom", "scheduler.channels.http", "http.client"} & {*loaded}
    assert [*KINDS] == [*FILES]
    assert len(KINDS) == len(FILES) == 8


def test_a_place_is_never_shown_whole() -> None:
    place = place_of(f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}")
    silent(repr(place) + str(place))
    assert place.host == "qyapi.weixin.qq.com"


# -- Apprise ----------------------------------------------------------------------------------------------------------


def apprise(url: str) -> ChannelSettings:
    pytest.importorskip("apprise")
    return settings("apprise", {"url": url})


def test_apprise_hands_over_and_calls_any_good_status_a_yes(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("apprise")
    caplog.set_level(logging.DEBUG, "apprise")
    gone, connect = set[str](), socket.socket.connect

    def going(self: socket.socket, address: Any) -> None:
        gone.add(address[0])
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError(111, "")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", going)
    with WeComDouble() as double:
        sender = apprise(f"json://127.0.0.1:{double.port}/{KEY}").open(io.StringIO())
        sender.send(digest())  # refused with code 93000, which Apprise does not read
        sender.close()
        assert "4月2日截止：报送总结" in double.questions[0].json["message"]
        double.faults = [Fault.ERROR_500]
        error = refusal(sender)
        assert fate(error) == "later"
        double.faults = [Fault.REDIRECT]
        refusal(sender)
        silent(repr(sender) + error.say())
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert [record.name for record in caplog.records if record.name.startswith("apprise")] == []
    assert gone == {"127.0.0.1"}


def test_an_address_that_apprise_does_not_know_is_a_fault_of_the_settings() -> None:
    pytest.importorskip("apprise")
    for url in (f"nosuch://{TOKEN}", f"json://127.0.0.1/{TOKEN}, json://127.0.0.2/", ""):
        channel = Apprise("a", settings("apprise", {"url": url or "x"}).secrets[0])
        with pytest.raises(SettingsError) as caught:
            channel.open(io.StringIO())
        silent(caught.value.say())
        assert [check.state for check in channel.check(None)] == ["wrong"]


def test_a_check_up_with_a_test_message_sends_one_by_apprise() -> None:
    pytest.importorskip("apprise")
    with WeComDouble() as double:
        channel = settings("apprise", {"url": f"json://127.0.0.1:{double.port}/{KEY}"})
        assert [check.state for check in channel.check(None)] == ["note"]
        assert double.questions == []
        assert [check.state for check in channel.check(digest())] == ["note", "good"]
        assert len(double.questions) == 1


def test_what_is_tried_out_by_apprise_is_called_no_more_than_it_is(run: Run, write: Write) -> None:
    pytest.importorskip("apprise")
    with WeComDouble() as double:
        file = write(f'[channels.a]\ntype = "apprise"\nurl = "json://127.0.0.1:{double.port}/{KEY}"\n')
        ran = run("--config", str(file), "channels", "test", "a")
        assert (ran.code, len(double.questions)) == (0, 1)
        assert "HTTP" in ran.out
        assert "已被接收" not in ran.out
        double.faults = [Fault.ERROR_500]
        ran = run("--config", str(file), "channels", "test", "a", "--json")
        assert (ran.code, ran.json()["outcome"]) == (1, "retry")
        silent(ran.out + ran.err)


def test_without_apprise_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(SettingsError) as caught:
        settings("apprise", {"url": "json://127.0.0.1/"}).open(io.StringIO())
    assert caught.value.remedy
    assert "yueling[apprise]" in caught.value.remedy.say()


def test_what_counts_with_apprise_is_told_by_the_check() -> None:
    (check,) = apprise("json://127.0.0.1/").check(None)
    assert check.state == "note"
    assert "whatever it answers" in check.said.say()


def test_no_route_of_the_api_takes_an_address_of_a_channel() -> None:
    words = json.dumps(document(ROWS)).lower()
    assert "/api/" in words
    assert not [one for one in ("apprise", "wecom", "dingtalk", "feishu", "allow_private") if one in words]


def test_addresses_of_apprise_come_from_the_settings_alone(run: Run, tmp_path: Path) -> None:
    assert Settings().channel("json://127.0.0.1/") is None
    url = f"json://127.0.0.1/{TOKEN}"
    run("add", "4月15日前 报送总结")
    run("export", "-o", str(tmp_path / "all.json"))
    document = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    document["channels"] = {"else": {"type": "apprise", "url": url}}
    document["recipients"] = [{"name": "x", "channel": url}]
    document["events"][0]["channel"] = url
    (tmp_path / "more.json").write_text(json.dumps(document), encoding="utf-8")
    run("import", str(tmp_path / "more.json"), "--yes")
    listed = run("channels", "--json")
    assert [one["name"] for one in listed.json()] == ["stdout"]
    assert "json://" not in run("export").out
