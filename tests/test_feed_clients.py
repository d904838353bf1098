"""What foreign calendar programs read from our feeds: libical (GNOME, KDE), ical.js (Thunderbird, Nextcloud).

Run by `make check-slow`. Needed: a C compiler with libical's header files (Debian: libical-dev), node and npm; what is
not there is skipped.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
FEEDS = sorted((HERE / "feeds").glob("*.ics"))
Reader = list[str]


def run(command: Reader, timeout: int = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture(scope="session")
def libical(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The command that reads a feed with libical."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no C compiler to build the libical reader with")
    program = tmp_path_factory.mktemp("libical") / "reader"
    built = run([compiler, str(HERE / "clients" / "libical.c"), "-o", str(program), "-lical"])
    if built.returncode and "libical/ical.h" in built.stderr:
        pytest.skip("libical's header files are not installed")
    assert built.returncode == 0, built.stderr
    return [str(program)]


@pytest.fixture(scope="session")
def icaljs(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The command that reads a feed with ical.js, fetched by npm into a temporary folder."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("no node or npm to run ical.js with")
    folder = tmp_path_factory.mktemp("icaljs")
    got = run([npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "ical.js@2"], timeout=100)
    if got.returncode:
        pytest.skip(f"npm cannot fetch ical.js: {got.stderr.strip()[-200:]}")
    module = folder / "node_modules" / "ical.js" / "dist" / "ical.js"
    return [node, str(HERE / "clients" / "icaljs.mjs"), str(module)]


def ours(data: bytes) -> set[tuple[str, str, str]]:
    """UID, start and end of each event, as they stand in our bytes."""
    blocks = data.decode().replace("\r\n ", "").split("\r\nBEGIN:VEVENT\r\n")[1:]
    return {(_value(b, "UID"), _value(b, "DTSTART"), _value(b, "DTEND")) for b in blocks}


def _value(block: str, name: str) -> str:
    match = re.search(rf"^{name}[^:\r]*:(.*)\r$", block, re.MULTILINE)
    assert match, name
    return match[1]


def seen(reader: Reader, feed: Path) -> tuple[str, set[tuple[str, ...]]]:
    """The first line that the reader prints, and its events."""
    answer = run([*reader, str(feed)])
    assert answer.returncode == 0, answer.stderr or answer.stdout
    first, *lines = answer.stdout.splitlines()
    return first, {tuple(line.rsplit(" ", 2)) for line in lines}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
@pytest.mark.parametrize("name", ["libical", "icaljs"])
def test_a_foreign_parser_sees_exactly_our_events_and_no_error(
    request: pytest.FixtureRequest, name: str, feed: Path
) -> None:
    first, events = seen(request.getfixturevalue(name), feed)
    assert first == "errors 0"
    assert events == ours(feed.read_bytes())


def test_the_readers_do_find_errors(libical: Reader, icaljs: Reader, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ics"
    broken.write_bytes(FEEDS[0].read_bytes().replace(b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSUMMARY\r\n", 1))
    assert run([*libical, str(broken)]).stdout.splitlines()[0] != "errors 0"
    assert run([*icaljs, str(broken)]).returncode != 0
