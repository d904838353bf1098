"""What is done only when it is asked for a second time, with the code that the first answer gave."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from rules import Message, YuelingError

LASTING = 600.0
"""Seconds for which a code holds."""
MOST_CODES = 20
"""Codes that hold at once; the oldest gives way."""


class BadCode(YuelingError):
    """A code that was not given for this, was used, or holds no more."""

    def __init__(self) -> None:
        super().__init__(
            Message("this code does not confirm this content; nothing was stored"),
            Message(
                "ask once without a code, show the person what would be stored, and send the new code with the same words"
            ),
        )


def fresh_code() -> str:
    """A code that nobody guesses."""
    return secrets.token_hex(8)


@dataclass(slots=True)
class Confirmations:
    """Codes, each for exactly one content, for one use and for a while.

    `tick` tells seconds that only grow, `make` makes codes.

    >>> codes = Confirmations(tick=lambda: 0.0, make=lambda: "c0de")
    >>> codes.confirm(codes.offer("every Monday"), "every Monday")
    >>> codes.confirm("c0de", "every Monday")
    Traceback (most recent call last):
    calendars.mcp.confirming.BadCode: ...
    """

    tick: Callable[[], float] = monotonic
    make: Callable[[], str] = fresh_code
    _codes: OrderedDict[str, tuple[str, float]] = field(default_factory=OrderedDict)

    def offer(self, content: str) -> str:
        """A new code for the content."""
        code = self.make()
        self._codes[code] = _digest(content), self.tick() + LASTING
        while len(self._codes) > MOST_CODES:
            self._codes.popitem(last=False)
        return code

    def confirm(self, code: str, content: str) -> None:
        """Uses the code up, whatever comes of it; raises BadCode where it is none of this content."""
        digest, until = self._codes.pop(code, ("", 0.0))
        if digest != _digest(content) or self.tick() >= until:
            raise BadCode


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
