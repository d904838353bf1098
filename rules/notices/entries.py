"""How a finding is made: its rule, and for an entry of a calendar its title, who acts, what is done, who receives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import RuleError
from ..languages.meanings import Weekdays
from ..languages.parity import WeeksByParity
from ..languages.parsing import recurrence
from ..languages.points import Frame, Unclear
from ..languages.relative import resolve_noted
from ..recurrence import Recurrence
from .frame import parse
from .named import name_beside
from .names import clean, is_who
from .notice import Finding
from .parties import action_of, actor_of, recipient_of
from .place import Place
from .saying import Saying
from .scene import Scene
from .sentence import DATES, THERE
from .titles import title_of
from .words import vocabulary

DOES = ("send", "act", "publish")
"""Classes of verbs by which an event is something that somebody does."""
TASKS = ("deadline", "offset", "duty")
"""The kinds of what somebody has to do."""


def resolve(place: Place, scene: Scene, kind: str, role: str, meaning: object, frame: Frame) -> Iterator[Finding]:
    """The finding of a meaning in its frame; none where it is not clear which days are meant."""
    by_week = isinstance(meaning, Weekdays | WeeksByParity)
    try:
        found = resolve_noted(meaning, frame) if by_week else recurrence(meaning, frame)
    except Unclear:
        return
    except RuleError as error:
        yield impossible(place, scene, kind, role, error)
        return
    yield entry(place, scene, kind, role, found)


def mention(place: Place, kind: str) -> Finding:
    """A finding without a rule that only explains: 第三届, 适时."""
    return Finding(place.start, place.end, place.quote, kind, "context", sentence=place.sentence)


def impossible(place: Place, scene: Scene, kind: str, role: str, error: RuleError) -> Finding:
    """A date that cannot be: no rule is made of it, and the finding says why."""
    return replace(entry(place, scene, kind, role, None), unread=tuple(filter(None, (error.said, error.remedy))))


def entry(
    place: Place, scene: Scene, kind: str, role: str, found: Recurrence | None, principle: str | None = None
) -> Finding:
    """The finding; one for the calendar with its title, and with who has to do what."""
    start, end, quote, sentence = place.start, place.end, place.quote, place.sentence
    if role != "calendar":
        return Finding(start, end, quote, kind, role, found, sentence=sentence, principle=principle)
    title = scene.title = _title(place, scene, kind)
    if kind == "deadline":
        scene.due_title = title
    actor = actor_of(place.saying)
    action = recipient = None
    if kind not in TASKS:
        if _does(place.saying):
            action, recipient = action_of(place.saying), recipient_of(place.saying)
        return Finding(
            start, end, quote, kind, role, found, title, action, actor, recipient, sentence, principle=principle
        )
    joined = place.sign_ahead in ("；", ";")
    scene.actor = actor or (scene.actor if joined or scene.actor_block == place.block else None)
    scene.actor_block = place.block
    actor = scene.actor or "、".join(scene.notice.addressees) or None
    action = action_of(place.saying) or (title if title and parse(title).verb else None)
    recipient = recipient_of(place.saying)
    return Finding(start, end, quote, kind, role, found, title, action, actor, recipient, sentence, principle=principle)


def _does(saying: Saying) -> bool:
    """Whether somebody does something on that day, and it does not only take place."""
    if saying.row and parse(saying.row).sort in DOES:
        return True
    frame = saying.own if saying.own.verb or not saying.ahead else saying.ahead[0]
    return frame.sort in DOES or (frame.sort == "happen" and bool(frame.who or frame.modal))


def _is_later(place: Place) -> bool:
    """Whether it only gives another day for the last deadline: 顺延至…, 省级学会可放宽至…"""
    words, before = vocabulary(), place.saying.sentence.before.rstrip(DATES)
    if words.ends(place.before, "delayed"):
        return True
    eased = words.ends(before, "eased")
    whom = words.without_end(before.removesuffix(eased), "modal")
    return bool(eased) and (not whom or is_who(whom))


def _is_put_off(place: Place) -> bool:
    """Whether it is the day to which the last one is put off on a condition: 如遇雨顺延至6月30日."""
    before = place.saying.sentence.before.rstrip(DATES).removesuffix("至")
    return bool(vocabulary().ends(before, "delayed")) and THERE not in before


def _title(place: Place, scene: Scene, kind: str) -> str | None:
    """The title: by the name of the day, of the deadline that is moved, by the sentence, by what came before."""
    saying = place.saying
    if kind == "anniversary":
        name = clean(saying.sentence.before) + "".join(place.quote.split())
    else:
        moved = scene.due_title if kind == "deadline" and _is_later(place) else None
        due = kind in ("deadline", "offset") or (kind == "duty" and saying.own.sort in ("send", "act", "publish"))
        same = scene.title if saying.only_whose or _is_put_off(place) else None
        name = name_beside(place) or moved or same or title_of(saying, due=due) or scene.title or ""
    return name or saying.core or scene.notice.title
