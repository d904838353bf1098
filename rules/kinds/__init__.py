"""What a rule means: one class a kind, one file a family. A new kind goes here, its wording into `rules/languages/`."""

from ..rule import rule_from_json
from .ahead import ahead_of, ahead_span, anchor_of, anchored_on, rebased, unanchored
from .announced import Announced, announcement
from .civil import Fixed, Monthly, Yearly
from .counting import Lasting, NthFrom
from .derived import Elapsed, Moved, Rolled, WeekOf
from .feasts import Easter, Equinox, Julian
from .filters import EachDay, Filtered, LeapYears, Together, filtered
from .lunar import Lunar, LunarMonthly, SolarTerm
from .offsets import Anchored, Around, Due, Duration
from .periodic import Periodic
from .rfc5545 import Rfc5545, standard_set
from .runs import Lengths, Through, through
from .substitutes import Case, Instead
from .weeks import CONVENTIONS, NthWeek, NthWeekday, Weekly
from .working import NthWorkday
from .years import DayOfYear, IsoWeek

__all__ = [
    "CONVENTIONS",
    "Anchored",
    "Announced",
    "Around",
    "Case",
    "DayOfYear",
    "Due",
    "Duration",
    "EachDay",
    "Easter",
    "Elapsed",
    "Equinox",
    "Filtered",
    "Fixed",
    "Instead",
    "IsoWeek",
    "Julian",
    "Lasting",
    "LeapYears",
    "Lengths",
    "Lunar",
    "LunarMonthly",
    "Monthly",
    "Moved",
    "NthFrom",
    "NthWeek",
    "NthWeekday",
    "NthWorkday",
    "Periodic",
    "Rfc5545",
    "Rolled",
    "SolarTerm",
    "Through",
    "Together",
    "WeekOf",
    "Weekly",
    "Yearly",
    "ahead_of",
    "ahead_span",
    "anchor_of",
    "anchored_on",
    "announcement",
    "filtered",
    "rebased",
    "rule_from_json",
    "standard_set",
    "through",
    "unanchored",
]
