"""Plain text, Markdown included, as its own outline."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import UnreadNotice
from ...messages import Message
from .decode import decode_notice
from .formats import SAVE_OR_ASK, Part, taken_for
from .limits import Limits, TooMuch
from .outline import Outline
from .struck import NOT_READ, without_struck


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The text of a file as it stands, but for what is struck through: its offsets are those of the file.

    Raises UnreadNotice where it is no text, TooMuch where it is longer than is read.
    """
    try:
        whole = decode_notice(data, name, limits)
        text = without_struck(whole, name)
        yield Part(name, Outline(text, remarks=(NOT_READ,) if text != whole else ()))
    except TooMuch:
        raise
    except UnreadNotice as error:
        if not data.strip() or not (taken := taken_for(name)):
            raise
        said = Message("{name} is named as {taken} and is neither that nor text", name=name, taken=taken)
        raise UnreadNotice(said, SAVE_OR_ASK) from error
