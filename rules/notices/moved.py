"""What the words around one date say of a change: that it gives way, that something moves to it, by how much, of what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .documents.shapes import squeezed
from .gone import brought_forward_by, change_at, lengthened_by, put_off_by
from .names import clean
from .notice import Finding
from .place import STOP, Place
from .rows import cell_of, row_states
from .saying import core_of
from .sentence import HERE, THERE
from .situation import MOVED_TO
from .titles import title_of
from .undated import CANCELS, MOVES, WAITS
from .words import vocabulary

LENGTHS = ("offset", "duration")
GONE = ("gave_way", "gone")
"""Principles by which a date no longer holds."""
FURTHEST = 120
"""Characters behind a date within which it is said what becomes of it."""
NEAR = 24
"""Characters behind a length within which it is said what it is of."""
LONGEST_SUBJECT = 40
LONGEST_LEAD = 10
"""Characters of a clause before the date on which something now takes place."""
CLAUSES = re.compile("[，,。；;]")


def gives_way(finding: Finding, place: Place) -> bool:
    """Whether a date no longer holds."""
    if vocabulary().begins(place.situation.after, "void_day"):
        return True
    return finding.principle in GONE or _halts(finding, place) or _is_dated_anew(finding, place) or _moved_once(place)


def is_how_long(finding: Finding, place: Place) -> bool:
    """Whether a length is by how much something is put off: 会员代表大会时间推后一周."""
    words = vocabulary()
    if words.ends(squeezed(place.before), "put_off") or words.has(finding.quote, "put_off"):
        return True
    if lengthened_by(CLAUSES.split(squeezed(place.before) + finding.quote)[-1]):
        return True
    return brought_forward_by(squeezed(finding.quote + place.text[finding.end : finding.end + NEAR])) is not None


def on_condition(place: Place) -> bool:
    """Whether something moves to a date on a condition alone: 如遇雨顺延至4月18日."""
    words = vocabulary()
    return (is_moved(place) or words.has(place.situation.before, "put_off")) and _is_conditional(place)


def _is_conditional(place: Place) -> bool:
    """Whether the clause of a date, or the one before it, begins with a condition: 如遇雨，…"""
    clauses = (place.situation.before, place.saying.clause_before)
    return any(
        vocabulary().begins(clause, "weather") or vocabulary().begins(clause, "conditional") for clause in clauses
    )


def _halts(finding: Finding, place: Place) -> bool:
    """Whether what is dated is put off until further notice, or called off, in the words behind the date."""
    if finding.role != "calendar" or finding.kind == "deadline" or is_moved(place):
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
    if finding.role != "calendar" or finding.kind == "deadline" or is_moved(place):
        return False
    words, situation = vocabulary(), place.situation
    if not words.ends(situation.after, "put_off", "moved_in_title", "halted") or _is_conditional(place):
        return False
    clauses = place.saying.sentence.clauses[place.saying.sentence.here + 1 :][:2]
    lead = next((clause.partition(THERE)[0] for clause in clauses if THERE in clause), "")
    return bool(words.ends(lead, "fixed_on", "moved", "on")) and len(lead) <= LONGEST_LEAD


def of_former(finding: Finding, place: Place) -> Finding:
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


def is_of_that_day(finding: Finding, place: Place) -> bool:
    """Whether something only takes place at another time of its day: 改在当天14:30."""
    clock = finding.recurrence.clock if finding.recurrence else None
    return bool(clock and vocabulary().begins(finding.quote, "that_day_lead")) and is_moved(place)


def _moved_once(place: Place) -> bool:
    """Whether a date is that to which something was moved once, before it moves again: 已推迟至3月27日的推介会再次延期."""
    return bool(vocabulary().ends(place.situation.before + place.quote[:1], "moved_once"))


def is_length(finding: Finding) -> bool:
    """Whether it is how long something takes, or how long before or after something it is."""
    rule = finding.recurrence.rule if finding.recurrence else None
    return finding.kind in LENGTHS or getattr(rule, "anchor", None) is not None


def _states(place: Place) -> Sequence[str]:
    cell = cell_of(place.document, place.block)
    return row_states(place.document, cell) if cell else ()


def is_moved(place: Place) -> bool:
    """Whether the words before a date, or its own, say that something is now then: 提前至6月5日, 截止时间延长至4月10日."""
    words, situation = vocabulary(), place.situation
    before = situation.before.rstrip("“：: ") or place.saying.label.rstrip("：: ")
    if before and before == words.begins(before, "besides"):
        return False  # 另定于10月19日召开领队会: something else besides
    onto = place.quote[0] in MOVED_TO and words.ends(before, "swaps")
    if onto or words.ends(before, "moved", "delayed", "should_be", "shifted_to") or words.has(place.quote, "moved"):
        return True
    if place.quote[0] in MOVED_TO and words.ends(before, "shifts"):
        return True  # 收稿也跟着提到12月14日
    if is_said_before(place):
        return True
    lengthened = words.ends(place.saying.clause_before, "lengthens", "moved_in_title")
    return bool(lengthened) and not before.strip(HERE) and place.quote[0] in MOVED_TO  # 再次延长，至8月31日止


def is_said_before(place: Place) -> bool:
    """Whether the clause before says that something is at another time, and this one when.

    决赛改期，新的时间是6月13日; 报送时间宽限五天，6月20日前报来即可.
    """
    words, clause = vocabulary(), place.saying.clause_before
    if THERE in clause or words.begins(clause, "because"):
        return False
    lead = place.situation.before.rstrip("“：: ").replace(HERE, "")
    if change_at(clause) is not None:
        return words.made_of(lead, "fixed_on", "moved", "adverb", "time", "on", "that_is")
    if not words.ends(clause, "later", "longer", "sooner_verb", "otherwise"):
        return False
    return bool(words.ends(lead, "fixed_on", "moved")) and words.made_of(
        lead, "fixed_on", "moved", "adverb", "time", "on"
    )


def said_before_of(place: Place) -> str:
    """What the clause before a date says to be at another time."""
    clause = place.saying.clause_before
    return subject(clause[: change_at(clause)])


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
