"""The style, scripts and pictures that the pages load, read once, each address with the version of all of them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

STATIC = Path(__file__).parent / "static"
FILES = {file.name: file.read_bytes() for file in sorted(STATIC.iterdir()) if file.is_file()}
"""Every file by its name: what is not here cannot be asked for."""
VERSION = hashlib.sha256(b"\0".join(FILES.values())).hexdigest()[:10]
"""Behind the address of a file (?v=…) it lets browsers keep the file for ever, and never show that of another version."""
TYPES = {".ico": "image/x-icon", ".js": "text/javascript", ".svg": "image/svg+xml", ".css": "text/css"}
"""The types that a machine's own table may have otherwise."""


@lru_cache(maxsize=64)
def type_of(name: str) -> str:
    """The content type of a file.

    >>> type_of("style.css"), type_of("a.png")
    ('text/css; charset=utf-8', 'image/png')
    """
    found = TYPES.get(Path(name).suffix) or guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
