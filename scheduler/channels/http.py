"""One question to a service of the web: a POST within bounds, of which every failure says whether it may have arrived.

The name is looked up once, all its addresses must be public, one of these very addresses is gone to; no redirect is followed,
no proxy asked, nothing unpacked. The address of a service is its password: no message, no repr and no traceback holds more
of it than the host.
"""

from __future__ import annotations

import codecs
import http.client
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from calendars.outside.addresses import BadAddress, WebAddress, is_nearby, off_limits, web_address
from calendars.outside.line import AGENT, Address, Connection, Line, Resolve, TooLong, look_up, until, whole
from calendars.system_words import system_reason
from rules import Message

from .channel import DeliveryError

LIMIT = 1_000_000
"""Octets of an answer; those of the services have some hundred."""
SECONDS = 10.0
"""Seconds for all of it, from the look-up of the name to the last octet."""
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=1)
"""How long a service that asks for patience is left alone, whatever it says."""
TELLTALE, LEAST = 16, 8
"""Characters from which on a part of an address may be its password, and from which on its last part may."""
USUAL_WAIT = timedelta(minutes=1)
"""How long it is left alone where it does not say."""
JSON = "application/json; charset=utf-8"
PAGES, DOCTYPE = ("text/html", "application/xhtml+xml"), b"<!doctype html"
"""The types of pages, and how most of them begin."""
MINUTE = timedelta(seconds=60 + SECONDS)
"""The minute of a service's rate as it is kept here: what was begun within may be so much longer under way."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is asked."""

    address: WebAddress = field(repr=False)
    private: bool = False
    """Whether it may stand on this machine or in the office, and be asked without encryption."""
    resolve: Resolve = field(default=look_up, repr=False, compare=False)

    @property
    def host(self) -> str:
        """What messages name."""
        return self.address.place


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    host: str
    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes

    def table(self) -> dict[str, Any] | None:
        """The JSON object that it is; None where it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    @property
    def is_page(self) -> bool:
        """Whether it is a page of HTML: what portals, proxies and firewalls answer in place of a service.

        Frameworks call every text HTML, so that the type alone says nothing.
        """
        start = self.body.removeprefix(codecs.BOM_UTF8).lstrip()[: len(DOCTYPE)].lower()
        named = self.headers.get("content-type", "").partition(";")[0].strip().lower() in PAGES
        return start.startswith((DOCTYPE, b"<html")) or (named and start.startswith(b"<"))

    @property
    def wait(self) -> timedelta | None:
        """How long it asks to be left alone (Retry-After, in seconds or as a date beside its own); None where it does not."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdecimal():
            return clamp(float(said[:9]))
        try:
            left = parsedate_to_datetime(said) - parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError, OverflowError):
            return None
        return clamp(left.total_seconds())


def clamp(seconds: float) -> timedelta:
    """So long a wait, within a second and a day.

    >>> clamp(0), clamp(10**9)
    (datetime.timedelta(seconds=1), datetime.timedelta(days=1))
    """
    return max(SHORTEST, min(LONGEST, timedelta(seconds=min(seconds, LONGEST.total_seconds()))))


def place_of(url: str, *, private: bool = False, resolve: Resolve = look_up) -> Place:
    """The place of a service by its address, which is of https, or where `private` is allowed of http.

    Raises BadAddress, whose words quote nothing of it.
    """
    try:
        address = web_address(url)
    except BadAddress:
        said = Message("that is no web address")
        raise BadAddress(said, Message("copy it once more; it begins with https://")) from None
    if address.login:
        raise BadAddress(
            Message("the address holds a name or a password"), Message("leave out what stands before the @")
        )
    if not address.secure and not private:
        said = Message("the address would be asked without encryption")
        remedy = Message("write https://; where the server stands in your own network: allow_private = true")
        raise BadAddress(said, remedy)
    return Place(address, private, resolve)


def hidden_parts(url: str, *secrets: str | None) -> tuple[str, ...]:
    """What of an address and of secrets no message may quote, though a service may say it back to us.

    >>> hidden_parts("https://example.org/send?key=0123456789abcdef", "SEC0")
    ('https://example.org/send?key=0123456789abcdef', '0123456789abcdef', 'SEC0')
    """
    parts = re.split(r"[/=&?]", url.partition("://")[2])[1:]
    last = parts[-1:] if parts and len(parts[-1]) >= LEAST else []
    return (url, *(part for part in parts[:-1] if len(part) >= TELLTALE), *last, *filter(None, secrets))


def channel_fault(said: Message, wait: timedelta | None = None) -> DeliveryError:
    """The error of a channel that failed as a whole; the digest was not tried."""
    return DeliveryError(said, reached=False, retry_after=wait)


def too_often(said: Message, wait: timedelta) -> DeliveryError:
    """The error of a digest that came too soon after others, and is taken after so long."""
    return DeliveryError(said, retry_after=wait)


def unknown_outcome(said: Message) -> DeliveryError:
    """The error of a digest of which nobody knows whether it arrived."""
    return DeliveryError(said, unknown=True)


def post(place: Place, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS) -> Answer:
    """What the service answers to the body, of any status.

    Raises DeliveryError: of the channel where the question did not get there whole, else of unknown outcome.
    """
    address, line, asked = place.address, Line(until(seconds), LIMIT), False

    def opens() -> None:
        known = reachable(place, line)
        line.open(known, address.host if address.secure else None)

    connection = Connection(address.host, address.port, line, opens)
    try:
        connection.request("POST", address.path, body, _headers(address) | dict(headers))
        asked = True
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(place.host, answer.status, found, whole(answer, LIMIT))
    except (OSError, ValueError, http.client.HTTPException, TooLong) as error:
        said = _failure(place.host, error, seconds, asked=asked)
        raise (unknown_outcome if asked else channel_fault)(said) from None
    finally:
        connection.close()
        line.end()


def reachable(place: Place, line: Line) -> list[Address]:
    """The addresses of the service's host, all of which may be gone to.

    Raises DeliveryError, OSError, UnicodeError.
    """
    host, known = place.host, line.addresses(place.address.host, place.address.port, place.resolve)
    if (where := off_limits((one[0] for _, one in known), place.private)) is not None:
        remedy = "allow_private = true" if is_nearby(where) and not place.private else ""
        if remedy:
            said = Message("{host} leads to {address}, which is no public address; of your own network: {remedy}",
                           host=host, address=where, remedy=remedy)  # fmt: skip
        else:
            said = Message("{host} leads to {address}, which is no public address", host=host, address=where)
        raise channel_fault(said)
    if not known:
        raise channel_fault(Message("{host} has no address", host=host))
    return known


def look_for(place: Place, seconds: float) -> None:
    """Nothing, where the service's host has addresses that may be gone to; nobody is asked but the server of names.

    Raises DeliveryError.
    """
    try:
        reachable(place, Line(until(seconds), LIMIT))
    except (OSError, ValueError) as error:
        raise channel_fault(_failure(place.host, error, seconds)) from None


def _headers(address: WebAddress) -> dict[str, str]:
    return {
        "Host": address.place,
        "User-Agent": AGENT,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _failure(host: str, error: Exception, seconds: float, *, asked: bool = False) -> Message:
    """What went wrong, without anything that the error quotes."""
    if isinstance(error, TimeoutError):
        return Message("{host} did not answer within {n} seconds", host=host, n=round(seconds))
    if isinstance(error, ssl.SSLCertVerificationError):
        return Message("the certificate of {host} is not valid: {reason}", host=host, reason=error.verify_message)
    if isinstance(error, TooLong):
        return Message("the answer of {host} is longer than {most} KB", host=host, most=LIMIT // 1000)
    if isinstance(error, OSError) and not asked:
        return Message("{host} cannot be reached: {reason}", host=host, reason=system_reason(error))
    return Message("the answer of {host} is broken off, or none of the web", host=host)


def by_status(answer: Answer) -> DeliveryError:
    """What an answer means that holds no word of the service's own: told from its status alone, and never that it arrived."""
    facts: dict[str, str | int] = {"host": answer.host, "status": answer.status}
    match answer.status:
        case 429:
            return too_often(Message("{host} is asked too often ({status})", **facts), answer.wait or USUAL_WAIT)
        case 503:
            return channel_fault(Message("{host} is out of order ({status})", **facts), answer.wait)
        case 413:
            return DeliveryError(Message("the message is too long for {host} ({status})", **facts), permanent=True)
        case 408 | 409 | 425:
            return DeliveryError(
                Message("{host} does not take the message now ({status})", **facts), retry_after=answer.wait
            )
        case status if 300 <= status < 400:
            return channel_fault(Message("{host} sends us elsewhere ({status}), where nobody goes", **facts))
        case 401 | 403 | 404 | 405 | 407 | 410 | 451:
            return channel_fault(Message("{host} does not know the address, or lets nobody in ({status})", **facts))
        case _:
            return unknown_outcome(_wordless(answer))


def _wordless(answer: Answer) -> Message:
    facts: dict[str, str | int] = {"host": answer.host, "status": answer.status}
    if answer.body.lstrip()[:1] == b"<":
        return Message("{host} answered with a page in place of a result ({status}); perhaps it arrived", **facts)
    return Message("{host} answered without a result ({status}); perhaps it arrived", **facts)
