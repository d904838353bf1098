"""What is written where a person named a place for it: no database is lost, and what stood there keeps what it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from calendars.files import is_of_a_database, output
from calendars.store import Store
from tests.test_cli import ROOT, Run, added, home, run

__all__ = ["run"]
WRITERS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "export": lambda file: ("export", "-o", file),
    "upcoming": lambda file: ("upcoming", "--days", "90", "--format", "csv", "-o", file),
    "backup": lambda file: ("backup", file),
}
writers = pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
Writer = Callable[[str], tuple[str, ...]]


@pytest.fixture
def database(run: Run, tmp_path: Path) -> Path:
    """The database that `run` works on, with an event in it."""
    added(run, "2026年5月30日 科技工作者日")
    return tmp_path / "events.sqlite3"


# -- databases ---------------------------------------------------------------------------------------------------------


@writers
@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["itself", "other spelling", "symbolic link", "hard link", "another one"])
def test_no_output_takes_the_place_of_a_database(
    run: Run, database: Path, tmp_path: Path, writer: Writer, name: str
) -> None:
    link = tmp_path / "link.csv"
    (tmp_path / "sub").mkdir()
    if name == "symbolic link":
        link.symlink_to(database)
    elif name == "hard link":
        link.hardlink_to(database)
    elif name == "another one":
        shutil.copy(database, link)
    spelled = {"itself": str(database), "other spelling": f"{tmp_path}/sub/../{database.name}"}
    before = database.read_bytes(), database.stat().st_ino
    ran = run(*writer(spelled.get(name, str(link))))
    assert ran.code == 1
    assert ran.out == ""
    assert "数据库" in ran.err
    assert (database.read_bytes(), database.stat().st_ino) == before
    assert len(run("list", "--json").json()) == 1


@writers
@pytest.mark.sqlite
@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_no_output_takes_the_place_of_what_belongs_to_a_database(
    run: Run, database: Path, writer: Writer, end: str
) -> None:
    beside = database.with_name(database.name + end)
    ran = run(*writer(str(beside)))
    assert ran.code == 1
    assert "数据库" in ran.err
    assert not beside.exists()


@pytest.mark.sqlite
def test_the_files_beside_an_open_database_are_known_by_their_content(database: Path, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{database}") as store, store.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE events SET title = 'x' WHERE org = this_org()")
        connection.commit()
        for end in ("-wal", "-shm"):
            link = tmp_path / f"link{end}.txt"
            link.hardlink_to(database.with_name(database.name + end))
            assert is_of_a_database(link)
    (tmp_path / "x-wal").write_text("no database")
    assert not is_of_a_database(tmp_path / "x-wal")


# -- what stood there --------------------------------------------------------------------------------------------------


@writers
def test_a_link_stays_a_link_and_the_rights_of_a_file_stay(
    run: Run, database: Path, tmp_path: Path, writer: Writer
) -> None:
    target, link = tmp_path / "folder" / "target.csv", tmp_path / "link.csv"
    target.parent.mkdir()
    target.write_text("before")
    target.chmod(0o664)
    link.symlink_to(target)
    assert run(*writer(str(link))).code == 0
    assert link.is_symlink()
    assert "科技工作者日" in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o664
    assert [*target.parent.iterdir()] == [target]


def test_a_link_that_leads_nowhere_gets_its_file(run: Run, database: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    link.symlink_to(target)
    assert run("export", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600


@writers
def test_a_pipe_is_written_to_and_stays_a_pipe(run: Run, database: Path, tmp_path: Path, writer: Writer) -> None:
    pipe, got = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert run(*writer(str(pipe))).code == 0
    reader.join(20)
    assert pipe.is_fifo()
    assert "科技工作者日".encode() in got[0]


@writers
def test_a_folder_that_is_missing_is_named(run: Run, database: Path, tmp_path: Path, writer: Writer) -> None:
    ran = run(*writer(str(tmp_path / "no" / "all.csv")))
    assert ran.code == 1
    assert f"文件夹 {tmp_path / 'no'} 不存在" in ran.err
    assert "mkdir -p" in ran.err
    assert not (tmp_path / "no").exists()


def test_after_an_error_what_stood_there_still_stands(tmp_path: Path) -> None:
    file = tmp_path / "all.txt"
    file.write_text("before")

    def fail() -> None:
        with output(file) as out:
            out.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert file.read_text() == "before"
    assert [*tmp_path.iterdir()] == [file]


# -- standard output ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["backup", "-"], ["export", "-o", "-"]], ids=" ".join)
def test_a_minus_is_standard_output(database: Path, tmp_path: Path, words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *words],
        cwd=tmp_path, env={**os.environ, **home(tmp_path), "PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
    )  # fmt: skip
    assert not (tmp_path / "-").exists()
    text = done.stdout.decode()
    assert "科技工作者日" in text
    assert text.startswith("{")
    assert json.loads(text.splitlines()[-1] if words[0] == "backup" else text)
