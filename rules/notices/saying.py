"""What is said of a date: its sentence in frames, its label and item, its row, the headings above, the title of the notice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..lazy import Lazy
from .documents import Document
from .documents.shapes import ABOUT, squeezed
from .frame import Frame, parse
from .names import clean, has_day, is_who, label_name, material, number_end, who_leads, without_leads, without_ordinal
from .rows import cell_of, row_name
from .sentence import DATES, THERE, Sentence
from .words import vocabulary

LONGEST_LABEL = 24
LATER_CLAUSES = 8
"""Clauses behind a date within which its verb may stand, where other dates stand between."""
ITEM = re.compile(r"(?P<label>[^：:。；;，,！？]{2,20})(?P<sign>[。，,]|(?<!\d)[：:]|[：:](?!\d\d))")
LAST_ASIDE = re.compile(r"[(（][^()（）]*[)）]$")
ASKED = re.compile("[，,？?；;]")
HOW_MANY = re.compile(r".{0,3}\d")


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

    # -------------------------------------------------------------- the sentence

    @Lazy
    def own(self) -> Frame:
        """The frame of the clause with the date."""
        return parse(self.sentence.clause)

    @Lazy
    def ahead(self) -> list[Frame]:
        """The frames of the clauses behind, the nearest first."""
        return [parse(clause) for clause in self.sentence.on()]

    @Lazy
    def past(self) -> list[Frame]:
        """The frames of the clauses before, the nearest first."""
        return [parse(clause) for clause in self.sentence.back()]

    @Lazy
    def shared(self) -> Frame | None:
        """What is said of several dates at once, behind the last of them: 各部室4日前，学会18日前，分别将…报送…"""
        clauses = self.sentence.clauses[self.sentence.here + 1 :]
        for number, clause in enumerate(clauses[:LATER_CLAUSES]):
            frame = parse(clause)
            if frame.verb:
                return frame if number and THERE not in clause else None
            if THERE not in clause:
                return None
        return None

    @Lazy
    def clause_before(self) -> str:
        """The clause before the one with the date; "" for none."""
        return next(self.sentence.back(), "")

    @Lazy
    def name_alone(self) -> str:
        """What the clause before names, where the date stands alone behind its comma: （一）推荐材料报送，9月15日前；…"""
        sentence, before = self.sentence, self.clause_before
        alone = not without_leads(sentence.before) and not sentence.after.strip(DATES + "前后起")
        first = sentence.here == 1 and not sentence.colons[0]
        return clean(before) if alone and first and 2 <= len(before) <= 16 and THERE not in before else ""

    @Lazy
    def name_after(self) -> str:
        """What follows a date and names it: 是第十八个全省科技体验周, 的第四场讲座."""
        return name_said(self.sentence.after)

    @Lazy
    def name_before(self) -> str:
        """What the clause before names that does nothing by itself: 瑜伽班，每周二开班."""
        frame = self.past[0] if self.past and THERE not in self.clause_before else None
        name = clean(frame.topic) if frame and not frame.verb and not frame.modal else ""
        return "" if vocabulary().begins(name, "amount") or HOW_MANY.match(name) else name

    @Lazy
    def topic_before(self) -> str:
        """What the clause right before names and does nothing with: 记录、决议一式两份，…送到行政楼; "" for nothing."""
        frame = self.past[0] if self.past and not vocabulary().ends(self.clause_before, "of_whom") else None
        name = clean(frame.topic) if frame and not frame.verb and not frame.modal else ""
        return "" if has_day(name) or is_who(name) or who_leads(name) or len(name) > LONGEST_LABEL // 2 else name

    @Lazy
    def thing_before(self) -> str:
        """What the clauses before made or named: 填写活动计划表，于…前发至…."""
        words = vocabulary()
        for frame in self.past[:3]:
            if frame.sort == "hold" and frame.topic and len(frame.verb) == 2 and not clean(frame.object):
                return clean(frame.topic)  # 考察由人事科进行，…前完成
            thing = material(frame.object) or material(frame.thing)
            if (
                frame.verb
                and frame.sort != "hold"
                and thing
                and not words.has(thing, "equating")
                and not thing[-1].isdecimal()
            ):
                return thing
            if frame.who and frame.topic and frame.sort in ("send", "act") and not thing:
                return clean(frame.topic)  # 推荐书由分会盖章，…寄出
            thing = "" if frame.verb else clean(frame.thing) or clean(frame.topic)
            if words.ends(thing, "document"):
                return thing
        return ""

    @Lazy
    def only_whose(self) -> bool:
        """Whether the clause with the date only says for whom it is, among others: 3日为小学组，4日为中学组."""
        own, words = self.own, vocabulary()
        if own.verb or own.thing or own.modal or self.shared or not any(THERE in c for c in self.sentence.clauses):
            return False
        name = words.without_start(self.sentence.after.strip(DATES), "equating")
        before = without_leads(self.sentence.before)
        if name and before:
            return False
        whom = name or before
        return bool(whom) and is_who(whom) and not words.ends(whom, "occasion")

    # -------------------------------------------------------------- around the sentence

    @Lazy
    def label(self) -> str:
        """The label before the date, as it stands: 报名截止时间：, 会议时间定于; "" for none."""
        words, here = vocabulary(), self.sentence.here
        bare = without_leads(self.sentence.before)
        if not bare and here and self.sentence.colons[here - 1]:
            return self.sentence.clauses[here - 1]
        if not bare or len(bare) > LONGEST_LABEL:
            return ""
        if words.begins(squeezed(self.quote), "due"):
            return f"{bare}截止"
        return bare if words.ends(bare, "time") and not words.ends(bare, "whole") else ""

    @Lazy
    def item(self) -> str:
        """What an item or a line begins with and is about: 答辩：…, 2. 汛期值班。…, （一）瑜伽班，每周二…; "" for none."""
        if self.block is None or self.row_cell:
            return ""
        block = self.document.blocks[self.block]
        begin = block.start + block.mark
        text = squeezed(self.document.text[begin : min(block.end, begin + 2 * LONGEST_LABEL)])
        match = ITEM.match(text)
        if match and _is_stage(match["label"]):
            match = ITEM.match(text, match.end()) or match
        if not match or has_day(match["label"]) or (match["sign"] in "，,。" and not block.mark):
            return ""
        if match["sign"] in "，," and parse(match["label"]).verb:
            return ""
        if squeezed(self.quote).startswith(match["label"]):
            return ""  # 下月底：…
        return "" if match["sign"] == "。" and who_leads(match["label"]) else match["label"]  # 各单位确定联络员1名。

    @Lazy
    def item_name(self) -> str:
        """What an item is about, where it names nobody: 答辩; "" for 财务科：…, 在职党员：…"""
        return "" if self.of_whom else label_name(self.item)

    @Lazy
    def of_whom(self) -> str:
        """Whom an item or a label names that is to act: 讲解支部：…; "" for nobody."""
        names = (self.label, self.item)
        return next((name for name in names if is_who(name) and not vocabulary().ends(name, "occasion")), "")

    @property
    def row_cell(self) -> bool:
        """Whether the date stands in a cell of a table."""
        return cell_of(self.document, self.block) is not None

    @Lazy
    def row(self) -> str:
        """What the row of a cell is about; "" outside of tables."""
        cell = cell_of(self.document, self.block)
        return row_name(self.document, cell) if cell else ""

    @Lazy
    def heads(self) -> list[str]:
        """The headings above, the nearest first, without their numbers."""
        if self.block is None:
            return []
        heads = [squeezed(self.document.words(head)) for head in self.document.headings(self.block)]
        return [self.question, *heads] if self.question else heads

    @Lazy
    def question(self) -> str:
        """What the question above is about, where the date stands in its answer; "" for none: 问：听证会什么时候开？"""
        words = vocabulary()
        if not self.block:
            return ""
        own = self.document.blocks[self.block]
        if not words.begins(self.document.text, "answer", own.start + own.mark):
            return ""
        above = squeezed(self.document.words(self.document.blocks[self.block - 1]))
        label = words.begins(above, "question")
        return what_is_asked(above[len(label) :]) if label else ""

    @Lazy
    def core(self) -> str:
        """What the title of the notice says is done or takes place: 关于召开…论坛的通知 gives the name of the forum."""
        return core_of(self.title)


def what_is_asked(question: str) -> str:
    """What a question is about.

    >>> what_is_asked("听证会什么时候开？"), what_is_asked("怎么报名？"), what_is_asked("领队会呢？")
    ('听证会', '报名', '领队会')
    >>> what_is_asked("学费怎么交？"), what_is_asked("哪几天报到？"), what_is_asked("要不要先确认入学？")
    ('交学费', '报到', '确认入学')
    """
    words = vocabulary()
    clauses = [clause.strip("？?。") for clause in ASKED.split(question) if clause]
    asked = next((clause for clause in clauses if words.has(clause, "asks")), "")
    place = words.place(asked, "asks", 0, len(asked))
    if not place:
        return ""
    rest = asked[place[1] :]
    for group in ("may", "modal", "adverb"):
        rest = words.without_start(rest, group)
    name, deed = clean(asked[: place[0]]), "" if words.has(rest, "asks") else rest
    frame = parse(deed)
    if name and deed and frame.verb == deed:
        return name + deed if frame.sort == "happen" else frame.deed(name)
    return name or clean(deed)


def _is_stage(label: str) -> bool:
    """Whether a label only numbers what stands behind it: 第一阶段."""
    number = label.removeprefix("第").removesuffix("阶段")
    return len(label) - len(number) == 3 and number_end(number) == len(number)


def name_said(after: str) -> str:
    """What words behind a date name it: 是第十八个全省科技体验周 gives 全省科技体验周."""
    words = vocabulary()
    name = after.strip(DATES)
    if (bare := words.without_start(name, "equating")) != name:
        name = without_ordinal(bare)
    return clean(name.removesuffix("阶段"))


@lru_cache(maxsize=64)
def core_of(title: str) -> str:
    """What a title is about: what is held, or what is done with its object; "" where it says nothing.

    >>> core_of("关于举办2026年青年科学家论坛的通知"), core_of("云岭省科协关于报送年度总结的通知")
    ('青年科学家论坛', '报送年度总结')
    """
    words = vocabulary()
    about = LAST_ASIDE.sub("", squeezed(title).partition(ABOUT)[2] or squeezed(title))
    about = words.without_end(about, "genre").removesuffix("的")
    while (bare := words.without_start(about, "empty_verb")) != about:
        about = bare
    frame = parse(about)
    name = clean(frame.object)
    return frame.deed(name) if frame.verb and name and not frame.topic else clean(about)
