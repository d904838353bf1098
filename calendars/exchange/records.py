"""Events as plain records and back: what JSON and TOML documents hold, and the property X-YUELING of a calendar file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from rules import Message, Recurrence, YuelingError, write

from ..completions import Report
from ..duties.states import NOTHING_SAID, DutyState
from ..events import CONFIRMED, KINDS, STATUSES, Event, Lead, Origin, Reading, Source
from ..statements import ACTS, Statement
from .marks import Marks, completions_of, duty_of
from .typed import checked, maybe_text, moment_of, number_of, tables_of, text_of, texts_of

T = TypeVar("T")
MOST_TAGS = 1000
"""Tags of an event; each has a feed of its own."""
OFF = "off "
"""With what the digest of an event begins that its calendar calls off."""
TASK = "VTODO"
"""What tells the events that a UID's tasks make from those of its events."""
DEEPEST = 40
"""Rules hold rules, versions hold versions; so deep nobody nests them."""


class BadRecord(YuelingError):
    """A record that is no event."""

    def __init__(self, cause: str | Message) -> None:
        super().__init__(Message("that is no event: {cause}", cause=cause))


@dataclass(frozen=True, slots=True)
class CalledOff:
    """What a calendar says of something that does not take place, or is done."""

    origin: Origin
    why: Message
    """In words, what is said."""
    days: tuple[date, ...] = ()
    """The first days of the instances that are called off; none for the whole of it."""
    report: Report | None = None
    """Of a task that has no date any more, how far it is."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event of a file, or why it is none."""

    line: int
    """Where it stands in the file, from 1; in a document of ours its number."""
    uid: str
    """Its UID in the file."""
    title: str
    event: Event | None = None
    error: YuelingError | None = None
    """Why there is no event."""
    note: Message | None = None
    """What somebody should know who takes the event."""
    statements: tuple[Statement, ...] = ()
    """What notices say of it."""
    part: tuple[str, ...] = ()
    """What tells it from other events that its UID makes."""
    whole: bool = False
    """Whether all of its UID stands in the file: what else is stored of it is gone."""
    off: CalledOff | None = None
    """What there is in place of an event: that it does not take place."""
    progress: tuple[Report, ...] = ()
    """Of one of our own events that another program has changed, how far its occurrences are there."""
    duty: DutyState = NOTHING_SAID
    """What people noted of one of our own events beside that it is done, which the event itself says."""

    @property
    def is_done(self) -> bool:
        """Whether it is another calendar's task of one date, all of it, that is done."""
        origin = self.event.origin if self.event else None
        return self.whole and self.part == (TASK,) and origin is not None and origin.is_done


def with_note(found: Incoming, note: Message | None) -> Incoming:
    """The same with one thing more to know of it."""
    if not note:
        return found
    return replace(found, note=Message("{one}; {other}", one=found.note, other=note) if found.note else note)


def to_record(event: Event, statements: Iterable[Statement] = (), state: DutyState = NOTHING_SAID) -> dict[str, Any]:
    """The event with all its fields, what notices say of it, and what people noted; what is empty is left out.

    `words` is its rule in Chinese, for the reader alone.

    >>> from rules.kinds import Yearly
    >>> to_record(Event("ab12", "科技工作者日", "observance", Recurrence(Yearly(5, 30))))["words"]
    '每年5月30日'
    """
    record: dict[str, Any] = {
        "uid": event.uid,
        "title": event.title,
        "kind": event.kind,
        "words": write(event.recurrence),
        "recurrence": event.recurrence.to_json(),
        "tags": list(event.tags),
        "leads": None if event.leads is None else [lead.write() for lead in event.leads],
        "quote": event.quote,
        "action": event.action,
        "actor": event.actor,
        "recipient": event.recipient,
        "place": event.place,
        "url": event.url,
        "contact": event.contact,
        "note": event.note,
        "sequence": event.sequence,
        "created": event.created and event.created.isoformat(),
        "updated": event.updated and event.updated.isoformat(),
        "source": event.source and _source_record(event.source),
        "origin": event.origin and event.origin.to_json(),
        "reading": event.reading
        and {"title": event.reading.title, "kind": event.reading.kind, "nth": event.reading.nth},
        "status": None if event.status == CONFIRMED else event.status,
        "parent": event.parent,
        "withheld": event.withheld or None,
        "statements": [_statement_record(one) for one in sorted(statements, key=lambda one: one.issued)] or None,
    }
    record |= Marks(event.completions, state).to_record()
    return {name: content for name, content in record.items() if content is not None}


def _source_record(source: Source) -> dict[str, Any]:
    record = {column.name: getattr(source, column.name) for column in fields(source)}
    record["issued"] = source.issued and source.issued.isoformat()
    return {name: content for name, content in record.items() if content is not None}


def _statement_record(one: Statement) -> dict[str, Any]:
    reading = one.reading
    record = {
        "quote": one.quote,
        "source": _source_record(one.source),
        "title": reading.title,
        "kind": reading.kind,
        "nth": reading.nth,
        "act": reading.act,
        "dates": one.dates and one.dates.to_json(),
        "former": reading.former and reading.former.to_json(),
        "by": reading.by,
        "opinion": reading.opinion,
        "added": one.added and one.added.isoformat(),
    }
    return {name: content for name, content in record.items() if content is not None}


def from_record(record: object) -> Event:
    """The event of a record that `to_record` wrote.

    Raises BadRecord.
    """
    return _read(record, lambda fields: _proved(_event(fields)))


def duty_of_record(record: object) -> DutyState:
    """What people noted of the event of such a record beside that it is done.

    Raises BadRecord.
    """
    return _read(record, duty_of)


def statements_of_record(record: object, uid: str) -> tuple[Statement, ...]:
    """What notices say of the event of such a record, whose UID that is.

    Raises BadRecord.
    """
    return _read(record, lambda fields: tuple(_statement(uid, one) for one in tables_of(fields.get("statements", []))))


def _read(record: object, made: Callable[[Mapping[str, Any]], T]) -> T:
    """What is made of a record; raises BadRecord where it cannot be."""
    if not isinstance(record, Mapping):
        raise BadRecord(Message("it holds no fields"))
    if _depth(record) > DEEPEST:
        raise BadRecord(Message("it nests too deep"))
    if unknown := set(record) - _KNOWN:
        raise BadRecord(Message("there is no field {name}", name=ascii(min(map(str, unknown)))[:60]))
    try:
        return made(record)
    except BadRecord:
        raise
    except KeyError as error:
        raise BadRecord(Message("the field {name} is missing", name=str(error)[:60])) from error
    except YuelingError as error:
        raise BadRecord(error.said) from error
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError) as error:
        raise BadRecord(str(error)[:200]) from error


def _proved(event: Event) -> Event:
    """The event, once its rule has shown that it can be said and expanded: one that cannot would stop every list."""
    _prove(event.recurrence)
    return event


@lru_cache(10_000)  # many events of a file share their rule
def _prove(recurrence: Recurrence) -> None:
    if Recurrence.from_json(recurrence.to_json()) != recurrence:
        raise ValueError("its rule does not come back as it is")
    write(recurrence)
    for year in (1900, 2026):
        recurrence.between(date(year, 1, 1), date(year, 3, 31))


_KNOWN = {column.name for column in fields(Event)} | {"words", "statements", "duty"}


def _statement(uid: str, record: Mapping[str, Any]) -> Statement:
    act = maybe_text(record, "act")
    if act not in (None, *ACTS):
        raise ValueError(f"no act: {act!r:.40}")
    source = _source(checked(record["source"], dict))
    if not source.digest:
        raise ValueError("a statement needs the digest of its notice")
    dates, former = (_dates(record.get(name)) for name in ("dates", "former"))
    reading = Reading(
        text_of(record, "title"),
        text_of(record, "kind"),
        number_of(record, "nth"),
        act,
        former,
        maybe_text(record, "by"),
        maybe_text(record, "opinion"),
    )
    return Statement(uid, maybe_text(record, "quote"), source, reading, dates, moment_of(record, "added"))


def _dates(record: object) -> Recurrence | None:
    if record is None:
        return None
    found = Recurrence.from_json(checked(record, dict))
    _prove(found)
    return found


def _event(record: Mapping[str, Any]) -> Event:
    kind = text_of(record, "kind")
    if kind not in KINDS:
        raise BadRecord(Message("“{kind}” is no kind of event", kind=kind[:40]))
    leads, source, origin, reading = (record.get(name) for name in ("leads", "source", "origin", "reading"))
    return Event(
        uid=_uid(record),
        title=text_of(record, "title"),
        kind=kind,
        recurrence=Recurrence.from_json(record["recurrence"]),
        tags=_tags(record),
        leads=None if leads is None else tuple(map(Lead.read, texts_of(leads))),
        quote=maybe_text(record, "quote"),
        source=None if source is None else _source(source),
        action=maybe_text(record, "action"),
        actor=maybe_text(record, "actor"),
        recipient=maybe_text(record, "recipient"),
        sequence=number_of(record, "sequence"),
        created=moment_of(record, "created"),
        updated=moment_of(record, "updated"),
        origin=None if origin is None else _origin(origin),
        place=maybe_text(record, "place"),
        url=maybe_text(record, "url"),
        contact=maybe_text(record, "contact"),
        note=maybe_text(record, "note"),
        reading=None
        if reading is None
        else Reading(text_of(reading, "title"), text_of(reading, "kind"), number_of(reading, "nth")),
        status=_status(record),
        parent=maybe_text(record, "parent"),
        withheld=record.get("withheld") is True,
        completions=completions_of(record),
    )


def _status(record: Mapping[str, Any]) -> str:
    status = maybe_text(record, "status") or CONFIRMED
    if status not in STATUSES:
        raise ValueError(f"no status: {status[:40]!r}")
    return status


def _uid(record: Mapping[str, Any]) -> str:
    uid = text_of(record, "uid")
    if not 4 <= len(uid) <= 255 or not uid.isprintable():
        raise ValueError(f"no UID: {uid[:60]!r}")
    return uid


def _tags(record: Mapping[str, Any]) -> tuple[str, ...]:
    tags = texts_of(record.get("tags", ()))
    if len(tags) > MOST_TAGS:
        raise BadRecord(Message("it has {n} tags, more than {most}", n=len(tags), most=MOST_TAGS))
    return tags


def _source(record: Mapping[str, Any]) -> Source:
    issued = maybe_text(record, "issued")
    texts = {name: maybe_text(record, name) for name in ("title", "number", "issuer", "digest", "sentence", "basis")}
    places = {name: number_of(record, name) for name in ("start", "end")}
    places |= {name: number_of(record, name) for name in ("page", "row") if record.get(name) is not None}
    return Source(**texts, **places, issued=date.fromisoformat(issued) if issued else None)  # type: ignore[arg-type]


def _origin(record: Mapping[str, Any]) -> Origin:
    origin = Origin.from_json(record)
    for text in (origin.uid, origin.calendar, origin.digest, *origin.lines, *(one.key for one in origin.progress)):
        checked(text, str)
    if origin.modified and not origin.modified.tzinfo:
        raise ValueError("a moment needs a time zone")
    checked(origin.sequence, int)
    return origin


def _depth(content: object) -> int:
    """How deep lists and mappings nest, told without recursion, to just beyond DEEPEST."""
    level, depth = [content], 0
    while level and depth <= DEEPEST:
        depth += 1
        inside = (
            part.values() if isinstance(part, Mapping) else part for part in level if isinstance(part, Mapping | list)
        )
        level = [one for parts in inside for one in parts]
    return depth
