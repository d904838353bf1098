"""A home with one subscription in it, as GNOME Calendar has it, and what Evolution Data Server shows of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rules import Span

from .desk import Seen, moment

PYTHON = "/usr/bin/python3"
"""That of the system, which `gi` belongs to."""
SOURCE = """[Data Source]
DisplayName=feed
Enabled=true
Parent=webcal-stub

[{sort}]
BackendName=webcal

[Security]
Method=none

[Authentication]
Host={host}
Port={port}
Method=plain/password
User=

[WebDAV Backend]
ResourcePath={path}
ResourceQuery={query}

[Refresh]
Enabled=true
IntervalMinutes=600
"""


class Evolution:
    """A subscription that is fetched again at each question."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def shown(self) -> list[Seen]:
        """What is shown after a refresh."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        rows = []
        for line in iter(self._process.stdout.readline, "end\n"):
            assert line, "the client ended"
            rows.append(line.rstrip("\n").split("\t"))
        assert rows[0] == ["errors 0"]
        return [Seen(kind, *row) for kind, _, _, *row in rows[1:]]


@contextmanager
def subscribed(folder: Path, url: str, window: Span, *, tasks: bool) -> Iterator[Evolution]:
    """Evolution Data Server with a home in the folder; it ends with the block. Else the test is skipped."""
    looked = subprocess.run(
        [PYTHON, "-c", "import gi; gi.require_version('ECal', '2.0')"], capture_output=True, check=False
    )
    if looked.returncode or not shutil.which("dbus-run-session"):
        pytest.skip("Evolution Data Server, its introspection data or dbus is not installed")
    name, parts = "tasks" if tasks else "feed", urlsplit(url)
    sources, running = folder / ".config" / "evolution" / "sources", folder / "run"
    sources.mkdir(parents=True)
    running.mkdir(mode=0o700)
    facts = {"host": parts.hostname, "port": parts.port, "path": parts.path, "query": parts.query}
    text = SOURCE.format(sort="Task List" if tasks else "Calendar", **facts)
    (sources / f"{name}.source").write_text(text, encoding="utf-8")
    env = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(running), "TZ": "Asia/Shanghai", "LANG": "C.UTF-8"}
    script = Path(__file__).with_name("evolution.py")
    command = ["dbus-run-session", "--", PYTHON, str(script), moment(window.first), moment(window.last), name]
    with subprocess.Popen(
        command,
        env=env | {"PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield Evolution(process)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
