"""A web address of somebody's own, which gets each digest as signed JSON in the manner of standard webhooks.

What is promised to the receiver: `webhook-id` is the key of the digest and stays the same when it is sent again;
`webhook-signature` is `v1,` and the HMAC-SHA-256 of "id.timestamp.body" in base64. What is asked of it: a status of 2xx once it
has the digest safe, else one that says why not; or 2xx with {"ok": false, "error": "…"} where it cannot choose its status. A
page of HTML is no yes: a portal or a proxy answered in place of the receiver.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Self, TextIO

from calendars.outside import BadAddress
from calendars.outside.line import Resolve, look_up
from rules import Message

from ..checks import Check
from ..recipients import Recipient
from ..section import Secret, Section, secret_keys
from .channel import Channel, DeliveryError, Digest, Rate, clean
from .codes import quote_words
from .fitting import cut, tidy
from .http import JSON, SECONDS, Answer, Place, by_status, channel_fault, hidden_parts, place_of, post
from .robot import check_channel
from .signing import Clock, moment, webhook, webhook_key

LEAST_SECRET = 16
"""Octets of the key that signs, at least."""
MOST = 1_000_000
"""Octets of a body; of a larger digest only the headlines go out."""
TEXT = 100_000
"""Octets of the text that goes along with them."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A web address, and the secret with which what goes there is signed."""

    KEYS: ClassVar[tuple[str, ...]] = (*secret_keys("url"), *secret_keys("secret"), "allow_private")
    rate: ClassVar[Rate | None] = None
    patience: ClassVar[timedelta] = timedelta(seconds=SECONDS)

    name: str
    url: Secret
    secret: Secret
    private: bool = False
    resolve: Resolve = field(default=look_up, repr=False, compare=False)
    clock: Clock = field(default=moment, repr=False, compare=False)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The address, and what signs."""
        return self.url, self.secret

    @classmethod
    def read(cls, section: Section) -> Self:
        """The address that a table of the settings describes; raises SettingsError."""
        section.known(cls.KEYS)
        url, secret = section.secret("url"), section.secret("secret")
        for key, one in (("url", url), ("secret", secret)):
            if one.content is None and not one.problem:
                raise section.missing(key)
        made = cls(section.name.rpartition(".")[2], url, secret, bool(section.flag("allow_private")))
        if url.content is not None:
            try:
                made.place(url.content)
            except BadAddress as error:
                raise section.fail("url", error.said, error.remedy) from None
        if secret.content is not None and not _is_secret(secret.content):
            said = Message("this is no secret that signs: it is too short, or not what whsec_ promises")
            raise section.fail(
                "secret", said, Message("take {n} characters by chance, or whsec_ and their base64", n=32)
            )
        return made

    def place(self, url: str) -> Place:
        """Where the address is; raises BadAddress."""
        return place_of(url, private=self.private, resolve=self.resolve)

    def lacks(self, recipient: Recipient) -> Message | None:
        """Nothing: who is meant stands in what is sent."""
        return None

    def open(self, out: TextIO) -> Channel:
        """A sender; raises SettingsError where the address or the secret cannot be found."""
        return WebhookSender(self)

    def check(self, test: Digest | None) -> Iterator[Check]:
        """Whether the address has the right shape and its host is found; nothing is sent but a `test`."""
        yield from check_channel(self.name, lambda: WebhookSender(self), test)


def _is_secret(words: str) -> bool:
    try:
        return words.isascii() and words.isprintable() and len(webhook_key(words)) >= LEAST_SECRET
    except (binascii.Error, ValueError):
        return False


class WebhookSender:
    """Posts digests to one address. Raises SettingsError at once where a secret cannot be found."""

    def __init__(self, hook: Webhook) -> None:
        self.hook = hook
        self._url, self._secret = hook.url.reveal() or "", hook.secret.reveal() or ""
        self.place = hook.place(self._url)

    def send(self, message: Digest) -> None:
        """Delivers the digest; any status of 2xx is a yes, unless the body is a page or says {"ok": false}."""
        body, seconds = payload(message), int(self.hook.clock())
        headers = {
            "Content-Type": JSON,
            "webhook-id": message.key,
            "webhook-timestamp": str(seconds),
            "webhook-signature": webhook(self._secret, message.key, seconds, body),
        }
        if error := self._verdict(post(self.place, body, headers)):
            raise error

    def _verdict(self, answer: Answer) -> DeliveryError | None:
        """Why it was not delivered; None where it was."""
        table = answer.table() or {}
        words = quote_words(table.get("error"), hidden_parts(self._url, self._secret))
        said = Message("{host} refuses: {words} ({code})", host=answer.host, words=words, code=answer.status)
        if answer.status // 100 == 2:
            if answer.is_page:
                facts: dict[str, str | int] = {"host": answer.host, "status": answer.status}
                return channel_fault(Message(
                    "{host} answered with a page ({status}), which is no answer of a receiver: does the address lead to a "
                    "login, or through a proxy?", **facts,
                ))  # fmt: skip
            return None if table.get("ok") is not False else DeliveryError(said, retry_after=answer.wait)
        if answer.status in (400, 415, 422):
            return DeliveryError(said, permanent=True)
        return by_status(answer)

    def close(self) -> None:
        """Nothing is kept open."""


def payload(digest: Digest) -> bytes:
    """The digest as JSON in UTF-8, of a million octets at most: a larger one has its headlines alone and says so."""
    whole = _data(digest)
    if len(body := _envelope(digest, whole)) <= MOST:
        return body
    items, room = list[dict[str, Any]](), MOST - TEXT * 2
    for item in whole["items"]:
        head = {**item, "headline": cut(item["headline"], 400), "body": "", "links": []}
        room -= len(json.dumps(head, ensure_ascii=False).encode()) + 2
        if room < 0:
            break
        items.append(head)
    left_out = len(whole["items"]) - len(items)
    less = {
        **whole,
        "text": cut(whole["text"], TEXT),
        "items": items,
        "shortened": True,
        "left_out": left_out + digest.more,
    }
    return _envelope(digest, less)


def _envelope(digest: Digest, data: dict[str, Any]) -> bytes:
    made = {"type": "yueling.digest", "timestamp": digest.written.isoformat(), "data": data}
    return json.dumps(made, ensure_ascii=False).encode()


def _data(digest: Digest) -> dict[str, Any]:
    items = [
        {
            "key": item.key,
            "headline": clean(item.headline),
            "body": "\n".join(tidy(item.body)),
            "due": item.due.isoformat(),
            "links": [{"label": label, "url": url} for label, url in item.links],
        }
        for item in digest.items
    ]
    return {
        "id": digest.key,
        "channel": digest.channel,
        "recipient": {"name": digest.recipient.name, "email": digest.recipient.email},
        "subject": clean(digest.subject),
        "text": "\n".join(tidy(digest.text)),
        "items": items,
        "shortened": False,
        "left_out": digest.more,
    }
