"""How people write rules: a language is its tables of lexemes and phrases, and how it writes rules back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from ..recurrence import Recurrence
from .clauses import with_clauses


def write(rule: Recurrence, lang: str = "zh") -> str:
    """The recurrence in words; the Chinese is canonical: `parse` reads it back to the same recurrence.

    >>> write(parse("5·30"))
    '每年5月30日'
    """
    return with_clauses(rule, lang, _writer(lang))


def parse(text: str, lang: str | None = None, reference: date | None = None) -> Recurrence:
    """The recurrence that the whole text names: in words, as RRULE or content lines (RFC 5545), or as cron's five fields.

    `lang` says in which language ("zh" or "en"); without it the script of the text does. A rule without a year is yearly.
    A day of reference is needed only where the text leans on one (明年, 下月15日).

    >>> parse("9月19日至25日").rule.value()
    'R/P1Y/09-19/09-25'

    Raises UnreadRule where the text, or a part of it, is no rule; RuleError where its date cannot be (2月30日).
    """
    return _reader()(text.strip(), reference, lang)


@cache
def _reader() -> Callable[[str, date | None, str | None], Recurrence]:
    from .reader import read_or_suggest  # here, because who only writes rules needs no grammar

    return read_or_suggest


@cache
def _writer(lang: str) -> Callable[[Recurrence], str]:
    """What writes in the language; its tables are loaded when something is to be written."""
    if lang == "zh":
        from .zh import write as written
    else:
        from .en.table import write as written
    return written


__all__ = ["parse", "write"]
