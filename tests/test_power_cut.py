"""After a power cut: what a pass noted before it sent is on the disk, whatever the system still held back."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.crashes import rest
from tests.faults.disk import Choose, Disk, Step, can_trace, trace
from tests.faults.world import READERS, Outcome, fill, outcome

pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not trace")


def nothing(held: Sequence[Step]) -> Sequence[Step]:
    """The disk has what was synced, and no more."""
    return ()


def everything(held: Sequence[Step]) -> Sequence[Step]:
    """The disk has all that was written."""
    return held


def some_of(seed: int) -> Choose:
    """The disk has some of it, in any order, with pages of which only a part was written."""
    chance = random.Random(seed)

    def choose(held: Sequence[Step]) -> Sequence[Step]:
        kept = [one for one in held if chance.random() < 0.5]
        return [torn(one, chance.randrange(len(one.data) + 1)) for one in kept]

    return choose


def torn(step: Step, length: int) -> Step:
    return Step(step.call, step.path, step.data[:length], step.at)


class Pass:
    """A pass that was traced: its calls, and the disk before it."""

    def __init__(self, folder: Path) -> None:
        self.receiver = folder / "received"
        fill(f"sqlite:///{folder}/events.db")
        self.before = {str(file): file.read_bytes() for file in folder.glob("events.db*")}
        log = folder.parent / "calls"
        self.steps = [one for one in trace(f"sqlite:///{folder}/events.db", self.receiver, log) if is_kept(one)]

    def moments(self, steps: Sequence[Step] | None = None) -> Iterator[tuple[Step, Disk, list[dict[str, str]]]]:
        """Each call, the disk after it, and what the receiver has by then."""
        disk, arrived = Disk({path: bytearray(data) for path, data in self.before.items()}), list[dict[str, str]]()
        for step in self.steps if steps is None else steps:
            if step.path == str(self.receiver):
                arrived += [json.loads(step.data)] if step.data else []
            else:
                disk.take(step)
            yield step, disk, arrived


def is_kept(step: Step) -> bool:
    """Whether a file counts after a power cut: the index of the log is made anew."""
    return not step.path.endswith("-shm")


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Pass:
    folder = tmp_path_factory.mktemp("power") / "data"
    folder.mkdir()
    made = Pass(folder)
    assert len([one for one in made.steps if one.path == str(made.receiver) and one.data]) == len(READERS)
    return made


def states(folder: Path) -> dict[str, str]:
    """What the database that is left says of each message, by the key under which it goes out."""
    with closing(sqlite3.connect(folder / "events.db")) as left:
        assert left.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return dict(left.execute("SELECT digest, state FROM messages WHERE digest IS NOT NULL"))


def ways() -> dict[str, Choose]:
    """How much of what the system held back reached the disk."""
    return {"nothing": nothing, "everything": everything} | {f"some {n}": some_of(n) for n in range(3)}


def test_what_goes_out_is_noted_on_the_disk_before_and_what_went_out_before_the_next(
    traced: Pass, tmp_path: Path
) -> None:
    for step, disk, arrived in traced.moments():
        if not (step.is_sync or step.path == str(traced.receiver)) or not arrived:
            continue
        for name, choose in ways().items():
            disk.leave(tmp_path / "left", choose)
            found = states(tmp_path / "left")
            *former, last = [one["key"] for one in arrived]
            assert {found[key] for key in former} <= {"sent"}, name
            assert found[last] in ("sending", "sent"), name


def test_when_the_pass_is_over_all_of_it_is_on_the_disk(traced: Pass, tmp_path: Path) -> None:
    *_, (_, disk, arrived) = traced.moments()
    disk.leave(tmp_path / "left", nothing)
    assert states(tmp_path / "left") == {one["key"]: "sent" for one in arrived}
    assert len(arrived) == len(READERS)


def test_the_passes_after_a_power_cut_send_what_is_left_and_the_one_under_way_once_more(
    traced: Pass, tmp_path: Path
) -> None:
    cuts = 0
    for step, disk, arrived in traced.moments():
        if step.path != str(traced.receiver) or not step.data:
            continue
        left = tmp_path / f"left{cuts}"
        disk.leave(left, nothing)
        (left / "received").write_text("".join(json.dumps(one) + "\n" for one in arrived), encoding="utf-8")
        rest(f"sqlite:///{left}/events.db", left / "received")
        assert outcome(left / "received") == Outcome(lost=0, repeats=1, doubles=0)
        cuts += 1
    assert cuts == len(READERS)


def test_without_the_waits_for_the_disk_it_would_not_hold(traced: Pass, tmp_path: Path) -> None:
    hasty = [one for one in traced.steps if not (one.is_sync and one.path.endswith("-wal"))]
    for step, disk, _ in traced.moments(hasty):
        if step.path == str(traced.receiver) and step.data:
            disk.leave(tmp_path / "left", nothing)
            assert states(tmp_path / "left") == {}
