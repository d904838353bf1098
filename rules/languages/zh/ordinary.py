"""Ordinary words and figures that only look like parts of a date: 前往, 日元, 第3版.

They compete with the words of dates for the same characters. An ordinary word costs a little more than a reading, so that
it wins only where the date would leave some of its characters to nobody: in 5月3日前往 the day is 5月3日, in 5月3日前 it is due.
A new one is an entry here and a line in `tests/corpus/zh/` or `tests/notices/`.
"""

from __future__ import annotations

from ..grammar import Lexeme
from .lexemes import Subject, cue
from .numbers import COUNT

FIGURE = r"\d+(?:\.\d+)?"
"""A number with or without decimals."""
CN = "[一二三四五六七八九十]"
WORDS: dict[str, str] = {
    "go and come": "前往|前来|前去|前赴",
    "names": "明天小小科学家",
    "figures": r"\d+(?:[-./]\d+)+|\d+(?:[·•・‧∙]\d+){2,}|第\d{1,2}[日月号]|\d{1,2}\.\d{1,2}:",
    "names in letters": r"[A-Za-z][A-Za-z\d._\-]*(?:(?:/[A-Za-z\d._\-]*){2,})?|https?://[A-Za-z\d./:_?=&%#\-]*",
    "amounts": rf"(?:{FIGURE}[-~—–至到])?\d+\.\d+[%‰元万亿个倍分米人次级版]|\d+/\d+%|\d+\.\d+[月日]|\d\d-\d\d[号年]",
    "money and means": r"\d+日元|日元|[年月日][均薪租]",
    "months that are none": rf"\d{{1,2}}月[球刊饼票租薪均台龄收产]|第?{CN}月[球刊饼花内]|第{CN}{{1,2}}月",
    "ends and beginnings": rf"年?终端|末端|底端|[岁年]末年初|年初{CN}|初[级步审评赛中选]|初{CN}",
    "by what it is": r"按(?:日[期程均]|月[份球均]|年[份龄均])|双周[年刊]|当[日天]内",
    "reports": "报[表告名送刊社道到考备批]|(?:半?年|季|月|日)报[表告名送刊社道到考备批]",
    "houses and lines": r"\d{1,4}号[楼线馆院桌库厅房门令文]",
    "years and circuits": rf"第?{COUNT}个?周[年期边围刊]|周[年岁边围期刊]",
}
"""Words by what they are about; patterns without look-arounds."""
NAME = 480
"""What a name in quotes costs besides: a date in it is meant where it leaves less than five characters of the name over."""

LEXEMES = (
    *(Lexeme(name, pattern, cue("ORDINARY")) for name, pattern in WORDS.items()),
    Lexeme("name in quotes", r"“[^“”\n]{2,10}”", cue("ORDINARY"), cost=NAME),
)
SUBJECT = Subject(LEXEMES)
