"""What `doctor` looks at: settings, database, working days, feeds, channels; each with what to do where it is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from secrets import token_hex
from types import MappingProxyType
from typing import TYPE_CHECKING

from calendars.events import Entry
from calendars.leads import LATE
from calendars.lines import one_line
from calendars.organisations import AbsentOrganisation
from calendars.terminal import LANG
from rules import RECKONING, Message, Reckoning, YuelingError, first_all

from .channels import Digest
from .channels.mail import is_local
from .checks import CHANNEL, DATABASE, FEEDS, RUNS, SERVER, SETTINGS, SUBSCRIPTIONS, SURROUNDINGS, WORKDAYS, Check
from .cluster.check import check_queue
from .links import ends_in_feeds, no_links, pages_address
from .origins import Whose, check_named, check_others, check_settings
from .outbox import Outbox
from .outbox.desk import stuck
from .recipients import Recipient, readers
from .reminders import civil
from .section import SettingsError
from .settings import Settings
from .stops import check_stops
from .waiting import daily_run, quiet_at

if TYPE_CHECKING:
    from calendars.store import Store

MOST_LINTED, FEW_LINTED = 2000, 50
"""Entries whose lines the check-up reads: of the feed of everything, of each other feed."""
OTHERS = 0o077
A_DAY = timedelta(days=1)
"""How long something may wait at a channel: after that a daily run has failed to send it more than once."""
ANNOUNCED = (12, 1)
"""Month and day from which the next year's working days should be known; the notice comes in autumn."""


def checkup(
    load: Callable[[], Settings],
    open_store: Callable[[], Store],
    now: datetime,
    reckoning: Reckoning | None = None,
    *,
    env: Mapping[str, str] = MappingProxyType({}),
    test: str | None = None,
    supposed: bool = False,
    whose: Whose | None = None,
) -> Iterator[Check]:
    """The checks one after the other: a broken part does not keep the others from being looked at.

    Changes nothing. Days are those of the time zone of `now`. Without `reckoning` the working days are those of the
    store. Mail is tried out as far as the sender, and with `test` sent to that address. `env` is the environment. A `supposed`
    moment is none of the clock's, which is not asked for then. `whose` says which organisation is looked at, and by whom it and
    the database were named; of the first one all others are looked at too.
    """
    settings = Settings()
    if whose:
        yield from check_named(open_store, whose)
    try:
        settings = load()
        yield check_settings(settings, whose, open_store)
        yield from _secrecy(settings)
    except SettingsError as error:
        yield Check.failed(SETTINGS, error)
    yield from _database(open_store, now, settings, whose, supposed=supposed)
    yield from _workdays(now.date(), reckoning or _kept(open_store))
    everybody, deputies = _everybody(settings, open_store)
    yield from (Check.failed(SETTINGS, wrong) for wrong in deputies)
    yield from _nobody(open_store, everybody)
    yield from _reached(settings, everybody)
    yield from _hours(open_store, everybody)
    yield from _channels(settings, everybody, test, now)
    yield from _surroundings(settings, env, now)
    yield from _server(settings)
    if whose and not whose.key:
        yield from check_others(open_store, settings, env, now)


def _database(
    open_store: Callable[[], Store], now: datetime, settings: Settings, whose: Whose | None, *, supposed: bool
) -> Iterator[Check]:
    try:
        with open_store() as store:
            problems = store.check()
            yield from (Check.failed(DATABASE, problem) for problem in problems)
            if not problems:
                said = Message("{place}, {n} events", place=store.place, n=store.count())
                if whose:
                    said = Message("{said}; {chosen}", said=said, chosen=whose.database())
                yield Check(DATABASE, "good", said)
                yield from _wall(store)
                yield from _feeds(store, now.date())
                yield from _runs(store, now, None if supposed else settings.max_jump)
                yield from check_queue(store, enabled=settings.cluster)
                yield from _subscriptions(store, now)
                yield from check_stops(store)
    except (SettingsError, AbsentOrganisation):
        return  # said already, as the state of the settings or of the organisation
    except YuelingError as error:
        yield Check.failed(DATABASE, error)


def _wall(store: Store) -> Iterator[Check]:
    """Whether the server holds the organisations apart, whatever a statement asks for."""
    from calendars.store.health import role_past_the_wall

    if role := role_past_the_wall(store.engine, store.place):
        said = Message(
            "the role “{role}” is a superuser or has BYPASSRLS: no policy of the server keeps the organisations apart",
            role=role,
        )
        yield Check(DATABASE, "wrong", said, Message("log in as a role that has neither: docs/operations.md says how"))


def _feeds(store: Store, today: date) -> Iterator[Check]:
    from calendars.feeds import feed_window, feeds_of, render
    from calendars.ical.lint import lint

    events = store.events()
    firsts = first_all([event.recurrence for event in events], *feed_window(today), store.reckoning())
    entries = [Entry(event, first) for event, (_, first) in zip(events, firsts, strict=True) if first]
    feeds = feeds_of(events)
    faults, seen = 0, set[str]()
    for feed in feeds:
        # An event is written alike in each of its feeds: of those that were looked at already, and of many, a few will do.
        shown = [entry for entry in entries if entry.uid not in seen and feed.holds(entry.event)]
        shown = shown[: MOST_LINTED if feed.selection.is_everything else FEW_LINTED]
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


def _subscriptions(store: Store, now: datetime) -> Iterator[Check]:
    """Whether the calendars of others are looked at, and those that bring nothing: wrong where that has lasted for days."""
    found = store.subscriptions()
    for one in found:
        if one.error:
            said = Message("{name}: {why}", name=one_line(one.name, 60), why=one.error)
            remedy = Message("`yueling refresh NAME` tries once more, `yueling unsubscribe NAME` ends it")
            yield Check(SUBSCRIPTIONS, "wrong" if one.is_stale(now) else "note", said, remedy)
    if any(one.is_due(now - LATE) for one in found if one.due):
        remedy = Message("let cron run `yueling refresh` each hour, or `yueling remind` each day")
        yield Check(SUBSCRIPTIONS, "wrong", Message("nobody has looked at them for days"), remedy)
    elif found and not any(one.error for one in found):
        yield Check(SUBSCRIPTIONS, "good", Message("{n} calendars of others are in order", n=len(found)))


def _everybody(
    settings: Settings, open_store: Callable[[], Store]
) -> tuple[tuple[Recipient, ...], list[SettingsError]]:
    """Everybody who is reminded, and deputies of the settings whom nobody knows; without the database those of the settings."""
    try:
        with open_store() as store:
            people = store.people()
            found = readers(settings.recipients, people, store.groups(), settings.wishes)
            return found, settings.wrong_deputies(people)
    except YuelingError:
        return settings.recipients, []


def _nobody(open_store: Callable[[], Store], everybody: Sequence[Recipient]) -> Iterator[Check]:
    """That nobody is reminded, where that is so: wrong where somebody misses something by it."""
    if everybody:
        return
    with suppress(YuelingError), open_store() as store:  # what is wrong with it is said as the state of the database
        remedy = Message("`yueling people add NAME --email ADDRESS --channel mail`, or [[recipients]] in its settings")
        yield Check(RUNS, "wrong" if store.count() else "note", Message("nobody is reminded here"), remedy)


def _reached(settings: Settings, everybody: Sequence[Recipient]) -> Iterator[Check]:
    """Those who cannot be reached, and deputies whom nobody knows."""
    known, of_settings = {one.id for one in everybody}, {one.name for one in settings.open_deputies}
    for one in everybody:
        if one.key and (lack := settings.lacks(one)):
            yield Check(RUNS, "wrong", lack, Message("`yueling people set NAME` changes channel and address"))
        if (deputy := one.wishes.deputy) and deputy not in known and deputy not in of_settings:
            said = Message("nobody is called “{name}”, who is to stand in for {other}", name=deputy, other=one.name)
            yield Check(RUNS, "wrong", said, Message("`yueling people list` shows who there is"))


def _hours(open_store: Callable[[], Store], everybody: Sequence[Recipient]) -> Iterator[Check]:
    """Whose quiet hours the last run lay in, where no service runs: a daily run comes at the same hour each day."""
    try:
        with open_store() as store:
            ran = daily_run(Outbox(store.engine, store.place))
    except YuelingError:
        return  # said already, as the state of the database
    if ran:
        yield from (Check(RUNS, "note", said) for said in quiet_at(everybody, ran))


def _channels(settings: Settings, everybody: Sequence[Recipient], test: str | None, now: datetime) -> Iterator[Check]:
    names = dict.fromkeys(one.channel for one in everybody if not (one.key and settings.lacks(one)))
    names |= dict.fromkeys(name for name in settings.channels if name != "stdout")
    if test:
        names["mail"] = None
    for name in names:
        channel = settings.channel(name)
        if channel is None:
            said = Message("mail is to be sent, and no mail server is set")
            yield Check(CHANNEL, "wrong", said, Message("add [mail] with host and sender to the settings"))
        else:
            yield from channel.check(_test_mail(test, now) if test and name == "mail" else None)


def _test_mail(address: str, now: datetime) -> Digest:
    subject = Message("A test mail of Yueling").say(LANG.get())
    text = Message("Whoever reads this gets the reminders of this address by mail.").say(LANG.get())
    key = f"test-{now:%Y%m%d%H%M%S}-{token_hex(8)}"
    return Digest(key, Recipient(email=address, channel="mail"), "mail", subject, text, now, lang=LANG.get())


def _runs(store: Store, now: datetime, max_jump: int | None) -> Iterator[Check]:
    """When the reminders last ran, whether the clock that planned them was right, what waits, and what was given up."""
    outbox = Outbox(store.engine, store.place)
    ran, planned = outbox.runs()
    cron = Message("run it daily, as from cron: 53 7 * * * yueling remind")
    if ran is None:
        yield Check(RUNS, "note", Message("`yueling remind` has never run with this database"), cron)
    else:
        facts = {"moment": ran.astimezone(now.tzinfo).isoformat(" ", "minutes"), "place": store.place}
        said = Message("`yueling remind` last ran at {moment}", **facts)
        late = now - ran > LATE
        yield Check(RUNS, "wrong" if late else "good", said, cron if late else None)
    if planned and max_jump is not None:
        yield from _clock(planned, now.date(), max_jump)
    yield from _stuck(outbox, now)
    if dead := outbox.dead(0)[1]:
        said = Message("{n} messages were given up", n=dead)
        remedy = Message("`yueling deliveries` says why; once that is mended: `yueling deliveries resend --all-dead`")
        yield Check(RUNS, "wrong", said, remedy)


def _clock(planned: date, today: date, max_jump: int) -> Iterator[Check]:
    """Whether the clock that planned the reminders was right, and whether the next run believes this one."""
    if planned > today:
        said = Message("the reminders were planned up to {day}, as if the clock had been there", day=str(planned))
        yield Check(RUNS, "wrong", said, Message("if the clock is right now: `yueling remind --trust-clock`"))
    if (today - planned).days > max_jump:
        said = Message("the reminders were last planned on {day}: the next run asks whether the clock is right",
                       day=str(planned))  # fmt: skip
        yield Check(RUNS, "wrong", said, Message("if the clock is right: `yueling remind --confirm-jump`"))


def _stuck(outbox: Outbox, now: datetime) -> Iterator[Check]:
    """What waits at each channel though it could have gone out: wrong where it has for longer than from one run to the next."""
    for one in stuck(outbox):
        moment = civil(one.since).strftime("%Y-%m-%d %H:%M")
        said = Message(
            "{n} reminders wait to go out by {channel}, the first since {moment}",
            n=one.count,
            channel=one.channel,
            moment=moment,
        )
        if one.error:
            said = Message("{said}: {reason}", said=said, reason=one.error)
        remedy = Message(
            "`yueling channels test {name}` shows whether it works, `yueling deliveries` what waits", name=one.channel
        )
        yield Check(CHANNEL, "wrong" if now - one.since > A_DAY else "note", said, remedy)


def _surroundings(settings: Settings, env: Mapping[str, str], now: datetime) -> Iterator[Check]:
    """What a job of cron or a public server would lack that this shell has."""
    for name, setting in (
        ("YUELING_DB", "url = … under [database]"),
        ("YUELING_CONFIG", "--config FILE"),
        ("YUELING_ORG", "--org KEY"),
    ):
        if env.get(name):
            said = Message("{name} is set in this shell; cron and services do not know it", name=name)
            yield Check(
                SURROUNDINGS, "note", said, Message("name it in the crontab too, or write {setting}", setting=setting)
            )
    for variable in dict.fromkeys(secret.variable for secret in settings.secrets if secret.variable):
        said = Message("the password comes from {name}; cron and services do not know it", name=variable)
        yield Check(SURROUNDINGS, "note", said, Message("set it in the crontab, or use password_file"))
    yield from mail_library()
    here = now.astimezone().replace(tzinfo=None)
    if now.tzinfo and here != now.replace(tzinfo=None):
        clock = time(8).strftime("%H:%M")
        there = (here.replace(hour=8, minute=0) + (now.replace(tzinfo=None) - here)).strftime("%H:%M")
        said = Message(
            "the clock of this machine is not China's: {clock} in its crontab is {there} there",
            clock=clock,
            there=there,
        )
        yield Check(
            SURROUNDINGS,
            "note",
            said,
            Message("choose the hour in the crontab accordingly, or set CRON_TZ=Asia/Shanghai"),
        )


def mail_library() -> Iterator[Check]:
    """Whether Python's mail library makes a header of words that only look like one (CVE-2024-6923).

    Reminders are safe from it: what goes into a header is made harmless before. Other programs of this Python are not.
    """
    from email.message import EmailMessage
    from email.policy import SMTP

    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = "=?utf-8?q?a=0AReply-To=3A_b=40example.org?="
    if b"\nReply-To" in letter.as_bytes():
        said = Message(
            "this Python writes headers of mails out of words (CVE-2024-6923); reminders are made safe before"
        )
        yield Check(SURROUNDINGS, "note", said, Message("update Python to the newest release of its line"))
    else:
        yield Check(SURROUNDINGS, "good", Message("Python's mail library keeps words out of headers"))


def _server(settings: Settings) -> Iterator[Check]:
    """What a server that others reach must be told, and whom it must not believe."""
    if not settings.base_url and not is_local(settings.host):
        said = Message("it listens for others, has no base_url, and so names whatever address a request names")
        yield Check(SERVER, "wrong", said, Message('write base_url = "https://…/feeds" under [feeds]'))
    if settings.base_url:
        yield _leading(settings.base_url)
    if any(not network.prefixlen for network in settings.http.trusted_proxies):
        said = Message("it believes everybody who says that he speaks for another")
        yield Check(SERVER, "wrong", said, Message("name the addresses of your proxies alone in trusted_proxies"))
    if settings.desk and (settings.base_url or not is_local(settings.host)):
        said = Message("desk = true: whoever a proxy passes on may edit without a login")
        yield Check(SERVER, "wrong", said, Message("leave it out, and make accounts: `yueling accounts add`"))


def _leading(base_url: str) -> Check:
    """Where the links in messages lead, or why there are none."""
    if address := pages_address(base_url):
        return Check(SERVER, "good", Message("links in messages lead to {address}", address=f"{address}/"))
    return Check(SERVER, "note", no_links(base_url), ends_in_feeds(base_url))


def _secrecy(settings: Settings) -> Iterator[Check]:
    """Whether others can read the settings file that holds a password."""
    file = settings.file
    if os.name == "posix" and file and any(secret.inside for secret in settings.secrets):
        with suppress(OSError):
            if file.stat().st_mode & OTHERS:
                said = Message("other users of this machine may read the password in {file}", file=str(file))
                yield Check(SETTINGS, "wrong", said, Message("chmod 600 {file}", file=str(file)))
