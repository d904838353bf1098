"""Tokens of synchronisation (RFC 6578): what changed since a program last asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from ..actions.syncing import note_state
from ..store import Store

BEGIN = "urn:x-yueling:sync:"
_SHAPE = re.compile(re.escape(BEGIN) + r"([0-9]{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadToken(ValueError):
    """A token that was not given out here, or too long ago: the program has to ask for everything."""


def changes(
    store: Store, collection: str, etags: Mapping[str, str], now: datetime, old: str
) -> tuple[str, Iterable[str]]:
    """The token of now, and the addresses of what changed or went since the old one; without an old one all of them.

    Raises BadToken.
    """
    told = note_state(store, collection, etags, now)
    token = token_of(told.latest)
    if not old:
        return token, list(etags)
    moment = moment_of(old)
    if not told.since <= moment <= told.latest:
        raise BadToken(old)
    return token, told.changed_after(moment)


def token_of(moment: datetime) -> str:
    """The token of what is known at a moment.

    >>> token_of(datetime(2026, 4, 8, 1, tzinfo=UTC))
    'urn:x-yueling:sync:1775610000000000'
    """
    return f"{BEGIN}{(moment - _EPOCH) // timedelta(microseconds=1)}"


def moment_of(token: str) -> datetime:
    """The moment of a token that `token_of` made; raises BadToken."""
    match = _SHAPE.fullmatch(token)
    try:
        if match:
            return _EPOCH + timedelta(microseconds=int(match[1]))
    except OverflowError:
        pass
    raise BadToken(token)
