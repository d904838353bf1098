"""By what folders of published files know whose they are."""

from __future__ import annotations

import secrets
from contextlib import suppress

from ..feeds.publish import Publisher
from ..store import Store, StoreError
from ..store.reading import PUBLISHER

OCTETS = 8
MARK = "SELECT value FROM marks WHERE org = this_org() AND name = :name"


def publisher(store: Store) -> Publisher:
    """Who publishes what the store keeps, with a mark that is made at first use and goes along with a backup.

    Where nothing can be written the mark is empty.
    """
    one = store.organisation()
    mark = next((str(value) for (value,) in store.ask(MARK, {"name": PUBLISHER})), "")
    if not mark:
        with suppress(StoreError):
            mark = _made(store)
    return Publisher(mark, one.key, one.name)


def _made(store: Store) -> str:
    """The mark, made unless somebody else just did."""
    from sqlalchemy import insert, select  # slow to load, and needed once

    from ..store import tables

    table = tables.marks
    with store.writing() as connection:
        known = connection.execute(select(table.c.value).where(tables.own(table), table.c.name == PUBLISHER)).scalar()
        if known:
            return str(known)
        mark = secrets.token_hex(OCTETS)
        connection.execute(insert(table), {"name": PUBLISHER, "value": mark})
        return mark
