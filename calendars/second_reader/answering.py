"""What a second reader answered, read as strictly as what a stranger sends: a list of proposals, all else dropped and counted.

A proposal is words of the notice and what the model takes them for. Dates, values and rules of its own are not even looked at.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from calendars.captions import kind_named
from calendars.events import KINDS
from calendars.lines import one_line
from calendars.views import FINDING_WORDS

MOST_PROPOSALS = 200
LONGEST_QUOTE = 200
LONGEST_SENTENCE = 1000
LONGEST_WHY = 200
MOST_PLACES = 20
"""Places of a quote that are looked at."""
LONGEST_NUMBER = 20
"""Digits of a number; none of them is used, and reading a long one takes long."""
ROLES = {"calendar", "context"}
THOUGHTS = "</think>"
"""What ends the thoughts of a model whose server leaves them in the answer."""
FENCE = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)
HARMLESS = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in "<>&[]`\\{}|"})
"""Signs of markup as their wide forms, which no page, terminal or letter obeys."""


class Broken(ValueError):
    """An answer in which there is no list of proposals."""


class Proposal(NamedTuple):
    """Words of the notice that a second reader takes for a date."""

    places: tuple[tuple[int, int], ...]
    """Where they may stand, in the text that was sent; one place where the words or their sentence stand there once."""
    kind: str | None
    role: str | None
    why: str
    """What the model says of them: on one line, cut, without markup."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The proposals of an answer, and how often something of it was dropped, by what it was."""

    proposals: tuple[Proposal, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)


def read_answer(data: bytes, text: str) -> Answer:
    """The proposals in the answer of a server of the OpenAI sort on the text.

    Raises Broken where it holds no list of them.
    """
    envelope = _json(data)
    choices = envelope.get("choices") if isinstance(envelope, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str):
        raise Broken
    said = _json(_bare(content).encode("utf-8", "replace"))
    found = said.get("proposals") if isinstance(said, dict) else None
    if not isinstance(found, list):
        raise Broken
    dropped: Counter[str] = Counter()
    if len(found) > MOST_PROPOSALS:
        dropped["too many"] = len(found) - MOST_PROPOSALS
    dropped["not asked for"] = len(said) - 1
    places = Places(text)
    proposals = tuple(one for part in found[:MOST_PROPOSALS] if (one := _proposal(part, places, dropped)))
    return Answer(proposals, {name: count for name, count in dropped.items() if count})


def _bare(content: str) -> str:
    """The answer without the thoughts before it and the fence around it."""
    content = content.rpartition(THOUGHTS)[2].strip()
    fenced = FENCE.fullmatch(content)
    return fenced[1] if fenced else content


class _Twice:
    """An object in which a name stands twice: nobody knows which is meant."""


def _json(data: bytes) -> Any:
    """What the octets say in JSON; raises Broken where they are none, or go deeper than anybody needs."""
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_int=_number,
            parse_float=_number,
        )
    except (ValueError, RecursionError):
        raise Broken from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    known = dict(pairs)
    return known if len(known) == len(pairs) else _Twice()


def _refuse(word: str) -> Any:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


def _number(digits: str) -> float | None:
    return float(digits) if len(digits) <= LONGEST_NUMBER else None


def _proposal(part: Any, places: Places, dropped: Counter[str]) -> Proposal | None:
    """The proposal; None where it is none, which is counted."""
    quote = part.get("quote") if isinstance(part, dict) else None
    if not isinstance(quote, str) or not quote.strip():
        dropped["no proposal"] += 1
        return None
    if len(quote) > LONGEST_QUOTE:
        dropped["too long"] += 1
        return None
    sentence = part.get("sentence")
    found = places.of(quote, sentence if isinstance(sentence, str) else "")
    if not found:
        dropped["not in the text"] += 1
        return None
    dropped["not asked for"] += len(part.keys() - {"quote", "sentence", "kind", "role", "why"})
    return Proposal(found, _kind(part, dropped), _role(part, dropped), shown(part.get("why")))


def _kind(part: Mapping[str, Any], dropped: Counter[str]) -> str | None:
    """The kind by its own name or by what people call it; None where it names none."""
    word = part.get("kind")
    if word is None:
        return None
    if isinstance(word, str) and len(word) <= LONGEST_NUMBER:
        kind = word if word in KINDS or word in FINDING_WORDS else kind_named(word)
        if kind:
            return kind
    dropped["unknown kind"] += 1
    return None


def _role(part: Mapping[str, Any], dropped: Counter[str]) -> str | None:
    role = part.get("role")
    if role is None or (isinstance(role, str) and role in ROLES):
        return role
    dropped["unknown role"] += 1
    return None


def shown(words: object, most: int = LONGEST_WHY) -> str:
    """What a stranger says, safe to be shown anywhere: one line, no markup, no address that a terminal would open.

    >>> shown("<b>see</b>\\nhttps://a.example/x")
    '＜b＞see＜/b＞ https：//a.example/x'
    """
    if not isinstance(words, str):
        return ""
    line = one_line("".join(char if char.isprintable() else " " for char in words[: 4 * most]), most)
    return line.translate(HARMLESS).replace("://", "：//")


class Places:
    """A text in which words are looked for, white space not counted."""

    def __init__(self, text: str) -> None:
        pieces = [(match.start(), match.group()) for match in re.finditer(r"\S+", text)]
        self._plain = "".join(piece for _, piece in pieces)
        self._origins = [start for start, _ in pieces]
        self._starts = [0]
        for _, piece in pieces:
            self._starts.append(self._starts[-1] + len(piece))

    def of(self, quote: str, sentence: str = "") -> tuple[tuple[int, int], ...]:
        """Where the quote stands; within its sentence, where that stands in the text once and holds it once.

        >>> Places("4月1日报名，4月1日 开会").of("4月1日"), Places("4月1日报名，4月1日 开会").of("4月1日", "4月1日开会")
        (((0, 4), (7, 11)), ((7, 11),))
        """
        words, around = "".join(quote.split()), "".join(sentence[:LONGEST_SENTENCE].split())
        found = list(self._all(words))
        wider = list(self._all(around))
        if len(wider) == 1:
            start, end = wider[0], wider[0] + len(around)
            within = [place for place in found if start <= place and place + len(words) <= end]
            found = within if len(within) == 1 else found
        return tuple((self._origin(place), self._origin(place + len(words) - 1) + 1) for place in found)

    def _all(self, words: str) -> Iterator[int]:
        place = self._plain.find(words) if words else -1
        for _ in range(MOST_PLACES):
            if place < 0:
                return
            yield place
            place = self._plain.find(words, place + 1)

    def _origin(self, place: int) -> int:
        piece = bisect_right(self._starts, place) - 1
        return self._origins[piece] + place - self._starts[piece]
