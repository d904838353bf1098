"""Passwords: what one must be, its hash (Argon2id), and whether one matches."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from rules import Message

from .errors import BadPassword

FEWEST, MOST, FEWEST_DIFFERENT = 10, 1000, 5
"""Characters of a password, and how many of them differ."""
_HASHER = PasswordHasher()
"""With the parameters of the library, which follow RFC 9106; a hash made with others is made anew at the next login."""


def checked_password(password: str, name: str) -> str:
    """The password of an account as it is hashed (NFC); raises BadPassword for one that is soon guessed.

    >>> checked_password("春眠不觉晓处处闻啼鸟", "张三")
    '春眠不觉晓处处闻啼鸟'
    """
    password = unicodedata.normalize("NFC", password)
    if not FEWEST <= len(password) <= MOST:
        raise BadPassword(Message("a password has {least} to {most} characters", least=FEWEST, most=MOST))
    if any(not character.isprintable() for character in password):
        raise BadPassword(Message("a password has no control characters"))
    if len(set(password.casefold())) < FEWEST_DIFFERENT or name.casefold() == password.casefold():
        raise BadPassword(Message("this password is soon guessed"))
    return password


def hash_password(password: str) -> str:
    """The Argon2id hash of a password with its salt and parameters; takes some 50 ms and 64 MB."""
    return _HASHER.hash(unicodedata.normalize("NFC", password))


def matches(hashed: str, password: str) -> tuple[bool, bool]:
    """Whether the password is the one that was hashed; and whether its hash is to be made anew, with today's parameters."""
    if len(password) > MOST:
        return False, False
    try:
        _HASHER.verify(hashed, unicodedata.normalize("NFC", password))
    except (Argon2Error, InvalidHashError):
        return False, False
    return True, _HASHER.check_needs_rehash(hashed)


def waste_time(password: str) -> None:
    """Does what `matches` does, for nothing: so the time of an answer does not tell whether there is an account."""
    matches(_of_nobody(), password)


@lru_cache(maxsize=1)
def _of_nobody() -> str:
    return hash_password("nobody has this password")
