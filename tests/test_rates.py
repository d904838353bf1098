"""A service that takes only so much in a time gets no more, however many processes send."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from calendars.events import Event
from calendars.store import Store
from calendars.store.opening import writing
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Rate
from scheduler.outbox.rates import take
from scheduler.reminders import CHINA

ROOT = Path(__file__).parent.parent
MESSAGES, RATE, WITHIN = 60, 20, 1.5
CHILD = """
import io, sys, time
from dataclasses import dataclass
from datetime import timedelta
from scheduler.channels import Rate, Stdout
from scheduler.clock import wall_clock
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.settings import Settings
from calendars.store import Store
from calendars.store.opening import writing

url, file, messages, rate, within = sys.argv[1:]

class Limited(Stdout):
    rate = Rate(int(rate), timedelta(seconds=float(within)))

class Receiver:
    def send(self, message):
        with open(file, "a") as out:
            out.write(f"{time.time()} {message.key}\\n")
    def close(self):
        pass

readers = tuple(Recipient(f"reader{n}", channel="robot") for n in range(int(messages)))
settings = Settings(recipients=readers, channels={"robot": Limited()})
with Store.open(url) as store:
    report = remind(store, settings, wall_clock(), io.StringIO(), senders={"robot": Receiver()})
sys.exit(report.exit_code)
"""


def test_what_another_machine_noted_a_little_later_counts_and_what_lies_far_ahead_does_not() -> None:
    rate, now = Rate(2, timedelta(minutes=1)), datetime(2026, 4, 8, 9, tzinfo=CHINA)
    with Store.open("sqlite://") as store, writing(store.engine, store.place) as connection:
        assert take(connection, "robot", rate, now + timedelta(seconds=5)) is None
        assert take(connection, "robot", rate, now) is None
        assert take(connection, "robot", rate, now + timedelta(seconds=6)) == now + timedelta(minutes=1)
        assert take(connection, "robot", rate, now - timedelta(hours=1)) is None, (
            "a clock that went back waits for nothing"
        )


@pytest.mark.slow
def test_three_processes_keep_the_rate_of_a_service(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/events.db", tmp_path / "received"
    now = datetime.now(CHINA)
    day = now.date() + timedelta(7)
    with Store.open(url, create=True) as store:
        store.save([Event("aaaa", "报送", "deadline", Recurrence(Due(Fixed(day, day))))], now - timedelta(days=60))
    command = [sys.executable, "-c", CHILD, url, str(file), str(MESSAGES), str(RATE), str(WITHIN)]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen(command, cwd=ROOT, env=surroundings) for _ in range(3)]
    assert [process.wait(100) for process in running] == [0, 0, 0]
    lines = [line.split() for line in file.read_text().splitlines()]
    assert len({key for _, key in lines}) == len(lines) == MESSAGES
    moments = sorted(float(moment) for moment, _ in lines)
    # between the moment at which one may go and that at which it arrives a busy machine lets some time pass
    spans = [later - first for first, later in zip(moments, moments[RATE:], strict=False)]
    assert min(spans) > 0.8 * WITHIN
    assert moments[-1] - moments[0] >= 2 * 0.9 * WITHIN
