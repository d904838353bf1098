"""Words around a date that are looked for as they stand: what no longer holds, what only mentions a day, what only looks like how often."""

from __future__ import annotations

import re

CLAUSE = "[^，,。；;：:\n]"
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
