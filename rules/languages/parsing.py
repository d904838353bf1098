"""A text read as a rule, whole: what was understood, or where the understanding ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

from ..errors import RuleError, UnreadRule
from ..kinds import Announced, announcement
from ..messages import Message
from ..notations.cron import is_cron, read_cron
from ..notations.rfc5545 import is_rfc5545, read_lines
from ..observances import names, spoken_names
from ..recurrence import Recurrence
from . import zh
from .clauses import read_clauses, split
from .forms import Forms
from .grammar import MOST_TOKENS, Grammar, Reading
from .meanings import Corrupt, Counted, Length, Refused, Vague
from .named_days import under
from .points import Frame, Unclear
from .relative import resolve_noted
from .remedies import in_period, so_many_times, times_named
from .resolve import recurrence

__all__ = ["Tongue", "gap_of", "is_event", "meanings", "read", "read_in", "readings", "recurrence", "tongues_of"]
"""With them `recurrence`: from here it knows the days that have names, whose rules are read here."""

LONGEST_RULE, LONGEST_TEXT = 200, 4000
"""Characters of a rule, and of a rule with its clauses; a longer text is none."""
LONGEST_NAME, LONGEST_COUNT = 60, 40
"""Characters of the name of an event, and of what is counted from it with all that is said of it."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as it is read: its grammar, and what to write where a text was not understood."""

    lang: str
    grammar: Callable[[], Grammar]
    remedy: Message


def _english() -> Grammar:
    """The grammar of English, loaded when the first English text is read."""
    from .en.table import grammar  # Chinese needs none of it

    return grammar()


TONGUES = {
    "zh": Tongue("zh", zh.grammar, Message("write it as 每年5月30日, 9月第三周, 4月15日前 or 每季度")),
    "en": Tongue("en", _english, Message("write it as 30 May, 3rd week of September, by 15 April or every quarter")),
}


def tongues_of(text: str, lang: str | None) -> tuple[Tongue, ...]:
    """The languages that a text may be in, the likely one first; only that asked for where one is."""
    if lang:
        return (TONGUES[lang],)
    if not LETTER.search(text):
        return (TONGUES["zh"], TONGUES["en"]) if FIGURES.fullmatch(text) else (TONGUES["zh"],)
    outside = re.sub(r"“[^”]*”|\([^)]*\)|（[^）]*）", "", text)
    if not re.search(r"[A-Za-z\u4e00-\u9fff]", outside):
        outside = text  # (1 May and 15 May), 14:00–16:00
    han, latin = re.search(r"[\u4e00-\u9fff]", outside), re.search(r"[A-Za-z]{2}|^[QqHh]\d", outside)
    if latin:
        return (TONGUES["en"], TONGUES["zh"]) if han or outside != text else (TONGUES["en"],)
    return (TONGUES["zh"],)


LETTER, FIGURES = re.compile("[A-Za-z]"), re.compile(r"[\d/]+")


@lru_cache(maxsize=16384)
def read(text: str, reference: date | None, lang: str | None = None) -> Recurrence:
    """The recurrence that the whole text names; errors as `parse` has them, but for what to write instead."""
    if not text:
        raise UnreadRule(text, 0, 0, Message("there is no rule in an empty text"))
    for is_in_notation, read_notation in NOTATIONS:
        if is_in_notation(text):
            return read_notation(text)
    if len(text) > LONGEST_RULE and (
        len(text) > LONGEST_TEXT or any(len(part) > LONGEST_RULE for _, part in split(text))
    ):
        said = Message("a rule has at most {most} characters, this has {count}", most=LONGEST_RULE, count=len(text))
        raise UnreadRule(text[:LONGEST_RULE], 0, LONGEST_RULE, said)
    refused: RuleError | None = None
    for tongue in tongues_of(text, lang):
        try:
            return read_in(text, reference, tongue)
        except RuleError as error:
            refused = refused or error
    assert refused
    raise refused


NOTATIONS: tuple[tuple[Callable[[str], bool], Callable[[str], Recurrence]], ...] = (
    (is_rfc5545, read_lines),
    (is_cron, read_cron),
)
"""What is no language: how it is known, and its reader."""


def read_in(text: str, reference: date | None, tongue: Tongue) -> Recurrence:
    """The recurrence that the text names in the language, with the clauses behind it; errors as `parse` has them."""
    if len(split(text)) > 1:
        return read_clauses(text, tongue.lang, partial(_first, reference=reference, tongue=tongue))
    return _first(text, reference, tongue)


@recurrence.register
def _(meaning: str, frame: Frame) -> Recurrence:
    """A day by its name: the catalogue's rule, in the year of the frame where it has one."""
    day = names("zh").get(meaning) or spoken_names().get(meaning)
    version = day.version() if day else None
    if not day or not version or not (day.rule or day.norm):
        raise Unclear(Message("the dates of “{name}” are announced each year", name=meaning))
    rule = _read_chinese(day.rule) if day.rule else under(day, version, _read_chinese)
    if frame.year:
        return replace(rule, rule=rule.rule.in_year(frame.year), since=None, until=None)
    announced = announcement(rule.rule)
    return Recurrence(Announced(announced.base)) if announced else rule


def _read_chinese(sentence: str) -> Recurrence:
    """What a sentence of the catalogue names."""
    return read(sentence, None)


def _first(text: str, reference: date | None, tongue: Tongue) -> Recurrence:
    found = next(readings(text, reference, tongue), None)
    if not found:
        raise _unread(text, tongue)
    return found


def readings(text: str, reference: date | None, tongue: Tongue) -> Iterator[Recurrence]:
    """Every recurrence that the text may name in the language, the one that is taken first; none where it was not understood.

    Raises RuleError where it was understood and there is none.
    """
    plain = text.strip('“”"「」。.;； ')
    if named := names(tongue.lang).get(plain):
        if named.rule and named.rule != plain:
            yield read(named.rule, reference, "zh")
            return
        if named.norm and (version := named.version()):
            yield under(named, version, _read_chinese)
            return
    if tongue.lang == "zh" and (counted := _counted(text)):
        yield counted
        return
    refused: RuleError | None = None
    understood = False
    for reading in meanings(text, tongue):
        try:
            yield resolve_noted(reading.meaning, Frame(day=reference))
            understood = True
        except RuleError as error:
            refused = refused or _placed(error, text, reading)
    if refused and not understood:
        raise refused


def meanings(text: str, tongue: Tongue) -> list[Reading]:
    """What the whole text means, the cheapest reading first."""
    return tongue.grammar().readings(" " + text[1:] if text.startswith(("于", "在")) else text)


def _counted(text: str) -> Recurrence | None:
    """任期届满前6个月, 公示之日起7天内: whatever stands before the count is the name of the event, and is found there again."""
    if len(text) > LONGEST_NAME + LONGEST_COUNT or UNCOUNTED.get(text):
        return None
    found = _from_event(text)
    if found is None:
        UNCOUNTED.add(text, True)
    return found if found and _from_event(zh.write(found)) == found else None


UNCOUNTED: Forms[bool] = Forms()
"""Forms of texts that count from no event."""
COUNT_BEHIND = re.compile(
    r"(?P<length>(?:\d{1,3}|[一二两三四五六七八九十百]{1,5})个?(?:半年|年|月|星期|周|天|日|工作日))"
    r"(?:[之以]?(?P<side>前|后)|(?<=日|天|周|月)[之以]?内)$"
)
"""A count behind the name of its event: 会议召开十日前, 公示期满五日内."""


def _behind_event(text: str) -> Recurrence | None:
    match = COUNT_BEHIND.search(text.strip())
    anchor = text.strip()[: match.start()] if match else ""
    if not match or not is_event(anchor) or not (match["side"] or anchor.endswith(("满", "结束", "终了"))):
        return None
    length = next(
        (r.meaning for r in zh.running_grammar().readings(match["length"]) if isinstance(r.meaning, Length)), None
    )
    if not length or zh.grammar().readings(text):
        return None
    return recurrence(Counted(-1 if match["side"] == "前" else 1, length), Frame(anchor=anchor))


def _from_event(text: str) -> Recurrence | None:
    return _behind_event(text) or _with_count(text)


def _with_count(text: str) -> Recurrence | None:
    tokens = zh.grammar().look(text).tokens  # in running text these words are the same
    sided = any(not {"COUNT_BACK", "AFTER", "FROM_THAT_DAY"}.isdisjoint(token.meanings) for token in tokens)
    if not sided or "\n" in text or "\r" in text or not any("LENGTH" in token.meanings for token in tokens):
        return None
    found = zh.running_grammar().scan(text)
    if not found or not isinstance(found[-1].meaning, Counted) or found[-1].end < len(text.rstrip("，,。内")):
        return None
    last = found[-1]
    anchor = re.sub(r"\s+", " ", text[: last.start]).strip(' 自从在于“”"').rstrip("之").removesuffix("的")
    if last.meaning.ahead or found[0].category == "DUE" or not is_event(anchor) or zh.grammar().readings(text):
        return None
    return recurrence(last.meaning, Frame(anchor=anchor))


@lru_cache(maxsize=1024)
def is_event(name: str) -> bool:
    """Whether the words may name an event: not too many, and no date, from which the count itself leads to one."""
    name = name.removesuffix("的")
    if not 1 < len(name) <= LONGEST_NAME:
        return name in ("会", "节", "期")
    return not re.search("[;；,，。()（）“”]|(?:[\\d、和及与或至]|(?<![报签])到)$", name) and not zh.grammar().readings(
        name
    )


def _placed(error: RuleError, text: str, reading: Reading) -> RuleError:
    return UnreadRule(text, reading.start, reading.end, error.said, error.remedy)


def _unread(text: str, tongue: Tongue) -> UnreadRule:
    """What of the text was not understood, with its place."""
    if len(tongue.grammar().look(text).tokens) > MOST_TOKENS:
        return UnreadRule(
            text, 0, len(text), Message("the text holds too many numbers and words of dates for one rule")
        )
    found = tongue.grammar().scan(text)
    for reading in found:
        if known := _no_date(reading.meaning):
            return UnreadRule(text, reading.start, reading.end, *known)
    if times := so_many_times(text):
        return UnreadRule(text, *times, *times_named(text[slice(*times)], tongue.lang))
    shown = _short(text)
    if gap := gap_of(text, tongue.grammar()):
        said = Message("“{rest}” was not understood in “{text}”", rest=_short(text[slice(*gap)]), text=shown)
        return UnreadRule(text, *gap, Message("“{text}” is no rule", text=shown) if gap == (0, len(text)) else said)
    longest = max(found, key=lambda reading: reading.end - reading.start, default=None)
    if not longest or (longest.start, longest.end) == (0, len(text)):
        return UnreadRule(text, 0, len(text), Message("“{text}” is no rule", text=shown))
    leads = text[: longest.start].strip().lower() in ("", "the")
    start, end = (longest.end, len(text)) if leads and text[longest.end :].strip() else (0, longest.start)
    understood, rest = text[longest.start : longest.end], text[start:end]
    said = Message("“{rest}” does not go with “{rule}”", rest=_short(rest.strip()), rule=_short(understood))
    place = start + len(rest) - len(rest.lstrip()), start + len(rest.rstrip())
    return UnreadRule(text, *place, said, in_period(text, (reading.meaning for reading in found), tongue.lang))


def _no_date(meaning: object) -> tuple[Message, Message | None] | None:
    """Why words that are understood name no date, and what to do; None for words that do."""
    match meaning:
        case Vague():
            return Message("“{word}” names no date, and none is made up", word=meaning.word), None
        case Refused():
            return meaning.said, meaning.remedy
        case Corrupt():
            said = Message("“{words}” has lost a character", words=meaning.words)
            return said, Message("look into the original and complete it")
    return None


NO_GROUND = {"ORDINARY", "EDGE_DAYS", "MONTHS_LONG"}
"""Categories of words that say nothing by themselves: that one of them fits does not say that the text is understood."""


def gap_of(text: str, grammar: Grammar) -> tuple[int, int] | None:
    """The first stretch of the text that no word of the grammar covers; None where only the words do not join."""
    looked = grammar.look(text)
    even = looked.squeezed.text
    covered = [False] * len(even)
    for token in looked.tokens:
        if token.meanings.keys() <= NO_GROUND:
            continue
        covered[token.start : token.end] = [True] * (token.end - token.start)
    first = next((n for n, char in enumerate(even) if char.isalnum() and not covered[n]), None)
    if first is None:
        return None
    end = next((n for n in range(first, len(even)) if covered[n] and not _lone_figure(even, covered, n)), len(even))
    return looked.squeezed.original(first, first + len(re.sub(r"[\W_]+$", "", even[first:end])))


def _lone_figure(even: str, covered: list[bool], place: int) -> bool:
    """Whether a number of one character stands between what was not understood: it parts nothing."""
    number = even[place].isdigit() or even[place] in NUMERALS
    return number and not (place + 1 < len(even) and covered[place + 1])


NUMERALS = "一二三四五六七八九十"


def _short(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= 40 else text[:39] + "…"
