"""Who has to do what: title, action, actor and recipient from the words around a date.

The words before a date say who and what (请各分会将小结), those behind it what is done with it (报秘书处). A word list a
line: a new verb or a new kind of body is one word here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cues import EMAIL, NAMED_DAY, RECIPIENT, TOWARDS
from .place import Place

LONGEST_TITLE = 30
SEND = (
    "报送|上报|寄送|寄至|寄达|发送|发至|发到|提交|递交|上交|交至|交回|交到|"
    "送至|送达|送交|反馈|推荐至|报名至|报(?![告表名刊道纸])|送(?!审)|交(?!流)|寄|发(?![布展言票])"
)
HOLD = "安排|举办|举行|召开|开展|组织开展|组织|进行|举办一届|共同举办|联合举办|集中开展|集中举办"
DO = "完成|公布|启动|印发|发布|出版|闭幕|开幕|验收|通报|统计|汇总|评选|开放|实施|推出|启用|填报|报送"
BODY = (
    "单位|部门|科协|学会|协会|研究会|分会|会员|支部|学院|研究室|院系|机构|团体|社团|"
    "代表|人员|专家|作者|选手|教师|学生|党支部|站|馆|所|局|厅|处|科|室|组|者|"
    "员|人|年级|班级|用户|委员会|导演组|秘书|负责人|法人|联络员|会|部|企业|高校|"
    "基地|团队"
)
WHO = re.compile(
    rf"^(?:请|由|要求|凡|对|敬请|望)*(?P<who>[^，,。；;：:]{{0,24}}?(?:{BODY})(?:[、和及与][^，,。；;：:]{{1,12}}?(?:{BODY}))*)"
    r"(?=请|应|须|需|必须|务必|要|于|将|把|在|按|依|以|自|统一|抓紧|认真|结合|尽快|可|如|对|填|向|提名|报|本月|网上|的?网上|[，,]|$)"
)
LEADING = re.compile(
    r"^(?:\s|[（(]?[一二三四五六七八九十\d]+[)）、.．]+|[（(][一二三四五六七八九十\d]+[)）]|[①-⑳]|[-—]|围绕|结合|配合|其中|现(?![场代行])|并|且|同时|另外|此外|为此|经研究|务必|应当?|须|必须|需|要|将|拟|定|于|在"
    r"|把|的|,|，|、|:|：|为|敬请|请|是|后|及|统一|安排在|安排|举办的|召开的|举行的|开展的|今年的|[”」)）])+"
)
TRAILING = re.compile(
    r"(?:\s|[,，、:：(（“]|敬?请|务必|应当?|须|必须|需|将|拟|定|暂定|初定|计划|决定|原则上|并|最迟|不迟|统一|按时|及时|于|在|自|从|为|是|至|调整到|延期到|延期|延长|顺延|推迟|改期|调整|(?<!整)改|提前|由|同步|可"
    r"|截止时间|截止日期|起止时间|时间|日期|期限|截止|截稿|期|的|每|[—-])+$"
)
MOVED = re.compile(
    r"(?:^|[，,：:])(?P<what>[^，,。；;：:]{2,24}?)(?:由|从|原定)[^，,。；;]*(?:顺延|延期|推迟|改期|调整|延|提前|改)(?:为|至|到|在|于)?$"
)
EMPTY = (
    "时间",
    "时间固",
    "地点",
    "期间",
    "其中",
    "调整",
    "本奖",
    "活动",
    "首",
    "为期",
    "拟",
    "以",
    "后续安排",
    "延",
    "可延",
)
"""What is left of words that name nothing."""
OBJECT = re.compile(rf"(?:将|把)(?P<thing>[^，,。；;]{{2,40}}?)(?=于|在|按|以|统一|集中|汇总|务必|经|{SEND}|$)")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence around a date, without white space, up to the next date on either side."""

    before: str
    after: str

    @classmethod
    def of(cls, place: Place) -> Words:
        """The words around a place."""
        return cls(re.sub(r"\s+", "", place.words_before), re.sub(r"\s+", "", place.words_after))

    @property
    def clause_before(self) -> str:
        """Back to the last comma."""
        return re.split("[，,]", self.before)[-1]

    @property
    def clause_after(self) -> str:
        """On to the next comma."""
        return re.split("[，,]", self.after.lstrip("，,、)）”"), maxsplit=1)[0]

    @property
    def clauses_before(self) -> list[str]:
        """Every clause before the date, the nearest first."""
        return [clause for clause in reversed(re.split("[，,：:]", self.before)) if clause]


def clean(words: str) -> str:
    """Words without what only leads to the date or from it."""
    words = LEADING.sub("", TRAILING.sub("", words))
    words = words.strip("，,。；;：:、 ")
    return "" if words in EMPTY or re.fullmatch(r"[一二三四五六七八九十\d]+", words) else words


def clean_tail(words: str) -> str:
    """The words behind a date without what only leads to them, and without a bracket at the end."""
    words = re.sub(r"[(（][^()（）]*[)）]$|(?:以书面形式|统一|由[^，,]{1,8}统一)", "", LEADING.sub("", words))
    return words.strip("，,。；;：:、 ")


def actor_of(place: Place) -> str | None:
    """Who is to act: 请各分会, 各单位应…; None where the sentence names nobody."""
    words = Words.of(place)
    wide = [clause for clause in reversed(re.split(r"[，,：:\s]", place.before)) if clause]
    asked = [words.clause_after] if re.match("请|由|各", words.clause_after) else []
    for clause in (*words.clauses_before, *asked, *wide):
        if who := _who(clause):
            return who
    return None


def _who(clause: str) -> str | None:
    clause = re.sub(r"^(?:[.。]|[（(]?[一二三四五六七八九十\d]+[)）、.．]|现|并|同时|其中|[）)])+", "", clause)
    match = WHO.match(clause)
    if not match:
        match = re.search(
            rf"(?:请|由)(?P<who>[^，,。；;：:请由]{{1,16}}?(?:{BODY}))(?=应|须|需|务必|于|将|把|在|按|统一|汇总|抓紧|$)",
            clause,
        )
    who = match["who"] if match else ""
    return None if not who or re.search(r"[将把]|^(?:上|下)?[年月日]|截止|时间", who) else re.sub("^(?:请|由)", "", who)


def recipient_of(place: Place) -> str | None:
    """Who receives it: an e-mail address or the body behind 报, 送, 交, 寄, 发至, 向."""
    words = Words.of(place)
    if match := RECIPIENT.search(words.clause_after) or TOWARDS.search(words.clause_after):
        return match["body"]
    near = re.sub(r"\s+", " ", place.after + place.text[place.sentence_end : place.sentence_end + 60])
    if match := EMAIL.search(near):
        return match.group()
    match = TOWARDS.search(words.before) or RECIPIENT.search(words.after)
    return match["body"] if match else None


def _thing(words: Words) -> str:
    """What is to be sent: behind 将 or 把, or right before the date (活动总结于4月20日前发至)."""
    told = bool(clean(_without_actor(words.clause_before)))
    for clause in (words.clause_before, *([] if told else words.clauses_before[1:2]), words.clause_after):
        if match := OBJECT.search(clause):
            return clean(match["thing"])
    return clean(re.sub(r"^(?:请|应当?|须|需|务必)+", "", _without_actor(words.clause_before)))


def action_of(place: Place) -> str | None:
    """What is to be done, in the words of the sentence, without who does it."""
    words = Words.of(place)
    thing, tail = _thing(words), clean_tail(_said_after(words))
    if not tail or (thing and thing in tail):
        return tail or thing or None
    if not thing and re.match(SEND, tail) and len(words.clauses_before) > 1:
        thing = clean(_without_actor(words.clauses_before[1]))
    by = re.search(r"以[^，,]{2,8}形式", words.clause_before)
    if by and thing.startswith("以"):
        thing = clean(_without_actor(words.clauses_before[1])) if len(words.clauses_before) > 1 else ""
        return f"{thing}，{by.group()}{tail}" if thing else by.group() + tail
    return f"将{thing}{tail}" if thing and re.match(SEND, tail) and not re.match("填写|完成", thing) else thing + tail


def _without_actor(clause: str) -> str:
    who = _who(clause)
    return clause[clause.index(who) + len(who) :] if who else clause


def title_of(place: Place, kind: str) -> str | None:
    """A short title: what happens or what is due; None where the words around the date tell nothing."""
    words = Words.of(place)
    if kind == "anniversary":
        return clean(words.clause_before) + "".join(place.quote.split())
    if moved := MOVED.search(re.sub(r"\s+", "", place.before)):
        return clean(moved["what"])[:LONGEST_TITLE] or None
    found = _due_title(words) if kind in ("deadline", "offset") else _event_title(words)
    found = found or clean(words.clause_before) or clean_tail(words.clause_after)
    return found[:LONGEST_TITLE].rstrip("，,、") if found else None


def _said_after(words: Words) -> str:
    """The clause behind the date; the next where the first is only a condition (对名单有异议的，请…)."""
    clauses = re.split("[，,]", words.after.lstrip("，,、)）”"))
    return clauses[1] if len(clauses) > 1 and clauses[0].endswith(("的", "者")) else clauses[0]


def _due_title(words: Words) -> str:
    thing, tail = _thing(words), clean_tail(_said_after(words))
    if match := re.match(r"(?:是|为)(?P<name>[^，,。；;]{2,24})", words.after):
        return re.sub("阶段$", "", clean(match["name"]))
    if thing and OBJECT.search(words.clause_after):
        return f"报送{thing}"
    tail = re.sub(rf"^向[^，,]{{2,14}}?(?={SEND}|申请|实名|反映|提出)", "", tail)
    previous = clean(_without_actor(words.clauses_before[1])) if len(words.clauses_before) > 1 else ""
    if thing.startswith("以") or (not thing and re.match(f"以|{SEND}", tail)):
        thing = re.sub("^(?:填写|填报|准备)", "", previous)
    sends = bool(re.match(f"以|{SEND}", tail))
    if thing and (not tail or sends or (len(thing) <= 8 and not re.match(DO, tail))):
        return f"报送{thing}" if sends and not re.match(SEND, thing) else thing
    return re.sub(r"阶段$|(?:至|到)?[A-Za-z0-9._%+-]+@\S+", "", tail) or thing


def _event_title(words: Words) -> str:
    before, after = words.clause_before, words.after.lstrip("，,、)）”。 ")
    if quoted := re.search(r"[“\"](?P<name>[^“”\"]{2,16})[”\"](?:定|设|确定)?为?$", before):
        return quoted["name"]
    if match := re.match(rf"的(?P<name>[^，,。；;]{{2,20}}?)(?:照常|如期|将|正式)?(?:{HOLD})", after):
        return clean(match["name"])
    label = re.search(
        r"(?P<label>[^：:，,]{2,20}?)(?:的?(?:起止)?(?:时间|日期|期限)|期)?(?:安排)?(?:为|是|[:：])(?:自|从)?$", before
    )
    subject = clean(re.sub(r"^.*[：:](?=.)", "", label["label"] if label else before))
    if match := re.match(r"(?:是|为)(?:第?[\d一二三四五六七八九十]+个|首个)?(?P<name>[^，,。；;]{2,24})", after):
        return re.sub("阶段$", "", clean(match["name"]))
    aside = words.after.startswith(("，", ","))
    tail = clean_tail(re.split("[，,。；;]", after, maxsplit=1)[0]) if not (label and aside) else ""
    if match := re.match(rf"(?:[^，,]{{0,10}}?)(?P<verb>{HOLD})(?P<what>.*)$", tail):
        what = re.sub(r"^(?:[一1][次届期]|了)", "", match["what"])
        return clean(what) if len(what) > 1 else subject or match["verb"]
    if match := re.match(rf"(?P<verb>{DO})(?P<what>.*)$", tail):
        what = re.sub(r"^(?:[一1][次届期])", "", match["what"])
        return match["verb"] + (what if len(what) > 1 else subject)
    if label and subject and tail and len(tail) <= 8:
        return subject + tail
    return subject if len(subject) > 1 and (label or not tail or len(subject) > 3) else tail or subject


def names_a_day(place: Place) -> bool:
    """Whether the words after the date give it the name of a day, a week or a month."""
    return bool(NAMED_DAY.match(place.after))
