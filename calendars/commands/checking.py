"""The command that judges any calendar: its faults, and what programs make of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from rules import Message, YuelingError

from ..errors_shown import complain
from ..terminal import LANG, emit_json, note, option, show, show_line, show_said
from .group import command
from .session import Session
from .shared import content_of

if TYPE_CHECKING:
    from ..ical.checking import Check

MOST_SHOWN = 200
"""Faults of a calendar that are printed; --json has all."""
_ADDRESS = re.compile(r"(?:https?|webcals?)://", re.IGNORECASE)


@command(
    "yueling check 科普.ics",
    "yueling check https://example.org/team.ics",
    "curl -s https://example.org/a.ics | yueling check -",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE|URL|-...")
@option(
    "--allow-private", "private", is_flag=True, help="also ask addresses of this machine and of the network at home"
)
@click.pass_obj
def check(session: Session, *, files: tuple[str, ...], private: bool) -> int:
    """Judges calendars, of whatever program: each fault with its line, what would be right, and what programs make of it.

    The exit code is 0 where there is no fault, else 1.
    """
    checks: list[Check] = []
    failed = False
    for name in files:
        try:
            checks.append(_checked(name, private=private))
        except (YuelingError, OSError) as error:
            failed = True
            complain(error, name, as_json=session.as_json and len(files) == 1)
    if session.as_json and (checks or len(files) > 1):
        emit_json({"calendars": [each.to_json(LANG.get()) for each in checks]})
    elif not session.as_json:
        for each in checks:
            _show(each)
    return 1 if failed or any(each.faults for each in checks) else 0


def _checked(name: str, *, private: bool) -> Check:
    """The check of a file, of standard input, or of what lies at an address. Raises YuelingError, OSError."""
    from ..ical.checking import Answer, checked

    if not _ADDRESS.match(name):
        return checked(name, content_of(name))
    from ..outside import fetch  # only where something lies at an address

    found = fetch(name, private=private)
    answer = Answer(found.status, found.content_type, found.etag, found.modified, found.url)
    return checked(found.url, found.data, answer)


def _show(each: Check) -> None:
    """Prints the faults, then how many there are."""
    from ..ical.checking import effect_words

    lang = LANG.get()
    for fault in each.faults[:MOST_SHOWN]:
        place = Message("line {line}", line=fault.line) if fault.line else Message("the answer")
        show_line(place, fault.said)
        for words in effect_words(fault, lang):
            show(f"    {words}")
    if (more := len(each.faults) - MOST_SHOWN) > 0:
        note(Message("{n} more are not shown here", n=more))
    show_said(each.summary())
