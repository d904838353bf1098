"""Who may see and do what: accounts with passwords, web sessions, and tokens for feeds and for programs.

Nothing here that opens a door is stored as it is: of passwords there are Argon2id hashes, of tokens and sessions SHA-256.
Changes go through `calendars.actions.access`; `keeping` asks the store, `passwords` hashes.
"""

from .accounts import Account, WebSession, account_name
from .errors import BadName, BadPassword, ExistingAccount, UnknownAccount, UnknownToken
from .roles import EDITOR, NOBODY, READER, ROLES, allows
from .tokens import API, FEED, Token, digest_of, is_token, new_secret, new_token

__all__ = [
    "API",
    "EDITOR",
    "FEED",
    "NOBODY",
    "READER",
    "ROLES",
    "Account",
    "BadName",
    "BadPassword",
    "ExistingAccount",
    "Token",
    "UnknownAccount",
    "UnknownToken",
    "WebSession",
    "account_name",
    "allows",
    "digest_of",
    "is_token",
    "new_secret",
    "new_token",
]
