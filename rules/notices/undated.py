"""What a notice says of entries that are there without a date of theirs: 论坛取消, 报告会延期，时间另行通知, 体检时间不变.

Each clause with such words is told, with the words that may name the entries; which entries these are, a calendar knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..clock import Clock
from ..languages.meanings import Point
from ..languages.parsing import recurrence
from ..languages.points import Frame
from .cited import amends, calls_off, withdraws
from .clocks import on_day, starts_time
from .documents import Block, BlockKind
from .documents.shapes import squeezed
from .gone import MINUTES, brought_forward_by, lengthened_by, minutes_later, put_off_by
from .names import clean
from .nearby import follows
from .notice import Finding, Notice
from .rows import row_name
from .words import vocabulary

MOVES, CANCELS, WAITS, STAYS = "moves", "cancels", "waits", "stays"
ACTS = (MOVES, CANCELS, WAITS, STAYS)
"""What a notice does with an entry that was set before, beside setting one."""
SENTENCE = re.compile(r"[。｡；;！？!?\n]+")
SPEAKING = (BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING)
LONGEST_CLOCK = 40
ANY_DAY = Point(year=2000, month=1, day=1)
SHORTEST, LONGEST_STATE = 2, 16
DUE = ("deadline", "duty", "offset")


def undated(notice: Notice, findings: Sequence[Finding]) -> list[Finding]:
    """What clauses of a notice say without a date of entries that are there, in the order of the text.

    Each has an `act` and no recurrence; `title` is the words that may name the entries.
    """
    document = notice.document
    if document is None:
        return []
    found: list[Finding] = []
    for block in document.blocks:
        if block.kind in SPEAKING:
            begin = block.start + block.mark
            for start, end in _parts(notice.text, begin, block.end, SENTENCE):
                found += _of_sentence(notice, findings, start, end, titled=block.kind is BlockKind.TITLE)
        elif block.cell:
            found += _of_cell(notice, findings, block)
    return found


def _of_cell(notice: Notice, findings: Sequence[Finding], block: Block) -> Iterator[Finding]:
    """What a short cell says of its row, which has no date: | 家长会 | 不再集中召开 |."""
    document = notice.document
    text = document.words(block) if document else ""
    if document is None or not SHORTEST < len(squeezed(text)) <= LONGEST_STATE:
        return
    act, by, _ = _act(squeezed(text), notice.text, block.start, block.end)
    name = row_name(document, block)
    dated = any(one.start <= finding.start < one.end for one in document.row(block) for finding in findings)
    if act in (CANCELS, WAITS) and name and name != text and not dated:
        sentence = f"{name} {text}"
        yield Finding(block.start, block.end, text, "event", "context", title=name, sentence=sentence, act=act, by=by)


def _parts(text: str, start: int, end: int, sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in sign.finditer(text, start, end):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if end > at:
        yield at, end


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """From where to where the clauses of a sentence stand; what is in brackets parts none."""
    at, depth = start, 0
    for place in range(start, end):
        char = text[place]
        depth = max(depth + (char in "(（") - (char in ")）"), 0)
        if char in "，," and not depth:
            yield at, place
            at = place + 1
    if end > at:
        yield at, end


def _of_sentence(
    notice: Notice, findings: Sequence[Finding], start: int, end: int, *, titled: bool
) -> Iterator[Finding]:
    """What the clauses of a sentence say without a date, each act once."""
    text, words = notice.text, vocabulary()
    inside = [one for one in findings if start <= one.start < end]
    moved = [one.former for one in findings if one.former]
    dated = [one for one in inside if one.act or (one.recurrence and one.recurrence in moved)]
    due = [one for one in inside if one.role == "calendar" and one.kind in DUE and not _is_now(one)]
    changes = amends(notice) or calls_off(notice) or any(one.act for one in findings)
    followed = max((one.start for one in inside if one.act == MOVES), default=-1)
    last: str | None = None
    conditional = False
    for at, to in _clauses(text, start, end):
        clause = squeezed(text[at:to])
        conditional = words.begins(clause, "conditional") != "" or (conditional and last is None)
        act, by, at_clock = _act(clause, text, at, to)
        if act is None and changes and not titled and followed < at and _is_put_off(clause):
            act = WAITS  # 抽签会推迟，运动会取消
        if (
            act == CANCELS
            and not withdraws(clause)
            and not _is_called_off(clause)
            and not (changes and _may_be_left_out(clause))
        ):
            continue  # 以往获奖者不再推荐
        if titled and act != CANCELS:
            continue  # to which day something moves, the text says
        if not act or conditional or any(at <= one.start < to for one in dated):
            last = act or last
            continue
        if act == CANCELS and any(at <= one.start < to for one in due):
            continue  # 报名6月30日24:00关闭
        hours = (one for one in inside if at <= one.start < to and one.kind == "window" and not _is_now(one))
        if act == CANCELS and _ceases(clause) and any(hours):
            continue  # 当日6:00至13:00停车场关闭
        if any(one.start < to and at < one.end and _recurs(one) for one in inside):
            continue  # 每周四，五六月暂停
        before, last = last, act
        bare = clause[: next((begin for begin, _ in follows(clause, "put_off", len(clause))), None)] if by else clause
        for sort in ("nothing_held", "fails", "ceases", "halted", "undecided", "put_off", "adverb", "whole"):
            bare = words.without_end(bare, sort, SHORTEST)
        named = bare
        for one in inside:
            named = named.replace(squeezed(one.quote), "")  # 上半年不再安排 names nothing
        own = len(named) > SHORTEST and bare != clause and act != WAITS
        if act == before and (len(named) < SHORTEST or words.begins(named, "no_more")):
            continue  # 一场取消，不再补办
        subject = clause if own or act == STAYS else squeezed(text[start:to])
        yield Finding(
            at, to, text[at:to], "event", "context", title=subject, sentence=text[start:end], act=act, by=by, at=at_clock,
            titled=titled,
        )  # fmt: skip


def _is_now(finding: Finding) -> bool:
    """Whether it is the day of the notice: 报名通道即日关闭."""
    return bool(vocabulary().begins(finding.quote, "from_now"))


def _recurs(finding: Finding) -> bool:
    dates = finding.recurrence if finding.role == "calendar" else None
    return dates is not None and dates.rule.single_span() is None


def _act(clause: str, text: str, start: int, end: int) -> tuple[str | None, tuple[int, str] | None, Clock | None]:
    """What a clause does: an act, by how much it moves, to which time of day."""
    words = vocabulary()
    if (words.has(clause, "unchanged") or words.has(clause, "restores")) and not words.has(clause, "unable"):
        return STAYS, None, None
    if withdraws(clause):
        return CANCELS, None, None
    if words.has(clause, "voided") or words.begins(clause, "besides"):
        return None, None, None  # of a notice: 原通知作废; of something more: 另定于10月19日召开领队会
    by = put_off_by(clause, len(clause)) or brought_forward_by(clause) or lengthened_by(clause)
    if by:
        return MOVES, by, None
    if (minutes := minutes_later(clause)) is not None:
        return MOVES, (minutes, MINUTES), None
    if _is_undecided(clause):
        return WAITS, None, None
    if words.has(clause, "suspended"):
        return WAITS, None, None
    if clock := _clock_moved(text, start, end):
        return MOVES, None, clock
    if _is_called_off(clause) or _is_no_more(clause):
        return CANCELS, None, None
    return None, None, None


def _is_put_off(clause: str) -> bool:
    """Whether a clause says of something that it takes place later, and nothing of when: 抽签会推迟."""
    words = vocabulary()
    thing = words.without_end(words.without_end(clause, "later"), "adverb")
    return (
        thing != clause and bool(clean(thing)) and bool(words.ends(clause, "later")) and not words.has(clause, "meets")
    )


def _is_undecided(clause: str) -> bool:
    """Whether a clause leaves open when something takes place: 时间另行通知, 论坛延期，另行通知; and not 参加人员另行通知."""
    words = vocabulary()
    if words.has(clause, "not_again"):
        return False
    at = next((start for start, _ in follows(clause, "undecided", len(clause))), None)
    if at is None:
        return False
    thing = words.without_end(clause[:at], "adverb").rstrip("将由")
    put_off = any(words.has(clause, sort) for sort in ("put_off", "halted", "moved_in_title", "fails"))
    return len(thing) <= SHORTEST or put_off or bool(words.ends(thing, "time"))


def _is_no_more(clause: str) -> bool:
    """Whether a clause says that something is not done after all: 名单不再报送, 不再自行打印决算表."""
    words = vocabulary()
    if words.has(clause, "not_again"):
        return False
    for _, end in follows(clause, "no_more", len(clause)):
        rest = words.without_start(clause[end:], "adverb")
        first = next(words.words(rest), None)
        if first and not first.start and first.among(("send", "act", "hold", "publish", "happen")):
            return True
    return False


def _is_called_off(clause: str) -> bool:
    """Whether a clause says in so many words that something does not take place: 论坛取消, 不再举办."""
    words = vocabulary()
    return words.has(clause, "nothing_held") or words.has(clause, "fails") or _ceases(clause)


def _may_be_left_out(clause: str) -> bool:
    """Whether what is done no more is a thing, and not what somebody may not do."""
    words = vocabulary()
    at, end = next(iter(follows(clause, "no_more", len(clause))), (0, 0))
    does = words.without_start(clause[end:], "adverb")
    verb = next(words.words(does), None)
    return bool(verb and does[verb.end :]) or not words.ends(clause[:at], "people")


def _ceases(clause: str) -> bool:
    """Whether what a clause names ends: 报名通道即日关闭, 停止报名; and not 演练开始前关闭燃气阀门."""
    words = vocabulary()
    bare = clause.rstrip("了")
    if words.ends(words.without_end(bare, "ceases"), "later", "longer", "sooner_verb"):
        return False  # 投稿系统延后关闭
    return bool(words.ends(bare, "ceases") or words.ends(clause, "ceases") or words.begins(clause, "ceases"))


def _clock_moved(text: str, start: int, end: int) -> Clock | None:
    """The time of day to which a clause moves something: 开讲时间由14:00调整为15:30, 挪到下午，14:00开始."""
    words = vocabulary()
    said = (
        found
        for name in ("moved", "should_be")
        for found in follows(text[start:end], name, end - start, stops="。；\n")
    )
    for _, at in said:
        place = start + at
        half = len(words.begins(text, "morning", place) or words.begins(text, "afternoon", place))
        place += half + 1 if half and text[place + half : place + half + 1] in tuple("，,") else 0
        place += text[place : place + 1] in tuple("“‘")
        if starts_time(text, place):
            return clock_at(text, place, min(place + LONGEST_CLOCK, len(text)))
    return None


def clock_at(text: str, start: int, stop: int) -> Clock | None:
    """The time of day, or from when until when, that stands at a place; None for none."""
    reading = on_day(ANY_DAY, text, start, stop)
    return recurrence(reading.meaning, Frame()).clock if reading else None
