"""Who has to do what by a date: title, action, actor, recipient, place, from the frames of the clauses around it.

A title is what is done or what happens and nothing besides: 报送工作小结, 青年科学家论坛, 报名. Where the clause does not say
it, the label before the date does, the clause before, the row, the heading above, at last the notice's own title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from .documents import Block, BlockKind, Document
from .documents.shapes import ABOUT, QUOTES, squeezed
from .frame import DATES, MAIL, THERE, Frame, Sentence, is_who, named, parse
from .words import vocabulary

LONGEST_TITLE, LONGEST_LABEL = 30, 24
ITEM = re.compile(
    r"(?:第[一二三四五六七八九十]阶段[：:])?(?P<label>[^：:。；;，,！？]{2,20})(?P<sign>[：:。，,])(?!\d\d\b)"
)
HAS_DAY = re.compile(r"\d\s*[年月日.:：/-]\s*\d?|[一二三四五六七八九十]月|星期|上午|下午")
CLOSE_BY = 60
"""Characters behind a sentence within which an address belongs to it."""


@dataclass(frozen=True)
class Saying:
    """What is said of a date: its sentence in frames, in its block."""

    document: Document
    block: int | None
    sentence: Sentence
    behind: str = ""
    """What follows the sentence in the text."""
    title: str = ""
    """The title of the notice."""
    quote: str = ""
    """The words of the date."""

    @cached_property
    def own(self) -> Frame:
        """The frame of the clause with the date."""
        return parse(self.sentence.clause)

    @cached_property
    def label(self) -> str:
        """The label before the date, as it stands: 报名截止时间：, 会议时间定于; "" for none."""
        before, clauses = re.sub(f"(?:[{DATES}][、和及与,]?)+$", "", self.sentence.before), self.sentence.clauses
        here = self.sentence.here
        if _only_leads(before) and here and self.sentence.colons[here - 1]:
            return clauses[here - 1]
        bare = _without_leads(before)
        if bare and vocabulary().begins("".join(self.quote.split()), "due") and len(bare) <= LONGEST_LABEL:
            return f"{bare}截止"
        if (
            bare
            and vocabulary().ends(bare, "time")
            and not vocabulary().ends(bare, "whole")
            and len(bare) <= LONGEST_LABEL
        ):
            return bare
        return ""

    @cached_property
    def item(self) -> str:
        """What an item or a line begins with and is about: 答辩：…, 2. 汛期值班。…, （一）瑜伽班，每周二…; "" for none."""
        if self.block is None or self.document.blocks[self.block].kind is BlockKind.CELL:
            return ""
        block = self.document.blocks[self.block]
        words = "".join(self.document.words(block)[: 2 * LONGEST_LABEL].split())
        match = ITEM.match(words)
        if not match or (match["sign"] in "，," and not block.mark) or (match["sign"] == "。" and not block.mark):
            return ""
        if HAS_DAY.search(match["label"]) or (match["sign"] in "，," and parse(match["label"]).verb):
            return ""
        return match["label"]

    @cached_property
    def ahead(self) -> list[Frame]:
        """The frames of the clauses behind, the nearest first."""
        return [parse(clause) for clause in self.sentence.on()]

    @cached_property
    def shared(self) -> Frame | None:
        """What is said of several dates at once, behind the last of them: 各部室4日前，学会18日前，分别将…报送…"""
        clauses = self.sentence.clauses[self.sentence.here + 1 :]
        for clause in clauses[:8]:
            frame = parse(clause)
            if frame.verb:
                return frame if clause is not clauses[0] and THERE not in clause else None
            if THERE not in clause:
                return None
        return None

    @cached_property
    def past(self) -> list[Frame]:
        """The frames of the clauses before, the nearest first."""
        return [parse(clause) for clause in self.sentence.back()]

    @cached_property
    def row(self) -> str:
        """What the row of a cell is about; "" outside of tables."""
        number = self.block
        if number is None or self.document.blocks[number].kind is not BlockKind.CELL:
            return ""
        return _row_name(self.document, self.document.blocks[number])

    @cached_property
    def core(self) -> str:
        """What the title of the notice says is done or takes place: 关于召开…论坛的通知 gives the name of the forum."""
        return core_of(self.title)

    @cached_property
    def heads(self) -> list[str]:
        """The headings above, the nearest first, without their numbers."""
        if self.block is None:
            return []
        return [squeezed(self.document.words(head)) for head in self.document.headings(self.block)]


def core_of(title: str) -> str:
    """What a title is about: what is held, or what is done with its object; "" where it says nothing.

    >>> core_of("关于举办2026年青年科学家论坛的通知"), core_of("云岭省科协关于报送年度总结的通知")
    ('青年科学家论坛', '报送年度总结')
    """
    about = squeezed(title).partition(ABOUT)[2] or squeezed(title)
    end = vocabulary().ends(re.sub(r"[(（][^()（）]*[)）]$", "", about), "genre")
    about = re.sub(r"[(（][^()（）]*[)）]$", "", about).removesuffix(end).removesuffix("的")
    for lead in ("组织开展", "认真做好", "切实做好", "做好", "组织"):
        about = about.removeprefix(lead)
    frame = parse(about)
    name = clean(frame.object)
    if frame.verb and name and not frame.topic:
        return done(frame, name)
    return clean(about)


def _only_leads(text: str) -> bool:
    """Whether nothing stands between a label and its date but words that lead there: 安排在, 定于, 为."""
    return not _without_leads(text)


def _without_leads(text: str) -> str:
    """The text without the words at its end that lead to a date: 安排在, 定于, 延长至."""
    words = vocabulary()
    text = text.strip(DATES + "“”\"' 、和及")
    while text:
        ending = max((words.ends(text, name) for name in ("leading", "modal", "adverb", "moved", "former")), key=len)
        if not ending:
            break
        text = text[: -len(ending)].rstrip(DATES)
    return text


def labelled(label: str) -> str:
    """What a label names, without the words for when: 报名截止时间 gives 报名."""
    words = vocabulary()
    name = label
    if who := who_leads(label):
        name = label[len(who) :]
    changed = True
    while changed and name:
        changed = False
        for group in ("time", "due", "place"):
            if (ending := words.ends(name, group)) and len(words.ends(name, "whole")) <= len(ending):
                name, changed = name[: -len(ending)], True
        if name.endswith(("的", "为", "是", "开始", "起止", "具体", "和", "及")):
            name = name[: -2 if name.endswith(("开始", "起止", "具体")) else -1]
            changed = True
    return clean(name)


def who_leads(label: str) -> str:
    """Who stands in front of a label that says what is done: 各设区市科技局 of 各设区市科技局网上提交; "" for nobody."""
    words = vocabulary()
    for word in words.words(label):
        if (
            word.start > 1
            and any(name in word for name in ("send", "act", "adverb", "manner"))
            and is_who(label[: word.start])
        ):
            return label[: word.start]
    return ""


COUNT = re.compile(r"[一二两三四五六七八九十\d]{1,3}[次场届期个项份轮批家所名](?=..)")
AND_MORE = re.compile(
    r"(?<=..)(?:[及和与]|以及|等)(?:其|其他|相关|有关|各类|佐证|支撑|附件|附|证明)?(?:的)?(?:相关|有关|佐证|支撑|证明|附件)?(?:材料|资料|情况|事项|事宜|文件)$|(?<=..)等$"
)


def material(name: str) -> str:
    """What is handed over or made, without whose it is and of what sort: 符合条件的全部年检材料 gives 年检材料."""
    words, found = vocabulary(), clean(name)
    tail = clean(found.rpartition("的")[2])
    if len(tail) > 2 and words.ends(tail, "document"):
        found = tail
    if words.ends(found, "document"):
        for word in words.words(found):
            if "people" in word and len(word.text) > 1 and word.start and len(found) - word.end > 2:
                return clean(found[word.end :])
    return found


LEAD_NAMES = ("关于", "本次", "此次", "这次", "本届", "今年的", "今年", "我校", "本校", "全部", "所有", "各类", "我市", "我省", "全部", "上述", "该", "其", "有关", "相关", "具体", "拟", "一次", "一届", "一期", "及", "和", "本", "的", "对", "第一次")  # fmt: skip
TAIL_NAMES = ("工作安排", "的安排", "安排如下", "如下", "事宜", "有关事宜", "相关事宜", "有关事项", "一式两份", "一式三份", "一式1份", "等", "及时", "统一", "集中", "变更", "调整", "延期", "推迟", "改期", "顺延", "截止", "拟", "定", "初步", "原", "由", "暂", "均", "各", "一般", "原则上", "阶段", "时间", "日期", "的工作", "一次", "各一份", "一份", "1份", "2份", "两份")  # fmt: skip


def clean(name: str) -> str:
    """A name without what says neither what it is nor of what: years, 本次, 如下, signs at its ends."""
    name, words = named(name), vocabulary()
    changed = True
    while changed and name:
        changed = False
        ending = max((words.ends(name, group) for group in ("former", "moved", "leading")), key=len)
        if ending and len(name) > len(ending) + 1:
            name, changed = name[: -len(ending)], True
        if match := YEAR.match(name):
            if len(name) - match.end() > 1:
                name, changed = name[match.end() :], True
        if match := COUNT.match(name):
            name, changed = name[match.end() :], True
        for lead in LEAD_NAMES:
            if name.startswith(lead) and len(name) > len(lead) + 1:
                name, changed = name[len(lead) :], True
                break
        for tail in TAIL_NAMES:
            if name.endswith(tail) and len(name) > len(tail) + 1:
                name, changed = name[: -len(tail)], True
                break
        if match := AND_MORE.search(name):
            name, changed = name[: match.start()], True
        name = name.strip('，,。；;：:、·—- "')
        if name.startswith("“") and name.endswith("”") and "“" not in name[1:]:
            name = name[1:-1]
    if "=" in name and not re.search(r"[\u4e00-\u9fff]", name):
        return ""
    if name.startswith("《") and "》" in name:
        name = name[1:].replace("》", "", 1)
    return name


YEAR = re.compile(r"(?:19|20)\d\d\s*(?:[-—]+\s*(?:19|20)?\d\d\s*学年(?:第?[一二12]学期)?|年度|年|\s)(?:[上下]半年)?")


def title_of(saying: Saying, *, due: bool) -> str:
    """The title; "" where nothing around the date says one."""
    found = _row_title(saying)
    if not found:
        found = _due_title(saying) if due else _event_title(saying)
    if not found:
        found = next(filter(None, (labelled(head) for head in saying.heads)), "") or saying.core
    return found[:LONGEST_TITLE].rstrip("，,、（(")


CANONICAL = {"报": "报送", "送": "报送", "交": "提交", "寄": "寄送", "发": "发送", "报到": "报到"}


def done(frame: Frame, thing: str) -> str:
    """A verb with what it is done to."""
    verb = CANONICAL.get(frame.verb, frame.verb)
    if frame.sort == "hold":
        return thing or verb
    if thing.startswith(verb) and len(thing) > len(verb):
        return thing
    if frame.verb in ("进行", "做好"):
        return thing or verb
    if frame.sort == "act" and verb.startswith("进行"):
        return thing + verb[2:] if thing else verb[2:]
    return verb + thing


def _named_before(saying: Saying) -> str:
    """What the clause before names, where the date stands alone behind its comma: （一）推荐材料报送，9月15日前；…"""
    sentence, before = saying.sentence, next(saying.sentence.back(), "")
    alone = not _without_leads(sentence.before) and not sentence.after.strip(DATES + "前后起")
    first = sentence.here == 1 and not sentence.colons[0]
    return clean(before) if alone and first and 2 <= len(before) <= 16 and THERE not in before else ""


def _due_title(saying: Saying) -> str:
    own, words = saying.own, vocabulary()
    if not saying.ahead and (name := _named_before(saying)):
        return name
    topic = clean(own.topic)
    if topic and own.modal and not clean(own.thing) and any(topic in words.classes[name] for name in ("act", "happen")):
        return topic  # 报名请于…扫码填写回执
    if own.verb and own.sort not in ("happen", "hold"):
        thing = material(own.object) or material(own.thing) or material(own.topic) or _thing_before(saying)
        if thing:
            return done(own, thing)
        if saying.item and (name := labelled(saying.item)) and (not own.to or _does(name)):
            return name
        if own.sort == "send" and own.to:
            head = next(filter(None, (_document_in(h) for h in (*saying.heads, saying.core))), "")
            return done(own, head or own.to)
        return done(own, "")
    if saying.label and (name := labelled(saying.label)):
        ahead = next((frame for frame in saying.ahead[:1] if frame.verb), None)
        return name if not ahead or len(name) > 1 else done(ahead, clean(ahead.names))
    if own.verb:
        return _happening(saying, own)
    for frame in (saying.shared, *saying.ahead[:2]):
        if frame and frame.verb:
            thing = clean(frame.object) or clean(frame.thing) or clean(own.thing) or topic or clean(frame.topic)
            if thing or frame.sort != "hold":
                return done(frame, thing or _thing_before(saying))
    if topic:
        return topic
    for frame in saying.past[:2]:
        if frame.verb and (thing := clean(frame.object) or clean(frame.thing)):
            return done(frame, thing)
    return labelled(saying.item)


def _does(label: str) -> bool:
    """Whether a label says what is done: 报名, 交材料, 网上提交."""
    words = vocabulary()
    return len(label) <= 10 and any(
        any(name in word for name in ("send", "act", "happen")) for word in words.words(label) if len(word.text) > 1 or word.start == 0
    )  # fmt: skip


def _thing_before(saying: Saying) -> str:
    """What the clauses before made or named: 填写活动计划表，于…前发至…."""
    for frame in saying.past[:3]:
        if frame.sort == "hold" and frame.topic and len(frame.verb) == 2 and not clean(frame.object):
            return clean(frame.topic)  # 考察由人事科进行，…前完成
        if (
            frame.verb
            and (thing := material(frame.object) or material(frame.thing))
            and not re.search(r"[为是]|\d$", thing)
        ):
            return thing
        if not frame.verb and (thing := clean(frame.thing) or clean(frame.topic)):
            if vocabulary().ends(thing, "document"):
                return thing
    return ""


def _document_in(heading: str) -> str:
    """What a heading says is to be sent: 报送材料, 二、提交总结."""
    frame = parse(heading)
    return clean(frame.object) if frame.verb and frame.sort == "send" else ""


def _event_title(saying: Saying) -> str:
    own, sentence = saying.own, saying.sentence
    if name := _named_before(saying):
        return name
    if sentence.after.startswith(("为", "是")) and (name := _said(sentence.after)):
        return name
    label = labelled(saying.label) if saying.label else ""
    if own.verb and not label:
        return _happening(saying, own)
    if label:
        return label
    if saying.label:  # 时间：, 日期：
        return next(filter(None, (labelled(head) for head in saying.heads)), "") or saying.core
    after = _said(sentence.after)
    if after and len(after) <= LONGEST_TITLE and (not is_who(after) or vocabulary().ends(after, "occasion")):
        return after
    if name := clean(own.thing) or clean(own.topic):
        return name
    if sentence.aside and saying.past:  # 教学单位自查（11月10日－13日）
        return clean(next(saying.sentence.back(), ""))
    if label := labelled(saying.item):
        return label
    if not sentence.before.strip(DATES):
        for frame in saying.past[:1]:
            if not frame.verb and (name := clean(frame.topic)):
                return name
    for frame in saying.ahead[:2]:
        if frame.verb and not frame.rest.endswith("为准"):
            return _happening(saying, frame)
    return next((name for frame in saying.ahead[:1] if (name := clean(frame.topic))), "")


def _said(after: str) -> str:
    """What follows a date and names it: 是第十八个全省科技体验周, 的第四场讲座."""
    name = re.sub(r"^(?:是|为)(?:第?[一二三四五六七八九十\d]+个|首个)?", "", after.strip(DATES))
    return clean(name.removesuffix("阶段"))


def _happening(saying: Saying, frame: Frame) -> str:
    """What a verb says takes place."""
    subject = clean(frame.topic) or clean(saying.own.topic)
    thing = clean(frame.object) or clean(frame.thing)
    if frame.sort == "happen" and not subject:
        subject = thing
    if frame.sort == "hold":
        held, on = clean(frame.object), clean(frame.thing).rpartition("的")[2]
        if held and on and held in vocabulary().classes["act"]:
            return clean(on) + held  # 对在建的7家专家站…开展督查
        if thing and not is_place_like(thing):
            return thing
        return subject or labelled(saying.item) or _before(saying) or clean(saying.own.who) or frame.verb
    if frame.sort == "happen":
        subject = subject or ("" if frame.modal else clean(frame.who)) or labelled(saying.item) or _before(saying)
        if frame.verb in ("截止", "截稿", "关闭", "结束") and subject:
            return labelled(subject) or subject
        bare = subject + frame.verb
        core = saying.core
        return core if bare == frame.verb and frame.verb in core and len(core) <= 12 else bare
    item = labelled(saying.item)
    if not thing and not subject and frame.verb in item:
        return item
    return done(frame, thing or subject or item or _before(saying) or _thing_before(saying))


def _before(saying: Saying) -> str:
    """What the clause before names that does nothing by itself: 瑜伽班，每周二开班."""
    clause = next(saying.sentence.back(), "")
    frame = saying.past[0] if saying.past and THERE not in clause else None
    name = clean(frame.topic) if frame and not frame.verb and not frame.modal else ""
    return "" if re.match(r"[共约计]|.{0,3}\d", name) else name


def is_place_like(name: str) -> bool:
    """Whether a name is only how much or when: 一次, 三天."""
    return bool(re.fullmatch(r"[一二三四五六七八九十两\d]+[次届期天场]?", name))


# ------------------------------------------------------------------ tables


NUMBERS = ("序号", "编号", "No", "NO", "号")


def _row_title(saying: Saying) -> str:
    """The title of a cell: what its row is about, with what its column says."""
    document, number = saying.document, saying.block
    if number is None or document.blocks[number].kind is not BlockKind.CELL:
        return ""
    block = document.blocks[number]
    own = clean(_said(saying.sentence.before + saying.sentence.after))
    head = document.column_head(block)
    said = labelled(squeezed(document.words(head))) if head else ""
    name = _row_name(document, block)
    if own and len(own) > 1 and not name:
        return own
    if not name:
        return ""
    column = said if said and said not in name else ""
    return f"{name}{column}" if column else name


def _row_name(document: Document, block: Block) -> str:
    """What a row is about: the cell under 事项, 内容 and the like, else the first that is no number, person or date."""
    words = vocabulary()
    best = ""
    for cell in document.row(block):
        if cell is block:
            continue
        text = ASIDE.sub("", squeezed(document.words(cell)))
        head = document.column_head(cell)
        title = squeezed(document.words(head)) if head else ""
        if not text or re.fullmatch(r"[\d.、第]+", text) or title in NUMBERS:
            continue
        if (
            words.ends(title, "time")
            or words.ends(title, "people")
            or words.ends(title, "place")
            or words.ends(title, "contact")
        ):
            continue
        if words.ends(title, "item"):
            return clean(text)
        if DATE_LIKE.match(text) or (words.ends(title, "org") and not words.ends(title, "item")):
            continue
        best = best or clean(text)
    return best


ASIDE = re.compile(r"[(（][^()（）]*[)）]")
DATE_LIKE = re.compile(r"\d{1,4}\s*[年月日.:/：-]|[一二三四五六七八九十]{1,3}月")


# ------------------------------------------------------------------ who, to whom, where, how


def actor_of(saying: Saying) -> str | None:
    """Who is to act; None where the sentence and its row name nobody."""
    document, number = saying.document, saying.block
    if number is not None and document.blocks[number].kind is BlockKind.CELL:
        words = vocabulary()
        for cell in document.row(document.blocks[number]):
            head = document.column_head(cell)
            title = squeezed(document.words(head)) if head else ""
            if title and (words.ends(title, "people") or words.ends(title, "org")) and not words.ends(title, "time"):
                return squeezed(document.words(cell))
        return None
    frames: list[Frame] = [saying.own]
    if not saying.own.verb:
        frames += saying.ahead[:1]
    frames += saying.past
    who = next((frame.who for frame in frames if frame.who), None)
    before = next(saying.sentence.back(), "")
    if not saying.own.who and before.endswith(("的", "者")) and 3 <= len(before) <= 16 and saying.own.modal:
        who = before  # 因故不能出席的，应当…
    if not who and saying.item and is_who(saying.item) and not vocabulary().ends(saying.item, "occasion"):
        who = saying.item  # 会务组：…
    return _as_written(saying, who) if who else None


def _as_written(saying: Saying, name: str) -> str:
    """A name as it stands in the text, with what stands in brackets inside of it: 各县（区）科协."""
    if saying.block is None:
        return name
    text = squeezed(saying.document.words(saying.document.blocks[saying.block]))
    start = text.find(name[0])
    while start >= 0:
        at, done = start, 0
        while at < len(text) and done < len(name):
            close = text.find(QUOTES[text[at]], at) if text[at] in "(（[〔" and done else -1
            if text[at] == name[done]:
                at, done = at + 1, done + 1
            elif close > 0:
                at = close + 1
            else:
                break
        if done == len(name):
            return text[start:at]
        start = text.find(name[0], start + 1)
    return name


def recipient_of(saying: Saying) -> str | None:
    """Whom it reaches: a body, an address."""
    frames = tuple(filter(None, (saying.own, saying.shared, *saying.ahead[:3])))
    for frame in frames:
        if frame.sort == "send" and frame.to:
            mail = MAIL.search(frame.to)
            return mail.group() if mail else frame.to
    for frame in frames:
        if frame.to and frame.verb:
            return frame.to
    where = next((frame.where for frame in frames if frame.where and frame.sort in ("act", "happen")), None)
    if match := MAIL.search("，".join(saying.sentence.on()) + saying.behind[:CLOSE_BY]):
        return match.group()
    return where


def action_of(saying: Saying) -> str | None:
    """What is to be done, in the words of the sentence, without who does it."""
    own = saying.own
    if saying.row:
        return saying.row
    frame = own if own.verb else saying.shared or next((f for f in saying.ahead[:2] if f.verb), None)
    if frame is None:
        return None
    thing = clean(frame.thing) or clean(own.thing)
    subject = clean(own.topic) if own.topic and not thing and not frame.object else ""
    tail = named(frame.rest) if frame.rest else ""
    verb = frame.verb
    whole = saying.sentence.clause if frame is own else ""
    if whole and frame.rest and whole.endswith(frame.rest):
        verb_at = whole.rfind(frame.verb, 0, len(whole) - len(frame.rest) + 1)
        verb = whole[verb_at : len(whole) - len(frame.rest)] if verb_at >= 0 else frame.verb
    before = next((f for f in saying.past[:1] if f.verb and f.sort == "act"), None)
    parts = []
    if before and not thing and not frame.object and not subject:
        parts.append(before.verb + before.object)
    thing = (
        thing or subject or (_thing_before(saying) if frame.sort == "send" and not frame.object and not before else "")
    )
    parts.append((f"将{thing}" if thing else "") + frame.means + verb + tail)
    words = "，".join(part for part in parts if part)
    return "".join(char for char in words if char not in DATES) or None


__all__ = ["Saying", "action_of", "actor_of", "recipient_of", "title_of"]
