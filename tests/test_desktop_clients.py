"""What programs for a desk read from our feeds: Thunderbird, Evolution Data Server (GNOME), KCalendarCore (KDE), and others.

The others are calcurse and Radicale. Run by `make check-clients`; tests/clients/install.sh installs what is needed on
Debian, and what is not there is skipped.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from calendars.events import uid_of
from calendars.feeds import Look
from tests.clients import programs
from tests.clients.desk import ONCE, QUERIES, TODAY, Desk, moment, opened
from tests.clients.gnome import subscribed
from tests.clients.thunderbird import Thunderbird, started

pytestmark = pytest.mark.clients


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(scope="module")
def kcalendar(tmp_path_factory: pytest.TempPathFactory) -> programs.Command:
    return programs.kcalendar(tmp_path_factory.mktemp("kcalendar"))


@pytest.fixture(scope="module")
def thunderbird(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thunderbird]:
    with started(tmp_path_factory.mktemp("thunderbird")) as thunderbird:
        yield thunderbird


@pytest.mark.parametrize("query", QUERIES)
def test_kde_sees_exactly_what_is_coming(desk: Desk, kcalendar: programs.Command, query: str, tmp_path: Path) -> None:
    feed, window = tmp_path / "feed.ics", Look.read(query).window(TODAY)
    feed.write_bytes(desk.feed(query))
    lines = programs.until(window, programs.shown(kcalendar, feed, window))
    assert Counter(lines) == Counter(desk.wanted(query))


@pytest.mark.parametrize("query", QUERIES)
def test_calcurse_shows_every_title_on_its_day_and_every_task(desk: Desk, query: str, tmp_path: Path) -> None:
    """It keeps no day of a task, so its title is what it can show of it."""
    if not shutil.which("calcurse"):
        pytest.skip("calcurse is not installed")
    window, wanted = Look.read(query).window(TODAY), desk.wanted(query)
    (tmp_path / "feed.ics").write_bytes(desk.feed(query))
    command, titles = programs.calcurse(tmp_path, tmp_path / "feed.ics"), Counter(line.title.strip() for line in wanted)
    if "todo" in query:
        tasks = Counter(programs.calcurse_tasks(command))
        assert tasks.keys() == titles.keys()
        assert tasks >= titles  # some are due behind the window
        return
    lines = programs.calcurse_days(command, window)
    assert {(line.first[:8], line.title.strip()) for line in wanted if line.first[:8] >= moment(window.first)} <= lines
    assert {title for _, title in lines} == titles.keys()


@pytest.mark.parametrize("query", QUERIES)
def test_radicale_keeps_every_entry_and_one_edit_is_one_change(query: str, tmp_path: Path) -> None:
    if not find_spec("radicale"):
        pytest.skip("Radicale is not installed")
    with opened(tmp_path) as desk:
        kept = programs.Radicale(tmp_path / "radicale")
        kept.put(desk.feed(query))
        before = kept.etags()
        assert len(before) == len({line for line in desk.feed(query).splitlines() if line.startswith(b"UID:")})
        kept.put(desk.feed(query))
        assert kept.etags() == before
        uid = uid_of("报送年度工作总结" if "todo" in query or "tag" in query or "kind" in query else ONCE)
        desk.retitle(uid, "会议改名")
        changed = desk.feed(query).count("会议改名".encode())
        kept.put(desk.feed(query))
        after = kept.etags()
        assert before.keys() == after.keys()
        assert len([href for href in before if before[href] != after[href]]) == min(changed, 1)


@pytest.mark.parametrize("query", QUERIES)
def test_gnome_sees_exactly_what_is_coming_and_a_second_refresh_costs_nothing(
    desk: Desk, query: str, tmp_path: Path
) -> None:
    window = Look.read(query).window(TODAY)
    wanted, before = Counter(desk.wanted(query)), len(desk.answers("Evolution"))
    with subscribed(tmp_path, desk.url(query), window, tasks="todo" in query) as gnome:
        assert Counter(programs.until(window, gnome.shown())) == wanted
        assert Counter(programs.until(window, gnome.shown())) == wanted
    first, *later = desk.answers("Evolution", before + 2)[before:]
    assert " 200 " in first
    assert later
    assert all(" 304 " in line for line in later)


def test_one_edit_is_one_change_for_gnome(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        window = Look().window(TODAY)
        with subscribed(tmp_path / "home", desk.url(), window, tasks=False) as gnome:
            before = Counter(gnome.shown())
            desk.retitle(uid_of(ONCE), "座谈会改名")
            after = Counter(gnome.shown())
    (old,), (new,) = before - after, after - before
    assert (old.first, old.title, new.title) == (new.first, ONCE, "座谈会改名")


@pytest.mark.parametrize("offline", [True, False], ids=["with a copy of its own", "without a copy"])
@pytest.mark.parametrize("query", QUERIES)
def test_thunderbird_sees_exactly_what_is_coming_and_a_second_refresh_costs_nothing(
    thunderbird: Thunderbird, desk: Desk, query: str, offline: bool
) -> None:
    window = Look.read(query).window(TODAY)
    wanted, before = Counter(desk.wanted(query)), len(desk.answers("Thunderbird"))
    with thunderbird.subscribed(desk.url(query), window, tasks="todo" in query, offline=offline) as feed:
        assert Counter(programs.until(window, feed.shown())) == wanted
        assert Counter(programs.until(window, feed.shown())) == wanted
    first, second = desk.answers("Thunderbird", before + 2)[before:]
    assert " 200 " in first
    assert " 304 " in second


@pytest.mark.parametrize("offline", [True, False], ids=["with a copy of its own", "without a copy"])
def test_one_edit_is_one_change_for_thunderbird(thunderbird: Thunderbird, tmp_path: Path, offline: bool) -> None:
    with (
        opened(tmp_path) as desk,
        thunderbird.subscribed(desk.url(), Look().window(TODAY), tasks=False, offline=offline) as feed,
    ):
        before = Counter(feed.shown())
        desk.retitle(uid_of(ONCE), "座谈会改名")
        after = Counter(feed.shown())
    (old,), (new,) = before - after, after - before
    assert (old.first, old.title, new.title) == (new.first, ONCE, "座谈会改名")
