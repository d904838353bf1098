"""Questions to the database, in SQL that SQLite and PostgreSQL both read.

They are plain text for the sake of speed: a file that is up to date is asked through the standard library's driver, so
that a command which only reads does not wait for SQLAlchemy to be imported (0.2 s, twice what it takes to load 10,000
events). The same questions go through the engine for other databases and inside a transaction that writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calendars.completions import Completion
from calendars.events import Event, UnknownEvent
from rules import RECKONING, Message, Reckoning

from .errors import AmbiguousUid, MissingStore, StoreError, UnknownNotice, refusal
from .files import existing, is_there
from .rows import BadRow, Facts, KeptNotice, Loader
from .scope import EVERY, define

if TYPE_CHECKING:
    from rules import HolidayYear  # only the years of days off need it

Row = Sequence[Any]
Ask = Callable[[str, Mapping[str, Any]], Iterable[Row]]
"""Runs a question with its named parameters."""

CHUNK = 500
SHORTEST_PREFIX = 4
LAST_CHANGE = "last change"
MOVED = "moved to"
"""The mark of a database that is in use no more: where everything went."""
PUBLISHER = "publisher"
"""The mark by which folders of published files know whose they are."""
EVENTS = """SELECT uid, title, kind, recurrence, tags, leads, quote, notice, start, "end", sentence, basis,
 action, actor, recipient, origin, place, url, contact, note, heading, category, nth,
 status, parent, page, row, subscription, withheld, sequence, created, updated FROM events WHERE org = this_org()"""
"""The columns of an event, in the order of `rows.EVENT_COLUMNS`; this and its like are asked on with AND."""
FACTS = "SELECT digest, title, number, issuer, issued FROM notices WHERE org = this_org()"
COMPLETIONS = "SELECT uid, key, percent, done, who, changed, part, whole FROM completions WHERE org = this_org()"
BEGINNING = "SELECT uid FROM events WHERE org = this_org() AND lower(uid) LIKE :begin ESCAPE '!' ORDER BY uid LIMIT 6"
YEARS = "SELECT year, content FROM holiday_years WHERE org = this_org() ORDER BY year"
NOTICE = """SELECT digest, title, number, issuer, issued, printed, reference, text, name, added FROM notices
 WHERE org = this_org()"""


@contextmanager
def file_asked(path: Path, place: str, patience: float, org: int) -> Iterator[Ask]:
    """Asks an SQLite file through the standard library's driver for an organisation; all answers are of one moment.

    Raises StoreError.
    """
    try:
        with closing(sqlite3.connect(existing(path), timeout=patience, isolation_level=None, uri=True)) as connection:
            define(connection, {"org": org})
            connection.execute("BEGIN")
            yield connection.execute
    except sqlite3.Error as error:
        if not is_there(path):
            raise MissingStore(place) from error
        raise refusal(place, error) from error


def file_version(path: Path, place: str, patience: float) -> str | None:
    """The migration at which the file stands; None for a fresh one.

    Raises StoreError.
    """
    with file_asked(path, place, patience, EVERY) as ask:
        if not list(ask("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'", {})):
            return None
        return next((version for (version,) in ask("SELECT version_num FROM alembic_version", {})), None)


def events(
    ask: Ask,
    place: str,
    kind: str | Collection[str] | None,
    tag: str | Collection[str] | None,
    ending_from: date | None,
    found: tuple[str, Mapping[str, Any]] | None = None,
    *,
    in_order: bool = True,
) -> list[Event]:
    """The events in the order in which they were added, then by UID; None asks for any, several for one of them.

    `found` is a condition that they fulfil, with its parameters. Without `in_order` they come as they lie, which is quicker.
    """
    kinds, tags = _several(kind), _several(tag)
    conditions, wanted = [""], dict[str, Any]()
    if kinds:
        wanted |= {f"k{place}": name for place, name in enumerate(kinds)}
        conditions.append(f"kind IN ({', '.join(':' + name for name in wanted)})")
    if found:
        conditions.append(found[0])
        wanted |= found[1]
    if ending_from is not None:
        conditions.append("last_day >= :day")
        wanted["day"] = ending_from.isoformat()
    # of a few days that are to come the index of days finds the rows, and that of the order must not be taken for them
    created = "created" if ending_from is None else "created || ''"
    order = f" ORDER BY {created}, uid" if in_order else ""
    rows = ask(f"{EVENTS}{' AND '.join(conditions)}{order}", wanted)
    loader = Loader({})
    if tags:
        rows = [row for row in rows if not tags.isdisjoint(loader.tags_of(row[4]))]
    loader.facts = facts(ask)
    return completed(ask, loaded(loader, rows, place))


def _several(names: str | Collection[str] | None) -> frozenset[str]:
    """The names; empty where any will do."""
    return frozenset((names,) if isinstance(names, str) else names or ())


def _whole(ask: Ask, rows: Sequence[Row], place: str) -> list[Event]:
    """The events of these rows of EVENTS, with what was done of them."""
    if not rows:
        return []
    found = loaded(Loader(facts(ask, sorted({row[7] for row in rows if row[7]}))), rows, place)
    return completed(ask, found, [event.uid for event in found])


def completed(ask: Ask, events: list[Event], uids: Sequence[str] | None = None) -> list[Event]:
    """The events with what was done of them; only that of the UIDs is asked for, where there are such."""
    found = completions(ask, uids)
    if not found:
        return events
    return [replace(event, completions=found[event.uid]) if event.uid in found else event for event in events]


def completions(ask: Ask, uids: Sequence[str] | None) -> dict[str, tuple[Completion, ...]]:
    """How far occurrences of these events are, or of all, by UID, in the order of their keys."""
    rows = ask(COMPLETIONS, {}) if uids is None else asked_in_parts(ask, f"{COMPLETIONS} AND uid", uids)
    found: dict[str, list[Completion]] = {}
    for uid, key, percent, done, who, changed, part, whole in rows:
        moment = datetime.fromisoformat(done) if done else None
        one = Completion(key, int(percent), moment, who, datetime.fromisoformat(changed), part, whole)
        found.setdefault(uid, []).append(one)
    return {uid: tuple(sorted(several, key=lambda one: one.key)) for uid, several in found.items()}


def events_of(ask: Ask, place: str, uids: Sequence[str]) -> list[Event]:
    """The events with these UIDs that exist, in the order asked."""
    found = {row[0]: row for row in asked_in_parts(ask, f"{EVENTS} AND uid", uids)}
    if not found:
        return []
    loader = Loader(facts(ask, sorted({row[7] for row in found.values() if row[7]})))
    return completed(ask, loaded(loader, [found[uid] for uid in uids if uid in found], place), uids)


def children(ask: Ask, place: str, uids: Sequence[str]) -> list[Event]:
    """The events that follow one of these."""
    rows = list(asked_in_parts(ask, f"{EVENTS} AND parent", uids))
    return _whole(ask, rows, place)


def followers(ask: Ask, place: str, uid: str) -> list[Event]:
    """The events that follow one, and those that follow these."""
    found: dict[str, Event] = {}
    uids = [uid]
    while uids:
        new = {child.uid: child for child in children(ask, place, uids) if child.uid not in found}
        found |= new
        uids = list(new)
    return list(found.values())


def events_of_subscription(ask: Ask, place: str, name: str) -> list[Event]:
    """The events of a calendar of others that is kept here, as far as no person took them away."""
    rows = list(ask(f"{EVENTS} AND subscription = :name ORDER BY created, uid", {"name": name}))
    return _whole(ask, rows, place)


def events_of_notices(ask: Ask, place: str, digests: Sequence[str]) -> list[Event]:
    """The events that were read from the notices with these digests."""
    rows = list(asked_in_parts(ask, f"{EVENTS} AND notice", digests))
    return _whole(ask, rows, place)


def notices_like(
    ask: Ask, number: str | None, title: str | None, issued: date | None, issuer: str | None = None
) -> list[str]:
    """The digests of the notices that have this number (文号), or this title and day of issue and no other number.

    Of another office none.
    """
    from rules import one_house  # only who reads needs what is slow to load

    rows: list[Row] = []
    if number:
        rows += ask(
            "SELECT digest, issuer FROM notices WHERE org = this_org() AND number = :number", {"number": number}
        )
    if title and issued:
        question = (
            "SELECT digest, issuer, number FROM notices WHERE org = this_org() AND title = :title AND issued = :issued"
        )
        known = ask(question, {"title": title, "issued": issued.isoformat()})
        rows += [(digest, other) for digest, other, own in known if not (number and own) or own == number]
    return list(dict.fromkeys(digest for digest, other in rows if not (issuer and other) or one_house(issuer, other)))


def event(ask: Ask, place: str, uid: str) -> Event:
    """The event with the UID, or with the only UID that begins so.

    Raises UnknownEvent, AmbiguousUid.
    """
    if exact := events_of(ask, place, [uid]):
        return exact[0]
    uids = uids_beginning(ask, uid)
    if not uids:
        raise UnknownEvent(uid)
    if len(uids) > 1:
        raise AmbiguousUid(uid, uids)
    return events_of(ask, place, uids)[0]


def uids_beginning(ask: Ask, begin: str) -> list[str]:
    """Some UIDs that begin so, in order; none for a beginning that is too short to mean one."""
    if len(begin) < SHORTEST_PREFIX:
        return []
    plain = begin.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return [uid for (uid,) in ask(BEGINNING, {"begin": plain + "%"})]


def notice(ask: Ask, digest: str) -> KeptNotice:
    """The notice with the digest.

    Raises UnknownNotice.
    """
    for row in ask(f"{NOTICE} AND digest = :digest", {"digest": digest}):
        return _kept(row)
    raise UnknownNotice(digest)


def _kept(row: Row) -> KeptNotice:
    key, title, number, issuer, issued, printed, reference, text, name, added = row
    days = (day_of(issued), day_of(printed), day_of(reference))
    return KeptNotice(key, title, number, issuer, *days, text, name, datetime.fromisoformat(added))


def facts(ask: Ask, keys: Sequence[str] | None = None) -> dict[str, Facts]:
    """Title, number, issuer and day of issue of the notices with these keys, or of all, by key."""
    rows = ask(FACTS, {}) if keys is None else asked_in_parts(ask, f"{FACTS} AND digest", keys)
    return {key: (title, number, issuer, day_of(issued)) for key, title, number, issuer, issued in rows}


def years(ask: Ask, place: str) -> list[HolidayYear]:
    """The imported years of days off, in order.

    Raises StoreError for a row that is none.
    """
    rows = list(ask(YEARS, {}))
    if not rows:
        return []
    from rules import HolidayYear  # only the years of days off need it

    found = []
    for year, content in rows:
        try:
            found.append(HolidayYear.from_json(json.loads(content)))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            said = Message("the days off of {year} cannot be read: {cause}", year=int(year), cause=str(error))
            raise StoreError(place, said, Message("import that year again: `yueling holidays import FILE`")) from error
    return found


def reckoning(ask: Ask, place: str) -> Reckoning:
    """The tables that the package ships and the imported years, which stand in place of shipped ones."""
    found = years(ask, place)
    if not found:
        return RECKONING
    workdays = RECKONING.workdays
    for year in found:
        workdays = workdays.with_year(year.year, year.days_off, year.days_worked)
    return replace(RECKONING, workdays=workdays)


def notices(ask: Ask) -> list[KeptNotice]:
    """The notices without their texts, in the order in which they were stored."""
    question = NOTICE.replace("text, name", "NULL, name") + " ORDER BY added, digest"
    return [_kept(row) for row in ask(question, {})]


def tags(ask: Ask) -> list[str]:
    """Every tag in use, sorted."""
    loader = Loader({})
    return sorted(
        {
            tag
            for (text,) in ask("SELECT DISTINCT tags FROM events WHERE org = this_org()", {})
            for tag in loader.tags_of(text)
        }
    )


def tags_used(ask: Ask) -> list[str]:
    """Every tag that an event ever had, sorted."""
    return sorted(tag for (tag,) in ask("SELECT tag FROM tags_used WHERE org = this_org()", {}))


def kinds(ask: Ask) -> list[str]:
    """Every kind in use, sorted."""
    return sorted(kind for (kind,) in ask("SELECT DISTINCT kind FROM events WHERE org = this_org()", {}))


def count(ask: Ask) -> int:
    """How many events there are."""
    return next(int(number) for (number,) in ask("SELECT count(*) FROM events WHERE org = this_org()", {}))


def last_change(ask: Ask) -> datetime | None:
    """The mark of the last change."""
    rows = ask("SELECT value FROM marks WHERE org = this_org() AND name = :name", {"name": LAST_CHANGE})
    return next((datetime.fromisoformat(value) for (value,) in rows), None)


def refuse_moved(ask: Ask, place: str) -> None:
    """Raises StoreError where everything was moved into another database: what is done here would be lost."""
    for (there,) in ask("SELECT value FROM marks WHERE org = this_org() AND name = :name", {"name": MOVED}):
        said = Message("everything was moved to {place}; nothing is changed or sent from here any more", place=there)
        remedy = Message("name the new database, by --db, YUELING_DB or [database] in the settings")
        raise StoreError(place, said, remedy)


def asked_in_parts(ask: Ask, question: str, values: Sequence[str]) -> Iterator[Row]:
    """The rows whose last-named column is one of the values, however many these are."""
    for begin in range(0, len(values), CHUNK):
        wanted = {f"v{i}": value for i, value in enumerate(values[begin : begin + CHUNK])}
        yield from ask(f"{question} IN ({', '.join(':' + name for name in wanted)})", wanted)


def loaded(loader: Loader, rows: Iterable[Row], place: str) -> list[Event]:
    """The events of the rows; raises StoreError for a row that is none."""
    try:
        return [loader.event(row) for row in rows]
    except BadRow as error:
        raise unreadable(error, place) from error


def unreadable(error: BadRow, place: str) -> StoreError:
    """What is said of a row that cannot be read."""
    said = Message("the event {uid} cannot be read: {cause}", uid=error.uid, cause=str(error.cause))
    remedy = Message("a newer version may have written it: update yueling, or put a backup in its place")
    return StoreError(place, said, remedy)


def day_of(value: date | str | None) -> date | None:
    """A day as the driver hands it out: SQLite keeps text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
