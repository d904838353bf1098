"""Plain text, Markdown included, as its own outline."""

from __future__ import annotations

from collections.abc import Iterator

from .decode import decode_notice
from .formats import Part
from .limits import Limits
from .outline import Outline


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The text of a file as it stands: its offsets are those of the file.

    Raises UnreadNotice where it is no text, TooMuch where it is longer than is read.
    """
    yield Part(name, Outline(decode_notice(data, name, limits)))
