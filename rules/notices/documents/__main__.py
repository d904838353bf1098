"""Reads a file that comes on standard input, apart from everything else, and prints its documents as JSON.

    python -m rules.notices.documents NAME < FILE

Foreign libraries parse files that anybody may have made: they do it in this process, which has a limit of time and of memory,
no network to speak of, and nothing to lose.
"""

from __future__ import annotations

import json
import sys

from ...errors import UnreadNotice
from ...messages import Message
from .formats import outlines_of
from .limits import LIMITS, TooMuch, limit_process


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
    return {
        "documents": [
            {"name": at, "error": refused(one)} if isinstance(one, UnreadNotice) else {"name": at, **one.to_json()}
            for at, one in found
        ]
    }


def refused(error: UnreadNotice) -> list[object]:
    """Why a document cannot be read, and what to do, as plain JSON."""
    return [error.said.to_json(), error.remedy and error.remedy.to_json()]


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
