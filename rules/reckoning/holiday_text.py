"""Reads the text of a yearly holiday notice: headings, dates, and what the words behind each say of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..messages import Message
from .holiday_checks import Failure, Part, failures, festivals, residual, wrong_year

FESTIVAL = "[“\"']?(?:元旦|春节|清明|五一|十一|国际劳动|劳动|端午|中秋|国庆)节?[”\"']?(?:国际劳动节)?(?:假期)?"
HEAD = re.compile(f"(?:[一二三四五六七八九十]+、|[(]?\\d{{1,2}}[.、)])?({FESTIVAL}(?:[、和]{FESTIVAL})*):")
END = re.compile("注意:|节假日期间|国务院办公厅|经国务院批准|现将|延长|额外|各地区")
DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?")
RANGE = re.compile("至|到|[-—–~]+")
JOIN = ("", "、", "和", "及", "与")
WEEKDAY = re.compile("(?:周|星期|礼拜)([一二三四五六日天])")
COUNT = re.compile("(?:共|放假)(?:计)?([0-9]+|[一二三四五六七八九十])[天日]")
SEVERAL = re.compile("([两二三四五])个公休日")
TITLED = re.compile(r"(?:关于|现将|调整|延长|通知[,:])(\d{4})年(?!\d)")
NUMBER = re.compile(r"国(?:办)?发(?:明电)?[〔\[(【]\d{4}[〕\])】]\d+号")
ISSUED = re.compile(r"国务院(?:办公厅)?(\d{4})年(\d{1,2})月(\d{1,2})日")
EXTRA = re.compile("关于(?:中国人民)?([^《》。]{2,40}?)(?:调休)?放假的通知")
NUMERALS = {**{c: n for n, c in enumerate("零一二三四五六七八九十")}, "两": 2, "日": 7, "天": 7}
LARGEST = 20_000
"""Characters that a notice may have; none from 2004 to 2026 has more than 2,000."""
LONGEST = 16
"""Days that a range may hold; ten at most from 2004 to 2026."""


@dataclass(slots=True)
class Reading:
    """What a text says: the festivals of a year, and what is wrong with it."""

    year: int | None
    parts: list[Part] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    number: str | None = None
    issued: date | None = None
    granted: int = 0


@dataclass(slots=True)
class _Group:
    """Dates that stand together and the words behind them."""

    dates: list[date]
    role: str
    tail: str
    ranged: bool


def squeeze(text: str) -> str:
    """The text without addresses and white space, full-width forms narrowed."""
    kept = (line for line in text.splitlines() if not re.match(r"\s*https?://", line))
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", "".join(kept)))


def stated_year(text: str) -> int | None:
    """The year that a notice says it is of; None where it does not.

    >>> stated_year("关于2027年部分节假日安排的通知")
    2027
    """
    found = TITLED.search(squeeze(text))
    return int(found[1]) if found else None


def read_text(text: str, year: int | None, before: Sequence[Part] | None = None) -> Reading:
    """What the text says of the year; a text without headings changes what was known before."""
    plain = squeeze(text)
    if len(plain) > LARGEST:
        said = Message("the text has {n} characters, a holiday notice at most {most}", n=len(plain), most=LARGEST)
        return Reading(year, failures=[Failure("dates", said)])
    stated = [int(found) for found in TITLED.findall(plain)]
    reading = Reading(year or stated_year(text))
    if reading.year is None:
        reading.failures.append(Failure("dates", Message("the text does not say its year; name it with --year")))
        return reading
    for other in dict.fromkeys(stated):
        if other != reading.year:
            reading.failures.append(wrong_year(str(other), reading.year))
    _head(reading, plain)
    rest = _sections(reading, plain)
    if not reading.parts:
        if not before:
            said = Message("no festival was found; its lines begin as in 一、元旦：")
            reading.failures.append(Failure("complete", said))
            return reading
        reading.parts, rest = list(before), plain
        reading.granted = residual(reading.year, reading.parts)
    elif rest:  # a change may not hide what is wrong with the arrangement that it changes
        reading.failures.extend(failures(reading.year, reading.parts))
    _changes(reading, rest)
    return reading


def _head(reading: Reading, plain: str) -> None:
    number, issued = NUMBER.search(plain), ISSUED.search(plain)
    reading.number = number[0] if number else None
    if issued:
        try:
            reading.issued = date(*map(int, issued.groups()))
        except ValueError:
            reading.failures.append(Failure("dates", Message("“{text}” is no date", text=issued[0])))


def _sections(reading: Reading, plain: str) -> str:
    """Reads the sections of the festivals; returns what stands behind them."""
    heads = list(HEAD.finditer(plain))
    rest = ""
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        body = plain[head.end() : following.start() if following else len(plain)]
        if cut := END.search(body):
            body, rest = body[: cut.start()], body[cut.start() :]
        name = head[1].removesuffix("假期")
        reading.parts.append(_Section(reading, name).read(body))
    return rest


def _changes(reading: Reading, rest: str) -> None:
    """Applies what a later notice changes: an extension, a new arrangement, or days beside the regulation."""
    assert reading.year is not None
    if longer := re.search(r"延长(?:\d{4}年)?(\w{2,3}?)假期至", rest):
        _extend(reading, festivals(longer[1]), rest[longer.end() :])
    elif changed := re.search(r"调整(?:\d{4}年)?(\w{2,3}?)放假安排[^。]*。", rest):
        part = _Section(reading, changed[1]).read(rest[changed.end() :])
        same = [n for n, old in enumerate(reading.parts) if festivals(old.name) == festivals(part.name)]
        if not same:
            reading.failures.append(Failure("complete", Message("{name} is missing", name=part.name)))
        for n in same:
            reading.parts[n] = part
    elif extra := re.search("额外的放假安排如下:|具体安排如下:|通知如下:", rest):
        named = EXTRA.search(rest)
        part = _Section(reading, named[1] if named else "纪念日").read(rest[extra.end() :])
        if sum(day.weekday() < 5 for day in part.off) - len(part.work) != 1:
            said = Message("{name}: one day more is granted than is worked for", name=part.name)
            reading.failures.append(Failure("balance", said))
        reading.granted += 1
        reading.parts.append(part)
    elif unread := re.search(f"{DATE.pattern}[^。]*?(?:放假|上班|补休|假期)", rest):
        said = Message("the change is not understood: {text}", text=unread[0][:60])
        reading.failures.append(Failure("dates", said))


def _extend(reading: Reading, names: Sequence[str], text: str) -> None:
    section = _Section(reading, "、".join(names))
    dates = [section.day(match) for match in DATE.finditer(text)]
    part = next((part for part in reading.parts if festivals(part.name) == tuple(names)), None)
    if part is None or not part.off or not dates or dates[0] is None:
        reading.failures.append(Failure("dates", Message("the change is not understood: {text}", text=text[:60])))
        return
    assert reading.year is not None
    end, before = dates[0], residual(reading.year, reading.parts)
    last = max(part.off)
    if not 0 < (end - last).days <= LONGEST or (len(dates) > 1 and dates[1] != end + timedelta(1)):
        reading.failures.append(Failure("counts", Message("{name}: no days up to {day}", name=part.name, day=str(end))))
    off = [last + timedelta(n + 1) for n in range((end - last).days)]
    changed = Part(part.name, [*part.off, *off], [day for day in part.work if day > end or day < last])
    reading.parts[reading.parts.index(part)] = changed
    reading.granted += residual(reading.year, reading.parts) - before


class _Section:
    """Reads the sentences of one festival."""

    def __init__(self, reading: Reading, name: str) -> None:
        self.reading, self.name = reading, name
        self.months: list[int] = []
        self.off: set[date] = set()

    def fail(self, check: str, said: Message) -> None:
        """Notes what does not hold."""
        self.reading.failures.append(Failure(check, Message("{name}: {what}", name=self.name, what=said)))

    def read(self, body: str) -> Part:
        """The days of the festival."""
        groups = list(self._groups(body))
        by_role = {role: [d for g in groups if g.role == role for d in g.dates] for role in ROLES}
        self._moved(groups, by_role, body)
        sources = [day for day in by_role["source"] if day not in self.off]
        if by_role["work"] and by_role["source"] and set(by_role["work"]) != set(sources):
            self.fail("moves", Message("the days worked are not the days of rest that were moved"))
        work = list(dict.fromkeys((*by_role["work"], *sources)))
        return Part(self.name, sorted(self.off), work, "与周末连休" in body)

    def _groups(self, body: str) -> Iterator[_Group]:
        matches = list(DATE.finditer(body))
        previous, n = "", 0
        while n < len(matches):
            last = n
            while last + 1 < len(matches) and _joins(body[matches[last].end() : matches[last + 1].start()]):
                last += 1
            end = matches[last + 1].start() if last + 1 < len(matches) else len(body)
            tail = body[matches[last].end() : end]
            role = _role(previous, tail)
            if role is None:
                self.fail("dates", Message("what “{text}” means is not said", text=matches[n][0]))
            group = self._group(body, matches[n : last + 1], role or "off", tail)
            if group.role == "off":
                self.off.update(group.dates)
                self._counted(group, body[matches[n].start() : end])
            yield group
            previous, n = tail, last + 1

    def _group(self, body: str, matches: Sequence[re.Match[str]], role: str, tail: str) -> _Group:
        dates: list[date] = []
        ranged, start = False, None
        for before, match in zip([None, *matches[:-1]], matches, strict=True):
            ends = bool(before and RANGE.fullmatch(body[before.end() : match.start()]))
            day = self.day(match, role, start if ends else None)
            if day and ends and start:
                ranged = True
                if 0 < (day - start).days < LONGEST:
                    dates += [start + timedelta(n + 1) for n in range((day - start).days)]
                else:
                    said = Message("no days from {first} to {last}", first=str(start), last=str(day))
                    self.fail("dates", said)
            elif day:
                dates.append(day)
            start = day
        return _Group(dates, role, tail, ranged)

    def day(self, match: re.Match[str], role: str = "off", start: date | None = None) -> date | None:
        """The date of a match; its month and year may stand further in front. None, and noted, where there is none."""
        year, month, number, bracket = match.groups()
        months = [int(month)] if month else [start.month] if start else self.months[::-1]
        found = [day for m in months if (day := self._civil(year, m, int(number), start, month))]
        if role == "legal" and not month:
            found = [day for day in found if day in self.off] or found
        if not found:
            self.fail("dates", Message("“{text}” is no date", text=match[0]))
            return None
        self.months.append(found[0].month)
        self._weekday(found[0], match[0], bracket or "")
        return found[0]

    def _civil(self, year: str | None, month: int, day: int, start: date | None, said: str | None) -> date | None:
        assert self.reading.year is not None
        over = "元旦" in self.name and month == 12
        inherited = start.year if start and not said else self.reading.year - over
        try:
            return date(int(year) if year else inherited, month, day)
        except ValueError:
            return None

    def _weekday(self, day: date, words: str, bracket: str) -> None:
        stated = WEEKDAY.search(bracket)
        if stated and NUMERALS[stated[1]] != day.isoweekday():
            right = "一二三四五六日"[day.weekday()]
            said = Message("“{text}”: {day} is 星期{weekday}", text=words, day=str(day), weekday=right)
            self.fail("weekdays", said)

    def _counted(self, group: _Group, words: str) -> None:
        for stated in COUNT.findall(group.tail):
            number = NUMERALS.get(stated) or (int(stated) if stated.isdigit() else 0)
            if number != len(group.dates):
                said = Message("“{text}” are {n} days", text=words[:40], n=len(group.dates))
                self.fail("counts", said)

    def _moved(self, groups: Sequence[_Group], by_role: dict[str, list[date]], body: str) -> None:
        """Days of rest given and taken, and every day off accounted for where the text tells them one by one."""
        sources, targets = by_role["source"], by_role["target"]
        feasts = sum("及" in group.tail for group in groups if group.role == "source")
        if len(sources) + feasts != len(targets):
            said = Message("{n} days of rest are moved to {m} days", n=len(sources) + feasts, m=len(targets))
            self.fail("moves", said)
        told = [*by_role["legal"], *by_role["rest"], *targets]
        for group in groups:
            several = SEVERAL.search(group.tail)
            if several and NUMERALS[several[1]] != len(group.dates):
                self.fail("counts", Message("“{text}” are {n} days", text=several[0], n=len(group.dates)))
        wrong = set(told) ^ self.off if by_role["legal"] else set(told) - self.off
        if any(group.ranged for group in groups):
            singles = {day for group in groups if group.role == "off" and not group.ranged for day in group.dates}
            spans = {day for group in groups if group.role == "off" and group.ranged for day in group.dates}
            wrong |= singles - spans
        for day in sorted(wrong):
            self.fail("moves", Message("{day} is told of otherwise in another place", day=str(day)))
        for day in by_role["rest"]:
            if day.weekday() < 5:
                self.fail("moves", Message("{day} is no Saturday or Sunday", day=str(day)))


WORDS = {
    "source": ("调至",),
    "legal": ("法定",),
    "work": ("上班",),
    "off": ("放假", "补休", "调休", "休息"),
    "rest": ("公休",),
}
"""What the words behind a date make of it, the first that fits."""
ROLES = (*WORDS, "target")


def _joins(between: str) -> bool:
    return between in JOIN or bool(RANGE.fullmatch(between))


def _role(previous: str, tail: str) -> str | None:
    """What the words behind some dates, and those in front, say of them; None where they say nothing."""
    if previous.endswith("调至"):
        return "target"
    for clause in re.split("[,;:]", tail.partition("。")[0]):
        for role, words in WORDS.items():
            if any(word in clause for word in words):
                return role
    return None
