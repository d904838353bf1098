"""Tells a monitor elsewhere that a pass took place, so that somebody hears of it when none does."""

from __future__ import annotations

from rules import Message, YuelingError

from .section import Section

SECONDS, LONGEST_ANSWER = 10.0, 100_000
"""How long, and how much, a monitor may answer."""
FAIL = "/fail"
"""What stands behind the address where a pass went wrong, as Healthchecks has it."""


def read_ping_url(section: Section, key: str) -> str | None:
    """The address of the monitor; raises SettingsError. Only one on this machine may do without https."""
    from calendars.http_settings import is_loopback
    from calendars.outside import web_address

    url = section.words(key)
    if url is None:
        return None
    try:
        address = web_address(url)
    except YuelingError as error:
        raise section.fail(key, error.said, error.remedy) from error
    if not address.secure and not is_loopback(address.host):
        raise section.fail(key, Message("this must be an address that begins with https://"))
    return url.rstrip("/")


def ping(url: str, *, good: bool) -> Message | None:
    """Asks the monitor; why that came to nothing, None where it did not. Raises nothing: a pass never fails by it."""
    from calendars.outside import fetch

    try:
        found = fetch(url if good else url + FAIL, limit=LONGEST_ANSWER, seconds=SECONDS, private=True)
    except YuelingError as error:
        return Message("the monitor of the reminders was not reached: {reason}", reason=error.said)
    if found.status >= 300:
        return Message("the monitor of the reminders answered {code}", code=found.status)
    return None
