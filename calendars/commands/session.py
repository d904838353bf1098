"""What the global options of a run say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules import Message, Reckoning

    from ..known import Acquaintance, Named
    from ..second_reader import SecondReader
    from ..store import Store


@dataclass
class Session:
    """What the global options say; the clock is read when it is first asked for."""

    db: str | None = None
    config: Path | None = None
    org: str | None = None
    """The key of the organisation that the run is about; None for the first one."""
    org_in_environment: bool = False
    """Whether YUELING_ORG names it."""
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

    @property
    def org_chosen(self) -> Message:
        """Who named the organisation that the run is about."""
        from rules import Message

        if not self.org:
            return Message("neither --org nor YUELING_ORG names another")
        return Message("named by YUELING_ORG") if self.org_in_environment else Message("named by --org")

    @property
    def chosen(self) -> Message:
        """Who named the database."""
        from rules import Message

        return Message("named by --db")

    @property
    def base_url(self) -> str | None:
        """The address of the feeds as others reach it; None where it is not known."""
        return None

    @property
    def feeds_url(self) -> str:
        """The address of the feeds: as others reach it, else as this machine does; a bare path where neither is known."""
        return self.base_url or "/feeds"

    @property
    def second_reader(self) -> SecondReader | None:
        """Who may look over what was read; None for nobody."""
        return None

    @property
    def owner(self) -> str | None:
        """Whose calendar it is, as titles name it; None where nobody said."""
        return None

    @property
    def sends_mail(self) -> bool:
        """Whether the installation has a mail server, by which every organisation may send."""
        return False

    @property
    def named(self) -> tuple[Named, ...]:
        """Those whom the settings name to be reminded."""
        return ()

    def around(self, store: Store) -> Acquaintance:
        """Everybody who can be meant by a name."""
        from ..known import Acquaintance

        return Acquaintance(tuple(store.people()), tuple(store.groups()), self.named)

    def store(self, *, create: bool = False, closed: bool = False) -> Store:
        """The open store, to be used in a `with`; one that is missing is made only with `create`. Raises StoreError.

        Where the organisation takes no part any more it raises ClosedOrganisation, unless `closed` ones are meant too.
        """
        from ..store import MissingStore, Store

        try:
            with self.naming():
                return Store.open(self.url, create=create, org=self.org or "", closed=closed)
        except MissingStore as error:
            raise MissingStore(error.place, self.chosen, empty=error.empty) from error

    @contextmanager
    def naming(self) -> Iterator[None]:
        """Where nobody knows the organisation of the run, or it is closed, the error says who named it."""
        from rules import Message

        from ..organisations import AbsentOrganisation  # few have more than one

        try:
            yield
        except AbsentOrganisation as error:
            if self.org_in_environment and error.key == self.org:
                error.blame(Message("it is named by YUELING_ORG"))
            raise

    def installation(self) -> Store:
        """The open store of the first organisation, for what concerns all of them. Raises StoreError."""
        from ..store import MissingStore, Store

        try:
            return Store.open(self.url)
        except MissingStore as error:
            raise MissingStore(error.place, self.chosen, empty=error.empty) from error

    def trial(self) -> Store:
        """The store for what only shows what would be stored; an empty one in memory where there is no database yet."""
        from ..store import MissingStore, Store

        try:
            return self.store()
        except MissingStore:
            if self.org:
                raise
            return Store.open("sqlite://")

    def reckoning(self) -> Reckoning:
        """The shipped tables and the imported years; no database is made for their sake."""
        from rules import RECKONING

        from ..store import MissingStore
        from ..store.files import file_of

        file = file_of(self.url)
        if file and not file.exists():
            return RECKONING  # without loading what opens a store
        try:
            with self.store() as store:
                return store.reckoning()
        except MissingStore:
            return RECKONING
