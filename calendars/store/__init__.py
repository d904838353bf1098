"""Where events are kept: one database, opened by its URL; frozen values in and out.

Each name is loaded when it is first asked for: whether there is a file at all is asked without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import AmbiguousUid, BadText, BrokenStore, MissingStore, StoreError, UnknownNotice
    from .rows import KeptNotice, Saved
    from .store import Store

__all__ = [
    "AmbiguousUid",
    "BadText",
    "BrokenStore",
    "KeptNotice",
    "MissingStore",
    "Saved",
    "Store",
    "StoreError",
    "UnknownNotice",
]
_PLACES = {"Store": ".store", "KeptNotice": ".rows", "Saved": ".rows"}


def __getattr__(name: str) -> object:
    """The public name, loaded now."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PLACES.get(name, ".errors"), __name__), name)
    globals()[name] = value
    return value
