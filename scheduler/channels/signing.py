"""Signatures over what is sent, made when it is sent: each bears the moment, and the services refuse those of another hour.

One of the few places that read the clock: the moment is a part of the line's protocol, as it is of a certificate's check,
and decides nothing of what is sent or to whom.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable
from time import time

Clock = Callable[[], float]
"""The seconds since 1970."""
PREFIX = "whsec_"
"""How secrets of standard webhooks begin; what follows is base64."""


def moment() -> float:
    """The seconds since 1970, by the clock of this machine."""
    return time()


def dingtalk(secret: str, milliseconds: int) -> str:
    """The signature (加签) of DingTalk: its key is the secret, what is signed the moment and the secret.

    >>> dingtalk("SEC0", 1_775_000_000_000)
    'fGAE2faiMZlYFlhelAzaTpJ/MzJhIegwRA50XXTWb3I='
    """
    return _hmac(secret.encode(), f"{milliseconds}\n{secret}".encode())


def feishu(secret: str, seconds: int) -> str:
    """The signature (签名校验) of Feishu: its key is the moment and the secret, what is signed is nothing.

    >>> feishu("demo", 1_599_360_473)
    'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8='
    """
    return _hmac(f"{seconds}\n{secret}".encode(), b"")


def webhook(secret: str, key: str, seconds: int, body: bytes) -> str:
    """The signature of standard webhooks: over the key, the moment and the body.

    >>> webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    return "v1," + _hmac(webhook_key(secret), f"{key}.{seconds}.".encode() + body)


def webhook_key(secret: str) -> bytes:
    """The key that a secret stands for: of whsec_… what its base64 says, else its own octets.

    Raises ValueError.
    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    return b64decode(secret.removeprefix(PREFIX), validate=True)


def _hmac(key: bytes, data: bytes) -> str:
    return b64encode(hmac.new(key, data, hashlib.sha256).digest()).decode()
