"""How many answers a second, beside nginx over the same bytes in the same run: 304, 200 plain and compressed, a page.

Needs nginx and wrk; without them it says so and ends. Both servers have one process and write an access log, and the
program that asks takes the second core, so it is the ratios that compare. Bars: 304 0.25, 200 0.9, page 1,000/s.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from calendars.events import Event, Source
from calendars.store import Store
from rules import Recurrence
from rules.kinds import Due, Yearly

EVENTS, PASSES, SECONDS = 1040, 5, 2
NOTICE = Source(
    "关于报送年度工作总结的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 10, 9),
    sentence="请各分会于每年12月15日前将工作总结以邮件形式报送秘书处。",
)  # fmt: skip
CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log; default_type text/calendar; sendfile on; tcp_nopush on; gzip_static on;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


def fill(url: str) -> None:
    """Puts events into a new database whose feed has about a megabyte."""
    events = [
        Event(
            f"{number:016x}", f"报送第{number}号工作总结", "deadline",
            Recurrence(Due(Yearly(1 + number % 12, 1 + number % 28))), ("报送",), quote="每年12月15日前", source=NOTICE,
            actor="各分会", action="以邮件形式报送",
        )
        for number in range(EVENTS)
    ]  # fmt: skip
    with Store.open(url, create=True) as store:
        store.save(events, datetime(2026, 1, 1, tzinfo=UTC))


@contextmanager
def process(*command: str, log: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended with the context."""
    with log.open("w") as out, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=out, text=True) as running:
        try:
            yield running
        finally:
            running.terminate()


def ours(stack: ExitStack, folder: Path, *options: str) -> str:
    """The address of our server over the database of the folder."""
    command = [sys.executable, "-m", "cli", "--lang", "en", "--db", f"sqlite:///{folder}/x.db", "serve", "--port", "0"]
    running = stack.enter_context(process(*command, *options, log=folder / "ours.log"))
    assert running.stdout
    return running.stdout.readline().split()[-1].rstrip("/")


def theirs(stack: ExitStack, folder: Path, feed: bytes) -> str:
    """The address of nginx over the same feed, plain and compressed."""
    www = folder / "www" / "feeds"
    www.mkdir(parents=True)
    folder.chmod(0o755)  # nginx gives up the rights of root
    (www / "all.ics").write_bytes(feed)
    (www / "all.ics.gz").write_bytes(gzip.compress(feed, 9))
    from socket import create_server

    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
    stack.enter_context(process("nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder), log=folder / "nginx.log"))
    return f"http://127.0.0.1:{port}"


def ask(address: str, *headers: str) -> tuple[bytes, str]:
    """The body and the ETag, as soon as the server is up."""
    request = urllib.request.Request(address, headers=dict(header.split(": ") for header in headers))
    for _ in range(100):
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read(), answer.headers["ETag"]
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{address} does not answer")


def rate(address: str, *headers: str) -> float:
    """Answers a second over sixteen connections."""
    options = [part for header in headers for part in ("-H", header)]
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", *options, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def main() -> None:
    """Prints a line for each kind of answer: ours, nginx's, and the ratio of each pass."""
    if not (shutil.which("nginx") and shutil.which("wrk")):
        print("serving: left out, nginx and wrk are not both installed")
        return
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        fill(f"sqlite:///{folder}/x.db")
        here = ours(stack, folder, *sys.argv[1:])
        feed, _ = ask(f"{here}/feeds/all.ics")
        there = theirs(stack, folder, feed)
        packed = "Accept-Encoding: gzip"
        (_, our_tag), (_, their_tag) = ask(f"{here}/feeds/all.ics", packed), ask(f"{there}/feeds/all.ics")
        print(f"feed of {len(feed):,} bytes, {PASSES} passes of {SECONDS} s")
        rows = [
            ("304", [f"If-None-Match: {our_tag}", packed], [f"If-None-Match: {their_tag}"]),
            ("200 plain", [], []),
            ("200 gzip", [packed], [packed]),
        ]
        for what, our_headers, their_headers in rows:
            pairs = [
                (rate(f"{here}/feeds/all.ics", *our_headers), rate(f"{there}/feeds/all.ics", *their_headers))
                for _ in range(PASSES)
            ]
            mine, other = (median(column) for column in zip(*pairs, strict=True))
            ratios = " ".join(f"{one / two:.2f}" for one, two in pairs)
            print(f"{what:10} ours {mine:8,.0f}/s  nginx {other:8,.0f}/s  ratios {ratios}")
        print(f"page       ours {median(rate(f'{here}/') for _ in range(PASSES)):8,.0f}/s")
        print(f"page gzip  ours {median(rate(f'{here}/', packed) for _ in range(PASSES)):8,.0f}/s")


if __name__ == "__main__":
    main()
