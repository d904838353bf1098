"""Characters with their places on pages, as lines, paragraphs and tables: what files of pages have in common, scans too."""

from .book import write_sheets
from .plane import Glyph, Sheet, Stroke

__all__ = ["Glyph", "Sheet", "Stroke", "write_sheets"]
