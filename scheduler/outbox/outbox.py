"""The outbox of one database: every method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    and_,
    func,
    select,
)  # fmt: skip

from calendars.events import Event
from calendars.store.opening import marking, reading, writing
from calendars.store.tables import deliveries, messages, own, write_instant

from ..channels import DeliveryError, Rate
from ..delivery_states import DEAD, PENDING, SENDING
from ..recipients import Recipient
from ..reminders import Reader
from ..summaries import Summary
from . import claiming, planning
from .claiming import Compose, is_ready
from .posting import is_alone, post, state_of
from .pruning import BATCHES, overdue, take_out
from .values import (
    Claim,
    Letter,
    Plan,
    Record,
    Resting,
    Wait,
    backoff,
    is_hopeless,
    read_reason,
    written_reason,
)

columns, members = messages.c, deliveries.c
LETTER = (
    columns.key, columns.recipient, columns.channel, columns.state, columns.due, columns.tries, columns.subject,
    columns.members, columns.next_try, columns.error,
)  # fmt: skip
OF_MESSAGE = and_(members.org == columns.org, members.message == columns.key)
"""Which reminders are in a message."""
HandOn = Callable[[Connection, datetime], object]
"""Gives the messages that are ready at a moment to whoever sends them, in the transaction of the plan."""


class Outbox:
    """The messages of one database; every method is one transaction and raises StoreError where it fails."""

    def __init__(self, engine: Engine, place: str, hand_on: HandOn | None = None) -> None:
        self.engine, self.place, self.hand_on = engine, place, hand_on

    # -- planning -----------------------------------------------------------------------------------------------------

    def fingerprint(self) -> str:
        """The hash of the settings by which the last pass told when to look at events again; empty for none."""
        with reading(self.engine, self.place) as connection:
            return planning.all_marks(connection).get(planning.CIRCUMSTANCES, "")

    def record(self, today: date, until: date | None = None) -> Record:
        """What was told and planned before, of the events that `Store.events_awake` hands out for the same days."""
        with reading(self.engine, self.place) as connection:
            return planning.record(connection, today, until)

    def about(self, keys: Sequence[str], readers: Iterable[Reader], today: date) -> tuple[list[Event], Record]:
        """The events in the messages with these keys, and what these readers were told of them."""
        with reading(self.engine, self.place) as connection:
            return planning.about(connection, self.place, keys, readers, today)

    def plan(self, plan: Plan) -> bool:
        """Makes the outbox fit a plan: new rows, what came back, the rest of what was looked at void.

        Writes nothing where it fits already. Returns False, and nothing is written, where an event was changed since
        the plan was made. The last planned day is never lowered unless that is asked for.
        """
        with reading(self.engine, self.place) as connection:
            changes = planning.Changes.of(plan, planning.all_marks(connection))
        if not changes:
            return True
        with writing(self.engine, self.place) as connection:
            done = changes.write(connection)
            if done and self.hand_on:
                self.hand_on(connection, plan.now)
        return done

    def post(self, summary: Summary, now: datetime) -> bool:
        """Whether the message waits to be sent; a new one does, as reminders do, and older ones are taken back."""
        with reading(self.engine, self.place) as connection:
            state = state_of(connection, summary.key)
        if state is None:
            with writing(self.engine, self.place) as connection:
                post(connection, summary, now)
        return state in (None, PENDING)

    def is_over(self, summary: Summary) -> bool:
        """Whether the message went out, or was given up or taken back."""
        with reading(self.engine, self.place) as connection:
            return state_of(connection, summary.key) not in (None, PENDING)

    def ran(self, now: datetime, *, by_minute: bool = False, again: datetime | None = None) -> None:
        """Notes when a pass came to its end, so that a check-up can tell whether passes take place, and whether each minute.

        `again` is the moment from which on there is something to do though no event wakes.
        """
        with writing(self.engine, self.place) as connection:
            planning.set_mark(connection, planning.RAN, write_instant(now))
            planning.set_mark(connection, planning.BY, planning.CLOCK if by_minute else "")
            planning.set_mark(connection, planning.AGAIN, write_instant(again) if again else "")

    def runs(self) -> tuple[datetime | None, date | None]:
        """When a pass last came to its end, and the last day that was planned."""
        with reading(self.engine, self.place) as connection:
            values = planning.all_marks(connection)
        ran = values.get(planning.RAN)
        return datetime.fromisoformat(ran) if ran else None, planning.day_of(values.get(planning.PLANNED))

    def daily(self) -> datetime | None:
        """When a pass last came to its end, where no service makes one each minute; None where one does, or none was."""
        with reading(self.engine, self.place) as connection:
            values = planning.all_marks(connection)
        ran = values.get(planning.RAN)
        return datetime.fromisoformat(ran) if ran and values.get(planning.BY) != planning.CLOCK else None

    def spoken(self, now: datetime) -> set[Reader]:
        """Who was sent something on the day of the moment."""
        with reading(self.engine, self.place) as connection:
            return planning.spoken(connection, now)

    # -- sending ------------------------------------------------------------------------------------------------------

    def ready(self, now: datetime, keys: Sequence[str] | None = None) -> list[Letter]:
        """The messages that may be sent, those that were tried before first; of those with these keys, or of all."""
        query = select(*LETTER).where(own(messages), is_ready(now))
        with reading(self.engine, self.place) as connection:
            rows = connection.execute(query if keys is None else query.where(columns.key.in_(keys)))
            found = [letter_of(row) for row in rows]
        return sorted(found, key=lambda one: (one.recipient, one.channel, not one.members, one.key))

    def keys_of(self, key: str) -> list[str]:
        """The keys of the reminders of a message that wait in it."""
        with reading(self.engine, self.place) as connection:
            its = (own(deliveries), members.message == key, members.state == PENDING)
            return list(connection.execute(select(members.key).where(*its)).scalars())

    def claim(
        self,
        key: str,
        recipient: Recipient,
        clock: Callable[[], datetime],
        lease: timedelta,
        compose: Compose,
        *,
        rate: Rate | None = None,
        as_of: datetime | None = None,
    ) -> Claim | Wait | None:
        """The digest of a message, for this process alone; a wait where its service takes nothing more just now.

        `clock` tells the moment, which may come late where another program holds the database. `as_of` is the last change
        of an event that `compose` knows: where there is a later one, its words may be untrue and are not asked for.

        None where another process was faster, nothing of it is wanted any more, its words are not known here, or it was
        tried too often. Its words are frozen: they change only where something in it was taken back since.
        """
        with marking(self.engine, self.place) as connection:
            return claiming.claim(connection, key, recipient, clock, lease, compose, rate, as_of)

    def finish_and_claim(
        self, done: Claim, key: str, recipient: Recipient, clock: Callable[[], datetime], lease: timedelta,
        compose: Compose, *, rate: Rate | None = None, as_of: datetime | None = None,
    ) -> tuple[bool, Claim | Wait | None]:  # fmt: skip
        """What `finish` says of a digest and `claim` of the next message, in one transaction: the disk is waited for once."""
        try:
            with marking(self.engine, self.place) as connection:
                marked = claiming.finish(connection, done, clock())
                return marked, claiming.claim(connection, key, recipient, clock, lease, compose, rate, as_of)
        except Exception:
            self.finish(done, clock())  # what is wrong with the next one must not have this one sent again
            raise

    def finish(self, claim: Claim, now: datetime) -> bool:
        """Marks the digest as sent; False where the lease had ended and another process holds it now."""
        with marking(self.engine, self.place) as connection:
            return claiming.finish(connection, claim, now)

    def fail(self, claim: Claim, error: DeliveryError, now: datetime) -> bool:
        """Marks the digest for another try, or as dead; returns whether it is dead.

        Where it was not even tried, because the channel as a whole failed, nothing is counted.
        """
        said = written_reason(error.said)
        with marking(self.engine, self.place) as connection:
            if not error.reached:
                unseen = {"digest": None, "text": None, "items": None, "members": 0, "written": None}
                values = {"state": PENDING, "tries": claim.tries - 1, "error": said, "lease_until": None}
                anew = claim.tries == 1 and not is_alone(connection, claim.key)
                claiming.set_own(connection, claim, values | (unseen if anew else {}))
                return False
            if error.permanent or is_hopeless(claim.tries, claim.digest.written, claim.due, now):
                if dead := claiming.set_own(connection, claim, {"lease_until": None}):
                    claiming.bury(connection, claim.key, said)
                return dead
            wait = error.retry_after or backoff(claim.tries, claim.digest.key)
            values = {"state": PENDING, "next_try": now + wait, "error": said, "lease_until": None}
            claiming.set_own(connection, claim, values)
            return False

    def renew(self, claims: Iterable[Claim], until: datetime) -> None:
        """Has messages that are under way belong to their senders for longer, as far as they still do."""
        with marking(self.engine, self.place) as connection:
            for claim in claims:
                claiming.set_own(connection, claim, {"lease_until": until})

    def prune(self, today: date) -> int:
        """How many messages were forgotten that nobody needs any more; each batch is a transaction of its own."""
        count = 0
        for _ in range(BATCHES):
            with reading(self.engine, self.place) as connection:
                keys = overdue(connection, today)
            if not keys:
                break
            with writing(self.engine, self.place) as connection:
                take_out(connection, keys)
            count += len(keys)
        return count

    # -- what becomes of it -------------------------------------------------------------------------------------------

    def dead(self, most: int) -> tuple[list[Letter], int]:
        """The first messages that were given up and are still wanted, and how many there are."""
        with reading(self.engine, self.place) as connection:
            dead = own(messages) & (columns.state == DEAD)
            query = select(*LETTER).where(dead).order_by(columns.due, columns.key).limit(most)
            found = [letter_of(row) for row in connection.execute(query)]
            return found, connection.execute(select(func.count()).select_from(messages).where(dead)).scalar_one()

    def held(self) -> int:
        """How many reminders wait, for another try or for another process."""
        query = (
            select(func.count())
            .select_from(messages.join(deliveries, OF_MESSAGE))
            .where(own(messages), columns.state.in_((PENDING, SENDING)), members.state == PENDING)
        )
        with reading(self.engine, self.place) as connection:
            return connection.execute(query).scalar_one()

    def resting(self, now: datetime) -> Resting:
        """What waits and was not tried yet: how much it is, when the first of it may go out, and who waits for it."""
        untried = (own(messages), columns.state == PENDING, columns.tries == 0, columns.error.is_(None))
        query = (
            select(columns.recipient, columns.channel, columns.next_try, func.count())
            .select_from(messages.join(deliveries, OF_MESSAGE & (members.state == PENDING)))
            .where(*untried)
            .group_by(columns.org, columns.key)
        )
        with reading(self.engine, self.place) as connection:
            rows = connection.execute(query).all()
        ends = [end for *_, end, _ in rows if end and end > now]
        return Resting(
            sum(row[-1] for row in rows), min(ends, default=None), frozenset((row[0], row[1]) for row in rows)
        )


def letter_of(row: Sequence[Any]) -> Letter:
    """The message in the columns of LETTER."""
    return replace(Letter(*row[:-1]), error=read_reason(row[-1]))
