"""An official document as read (Notice) and a date rule found in it (Finding)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from ..clock import Clock, hhmm
from ..messages import Message
from ..recurrence import Recurrence
from .documents.blocks import Document

ENGLISH_DATES = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?|january|february|march|april|june|july|august|september"
    r"|october|november|december|may (?=\d)|(?<=\d )may\b|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|every (?:day|week|month|year)|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})",
    re.IGNORECASE,
)
"""What shows that an English text has dates."""


@lru_cache(maxsize=8)
def digest_of(text: str) -> str:
    """SHA-256 of the text without white space, in hex; each draft of a notice asks for it, so the last ones are kept."""
    return hashlib.sha256(re.sub(r"\s+", "", text).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Notice:
    """An official document: its text and what stands at its head and foot."""

    text: str
    """The decoded document, line ends as they stand."""
    name: str = ""
    """The file's name, for messages."""
    title: str | None = None
    number: str | None = None
    """The document number (文号)."""
    issuer: str | None = None
    issued: date | None = None
    """The date of the document (成文日期)."""
    printed: date | None = None
    """The date of printing (印发日期)."""
    addressees: tuple[str, ...] = ()
    dated: tuple[tuple[int, int], ...] = ()
    """Where the dates of issue and printing stand in the text."""
    document: Document | None = field(default=None, repr=False, compare=False)
    """Its blocks; None where it was made from its text alone."""
    remarks: tuple[Message, ...] = field(default=(), compare=False)
    """What of its file could not be read: a page that is a picture."""

    @property
    def digest(self) -> str:
        """What the notice is known by: SHA-256 of its text without white space, in hex."""
        return digest_of(self.text)

    def in_english(self) -> bool:
        """Whether it is a notice in English with dates, which nobody reads here: most of its letters are Latin."""
        latin, han = (len(re.findall(letters, self.text)) for letters in ("[A-Za-z]", "[\u4e00-\u9fff]"))
        return latin > 8 * han and bool(ENGLISH_DATES.search(self.text))

    def to_json(self) -> dict[str, Any]:
        """The head and foot of the notice as plain JSON; dates in ISO 8601."""
        return {
            "title": self.title,
            "number": self.number,
            "issuer": self.issuer,
            "issued": self.issued and self.issued.isoformat(),
            "printed": self.printed and self.printed.isoformat(),
            "addressees": list(self.addressees),
        }


BASES = {
    "sentence": Message("the year is that of the date before it in the sentence"),
    "title": Message("the year is that of the title"),
    "opening": Message("the year is that of the first sentence"),
    "issued": Message("the year is told from the date of the notice"),
    "received": Message("the year is told from the day on which the notice was received"),
}
"""Where a year that the words leave out may be taken from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A date rule found in a notice: the words, what they mean, and who has to do what."""

    start: int
    end: int
    """Offsets of the quote in the notice's text, in code points, end excluded."""
    quote: str
    kind: str
    role: str
    """`calendar` where it belongs on a calendar, `context` where it only explains."""
    recurrence: Recurrence | None = None
    """None where the text gives no date (适时) or its reading is not sure."""
    title: str | None = None
    action: str | None = None
    actor: str | None = None
    recipient: str | None = None
    sentence: str = ""
    basis: str | None = None
    """Where a year that the words leave out was taken from: a name in BASES; None where nothing was left out."""

    principle: str | None = None
    """The principle by which it was judged: a name of `judge.py`, `form` where none spoke, `gone` where it is cancelled or gives
    way, `beside` where its date stands beside it; None where its form alone says what it is."""
    plain: Recurrence | None = None
    """The same without the clause beside it (每周一，7月除外): its value stands in where the notation has none for both."""
    act: str | None = None
    """What the notice does here with what was set before: a name in `undated.ACTS`; None where it sets something."""
    former: Recurrence | None = None
    """The date that gives way to this one, where the notice names it."""
    by: tuple[int, str] | None = None
    """By how much a date is put off, where no other one is named: an amount and its unit as written."""
    at: Clock | None = None
    """The time of day to which something moves whose day stays."""
    place: str | None = None
    """Where it takes place, as far as the notice says that."""
    titled: bool = False
    """Whether it stands in the title of the notice."""
    unread: tuple[Message, ...] = ()
    """Why no rule was made of its words, where they look like one (2月30日), and what would be right."""

    @property
    def value(self) -> str | None:
        """The meaning in ISO 8601, EDTF or R/… words; a clock of the text is part of it."""
        if self.recurrence is None:
            return None
        return value_of(self.recurrence) or (value_of(self.plain) if self.plain else None)

    def reason(self, lang: str) -> str | None:
        """Why no rule was made of its words, and what would be right; None where one was made."""
        return ("；" if lang == "zh" else "; ").join(said.say(lang) for said in self.unread) or None

    def to_json(self, rule: str | None, lang: str = "en") -> dict[str, Any]:
        """The finding as plain JSON; `rule` is its canonical text, and why no rule was made of it in the language."""
        found = self.recurrence
        inclusive = found.rule.deadline() if found else None
        return {
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "kind": self.kind,
            "role": self.role,
            "title": self.title,
            "value": self.value,
            "rule": rule,
            "rrule": found.rule.rrule() if found else None,
            "inclusive": inclusive,
            "tentative": bool(found.doubts()) if found else self.role == "calendar",
            "action": self.action,
            "actor": self.actor,
            "recipient": self.recipient,
            "basis": self.basis,
            "unread": self.reason(lang),
            "anchor": getattr(found.rule, "anchor", None) if found and not inclusive else None,
        }


def value_of(recurrence: Recurrence) -> str | None:
    """The value of a recurrence with its clock: `../2026-04-07T17:30`."""
    value = recurrence.rule.value()
    clock = recurrence.clock
    if value is None or clock is None or value.startswith("R/P1Y") or "~" in value:
        return value
    start = "" if clock.start is None else "T" + hhmm(clock.start)
    end = "" if clock.end is None else "T" + hhmm(clock.end)
    if value.startswith("R/"):
        return value + start
    first, slash, last = value.partition("/")
    if slash:
        return f"{first}{'' if first == '..' else start}/{last}{'' if last == '..' else end}"
    return f"{value}{start}/{value}{end}" if end and start else value + start
