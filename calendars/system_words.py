"""Why the system refused something, in words of our own: those of the system are English, and meant for programmers."""

from __future__ import annotations

import errno
import ssl
from socket import gaierror

from rules import Message

from .lines import one_line

BROKEN_OFF = Message("the connection was broken off")
NO_WAY = Message("no way leads there through the network")
NOT_ALLOWED = Message("it may not be opened with your rights")
TOO_MANY = Message("too many files are open")
NO_ROOM = Message("no room is left on the disk")
BY_NUMBER = {
    errno.ENOENT: Message("there is no such file or folder"),
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EISDIR: Message("it is a folder, not a file"),
    errno.ENOTDIR: Message("a part of the path is a file, not a folder"),
    errno.EEXIST: Message("there is a file of that name"),
    errno.ENAMETOOLONG: Message("the name is too long"),
    errno.ELOOP: Message("the link leads in a circle"),
    errno.EROFS: Message("nothing can be written there"),
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EFBIG: Message("the file is too large"),
    errno.EIO: Message("the disk or the drive fails"),
    errno.EBUSY: Message("another program holds it"),
    errno.ETXTBSY: Message("another program holds it"),
    errno.ENOTEMPTY: Message("the folder is not empty"),
    errno.EMFILE: TOO_MANY,
    errno.ENFILE: TOO_MANY,
    errno.ENXIO: Message("there is no such device"),
    errno.ENODEV: Message("there is no such device"),
    errno.EADDRINUSE: Message("another program listens there already"),
    errno.EADDRNOTAVAIL: Message("this machine has no such address"),
    errno.ECONNREFUSED: Message("nothing listens there, or the connection is refused"),
    errno.ECONNRESET: BROKEN_OFF,
    errno.ECONNABORTED: BROKEN_OFF,
    errno.EPIPE: BROKEN_OFF,
    errno.ENETUNREACH: NO_WAY,
    errno.EHOSTUNREACH: NO_WAY,
    errno.ENETDOWN: NO_WAY,
    errno.EHOSTDOWN: NO_WAY,
    errno.ETIMEDOUT: Message("it did not answer in time"),
}
"""What the numbers mean that a person may meet."""


def system_reason(error: Exception) -> Message | str:
    """Why the system refused; of what has no words here the number, or what the error says of itself on one line."""
    if isinstance(error, gaierror):
        return Message("no machine is known by that name")
    if isinstance(error, ssl.SSLError):
        return Message(
            "its encryption is no good ({name})", name=getattr(error, "reason", None) or type(error).__name__
        )
    if isinstance(error, TimeoutError):
        return BY_NUMBER[errno.ETIMEDOUT]
    if not isinstance(error, OSError):
        return one_line(str(error) or type(error).__name__, 500)
    if error.errno is None:
        return one_line(str(error) or type(error).__name__, 500)
    number = errno.errorcode.get(error.errno, str(error.errno))
    return BY_NUMBER.get(error.errno) or Message("the system refuses it ({name})", name=number)
