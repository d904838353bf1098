"""The title of a date: what is done by it or what happens, and nothing besides: 报送工作小结, 青年科学家论坛, 报名.

Where the clause does not say it, the label before the date does, the clause before, the row, the heading above, at last the
notice's own title.
"""

from __future__ import annotations

from collections.abc import Iterable

from .documents import BlockKind
from .documents.shapes import COLONS, is_address
from .frame import Frame, parse
from .names import clean, is_amount, is_who, label_name, material, without_ordinal
from .rows import cell_of, row_title
from .saying import Saying, core_of, name_said
from .sentence import DATES, THERE
from .words import Word, vocabulary

LONGEST_TITLE = 30
LONGEST_ITEM = 10
"""Characters of an item that says what is done and nothing besides."""
LONGEST_GENERAL = 4
"""Characters of a name that may stand for a longer one."""
LONGEST_DEED = 3
"""Characters of an unknown word for what is done."""
SHORTEST_WHO = 2
"""Characters of who belongs to a title: 新生报到."""
LONGEST_STEP = 6
"""Characters of the name of a step."""
SHORTEST_VERB = 2
"""Characters of a verb without what is held or done: 举办."""
SHORT_CORE = 12
"""Characters of a title of a notice that may stand for the verb in it."""


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
        or (_due_title(saying) if due else _whole_name(saying, _event_title(saying)))
        or _title_above(saying)
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


def _first(names: Iterable[str]) -> str:
    """The first that says anything."""
    return next(filter(None, names), "")


def _title_above(saying: Saying) -> str:
    """What the nearest heading names, else what the notice is about."""
    heads = (head for head in saying.heads if not (head[-1:] in COLONS and is_address(head)))  # 各会员单位：
    return _first(map(label_name, heads)) or saying.core


# ------------------------------------------------------------------ what is due


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
        return _happening(saying, own)
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
            return frame.deed(_first(map(clean, (frame.object, frame.thing, frame.topic))))
        if frame.sort == "hold" and (name := clean(frame.topic)):
            return name  # 报名在网站进行，…关闭
    return saying.item_name or _first(map(label_name, saying.heads[:1]))


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
    thing = _first(map(material, (own.object, own.thing, own.topic))) or saying.thing_before
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
        return own.deed(_first(map(_document_in, (*saying.heads, saying.core))) or saying.topic_before or own.to)
    return own.deed("")


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
            thing = _first(map(clean, (frame.object, frame.thing, own.thing, own.topic, frame.topic)))
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


# ------------------------------------------------------------------ what happens


def _event_title(saying: Saying) -> str:
    own, words = saying.own, vocabulary()
    if moved := _what_moved(saying):
        return moved
    if saying.name_alone:
        return saying.name_alone
    if words.begins(saying.sentence.after, "equating") and saying.name_after:
        return saying.name_after
    if (label := label_name(saying.label)) and not saying.of_whom:
        return label
    if own.verb:
        return _called_so(saying) or _happening(saying, own)
    if saying.label:  # 时间：, 日期：
        return _said_before(saying) or _title_above(saying)
    after = saying.name_after
    if after and len(after) <= LONGEST_TITLE and (not is_who(after) or words.ends(after, "occasion")):
        return after
    return clean(own.thing) or _placed(saying) or clean(own.topic) or _event_beside(saying)


def _said_before(saying: Saying) -> str:
    """What the clause before says is done, where this one only says when: 要当面答辩，时间是…; "" for nothing."""
    frame = saying.past[0] if saying.past and not saying.sentence.colons[max(saying.sentence.here - 1, 0)] else None
    named = vocabulary().ends(saying.clause_before, "occasion")
    return _happening(saying, frame) if frame and frame.verb and not named else ""


def _called_so(saying: Saying) -> str:
    """A name behind the date that ends with what is done: 技术评审, 现场答辩, 结业汇报; "" for none."""
    words, text = vocabulary(), saying.sentence.after.strip(DATES)
    if saying.sentence.before.strip(DATES) or not len(saying.own.verb) < len(text) <= LONGEST_ITEM:
        return ""
    if text[0] in words.classes["leads_place"]:
        return ""
    while (bare := words.without_start(text, "adverb")) != text:
        text = bare
    tokens = list(words.words(text))
    ends = tokens and tokens[-1].end == len(text) and tokens[-1].among(("act", "hold", "happen", "publish"))
    plain = not any(token.among(("taking", "towards", "by", "modal", "lead", "org")) for token in tokens)
    return clean(text) if ends and plain and saying.own.verb != text else ""


def _placed(saying: Saying) -> str:
    """What words before the date say is put on it: 现场踏勘定在, 互听课放在; "" for nothing."""
    before = saying.sentence.before.strip(DATES)
    lead = vocabulary().ends(before, "leading")
    name = before.removesuffix(lead)
    return clean(name) if lead and len(name) <= LONGEST_ITEM and not is_who(name) else ""


def _what_moved(saying: Saying) -> str:
    """What gives way to another date, named where its former date is: 首次抽签原定五月六日，现改为五月九日; "" for nothing."""
    words = vocabulary()
    if not words.ends(saying.sentence.before, "moved"):
        return ""
    for clause in saying.sentence.back():
        name, former = next(
            ((clause[:n], True) for n in range(1, len(clause)) if words.begins(clause, "former", n)), ("", False)
        )
        if former:
            return label_name(name)
    return ""


def _event_beside(saying: Saying) -> str:
    """What the clauses around name, where the date stands without a verb and a name."""
    if saying.sentence.aside and saying.past:  # 教学单位自查（11月10日－13日）
        return clean(saying.clause_before)
    if label := saying.item_name:
        return label
    alone = not saying.sentence.before.strip(DATES)
    if alone and saying.past and not saying.past[0].verb and (name := clean(saying.past[0].topic)):
        return name
    words = vocabulary()
    called = (alone and saying.sentence.here == 0) or saying.sentence.colons[
        saying.sentence.here
    ]  # 4月16日：会员开放日，可补办会员证
    for clause, frame in zip(saying.sentence.on(), saying.ahead[:2], strict=False):
        if frame.verb and clause == frame.topic + frame.verb:
            return clean(clause)  # 述标答辩
        if frame.verb and not frame.rest.endswith("为准"):
            return _happening(saying, frame)
        if called and (name := clean(frame.topic or frame.who)) and (not is_who(name) or words.find(name, "occasion")):
            return name  # 初赛A组
        called = False
    return _first(clean(frame.topic) for frame in saying.ahead[:1])


def _happening(saying: Saying, frame: Frame) -> str:
    """What a verb says takes place."""
    subject = clean(frame.topic) or clean(saying.own.topic)
    thing = clean(frame.object) or clean(frame.thing)
    if frame.sort == "hold":
        return _held(saying, frame, subject, thing)
    if frame.sort == "happen":
        return _happens(saying, frame, subject or thing)
    item = saying.item_name
    if frame.verb in vocabulary().classes["attends"] and (what := clean(thing.rpartition("的")[2])):
        return what  # 参加市总工会的迎春汇演
    if not thing and not subject and frame.verb in item:
        return item
    return frame.deed(thing or subject or item or saying.name_before or saying.thing_before)


def _held(saying: Saying, frame: Frame, subject: str, thing: str) -> str:
    """What is held; who holds it where nothing else is named."""
    held, target = clean(frame.object), clean(clean(frame.thing).rpartition("的")[2])
    if held and target and held in vocabulary().classes["act"]:
        return target + held  # 对在建的7家专家站…开展督查
    if thing and not is_amount(thing):
        return thing
    if subject and frame.verb in vocabulary().classes["valid"]:
        return subject + frame.verb  # 本规定自4月20日起实施
    return subject or saying.item_name or saying.name_before or clean(saying.own.who) or frame.verb


def _whole_name(saying: Saying, name: str) -> str:
    """What a short name stands for: 会议, 研讨会 in a notice of an 学术研讨会 that its title names; else the name itself."""
    core = clean(without_ordinal(saying.core))
    short = without_ordinal(name)
    if not short or len(short) > LONGEST_GENERAL or len(core) <= len(short) or parse(core).verb:
        return name
    stands = core.endswith(short) or (short in vocabulary().classes["general"] and vocabulary().ends(core, "occasion"))
    return core if stands else name


def _happens(saying: Saying, frame: Frame, subject: str) -> str:
    """Who or what does it, with the verb: 图书馆闭馆; without it where it only says that it is over."""
    who = "" if frame.modal else clean(frame.who)
    if len(who) > SHORTEST_WHO and vocabulary().ends(who, "people"):
        who = ""  # 决赛选手…报到; 新生报到
    subject = subject or who or saying.item_name or saying.name_before
    if subject and frame.verb in vocabulary().classes["ending_verb"]:
        return label_name(subject) or subject
    if not subject and frame.verb in saying.core and len(saying.core) <= SHORT_CORE:
        return saying.core
    return subject + frame.verb
