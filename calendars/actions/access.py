"""Who may come in: accounts, sessions and tokens. None of it stands in the history, and no undo brings back what was ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, text, update

from rules import Message

from ..access import (
    FEED,
    ROLES,
    Account,
    BadName,
    ExistingAccount,
    Token,
    UnknownAccount,
    UnknownToken,
    account_name,
    digest_of,
    keeping,
    new_secret,
    new_token,
)
from ..access.accounts import IDLE, LONGEST
from ..access.passwords import checked_password, hash_password
from ..access.tokens import MOST_LETTERS, REVOKED, ROTATED
from ..lines import one_line, plain
from ..store import Store, tables

MOST_SESSIONS = 20
"""Of an account at a time: a new login ends the oldest of more."""
USE_EXACT = timedelta(hours=1)
"""How exactly the last use of a token is known: it is written no more often."""
SEEN_EXACT = timedelta(minutes=10)
"""The same of a session."""


# ------------------------------------------------------------------ accounts


def add_account(store: Store, name: str, password: str, role: str, now: datetime) -> Account:
    """The new account. Raises BadName, BadPassword, ExistingAccount; ValueError for a role that is none."""
    name = account_name(name)
    hashed = _hashed(password, name)
    _check_role(role)
    found = Account(name, hashed, role, _utc(now), _utc(now))
    with store.writing() as connection:
        if _account_there(connection, name):
            raise ExistingAccount(name)
        _insert(
            connection, "accounts", name=name, hashed=hashed, role=role, created=found.created, updated=found.created
        )
    return found


def set_password(store: Store, name: str, password: str, now: datetime) -> None:
    """Gives an account another password, and ends all its sessions. Raises BadPassword, UnknownAccount."""
    name = account_name(name)
    _change_account(store, name, ends=True, hashed=_hashed(password, name), updated=_utc(now))


def set_role(store: Store, name: str, role: str, now: datetime) -> None:
    """Gives an account another role, from its next request on. Raises UnknownAccount; ValueError for no role."""
    _check_role(role)
    _change_account(store, account_name(name), role=role, updated=_utc(now))


def hash_anew(store: Store, account: Account, password: str) -> None:
    """Stores the hash of the same password with today's parameters, unless the password was changed since."""
    table = tables.accounts
    same = tables.own(table) & (table.c.name == account.name) & (table.c.hashed == account.hashed)
    with store.writing() as connection:
        connection.execute(update(table).where(same).values(hashed=hash_password(password)))


def remove_account(store: Store, name: str) -> None:
    """Takes an account away, and ends its sessions. Raises UnknownAccount."""
    name = account_name(name)
    with store.writing() as connection:
        if not _account_there(connection, name):
            raise UnknownAccount(name)
        connection.execute(delete(tables.accounts).where(_named(name)))
        _end_sessions(connection, name)


def _change_account(store: Store, name: str, *, ends: bool = False, **values: Any) -> None:
    with store.writing() as connection:
        if not _account_there(connection, name):
            raise UnknownAccount(name)
        connection.execute(update(tables.accounts).where(_named(name)).values(values))
        if ends:
            _end_sessions(connection, name)


def _account_there(connection: Connection, name: str) -> bool:
    return bool(connection.execute(select(tables.accounts.c.name).where(_named(name))).first())


def _named(name: str) -> ColumnElement[bool]:
    """The condition that a row is of the account of that name."""
    return tables.own(tables.accounts) & (tables.accounts.c.name == name)


def _hashed(password: str, name: str) -> str:
    return hash_password(checked_password(password, name))


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"no role: {role!r}")


# ------------------------------------------------------------------ sessions


def log_in(store: Store, account: Account, now: datetime) -> str:
    """The secret of a new session, for the cookie; what has lasted too long is cleared away.

    Raises UnknownAccount where the account, or its password, was changed in the meantime.
    """
    secret, moment, table = new_secret(), _utc(now), tables.sessions
    with store.writing() as connection:
        known = select(tables.accounts.c.hashed).where(_named(account.name))
        if connection.execute(known).scalar() != account.hashed:
            raise UnknownAccount(account.name)
        over = (table.c.created <= moment - LONGEST) | (table.c.seen <= moment - IDLE)
        connection.execute(delete(table).where(tables.own(table) & over))
        latest = select(table.c.digest).where(_sessions_of(account.name)).order_by(table.c.created.desc())
        surplus = list(connection.execute(latest.offset(MOST_SESSIONS - 1)).scalars())
        connection.execute(delete(table).where(tables.own(table) & table.c.digest.in_(surplus)))
        _insert(connection, "sessions", digest=digest_of(secret), account=account.name, created=moment, seen=moment)
    return secret


def log_out(store: Store, secret: str) -> None:
    """Ends the session of the secret, if there is one."""
    with store.writing() as connection:
        connection.execute(delete(tables.sessions).where(_session(digest_of(secret))))


def note_session(store: Store, digest: str, now: datetime) -> None:
    """Remembers that a session was used."""
    table = tables.sessions
    with store.writing() as connection:
        earlier = _session(digest) & (table.c.seen < _utc(now))
        connection.execute(update(table).where(earlier).values(seen=_utc(now)))


def _end_sessions(connection: Connection, name: str) -> None:
    connection.execute(delete(tables.sessions).where(_sessions_of(name)))


def _session(digest: str) -> ColumnElement[bool]:
    """The condition that a row is the session of that digest."""
    return tables.own(tables.sessions) & (tables.sessions.c.digest == digest)


def _sessions_of(name: str) -> ColumnElement[bool]:
    """The condition that a row is a session of the account of that name."""
    return tables.own(tables.sessions) & (tables.sessions.c.account == name)


# ------------------------------------------------------------------ tokens


def issue(
    store: Store, sort: str, subject: str, now: datetime, *, holder: str = "", note: str = ""
) -> tuple[Token, str]:
    """A new token and its text, which is nowhere stored: it is shown this once.

    The subject is the name of a feed that there is, or a role. Raises BadName; ValueError for a role that is none.
    """
    if sort != FEED:
        _check_role(subject)
    with store.writing() as connection:
        return _issued(connection, sort, subject, (_words(holder), _words(note)), _utc(now))


def rotate(store: Store, sort: str, number: int, now: datetime) -> tuple[Token, str]:
    """A new token in place of one that is valid, for the same, and its text; the old one ends at once.

    Raises UnknownToken.
    """
    with store.writing() as connection:
        old = _ended(connection, sort, number, ROTATED, _utc(now))
        return _issued(connection, sort, old.subject, (old.holder, old.note), _utc(now))


def revoke(store: Store, sort: str, number: int, now: datetime) -> Token:
    """The token, which ends at once. Raises UnknownToken where it is not valid."""
    with store.writing() as connection:
        return _ended(connection, sort, number, REVOKED, _utc(now))


def note_use(store: Store, token: Token, now: datetime) -> None:
    """Remembers that a token was used, unless that was done within the hour."""
    table, moment = tables.tokens, _utc(now)
    stale = or_(table.c.used.is_(None), table.c.used <= moment - USE_EXACT)
    with store.writing() as connection:
        connection.execute(update(table).where(_numbered(token.number) & stale).values(used=moment))


def _issued(
    connection: Connection, sort: str, subject: str, words: tuple[str, str], moment: datetime
) -> tuple[Token, str]:
    last = connection.execute(select(func.max(tables.tokens.c.number)).where(tables.own(tables.tokens))).scalar() or 0
    secret, token = new_token(sort), Token(last + 1, sort, subject, *words, moment)
    _insert(
        connection, "tokens", digest=digest_of(secret), number=token.number, sort=sort, subject=subject,
        holder=token.holder, note=token.note, created=moment,
    )  # fmt: skip
    return token, secret


def _ended(connection: Connection, sort: str, number: int, ending: str, moment: datetime) -> Token:
    wanted = {"number": number, "sort": sort}
    question = text(f"{keeping.TOKENS} AND number = :number AND sort = :sort AND ended IS NULL")
    row: Sequence[Any] | None = connection.execute(question, wanted).first()
    if row is None:
        remedy = Message("`yueling tokens list` shows which there are")
        if sort == FEED:
            remedy = Message("`yueling feeds show NAME` shows which there are")
        raise UnknownToken(number, remedy)
    connection.execute(update(tables.tokens).where(_numbered(number)).values(ended=moment, ending=ending))
    return keeping.token(row)


def _numbered(number: int) -> ColumnElement[bool]:
    """The condition that a row is the token of that number."""
    return tables.own(tables.tokens) & (tables.tokens.c.number == number)


def _words(text: str) -> str:
    """A note or a name on one line; raises BadName where it is too long."""
    words = " ".join(plain(text).split())
    if len(words) > MOST_LETTERS:
        said = Message("“{text}” is too long", text=one_line(words, 40))
        raise BadName(said, Message("at most {most} characters", most=MOST_LETTERS))
    return words


def _insert(connection: Connection, table: str, **values: Any) -> None:
    connection.execute(insert(tables.metadata.tables[table]), values)


def _utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError(f"now needs a time zone: {now!r}")
    return now.astimezone(UTC)
