"""A year on paper: one large sheet, and a sheet a month, as a PDF whose bytes depend on nothing but the data."""

from __future__ import annotations

from .errors import NoFont, NoPrinter, UnfitFont
from .fonts import PLACES, TypeFace, font_at, font_found
from .planner import count_of, planner

__all__ = ["PLACES", "NoFont", "NoPrinter", "TypeFace", "UnfitFont", "count_of", "font_at", "font_found", "planner"]
