"""Robots of chat groups: what those of all services have in common, from the settings to the verdict on an answer.

A service's own file says where it is asked, how it signs, what a message looks like, how much and how often it takes, and
what its codes mean. Delivered is what the service itself calls so in the body of its answer; HTTP 200 says nothing.
"""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar, Protocol, Self, TextIO

from calendars.outside import BadAddress, web_address
from calendars.outside.line import Resolve, look_up
from rules import Message

from ..checks import CHANNEL, Check
from ..recipients import Recipient
from ..section import NOTHING, Secret, Section, SettingsError, secret_keys
from .channel import Channel, DeliveryError, Digest, Rate, clean
from .codes import Codes, Meaning, quote_words, refusal
from .fitting import MOST_PARTS, Fit, messages
from .http import (
    JSON,
    SECONDS,
    USUAL_WAIT,
    Answer,
    Place,
    by_status,
    channel_fault,
    hidden_parts,
    look_for,
    place_of,
    post,
    too_often,
)
from .signing import Clock, moment

PATIENCE = 5.0
"""Seconds for looking up a name where nothing is sent."""
LONGEST_LINK, MOST_PEOPLE = 200, 10
FORMATS = ("text", "markdown")
PERSON = re.compile(r"@all|[A-Za-z0-9@._+-]{1,64}")
"""Who may be mentioned: everybody, a telephone number, or an ID of the service."""
ADDRESS = re.compile(r"(https?://[A-Za-z0-9._~/?#&=%:+@,;!-]+)")
"""An address of the web within a text."""
MARKS = str.maketrans(dict(zip("[]<>*`#_~!|\\", "［］＜＞＊｀＃＿～！｜＼", strict=True)))
"""What a mark of Markdown is written as where it is none."""


@dataclass(frozen=True, slots=True)
class Robot:
    """What the settings say of a robot; a service is a class of this shape."""

    HOSTS: ClassVar[tuple[str, ...]]
    """Where the service is asked; elsewhere only where private addresses are allowed."""
    PATH: ClassVar[re.Pattern[str]]
    """What the path of its address looks like."""
    KEY: ClassVar[str]
    """What the settings call the part of the address that is the robot's own."""
    KEY_SHAPE: ClassVar[re.Pattern[str]]
    rate: ClassVar[Rate | None]
    MENTIONS: ClassVar[tuple[str, ...]] = FORMATS
    """The formats in which people can be mentioned."""
    WAIT: ClassVar[timedelta] = USUAL_WAIT
    """How long to wait where it was asked too often and does not say."""
    CODE: ClassVar[tuple[str, ...]]
    """Under which names the code stands in an answer, the first that is there."""
    WORDS: ClassVar[str]
    """Under which name the service's own words stand."""
    CODES: ClassVar[Codes]
    KEYS: ClassVar[tuple[str, ...]]
    patience: ClassVar[timedelta] = timedelta(seconds=SECONDS * MOST_PARTS)

    name: str
    url: Secret
    secret: Secret = NOTHING
    mention: tuple[str, ...] = ()
    format: str = "text"
    link: str | None = None
    private: bool = False
    resolve: Resolve = field(default=look_up, repr=False, compare=False)
    clock: Clock = field(default=moment, repr=False, compare=False)

    @classmethod
    @abstractmethod
    def address(cls, key: str) -> str:
        """The address of the robot with that key."""

    @abstractmethod
    def fit(self) -> Fit:
        """What a message may be."""

    @abstractmethod
    def body(self, text: str, subject: str, last: bool) -> dict[str, Any]:
        """The message as the service takes it; who is to be mentioned is so in the last one."""

    def sign(self, url: str, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The address and the body with the signature where the service wants one."""
        return url, body

    def wait(self, answer: Answer) -> timedelta:
        """How long to leave the service alone that was asked too often."""
        return answer.wait or self.WAIT

    def is_busy(self, table: Mapping[str, Any]) -> bool:
        """Whether an answer without a code says that the service was asked too often."""
        return False

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The address, and what signs."""
        return self.url, self.secret

    @classmethod
    def read(cls, section: Section) -> Self:
        """The robot that a table of the settings describes; raises SettingsError."""
        section.known(cls.KEYS)
        private = bool(section.flag("allow_private"))
        url = cls._url(section)
        secret = section.secret("secret") if "secret" in cls.KEYS else NOTHING
        if secret.content is not None and not re.fullmatch(r"[!-~]{1,200}", secret.content):
            raise section.fail("secret", Message("this is no secret of a robot"), Message("copy it once more"))
        people = _people(section)
        style = section.choice("format", FORMATS if "format" in cls.KEYS else ()) or "text"
        if people and style not in cls.MENTIONS:
            raise section.fail("mention", Message("nobody can be mentioned in {format}", format=style))
        robot = cls(section.name.rpartition(".")[2], url, secret, people, style, link(section), private)
        if url.content is not None:
            try:
                robot.place(url.content)
            except BadAddress as error:
                raise section.fail(
                    _set(section, "url") or _set(section, cls.KEY) or "", error.said, error.remedy
                ) from None
        return robot

    @classmethod
    def _url(cls, section: Section) -> Secret:
        """The address, whole or made of the key; raises SettingsError."""
        whole, key = _set(section, "url"), _set(section, cls.KEY)
        if whole and key:
            raise section.fail(
                key, Message("the address is given twice"), Message("keep one of {keys}", keys=f"{whole}, {key}")
            )
        if not whole and not key:
            raise section.missing("url")
        if not key:
            return section.secret("url")
        secret = section.secret(cls.KEY)
        if secret.content is None:
            return secret
        if not cls.KEY_SHAPE.fullmatch(secret.content):
            remedy = Message("write what stands behind the last = or / of its address, or the whole address under url")
            raise section.fail(key, Message("this is no key of a robot"), remedy)
        return replace(secret, content=cls.address(secret.content))

    def place(self, url: str) -> Place:
        """Where the service is asked; raises BadAddress, which quotes nothing."""
        place = place_of(url, private=self.private, resolve=self.resolve)
        if not self.private and place.host not in self.HOSTS:
            said = Message("this is no address of {host}", host=" / ".join(self.HOSTS))
            raise BadAddress(said, Message("copy it once more; for a server of your own: allow_private = true"))
        if not self.PATH.fullmatch(place.address.path):
            raise BadAddress(Message("this is no address of a robot"), Message("copy it once more, whole"))
        return place

    def lacks(self, recipient: Recipient) -> Message | None:
        """Nothing: who is in the group reads it."""
        return None

    def open(self, out: TextIO) -> Channel:
        """A sender; raises SettingsError where the address or the secret cannot be found."""
        return RobotSender(self)

    def check(self, test: Digest | None) -> Iterator[Check]:
        """Whether its address and secret have the right shape and its host is found; nothing is sent but a `test`."""
        yield from check_channel(self.name, lambda: RobotSender(self), test)


def link(section: Section) -> str | None:
    """Where a shortened message sends its readers; raises SettingsError."""
    words = section.words("link")
    if words and not (len(words) <= LONGEST_LINK and re.fullmatch(r"https?://[!-~]+", words)):
        said = Message("“{text}” is no web address", text=words[:LONGEST_LINK])
        raise section.fail("link", said, Message("write it as https://example.org/feeds"))
    return words


def _set(section: Section, key: str) -> str | None:
    """Under which of its names a secret stands in the settings."""
    return next((name for name in secret_keys(key) if name in section.table), None)


def _people(section: Section) -> tuple[str, ...]:
    people = section.texts("mention")
    if len(people) > MOST_PEOPLE:
        raise section.fail("mention", Message("there are more than {n} people", n=MOST_PEOPLE))
    for person in people:
        if not PERSON.fullmatch(person):
            said = Message("“{text}” is nobody who can be mentioned", text=person[:60])
            raise section.fail("mention", said, Message('write telephone numbers, IDs of the service, or "@all"'))
    return people


class Asker(Channel, Protocol):
    """A sender that knows where it sends."""

    place: Place


def check_channel(name: str, sender: Callable[[], Asker], test: Digest | None) -> Iterator[Check]:
    """What a check-up says of a channel over the web: its settings, its host; with a `test` what came of sending it."""
    try:
        opened = sender()
        look_for(opened.place, PATIENCE)
        said = Message(
            "{name}: {host} is found, and what the settings say has the right shape", name=name, host=opened.place.host
        )
        yield Check(
            CHANNEL,
            "good",
            said,
            Message("whether it is taken, only a message shows: yueling channels test {name}", name=name),
        )
        if test:
            opened.send(test)
            yield Check(CHANNEL, "good", Message("{name}: a test message was taken", name=name))
    except SettingsError as error:
        yield Check.failed(CHANNEL, error)
    except DeliveryError as error:
        yield Check(CHANNEL, "wrong", Message("{name}: {reason}", name=name, reason=error.said))


class _Accepted:
    """How many messages of a digest were taken, as long as this process lives: a repeat begins behind them."""

    MOST: ClassVar[int] = 1000

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()

    def begin(self, digest: Digest, texts: tuple[str, ...]) -> tuple[str, int]:
        """The mark of these messages, and how many of them need not be sent again."""
        mark = sha256("\x1f".join((digest.channel, digest.key, *texts)).encode()).hexdigest()
        return mark, self._counts.get(mark, 0)

    def note(self, mark: str, count: int, of: int) -> None:
        """Notes that so many were taken; of a whole digest nothing is kept."""
        self._counts.pop(mark, None)
        if count < of:
            self._counts[mark] = count
        while len(self._counts) > self.MOST:
            self._counts.popitem(last=False)


ACCEPTED = _Accepted()


def deliver(digest: Digest, texts: tuple[str, ...], send: Callable[[int], None]) -> None:
    """Sends the messages of a digest one after the other by their place; those that were taken before are not sent again."""
    mark, done = ACCEPTED.begin(digest, texts)
    for nth in range(done, len(texts)):
        try:
            send(nth)
        except DeliveryError as error:
            if nth and not error.reached:  # a part has arrived: the rest goes on under the same key
                raise DeliveryError(error.said, retry_after=error.retry_after) from None
            raise
        ACCEPTED.note(mark, nth + 1, len(texts))


class RobotSender:
    """Hands digests to one robot. Raises SettingsError at once where its address or secret cannot be found or used."""

    def __init__(self, robot: Robot) -> None:
        self.robot = robot
        self._url = robot.url.reveal() or ""
        self._hidden = hidden_parts(self._url, robot.secret.reveal())
        self.place = self._place(self._url)

    def _place(self, url: str) -> Place:
        try:
            return self.robot.place(url)
        except BadAddress as error:
            said = Message("{name}: {reason}", name=self.robot.name, reason=error.said)
            raise SettingsError(None, f"channels.{self.robot.name}", said, error.remedy) from None

    def send(self, message: Digest) -> None:
        """Delivers the digest in as few messages as it takes."""
        texts = messages(message, self.robot.fit())
        deliver(message, texts, lambda nth: self._post(texts[nth], message.subject, nth + 1 == len(texts)))

    def _post(self, text: str, subject: str, last: bool) -> None:
        url, body = self.robot.sign(self._url, self.robot.body(text, clean(subject), last))
        data = json.dumps(body, ensure_ascii=False).encode()
        answer = post(replace(self.place, address=web_address(url)), data, {"Content-Type": JSON})
        if error := verdict(self.robot, answer, self._hidden):
            raise error

    def close(self) -> None:
        """Nothing is kept open."""


def verdict(robot: Robot, answer: Answer, hidden: tuple[str, ...] = ()) -> DeliveryError | None:
    """Why the message was not delivered; None where the service says that it was."""
    table = answer.table() or {}
    code = next((table[name] for name in robot.CODE if type(table.get(name)) is int), None)
    if code is None:
        if robot.is_busy(table):
            said = Message("{host} is asked too often ({status})", host=answer.host, status=answer.status)
            return too_often(said, robot.wait(answer))
        return by_status(answer)
    if code == 0:
        return None if answer.status // 100 == 2 else by_status(answer)
    known = robot.CODES.get(code)
    words = quote_words(table.get(robot.WORDS), hidden)
    if known:
        facts = {"host": answer.host, "why": known.why, "code": code, "words": words}
        said = Message("{host}: {why} ({code}: {words})", **facts)
    else:
        said = refusal(answer.host, words, code)
    match known.meaning if known else Meaning.LATER:
        case Meaning.SLOWER:
            return too_often(said, robot.wait(answer))
        case Meaning.NEVER:
            return DeliveryError(said, permanent=True)
        case Meaning.ROBOT:
            return channel_fault(said)
        case _:
            return DeliveryError(said, retry_after=answer.wait)


def plain_marks(text: str) -> str:
    """The text with characters that look like marks of Markdown and are none; an address of the web keeps its own.

    >>> plain_marks("[点此](http://example.org/a_b) *重要*")
    '［点此］(http://example.org/a_b) ＊重要＊'
    """
    return "".join(part if nth % 2 else part.translate(MARKS) for nth, part in enumerate(ADDRESS.split(text)))
