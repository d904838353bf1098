"""What a rule means: one class a kind, one file a family. A new kind goes here, its wording into `rules/languages/`."""

from .civil import Fixed, Monthly, Periodic, Yearly
from .offsets import Anchored, Around, Due, Duration
from .weeks import CONVENTIONS, NthWeek, NthWeekday, Weekly

__all__ = [
    "CONVENTIONS",
    "Anchored",
    "Around",
    "Due",
    "Duration",
    "Fixed",
    "Monthly",
    "NthWeek",
    "NthWeekday",
    "Periodic",
    "Weekly",
    "Yearly",
]
