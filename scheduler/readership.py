"""Who is told in a pass, and who cannot be."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from rules import Message

from .recipients import Recipient, readers
from .reminders import Reader
from .settings import Settings
from .stops import still_told

if TYPE_CHECKING:
    from calendars.store import Store


def readership(
    store: Store, settings: Settings, standing_in: Collection[str] = ()
) -> tuple[dict[Reader, Recipient], list[Message]]:
    """Everybody who can be reached and did not end his messages, and why others cannot be: they keep nobody from theirs.

    A deputy whom nobody knows is one of those.

    `standing_in` are channels that need no settings. Raises StoreError.
    """
    people = store.people()
    found = readers(settings.recipients, people, store.groups(), settings.wishes)
    everybody = {(one.id, one.channel): one for one in still_told(store, found)}
    known = {*standing_in, ""}
    lacks = {
        reader: lack
        for reader, one in everybody.items()
        if one.key and one.channel not in known and (lack := settings.lacks(one))
    }
    return {reader: one for reader, one in everybody.items() if reader not in lacks}, [
        *lacks.values(),
        *(wrong.said for wrong in settings.wrong_deputies(people)),
    ]
