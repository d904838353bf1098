"""What `doctor` looks at: settings, database, working days, feeds, channels; each with what to do where it is wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from calendars.events import Entry
from rules import RECKONING, Message, Reckoning, YuelingError, first_all

from .settings import Mail, Settings, SettingsError

if TYPE_CHECKING:
    from calendars.store import Store

MOST_LINTED, FEW_LINTED = 2000, 50
"""Entries whose lines the check-up reads: of the feed of everything, of each other feed."""
PATIENCE = 5.0
"""Seconds that a mail server has to answer."""
ANNOUNCED = (12, 1)
"""Month and day from which the next year's working days should be known; the notice comes in autumn."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: `good`, `wrong`, or a `note` for what may stay as it is."""

    name: Message
    state: str
    said: Message
    remedy: Message | None = None

    @classmethod
    def failed(cls, name: Message, error: YuelingError) -> Check:
        """The check that an error ended."""
        return cls(name, "wrong", error.said, error.remedy)

    def to_json(self, lang: str) -> dict[str, Any]:
        """The check as JSON has it; `area` is the same in every language."""
        remedy = self.remedy.say(lang) if self.remedy else None
        return {"area": self.name.say("en"), "state": self.state, "said": self.said.say(lang), "remedy": remedy}


SETTINGS, DATABASE, WORKDAYS, FEEDS, CHANNEL = (
    Message("settings"),
    Message("database"),
    Message("working days"),
    Message("feeds"),
    Message("channel"),
)


def checkup(
    load: Callable[[], Settings], open_store: Callable[[], Store], now: datetime, reckoning: Reckoning | None = None
) -> Iterator[Check]:
    """The checks one after the other: a broken part does not keep the others from being looked at.

    Changes nothing but what opening the store changes (a database that is missing is made). Days are those of the time
    zone of `now`. Without `reckoning` the working days are those of the store.
    """
    settings = Settings()
    try:
        settings = load()
        yield _read(settings)
    except SettingsError as error:
        yield Check.failed(SETTINGS, error)
    yield from _database(open_store, now.date())
    yield from _workdays(now.date(), reckoning or _kept(open_store))
    yield from _channels(settings)


def _read(settings: Settings) -> Check:
    if settings.file:
        return Check(SETTINGS, "good", Message("read from {file}", file=str(settings.file)))
    return Check(SETTINGS, "good", Message("the defaults; there is no settings file"))


def _database(open_store: Callable[[], Store], today: date) -> Iterator[Check]:
    try:
        with open_store() as store:
            problems = store.check()
            yield from (Check.failed(DATABASE, problem) for problem in problems)
            if not problems:
                yield Check(DATABASE, "good", Message("{place}, {n} events", place=store.place, n=store.count()))
                yield from _feeds(store, today)
    except YuelingError as error:
        yield Check.failed(DATABASE, error)


def _feeds(store: Store, today: date) -> Iterator[Check]:
    from calendars.feeds import feed_window, feeds_of, render
    from calendars.lint import lint

    events = store.events()
    firsts = first_all([event.recurrence for event in events], *feed_window(today), store.reckoning())
    entries = [Entry(event, first) for event, (_, first) in zip(events, firsts, strict=True) if first]
    feeds = feeds_of(events)
    faults, seen = 0, set[str]()
    for feed in feeds:
        # An event is written alike in each of its feeds: of those that were looked at already, and of many, a few will do.
        shown = [entry for entry in entries if entry.uid not in seen and feed.holds(entry.event)]
        shown = shown[: MOST_LINTED if feed.kind is feed.tag is None else FEW_LINTED]
        seen.update(entry.uid for entry in shown)
        for fault in lint(render(feed, shown, today=today)):
            faults += 1
            yield Check(FEEDS, "wrong", Message("{feed}: {said}", feed=feed.name, said=str(fault)))
    if not faults:
        yield Check(FEEDS, "good", Message("{n} feeds keep the standard", n=len(feeds)))


def _kept(open_store: Callable[[], Store]) -> Reckoning:
    try:
        with open_store() as store:
            return store.reckoning()
    except YuelingError:  # said already, as the state of the database
        return RECKONING


def _workdays(today: date, reckoning: Reckoning) -> Iterator[Check]:
    years = reckoning.workdays.years
    remedy = Message("when the State Council has published the notice: `yueling holidays import FILE`")
    if today.year in years:
        yield Check(WORKDAYS, "good", Message("{year} is known", year=today.year))
    else:
        yield Check(WORKDAYS, "wrong", Message("the working days of {year} are not known", year=today.year), remedy)
    following = today.year + 1
    if following in years:
        yield Check(WORKDAYS, "good", Message("{year} is known", year=following))
    elif (today.month, today.day) >= ANNOUNCED:
        yield Check(WORKDAYS, "wrong", Message("the working days of {year} are not known", year=following), remedy)
    else:
        said = Message("{year} is not announced yet; the State Council does it in autumn", year=following)
        yield Check(WORKDAYS, "note", said)


def _channels(settings: Settings) -> Iterator[Check]:
    for name in dict.fromkeys(recipient.channel for recipient in settings.recipients):
        if name == "mail":
            yield _mail(settings)
        else:
            yield Check(CHANNEL, "good", Message("{name} needs nothing", name=name))


def _mail(settings: Settings) -> Check:
    mail = settings.mail
    if mail is None:
        said = Message("a recipient is to get mail, and no mail server is set")
        return Check(CHANNEL, "wrong", said, Message("add [mail] with host and sender to the settings"))
    try:
        mail.password.reveal()
    except SettingsError as error:
        return Check.failed(CHANNEL, error)
    return _reached(mail)


def _reached(mail: Mail) -> Check:
    place = f"{mail.host}:{mail.port}"
    try:
        socket.create_connection((mail.host, mail.port), timeout=min(PATIENCE, mail.timeout)).close()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        said = Message("the mail server {place} does not answer: {reason}", place=place, reason=reason)
        return Check(CHANNEL, "wrong", said, Message("look at host and port under [mail]"))
    return Check(CHANNEL, "good", Message("the mail server {place} answers", place=place))
