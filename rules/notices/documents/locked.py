"""Documents that a password locks: what is said of them."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Part
from .limits import Limits


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """Nothing.

    Raises UnreadNotice, which says what to do.
    """
    said = Message("{name} is locked with a password", name=name)
    raise UnreadNotice(said, Message("open it, save it without a password, and read that"))
