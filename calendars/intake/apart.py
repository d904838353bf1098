"""Files that foreign libraries parse, read in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import rules
from rules import LIMITS, Limits, Message, Outline, TooMuch, Unconverted, UnreadNotice, format_of

READER = "rules.notices.documents"
"""The module that is run."""
GRACE = 5
"""Seconds more than the reader's own limit, in which it may start and end."""


def outlines_apart(data: bytes, name: str, limits: Limits = LIMITS) -> list[tuple[str, Outline | UnreadNotice]]:
    """The documents of a file, read in a process that ends when it takes too long or too much memory.

    Raises UnreadNotice where the file cannot be read.
    """
    if len(data) > limits.octets:
        raise TooMuch("octets", limits.octets)
    command = [sys.executable, "-W", "ignore", "-m", READER, name]
    environment = {**os.environ, "PYTHONPATH": str(Path(rules.__file__).parent.parent), "PYTHONSAFEPATH": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, the file comes on its input
            command, input=data, capture_output=True, timeout=limits.scan_seconds + GRACE, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooMuch("seconds", limits.seconds) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise _died(name, done.returncode, limits) from None
    if error := answer.get("error"):
        raise _refused(error)
    return [(one["name"], _document(one)) for one in answer["documents"]]


def _document(record: dict[str, Any]) -> Outline | UnreadNotice:
    """A document as the reader wrote it; one that has to be converted first with its octets."""
    if "octets" in record:
        data = b64decode(record["octets"])
        return Unconverted(data, record["name"], format_of(data))
    return _refused(record["error"]) if "error" in record else Outline.from_json(record)


def _refused(record: list[Any]) -> UnreadNotice:
    """Why a document cannot be read, as the reader wrote it."""
    said, remedy = record
    return UnreadNotice(Message.from_json(said), Message.from_json(remedy) if remedy else None)


def _died(name: str, code: int, limits: Limits) -> UnreadNotice:
    """Why there is no answer: the process was ended by its limit of time, or fell over the file."""
    if -code in {24, 9}:  # SIGXCPU, SIGKILL
        return TooMuch("seconds", limits.seconds)
    if -code == 6:  # SIGABRT: a library had no memory left
        return TooMuch("memory", limits.memory)
    said = Message("{name} is damaged: its reader ended on it (code {code})", name=name, code=code)
    return UnreadNotice(said, Message("save the notice anew, or as text, and read that"))
