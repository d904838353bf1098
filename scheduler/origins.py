"""Which organisation a check-up looks at, in which database, by which settings, and who named each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from calendars.organisations import AbsentOrganisation
from rules import Message, YuelingError

from .checks import ORGANISATION, SETTINGS, Check
from .overview import check_organisations
from .settings import Settings, default_file

if TYPE_CHECKING:
    from calendars.store import Store


@dataclass(frozen=True, slots=True)
class Whose:
    """Which organisation a check-up looks at, in which database, and who said so."""

    key: str
    """Empty for the first one, and with it all others."""
    chosen: Message
    database: Callable[[], Message]
    """Who named the database."""
    config: Message
    """Who named the settings file."""


def check_named(open_store: Callable[[], Store], whose: Whose) -> Iterator[Check]:
    """Which organisation is looked at, and who named it, where there are several."""
    try:
        with open_store() as store:
            one, several = store.organisation(), len(store.organisations()) > 1
    except YuelingError as error:
        if isinstance(error, AbsentOrganisation):
            yield Check.failed(ORGANISATION, error)
        return  # anything else is said as the state of the database
    if several or whose.key:
        name = one.title or Message("(the first one)")
        said = Message("{name} ({key})", name=name, key=one.key) if one.key and one.name else name
        yield Check(ORGANISATION, "good", Message("{name}, {chosen}", name=said, chosen=whose.chosen))


def check_others(
    open_store: Callable[[], Store], settings: Settings, env: Mapping[str, str], now: datetime
) -> Iterator[Check]:
    """The other organisations, a line for each where something is wrong."""
    with suppress(YuelingError), open_store() as store:  # what is wrong with the database is said already
        yield from check_organisations(store, settings, env, now)


def check_settings(settings: Settings, whose: Whose | None, open_store: Callable[[], Store]) -> Check:
    """From where the settings came."""
    if settings.file:
        said = Message("read from {file}", file=str(settings.file))
        if whose:
            said = Message("{said}; {chosen}", said=said, chosen=whose.config)
    else:
        said = Message("the defaults; a settings file would be looked for at {file}", file=str(default_file()))
    if whose and whose.key:
        said = Message("{own}; for the installation: {said}", own=_own(whose.key, open_store), said=said)
    return Check(SETTINGS, "good", said)


def _own(key: str, open_store: Callable[[], Store]) -> Message:
    """Whether an organisation has settings of its own."""
    with suppress(YuelingError), open_store() as store:  # what is wrong with the database is said as that
        if store.own_settings() is None:
            return Message("it has none of its own, and what is usual holds")
    return Message("its own, which `yueling org settings {key}` shows", key=key)
