"""Answers kept in a folder, so that the same text is asked about once: files that only their owner reads, few and small.

A folder and no table: what is kept can be thrown away at any time, belongs in no backup of the calendar, and must not be
there where the database is handed on.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

MOST_FILES = 200
MOST_OCTETS = 512 * 1024
"""Of one file; the folder holds at most as many of them as `MOST_FILES`."""
SUFFIX = ".answer"


class Given(NamedTuple):
    """An answer as it came, and when."""

    when: datetime
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder of answers; where it cannot be read or written, nothing is kept and the question is asked again."""

    folder: Path

    @classmethod
    def usual(cls) -> Kept:
        """The platform's place for what can be thrown away."""
        from platformdirs import user_cache_path  # needed only where somebody is asked

        return cls(user_cache_path("yueling", appauthor=False) / "second_reader")

    def find(self, digest: str) -> Given | None:
        """The answer that is kept under the digest; None where there is none."""
        try:
            file = os.open(self.folder / (digest + SUFFIX), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with open(file, "rb") as stream:
                said = os.fstat(file)
                if not stat.S_ISREG(said.st_mode) or said.st_size > MOST_OCTETS:
                    return None
                when, _, data = stream.read(MOST_OCTETS).partition(b"\n")
            given = datetime.fromisoformat(when.decode("ascii"))
        except (OSError, ValueError):
            return None
        return Given(given, data) if given.tzinfo else None

    def put(self, digest: str, when: datetime, data: bytes) -> None:
        """Keeps an answer; of too many the oldest go."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file, name = tempfile.mkstemp(dir=self.folder)  # readable by its owner alone
            try:
                with open(file, "wb") as stream:
                    stream.write(when.isoformat().encode("ascii") + b"\n" + data)
                os.replace(name, self.folder / (digest + SUFFIX))
            except OSError:
                os.unlink(name)
                raise
            self._shorten()

    def _shorten(self) -> None:
        ages = [(file.lstat().st_mtime, file) for file in self.folder.glob("*" + SUFFIX)]
        for _, file in sorted(ages, reverse=True)[MOST_FILES:]:
            file.unlink(missing_ok=True)
