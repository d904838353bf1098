"""Documents read beside the requests: a few at once, none for ever."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from rules import Message, UnreadNotice

from ....inputs import Document, Paper, papers_in
from ....intake import Unread

log = logging.getLogger(__name__)
AT_ONCE, WAITING, SECONDS = 2, 20, 60.0
"""Documents that are read together, that may wait for it, and how long one may take."""


class NotRead(UnreadNotice):
    """A document that was not read for a reason that is not its own."""

    @classmethod
    def slow(cls) -> NotRead:
        """One that takes too long."""
        said = Message("it takes longer than {n} seconds", n=int(SECONDS))
        return cls(said, Message("save its text apart and hand in that, or use `yueling read FILE --add`"))

    @classmethod
    def busy(cls) -> NotRead:
        """One that came while many waited."""
        return cls(Message("many documents are being read just now"), Message("hand it in again in a minute"))

    @classmethod
    def failed(cls) -> NotRead:
        """One at which the program failed."""
        return cls(Message("the program failed at it"), Message("paste its text; the log of the server has the cause"))


@dataclass(slots=True)
class Reader:
    """Threads that read; one that hangs keeps its place, so that no more than these ever run."""

    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "reading"))
    _running: set[Future[list[Paper | Unread]]] = field(default_factory=set)

    async def read(self, document: Document, today: date) -> list[Paper | Unread]:
        """The notices in the document, as `papers_in` reads them. Raises UnreadNotice."""
        if len(self._running) >= AT_ONCE + WAITING:
            raise NotRead.busy()
        future = self._pool.submit(lambda: list(papers_in(document, today)))
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), SECONDS)
        except TimeoutError:
            raise NotRead.slow() from None
        except UnreadNotice:
            raise
        except Exception as error:  # whatever a reader may raise: the other documents are read all the same
            log.exception("a document could not be read")
            raise NotRead.failed() from error
