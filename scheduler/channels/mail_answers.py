"""What the answers of a mail server mean for a letter: whose matter it is, and whether to come again.

The enhanced code decides where there is one (RFC 3463), else the plain one and the step at which it came (RFC 5321). Only
what a server says of the reader or of this very letter ends it; what the settings, the sender or the server caused does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from types import MappingProxyType

from rules import Message

from .channel import DeliveryError, clean

WORDS = 200
"""Characters that are quoted of an answer."""
GO_ON = 354
"""What a server says that waits for the text of a mail (RFC 5321, 4.3.2)."""


class Step(Enum):
    """At which command of the conversation something was refused."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Matter:
    """Whose matter a refusal is, and what it does to the letter."""

    said: Message
    """In words, to be filled with the host, the sender, the reader and the answer."""
    permanent: bool = False
    reached: bool = True
    wait: timedelta | None = None
    """How long to wait at least; None where the usual wait will do."""


LATER = Matter(Message("{host} asks to come again later: {answer}"))
SLOWER = Matter(Message("{host} takes no more for a while: {answer}"), wait=timedelta(hours=1))
FULL = Matter(Message("the mailbox of {reader} is full: {answer}"), wait=timedelta(hours=6))
POLICY = Matter(
    Message("{host} does not let the mail through, ask who keeps that server: {answer}"), wait=timedelta(hours=6)
)
RELAY = Matter(
    Message("{host} does not pass mail on to {reader}; it may want user and password under [mail]: {answer}"),
    wait=timedelta(hours=6),
)
READER = Matter(Message("{host} does not deliver to {reader}: {answer}"), permanent=True)
LETTER = Matter(Message("{host} does not take this very mail: {answer}"), permanent=True)
SENDER = Matter(Message("{host} takes no mail from {sender}: {answer}"), reached=False)
SETTINGS = Matter(Message("{host} takes no mail in this way: {answer}"), reached=False)

ENHANCED: Mapping[str, Matter] = MappingProxyType({
    "1": READER, "1.0": POLICY, "1.7": SENDER, "1.8": SENDER,
    "2": READER, "2.2": FULL, "2.3": LETTER,
    "3": POLICY, "3.4": LETTER,
    "4": READER,
    "6": LETTER,
    "7": POLICY,
})  # fmt: skip
"""By the subject of an enhanced code of class 5, or by its subject and detail, where these say something else."""
SETTINGS_CODES = frozenset({530, 534, 535, 538})
"""Login wanted, too weak, refused, or only with TLS (RFC 4954): at any step a matter of the settings."""
AT_READER: Mapping[int, Matter] = MappingProxyType({
    500: SETTINGS, 501: READER, 502: SETTINGS, 504: SETTINGS,
    503: LATER,
    521: READER, 550: READER, 551: READER, 553: READER, 556: READER,
    552: FULL,
})  # fmt: skip
"""By the plain code, where the reader was named; others are a matter of policy."""
AT_LETTER: Mapping[int, Matter] = MappingProxyType({503: LATER, 552: LETTER})
"""By the plain code, where the letter itself was given; others are a matter of policy."""
CODE = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")
PASSED_ON = re.compile(r"\brelay", re.IGNORECASE)
"""What servers say where they do not take mail for others from somebody whom they do not know."""
SOON = re.compile(r"frequency|rate limit|too many|temporar|try again", re.IGNORECASE)
"""Words of servers that say “never” where they mean “not now”."""


def matter_of(step: Step, code: int, answer: str) -> Matter:
    """Whose matter the answer is.

    >>> matter_of(Step.RCPT, 550, "5.1.1 no such user") is READER, matter_of(Step.DATA, 451, "4.7.1 later") is LATER
    (True, True)
    """
    if step is Step.MAIL:
        return _of_sender(code, answer)
    if code < 500:
        return LATER
    if code in SETTINGS_CODES:
        return SETTINGS
    if step is Step.RCPT and PASSED_ON.search(answer):
        return RELAY
    enhanced = CODE.match(answer)
    if enhanced and enhanced[1] == "5" and enhanced[2] not in ("0", "5"):
        return ENHANCED.get(f"{enhanced[2]}.{enhanced[3]}") or ENHANCED.get(enhanced[2], POLICY)
    if SOON.search(answer):
        return SLOWER
    return (AT_READER if step is Step.RCPT else AT_LETTER).get(code, POLICY)


def _of_sender(code: int, answer: str) -> Matter:
    """Before a reader was named it is the sender or the server, but for a letter that is too large (RFC 1870)."""
    enhanced = CODE.match(answer)
    if code == 552 and enhanced and (enhanced[2], enhanced[3]) in (("3", "4"), ("2", "3")):
        return LETTER
    return SETTINGS if code < 500 or code in SETTINGS_CODES else SENDER


def refusal(step: Step, code: int, answer: bytes | str, **names: str) -> DeliveryError:
    """The error for an answer at a step of the conversation; `names` are the host, the sender and the reader."""
    words = words_of(answer)
    matter = matter_of(step, code, words)
    said = Message(matter.said.text, answer=f"{code} {words}".rstrip(), **names)
    return DeliveryError(said, permanent=matter.permanent, reached=matter.reached, retry_after=matter.wait)


def words_of(answer: bytes | str) -> str:
    """What a server says, on one line, short."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return clean(text[: 4 * WORDS])[:WORDS]
