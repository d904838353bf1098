"""What people and programs hand in, read into what actions take: the command line, pages and programs ask the same functions.

`lines.py` reads a line into an event, `edits.py` fields into an edit, `moves.py` a day and words into one date that takes
place at another time; `papers.py` reads a document into the notices in it, and `choices.py` lays what was read beside the
calendar and stores what somebody chose of it.
"""

from .choices import Pile, accept, kept_notice, look, meant, waiting_piles
from .edits import Edit, NothingGiven, check_fields, edit_of
from .lines import Line, line_of
from .moves import cancel, move
from .papers import LARGEST, Document, NoText, Paper, papers_in

__all__ = [
    "LARGEST", "Document", "Edit", "Line", "NoText", "NothingGiven", "Paper", "Pile", "accept", "cancel",
    "check_fields", "edit_of", "kept_notice", "line_of", "look", "meant", "move", "papers_in", "waiting_piles",
]  # fmt: skip
