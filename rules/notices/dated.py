"""Dates by the calendar: in which year they are, what they are to whoever reads the notice, and what is remembered of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ..clock import Clock
from ..errors import RuleError
from ..kinds import Due, Fixed
from ..languages.meanings import CLOCK, DAY, MONTH, YEAR, About, By, Off, Point, Range
from ..languages.parsing import recurrence
from ..languages.points import Frame
from ..languages.resolve import wrong_weekday
from ..messages import Message
from ..recurrence import Recurrence
from ..rule import Rule, Sort
from ..spans import Span, shift
from .clause import until
from .documents import BlockKind
from .entries import entry, impossible, resolve
from .frame import parse
from .judge import FORM, MOVED, judged
from .named import name_beside, names_a_day
from .notice import Finding
from .past import Day, tell, tell_on, tell_until
from .place import Place
from .scene import Scene, Told, head_of, tail_of
from .traps import is_strong, says_which
from .words import vocabulary

TIME = re.compile(r"[ \u3000]*(?P<hour>\d{1,2})(?:[:：](?P<minutes>\d\d)(?![\d:：]))?")
"""What looks like a time of day behind a date."""
YEAR_SIGN, FOUR_DIGITS = "年", re.compile(r"\d\s*\d\s*\d\s*\d")
SPOILT = re.compile(r"\d{0,2}[A-Za-z|][0-9A-Za-z|]?")
"""What a machine may make of the number of a day."""
DAY_SIGN = "日"
LAST_HOUR, LAST_MINUTE = 24, 59
INDENT = re.compile(r"[ \u3000]*")
THIRDS = ("first", "middle", "last", "first-middle", "middle-last")
"""Parts of a month that are runs of days: 10月中旬."""
DESCRIBED_WITHIN = 12
"""Characters behind a past date that say which one is meant."""
BESIDE = 120
"""Characters between a day and 次日."""
LONG_OVER = 180
"""Days after which a day with its year is over, whatever is asked beside it."""


def read_dated(meaning: Day, category: str, place: Place, scene: Scene) -> Iterator[Finding]:
    """The finding of a date; none where it only looks like one."""
    head, tail = head_of(meaning), tail_of(meaning)
    if _is_nothing(meaning, head, place, scene):
        return
    if (place.start, place.end) in scene.notice.dated:
        issued = resolve(place, scene, "issued", "context", meaning, Frame())
        yield from (replace(finding, principle="heads") for finding in issued)
        return
    if not isinstance(meaning, By) and head.grains == tail.grains == (YEAR, YEAR):
        yield from _read_year(meaning, place, scene)
        return
    if scene.monthly == place.number and _is_day_of_a_month(head) and not isinstance(meaning, About):
        head = replace(head, monthly=True)  # 每月5日更新台账，20日前报数
        meaning = (
            replace(meaning, base=head) if isinstance(meaning, By) else head if isinstance(meaning, Point) else meaning
        )
    if wrong := _wrong_time(place):
        error = RuleError(Message("“{time}” is no time of day", time=wrong), Message("write it as 9:00 or 9时30分"))
        whole = replace(place, end=place.end + place.after.index(wrong) + len(wrong))
        yield impossible(whole, scene, _kind_of_error(meaning), "calendar", error)
        return
    if lost := _lost_day(head, place):
        error = RuleError(
            Message("the day “{day}” cannot be read", day=lost), Message("look into the original and complete it")
        )
        whole = replace(place, end=place.end + len(lost) + 1)
        yield impossible(whole, scene, _kind_of_error(meaning), "calendar", error)
        return
    if _is_of_a_paper(meaning, place):
        yield from resolve(place, scene, "window", "context", meaning, scene.frame(place, head))
        return
    recurs = bool(head.yearly or head.monthly)
    scene.monthly = place.number if head.monthly else scene.monthly
    if not recurs and scene.yearly and head.grains[0] > YEAR and (also := _each_year(meaning, head)):
        yield from _read_yearly(also, category, place, scene, None)
        return
    scene.yearly = recurs
    if recurs:
        yield from _read_yearly(meaning, category, place, scene, scene.frame(place, head).day)
        return
    if head.year is None and (
        past := tell(meaning, place, scene) or tell_until(meaning, place, scene) or tell_on(meaning, place, scene)
    ):
        if past.recurrence:
            remember(past.recurrence, head, place, scene)
        yield past
        return
    yield from _read_single(meaning, category, place, scene)


def _wrong_time(place: Place) -> str:
    """What stands right behind a date, looks like a time of day and is none: 8:75, 25时; "" for nothing."""
    time = TIME.match(place.after)
    if not time:
        return ""
    hour, minutes = int(time["hour"]), int(time["minutes"] or 0)
    if not time["minutes"] and not vocabulary().begins(place.after, "hour_sign", time.end()):
        return ""
    return "" if hour <= LAST_HOUR and minutes <= LAST_MINUTE else time.group().strip()


def _lost_day(head: Point, place: Place) -> str:
    """What stands between a month and 日 and is no number: 5月1Z日, 5月l日; "" for nothing."""
    day = SPOILT.match(place.after) if head.grains[1] == MONTH and head.month else None
    return day.group() if day and vocabulary().begins(place.after, "day_sign", day.end()) == DAY_SIGN else ""


def _is_of_a_paper(meaning: Day, place: Place) -> bool:
    """Whether a quarter or a half year only says of which a title or a paper is: 2026年上半年培训计划."""
    if not isinstance(meaning, Point) or not meaning.months or meaning.part:
        return False
    words, after = vocabulary(), place.situation.after
    if place.within and place.within.kind is BlockKind.TITLE:
        return True
    name = until(words, after.removeprefix("的"))
    does = parse(name).sort in ("send", "publish", "hold") or words.begins(name, "finished")
    return bool(words.ends(name, "plan", "report_name")) and not does


def _is_day_of_a_month(point: Point) -> bool:
    """Whether a date is a day without its month: 20日."""
    return point.grains == (DAY, DAY) and bool(point.day) and not point.monthly and point.day_shift is None


def _is_nothing(meaning: Day, head: Point, place: Place, scene: Scene) -> bool:
    """Whether it is no date by itself: 当天, 上午9点, 第二天 of no month; 今天 where nothing is asked."""
    known = vocabulary().classes
    if place.quote in known["that_day"] or (place.quote in known["nowadays"] and not place.situation.asked):
        return True
    if vocabulary().begins(place.quote, "next_day") and (not scene.last or place.start - scene.last_end > BESIDE):
        return True  # 大篷车次日同一时间开展: the day after one that is told elsewhere
    counts = place.quote in known["after_that"] and place.after[:1].isdigit()  # 收到通知次日起5个工作日内
    if counts or says_which(place) or (isinstance(meaning, Point | Range) and head.grains[0] == CLOCK):
        return True
    return bool(not is_strong(meaning, head, place, scene) or (head.nth and head.grains[0] == DAY and not head.period))


def _each_year(meaning: Day, head: Point) -> Day | None:
    """What stands behind a date of every year in its sentence: 每年2月底前自查，于4月10日前上报，6月会评."""
    yearly = replace(head, yearly=1)
    match meaning:
        case By():
            return replace(meaning, base=yearly)
        case Point() if head.month:
            return yearly
        case _:
            return None


def _read_yearly(meaning: Day, category: str, place: Place, scene: Scene, day: date | None) -> Iterator[Finding]:
    """What says itself that it comes every year or month; 每年3月1日起 begins on that day."""
    meaning = meaning.first if isinstance(meaning, Range) and meaning.last is None else meaning
    try:
        found = recurrence(meaning, Frame(day=day))
    except RuleError as error:
        yield impossible(place, scene, _kind_of_error(meaning), "calendar", error)
        return
    yield _verdict(meaning, category, place, scene, found)


def _read_single(meaning: Day, category: str, place: Place, scene: Scene) -> Iterator[Finding]:
    """A date of one year, which its words may leave out."""
    head = head_of(meaning)
    year = scene.year_beside(place) if head.year is None and scene.reference else None
    if year and scene.reference and year < scene.reference.year and isinstance(meaning, By) and head.month:
        head = replace(head, year=year)  # 去年是5月31日截止
        meaning = replace(meaning, base=head)
    try:
        frame = scene.soon(meaning, place, scene.frame(place, head))
        if head.year is None and not isinstance(meaning, By) and year:
            frame = replace(frame, year=year, basis="sentence")
        found = _coming(meaning, frame, scene)
        intended = place.situation.intended and not place.situation.told
        found = scene.in_order(meaning, frame, scene.roll(meaning, frame, found, intended=intended), place)
        found = scene.sooner(meaning, frame, scene.before_it(meaning, frame, found))
        if intended or isinstance(meaning, By):
            found = scene.coming(meaning, frame, found)
    except RuleError as error:
        yield impossible(place, scene, _kind_of_error(meaning), "calendar", error)
        return
    finding = _verdict(meaning, category, place, scene, _on_its_day(meaning, found))
    if finding.recurrence and scene.early(meaning, place, frame):
        finding = replace(finding, recurrence=replace(finding.recurrence, notes=(*finding.recurrence.notes, "title")))
    if finding.recurrence and finding.kind == "deadline" and scene.may_be_sooner(head, place):
        noted = replace(finding.recurrence, notes=(*finding.recurrence.notes, "lean"))
        finding = replace(finding, recurrence=noted)
    days = found.rule.subject().single_span()
    if finding.kind == "past" and days and place.block is not None:
        scene.told = Told(days.first, place.block)
    elif finding.role == "calendar":
        scene.told = None
    if finding.kind != "cutoff":
        remember(found, tail_of(meaning) if head.day_shift == 0 else head, place, scene)
    if finding.kind == "past" and "的" in place.situation.after[:DESCRIBED_WITHIN]:
        scene.sentence_year = None  # 2019年6月启用的专用章，2月28日停用
    known = head.year is not None or frame.basis is None
    yield finding if known else replace(finding, basis=frame.basis)


def _coming(meaning: Day, frame: Frame, scene: Scene) -> Recurrence:
    """What a date means in its frame; a day that its year has not, in the next one where the last date led there: 2月29日."""
    try:
        return recurrence(meaning, frame)
    except RuleError:
        led = frame.year and scene.last and scene.last.year == frame.year + 1
        if not led or not frame.year or head_of(meaning).year:
            raise
        return recurrence(meaning, replace(frame, year=frame.year + 1))


def _kind_of_error(meaning: Day) -> str:
    return "deadline" if isinstance(meaning, By) else "event"


def remember(found: Recurrence, head: Point, place: Place, scene: Scene) -> None:
    """Keeps a date in mind, for those behind it that leave out its year or month."""
    days = found.rule.subject().single_span()
    if not days:
        return
    day = (
        days.last
        if isinstance(head, Point) and head.day == days.last.day and head.month == days.last.month
        else days.first
    )
    by_day = head.day or head.day_shift is not None
    said = head.year is None or YEAR_SIGN in place.quote or FOUR_DIGITS.search(place.quote)
    before = scene.sentence_year
    explicit = head.year is not None or before is not None
    scene.remember(replace(head, year=day.year, month=day.month, day=day.day if by_day else None), place)
    if not explicit:
        scene.sentence_year = None
    elif not said:  # 元旦小长假 has a year that nobody said
        scene.sentence_year = before


def _read_year(meaning: Point | Range | About, place: Place, scene: Scene) -> Iterator[Finding]:
    """Years by themselves: context, but 年内 and what a plan spans."""
    frame = Frame(day=scene.reference)
    if isinstance(meaning, Range):
        yield from resolve(place, scene, "plan" if meaning.last else "past", "context", meaning, frame)
        return
    year = meaning.year if isinstance(meaning, Point) else None
    scene.yearly = scene.yearly and not year
    if isinstance(meaning, Point) and meaning.yearly:
        return
    if year and place.block is not None and _opens(place):
        scene.block_year = (place.block, year)
    of_last = place.quote in vocabulary().classes["last_year"]  # 上年度 says more of something
    if isinstance(meaning, Point) and (meaning.year_shift == 1 or (meaning.year_shift == -1 and of_last)):
        scene.other_year = (place.number if meaning.year_shift > 0 else -1, place.end, meaning.year_shift)
    if year and place.block is not None and place.after.strip() in tuple("：:"):
        scene.list_year = (place.block, year)  # 事迹均在2018年：
    if year and vocabulary().begins(place.after, "equating"):
        scene.sentence_year = year  # 2014年是7月5日
    if place.quote == "年内" and not _is_of(place.after):
        yield from resolve(place, scene, "window", "calendar", meaning, frame)
        return
    if place.quote in vocabulary().classes["this_year"]:
        return
    over = year and scene.reference and year < scene.reference.year
    kind = "past" if over and vocabulary().begins(place.after, "founding") else "year"
    yield from resolve(place, scene, kind, "context", meaning, frame)


def _is_of(after: str) -> bool:
    """Whether 年内 only says more of something: 年内举办的活动."""
    return 0 <= after.find("的") < 5 and not any(sign in after[: after.find("的")] for sign in "，,。")


def _opens(place: Place) -> bool:
    """Whether a year opens its paragraph and is what it is about: 2020年对我院是…, 2026年，…"""
    return place.opens(INDENT) and place.after[:1] in vocabulary().classes["opening"]


def _verdict(meaning: Day, category: str, place: Place, scene: Scene, found: Recurrence) -> Finding:
    """The finding of a date, by what it is to whoever reads the notice."""
    rule, reference, head = found.rule.subject(), scene.reference, head_of(meaning)
    days = rule.single_span() if rule.sort is Sort.DATED else None
    old = bool(days and reference and days.last < reference)
    due = found.rule.sort is Sort.DEADLINE
    verdict = judged(
        place.situation,
        old=_has_begun(rule, reference) if rule.is_open() else old,
        due=due and not (old and category == "UNTIL_DAY"),
        yearly=bool(head.yearly or head.monthly),
        spans=isinstance(meaning, Range) or head.part in THIRDS,
        explicit=head.year is not None or head.year_shift is not None,
        long_over=_is_long_over(head, days, reference),
        told_of=scene.looks_back or place.situation.in_review,
    )
    if not verdict:
        notes = _notes(meaning, found, old=old)
        found = found if notes == found.notes else replace(found, notes=notes)
        return entry(place, scene, _kind(meaning, place, due=due), "calendar", found, FORM)
    if verdict.kind == "deadline" and isinstance(meaning, Point | Range) and not head.yearly:
        found = _as_due(found)
    elif verdict == MOVED and due:
        found = replace(found, rule=_whole_of(meaning, rule), clock=_turn(found.clock))
    return entry(place, scene, verdict.kind, verdict.role, found, verdict.principle)


def _whole_of(meaning: Day, rule: Rule) -> Rule:
    """The days of what is no bound of anything: 顺延至5月下旬 takes all of them."""
    days, base = rule.single_span(), meaning.base if isinstance(meaning, By) else None
    whole_month = isinstance(base, Point) and base.grains[1] == MONTH and bool(base.month)  # 延期至2027年4月
    if days is None or not isinstance(base, Point) or not (whole_month or base.part in THIRDS):
        return rule
    return recurrence(replace(base, year=days.last.year, month=days.last.month), Frame()).rule


def _is_long_over(head: Point, days: Span | None, reference: date | None) -> bool:
    """Whether a day says its year and lies seasons before the notice, or is one of last year: 去年立冬前后."""
    if head.year_shift is not None and head.year_shift < 0:
        return True
    return bool(head.year and days and reference and days.first < shift(reference, -LONG_OVER))


def _has_begun(rule: Rule, reference: date | None) -> bool:
    """Whether what has no end began before the notice."""
    days = rule.single_span()
    return bool(days and reference and days.first < reference)


def _turn(clock: Clock | None) -> Clock | None:
    """The time by which as the time from which, and back."""
    return Clock(clock.end, clock.start) if clock and None in (clock.start, clock.end) else clock


def _on_its_day(meaning: Day, found: Recurrence) -> Recurrence:
    """A deadline that leans on a feast, by the day itself: the day before 国庆节 is 9月30日."""
    days = found.rule.subject().single_span() if isinstance(meaning, By) and isinstance(meaning.base, Off) else None
    return replace(found, rule=Due(Fixed(days.first, days.last), "stated")) if days else found


def _as_due(found: Recurrence) -> Recurrence:
    """The last day of what was read, as a deadline that includes it."""
    if found.rule.sort is not Sort.DATED:
        return found
    if found.rule.is_open():  # 6月3日之后寄出的算逾期
        days = found.rule.single_span()
        return replace(found, rule=Due(Fixed(days.first, days.first), "stated")) if days else found
    clock = found.clock if found.clock and found.clock.end is not None else _turn(found.clock)
    return replace(found, rule=Due(found.rule.last_day(), "stated"), clock=clock)


def _kind(meaning: Day, place: Place, *, due: bool) -> str:
    """What a date is that belongs on the calendar, by its own words."""
    if due:
        return "deadline"
    if isinstance(meaning, Point) and (meaning.yearly or meaning.monthly):
        return "observance" if names_a_day(place.after) else "duty"
    if isinstance(meaning, Range | About):
        return "window"
    return "observance" if names_a_day(place.after) or name_beside(place) else "event"


def _notes(meaning: Day, found: Recurrence, *, old: bool) -> tuple[str, ...]:
    """Why a date is not sure: it lies before its notice, or is another day of the week."""
    notes = ["old"] if old and isinstance(meaning, By) and tail_of(meaning).year is not None else []
    if wrong_weekday(meaning, found.rule):
        notes.append("weekday")
    return tuple(notes)
