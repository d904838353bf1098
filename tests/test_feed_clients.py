"""What the calendar programs of others read from our feeds: the days and titles of `upcoming`, with every option.

Run by `make check-slow`. Of Python: icalendar, recurring-ical-events, ical, ics, vobject, khal with vdirsyncer (extras
`test` and `clients`); besides libical (GNOME, KDE), which needs a C compiler and header files (Debian: libical-dev), and
ical.js (Thunderbird, Nextcloud), node-ical and ts-ics, which need node and npm. What is not there is skipped. Programs
with windows: tests/test_desktop_clients.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from calendars.events import uid_of
from calendars.feeds import Look
from calendars.lines import one_line
from rules import Span
from tests.clients import programs
from tests.clients.desk import ONCE, QUERIES, TODAY, Desk, Seen, opened
from tests.clients.python_readers import READERS, REPEAT_NOTHING, is_missing

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
SCRIPTS = ("icaljs", "nodeical", "tsics")
MISCOUNTS = {"tsics"}
"""Those that reckon some RRULE wrongly (ts-ics: BYMONTHDAY=-1 and a weekday of a month)."""
CUT = "BEGIN:VEVENT END:VCALENDAR"
"""A title in which ts-ics takes words for the end of the calendar, though they do not begin a line."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(scope="module")
def libical(tmp_path_factory: pytest.TempPathFactory) -> programs.Command:
    return programs.libical(tmp_path_factory.mktemp("libical"))


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return programs.node_modules(tmp_path_factory.mktemp("modules"))


def days(query: str) -> Span:
    return Look.read(query).window(TODAY)


def counted(lines: list[Seen]) -> Counter[Seen]:
    """The lines, so that a failure shows those that differ and no others."""
    return Counter(lines)


# ------------------------------------------------------------------ what is wanted


@pytest.mark.parametrize("query", ["", "past=365", "kind=deadline,event"])
def test_readers_are_measured_by_what_upcoming_lists(desk: Desk, query: str) -> None:
    window = days(query)
    wanted = {(line.first[:8], line.title) for line in desk.wanted(query)}
    kinds = Look.read(query).selection.kinds
    records = [record for record in desk.upcoming(window) if not kinds or record["kind"] in kinds]
    assert len(records) > 500
    for record in records:
        first, last = (str(record[name] or "")[:10].replace("-", "") for name in ("start", "end"))
        title = one_line(record["title"], 100).rstrip("…")
        assert [1 for day, line in wanted if title in line and day in (first, last, _eve(last))] or last > str(
            window.last
        ).replace("-", ""), record


def _eve(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(1)).strftime("%Y%m%d") if day else ""


# ------------------------------------------------------------------ each reader, each option


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", READERS)
def test_a_library_of_python_sees_exactly_what_is_coming(desk: Desk, name: str, query: str) -> None:
    if is_missing(name):
        pytest.skip(f"{name} is not installed")
    window = days(query)
    lines = programs.until(window, list(READERS[name](desk.feed(query), window)))
    if name in REPEAT_NOTHING and "rrule" in query:
        assert len(set(lines) & set(desk.wanted(query))) > 200
    else:
        assert counted(lines) == counted(desk.wanted(query))


@pytest.mark.parametrize("query", QUERIES)
def test_libical_sees_exactly_what_is_coming(desk: Desk, libical: programs.Command, query: str, tmp_path: Path) -> None:
    feed = tmp_path / "feed.ics"
    feed.write_bytes(desk.feed(query))
    lines = programs.until(days(query), programs.shown(libical, feed, days(query)))
    assert counted(lines) == counted(desk.wanted(query))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_library_of_javascript_sees_exactly_what_is_coming(
    desk: Desk, modules: Path, name: str, query: str, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.ics"
    feed.write_bytes(desk.feed(query))
    lines = programs.until(days(query), programs.shown(programs.script(name, modules), feed, days(query)))
    wanted = desk.wanted(query)
    if name in MISCOUNTS:
        lines, wanted = ([line for line in all_of if line.title.strip() not in ("", CUT)] for all_of in (lines, wanted))
        if "rrule" in query:
            assert {line.title for line in lines} <= {line.title for line in wanted}
            lines = wanted = [line for line in lines if line in wanted]
            assert len(lines) > 200
    assert counted(lines) == counted(wanted)


def test_the_programs_do_find_errors(desk: Desk, libical: programs.Command, modules: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ics"
    broken.write_bytes(desk.feed().replace(b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSUMMARY\r\n", 1))
    for reader in (libical, programs.script("icaljs", modules)):
        with pytest.raises(AssertionError):
            programs.shown(reader, broken, days(""))


# ------------------------------------------------------------------ khal and vdirsyncer


@pytest.fixture
def vdirs(tmp_path: Path) -> Path:
    if not find_spec("khal") or not find_spec("vdirsyncer"):
        pytest.skip("khal and vdirsyncer are not installed: pip install '.[clients]'")
    return tmp_path


@pytest.mark.parametrize("query", QUERIES)
def test_khal_shows_what_is_coming_and_a_second_sync_is_silent(desk: Desk, query: str, vdirs: Path) -> None:
    vdir = programs.Vdir(vdirs, desk.url(query))
    assert vdir.sync()
    assert vdir.sync() == []
    wanted = desk.wanted(query)
    if "todo" in query:
        assert len(list(vdir.items.iterdir())) == desk.feed(query).count(b"BEGIN:VTODO") >= len(wanted)
        return
    lines = programs.until(days(query), vdir.shown(days(query)))
    assert counted(lines) == counted([_inclusive(line) for line in wanted])


def _inclusive(line: Seen) -> Seen:
    """The line as khal has it: the last of whole days is part of it."""
    return line if "T" in line.end else line._replace(end=_eve(line.end))


@pytest.mark.parametrize("query", ["", "form=rrule", "alarm=7d"])
def test_one_edit_is_one_change_for_vdirsyncer(query: str, vdirs: Path) -> None:
    """Vdirsyncer knows the items of an address by their content: the old one goes, the new one comes."""
    (vdirs / "desk").mkdir()
    with opened(vdirs / "desk") as desk:
        vdir = programs.Vdir(vdirs, desk.url(query))
        vdir.sync()
        before = {path.read_bytes() for path in vdir.items.iterdir()}
        desk.retitle(uid_of(ONCE), "座谈会改名")
        assert sorted(line.split()[0] for line in vdir.sync()) == ["Copying", "Deleting"]
        after = {path.read_bytes() for path in vdir.items.iterdir()}
        (old,), (new,) = before - after, after - before
        assert "座谈会改名" not in old.decode()
        assert "座谈会改名" in new.decode()
        assert vdir.sync() == []
