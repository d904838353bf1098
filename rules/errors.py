"""The error tree. Every message quotes what was read, says where, and what would have been right."""

from __future__ import annotations

from datetime import date

from .messages import Message


class YuelingError(Exception):
    """Something that its user can mend: `said` is the sentence, `remedy` what would be right."""

    def __init__(self, said: Message, remedy: Message | None = None) -> None:
        super().__init__(said)
        self.said = said
        self.remedy = remedy

    def say(self, lang: str = "en") -> str:
        """The error and its remedy on one line, in the reader's language."""
        words = self.said.say(lang)
        if not self.remedy:
            return words
        return f"{words}{'；' if lang == 'zh' else '; '}{self.remedy.say(lang)}"

    def __str__(self) -> str:
        return self.say("en")


class RuleError(YuelingError):
    """A rule that cannot be: an impossible date, a week that no month has."""


class UnreadRule(RuleError):
    """A text that is no rule, with the part that was not understood: text[start:end]."""

    def __init__(self, text: str, start: int, end: int, said: Message, remedy: Message | None = None) -> None:
        super().__init__(said, remedy)
        self.text, self.start, self.end = text, start, end


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
