"""The tables, in SQLAlchemy Core.

Rows stay inside the store and the scheduler's outbox; everybody else sees frozen values.
A change here needs a migration beside it (`migrations/versions/`): a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Dialect,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    func,
)

if TYPE_CHECKING:
    _Instant = TypeDecorator[datetime]
else:
    _Instant = TypeDecorator

INSTANT_WIDTH = len("2026-04-08T01:00:00.000000+00:00")


def write_instant(instant: datetime) -> str:
    """A moment in UTC as text of fixed width, so that the order of texts is the order of moments.

    >>> write_instant(datetime(2026, 4, 8, 1, tzinfo=UTC))
    '2026-04-08T01:00:00.000000+00:00'

    Raises ValueError for a moment without time zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"a stored moment needs a time zone: {instant!r}")
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def json_value(value: Any) -> Any:
    """A value of a row as JSON has it: moments and days as text."""
    if isinstance(value, datetime):
        return write_instant(value)
    return value.isoformat() if isinstance(value, date) else value


class Instant(_Instant):
    """A moment: aware on the way in, UTC on the way out, exact to the microsecond on every database."""

    impl = String(INSTANT_WIDTH)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """The text that is stored."""
        return None if value is None else write_instant(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The moment that was stored."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def owned(name: str, *parts: Column[Any] | Index | ForeignKeyConstraint, **options: Any) -> Table:
    """A table of which each organisation has rows of its own: whose a row is stands first in its key and in every index.

    A new row is of the organisation in whose scope its transaction runs; every statement names `own` or `this_org()`.
    """
    return Table(
        name,
        metadata,
        Column("org", Integer, primary_key=True, autoincrement=False, default=func.this_org()),
        *parts,
        **options,
    )


def own(table: FromClause) -> ColumnElement[bool]:
    """The condition that rows of the table are of the organisation in whose scope the transaction runs."""
    return table.c.org == func.this_org()


def own_columns(table: Table) -> list[Column[Any]]:
    """The columns of a row that are its own: what backups, exports and the history keep of it."""
    return [column for column in table.columns if column.name != "org"]


# The organisations of the database, as a tree. The first one is there from the beginning.
organisations = Table(
    "organisations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    # what addresses and commands name it by
    Column("key", String(80), nullable=False),
    Column("name", Text, nullable=False),
    # the number of the one above it; none at the top
    Column("parent", Integer),
    # its settings, as the TOML that a person wrote; none where it has none of its own
    Column("settings", Text),
    Column("created", Instant, nullable=False),
    # since when it takes no part any more
    Column("closed", Instant),
    Index("uq_organisations_key", "key", unique=True),
    Index("ix_organisations_parent", "parent"),
)

notices = owned(
    "notices",
    # SHA-256 of the text; a source without one gets a key that begins with rows.ANONYMOUS
    Column("digest", String(80), primary_key=True),
    Column("title", Text),
    Column("number", Text),
    Column("issuer", Text),
    Column("issued", Date),
    Column("printed", Date),
    Column("reference", Date),
    Column("text", Text),
    Column("name", Text),
    Column("added", Instant, nullable=False),
)

events = owned(
    "events",
    Column("uid", String(255), primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    # JSON, as text: read whole, never searched inside
    Column("recurrence", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("leads", Text),
    Column("quote", Text),
    Column("notice", String(80)),
    # the place of the quote in the notice, in code points, end excluded
    Column("start", Integer),
    Column("end", Integer),
    Column("sentence", Text),
    Column("basis", String(16)),
    Column("action", Text),
    Column("actor", Text),
    Column("recipient", Text),
    # JSON of calendars.events.Origin, as text, where it was imported
    Column("origin", Text),
    Column("place", Text),
    Column("url", Text),
    Column("contact", Text),
    Column("note", Text),
    # calendars.events.Reading: what the machine read, whatever a person made of it
    Column("heading", Text),
    Column("category", String(40)),
    Column("nth", Integer),
    # confirmed | cancelled | waiting; none for confirmed
    Column("status", String(12)),
    # the event whose date its own follows
    Column("parent", String(255)),
    Column("page", Integer),
    Column("row", Integer),
    # the name of the calendar of others that has it
    Column("subscription", String(80)),
    # whether it stands in no feed of ours; none for no
    Column("withheld", Boolean),
    Column("sequence", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    # calendars.events.last_day: lets SQL leave out what is over
    Column("last_day", Date, nullable=False),
    ForeignKeyConstraint(["org", "notice"], ["notices.org", "notices.digest"]),
    Index("ix_events_created_uid", "org", "created", "uid"),
    Index("ix_events_last_day", "org", "last_day"),
    Index("ix_events_notice", "org", "notice"),
    Index("ix_events_parent", "org", "parent"),
    Index("ix_events_subscription", "org", "subscription"),
)

# What each notice says of an event: the same notice forwarded by three levels is one event with three sources.
sources = owned(
    "sources",
    Column("uid", String(255), primary_key=True),
    Column("notice", String(80), primary_key=True),
    Column("quote", Text),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentence", Text),
    Column("basis", String(16)),
    Column("page", Integer),
    Column("row", Integer),
    # calendars.events.Reading: how it was read
    Column("heading", Text, nullable=False),
    Column("category", String(40), nullable=False),
    Column("nth", Integer, nullable=False),
    # what the notice does with what was set before; none where it sets something
    Column("act", String(12)),
    # JSON of recurrences, as text: what it says, and what gives way to that
    Column("dates", Text),
    Column("former", Text),
    Column("by", String(20)),
    # JSON of calendars.second_reader.Opinion, as text, where one was asked
    Column("opinion", Text),
    Column("added", Instant, nullable=False),
    ForeignKeyConstraint(["org", "notice"], ["notices.org", "notices.digest"]),
    Index("ix_sources_notice", "org", "notice"),
)

# What was read and waits for a person: in no feed, page or reminder.
drafts = owned(
    "drafts",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("notice", String(80), nullable=False),
    # JSON of the event as it was read, as text
    Column("content", Text, nullable=False),
    # whether it was wanted and only in doubt: a later notice may settle that
    Column("wanted", Boolean, nullable=False, server_default=false()),
    Column("added", Instant, nullable=False),
    ForeignKeyConstraint(["org", "notice"], ["notices.org", "notices.digest"]),
    Index("ix_drafts_notice", "org", "notice"),
)

# The notices that organisations above gave to this one, as they were the last time.
given = owned(
    "given",
    Column("notice", String(80), primary_key=True),
    # the number of the organisation that gave it
    Column("giver", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    # SHA-256 of what was given
    Column("digest", String(64), nullable=False),
    # JSON of the UIDs of the events that it ever gave, as text
    Column("uids", Text, nullable=False),
)

# What they gave of each event the last time: what has become otherwise since is proposed.
given_events = owned(
    "given_events",
    Column("giver", Integer, primary_key=True, autoincrement=False),
    Column("uid", String(255), primary_key=True),
    # JSON of the fields that a person may settle, as text
    Column("content", Text, nullable=False),
    # whether it was no longer there the last time
    Column("gone", Boolean, nullable=False),
    # JSON of what was proposed of it and declined, as text
    Column("declined", Text, nullable=False),
)

# The files that were read, by what they hold: a folder is gone through once more without reading them again.
files = owned(
    "files",
    # SHA-256 of the octets
    Column("digest", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    # the reader's version: a better one reads them again
    Column("reader", String(20), nullable=False),
    # why it could not be read; none where it was
    Column("error", Text),
    Column("added", Instant, nullable=False),
)

# The tags that an event ever had: their feeds stay, if only empty, because a calendar keeps the events of a feed that is gone.
tags_used = owned("tags_used", Column("tag", Text, primary_key=True))

# The words of an event as they are searched: even, in lower case, without white space (calendars.store.searching).
event_words = owned(
    "event_words",
    Column("uid", String(255), primary_key=True),
    Column("title", Text, nullable=False),
    # of all fields, the title too, a line each
    Column("words", Text, nullable=False),
    info={"derived": True},
)

# The last SEQUENCE of a removed event: should it come back, calendars must not see the number fall.
removals = owned(
    "removals",
    Column("uid", String(255), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("removed", Instant, nullable=False),
)

# What was done, one row a transaction.
steps = owned(
    "steps",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    # person | machine
    Column("who", String(10), nullable=False),
    # a name in calendars.store.history.ACTS
    Column("act", String(20), nullable=False),
    # what it was about, for the reader: the title of a notice, the name of a file
    Column("about", Text),
    # the step that took it back
    Column("undone", Integer),
    # through what it was done, where somebody did it by a program: API, and the note of its token
    Column("program", Text),
    Index("ix_steps_undone_number", "org", "undone", "number"),
)

# What a step changed, as it was before: what it became stands in the next step that changed the same, or in its table.
changes = owned(
    "changes",
    Column("step", Integer, primary_key=True, autoincrement=False),
    # event | decisions | completed | duty | stop | notice | year | sources | drafts | feed | subscribed | person | group |
    # given | given_of | proposed | withdrawn | accepted | declined
    Column("thing", String(10), primary_key=True),
    Column("key", String(255), primary_key=True),
    # JSON of the row, as text; none where there was none
    Column("before", Text),
    ForeignKeyConstraint(["org", "step"], ["steps.org", "steps.number"]),
    Index("ix_changes_thing_key_step", "org", "thing", "key", "step"),
)

# What a person decided of an event, beside what the machine read: reading again leaves it as it is.
decisions = owned(
    "decisions",
    Column("uid", String(255), primary_key=True),
    # a column of events, or "event" for the whole of it
    Column("field", String(20), primary_key=True),
    # for the whole event a name in FATES of decided.py; for a field IMPORTED where an import brought it, else none
    Column("fate", String(20)),
    # what the machine read last, as JSON; of a whole event its row
    Column("read", Text),
    Column("decided", Instant, nullable=False),
)

# The outbox of the scheduler: what goes over the line, all that is to be said to one reader in one message.
messages = owned(
    "messages",
    Column("key", String(40), primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("channel", String(40), nullable=False),
    # pending | sending | sent | dead | void
    Column("state", String(10), nullable=False),
    # the last day that it names: after that nothing of it is of use
    Column("due", Date, nullable=False),
    # the key under which it goes out, its words and how many reminders they are of: frozen when it is first claimed
    Column("digest", String(40)),
    Column("subject", Text),
    Column("text", Text),
    # JSON of its items, as text
    Column("items", Text),
    Column("members", Integer, nullable=False, server_default="0"),
    Column("written", Instant),
    Column("lease_owner", String(40)),
    Column("lease_until", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try", Instant),
    Column("error", Text),
    Column("sent", Instant),
    Index("ix_messages_state_next_try", "org", "state", "next_try"),
    Index("ix_messages_due", "org", "due"),
    Index("ix_messages_sent", "org", "sent"),
)

# The reminders in these messages. No foreign key to events: what was sent stays on record when its event is removed.
deliveries = owned(
    "deliveries",
    Column("key", String(80), primary_key=True),
    Column("event_uid", String(255), nullable=False),
    Column("entry_uid", String(320), nullable=False),
    Column("due", Date, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("lead", String(20), nullable=False),
    Column("channel", String(40), nullable=False),
    # pending | sent | dead | void
    Column("state", String(10), nullable=False),
    Column("planned_for", Date, nullable=False),
    Column("late", Boolean, nullable=False, server_default=false()),
    Column("message", String(40)),
    Column("created", Instant, nullable=False),
    Column("sent", Instant),
    # scheduler.particulars: hour, place, last day as they were told; none where nobody knows
    Column("particulars", Text),
    Index("ix_deliveries_event_uid", "org", "event_uid"),
    Index("ix_deliveries_message", "org", "message"),
)

# When a pass has to look at an event again; the first day of all where that is not known.
watches = owned(
    "watches",
    Column("uid", String(255), primary_key=True),
    # no day that it names and that nobody was told lies before, less its own longest lead: true whatever the settings are
    Column("nearest", Date, nullable=False),
    # before that day a pass with the same settings finds nothing to say of it
    Column("wakes", Date, nullable=False),
    Index("ix_watches_wakes", "org", "wakes"),
    info={"derived": True},
    sqlite_with_rowid=False,
)

# When what went out by channels whose services take only so much in a time.
sendings = Table(
    "sendings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("org", Integer, nullable=False, default=func.this_org()),
    Column("channel", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_sendings_channel_at", "org", "channel", "at"),
    info={"passing": True},
)

# Who is reminded, beside those of the settings file.
people = owned(
    "people",
    # by this the deliveries know him; it stays
    Column("key", String(320), primary_key=True),
    # JSON of calendars.people.Person, as text
    Column("content", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("updated", Instant, nullable=False),
)

people_groups = owned(
    "people_groups",
    Column("name", String(320), primary_key=True),
    # JSON of calendars.people.Group, as text
    Column("content", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("updated", Instant, nullable=False),
)

# Years of days off that were imported, beside those that the package ships.
holiday_years = owned(
    "holiday_years",
    Column("year", Integer, primary_key=True, autoincrement=False),
    # JSON of rules.reckoning.holidays.HolidayYear, as text
    Column("content", Text, nullable=False),
    Column("added", Instant, nullable=False),
)

# Calendars that somebody named: a saved question. Rows stay when one is removed: what was subscribed to lives on, empty.
named_feeds = owned(
    "named_feeds",
    Column("name", String(80), primary_key=True),
    Column("title", Text, nullable=False),
    # JSON of calendars.selection.Selection, as text
    Column("selection", Text, nullable=False),
    Column("secret", Boolean, nullable=False),
    # whether it was ever public: then its public address lives on
    Column("published", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("removed", Instant),
)

# Who may read a secret feed or use the interface for programs. Those that have ended stay: their addresses answer 410.
tokens = owned(
    "tokens",
    # SHA-256 of the text, which is nowhere
    Column("digest", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    # feed | api
    Column("sort", String(10), nullable=False),
    # the name of the feed, or the role; no foreign key: feeds of kinds and tags have no row
    Column("subject", String(80), nullable=False),
    Column("holder", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("used", Instant),
    Column("ended", Instant),
    # revoked | rotated
    Column("ending", String(10)),
    Index("uq_tokens_number", "org", "number", unique=True),
    info={"access": True},
)

accounts = owned(
    "accounts",
    Column("name", String(80), primary_key=True),
    # Argon2id, with salt and parameters
    Column("hashed", Text, nullable=False),
    # reader | editor
    Column("role", String(10), nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    info={"access": True},
)

# Who is logged in just now: in no backup.
sessions = owned(
    "sessions",
    # SHA-256 of the secret in the cookie
    Column("digest", String(64), primary_key=True),
    Column("account", String(80), nullable=False),
    Column("created", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Index("ix_sessions_account", "org", "account"),
    info={"passing": True},
)

# The calendars of others that are kept here; their events stand among the events, under this name.
subscriptions = owned(
    "subscriptions",
    Column("name", String(80), primary_key=True),
    # whole, with what may be secret in it
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    # JSON of what its events are tagged with, as text
    Column("tags", Text, nullable=False),
    # minutes between two looks, as a person set it and as the calendar asks for it
    Column("every", Integer),
    Column("asks", Integer),
    Column("private", Boolean, nullable=False, server_default=false()),
    Column("published", Boolean, nullable=False, server_default=false()),
    # SHA-256 of the last good copy, and by what its server knows it; none where everything is to be read anew
    Column("digest", String(64)),
    Column("etag", Text),
    Column("modified", Text),
    Column("tried", Instant),
    Column("succeeded", Instant),
    # none for at once
    Column("due", Instant),
    # since the last good copy, in a row
    Column("failures", Integer, nullable=False, server_default="0"),
    # JSON of a message, as text: why the last look brought nothing
    Column("error", Text),
    Index("ix_subscriptions_due", "org", "due"),
)

# How far occurrences of events are. No foreign key: what was done is known again when an event comes back.
completions = owned(
    "completions",
    Column("uid", String(255), primary_key=True),
    # of the occurrence: calendars.events.Entry.uid without the UID of the event
    Column("key", String(255), primary_key=True),
    Column("percent", Integer, nullable=False),
    # none while something is left
    Column("done", Instant),
    Column("who", Text),
    Column("changed", Instant, nullable=False),
    # how many are done, of how many, where they are counted
    Column("part", Integer),
    Column("whole", Integer),
)

# Until when nobody is to hear of an occurrence: one reader of it, or nobody at all ("").
snoozes = owned(
    "snoozes",
    Column("uid", String(255), primary_key=True),
    Column("key", String(255), primary_key=True),
    # scheduler.recipients.Recipient.id
    Column("reader", String(255), primary_key=True),
    # the first day on which it is told again
    Column("until", Date, nullable=False),
    Column("who", Text),
    Column("changed", Instant, nullable=False),
)

# Who has taken an occurrence on.
acknowledgements = owned(
    "acknowledgements",
    Column("uid", String(255), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("who", Text),
    Column("changed", Instant, nullable=False),
)

# How often something is to be done within each occurrence of an event.
quotas = owned(
    "quotas",
    Column("uid", String(255), primary_key=True),
    Column("least", Integer, nullable=False),
    # none where there is no upper bound
    Column("most", Integer),
)

# Who wants no more messages by a channel, as he said by the link in one.
stops = owned(
    "stops",
    # scheduler.recipients.Recipient.id
    Column("reader", String(255), primary_key=True),
    Column("channel", String(40), primary_key=True),
    Column("since", Instant, nullable=False),
)

# What signs the links in messages. In no backup and no export: it belongs to this database, which a restore leaves to it.
link_keys = owned(
    "link_keys",
    Column("name", String(20), primary_key=True),
    # 32 octets of chance, in hexadecimal digits
    Column("secret", String(64), nullable=False),
    Column("made", Instant, nullable=False),
    info={"passing": True, "own": True},
)

# The links that were used, until they would have expired.
links_used = owned(
    "links_used",
    Column("nonce", String(32), primary_key=True),
    Column("expires", Date, nullable=False),
    info={"passing": True, "own": True},
)

# What programs that synchronise (CalDAV) were last told of each collection, and what is gone since; a row with the href ""
# says from when on all of it is known. In no backup: they then ask for everything once.
synced = owned(
    "synced",
    Column("collection", String(20), primary_key=True),
    Column("href", String(300), primary_key=True),
    # none for what is gone
    Column("etag", String(80)),
    Column("changed", Instant, nullable=False),
    info={"passing": True},
)

# Feeds as a process rendered them, for the others that serve the same database (calendars.store.renderings). All of it can be
# made again at any time: it is in no backup and is not moved (`cache`).
rendered = owned(
    "rendered",
    # the state of the data: the mark of the last change, and the day
    Column("change", Instant, primary_key=True),
    Column("day", Date, primary_key=True),
    # SHA-256 of the program and the settings that the bytes depend on
    Column("setting", String(64), primary_key=True),
    # SHA-256 of the name of the feed, whether it is a secret one, and the look
    Column("feed", String(64), primary_key=True),
    # by gzip
    Column("packed", LargeBinary, nullable=False),
    # what readers are told as Last-Modified
    Column("modified", Instant, nullable=False),
    info={"derived": True, "cache": True},
)

# Single values: when anything last changed, the last planned day, …
marks = owned(
    "marks",
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)
