"""The robots of chat groups: 企业微信, 钉钉, 飞书."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from .service import Question, Reply, ServiceDouble

KEY = "693a91f6-7e2c-4bc4-97a0-0ec2f1c0aaaa"
TOKEN = "566cc69da782ec0011223344556677889900aabbccddeeff0011223344556677"
SECRET = "SEC0123456789abcdef0123456789abcdef"
HOUR = 3600


def octets(text: object) -> int:
    return len(str(text).encode())


def mac(key: str, words: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), words.encode(), hashlib.sha256).digest()).decode()


class WeComDouble(ServiceDouble):
    """企业微信: a key in the address, 20 messages a minute, text of 2,048 octets, Markdown of 4,096."""

    PATH = "/cgi-bin/webhook/send"

    @property
    def url(self) -> str:
        """The whole address of the robot."""
        return f"{self.base}{self.PATH}?key={KEY}"

    def reply(self, question: Question) -> Reply:
        if question.path != self.PATH or question.query.get("key") != KEY:
            return self.error(93000, f"invalid webhook url, hint: [1755605200], key {question.query.get('key')}")
        if self.many(20, 60):
            return self.error(45009, "api freq out of limit")
        kind = question.json.get("msgtype")
        if kind not in ("text", "markdown"):
            return self.error(40008, "invalid message type")
        content = question.json[kind]["content"]
        most = 2048 if kind == "text" else 4096
        if not content:
            return self.error(44004, "empty content")
        if octets(content) > most:
            return self.error(40058, f"{kind}.content exceed max length {most}. invalid Request Parameter")
        self.accepted.append(content)
        return Reply.table(errcode=0, errmsg="ok")

    def error(self, code: int, words: str) -> Reply:
        return Reply.table(errcode=code, errmsg=words)


class DingTalkDouble(ServiceDouble):
    """钉钉: token and signature in the address, 20 messages a minute or ten minutes' silence, requests of 20,000 octets."""

    PATH = "/robot/send"

    def __init__(self, secret: str | None = SECRET, keyword: str = "") -> None:
        super().__init__()
        self.secret, self.keyword = secret, keyword

    @property
    def url(self) -> str:
        """The whole address of the robot."""
        return f"{self.base}{self.PATH}?access_token={TOKEN}"

    def reply(self, question: Question) -> Reply:
        if question.path != self.PATH or question.query.get("access_token") != TOKEN:
            return self.error(300005, f"token {question.query.get('access_token')} is not exist")
        if self.secret and (wrong := self._unsigned(question.query)):
            return self.error(310000, wrong)
        if self.many(20, 60, blocked=600):
            return Reply.table(
                status=1111,
                wait=5,
                source="x5",
                punish="deny",
                errcode=130101,
                errmsg="send too fast, exceed 20 times per minute",
            )
        if len(question.body) > 20_000:
            return self.error(460101, "message too long, exceed 20000 bytes")
        kind = question.json.get("msgtype")
        if kind not in ("text", "markdown"):
            return self.error(400105, "unsupported message type")
        words = question.json[kind]["content" if kind == "text" else "text"]
        if self.keyword not in words:
            return self.error(310000, "keywords not in content")
        self.accepted.append(words)
        return Reply.table(errcode=0, errmsg="ok")

    def _unsigned(self, query: dict[str, str]) -> str:
        stamp = query.get("timestamp", "")
        if not stamp.isdecimal() or abs(int(stamp) / 1000 - self.now) > HOUR:
            return "invalid timestamp"
        assert self.secret
        return (
            ""
            if hmac.compare_digest(query.get("sign", ""), mac(self.secret, f"{stamp}\n{self.secret}"))
            else "sign not match"
        )

    def error(self, code: int, words: str) -> Reply:
        return Reply.table(errcode=code, errmsg=words)


class FeishuDouble(ServiceDouble):
    """飞书: a hook in the address, signature in the body, 100 messages a minute and 5 a second, requests of 20 KB."""

    PATH = f"/open-apis/bot/v2/hook/{KEY}"

    def __init__(self, secret: str | None = SECRET, keyword: str = "", allowed: bool = True) -> None:
        super().__init__()
        self.secret, self.keyword, self.allowed = secret, keyword, allowed

    @property
    def url(self) -> str:
        """The whole address of the robot."""
        return self.base + self.PATH

    def reply(self, question: Question) -> Reply:
        if question.path != self.PATH:
            return self.error(19001, "param invalid: incoming webhook access token invalid")
        if not self.allowed:
            return self.error(19022, "Ip Not Allowed")
        body = question.json
        if self.secret and not self._is_signed(body):
            return self.error(19021, "sign match fail or timestamp is not within one hour from current time")
        if len([at for at in self._times if self.now - at < 1]) >= 5 or self.many(100, 60):
            return self.error(11232, "frequency limited psm[lark.oapi.app_platform_runtime]")
        if len(question.body) > 20 * 1024:
            return self.error(9499, "Bad Request")
        if body.get("msg_type") != "text":
            return self.error(19002, "params error, msg_type need")
        words = body["content"]["text"]
        if self.keyword not in words:
            return self.error(19024, "Key Words Not Found")
        self.accepted.append(words)
        return Reply.table(StatusCode=0, StatusMessage="success", code=0, data={}, msg="success")

    def _is_signed(self, body: dict[str, Any]) -> bool:
        stamp = body.get("timestamp", "")
        if not isinstance(stamp, str) or not stamp.isdecimal() or abs(int(stamp) - self.now) > HOUR:
            return False
        return hmac.compare_digest(body.get("sign", ""), mac(f"{stamp}\n{self.secret}", ""))

    def error(self, code: int, words: str) -> Reply:
        return Reply.table(code=code, data={}, msg=words)
