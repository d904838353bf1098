"""What is fetched from others: which addresses are asked and gone to, how long and how much is listened to."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from calendars.outside import BadAddress, Fetched, NotFetched, fetch, host_of, web_address
from calendars.outside.addresses import is_nearby, is_public

from .second_double import Double, Octets, Received, double, web

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
KIND = "text/calendar; charset=utf-8"
PUBLIC = "93.184.215.14"


@pytest.fixture
def server() -> Iterator[Double]:
    with double() as here:
        here.says = lambda _: web(CALENDAR, kind=KIND)
        yield here


def got(server: Double, path: str = "/a.ics", **more: Any) -> Fetched:
    return fetch(f"http://127.0.0.1:{server.port}{path}", **{"private": True, "seconds": 5, **more})


def refused(server: Double, **more: Any) -> str:
    with pytest.raises(NotFetched) as caught:
        got(server, **more)
    return caught.value.say()


def redirect(target: str, status: str = "302 Found") -> Callable[[Received], Octets]:
    return lambda _: web(b"", status, KIND, f"Location: {target}")


# ------------------------------------------------------------------ what is asked and what comes back


def test_an_answer_comes_back_as_it_is(server: Double) -> None:
    server.says = lambda _: web(
        CALENDAR, "200 OK", KIND, 'ETag: "a1"', "Last-Modified: Sun, 29 Nov 2026 10:00:00 GMT", "Set-Cookie: a=b"
    )
    found = got(server, "/日历.ics?q=节日 a#x".replace(" ", "%20"))
    assert found == Fetched(
        200, CALENDAR, KIND, '"a1"', "Sun, 29 Nov 2026 10:00:00 GMT",
        f"http://127.0.0.1:{server.port}/%E6%97%A5%E5%8E%86.ics?q=%E8%8A%82%E6%97%A5%20a",
    )  # fmt: skip
    asked = server.received[0]
    assert asked.line == "GET /%E6%97%A5%E5%8E%86.ics?q=%E8%8A%82%E6%97%A5%20a HTTP/1.1"
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"
    assert asked.headers["user-agent"] == "yueling"
    assert asked.headers["accept-encoding"] == "gzip"
    assert not asked.headers.keys() & {"cookie", "authorization", "if-none-match", "if-modified-since", "referer"}


def test_the_same_is_asked_again_with_the_marks_of_the_copy_that_is_there(server: Double) -> None:
    server.says = lambda _: iter([b'HTTP/1.1 304 Not Modified\r\nETag: W/"b"\r\n\r\n'])
    found = got(server, etag='W/"a"', modified="Sun, 29 Nov 2026 10:00:00 GMT")
    assert (found.status, found.data, found.etag) == (304, b"", 'W/"b"')
    assert server.received[0].headers["if-none-match"] == 'W/"a"'
    assert server.received[0].headers["if-modified-since"] == "Sun, 29 Nov 2026 10:00:00 GMT"
    assert "was not asked" in refused(server)


@pytest.mark.parametrize("status", ["204 No Content", "401 Unauthorized", "404 Not Found", "410 Gone", "503 Busy"])
def test_an_answer_of_another_status_is_one_too(server: Double, status: str) -> None:
    server.says = lambda _: web(b"", status, "text/html")
    assert got(server).status == int(status[:3])


def test_a_packed_answer_is_unpacked(server: Double) -> None:
    packed = gzip.compress(CALENDAR[:20]) + gzip.compress(CALENDAR[20:])
    server.says = lambda _: web(packed, "200 OK", KIND, "Content-Encoding: gzip")
    assert got(server).data == CALENDAR


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_an_answer_packed_otherwise_is_none(server: Double, coding: str) -> None:
    server.says = lambda _: web(zlib.compress(CALENDAR), "200 OK", KIND, f"Content-Encoding: {coding}")
    assert "was not asked for" in refused(server)


# ------------------------------------------------------------------ addresses as they are written


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "javascript:alert(1)", "ftp://example.org/a.ics", "data:text/calendar,a", "example.org/a.ics",
        "", "http://", "https:///a", "http://0x7f.1/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/",
        "http://1.2.3.4.5/", "http://256.1.1.1/", "http://[fe80::1%25eth0]/", "http://[::1", "http://a b/", "http://a\\b/",
        "http://a\r\nX: y/", "http://a/\r\nX:y", "http://a/\x00", "http://a:0/", "http://a:99999/", "http://a:b/",
        "http://a..b/", "http://%31%32%37.0.0.1/", "http://a/" + "b" * 60_000, "http://" + "a" * 64 + ".org/",
        "https://exa\u202emple.org/", "http://a/\ud800",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(BadAddress) as caught:
        fetch(url, private=True, resolve=lambda *_: pytest.fail("it was looked up"))
    assert len(caught.value.say()) < 400
    assert host_of(url) == "?"


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("webcal://example.org/a.ics", "https://example.org/a.ics"),
        ("webcals://example.org:8443/a", "https://example.org:8443/a"),
        ("WEBCAL://Example.org:8080", "http://example.org:8080/"),
        ("http://[2606:4700::0001]:80/", "http://[2606:4700::1]/"),
        ("https://节日.example/春节.ics?年=2027", "https://xn--wgvv05d.example/%E6%98%A5%E8%8A%82.ics?%E5%B9%B4=2027"),
        ("https://XN--WGVV05D.example./a%2Fb", "https://xn--wgvv05d.example/a%2Fb"),
        ("https://１.１.１.１/", "https://1.1.1.1/"),
    ],
)
def test_an_address_is_read_as_it_is_meant(url: str, meant: str) -> None:
    assert web_address(url).url == meant
    assert web_address(meant).url == meant


def test_a_password_goes_to_its_own_host_alone_and_stands_in_no_message(server: Double) -> None:
    with pytest.raises(BadAddress) as caught:
        fetch(f"http://me:geheim@127.0.0.1:{server.port}/", private=True)
    assert "geheim" not in caught.value.say()
    assert server.calls == 0
    for url in (
        "https://me:geheim@127.0.0.1:1/a",
        "https://me:geheim@nowhere.invalid/a",
        "https://me:geheim@exa mple/",
    ):
        with pytest.raises((NotFetched, BadAddress)) as said:
            fetch(url, private=True, seconds=5)
        assert "geheim" not in said.value.say() + repr(said.value) + str(said.value.to_json())
    assert "geheim" not in web_address("https://me:geheim@example.org/").url


# ------------------------------------------------------------------ where it is gone to

NOT_PUBLIC = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255",
    "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "192.88.99.1", "192.0.0.8", "::", "::1", "fe80::1", "fec0::1",
    "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "3fff::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "2002:7f00:1::",
    "2002:808:808::1", "2001:0:53aa:64c::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "::808:808", "x",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_not_gone_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it was gone to"))
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    assert not is_public(address)
    with pytest.raises(NotFetched) as caught:
        fetch("https://example.org/a", resolve=lambda _, port: [(family, (address, port))])
    assert "no public address" in caught.value.say()
    both = [(socket.AF_INET, (PUBLIC, 443)), (family, (address, 443))]
    with pytest.raises(NotFetched):  # one good address does not help
        fetch("https://example.org/a", resolve=lambda *_: both)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "223.5.5.5", "2400:3200::1", "64:ff9b::808:808"])
def test_an_address_that_is_public_is_known(address: str) -> None:
    assert is_public(address)
    assert not is_nearby(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "10.0.0.1", "[::ffff:7f00:1]", "[fd00::1]"])
def test_a_host_of_this_network_is_asked_only_where_that_is_allowed(host: str, server: Double) -> None:
    with pytest.raises(NotFetched) as caught:
        fetch(f"http://{host}:{server.port}/", seconds=5)
    assert "no public address" in caught.value.say()
    assert server.calls == 0


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "fe80::1", "224.0.0.1", "::ffff:127.0.0.1"])
def test_some_addresses_are_never_gone_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it was gone to"))
    with pytest.raises(NotFetched):
        fetch("http://a.example/", private=True, resolve=lambda _, port: [(socket.AF_INET, (address, port))])


def leading(monkeypatch: pytest.MonkeyPatch, *servers: Double) -> list[str]:
    """Public addresses lead to these servers, told by their ports; what was gone to."""
    went: list[str] = []
    connect, ports = socket.socket.connect, [server.port for server in servers]

    def going(self: socket.socket, address: Any) -> None:
        went.append(address[0])
        assert address[1] in ports
        connect(self, ("127.0.0.1", address[1]))

    monkeypatch.setattr(socket.socket, "connect", going)
    return went


class Rebinding:
    """A server of names that answers otherwise the second time."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def __call__(self, host: str, port: int) -> list[Any]:
        return [(socket.AF_INET, (self.answers.pop(0), port))]


def test_a_name_is_looked_up_once_and_that_address_gone_to(server: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    went, names = leading(monkeypatch, server), Rebinding(PUBLIC, "127.0.0.1")
    assert fetch(f"http://rebind.example:{server.port}/", resolve=names).status == 200
    assert went == [PUBLIC]
    assert names.answers == ["127.0.0.1"]


def test_a_name_that_leads_elsewhere_at_the_second_look_is_refused(
    server: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    went = leading(monkeypatch, server)
    server.says = redirect(f"http://rebind.example:{server.port}/b")
    for private in (False, True):  # what may be asked near by is not what a public server sends us to
        names = Rebinding(PUBLIC, "127.0.0.1")
        with pytest.raises(NotFetched) as caught:
            fetch(f"http://rebind.example:{server.port}/", private=private, resolve=names)
        assert "127.0.0.1, which is no public address" in caught.value.say()
    assert went == [PUBLIC, PUBLIC]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/b", "http://169.254.169.254/latest/meta-data", "http://[::1]:{port}/", "//10.0.0.1/",
     "http://0x7f000001/", "file:///etc/passwd", "javascript:1", "gopher://a/", "", "http://[::ffff:127.0.0.1]/"],
)  # fmt: skip
def test_a_public_server_sends_nobody_into_this_network(
    server: Double, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    went = leading(monkeypatch, server)
    server.says = redirect(target.format(port=server.port))

    def resolve(host: str, port: int) -> list[Any]:
        where = PUBLIC if host == "public.example" else host
        return [(socket.AF_INET6 if ":" in where else socket.AF_INET, (where, port))]

    with pytest.raises(NotFetched):
        fetch(f"http://public.example:{server.port}/", private=True, resolve=resolve)
    assert went == [PUBLIC]
    assert server.calls == 1


@pytest.mark.parametrize("status", ["301 A", "302 B", "303 C", "307 D", "308 E"])
def test_a_redirect_is_followed(server: Double, status: str) -> None:
    server.says = lambda asked: web(CALENDAR) if " /b" in asked.line else web(b"", status, KIND, "Location: /b?c")
    found = got(server)
    assert (found.data, found.url) == (CALENDAR, f"http://127.0.0.1:{server.port}/b?c")


def test_redirects_without_end_are_left(server: Double) -> None:
    server.says = redirect("/a")
    assert "more than 5 times" in refused(server)
    assert server.calls == 6


# ------------------------------------------------------------------ encryption


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


def test_encryption_is_checked_never_left_and_a_password_never_handed_on(
    pair: Path, server: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{pair}.crt", pair)
    with double(context) as safe, double(context) as other:
        ask = partial(fetch, f"https://me:%E5%AF%86@127.0.0.1:{safe.port}/a", private=True, seconds=5)
        with pytest.raises(NotFetched) as caught:
            ask()
        assert "certificate of 127.0.0.1" in caught.value.say()
        assert safe.received == []
        monkeypatch.setenv("SSL_CERT_FILE", f"{pair}.crt")
        safe.says = redirect(f"http://127.0.0.1:{server.port}/")
        with pytest.raises(NotFetched) as caught:
            ask()
        assert "without encryption" in caught.value.say()
        assert server.calls == 0
        safe.says = redirect(f"https://127.0.0.1:{other.port}/b")
        other.says = lambda _: web(CALENDAR)
        found = ask()
        assert "me" not in found.url
        assert safe.received[-1].headers["authorization"] == "Basic bWU65a+G"
        assert "authorization" not in other.received[-1].headers
        safe.says = lambda asked: web(CALENDAR) if " /c" in asked.line else next(iter([redirect("/c")(asked)]))
        assert ask().data == CALENDAR
        assert safe.received[-1].headers["authorization"] == "Basic bWU65a+G"


# ------------------------------------------------------------------ how long and how much


def dripping(server: Double, data: bytes) -> Callable[[Received], Octets]:
    def drip(_: Received) -> Octets:
        for place in range(len(data)):
            if server.over.wait(0.05):
                return
            yield data[place : place + 1]

    return drip


@pytest.mark.parametrize(
    "data",
    [
        b"H" * 900,
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 90,
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 200,
    ],
    ids=["nothing of the web", "headers", "body", "chunks"],
)
def test_a_server_that_drips_is_left_when_the_time_is_over(server: Double, data: bytes) -> None:
    server.says = dripping(server, data)
    begun = time.monotonic()
    assert "did not answer within 1 second" in refused(server, seconds=0.6)
    assert time.monotonic() - begun < 2


def test_the_time_is_that_of_all_redirects_together(server: Double) -> None:
    def slowly(_: Received) -> Octets:
        server.over.wait(0.3)
        return web(b"", "302 Found", KIND, "Location: /a")

    server.says = slowly
    begun = time.monotonic()
    assert "did not answer" in refused(server, seconds=0.8)
    assert time.monotonic() - begun < 2


def test_a_name_that_is_looked_up_for_ever_is_left() -> None:
    def slow(host: str, port: int) -> list[Any]:
        time.sleep(1.5)
        return []

    begun = time.monotonic()
    with pytest.raises(NotFetched):
        fetch("https://example.org/", seconds=0.4, resolve=slow)
    assert time.monotonic() - begun < 1.4


def test_one_gigabyte_is_not_read(server: Double) -> None:
    sent = []

    def much(head: bytes, _: Received) -> Octets:
        yield head
        for _piece in range(16_384):
            sent.append(65_536)
            yield b" " * 65_536

    server.says = partial(much, b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n\r\n")
    assert "longer than 1000 KB" in refused(server, limit=1_000_000)
    server.says = partial(much, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"40000000\r\n")
    assert "longer than 1000 KB" in refused(server, limit=1_000_000)
    assert sum(sent) < 64_000_000  # what lies in the buffers of the system
    server.says = lambda _: web(b"a", length=1_000_000_000)
    assert "longer than 10000 KB" in refused(server)


def test_a_bomb_is_not_unpacked(server: Double) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    for packed in (bomb, gzip.compress(b" " * 9_000_000) * 3):
        server.says = partial(lambda data, _: web(data, "200 OK", KIND, "Content-Encoding: gzip"), packed)
        begun = time.monotonic()
        assert "longer than 10000 KB" in refused(server)
        assert time.monotonic() - begun < 2
    for broken in (bomb[:-9], b"BEGIN", gzip.compress(b"") * 1000):
        server.says = partial(lambda data, _: web(data, "200 OK", KIND, "Content-Encoding: gzip"), broken)
        assert "none of the web" in refused(server, limit=100_000_000)


@pytest.mark.parametrize(
    "head", [b"X-A: " + b"a" * 60_000 + b"\r\n", b"X-A: a\r\n" * 200, b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000]
)
def test_heads_without_end_are_left(server: Double, head: bytes) -> None:
    server.says = lambda _: iter([b"HTTP/1.1 200 OK\r\n", *[head] * 400])
    refused(server)


def test_what_breaks_off_is_no_answer(server: Double) -> None:
    server.says = lambda _: web(CALENDAR, length=len(CALENDAR) + 9)
    assert "broken off" in refused(server)
    server.says = lambda _: iter([b"SSH-2.0-OpenSSH_9.2\r\n"])
    assert "none of the web" in refused(server)
    server.says = lambda _: iter([b""])
    refused(server)


def test_a_mark_that_is_none_is_not_given_back(server: Double) -> None:
    server.says = lambda _: web(CALENDAR, "200 OK", KIND, 'ETag: "' + "a" * 5000 + '"', "Last-Modified: a\x1bb")
    found = got(server)
    assert (found.etag, found.modified) == ("", "")


def test_no_proxy_of_the_environment_is_asked(server: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    with double() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert got(server).status == 200
        assert proxy.calls == 0
