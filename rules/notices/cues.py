"""The words around a date that tell what it is: data, tried in order, the first that fits decides.

`before` is matched at the end of the words of the sentence that stand before the date, `after` at the beginning of those that
follow. A new wording is a line here and a line in the corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Words around a date, and the kind and role that they give it."""

    kind: str
    role: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    only: str = "any"
    """Where it holds: any; `old` dates before the notice, `due` deadlines, `plain` all others; words may stand together."""

    def fits(self, before: str, after: str, *, old: bool, due: bool) -> bool:
        """Whether the cue speaks of a date with these words around it."""
        if ("old" in self.only and not old) or ("due" in self.only and not due) or ("plain" in self.only and due):
            return False
        return bool((not self.before or self.before.search(before)) and (not self.after or self.after.match(after)))


def _cue(kind: str, role: str, *, before: str = "", after: str = "", only: str = "any") -> Cue:
    return Cue(
        kind,
        role,
        re.compile(f"(?:{before})$") if before else None,
        re.compile(after) if after else None,
        only,
    )


CLAUSE = "[^，,。；;：:\n]"
STATES = "建成|建立|登记(?!机关|管理|表|证)|注册(?!表|证|地)|成立|设立|出生|退休|取得|获得|获批|毕业|发表|出版|创作|入会|参加工作|入职|批准|立项|在册|当选|任职|未换届|缴纳"
TOLD = "印发|公布|发布|施行|实施|设立|成立|通过|修订|修正|创办|启用|召开|举办|举行|开幕|闭幕|签署|颁布|如期|以来|获悉|收到|出版|开馆"

DUE_WORDS = "截止|报名|征集|提交|报送|投稿|申报|上报|止"

CUES = (
    # told as done, or replaced
    _cue("event", "context", before=r"(?:由)?原(?:定|计划|拟)(?:于|的|在)?"),
    _cue("past", "context", before=r"由?原来的?|自?原"),
    _cue("past", "context", before=r"记者|(?:已|曾|早)(?:经)?(?:于|在|自)", only="old"),
    _cue("past", "context", after=rf"(?:{CLAUSE}{{0,12}})(?:{TOLD})", only="old"),
    # conditions of eligibility
    _cue("cutoff", "context", before="截至", after=r"(?:[，,])?(?:仍|尚|已|设立|成立|登记|年满|在册|未)"),
    _cue(
        "cutoff",
        "context",
        after=rf"(?:[(（]含[)）])?(?:以后|之后|以前|之前|前|后)?(?:{CLAUSE}{{0,9}})(?:{STATES})(?!.{{0,6}}表)",
        only="due",
    ),
    _cue("cutoff", "context", after=rf"(?:[(（]含[)）])?(?:以后|之后|后|以来|起)(?:{CLAUSE}{{0,9}})(?:{STATES})"),
    _cue("cutoff", "context", after=rf"{CLAUSE}{{0,4}}已|{CLAUSE}{{2,14}}的(?!通知|函)", only="old due"),
    _cue("cutoff", "context", before=r"(?:应为|须为|凡)", after=r"(?:[(（]含[)）])?(?:以后|之后|以前|之前)"),
    _cue("past", "context", before=r"截至", only="old"),
    # moved to another day
    _cue(
        "event",
        "calendar",
        before=rf"^(?!.*(?:{DUE_WORDS})).*(?:顺延|延期|推迟|改期|调整|改|移|提前)",
        after=rf"(?!{CLAUSE}{{0,8}}(?:{DUE_WORDS}))",
        only="due",
    ),
    _cue(
        "deadline",
        "calendar",
        before=rf"(?:截止|截稿|报名|征集){CLAUSE}{{0,24}}(?:改期?|延期|延长|顺延|推迟|提前|调整)(?:为|至|到|在|于)?",
        after="(?!.{0,6}(?:开始|起))",
        only="plain",
    ),
    # deadlines that the grammar does not see
    _cue(
        "deadline",
        "calendar",
        before=rf"(?:截止|截稿|截至)(?:日期|时间|期限)?{CLAUSE}{{0,6}}[:：为是至到于]?\s*",
        only="plain",
    ),
    _cue("deadline", "calendar", after=r"(?:[，,])?(?:停止|截止|截稿|为止|关闭(?:系统|通道|申报))", only="plain"),
    _cue(
        "deadline",
        "calendar",
        before=r"(?:延期|延长|顺延|推迟|宽限)(?:至|到)",
        after=rf"{CLAUSE}{{0,4}}(?:报送|提交|截止|上报|反馈)",
        only="plain",
    ),
)
"""Cues for days, months and spans."""

A_WHILE = re.compile("期间(?:内|里)?[，,]?[^，,。；;：:\n]{0,12}$")
"""Words before a rule that holds only for a while: 展览期间每天."""

A_REPORT = re.compile("(?:半?年|季|月)报")
NOT_OFTEN = (
    (re.compile("每届"), re.compile(""), re.compile("[^，,。；;：:\n]{0,8}任期")),
    (A_REPORT, re.compile(""), re.compile("(?!\\s*(?:[(（，,。；;\n]|制|$))")),
    (
        A_REPORT,
        re.compile("(?:送|上报|提交|填报|填写|完成|做好|编制|编写|发布|公布|关于|的)[^，,。；;：:\n]{0,8}$"),
        re.compile(""),
    ),
)
"""Words that only look like how often, with those before and behind them: 每届任期, 统计年报于3月15日前报送."""


def not_often(quote: str, before: str, after: str) -> bool:
    """Whether it names a report or a term of office, and not how often something is done."""
    return any(w.fullmatch(quote) and lead.search(before) and tail.match(after) for w, lead, tail in NOT_OFTEN)


TAKES_PLACE = "召开|举办|举行|开始|开幕|开班|开课|开学|届满|期满|到期|出发|施行"
AN_EVENT = re.compile(f"(?:{TAKES_PLACE})$")
"""Words before 5日前 that make it a length, and no day of a month: 会议召开5日前."""
BEFORE_THAT = re.compile("(?:之|以)?前(?![往来后期])")

MOVES = "改期?|延期|推迟|顺延|提前|调整|延长|移|挪"
A_DATE = r"(?:原定|定)?(?:于|在)?(?:\d{1,4}\s*[年月日号./-]|每|[下次明后本](?!午)|周|星期|十?[一二三四五六七八九十]月)"
GONE = "取消|停办|停开|不再?(?:举办|举行|召开|开展|开)(?!放|始)|停止(?:举办|举行)"
REPLACED = (
    (re.compile(""), re.compile(rf"[^，,。；;：:\n]{{0,16}}?(?:{MOVES})(?:为|至|到|在|于){A_DATE}")),
    (re.compile(""), re.compile(rf"[^，,。；;：:起\n]{{0,16}}?(?:{GONE})(?:一次)?\s*(?=[，,。；;！\n]|$)")),
    (
        re.compile(""),
        re.compile(
            r"[^，,。；;：:\n]{0,8}的[^，,。；;：:\n]{1,12}?(?:暂停|暂缓|推迟|延期)(?:举办|举行|召开|开展|进行)?\s*(?=[，,。；;！\n]|$)"
        ),
    ),
    (
        re.compile(
            r"(?:取消|停办)(?:[^，,。；;：:\n]{1,40}(?:和|及|与|、))?(?:原定|原计划|原)?(?:于|在)?$",
        ),
        re.compile(r"[^，,。；;：:\n]{1,16}"),
    ),
)
"""Words before and behind a date that gives way to another, or does not take place: 由…改期至12月8日, …的例会取消."""


def replaced(before: str, after: str) -> bool:
    """Whether the words on either side of a date say that it no longer holds."""
    if re.match(r"[前后内]|之前|以前", after):
        return False
    return any(lead.search(before) and behind.match(after) for lead, behind in REPLACED)


NAMED_DAY = re.compile(
    r"^(?:[(（][^()（）]{1,8}[)）])?(?:是|为|定为|设为)?(?:第?[\d一二三四五六七八九十]+个|首个)?[“\"「]?"
    r"(?:(?!举办|举行|组织|开展|公布|启动|完成|星期|周[一二三四五六日]|的|于)[\u4e00-\u9fff]){1,14}?(?:日|周|月|节)(?![前后内会])[”\"」]?"
)
"""A date that is followed by the name of a day: 是第十八个全省科技体验周."""

BARE_MENTIONS = (
    re.compile(rf"(?:提升|增强|扩大){CLAUSE}{{0,6}}$"),
    re.compile(rf"与{CLAUSE}{{0,40}}$"),
    re.compile(r"(?:法定|包括|涵盖|涉及)$"),
)
"""Words before the name of a day that only mention it: nothing is done on it."""
HOLIDAYS = ("元旦", "春节", "除夕", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""Days off; their names in a text say when something else is."""

RECIPIENT = re.compile(
    r"(?:报送(?:至|到|给)?|报(?!名|告|到|表|刊|销)(?:至|到|给)?|上报(?:至)?|送(?:达|至|交|到)?|交(?:至|到|给)?|寄(?:送)?(?:至|到)?|发(?:送)?(?:至|到)"
    r"|反馈(?:至|给)?|递交(?:至)?|提交(?:至|给)?|推荐至|函复|上交(?:至)?|联系)\s*"
    r"(?P<body>[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|(?![至到给])[\u4e00-\u9fff“”]{1,14}?(?:秘书处|办公室|办公厅|委员会|理事会|评审组|会务组|主管单位|主管部门|登记机关"
    r"|普及部|业务部|[\u4e00-\u9fff]{1,4}部|处|厅|局|科|院|室|组|会(?![议员长场务计展])|社(?![会团区])|馆|委|协|中心|单位)(?![\u4e00-\u9fff]{0,2}(?:表|书|材料)))"
)
TOWARDS = re.compile(r"向(?P<body>[\u4e00-\u9fff]{2,14}?)(?:提交|递交|报送|报告|申请|上交|反映|提出|报备|备案|备案)")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
