"""企业微信: robots of its groups (群机器人), https://developer.work.weixin.qq.com/document/path/91770."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from rules import Message

from ..section import secret_keys
from .channel import Rate
from .codes import Codes, Meaning, codes
from .fitting import Fit
from .http import MINUTE
from .robot import Robot, plain_marks

TEXT, MARKDOWN = 2048, 4096
"""Octets of UTF-8 that the content of a message may have."""
MOBILE = re.compile(r"1\d{10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class WeCom(Robot):
    """A robot of a group of 企业微信: its key stands in its address, and is all that guards it."""

    HOSTS: ClassVar[tuple[str, ...]] = ("qyapi.weixin.qq.com",)
    PATH: ClassVar[re.Pattern[str]] = re.compile(r"/cgi-bin/webhook/send\?key=[0-9A-Za-z-]{8,64}")
    KEY: ClassVar[str] = "key"
    KEY_SHAPE: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Za-z-]{8,64}")
    KEYS: ClassVar[tuple[str, ...]] = (
        *secret_keys("url"), *secret_keys("key"), "format", "mention", "link", "allow_private",
    )  # fmt: skip
    rate: ClassVar[Rate | None] = Rate(20, MINUTE)
    MENTIONS: ClassVar[tuple[str, ...]] = ("text",)
    CODE: ClassVar[tuple[str, ...]] = ("errcode",)
    WORDS: ClassVar[str] = "errmsg"
    # its table of all codes (全局错误码): developer.work.weixin.qq.com/document/path/90313 and 90455
    CODES: ClassVar[Codes] = codes(
        (Meaning.LATER, {-1: Message("the service is busy")}),
        (Meaning.SLOWER, {
            45009: Message("the robot is asked too often"), 45033: Message("the robot is asked too often"),
        }),
        (Meaning.NEVER, {
            40058: Message("the message is too long or not well made"), 40008: Message("there is no such kind of message"),
            44004: Message("the message is empty"), 45002: Message("the message is too long"),
        }),
        (Meaning.ROBOT, {
            93000: Message("there is no robot with this key"), 93004: Message("the robot is switched off"),
            93008: Message("the robot is not in the group any more"),
        }),
    )  # fmt: skip

    @classmethod
    def address(cls, key: str) -> str:
        """The address of the robot with that key."""
        return f"https://{cls.HOSTS[0]}/cgi-bin/webhook/send?key={key}"

    def fit(self) -> Fit:
        """Text of 2,048 octets, or Markdown of 4,096."""
        if self.format == "markdown":
            return Fit(MARKDOWN, safe=plain_marks, strong="**{}**", link=self.link)
        return Fit(TEXT, safe=without_mentions, link=self.link)

    def body(self, text: str, subject: str, last: bool) -> dict[str, Any]:
        """The message; only text mentions people."""
        if self.format == "markdown":
            return {"msgtype": "markdown", "markdown": {"content": text}}
        content: dict[str, Any] = {"content": text}
        if last and self.mention:
            content["mentioned_mobile_list"] = [one for one in self.mention if MOBILE.fullmatch(one)]
            content["mentioned_list"] = [one for one in self.mention if not MOBILE.fullmatch(one)]
        return {"msgtype": "text", "text": content}


def without_mentions(text: str) -> str:
    """The text without what text messages take for a mention (<@name>).

    >>> without_mentions("<@all> 报送")
    '＜@all＞ 报送'
    """
    return text.replace("<", "＜").replace(">", "＞")
