"""A date with the words that speak of it: what its clause, its label, its row and the heading above say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..lazy import Lazy
from .documents import Block, BlockKind
from .frame import parse
from .nearby import follows
from .rows import cell_of, column_title, line_above_list, row_states
from .saying import Saying
from .sentence import HERE, THERE
from .that_day import is_subject
from .words import vocabulary

THREE_HAN = re.compile(r"[\u4e00-\u9fff]{3}")
CLOSE_BEFORE, CLOSE_ASPECT = 14, 8
"""Characters before a date within which 截止, and 已 or 了, are said of it."""
LONGEST_LEAD = 16
"""Characters at the end of a line that leads to a list."""
OPENING = 16
"""Characters of a paragraph in which it says what it is about."""
LONGEST_NAME = 10
"""Characters of a name between two dates of a row."""
MOVED_TO = "至到"
"""Characters with which the day begins on which something is now."""
CLAUSES_ON = 3
"""Clauses behind that may speak of the date."""


@dataclass(frozen=True)
class Situation:
    """A date with the words that speak of it."""

    saying: Saying
    quote: str

    @property
    def block(self) -> Block | None:
        """The block in which it stands."""
        return self.saying.document.blocks[self.saying.block] if self.saying.block is not None else None

    @Lazy
    def before(self) -> str:
        """The words of its clause back to another date."""
        return self.saying.sentence.before.rpartition(THERE)[2]

    @Lazy
    def after(self) -> str:
        """The words of its clause on to another date."""
        return self.saying.sentence.after.partition(THERE)[0]

    @Lazy
    def further(self) -> str:
        """What follows its clause, up to another date or three clauses on."""
        parts: list[str] = []
        for clause in self.saying.sentence.clauses[self.saying.sentence.here + 1 :][:CLAUSES_ON]:
            words, date, _ = clause.partition(THERE)
            parts.append(words)
            if date:
                break
        return "，".join(parts)

    @Lazy
    def next_clause(self) -> str:
        """The first clause of what follows."""
        return self.further.partition("，")[0]

    @Lazy
    def heads(self) -> list[str]:
        """Its label, the row and the head of its column, the heading above where it stands under it alone."""
        saying, heads = self.saying, [self.saying.label]
        if cell := cell_of(saying.document, saying.block):
            heads.append(saying.row)
            column = column_title(saying.document, cell)
            happens = bool(vocabulary().ends(saying.row, "attended"))  # 新生报到, 早稻育秧观摩
            does = bool(saying.row) and parse(saying.row).sort in ("send", "act", "publish")
            if not happens and (does or self.has((column,), "due")):
                heads.append(column)
        elif self.block and not self.before.strip(HERE) and not THREE_HAN.search(self.after):
            heads += saying.heads[:1]
        return [head for head in heads if head]

    def has(self, texts: Iterable[str], *names: str) -> bool:
        """Whether a word of the classes stands in one of the texts."""
        return any(vocabulary().find(text, *names) for text in texts)

    @Lazy
    def told(self) -> bool:
        """Whether the clause tells what was done: 慰问了, 曾举办, 已公布."""
        text = f"{self.before[-CLOSE_ASPECT:]}{HERE}{self.after}，{self.next_clause}"
        return vocabulary().has(text, "aspect", "no_aspect") and not self.has((self.after,), "modal")

    @Lazy
    def asked(self) -> bool:
        """Whether the clause asks or intends something, or the next one that is said of the same date."""
        own, sentence = self.saying.own, self.saying.sentence
        following = sentence.clauses[sentence.here + 1 : sentence.here + 2]
        follows = not own.verb and following and THERE not in following[0] and self.saying.ahead
        return own.modal or bool(follows and self.saying.ahead[0].modal)

    @Lazy
    def intended(self) -> bool:
        """Whether it is asked for, or the words before it lead to a day to come: 安排在, 改为."""
        words = vocabulary()
        lead = words.ends(self.before, "leading", "moved")
        return self.asked or bool(lead and lead not in words.classes["bare_lead"])

    @Lazy
    def bounded(self) -> bool:
        """Whether its clause or its label says that it is the last day."""
        if vocabulary().begins(self.after, "due_behind"):
            return True
        near = [self.after, self.before[-CLOSE_BEFORE:]]
        if not self.after.strip("前，) "):
            near.append(self.next_clause)
        if self.has(near, "due") and not self.has((self.before,), "eligible"):
            return True
        if self._is_in_a_row and self.has((self.saying.sentence.after.rpartition(THERE)[2],), "due"):
            return True  # 文科4月12日、理工科4月14日报名截止
        texts = (*self.saying.sentence.clauses, *self.heads)
        if self.has((*near, self.further), "closing") and self.has(texts, "intake"):
            return True  # 报名在网站进行，…24时关闭
        return self.has((self.saying.label,), "due", "due_head")

    @Lazy
    def _is_in_a_row(self) -> bool:
        """Whether only names of others stand between it and the dates behind it."""
        between = self.saying.sentence.after.split(THERE)[:-1]
        return bool(between) and all(part[:1] == "、" and len(part) <= LONGEST_NAME for part in between)

    @Lazy
    def due(self) -> bool:
        """Whether a word says that it is the last day: in its clause, its label, its row or the head of its column."""
        return self.bounded or self.has(self.heads, "due", "due_head") or self._column_sends

    @Lazy
    def _column_sends(self) -> bool:
        """Whether the head of its column says that something is handed in: 交实验方案."""
        cell = cell_of(self.saying.document, self.saying.block)
        return cell is not None and parse(column_title(self.saying.document, cell)).sort == "send"

    @Lazy
    def closes(self) -> bool:
        """Whether the words say of a whole span that it ends something: 3月1日至15日截止."""
        return self.has((self.after, self.saying.label), "due")

    @Lazy
    def in_review(self) -> bool:
        """Whether its paragraph or the heading above says that it tells of what is over: 今年以来的情况。3月…"""
        return self._is_about("reviews")

    @Lazy
    def in_preview(self) -> bool:
        """Whether its paragraph or the heading above says that it tells of what is to come: 下一步：3月6日前…"""
        return self._is_about("previews")

    def _is_about(self, words: str) -> bool:
        """Whether a paragraph's opening, its row or a heading above it has one of the words."""
        block = self.block
        begin = block.start + block.mark if block else 0
        document = self.saying.document
        opening = document.text[begin : min(block.end, begin + OPENING)] if block else ""
        states = row_states(document, block) if block and block.cell else ()
        lead = line_above_list(document, self.saying.block)[-LONGEST_LEAD:]
        return any(vocabulary().has(text, words) for text in (opening, *self.saying.heads[:2], *states, lead))

    @Lazy
    def must_be_done(self) -> bool:
        """Whether something must be finished then: 答辩稿5月22日必须定稿."""
        words = vocabulary()
        return words.has(f"{self.before}，{self.after}", "must") and words.has(self.after, "finished")

    @Lazy
    def is_of_deed(self) -> bool:
        """Whether it stands alone behind what is to be done: 把工时单交团区委，截至2月22日."""
        past = self.saying.past
        return bool(past) and past[0].sort in ("send", "act") and not (self.before + self.after).strip(HERE + "截至止")

    @Lazy
    def former(self) -> bool:
        """Whether it is what was planned or written once: 原定12月3日, 旧表误为9月30日."""
        words, before = vocabulary(), self.before.rstrip('“"「')
        cell = cell_of(self.saying.document, self.saying.block)
        if cell and words.has(column_title(self.saying.document, cell), "former_column"):
            return True  # 原表误载
        if words.ends(before, "former", "written_wrong"):
            return not self._place_moves
        if self._is_moved_by_title:
            return True
        if len(words.begins(self.saying.label, "former")) > 1 and not words.ends(before, "moved"):
            return True  # 原定：11月20日; and not 原定11月20日的考试时间变更为11月27日
        saying = self.saying.sentence
        if saying.colons[saying.here] and len(words.begins(next(saying.on(), ""), "former")) > 1:
            return True  # 12月21日至25日：原定展期
        opened = self.before.rpartition("“")
        if opened[1] and "”" not in opened[2] and words.ends(opened[0], "former_text"):
            return True  # 原公告“报名截止时间为…”
        written = words.ends(before, "written")
        return bool(written) and words.has(before.removesuffix(written), "former_text")

    @Lazy
    def _place_moves(self) -> bool:
        """Whether something only takes place elsewhere: 变更原定4月15日会议地点, 原定4月15日的讲座改到二楼会议室."""
        words, sentence = vocabulary(), self.saying.sentence
        said = sentence.after + "，" + self.further
        if THERE in sentence.after or THERE in "".join(sentence.clauses[sentence.here + 1 :][:CLAUSES_ON]):
            return False
        clauses = said.split("，")
        if words.ends(clauses[0].partition("的")[0], "place") and words.has(self.before, "moved_in_title"):
            return True
        moved = (clause[end:] for clause in clauses for _, end in follows(clause, "moved", len(clause)))
        return any(words.ends(words.without_end(to, "held"), "venue_end") for to in moved)

    @property
    def _is_moved_by_title(self) -> bool:
        """Whether the title of the notice says that it is another day now: 关于调整4月15日例会时间的通知, 4月15日例会改期."""
        block, words = self.block, vocabulary()
        line = self.saying.document.text[block.start : block.end] if block else ""
        if not block or not (block.kind is BlockKind.TITLE or is_subject(line)):
            return False
        if self.quote[0] in MOVED_TO or words.ends(self.quote, "bound_end") or self._place_moves:
            return False
        if words.ends(words.without_end(self.before, "held"), "moved_in_title"):
            return True
        name = self.saying.sentence.after.partition("的")[0]
        return words.ends(name, "moved_in_title") not in ("", name)  # 4月15日停水 is what happens

    @Lazy
    def may(self) -> bool:
        """Whether it only allows something: 可在工作日8:30—11:30到库房领取."""
        words, before = vocabulary(), self.saying.sentence.before
        before = before.partition(THERE)[0] if before.endswith((THERE + "、", THERE)) else before
        return bool(words.ends(before.removesuffix(words.ends(before, "on")), "may"))

    @Lazy
    def office(self) -> bool:
        """Whether it is said when an office answers."""
        return self.has((*self.saying.sentence.clauses, *self.heads), "office")
