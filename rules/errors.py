"""The error tree. Every message quotes what was read, says where, and what would have been right."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from .messages import Message

PICTURE_WIDTH = 72
"""Columns of a picture at most; a longer text is cut around the place."""


class YuelingError(Exception):
    """Something that its user can mend: `said` is the sentence, `remedy` what would be right."""

    def __init__(self, said: Message, remedy: Message | None = None) -> None:
        super().__init__(said)
        self.said = said
        self._remedy = remedy

    @property
    def remedy(self) -> Message | None:
        """What would be right; None where nothing is known that would be."""
        return self._remedy

    def say(self, lang: str = "en") -> str:
        """The error and its remedy on one line, in the reader's language."""
        words = self.said.say(lang)
        if not self.remedy:
            return words
        return f"{words}{'；' if lang == 'zh' else '; '}{self.remedy.say(lang)}"

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """The error for programs: `{error: the sentence with its remedy}`."""
        return {"error": self.say(lang)}

    def __str__(self) -> str:
        return self.say("en")


class RuleError(YuelingError):
    """A rule that cannot be: an impossible date, a week that no month has."""


class UnreadRule(RuleError):
    """A text that is no rule, with the part that was not understood: text[start:end]."""

    usual: Message | None = None
    """What to write where nothing better is known."""
    search: Callable[[], str | None] | None = None
    """How to find the nearest wording; called when it is asked for, since most errors are only counted."""

    def __init__(self, text: str, start: int, end: int, said: Message, remedy: Message | None = None) -> None:
        super().__init__(said, remedy)
        self.text, self.start, self.end = text, start, end

    @cached_property
    def nearest(self) -> str | None:
        """The nearest wording that is understood, where there is one near enough."""
        return self.search() if self.search else None

    @property
    def remedy(self) -> Message | None:
        """What would be right: the nearest wording beside what is known of the cause, else the usual advice."""
        if self.nearest is None:
            return self._remedy or self.usual
        if self._remedy is None:
            return Message("write it as “{rule}”", rule=self.nearest)
        return Message("{remedy}; or write it as “{rule}”", remedy=self._remedy, rule=self.nearest)

    def picture(self) -> str:
        """The text on a line and carets on the next under the part that was not understood.

        Wide characters have two carets, control characters are shown by their signs, long texts are cut at either end.

        >>> print(UnreadRule("5月30日和", 5, 6, Message("")).picture())
        5月30日和
               ^^
        """
        before, part, after = (
            "".join(map(_visible, piece))
            for piece in (self.text[: self.start], self.text[self.start : self.end], self.text[self.end :])
        )
        part = _cut(part, PICTURE_WIDTH - 2)
        room = PICTURE_WIDTH - width(part)
        after = _cut(after, max(room // 2, room - width(before)))
        before = _cut(before[::-1], room - width(after))[::-1]
        return f"{before}{part}{after}\n{' ' * width(before)}{'^' * max(1, width(part))}"

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """The error for programs: the sentence, the text, the offsets of the part, and the nearest wording or None."""
        place = {"text": self.text, "start": self.start, "end": self.end}
        return super().to_json(lang) | place | {"nearest": self.nearest}


def width(text: str) -> int:
    """How many columns of a terminal the text fills; Chinese characters fill two.

    >>> width("4月15日")
    7
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else int(not unicodedata.combining(char))


def _visible(char: str) -> str:
    """The character, or a sign for one that a terminal would not show or would obey."""
    if char.isprintable():
        return char
    if char < " ":
        return chr(0x2400 + ord(char))
    return " " if char.isspace() else "\ufffd"


def _cut(text: str, most: int) -> str:
    """The beginning of the text, as much as fits into so many columns; an ellipsis where something was left off."""
    if width(text) <= most:
        return text
    used = 0
    for place, char in enumerate(text):
        used += width(char)
        if used > most - 1:
            return text[:place] + "…"
    return text


class UnknownYear(YuelingError):
    """Working days of a year whose table nobody has published or imported yet."""

    def __init__(self, year: int) -> None:
        super().__init__(
            Message("the working days of {year} are not known", year=year),
            Message("they are announced by the State Council at the end of the year before"),
        )
        self.year = year


class UnknownLunarYear(YuelingError):
    """A day or a lunar year outside the table of the lunar calendar, which reaches from `first` to `last`."""

    def __init__(self, year: int, first: date, last: date) -> None:
        super().__init__(
            Message("the lunar calendar of {year} is not in the tables", year=year),
            Message("they reach from {first} to {last}", first=first.isoformat(), last=last.isoformat()),
        )
        self.year, self.first, self.last = year, first, last


class UnknownTermYear(YuelingError):
    """A civil year outside the table of solar terms, which reaches from `first` to `last`."""

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(
            Message("the solar terms of {year} are not in the tables", year=year),
            Message("they reach from {first} to {last}", first=first, last=last),
        )
        self.year, self.first, self.last = year, first, last


class UnreadNotice(YuelingError):
    """A document that cannot be read as a notice: empty, not a text, too large."""
