"""What of an address may stand in a log: no token, and nothing that somebody typed."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote

SECRET = re.compile(r"((?:/feeds(?:/|%2f)+secret|/act)(?:/|%2f)+)[^/?#]*", re.IGNORECASE)
TOKEN = re.compile(r"yl[fa]_[A-Za-z0-9_%-]{8,}")
"""A token that stands where it does not belong (`access.tokens`)."""
SHOWN = frozenset(
    ("lang", "kind", "from", "to", "past", "alarm", "lead", "todo", "form", "format", "days", "day", "month", "year", "page", "v")
)  # fmt: skip
"""The options whose values may be read in a log: they choose a form, and name nobody."""
MOST_OPTIONS, LONGEST = 30, 300


def masked(path: str) -> str:
    """The path without the token of a secret feed or the text of a link, on one line of ASCII.

    Of a query it has the values of known options alone.

    >>> masked("/feeds/secret/Zm9v/all.ics?lang=zh&q=张三")
    '/feeds/secret/***/all.ics?lang=zh&q=***'
    """
    path, _, query = path.partition("?")
    path = quote(_bare(SECRET.sub(r"\1***", path)), safe="/%*:;,@!$'()+=~&")[:LONGEST]
    if not query:
        return path
    options = parse_qsl(query[: 10 * LONGEST], keep_blank_values=True, errors="replace")
    shown = [
        f"{quote(_bare(name))[:30]}={quote(_bare(text))[:60] if name in SHOWN else '***'}"
        for name, text in options[:MOST_OPTIONS]
    ]
    return f"{path}?{'&'.join(shown)}"


def _bare(text: str) -> str:
    return TOKEN.sub("***", text)
