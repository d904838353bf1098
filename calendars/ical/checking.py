"""A calendar judged whole: its faults with what programs make of them, the answer that brought it, and a summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rules import Message

from .components import MOST_FAULTS, Fault
from .lint import lint
from .lint.effects import effects_of

HTML = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")
TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said beside the bytes."""

    status: int
    content_type: str
    etag: str
    modified: str
    url: str


@dataclass(frozen=True, slots=True)
class Check:
    """One calendar and what is wrong with it."""

    name: str
    """The file or the address."""
    size: int
    faults: tuple[Fault, ...]

    def summary(self) -> Message:
        """How many faults there are."""
        if not self.faults:
            return Message("{name}: no fault", name=self.name)
        if len(self.faults) >= MOST_FAULTS:
            return Message("{name}: {n} faults, and there may be more", name=self.name, n=len(self.faults))
        return Message("{name}: {n} faults", name=self.name, n=len(self.faults))

    def to_json(self, lang: str) -> dict[str, Any]:
        """The check for programs."""
        return {"name": self.name, "bytes": self.size, "faults": [fault_record(fault, lang) for fault in self.faults]}


def checked(name: str, data: bytes, answer: Answer | None = None) -> Check:
    """The check of a calendar; line 0 is that of the answer that brought it.

    >>> checked("x.ics", b"<html>").faults[0].law
    'calendar'
    """
    faults = list(answer_faults(answer, data)) if answer else []
    if not _is_calendar(data):
        if not any(fault.effect == "no calendar" for fault in faults):
            faults.append(
                Fault(1, "calendar", Message("no calendar: it does not begin with BEGIN:VCALENDAR"), "no calendar")
            )
        return Check(name, len(data), tuple(faults))
    return Check(name, len(data), (*faults, *lint(data)))


def _is_calendar(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:6].upper() == b"BEGIN:"


def answer_faults(answer: Answer, data: bytes) -> Iterator[Fault]:
    """What an answer over the network gets wrong."""
    if answer.status != 200:
        said = Message("the server answers with status {status}, not 200", status=answer.status)
        yield Fault(0, "http", said, "answered with an error")
        return
    if not data.strip() or data.lstrip()[:64].lower().startswith(HTML):
        said = Message(
            "the server answers 200 with a page or with nothing in place of the calendar; 503 would be right"
        )
        yield Fault(0, "http", said, "no calendar")
    kind, _, rest = answer.content_type.partition(";")
    if kind.strip().lower() != TYPE:
        said = Message(
            "the content type is {type}, not text/calendar; charset=utf-8", type=answer.content_type[:60] or "-"
        )
        yield Fault(0, "http", said)
    elif "charset" in rest.lower() and "utf-8" not in rest.lower():
        yield Fault(
            0, "http", Message("the content type names {charset}, a calendar is UTF-8", charset=rest.strip()[:40])
        )
    if not answer.etag and not answer.modified:
        said = Message("neither ETag nor Last-Modified: nobody can ask whether it has changed")
        yield Fault(0, "http", said, "no condition")
    elif not answer.etag:
        yield Fault(0, "http", Message("no ETag, only Last-Modified: a change within the same second is missed"))


def effect_words(fault: Fault, lang: str) -> list[str]:
    """What programs make of the fault, a line each; one that says so where none that was tried minds it."""
    effects = effects_of(fault.effect)
    if effects is None:
        return []
    if not effects:
        return [Message("no program that was tried refuses it").say(lang)]
    return [
        Message("{programs}: {what}", programs=("、" if lang == "zh" else ", ").join(programs), what=what).say(lang)
        for programs, what in effects
    ]


def fault_record(fault: Fault, lang: str) -> dict[str, Any]:
    """The fault for programs."""
    effects: Sequence[Any] = effects_of(fault.effect) or ()
    return {
        "line": fault.line or None,
        "law": fault.law,
        "said": fault.said.say(lang),
        "effects": [{"programs": list(programs), "effect": what.say(lang)} for programs, what in effects],
    }
