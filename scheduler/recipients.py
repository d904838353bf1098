"""Who is reminded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is reminded, of which kinds and tags (of everything where none are named), and by which channel."""

    name: str = ""
    email: str | None = None
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channel: str = "stdout"

    @property
    def id(self) -> str:
        """What a recipient is known by in the record of deliveries: the address, else the name."""
        return self.email or self.name

    def wants(self, kind: str, tags: tuple[str, ...]) -> bool:
        """Whether an event of that kind with those tags concerns this recipient.

        >>> Recipient("办公室", tags=("年检",)).wants("deadline", ("科普",))
        False
        """
        return (not self.kinds or kind in self.kinds) and (not self.tags or bool(set(self.tags) & set(tags)))
