"""How many answers a second, beside nginx over the same bytes in the same run: 304, 200 plain and compressed, a page.

Needs nginx and wrk; without them it says so and ends. Both servers have one process and write an access log. On a quiet
machine the answers a second compare; on a busy one the processor time that each server takes for an answer does, since
others cannot lengthen it much. Bars, as the ratio of nginx's time to ours: 304 0.25, 200 0.9; a page 1,000/s.
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
from dataclasses import dataclass
from datetime import UTC, date, datetime
from os import sysconf
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from calendars.events import Event, Source
from calendars.store import Store
from rules import Recurrence
from rules.kinds import Due, Yearly

EVENTS, PASSES, SECONDS = 600, 7, 1
NOTICE = Source(
    "关于报送年度工作总结的通知", "青禾会发〔2026〕12号", "青禾市作物学会", date(2026, 10, 9),
    sentence="请各分会于每年12月15日前将工作总结以邮件形式报送秘书处。",
)  # fmt: skip
CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
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


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its address and its process."""

    address: str
    pid: int

    def used(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")


def ours(stack: ExitStack, folder: Path, *options: str) -> Server:
    """Our server over the database of the folder, as whoever may not write meets it."""
    file = folder / "bench.toml"
    file.write_text("[server]\ndesk = false\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "cli",
        "--lang",
        "en",
        "--config",
        str(file),
        "--db",
        f"sqlite:///{folder}/x.db",
        "serve",
    ]
    command += ["--port", "0"]
    running = stack.enter_context(process(*command, *options, log=folder / "ours.log"))
    assert running.stdout
    return Server(running.stdout.readline().split()[-1].rstrip("/"), running.pid)


def theirs(stack: ExitStack, folder: Path, feed: bytes) -> Server:
    """Nginx over the same feed, plain and compressed."""
    www = folder / "www" / "feeds"
    www.mkdir(parents=True)
    folder.chmod(0o755)  # nginx gives up the rights of root
    (www / "all.ics").write_bytes(feed)
    (www / "all.ics.gz").write_bytes(gzip.compress(feed, 9))
    from socket import create_server

    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    running = stack.enter_context(process(*command, log=folder / "nginx.log"))
    return Server(f"http://127.0.0.1:{port}", running.pid)


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


def rate(server: Server, path: str, *headers: str) -> tuple[float, float]:
    """Answers a second over sixteen connections, and microseconds of the server's processor for each."""
    options = [part for header in headers for part in ("-H", header)]
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", *options, server.address + path]
    before = server.used()
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used = server.used() - before
    found = re.search(r"(\d+) requests in .*?Requests/sec:\s+([\d.]+)", said, re.DOTALL)
    assert found, said
    return float(found[2]), 1e6 * used / int(found[1])


def beside(what: str, here: Server, there: Server, path: str, mine: list[str], others: list[str]) -> None:
    """Prints the best pass of both servers, and the least, middle and greatest ratio of passes made in turn."""
    pairs = [(rate(here, path, *mine), rate(there, path, *others)) for _ in range(PASSES)]
    ratios = sorted(one[0] / two[0] for one, two in pairs)
    (our_rate, cost), (their_rate, their_cost) = (
        (max(one[0] for one in column), min(one[1] for one in column)) for column in zip(*pairs, strict=True)
    )
    print(
        f"{what:10} ours {our_rate:7,.0f}/s {cost:5,.0f} µs  nginx {their_rate:7,.0f}/s {their_cost:5,.0f} µs  "
        f"ratio by time {their_cost / cost:.2f}, by answers {our_rate / their_rate:.2f} "
        f"(passes {ratios[0]:.2f}, {median(ratios):.2f}, {ratios[-1]:.2f})"
    )


def main() -> None:
    """Prints a line for each kind of answer."""
    if not (shutil.which("nginx") and shutil.which("wrk")):
        print("serving: left out, nginx and wrk are not both installed")
        return
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder, feed = Path(name), "/feeds/all.ics"
        fill(f"sqlite:///{folder}/x.db")
        here = ours(stack, folder, *sys.argv[1:])
        data, _ = ask(here.address + feed)
        there = theirs(stack, folder, data)
        packed = "Accept-Encoding: gzip"
        (_, our_tag), (_, their_tag) = ask(here.address + feed, packed), ask(there.address + feed)
        print(f"feed of {len(data):,} bytes, {PASSES} passes of {SECONDS} s")
        beside("304", here, there, feed, [f"If-None-Match: {our_tag}", packed], [f"If-None-Match: {their_tag}"])
        beside("200 plain", here, there, feed, [], [])
        beside("200 gzip", here, there, feed, [packed], [packed])
        for what, headers in (("page", []), ("page gzip", [packed])):
            rates, costs = zip(*(rate(here, "/", *headers) for _ in range(PASSES)), strict=True)
            print(f"{what:10} ours {max(rates):7,.0f}/s {min(costs):5,.0f} µs")


if __name__ == "__main__":
    main()
