"""Rules on days: read from Chinese and English, stored as data, answered with dates. Pure: no clock, network or database."""

from .errors import RuleError, UnknownYear, UnreadNotice, UnreadRule, YuelingError
from .explain import explain, reading
from .languages import parse, write
from .messages import LANGUAGES, Message
from .notices import Finding, Notice, find, read_notice
from .observances import Observance, catalogue
from .reckoning import RECKONING, Reckoning
from .reckoning.workdays import WORKDAYS, Workdays
from .recurrence import Clock, Occurrence, Recurrence, hhmm
from .rule import Rule, rule_from_json
from .spans import FIRST_DAY, LAST_DAY, Span, shift

__all__ = [
    "FIRST_DAY",
    "LANGUAGES",
    "LAST_DAY",
    "RECKONING",
    "WORKDAYS",
    "Clock",
    "Finding",
    "Message",
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
    "explain",
    "find",
    "hhmm",
    "parse",
    "read_notice",
    "reading",
    "rule_from_json",
    "shift",
    "write",
]
