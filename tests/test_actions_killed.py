"""A program that is killed in the middle of an action leaves the database as it was before or as it is after, never between."""

from __future__ import annotations

import importlib
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calendars import actions
from calendars.one_line_event import written
from calendars.store import Store
from calendars.store.subscribed import Subscription
from rules import Span

test_actions: Any = importlib.import_module("tests.test_actions")
NOW, TEXT, drafts_of = test_actions.NOW, test_actions.TEXT, test_actions.drafts_of

KILLS = 20
LINE = written("每周一上午9点 例会")
OTHER = written("每月20日 交报表")
MONDAY = date(2026, 12, 7)


def read(store: Store, text: str) -> object:
    notice, drafts = drafts_of(text)
    return actions.read_in(store, notice, drafts, NOW)


FOREIGN = Subscription("校历", "a")


def held(count: int, shift: int = 0) -> actions.Held:
    """What a calendar holds, the second half of it on other days and with a new event where it is shifted."""
    days = [1 + n % 28 + (shift and n > count // 2) for n in range(count + shift)]
    lines = [written(f"每月{day}日 他事{n}") for n, day in enumerate(days)]
    return actions.Held([
        replace(line, uid=f"{n:016}", subscription=FOREIGN.name, withheld=True) for n, line in enumerate(lines)
    ])  # fmt: skip


Act = Callable[[Store], Any]
ACTIONS: dict[str, Act] = {
    "add": lambda store: actions.add(store, written("每月1日 新事"), NOW),
    "read": lambda store: read(store, TEXT.replace("25日", "26日")),
    "edit": lambda store: actions.edit(store, LINE.uid, NOW, title="周会", place="三楼"),
    "remove": lambda store: actions.remove(store, LINE.uid, NOW),
    "move": lambda store: actions.move_one(store, LINE.uid, MONDAY, Span.of(date(2026, 12, 8)), None, NOW),
    "cancel": lambda store: actions.cancel_one(store, LINE.uid, MONDAY, NOW),
    "merge": lambda store: actions.merge(store, LINE.uid, [OTHER.uid], NOW),
    "split": lambda store: actions.split(
        store, LINE.uid, [replace(LINE, title="一半"), replace(LINE, uid="00ff00ff00ff00ff", title="另一半")], NOW
    ),
    "import": lambda store: actions.take_in(store, [written(f"每月{n}日 事{n}") for n in range(1, 29)], NOW),
    "subscribe": lambda store: actions.subscribe(store, replace(FOREIGN, name="另一份", url="b"), held(60), NOW),
    "refresh": lambda store: actions.take_copy(store, FOREIGN, FOREIGN.after_success(NOW), held(60, 1), NOW),
    "unsubscribe": lambda store: actions.unsubscribe(store, FOREIGN.name, NOW),
    "undo": lambda store: actions.undo(store, NOW, 2),
}


def state(url: str) -> tuple[object, ...]:
    """Everything that an action can change."""
    with Store.open(url) as store:
        assert store.check() == []
        return store.events(), store.decisions(), store.steps(99), store.last_change(), store.subscriptions()


def done(url: str, act: Act) -> None:
    with Store.open(url) as store:
        act(store)


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTIONS)
def test_killed_in_the_middle_of_an_action_it_is_before_or_after(name: str, tmp_path: Path) -> None:
    act, rng = ACTIONS[name], random.Random(name)
    first = tmp_path / "first.sqlite3"
    with Store.open(f"sqlite:///{first}", create=True) as store:
        actions.add(store, LINE, NOW)
        actions.add(store, OTHER, NOW)
        read(store, TEXT)
        actions.edit(store, OTHER.uid, NOW, title="报表")
        actions.subscribe(store, FOREIGN, held(40), NOW)
    before = state(f"sqlite:///{first}")
    whole = tmp_path / "whole.sqlite3"
    shutil.copy(first, whole)
    begun = time.perf_counter()
    done(f"sqlite:///{whole}", act)
    lasts = time.perf_counter() - begun
    after = state(f"sqlite:///{whole}")
    assert before != after
    for n in range(KILLS):
        copy = tmp_path / f"{n}.sqlite3"
        shutil.copy(first, copy)
        child = os.fork()
        if not child:
            done(f"sqlite:///{copy}", act)
            os._exit(0)
        time.sleep(rng.uniform(0, 1.2 * lasts))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert state(f"sqlite:///{copy}") in (before, after)
