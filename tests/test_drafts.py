"""While the other side looks at a message the next one is put into words: what arrives is the same, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from calendars.store import Store
from rules import Message
from scheduler.channels import DeliveryError, Digest, Unhurried
from scheduler.digests import Composer
from tests.faults.world import LATER, NOW, PLAN, READERS, Receiver, arrived, fill, pass_over, received, sent_to


class Slow(Receiver):
    """Notes the steps; one message may be refused when it is asked for the answer."""

    def __init__(self, file: Path, meanwhile: Callable[[int], object] = lambda count: None, refused: int = 0) -> None:
        super().__init__(file, meanwhile)
        self.refused, self.steps = refused, list[str]()

    def hand_over(self, message: Digest) -> None:
        self.steps.append("handed over")
        self.refused -= 1
        if self.refused:
            super().hand_over(message)

    def confirm(self) -> None:
        self.steps.append("confirmed")
        if not self.refused:
            raise DeliveryError(Message("no"))
        super().confirm()


class Hasty:
    """A receiver that says yes at once."""

    def __init__(self, receiver: Receiver) -> None:
        self.send, self.close = receiver.send, receiver.close


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/events.db"
    fill(url)
    with Store.open(url) as opened:
        yield opened


def test_the_next_message_is_put_into_words_while_one_is_under_way(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(tmp_path / "received")
    compose = Composer.compose

    def noted(*given: object) -> object:
        slow.steps.append("words")
        return compose(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Composer, "compose", noted)
    assert isinstance(slow, Unhurried)
    assert sent_to(store, NOW, slow).sent == len(PLAN)
    # behind the last one there is none
    assert slow.steps == [
        "words",
        *["handed over", "words", "confirmed"] * (len(READERS) - 1),
        "handed over",
        "confirmed",
    ]


def test_what_arrives_is_what_a_hasty_receiver_gets(store: Store, tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path}/other.db")
    with Store.open(f"sqlite:///{tmp_path}/other.db") as other:
        hasty = Hasty(Receiver(tmp_path / "hasty"))
        assert not isinstance(hasty, Unhurried)
        sent_to(other, NOW, hasty)
    pass_over(store, NOW, tmp_path / "slow")
    assert arrived(tmp_path / "slow") == arrived(tmp_path / "hasty")


def test_words_that_fail_while_a_message_is_under_way_do_not_keep_it_from_its_mark(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, compose, fails = Slow(tmp_path / "received"), Composer.compose, [False, True, False]

    def failing(*given: object) -> object:
        if fails and fails.pop(0):
            raise ValueError("no words")
        return compose(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Composer, "compose", failing)
    assert sent_to(store, NOW, slow).sent == len(PLAN)
    assert set(received(slow.file)[1].values()) == {1}


def test_what_was_refused_at_last_goes_out_again_under_its_key(store: Store, tmp_path: Path) -> None:
    report = sent_to(store, NOW, Slow(tmp_path / "received", refused=2))
    assert (len(report.failures), report.sent) == (1, len(PLAN) - len(PLAN) // len(READERS))
    assert sent_to(store, LATER, Slow(tmp_path / "received")).sent == len(PLAN) // len(READERS)
    items, keys = received(tmp_path / "received")
    assert set(items) == PLAN
    assert set(keys.values()) == {1}


def test_words_of_an_event_that_was_changed_meanwhile_are_not_sent(store: Store, tmp_path: Path) -> None:
    def change(count: int) -> None:
        if count == 2:
            event = store.event("0001")
            store.save([replace(event, title="another title")], NOW)

    sent_to(store, NOW, Slow(tmp_path / "received", change))
    texts = [digest["text"] for digest in arrived(tmp_path / "received")]
    assert ["event 1" in text for text in texts] == [True, True, False, False, False]
    assert ["another title" in text for text in texts] == [False, False, True, True, True], (
        "one message each all the same"
    )
