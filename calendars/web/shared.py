"""Rendered feeds that the processes which serve one database share; where that cannot be, each renders for itself."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Self

from ..feeds import Look
from ..lines import plain
from .answering import Variants

if TYPE_CHECKING:
    from ..store.renderings import Rendering, Renderings, State

PAUSE = 30.0
"""Seconds for which nothing is shared after that failed."""
ROOT = Path(__file__).parents[2]
GZIP = "gzip"
log = logging.getLogger(__name__)


@cache
def program() -> str | None:
    """A digest of all files of the program: two of one version number may differ, as when somebody tries out a change.

    None where they cannot be read. To be called as the program begins, before others can be put in the place of those that
    it runs.
    """
    digest, octets = hashlib.sha256(), 0
    try:
        for package in ("calendars", "rules"):
            for file in sorted((ROOT / package).rglob("*")):
                if file.is_file() and file.parent.name != "__pycache__":
                    content = file.read_bytes()
                    octets += len(content)
                    digest.update(f"{file.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
                    digest.update(content)
    except OSError:
        return None
    return digest.hexdigest() if octets else None


@dataclass(slots=True)
class Shared:
    """What other processes rendered, and what they may have of this one. Nothing here ever raises, or waits long."""

    renderings: Renderings
    setting: str
    """A digest of the program and of the settings that the bytes depend on."""
    _asked_again: float = 0.0
    _kept_again: float = 0.0
    """From when on others are asked, and given something, again."""
    _said: str | None = None
    """Why that failed, as it was logged."""

    @classmethod
    def of(cls, store: object, *settings: str | None) -> Self | None:
        """What is shared through the store by programs with the same settings; None where it is none that others have."""
        from ..store import Store  # only who shares needs them
        from ..store.renderings import Renderings

        found = Renderings.of(store) if isinstance(store, Store) and program() else None
        setting = hashlib.sha256(json.dumps([program(), *settings]).encode()).hexdigest()
        return cls(found, setting) if found else None

    def find(self, change: datetime | None, day: date, name: str, look: Look, *, secret: bool) -> Variants | None:
        """The feed as another process rendered it in that state of the data; None where none did."""
        if change is None or monotonic() < self._asked_again:
            return None
        try:
            found = self.renderings.find(self._state(change, day), _feed(name, look, secret))
            return _variants(found) if found else None
        except Exception as error:  # whatever a database may raise
            self._asked_again = self._kept_again = self._pause(error)
            return None

    def keep(
        self, change: datetime | None, day: date, name: str, look: Look, made: Variants, *, secret: bool
    ) -> Variants | None:
        """What all answer with in that state: these bytes, or those that another process kept first; None for neither."""
        from ..store.renderings import Rendering

        if change is None or monotonic() < self._kept_again:
            return None
        mine = Rendering(made.pack(GZIP), made.modified)
        try:
            found = self.renderings.keep(self._state(change, day), _feed(name, look, secret), mine)
            return _variants(found) if found else None
        except Exception as error:  # whatever a database may raise
            self._kept_again = self._pause(error)  # a replica can still be asked
            return None

    def _state(self, change: datetime, day: date) -> State:
        from ..store.renderings import State

        return State(change, day, self.setting)

    def _pause(self, error: Exception) -> float:
        """Until when it is left alone; says why, once for as long as it is the same."""
        if str(error) != self._said:
            self._said = str(error)
            log.warning("rendered feeds are not shared: %s", plain(self._said))
        return monotonic() + PAUSE


def _feed(name: str, look: Look, secret: bool) -> str:
    """A digest, for an index holds no long keys, and what somebody looks for in a secret feed need not stand in clear."""
    return hashlib.sha256(json.dumps([name, secret, repr(look)]).encode()).hexdigest()


def _variants(found: Rendering) -> Variants:
    """The bytes with their tags; raises ValueError where they are not whole."""
    return Variants.of(found.plain(), found.modified, {GZIP: found.packed})
