"""What a notice changes of what was set before: a date that moves, what is cancelled, what waits until further notice.

A date that gives way, and the one that takes its place, are findings already; here they are put together. Which entry of a
calendar is meant, is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..spans import Span
from .documents.shapes import ABOUT, NUMBER, squeezed
from .gone import brought_forward_by, lengthened_by, put_off_by
from .names import clean
from .notice import Finding, Notice
from .place import STOP, Place, joins
from .rows import cell_of, row_states
from .saying import core_of
from .sentence import DATES, HERE, THERE
from .situation import MOVED_TO
from .titles import title_of
from .undated import CANCELS, MOVES, WAITS
from .words import vocabulary

LENGTHS = ("offset", "duration")
GONE = ("gave_way", "gone")
"""Principles by which a date no longer holds."""
FURTHEST = 120
"""Characters behind a date within which it is said what becomes of it."""
LONGEST_SUBJECT = 40
OPENING = 120
"""Characters of a notice in which it says that it hands on another one."""
BOOK = re.compile(r"《([^《》]{2,80})》")
CLAUSES = re.compile("[，,。；;]")
LONGEST_LEAD = 10
"""Characters of a clause before the date on which something now takes place."""
QUOTES = ("“”", "‘’", "「」", '""')
NEAR = 24
"""Characters around the name of another notice within which it is said what becomes of it."""


def with_changes(found: Sequence[tuple[Finding, Place]]) -> Iterator[Finding]:
    """The findings, each date that gives way with what becomes of it, and what takes its place with what was before."""
    findings = [finding for finding, _ in found]
    again = dict(_said_again(found))
    corrected = dict(_by_quotation(found))
    waiting: list[int] = []
    for number, (finding, place) in enumerate(found):
        if _is_length(finding) and _is_how_long(finding, place):
            findings[number] = replace(finding, role="context", principle="gone")
            continue
        if number in again:
            findings[number] = replace(finding, role="context", principle="again")
            continue
        if number in corrected.values():
            findings[number] = replace(finding, role="context", principle="gone", act=None)
            continue
        if number in corrected:
            findings[number] = _moved(finding, findings[corrected[number]], place)
            continue
        below = number + 1 < len(found) and _is_corrected_below(place, found[number + 1][1])
        if finding.role == "calendar" and finding.recurrence and (below or _is_corrected(found, number)):
            findings[number] = replace(finding, role="context", principle="gone")
            waiting.append(number)
            continue
        if finding.role == "calendar" and _on_condition(place):
            continue
        if finding.act is None and _is_of_that_day(finding, place):
            clock = finding.recurrence.clock if finding.recurrence else None
            findings[number] = replace(finding, role="context", act=MOVES, recurrence=None, at=clock)
            continue
        if finding.recurrence and _gives_way(finding, place):
            findings[number] = _of_former(replace(finding, role="context"), place)
            after = _moved_before(findings, found, number)
            if after is not None:
                findings[after] = _moved(findings[after], findings[number], found[after][1])
                findings[number] = replace(findings[number], act=None)
            else:
                waiting.append(number)
                _share(findings, found, number)
        elif finding.role == "calendar" and finding.recurrence:
            former = _former_of(findings, found, waiting, number)
            last = number - 1 if number else 0
            in_row = findings[last].act == MOVES and joins(place.text[found[last][1].end : place.start])
            if former is None and in_row and findings[last].former and waiting:
                former = waiting[0]
            if former is not None:
                findings[number] = _moved(finding, findings[former], place)
                findings[former] = replace(findings[former], act=None, by=None)
                waiting.remove(former)
            elif _is_moved(place):
                findings[number] = replace(finding, act=MOVES)
    for number, first in again.items():
        one = findings[first]
        if _days(found[first][0]) != _days(found[number][0]):
            continue  # one of several days
        findings[number] = replace(
            found[number][0], title=one.title, act=one.act, former=one.former, by=one.by, role=one.role
        )
        findings[first] = replace(one, role="context", act=None, former=None, by=None, principle="again")
    yield from findings


def _gives_way(finding: Finding, place: Place) -> bool:
    """Whether a date no longer holds."""
    return finding.principle in GONE or _halts(finding, place) or _is_dated_anew(finding, place) or _moved_once(place)


def _is_how_long(finding: Finding, place: Place) -> bool:
    """Whether a length is by how much something is put off: 会员代表大会时间推后一周."""
    words = vocabulary()
    if words.ends(squeezed(place.before), "put_off") or words.has(finding.quote, "put_off"):
        return True
    if lengthened_by(CLAUSES.split(squeezed(place.before) + finding.quote)[-1]):
        return True
    return brought_forward_by(squeezed(finding.quote + place.text[finding.end : finding.end + NEAR])) is not None


def _on_condition(place: Place) -> bool:
    """Whether something moves to a date on a condition alone: 如遇雨顺延至4月18日."""
    words = vocabulary()
    return (_is_moved(place) or words.has(place.situation.before, "put_off")) and _is_conditional(place)


def _is_conditional(place: Place) -> bool:
    """Whether the clause of a date, or the one before it, begins with a condition: 如遇雨，…"""
    clauses = (place.situation.before, place.saying.clause_before)
    return any(
        vocabulary().begins(clause, "weather") or vocabulary().begins(clause, "conditional") for clause in clauses
    )


def _halts(finding: Finding, place: Place) -> bool:
    """Whether what is dated is put off until further notice, or called off, in the words behind the date."""
    if finding.role != "calendar" or finding.kind == "deadline" or _is_moved(place):
        return False
    words, situation = vocabulary(), place.situation
    after = situation.after
    if any(THERE in clause for clause in place.saying.sentence.clauses[place.saying.sentence.here + 1 :][:2]):
        return False
    if THERE in place.saying.sentence.after or words.begins(situation.before, "weather"):
        return False
    waits = words.has(after, "halted") and words.has(situation.further, "undecided")
    return waits and not words.has(after, "unchanged")


def _is_dated_anew(finding: Finding, place: Place) -> bool:
    """Whether what is dated is put off, and the next clause says until when: 今天下午的演练顺延，定于6月15日进行."""
    if finding.role != "calendar" or finding.kind == "deadline" or _is_moved(place):
        return False
    words, situation = vocabulary(), place.situation
    if not words.ends(situation.after, "put_off", "moved_in_title", "halted") or _is_conditional(place):
        return False
    clauses = place.saying.sentence.clauses[place.saying.sentence.here + 1 :][:2]
    lead = next((clause.partition(THERE)[0] for clause in clauses if THERE in clause), "")
    return bool(words.ends(lead, "fixed_on", "moved", "on")) and len(lead) <= LONGEST_LEAD


def _of_former(finding: Finding, place: Place) -> Finding:
    """A date that gives way, with what is said of it: cancelled, put off by so long or until further notice."""
    words, situation = vocabulary(), place.situation
    ahead, clause, states = situation.before, situation.after, _states(place)
    nearest = [f"{situation.after}，{situation.further}", _next_sentence(place)]
    by = put_off_by(clause, len(clause))
    title = subject(title_of(place.saying, due=finding.kind == "deadline")) or finding.title
    act = None
    if by:
        act = MOVES
    elif any(words.has(part, "undecided") and not words.has(part, "not_again") for part in (*nearest, *states)):
        act = WAITS
    elif words.begins(clause, "no_more") or any(
        words.has(part, "nothing_held") or words.has(part, "fails") for part in (ahead, nearest[0], *states)
    ):
        act = CANCELS
    return replace(finding, act=act, by=by, title=title)


def _next_sentence(place: Place) -> str:
    """The sentence behind, where it says when something takes place: 具体时间另行通知."""
    text = squeezed(place.text[place.sentence_end : place.sentence_end + FURTHEST])
    return STOP.split(text.lstrip("。；;"), maxsplit=1)[0]


def _is_of_that_day(finding: Finding, place: Place) -> bool:
    """Whether something only takes place at another time of its day: 改在当天14:30."""
    clock = finding.recurrence.clock if finding.recurrence else None
    return bool(clock and vocabulary().begins(finding.quote, "that_day_lead")) and _is_moved(place)


def _moved_once(place: Place) -> bool:
    """Whether a date is that to which something was moved once, before it moves again: 已推迟至3月27日的推介会再次延期."""
    return bool(vocabulary().ends(place.situation.before + place.quote[:1], "moved_once"))


def _is_length(finding: Finding) -> bool:
    """Whether it is how long something takes, or how long before or after something it is."""
    rule = finding.recurrence.rule if finding.recurrence else None
    return finding.kind in LENGTHS or getattr(rule, "anchor", None) is not None


def _is_corrected(found: Sequence[tuple[Finding, Place]], number: int) -> bool:
    """Whether the next date is what should have been written: “10月17日19:00”应为“10月18日19:00”."""
    if number + 1 == len(found):
        return False
    place, other = found[number][1], found[number + 1][1]
    between = squeezed(place.text[place.end : other.start])
    if len(between) > FURTHEST or "\n\n" in place.text[place.end : other.start]:
        return False
    words = vocabulary()
    wrong = place.quote[-1:] == "”" or "”" in between or words.has(between, "wrong")
    return wrong and bool(words.ends(CLAUSES.split(between)[-1].rstrip("“"), "should_be"))


def _said_again(found: Sequence[tuple[Finding, Place]]) -> Iterator[tuple[int, int]]:
    """The dates that only say once more which day the one before them is, with the number of that.

    下周六也就是4月18日, 明日（3月26日）, 下周四、周五（4月23日、24日）.
    """
    first: int | None = None
    for number in range(1, len(found)):
        here, there = found[number - 1][1], found[number][1]
        between = squeezed(here.text[here.end : there.start])
        if first is None or not joins(between):
            opened = between[:1] in tuple("（(")
            bare = between.strip("（(，,")
            first = number - 1 if (opened and not bare) or (bare and vocabulary().made_of(bare, "that_is")) else None
            inside = opened
        if first is None or here.number != there.number:
            first = None
            continue
        ours, theirs = (_days(found[one][0]) for one in (first, number))
        within = ours is not None and theirs is not None and ours.first <= theirs.first and theirs.last <= ours.last
        like = found[first][0].kind == found[number][0].kind if ours == theirs else inside
        if within and like:
            yield number, first
        else:
            first = None


def _days(finding: Finding) -> Span | None:
    """The days of an entry of the calendar; None for others and where they are no one run."""
    rule = finding.recurrence.rule if finding.recurrence and finding.role == "calendar" else None
    return rule.subject().single_span() if rule else None


def _by_quotation(found: Sequence[tuple[Finding, Place]]) -> Iterator[tuple[int, int]]:
    """The dates in words that take the place of other words that are quoted, with those of these, one by one.

    “5月6日至10日”更正为“5月8日至12日”, ‘顺延至5月8日’应为‘顺延至5月9日’.
    """
    quotes = [_quotation(place) for _, place in found]
    spans = sorted({span for span in quotes if span})
    for one, other in pairwise(spans):
        text = found[quotes.index(one)][1].text
        between = squeezed(text[one[1] : other[0]])
        if len(between) > FURTHEST or not vocabulary().ends(CLAUSES.split(between)[-1], "should_be", "moved"):
            continue
        yield from zip(
            (n for n, span in enumerate(quotes) if span == other),
            (n for n, span in enumerate(quotes) if span == one),
            strict=False,
        )


def _quotation(place: Place) -> tuple[int, int] | None:
    """From where to where the quotation goes in which a date stands, marks included; None where it stands in none."""
    start, end = place.sentence_start, place.sentence_end
    for opening, closing in QUOTES:
        left = place.text.rfind(opening, start, place.start + 1)
        right = place.text.find(closing, max(place.end - 1, 0), end)
        if left >= 0 and right >= 0 and closing not in place.text[left : place.start]:
            return left, right + 1
    return None


def _share(findings: list[Finding], found: Sequence[tuple[Finding, Place]], number: int) -> None:
    """Says of the dates in a row before it what is said behind the last of them: 原定5月14日、15日举行的考试均顺延一周."""
    last = findings[number]
    for before in range(number - 1, -1, -1):
        one, other = found[before][1], found[before + 1][1]
        if not findings[before].recurrence or not joins(one.text[one.end : other.start]) or last.act is None:
            return
        findings[before] = replace(findings[before], role="context", act=last.act, by=last.by, title=last.title)


def _states(place: Place) -> Sequence[str]:
    cell = cell_of(place.document, place.block)
    return row_states(place.document, cell) if cell else ()


def _is_moved(place: Place) -> bool:
    """Whether the words before a date, or its own, say that something is now then: 提前至6月5日, 截止时间延长至4月10日."""
    words, situation = vocabulary(), place.situation
    before = situation.before.rstrip("“")
    if words.ends(before, "moved", "delayed", "should_be") or words.has(place.quote, "moved"):
        return True
    if place.quote[0] in MOVED_TO and words.ends(before, "shifts"):
        return True  # 收稿也跟着提到12月14日
    lengthened = words.ends(place.saying.clause_before, "lengthens", "moved_in_title")
    return bool(lengthened) and not before.strip(HERE) and place.quote[0] in MOVED_TO  # 再次延长，至8月31日止


def _beside(one: Place, other: Place) -> bool:
    """Whether two dates stand in one sentence, or in one row."""
    if one.number == other.number:
        return True
    ours, theirs = one.within, other.within
    if not (ours and theirs and ours.cell and theirs.cell):
        return False
    return (ours.cell.table, ours.cell.row) == (theirs.cell.table, theirs.cell.row)


def _former_of(
    findings: Sequence[Finding], found: Sequence[tuple[Finding, Place]], waiting: Sequence[int], number: int
) -> int | None:
    """The number of the date that gives way to this one; None for none."""
    place = found[number][1]
    if waiting and _is_corrected_below(found[waiting[-1]][1], place):
        return waiting[-1]
    for former in reversed(waiting):
        if not _beside(found[former][1], place):
            return None
        between = place.text[found[former][1].end : place.start]
        row = place.within and place.within.cell
        if row or _leads_on(between, place):
            return _first_of_row(found, waiting, former)
    return None


def _is_corrected_below(one: Place, other: Place) -> bool:
    """Whether a line says what holds, and the one above it what was written wrongly: 原文：4月12日决赛 / 更正：4月18日决赛."""
    words = vocabulary()
    if one.block is None or other.block is None or other.block - one.block not in (1, 2):
        return False
    above, below = (squeezed(place.lead) for place in (one, other))
    return bool(words.begins(above, "wrong_label") and words.begins(below, "corrected_label"))


def _first_of_row(found: Sequence[tuple[Finding, Place]], waiting: Sequence[int], last: int) -> int:
    """The first date of a row that ends with this one: 10月29日、30日 give way to 11月5日、6日 one by one."""
    first = last
    while first - 1 in waiting and joins(found[first][1].text[found[first - 1][1].end : found[first][1].start]):
        first -= 1
    return first


def _leads_on(between: str, place: Place) -> bool:
    """Whether the words between two dates say that the second takes the place of the first: 的论坛改期至, ”有误，应为“."""
    words = vocabulary()
    text = squeezed(between) + place.quote
    return words.has(text, "moved") or words.has(text, "put_off") or words.has(text, "should_be")


def _moved_before(findings: Sequence[Finding], found: Sequence[tuple[Finding, Place]], number: int) -> int | None:
    """The number of the date right before that holds now: 改为6月26日（原定6月12日）; None where none is."""
    place = found[number][1]
    last = next((n for n in range(number - 1, -1, -1) if findings[n].role == "calendar"), None)
    if last is None or findings[last].former or not _beside(found[last][1], place) or not place.situation.former:
        return None
    between = squeezed(place.text[found[last][1].end : place.start])
    behind = squeezed(place.text[place.end : place.end + FURTHEST].split("\n")[0])
    moves_on = vocabulary().has(STOP.split(behind)[0], "moved")
    return last if between[:1] in tuple("（(") and not moves_on else None


def _moved(finding: Finding, former: Finding, place: Place) -> Finding:
    """The date that holds now, with the one before; where its own words name nothing it is what the former one was."""
    words = vocabulary()
    own = words.without_end(place.situation.before, "moved").strip("，,：:“" + DATES)
    nameless = not clean(words.without_start(own, "because") if words.begins(own, "because") else own)
    named = bool(finding.title) and finding.title not in (place.saying.core, place.title)
    because = words.begins(finding.title or "", "because")
    title = former.title if former.title and (because or (nameless and not named)) else finding.title
    return replace(finding, act=MOVES, former=former.recurrence, title=title or former.title)


def subject(name: str) -> str:
    """The name of what is changed without the words that say how: 取消例会, 会议调整为, 延期举办论坛."""
    words, name = vocabulary(), clean(name)
    while True:
        bare = name
        for sort in (
            "nothing_held",
            "fails",
            "moved_in_title",
            "moved",
            "put_off",
            "halted",
            "former",
            "held",
            "adverb",
        ):
            bare = words.without_start(words.without_end(bare, sort), sort)
        bare = clean(bare)
        if bare == name:
            return name[:LONGEST_SUBJECT]
        if not bare:
            return name[:LONGEST_SUBJECT]
        name = bare


def subject_of(title: str) -> str:
    """What the title of a notice is about, without what it does with it: 关于延期举办学术年会的通知.

    >>> subject_of("关于延期举办青岭市第十二届学术年会的通知"), subject_of("关于报送年度总结的通知")
    ('青岭市第十二届学术年会', '报送年度总结')
    """
    return subject(core_of(title))


# ------------------------------------------------------------------ other notices


REPLACES, AMENDS, FORWARDS, MENTIONS = "replaces", "amends", "forwards", "mentions"


@dataclass(frozen=True, slots=True)
class Citation:
    """Another notice that a notice speaks of."""

    relation: str
    """replaces, amends, forwards or mentions."""
    number: str | None = None
    """Its document number (文号)."""
    title: str | None = None


def citations(notice: Notice) -> list[Citation]:
    """The other notices that a notice names, by number or by title in 《》, in the order of its text."""
    text = notice.text
    own = squeezed(notice.number or "")
    found: list[tuple[int, int, str | None, str | None]] = []
    for match in BOOK.finditer(text):
        title = squeezed(match[1])
        if vocabulary().ends(title, "genre") or ABOUT in title:
            found.append((match.start(), match.end(), None, title))
    for match in NUMBER.finditer(text):
        code = squeezed(match.group())
        if not own or code not in own:
            found.append((match.start(), match.end(), code, None))
    result: list[Citation] = []
    behind = 0
    for start, end, cited, named in sorted(found, key=lambda one: one[:2]):
        last = result[-1] if result else None
        if cited and last and last.title and not last.number and start - behind <= 2:
            result[-1] = replace(last, number=cited)
        else:
            result.append(Citation(_relation(notice, start, end), cited, named))
        behind = end
    if notice.title and (inner := _forwarded(notice.title)):
        result.append(Citation(FORWARDS, None, inner))
    return result


def _relation(notice: Notice, start: int, end: int) -> str:
    words, text = vocabulary(), notice.text
    behind = squeezed(text[end : end + NEAR]).partition("。")[0]
    before = squeezed(text[max(start - NEAR, 0) : start]).rpartition("。")[2]
    if words.has(behind, "voided"):
        return REPLACES
    if words.has(before, "forwards") or words.has(behind, "forwards"):
        return FORWARDS
    if words.has(notice.title or "", "amends") or words.has(before, "amends") or words.has(behind, "amends"):
        return AMENDS
    return MENTIONS


def _forwarded(title: str) -> str | None:
    """The title of the notice that another one forwards: 关于转发省科协《…》的通知, 转发关于…的通知."""
    at = vocabulary().place(title, "forwards", 0, len(title))
    if at is None:
        return None
    book, head = BOOK.search(title), title[at[1] :]
    inner = book[1] if book else head[head.find(ABOUT) :] if ABOUT in head else ""
    return inner or None


def amends(notice: Notice) -> bool:
    """Whether a notice says that it changes an earlier one, in its title or in words: 补充通知, 以本通知为准, 同时作废."""
    words, text = vocabulary(), squeezed(notice.text)
    corrects = words.has(text, "wrong") and words.has(text, "should_be")
    return words.has(notice.title or "", "amends") or words.has(text, "supersedes") or corrects


def reminds(notice: Notice) -> bool:
    """Whether a notice only reminds of what was set before: 温馨提示, 会议提醒."""
    head = notice.title or notice.text[:FURTHEST].strip().partition("\n")[0]
    return vocabulary().has(head, "reminds")


def forwards(notice: Notice) -> bool:
    """Whether a notice says that it hands on another one, in its title or its first words: 转发区教育局通知."""
    words = vocabulary()
    return words.has(notice.title or "", "forwards") or words.has(squeezed(notice.text[:OPENING]), "forwards")


def calls_off(notice: Notice) -> bool:
    """Whether the title of a notice says that something does not take place: 关于停办…的公告."""
    words, title = vocabulary(), notice.title or ""
    return words.has(title, "nothing_held") and not words.has(title, "moved_in_title")
