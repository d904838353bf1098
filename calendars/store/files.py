"""The file of an SQLite database: found in the URL, made for its owner only, told from another one. No SQLAlchemy here."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR
from threading import Lock
from urllib.parse import unquote

from calendars.system_words import system_reason
from rules import Message

from .errors import READ_ONLY, StoreError

KNOWN = (
    "0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013", "0014",
    "0015", "0016", "0017", "0018",
)  # fmt: skip
"""The migrations that this version knows, oldest first; a database at any other one is newer than the program."""
_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?:///([^?]+)(\?.*)?")
_MARK, _BEFORE = slice(60, 64), slice(68, 72)
"""Where the header of an SQLite file has the number that is ours (PRAGMA user_version), and the one before (application_id)."""
_WAL_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_WAL_HEADER, _FRAME_HEADER = 32, 24


def file_of(url: str) -> Path | None:
    """The file that a URL of SQLite names, in any of its forms; None for a database in memory or on a server.

    >>> file_of("sqlite:///events.sqlite3?timeout=5").name, file_of("sqlite:///file:a.db?uri=true").name
    ('events.sqlite3', 'a.db')
    """
    match = _SQLITE.fullmatch(url)
    if not match or match[1] == ":memory:":
        return None
    name = match[1]
    if name.startswith("file:"):
        name = unquote(re.sub(r"^file:(?://(?:localhost)?(?=/))?", "", name))
        if not name or name == ":memory:" or "mode=memory" in (match[2] or ""):
            return None
    return Path(name).absolute()


def is_plain(url: str) -> bool:
    """Whether the URL names a file and nothing else: no options, no URI of SQLite's own."""
    match = _SQLITE.fullmatch(url)
    return bool(match and not match[2] and not match[1].startswith("file:"))


def existing(path: Path) -> str:
    """The file as a URI of SQLite that opens it for reading and writing and never makes it.

    On a file system that is mounted read-only nobody writes, and nothing can be kept beside the file as SQLite would
    else have it: there it is read as it stands.
    """
    if hasattr(os, "statvfs"):
        with suppress(OSError):
            log = path.with_name(path.name + "-wal")
            if os.statvfs(path).f_flag & os.ST_RDONLY and not (log.exists() and log.stat().st_size):
                return f"{path.as_uri()}?mode=ro&immutable=1"
    return f"{path.as_uri()}?mode=rw"


def is_there(path: Path) -> bool:
    """Whether there is a file; raises StoreError where that cannot be seen, or a folder stands there."""
    try:
        found = path.stat()
    except PermissionError as error:
        said = Message("it may not be opened with your rights")
        raise StoreError(str(path), said, READ_ONLY[1]) from error
    except (OSError, ValueError):
        return False
    if S_ISDIR(found.st_mode):
        raise StoreError(str(path), Message("that is a folder"), Message("name a file in it"))
    return True


def make_file(path: Path) -> None:
    """Makes the folders (0700) and an empty file (0600) where they are missing.

    Raises StoreError.
    """
    if is_there(path):
        return
    make_folders(path)
    with _made(path):
        keep_logs(path)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def make_folders(path: Path) -> None:
    """Makes the folders above a file that are missing, for their owner only; raises StoreError."""
    with _made(path):
        for folder in reversed([parent for parent in path.parents if not parent.exists()]):
            folder.mkdir(mode=0o700, exist_ok=True)
        if not path.parent.is_dir():
            raise NotADirectoryError(path.parent)


def keep_logs(path: Path) -> None:
    """Renames the logs that lie where a database is to be made: they belong to one that was moved away without them.

    SQLite would delete them, or replay them into the new file; with them go the last changes of the other one.
    """
    for end in ("-wal", "-shm"):
        log = path.with_name(path.name + end)
        if log.exists():
            os.replace(log, log.with_name(log.name + ".left-behind"))


def set_aside(path: Path, aside: Path) -> None:
    """Renames a database together with its logs, so that they still belong to one another."""
    for end in ("-wal", "-shm", ""):  # itself last: where this is cut short it still stands, and is set aside again
        with suppress(FileNotFoundError):
            os.replace(path.with_name(path.name + end), aside.with_name(aside.name + end))


@contextmanager
def _made(path: Path) -> Iterator[None]:
    remedy = Message("choose a place that you may write with --db")
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(str(path), Message("a file stands where its folder should be"), remedy) from error
    except (OSError, ValueError) as error:
        said = Message("the database cannot be made here: {reason}", reason=system_reason(error))
        raise StoreError(str(path), said, remedy) from error


Identity = tuple[int, int, int]


def identity(path: Path) -> Identity | None:
    """What tells a database from another one that is put in its place: device, inode, and the number in its header.

    None where there is no file.
    """
    try:
        (device, inode), head = _head(path)
    except (OSError, ValueError):
        return None
    return device, inode, int.from_bytes(head[_MARK], "big")


_Place = tuple[int, int]
_MOST_OPEN = 64
_BINARY = getattr(os, "O_BINARY", 0)  # of Windows alone
_open: OrderedDict[_Place, int] = OrderedDict()
"""Descriptors of the databases that were looked into, by device and inode, the last ones.

They stay open: a process that closes a file, by whatever descriptor, loses all its locks on it (POSIX), those of SQLite
too. Other programs would then take themselves for the last ones, and delete the write-ahead log under us.
"""
_looking = Lock()


def _head(path: Path) -> tuple[_Place, bytes]:
    """Where the file lies, and the first 100 octets of it as they are now; raises OSError."""
    with _looking:
        found = path.stat()
        place = found.st_dev, found.st_ino
        if place not in _open:
            file = os.open(path, os.O_RDONLY | _BINARY)
            found = os.fstat(file)  # of what was opened: the path may have got another file meanwhile
            place = found.st_dev, found.st_ino
            _open[place] = file
            if len(_open) > _MOST_OPEN:
                os.close(_open.popitem(last=False)[1])
        _open.move_to_end(place)
        os.lseek(_open[place], 0, os.SEEK_SET)
        return place, os.read(_open[place], 100)


def refuse_foreign_log(path: Path) -> None:
    """Raises StoreError where the write-ahead log beside the file was written for another database.

    SQLite would replay it into the file: nothing in a log says to which file it belongs. Each database of ours has a
    number of its own in its header; where the log holds the first page, the number must stand in it, as that of the file or
    as the one that it had before.
    """
    log = path.with_name(path.name + "-wal")
    try:
        if not log.stat().st_size:
            return
        _, head = _head(path)
        own, others = int.from_bytes(head[_MARK], "big"), _numbers_in_log(log)
    except (OSError, ValueError):
        return
    if own and others and own not in others:
        said = Message(
            "the file {log} beside it belongs to another database, and would overwrite this one", log=log.name
        )
        remedy = Message(
            "stop the programs that use it, then move {log} and {index} to another folder",
            log=log.name,
            index=path.name + "-shm",
        )
        raise StoreError(str(path), said, remedy)


def _numbers_in_log(log: Path) -> set[int]:
    """The numbers in the first pages that a log holds, with those before them; none where it holds no such page."""
    found = set[int]()
    with log.open("rb") as file:
        head = file.read(_WAL_HEADER)
        if len(head) < _WAL_HEADER or head[:4] not in _WAL_MAGIC:
            return found
        size, salts = int.from_bytes(head[8:12], "big") or 65536, head[16:24]
        while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == salts:
            if int.from_bytes(frame[:4], "big") == 1:
                page = file.read(100)
                if len(page) < 100:
                    break
                found |= {int.from_bytes(page[part], "big") for part in (_MARK, _BEFORE)} - {0}
                file.seek(size - 100, os.SEEK_CUR)
            else:
                file.seek(size, os.SEEK_CUR)
    return found
