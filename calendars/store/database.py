"""A database: where it is, how it is reached, and what tells it from another one."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from . import reading
from .errors import MissingStore
from .files import KNOWN, Identity, file_of, identity, is_plain, is_there, make_file, refuse_foreign_log

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Database:
    """The database at a URL; threads may share it, and the stores of several organisations stand on one."""

    def __init__(self, url: str, patience: float) -> None:
        self.url = url
        self.patience = patience
        self.path = file_of(url)
        self.file: Path | None = self.path if is_plain(url) else None
        """The file that the standard library's driver opens; one with options is left to SQLAlchemy."""
        self._engine: Engine | None = None
        self._brief: Engine | None = None
        self._making = Lock()

    def prepare(self, create: bool) -> None:
        """Brings it up to this version; makes it where it is missing only with `create`.

        Raises StoreError; MissingStore where there is none.
        """
        if self.path:
            if create:
                make_file(self.path)
            elif not is_there(self.path):
                raise MissingStore(self.place)
            refuse_foreign_log(self.path)
        if self.file and reading.file_version(self.file, self.place, self.patience) == KNOWN[-1]:
            return
        from .opening import bring_up  # SQLAlchemy is slow to load

        bring_up(self.engine, self.place, create=create or self.in_memory)
        if self.path:
            # no connection stays open without need: the last one to close takes the write-ahead log with it
            self.engine.dispose()

    @property
    def in_memory(self) -> bool:
        """Whether it is gone when it is closed."""
        return self.path is None and self.url.startswith("sqlite")

    @property
    def identity(self) -> Identity | None:
        """What tells it from another one in its place; None where it is on a server, or away."""
        return identity(self.path) if self.path else None

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, in no organisation's scope: the option `org` says which."""
        from .opening import make_engine, read_url  # SQLAlchemy is slow to load

        with self._making:
            if self._engine is None:
                self._engine = make_engine(read_url(self.url), self.patience)
            return self._engine

    def brief(self, patience: float) -> Engine:
        """Another engine, in no organisation's scope, for what nobody is to wait for: so many seconds, as who asks first says."""
        from .opening import make_engine, read_url  # SQLAlchemy is slow to load

        with self._making:
            if self._brief is None:
                self._brief = make_engine(read_url(self.url), patience)
            return self._brief

    @cached_property
    def place(self) -> str:
        """How messages name it: its file, or its address without the password."""
        if self.path:
            return str(self.path)
        from .opening import place_of, read_url  # SQLAlchemy is slow to load

        return place_of(read_url(self.url))

    def close(self) -> None:
        """Gives the connections back."""
        for engine in (self._engine, self._brief):
            if engine is not None:
                engine.dispose()
