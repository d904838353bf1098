"""How long letters take: 1,000 short ones written and sent over one connection on this machine, bar 2 s on a quiet core.

The server is aiosmtpd in a process of its own. Long letters have 200 items, 100 of them with their lines. Prints the time of
this process for writing, and the time on the wall for writing and sending.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime

from scheduler.channels import Digest, Item, Mail
from scheduler.channels.letters import Letters
from scheduler.channels.mail import MailSender
from scheduler.recipients import Recipient
from scheduler.wording import IN_FULL, digest_text

SERVER = """
import socket, sys
from contextlib import closing
from aiosmtpd.controller import Controller

class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

with closing(socket.socket()) as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
control = Controller(Sink(), hostname="127.0.0.1", port=port, data_size_limit=2**26)
control.start()
print(port, flush=True)
sys.stdin.read()
control.stop()
"""
LINES = "\n".join((
    "时间：2026年4月15日（星期三）（还有7天，其中工作日5天）",
    "原文：“请各分会于每年12月15日前将工作总结以邮件形式报送秘书处。”",
    "通知：关于报送年度工作总结的通知（青禾会发〔2026〕12号 · 青禾市作物学会 · 2026-01-09）",
    "详情：yueling why 0123456789abcdef 2026-04-15",
))  # fmt: skip


def digest(number: int, count: int) -> Digest:
    """A digest for a reader of its own, with so many items."""
    items = tuple(
        Item(
            f"{n:032x}",
            f"4月15日截止：报送第{number}号总结的第{n}部分",
            LINES if n < IN_FULL else "",
            date(2026, 4, 15),
        )
        for n in range(count)
    )
    text = digest_text([(item.headline, item.body) for item in items], "zh")
    reader = Recipient(f"第{number}人", f"reader{number}@example.org", channel="mail")
    return Digest(
        f"{number:032x}",
        reader,
        "mail",
        f"[月令] {items[0].headline} 等{count}项",
        text,
        datetime(2026, 4, 8, tzinfo=UTC),
        items,
    )


def measure(name: str, count: int, items: int) -> None:
    """Prints what letters of so many items take."""
    messages = [digest(number, items) for number in range(count)]
    letters = Letters("yueling@example.org")
    begin = time.process_time()
    size = sum(len(letters.write(message, "reader@example.org", True)) for message in messages)
    writing = time.process_time() - begin
    with subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout
        port = int(server.stdout.readline())
        with closing(MailSender(Mail("127.0.0.1", "yueling@example.org", port, "none"))) as sender:
            begin = time.perf_counter()
            for message in messages:
                sender.send(message)
            sending = time.perf_counter() - begin
        server.communicate()
    print(f"{name:<10}{count:>6}{size // count:>10}{writing:>10.2f}{writing / count * 1000:>10.2f}{sending:>10.2f}")


if __name__ == "__main__":
    print(f"{'letters':<10}{'count':>6}{'octets':>10}{'write s':>10}{'ms each':>10}{'sent s':>10}")
    measure("short", 1000, 3)
    measure("long", 500, 200)
