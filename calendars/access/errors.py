"""What can be wrong with names, passwords, accounts and tokens."""

from __future__ import annotations

from rules import Message, YuelingError


class BadName(YuelingError):
    """A name that an account, a feed or the holder of a token cannot have."""


class BadPassword(YuelingError):
    """A password that is too short, too long or soon guessed; it is not quoted."""

    def __init__(self, said: Message) -> None:
        super().__init__(said, Message("take several words that do not belong together"))


class ExistingAccount(YuelingError):
    """An account that is there already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("there is an account “{name}” already; nothing was done", name=name),
            Message("`yueling accounts password NAME` and `yueling accounts role NAME ROLE` change one"),
        )


class UnknownAccount(YuelingError):
    """A name that no account has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("there is no account “{name}”", name=name), Message("`yueling accounts list` shows which there are")
        )


class UnknownToken(YuelingError):
    """A number that no token has which still opens anything."""

    def __init__(self, number: int, remedy: Message) -> None:
        super().__init__(Message("there is no token {number} that is still valid", number=number), remedy)
