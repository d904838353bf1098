"""What is done and put off, and who wants no more messages: how it comes to stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert

from calendars.civil import day_of
from calendars.completions import Completion
from calendars.duties.states import DutyState

from .. import duties, reading, tables, writing
from ..rows import compact, completion_row
from ..tables import own, write_instant
from .known import Known


class Done(Known):
    """Completions, states of duties, stops, links that were used."""

    def put_completion(self, uid: str, key: str, completion: Completion | None) -> None:
        """Keeps how far an occurrence is, in place of what was known; None for nothing. Its reminders are taken back."""
        self.put_completions(uid, {key: completion})

    def put_completions(self, uid: str, wanted: Mapping[str, Completion | None]) -> None:
        """The same for several occurrences of an event, by their keys."""
        if not wanted:
            return
        self._log_completions(uid)
        table = tables.completions
        match = own(table) & (table.c.uid == uid) & (table.c.key == bindparam("wanted"))
        self._connection.execute(delete(table).where(match), [{"wanted": key} for key in wanted])
        if rows := [completion_row(uid, one) for one in wanted.values() if one]:
            self._connection.execute(insert(table), rows)
        writing.void_entries(self._connection, uid, wanted)
        writing.touch(self._connection, self._moment)

    def _log_completions(self, uid: str) -> None:
        known = reading.completions(self._ask, [uid]).get(uid, ())
        self._log.before("completed", uid, compact([one.to_json() for one in known]))

    def put_duty_state(self, uid: str, state: DutyState) -> None:
        """Keeps what was said of an event beside that it is done. Reminders that are not to go out now are taken back."""
        old = self.duty_state(uid)
        self._log.before("duty", uid, duties.text_of(old))
        duties.write_state(self._connection, uid, state)
        for one in set(old.snoozes) ^ set(state.snoozes):
            writing.void_entries(self._connection, uid, [one.key], one.reader or None)
        writing.wake(self._connection, [uid])
        writing.touch(self._connection, self._moment)

    def put_stop(self, reader: str, channel: str, since: datetime | None) -> None:
        """Ends the messages of a reader by a channel, those that wait too; with None they come again."""
        table, old = tables.stops, self.stops().get((reader, channel))
        self._log.before("stop", f"{channel} {reader}"[:255], write_instant(old) if old else None)
        self._connection.execute(
            delete(table).where(own(table), (table.c.reader == reader) & (table.c.channel == channel))
        )
        if since:
            self._connection.execute(insert(table), {"reader": reader, "channel": channel, "since": since})
            writing.void_reader(self._connection, reader, channel)
        writing.touch(self._connection, self._moment)

    def use_link(self, nonce: str, expires: date) -> bool:
        """Whether the link was not used before; from now on it is. Those that have expired are forgotten."""
        return writing.use_link(self._connection, nonce, expires, day_of(self._moment))
