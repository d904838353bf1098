"""What programs that synchronise were told of a collection: kept outside of the history, as nobody decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert

from ..store import Store, tables
from ..store.opening import asking
from ..store.reading import Ask

KEPT = timedelta(days=400)
"""For how long it is known what is gone."""
ROWS = "SELECT href, etag, changed FROM synced WHERE org = this_org() AND collection = :collection"
STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a collection: each address with its ETag (None for what is gone) and when that changed."""

    since: datetime
    """From when on all of it is known; UTC."""
    latest: datetime
    """When anything last changed; UTC."""
    rows: Mapping[str, tuple[str | None, datetime]]

    def changed_after(self, moment: datetime) -> list[str]:
        """The addresses of what changed or went after the moment."""
        return [href for href, (_, changed) in self.rows.items() if changed > moment]

    def is_as(self, etags: Mapping[str, str]) -> bool:
        """Whether the collection stands as it was told."""
        return {href: etag for href, (etag, _) in self.rows.items() if etag is not None} == etags


def note_state(store: Store, collection: str, etags: Mapping[str, str], now: datetime) -> Told:
    """What is known of the collection now that it holds these addresses with their ETags; writes only what changed."""
    known = _known(store.ask, collection)
    if known and known.is_as(etags):
        return known
    with store.writing() as connection:
        known = _known(asking(connection), collection)  # another program may have been faster
        if known and known.is_as(etags):
            return known
        moment = now.astimezone(UTC)
        if known:
            moment = max(moment, known.latest + STEP)
        new = _changed(known, etags, moment)
        _write(connection, collection, new)
        return new


def _known(ask: Ask, collection: str) -> Told | None:
    rows = {
        str(href): (etag, datetime.fromisoformat(changed))
        for href, etag, changed in ask(ROWS, {"collection": collection})
    }
    if "" not in rows:
        return None
    _, since = rows.pop("")
    return Told(since, max([since, *(changed for _, changed in rows.values())]), rows)


def _changed(known: Told | None, etags: Mapping[str, str], moment: datetime) -> Told:
    rows: dict[str, tuple[str | None, datetime]] = {}
    since, old = (known.since, known.rows) if known else (moment, {})
    for href, (etag, changed) in old.items():
        if href in etags:
            rows[href] = (etag, changed)
        elif etag is not None:
            rows[href] = (None, moment)
        elif changed > moment - KEPT:
            rows[href] = (None, changed)
        else:
            since = max(since, changed)  # who was told before that cannot be told that it is gone
    for href, etag in etags.items():
        if href not in rows or rows[href][0] != etag:
            rows[href] = (etag, moment)
    return Told(since, moment, rows)


def _write(connection: Connection, collection: str, told: Told) -> None:
    table = tables.synced
    connection.execute(delete(table).where(tables.own(table) & (table.c.collection == collection)))
    rows = {"": (None, told.since), **told.rows}
    connection.execute(
        insert(table),
        [
            {"collection": collection, "href": href, "etag": etag, "changed": changed}
            for href, (etag, changed) in rows.items()
        ],
    )
