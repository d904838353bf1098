"""What was done: the last step with what it made of each event, the whole history, the past of one event."""

from __future__ import annotations

from dataclasses import dataclass

from rules import Message, Reckoning, tell

from ....civil import HOME
from ....lines import one_line
from ....past import changes_words, count_words, past_rows, said_words, who_words
from ....store import Store
from ....store.history import ACTS, Past, Step

MOST_NAMED, STEPS = 30, 30
"""Events of a step that are named; steps of a page."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step, as it is told."""

    number: int
    at: str
    who: str
    what: str
    about: str
    events: int
    lines: tuple[tuple[str, str, str], ...]
    """Of each event its UID where it is stored now, its title, and what became of it."""
    undone: int | None
    count: int
    """How many steps are taken back with it; 0 where it cannot be."""
    seen: int
    """The latest step, which whoever takes something back has seen."""
    remarks: tuple[str, ...] = ()
    proposed: str = ""
    """How much of what came from above was proposed, where no event became another one."""


def done_of(store: Store, number: int, lang: str, remarks: tuple[Message, ...] = ()) -> Done | None:
    """The step of that number with what it made of events; None where there is none."""
    step = next(iter(store.steps(1, below=number + 1)), None)
    if step is None or step.number != number:
        return None
    return _done(
        step, store.made_by([step], MOST_NAMED)[0], _open(store), _latest(store), lang, store.reckoning(), remarks
    )


def steps_of(store: Store, lang: str, below: int | None = None, most: int = STEPS) -> list[Done]:
    """The last steps, or those before a number, the latest first; those aside in which other calendars changed."""
    steps = store.steps(most, below=below, refreshed=False)
    opened, latest = _open(store), _latest(store)
    made_by, reckoning = store.made_by(steps), store.reckoning()
    return [_done(step, made, opened, latest, lang, reckoning) for step, made in zip(steps, made_by, strict=True)]


def past_of(store: Store, uid: str, lang: str) -> list[list[str]]:
    """What became of an event, the latest step first: number, when, who, what, from what to what."""
    _, rows = past_rows(store.past(uid), lang, store.reckoning())
    return [[str(cell) for cell in row] for row in rows[::-1]]


def _open(store: Store) -> list[int]:
    """The numbers of the last steps that can be taken back, the latest first."""
    return [step.number for step in store.steps(100, still_open=True)]


def _latest(store: Store) -> int:
    return next((step.number for step in store.steps(1, refreshed=False)), 0)


def _done(
    step: Step,
    made: list[Past],
    opened: list[int],
    latest: int,
    lang: str,
    reckoning: Reckoning,
    remarks: tuple[Message, ...] = (),
) -> Done:
    at = step.at.astimezone(HOME).replace(tzinfo=None).isoformat(" ", "minutes")
    return Done(
        step.number, at, who_words(step, lang), ACTS[step.act].say(lang), one_line(step.about or "", 80), step.events,
        tuple(_line(one, lang, reckoning) for one in made), step.undone,
        opened.index(step.number) + 1 if step.number in opened else 0, latest,
        tuple(one_line(remark.say(lang), 400) for remark in remarks), "" if step.events else count_words(step, lang),
    )  # fmt: skip


def _line(past: Past, lang: str, reckoning: Reckoning) -> tuple[str, str, str]:
    """What a step made of an event: of a new one its dates, else what changed."""
    event = past.after or past.before
    if event is None:
        return "", "", ""
    title = one_line(event.title, 120)
    if past.after is None:
        return "", title, ACTS["remove"].say(lang)
    words = changes_words(past.before, past.after, lang) if past.before else tell(past.after.recurrence, lang)
    return event.uid, title, one_line(" · ".join(filter(None, (said_words(past, lang, reckoning), words))), 200)
