"""The second reader's line: what is sent and where, how long and how much is listened to, what every refusal means."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from calendars.second_reader import BadSecondReader, Opinions, SecondReader, second_opinion
from calendars.second_reader.client import MOST_ANSWER
from calendars.second_reader.keeping import MOST_FILES, Kept
from calendars.second_reader.settings import is_near
from rules import Notice, find, read_notice

from .second_double import NOW, Double, Octets, Received, asked_of, double, envelope, kept, model, said, web

__all__ = ["kept", "model"]

TEXT = """云溪省科学技术协会文件
云科协普〔2026〕8号

关于报送科普活动总结的通知

各分会：
一、科普活动于2026年9月19日举行。
二、活动总结请各分会于11月20日前报省科协普及部。

云溪省科学技术协会
2026年3月18日
"""
NOTICE = read_notice(TEXT)
FINDINGS = find(NOTICE)


def asked(model: Double, kept: Kept, notice: Notice = NOTICE, **more: Any) -> Opinions:
    return asked_of(model, kept, notice, **more)


def problem(opinions: Opinions) -> str:
    assert opinions.problem is not None
    assert opinions.opinions == ()
    assert opinions.missed == ()
    assert opinions.asked is None
    return opinions.problem.say("en")


# ------------------------------------------------------------------ what is sent


def test_one_question_is_posted_with_fixed_instructions_and_the_text(model: Double, kept: Kept) -> None:
    asked(model, kept)
    got = model.received[0]
    assert got.line == "POST /v1/chat/completions HTTP/1.1"
    assert got.headers["accept-encoding"] == "identity"
    assert "authorization" not in got.headers
    assert got.sent["temperature"] == 0
    assert got.sent["stream"] is False
    assert got.sent["response_format"] == {"type": "json_object"}
    assert [one["role"] for one in got.sent["messages"]] == ["system", "user"]
    assert got.text == TEXT


def test_nothing_personal_leaves(model: Double, kept: Kept) -> None:
    private = {
        "mail": "office@yunxi-kx.example.cn", "mobile": "13800001234", "parted": "139 0000 5678", "landline": "010-88886666",
        "local": "66668888", "identity": "11010119900307123X", "card": "6222 0200 1234 5678 901", "code": "91330000MA27XXXX5B",
        "wide": "１３７０００００００１",
    }  # fmt: skip
    lines = "\n".join(f"{name}：{words}。" for name, words in private.items())
    asked(model, kept, read_notice(TEXT.replace("\n\n云溪省", f"\n电话：{lines}\n\n云溪省")))
    whole = model.received[0].body.decode() + str(model.received[0].headers)
    decoded = model.received[0].text
    for words in private.values():
        assert words not in decoded
        assert words not in whole
        digits = "".join(char for char in words if char.isdigit())
        assert not digits or digits[-5:] not in "".join(decoded.split())
    assert "11月20日前" in decoded
    assert "云科协普〔2026〕8号" in decoded


def test_a_long_notice_is_cut_and_what_was_not_sent_is_not_doubted(model: Double, kept: Kept) -> None:
    model.proposes({"quote": "11月20日前", "kind": "deadline"})
    long = read_notice(
        TEXT.replace("\n\n云溪省", "\n" + "各分会请认真组织。\n" * 200 + "三、答复请于12月1日前报。\n\n云溪省")
    )
    opinions = asked(model, kept, long, longest=1000)
    assert len(model.received[0].text) <= 1000
    assert long.text.startswith(model.received[0].text)
    assert model.received[0].text.endswith("\n")
    assert [one.verdict for one in opinions.opinions][-2:] == ["unseen", "unseen"]
    assert "it was shown" in opinions.notes()[1].say("en")


def test_the_key_is_sent_and_stands_nowhere_else(
    model: Double, kept: Kept, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    key = "sk-very-secret-1"
    env = {"MODEL_KEY": key}
    heard = asked(model, kept, key_env="MODEL_KEY", env=env)
    model.says = lambda _: web(b"no", "401 Unauthorized")
    refused = asked(model, Kept(kept.folder / "b"), key_env="MODEL_KEY", env=env)
    assert [one.headers["authorization"] for one in model.received] == [f"Bearer {key}"] * 2
    stored = b"".join(file.read_bytes() for file in kept.folder.rglob("*") if file.is_file())
    seen = [repr(heard), str(heard.to_json()), repr(refused), caplog.text, *capfd.readouterr(), stored.decode()]
    assert not any(key in words for words in seen)


@pytest.mark.parametrize(
    ("value", "message"), [("", "is empty"), ("a\r\nHost: b", "holds no key"), ("密", "holds no key")]
)
def test_a_key_that_is_none_is_said_and_nothing_is_sent(model: Double, kept: Kept, value: str, message: str) -> None:
    said = problem(asked(model, kept, key_env="MODEL_KEY", env={"MODEL_KEY": value}))
    assert message in said
    assert "MODEL_KEY" in said
    assert model.calls == 0


# ------------------------------------------------------------------ where it is sent


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example.org/v1", "http://8.8.8.8/v1", "http://169.254.169.254/v1", "http://intranet/v1",
        "http://127.0.0.1.example.org/v1", "http://localhost.example.org/v1", "https://user:key@models.example.org/v1",
        "https://models.example.org/v1?key=a", "https://models.example.org/v1#a", "ftp://models.example.org/", "file:///etc/passwd",
        "https://", "https://a b/", "https://a\\b/", "https://a:99999/", "models.example.org/v1", "http://[::ffff:8.8.8.8]/",
        "https://@models.example.org/v1", "http://0x08080808/v1", "http://134744072/", "https://[bad/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(BadSecondReader) as caught:
        SecondReader(url, "m")
    assert caught.value.key == "url"
    assert "user:key" not in caught.value.say()


@pytest.mark.parametrize(
    "url",
    [
        "https://models.example.org/v1",
        "http://127.0.0.1:11434/v1",
        "http://10.1.2.3/v1/chat/completions",
        "http://[fd00::1]:8000/v1",
    ],
)
def test_an_address_that_is_safe_is_taken(url: str) -> None:
    assert SecondReader(url, "m").path.endswith("/v1/chat/completions")


def test_what_is_near_is_told_from_the_letters() -> None:
    assert is_near("172.16.0.1")
    assert not is_near("172.32.0.1")
    assert not is_near("::ffff:10.0.0.1")
    assert not is_near("0.0.0.0")


def test_a_key_in_place_of_its_variable_is_refused_unquoted() -> None:
    with pytest.raises(BadSecondReader) as caught:
        SecondReader("https://models.example.org/v1", "m", "sk-12-34")
    assert "sk-12-34" not in caught.value.say()


def test_without_settings_no_socket_is_opened_and_no_network_module_loaded() -> None:
    told = (
        "import sys, socket\n"
        "def no(*args, **more): raise SystemExit('a socket')\n"
        "socket.socket.__init__ = no; socket.getaddrinfo = no; socket.create_connection = no\n"
        "from datetime import datetime, UTC\n"
        "from calendars.second_reader import second_opinion, Opinions\n"
        "from rules import find, read_notice\n"
        "notice = read_notice('请于2026年4月15日前报送总结。')\n"
        "assert second_opinion(notice, find(notice), None, now=datetime(2026, 3, 1, tzinfo=UTC)) == Opinions()\n"
        "print('calendars.second_reader.client' in sys.modules, 'http.client' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("False False", 0), done.stderr


def redirect(status: str, place: str, _: Received) -> Octets:
    return web(b"", status, "application/json", place)


def test_a_redirect_is_not_followed(model: Double, kept: Kept) -> None:
    with double() as elsewhere:
        place = f"Location: http://127.0.0.1:{elsewhere.port}/v1/chat/completions"
        for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"):
            model.says = partial(redirect, status, place)
            assert "sends us elsewhere" in problem(asked(model, kept))
        assert elsewhere.calls == 0
    assert model.calls == 5


def test_a_proxy_of_the_environment_is_not_asked(model: Double, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    with double() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert asked(model, kept).asked
        assert proxy.calls == 0


def test_nobody_there_is_said_and_the_reading_goes_on(kept: Kept) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        reader = SecondReader(f"http://127.0.0.1:{port}", "m", timeout=5)
        opinions = second_opinion(NOTICE, FINDINGS, reader, now=NOW, kept=kept)
    assert f"the second reader at 127.0.0.1:{port} gave no answer: it cannot be reached" in problem(opinions)


def test_a_server_without_a_certificate_that_holds_is_not_spoken_to(model: Double, kept: Kept) -> None:
    reader = SecondReader(f"https://127.0.0.1:{model.port}/v1", "m", timeout=2)
    assert "gave no answer" in problem(second_opinion(NOTICE, FINDINGS, reader, now=NOW, kept=kept))
    assert all(b"messages" not in got.body for got in model.received)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key of a server that says it is 127.0.0.1, and beside it (.crt) its certificate, which nobody has signed."""
    key = tmp_path_factory.mktemp("pair") / "key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", f"{key}.crt"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not installed")
    return key


def test_a_certificate_that_the_office_trusts_is_taken_and_no_other(
    pair: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{pair}.crt", pair)
    with double(context) as model:
        reader = SecondReader(f"https://127.0.0.1:{model.port}/v1", "double", timeout=5)
        assert "certificate is not valid" in problem(second_opinion(NOTICE, FINDINGS, reader, now=NOW, kept=kept))
        assert model.received == []
        monkeypatch.setenv("SSL_CERT_FILE", f"{pair}.crt")
        assert second_opinion(NOTICE, FINDINGS, reader, now=NOW, kept=kept).asked
        model.says = dripping(model, WHOLE)
        slow = SecondReader(f"https://127.0.0.1:{model.port}/v2", "double", timeout=0.6)
        begun = time.monotonic()
        assert "did not answer" in problem(second_opinion(NOTICE, FINDINGS, slow, now=NOW, kept=kept))
        assert time.monotonic() - begun < 3


def test_a_handshake_that_never_ends_is_left(kept: Kept) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        reader = SecondReader(f"https://127.0.0.1:{deaf.getsockname()[1]}", "m", timeout=0.5)
        begun = time.monotonic()
        assert "did not answer" in problem(second_opinion(NOTICE, FINDINGS, reader, now=NOW, kept=kept))
        assert time.monotonic() - begun < 3


def test_a_name_that_is_looked_up_for_ever_is_left(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: over.wait(20))
    reader = SecondReader("https://models.example.org/v1", "m", timeout=0.5)
    begun = time.monotonic()
    assert "did not answer" in problem(second_opinion(NOTICE, FINDINGS, reader, now=NOW, kept=kept))
    assert time.monotonic() - begun < 3
    over.set()


def test_a_near_name_that_leads_elsewhere_is_not_gone_to(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    away = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("203.0.113.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: away)
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("it was gone to"))
    reader = SecondReader("http://localhost/v1", "m", timeout=5)
    assert "cannot be reached" in problem(second_opinion(NOTICE, FINDINGS, reader, now=NOW, kept=kept))


# ------------------------------------------------------------------ how long and how much


def dripping(model: Double, data: bytes) -> Callable[[Received], Octets]:
    def drip(_: Received) -> Octets:
        for place in range(len(data)):
            if model.over.wait(0.05):
                return
            yield data[place : place + 1]

    return drip


BODY = envelope([{"quote": "11月20日前"}]) + b" " * 500
WHOLE = next(iter(web(BODY)))
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "data",
    [WHOLE, WHOLE[:120] + b"x" * 500, b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 90, b"HTTP/1.1 100 Continue\r\n\r\n" * 90,
     CHUNKED + b"1\r\n \r\n" * 200, CHUNKED + b"0\r\n" + b"T: x\r\n" * 90],
    ids=["the whole", "the head", "headers", "continue", "chunks", "trailers"],
)  # fmt: skip
def test_a_server_that_drips_is_left_when_the_time_is_over(model: Double, kept: Kept, data: bytes) -> None:
    model.says = dripping(model, data)
    begun = time.monotonic()
    assert "did not answer within 1 second" in problem(asked(model, kept, timeout=0.6))
    assert time.monotonic() - begun < 3
    assert model.calls == 2


def test_a_server_that_never_answers_is_left(model: Double, kept: Kept) -> None:
    def wait(_: Received) -> Octets:
        model.over.wait(20)
        yield b""

    model.says = wait
    begun = time.monotonic()
    assert "did not answer" in problem(asked(model, kept, timeout=0.5))
    assert time.monotonic() - begun < 2


def test_a_server_that_takes_no_octet_is_left(kept: Kept) -> None:
    huge = Notice(TEXT + "请各分会认真组织。\n" * 100_000)  # more than the buffers of the system hold
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        reader = SecondReader(f"http://127.0.0.1:{deaf.getsockname()[1]}", "m", timeout=0.5, longest=10**7)
        begun = time.monotonic()
        assert "did not answer" in problem(second_opinion(huge, FINDINGS, reader, now=NOW, kept=kept))
        assert time.monotonic() - begun < 6


def test_ten_megabytes_are_not_read(model: Double, kept: Kept) -> None:
    sent = []

    def much(_: Received) -> Octets:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
        for _piece in range(160):
            sent.append(64 * 1024)
            yield b" " * (64 * 1024)

    model.says = much
    assert "longer than 256 KB" in problem(asked(model, kept))
    assert sum(sent) < 8 * 1024 * 1024  # what lies in the buffers of the system


@pytest.mark.parametrize(
    "head", [b"X-A: " + b"a" * 60_000 + b"\r\n", b"X-A: a\r\n" * 200, b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000]
)
def test_heads_without_end_are_left(model: Double, kept: Kept, head: bytes) -> None:
    model.says = lambda _: iter([b"HTTP/1.1 200 OK\r\n", *[head] * 200])
    assert "gave no answer" in problem(asked(model, kept))


def test_a_packed_answer_is_not_unpacked(model: Double, kept: Kept) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    model.says = lambda _: web(bomb, "200 OK", "application/json", "Content-Encoding: gzip")
    assert "is packed" in problem(asked(model, kept))
    model.says = lambda _: web(bomb)
    assert "not what was asked for" in problem(asked(model, kept))


def test_an_answer_that_breaks_off_is_none(model: Double, kept: Kept) -> None:
    model.says = lambda _: web(BODY, length=len(BODY) + 100)
    assert "broken off" in problem(asked(model, kept))
    model.says = lambda _: iter([CHUNKED + b"ff\r\n{"])
    assert "broken off" in problem(asked(model, kept))
    model.says = lambda _: iter([b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + BODY[:-600]])
    assert "not what was asked for" in problem(asked(model, kept))
    model.says = lambda _: iter([b""])
    assert "gave no answer" in problem(asked(model, kept))
    model.says = lambda _: iter([b"SSH-2.0-OpenSSH_9.2\r\n"])
    assert "gave no answer" in problem(asked(model, kept))


def test_chunks_and_an_answer_without_its_length_are_read(model: Double, kept: Kept) -> None:
    model.says = lambda _: iter([CHUNKED + f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n0\r\n\r\n"])
    assert asked(model, kept).asked
    model.says = lambda _: iter([b"HTTP/1.0 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + BODY])
    assert asked(model, Kept(kept.folder / "b")).asked


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("status", "message", "calls"),
    [
        ("204 No Content", "refuses (204)", 1),
        ("400 Bad Request", "refuses (400)", 1),
        ("401 Unauthorized", "does not take the key (401)", 1),
        ("403 Forbidden", "does not take the key (403)", 1),
        ("404 Not Found", "refuses (404)", 1),
        ("429 Too Many Requests", "asked too often (429)", 1),
        ("500 Internal Server Error", "refuses (500)", 2),
        ("503 Unavailable", "refuses (503)", 2),
    ],
)
def test_a_refusal_is_said_and_asked_again_only_where_that_helps(
    model: Double, kept: Kept, status: str, message: str, calls: int
) -> None:
    model.says = lambda _: web(b"<b>ignore all</b>\x1b[2J", status)
    assert message in problem(asked(model, kept))
    assert model.calls == calls
    assert not list(kept.folder.glob("*")) if kept.folder.exists() else True


def test_a_server_that_recovers_is_heard_at_the_second_try(model: Double, kept: Kept) -> None:
    model.says = lambda _: web(b"", "503 Unavailable") if model.calls == 1 else web(BODY)
    assert asked(model, kept).asked
    assert model.calls == 2


@pytest.mark.parametrize(
    "kind", ["text/html", "text/plain", "application/json; charset=gbk", "", "application/octet-stream"]
)
def test_an_answer_of_another_type_is_none(model: Double, kept: Kept, kind: str) -> None:
    model.says = lambda _: web(BODY, kind=kind)
    assert "is no JSON" in problem(asked(model, kept))


# ------------------------------------------------------------------ answers are kept


def test_the_same_is_asked_once_and_says_when(model: Double, kept: Kept) -> None:
    model.proposes({"quote": "11月20日前", "kind": "deadline"})
    first = asked(model, kept)
    later = second_opinion(NOTICE, FINDINGS, model.reader(), now=NOW + timedelta(days=3), kept=kept)
    assert later == first
    assert later.asked
    assert later.asked.when == NOW
    assert model.calls == 1


def test_another_text_model_or_place_is_asked_anew(model: Double, kept: Kept) -> None:
    asked(model, kept)
    asked(model, kept, read_notice(TEXT.replace("11月", "12月")))
    second_opinion(NOTICE, FINDINGS, SecondReader(f"http://127.0.0.1:{model.port}/v2", "double"), now=NOW, kept=kept)
    second_opinion(NOTICE, FINDINGS, SecondReader(f"http://127.0.0.1:{model.port}/v1", "other"), now=NOW, kept=kept)
    assert model.calls == 4


def test_what_is_kept_only_its_owner_reads_and_there_is_no_text_of_the_notice_in_its_name(
    model: Double, kept: Kept
) -> None:
    asked(model, kept)
    files = list(kept.folder.iterdir())
    assert len(files) == 1
    if os.name == "posix":
        assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
        assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700


def test_of_too_many_answers_the_oldest_go(kept: Kept) -> None:
    for nth in range(MOST_FILES + 5):
        kept.put(f"{nth:064}", NOW, b"{}")
        os.utime(kept.folder / f"{nth:064}.answer", (nth, nth))
    assert kept.find(f"{0:064}") is None
    assert kept.find(f"{MOST_FILES + 4:064}")
    assert len(list(kept.folder.iterdir())) == MOST_FILES


@pytest.mark.parametrize(
    "damage", [b"", b"nothing", b"2026-03-20T09:30:00\n{}", b"2026-03-20T09:30:00+00:00\n{\x00", b"x" * 600_000]
)
def test_a_spoilt_file_is_asked_anew(model: Double, kept: Kept, damage: bytes) -> None:
    asked(model, kept)
    file = next(kept.folder.iterdir())
    file.write_bytes(damage)
    assert asked(model, kept).asked
    assert model.calls == 2


def test_a_link_in_the_folder_is_not_followed_and_a_folder_that_cannot_be_is_done_without(
    model: Double, tmp_path: Path
) -> None:
    kept = Kept(tmp_path / "a")
    asked(model, kept)
    file = next(kept.folder.iterdir())
    file.rename(tmp_path / "else")
    try:
        file.symlink_to(tmp_path / "else")
    except OSError:
        pytest.skip("this system lets nobody make a link")
    assert asked(model, kept).asked
    assert model.calls == 2
    (tmp_path / "file").write_text("")
    assert asked(model, Kept(tmp_path / "file" / "b")).asked


def test_an_answer_that_says_nothing_is_not_kept(model: Double, kept: Kept) -> None:
    model.content("I am sorry.")
    problem(asked(model, kept))
    model.says = lambda _: web(said('{"proposals": []}'))
    assert asked(model, kept).asked


def test_the_bound_of_an_answer_is_that_of_what_is_kept() -> None:
    from calendars.second_reader.keeping import MOST_OCTETS

    assert MOST_OCTETS > MOST_ANSWER + 100
