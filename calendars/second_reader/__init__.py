"""The second reader: a language model that an office may let look over what was read; it is never the one who decides.

`second_opinion` is the front door. It is loaded when it is asked for, since the settings name a `SecondReader` without it.
"""

from typing import TYPE_CHECKING

from .opinions import Asked, Missed, Opinion, Opinions
from .settings import LONGEST, TIMEOUT, BadSecondReader, SecondReader

if TYPE_CHECKING:
    from .second import second_opinion

__all__ = [
    "LONGEST",
    "TIMEOUT",
    "Asked",
    "BadSecondReader",
    "Missed",
    "Opinion",
    "Opinions",
    "SecondReader",
    "second_opinion",
]


def __getattr__(name: str) -> object:
    """The front door, loaded now."""
    if name != "second_opinion":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .second import second_opinion

    return second_opinion
