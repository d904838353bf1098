"""The words of what a plan wants: found when a message is claimed, or while the other side looks at the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from .digests import Composer
from .outbox import Letter, Words
from .reminders import Reminder


class Drafts:
    """Words by the keys of reminders. A draft is used for the same reminders of the same plan alone."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.posted: dict[str, Words] = {}
        """The words of weekly messages that are just going out, by their keys."""
        self.plan({})

    def plan(self, wanted: Mapping[str, Reminder]) -> None:
        """Takes over what is wanted, by its key; drafts of an earlier plan are forgotten."""
        self._known, self._draft = wanted, (set[str](), Words("", ""))
        self._together: dict[tuple[str, str, datetime | None], list[str]] = defaultdict(list)
        for key, reminder in wanted.items():  # what waits until the same moment goes out together
            self._together[reminder.recipient.id, reminder.recipient.channel, reminder.hold].append(key)

    def words(self, keys: Sequence[str]) -> Words | None:
        """The words for what waits in a message; None where another pass planned some of it."""
        if len(keys) == 1 and keys[0] in self.posted:
            return self.posted[keys[0]]
        members = set(keys)
        if members == self._draft[0]:
            return self._draft[1]
        return self._composed(keys) if self._known.keys() >= members else None

    def prepare(self, letter: Letter) -> None:
        """Finds the words of a message that nobody has claimed yet; of one that was tried they are known.

        A message is under way meanwhile, which must be marked: what fails here fails once more at the claim.
        """
        keys = self._together.get((*letter.reader, letter.next_try))
        if keys and not letter.members:
            with suppress(Exception):
                self._draft = set(keys), self._composed(keys)

    def _composed(self, keys: Iterable[str]) -> Words:
        return self.composer.compose([(key, self._known[key]) for key in keys])
