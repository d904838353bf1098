"""Rules written in Chinese, in the one canonical form that reads back to the same rule."""

from __future__ import annotations

from ...clock import hhmm
from ...kinds import Fixed
from ...recurrence import Recurrence
from .bounds import bounded_words
from .dates import day_words
from .wording import timed, wording


def write(recurrence: Recurrence) -> str:
    """The recurrence in canonical Chinese."""
    rule, clock = recurrence.rule, recurrence.clock
    if clock is None:
        text = str(wording(rule))
    elif isinstance(rule, Fixed) and rule.last is None:
        text = f"{day_words(rule.first)}{hhmm(clock.start or 0)}后"
    else:
        text = str(timed(rule, clock))
    return text if isinstance(rule, Fixed) else bounded_words(recurrence, text)
