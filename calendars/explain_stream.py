"""Questions and answers as JSON lines: what `explain --batch` speaks. No line, however bad, ends the conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from rules import RECKONING, Message, Reckoning, YuelingError, explain

LINE_LIMIT = 1_000_000
"""Octets of a line; what is longer is answered with an error and thrown away as it comes."""
MOST_DATES = 1000
_SHAPE = '{"text": "9月第三周", "from": "2026-01-01", "count": 3}'


def answers(
    stream: BinaryIO, start: date, count: int, lang: str, reckoning: Reckoning = RECKONING
) -> Iterator[dict[str, Any]]:
    """An answer for each line that is not empty, as soon as the line is there: an explanation or `{"error": …}`, with its place.

    `start` and `count` stand in where a line names none.

    >>> import io
    >>> [sorted(answer) for answer in answers(io.BytesIO(b"nonsense"), date(2026, 1, 1), 1, "en")]
    [['error']]
    """
    while line := stream.readline(LINE_LIMIT + 1):
        rest = line
        while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
            rest = stream.readline(LINE_LIMIT + 1)
        if line.strip():
            yield _answer(line, start, count, lang, reckoning)


def _answer(line: bytes, start: date, count: int, lang: str, reckoning: Reckoning) -> dict[str, Any]:
    try:
        return explain(*_question(line, start, count), lang, reckoning)
    except YuelingError as error:
        return error.to_json(lang)
    except (ValueError, RecursionError) as error:
        said = Message("this line is not {shape}: {reason}", shape=_SHAPE, reason=str(error)[:200])
        return {"error": said.say(lang)}
    except Exception as error:
        # A fault of ours: said in its place, so that the lines behind it get their answers.
        said = Message("unexpected {name}: {reason}", name=type(error).__name__, reason=str(error)[:200])
        return {"error": said.say(lang)}


def _question(line: bytes, start: date, count: int) -> tuple[str, date, int]:
    """Text, first day and count of a line; raises ValueError or YuelingError where it is no question."""
    if len(line) > LINE_LIMIT:
        raise YuelingError(Message("the line is longer than {n} octets", n=LINE_LIMIT))
    asked = json.loads(line.decode("utf-8-sig"))
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise YuelingError(Message("the line holds no text"), Message("write it as {shape}", shape=_SHAPE))
    first, number = asked.get("from"), asked.get("count")
    if number is None:
        number = count
    if type(number) is not int or not 1 <= number <= MOST_DATES:
        raise YuelingError(
            Message("“{count}” is no count", count=str(number)[:40]), Message("it is a whole number from 1 to 1000")
        )
    if first is not None and not isinstance(first, str):
        raise YuelingError(Message("“{text}” is no date; write it as 2026-04-08", text=str(first)[:40]))
    return asked["text"], date.fromisoformat(first) if first else start, number
