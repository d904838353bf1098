"""Rules on days: read from Chinese, stored as data, answered with dates. Pure: no clock, network or database.

The public names are all here. Each is loaded when it is first asked for, so that a program which only prints its help does
not pay for the grammar.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .clock import Clock, hhmm
    from .editions import Edition
    from .errors import RuleError, UnknownYear, UnreadNotice, UnreadRule, YuelingError
    from .expand import expand_all
    from .explaining import explain, reading
    from .languages import parse, write
    from .languages.ambiguity import other_readings, readings
    from .languages.tree import tree_lines
    from .messages import LANGUAGES, Message
    from .notices import BASES, Finding, Notice, find, read_notice
    from .observances import Observance, catalogue
    from .reckoning import RECKONING, Reckoning
    from .reckoning.workdays import WORKDAYS, Workdays
    from .recurrence import Move, Occurrence, Recurrence
    from .rule import Rule, rule_from_json
    from .spans import FIRST_DAY, LAST_DAY, Span, shift

PLACES = {
    "editions": ("Edition",),
    "errors": ("RuleError", "UnknownYear", "UnreadNotice", "UnreadRule", "YuelingError"),
    "expand": ("expand_all",),
    "explaining": ("explain", "reading"),
    "languages": ("parse", "write"),
    "languages.ambiguity": ("other_readings", "readings"),
    "languages.tree": ("tree_lines",),
    "messages": ("LANGUAGES", "Message"),
    "notices": ("BASES", "Finding", "Notice", "find", "read_notice"),
    "observances": ("Observance", "catalogue"),
    "reckoning": ("RECKONING", "Reckoning"),
    "reckoning.workdays": ("WORKDAYS", "Workdays"),
    "clock": ("Clock", "hhmm"),
    "recurrence": ("Move", "Occurrence", "Recurrence"),
    "rule": ("Rule", "rule_from_json"),
    "spans": ("FIRST_DAY", "LAST_DAY", "Span", "shift"),
}
_MODULE = {name: module for module, names in PLACES.items() for name in names}

__all__ = [
    "BASES",
    "FIRST_DAY",
    "LANGUAGES",
    "LAST_DAY",
    "RECKONING",
    "WORKDAYS",
    "Clock",
    "Edition",
    "Finding",
    "Message",
    "Move",
    "Notice",
    "Observance",
    "Occurrence",
    "Reckoning",
    "Recurrence",
    "Rule",
    "RuleError",
    "Span",
    "UnknownYear",
    "UnreadNotice",
    "UnreadRule",
    "Workdays",
    "YuelingError",
    "catalogue",
    "expand_all",
    "explain",
    "find",
    "hhmm",
    "other_readings",
    "parse",
    "read_notice",
    "reading",
    "readings",
    "rule_from_json",
    "shift",
    "tree_lines",
    "write",
]


def __getattr__(name: str) -> object:
    """The public name, loaded now."""
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULE[name]}", __name__), name)
    globals()[name] = value
    return value
