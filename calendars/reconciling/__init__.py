"""Later notices against the calendar: which stored event each date is of, and what becomes of it.

`reconciler.py` puts the ways together: by the date that gives way, by the name, by a date that is only set, by clauses without
one. `words.py` knows what is said around a date, `standing.py` who says it when, `becoming.py` what comes of it.
"""

from .drafts import is_relative
from .known import Known, Match, Sort
from .reconciler import Reconciler
from .redating import dates_after

__all__ = ["Known", "Match", "Reconciler", "Sort", "dates_after", "is_relative"]
