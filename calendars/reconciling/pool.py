"""The stored events that a draft may mean, asked for by their dates and names rather than one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rules import Recurrence

from .index import Index
from .known import Known


class Pool:
    """Those of the stored events that something holds for, in their order."""

    def __init__(self, index: Index, holds: Callable[[Known], bool]) -> None:
        self._index = index
        self.holds = holds
        self._all: list[Known] | None = None

    def __iter__(self) -> Iterator[Known]:
        if self._all is None:
            self._all = self.among(self._index.known)
        return iter(self._all)

    def among(self, some: Iterable[Known]) -> list[Known]:
        """Those of some that belong to it."""
        return [one for one in some if self.holds(one)]

    def on(self, dates: Recurrence) -> list[Known]:
        """Those that have or had these dates."""
        return self.among(self._index.on(dates))

    def waiting(self) -> list[Known]:
        """Those that are put off until further notice."""
        return self.among(self._index.waiting)

    def narrowed(self, some: Iterable[Known]) -> Pool:
        """Only those of it that are among these."""
        uids = {one.event.uid for one in some}
        return Pool(self._index, lambda one: one.event.uid in uids)
