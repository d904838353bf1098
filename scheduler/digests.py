"""What goes into one message, in words and in bounds."""

from __future__ import annotations

from collections.abc import Sequence

from rules import Message, Reckoning

from .channels import Item
from .outbox import Words
from .reminders import Reminder
from .wording import IN_FULL, body, digest_subject, digest_text, headline

MOST_ITEMS = 100
"""How many reminders a message names; the others it counts."""
MOST_BYTES = 128 * 1024
"""About how long a message is at most."""


def compose(found: Sequence[tuple[str, Reminder]], lang: str, reckoning: Reckoning) -> Words:
    """The words for reminders, given with their keys: what is to come by date, then what has passed."""
    ordered = sorted(found, key=lambda one: (one[1].passed, one[1].entry.due, one[1].entry.event.title, one[0]))
    items: list[Item] = []
    size = 0
    for number, (key, reminder) in enumerate(ordered[:MOST_ITEMS]):
        words = body(reminder, lang, reckoning) if number < IN_FULL else ""
        item = Item(key, headline(reminder).say(lang), words, reminder.entry.due)
        size += len(item.headline.encode()) + len(item.body.encode())
        if items and size > MOST_BYTES:
            break
        items.append(item)
    more = len(ordered) - len(items)
    heads = [item.headline for item in items]
    text = digest_text([(item.headline, item.body) for item in items], lang, more)
    return Words(digest_subject(heads, lang, more), text, tuple(items), more)


def shown(found: Sequence[tuple[str, Reminder]], lang: str, reckoning: Reckoning, recipient: str | Message) -> str:
    """What a dry run shows of one message."""
    words = compose(found, lang, reckoning)
    channel = found[0][1].channel
    to = Message("to {recipient} by {channel}, not sent:", recipient=recipient, channel=channel).say(lang)
    return f"{to}\n{words.subject}\n\n{words.text}\n\n"
