"""What a date is to whoever reads the notice: kind and role, by principles that are tried in order.

Where it stands (foot, page head); what bounds it (截止, 停止受理); what gave way (原定…改为); what is told as done; what only
somebody must fulfil (出生, 登记); else it belongs on the calendar. Words are looked for in the frame: in the clause up to the
next date on either side, in the label, the row and its column, the heading right above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .documents import BlockKind
from .documents.shapes import squeezed
from .frame import HERE, THERE, parse
from .titles import Saying
from .words import vocabulary

HEADS = (
    BlockKind.PAGE,
    BlockKind.LETTERHEAD,
    BlockKind.NUMBER,
    BlockKind.DATED,
    BlockKind.IMPRINT,
    BlockKind.SIGNATURE,
)
ASPECTS = ("了", "过", "已", "已经", "曾", "曾经", "刚刚", "早已", "业已")
NOT_ASPECTS = ("已是", "已有", "已为", "了解", "不了", "为了", "除了", "过程", "通过", "过期", "超过", "不过", "过去", "过渡", "经过", "过节", "过年", "罢了", "算了", "到了", "别忘了", "好了", "报名了", "来了")  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What a date is."""

    kind: str
    role: str


MOVED = Verdict("event", "calendar")
PAST, CUTOFF, DUE, FORMER = Verdict("past", "context"), Verdict("cutoff", "context"), Verdict("deadline", "calendar"), Verdict("event", "context")  # fmt: skip


@dataclass(frozen=True)
class Situation:
    """A date with the words that speak of it."""

    saying: Saying
    quote: str

    @cached_property
    def before(self) -> str:
        """The words of its clause back to another date."""
        return self.saying.sentence.before.rpartition(THERE)[2]

    @cached_property
    def after(self) -> str:
        """The words of its clause on to another date."""
        return self.saying.sentence.after.partition(THERE)[0]

    @cached_property
    def further(self) -> str:
        """What follows its clause, up to another date or three clauses on."""
        found: list[str] = []
        for clause in self.saying.sentence.clauses[self.saying.sentence.here + 1 :][:3]:
            found.append(clause.partition(THERE)[0])
            if THERE in clause:
                break
        return "，".join(found)

    @cached_property
    def heads(self) -> list[str]:
        """Its label, the row and the head of its column, the heading above where it stands under it alone."""
        found = [self.saying.label]
        document, number = self.saying.document, self.saying.block
        if number is not None:
            block = document.blocks[number]
            if block.kind is BlockKind.CELL:
                found += [self.saying.row]
                head = document.column_head(block)
                if head and (self.saying.row and parse(self.saying.row).sort in ("send", "act", "publish")):
                    found += [squeezed(document.words(head))]
            elif not self.before.strip(HERE) and not re.search(r"[\u4e00-\u9fff]{3}", self.after):
                found += self.saying.heads[:1]
        return [head for head in found if head]

    def has(self, texts: Iterable[str], *names: str) -> bool:
        """Whether a word of the classes stands in one of the texts."""
        words = vocabulary()
        return any(words.find(text, *names) for text in texts)

    @cached_property
    def told(self) -> bool:
        """Whether the clause tells what was done: 慰问了, 曾举办, 已公布."""
        words = vocabulary()
        text = self.before[-8:] + HERE + self.after + "，" + self.further.split("，")[0]
        bare = text
        for word in NOT_ASPECTS:
            bare = bare.replace(word, "")
        if any(sign in bare for sign in ASPECTS):
            return not words.find(self.after, "modal")
        return False

    @cached_property
    def asked(self) -> bool:
        """Whether the clause asks or intends something, or the next one that is said of the same date."""
        own, clauses = self.saying.own, self.saying.sentence.clauses
        nearest = clauses[self.saying.sentence.here + 1 :][:1]
        follows = not own.verb and bool(nearest) and THERE not in nearest[0] and self.saying.ahead[:1]
        return own.modal or bool(follows and self.saying.ahead[0].modal)

    @cached_property
    def intended(self) -> bool:
        """Whether it is asked for, or the words before it lead to a day to come: 安排在, 改为."""
        words = vocabulary()
        leads = words.ends(self.before, "leading") or words.ends(self.before, "moved")
        return self.asked or bool(leads and leads not in ("为", "是", "至", "到", "即", "起", "截至"))

    @cached_property
    def bounded(self) -> bool:
        """Whether its clause or its label says that it is the last day."""
        words = vocabulary()
        near = [self.after, self.before[-14:]]
        if not self.after.strip("前，) ") and self.further:
            near.append(self.further.split("，")[0])
        if self.has(near, "due") and not self.has((self.before,), "eligible"):
            return True
        near.append(self.further)
        if any(words.find(t, "closing") for t in near) and self.has(
            (*self.saying.sentence.clauses, *self.heads), "intake"
        ):
            return True  # 报名在网站进行，…24时关闭
        return bool(words.find(self.saying.label, "due", "due_head"))

    @cached_property
    def due(self) -> bool:
        """Whether a word says that it is the last day: in its clause, its label, its row or the head of its column."""
        words = vocabulary()
        return self.bounded or any(words.find(head, "due", "due_head") for head in self.heads)

    @cached_property
    def closes(self) -> bool:
        """Whether the words say of a whole span that it ends something: 3月1日至15日截止."""
        words = vocabulary()
        return any(words.find(text, "due") for text in (self.after, self.saying.label))

    @cached_property
    def office(self) -> bool:
        """Whether it is said when an office answers."""
        return self.has((*self.saying.sentence.clauses, *self.heads), "office")


def judged(situation: Situation, *, old: bool, due: bool, yearly: bool, spans: bool, explicit: bool) -> Verdict | None:
    """The verdict on a date; None where it belongs on the calendar as what it is.

    `old` is a day before the notice, `due` one that its own words bound (…前), `spans` a run of days, `explicit` one with its year.
    """
    saying, words = situation.saying, vocabulary()
    block = saying.document.blocks[saying.block] if saying.block is not None else None
    if block and block.kind in HEADS:
        return Verdict("issued", "context")
    before, after = situation.before, situation.after
    if words.ends(before, "former"):
        return FORMER
    if words.ends(before, "statistic") or any(words.find(head, "statistic") for head in situation.heads):
        return CUTOFF
    if _eligible(situation, due=due, old=old):
        return CUTOFF
    if (
        not yearly
        and old
        and not (situation.asked or (situation.intended and not situation.told))
        and (situation.told or not (due or situation.bounded))
    ):
        return PAST
    if not due and not spans and (moved := words.ends(before, "moved")):
        said = (before.removesuffix(moved)[-16:], saying.own.topic, after[:8])
        if situation.has(said, "due", "intake") and not situation.has((after,), "hold"):
            return DUE  # 报名由12月3日改为12月8日
    if situation.quote[0] in "至到" and (moved := words.ends(before, "moved")):  # 由…改期至12月17日
        said = (
            situation.before.removesuffix(moved)[-16:],
            saying.label,
            *saying.sentence.clauses[: saying.sentence.here][-1:],
            after[:8],
        )
        return DUE if situation.has(said, "due", "intake") else MOVED
    if due and old and not situation.asked and explicit and not yearly:
        return CUTOFF
    if due:
        return None
    if situation.closes if spans else situation.due:
        return DUE
    return None


def _eligible(situation: Situation, *, due: bool, old: bool) -> bool:
    """Whether it bounds who or what may take part: 2020年12月31日前登记成立的, 1986年1月1日后出生."""
    words = vocabulary()
    after = re.sub(r"^(?:含|以前|之前|前|以后|之后|后|以来|起|止|期间|间)+", "", situation.after)
    bound = (
        due
        or re.match(r"(?:以后|之后|后|以来|起|以前|之前|前|期间|间)", situation.after)
        or (re.search("[前后起来]$", situation.quote) and not situation.quote.endswith("前后"))
    )
    if situation.quote.startswith("截至") or situation.before.endswith("截至"):
        return not situation.due or old or bool(words.find(after, "eligible"))
    if not bound:
        return False
    verb = words.find(after[:16], "eligible", "send", "modal")
    if verb and "eligible" in verb and verb.start <= 9:
        behind = after[verb.end : verb.end + 8]
        if "的" in behind or "者" in behind[:2] or verb.text in BORN:
            return True
        return not situation.asked and not situation.saying.own.who
    return bool(old and re.search(r"[\u4e00-\u9fff]{2,14}的(?!通知|函)", after[:18]) and not situation.asked)


BORN = ("出生", "年满", "退休", "毕业", "参加工作", "入职", "入会", "在册", "在职")
"""What nobody can be asked to do by a date."""

__all__ = ["Situation", "Verdict", "judged"]
