"""Documents as blocks: what stands in a text, a page, a file of an office, and where."""

from .blocks import Block, BlockKind, Cell, Document
from .decode import decode_notice
from .text import read_text

__all__ = ["Block", "BlockKind", "Cell", "Document", "decode_notice", "read_text"]
