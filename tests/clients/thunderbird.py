"""Thunderbird without a screen, and what it shows of a feed that it subscribes to.

It is driven by Marionette, which Mozilla's programs speak: JSON behind its length, over a socket of this machine.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rules import Span

from .desk import Seen, moment

SCRIPT = Path(__file__).with_suffix(".js")
PATIENCE = 60
"""Seconds until it must have started, or answered."""
EARLIER = timedelta(400)
"""How long before the window an entry may begin."""
PREFERENCES = {
    "marionette.port": 0,  # any that is free
    "calendar.timezone.local": "Asia/Shanghai",
    "calendar.timezone.useSystemTimezone": False,
    "calendar.alarms.show": False,
    # Nothing of another machine is asked for.
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "mail.provider.enabled": False,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "services.settings.server": "http://127.0.0.1:1/",
    "toolkit.telemetry.enabled": False,
}


class Thunderbird:
    """A program that runs, with a socket to ask it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._answers = self._socket.makefile("rb")
        self._message()  # who it is
        self.ask("WebDriver:NewSession", capabilities={"timeouts": {"script": PATIENCE * 1000}})
        self.ask("Marionette:SetContext", value="chrome")

    def ask(self, command: str, **facts: object) -> Any:
        """What it answers to a command of Marionette; fails where it answers with an error."""
        text = json.dumps([0, 1, command, facts]).encode()
        self._socket.sendall(b"%d:%b" % (len(text), text))
        _, _, error, answer = self._message()
        assert error is None, error
        return answer

    def _message(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            byte = self._answers.read(1)
            assert byte, "Thunderbird ended"
            length += byte
        return json.loads(self._answers.read(int(length[:-1])))

    def do(self, action: str, *facts: object) -> Any:
        """What an action of thunderbird.js gives."""
        script = SCRIPT.read_text(encoding="utf-8")
        return self.ask("WebDriver:ExecuteScript", script=script, args=[action, *facts], sandbox="system")["value"]

    @contextmanager
    def subscribed(self, url: str, window: Span, *, tasks: bool, offline: bool) -> Iterator[Subscription]:
        """A subscription, with a copy in Thunderbird's database or without; it ends with the block."""
        assert self.do("subscribe", url, offline) == []
        try:
            yield Subscription(self, url, window, tasks)
        finally:
            self.do("leave", url)

    def close(self) -> None:
        """Ends it."""
        with self._socket, self._answers:
            self.ask("Marionette:Quit", flags=["eForceQuit"])


@dataclass(slots=True)
class Subscription:
    """A feed within Thunderbird, which is fetched again at each question but the first."""

    thunderbird: Thunderbird
    url: str
    window: Span
    tasks: bool
    fresh: bool = True

    def shown(self) -> list[Seen]:
        """What is shown."""
        if not self.fresh:
            assert self.thunderbird.do("refresh", self.url) == []
        self.fresh = False
        days = (moment(self.window.first - EARLIER), moment(self.window.last + timedelta(1)))
        return [Seen(*line) for line in self.thunderbird.do("show", self.url, self.tasks, *days)]


@contextmanager
def started(folder: Path) -> Iterator[Thunderbird]:
    """Thunderbird with a profile in the folder; it ends with the block. Else the test is skipped."""
    program = shutil.which("thunderbird")
    if not program:
        pytest.skip("Thunderbird is not installed")
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [program, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
    with (
        (folder / "output").open("wb") as output,
        subprocess.Popen(
            [*command, "--profile", str(folder)],
            env={**os.environ, "HOME": str(folder), "TZ": "Asia/Shanghai", "LANG": "C.UTF-8"},
            stdout=output,
            stderr=output,
        ) as process,
    ):
        try:
            thunderbird = Thunderbird(_port(folder / "MarionetteActivePort", process))
            yield thunderbird
            thunderbird.close()
            process.wait(PATIENCE)
        finally:
            process.kill()


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    """The port that it listens on, as soon as it has written it down."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if file.is_file() and (text := file.read_text(encoding="ascii").strip()):
            return int(text)
        time.sleep(0.1)
    pytest.fail("Thunderbird did not start")
