"""Marks of forms: each form of a page carries one, which its own session alone can have got, and which counts once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum

MOST_USED = 20_000
"""How many used marks are remembered; where there are more, all that were given out before the oldest are over."""
LASTING = 12 * 3600.0
"""Seconds for which a form can be sent."""


class Sent(Enum):
    """What a form that comes back is."""

    FIRST = "first"
    AGAIN = "again"
    """It was sent before, or is too old to tell."""
    FOREIGN = "foreign"
    """It was not given out to this session."""


@dataclass(slots=True)
class Forms:
    """Gives out marks and takes them back, each once. They do not outlive the program: its key does not.

    >>> forms = Forms()
    >>> mark = forms.mark("session", 1.0)
    >>> [forms.take(mark, "another", 2.0).value, forms.take(mark, "session", 2.0).value]
    ['foreign', 'first']
    >>> forms.take(mark, "session", 3.0).value
    'again'
    >>> forms.give_back(mark)
    >>> forms.take(mark, "session", 4.0).value
    'first'

    Moments are seconds of a clock that only goes on.
    """

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _used: OrderedDict[str, float] = field(default_factory=OrderedDict, init=False)
    _floor: float = field(default=float("-inf"), init=False)
    """What was given out at this moment or before it is over."""

    def mark(self, session: str, moment: float) -> str:
        """A new mark for a form of the session."""
        body = f"{secrets.token_hex(16)}.{moment:.6f}"
        return f"{body}.{self._seal(session, body)}"

    def take(self, mark: str, session: str, moment: float) -> Sent:
        """What the mark is; from now on it is used."""
        body, _, seal = mark.rpartition(".")
        if not hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(session, body).encode()):
            return Sent.FOREIGN
        given = float(body.partition(".")[2])
        if body in self._used or given <= self._floor or given + LASTING < moment:
            return Sent.AGAIN
        self._used[body] = given
        while len(self._used) > MOST_USED:
            self._floor = max(self._floor, self._used.popitem(last=False)[1])
        return Sent.FIRST

    def give_back(self, mark: str) -> None:
        """Lets a mark that was taken be sent once more: what its form asked for was refused, and nothing was done."""
        self._used.pop(mark.rpartition(".")[0], None)

    def _seal(self, session: str, body: str) -> str:
        text = f"{session}\n{body}".encode("utf-8", "replace")
        return hmac.new(self.key, text, hashlib.sha256).hexdigest()
