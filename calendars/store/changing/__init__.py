"""A step that changes the store: what it asks (known), what it writes (said, done, kept, saving), how it ends (step)."""

from __future__ import annotations

from .kept import READER
from .known import Origin
from .said import proposal_of
from .step import DRAFT, Changing

__all__ = ["DRAFT", "READER", "Changing", "Origin", "proposal_of"]
