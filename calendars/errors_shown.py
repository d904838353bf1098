"""What went wrong, said on stderr: the place, what is the matter there, and what would be right."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from textwrap import indent

import click

from rules import Message, UnreadRule, YuelingError

from .system_words import system_reason
from .terminal import LANG, emit_json, note, quoted, say, say_error, warn


def reason_of(error: Exception) -> str:
    """Why the system refused, in words."""
    reason = system_reason(error)
    return say(reason) if isinstance(reason, Message) else reason


def placed(place: str, said: str) -> str:
    """What is said with the place in front, unless it names that itself."""
    return said if quoted(place) in said else say(Message("{place}: {said}", place=place, said=said))


def complain(error: Exception, place: str = "", *, as_json: bool = False) -> int | None:
    """Says on stderr what was wrong, where, and what would be right; the exit code, or None for an error unforeseen.

    For a program (`as_json`) a record says the same on stdout.
    """
    if isinstance(error, click.ClickException):
        return complain_of_usage(error, as_json=as_json)
    below: list[str] = []
    if isinstance(error, YuelingError):
        said, *below = say_error(error).split("\n")  # what it quotes has no line ends any more: these are its own
    elif isinstance(error, OSError):
        place = str(error.filename or place)
        said = reason_of(error)
    else:
        return None
    if place != "-":
        said = placed(place, said)
    note(Message("error: {said}", said=said))
    for line in below:
        warn(line)
    if isinstance(error, UnreadRule):
        warn(indent(error.picture(), "  "))
    return hand_over(error, "\n".join((said, *below)), 1, as_json=as_json)


def hand_over(error: Exception, said: str, code: int, *, as_json: bool) -> int:
    """Prints the error as a record for a program, one line of JSON; the exit code."""
    if as_json:
        from .records import error_record  # only programs need it

        with suppress(OSError):  # what went wrong may be standard output itself
            emit_json(error_record(error, said, LANG.get(), code), indent=None)
    return code


def complain_of_usage(error: click.ClickException, *, as_json: bool = False) -> int:
    """The same for a command line that click refuses: what is wrong comes first, how it is used behind."""
    note(Message("error: {said}", said=error.format_message()))
    if isinstance(error, click.UsageError) and error.ctx:
        warn(error.ctx.get_usage())
        note(Message("`{command} --help` explains it", command=error.ctx.command_path))
    return hand_over(error, error.format_message(), error.exit_code, as_json=as_json)


def report_bug(error: Exception, verbose: bool, *, as_json: bool = False) -> int:
    """Says that something unforeseen happened; the whole of it goes into a file, or to stderr with -v."""
    import traceback  # needed only where the program itself failed

    whole = "".join(traceback.format_exception(error))
    if verbose:
        warn(whole)
    kept = kept_trace(whole)
    said = Message("unexpected {name}: {reason}", name=type(error).__name__, reason=str(error).partition("\n")[0][:200])
    remedy = (
        Message("Please report it with {place}", place=str(kept))
        if kept
        else Message("-v before the command shows more")
    )
    warn(f"{say(said)}. {say(remedy)}")
    return hand_over(error, say(said), 1, as_json=as_json)


def kept_trace(whole: str) -> Path | None:
    """The file in which the traceback was kept; None where it could not be."""
    from platformdirs import user_log_path  # needed only where the program itself failed

    try:
        file = user_log_path("yueling", appauthor=False, ensure_exists=True) / "error.log"
        file.write_text(whole, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return file


def ready_streams() -> None:
    """Makes output possible whatever the locale: Chinese that the terminal's encoding lacks must not end the run.

    Where standard output is closed (`>&-`) writing fails as on a pipe that nobody reads, and is not lost in silence.
    """
    if sys.stdout is None:
        reader, writer = os.pipe()
        os.close(reader)
        sys.stdout = os.fdopen(writer, "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            chinese = re.match(r"utf|gb|cp936|hz", stream.encoding or "", re.IGNORECASE)
            stream.reconfigure(encoding=None if chinese else "utf-8", errors="backslashreplace")
