"""Ordinary words and figures that only look like parts of a date: 前往, 日元, 第3版.

They compete with the words of dates for the same characters. An ordinary word costs a little more than a reading, so that
it wins only where the date would leave some of its characters to nobody: in 5月3日前往 the day is 5月3日, in 5月3日前 it is due.
A new one is an entry here and a line in `tests/corpus/zh/` or `tests/notices/`.
"""

from __future__ import annotations

from ..grammar import Lexeme
from .lexemes import Subject, cue
from .numbers import COUNT
from .years import ONES

FIGURE = r"\d+(?:\.\d+)?"
"""A number with or without decimals."""
CN = "[一二三四五六七八九十]"
COMPARED = "[不]?[少低高多大小]于|不[超足]过?|超过|等于|[降升增减]至|达到?|占|至少|约"
"""Words that compare, behind which a figure is a share: 不少于1/3."""

WORDS: dict[str, str] = {
    "standards": r"[A-Z]{2,4}(?:/[A-Z])? ?\d{3,5}(?:\.\d+)?-\d{4}",
    "class and decade": r"(?:19|20)?\d\d年[代级鉴画]",
    "class and season": r"(?:(?:19|20)?\d\d[-—~至]+)+\d\d(?:级|届|赛季|财年)",
    "what is in the year": "年内[容部]|[本上一]年度?会|第[一二三四五六七八九十]期间",
    "go and come": "前往|前来|前去|前赴",
    "letters that come": "来[函电信]",
    "terms": "“?春分”?(?:工程|行动|计划)|(?:遇|暴|下|如)[大小]雪|[大小]雪(?:天气|预警|纷飞|封路)|(?:白露|谷雨)[镇乡村]",
    "first in a row": rf"前{COUNT}[名位强项]",
    "before": "前[期沿瞻景身列进言者述款置端线提]|提[交出供报请醒]|目前|当前|此前|日前|年前|面前",
    "after": "后[期续勤备台果方来]|最后|然后|此后|今后|背后|随后|落后|先后",
    "inside": "内[容部地外涵存设科蒙网江需]",
    "to": "甚至|乃至|以至|达到|冬至|夏至|至少|至今|到[位会场达期]",
    "begin": "起[草动诉步来点义源伏到居码]|一起|发起|引起",
    "come": "来[自源访到华校宾]|将来|原来|本来|历来|带来|从来",
    "of years": rf"{COUNT}年(?:级|代|龄|制|轻|底|度|终|末|[之以]?前|[之以]?后)|[零〇\d]\d年代",
    "in a row": rf"第{COUNT}个?(?:工作日|小时|星期|年|周|天|月|点|时|次|届|期|项|条|章|款|名|版)",
    "last of a row": rf"最后{COUNT}个?(?:工作日|小时|星期|年|周|天|月|日|名|次)",
    "months of the moon": rf"(?:农历|阴历)(?:\d{{4}}|[{ONES}零〇○]{{4}})年{CN}{{1,2}}月",
    "meals and evenings": "晚[会宴餐报点安期]|早[餐会点报安期教]|夜[班校宵景]",
    "halves": rf"{COUNT}个半(?:月|小时|年|星期)",
    "fractions": r"\d+\.\d+(?:%|‰|个?(?:年|月|周|天|小时|星期|工作日)|元|万|亿|倍|分|米|人|次|级|版)?",
    "shares": rf"(?:{COMPARED})\d{{1,2}}/\d{{1,2}}|\d{{1,2}}/\d{{1,2}}(?:以[上下内]|的)",
    "counted": r"\d{1,2}(?:%|个|家|名|人|场|次|项|篇|件)",
    "times of day": r"点[以击评名位多要对线]|时[间期代刻段限效]",
    "of a class or a place": "班[会级组子长车主]|场[地馆所务]|回[访复收顾]|节[目日约能]|轮[训流岗换休值]|届时|堂食",
    "weekly": rf"{COUNT}周[年一二三四五六日末]",
    "names": "明天小小科学家",
    "figures": r"\d+(?:[-./]\d+)+|\d+(?:[·•・‧∙]\d+){2,}|第\d{1,2}[日月号]|\d{1,2}\.\d{1,2}:",
    "names in letters": r"[A-Za-z][A-Za-z\d._\-]*(?:(?:/[A-Za-z\d._\-]*){2,})?|https?://[A-Za-z\d./:_?=&%#\-]*",
    "amounts": rf"(?:{FIGURE}[-~—–至到])?\d+\.\d+[%‰元万亿个倍分米人次级版]|\d+/\d+%|\d+\.\d+[月日]|\d\d-\d\d[号年]",
    "money and means": r"\d+日元|日元|[年月日][均薪租]",
    "months that are none": rf"\d{{1,2}}月[球刊饼票租薪均台龄收产]|第?{CN}月[球刊饼花内]|第{CN}{{1,2}}月",
    "ends and beginnings": rf"年?终端|末端|底端|[岁年]末年初|年初{CN}|初[级步审评赛中选]|初{CN}",
    "by the day of a week": "按(?:周|星期)[一二三四五六日天]",
    "by what it is": r"按(?:日[期程均]|月[份球均]|年[份龄均])|双周[年刊]|当[日天]内",
    "reports": "报[表告名送刊社道到考备批]|(?:半?年|季|月|日)报(?:[表告名送刊社道到考备批]|[初终定][稿审])",
    "houses and lines": r"\d{1,4}号[楼线馆院桌库厅房门令文]",
    "years and circuits": rf"第?{COUNT}个?周[年岁龄期边围刊]|周[年岁龄边围期刊]",
}
"""Words by what they are about; patterns without look-arounds."""
NAME = 480
"""What a name in quotes costs besides: a date in it is meant where it leaves less than five characters of the name over."""
ITEM = -100
"""What the number of an item costs less than other ordinary words.

1、3月5日 at the beginning of a line or behind a semicolon is no list of months, 1.5月 no 5 January.
"""

LEXEMES = (
    *(Lexeme(name, pattern, cue("ORDINARY")) for name, pattern in WORDS.items()),
    Lexeme("number of an item", r"(?:\A|\n)\d{1,2}\.", cue("ORDINARY"), cost=ITEM),
    Lexeme("number of an item in a line", r"\d{1,2}\.", cue("ORDINARY"), cost=-2),
    Lexeme("number of an item in a list", r"(?:\A|[\n;])\d{1,2}、", cue("ORDINARY"), cost=ITEM - 25),
    Lexeme("letter of an item", r"[A-Za-z][.、]", cue("ORDINARY")),
    Lexeme("name in quotes", r"“(?:[^“”\n\d]{2,10}|[^“”\n月]{2,10})”", cue("ORDINARY"), cost=NAME),
)
SUBJECT = Subject(LEXEMES)
