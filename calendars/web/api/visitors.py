"""Who asks, as far as the interface needs to know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

EVERYBODY, READER, EDITOR = "nobody", "reader", "editor"
ROLES = (EVERYBODY, READER, EDITOR)
"""Who asks, in the order of what they may do."""


class Visitor(Protocol):
    """Who asks."""

    @property
    def role(self) -> str:
        """A name in ROLES."""


AskWho = Callable[[Request], Awaitable[Visitor]]
"""Says who asks."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who is not known."""

    role: str = EVERYBODY


async def nobody(_: Request) -> Visitor:
    """Nobody is known: nothing can be written."""
    return Stranger()
