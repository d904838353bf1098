"""What the pages of the desk show, as plain values."""

from __future__ import annotations

from .fields import Wrong, changed_fields, fields_of, kinds, list_of
from .reading import Reading, reading_of_draft, reading_of_line, reading_of_rule
from .review import MOST_CHANGES, MOST_TEXT, Asked, Row, asked_of, choice_of, rows_of, seen_of, text_of
from .steps import Done, done_of, past_of, steps_of

__all__ = [
    "MOST_CHANGES",
    "MOST_TEXT",
    "Asked",
    "Done",
    "Reading",
    "Row",
    "Wrong",
    "asked_of",
    "changed_fields",
    "choice_of",
    "done_of",
    "fields_of",
    "kinds",
    "list_of",
    "past_of",
    "reading_of_draft",
    "reading_of_line",
    "reading_of_rule",
    "rows_of",
    "seen_of",
    "steps_of",
    "text_of",
]
