"""The roles: what a visitor may do."""

from __future__ import annotations

NOBODY, READER, EDITOR = "nobody", "reader", "editor"
ROLES = (READER, EDITOR)
"""What an account or a token may be; each may do what the ones before it may."""
_RANK = {NOBODY: 0, READER: 1, EDITOR: 2}


def allows(role: str, wanted: str) -> bool:
    """Whether who has the role may do what asks for the other one; an unknown role may nothing, and nobody may have it.

    >>> allows("editor", "reader"), allows("reader", "editor"), allows("Editor", "reader"), allows("editor", "root")
    (True, False, False, False)
    """
    return wanted in _RANK and _RANK.get(role, -1) >= _RANK[wanted]
