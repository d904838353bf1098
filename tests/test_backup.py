"""`yueling backup` and `yueling restore`: everything comes back, nothing is reminded twice, nothing is half done."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import cli
from calendars.actions import add, edit, remove
from calendars.actions.organising import add_organisation
from calendars.events import Event, uid_of
from calendars.exchange import exported, read_file
from calendars.feeds import feed_window
from calendars.store import Store
from calendars.store.backup import BadBackup, check
from rules import RECKONING, Recurrence, parse
from rules.kinds import Yearly
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.settings import Settings

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
DAY = timedelta(days=1)


def event(name: str, tags: tuple[str, ...] = ()) -> Event:
    return Event(uid_of(name), name, "deadline", parse("2026年4月15日前"), tags)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A database with everything in it: events, corrections, removals, a year of days off, reminders that went out."""
    file = tmp_path / "full.db"
    with Store.open(f"sqlite:///{file}", create=True) as store:
        for name in ("报送甲", "报送乙", "报送丙"):
            add(store, event(name, tags=("科普",)), NOW)
        edit(store, uid_of("报送乙"), NOW, title="改过的")
        remove(store, uid_of("报送丙"), NOW)
        remind(store, SETTINGS, NOW, io.StringIO())
    return file


SETTINGS = Settings(recipients=(Recipient("办公室"),))


def lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][1:-1]


def test_everything_comes_back_in_another_database(full: Path, tmp_path: Path) -> None:
    first, second, other = tmp_path / "1.jsonl", tmp_path / "2.jsonl", tmp_path / "new" / "other.db"
    with Store.open(f"sqlite:///{full}") as store:
        kept = store.back_up(first, NOW)
        history = store.steps(99), store.past(uid_of("报送乙")), store.decisions()
    assert first.stat().st_mode & 0o777 == 0o600
    assert kept.events == 2
    Store.make_from(other, first, NOW + DAY)
    assert other.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in other.parent.iterdir()] == ["other.db"]
    with Store.open(f"sqlite:///{other}") as store:
        assert store.check() == []
        store.back_up(second, NOW + DAY)
        assert (store.steps(99), store.past(uid_of("报送乙")), store.decisions()) == history
        out = io.StringIO()
        assert remind(store, SETTINGS, NOW + timedelta(hours=1), out).sent == 0
        assert out.getvalue() == ""
    assert lines(second) == lines(first)


def test_what_was_sent_after_the_backup_is_not_sent_again(full: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    with Store.open(f"sqlite:///{full}") as store:
        store.back_up(copy, NOW)
        later = NOW + 6 * DAY
        assert remind(store, SETTINGS, later, io.StringIO()).sent == 2
        store.put_back(copy, later)
        assert remind(store, SETTINGS, later, io.StringIO()).sent == 0


def test_calendars_see_sequences_go_on(full: Path, tmp_path: Path) -> None:
    copy, uid = tmp_path / "copy.jsonl", uid_of("报送甲")
    with Store.open(f"sqlite:///{full}") as store:
        store.back_up(copy, NOW)
        for number in range(3):
            edit(store, uid, NOW, title=f"第{number}稿")
        add(store, event("后来的"), NOW)
        for _ in range(2):
            edit(store, uid_of("后来的"), NOW, note=f"{_}")
        seen, last, change = store.event(uid).sequence, store.event(uid_of("后来的")).sequence, store.last_change()
        store.put_back(copy, NOW)
        assert store.event(uid).title == "报送甲"
        assert store.event(uid).sequence > seen
        assert change
        assert (store.last_change() or NOW) > change
        add(store, event("后来的"), NOW)
        assert store.event(uid_of("后来的")).sequence > last


def test_a_backup_is_of_one_organisation_and_touches_no_other(full: Path, tmp_path: Path) -> None:
    first, second, again = tmp_path / "1.jsonl", tmp_path / "2.jsonl", tmp_path / "again.jsonl"
    with Store.open(f"sqlite:///{full}") as store:
        other = store.within(add_organisation(store, "fujian", "福建省科协", NOW).number)
        assert not other.holds_anything()
        add(other, event("别处的"), NOW)
        store.back_up(first, NOW)
        other.back_up(second, NOW)
        assert not [row for row in (*lines(first), *lines(second)) if "org" in row[1]]
        assert {row[1]["uid"] for row in lines(second) if row[0] == "events"} == {uid_of("别处的")}
        before = store.events()
        other.put_back(first, NOW + DAY, foreign=True)
        assert {one.uid for one in other.events()} == {one.uid for one in before}
        assert remind(other, SETTINGS, NOW, io.StringIO()).sent, "its own readers have heard nothing of it yet"
        edit(other, uid_of("报送甲"), NOW + DAY, title="别处改的")
        store.back_up(again, NOW)
        assert lines(again) == lines(first)


@pytest.mark.parametrize("name", ["organisations", "event_words", "sessions"])
def test_what_stands_in_no_backup_is_taken_from_none(full: Path, tmp_path: Path, name: str) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(with_row(full, tmp_path, f'["{name}", {{}}]'))
    with pytest.raises(BadBackup, match="damaged in line 2"):
        check(bad)


def test_a_backup_does_not_say_for_whom_it_is_put_back(full: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(with_row(full, tmp_path, '["marks", {"org": 2, "name": "x", "value": "y"}]'))
    with pytest.raises(BadBackup, match="damaged in line 2"):
        check(bad)


def with_row(full: Path, folder: Path, row: str) -> bytes:
    """A backup, whole and with the right digest, whose second line is that row."""
    copy = folder / "whole.jsonl"
    with Store.open(f"sqlite:///{full}") as store:
        store.back_up(copy, NOW)
    first, *others, last = copy.read_bytes().splitlines(keepends=True)
    body = b"".join([first, row.encode() + b"\n", *others])
    end = json.loads(last)
    name = json.loads(row)[0]
    end["rows"][name] = end["rows"].get(name, 0) + 1
    return body + json.dumps({**end, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"


def damaged(copy: Path) -> dict[str, bytes]:
    data = copy.read_bytes()
    parts = data.splitlines(keepends=True)
    return {
        "cut short": data[: len(data) // 2],
        "cut short at the end of a line": b"".join(parts[:-1]),
        "its end is missing": b"".join(parts[:2]),
        "changed": data.replace("报送甲".encode(), "报送丁".encode()),
        "continued": data + b"[]\n",
        "a line is gone": b"".join([*parts[:2], *parts[3:]]),
        "newer": data.replace(b'"schema":"0', b'"schema":"9'),
        "newer form": data.replace(b'"version":1', b'"version":2'),
        "another program": b'{"format": "other"}\n',
        "nothing": b"",
        "bytes": bytes(range(256)) * 9,
        "deep": b"[" * 100_000,
        "no table": parts[0] + b'["sqlite_master", {"a": 1}]\n' + parts[-1],
        "no column": parts[0] + b'["events", {"a": 1}]\n' + parts[-1],
        "no row": parts[0] + b'["events", []]\n' + parts[-1],
    }


def test_a_backup_that_is_none_replaces_nothing(full: Path, tmp_path: Path) -> None:
    copy, bad = tmp_path / "copy.jsonl", tmp_path / "bad.jsonl"
    with Store.open(f"sqlite:///{full}") as store:
        store.back_up(copy, NOW)
        before = lines(copy)
        assert check(copy).events == 2
        for name, data in damaged(copy).items():
            bad.write_bytes(data)
            with pytest.raises(BadBackup, match=r"bad\.jsonl: .*; "):
                store.put_back(bad, NOW)
            with pytest.raises(BadBackup):
                Store.make_from(tmp_path / "new.db", bad, NOW)
            assert not (tmp_path / "new.db").exists(), name
        store.back_up(tmp_path / "after.jsonl", NOW)
    assert lines(tmp_path / "after.jsonl") == before


def test_a_full_disk_leaves_the_backup_before_as_it_was(full: Path, tmp_path: Path) -> None:
    """The limit holds for compiled modules too, which would be kept half written: none are."""
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(b"the one before")
    limited = (
        "import resource, signal, sys; sys.dont_write_bytecode = True; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); import cli; sys.exit(cli.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "--lang", "en", "--db", f"sqlite:///{full}", "backup", str(copy)],
        capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert copy.read_bytes() == b"the one before"
    assert not list(tmp_path.glob(".yueling-*"))


def run(*args: str) -> int:
    return cli.main(["--lang", "en", *args], now=lambda: NOW)


def test_restoring_over_something_asks_and_keeps_it(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, copy = f"sqlite:///{full}", str(tmp_path / "copy.jsonl")
    assert run("--db", url, "backup", copy) == 0
    assert run("--db", url, "add", "5.30 科技工作者日") == 0
    assert run("--db", url, "restore", copy) == 2
    assert "add --yes" in capsys.readouterr().err
    assert run("--db", url, "restore", copy, "--yes") == 0
    said = capsys.readouterr()
    assert "restored: 2 events, as of 2026-04-08 09:00+08:00" in said.out
    (aside,) = tmp_path.glob("full.db.before-restore-*.jsonl")
    assert str(aside) in said.err
    assert check(aside).events == 3
    assert run("--db", url, "restore", str(aside), "--yes") == 0
    with Store.open(url) as store:
        assert store.count() == 3


def test_a_database_of_another_program_is_not_replaced(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, strange = str(tmp_path / "copy.jsonl"), tmp_path / "strange.db"
    assert run("--db", f"sqlite:///{full}", "backup", copy) == 0
    with sqlite3.connect(strange) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = strange.read_bytes()
    assert run("--db", f"sqlite:///{strange}", "restore", copy, "--yes") == 1
    assert "another program" in capsys.readouterr().err
    assert strange.read_bytes() == before


@pytest.mark.sqlite
@pytest.mark.parametrize("how", ["junk", "cut short", "damaged page"])
def test_a_broken_database_is_set_aside_and_the_backup_restored(
    full: Path, tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, url = str(tmp_path / "copy.jsonl"), f"sqlite:///{full}"
    assert run("--db", url, "backup", copy) == 0
    whole = full.read_bytes()
    broken = {
        "junk": b"no database at all" * 20,
        "cut short": whole[:5000],
        "damaged page": whole[:100] + b"\xff" * 9000,
    }
    full.write_bytes(broken[how])
    assert run("--db", url, "list") == 1
    assert "restore" in capsys.readouterr().err, "the remedy names the command that helps"
    assert run("--db", url, "restore", copy) == 2, "nobody can be asked"
    assert full.read_bytes() == broken[how]
    assert run("--db", url, "restore", copy, "--yes") == 0
    said = capsys.readouterr().err
    (aside,) = tmp_path.glob("full.db.broken-*")
    assert str(aside) in said
    assert aside.read_bytes() == broken[how]
    with Store.open(url) as store:
        assert store.check() == []
        assert store.count() == 2
    full.write_bytes(b"broken once more")
    assert run("--db", url, "restore", copy, "--yes") == 0
    assert len([*tmp_path.glob("full.db.broken-*")]) == 2


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system does not list what a process has open")
def test_a_restore_leaves_nothing_open(full: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    assert run("--db", f"sqlite:///{full}", "backup", str(copy)) == 0
    before = len(os.listdir("/proc/self/fd"))
    for number in range(5):
        Store.make_from(tmp_path / f"{number}.db", copy, NOW)
    assert len(os.listdir("/proc/self/fd")) < before + 5


def test_where_the_backup_is_bad_a_broken_database_stays_where_it_is(full: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_text("no backup")
    full.write_bytes(b"no database")
    assert run("--db", f"sqlite:///{full}", "restore", str(copy), "--yes") == 1
    assert full.read_bytes() == b"no database"
    assert [*tmp_path.glob("*.broken-*")] == []


def test_a_copy_made_while_others_write_is_of_one_moment(full: Path, tmp_path: Path) -> None:
    writer = (
        "import sys; from datetime import *; from calendars.store import Store; from calendars.events import *; "
        "from rules import Recurrence; from rules.kinds import Yearly; now = datetime(2026, 4, 8, tzinfo=UTC)\n"
        "with Store.open(sys.argv[1]) as store:\n"
        " for n in range(60): store.save([Event(uid_of(str(n), k), 'x', 'event', Recurrence(Yearly(5, 1))) for k in 'ab'], now)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", writer, f"sqlite:///{full}"], cwd=Path(__file__).parent.parent
    ) as other:
        with Store.open(f"sqlite:///{full}") as store:
            for number in range(10):
                kept = store.back_up(tmp_path / f"{number}.jsonl", NOW)
                assert kept.events % 2 == 0, "pairs are stored in one step"
                assert check(tmp_path / f"{number}.jsonl").rows == kept.rows
        assert other.wait() == 0


def test_an_export_of_more_than_ten_thousand_events_is_taken_in_again(tmp_path: Path) -> None:
    rule = Recurrence(Yearly(5, 30))
    events = [Event(uid_of(str(n)), f"事项{n}", "observance", rule) for n in range(10_001)]
    for shape in ("json", "ics"):
        data = exported(events, shape, feed_window(NOW.date()), RECKONING)
        assert len(read_file(data)) == 10_001


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from calendars.store import Store, backup

def die(*_, **more): os.kill(os.getpid(), signal.SIGKILL)

backup.number_it = die
copy, place, how = sys.argv[1:]
now = datetime(2026, 4, 9, tzinfo=UTC)
if how == "fresh":
    Store.make_from(Path(place), Path(copy), now)
else:
    Store.open(place).put_back(Path(copy), now)
"""


@pytest.mark.parametrize("how", ["fresh", "over"])
def test_killed_at_its_end_a_restore_has_changed_nothing(full: Path, tmp_path: Path, how: str) -> None:
    copy, before, after = (tmp_path / f"{n}.jsonl" for n in range(3))
    with Store.open(f"sqlite:///{full}") as store:
        store.back_up(copy, NOW)
        add(store, event("后来的"), NOW)
        store.back_up(before, NOW)
    file, url = tmp_path / "new.db", f"sqlite:///{full}"
    place = str(file) if how == "fresh" else url
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", KILLED, str(copy), place, how], cwd=root, check=False)
    assert done.returncode == -9
    if how == "fresh":
        assert not file.exists()
        return
    with Store.open(url) as store:
        assert store.check() == []
        store.back_up(after, NOW)
    assert lines(after) == lines(before)
