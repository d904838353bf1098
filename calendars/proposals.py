"""What an organisation above proposes of an event that is here: it waits as a draft until somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MARK = "~"
"""Parts the UID of a draft that proposes something from the number of the organisation that gave it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed with a draft, and by whom."""

    giver: str
    """What the organisation is called that gave it; empty for one without a name."""
    number: int
    """The number of that organisation."""
    fields: tuple[str, ...] = ()
    """Of an event that is here the fields that would be as the draft has them; none for an event that is not here."""
    gone: bool = False
    """Whether the event would go."""

    def to_json(self) -> dict[str, Any]:
        """The proposal as plain JSON; `from_json` reads it back."""
        return {"giver": self.giver, "number": self.number, "fields": list(self.fields), "gone": self.gone}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Proposal:
        """The proposal that `to_json` wrote."""
        return cls(record["giver"], record["number"], tuple(record["fields"]), record["gone"])


def draft_uid(uid: str, number: int) -> str:
    """The UID of the draft with which an organisation proposes something of an event.

    >>> draft_uid("ab12", 3), event_uid("ab12~3")
    ('ab12~3', 'ab12')
    """
    return f"{uid}{MARK}{number}"


def event_uid(uid: str) -> str:
    """The UID of the event of which such a draft proposes something."""
    return uid.rpartition(MARK)[0]
