"""What lies at a web address, asked once: bounded in time and size, and only at addresses that may be gone to."""

from __future__ import annotations

import http.client
import ssl
import zlib
from base64 import b64encode
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes, urljoin

from rules import Message, YuelingError

from ..system_words import system_reason
from .addresses import BadAddress, WebAddress, is_nearby, is_public, off_limits, web_address
from .line import AGENT, Address, Connection, Line, Resolve, TooLong, look_up, until, whole

LIMIT = 10_000_000
"""Octets of an answer, packed or not, where nothing else is said."""
SECONDS = 20.0
"""Seconds for the whole of it, redirects included, where nothing else is said."""
MOST_REDIRECTS = 5
MOST_PACKETS = 16
"""Pieces that a packed answer may have."""
MOST_MARK = 500
"""Characters of an ETag or a date that are given back; a longer one is none."""
SENT_ON = (301, 302, 303, 307, 308)


class NotFetched(YuelingError):
    """Nothing came of asking; the message names the host and nothing else of the address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: of any status but a redirect."""

    status: int
    data: bytes
    """Unpacked; nothing where it is as it was (304)."""
    content_type: str
    """As it came, empty for none."""
    etag: str
    modified: str
    """Last-Modified as it came; this and `etag` are given along when the same is asked again."""
    url: str
    """Where it lay in the end, without name and password."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    limit: int
    seconds: float
    end: float
    resolve: Resolve


def fetch(
    url: str,
    *,
    limit: int = LIMIT,
    seconds: float = SECONDS,
    private: bool = False,
    etag: str | None = None,
    modified: str | None = None,
    resolve: Resolve = look_up,
) -> Fetched:
    """What lies at an address of http, https, webcal or webcals: `limit` octets and `seconds` at most, of any status.

    The name is looked up once, all its addresses must be public, and one of these very addresses is gone to; the same holds
    for each of five redirects, which never lead from https to http. `private` allows addresses of this machine and of
    private networks, unless a public one leads there. `etag` and `modified` are those of the copy that is there; where it is
    still the same the status is 304. No cookie is kept, no proxy of the environment asked; the name and password of an
    address go to its own host alone.

    Raises BadAddress, NotFetched.
    """
    address, bounds = web_address(url), _Bounds(limit, seconds, until(seconds), resolve)
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    marks = {name: value for name, value in asked.items() if value}
    for _ in range(MOST_REDIRECTS + 1):
        found, target, private = _asked(address, bounds, private, marks)
        if target is None:
            if found.status == 304 and not marks:
                raise NotFetched(Message("{host} answers something that was not asked", host=address.place))
            return found
        address = _next(address, target)
    said = Message("{host} sends us on more than {n} times", host=address.place, n=MOST_REDIRECTS)
    raise NotFetched(said)


def _asked(
    address: WebAddress, bounds: _Bounds, private: bool, marks: dict[str, str]
) -> tuple[Fetched, str | None, bool]:
    """One answer, where it sends us, and whether addresses that are not public may still be gone to."""
    line, host = Line(bounds.end, bounds.limit), address.place
    near: list[bool] = []

    def opens() -> None:
        addresses = _allowed(address, line.addresses(address.host, address.port, bounds.resolve), private)
        near.append(not is_public(addresses[0][1][0]))
        line.open(addresses, address.host if address.secure else None)

    connection = Connection(address.host, address.port, line, opens)
    try:
        connection.request("GET", address.path, headers=_headers(address) | marks)
        answer = connection.getresponse()
        return _found(answer, address, bounds.limit), _target(answer), private and near == [True]
    except TimeoutError:
        said = Message("{host} did not answer within {n} seconds", host=host, n=round(bounds.seconds))
        raise NotFetched(said) from None
    except ssl.SSLCertVerificationError as error:
        said = Message("the certificate of {host} is not valid: {reason}", host=host, reason=error.verify_message)
        raise NotFetched(said) from None
    except TooLong:
        said = Message("the answer of {host} is longer than {most} KB", host=host, most=bounds.limit // 1000)
        raise NotFetched(said) from None
    except (http.client.HTTPException, zlib.error):
        raise NotFetched(Message("the answer of {host} is broken off, or none of the web", host=host)) from None
    except (OSError, ValueError) as error:  # ValueError: of http.client, at lines that no server sends
        no_web = Message("its address, or what it sends, is not of the web")
        reason = system_reason(error) if isinstance(error, OSError) else no_web
        raise NotFetched(Message("{host} cannot be reached: {reason}", host=host, reason=reason)) from None
    finally:
        connection.close()
        line.end()


def _allowed(address: WebAddress, addresses: list[Address], private: bool) -> list[Address]:
    """All addresses of the host; raises NotFetched where one of them may not be gone to."""
    if (where := off_limits((one[0] for _, one in addresses), private)) is not None:
        said = Message("{host} leads to {address}, which is no public address", host=address.place, address=where)
        remedy = Message("a calendar of your own network is asked with --allow-private") if is_nearby(where) else None
        raise NotFetched(said, remedy)
    if not addresses:
        raise NotFetched(Message("{host} has no address", host=address.place))
    return addresses


def _headers(address: WebAddress) -> dict[str, str]:
    headers = {
        "Host": address.place,
        "User-Agent": AGENT,
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if address.login:
        name, _, password = address.login.partition(":")
        pair = unquote_to_bytes(name) + b":" + unquote_to_bytes(password)
        headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
    return headers


def _target(answer: http.client.HTTPResponse) -> str | None:
    """Where an answer sends us; None where it is an answer."""
    if answer.status not in SENT_ON:
        return None
    return answer.getheader("Location", "").encode("latin-1").decode("utf-8", "replace")


def _next(address: WebAddress, target: str) -> WebAddress:
    """The address to which a redirect leads; name and password go along only to the same place."""
    try:
        new = web_address(target and urljoin(address.url, target))
    except (BadAddress, ValueError):
        raise NotFetched(Message("{host} sends us to what is no web address", host=address.place)) from None
    if address.secure and not new.secure:
        raise NotFetched(Message("{host} sends us on to a place without encryption", host=address.place))
    return replace(new, login=address.login if new.origin == address.origin else None)


def _found(answer: http.client.HTTPResponse, address: WebAddress, limit: int) -> Fetched:
    """The answer with what it holds; raises TooLong, zlib.error, http.client.HTTPException, NotFetched."""
    data = b""
    if answer.status not in (304, *SENT_ON):
        if (answer.length or 0) > limit:
            raise TooLong
        coding = answer.getheader("Content-Encoding", "identity").strip().lower() or "identity"
        if coding not in ("identity", "gzip", "x-gzip"):
            raise NotFetched(
                Message("the answer of {host} is packed in a way that was not asked for", host=address.place)
            )
        data = whole(answer, limit)
        data = data if coding == "identity" else unpacked(data, limit)
    etag, modified = (_mark(answer.getheader(name, "")) for name in ("ETag", "Last-Modified"))
    return Fetched(answer.status, data, answer.getheader("Content-Type", ""), etag, modified, address.url)


def _mark(value: str) -> str:
    return value if len(value) <= MOST_MARK and value.isprintable() else ""


def unpacked(data: bytes, limit: int) -> bytes:
    """What a gzip holds, in at most MOST_PACKETS pieces.

    >>> import gzip
    >>> unpacked(gzip.compress(b"BEGIN:VCALENDAR"), 100)
    b'BEGIN:VCALENDAR'

    Raises TooLong for more than `limit` octets, zlib.error where it is broken.
    """
    found = bytearray()
    for _ in range(MOST_PACKETS):
        packet = zlib.decompressobj(16 + zlib.MAX_WBITS)
        found += packet.decompress(data, limit + 1 - len(found))
        if len(found) > limit:
            raise TooLong
        if not packet.eof:
            raise zlib.error("cut short")
        data = packet.unused_data
        if not data.startswith(b"\x1f\x8b"):  # anything else behind it is padding
            return bytes(found)
    raise zlib.error("too many pieces")
