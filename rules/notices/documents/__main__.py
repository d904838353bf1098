"""Reads a file that comes on standard input, apart from everything else, and prints its documents as JSON.

    python -m rules.notices.documents NAME < FILE

Foreign libraries parse files that anybody may have made: they do it in this process, which has a limit of time and of memory,
no network to speak of, and nothing to lose.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Unconverted, outlines_of
from .limits import LIMITS, TooMuch, limit_process
from .outline import Outline


def main(name: str) -> dict[str, object]:
    """The documents of the file on standard input, or why it cannot be read, as plain JSON."""
    limit_process(LIMITS)
    try:
        found = outlines_of(sys.stdin.buffer.read(LIMITS.octets + 1), name, LIMITS)
    except UnreadNotice as error:
        return {"error": refused(error)}
    except MemoryError:
        return {"error": refused(TooMuch("memory", LIMITS.memory))}
    except RecursionError:
        return {"error": refused(UnreadNotice(Message("{name} is damaged: it is nested too deeply", name=name)))}
    return {"documents": [{"name": at, **_record(one)} for at, one in found]}


def _record(one: Outline | UnreadNotice) -> dict[str, object]:
    """A document as plain JSON, or why it cannot be read; of one that has to be converted first its octets too."""
    if isinstance(one, Outline):
        return one.to_json()
    octets = {"octets": b64encode(one.data).decode()} if isinstance(one, Unconverted) else {}
    return {"error": refused(one), **octets}


def refused(error: UnreadNotice) -> list[object]:
    """Why a document cannot be read, and what to do, as plain JSON."""
    return [error.said.to_json(), error.remedy and error.remedy.to_json()]


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
