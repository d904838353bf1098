"""A text read as a rule, whole: what was understood, or where the understanding ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from ..errors import RuleError, UnreadRule
from ..messages import Message
from ..observances import names
from ..recurrence import Recurrence
from .grammar import Reading, squeeze
from .meanings import Corrupt, Counted, Length, Vague
from .relative import read as resolved
from .resolve import Frame, recurrence
from .rfc7529 import is_rrule, read_rrule
from .zh import grammar
from .zh_spoken import grammar as spoken

LONGEST_RULE = 200
"""Characters; a longer text is no rule."""
REMEDY = Message("write it as 每年5月30日, 9月第三周, 4月15日前 or 每季度")


@lru_cache(maxsize=4096)
def read(text: str, reference: date | None) -> Recurrence:
    """The recurrence that the whole text names; errors as `parse` has them."""
    if not text:
        raise UnreadRule(text, 0, 0, Message("there is no rule in an empty text"), REMEDY)
    if len(text) > LONGEST_RULE:
        said = Message("a rule has at most {most} characters, this has {count}", most=LONGEST_RULE, count=len(text))
        raise UnreadRule(text[:LONGEST_RULE], 0, LONGEST_RULE, said, REMEDY)
    if is_rrule(text):
        return read_rrule(text)
    plain = text.strip('“”"「」。.;； ')
    if (named := names("zh").get(plain)) and named.rule and named.rule != plain:
        return read(named.rule, reference)
    if named and named.norm and (expected := named.recurrence()):
        return expected
    if (counted := _counted(text)) and not spoken().readings(text):
        return counted
    refused: RuleError | None = None
    for reading in _readings(re.sub(r"^[于在]", " ", text)):
        try:
            return resolved(reading.meaning, Frame(day=reference))
        except RuleError as error:
            refused = refused or _placed(error, text, reading)
    raise refused or _unread(text)


def _readings(text: str) -> Iterator[Reading]:
    """The readings of the whole text: as it is written, then as it is spoken; a bare length may be spoken of a day."""
    written = grammar().readings(text)
    lengths = written and isinstance(written[0].meaning, Length)
    if not lengths:
        yield from written
    yield from spoken().readings(text)
    if lengths:
        yield from written


def _counted(text: str) -> Recurrence | None:
    """任期届满前6个月, 公示之日起7天内: whatever stands before the count is the name of the event."""
    readings = grammar().scan(text)
    if not readings or not isinstance(readings[-1].meaning, Counted) or readings[-1].end < len(text.rstrip("，,。内")):
        return None
    last = readings[-1]
    anchor = text[: last.start].strip(' 自从在于“”"')
    if (
        not anchor
        or last.meaning.ahead
        or (len(anchor) < 2 and anchor not in ("会", "节", "期"))
        or readings[0].category == "BY"
    ):
        return None
    return recurrence(last.meaning, Frame(anchor=anchor))


def _placed(error: RuleError, text: str, reading: Reading) -> RuleError:
    return UnreadRule(text, reading.start, reading.end, error.said, error.remedy or REMEDY)


def _unread(text: str) -> UnreadRule:
    """What of the text was not understood, with its place."""
    for reading in grammar().scan(text):
        if isinstance(reading.meaning, Vague):
            said = Message("“{word}” names no date, and none is made up", word=reading.meaning.word)
            return UnreadRule(text, reading.start, reading.end, said, REMEDY)
        if isinstance(reading.meaning, Corrupt):
            said = Message("“{words}” has lost a character", words=reading.meaning.words)
            return UnreadRule(text, reading.start, reading.end, said, Message("look into the original and complete it"))
    start, end = _gap(text)
    if (start, end) == (0, len(text)):
        return UnreadRule(text, 0, len(text), Message("“{text}” is no rule", text=_short(text)), REMEDY)
    said = Message("“{rest}” was not understood in “{text}”", rest=_short(text[start:end]), text=_short(text))
    return UnreadRule(text, start, end, said, REMEDY)


def _gap(text: str) -> tuple[int, int]:
    """The first stretch of the text that no token covers."""
    squeezed = squeeze(text)
    covered = [False] * len(squeezed.text)
    for token in grammar().tokens(squeezed.text):
        covered[token.start : token.end] = [True] * (token.end - token.start)
    open_places = [n for n, seen in enumerate(covered) if not seen and squeezed.text[n].isalnum()]
    if not open_places:
        return 0, len(text)
    first = last = open_places[0]
    while last + 1 in open_places:
        last += 1
    return squeezed.original(first, last + 1)


def _short(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= 40 else text[:39] + "…"
