"""What was said of duties, as the store keeps it: questions in plain SQL, and the rows that are written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from calendars.duties.states import NOTHING_SAID, Acknowledgement, DutyState, Quota, Snooze

from .reading import Ask, Row, asked_in_parts, day_of
from .rows import compact

if TYPE_CHECKING:
    from sqlalchemy import Connection

SNOOZES = "SELECT uid, key, reader, until, who, changed FROM snoozes WHERE org = this_org()"
ACKNOWLEDGEMENTS = "SELECT uid, key, who, changed FROM acknowledgements WHERE org = this_org()"
QUOTAS = "SELECT uid, least, most FROM quotas WHERE org = this_org()"
STOPS = "SELECT reader, channel, since FROM stops WHERE org = this_org() ORDER BY reader, channel"


def duty_states(ask: Ask, uids: Sequence[str] | None = None) -> dict[str, DutyState]:
    """What was said of these events, or of all, by UID; those of which nothing was said are left out."""

    def rows(question: str) -> list[Row]:
        return list(ask(question, {}) if uids is None else asked_in_parts(ask, f"{question} AND uid", uids))

    snoozes: dict[str, list[Snooze]] = defaultdict(list)
    for uid, key, reader, until, who, changed in rows(SNOOZES):
        if day := day_of(until):
            snoozes[uid].append(Snooze(key, day, datetime.fromisoformat(changed), reader, who))
    taken: dict[str, list[Acknowledgement]] = defaultdict(list)
    for uid, key, who, changed in rows(ACKNOWLEDGEMENTS):
        taken[uid].append(Acknowledgement(key, who, datetime.fromisoformat(changed)))
    quotas = {uid: Quota(int(least), most) for uid, least, most in rows(QUOTAS)}
    return {
        uid: DutyState(
            tuple(sorted(snoozes.get(uid, ()), key=lambda one: (one.key, one.reader))),
            tuple(sorted(taken.get(uid, ()), key=lambda one: one.key)),
            quotas.get(uid),
        )
        for uid in snoozes.keys() | taken.keys() | quotas.keys()
    }


def stops(ask: Ask) -> dict[tuple[str, str], datetime]:
    """Who wants no more messages, by reader and channel, and since when."""
    return {(reader, channel): datetime.fromisoformat(since) for reader, channel, since in ask(STOPS, {})}


def text_of(state: DutyState) -> str | None:
    """The state as JSON text, for the history; None for nothing."""
    return None if state == NOTHING_SAID else compact(state.to_json())


def state_of(text: str | None) -> DutyState:
    """The state that `text_of` wrote."""
    return DutyState.from_json(json.loads(text)) if text else NOTHING_SAID


def write_state(connection: Connection, uid: str, state: DutyState) -> None:
    """Keeps what was said of an event, in place of what was said before."""
    from sqlalchemy import delete, insert  # who only reads needs none of it

    from . import tables

    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (tables.snoozes, [
            {"uid": uid, "key": one.key, "reader": one.reader, "until": one.until, "who": one.by, "changed": one.changed}
            for one in state.snoozes
        ]),
        (tables.acknowledgements, [
            {"uid": uid, "key": one.key, "who": one.by, "changed": one.changed} for one in state.acknowledgements
        ]),
        (tables.quotas, [
            {"uid": uid, "least": one.least, "most": one.most} for one in (state.quota,) if one
        ]),
    ]  # fmt: skip
    for table, new in rows:
        connection.execute(delete(table).where(tables.own(table) & (table.c.uid == uid)))
        if new:
            connection.execute(insert(table), new)
