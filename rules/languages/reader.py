"""What reads for people: a text as a rule, and where it was not understood the nearest wording that is."""

from __future__ import annotations

from datetime import date
from functools import partial

from ..errors import UnreadRule
from ..recurrence import Recurrence
from .parsing import read, tongues_of


def read_or_suggest(text: str, reference: date | None, lang: str | None = None) -> Recurrence:
    """The recurrence that the whole text names.

    Raises UnreadRule, which knows the nearest wording and looks for it when asked, and RuleError as `parse` does.
    """
    try:
        return read(text, reference, lang)
    except UnreadRule as error:
        from .suggest import suggest  # who is understood needs none of it

        error.usual = tongues_of(text, lang)[0].remedy
        error.search = partial(suggest, text, lang, reference)
        raise
