"""From files on a desk to notices: what a file is, read apart where it must be, and what a folder holds."""

from .opening import Unread, notices_in

__all__ = ["Unread", "notices_in"]
