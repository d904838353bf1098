"""Who has to do what: title, action, actor and recipient from the words around a date."""

from __future__ import annotations

import re

from .cues import ACTOR, CLAUSE, EMAIL, EVENT_VERBS, NAMED_DAY, RECIPIENT, TOWARDS
from .notice import Notice
from .place import Place

LONGEST_TITLE = 30
LEADING = re.compile(
    r"^(?:\s|[（(]?[一二三四五六七八九十\d]+[)）、.．]|[①-⑳]|-|其中|现|并|且|同时|另外|此外|为此|经研究|务必|应当?|须|需|要|将于|拟于|定于|于|在|拟|将|的|,|，|:|：|为|请|是|起|后|及|和|由|统一)+"
)
TRAILING = re.compile(
    r"(?:\s|[,，、:：(（“]|请?务必|应当?|须|需|将|拟|定|暂定|计划|决定|原则上|并|最迟|不迟|统一|按时|及时|于|在|自|从|为|是|时间|日期|期限?|截止|至|的)+$"
)
SEND = r"(?:报送|上报|报|送达?|寄送|寄|发送|发|提交|递交|交|反馈|推荐|填报|汇总|告知|函复|备份)"
OBJECT = re.compile(rf"(?:将|把)(?P<thing>[^，,。；;]{{2,24}}?)(?:于|在|按|以|统一|集中|汇总|务必|{SEND}|$)")


def clean(words: str) -> str:
    """Words without what only leads to the date or from it."""
    words = re.sub(r"\s+", "", words)
    words = LEADING.sub("", TRAILING.sub("", words))
    return words.strip("，,。；;：:、 ")


def title_of(place: Place, kind: str, notice: Notice) -> str | None:
    """A short title: what happens or what is due; the notice's own title where the sentence tells nothing."""
    found = _deadline_title(place) if kind in ("deadline", "offset") else _event_title(place)
    found = found or clean(place.clause_before) or clean(place.clause_after) or notice.title
    return found[:LONGEST_TITLE] if found else None


def _event_title(place: Place) -> str | None:
    before, after = place.clause_before, place.clause_after
    if match := re.search(
        r"([^\s，,。；;：:]{2,16}?)(?:的?举办|活动|召开)?(?:时间|日期|期限?)(?:为|是|[:：])?\s*(?:自|从)?$", before
    ):
        return clean(match[1])
    match = re.search(
        rf"^(?:是|为)(?:第?[\d一二三四五六七八九十]+个|首个)?(?P<name>[“\"]?{CLAUSE}{{2,20}})", after[:40]
    )
    if match:
        return clean(match["name"])
    if match := re.search(rf"(?:{EVENT_VERBS})(?P<what>{CLAUSE}{{2,40}})", after):
        verb = match.group()[: -len(match["what"])]
        keep = verb in ("完成", "公布", "印发", "出版", "启动", "验收", "发布")
        return clean((verb if keep else "") + match["what"].split("活动,")[0])
    subject = clean(re.sub(r"^.*[：:]", "", before))
    if len(subject) >= 2 and not re.match(f"{CLAUSE}*(?:{EVENT_VERBS})", after):
        rest = clean(after)
        return subject if len(subject) > 3 or not rest else f"{subject}{rest}"
    return clean(after) or subject or None


def _deadline_title(place: Place) -> str | None:
    action = action_of(place)
    if match := OBJECT.search(place.clause_before + place.clause_after):
        thing = clean(match["thing"])
        verb = "报送"
        if thing:
            return f"{verb}{thing}"
    if action:
        return re.sub(r"以[^，,]{2,8}形式|(?:至|到)?[A-Za-z0-9._%+-]+@\S+", "", action)
    return clean(place.clause_before)


def action_of(place: Place) -> str | None:
    """What is to be done, in the words of the sentence: the clause around the date without its actor."""
    before, after = place.clause_before, place.clause_after
    if actor := ACTOR.search(before):
        before = before[actor.end() :]
    elif match := re.search(r"(?:请|应|须)", before):
        before = before[match.end() :]
    head, tail = clean(before), clean(after)
    if not tail and not head:
        return None
    if tail and re.match(SEND, tail) and not OBJECT.search(before) and not head:
        head = clean(_clause_before_that(place))
    words = "，".join(part for part in (head, tail) if part) if head and not OBJECT.search(before) else head + tail
    return words or None


def _clause_before_that(place: Place) -> str:
    parts = re.split(r"[，,]", place.before)
    return parts[-2] if len(parts) > 1 else ""


def actor_of(place: Place, notice: Notice) -> str | None:
    """Who is to act: 请各分会, 各单位应…; the addressees of the notice where the sentence names nobody."""
    for words in (place.clause_before, place.before, place.clause_after, place.after):
        if match := ACTOR.search(words):
            name = re.sub(r"^(?:请|由|各自|其中|凡|对|的)", "", (match["asked"] or match["bound"]))
            name = re.sub(r"^.*[，,。]", "", name)
            if name and not re.fullmatch(r"[年月日\d]+", name):
                return name
    return "、".join(notice.addressees) or None


def recipient_of(place: Place) -> str | None:
    """Who receives it: an e-mail address or the body behind 报, 送, 交, 寄, 发至, 向."""
    after = place.after
    if match := RECIPIENT.search(place.clause_after) or TOWARDS.search(place.clause_after):
        return match["body"]
    if match := EMAIL.search(after) or EMAIL.search(place.text[place.sentence_end : place.sentence_end + 60]):
        return match.group()
    match = TOWARDS.search(place.before) or RECIPIENT.search(after)
    return match["body"] if match else None


def names_a_day(place: Place) -> bool:
    """Whether the words after the date give it the name of a day, a week or a month."""
    return bool(NAMED_DAY.match(place.after))
