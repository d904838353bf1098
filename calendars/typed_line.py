"""Lines that people type: a rule and a title in either order, with the time of day and the place wherever they stand.

The whole line is understood, or it is refused with a caret under what may belong to the date: half of a date is worse
than none. Words that lean on a day (明天) lean on the day of typing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules import (
    FIRST_DAY,
    Message,
    Recurrence,
    RuleError,
    Sort,
    UnknownObservance,
    UnreadRule,
    YuelingError,
    dates_in,
    is_understood,
    is_within,
    joined_at,
    observance_named,
    once,
    parse,
    readings,
    rule_ends,
    settled,
    weekday_name,
    words_of_dates,
    write,
)

MOST_WORDS = 96
"""Pieces of a line that may be of a date, overlapping ones counted each, at most: twelve dates and a title have 70."""
MOST_CUTS = 16
"""Places at most at which a line is cut, beside those at which the grammar says that a rule may end."""
REPORTING = (
    "报送|上报|填报|呈报|申报|报告|报备|报批|提交|递交|送交|提供|上交|报表|月报|季报|年报|缴纳|缴费"
    "|submit|report|file|hand in"
)
"""Words of what has to be handed in."""
_APART = " \t\u3000,，:：;；。"
_AROUND = _APART + "-—–·"
"""What may stand between a rule and a title."""
_ARTICLES = ("a", "an", "the")
_LANGUAGES = ("zh", "en")
_HELD = re.compile(rf"[在于](?P<place>[^{_APART}]{{2,40}}?)(?:召开|举行|举办)")
_PLACE = re.compile(rf"(?:会议)?地点[:：]\s*(?P<place>[^{_APART}]{{1,60}})")
_LEAD = re.compile("^(?:请?(?:定|拟|将|务必)?于|(?:会议|活动|培训|截止)?时间[:：])")
_SET_FOR = re.compile("(?:定|拟|将)于")


class NoTitle(YuelingError):
    """A line that is a rule and nothing else."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("“{text}” has a rule and no title", text=text),
            Message("write the title behind it, as in “{text} 报送总结”, or give --title", text=text),
        )


class Unsure(UnreadRule):
    """A line with words that may belong to its date, and were not understood as that."""

    def __init__(self, text: str, start: int, end: int, rule: str, *, abutting: bool) -> None:
        words = text[start:end]
        said = Message("“{words}” may belong to the date, and does not go with “{rule}”", words=words, rule=rule)
        apart = Message("if it begins the title, put a space before it; else write the date in one piece")
        titled = Message("write the date in one piece; if these words are of the title, give it with --title")
        super().__init__(text, start, end, said, apart if abutting else titled)
        self.search = lambda: _nearest(text[:end], rule)


def _nearest(text: str, rule: str) -> str | None:
    """The nearest wording of the whole, where it holds more than the rule that was read anyway."""
    try:
        parse(text)
    except UnreadRule as error:
        return error.nearest if error.nearest and len(error.nearest) > len(rule) else None
    except YuelingError:
        pass
    return None


class WrongWeekday(YuelingError):
    """A date whose weekday is another than the words say."""

    def __init__(self, text: str, day: date) -> None:
        super().__init__(
            Message("“{text}”: {day} is a {name}", text=text, day=str(day), name=weekday_name(day.weekday())),
            Message("mend the day or the weekday, or write the year in which they agree"),
        )


class NoDate(YuelingError):
    """A rule that names no date by itself."""


@dataclass(frozen=True, slots=True)
class TypedRule:
    """A rule as it is meant by whoever types it."""

    recurrence: Recurrence
    other: Recurrence | None = None
    """What the words may mean as well: every year for what is taken once, once for what is taken as yearly."""
    within: bool = False
    """Whether the words say within which time something is due: 10个工作日内."""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What a line says."""

    rule: TypedRule
    title: str
    place: str | None = None


# ------------------------------------------------------------------ the rule


def read_rule(text: str, today: date | None = None) -> TypedRule:
    """The rule that the whole text is, as it is meant by whoever types it that day.

    A date without its year that has a time, a weekday or a deadline is the next one; others are yearly.

    >>> found = read_rule("12月18日下午2:30", date(2026, 11, 30))
    >>> write(found.recurrence), write(found.other)
    ('2026年12月18日14:30', '每年12月18日14:30')

    Raises UnreadRule and RuleError as `parse` does, WrongWeekday; NoDate for a length, and for a cycle without a beginning.
    """
    recurrence = parse(text, reference=today)
    check_weekday(text, recurrence)
    if today is None:
        return TypedRule(recurrence)
    if is_within(text):
        return TypedRule(settled(recurrence), within=True)
    if "grain" in recurrence.notes:  # 一个月后: the day a month ahead is meant, not the whole month
        days = [other for other in readings(text, reference=today)[1:] if other.rule.one_day() or _is_day(other)]
        if days:
            return TypedRule(settled(days[0]), settled(recurrence))
    _check_date(text, recurrence, today)
    found = once(text, today)
    if not found:
        return TypedRule(settled(recurrence))
    timed = recurrence.clock or recurrence.remarks() or recurrence.rule.deadline()
    if not (found.weekday or timed):
        return TypedRule(settled(recurrence), settled(found.recurrence))
    check_weekday(text, found.recurrence)
    return TypedRule(settled(found.recurrence), settled(recurrence))


def _is_day(recurrence: Recurrence) -> bool:
    span = recurrence.rule.single_span()
    return bool(span and span.days == 1)


def check_weekday(text: str, recurrence: Recurrence) -> None:
    """Raises WrongWeekday where the weekday in brackets is not that of the one day of the rule."""
    span = recurrence.rule.single_span()
    if span and "weekday" in recurrence.notes:
        raise WrongWeekday(text, span.first)


def _check_date(text: str, recurrence: Recurrence, today: date) -> None:
    """Raises NoDate for what would never be reminded of, and that a word more makes a date."""
    if recurrence.rule.sort is Sort.LENGTH:
        said = Message("“{text}” is a length of time, and no date", text=text)
        raise NoDate(
            said, Message("write {text}后 for the day on which it is over, {text}内 for the time itself", text=text)
        )
    missing = recurrence.rule.start_missing()
    if missing and not recurrence.upcoming(today, 1):
        begun = _begun(recurrence, today)
        remedy = Message("as it would be counted from now on: “{rule}”", rule=begun) if begun else None
        raise NoDate(Message("“{text}” names no date: {why}", text=text, why=missing), remedy)


def _begun(recurrence: Recurrence, today: date) -> str | None:
    """The rule with a beginning in front that makes it name dates, as people would write it."""
    value, words = recurrence.rule.value() or "", write(recurrence)
    year, month, day = (
        f"自{today.year}年起",
        f"自{today.year}年{today.month}月起",
        f"自{today:%Y年}{today.month}月{today.day}日起",
    )
    for begin in (year, month, day) if value.endswith("Y") else (month, day) if value.endswith("M") else (day,):
        try:
            found = parse(begin + words)
        except YuelingError:
            continue
        if found.upcoming(today, 1):
            return write(found)
    return None


# ------------------------------------------------------------------ the line


def read_line(text: str, today: date | None = None) -> TypedLine:
    """What the line says: the rule is its longest part at the beginning, else at the end, that reads as one.

    >>> read_line("12月18日下午2:30在三楼会议室召开理事会", date(2026, 11, 30)).place
    '三楼会议室'

    Raises Unsure where what is left may belong to the date, NoTitle where nothing is left, UnreadRule where no part is a
    rule, and what `read_rule` raises.
    """
    text, place = _without_place(_LEAD.sub("", text.strip()))
    if words_of_dates(text) > MOST_WORDS:
        said = Message("the line holds too many numbers and words of dates to tell its rule from its title")
        raise YuelingError(said, Message("give the title with --title, and the rule alone"))
    refused: YuelingError | None = None
    for split in (_rule_first, _title_first):
        try:
            found = split(text, today)
        except (RuleError, NoTitle) as error:
            refused = refused or error
            continue
        if found:
            words, title = found
            return TypedLine(read_rule(words, today), title, place)
    raise refused or _no_rule(text, today)


def _without_place(text: str) -> tuple[str, str | None]:
    """The line without its place, and the place: 在三楼会议室召开, 地点：三楼会议室."""
    for pattern in (_PLACE, _HELD):
        for match in pattern.finditer(text):
            place = match["place"]
            if not dates_in(place) and not is_understood(place):
                return f"{text[: match.start()]} {text[match.end() :]}".strip(_AROUND), place
    return text, None


def _no_rule(text: str, today: date | None) -> YuelingError:
    """Why the line has no rule: what `explain` says of the part that looks most like one."""
    parts = [text[start:end] for start, end in _parts(text)] or [text]
    part = next((part for part in parts if dates_in(part) or is_understood(part)), parts[0])
    try:
        parse(part, reference=today)
    except YuelingError as error:
        return error
    return UnreadRule(text, 0, len(text), Message("“{text}” has no rule", text=text))


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text between spaces and points."""
    return ((match.start(), match.end()) for match in re.finditer(rf"(?:[^{_APART}]|(?<=\d):(?=\d))+", text))


def _reads(text: str, today: date | None) -> bool:
    try:
        parse(text, reference=today)
    except YuelingError:
        return False
    return True


def _rule_first(text: str, today: date | None) -> tuple[str, str] | None:
    """The rule at the beginning of the line, with the title; None where none stands there."""
    for end in _cuts(text):
        rule = text[:end].rstrip(_AROUND)
        if not rule or _in_a_word(text, len(rule)):
            continue
        if _reads(rule, today):
            if _ends_sooner(text, len(rule), today):
                continue
            _check_cut(text, rule, today)
            return _with_loose_dates(text, rule, len(rule), today)
        if is_understood(rule):  # 2月30日: whatever is shorter is another date than that
            parse(rule, reference=today)
    return None


def _cuts(text: str) -> list[int]:
    """Where a rule at the beginning of the line may end, the farthest first.

    Where the grammar says so; before a space or a point, as other notations do; where nothing else is known, behind each
    word of a date, as in 会议前三天发通知.
    """
    ends = {len(text[:end].rstrip(_AROUND)) for end in rule_ends(text)}
    parts = {len(text[:end].rstrip(_AROUND)) for _, end in list(_parts(text))[:MOST_CUTS]}
    if not ends:
        joined = (joined_at(text, place) for place in range(1, min(len(text), 60)))
        ends = {end for start, end in list(dict.fromkeys(joined)) if end > start}
        ends = set(sorted(ends)[:MOST_CUTS])
    return sorted(ends | parts, reverse=True)


def _ends_sooner(text: str, place: int, today: date | None) -> bool:
    """Whether the last words of the rule are rather the beginning of an ordinary one: 每周五|前往北京, 12月|25号楼."""
    end = next((end for start, end in dates_in(text) if start == 0), place)
    following = end + len(text[end:]) - len(text[end:].lstrip())
    return following < place and joined_at(text[following:], 0) == (0, 0) and _reads(text[:end], today)


def _in_a_word(text: str, place: int) -> bool:
    """Whether the place lies inside a word in letters."""
    return bool(re.match("[A-Za-z]{2}", text[place - 1 : place + 1]))


def _check_cut(text: str, rule: str, today: date | None) -> None:
    """Raises Unsure where what stands behind the rule goes on with it."""
    place = len(rule)
    rest = text[place:].lstrip(_AROUND)
    at = len(text) - len(rest)
    if not rest:
        return
    part = re.split(f"[{_APART}]", rest, maxsplit=1)[0]
    if at > place:
        dates = dates_in(rest)
        end = max(joined_at(rest, 0, lang)[1] for lang in _LANGUAGES)
        inner = any(0 < start < end for start, _ in dates) and not any(start == 0 for start, _ in dates)
        if end and inner:  # 到20号展览: a word that joins, and a date behind it
            raise Unsure(text, at, at + end, rule, abutting=False)
        return
    start, end = joined_at(text, place, _language(rule))
    if start < place or (end > place and not _begins_title(text[place:])):
        raise Unsure(text, place, max(end, place + 1), rule, abutting=True)
    piece = rule.rsplit(maxsplit=1)[-1]
    if piece != rule and piece[0] not in _AROUND and not dates_in(piece) and not piece.isascii():
        raise Unsure(text, place - len(piece), place, rule[: -len(piece)].strip(), abutting=False)  # 3月 十|佳评选
    ends = range(1, len(part))  # 国庆复工第一天: the day of something that is not known
    open_day = parse(rule, reference=today).rule.day_left_open()  # 每学期开学: may be the day in the period
    if any(joined_at(part, at, _language(rule)) == (at, len(part)) for at in ends) or (
        open_day and part != rest and not re.match(REPORTING, part)
    ):
        raise Unsure(text, place, place + len(part), rule, abutting=True)


def _language(rule: str) -> str | None:
    """The language of a rule in letters of one alone; None where that is not known, as of figures."""
    han, latin = re.search(r"[\u4e00-\u9fff]", rule), re.search("[A-Za-z]", rule)
    return None if bool(han) == bool(latin) else "zh" if han else "en"


def _begins_title(rest: str) -> bool:
    """Whether the rest, which begins like a date, cannot go on as one: 3D打印, and a bracket without a word of dates: (线上)."""
    if re.match(r"\d+[A-Za-z]", rest):
        return joined_at(rest, 0, "en")[1] == 0  # 3pm
    bracket = re.match(r"[(（\[【〔](?P<words>[^)）\]】〕]*)", rest)
    words = bracket["words"] if bracket else ""
    places = ((place, lang) for place in range(len(words)) for lang in _LANGUAGES)
    return bool(bracket) and all(joined_at(words, place, lang) == (place, place) for place, lang in places)


def _title_first(text: str, today: date | None) -> tuple[str, str] | None:
    """The rule at the end of the line, with the title; None where none stands there."""
    starts = {end for _, end in _parts(text)} | {match.end() for match in _SET_FOR.finditer(text)}
    starts |= {place + 1 for place, char in enumerate(text) if char in "-—–·"}
    for start in sorted(starts):
        rule = text[start:].strip(_AROUND)
        title = _SET_FOR.sub("", text[:start]).strip(_AROUND)
        if not (rule and title and _reads(rule, today)):
            continue
        dates = dates_in(title)
        if dates and (dates[-1][1] == len(title) or is_understood(title)):
            begin = dates[-1][0]
            raise Unsure(text, begin, begin + len(title) - begin, rule, abutting=False)
        return _with_loose_dates(text, rule, start, today, before=True)
    return None


def _with_loose_dates(text: str, rule: str, cut: int, today: date | None, *, before: bool = False) -> tuple[str, str]:
    """The rule together with the dates and times that stand alone in the rest of the line, and the title without them."""
    rest = _SET_FOR.sub("", text[:cut]) if before else text[cut:]
    while loose := _loose(rest, first=not before and _language(rule) != "zh"):
        start, end = loose
        words = rest[start:end]
        whole = next((both for both in (f"{rule} {words}", f"{words} {rule}") if _reads(both, today)), None)
        if whole is None:
            place = text.find(words, 0 if before else cut)
            raise Unsure(text, place, place + len(words), rule, abutting=False)
        rule, rest = whole, f"{rest[:start]} {rest[end:]}"
    title = re.sub(r"\s+", " ", rest.strip(_AROUND))
    if not title:
        raise NoTitle(rule)
    return rule, title


def _loose(rest: str, *, first: bool) -> tuple[int, int] | None:
    """The first part of the rest that is nothing but a date, a time, or what joins them."""
    parts = list(_parts(rest))
    starts, ends = {start for start, _ in parts}, {end for _, end in parts}
    dates = [(start, end) for start, end in dates_in(rest) if start in starts and end in ends]
    found = [(start, end) for start, end in dates if not re.fullmatch(REPORTING, rest[start:end])]  # 月报
    for number, (start, end) in enumerate(parts):
        part = rest[start:end]
        if part.isascii() and (number or not first or part.lower() in _ARTICLES):
            continue  # English has small words everywhere
        if joined_at(part, 0) == (0, len(part)) and not re.fullmatch(REPORTING, part):
            found.append((start, end))
    return min(found, default=None)


# ------------------------------------------------------------------ the kind


def kind_of_line(recurrence: Recurrence, title: str, *, within: bool = False) -> str:
    """The kind of what somebody typed: an observance is only what the catalogue knows by that name.

    What is to be done within a time is due on its last day.

    >>> from rules import parse
    >>> kind_of_line(parse("每周一"), "例会"), kind_of_line(parse("每月10日"), "报送报表")
    ('event', 'duty')
    """
    rule = recurrence.rule
    if within and rule.single_span():
        return "deadline"
    if rule.deadline() or rule.sort in (Sort.DEADLINE, Sort.OFFSET):
        return "deadline" if rule.deadline() or rule.sort is Sort.DEADLINE else "offset"
    if _is_observance(title):
        return "observance"
    if re.search(REPORTING, title, re.IGNORECASE):
        return "duty"
    occurrence = recurrence.next(FIRST_DAY)
    if recurrence.clock or not occurrence or occurrence.span.days == 1:
        return "event"
    return "duty" if rule.day_left_open() else "window"


def _is_observance(title: str) -> bool:
    try:
        observance_named(title)
    except UnknownObservance:
        return False
    return True
