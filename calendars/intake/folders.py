"""The files of a folder that may hold notices."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SKIPPED = (".", "~")
"""How the names of files and folders begin that programs keep for themselves: .git, ~$通知.docx."""
CHUNK = 1024 * 1024


def files_in(folder: Path) -> Iterator[Path]:
    """The files below a folder in the order of their names, those of programs left out; links to folders are not followed.

    Raises OSError where the folder cannot be read.
    """
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(SKIPPED):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_in(Path(entry.path))
        elif _is_file(entry):
            yield Path(entry.path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry may be read; a link that leads nowhere is told when it is opened."""
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return True


def states(folder: Path) -> dict[Path, tuple[int, int]]:
    """The files of a folder with their size and when they were last written to; one that is gone meanwhile is left out."""
    found = {}
    for path in files_in(folder):
        with suppress(OSError):
            stat = path.stat()
            found[path] = (stat.st_size, stat.st_mtime_ns)
    return found


def digest_of(data: bytes) -> str:
    """SHA-256 of a file, in hex: by this it is known again under any name."""
    return hashlib.sha256(data).hexdigest()
