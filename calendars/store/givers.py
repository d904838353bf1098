"""Who gave what a backup holds. Organisations have numbers of one database; in another one they are found by their keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from calendars.proposals import MARK, draft_uid, event_uid

from . import given, tables
from .organisations import all_of_them
from .reading import Ask

GIVERS = """SELECT giver FROM given WHERE org = this_org()
 UNION SELECT giver FROM given_events WHERE org = this_org()"""
BY_GIVER = (given.NOTICE, given.EVENT)
"""Things of changes whose key begins with the giver's number."""
BY_DRAFT = (given.PROPOSED, given.WITHDRAWN, given.ACCEPTED, given.DECLINED)
"""Things of changes whose key is the UID of a draft, which ends with the giver's number."""


def givers(ask: Ask) -> dict[int, str]:
    """The keys of those who gave the organisation anything, by their numbers."""
    keys = {one.number: one.key for one in all_of_them(ask)}
    return {int(number): keys[int(number)] for (number,) in ask(GIVERS, {}) if int(number) in keys}


def read_givers(record: Any) -> dict[int, str] | None:
    """What the head of a backup says of them; None where an older version said nothing.

    Raises ValueError, TypeError, AttributeError.
    """
    return None if record is None else {int(number): str(key) for number, key in record.items()}


class Renumbered:
    """Rows of a backup with the numbers that givers have here; what is of one who is not here is left out.

    It is given anew when that organisation gives again.
    """

    def __init__(self, ask: Ask, there: Mapping[int, str] | None) -> None:
        here = {one.key: one.number for one in all_of_them(ask)}
        found = {number: here[key] for number, key in (there or {}).items() if key in here}
        self._numbers = found
        self._same = there is None or all(found.get(number) == number for number in there)

    def row(self, table: Table, values: dict[str, Any]) -> dict[str, Any] | None:
        """The row as it is to stand here; None for one that is left out."""
        if self._same:
            return values
        if table in (tables.given, tables.given_events):
            number = self._numbers.get(values["giver"])
            return None if number is None else values | {"giver": number}
        if table is tables.drafts:
            content = json.loads(values["content"])
            return None if (found := self._draft(content)) is None else values | {"content": found}
        return self._change(values) if table is tables.changes else values

    def _draft(self, content: dict[str, Any]) -> str | None:
        """The text of a draft; None where one proposes it who is not here."""
        if proposal := content.get("proposal"):
            number = self._numbers.get(proposal["number"])
            if number is None:
                return None
            content = content | {
                "uid": draft_uid(event_uid(content["uid"]), number),
                "proposal": proposal | {"number": number},
            }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def _change(self, values: dict[str, Any]) -> dict[str, Any] | None:
        """A change of the history. Drafts that waited then are not laid anew by an undo here."""
        thing, key = values["thing"], values["key"]
        if thing in BY_GIVER:
            name, number = given.key_of(key)
            known = self._numbers.get(number)
            return None if known is None else values | {"key": given.key_text(name, known)}
        if thing in BY_DRAFT and MARK in key:
            uid, _, number = key.rpartition(MARK)
            known = self._numbers.get(int(number))
            if known is None:
                return None
            before = values.get("before")
            text = self._draft(json.loads(before)) if before else before
            return values | {"key": draft_uid(uid, known), "before": text}
        return None if thing == "drafts" else values
