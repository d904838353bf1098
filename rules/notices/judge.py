"""What a date is to whoever reads the notice: kind and role, by principles that are tried in order.

Where it stands (foot, page head); what gave way (原定…改为); what only counts or somebody must fulfil (统计期, 出生); what is
told as done; what bounds it (截止, 停止受理); else it belongs on the calendar. Words are looked for in the frame: in the
clause up to the next date on either side, in the label, the row and its column, the heading right above.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .documents import BlockKind
from .sentence import THERE
from .situation import MOVED_TO, Situation
from .that_day import is_subject
from .words import vocabulary

HEADS = (
    BlockKind.PAGE,
    BlockKind.LETTERHEAD,
    BlockKind.NUMBER,
    BlockKind.DATED,
    BlockKind.IMPRINT,
    BlockKind.SIGNATURE,
)
HAN = re.compile(r"[\u4e00-\u9fff]")
NEAR = 16
"""Characters beside a date within which a verb is said of it."""
FROM_THEN = "起"
SHORT_TOPIC = 2
"""Characters before a verb of moving that name something: 计票日, and not 时间."""
CONDITION_WITHIN, CONDITION_AHEAD = 18, 14
"""Characters behind a date that a condition may take, and those before its 的."""


@dataclass(frozen=True)
class Verdict:
    """What a date is."""

    kind: str
    role: str
    principle: str = field(default="", compare=False)
    """The name of the principle that gave it."""


FORM = "form"
"""What stands for a principle where none has a verdict: a date is what its own form says."""
ISSUED = Verdict("issued", "context")
PAST = Verdict("past", "context")
CUTOFF = Verdict("cutoff", "context")
FORMER = Verdict("event", "context")
DUE = Verdict("deadline", "calendar")
MOVED = Verdict("event", "calendar")


@dataclass(frozen=True)
class Case:
    """A date that is judged: the words that speak of it, and what it says by itself."""

    situation: Situation
    old: bool
    """Whether the day lies before the notice."""
    due: bool
    """Whether its own words bound it: …前."""
    yearly: bool
    spans: bool
    """Whether it is a run of days."""
    explicit: bool
    """Whether it has its year."""
    long_over: bool
    """Whether it has its year and lies seasons before the notice."""
    told_of: bool = False
    """Whether the notice tells of what is over."""


def judged(
    situation: Situation,
    *,
    old: bool,
    due: bool,
    yearly: bool,
    spans: bool,
    explicit: bool,
    long_over: bool = False,
    told_of: bool = False,
) -> Verdict | None:
    """The verdict on a date; None where it belongs on the calendar as what it is. What is asked: see Case."""
    case = Case(situation, old, due, yearly, spans, explicit, long_over, told_of)
    for principle in PRINCIPLES:
        if verdict := principle(case):
            return replace(verdict, principle=principle.__name__.lstrip("_"))
    return None


def _heads(case: Case) -> Verdict | None:
    """What stands in the head or at the foot says when the notice was made."""
    block, text = case.situation.block, case.situation.saying.document.text
    return ISSUED if block and block.kind in HEADS and not is_subject(text[block.start : block.end]) else None


def _gave_way(case: Case) -> Verdict | None:
    """原定于12月3日."""
    return FORMER if case.situation.former else None


def _counts(case: Case) -> Verdict | None:
    """统计期：1月1日至6月30日."""
    situation = case.situation
    words, before = vocabulary(), situation.before
    before = before.removesuffix(words.ends(before, "bare_lead"))
    counts = words.ends(before, "statistic") or situation.has(situation.heads, "statistic")
    return CUTOFF if counts else None


def _holds_until(case: Case) -> Verdict | None:
    """登记证书有效期至2027年12月31日."""
    words, before = vocabulary(), case.situation.before
    held = words.ends(before, "validity")
    return CUTOFF if held and words.has(before.removesuffix(held), "paper_held") else None


def _must_fulfil(case: Case) -> Verdict | None:
    """2020年12月31日前登记成立的, 1986年1月1日后出生."""
    return CUTOFF if _is_eligible(case) else None


def _is_over(case: Case) -> Verdict | None:
    """A day before the notice that nothing is asked for."""
    situation = case.situation
    made = vocabulary().begins(situation.after, "founding")
    if made and situation.after[len(made) :].startswith("的《"):
        return PAST  # 2024年12月26日下发的《…通知》
    if case.long_over and not case.due:
        return PAST
    moved = vocabulary().ends(situation.before, "moved")  # 原定5月7日，后改为14日举行, in June
    intended = situation.intended and not situation.told and not (moved and case.told_of)
    if case.yearly or not case.old or situation.asked or intended:
        return None
    return PAST if situation.told or not (case.due or situation.bounded) else None


def _was_moved(case: Case) -> Verdict | None:
    """报名由12月3日改为12月8日; 论坛由12月3日改期至12月17日."""
    situation, saying, words = case.situation, case.situation.saying, vocabulary()
    verb = words.ends(situation.before, "moved")
    if not verb and situation.quote[0] in MOVED_TO:
        held = situation.has((situation.after,), "hold")  # 现缓至6月4日召开, 换到6月16日
        verb = words.ends(situation.before, "swaps", *(("shifts",) if held else ()))
    if (
        words.ends(situation.before, "delayed")
        and saying.clause_before == THERE
        and not situation.has(saying.sentence.clauses, "due", "intake")
    ):
        return MOVED  # 羽毛球赛，6月10日，延至6月24日
    if not verb or situation.quote.endswith(FROM_THEN):
        return None
    if words.ends(situation.before, "extends"):
        return DUE
    if situation.before == verb and not case.spans and _closed_before(situation):
        return DUE  # 征文截稿原定12月31日，改为1月31日
    near, after = situation.before.removesuffix(verb)[-NEAR:], situation.after[: NEAR // 2]
    bounds = situation.has((near, saying.own.topic, after), "due", "intake")
    if bounds and not case.due and not case.spans and not situation.has((situation.after,), "hold"):
        return DUE
    if situation.quote[0] not in "至到":
        return None
    if situation.has((situation.after,), "hold"):
        return MOVED  # 因系统检修，理事会推迟至5月9日召开
    topic = words.without_end(words.without_end(words.without_start(near, "basis"), "adverb"), "time")
    ahead = () if len(topic) >= SHORT_TOPIC else (*saying.sentence.before.split(THERE)[:-1], saying.clause_before)
    told = (near, saying.label, *ahead, after)
    handed = words.ends(near, "time") and situation.has((near,), "send")  # 学院交社科处的时间推到3月27日
    return DUE if handed or situation.has(told, "due", "due_head", "intake") else MOVED


def _closed_before(situation: Situation) -> bool:
    """Whether a clause before says what closed on the day that was planned once."""
    words = vocabulary()
    former = next((clause for clause in situation.saying.sentence.back() if words.has(clause, "former")), "")
    return bool(former) and situation.has((former,), "due")


def _was_due(case: Case) -> Verdict | None:
    """2020年12月31日前 in a notice of a later year, where nothing is asked."""
    asked = case.situation.asked or case.yearly
    return CUTOFF if case.due and case.old and case.explicit and not asked else None


def _is_last_day(case: Case) -> Verdict | None:
    """报名截止时间：12月3日; 3月1日至15日截止. What its own words bound is a deadline already."""
    if case.due:
        return None
    if not case.spans and case.situation.must_be_done:
        return DUE
    return DUE if (case.situation.closes if case.spans else case.situation.due) else None


PRINCIPLES: tuple[Callable[[Case], Verdict | None], ...] = (
    _heads,
    _gave_way,
    _counts,
    _holds_until,
    _must_fulfil,
    _is_over,
    _was_moved,
    _was_due,
    _is_last_day,
)
"""The first that has a verdict gives it."""


# ------------------------------------------------------------------ conditions


def _is_eligible(case: Case) -> bool:
    """Whether it bounds who or what may take part."""
    situation, words = case.situation, vocabulary()
    further = situation.saying.sentence.after
    in_row = situation.after[:1] == "、" and THERE in further  # 6月10日、退休教职工须在6月17日前
    after = _behind_bound(further.rpartition(THERE)[2] if in_row else situation.after)
    if situation.quote.startswith("截至") or situation.before.endswith("截至"):
        asked = situation.due or situation.is_of_deed
        return not asked or case.old or bool(words.find(after, "eligible"))
    if words.begins(situation.quote, "as_of") and not situation.before.strip():
        return (case.old and not situation.asked) or situation.told  # 截止到6月30日，已建成12个
    if not _is_bound(case):
        return False
    if case.due and words.begins(after, "already"):
        return True  # 须在2月29日前已取得上岗证
    verb = words.find(after[:NEAR], "eligible", "send", "modal")
    if verb and "eligible" in verb and verb.start <= NEAR // 2 + 1:
        behind = after[verb.end : verb.end + NEAR // 2]
        if "的" in behind or "者" in behind[:2] or verb.text in words.classes["life"]:
            return True
        return case.old and (case.explicit or (not situation.asked and not situation.saying.own.who))
    return case.old and not situation.asked and _describes(after[:CONDITION_WITHIN])


def _is_bound(case: Case) -> bool:
    """Whether the date bounds what stands behind it: by itself, or by a word beside it."""
    situation, words = case.situation, vocabulary()
    if case.due or words.begins(situation.after, "bound"):
        return True
    return bool(words.ends(situation.quote, "bound_end")) and not situation.quote.endswith("前后")


def _behind_bound(after: str) -> str:
    """The words behind those that make a date a bound."""
    words = vocabulary()
    while (bare := words.without_start(words.without_start(after, "bound_aside"), "bound")) != after:
        after = bare
    return after


def _describes(text: str) -> bool:
    """Whether the text begins by saying which one is meant: 入库的企业, and not what is sent out: 印发的通知."""
    for place, char in enumerate(text):
        ahead = text[max(place - 2, 0) : place]
        if char == "的" and len(HAN.findall(ahead)) == 2 and not vocabulary().begins(text, "letter", place + 1):
            return True
    return False
