"""The command that walks the whole way with sample notices, and leaves a calendar that looks alive on the day it is run."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calendars.commands.group import command
from calendars.commands.reading import show_findings, store_drafts
from calendars.commands.reviewing import Wish
from calendars.commands.shared import show_all, window_of
from calendars.terminal import LANG, Place, heading, option, say, shanghai, show_table
from rules import Message

from .commands import publish_to
from .serving import free_socket, serve_on
from .session import Session

if TYPE_CHECKING:
    from calendars.events import Entry

ALL = Wish(as_json=False, reference=None, add=True, again=False, yes=True, dry_run=False, only=None, changes={})
"""Everything that is read is stored, without a question."""
LINES = (
    "每周一上午9点 处务会",
    "每周五下班前 报送一周工作动态",
    "每月10日前 报送科普活动统计表",
    "每季度最后一个工作日 报送季度小结",
)
"""What an office types once: it comes round on whatever day this is run."""
CATEGORY = "科协"
ISSUED = -6
"""The working day on which the notice of these days was issued, counted from today."""


@command("yueling demo", "yueling demo ./demo --serve", answers=False)
@click.argument("folder", required=False, type=Place(path_type=Path), metavar="[DIR]")
@option("--serve", "serving", is_flag=True, help="serve feeds and pages afterwards, until Ctrl-C")
@click.pass_obj
def demo(session: Session, folder: Path | None, serving: bool) -> None:
    """Walks the whole way with sample notices: findings, agenda, reminders, feeds."""
    from calendars.views import agenda_rows
    from scheduler.settings import Settings

    place = folder_of(folder)
    session.db, session.settings = f"sqlite:///{place / 'yueling.sqlite3'}", Settings()
    read_samples(session)
    add_routine(session)
    heading(say(Message("What is coming")))
    entries = coming_entries(session)
    show_table(agenda_rows(entries, session.today, LANG.get()))
    show_reminders(session, entries)
    heading(say(Message("Feeds")))
    publish_to(place / "feeds", session)
    if serving:
        serve_on(free_socket(session.settings), session, with_clock=False)


def folder_of(folder: Path | None) -> Path:
    """The folder for the demonstration, made where it is missing: a new temporary one where none is named."""
    if folder is None:
        from tempfile import mkdtemp

        return Path(mkdtemp(prefix="yueling-"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()


def read_samples(session: Session) -> None:
    """Reads the notices that the package ships, and one of these days; shows what is in each and stores it."""
    from rules import find, read_notice

    samples = sorted(files("calendars").joinpath("samples").iterdir(), key=lambda sample: sample.name)
    papers = [(sample.name, sample.read_bytes()) for sample in samples if sample.name.endswith(".txt")]
    template = files("calendars").joinpath("samples", "now.template").read_text(encoding="utf-8")
    for name, data in (*papers, ("now.txt", dated(template, session.today).encode())):
        notice = read_notice(data, name)
        findings = find(notice, None)
        show_findings(notice, findings, session)
        show_all(store_drafts(session, notice, findings, ALL)[0])


def dated(template: str, today: date) -> str:
    """The notice with its days: `[3]` is the third working day (Monday to Friday) from today, `[-2]` the second before.

    >>> dated("[issued]：请于[1]前报送。", date(2026, 12, 31))
    '2026年12月23日：请于2027年1月1日前报送。'
    """
    issued = working_day(today, ISSUED)

    def words(match: re.Match[str]) -> str:
        name = match[1]
        if name == "year":
            return str(issued.year)
        day = issued if name == "issued" else working_day(today, int(name))
        year = f"{day.year}年" if name == "issued" or day.year != issued.year else ""
        return f"{year}{day.month}月{day.day}日"

    return re.sub(r"\[(year|issued|-?\d+)\]", words, template)


def working_day(today: date, count: int) -> date:
    """The day that is so many days from Monday to Friday away: this notice is no promise of anybody's days off."""
    day, step = today, timedelta(1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def add_routine(session: Session) -> None:
    """Stores what an office does all the year round, and the named days of its category."""
    from calendars import actions
    from calendars.one_line_event import read_event
    from rules import catalogue

    with session.store() as store:
        for line in LINES:
            actions.add(store, read_event(line, session.today).event, session.stamp)
        days = [observance for observance in catalogue() if observance.category == CATEGORY]
        actions.add_observances(store, days, session.stamp, about=CATEGORY)


def coming_entries(session: Session) -> list[Entry]:
    """The agenda of the demonstration: thirty days, at most forty entries."""
    from calendars.events import agenda

    window = window_of(session.today, 30, None, None)
    with session.store() as store:
        return agenda(store.events(ending_from=window.first), window, store.reckoning())[:40]


def show_reminders(session: Session, entries: Sequence[Entry]) -> None:
    """Shows the reminders of a day that has some: a week before the first deadline that is far enough away."""
    from scheduler import jobs

    week = timedelta(7)
    due = [entry.due - week for entry in entries if entry.event.kind == "deadline"]
    day = next((day for day in due if day >= session.today), session.today)
    moment = datetime.combine(day, session.settings.at, shanghai())
    heading(say(Message("The reminders of {day}", day=str(day))))
    with session.store() as store:
        jobs.remind(store, session.settings, moment, sys.stdout, dry_run=True, lang=LANG.get())
