"""What a reminder says: the headline, the lines beneath it, the digest around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from calendars.captions import PARTS_OF_DAY, is_due
from calendars.events import DUE_KINDS, WAITING
from calendars.feeds import Style
from rules import RECKONING, Message, Reckoning, UnknownYear, hhmm, weekday_name

from .channels import Item, clean
from .particulars import NONE_NAMED
from .reminders import Reminder, civil

MONTHS = tuple(
    map(
        Message,
        (
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
    )
)  # fmt: skip
TITLE, WORDS = 40, 300
"""The most characters of a title in a headline, and of a quoted sentence."""
HOUSE = 24
"""The most characters of the name of an organisation in a subject."""
IN_FULL = 30
"""How many items a digest spells out; of the others it gives the headlines."""


def short(text: str, limit: int) -> str:
    """The text on one clean line, cut at the limit.

    >>> short("关于  报送\\n总结的通知", 6)
    '关于 报送…'
    """
    line = clean(text)
    return line if len(line) <= limit else line[: limit - 1] + "…"


@lru_cache(maxsize=1024)
def short_day(day: date) -> Message:
    """The day without its year: 15 April, 4月15日."""
    return Message("{day} {month}", day=day.day, month=MONTHS[day.month - 1])


def day_of_year(day: date, today: date) -> Message:
    """The day, with its year where that is another than today's: 1 December 2027, 2027年12月1日."""
    if day.year == today.year:
        return short_day(day)
    return Message("{day} {month} {year}", day=day.day, month=MONTHS[day.month - 1], year=day.year)


@lru_cache(maxsize=1024)
def full_day(day: date) -> Message:
    """The day with its year and weekday."""
    return Message(
        "{weekday} {day} {month} {year}",
        weekday=weekday_name(day.weekday()),
        day=day.day,
        month=MONTHS[day.month - 1],
        year=day.year,
    )


def headline(reminder: Reminder) -> Message:
    """What it is about, on one line: the day and the title."""
    entry = reminder.entry
    day, title = day_of_year(reminder.day, reminder.today), short(entry.event.title, TITLE)
    if reminder.principals or (reminder.again and entry.event.kind in DUE_KINDS):
        said = Message("not done, due {day}: {title}", day=day, title=title)
    elif reminder.running:
        said = Message("until {day}: {title}", day=day, title=title)
    elif reminder.passed:
        said = Message("passed on {day}: {title}", day=day, title=title)
    elif is_due(entry.event) or (entry.event.kind in DUE_KINDS and entry.span.days > 1):
        said = Message("due {day}: {title}", day=day, title=title)
    else:
        said = Message("{day}: {title}", day=day, title=title)
    if reminder.called_off:
        waits = entry.event.status == WAITING
        return (
            Message("put off: {headline}", headline=said) if waits else Message("called off: {headline}", headline=said)
        )
    return _news(reminder, Message("{headline} (tentative)", headline=said) if entry.occurrence.tentative else said)


def _news(reminder: Reminder, said: Message) -> Message:
    """The headline of what is other than was told, and says so; the message that tells it does, and no later one."""
    told, was, now = reminder.told, reminder.was_beside, reminder.beside
    if told and told.called_off:
        return Message("on again: {headline}", headline=said)
    if reminder.moved_from:
        return Message("moved: {headline}", headline=said)
    if not was:
        return said
    if was.place == now.place:
        return Message("time changed: {headline}", headline=said)
    same = (was.last, was.hour) == (now.last, now.hour)
    if same:
        return Message("place changed: {headline}", headline=said)
    return Message("time and place changed: {headline}", headline=said)


def lines(reminder: Reminder, reckoning: Reckoning = RECKONING, pages: str | None = None) -> Iterator[Message]:
    """Everything beneath the headline, a line each, the most useful first.

    The last one leads to the chain behind the date: its page where there are `pages`, the address of events up to their
    UID; else the command.
    """
    event = reminder.entry.event
    if len(clean(event.title)) > TITLE:
        yield Message("Title: {title}", title=short(event.title, WORDS))
    yield from _over(reminder) if reminder.called_off else _details(reminder, reckoning, pages)


def _details(reminder: Reminder, reckoning: Reckoning, pages: str | None) -> Iterator[Message]:
    event = reminder.entry.event
    yield _when(reminder, reckoning)
    yield from _standing(reminder)
    if event.action and clean(event.action) != clean(event.title):
        yield Message("To do: {action}", action=short(event.action, WORDS))
    if event.actor:
        yield Message("By: {actor}", actor=short(event.actor, WORDS))
    if event.recipient:
        yield Message("To: {recipient}", recipient=short(event.recipient, WORDS))
    if event.place:
        yield Message("Place: {place}", place=short(event.place, WORDS))
    if event.contact:
        yield Message("Contact: {contact}", contact=short(event.contact, WORDS))
    if event.url:
        yield Message("Link: {url}", url=short(event.url, WORDS))
    if event.note:
        yield Message("Remark: {note}", note=short(event.note, WORDS))
    words = (event.source and event.source.sentence) or event.quote
    if words:
        yield Message("Words: “{quote}”", quote=short(words, WORDS))
    yield from _notice(reminder)
    for reason in reminder.entry.occurrence.reasons:
        yield Message("Tentative: {reason}", reason=reason)
    for reason in reminder.doubts:
        yield Message("Note: {reason}", reason=reason)
    yield _more(reminder, pages)


def _more(reminder: Reminder, pages: str | None) -> Message:
    event = reminder.entry.event
    if page := Style(pages=pages).page(event):
        return Message("More: {address}", address=page)
    return Message("More: yueling why {uid} {day}", uid=event.uid, day=reminder.entry.span.first.isoformat())


def _over(reminder: Reminder) -> Iterator[Message]:
    """That what was told does not stand any more, and in which notice it stood."""
    day = full_day(reminder.entry.due)
    if reminder.entry.event.status == WAITING:
        yield Message("Put off until further notice: it was to be on {day}", day=day)
    else:
        yield Message("Called off: it was to be on {day}; nothing is to be done for it", day=day)
    yield from _notice(reminder)


def _when(reminder: Reminder, reckoning: Reckoning) -> Message:
    entry = reminder.entry
    span, clock = entry.span, entry.occurrence.clock
    if entry.event.kind in DUE_KINDS or span.days == 1:
        when = full_day(entry.due)
    else:
        when = Message("{first} to {last}", first=full_day(span.first), last=full_day(span.last))
        if clock and clock.start is not None and clock.end is not None:
            first, last = (Message("{day} at {time}", day=full_day(day), time=hhmm(m))
                           for day, m in ((span.first, clock.start), (span.last, clock.end)))  # fmt: skip
            when, clock = Message("{first} to {last}", first=first, last=last), None
    for minutes in (clock.start, clock.end) if clock else ():
        if minutes is not None:
            when = Message("{day} at {time}", day=when, time=_times(reminder))
            break
    else:
        if part := entry.event.recurrence.part_of_day(span.first):
            when = Message("{day}, {part}", day=when, part=PARTS_OF_DAY[part])
    far = left(reminder.today, reminder.day, reckoning)
    if reminder.running:
        far = Message("it ends {left}", left=far)
    elif reminder.begun:
        far = Message("today, this hour is over") if reminder.ended else Message("today, it has begun")
    return Message("When: {when} ({left})", when=when, left=far)


def _times(reminder: Reminder) -> str:
    clock = reminder.entry.occurrence.clock
    return "–".join(hhmm(m) for m in (clock.start, clock.end) if m is not None) if clock else ""


def left(today: date, due: date, reckoning: Reckoning = RECKONING) -> Message:
    """How far off the day is, counted from today, with the working days where they are known.

    >>> left(date(2026, 4, 8), date(2026, 4, 15)).say()
    'in 7 days, 5 of them working days'
    """
    days = (due - today).days
    if days < 0:
        return Message("{n} days ago", n=-days) if days < -1 else Message("yesterday")
    if days < 2:
        return Message("tomorrow") if days else Message("today")
    try:
        worked = reckoning.workdays.count(date.fromordinal(today.toordinal() + 1), due)
    except UnknownYear:
        return Message("in {n} days", n=days)
    return Message("in {n} days, {worked} of them working days", n=days, worked=worked)


def _standing(reminder: Reminder) -> Iterator[Message]:
    """Why it is told now and not on another day."""
    entry = reminder.entry
    told = reminder.told
    if was := reminder.moved_from:
        yield Message("Moved: it was {old}, it is {new} now", old=full_day(was), new=full_day(entry.due))
    yield from _changes(reminder)
    if told and told.called_off:
        yield Message("It stands after all: it was called off before")
    if reminder.principals:
        names = ", ".join(short(name, TITLE) for name in reminder.principals)
        yield Message("Not done: nobody said that it is; it was left to {names}", names=names)
    elif reminder.again:
        yield Message("Again: it was put off until {day}", day=full_day(reminder.again))
    elif reminder.passed and not told:
        if reminder.running:
            yield Message("Begun: it was not announced before; it lasts until {day}", day=full_day(entry.span.last))
        else:
            yield Message("Passed: this day is over and it was not announced before")
    elif reminder.passed and not reminder.running:
        yield Message("Passed: this day is over")
    elif reminder.late and not reminder.moved_from:
        yield _late(reminder)


def _changes(reminder: Reminder) -> Iterator[Message]:
    """What is named beside the day and is other than was told."""
    was, now, entry = reminder.was_beside, reminder.beside, reminder.entry
    if not was:
        return
    if was.last != now.last and not reminder.moved_from:
        days = {"new": full_day(now.last_day or entry.due), "old": full_day(was.last_day or entry.due)}
        yield Message("Last day: it is {new} now, it was {old}", **days)
    if was.hour != now.hour:
        yield Message("Time: it is {new} now, it was {old}", new=now.hours, old=was.hours)
    if was.place != now.place:
        new, old = (short(one.place, WORDS) or NONE_NAMED for one in (now, was))
        yield Message("Place: it is {new} now, it was {old}", new=new, old=old)


def _late(reminder: Reminder) -> Message:
    created = reminder.entry.event.created
    planned = reminder.due_on.date()
    if created and civil(created).date() > planned:
        return Message("Sent at once: it was entered on {day}, after the day for this reminder",
                       day=short_day(civil(created).date()))  # fmt: skip
    return Message("Sent late: this reminder was planned for {day}", day=short_day(planned))


def _notice(reminder: Reminder) -> Iterator[Message]:
    source = reminder.entry.event.source
    title = source and (source.title or source.number)
    if not source or not title:
        return
    about = [short(part, WORDS) for part in (source.number if source.title else None, source.issuer) if part]
    if source.issued:
        about.append(source.issued.isoformat())
    if about:
        yield Message("Notice: {title} ({about})", title=short(title, WORDS), about=" · ".join(about))
    else:
        yield Message("Notice: {title}", title=short(title, WORDS))


def body(reminder: Reminder, lang: str, reckoning: Reckoning = RECKONING, pages: str | None = None) -> str:
    """The lines as text in the language."""
    return "\n".join(clean(line.say(lang)) for line in lines(reminder, reckoning, pages))


def linked(item: Item, lang: str) -> str:
    """The lines of an item as text, and a line for each of its links."""
    colon = "：" if lang == "zh" else ": "
    links = [f"{clean(label)}{colon}{url}" for label, url in item.links]
    return "\n".join((*item.body.splitlines(), *links))


def digest_subject(headlines: Sequence[str], lang: str, more: int = 0, *, house: str = "") -> str:
    """The subject of a digest: whose it is, where that is said, the first headline, and how many there are."""
    count, head = len(headlines) + more, headlines[0]
    if house:
        name = short(house, HOUSE)
        if count == 1:
            return Message("[Yueling, {organisation}] {headline}", organisation=name, headline=head).say(lang)
        facts: dict[str, str | int] = {"organisation": name, "headline": head, "count": count}
        return Message("[Yueling, {organisation}] {headline} ({count} in all)", **facts).say(lang)
    if count == 1:
        return Message("[Yueling] {headline}", headline=head).say(lang)
    return Message("[Yueling] {headline} ({count} in all)", headline=head, count=count).say(lang)


def digest_text(items: Sequence[tuple[str, str]], lang: str, more: int = 0) -> str:
    """The text of a digest from headlines and bodies: every item numbered, its lines indented beneath its headline.

    `more` are only counted.
    """
    blocks = [
        f"{number}. {head}" + "".join(f"\n   {line}" for line in (text if number <= IN_FULL else "").splitlines())
        for number, (head, text) in enumerate(items, 1)
    ]
    if len(items) > IN_FULL:
        blocks.append(Message("Of more than {n} items only the headlines are given.", n=IN_FULL).say(lang))
    if more:
        blocks.append(Message("And {n} more; `yueling upcoming` shows all.", n=more).say(lang))
    return "\n\n".join(blocks)
