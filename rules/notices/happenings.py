"""The title of a day on which something happens: its name, what is held, who arrives, what is put there.

What stands beside the clause may name it too: the clause before, an item, a heading, at last the notice's own title.
"""

from __future__ import annotations

from collections.abc import Iterable

from .documents.shapes import COLONS, is_address
from .frame import Frame, parse
from .names import clean, is_amount, is_who, label_name, without_ordinal
from .rows import ASIDE
from .saying import Saying
from .sentence import DATES
from .words import vocabulary

LONGEST_TITLE = 30
LONGEST_ITEM = 10
"""Characters of an item that says what is done and nothing besides."""
LONGEST_GENERAL = 4
"""Characters of a name that may stand for a longer one."""
LONGEST_BESIDE = 8
"""Characters of a name from beside the clause that is no paper."""
SHORTEST_WHO = 2
"""Characters of who belongs to a title: 新生报到."""
SHORT_CORE = 12
"""Characters of a title of a notice that may stand for the verb in it."""


def event_title(saying: Saying) -> str:
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
        return _called_so(saying) or happening(saying, own)
    if saying.label:  # 时间：, 日期：
        return _said_before(saying) or title_above(saying)
    after = saying.name_after
    if after and len(after) <= LONGEST_TITLE and (not is_who(after) or words.ends(after, "occasion")):
        return after
    return clean(own.thing) or _placed(saying) or clean(own.topic) or _event_beside(saying)


def _said_before(saying: Saying) -> str:
    """What the clause before says is done, where this one only says when: 要当面答辩，时间是…; "" for nothing."""
    frame = saying.past[0] if saying.past and not saying.sentence.colons[max(saying.sentence.here - 1, 0)] else None
    named = vocabulary().ends(saying.clause_before, "occasion")
    return happening(saying, frame) if frame and frame.verb and not named else ""


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
            return happening(saying, frame)
        if called and (name := clean(frame.topic or frame.who)) and (not is_who(name) or words.find(name, "occasion")):
            return name  # 初赛A组
        called = False
    return first(clean(frame.topic) for frame in saying.ahead[:1])


def happening(saying: Saying, frame: Frame) -> str:
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
    return frame.deed(
        thing or subject or first(fitting(name) for name in (item, saying.name_before, saying.thing_before))
    )


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


def whole_name(saying: Saying, name: str) -> str:
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


def first(names: Iterable[str]) -> str:
    """The first that says anything."""
    return next(filter(None, names), "")


def title_above(saying: Saying) -> str:
    """What the nearest heading names, else what the notice is about."""
    heads = (head for head in saying.heads if not (head[-1:] in COLONS and is_address(head)))  # 各会员单位：
    return first(map(label_name, heads)) or saying.core


def fitting(name: str) -> str:
    """A name from beside the clause, where it may be what is acted upon; "" where it says more than that."""
    words = vocabulary()
    stops = ("modal", "adverb", "taking", "towards", "by", "means")
    found = [word for word in words.words(name) if word.among(stops) or word.text in words.classes["every"]]
    leads = found[0] if found and not found[0].start else None
    if leads and leads.text not in words.classes["needs"]:
        return ""
    begin = leads.end if leads else 0  # 要用身份证号和卡号
    end = next((word.start for word in found if word.start > begin), len(name))
    name = clean(ASIDE.sub("", name[begin:end]))
    if words.ends(name, "document", "sheet", "paper", "paper_end"):
        return name
    return "" if len(name) > LONGEST_BESIDE or is_who(name) else name
