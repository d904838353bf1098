"""Chains of notices on one affair, and what the calendar must say after each: read, and judged notice by notice.

    python -m tests.affairs_judged [a b …] [-v]

Each later notice is read against the calendar as a person accepted it before; the chains in `tests/affairs` say what that was.
A set is a folder; its files have a line `about:`, then by turns a notice (`=== notice received: DAY`) and what is on the calendar
then (`=== after`): title | value, or several that are fair | confirmed, cancelled, waiting or asked | numbers of the notices
that speak of it. `~` before a line: it may as well be left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import rules
from calendars.actions import read_in
from calendars.drafts import draft, source_of_notice
from calendars.events import Event, Reading, uid_of
from calendars.plan import Change
from calendars.statements import Statement
from calendars.store import Store
from rules import Notice, Recurrence, find, read_notice
from rules.notices.notice import value_of

AFFAIRS = Path(__file__).parent / "affairs"
DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
ACTS = {"cancelled": "cancels", "waiting": "waits"}


@dataclass(frozen=True)
class Row:
    """An entry as the calendar must have it."""

    title: str
    values: tuple[str, ...]
    status: str
    sources: tuple[int, ...]
    optional: bool

    @property
    def stored(self) -> str:
        """Its status in the store: what is asked about stays as it was."""
        return "confirmed" if self.status == "asked" else self.status


@dataclass(frozen=True)
class Step:
    """A notice, and what is on the calendar then."""

    received: date
    text: str
    after: tuple[Row, ...]


@dataclass
class Verdict:
    """What became of a later notice."""

    name: str
    number: int
    faults: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    """Entries that were changed though they must not be, or otherwise than they must, and nobody was asked."""
    changes: tuple[Change, ...] = ()


def chain(path: Path) -> list[Step]:
    """The steps of a chain."""
    parts = re.split(r"^=== (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    steps: list[Step] = []
    for head, body, rows in zip(parts[::4], parts[1::4], parts[3::4], strict=True):
        received = date.fromisoformat(head.partition("received:")[2].strip())
        steps.append(Step(received, body.strip("\n") + "\n", tuple(map(_row, filter(str.strip, rows.splitlines())))))
    return steps


def _row(line: str) -> Row:
    optional = line.strip().startswith("~")
    title, values, status, sources = (cell.strip() for cell in line.strip().lstrip("~").split("|"))
    return Row(title, tuple(values.split(" , ")), status, tuple(map(int, sources.split())), optional)


def recurrence(value: str) -> Recurrence | None:
    """The rule of a value as findings have it; None for one that is no date."""
    try:
        return rules.parse(_words(value))
    except rules.RuleError:
        return None


def _words(value: str) -> str:
    if value.startswith("../"):
        return _moment(value[3:]) + "前"
    if value.endswith("/.."):
        return _moment(value[:-3]) + "起"
    first, slash, last = value.partition("/")
    if not slash or value.startswith("R"):
        return _moment(value)
    day, _, clock = last.partition("T")
    if first.startswith(f"{day}T"):
        return f"{_moment(first)}-{clock}"
    return f"{_moment(first)}至{_moment(last)}"


def _moment(text: str) -> str:
    day, _, clock = text.partition("T")
    match = DAY.fullmatch(day)
    if not match:
        return text
    year, month, number = match.groups()
    return f"{year}年{int(month)}月" + (f"{int(number)}日" if number else "") + (f" {clock}" if clock else "")


def verdicts(folder: Path) -> Iterator[Verdict]:
    """What became of each later notice of a set."""
    for path in sorted(folder.glob("*.txt")):
        steps = chain(path)
        notices = [read_notice(step.text) for step in steps]
        for number in range(1, len(steps)):
            yield _judged(path.stem, number, steps, notices)


def _judged(name: str, number: int, steps: list[Step], notices: list[Notice]) -> Verdict:
    step, before = steps[number], steps[number - 1].after
    with Store.open("sqlite://") as store:
        uids = dict(_accepted(store, number, steps, notices))
        now = datetime.combine(step.received, time(10), UTC)
        notice = notices[number]
        outcome = read_in(store, notice, draft(notice, find(notice, step.received)), now, reference=step.received)
        events = {event.uid: event for event in store.events()}
    verdict = Verdict(name, number + 1, changes=outcome.changes)
    asked = {event.uid for change in outcome.changes if change.event is None for event in change.candidates}
    new = [value_of(event.recurrence) for uid, event in events.items() if uid not in uids.values()]
    after = {row.title: row for row in step.after}
    for old in before:
        row, uid = after.get(old.title), uids.get(old.title)
        if row and uid:
            _judge(verdict, old, row, events[uid], was_asked=uid in asked)
            _judge_twin(verdict, old, row, new, step.after, uids)
    return verdict


def _judge(verdict: Verdict, old: Row, row: Row, event: Event, *, was_asked: bool) -> None:
    """What is wrong with an entry that was there."""
    value, known = value_of(event.recurrence), recurrence(old.values[0])
    touched = value != (value_of(known) if known else None) or event.status != old.stored
    fair = {*row.values, *(value_of(dates) for dates in map(recurrence, row.values) if dates)}
    right = value in fair and event.status == row.stored
    same = (old.values, old.status) == (row.values, row.status)
    if row.status == "asked":
        if touched:
            verdict.silent.append(row.title)
        if touched or (not was_asked and old.status != "asked"):
            verdict.faults.append(f"not asked: {row.title} {value}")
    elif not right and not row.optional:
        if touched:
            verdict.silent.append(row.title)
        if touched or not same:
            said = "wrong" if touched else "asked" if was_asked else "missed"
            verdict.faults.append(f"{said}: {row.title}, wanted {row.values[0]} {row.status}: {value} {event.status}")


def _judge_twin(
    verdict: Verdict, old: Row, row: Row, new: list[str | None], after: tuple[Row, ...], uids: dict[str, str]
) -> None:
    """Whether an entry that stays stands there a second time."""
    others = {value for other in after if other.title not in uids for value in other.values}
    stays = (old.values, old.status) == (row.values, row.status) and row.status != "asked" and not row.optional
    if stays and any(value in row.values for value in new) and not others & set(row.values):
        verdict.faults.append(f"twin: {row.title} {row.values[0]}")


def _accepted(store: Store, number: int, steps: list[Step], notices: list[Notice]) -> Iterator[tuple[str, str]]:
    """Stores what was on the calendar before a notice; the UID of each entry by its title."""
    now = datetime.combine(steps[number - 1].received, time(9), UTC)
    for row in steps[number - 1].after:
        rule = recurrence(row.values[0])
        if rule is None:
            continue
        uid = uid_of("affair", row.title, row.values[0])
        source = replace(
            source_of_notice(notices[row.sources[-1] - 1]), sentence=_sentence(steps, row.sources[-1], row)
        )
        event = Event(uid, row.title, _kind(row), rule, source=source, reading=Reading(row.title, _kind(row)))
        with store.changing(now, "read", machine=True) as change:
            for source_number in row.sources:
                notice = notices[source_number - 1]
                change.keep_notice(source_of_notice(notice), {"text": notice.text})
            change.save([replace(event, status=row.stored)])
            change.state(_statement(uid, row, at, steps, notices) for at in row.sources)
        yield row.title, uid


def _kind(row: Row) -> str:
    value = row.values[0]
    if value.startswith("../"):
        return "deadline"
    first, _, last = value.partition("/")
    return "window" if last and first[:10] != last[:10] else "event"


def _statement(uid: str, row: Row, at: int, steps: list[Step], notices: list[Notice]) -> Statement:
    """What the notice of that number said of an entry."""
    said = next((one for one in steps[at - 1].after if one.title == row.title), row)
    before = next((one for one in steps[at - 2].after if one.title == row.title), None) if at > 1 else None
    moved = before is not None and before.values != said.values
    act = ACTS.get(said.status, "moves" if moved else None)
    former = recurrence(before.values[0]) if before and moved else None
    source = replace(source_of_notice(notices[at - 1]), sentence=_sentence(steps, at, said))
    dates = None if said.status in ACTS else recurrence(said.values[0])
    return Statement(uid, None, source, Reading(row.title, _kind(row), 0, act, former), dates)


def _sentence(steps: list[Step], number: int, row: Row) -> str:
    """The sentence of a notice that has the day of an entry."""
    match = re.search(r"\d{4}-(\d\d)-(\d\d)", row.values[0])
    day = f"{int(match[1])}月{int(match[2])}日" if match else "\0"
    return next((part for part in re.split(r"[。；\n]", steps[number - 1].text) if day in part), "")


def main(names: list[str], *, verbose: bool) -> None:
    """Prints how many later notices of each set came out right, and which did not."""
    for folder in sorted(path for path in AFFAIRS.iterdir() if path.is_dir() and (not names or path.name in names)):
        every = list(verdicts(folder))
        right, silent = sum(not one.faults for one in every), sum(len(one.silent) for one in every)
        print(
            f"{folder.name}: {len(every)} later notices, right {right} ({right / len(every):.3f}), silently wrong {silent}"
        )
        for one in every if verbose else ():
            for fault in one.faults:
                print(f"  {one.name}.{one.number} {fault}")


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "-v"], verbose="-v" in sys.argv)
