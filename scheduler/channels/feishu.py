"""飞书 and Lark: robots of their groups (自定义机器人), https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from rules import Message

from ..section import secret_keys
from .channel import Rate
from .codes import Codes, Meaning, codes
from .fitting import Fit, octets_in_json
from .http import Answer, clamp
from .robot import Robot
from .signing import feishu

BODY, AROUND = 20_000, 2_500
"""Octets of a whole request at most (20 KB), and what of it is kept for all that stands around the text."""


@dataclass(frozen=True, slots=True)
class Feishu(Robot):
    """A robot of a group of 飞书 or Lark, with the secret of its signature (签名校验) where it has one.

    The service takes 100 messages a minute of a robot and 5 a second: five in three seconds keep both.
    """

    HOSTS: ClassVar[tuple[str, ...]] = ("open.feishu.cn", "open.larksuite.com")
    PATH: ClassVar[re.Pattern[str]] = re.compile(r"/open-apis/bot/v2/hook/[0-9A-Za-z-]{16,64}")
    KEY: ClassVar[str] = "hook"
    KEY_SHAPE: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Za-z-]{16,64}")
    KEYS: ClassVar[tuple[str, ...]] = (
        *secret_keys("url"), *secret_keys("hook"), *secret_keys("secret"), "mention", "link", "allow_private",
    )  # fmt: skip
    rate: ClassVar[Rate | None] = Rate(5, timedelta(seconds=3))
    CODE: ClassVar[tuple[str, ...]] = ("code", "StatusCode")
    WORDS: ClassVar[str] = "msg"
    # add-custom-bot (9499, 11232, 19021, 19022, 19024), api-call-guide/generic-error-code (1500) and frequency-control
    # (99991400); 19001 and 19002 are what it answers to an unknown hook and to a body without a kind of message
    CODES: ClassVar[Codes] = codes(
        (Meaning.LATER, {2200: Message("the service is busy"), 1500: Message("the service is busy")}),
        (Meaning.SLOWER, {
            11232: Message("the robot is asked too often"), 230020: Message("the robot is asked too often"),
            99991400: Message("the robot is asked too often"),
        }),
        (Meaning.NEVER, {
            9499: Message("the message is too long or not well made"), 19002: Message("the message is not well made"),
        }),
        (Meaning.ROBOT, {
            19001: Message("there is no robot with this key"), 19021: Message("the signature or the clock is wrong"),
            19022: Message("the robot does not take messages from the address of this machine"),
            19024: Message("none of the robot's keywords stands in the message"),
        }),
    )  # fmt: skip

    @classmethod
    def address(cls, key: str) -> str:
        """The address of the robot of 飞书 with that hook; one of Lark is given whole."""
        return f"https://{cls.HOSTS[0]}/open-apis/bot/v2/hook/{key}"

    def fit(self) -> Fit:
        """A request of 20 KB."""
        return Fit(BODY - AROUND, octets_in_json, without_tags, link=self.link)

    def body(self, text: str, subject: str, last: bool) -> dict[str, Any]:
        """The message; who is to be mentioned stands in its text."""
        if last and self.mention:
            called = " ".join(f'<at user_id="{one.removeprefix("@")}"></at>' for one in self.mention)
            text = f"{text}\n{called}"
        return {"msg_type": "text", "content": {"text": text}}

    def sign(self, url: str, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The body with the moment in seconds and the signature in it."""
        if not (secret := self.secret.reveal()):
            return url, body
        seconds = int(self.clock())
        return url, {"timestamp": str(seconds), "sign": feishu(secret, seconds), **body}

    def wait(self, answer: Answer) -> timedelta:
        """How long to leave it alone: what its gateway says, or a minute."""
        said = answer.headers.get("x-ogw-ratelimit-reset", "").strip()
        return clamp(float(said[:9])) if said.isascii() and said.isdecimal() else answer.wait or self.WAIT


def without_tags(text: str) -> str:
    """The text without what a message takes for a mention, a link or a style.

    >>> without_tags('<at user_id="all"></at> [点此](http://example.org) **重要**')
    '＜at user_id="all"＞＜/at＞ [点此] (http://example.org) ＊＊重要＊＊'
    """
    return text.replace("<", "＜").replace(">", "＞").replace("](", "] (").replace("*", "＊")
