"""What stands behind a rule, parted by semicolons: single occurrences, suspended years, numbering, the version that follows.

As in 每年5月30日；2020年停办；2021年5月30日改为2021年6月5日；2017年为第1届；自2025年起改为9月第三个星期六. A language is a
row of patterns and a way to write each kind of clause back; the dates inside are rules themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ..clock import Clock
from ..editions import Edition
from ..errors import UnreadRule
from ..kinds import Due, Fixed
from ..messages import Message
from ..recurrence import Move, Recurrence
from ..rule import Sort
from ..spans import Span

Read = Callable[[str], Recurrence]
"""Reads a part of the text as a rule of the same language."""
Applied = Callable[[Recurrence, re.Match[str], Read], Recurrence]


class NoDate(ValueError):
    """A part of a clause that is no full date."""


def _dated(words: str, read: Read, sorts: tuple[Sort, ...] = (Sort.DATED,)) -> tuple[Span, Clock | None]:
    found = read(words)
    span = found.rule.single_span() if found.rule.sort in sorts else None
    if not span:
        raise NoDate(words)
    return span, found.clock


def _suspended(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    years = map(int, re.findall(r"\d{4}", match["years"]))
    return replace(rule, suspended=tuple(sorted({*rule.suspended, *years})))


def _cancelled(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    span, _ = _dated(match["day"], read)
    return replace(rule, without=tuple(sorted({*rule.without, span.first})))


def _moved(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    was, (span, clock) = _dated(match["day"], read)[0], _dated(match["to"], read, (Sort.DATED, Sort.DEADLINE))
    moves = (move for move in rule.moved if move.day != was.first)
    return replace(rule, moved=(*moves, Move(was.first, span, clock)))


def _extra(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    span, _ = _dated(match["to"], read)
    return replace(rule, extra=tuple(sorted({*rule.extra, span})))


def _numbered(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    row = rule.edition or Edition()
    base = int(match["year"]), int(match["n"])
    bases = (*(known for known in row.bases if known[0] != base[0]), base)
    unit, every = match.groupdict().get("unit") or row.unit, int(match["every"] or row.every)
    return replace(rule, edition=replace(row, bases=bases, unit=unit, every=every))


def _known(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    row = rule.edition or Edition()
    unit = match.groupdict().get("unit") or row.unit
    return replace(rule, edition=replace(row, known=(*row.known, (int(match["year"]), int(match["n"]))), unit=unit))


def _then(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    return replace(rule, then=replace(read(match["rule"]), since=_bound(match["day"], read)))


def _since(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    since = _bound(match["day"], read)
    return replace(rule, rule=rule.rule.from_day(since), since=since)


def _until(rule: Recurrence, match: re.Match[str], read: Read) -> Recurrence:
    return replace(rule, until=_dated(match["day"], read)[0].last)


def _bound(words: str, read: Read) -> date:
    return _dated(words, read)[0].first


@dataclass(frozen=True, slots=True)
class Wordings:
    """The clauses of a language: how they are read, tried in order, and how each is written."""

    read: tuple[tuple[str, Applied], ...]
    joint: str
    suspended: Callable[[str], str]
    cancelled: Callable[[str], str]
    moved: Callable[[str, str], str]
    added: Callable[[str], str]
    numbered: Callable[[int, int, int, str], str]
    known: Callable[[int, int, str], str]
    then: Callable[[str, str], str]
    since: Callable[[str], str] | None
    until: Callable[[str], str] | None
    """None where the language says both beside the rule itself."""
    years: Callable[[tuple[int, ...]], str]


ZH = Wordings(
    read=(
        (r"自(?P<day>[^起]+)起,?(?:改为|改在|改于|调整为)(?P<rule>.+)", _then),
        (r"(?P<years>\d{4}年?(?:[、,和]\d{4}年?)*)(?:停办|暂停|未举办|不举办)", _suspended),
        (r"(?P<year>\d{4})年[为是]第(?P<n>\d+)(?P<unit>届|个|次|周年)(?:,每(?P<every>\d+)年一[届个次])?", _numbered),
        (r"其中(?P<year>\d{4})年[为是]第(?P<n>\d+)(?P<unit>届|个|次|周年)", _known),
        (r"(?P<day>.+)(?:取消|停办一次|不举行)", _cancelled),
        (r"(?P<day>.+?)(?:改为|改到|改在|移至|推迟至|提前至)(?P<to>.+)", _moved),
        (r"(?:另加|增加|另有)(?P<to>.+)", _extra),
        (r"自?(?P<day>.+)起(?:施行|生效)", _since),
        (r"(?:至)?(?P<day>.+)(?:废止|终止|止)", _until),
    ),
    joint="；",
    suspended="{}停办".format,
    cancelled="{}取消".format,
    moved="{}改为{}".format,
    added="另加{}".format,
    numbered=lambda year, n, every, unit: f"{year}年为第{n}{unit}" + (f"，每{every}年一届" if every > 1 else ""),
    known="其中{}年为第{}{}".format,
    then="自{}起改为{}".format,
    since="自{}起施行".format,
    until="至{}止".format,
    years=lambda years: "、".join(f"{year}年" for year in years),
)
_UNITS = {"届": "edition", "个": "time", "次": "session", "周年": "anniversary"}
EN = Wordings(
    read=(
        (r"from (?P<day>.+?) on: ?(?P<rule>.+)", _then),
        (r"(?:suspended|not held) in (?P<years>\d{4}(?:(?:,| and|, and) \d{4})*)", _suspended),
        (r"(?P<year>\d{4}) is (?P<name>edition|time|session|anniversary) (?P<n>\d+)(?:, one every (?P<every>\d+) years)?",
         lambda rule, match, read: _named(rule, match, read, _numbered)),
        (r"in particular (?P<year>\d{4}) is (?P<name>edition|time|session|anniversary) (?P<n>\d+)",
         lambda rule, match, read: _named(rule, match, read, _known)),
        (r"(?P<day>.+) (?:is )?cancell?ed", _cancelled),
        (r"(?P<day>.+?) (?:is )?moved to (?P<to>.+)", _moved),
        (r"also on (?P<to>.+)", _extra),
        (r"in force since (?P<day>.+)", _since),
        (r"in force until (?P<day>.+)", _until),
    ),
    joint="; ",
    suspended="suspended in {}".format,
    cancelled="{} cancelled".format,
    moved="{} moved to {}".format,
    added="also on {}".format,
    numbered=lambda year, n, every, unit: f"{year} is {_UNITS[unit]} {n}" + (f", one every {every} years" if every > 1 else ""),
    known=lambda year, n, unit: f"in particular {year} is {_UNITS[unit]} {n}",
    then="from {} on: {}".format,
    since=None,
    until=None,
    years=lambda years: ", ".join(map(str, years)),
)  # fmt: skip
WORDINGS = {"zh": ZH, "en": EN}
REMEDY = Message("write 2020年停办, 2021年5月30日取消 or 2021年5月30日改为2021年6月5日")


def _named(rule: Recurrence, match: re.Match[str], read: Read, apply: Applied) -> Recurrence:
    """The numbering with the English name of its unit."""
    numbered = apply(rule, match, read)
    unit = next(unit for unit, name in _UNITS.items() if name == match["name"].lower())
    return replace(numbered, edition=numbered.edition and replace(numbered.edition, unit=unit))


PART = re.compile("[^;；]+")


def split(text: str) -> list[tuple[int, str]]:
    """The parts of a text between semicolons, each with its place; one part where there are no clauses.

    >>> split("每年5月30日；2020年停办")
    [(0, '每年5月30日'), (8, '2020年停办')]
    """
    parts = ((match.start(), match.group()) for match in PART.finditer(text))
    return [(place + len(part) - len(part.lstrip()), part.strip(" 。.")) for place, part in parts if part.strip(" 。.")]


def read_clauses(text: str, lang: str, read: Read) -> Recurrence:
    """The recurrence of a text whose parts are a rule and its clauses; `read` reads one part as a rule.

    Raises UnreadRule with the place in the whole text where a part is none; RuleError as `read` does.
    """
    (start, head), *rest = split(text)
    rule = _placed(text, start, lambda: read(head))
    for number, (place, part) in enumerate(rest):
        tail = WORDINGS[lang].joint.join(part for _, part in rest[number:])
        begins_version = re.fullmatch(WORDINGS[lang].read[0][0], tail, re.IGNORECASE)
        rule = _placed(text, place, lambda: _clause(rule, tail if begins_version else part, lang, read))  # noqa: B023
        if begins_version:
            break
    return rule


def _clause(rule: Recurrence, part: str, lang: str, read: Read) -> Recurrence:
    def inside(words: str) -> Recurrence:
        whole = partial(read_clauses, words, lang, read) if len(split(words)) > 1 else partial(read, words)
        return _placed(part, max(part.find(words), 0), whole)

    for pattern, apply in WORDINGS[lang].read:
        if match := re.fullmatch(pattern, part.replace("，", ","), re.IGNORECASE):
            try:
                return apply(rule, match, inside)
            except NoDate as error:
                said = Message("“{words}” is no full date", words=str(error))
                raise UnreadRule(part, 0, len(part), said, Message("give year, month and day")) from error
    said = Message("“{words}” says nothing that is known of single occurrences", words=part)
    raise UnreadRule(part, 0, len(part), said, REMEDY)


def _placed(text: str, place: int, read: Callable[[], Recurrence]) -> Recurrence:
    try:
        return read()
    except UnreadRule as error:
        raise UnreadRule(text, place + error.start, place + error.end, error.said, error.remedy) from error


def clauses_of(rule: Recurrence, lang: str, write: Callable[[Recurrence], str]) -> Iterator[str]:
    """The clauses of a recurrence, written; `write` writes a rule without any."""
    words = WORDINGS[lang]

    def day(when: date, last: date | None = None, clock: Clock | None = None) -> str:
        days = Fixed(when, last or when)
        due = (
            clock and clock.start is None and days.first == days.last
        )  # 4月20日17:00前; a time at which something ends
        return write(Recurrence(Due(days) if due else days, clock=clock))

    if words.since and rule.since and not begins_in_words(rule) and rule.rule.sort is not Sort.DATED:
        yield words.since(day(rule.since))
    if words.until and rule.until and (rule.until.month, rule.until.day) != (12, 31):
        yield words.until(day(rule.until))
    if rule.suspended:
        yield words.suspended(words.years(rule.suspended))
    yield from (words.cancelled(day(when)) for when in rule.without)
    for move in rule.moved:
        yield words.moved(day(move.day), day(move.span.first, move.span.last, move.clock))
    yield from (words.added(day(span.first, span.last)) for span in rule.extra)
    if rule.edition:
        row = rule.edition
        yield from (words.numbered(year, n, row.every, row.unit) for year, n in row.bases)
        yield from (words.known(year, n, row.unit) for year, n in row.known)
    if rule.then and rule.then.since:
        since = rule.then.since
        from_day = day(since) if (since.month, since.day) != (1, 1) else day(since, date(since.year, 12, 31))
        yield words.then(from_day, with_clauses(replace(rule.then, since=None), lang, write))


def begins_in_words(rule: Recurrence) -> bool:
    """Whether the rule's own words say its first day: that of a year, or the day from which its cycle counts."""
    since = rule.since
    return since is not None and ((since.month, since.day) == (1, 1) or rule.rule.counts_from(since))


def with_clauses(rule: Recurrence, lang: str, write: Callable[[Recurrence], str]) -> str:
    """The recurrence in words with its clauses behind it; `write` writes the rule and its whole years."""
    bounded = rule.since or rule.until or rule.suspended or rule.without or rule.moved or rule.extra
    if not (bounded or rule.edition or rule.then):
        return write(rule)  # as most are
    return WORDINGS[lang].joint.join((write(rule), *clauses_of(rule, lang, write)))
