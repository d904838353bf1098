"""What can go wrong with a database, each with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules import Message, YuelingError


class StoreError(YuelingError):
    """A database that cannot be opened, read or written; `place` is its file or address, without password."""

    def __init__(self, place: str, said: Message, remedy: Message | None = None) -> None:
        super().__init__(Message("{place}: {what}", place=place, what=said), remedy)
        self.place = place


class MissingStore(StoreError):
    """No database where one was looked for; `chosen` says who named the place."""

    def __init__(self, place: str, chosen: Message | None = None, *, empty: bool = False) -> None:
        said = Message("there is no database here yet") if empty else Message("there is no database")
        if chosen:
            said = Message("{what} ({chosen})", what=said, chosen=chosen)
        remedy = Message(
            "put it back if it was moved, name another with --db, or make one: `yueling init` does, and so does the first "
            "`yueling add` or `yueling read FILE --add`"
        )
        super().__init__(place, said, remedy)
        self.empty = empty


class BrokenStore(StoreError):
    """A file that is no database of SQLite any more, or a damaged one."""


class AmbiguousUid(YuelingError):
    """The beginning of several UIDs, with those that fit."""

    def __init__(self, prefix: str, candidates: Sequence[str]) -> None:
        super().__init__(
            Message("the UID {prefix} fits several events: {uids}", prefix=prefix, uids=", ".join(candidates)),
            Message("write more of it"),
        )
        self.prefix, self.candidates = prefix, tuple(candidates)


class UnknownNotice(YuelingError):
    """A digest that no stored notice has."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            Message("there is no notice with the digest {digest}", digest=digest),
            Message("`yueling read FILE --add` stores a notice with its events"),
        )
        self.digest = digest


class BadText(YuelingError):
    """Text with bytes that are no characters (lone surrogates), which no database takes."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("the text {text} holds bytes that are no characters", text=ascii(text[:60])),
            Message("write it in UTF-8"),
        )


_USER = re.compile(r"(://[^:/?#@\s]*):.*@")
_PORT = re.compile(r"(://[^:/?#@\s]*):(?![0-9]+(?:[/?#]|$))[^/?#@\s]+(?=[/?#]|$)")
_QUERY = re.compile(r"([?&][^=&#]*(?:pass|pwd|secret|token|key)[^=&#]*=)[^&#]*", re.IGNORECASE)


def masked(address: str) -> str:
    """The address of a database without its password, whether or not it can be read as one.

    >>> masked("postgresql://u:geheim@h:notaport/x"), masked("postgresql://h/x?user=u&password=geheim")
    ('postgresql://u:***@h:notaport/x', 'postgresql://h/x?user=u&password=***')
    """
    return _QUERY.sub(r"\1***", _PORT.sub(r"\1:***", _USER.sub(r"\1:***@", address)))


RESTORE = Message(
    "`yueling restore FILE` sets it aside and makes one of a backup; without a backup move it away and read the notices again"
)
READ_ONLY = (
    Message("the database is read-only"),
    Message("give yourself the right to write the file and its folder, or choose another database with --db"),
)
LOCKED = (
    Message("another program has kept the database locked for too long"),
    Message("try again when that program is done"),
)
IN_USE = (
    Message("all connections of this program to the database are in use"),
    Message("try again in a moment; where that is so for long, run more processes of it"),
)
SQLITE_SAYS = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CANTOPEN": (
        Message("the database cannot be opened"),
        Message("check that its folder exists and may be written, or choose another database with --db"),
    ),
    "SQLITE_NOTADB": (
        Message("the file is no SQLite database, or is damaged"),
        Message("name another file with --db, or set it aside for a backup: `yueling restore FILE`"),
    ),
    "SQLITE_CORRUPT": (Message("the database is damaged"), RESTORE),
    "SQLITE_FULL": (Message("the disk is full"), Message("make room and try again; nothing was stored by halves")),
    "SQLITE_IOERR": (Message("the disk cannot be read or written"), Message("check the disk, then try again")),
}
"""What SQLite's error codes mean; an extended code (SQLITE_READONLY_DIRECTORY) counts as its family."""

_AWAY = (
    Message("the database server does not answer"),
    Message("check that it runs and can be reached, then try again; nothing was stored by halves"),
)
_OUTSIDE = (
    Message("the database server does not let you in"),
    Message("check the user and the password in the address, and what pg_hba.conf of the server allows"),
)
_FULL = (
    Message("the database server has no connection left"),
    Message("raise max_connections there, run fewer programs, or put a pooler such as PgBouncer between"),
)
POSTGRESQL_SAYS = {
    "08": _AWAY,
    "57P": _AWAY,
    "28": _OUTSIDE,
    "3D": (Message("the server has no database of that name"), Message("make it there: createdb NAME")),
    "42501": (Message("the database does not allow that to your user"), Message("have its owner grant you the rights")),
    "53300": _FULL,
    "53100": SQLITE_SAYS["SQLITE_FULL"],
    "55P03": LOCKED,
    "57014": LOCKED,
    "40": LOCKED,
    "25006": (
        Message("the database is read-only"),
        Message("it may be a replica: name the server that is written to"),
    ),
    "58": SQLITE_SAYS["SQLITE_IOERR"],
    "XX": SQLITE_SAYS["SQLITE_CORRUPT"],
}
"""What PostgreSQL's codes (SQLSTATE) mean; the longest beginning counts."""

_REFUSALS = (
    ("too many clients", "53300"),
    ("remaining connection slots", "53300"),
    ("password authentication failed", "28"),
    ("no password supplied", "28"),
    ("no pg_hba.conf entry", "28"),
    ("does not exist", "3D"),
)
"""What PostgreSQL says while a connection is made, for which psycopg has no code."""

BROKEN = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
"""The families after which nothing can be read from the file."""


def refusal(place: str, cause: BaseException) -> StoreError:
    """What a database driver's exception says to a user."""
    code = getattr(cause, "sqlite_errorname", "")
    for family, words in SQLITE_SAYS.items():
        if code == family or code.startswith(family + "_"):
            return (BrokenStore if family in BROKEN else StoreError)(place, *words)
    if said_by_server := _of_postgresql(cause):
        return StoreError(place, *said_by_server)
    lines = str(cause).strip().splitlines()
    answer = masked(lines[0]) if lines else type(cause).__name__
    said = Message("the database refuses: {answer}", answer=answer)
    return StoreError(place, said, Message("`yueling doctor` checks the database"))


def _of_postgresql(cause: BaseException) -> tuple[Message, Message] | None:
    """What an exception of psycopg says to a user; None for others, and for what the table does not have."""
    if not type(cause).__module__.startswith("psycopg"):
        return None
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # without a code it is the line that broke, or a connection that was refused: then the words have it
        refused = [state for said, state in _REFUSALS if said in str(cause)]
        state = refused[0] if refused else "08" if type(cause).__name__ == "OperationalError" else ""
    found = [begin for begin in POSTGRESQL_SAYS if state.startswith(begin)]
    return POSTGRESQL_SAYS[max(found, key=len)] if found else None
