"""Documents as blocks: what stands in a text, a page, a file of an office, and where."""

from .blocks import Block, BlockKind, Cell, Document
from .decode import decode_notice
from .formats import format_of, outlines_of
from .outline import Outline
from .text import read_text

__all__ = ["Block", "BlockKind", "Cell", "Document", "Outline", "decode_notice", "format_of", "outlines_of", "read_text"]
