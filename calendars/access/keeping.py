"""What the store keeps of accounts, sessions and tokens: questions in plain SQL, and the rows that are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .accounts import Account, WebSession
from .tokens import Token, digest_of, is_token

if TYPE_CHECKING:
    from ..store import Store

TOKENS = """SELECT number, sort, subject, holder, note, created, used, ended, ending FROM tokens
 WHERE org = this_org()"""
ACCOUNTS = "SELECT name, hashed, role, created, updated FROM accounts WHERE org = this_org()"
SESSION = """SELECT s.digest, s.account, a.role, s.created, s.seen FROM sessions s
 JOIN accounts a ON a.org = s.org AND a.name = s.account WHERE s.org = this_org() AND s.digest = :digest"""
LINK_KEY = "SELECT secret FROM link_keys WHERE org = this_org() AND name = :name"


def token_of(store: Store, text: str, sort: str) -> Token | None:
    """The token with this text, also one that has ended; None for any other text. Raises StoreError."""
    if not is_token(text, sort):
        return None
    wanted = {"digest": digest_of(text), "sort": sort}
    rows = store.ask(f"{TOKENS} AND digest = :digest AND sort = :sort", wanted)
    return token(rows[0]) if rows else None


def tokens(store: Store, sort: str, subject: str | None = None) -> list[Token]:
    """The tokens of a sort, of one subject or of all, in the order in which they were issued."""
    question, wanted = f"{TOKENS} AND sort = :sort", {"sort": sort}
    if subject is not None:
        question, wanted = f"{question} AND subject = :subject", wanted | {"subject": subject}
    return [token(row) for row in store.ask(f"{question} ORDER BY number", wanted)]


def token(row: Sequence[Any]) -> Token:
    """The token of a row of TOKENS."""
    number, sort, subject, holder, note, created, used, ended, ending = row
    return Token(
        int(number), sort, subject, holder, note, datetime.fromisoformat(created), _moment(used), _moment(ended), ending
    )


def accounts(store: Store) -> list[Account]:
    """Every account, by name."""
    return [_account(row) for row in store.ask(f"{ACCOUNTS} ORDER BY name", {})]


def account(store: Store, name: str) -> Account | None:
    """The account with the name; None where there is none."""
    rows = store.ask(f"{ACCOUNTS} AND name = :name", {"name": name})
    return _account(rows[0]) if rows else None


def any_account(store: Store) -> bool:
    """Whether anybody has an account."""
    return bool(store.ask(f"{ACCOUNTS} LIMIT 1", {}))


def _account(row: Sequence[Any]) -> Account:
    name, hashed, role, created, updated = row
    return Account(name, hashed, role, datetime.fromisoformat(created), datetime.fromisoformat(updated))


def session_of(store: Store, secret: str, now: datetime) -> WebSession | None:
    """The session that the secret of a cookie opened, as long as it lasts; None for any other text."""
    rows = store.ask(SESSION, {"digest": digest_of(secret)})
    if not rows:
        return None
    digest, name, role, created, seen = rows[0]
    found = WebSession(digest, name, role, datetime.fromisoformat(created), datetime.fromisoformat(seen))
    return None if found.is_over(now) else found


LINKS = "links"
"""The name of the key that seals links in messages."""


def link_key(store: Store) -> bytes | None:
    """The key that seals links in messages; None where none was ever made."""
    rows = store.ask(LINK_KEY, {"name": LINKS})
    return bytes.fromhex(rows[0][0]) if rows else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
