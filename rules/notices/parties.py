"""Who is to act, whom it reaches, and what is to be done in the words of the sentence."""

from __future__ import annotations

from itertools import islice

from .documents.shapes import QUOTES, squeezed
from .frame import MAIL, Frame
from .names import clean, is_who, name_of, without_leads
from .rows import cell_of, row_person
from .saying import LAST_ASIDE, Saying
from .sentence import DATES
from .words import vocabulary

WIDEST = 2000
"""Characters of a paragraph in which a name is looked for as it stands."""
LONGEST_LEAD = 12
"""Characters of who a clause begins with."""
CLOSE_BY = 60
"""Characters behind a sentence within which an address belongs to it."""


def actor_of(saying: Saying) -> str | None:
    """Who is to act; None where the sentence and its row name nobody."""
    if cell := cell_of(saying.document, saying.block):
        return row_person(saying.document, cell)
    words, own, before = vocabulary(), saying.own, saying.clause_before
    frames = (own, *(() if own.verb else saying.ahead[:1]), *saying.past)
    who = next((frame.who for frame in frames if frame.who), None)
    if not own.who and words.ends(before, "of_whom") and 3 <= len(before) <= 16:
        who = before  # 因故不能出席的，应当…
    who = who or _in_charge(saying) or saying.of_whom or _leads(before) or _condition(saying)  # 会务组：…
    return _as_written(saying, who) if who else _in_brackets(saying)


def _condition(saying: Saying) -> str:
    """Those of whom a condition holds, right before the date: 退回补正的…重报; "" for nobody."""
    before = without_leads(saying.sentence.before)
    return before if vocabulary().ends(before, "of_whom") and 3 <= len(before) <= 16 else ""


def _leads(clause: str) -> str:
    """Who a clause begins with that says something of them: 普及部欠一项; "" for nobody."""
    words = vocabulary()
    while (bare := words.without_start(clause, "lead")) != clause:
        clause = bare
    ends = [word.end for word in words.words(clause[:LONGEST_LEAD]) if word.among(("org", "people")) and word.text[1:]]
    return next((clause[:end] for end in ends if is_who(clause[:end])), "")


def _in_charge(saying: Saying) -> str:
    """Who takes care of it, in the next two clauses: …，采购办负责; "" for nobody."""
    words = vocabulary()
    for clause in islice(saying.sentence.on(), 2):
        who = clause.removesuffix(words.ends(clause, "in_charge"))
        if who != clause and is_who(who):
            return who
    return ""


def _in_brackets(saying: Saying) -> str | None:
    """Who stands in brackets at the end of a short line: 09:30 递交投标文件（招标办）; None for nobody."""
    if saying.block is None:
        return None
    block = saying.document.blocks[saying.block]
    aside = LAST_ASIDE.search(squeezed(saying.document.words(block))) if block.end - block.start <= CLOSE_BY else None
    return aside.group()[1:-1] if aside and is_who(aside.group()[1:-1]) else None


def _as_written(saying: Saying, name: str) -> str:
    """A name as it stands in the text, with what stands in brackets inside of it: 各县（区）科协."""
    if saying.block is None:
        return name
    block = saying.document.blocks[saying.block]
    text = squeezed(saying.document.text[block.start + block.mark : min(block.end, block.start + WIDEST)])
    start = text.find(name[0])
    while start >= 0:
        if end := _end_with_asides(text, start, name):
            return text[start:end]
        start = text.find(name[0], start + 1)
    return name


def _end_with_asides(text: str, start: int, name: str) -> int:
    """Where the name ends that begins there, brackets between its characters left out; 0 where another stands there."""
    at = start
    for place, char in enumerate(name):
        while place and text[at : at + 1] != char and text[at : at + 1] in tuple("(（[〔"):
            close = text.find(QUOTES[text[at]], at)
            if close < 0:
                return 0
            at = close + 1
        if text[at : at + 1] != char:
            return 0
        at += 1
    return at


def recipient_of(saying: Saying) -> str | None:
    """Whom it reaches: a body, an address."""
    frames = tuple(filter(None, (saying.own, saying.shared, *saying.ahead[:3])))
    if not any(frame.to or (frame.verb and frame.sort != "happen") for frame in frames):
        frames += tuple(filter(None, (_deed_before(saying),)))
    for frame in frames:
        if frame.sort == "send" and frame.to:
            mail = MAIL.search(frame.to)
            return mail.group() if mail else frame.to
    for frame in frames:
        if frame.to and frame.verb:
            return frame.to
    if mail := MAIL.search("，".join(saying.sentence.on()) + saying.behind[:CLOSE_BY]):
        return mail.group()
    return next((frame.where for frame in frames if frame.where and frame.sort in ("act", "happen")), None)


def action_of(saying: Saying) -> str | None:
    """What is to be done, in the words of the sentence, without who does it."""
    if saying.row:
        return saying.row
    own = saying.own
    frame = own if own.verb else saying.shared or next((one for one in saying.ahead[:2] if one.verb), None)
    if frame is None or (frame.sort == "happen" and not frame.modal):
        frame = _deed_before(saying) or frame  # 各学院请把师生数报给校科协，最晚12月9日
    if frame is None:
        return None
    before = next((one for one in saying.past[:1] if one.verb and one.sort == "act"), None)
    thing = clean(frame.thing) or clean(own.thing) or ("" if frame.object else clean(own.topic))
    parts = [before.verb + before.object] if before and not thing and not frame.object else []
    if frame.sort == "send" and not frame.object and not before:
        thing = thing or saying.thing_before
    verb, rest = _verb_as_written(saying, frame), name_of(frame.rest)
    if thing and not (rest or frame.means or frame.thing or own.thing):
        parts.append(verb + thing)  # 论文…前交
    else:
        parts.append((f"将{thing}" if thing else "") + (_as_said(saying, frame) or frame.means + verb + rest))
    return "".join(char for char in "，".join(filter(None, parts)) if char not in DATES) or None


def _as_said(saying: Saying, frame: Frame) -> str:
    """The words behind the date with the verb, and how and to whom: 向工程科书面说明; "" where it stands before."""
    words, said = vocabulary(), saying.sentence.after.strip(DATES)
    if frame is not saying.own or frame.verb not in said or (frame.thing and frame.thing in said):
        return ""
    said = said.removeprefix(words.begins(said, "earlier")).removeprefix(frame.who)
    while (bare := words.without_start(said, "modal")) != said:
        said = bare
    return said if frame.means in said else frame.means + said


def _deed_before(saying: Saying) -> Frame | None:
    """What the clause right before asks, where the date stands alone behind it; None where it names no deed."""
    alone = not saying.sentence.after.strip(DATES + "前") and not without_leads(saying.sentence.before)
    frame = saying.past[0] if alone and saying.past else None
    return frame if frame and frame.verb and frame.sort in ("send", "act") else None


def _verb_as_written(saying: Saying, frame: Frame) -> str:
    """The verb with what stands between it and what follows: 报送至, where the frame has 报送."""
    whole = saying.sentence.clause if frame is saying.own else ""
    if not frame.rest or not whole.endswith(frame.rest):
        return frame.verb
    end = len(whole) - len(frame.rest)
    start = whole.rfind(frame.verb, 0, end + 1)
    return whole[start:end] if start >= 0 else frame.verb
