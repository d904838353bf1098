"""钉钉: robots of its groups (自定义机器人), https://open.dingtalk.com/document/orgapp/custom-robot-access."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from rules import Message

from ..section import secret_keys
from .channel import Rate, header
from .codes import Codes, Meaning, codes
from .fitting import Fit, octets_in_json
from .http import MINUTE
from .robot import Robot, plain_marks
from .signing import dingtalk

BODY, AROUND = 20_000, 2_500
"""Octets of a whole request at most, and what of it is kept for all that stands around the text."""
BLOCKED = timedelta(minutes=10)
"""How long a robot is not heard that was asked more than twenty times in a minute."""
MOBILE = re.compile(r"\+?[0-9-]{7,20}")
PUNISHED = 1111
"""The status in the answer of the gateway that stands before the service."""


@dataclass(frozen=True, slots=True)
class DingTalk(Robot):
    """A robot of a group of 钉钉, with the secret of its signature (加签) where it has one."""

    HOSTS: ClassVar[tuple[str, ...]] = ("oapi.dingtalk.com",)
    PATH: ClassVar[re.Pattern[str]] = re.compile(r"/robot/send\?access_token=[0-9A-Za-z]{16,128}")
    KEY: ClassVar[str] = "token"
    KEY_SHAPE: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Za-z]{16,128}")
    KEYS: ClassVar[tuple[str, ...]] = (
        *secret_keys("url"), *secret_keys("token"), *secret_keys("secret"), "format", "mention", "link", "allow_private",
    )  # fmt: skip
    rate: ClassVar[Rate | None] = Rate(20, MINUTE)
    WAIT: ClassVar[timedelta] = BLOCKED
    CODE: ClassVar[tuple[str, ...]] = ("errcode",)
    WORDS: ClassVar[str] = "errmsg"
    # the table of custom-robot-access (40035 to 430104, 310000); 130101 and 300001 stand in the table of all codes, 300005 is
    # what it answers to a token that it does not know, 460101 to a request of more than 20,000 octets
    CODES: ClassVar[Codes] = codes(
        (Meaning.LATER, {-1: Message("the service is busy")}),
        (Meaning.SLOWER, {
            130101: Message("the robot is asked too often"), 410100: Message("the robot is asked too often"),
        }),
        (Meaning.NEVER, {
            460101: Message("the message is too long"), 40035: Message("the message is not well made"),
            43004: Message("the message is not well made"), 400105: Message("there is no such kind of message"),
            430101: Message("a link in the message is not allowed"), 430102: Message("words of the message are not allowed"),
            430103: Message("a picture in the message is not allowed"),
            430104: Message("words of the message are not allowed"),
        }),
        (Meaning.ROBOT, {
            310000: Message("keyword, signature or the address of this machine do not fit what the robot is set to"),
            300001: Message("there is no robot with this key"), 300005: Message("there is no robot with this key"),
            400013: Message("the group was dissolved"), 400101: Message("there is no robot with this key"),
            400102: Message("the robot is switched off"), 400106: Message("there is no such robot: is it still in the group?"),
        }),
    )  # fmt: skip

    @classmethod
    def address(cls, key: str) -> str:
        """The address of the robot with that token."""
        return f"https://{cls.HOSTS[0]}/robot/send?access_token={key}"

    def fit(self) -> Fit:
        """A request of 20,000 octets."""
        most = BODY - AROUND
        if self.format == "markdown":
            return Fit(most, octets_in_json, plain_marks, "**{}**", "  \n", self.link)
        return Fit(most, octets_in_json, link=self.link)

    def body(self, text: str, subject: str, last: bool) -> dict[str, Any]:
        """The message; who is to be mentioned stands in it too, else nobody is."""
        people = self.mention if last else ()
        if called := " ".join(f"@{one.removeprefix('@')}" for one in people if one != "@all"):
            text = f"{text}\n{called}"
        if self.format == "markdown":
            made: dict[str, Any] = {"msgtype": "markdown", "markdown": {"title": header(subject), "text": text}}
        else:
            made = {"msgtype": "text", "text": {"content": text}}
        if people:
            made["at"] = {
                "isAtAll": "@all" in people,
                "atMobiles": [one for one in people if MOBILE.fullmatch(one)],
                "atUserIds": [one for one in people if one != "@all" and not MOBILE.fullmatch(one)],
            }
        return made

    def sign(self, url: str, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The address with the moment in milliseconds and the signature behind it."""
        if not (secret := self.secret.reveal()):
            return url, body
        milliseconds = int(self.clock() * 1000)
        return f"{url}&timestamp={milliseconds}&sign={quote(dingtalk(secret, milliseconds), safe='')}", body

    def is_busy(self, table: Mapping[str, Any]) -> bool:
        """Whether the gateway before the service refuses."""
        return table.get("status") == PUNISHED or table.get("punish") == "deny"
