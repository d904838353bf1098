"""Characters with their places on pages, as lines, paragraphs and tables: what files of pages have in common, scans too."""

from .book import write_sheets
from .plane import Glyph, Sheet, Stroke, is_wide

__all__ = ["Glyph", "Sheet", "Stroke", "is_wide", "write_sheets"]
