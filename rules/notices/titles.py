"""The title of a date: what is done by it or what happens, and nothing besides: 报送工作小结, 青年科学家论坛, 报名.

Where the clause does not say it, the label before the date does, the clause before, the row, the heading above, at last the
notice's own title.
"""

from __future__ import annotations

from collections.abc import Iterable

from .documents import BlockKind
from .frame import MAIL, parse
from .happenings import LONGEST_ITEM, LONGEST_TITLE, event_title, first, fitting, happening, title_above, whole_name
from .names import clean, is_amount, is_who, label_name, material
from .rows import cell_of, row_title
from .saying import Saying, core_of, name_said
from .sentence import DATES, THERE
from .words import Word, vocabulary

LONGEST_DEED = 3
"""Characters of an unknown word for what is done."""
LONGEST_STEP = 6
"""Characters of the name of a step."""
SHORTEST_VERB = 2
"""Characters of a verb without what is held or done: 举办."""


def title_of(saying: Saying, *, due: bool) -> str:
    """The title, of a day by which something is `due` or of one on which something happens; "" where nothing says one."""
    cell = cell_of(saying.document, saying.block)
    sentence = saying.sentence
    prose = cell is not None and (_is_prose(saying) or _names_itself(saying))
    title = row_title(saying.document, cell, name_said(sentence.before + sentence.after)) if cell and not prose else ""
    title = (
        title
        or _of_several(saying)
        or _done_to(saying)
        or (_due_title(saying) if due else whole_name(saying, event_title(saying)))
        or title_above(saying)
    )
    return _without_genre(saying, title)[:LONGEST_TITLE].rstrip("，,、（(")


def _without_genre(saying: Saying, title: str) -> str:
    """A title that comes from that of the notice, without 的通知; what the notice is about where it holds a verb alone.

    关于举办9月23日运动会的通知, 9月23日停电公告.
    """
    own, words = saying.document.blocks[saying.block] if saying.block is not None else None, vocabulary()
    behind = saying.sentence.after.lstrip(DATES)
    if own is None or own.kind is not BlockKind.TITLE or not words.ends(behind, "genre"):
        return title
    bare = words.without_end(title, "genre").removesuffix("的")
    alone = (len(bare) <= SHORTEST_VERB and parse(bare).verb == bare) or words.begins(title, "genre")
    return (core_of(behind) if alone else "") or bare or title


def _names_itself(saying: Saying) -> bool:
    """Whether the cell of a date names what takes place then, behind it: | 周明远 | 14:30 毕业生代表座谈会 |."""
    name = saying.sentence.after.strip(DATES)
    occasion = vocabulary().ends(name, "occasion") or (saying.own.verb and saying.own.object)
    return bool(occasion) and not saying.sentence.before.strip(DATES) and len(name) > LONGEST_DEED


def _of_several(saying: Saying) -> str:
    """Which of several dates of an item it is: 学院初审：文法、外语3月1日，理学、机电3月2日; "" where there is one alone."""
    own, item = saying.own, saying.item_name
    name = clean(saying.sentence.before) if not saying.sentence.after.strip(DATES + "前") else ""
    several = any(THERE in clause for clause in saying.sentence.clauses)
    if not (several and item and name) or own.verb or saying.shared or len(name) > LONGEST_ITEM:
        return ""
    step = len(item) <= LONGEST_STEP and _does(item) and not _does(name) and not vocabulary().ends(name, "occasion")
    whole = saying.item if saying.item.endswith(item) else item
    return name + whole if step and item not in name else ""


def _done_to(saying: Saying) -> str:
    """A thing before the date with an unknown word behind it for what is done to it: 档案材料…归齐; "" for none."""
    own, words = saying.own, vocabulary()
    thing, deed = clean(saying.sentence.before), saying.sentence.after.strip(DATES)
    if own.verb or own.who or not (1 < len(thing) <= LONGEST_ITEM and 1 < len(deed) <= LONGEST_DEED):
        return ""
    names = words.ends(deed, "occasion", "document", "org", "people", "place", "time", "item", "genre")
    plain = all("\u4e00" <= char <= "\u9fff" for char in deed) and not is_amount(deed)
    plain = plain and thing[-1] not in "前后话间"
    return thing + deed if plain and not names and not is_who(thing) and not words.ends(thing, "leading") else ""


def _is_prose(saying: Saying) -> bool:
    """Whether the cell of a date says in sentences what is done: 办法文本9月30日前印发，由…"""
    own, text = saying.own, saying.sentence.before + saying.sentence.after
    others = len(saying.sentence.clauses) > 1 or bool(own.who or own.modal or own.to)
    return bool(own.verb) and others and len(text.strip(DATES)) > len(own.verb)


def _due_title(saying: Saying) -> str:
    own, words = saying.own, vocabulary()
    if _stands_alone(saying):
        return saying.name_alone
    if closes := _what_closes(saying):
        return closes
    topic = clean(own.topic)
    if topic and own.modal and not clean(own.thing) and topic in words.classes["act"] | words.classes["happen"]:
        return topic  # 报名请于…扫码填写回执
    if own.verb and own.sort not in ("happen", "hold"):
        return _step(saying) or _deed(saying)
    if saying.label and not saying.of_whom and (name := label_name(saying.label)):
        return name
    if own.verb:
        return happening(saying, own)
    if called := _called(saying):
        frame = parse(called)
        return frame.deed(clean(frame.names)) if frame.verb and frame.sort == "send" else called
    return _deed_beside(saying) or saying.item_name


def _what_closes(saying: Saying) -> str:
    """What one can no longer do when a system or a form closes: 请在缴费平台付清，…平台关闭; "" where nothing closes so."""
    own, words = saying.own, vocabulary()
    subject = clean(own.topic) or clean(own.who)
    if not (own.verb in words.classes["closing"] or words.ends(own.rest, "closing")) or clean(own.object):
        return ""
    if subject and not words.made_of(subject, "entrance"):
        return ""
    for frame in saying.past[:2]:
        if frame.sort in ("send", "act"):
            return frame.deed(first(map(clean, (frame.object, frame.thing, frame.topic))))
        if frame.sort == "hold" and (name := clean(frame.topic)):
            return name  # 报名在网站进行，…关闭
    return saying.item_name or first(map(label_name, saying.heads[:1]))


def _step(saying: Saying) -> str:
    """The step that an item names, where its sentence only says how it is taken: 报名。…将报名表发至…; "" for none."""
    name = saying.item_name
    return name if name and len(name) <= LONGEST_STEP and vocabulary().ends(name, "entering") else ""


def _called(saying: Saying) -> str:
    """What ends on a date behind whose colon it stands: 2月28日：报名截止; "" for nothing."""
    sentence = saying.sentence
    alone = sentence.here == 0 and not (sentence.before + sentence.after).strip(DATES)
    following = next(sentence.on(), "") if alone or sentence.colons[sentence.here] else ""
    return label_name(following) if vocabulary().ends(following, "due") else ""


def _stands_alone(saying: Saying) -> bool:
    """Whether the clause before only names what is due, and nothing behind says it: 推荐材料报送，9月15日前；…"""
    if not saying.name_alone or any(frame.names or frame.verb for frame in saying.ahead):
        return False
    names_whom = saying.past[0].who or vocabulary().ends(saying.clause_before, "of_whom")
    return not names_whom and not saying.past[0].object


def _deed(saying: Saying) -> str:
    """The verb of the clause with what it is done to, wherever that is named."""
    own = saying.own
    if own.verb in vocabulary().classes["puts_forward"] and (said := _objection(saying)):
        return own.deed(said)  # 对结论有异议的，…提出
    thing = first(map(material, (own.object, own.thing, own.topic)))
    thing = thing or fitting(saying.thing_before)
    if thing:
        return own.deed(thing)
    name = saying.item_name
    if (
        name
        and own.sort == "send"
        and vocabulary().ends(name, "document", "sheet", "paper_end", "paper")
        and not _does(name)
    ):
        return own.deed(name)  # 纸质表：…前寄到我馆
    if name and (not own.to or _does(name)):
        return name
    if own.sort == "send":
        return own.deed(
            first(map(_document_in, (*saying.heads, saying.core))) or saying.topic_before or _handed(own.to)
        )
    return own.deed("")


def _handed(name: str) -> str:
    """What stands behind a verb of sending, where it is no body and no address."""
    words = vocabulary()
    reached = words.ends(name, "org", "inbox", "house") or MAIL.search(name) or any(map(str.isdigit, name))
    return "" if reached else name


def _objection(saying: Saying) -> str:
    """What those have of whom something is asked: 异议, 疑问; "" for nothing."""
    words = vocabulary()
    clauses = (saying.clause_before, saying.sentence.before)
    near = [clause for clause in clauses if "有" in clause]
    return next((word.text for clause in near if (word := _last_of(words.words(clause), "objections"))), "")


def _last_of(words: Iterable[Word], name: str) -> Word | None:
    return next((word for word in reversed(list(words)) if name in word), None)


def _deed_beside(saying: Saying) -> str:
    """What a clause beside says is done: the one that several dates share, the next two, at last those before."""
    own, topic = saying.own, clean(saying.own.topic)
    for frame in (saying.shared, *saying.ahead[:2]):
        if frame and frame.verb:
            thing = first(map(clean, (frame.object, frame.thing, own.thing, own.topic, frame.topic)))
            if thing or frame.sort != "hold":
                return frame.deed(thing or saying.thing_before)
    if topic:
        return topic
    for frame in saying.past[:2]:
        if frame.verb and (thing := clean(frame.object) or clean(frame.thing)):
            return frame.deed(thing)
    return ""


def _does(label: str) -> bool:
    """Whether a label says what is done: 报名, 交材料, 网上提交."""
    deeds = (word for word in vocabulary().words(label) if word.among(("send", "act", "happen")))
    return len(label) <= LONGEST_ITEM and any(len(word.text) > 1 or word.start == 0 for word in deeds)


def _document_in(heading: str) -> str:
    """What a heading says is to be sent: 报送材料, 二、提交总结."""
    frame = parse(heading)
    return clean(frame.object) if frame.verb and frame.sort == "send" else ""
