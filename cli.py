"""The command line: builds the parts, calls one command, turns errors into words on stderr and an exit code.

Beside scheduler/clock.py the only place that reads the clock. The commands stand in calendars/commands and
scheduler/commands; what is heavy is imported inside the command that needs it, so that `yueling --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

try:
    import click

    from calendars.commands import (
        accounts,
        adding,
        assisting,
        checking,
        completing,
        correcting,
        duties,
        exchanging,
        explaining,
        feeds,
        finding,
        holidays,
        keeping,
        looking,
        organising,
        planning,
        reading,
        reviewing,
        subscribing,
        tokens,
    )
    from calendars.commands.group import cli
    from calendars.errors_shown import complain, ready_streams, report_bug
    from calendars.terminal import language, note, shanghai, speak
    from rules import Message, commands_for
    from scheduler import (
        channel_commands,
        commands,
        demo,
        organisation_commands,
        outbox_commands,
        people,
        serving,
        working,
    )
    from scheduler.session import Session
except KeyboardInterrupt:  # Ctrl-C while the program is loaded: there is nothing to tell yet
    sys.exit(130)

COMMANDS = (
    reading,
    reviewing,
    adding,
    finding,
    looking,
    correcting,
    completing,
    duties,
    explaining,
    exchanging,
    planning,
    subscribing,
    checking,
    keeping,
    holidays,
    feeds,
    accounts,
    tokens,
    organising,
    organisation_commands,
    assisting,
    people,
    commands,
    channel_commands,
    outbox_commands,
    serving,
    working,
    demo,
)
"""Where the commands stand: loaded, they are known."""


def clock() -> datetime:
    """The moment, with the time zone Asia/Shanghai."""
    return datetime.now(shanghai())


def run(args: Sequence[str], session: Session) -> int:
    """Runs the command line; every error leaves it as an exit code."""
    with commands_for(""):
        return _run(args, session)


def _run(args: Sequence[str], session: Session) -> int:
    try:
        with cli.make_context("yueling", list(args), obj=session) as context:
            code = cli.invoke(context) or 0
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort, EOFError):
        note(Message("stopped"))
        return 130
    except BrokenPipeError:
        # The reader has seen enough (| head). Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        as_json = session.as_json or "--json" in args
        known = complain(error, as_json=as_json)
        return report_bug(error, session.verbose, as_json=as_json) if known is None else known
    return int(code)


def main(args: Sequence[str] | None = None, now: Callable[[], datetime] = clock) -> int:
    """The exit code: 0 done, 1 something was found wrong, 2 wrong usage; 130 after Ctrl-C, 141 after `| head`.

    `now` tells the time.
    """
    words = sys.argv[1:] if args is None else args
    ready_streams()
    speak(language(words, os.environ))
    if asked := os.environ.get("_YUELING_COMPLETE"):
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "yueling", "_YUELING_COMPLETE", asked)
    return run(words, Session(clock=now))


if __name__ == "__main__":
    sys.exit(main())
