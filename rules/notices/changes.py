"""What a notice changes of what was set before: a date that moves, what is cancelled, what waits until further notice.

A date that gives way, and the one that takes its place, are findings already; here they are put together. Which entry of a
calendar is meant, is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .again import by_quotation, days_on_calendar, said_again
from .around import members
from .documents.shapes import squeezed
from .moved import (
    gives_way,
    is_how_long,
    is_length,
    is_moved,
    is_of_that_day,
    is_said_before,
    of_former,
    on_condition,
    said_before_of,
    subject,
)
from .names import clean, is_who
from .notice import Finding
from .place import STOP, Place, joins
from .sentence import DATES, THERE
from .undated import MOVES
from .words import vocabulary

FURTHEST = 120
"""Characters between a date and the one that takes its place."""
HOW = ("moved_in_title", "whole", "respectively", "error_of", "adverb")
"""Words at the end of a name that say how it changes: 相应, 分别, 更正, 之误."""
SHORTEST = 2
CLAUSES = re.compile("[，,。；;]")


def with_changes(found: Sequence[tuple[Finding, Place]]) -> Iterator[Finding]:
    """The findings, each date that gives way with what becomes of it, and what takes its place with what was before."""
    yield from _Changes(found).findings()


class _Changes:
    """The findings of a notice on their way, one by one in the order of the text."""

    def __init__(self, found: Sequence[tuple[Finding, Place]]) -> None:
        self.found = found
        self._again = dict(said_again(found))
        """The dates said once more, with the number of the first."""
        self._quoted = dict(by_quotation(found))
        """The dates in quotations that take the place of others, with the number of these."""
        self._now = [finding for finding, _ in found]
        self._waiting: list[int] = []
        """The dates that gave way to one that is still to come."""

    def findings(self) -> list[Finding]:
        """The findings with what changes."""
        for number, (finding, place) in enumerate(self.found):
            self._now[number] = self._apart(number, finding, place) or self._one(number, finding, place)
        for number, first in self._again.items():
            self._join(number, first)
        for number in range(len(self.found)):
            self._finally(number)
            self._respectively(number)
            self._each(number)
        return [_named(now, place) for now, (_, place) in zip(self._now, self.found, strict=True)]

    def _finally(self, number: int) -> None:
        """Makes of a day that was moved once more the one that holds: 原定9月22日，后改为9月24日，现最终定为9月25日."""
        finding, place = self._now[number], self.found[number][1]
        last = number - 1
        if last < 0 or finding.role != "calendar" or self._now[last].act != MOVES or finding.former:
            return
        lead = squeezed(place.text[self.found[last][1].end : place.start]).strip("，,")
        if self.found[last][1].number == place.number and lead and vocabulary().made_of(lead, "fixed_on", "moved"):
            before = self._now[last]
            self._now[number] = replace(finding, act=MOVES, former=before.former, title=before.title)
            self._now[last] = replace(before, role="context", act=None, former=None, principle="gone")

    def _respectively(self, number: int) -> None:
        """Gives the dates of a row the names of a row, one by one: 开幕式、闭幕式分别调整为10月15日和10月17日."""
        place, words = self.found[number][1], vocabulary()
        before = squeezed(place.situation.before)
        at = words.place(before, "respectively", 0, len(before))
        names = members(before[: at[0]]) if at else []
        row = self._row_from(number)
        whose = any(is_who(name) for name in names)  # 单位会员、各专业委员会分别于3月4日、3月11日前报送
        if len(names) > 1 and not whose and len(row) == len(names) and self._now[number].role == "calendar":
            for one, name in zip(row, names, strict=True):
                self._now[one] = replace(self._now[one], title=name, act=self._now[number].act)

    def _row_from(self, number: int) -> list[int]:
        """The numbers of the dates of a row that begins with this one."""
        row = [number]
        for other in range(number + 1, len(self.found)):
            last = self.found[row[-1]][1]
            if not joins(last.text[last.end : self.found[other][1].start]):
                break
            row.append(other)
        return row

    def _each(self, number: int) -> None:
        """Says of each member of a row what is said of all: 14日的开幕式、22日的抽签会均取消, 9日、16日的培训均延后一周."""
        finding, place, words = self._now[number], self.found[number][1], vocabulary()
        if (
            finding.role == "calendar"
            or finding.act is None
            or not words.has(squeezed(place.situation.after), "each_of")
        ):
            return
        for before in range(number - 1, -1, -1):
            one, other = self.found[before][1], self.found[before + 1][1]
            between = squeezed(one.text[one.end : other.start])
            if one.number != place.number or self._now[before].act or not words.ends(between, "joins"):
                break
            named = subject(words.without_end(between, "joins"))
            self._now[before] = replace(
                self._now[before], role="context", act=finding.act, by=finding.by, title=named or finding.title
            )
        behind = number + 1
        if finding.by and behind < len(self.found) and is_how_long(self.found[behind][0], self.found[behind][1]):
            self._now[behind] = replace(self._now[behind], role="context", act=None, former=None, principle="gone")

    def _apart(self, number: int, finding: Finding, place: Place) -> Finding | None:
        """A finding of which is told without looking for another one what it is; None for the others."""
        if is_length(finding) and is_how_long(finding, place):
            return replace(finding, role="context", principle="gone")
        if number in self._again:
            return replace(finding, role="context", principle="again")
        if number in self._quoted.values():
            return replace(finding, role="context", principle="gone", act=None)
        if number in self._quoted:
            return _moved(finding, self._now[self._quoted[number]], place)
        if finding.role == "calendar" and finding.recurrence and self._is_corrected(number):
            self._waiting.append(number)
            return replace(finding, role="context", principle="gone")
        if vocabulary().begins(place.situation.after, "basis"):
            return replace(finding, role="context", principle="gone")  # 在6月26日的基础上再次延长
        if finding.role == "calendar" and on_condition(place):
            return finding
        if finding.act is None and is_of_that_day(finding, place):
            return self._on_that_day(finding, place)
        return None

    def _on_that_day(self, finding: Finding, place: Place) -> Finding:
        """Another time of the day that was said before: 原定9月17日9时开庭，现变更为当日15时."""
        clock = finding.recurrence.clock if finding.recurrence else None
        former = self._waiting[-1] if self._waiting else None
        if former is None or self.found[former][1].number != place.number:
            return replace(finding, role="context", act=MOVES, recurrence=None, at=clock)
        self._waiting.remove(former)
        self._now[former] = replace(self._now[former], act=MOVES, at=clock)
        return replace(finding, role="context", recurrence=None)

    def _is_corrected(self, number: int) -> bool:
        """Whether the next date, or one in the line below, is what should have been written."""
        below = number + 1 < len(self.found) and _is_corrected_below(self.found[number][1], self.found[number + 1][1])
        return below or _is_corrected(self.found, number)

    def _one(self, number: int, finding: Finding, place: Place) -> Finding:
        """A date that gives way, one to which something moves, or any other."""
        if finding.recurrence and gives_way(finding, place):
            return self._gone(number, finding, place)
        if finding.role != "calendar" or not finding.recurrence:
            return finding
        former = self._former(number, place)
        if former is None:
            return replace(finding, act=MOVES) if is_moved(place) else finding
        moved = _moved(finding, self._now[former], place)
        self._now[former] = replace(self._now[former], act=None, by=None)
        self._waiting.remove(former)
        return moved

    def _gone(self, number: int, finding: Finding, place: Place) -> Finding:
        """A date that gives way: to the one right before it, or to one still to come."""
        self._now[number] = gone = of_former(replace(finding, role="context"), place)
        after = _moved_before(self._now, self.found, number)
        if after is None:
            self._waiting.append(number)
            _share(self._now, self.found, number)
            return self._now[number]
        self._now[after] = _moved(self._now[after], gone, self.found[after][1])
        return replace(gone, act=None)

    def _former(self, number: int, place: Place) -> int | None:
        """The number of the date that gives way to this one: its own, or the first of a row of which this is one."""
        former = _former_of(self._now, self.found, self._waiting, number)
        last = number - 1 if number else 0
        in_row = self._now[last].act == MOVES and joins(place.text[self.found[last][1].end : place.start])
        if former is None and in_row and self._now[last].former and self._waiting:
            return self._waiting[0]
        return former

    def _join(self, number: int, first: int) -> None:
        """Gives a date that is said twice, mostly more fully, what is said of the first one."""
        one, again = self._now[first], self.found[number][0]
        if days_on_calendar(self.found[first][0]) == days_on_calendar(again):  # and not one of several days
            self._now[number] = replace(
                again, title=one.title, act=one.act, former=one.former, by=one.by, role=one.role
            )
            self._now[first] = replace(one, role="context", act=None, former=None, by=None, principle="again")


def _named(finding: Finding, place: Place) -> Finding:
    """A finding of what changes, by the name of what it is of alone: “开标时间”更正 is 开标时间, 领队会相应 is 领队会."""
    if finding.act is None or not finding.title:
        return finding
    if finding.act == MOVES and is_said_before(place) and (own := said_before_of(place)):
        return replace(finding, title=own)
    if (
        finding.act == MOVES
        and finding.kind == "deadline"
        and not finding.former
        and (other := _own_name(finding, place))
    ):
        return replace(finding, title=other)
    plain = finding.title if "”" in finding.title[:-1].rstrip("”") else finding.title.strip("“”")
    for opening, closing in (("“", "”"), ("‘", "’")):
        if finding.title.startswith(opening) and vocabulary().made_of(finding.title.rpartition(closing)[2], *HOW):
            plain = finding.title[1:].rpartition(closing)[0]
    bare = plain
    while (short := subject(_without_how(bare))) != bare:
        bare = short
    return replace(finding, title=bare or finding.title)


def _own_name(finding: Finding, place: Place) -> str | None:
    """The name in the clause before a date to which something moves, where the title is of other words; else None."""
    words = vocabulary()
    title = words.without_end(finding.title or "", "due", SHORTEST)
    clause = squeezed(place.situation.before)
    if THERE in clause or not words.ends(clause, "moved", "fixed_on"):
        return None
    said = any(title[at : at + 2] in clause for at in range(len(title) - 1)) or title in squeezed(place.saying.label)
    own = _without_how(subject(clause))
    return None if said or len(own) <= SHORTEST or words.begins(own, "because") or is_who(own) else own


def _without_how(name: str) -> str:
    words = vocabulary()
    for sort in HOW:
        name = words.without_end(name, sort, SHORTEST)
    return name


def _is_corrected(found: Sequence[tuple[Finding, Place]], number: int) -> bool:
    """Whether the next date is what should have been written: “10月17日19:00”应为“10月18日19:00”."""
    if number + 1 == len(found):
        return False
    place, other = found[number][1], found[number + 1][1]
    between = squeezed(place.text[place.end : other.start])
    if len(between) > FURTHEST or "\n\n" in place.text[place.end : other.start]:
        return False
    words = vocabulary()
    if between in words.classes["becomes"]:
        return True
    wrong = place.quote[-1:] == "”" or "”" in between or words.has(between, "wrong")
    return wrong and bool(words.ends(CLAUSES.split(between)[-1].rstrip("“"), "should_be"))


def _share(findings: list[Finding], found: Sequence[tuple[Finding, Place]], number: int) -> None:
    """Says of the dates in a row before it what is said behind the last of them: 原定5月14日、15日举行的考试均顺延一周."""
    last = findings[number]
    for before in range(number - 1, -1, -1):
        one, other = found[before][1], found[before + 1][1]
        if not findings[before].recurrence or not joins(one.text[one.end : other.start]) or last.act is None:
            return
        findings[before] = replace(findings[before], role="context", act=last.act, by=last.by, title=last.title)


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
    return (
        words.begins(text, "becomes") != ""
        or words.has(text, "moved")
        or words.has(text, "put_off")
        or words.has(text, "should_be")
    )


def _moved_before(findings: Sequence[Finding], found: Sequence[tuple[Finding, Place]], number: int) -> int | None:
    """The number of the date right before that holds now: 改为6月26日（原定6月12日）; None where none is."""
    place = found[number][1]
    last = next((n for n in range(number - 1, -1, -1) if findings[n].role == "calendar"), None)
    if last is None or findings[last].former or not _beside(found[last][1], place):
        return None
    if vocabulary().begins(place.situation.after, "void_day"):
        return last  # 于10月16日召开，预通知所说的9月下旬不再作准
    if not place.situation.former:
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
    verb = words.made_of(finding.title or "", "hold")
    named = bool(finding.title) and not verb and finding.title not in (place.saying.core, place.title)
    because = words.begins(finding.title or "", "because")
    title = former.title if former.title and (because or verb or (nameless and not named)) else finding.title
    return replace(finding, act=MOVES, former=former.recurrence, title=title or former.title)
