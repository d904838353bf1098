"""Files that are replaced at once, so that nobody ever meets half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

TEMPORARY = ".yueling-"
"""Begins the name of a file that is not done yet."""
STALE = 3600
"""Seconds after which nobody writes to such a file any more."""


def write_whole(path: Path, data: bytes, mode: int) -> None:
    """Puts a file with these bytes and rights in the place of what was there; after an error that still stands."""
    with whole_file(path, mode) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path, mode: int) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of what was there when it is done; after an error that still stands."""
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
