"""Which events somebody wants: the one question that feeds, pages, the interface for programs and commands ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from rules import Message, YuelingError, fold

from .captions import kind_named, kinds_known
from .events import KINDS, Event
from .lines import one_line

MOST_VALUES, MOST_LETTERS = 20, 200
"""How many values a selection may have of each sort, and how many characters each."""


def can_be_asked(value: str) -> bool:
    """Whether a selection may hold the value: tags that come with calendars may be longer, or blank."""
    return len(value) <= MOST_LETTERS and bool(value.strip())


class BadSelection(YuelingError):
    """A selection that names what there cannot be: an unknown kind, too many or too long values."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The events that are wanted: those that meet every field that is not empty, and of each field any value.

    An empty one wants everything.

    >>> Selection(kinds=("deadline",), tags=("科普",)).to_json()
    {'kinds': ['deadline'], 'tags': ['科普']}
    >>> Selection.from_json({'kinds': ['截止']}).kinds
    ('deadline',)
    """

    kinds: tuple[str, ...] = ()
    """Names in `events.KINDS`."""
    tags: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    """Parts of the name of who issued, has to act or receives."""
    people: tuple[str, ...] = ()
    """Parts of the name of who has to act or can be asked."""
    words: tuple[str, ...] = ()
    """Words that stand in the title, the sentence, the place or the note: all of them, each anywhere."""

    def __post_init__(self) -> None:
        for field in fields(self):
            values = getattr(self, field.name)
            if len(values) > MOST_VALUES or not all(map(can_be_asked, values)):
                said = Message(
                    "{field}: at most {n} values of at most {letters} characters, none of them empty",
                    field=field.name,
                    n=MOST_VALUES,
                    letters=MOST_LETTERS,
                )
                raise BadSelection(said)
        if strange := next((kind for kind in self.kinds if kind not in KINDS), None):
            raise BadSelection(
                Message("“{kind}” is no kind", kind=one_line(strange, 60)),
                Message("the kinds are {kinds}", kinds=kinds_known()),
            )

    @property
    def is_everything(self) -> bool:
        """Whether every event is wanted."""
        return not any(getattr(self, field.name) for field in fields(self))

    def holds(self, event: Event) -> bool:
        """Whether the event is wanted."""
        source = event.source
        return (
            (not self.kinds or event.kind in self.kinds)
            and (not self.tags or any(tag in event.tags for tag in self.tags))
            and _names_any(self.organisations, (source.issuer if source else None, event.actor, event.recipient))
            and _names_any(self.people, (event.actor, event.contact))
            and _says_all(self.words, event)
        )

    def to_json(self) -> dict[str, Any]:
        """The fields that say something, as plain JSON; `from_json` reads them back."""
        return {field.name: list(values) for field in fields(self) if (values := getattr(self, field.name))}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Selection:
        """The selection that `to_json` wrote, kinds also by what they are called; raises BadSelection."""
        values = {field.name: tuple(str(value) for value in record.get(field.name, ())) for field in fields(cls)}
        return cls(**values | {"kinds": tuple(kind_named(kind) or kind for kind in values["kinds"])})


EVERYTHING = Selection()


def _names_any(wanted: Iterable[str], names: Iterable[str | None]) -> bool:
    parts = [fold(part) for part in wanted]
    if not parts:
        return True
    texts = [fold(name) for name in names if name]
    return any(part in text for part in parts for text in texts)


def _says_all(words: Iterable[str], event: Event) -> bool:
    wanted = [fold(word) for word in words]
    if not wanted:
        return True
    sentence = event.source.sentence if event.source else None
    said = (event.title, sentence, event.quote, event.place, event.note, event.action, *event.tags)
    texts = [fold(text) for text in said if text]
    return all(any(word in text for text in texts) for word in wanted)
