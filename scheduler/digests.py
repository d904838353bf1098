"""What goes into one message, in words and in bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from calendars.feeds import Fragments
from calendars.store.scope import FIRST
from rules import Message, Reckoning

from .channels import Item
from .digest_calendar import calendar_of
from .keys import key_within
from .links import NO_LINKS, Links
from .outbox import Words
from .reminders import Reminder
from .wording import IN_FULL, body, digest_subject, digest_text, headline, linked

MOST_ITEMS = 100
"""How many reminders a message names; the others it counts."""
MOST_BYTES = 128 * 1024
"""About how long a message is at most."""


@dataclass(frozen=True, slots=True)
class Composer:
    """Puts messages into words: the same reminders are written alike, whoever gets them."""

    lang: str
    reckoning: Reckoning
    links: Links = NO_LINKS
    kept: Fragments = field(default_factory=Fragments)
    """What was written of dates in a calendar already."""
    org: int = FIRST
    """The number of the organisation that tells them."""
    house: str = ""
    """How it is called; empty where messages do not say so."""

    def compose(self, found: Sequence[tuple[str, Reminder]]) -> Words:
        """The words for the reminders of one reader, given with their keys: what is to come by date, then what has passed."""
        ordered = sorted(
            found, key=lambda one: (one[1].passed and not one[1].running, one[1].day, one[1].entry.event.title, one[0])
        )
        items, texts = list[Item](), list[tuple[str, str]]()
        size = 0
        for number, (key, reminder) in enumerate(ordered[:MOST_ITEMS]):
            item = self._item(key, reminder, in_full=number < IN_FULL)
            lines = linked(item, self.lang) if number < IN_FULL else ""
            size += len(item.headline.encode()) + len(lines.encode())
            if items and size > MOST_BYTES:
                break
            items.append(item)
            texts.append((item.headline, lines))
        more = len(ordered) - len(items)
        text = digest_text(texts, self.lang, more)
        subject = digest_subject([item.headline for item in items], self.lang, more, house=self.house)
        named = [reminder for _, reminder in ordered[: len(items)]]
        stop = self.links.stop(named[0].recipient)
        return Words(subject, text, tuple(items), more, self.lang, self._calendar(named), stop)

    def _item(self, key: str, reminder: Reminder, *, in_full: bool) -> Item:
        words = ""
        links: tuple[tuple[str, str], ...] = ()
        if in_full:
            words = body(reminder, self.lang, self.reckoning, self.links.pages)
            links = self.links.of_reminder(key, reminder, self.lang)
        return Item(key_within(self.org, key), headline(reminder).say(self.lang), words, reminder.day, links)

    def _calendar(self, named: Sequence[Reminder]) -> bytes | None:
        ahead = [one.entry for one in named if (one.running or not one.passed) and not one.called_off]
        over = [one.entry for one in named if one.called_off]
        return calendar_of(ahead, over, self.lang, pages=self.links.pages, kept=self.kept, org=self.org)


def shown(words: Words, name: str | Message, channel: str, lang: str, hold: datetime | None = None) -> str:
    """What a dry run shows of one message to a recipient of that name; until `hold` it waits."""
    facts = {"recipient": name, "channel": channel}
    if hold:
        to = Message(
            "to {recipient} by {channel}, held until {moment}:", **facts, moment=hold.strftime("%Y-%m-%d %H:%M")
        )
    else:
        to = Message("to {recipient} by {channel}, not sent:", **facts)
    return f"{to.say(lang)}\n{words.subject}\n\n{words.text}\n\n"
