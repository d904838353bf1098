"""Days counted from an event that the words beside name: 会议召开5日前, 收到通知后5日内, 提前3天, 节后第一个工作日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ..languages.meanings import DAY, By, Counted, Length, Point
from ..languages.parsing import is_event
from ..languages.points import Frame, point_of
from ..spans import shift
from .entries import entry, resolve
from .holidays import day_from, feast_before
from .names import clean, is_who, who_leads, without_ordinal
from .nearby import follows
from .notice import Finding
from .place import Place
from .scene import Scene
from .words import vocabulary

UNITS = {"workday": "workdays", "day": "days", "week": "weeks"}
ABOVE = 160
"""Characters above a sentence in which the occasion stands that it speaks of."""
LONGEST_NAME, LONGEST_OCCASION, LONGEST_CONDITION = 20, 16, 8
"""Characters of the name of an event, and of what somebody does."""
AS_SOON = 20
"""Characters between a length and what is to be done within it."""
BREAKS = "，,。；;：:、）)》”"
"""Signs that are no part of the name of an event."""
GAPS = "，, \u3000\r\n"
"""What may part the event from the length."""
FEAST = "节"
"""What stands for the feast that was named last."""
CLAUSE = re.compile("[，,。；;：:\\s]")
WRAP = re.compile(r"[ \u3000]*\r?\n[ \u3000]*")
AHEAD, BEHIND = "前", "后"
DAYS_OF = {"days": 1, "weeks": 7}
"""Days of the units by which something is put off."""
HALF_YEAR, HAN = "半年", re.compile("[\u4e00-\u9fff]")
THE_MEETING, MEETING = "会", "会议"
PARTS_OF_NAMES = ("document", "ending", "place", "item", "paper", "org", "people")
"""Classes of words that make the name of something else of what takes place in front of them."""
HAPPENS = ("act", "send", "happen", "publish", "hold", "told")
"""Classes of words that make a name one of something that takes place."""


def count_from(meaning: object, place: Place) -> tuple[Counted, Place] | None:
    """The length from an event, at its whole place; None where no event is named in front of it."""
    words = vocabulary()
    match meaning:
        case By(base=Point() as day) if day == Point(day=day.day) and words.ends(place.before, "taking_place"):
            return Counted(-1, Length(day.day or 0, "days")), place
        case Length(within=False) if place.quote.startswith(AHEAD) and words.ends(place.before, "taking_place"):
            return Counted(-1, meaning), place
        case Length(within=False) if place.before.endswith(AHEAD) and words.ends(place.before[:-1], "taking_place"):
            return Counted(-1, meaning), _from(place, place.start - 1)
        case Length(within=False) if words.ends(place.before, "taking_place") and (back := _earlier(place.after)):
            return Counted(-1, meaning), replace(place, end=place.end + back)
        case Point(nth=(int(count), str(unit))) | By(base=Point(nth=(int(count), str(unit)))) if unit in UNITS and (
            later := _later(place.before)
        ):
            first = meaning.base if isinstance(meaning, By) else meaning
            plain = isinstance(first, Point) and first.grains[0] == DAY and not first.period
            if not plain or count < 1:
                return None
            return Counted(1, Length(count, UNITS[unit])), _from(place, place.start - later)
    return None


def _from(place: Place, start: int) -> Place:
    """The place with the words before it that are a part of it."""
    return replace(place, start=start, words_to=(place.words_to[0], start))


def _earlier(after: str) -> int:
    """Characters of 前 or 之前 with which what follows begins; 0 where it goes on otherwise: 前往, 前后."""
    word = vocabulary().begins(after, "earlier")
    return 0 if after[len(word) : len(word) + 1] in tuple("往来后期") else len(word)


def _later(before: str) -> int:
    """Characters of 后 or 后的 at the end that count what follows from an event: 节后, 会议结束后的; 0 for none."""
    bare = before.removesuffix("的")
    return len(before) - len(bare) + 1 if bare.endswith("后") and vocabulary().ends(bare[:-1], "over") else 0


def read_counted(meaning: Counted, place: Place, scene: Scene) -> Iterator[Finding]:
    """提前3天, 任期届满前六个月: counted from an event that the words beside it name."""
    if meaning.ahead:
        if not place.quote.startswith("提前"):
            yield from resolve(place, scene, "offset", "calendar", meaning.length, Frame())
        elif name := _occasion(place):
            yield from resolve(place, scene, "offset", "calendar", meaning, Frame(anchor=name))
        else:
            yield entry(place, scene, "offset", "calendar", None)
        return
    if day := _put_off(meaning.length, place, scene):
        yield from resolve(_from(place, place.start - 1), scene, "event", "calendar", day, Frame())  # 延后一周
        return
    start = _event_start(place.before, place.start)
    name = (
        "".join(place.text[start : place.start].split())
        .removeprefix("自")
        .removeprefix("从")
        .strip('“”"「」')
        .removesuffix("的")
    )
    if _is_the_meeting(name):
        start, name = place.start - 1, _occasion(place) or MEETING
    if start == place.start or place.words_to[0] > start or not is_event(name):
        yield from resolve(place, scene, "duration", "context", meaning.length, Frame())
        return
    if name == FEAST and meaning.sign < 0 and meaning.length.unit != "workdays":
        name = feast_before(place.text, start) or name  # 节前一周
    if name == FEAST and (found := _from_feast(meaning, place, scene, start)):
        yield found
        return
    yield from resolve(_from(place, start), scene, "offset", "calendar", meaning, Frame(anchor=name))


def _from_feast(meaning: Counted, place: Place, scene: Scene, start: int) -> Finding | None:
    """节后三天内, counted from the days off of the feast that was named last; None where they are not known."""
    feast = feast_before(place.text, start)
    day = day_from(feast, meaning, scene.reference) if feast and scene.reference else None
    if not day:
        return None
    point = point_of(day)
    due = place.quote.endswith(("内", "前")) or meaning.sign < 0
    found = resolve(
        _from(place, start),
        scene,
        "deadline" if due else "event",
        "calendar",
        By(point, "stated") if due else point,
        Frame(),
    )
    return next(found, None)


def _event_start(before: str, end: int) -> int:
    """Where the name of the event right before a place begins, with 自 or 从 in front of it; the place itself for none."""
    known, near = vocabulary().classes["event_stop"], before[-LONGEST_NAME:]
    longer = (word for word in vocabulary().words(near) if "whole" in word)
    inside = {at for word in longer for at in range(word.start, word.end)}  # 收到请示
    length = 0
    wraps = {at for wrap in WRAP.finditer(near) for at in range(wrap.start(), wrap.end())}
    for at in reversed(range(len(near))):
        blank = near[at].isspace() and at not in wraps  # a sentence goes on behind the end of its line
        if (near[at] in known and at not in inside) or near[at] in BREAKS or blank:
            break
        length += 1
    lead = before[len(before) - length - 1 : len(before) - length] if length else ""
    return end - length - (lead in tuple("自从"))


def _occasion(place: Place) -> str:
    """What something is to be done ahead of: the last that takes place in its clause, the ones before, the headings, above."""
    saying = place.saying
    sentence = saying.sentence
    above = place.text[max(place.sentence_start - ABOVE, 0) : place.sentence_start]
    if condition := _condition(saying.clause_before):
        return condition
    sources = (
        sentence.before,
        *sentence.back(),
        saying.item,
        saying.row,
        *saying.heads[:2],
        sentence.after,
        above,
        saying.core,
    )
    return next(filter(None, map(_takes_place, sources)), "")


def _condition(clause: str) -> str:
    """What those do of whom something is asked ahead of it: 需要调班的，提前3天…; "" for no such clause."""
    words = vocabulary()
    clause = clause.rpartition("、")[2]
    bare, of, people = clause.rpartition("的")
    clause = bare + of if of and is_who(people) else clause  # 要当面咨询的同学
    whom = words.ends(clause, "of_whom")
    deed = clause.removesuffix(whom)
    if words.begins(deed, "cannot"):
        return ""
    while (bare := words.without_start(deed, "wants")) != deed:
        deed = bare
    return deed if whom and 1 < len(deed) <= LONGEST_CONDITION else ""


def _takes_place(text: str) -> str:
    """The name of the last that takes place in a text; "" for nothing."""
    words = vocabulary()
    tokens = list(words.words(text))
    named = {w.start for w in tokens if w.among(PARTS_OF_NAMES)}  # 培训经费, 报告厅
    found = [
        w
        for w in tokens
        if "occasion" in w and len(w.text) > 1 and not w.among(("hold", "intake")) and w.end not in named
    ]
    if not found:
        return ""
    ahead = text[: found[-1].end]
    begin = max(at for at in range(len(ahead) + 1) if not at or _parts(ahead[at - 1]))
    name = clean(ahead[begin:])
    name = without_ordinal(name[len(who_leads(name)) :])
    return name if 1 < len(name) <= LONGEST_OCCASION else found[-1].text


def _parts(char: str) -> bool:
    """Whether the name of what takes place may begin behind the character."""
    return _breaks(char) or char in vocabulary().classes["breaks_name"]


def read_length(meaning: Length, place: Place, scene: Scene) -> Iterator[Finding]:
    """A length: from an event where it is a bound (收到通知后5日内), else only how long something takes (为期3天)."""
    if day := _put_off(meaning, place, scene):
        yield from resolve(place, scene, "event", "calendar", day, Frame())
        return
    if meaning.within and (event := _anchor(place)):
        name, start = event
        yield from resolve(_from(place, start), scene, "offset", "calendar", Counted(1, meaning), Frame(anchor=name))
        return
    asks = meaning.within and (vocabulary().ends(place.before, "asks_by") or is_who(CLAUSE.split(place.before)[-1]))
    if asks and any(follows(place.after, "done_within", AS_SOON, "。；;")):
        yield from resolve(place, scene, "offset", "calendar", meaning, Frame())
        return
    if _is_said_aside(meaning, place):
        return
    kind = "cutoff" if place.quote.startswith("近") else "duration"
    yield from resolve(place, scene, kind, "context", meaning, Frame())


def _put_off(meaning: Length, place: Place, scene: Scene) -> Point | None:
    """The day to which the last date of the sentence is put off by so long: 4月23日的读书会延后一周举行; None for none.

    What is put off on a condition (如遇雨顺延一天) has no day yet.
    """
    words, last = vocabulary(), scene.last
    said = CLAUSE.split(place.before)[-1] + (BEHIND if place.quote.startswith(BEHIND) else "")  # 延 and 后一周
    if not words.ends(said, "put_off") or words.has(said, "meets") or meaning.within or meaning.unit not in DAYS_OF:
        return None
    if scene.last_end <= place.sentence_start or not (last and last.year and last.month and last.day):
        return None
    own = words.without_end(words.without_end(said.removesuffix(BEHIND), "put_off"), "adverb")
    apart = CLAUSE.search(place.text, scene.last_end, place.start - len(said.removesuffix(BEHIND)))
    if apart and clean(own) and not words.begins(own, "because"):
        return None  # 开幕式改至10月15日，抽签会推后两天: which day that is, the notice does not know
    day = shift(date(last.year, last.month, last.day), meaning.amount * DAYS_OF[meaning.unit])
    return replace(point_of(day), clock=last.clock)


def _is_said_aside(meaning: Length, place: Place) -> bool:
    """Whether a length says nothing that anybody keeps to: hours, 闭馆一天, 忙了一年, and not 会期一天, 期限一年."""
    if meaning.within or meaning.about:
        return False
    if meaning.unit in ("hours", "minutes"):
        return True
    if place.quote == HALF_YEAR and HAN.match(place.after):
        return not vocabulary().ends(place.before, "length_lead")  # 半年自查
    short = {"days": (1, 2), "weeks": (1,), "years": (1,)}.get(meaning.unit, ())
    plain = place.quote[0] in vocabulary().classes["numeral"] and meaning.amount in short
    return plain and not vocabulary().ends(place.before, "length_lead")


def _anchor(place: Place) -> tuple[str, int] | None:
    """The event that stands right before …日内, and where it begins: 收到通知后, 答辩结束; None for none."""
    words, before = vocabulary(), place.before
    bare = before.removesuffix(words.ends(before, "asks_by")).rstrip(GAPS)  # 收到申请后，在7个工作日内
    tail = words.ends(bare, "after_that")
    bare = bare if tail else before
    end = place.start - len(before) + len(bare) - len(tail)
    name = _event_name(bare[: len(bare) - len(tail)])
    if tail and _is_the_meeting(name):
        return _occasion(place) or MEETING, end - 1
    if not 2 <= len(name) <= LONGEST_NAME + 1:
        return None
    takes_place = any(not word.classes.isdisjoint(HAPPENS) for word in words.words(name))
    if not takes_place and not words.ends(name, "occasion"):
        return None
    if not tail and not words.ends(name, "happen") and not name.endswith("结束"):
        return None
    return name, end - len(name)


def _is_the_meeting(name: str) -> bool:
    """Whether 会 at the end of a name is the meeting that is spoken of: 秘书处会前15日发出, 选举结果会后20日内报送."""
    words, rest = vocabulary(), name.removesuffix(THE_MEETING)
    if rest == name or len(words.ends(name, "occasion", "org", "people", "house")) > 1:
        return False
    return not rest or is_who(rest) or bool(words.ends(rest, "document", "ending", "item"))


def _event_name(before: str) -> str:
    """The name of the event that words end with, without who acts and what only leads to it."""
    words = vocabulary()
    begin = max(at for at in range(len(before) + 1) if not at or _breaks(before[at - 1]))
    name = before[begin:]
    for word in words.words(name):
        if word.start and ("modal" in word or word.text in words.classes["from_then"]):
            name = name[word.end :]
            break
    name = name[len(who_leads(name)) :]
    while lead := words.begins(name, "event_lead"):
        name = name[len(lead) :]
    at = name.find("本")
    return name[:at] + name[at + 1 :] if at > 0 and words.begins(name, "genre", at + 1) else name  # 收到本通知


def _breaks(char: str) -> bool:
    return char in BREAKS or char in "（(" or char.isspace()
