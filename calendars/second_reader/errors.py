"""Why nothing came of asking."""

from __future__ import annotations

from rules import Message, YuelingError


class NoAnswer(YuelingError):
    """A second reader that did not answer; `again` says whether asking once more may help."""

    def __init__(self, said: Message, *, again: bool = False) -> None:
        super().__init__(said)
        self.again = again
