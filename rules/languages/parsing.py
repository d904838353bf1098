"""A text read as a rule, whole: what was understood, or where the understanding ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from ..errors import RuleError, UnreadRule
from ..messages import Message
from ..observances import names
from ..recurrence import Recurrence
from ..rfc5545.content import is_rfc5545, read_lines
from . import zh, zh_spoken
from .clauses import read_clauses, split
from .grammar import Grammar, Reading
from .meanings import Corrupt, Counted, Length, Refused, Vague
from .relative import read as resolved
from .resolve import Frame, recurrence

LONGEST_RULE, LONGEST_TEXT = 200, 4000
"""Characters of a rule, and of a rule with its clauses; a longer text is none."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as it is read: its grammar, what to write where a text was not understood, its spoken wordings."""

    lang: str
    grammar: Callable[[], Grammar]
    remedy: Message
    spoken: Callable[[], Grammar] | None = None
    """The grammar with the wordings that only a whole text may use; asked where the other reads nothing."""


def _english() -> Grammar:
    """The grammar of English, loaded when the first English text is read."""
    from .en import grammar

    return grammar()


TONGUES = {
    "zh": Tongue(
        "zh", zh.grammar, Message("write it as 每年5月30日, 9月第三周, 4月15日前 or 每季度"), zh_spoken.grammar
    ),
    "en": Tongue("en", _english, Message("write it as 30 May, 3rd week of September, by 15 April or every quarter")),
}


def tongues_of(text: str, lang: str | None) -> tuple[Tongue, ...]:
    """The languages that a text may be in, the likely one first; only that asked for where one is."""
    if lang:
        return (TONGUES[lang],)
    outside = re.sub(r"“[^”]*”|\([^)]*\)|（[^）]*）", "", text)
    han, latin = re.search(r"[\u4e00-\u9fff]", outside), re.search(r"[A-Za-z]{2}|^[QqHh]\d", outside)
    if latin and "en" in TONGUES:
        return (TONGUES["en"], TONGUES["zh"]) if han or outside != text else (TONGUES["en"],)
    return (TONGUES["zh"],)


@lru_cache(maxsize=16384)
def read(text: str, reference: date | None, lang: str | None = None) -> Recurrence:
    """The recurrence that the whole text names; errors as `parse` has them."""
    tongues = tongues_of(text, lang)
    if not text:
        raise UnreadRule(text, 0, 0, Message("there is no rule in an empty text"), tongues[0].remedy)
    if is_rfc5545(text):
        return read_lines(text)
    parts = split(text)
    if max((len(part) for _, part in parts), default=0) > LONGEST_RULE or len(text) > LONGEST_TEXT:
        said = Message("a rule has at most {most} characters, this has {count}", most=LONGEST_RULE, count=len(text))
        raise UnreadRule(text[:LONGEST_RULE], 0, LONGEST_RULE, said, tongues[0].remedy)
    refused: RuleError | None = None
    for tongue in tongues:
        try:
            if len(parts) > 1:
                return read_clauses(text, tongue.lang, partial(_first, reference=reference, tongue=tongue))
            return _first(text, reference, tongue)
        except RuleError as error:
            refused = refused or error
    raise refused or _unread(text, tongues[0])


def _first(text: str, reference: date | None, tongue: Tongue) -> Recurrence:
    return next(readings(text, reference, tongue))


def readings(text: str, reference: date | None, tongue: Tongue) -> Iterator[Recurrence]:
    """Every recurrence that the text may name in the language, the one that is taken first.

    Raises RuleError where there is none.
    """
    plain = text.strip('“”"「」。.;； ')
    if named := names(tongue.lang).get(plain):
        if named.rule and named.rule != plain:
            yield read(named.rule, reference, "zh")
            return
        if named.norm and (expected := named.recurrence()):
            yield expected
            return
    if tongue.lang == "zh" and (counted := _counted(text)) and not zh_spoken.grammar().readings(text):
        yield counted
        return
    refused: RuleError | None = None
    for found in _styles(re.sub(r"^[于在]", " ", text), tongue):
        read_in_style = 0
        for reading in found:
            try:
                yield resolved(reading.meaning, Frame(day=reference))
                read_in_style += 1
            except RuleError as error:
                refused = refused or _placed(error, text, reading, tongue)
        if read_in_style:
            return
    raise refused or _unread(text, tongue)


def _styles(text: str, tongue: Tongue) -> Iterator[list[Reading]]:
    """What the text means as it is written, then as it is spoken; a bare length is first heard as spoken of a day."""
    written = tongue.grammar().readings(text)
    length = bool(written) and isinstance(written[0].meaning, Length)
    if not length:
        yield written
    if tongue.spoken:
        yield tongue.spoken().readings(text)
    if length:
        yield written


def _counted(text: str) -> Recurrence | None:
    """任期届满前6个月, 公示之日起7天内: whatever stands before the count is the name of the event."""
    found = zh.grammar().scan(text)
    if not found or not isinstance(found[-1].meaning, Counted) or found[-1].end < len(text.rstrip("，,。内")):
        return None
    last = found[-1]
    anchor = text[: last.start].strip(' 自从在于“”"')
    if (
        not anchor
        or last.meaning.ahead
        or (len(anchor) < 2 and anchor not in ("会", "节", "期"))
        or found[0].category == "BY"
    ):
        return None
    return recurrence(last.meaning, Frame(anchor=anchor))


def _placed(error: RuleError, text: str, reading: Reading, tongue: Tongue) -> RuleError:
    return UnreadRule(text, reading.start, reading.end, error.said, error.remedy or tongue.remedy)


def _unread(text: str, tongue: Tongue) -> UnreadRule:
    """What of the text was not understood, with its place."""
    for reading in tongue.grammar().scan(text):
        if isinstance(reading.meaning, Vague):
            said = Message("“{word}” names no date, and none is made up", word=reading.meaning.word)
            return UnreadRule(text, reading.start, reading.end, said, tongue.remedy)
        if isinstance(reading.meaning, Refused):
            return UnreadRule(text, reading.start, reading.end, reading.meaning.said, reading.meaning.remedy)
        if isinstance(reading.meaning, Corrupt):
            said = Message("“{words}” has lost a character", words=reading.meaning.words)
            return UnreadRule(text, reading.start, reading.end, said, Message("look into the original and complete it"))
    start, end = _gap(text, tongue)
    if (start, end) == (0, len(text)):
        return UnreadRule(text, 0, len(text), Message("“{text}” is no rule", text=_short(text)), tongue.remedy)
    said = Message("“{rest}” was not understood in “{text}”", rest=_short(text[start:end]), text=_short(text))
    return UnreadRule(text, start, end, said, tongue.remedy)


def _gap(text: str, tongue: Tongue) -> tuple[int, int]:
    """The first stretch of the text that no token covers."""
    grammar = tongue.grammar()
    squeezed = grammar.squeezed(text)
    covered = [False] * len(squeezed.text)
    for token in grammar.tokens(squeezed.text):
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
