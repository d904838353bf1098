"""Readers that are programs: how each is made ready, and what it shows of a feed."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rules import Span

from .desk import Seen, moment

HERE = Path(__file__).parent
MODULES = ("ical.js@2", "node-ical@0", "ts-ics@2")
Command = Sequence[str]


def run(command: Command, timeout: int = 100, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """What the command answers; the program lives in China."""
    env = {**os.environ, "TZ": "Asia/Shanghai", "LANG": "C.UTF-8", **(env or {})}
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, env=env)


def libical(folder: Path) -> Command:
    """The command that reads a feed with libical (GNOME, KDE), built in the folder; else the test is skipped."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no C compiler to build the libical reader with")
    program = folder / "reader"
    built = run([compiler, str(HERE / "libical.c"), "-o", str(program), "-lical"])
    if built.returncode and "libical/ical.h" in built.stderr:
        pytest.skip("libical's header files are not installed")
    assert built.returncode == 0, built.stderr
    return [str(program)]


def node_modules(folder: Path) -> Path:
    """The folder of the readers written in JavaScript, fetched by npm; else the test is skipped."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("no node or npm to run readers written in JavaScript with")
    got = run([npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", *MODULES])
    if got.returncode:
        pytest.skip(f"npm cannot fetch {', '.join(MODULES)}: {got.stderr.strip()[-200:]}")
    return folder / "node_modules"


def script(name: str, modules: Path) -> Command:
    """The command of a reader written in JavaScript."""
    return ["node", str(HERE / f"{name}.mjs"), str(modules)]


def kcalendar(folder: Path) -> Command:
    """The command that reads a feed with KCalendarCore (KDE), built in the folder; else the test is skipped."""
    if not shutil.which("cmake") or not shutil.which("make"):
        pytest.skip("no cmake or make to build the KCalendarCore reader with")
    made = run(["cmake", "-S", str(HERE / "kcalendar"), "-B", str(folder)])
    if made.returncode and "Could not find a package" in made.stderr:
        pytest.skip("KCalendarCore's or Qt's header files are not installed")
    built = run(["make", "-C", str(folder)])
    assert built.returncode == 0, made.stderr + built.stderr
    return [str(folder / "kcalendar")]


def shown(reader: Command, feed: Path, window: Span) -> list[Seen]:
    """What the reader shows of the feed, in order; fails where it finds an error."""
    answer = run([*reader, str(feed), moment(window.first), moment(window.last)])
    assert answer.returncode == 0, answer.stderr or answer.stdout
    first, *lines = answer.stdout.splitlines()
    assert first == "errors 0"
    rows = [line.split("\t") for line in lines]
    moved = {(uid, replaced) for _, uid, replaced, *_ in rows if replaced}
    return [Seen(kind, *row) for kind, uid, old, *row in rows if old or (uid, row[0]) not in moved]


def until(window: Span, lines: Sequence[Seen]) -> list[Seen]:
    """The lines that begin in the window or before it, in order."""
    return sorted(line for line in lines if line.first[:8] <= moment(window.last))


VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair feed]
a = "here"
b = "web"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/items"
fileext = ".ics"
[storage web]
type = "http"
url = "{url}"
"""
KHAL = """
[calendars]
[[feed]]
path = {folder}/items
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
timeformat = %H%M%S
dateformat = %Y%m%d
longdateformat = %Y%m%d
datetimeformat = %Y%m%dT%H%M%S
longdatetimeformat = %Y%m%dT%H%M%S
[sqlite]
path = {folder}/khal.db
"""


class Vdir:
    """A folder that vdirsyncer keeps like a feed, and khal shows."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.items = folder / "items"
        self.items.mkdir()
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, url=url), encoding="utf-8")
        (folder / "khal.conf").write_text(KHAL.format(folder=folder), encoding="utf-8")
        self._synchronise("discover")

    def sync(self) -> list[str]:
        """Fetches the feed; what vdirsyncer says of it."""
        said = self._synchronise("sync")
        return [line for line in said.splitlines() if line.strip() and not line.startswith("Syncing")]

    def _synchronise(self, what: str) -> str:
        tool = Path(sys.executable).with_name("vdirsyncer")
        answer = run([str(tool), "-c", str(self.folder / "vdirsyncer.conf"), what])
        assert answer.returncode == 0, answer.stderr
        return answer.stdout + answer.stderr

    def shown(self, window: Span) -> list[Seen]:
        """What `khal list` shows in the window, once (it does so on each of several days); its last day is part of it."""
        layout = "event\t{start-long}\t{end-long}\t{title}"
        command = [str(Path(sys.executable).with_name("khal")), "-c", str(self.folder / "khal.conf"), "list"]
        days = (moment(window.first), moment(window.last))
        answer = run([*command, "--day-format", "", "--format", layout, *days])
        assert answer.returncode == 0, answer.stderr
        return [Seen(*line.split("\t")) for line in dict.fromkeys(answer.stdout.splitlines()) if line.strip()]


def calcurse(folder: Path, feed: Path) -> Command:
    """The command that shows an imported feed in calcurse; fails where it could not import a part of it."""
    command = ["calcurse", "-D", str(folder / "calcurse")]
    read = run([*command, "-i", str(feed)])
    assert read.returncode == 0, read.stderr
    assert "0 skipped" in read.stdout, read.stdout
    return command


def calcurse_tasks(command: Command) -> list[str]:
    """The titles of the tasks in calcurse, which keeps no day of them."""
    heading, *lines = run([*command, "-t", "--format-todo", "%m\n"]).stdout.splitlines()
    assert heading == "to do:"
    return [line.strip() for line in lines]


def calcurse_days(command: Command, window: Span) -> set[tuple[str, str]]:
    """The days and titles that calcurse shows."""
    days = (window.last - window.first).days + 1
    dates = ["--input-datefmt", "4", "--output-datefmt", "%Y%m%d"]  # stands before the dates that it is about
    kinds = ("apt", "event", "recur-apt", "recur-event")
    layout = [word for kind in kinds for word in (f"--format-{kind}", "%m\n")]
    asked = ["-d", window.first.isoformat(), f"-r{days}"]
    day, found = "", set()
    for line in run([*command, *dates, *layout, *asked]).stdout.splitlines():
        if re.fullmatch(r"\d{8}:?", line):
            day = line[:8]
        elif line.strip():
            found.add((day, line.strip()))
    return found


class Radicale:
    """A calendar within Radicale, asked as a CalDAV client asks it, without a network."""

    def __init__(self, folder: Path) -> None:
        from radicale import config
        from radicale.app import Application

        settings = config.load()
        settings.update(
            {
                "storage": {"filesystem_folder": str(folder)},
                "auth": {"type": "none"},
                "rights": {"type": "authenticated"},
            },
            "test",
            privileged=True,
        )
        self._application = Application(settings)

    def put(self, feed: bytes) -> None:
        """Puts the whole feed in the calendar's place."""
        status, text = self._ask("PUT", feed, CONTENT_TYPE="text/calendar; charset=utf-8")
        assert status.startswith(("201", "204")), (status, text)

    def etags(self) -> dict[str, str]:
        """The ETag of each item of the calendar."""
        wanted = b'<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        status, text = self._ask("PROPFIND", wanted, HTTP_DEPTH="1")
        assert status.startswith("207"), status
        found = re.findall(r"<href>([^<]+\.ics)</href>.*?<getetag>([^<]+)</getetag>", text, re.DOTALL)
        return dict(found)

    def _ask(self, method: str, body: bytes, **facts: str) -> tuple[str, str]:
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": "/officer/feed/",
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"officer:x").decode(),
            **facts,
        }

        def start(status: str, _: list[tuple[str, str]]) -> None:
            said.append(status)

        answer = self._application(environ, start)
        return said[0], b"".join(answer).decode()
