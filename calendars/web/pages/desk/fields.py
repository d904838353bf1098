"""The fields of an event as text, and which of them somebody changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....captions import kind_word
from ....changes_shown import own_dates
from ....events import KINDS, Event

NAMES = ("title", "kind", "rule", "place", "tags", "leads", "contact", "url", "note")
"""The fields, by their names in forms."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why something cannot be: the sentence, what would be right, and the text with the part that was not understood."""

    said: str
    remedy: str = ""
    before: str = ""
    part: str = ""
    """Empty where no text was read."""
    after: str = ""


def kinds(lang: str) -> list[tuple[str, str]]:
    """The kinds with what they are called."""
    return [(kind, kind_word(kind, lang)) for kind in KINDS]


def fields_of(event: Event, lang: str) -> dict[str, str]:
    """The fields of an event as text, as they stand in a form; the rule is empty where nothing says when."""
    leads = "" if event.leads is None else " ".join(lead.write() for lead in event.leads) or "none"
    texts = (event.title, event.kind, own_dates(event, lang), event.place or "", "，".join(event.tags), leads)
    more = (event.contact or "", event.url or "", event.note or "")
    return dict(zip(NAMES, (*texts, *more), strict=True))


def changed_fields(shown: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """The fields that came back as another text than was shown, without white space around it.

    >>> changed_fields({"title": "总结", "note": "甲\\n乙"}, {"title": " 年度总结 ", "note": "甲\\r\\n乙"})
    {'title': '年度总结'}
    """
    plain = {name: sent[name].replace("\r\n", "\n").strip() for name in shown if name in sent}
    return {name: text for name, text in plain.items() if text != shown[name].strip()}


def list_of(text: str, known: Sequence[str] = ()) -> list[str]:
    """The words of a field that holds several; white space parts them only where no known one has any.

    >>> list_of("科普，报送 例会"), list_of("a b，c", ["a b"])
    (['科普', '报送', '例会'], ['a b', 'c'])
    """
    marks = "[，,、;；\n]" if any(re.search(r"\s", one) for one in known) else r"[，,、;；\s]"
    return [word for part in re.split(marks, text) if (word := part.strip())]
