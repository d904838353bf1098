"""The findings of a reading by what it means: dates, what leans on other days, what recurs, lengths, names of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from ..errors import RuleError
from ..languages import parse
from ..languages.grammar import Reading
from ..languages.meanings import (
    About,
    Anniversary,
    Bounded,
    By,
    Corrupt,
    Counted,
    Edition,
    Frequency,
    Kept,
    Length,
    LunarDay,
    Nth,
    Off,
    Opening,
    Plan,
    Point,
    Range,
    Roll,
    Run,
    Several,
    Since,
    Timed,
    Vague,
    Week,
    Weekdays,
    Within,
)
from ..languages.parsing import recurrence
from ..languages.points import Frame, Unclear, point_of
from ..languages.relative import Between, Seven, Stretch
from ..languages.rhythms import Limited, Spanned, lacks_year
from ..observances import names, spoken_names
from ..recurrence import Recurrence
from ..rule import Rule
from ..spans import shift
from .clause import until
from .clocks import on_day, starts_time
from .counted import count_from, read_counted, read_length
from .dated import read_dated, remember
from .entries import entry, impossible, mention, resolve
from .named import is_mentioned, names_a_day
from .notice import Finding
from .past import tell
from .place import Place, joins
from .scene import HALF_A_YEAR, Scene, head_of
from .sentence import DATES, THERE
from .traps import is_no_rhythm, is_trap
from .words import vocabulary

LAST_DAY = 31
LONGEST_CONGRESS = 20
"""Characters of the name of what is counted by its sessions."""


def read(reading: Reading, place: Place, scene: Scene) -> Iterator[Finding]:
    """The findings of one reading; none where it only looks like a date."""
    scene.enter(place)
    meaning = _before_a_feast(reading.meaning)
    if is_trap(place):
        return
    if event := count_from(meaning, place):
        yield from read_counted(*event, scene)
        return
    if is_no_rhythm(meaning, place):
        return
    if reading.category == "COMPOSED":
        yield from _read_composed(meaning, place, scene)
        return
    match meaning:
        case Timed(base=Seven()) | By(base=Seven() | Timed(base=Seven())) | Seven() | Stretch(first=Seven()):
            yield from _read_week(meaning, place, scene)
        case Point() | Range() | By() | About():
            yield from read_dated(meaning, reading.category, place, scene)
        case Frequency() | Weekdays() | Since() | Kept() | Rule():
            yield from _read_rhythm(meaning, place, scene)
        case Off() | Week() | Within() | Opening() | LunarDay() | Roll() | Nth() | Run() | Timed(base=Off() | Nth()):
            yield from _read_leaning(meaning, place, scene)
        case str():
            yield from _read_name(meaning, place, scene)
        case _:
            yield from _read_undated(meaning, place, scene)


def _before_a_feast(meaning: object) -> object:
    """国庆节前, 明年春节前 are due by the day before the feast; every other meaning as it is."""
    if not isinstance(meaning, By) or meaning.inclusive != "unstated":
        return meaning
    feast = meaning.base
    named = isinstance(feast, str) or (isinstance(feast, Point) and feast.other is not None and feast.clock is None)
    return By(Off(feast, -1, Length(1, "days")), "stated") if named and isinstance(feast, str | Point) else meaning


def _read_rhythm(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """每月, 每周二, 自2027年起每年9月."""
    scene.yearly = isinstance(meaning, Frequency) and meaning.period == "year" and scene.yearly
    due = isinstance(meaning, Since) and isinstance(meaning.rule, By)
    is_named = isinstance(meaning, Since) and names_a_day(place.after)
    kind = "deadline" if due else "observance" if is_named else "duty"
    yield from resolve(place, scene, kind, "calendar", meaning, Frame())


def _read_undated(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """What is counted, numbered, planned or damaged: lengths, editions, 十四五, 适时."""
    match meaning:
        case Counted():
            yield from read_counted(meaning, place, scene)
        case Between():
            yield from resolve(place, scene, "duration", "context", meaning, Frame())
        case Length():
            yield from _read_day(meaning, place, scene) or read_length(meaning, place, scene)
        case Plan():
            yield from resolve(place, scene, "plan", "context", meaning, Frame())
        case Anniversary():
            year = scene.title_year or scene.body_year or (scene.reference.year if scene.reference else None)
            yield from resolve(place, scene, "anniversary", "calendar", meaning, Frame(year=year))
        case Edition():
            if _names_which(place):
                yield mention(place, "edition")
        case Vague():
            if "".join(place.quote.split()) not in vocabulary().classes["hurry"]:
                yield mention(place, "vague")
        case Corrupt():
            yield _corrupt(meaning, place, scene)


def _names_which(place: Place) -> bool:
    """Whether a number says which one of a row something is, and not only how often: 第六届, 第五次会员代表大会."""
    words, counted = vocabulary(), "".join(place.quote.split())[-1:]
    if place.quote in words.classes["first_time"]:
        return False
    return counted != "次" or words.has(until(words, "".join(place.after[:LONGEST_CONGRESS].split())), "congress")


def _read_day(meaning: Length, place: Place, scene: Scene) -> list[Finding]:
    """三月二十七日、二十八日: the second is a day of the month, and not how long; none where it stands in no row of days."""
    row = scene.last_end and joins(place.text[scene.last_end : place.start])
    day = meaning.amount if meaning.unit == "days" and place.quote.endswith("日") and not meaning.within else 0
    if (
        not row
        or not scene.last
        or scene.last.day is None
        or not isinstance(day, int)
        or not scene.last.day < day <= LAST_DAY
    ):
        return []
    return list(read_dated(Point(day=day), "POINT", place, scene))


def _corrupt(meaning: Corrupt, place: Place, scene: Scene) -> Finding:
    """The finding of a date of which a character is lost."""
    if place.quote.startswith("每"):
        return entry(place, scene, "duty", "calendar", None)
    if not place.after.strip() and not meaning.due and "至" not in place.quote:
        return entry(place, scene, "issued", "context", None)
    return entry(place, scene, "deadline" if meaning.due else "window", "calendar", None)


def _read_week(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """本周五前, 下周三下午3点: counted from the notice's own day, or the day on which it was received."""
    if scene.reference is None:
        return
    kind = "deadline" if isinstance(meaning, By) else "event"
    if isinstance(meaning, Seven) and len(vocabulary().ends(place.situation.before, "latest")) > 1:
        week_day: Any = meaning
        meaning, kind = By(week_day, "stated"), "deadline"  # 最迟本周三
    week = isinstance(meaning, Stretch) or (isinstance(meaning, Seven) and meaning.weekday is None)
    for found in resolve(place, scene, "window" if week else kind, "calendar", meaning, Frame(day=scene.reference)):
        days = found.recurrence.rule.subject().single_span() if found.recurrence else None
        over = days and days.last < scene.reference and not place.situation.asked
        yield _told_as_over(found) if over else found  # 上周四碰过头


def _told_as_over(found: Finding) -> Finding:
    return replace(found, kind="past", role="context", title=None, principle="is_over")


def _read_composed(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """每月1日、15日, 每周二（节假日除外）: rules that say themselves that they recur; 3、6、9、12月底前: dates."""
    if isinstance(meaning, Bounded | Limited | Spanned):
        yield _bounded(meaning, place, scene)
        return
    base = meaning.base if isinstance(meaning, By) else meaning
    first = base.parts[0] if isinstance(base, Several) and base.numbered else None
    day = first if isinstance(first, Point) and not (first.yearly or first.monthly) else None
    frame = scene.frame(place, day) if day else Frame()
    kind = "deadline" if isinstance(meaning, By) else "event" if day else "duty"
    yield from resolve(place, scene, kind, "calendar", meaning, frame)


def _bounded(meaning: Bounded | Limited | Spanned, place: Place, scene: Scene) -> Finding:
    """两周一次，周三，头一次12月9号: its bounds are days of the notice's year, or of the next."""
    bounds = meaning.base if isinstance(meaning, Limited) else meaning
    begin = bounds.span.first if isinstance(bounds, Spanned) else bounds.first
    day = scene.reference
    from_now = isinstance(begin, Point) and begin.day_shift is not None
    if day and bounds.note != "past" and lacks_year(begin) and not from_now:
        day = shift(day, -HALF_A_YEAR)
    try:
        found = recurrence(meaning, Frame(day=day))
    except RuleError:
        found = None
    due = isinstance(bounds, Bounded) and isinstance(bounds.rule, By)
    return entry(place, scene, "deadline" if due else "duty", "calendar", found)


def _read_leaning(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """What leans on another day: 清明节前10个工作日, 5月15日所在周, 遇节假日顺延."""
    head = head_of(meaning)
    recurs = bool(head.yearly or head.monthly)
    if isinstance(meaning, Week) and not recurs and (past := tell(meaning, place, scene)):
        yield past  # 1月18日当周补齐，已核
        return
    frame, kind = Frame() if recurs else scene.frame(place, head), _kind(meaning, recurs=recurs)
    try:
        found = scene.in_order(meaning, frame, scene.roll(meaning, frame, recurrence(meaning, frame)), place)
    except Unclear:
        return
    except RuleError as error:
        yield impossible(place, scene, kind, "calendar", error)
        return
    remember(found, head, place, scene)
    days = found.rule.subject().single_span()
    situation = place.situation
    over = isinstance(meaning, Week) and days and scene.reference and days.last < scene.reference
    finding = entry(place, scene, kind, "calendar", found)
    yield _told_as_over(finding) if over and not (situation.asked or situation.intended) else finding


def _kind(meaning: object, *, recurs: bool) -> str:
    """What is said of a day that leans on another."""
    if isinstance(meaning, Roll):
        return "deadline" if isinstance(meaning.base, By) else "duty" if recurs else "event"
    if isinstance(meaning, LunarDay):
        return "duty"
    return "window" if isinstance(meaning, Week | Opening | Run) else "offset"


def _read_name(name: str, place: Place, scene: Scene) -> Iterator[Finding]:
    """The name of a day without its date: by the catalogue; only mentioned where the words say so."""
    day = names("zh").get(name) or spoken_names()[name]
    found = parse(day.rule) if day.rule else None
    that_day = _that_day(place)
    on_it = that_day or vocabulary().ends(place.quote, "on_that_day")
    if _is_dated(place):
        return  # 中秋节当天（9月25日）
    holiday = day.zh in vocabulary().classes["holiday"]
    takes_place = holiday and _is_the_day(place)
    if holiday and not (on_it or takes_place):
        return
    if (on_it or takes_place) and found and scene.reference:
        yield from _read_feast(found, replace(place, end=place.end + len(that_day)), scene, scene.reference)
        return
    situation = place.situation
    told = situation.told or (situation.in_review and not situation.in_preview)
    only = found is None or is_mentioned(place.before) or told
    finding = entry(place, scene, "observance", "context" if only else "calendar", found)
    yield finding if only else replace(finding, title=day.zh)


def _that_day(place: Place) -> str:
    """The words right behind the name of a day that mean the day itself, with the blanks before them: 当天; "" for none."""
    blanks = len(place.after) - len(place.after.lstrip())
    word = vocabulary().begins(place.after, "on_that_day", blanks)
    return place.after[: blanks + len(word)] if word else ""


def _is_dated(place: Place) -> bool:
    """Whether the date of a feast stands in brackets behind its name."""
    that_day = _that_day(place)
    end = place.end + len(that_day)
    return (
        bool(that_day or vocabulary().ends(place.quote, "on_that_day"))
        and place.text[end : end + 1] in tuple("（(")
        and any(start == end + 1 for start, _ in place.dates)
    )


def _is_the_day(place: Place) -> bool:
    """Whether something takes place on a feast, and no date beside says when: 清明节停课; 清明节、5月1日停课."""
    saying, after = place.saying, place.saying.sentence.after
    alone = not saying.sentence.before.strip(DATES + "、") and bool(after.strip(DATES))
    off = vocabulary().has(after, "days_off")  # which days, other dates say
    return alone and not off and saying.own.sort == "happen" and (THERE not in after or after.startswith("、"))


def _read_feast(found: Recurrence, place: Place, scene: Scene, day: date) -> Iterator[Finding]:
    """中秋节当天: the coming one, or the last where it is told."""
    told = place.situation.told
    near = found.previous(shift(day, 1)) if told else found.next(shift(day, -1))
    if near is not None:
        point = point_of(near.span.first)
        kind, role = ("past", "context") if told else ("event", "calendar")
        timed = on_day(point, place.text, place.end, place.sentence_end) if starts_time(place.text, place.end) else None
        if timed:  # 端午节当天上午9点
            due = "deadline" if isinstance(timed.meaning, By) else kind
            kind = kind if told else "window" if isinstance(timed.meaning, Range) else due
            yield from resolve(replace(place, end=timed.end), scene, kind, role, timed.meaning, Frame())
            return
        yield from resolve(place, scene, kind, role, point, Frame())
