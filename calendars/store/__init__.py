"""Where events are kept: one database, opened by its URL; frozen values in and out."""

from .errors import AmbiguousUid, BadText, StoreError, UnknownNotice
from .rows import KeptNotice, Saved
from .store import Store

__all__ = ["AmbiguousUid", "BadText", "KeptNotice", "Saved", "Store", "StoreError", "UnknownNotice"]
