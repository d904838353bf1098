"""What no longer holds: a date that gives way to another, and what does not take place: 由…改期至12月8日, …的例会取消."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..languages.zh.numbers import number
from .documents import Document
from .documents.shapes import COLONS
from .names import number_end
from .nearby import STOPS, follows, is_last, leads
from .rows import cell_of, line_above_list, row_states
from .words import vocabulary

LONGEST_ROW = 39
"""Characters between 取消 and the last of what is called off together."""
HOUR, DAY_HOURS, MINUTES = 60, 24, "分钟"
LONGEST_COUNT = 4
"""Characters of a number before its unit."""
CHANGES = ("put_off", "sooner", "lengthens", "longer", "more_open")
"""Classes of words before how much later, longer or sooner something is."""
FURTHEST = 16
"""Characters between a date and the words that it gives way by."""
CLAUSES = re.compile("[，,。；;]")
NUMERAL = re.compile(r"\d{1,4}\s*")
INTO = "为至到在于"
"""The last character of words that lead to the date that holds now."""


def is_gone(before: str, after: str, *, onwards: bool = False, period: bool = False) -> bool:
    """Whether the words on either side of a date say that it no longer holds; from a day `onwards` things may be called off.

    >>> is_gone("", "的例会改期至12月8日"), is_gone("取消原定", "的例会"), is_gone("", "的例会照常")
    (True, True, False)
    """
    if vocabulary().begins(after, "inside"):
        return False
    if vocabulary().ends(before, "left_out"):
        return True  # 4月13日至15日（不含14日）
    called_off = after[:1] not in ("", *STOPS) and _calls_off(before)
    return called_off or (not period and _gives_way(after)) or (not onwards and _fails(after)) or _is_halted(after)


def is_no_more(after: str) -> bool:
    """Whether words right behind a day say that something will not take place after all: 2月14日不再调休上班."""
    return bool(vocabulary().begins(after, "no_more"))


def is_in_a_list_gone(document: Document, number: int | None) -> bool:
    """Whether a block stands in a list under a line that calls everything below it off: 下列活动取消：, 一、取消的活动."""
    if number is not None and vocabulary().has(document.words(document.blocks[number]), "as_planned"):
        return False  # 5月10日的讲座照常
    for head in document.headings(number) if number is not None else ():
        text = document.words(head)
        word = vocabulary().begins(text, "nothing_held")
        leads = text.rstrip()[-1:] in tuple(COLONS)
        if (word and text[len(word) : len(word) + 1] == "的") or (not leads and _calls_all_off(text)):
            return True
    return _calls_all_off(line_above_list(document, number))


def is_in_a_row_gone(document: Document, number: int | None) -> bool:
    """Whether another cell of its row says that it does not take place or gives it another day: 取消, 延期至5月23日."""
    cell = cell_of(document, number)
    states = row_states(document, cell) if cell else ()
    words = vocabulary()
    done = any(state in words.classes["done_state"] for state in states)
    return done or any(words.ends(state, "nothing_held", "halted") or _gives_way(state) for state in states)


def _calls_all_off(line: str) -> bool:
    """Whether a line says of a list below it that nothing of it takes place: 下列活动取消, 以下讲座延期，时间另定."""
    words, clauses = vocabulary(), CLAUSES.split(line)
    halts = words.has(line, "undecided")
    return any(
        words.has(clause, "list_lead")
        and (words.has(clause, "nothing_held") or (halts and words.has(clause, "halted")))
        for clause in clauses
    )


def moves(after: str) -> Iterator[int]:
    """Where what holds now begins, behind words by which a date gives way: 改为, 延期至."""
    for _, end in follows(after, "moved", FURTHEST):
        if after[end - 1] in INTO:
            yield end
        elif after[end : end + 1] in tuple(INTO):
            yield end + 1


def _gives_way(after: str) -> bool:
    return any(_is_day(after, at) for at in moves(after)) or _is_put_off(after)


def _is_put_off(after: str) -> bool:
    """Whether what is said of a date is put off by so long, on no condition: 的读书会延后一周举行, and not 如遇雨顺延一天."""
    return put_off_by(after) is not None


def put_off_by(after: str, within: int = FURTHEST) -> tuple[int, str] | None:
    """By how much what is said of a date is put off: 的读书会延后一周举行; None for not at all, or on a condition.

    >>> put_off_by("的读书会延后一周举行"), put_off_by("如遇雨顺延一天")
    ((1, '周'), None)
    """
    lengths = _lengths(after, "put_off", within)
    return next(((count, unit) for start, _, count, unit in lengths if not _meets(after[:start])), None)


def change_at(clause: str) -> int | None:
    """Where a clause begins to say by how much something is later, longer or sooner; None for nothing said, or on a condition.

    >>> change_at("网上报名多开放四天"), change_at("论坛顺延一周"), change_at("如遇雨顺延一天")
    (4, 2, None)
    """
    words = vocabulary()
    if words.begins(clause, "conditional") or words.begins(clause, "weather") or words.begins(clause, "because"):
        return None
    found = (length for name in CHANGES for length in _lengths(clause, name, len(clause)))
    return next((start for start, *_ in found if not _meets(clause[:start])), None)


def _lengths(text: str, name: str, within: int) -> Iterator[tuple[int, int, int, str]]:
    """The lengths right behind words of a class: where the words begin, where the length ends, how much, and its unit."""
    words = vocabulary()
    for start, end in follows(text, name, within):
        counted = end + number_end(text[end : end + LONGEST_COUNT])
        unit = words.begins(text, "span_unit", counted) or words.begins(text, "hour_unit", counted)
        if unit and counted > end:
            yield start, counted + len(unit), number(text[end:counted]), unit


def _meets(text: str) -> bool:
    """Whether words say that a day falls on another one: 遇节假日."""
    return vocabulary().has(text, "meets")


def minutes_later(clause: str) -> int | None:
    """By how many minutes a clause says that something begins later, less than none for earlier; None for nothing said.

    >>> minutes_later("开场时间晚一个小时"), minutes_later("开会时间提前半小时"), minutes_later("会议推迟一周")
    (60, -30, None)
    >>> minutes_later("时间往前挪一个半小时")
    -90
    """
    words = vocabulary()
    for name, sign in (("later_by", 1), ("earlier_by", -1)):
        for _, end in follows(clause, name, len(clause)):
            half = words.begins(clause, "half", end)
            counted = end + (len(half) or number_end(clause[end : end + LONGEST_COUNT]))
            more = words.begins(clause, "and_half", counted)  # 一个半小时
            unit = words.begins(clause, "hour_unit", counted + len(more)) or words.begins(
                clause, "minute_unit", counted
            )
            behind = counted + len(more) + len(unit)
            if unit and counted > end and is_last(clause, behind + _held(clause, behind)):
                length = HOUR if unit in words.classes["hour_unit"] else 1
                whole = length // 2 if half else length * number(clause[end:counted])
                return sign * (whole + (length // 2 if more else 0))
    return None


def _held(clause: str, at: int) -> int:
    """How many characters of a clause say that something takes place: 举行."""
    return len(vocabulary().begins(clause, "held", at))


def put_off_length(count: int, unit: str) -> str:
    """By how much something is put off, as a duration (ISO 8601-2, with its sign).

    >>> put_off_length(1, "周"), put_off_length(-2, "天"), put_off_length(60, "分钟")
    ('P1W', '-P2D', 'PT60M')
    """
    if unit in vocabulary().classes["hour_unit"]:
        if count % DAY_HOURS:
            return put_off_length(count * HOUR, MINUTES)
        return put_off_length(count // DAY_HOURS, "天")
    if unit in vocabulary().classes["minute_unit"]:
        return f"{'-' if count < 0 else ''}PT{abs(count)}M"
    sort = "W" if unit in vocabulary().classes["week_unit"] else "D"
    return f"{'-' if count < 0 else ''}P{abs(count)}{sort}"


def lengthened_by(after: str) -> tuple[int, str] | None:
    """By how much the words say that something ends later: 报名截止时间延长一周; None where they say something else.

    >>> lengthened_by("报名截止时间延长一周")
    (1, '周')
    """
    lengths = _lengths(after, "lengthens", len(after))
    return next(((n, unit) for start, _, n, unit in lengths if vocabulary().has(after[:start], "due")), None)


def lengthens(text: str) -> bool:
    """Whether the words say that something ends later, and not that it takes place later."""
    return lengthened_by("".join(text.split())) is not None


def ends_later(text: str) -> bool:
    """Whether what moves is the end of something that runs: 报名延长一周, 报名的关闭时间往后放两天.

    >>> ends_later("报名的关闭日期往后放两天"), ends_later("展览往后放两天")
    (True, False)
    """
    plain = "".join(text.split())
    return lengthens(text) or (put_off_by(plain, len(plain)) is not None and _names_end(plain))


def _names_end(text: str) -> bool:
    """Whether words name the time until which something runs: 截止时间, 关闭时间."""
    words = vocabulary()
    return words.has(text, "due") or any(
        words.begins(text, "time", end) for _, end in follows(text, "ceases", len(text))
    )


def brought_forward_by(after: str) -> tuple[int, str] | None:
    """By how much the words say that something takes place earlier: 考试提前两天举行; None where they say something else.

    >>> brought_forward_by("考试提前两天举行"), brought_forward_by("请提前两天报名")
    ((-2, '天'), None)
    """
    for _, behind, count, unit in _lengths(after, "sooner", len(after)):
        held = vocabulary().begins(after, "held", behind) or is_last(after, behind + 1)  # 早一周做
        if unit in vocabulary().classes["span_unit"] and (is_last(after, behind) or held):
            return -count, unit
    return None


def _is_day(text: str, at: int) -> bool:
    """Whether a day begins there: 原定于12月8日, 下周三, but no 下午."""
    words = vocabulary()
    at += text[at : at + 1] in tuple('“"')
    for name in ("planned", "on", "latest", "latest"):
        at += len(words.begins(text, name, at))
    if number := NUMERAL.match(text, at):
        return bool(words.begins(text, "day_sign", number.end()))
    word = words.begins(text, "day_lead", at)
    return bool(word) and text[at + len(word) : at + len(word) + 1] != "午"


def _fails(after: str) -> bool:
    """Whether it does not take place, once or for good: …的例会取消一次."""
    ends = (end for _, end in follows(after, "fails", FURTHEST, STOPS + "起"))
    return any(is_last(after, end + len(vocabulary().begins(after, "once", end))) for end in ends)


def _is_halted(after: str) -> bool:
    """Whether what is said of the date is put off until nobody knows when: …的论坛暂缓举办."""
    for _, of in follows(after, "of", 8):
        if after[of : of + 1] in ("", *STOPS):
            continue
        named = after[of + 1 :]
        for _, end in follows(named, "halted", 11):
            if is_last(named, end) or is_last(named, end + len(vocabulary().begins(named, "held", end))):
                return True
    return False


def _calls_off(before: str) -> bool:
    """Whether the words in front call off what the date is of: 取消12月3日和原定于…"""
    words = vocabulary()
    for name in ("on", "planned"):
        before = before.removesuffix(words.ends(before, name))
    if words.ends(before, "called_off"):
        return True
    joins = words.ends(before, "joins")
    bare = before[: len(before) - len(joins)]
    return bool(joins) and leads(bare[:-1], "called_off", LONGEST_ROW)
