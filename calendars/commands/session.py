"""What the global options of a run say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules import Reckoning

    from ..store import Store


@dataclass
class Session:
    """What the global options say; the clock is read when it is first asked for."""

    db: str | None = None
    config: Path | None = None
    now: datetime | None = None
    verbose: bool = False
    as_json: bool = False
    """Whether a program reads the answer."""
    clock: Callable[[], datetime] | None = None
    """What tells the time; the top floor gives it."""

    @property
    def moment(self) -> datetime:
        """The moment that the run is about: `--now`, else the clock; with the time zone Asia/Shanghai."""
        if self.now:
            return self.now
        assert self.clock
        return self.clock()

    @property
    def stamp(self) -> datetime:
        """The same moment in UTC, for the store."""
        return self.moment.astimezone(UTC)

    @property
    def today(self) -> date:
        """The civil date in Asia/Shanghai."""
        return self.moment.date()

    @property
    def url(self) -> str:
        """The database's URL."""
        assert self.db
        return self.db

    def store(self) -> Store:
        """The open store, to be used in a `with`; raises StoreError."""
        from ..store import Store

        return Store.open(self.url)

    def reckoning(self) -> Reckoning:
        """The shipped tables and the imported years; no database is made for their sake."""
        from rules import RECKONING

        from ..store.files import file_of

        file = file_of(self.url)
        if file and not file.exists():
            return RECKONING
        with self.store() as store:
            return store.reckoning()
