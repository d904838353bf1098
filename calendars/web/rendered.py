"""Feeds as they were rendered, as many as memory is given for."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from ..feeds import USUAL, Look
from .answering import Variants

MOST_OCTETS = 64 * 1024 * 1024
"""Of the feeds that are asked for with options, plain and compressed: whoever asks for ever new ones fills no more."""


@dataclass(slots=True)
class Rendered:
    """Variants by the name of the feed and the look. Those of the usual look stay, of others the least used one goes first."""

    most: int = MOST_OCTETS
    octets: int = 0
    _usual: dict[str, Variants] = field(default_factory=dict)
    _others: OrderedDict[tuple[str, Look], Variants] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def __len__(self) -> int:
        return len(self._usual) + len(self._others)

    @property
    def size(self) -> int:
        """Bytes of memory of all of them, about."""
        return self.octets + sum(one.size for one in list(self._usual.values()))

    def get(self, name: str, look: Look = USUAL) -> Variants | None:
        """What was rendered; None where nothing was, or where it had to go."""
        if look == USUAL:
            return self._usual.get(name)
        with self._lock:
            found = self._others.get((name, look))
            if found:
                self._others.move_to_end((name, look))
            return found

    def put(self, name: str, look: Look, variants: Variants) -> None:
        """Keeps it."""
        if look == USUAL:
            self._usual[name] = variants
            return
        with self._lock:
            if (name, look) in self._others:
                return  # somebody else was faster
            self._others[name, look] = variants
            self.octets += variants.size
            while self.octets > self.most:
                _, gone = self._others.popitem(last=False)
                self.octets -= gone.size
