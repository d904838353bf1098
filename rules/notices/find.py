"""Every date rule of a notice: one pass over its text, then a judgement of each reading by the words around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ..clock import Clock
from ..errors import RuleError
from ..kinds import Due
from ..languages import parse
from ..languages.grammar import Reading
from ..languages.meanings import (
    CLOCK,
    DAY,
    YEAR,
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
from ..languages.parity import WeeksByParity
from ..languages.parsing import is_event, recurrence
from ..languages.points import Frame, Unclear
from ..languages.relative import Between, Seven, Stretch, resolve_noted
from ..languages.resolve import wrong_weekday
from ..languages.rhythms import Limited, Spanned, lacks_year
from ..languages.zh import running_grammar
from ..languages.zh.lunar import TERMS
from ..languages.zh.running import days_of_closing
from ..observances import names
from ..recurrence import Recurrence
from ..rule import Rule, Sort
from ..spans import shift
from .asides import with_asides
from .bounds import with_bounds
from .clocks import with_clocks
from .cues import A_WHILE, BARE_MENTIONS, HOLIDAYS, NAMED_DAY, not_often, replaced
from .documents import BlockKind, decode_notice, read_text
from .events import from_an_event
from .facts import facts, whole_day
from .frame import Sentence
from .judge import MOVED, Situation, judged
from .notice import Finding, Notice
from .place import ROW, Place, Places, bracketed
from .scene import HALF_A_YEAR, Scene, head_of, tail_of
from .titles import Saying, action_of, actor_of, clean, recipient_of, title_of, who_leads
from .words import vocabulary

A_STEP = 40
"""Characters within which the name of a day belongs to a date beside it."""


def read_notice(data: bytes | str, name: str = "") -> Notice:
    """The notice in a document: its text, title, number, issuer, dates and addressees.

    Raises UnreadNotice where the bytes are no text.
    """
    text = data if isinstance(data, str) else decode_notice(data, name)
    days = {(r.start, r.end): day for r in _scan(text) if (day := whole_day(r))}
    return facts(read_text(text, [*days]), days, name)


@lru_cache(maxsize=4)
def _scan(text: str) -> tuple[Reading, ...]:
    """The readings of a text, kept for the moment: its head and its findings come from one pass."""
    readings = (days_of_closing(reading, text) for reading in running_grammar().scan(text))
    return tuple(bracketed(reading, text) for reading in readings if reading)


def find(notice: Notice, reference: date | None = None) -> list[Finding]:
    """The date rules of a notice, in the order of the text.

    Dates without a year lean on the notice's own date; `reference`, the day on which it was received, stands in where the
    notice has none. Without either they are yearly.
    """
    scene = Scene(notice, notice.issued or reference)
    document = notice.document or read_text(notice.text)
    places = Places(document)
    findings: list[Finding] = []
    scanned = with_clocks(_scan(document.flowing()), document)
    plain = {reading.start: reading for reading in scanned}
    readings = with_asides(scanned, notice.text)
    bounded = with_bounds(readings, notice.text)
    for reading, place in zip(bounded, places.around(readings), strict=True):
        for finding in judge(reading, place, scene):
            widened = plain[reading.start].meaning is not reading.meaning
            findings.append(
                replace(finding, plain=_plain(plain[reading.start], scene.reference)) if widened else finding
            )
    return _settled(findings)


def _plain(reading: Reading, day: date | None) -> Recurrence | None:
    """What a reading names by itself, where it recurs."""
    try:
        return recurrence(reading.meaning, Frame(day=day))
    except RuleError:
        return None


def judge(reading: Reading, place: Place, scene: Scene) -> Iterator[Finding]:
    """The findings of one reading: mostly one, none where it only looked like a date.

    What is cancelled or gives way to another date explains, and is no entry of a calendar.
    """
    gone = replaced(re.sub(r"\s+", "", place.before_row), place.after_row)
    for finding in _meant(reading, place, scene):
        timed = finding.kind == "duty" and finding.recurrence and finding.recurrence.clock
        if timed and Situation(saying_of(place), place.quote).office:
            continue  # 办公时间：周一至周五9:00—12:00
        yield replace(finding, role="context") if gone and finding.role == "calendar" else _for_a_while(finding, place)


def _for_a_while(finding: Finding, place: Place) -> Finding:
    """展览期间每天9:00至17:00: not sure where the notice does not say from when until when."""
    found = finding.recurrence
    if not found or found.rule.sort is Sort.DATED or found.until or not A_WHILE.search(place.before):
        return finding
    return replace(finding, recurrence=replace(found, notes=(*found.notes, "while")))


def _meant(reading: Reading, place: Place, scene: Scene) -> Iterator[Finding]:
    """The findings of one reading by what it means."""
    scene.enter(place)
    meaning = reading.meaning
    if _of_a_file(place) or _of_the_page(place) or _of_a_number(place) or place.quote in TERMS:
        return
    if counted := from_an_event(meaning, place):
        yield from _counted(*counted, scene)
        return
    if isinstance(meaning, Frequency) and (
        not_often(place.quote, place.before, place.after) or place.after.lstrip()[:1].isdigit()
    ):  # 统计年报, 每天120元
        return
    if reading.category == "COMPOSED":
        yield from _composed(meaning, place, scene)
        return
    match meaning:
        case Timed(base=Seven()) | By(base=Seven() | Timed(base=Seven())) | Seven() | Stretch(first=Seven()):
            yield from _relative(meaning, place, scene)
        case Point() | Range() | By() | About():
            yield from _dated(meaning, reading.category, place, scene)
        case Frequency() | Weekdays() | Since() | Kept() | Rule():
            scene.yearly = isinstance(meaning, Frequency) and meaning.period == "year" and scene.yearly
            due = isinstance(meaning, Since) and isinstance(meaning.rule, By)
            named = isinstance(meaning, Since) and bool(NAMED_DAY.match(place.after))
            kind = "deadline" if due else "observance" if named else "duty"
            yield from _made(place, scene, kind, "calendar", meaning, Frame())
        case Off() | Week() | Within() | Opening() | LunarDay() | Roll() | Nth() | Run() | Timed(base=Off() | Nth()):
            yield from _leaning(meaning, place, scene)
        case str():
            yield from _named(meaning, place, scene)
        case _:
            yield from _undated(meaning, place, scene)


def _of_a_number(place: Place) -> bool:
    """Whether it is the number of an item: 2.3 2023年第一季度…"""
    block = place.document.blocks[place.block] if place.block is not None else None
    return bool(block and block.mark and place.start < block.start + block.mark)


FILE = re.compile(
    r"[\w（）()\-.]{0,40}\.(?:docx?|xlsx?|pptx?|pdf|ofd|zip|rar|7z|jpe?g|png|txt|csv|wps|et)\b",
    re.IGNORECASE | re.ASCII,
)


def _of_a_file(place: Place) -> bool:
    """Whether it is a part of the name of a file: 会审记录_2023.1.18.docx."""
    return bool(FILE.match(place.text, place.end) or place.text[place.start - 1 : place.start] == "_")


def _of_the_page(place: Place) -> bool:
    """Whether it stands in the line of a page that says whose it is: © 2009-2022."""
    if place.block is None or place.document.blocks[place.block].kind is BlockKind.CELL:
        return False
    block = place.document.blocks[place.block]
    line = place.document.text[block.start : block.end]
    return len(line) < 200 and ("©" in line or vocabulary().find(line, "copyright") is not None)


def _undated(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """What is counted, numbered, planned or damaged: lengths, editions, 十四五, 适时."""
    match meaning:
        case Counted():
            yield from _counted(meaning, place, scene)
        case Between():
            yield from _made(place, scene, "duration", "context", meaning, Frame())
        case Length():
            yield from _length(meaning, place, scene)
        case Plan():
            yield from _made(place, scene, "plan", "context", meaning, Frame())
        case Anniversary():
            year = scene.title_year or scene.body_year or (scene.reference.year if scene.reference else None)
            yield from _made(place, scene, "anniversary", "calendar", meaning, Frame(year=year))
        case Edition():
            yield Finding(place.start, place.end, place.quote, "edition", "context", sentence=place.sentence)
        case Vague():
            yield Finding(place.start, place.end, place.quote, "vague", "context", sentence=place.sentence)
        case Corrupt():
            yield _corrupt(meaning, place, scene)


def _relative(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """本周五前, 下周三下午3点: counted from the notice's own day, or the day on which it was received."""
    if scene.reference is None:
        return
    kind = "deadline" if isinstance(meaning, By) else "event"
    week = isinstance(meaning, Stretch) or (isinstance(meaning, Seven) and meaning.weekday is None)
    yield from _made(place, scene, "window" if week else kind, "calendar", meaning, Frame(day=scene.reference))


def _composed(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """每月1日、15日, 每周二（节假日除外）: rules that say themselves that they recur; 3、6、9、12月底前: dates."""
    if isinstance(meaning, Bounded | Limited | Spanned):
        yield from _bounded(meaning, place, scene)
        return
    base = meaning.base if isinstance(meaning, By) else meaning
    numbered = base.parts[0] if isinstance(base, Several) and base.numbered else None
    dated = isinstance(numbered, Point) and not (numbered.yearly or numbered.monthly)
    frame = scene.frame(place, numbered) if dated and isinstance(numbered, Point) else Frame()
    kind = "deadline" if isinstance(meaning, By) else "event" if dated else "duty"
    yield from _made(place, scene, kind, "calendar", meaning, frame)


def _bounded(meaning: Bounded | Limited | Spanned, place: Place, scene: Scene) -> Iterator[Finding]:
    """两周一次，周三，头一次12月9号: its bounds are days of the notice's year, or of the next."""
    bounds = meaning.base if isinstance(meaning, Limited) else meaning
    begin = bounds.span.first if isinstance(bounds, Spanned) else bounds.first
    day = scene.reference
    if day and bounds.note != "past" and lacks_year(begin):
        day = shift(day, -HALF_A_YEAR)
    try:
        found = recurrence(meaning, Frame(day=day))
    except RuleError:
        found = None
    due = isinstance(bounds, Bounded) and isinstance(bounds.rule, By)
    yield _finding(place, scene, "deadline" if due else "duty", "calendar", found)


def _leaning(meaning: object, place: Place, scene: Scene) -> Iterator[Finding]:
    """What leans on another day: 清明节前10个工作日, 5月15日所在周, 遇节假日顺延."""
    head = head_of(meaning)
    frame = Frame() if head.yearly or head.monthly else scene.frame(place, head)
    kind = (
        "window" if isinstance(meaning, Week | Opening | Run) else "duty" if isinstance(meaning, LunarDay) else "offset"
    )
    if isinstance(meaning, Roll):
        kind = "deadline" if isinstance(meaning.base, By) else "duty" if head.yearly or head.monthly else "event"
    try:
        found = scene.rolled(meaning, frame, recurrence(meaning, frame))
    except Unclear:
        return
    except RuleError as error:
        yield _impossible(place, scene, kind, "calendar", error)
        return
    yield _finding(place, scene, kind, "calendar", found)


def _made(place: Place, scene: Scene, kind: str, role: str, meaning: object, frame: Frame) -> Iterator[Finding]:
    try:
        found = (
            resolve_noted(meaning, frame)
            if isinstance(meaning, Weekdays | WeeksByParity)
            else recurrence(meaning, frame)
        )
    except Unclear:
        return
    except RuleError as error:
        yield _impossible(place, scene, kind, role, error)
        return
    yield _finding(place, scene, kind, role, found)


def _impossible(place: Place, scene: Scene, kind: str, role: str, error: RuleError) -> Finding:
    """A date that cannot be: no rule is made of it, and the finding says why."""
    return replace(_finding(place, scene, kind, role, None), unread=tuple(filter(None, (error.said, error.remedy))))


def _finding(place: Place, scene: Scene, kind: str, role: str, found: Recurrence | None) -> Finding:
    finding = Finding(place.start, place.end, place.quote, kind, role, found, sentence=place.sentence)
    if role != "calendar":
        return finding
    moved = kind == "deadline" and re.search("延$|延期$|顺延$", place.before)
    saying = saying_of(place, scene.notice.title)
    due = kind in ("deadline", "offset") or (kind == "duty" and saying.own.sort in ("send", "act", "publish"))
    title = _adjacent_name(place) or (moved and scene.due_title) or title_of(saying, due=due) or scene.title
    if kind == "anniversary":
        title = clean(saying.sentence.before) + "".join(place.quote.split())
    finding = replace(finding, title=title or saying.core or scene.notice.title)
    scene.title = finding.title
    if kind == "deadline":
        scene.due_title = finding.title
    actor = actor_of(saying)
    if kind not in ("deadline", "offset", "duty"):
        return replace(finding, actor=actor)
    joined = place.text[: place.sentence_start].rstrip()[-1:] in ("；", ";")
    scene.actor = actor or (scene.actor if joined else None)
    actor = scene.actor or "、".join(scene.notice.addressees) or None
    return replace(finding, action=action_of(saying), actor=actor, recipient=recipient_of(saying))


def saying_of(place: Place, title: str | None = None) -> Saying:
    """What the sentence of a date says of it."""
    here = (place.start, place.end)
    others = [span for span in place.dates if span[1] <= place.start or span[0] >= place.end]
    sentence = Sentence.of(place.text, place.sentence_start, place.sentence_end, here, others)
    return Saying(
        place.document,
        place.block,
        sentence,
        place.text[place.sentence_end : place.sentence_end + 80],
        title or "",
        place.quote,
    )


def _dated(meaning: Point | Range | By | About, category: str, place: Place, scene: Scene) -> Iterator[Finding]:
    head, tail = head_of(meaning), tail_of(meaning)
    if place.quote in TODAY or (place.quote in NOWADAYS and not Situation(saying_of(place), place.quote).asked):
        return
    bare = isinstance(meaning, Point | Range) and head.grains[0] == CLOCK
    if bare or not _strong(meaning, head, place, scene):
        return
    if head.nth and head.grains[0] == DAY and not head.period:
        return  # of which month it does not say
    if (place.start, place.end) in scene.notice.dated:
        yield from _made(place, scene, "issued", "context", meaning, Frame())
        return
    if head.grains == (YEAR, YEAR) and tail.grains == (YEAR, YEAR) and not isinstance(meaning, By):
        yield from _years(meaning, place, scene)
        return
    frame = scene.frame(place, head)
    carried = head.yearly or head.monthly
    if isinstance(meaning, By) and not carried and scene.yearly and head.grains[0] > YEAR:
        head = replace(head, yearly=1)
        meaning, frame, carried = replace(meaning, base=head), Frame(), 1
    scene.yearly = bool(carried)
    if not carried and head.year is None and (gone := _told(meaning, place, scene)):
        yield gone
        return
    try:
        frame = frame if carried else scene.soon(meaning, place, frame)
        found = recurrence(meaning, Frame(day=frame.day) if carried else frame)
        found = (
            found if carried else scene.in_order(meaning, frame, _rolled(meaning, frame, found, place, scene), place)
        )
    except RuleError as error:
        yield _impossible(place, scene, "deadline" if isinstance(meaning, By) else "event", "calendar", error)
        return
    finding = _judged(meaning, category, place, scene, found)
    if finding.recurrence and not carried and scene.early(meaning, place, frame):
        finding = replace(finding, recurrence=replace(found, notes=(*finding.recurrence.notes, "title")))
    if finding.kind != "cutoff" and not carried:
        _remember(found, head, tail, place, scene)
    told = head.year is not None or carried
    yield finding if told else replace(finding, basis=frame.basis)


def _rolled(meaning: object, frame: Frame, found: Recurrence, place: Place, scene: Scene) -> Recurrence:
    situation = Situation(saying_of(place), place.quote)
    return scene.rolled(meaning, frame, found, intended=situation.intended and not situation.told)


TODAY = ("当天", "当日", "同日", "同一天")
"""Words that lean on another date and are none by themselves."""
NOWADAYS = ("今天", "今日", "昨天", "昨日", "前天", "目前")


def _told(meaning: Point | Range | By | About, place: Place, scene: Scene) -> Finding | None:
    """What is told as done, on its last day before the notice; None where nothing is told."""
    if not scene.reference or head_of(meaning).month is None or isinstance(meaning, By):
        return None
    if not Situation(saying_of(place), place.quote).told:
        return None
    for year in (scene.reference.year, scene.reference.year - 1):
        try:
            found = recurrence(meaning, Frame(year=year, day=scene.reference))
        except RuleError:
            continue
        days = found.rule.subject().single_span()
        if days and days.first <= scene.reference:
            return _finding(place, scene, "past", "context", found)
    return None


def _remember(found: Recurrence, head: Point, tail: Point, place: Place, scene: Scene) -> None:
    rule = found.rule.subject()
    if rule.sort is Sort.DATED and (days := rule.single_span()):
        day = days.first
        known = replace(
            head, year=day.year, month=day.month, day=day.day if head.day or head.day_shift is not None else None
        )
        explicit = head.year is not None or scene.sentence_year is not None
        scene.remember(known, place)
        if not explicit:
            scene.sentence_year = None


def _strong(meaning: object, head: Point, place: Place, scene: Scene) -> bool:
    """Whether a date written as 4.15 is one: where it stands and what stands beside it say so.

    It begins a line, a cell or a clause, or stands beside another date; no unit of measure follows.
    """
    if not head.weak:
        return True
    text, block = place.text, place.document.blocks[place.block] if place.block is not None else None
    before, behind = text[: place.start].rstrip(" \u3000"), text[place.end : place.end + 2]
    if UNIT.match(behind) or (NUMBER_BEFORE.search(before[-12:]) and head.weekday is None):
        return False
    if not isinstance(meaning, Point) or head.weekday is not None or head.clock is not None:
        return True
    begins = block is not None and not text[block.start + block.mark : place.start].strip(' \u3000*“”"(（')
    row = scene.last_end and ROW.fullmatch(text[scene.last_end : place.start]) is not None
    return begins or row or (before[-1:] in tuple('：:；;，,于在至从自“"') and bool(place.after.strip()))


UNIT = re.compile(r"\s*(?:[%％‰元万亿倍分折米㎡克吨人次GMKgmk]|℃|cm|mm|kg)")
NUMBER_BEFORE = re.compile(r"[)）]\s*[:：]\s*$|[A-Za-z¥￥$#]\s*$|[VvＶ]$")


def _years(meaning: Point | Range | About, place: Place, scene: Scene) -> Iterator[Finding]:
    """Years by themselves: context, but 年内 and what a plan spans."""
    if isinstance(meaning, Range) and meaning.last:
        yield from _made(place, scene, "plan", "context", meaning, Frame(day=scene.reference))
        return
    frame = Frame(day=scene.reference)
    if isinstance(meaning, Range):
        yield from _made(place, scene, "past", "context", meaning, frame)
        return
    if isinstance(meaning, Point) and meaning.yearly:
        return
    if isinstance(meaning, Point) and meaning.year and place.block is not None and _opens(place):
        scene.block_year = (place.block, meaning.year)
    busy = place.quote == "年内" and not re.match(r"[^，。]{0,4}的|举办的", re.split("[，,]", place.after)[0])
    kind, role = ("window", "calendar") if busy else ("year", "context")
    old = isinstance(meaning, Point) and meaning.year and scene.reference and meaning.year < scene.reference.year
    if old and re.match(r"(?:设立|成立|印发|发布|创办)", place.after):
        kind = "past"
    yield from _made(place, scene, kind, role, meaning, frame)


def _opens(place: Place) -> bool:
    """Whether a year opens its paragraph and is what it is about: 2020年对我院是…, 2026年，…"""
    block = place.document.blocks[place.block or 0]
    return not place.text[block.start + block.mark : place.start].strip(" \u3000") and place.after[:1] in tuple(
        "，,是对"
    )


def _judged(
    meaning: Point | Range | By | About, category: str, place: Place, scene: Scene, found: Recurrence
) -> Finding:
    rule = found.rule.subject()
    reference = scene.reference
    days = rule.single_span() if rule.sort is Sort.DATED else None
    old = bool(days and reference and days.last < reference)
    due = found.rule.sort is Sort.DEADLINE
    head, situation = head_of(meaning), Situation(saying_of(place), place.quote)
    verdict = judged(
        situation,
        old=_begun(rule, reference) if rule.is_open() else old,
        due=due and not (old and category == "UNTIL_DAY"),
        yearly=bool(head.yearly or head.monthly),
        spans=isinstance(meaning, Range),
        explicit=head.year is not None,
    )
    if verdict:
        if verdict.kind == "deadline" and isinstance(meaning, Point | Range) and not head.yearly:
            found = _as_due(found)
        elif verdict == MOVED and due:
            found = replace(found, rule=rule, clock=_turned(found.clock))
        return _finding(place, scene, verdict.kind, verdict.role, found)
    found = replace(found, notes=_notes(meaning, found, old=old))
    return _finding(place, scene, _kind(meaning, place, found, due=due), "calendar", found)


def _begun(rule: Rule, reference: date | None) -> bool:
    """Whether what has no end began before the notice."""
    days = rule.single_span()
    return bool(days and reference and days.first < reference)


def _turned(clock: Clock | None) -> Clock | None:
    """The time by which as the time from which, and back."""
    return Clock(clock.end, clock.start) if clock and None in (clock.start, clock.end) else clock


def _as_due(found: Recurrence) -> Recurrence:
    """The last day of what was read, as a deadline that includes it."""
    if found.rule.sort is not Sort.DATED or found.rule.is_open():
        return found
    clock = found.clock if found.clock and found.clock.end is not None else _turned(found.clock)
    return replace(found, rule=Due(found.rule.last_day(), "stated"), clock=clock)


def _kind(meaning: object, place: Place, found: Recurrence, *, due: bool) -> str:
    if due:
        return "deadline"
    if isinstance(meaning, Point) and (meaning.yearly or meaning.monthly):
        return "observance" if bool(NAMED_DAY.match(place.after)) else "duty"
    if isinstance(meaning, Range | About):
        return "window"
    return "observance" if bool(NAMED_DAY.match(place.after)) or _adjacent_name(place) else "event"


def _adjacent_name(place: Place) -> str | None:
    """The observance whose name stands right behind the date: “5·30”全国科技工作者日."""
    match = _names().match(place.after[:A_STEP].lstrip('”"」 '))
    return match.group() if match else None


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    """The names of the catalogue, in its order."""
    return re.compile("|".join(map(re.escape, names("zh"))))


def _notes(meaning: Point | Range | By | About, found: Recurrence, *, old: bool) -> tuple[str, ...]:
    notes = ["old"] if old and isinstance(meaning, By) and tail_of(meaning).year is not None else []
    if wrong_weekday(meaning, found.rule):
        notes.append("weekday")
    return tuple(notes)


LONGEST_ANCHOR = 21
"""Characters of the name of an event, with the word in front of it."""
ANCHOR = re.compile(
    r"(?P<lead>自|从)?(?P<name>(?:(?!应在|须在|应于|须于|设为|自|从|在|于|为|应|须|请|，|,|。|；|;|：|:|、|\s).){1,20})$"
)


def _counted(meaning: Counted, place: Place, scene: Scene) -> Iterator[Finding]:
    """提前3天, 任期届满前六个月: counted from an event that the words beside it name."""
    if meaning.ahead:
        if not place.quote.startswith("提前"):
            yield from _made(place, scene, "offset", "calendar", meaning.length, Frame())
        elif name := _occasion(saying_of(place)):
            yield from _made(place, scene, "offset", "calendar", meaning, Frame(anchor=name))
        else:
            yield _finding(place, scene, "offset", "calendar", None)
        return
    match = ANCHOR.search(place.before[-LONGEST_ANCHOR:])
    if not match:
        yield from _made(place, scene, "duration", "context", meaning.length, Frame())
        return
    name = match["name"].strip('“”"「」').removesuffix("的")
    if place.words_to[0] > place.start - len(match.group()) or not is_event(name):
        yield from _made(place, scene, "duration", "context", meaning.length, Frame())
        return
    start = place.start - len(match.group())
    wide = replace(place, start=start, words_to=(place.words_to[0], start))
    yield from _made(wide, scene, "offset", "calendar", meaning, Frame(anchor=name))


def _occasion(saying: Saying) -> str:
    """What something is to be done ahead of: the last that takes place in its clause, the ones before, or the headings."""
    words, sentence = vocabulary(), saying.sentence
    sources = (sentence.before, *sentence.back(), saying.item, *saying.heads[:2], sentence.after)
    for source in sources:
        last = None
        for word in words.words(source):
            if "occasion" in word and len(word.text) > 1:
                last = word
        if last:
            begin = re.split("[在于自从的应须需请，、由将把]", source[: last.end])[-1]
            return clean(begin) or last.text
    return ""


ACTS = re.compile(r"[^。；;]{0,20}(?:报|送|提交|完成|告知|备案|办理|上交|递交|答复|反馈)")


def _length(meaning: Length, place: Place, scene: Scene) -> Iterator[Finding]:
    if meaning.within and (found := _anchor(place)):
        name, start = found
        wide = replace(place, start=start, words_to=(place.words_to[0], start))
        yield from _made(wide, scene, "offset", "calendar", Counted(1, meaning), Frame(anchor=name))
        return
    if meaning.within and re.search(r"(?:在|于|应|须|请|需)$", place.before) and ACTS.match(place.after):
        yield from _made(place, scene, "offset", "calendar", meaning, Frame())
        return
    kind = "cutoff" if place.quote.startswith("近") else "duration"
    yield from _made(place, scene, kind, "context", meaning, Frame())


def _anchor(place: Place) -> tuple[str, int] | None:
    """The event that stands right before …日内, and where it begins: 收到通知后, 答辩结束; None for none."""
    words = vocabulary()
    before = place.before
    tail = next((end for end in AFTER if before.endswith(end)), "")
    bare = before[: len(before) - len(tail)]
    name = re.split(r"[，,。；;：:、\s（(]", bare)[-1]
    for word in words.words(name):
        if word.start and ("modal" in word or word.text in ("在", "于", "自", "从")):
            name = name[word.end :]
            break
    if who := who_leads(name):
        name = name[len(who) :]
    for lead in ("自", "从", "在", "于", "应", "须", "请", "的"):
        name = name.removeprefix(lead)
    doing = ("act", "send", "happen", "publish", "hold", "told")
    does = any(not word.classes.isdisjoint(doing) for word in words.words(name))
    if not 2 <= len(name) <= LONGEST_ANCHOR or not (does or words.ends(name, "occasion")):
        return None
    if not tail and not words.ends(name, "happen") and not name.endswith("结束"):
        return None
    return name, place.start - len(tail) - len(name)


AFTER = ("后的", "之后的", "以后", "之后", "后", "之日起", "之日", "当日起", "起", "完毕", "完毕后")
"""Words between an event and the length that is counted from it, the longest first where they share their end."""


def _corrupt(meaning: Corrupt, place: Place, scene: Scene) -> Finding:
    if place.quote.startswith("每"):
        return _finding(place, scene, "duty", "calendar", None)
    if not place.after.strip() and not meaning.due and "至" not in place.quote:
        return _finding(place, scene, "issued", "context", None)
    return _finding(place, scene, "deadline" if meaning.due else "window", "calendar", None)


def _named(name: str, place: Place, scene: Scene) -> Iterator[Finding]:
    """The name of a day without its date: by the catalogue; only mentioned where the words say so."""
    day = names("zh")[name]
    if day.zh in HOLIDAYS:
        return
    found = parse(day.rule) if day.rule else None
    situation = Situation(saying_of(place), place.quote)
    mentioned = any(cue.search(place.before) for cue in BARE_MENTIONS) or found is None or situation.told
    role = "context" if mentioned else "calendar"
    finding = _finding(place, scene, "observance", role, found)
    yield replace(finding, title=day.zh) if role == "calendar" else finding


def _settled(findings: list[Finding]) -> list[Finding]:
    """Names of days that stand beside their date: one entry, the date's, under the name."""
    dates = [f for f in findings if f.role == "calendar" and f.quote not in names("zh")]
    starts = [f.start for f in dates]

    def beside(finding: Finding) -> bool:
        if finding.kind != "observance" or finding.quote not in names("zh"):
            return False
        near = dates[bisect_left(starts, finding.start - A_STEP) : bisect_left(starts, finding.start + A_STEP)]
        return any(date.sentence == finding.sentence for date in near)

    return [replace(finding, role="context", title=None) if beside(finding) else finding for finding in findings]
