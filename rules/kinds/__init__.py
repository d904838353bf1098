"""What a rule means: one class a kind, one file a family. A new kind goes here, its wording into `rules/languages/`."""

from .announced import Announced
from .civil import Fixed, Monthly, Periodic, Yearly
from .derived import Elapsed, Moved, Rolled, WeekOf
from .lunar import Lunar, LunarMonthly, SolarTerm
from .offsets import Anchored, Around, Due, Duration
from .rfc5545 import Rfc5545
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
    "Lunar",
    "LunarMonthly",
    "Monthly",
    "Moved",
    "NthWeek",
    "NthWeekday",
    "NthWorkday",
    "Periodic",
    "Rfc5545",
    "Rolled",
    "SolarTerm",
    "WeekOf",
    "Weekly",
    "Yearly",
]
