"""What a second reader is asked: fixed instructions and the masked text, and nothing else of the office."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from rules import Message, Notice

from .answering import Answer, Broken, read_answer
from .errors import NoAnswer
from .keeping import Kept
from .masking import mask
from .settings import SecondReader

OVER = 200
"""Characters behind the end of what is sent that are looked at, so that no number is cut before it is known as one."""
MOST_TOKENS = 8192
"""Of an answer: 200 proposals have fewer."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent about a notice, and how much of it that is."""

    text: str
    """The beginning of the notice, masked; its offsets are those of the notice."""
    body: bytes
    masked: int
    """Places that are not shown."""

    @classmethod
    def on(cls, notice: Notice, reader: SecondReader) -> Question:
        """The question on a notice, which holds at most `reader.longest` characters of it, to the end of a line."""
        text, count = mask(notice.text[: reader.longest + OVER], notice.number)
        if len(text) > reader.longest:
            end = text.rfind("\n", 0, reader.longest) + 1
            text = text[: end if end > reader.longest // 2 else reader.longest]
        sent = {
            "model": reader.model,
            "temperature": 0,
            "stream": False,
            "max_tokens": MOST_TOKENS,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": instructions()}, {"role": "user", "content": text}],
        }
        return cls(text, json.dumps(sent, sort_keys=True).encode(), count)

    def digest(self, reader: SecondReader) -> str:
        """What its answer is kept by: all that is sent (model, instructions, text), and where to."""
        return hashlib.sha256(reader.url.encode() + b"\0" + self.body).hexdigest()


@cache
def instructions() -> str:
    """What a second reader is told to do, the same for every notice."""
    return (files(__package__) / "instructions.txt").read_text(encoding="utf-8")


def answer_to(
    question: Question, reader: SecondReader, now: datetime, kept: Kept, env: Mapping[str, str]
) -> tuple[Answer, datetime]:
    """The answer, and when it was given: now, or when the same was asked before. Raises NoAnswer where there is none."""
    from .client import ask  # the network's modules are loaded only where somebody is asked

    digest = question.digest(reader)
    if known := kept.find(digest):
        try:
            return read_answer(known.data, question.text), known.when
        except Broken:
            pass  # spoilt on the disk: asked anew
    data = ask(reader, question.body, key_of(reader, env))
    try:
        answer = read_answer(data, question.text)
    except Broken:
        raise NoAnswer(Message("its answer is not what was asked for")) from None
    kept.put(digest, now, data)
    return answer, now


def key_of(reader: SecondReader, env: Mapping[str, str]) -> str | None:
    """The key, from the environment; None where the settings name none. Raises NoAnswer where its place is empty."""
    if reader.key_env is None:
        return None
    key = env.get(reader.key_env, "").strip()
    if not key:
        raise NoAnswer(Message("the environment variable {name} is empty", name=reader.key_env))
    if not key.isascii() or not key.isprintable():
        raise NoAnswer(Message("the environment variable {name} holds no key", name=reader.key_env))
    return key
