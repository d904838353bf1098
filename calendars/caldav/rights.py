"""What a person may do: read what is his, and say of tasks how far they are where he is an editor."""

from __future__ import annotations

from radicale import pathutils
from radicale.rights import BaseRights

from .items import NAMES, TASKS
from .person import PERSON


class Rights(BaseRights):
    """Nobody sees anything of others, not even whether there are such."""

    def authorization(self, user: str, user_groups: set[str], path: str) -> str:
        """The rights in Radicale's letters."""
        parts = pathutils.strip_path(path).split("/")
        if not user:
            return ""
        if parts in ([""], [user]):
            return "R"
        if len(parts) != 2 or parts[0] != user or parts[1] not in NAMES:
            return ""
        return "rw" if parts[1] == TASKS and PERSON.get().editor else "r"
