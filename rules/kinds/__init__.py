"""What a rule means: one class a kind, one file a family. A new kind goes here, its wording into `rules/languages/`."""

from .announced import Announced
from .civil import Fixed, Monthly, Periodic, Yearly
from .derived import Elapsed, Moved, Rolled, WeekOf
from .lunar import Lunar, LunarMonthly, SolarTerm
from .offsets import Anchored, Around, Due, Duration
from .runs import Lengths, Through
from .weeks import CONVENTIONS, NthWeek, NthWeekday, Weekly
from .working import NthWorkday

__all__ = [
    "CONVENTIONS",
    "Anchored",
    "Announced",
    "Around",
    "Due",
    "Duration",
    "Elapsed",
    "Fixed",
    "Lengths",
    "Lunar",
    "LunarMonthly",
    "Monthly",
    "Moved",
    "NthWeek",
    "NthWeekday",
    "NthWorkday",
    "Periodic",
    "Rolled",
    "SolarTerm",
    "Through",
    "WeekOf",
    "Weekly",
    "Yearly",
]
