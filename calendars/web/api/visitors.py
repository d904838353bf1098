"""Who asks, as far as the interface needs to know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

from ...access import NOBODY


class Visitor(Protocol):
    """Who asks."""

    @property
    def role(self) -> str:
        """`nobody`, `reader` or `editor` (`calendars.access`)."""

    @property
    def program(self) -> str:
        """What the history calls it; empty where it has no name."""


AskWho = Callable[[Request], Awaitable[Visitor]]
"""Says who asks."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who is not known."""

    role: str = NOBODY
    program: str = ""


async def nobody(_: Request) -> Visitor:
    """Nobody is known: nothing can be written."""
    return Stranger()
