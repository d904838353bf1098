"""All organisations of a database: whose store and whose settings are whose."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING

from calendars.organisations import FIRST, Organisation

from .organisation_settings import settings_within

if TYPE_CHECKING:
    from calendars.store import Store

    from .settings import Settings


class Installation:
    """The organisations that share a database, each with its store and its settings; threads may share it.

    The database is opened once for all of them, and anew where another one stands in its place.
    """

    def __init__(self, open_store: Callable[[], Store], installed: Settings) -> None:
        self.open_store, self.installed = open_store, installed
        self._store: Store | None = None
        self._identity: object = None
        self._lock = Lock()

    def store(self, number: int = FIRST) -> Store:
        """The store of an organisation; closing it leaves the database open. Raises StoreError."""
        with self._lock:
            if self._store is not None and self._store.identity != self._identity:
                self._store.close()
                self._store = None
            if self._store is None:
                self._store = self.open_store()
                self._identity = self._store.identity
            return self._store.within(number)

    def made_of(self, key: str) -> Hashable:
        """What the pages of an organisation depend on beside its data; raises UnknownOrganisation, BadOrganisation."""
        store = self.store()
        one = store.organisation(key)
        return one, store.within(one.number).own_settings()

    def settings(self, one: Organisation) -> Settings:
        """What holds for an organisation; raises SettingsError."""
        return settings_within(self.store(), one.number, self.installed)

    def close(self) -> None:
        """Closes the database."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
