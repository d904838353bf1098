"""The file of an SQLite database: found in the URL, made for its owner only. Nothing here needs SQLAlchemy."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rules import Message

from .errors import StoreError

KNOWN = ("0001", "0002", "0003", "0004", "0005")
"""The migrations that this version knows, oldest first; a database at any other one is newer than the program."""


def file_of(url: str) -> Path | None:
    """The file that a URL names; None for a database in memory, on a server, or with options in its URL.

    >>> file_of("sqlite:///events.sqlite3").name
    'events.sqlite3'
    """
    match = re.fullmatch(r"sqlite(?:\+pysqlite)?:///([^?]+)", url)
    if not match or match[1] == ":memory:" or match[1].startswith("file:"):
        return None
    return Path(match[1]).absolute()


def make_file(path: Path) -> None:
    """Makes the folder (0700) and an empty file (0600) where they are missing.

    Raises StoreError.
    """
    if path.is_file():
        return
    if path.is_dir():
        raise StoreError(str(path), Message("that is a folder"), Message("name a file in it"))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except (FileExistsError, NotADirectoryError) as error:
        said = Message("a file stands where its folder should be")
        raise StoreError(str(path), said, Message("choose a place that you may write with --db")) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        said = Message("the database cannot be made here: {reason}", reason=reason)
        raise StoreError(str(path), said, Message("choose a place that you may write with --db")) from error
