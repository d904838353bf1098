"""Files that are replaced at once, so that nobody ever meets half of one; and those that a person names for output."""

from __future__ import annotations

import errno
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import IO

from rules import Message, YuelingError

TEMPORARY = ".yueling-"
"""Begins the name of a file that is not done yet."""
STALE = 3600
"""Seconds after which nobody writes to such a file any more."""

OWN = 0o600
"""The rights of a new file: its owner's alone."""
STANDARD = "-"
"""Stands for standard output."""
_DATABASE = b"SQLite format 3\0"
_BESIDE = {
    "-wal": (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"),
    "-shm": (b"\x18\xe2\x2d\x00", b"\x00\x2d\xe2\x18"),
    "-journal": (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",),
}
"""The files that SQLite has beside a database, and how each of them begins."""


class DatabaseInTheWay(YuelingError):
    """A file for output that is a database, or belongs to one."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Message("{file}: that is a database, or belongs to one; it is not overwritten", file=str(path)),
            Message("write to another file"),
        )


class NoFolder(YuelingError):
    """A file for output in a folder that does not exist."""

    def __init__(self, path: Path) -> None:
        folder = str(path.parent)
        super().__init__(
            Message("{file}: the folder {folder} does not exist", file=str(path), folder=folder),
            Message("make it first: mkdir -p {folder}", folder=shlex.quote(folder)),
        )


@contextmanager
def output(path: Path) -> Iterator[IO[bytes]]:
    """What a person named for output, to write to: a file, or standard output for `-`.

    A file is replaced when it is done, and stands as it was after an error; it keeps its rights, a new one is its owner's
    alone, and a link stays a link to it. What is no file (a pipe, a device) is written to as it stands.

    Raises DatabaseInTheWay, NoFolder; OSError.
    """
    if str(path) == STANDARD:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        before: os.stat_result | None = path.stat()
    except FileNotFoundError:
        before = None
    if before and not S_ISREG(before.st_mode) and not S_ISDIR(before.st_mode):
        with path.open("wb") as stream:
            yield stream
        return
    real = Path(os.path.realpath(path))
    if is_of_a_database(real):
        raise DatabaseInTheWay(path)
    if not real.parent.is_dir() and not any(parent.is_file() for parent in real.parents):
        raise NoFolder(real)
    with whole_file(real, S_IMODE(before.st_mode) if before else OWN, before) as file:
        yield file


def is_of_a_database(path: Path) -> bool:
    """Whether a file is a database of SQLite or one that SQLite has beside it, under any name; or would be one by its name."""
    begin = _begin(path)
    if begin == _DATABASE or any(begin.startswith(magic) for magics in _BESIDE.values() for magic in magics):
        return True
    return any(
        path.name.endswith(end) and _begin(path.with_name(path.name.removesuffix(end))) == _DATABASE for end in _BESIDE
    )


def _begin(path: Path) -> bytes:
    """The first bytes of a file, as many as a database begins with; none where it cannot be read."""
    try:
        if not path.is_file():  # whoever opens a pipe to read waits for somebody who writes
            return b""
        with path.open("rb") as file:
            return file.read(len(_DATABASE))
    except (OSError, ValueError):
        return b""


def write_whole(path: Path, data: bytes, mode: int) -> None:
    """Puts a file with these bytes and rights in the place of what was there; after an error that still stands."""
    with whole_file(path, mode) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path, mode: int, owner: os.stat_result | None = None) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of what was there when it is done; after an error that still stands.

    It is the owner's of what was there where that is given, and where that may be done.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    try:
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    except OSError as error:  # it names the temporary file, which nobody asked for
        raise type(error)(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if owner and hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(temporary, owner.st_uid, owner.st_gid)
        os.chmod(temporary, mode)  # mkstemp keeps it to us
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def sweep(folder: Path) -> None:
    """Removes what killed runs left half written in the folder, an hour after its last change at the earliest."""
    with tempfile.TemporaryFile(dir=folder) as file:
        now = os.fstat(file.fileno()).st_mtime  # by the clock of the file system, which may be another machine's
    for path in folder.glob(f"{TEMPORARY}????????"):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink() and now - path.stat().st_mtime > STALE:
                path.unlink()
