"""Documents as blocks: what stands in a text, a page, a file of an office, and where.

Each name is loaded when it is first asked for: reading a file needs little of what makes blocks of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .blocks import Block, BlockKind, Cell, Document
    from .decode import decode_notice
    from .formats import format_of, outlines_of
    from .outline import Outline
    from .text import read_text

_PLACES = {
    "Block": "blocks",
    "BlockKind": "blocks",
    "Cell": "blocks",
    "Document": "blocks",
    "Outline": "outline",
    "decode_notice": "decode",
    "format_of": "formats",
    "outlines_of": "formats",
    "read_text": "text",
}

__all__ = [
    "Block",
    "BlockKind",
    "Cell",
    "Document",
    "Outline",
    "decode_notice",
    "format_of",
    "outlines_of",
    "read_text",
]


def __getattr__(name: str) -> object:
    """The public name, loaded now."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_PLACES[name]}", __name__), name)
    globals()[name] = value
    return value
