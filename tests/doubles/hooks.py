"""An ntfy server, and somebody's own receiver of standard webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from .service import Question, Reply, ServiceDouble

TOPIC, TOKEN = "office-7f3a9c2e41d0", "tk_0123456789abcdefghijklmnopqrs"
HOOK_SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
TOLERANCE = 300


class NtfyDouble(ServiceDouble):
    """ntfy: JSON to the root, messages of 4,096 octets, titles of 1,024, sixty questions and then one in five seconds."""

    def __init__(self, token: str | None = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.messages: dict[str, dict[str, Any]] = {}
        """What a reader sees, by its sequence: a newer one replaces the older."""
        self.says: Reply | None = None
        """What it answers in place of its own rules."""

    def reply(self, question: Question) -> Reply:
        if self.says:
            return self.says
        if self.many(60, 300):
            return self.error(429, 42901, "limit reached: too many requests, please be nice")
        if self.token and question.headers.get("authorization") != f"Bearer {self.token}":
            code = (403, 40301) if "authorization" in question.headers else (401, 40101)
            return self.error(*code, f"forbidden: {question.headers.get('authorization')}")
        body = question.json
        if question.path != "/" or not body.get("topic"):
            return self.error(400, 40009, "invalid request: topic invalid")
        if len(body.get("title", "").encode()) > 1024:
            return self.error(400, 40057, "invalid request: title too long")
        if len(body["message"].encode()) > 4096:
            return self.error(413, 41301, "attachment too large, or bandwidth limit reached")
        self.accepted.append(body["message"])
        sequence = body.get("sequence_id", str(len(self.accepted)))
        self.messages[sequence] = body
        made = {"id": f"a{len(self.accepted)}", "time": int(self.now), "event": "message"}
        return Reply.table(**made, topic=body["topic"], title=body.get("title"), message=body["message"])

    def error(self, status: int, code: int, words: str) -> Reply:
        return Reply.table(status, code=code, http=status, error=words)


class WebhookDouble(ServiceDouble):
    """A receiver that checks the signature, and takes each ID once however often it comes."""

    PATH = "/hooks/6b1c0f7d9e8a4455"

    def __init__(self) -> None:
        super().__init__()
        self.taken: dict[str, dict[str, Any]] = {}
        self.says: Reply | None = None
        """What it answers in place of a yes."""

    @property
    def url(self) -> str:
        """The whole address of the receiver."""
        return self.base + self.PATH

    def reply(self, question: Question) -> Reply:
        key, stamp = question.headers.get("webhook-id", ""), question.headers.get("webhook-timestamp", "")
        words = f"{key}.{stamp}.".encode() + question.body
        secret = base64.b64decode(HOOK_SECRET.removeprefix("whsec_"))
        wanted = "v1," + base64.b64encode(hmac.new(secret, words, hashlib.sha256).digest()).decode()
        if question.path != self.PATH:
            return Reply.table(404)
        if not stamp.isdecimal() or abs(int(stamp) - self.now) > TOLERANCE:
            return Reply.table(401, error="too old")
        if wanted not in question.headers.get("webhook-signature", "").split():
            return Reply.table(401, error="not signed")
        if self.says:
            return self.says
        if key not in self.taken:
            self.taken[key] = question.json
            self.accepted.append(question.json["data"]["text"])
        return Reply.table(ok=True)
