"""Which words may be left out of a rule: what is done on its days, and never a part that says which days these are.

Nobody knows all titles, so it is asked the other way round: a number, a word of the grammar, a word of time, a joint or a
negation may be a part of the rule, and then no wording without it is offered.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from ..observances import names
from .en.names import MONTHS, WEEKDAYS
from .grammar import ORDINARY
from .parsing import TONGUES

JOINTS = ("和", "与", "及", "或", "以及", "、", "and", "or", "&", ",")
"""Words that join nothing where nothing stands on their other side."""
TITLES = re.compile(
    "(?:年终|年度|半年度|季度|月度)(?=工作|总结|报[表告]|计划|考核|评[估审优]|例?会)|生日|换届|年会|例会|班会|晨会"
    "|(?:日|周|月|季|年)(?:报|刊|志)|报到|到[会场]|(?:发|报|寄|送|交|传|提交|报送)[至到]|各?(?<![一二三四五六七八九十第\\d])一次"
    "|分[发配送享析管工组数类析]|[部区十积充处]分|时装|本次|上[报交传缴课]|下[发达载放乡]|节目|参与|前往|后勤|内[部容]|[室校市县省国境]内"
    "|外[部出语事国联]|[公市]里|[负职]责|起草|号召|更改|改[革善选]|调[研查]|开[展会]"
)
"""Words of what is done that hold a character of time, and still say nothing of when."""
DATED = re.compile(
    "[年月日周季时点分秒刻钟号天旬星礼拜期届次班假节令历闰腊春夏秋冬早晚晨午夜前后起止始终末底初首尾先内外每逢间里上下左右中"
    "今昨明昔去来翌隔双几半多余约近满过超逾够不非无没未除勿莫别免停消取休延缓推迟暂改调完毕截限和与及或又另再也至到遇若倘"
    "、~～—–/\\-&@]|(?:开|放|入|升)学|[开复收完竣]工|[高中]考|发薪|结束|换[为成到至]|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
)
"""Characters and words of Chinese that may belong to a date."""
REFERRING = re.compile(
    "[前后起内外之以第首最末底中间期当次的]|(?:before|after|from|since|until|first|second|third|fourth|fifth|last|next|"
    r"previous|following|later|earlier|ago|within|of|\d+(?:st|nd|rd|th))\b", re.IGNORECASE,
)  # fmt: skip
"""How words begin that lean on those in front of them."""
OPEN = re.compile(
    r"(?:[和与及或至到从除逢遇每隔第自离、~～—–/\-&]|\b(?:before|after|of|from|since|until|till|by|to|through|and|or|except|every|each|"
    r"within|between|not|no|on|at|in))$", re.IGNORECASE,
)  # fmt: skip
"""How words end that want something behind them."""
LEADING_TO = re.compile(r"\b(?:in|at|for)$", re.IGNORECASE)
"""How words end that belong to what follows them: in three days."""
EN_FILLERS = frozenset({"a", "an", "the", "in", "at", "on", "for", "our", "please", "be", "is", "are", "held"})
"""Words that say nothing once those beside them are left out."""
POLITE = frozenset({"the", "a", "an", "our", "please"})
"""Those of them that may stand alone."""
_TIMES = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty hundred zero first second third fourth fifth sixth seventh eighth ninth tenth
    eleventh twelfth last penultimate once twice thrice day days week weeks weekday weekdays weekend weekends month months
    quarter quarters year years half hour hours minute minutes time times date dates daily weekly fortnight fortnightly
    monthly quarterly yearly annually biweekly every each other alternate only even odd full new leap lunar moon
    working business workday workdays before after within until till through throughout from since by to between during while when
    whenever if
    unless not no non never nor without except excluding excluded including included but starting beginning start end
    ending ends begin begins previous prior next following this that later earlier early late mid middle about around
    roughly nearly approximately over under more less least most than noon midnight night nights morning afternoon evening
    tonight today tomorrow yesterday dawn dusk sunrise sunset spring summer autumn fall winter season term semester
    holiday holidays vacation break eve easter christmas fiscal century decade again and or of also per as off out
    cancelled canceled orthodox julian gregorian chinese suspended moved postponed delayed skipped skip skipping am pm
    consecutive straight
"""
EN_DATED = frozenset(_TIMES.split()) | {
    form.lower() for name in (*MONTHS, *WEEKDAYS) for form in (name, name[:3], f"{name}s")
}
"""Words of English that may belong to a date."""
EN_WORDS = EN_DATED | EN_FILLERS
NAMED = re.compile(r"[^\d每第年月周日，,：:\s]{1,6}节")
"""A feast, of which the words in front of it may say which: 东正教复活节."""


def omissible(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] may be left out, so that what is left means what the whole does.

    >>> omissible("每年5月30日开会", 8, 10), omissible("每周二四", 3, 4), omissible("春节后上班第一天", 3, 5)
    (True, False, False)
    """
    before, words, after = text[:start].rstrip(), text[start:end], text[end:].lstrip()
    bare = words.strip(" \t\n\u3000，,。.；;：:！!？?")
    if not bare or _repeats(bare, before, after):
        return True
    if not (before and after) and bare.lower() in JOINTS:
        return True
    if before and _counts(before[-1]) and ((after and _counts(after[0])) or not before[-1].isascii()):
        return False  # 二十其 may be 二十七
    if (before and bare[0] in "以之") or (len(bare) == 1 and re.search("(?:星期|礼拜|周)$", before)):
        return False  # a day of the week that is misspelt
    if (not before and NAMED.match(after)) or _cuts(text, start, end):
        return False
    if OPEN.search(before) or (after and (REFERRING.match(after) or LEADING_TO.search(bare))):
        return False
    return is_untimed(bare)


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether leaving text[start:end] out would cut a word of dates in two: 本 of 本周三, 寒 of 寒暑假."""
    before, after = text[start - 1 : start].isalpha() or end - start == 1, text[end : end + 1].isalpha()
    glued = before and after and text[start:end].isalpha()
    looked = TONGUES["zh"].grammar().look(text)
    spans = (
        looked.squeezed.original(token.start, token.end) for token in looked.tokens if set(token.meanings) != {ORDINARY}
    )
    return glued or any(begin < start < stop or begin < end < stop for begin, stop in spans)


def _repeats(words: str, before: str, after: str) -> bool:
    """Whether the words stand there twice in a row: 每年每年5月30日."""
    if words == before or (not before and words == after):
        return True
    rest = after[len(words) :]
    return after.startswith(words) and not before and not (_counts(words[-1]) and rest[:1] and _counts(rest[0]))


def is_untimed(words: str) -> bool:
    """Whether the words are surely no part of a date.

    >>> is_untimed("提交报表"), is_untimed("staff meeting"), is_untimed("上旬"), is_untimed("frday")
    (True, True, False, False)
    """
    if any(map(_counts, TITLES.sub("", words))):
        return False
    latin = [word.lower() for word in re.findall("[A-Za-z']+", words)]
    words = _masked(words)
    if DATED.search(words):
        return False
    if latin and not words.strip("| ,") and not POLITE.issuperset(latin):
        return False  # nothing but a preposition that wants something behind it
    if any(word in EN_DATED or _may_be_dated(word) for word in latin if word not in EN_FILLERS):
        return False
    return not any(
        set(token.meanings) != {ORDINARY}
        for lang in ("zh", "en") if lang == "zh" or latin
        for token in TONGUES[lang].grammar().lexer.tokens(words)
    )  # fmt: skip


def _masked(words: str) -> str:
    """The words with a stroke in place of those that are known to be ordinary ones."""
    tokens = TONGUES["zh"].grammar().lexer.tokens(words)
    dated = {(token.start, token.end) for token in tokens if set(token.meanings) != {ORDINARY}}
    for token in tokens:
        if (token.start, token.end) not in dated and not words[token.start : token.end].isascii():
            words = words[: token.start] + "|" * (token.end - token.start) + words[token.end :]
    words = re.sub("[于在的请用]", "|", TITLES.sub("|", words))
    return re.sub("[A-Za-z']+", lambda word: "|" if word.group().lower() in EN_FILLERS else word.group(), words)


def _may_be_dated(word: str) -> bool:
    """Whether the word is one of a date that is misspelt by a letter, or two that are written together: frday, tendays."""
    together = any(word[:n] in EN_WORDS and word[n:] in EN_WORDS for n in range(2, len(word) - 1))
    return together or (word not in _of_names() and not _slips().isdisjoint(stumps(word)))


@cache
def _of_names() -> frozenset[str]:
    return frozenset(word.lower() for name in names("en") for word in re.findall("[A-Za-z]{5,}", name))


@cache
def _slips() -> frozenset[str]:
    """What is left of the words of dates, and of the names of days, when a letter is left out."""
    return frozenset(chain.from_iterable(stumps(word) for word in (*EN_DATED, *_of_names()) if len(word) > 4))


def stumps(word: str, letters: int = 1) -> set[str]:
    """The word, and what is left of it when so many letters are left out; words that differ by a letter share one."""
    found = {word}
    for _ in range(letters):
        found |= {stump[:n] + stump[n + 1 :] for stump in found for n in range(len(stump))}
    return found


def _counts(char: str) -> bool:
    return char.isnumeric() or char in "两几"
