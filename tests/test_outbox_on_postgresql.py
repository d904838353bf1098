"""Claims and marks on a server go on beside one another, and never beside whoever changes what they say."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from calendars.store import Store
from calendars.store.opening import reading
from calendars.store.writing import void_reminders
from rules import Message
from scheduler.channels import DeliveryError, Rate
from scheduler.outbox import Claim, Outbox, Wait, Words
from scheduler.recipients import Recipient
from tests.postgresql.server import MISSING, Server, served
from tests.postgresql.threads import THREADS, in_threads
from tests.test_deliveries import LEASE, NOW, Desk, states, wanted

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
WORDS = Words("subject", "text")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as found:
        yield found


@pytest.fixture
def outbox(server: Server) -> Iterator[Outbox]:
    with Store.open(server.url(server.make()), create=True) as store:
        yield Outbox(store.engine, store.place)


def claim(outbox: Outbox, key: str, reader: str, now: datetime = NOW, rate: Rate | None = None) -> Claim | Wait | None:
    return outbox.claim(key, Recipient(reader), lambda: now, LEASE, lambda _: WORDS, rate=rate)


def test_each_message_is_claimed_by_one_of_those_who_want_it_at_one_moment(outbox: Outbox) -> None:
    Desk(outbox).plan(*[wanted(recipient=Recipient(f"r{n}")) for n in range(40)])
    letters = outbox.ready(NOW)
    claims: list[Claim] = []

    def take(_: int) -> None:
        found = (claim(outbox, letter.key, letter.recipient) for letter in letters)
        claims.extend(one for one in found if isinstance(one, Claim))

    in_threads(take)
    assert sorted(one.key for one in claims) == sorted(one.key for one in letters)
    marked: list[bool] = []
    in_threads(lambda _: marked.extend(outbox.finish(one, NOW) for one in claims))
    assert Counter(marked) == {True: 40, False: 3 * 40}
    assert set(states(outbox).values()) == {"sent"}


def test_claims_do_not_wait_for_one_another(outbox: Outbox) -> None:
    Desk(outbox).plan(*[wanted(recipient=Recipient(f"r{n}")) for n in range(THREADS)])
    letters = outbox.ready(NOW)
    together = threading.Barrier(THREADS, timeout=10)

    def words(_: Sequence[str]) -> Words:
        together.wait()  # broken after ten seconds where another claim would have to end first
        return WORDS

    def take(nth: int) -> None:
        one = letters[nth]
        assert outbox.claim(one.key, Recipient(one.recipient), lambda: NOW, LEASE, words)

    in_threads(take)


@pytest.mark.parametrize("keep", [True, False], ids=["stored", "rolled back"])
def test_a_claim_sees_an_edit_whole_or_not_at_all(outbox: Outbox, keep: bool) -> None:
    Desk(outbox).plan(wanted("aaaa"), wanted("bbbb"))
    (letter,) = outbox.ready(NOW)
    found: list[object] = []
    taking = threading.Thread(target=lambda: found.append(claim(outbox, letter.key, letter.recipient)))
    with outbox.engine.connect() as connection:
        with connection.begin() as change:
            void_reminders(connection, ["aaaa"])
            taking.start()
            taking.join(0.3)
            assert taking.is_alive(), "it waits for the edit"
            void_reminders(connection, ["bbbb"])
            if not keep:
                change.rollback()
        taking.join(10)
    if keep:
        assert found == [None]
    else:
        assert isinstance(found[0], Claim)
        assert found[0].count == 2


def test_an_edit_waits_for_a_claim_and_finds_the_message_under_way(outbox: Outbox) -> None:
    Desk(outbox).plan(wanted("aaaa"))
    (letter,) = outbox.ready(NOW)
    in_claim, go_on = threading.Event(), threading.Event()
    found: list[Claim | Wait | None] = []

    def words(_: Sequence[str]) -> Words:
        in_claim.set()
        assert go_on.wait(10)
        return WORDS

    def take() -> None:
        found.append(outbox.claim(letter.key, Recipient(letter.recipient), lambda: NOW, LEASE, words))

    def edit() -> None:
        with outbox.engine.begin() as connection:
            void_reminders(connection, ["aaaa"])

    with ExitStack() as stack:
        threads = [threading.Thread(target=take), threading.Thread(target=edit)]
        for thread in threads:
            stack.callback(thread.join, 10)
        threads[0].start()
        assert in_claim.wait(10)
        threads[1].start()
        threads[1].join(0.3)
        assert threads[1].is_alive(), "it waits for the claim"
        go_on.set()
    (one,) = found
    assert isinstance(one, Claim)
    assert states(outbox) == {"aaaa": "void"}
    assert outbox.finish(one, NOW), "it was told all the same"
    assert states(outbox) == {"aaaa": "sent"}


def test_what_is_planned_while_a_message_is_claimed_goes_out_in_another_one(outbox: Outbox) -> None:
    desk = Desk(outbox)
    sent: Counter[str] = Counter()
    stop = threading.Event()

    def send(_: int) -> None:
        while not stop.is_set() or outbox.ready(NOW):
            for letter in outbox.ready(NOW):
                one = claim(outbox, letter.key, letter.recipient)
                if isinstance(one, Claim):
                    sent.update({one.digest.key: one.count})
                    assert outbox.finish(one, NOW)

    def plan(nth: int) -> None:
        if nth:
            return send(nth)
        reminders = [wanted(f"{n:04x}", recipient=Recipient(f"r{n % 3}")) for n in range(60)]
        for n in range(60):
            desk.plan(*reminders[: n + 1])
            time.sleep(0.002)
        return stop.set()

    in_threads(plan)
    assert sum(sent.values()) == 60, "each reminder that counts as sent was in a message"
    assert set(states(outbox).values()) == {"sent"}


def test_senders_at_once_keep_the_rate_of_a_service(outbox: Outbox) -> None:
    Desk(outbox).plan(*[wanted(recipient=Recipient(f"r{n}")) for n in range(20)])
    letters, rate = outbox.ready(NOW), Rate(5, timedelta(minutes=1))
    found: list[Claim | Wait | None] = []
    in_threads(lambda nth: found.extend(claim(outbox, one.key, one.recipient, NOW, rate) for one in letters[nth::4]))
    assert sum(isinstance(one, Claim) for one in found) == 5
    assert sum(isinstance(one, Wait) for one in found) == 15


def test_what_failed_at_once_is_marked_each_for_itself(outbox: Outbox) -> None:
    Desk(outbox).plan(*[wanted(recipient=Recipient(f"r{n}")) for n in range(8)])
    claims = [claim(outbox, letter.key, letter.recipient) for letter in outbox.ready(NOW)]
    error = DeliveryError(Message("never"), permanent=True)
    in_threads(lambda nth: [outbox.fail(one, error, NOW) for one in claims[nth::4] if isinstance(one, Claim)])
    with reading(outbox.engine, outbox.place):
        assert outbox.dead(20)[1] == 8
