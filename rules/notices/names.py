"""What a name is: what stands between the words that part a clause, of somebody who acts, of a thing, of what takes place."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .sentence import DATES
from .words import vocabulary

REMEMBERED = 4096
"""Names whose answers are kept for the moment: several questions are asked of a clause, and the next date asks again."""
SHORTEST_NAMED = 3
"""Characters of a name before the reason for something."""
LONGEST = 40
"""Characters of a name."""
SIGNS = "、，,：:·—-（( "
SIGNS_AHEAD, SIGNS_BEHIND = SIGNS + ')）“”"', SIGNS + "“"
FORMER = ("moved", "leading", "former")
"""Classes of words that lead to a date and name nothing."""
TWO_YEARS = re.compile(r"(?:19|20)\d\d\s*[-—]+\s*(?:(?:19|20)?\d\d)\s*")
ONE_YEAR = re.compile(r"(?:19|20)\d\d(?P<gap>\s*)")
ENGLISH = re.compile(r"[A-Z]?[a-z][A-Za-z0-9,.&'’-]{4,}$")
"""The same once more in English, its blanks left out."""
BEFORE_SIGN = re.compile(r"\d\s*(?=\D)")


@lru_cache(maxsize=REMEMBERED)
def name_of(text: str) -> str:
    """The text as a name: without signs and small words at its ends; "" where nothing is left.

    >>> name_of("于（年度总结的"), name_of("请")
    ('年度总结', '')
    """
    text = _beside_dates(text.strip(DATES))
    while (bare := _without_small(text)) != text:
        text = bare
    if vocabulary().made_of(text, *FORMER):
        return ""
    return text if len(text) > 1 or text == "表" else ""


def _beside_dates(text: str) -> str:
    """The last part between dates that says more than what leads to a date."""
    if not any(char in text for char in DATES):
        return text
    parts = re.split(f"[{DATES}]", text)
    says = (
        part
        for part in reversed(parts)
        if len(part.strip(SIGNS)) > 1 and not vocabulary().made_of(part, *FORMER, "adverb")
    )
    return next(says, parts[-1])


def _without_small(text: str) -> str:
    """The text without a sign or a small word at one of its ends, where that is no part of a longer word."""
    words = vocabulary()
    small = text[:1] and (text[0] in SIGNS_AHEAD or words.begins(text, "small"))
    if small and not (text[0] == "“" and "”" in text) and not _begins_whole(text):
        return text[1:]
    small = text[-1:] and (text[-1] in SIGNS_BEHIND or words.ends(text, "small", "small_end"))
    return text[:-1] if small and not _ends_whole(text) else text


def _begins_whole(text: str) -> bool:
    """Whether a word of more than one character begins there, of which the first is no small word: 将军, 为期."""
    first = next(vocabulary().words(text[:6]), None)
    return first is not None and not first.start and len(first.text) > 1 and not first.text.startswith("请")


def _ends_whole(text: str) -> bool:
    """Whether a word of more than one character ends there, of which the last is no small word: 报到, 制定."""
    last = vocabulary().last(text[-8:])
    return last is not None and len(last.text) > 1 and not last.among(("modal", "adverb"))


@lru_cache(maxsize=REMEMBERED)
def is_who(name: str) -> bool:
    """Whether a name is of somebody who may act: 各分会, 财务处, 参会人员, 项目负责人.

    >>> is_who("各分会"), is_who("项目负责人"), is_who("学术年会"), is_who("会员登记表")
    (True, True, False, False)
    """
    words = vocabulary()
    name = name.strip(DATES).removeprefix("由").removeprefix("请")
    if not 1 < len(name) <= LONGEST or words.has(name, "taking") or words.ends(name, "document", "time"):
        return False
    if is_person(name):
        return True
    if words.begins(name, "because") and not words.begins(name, "prevented"):
        return False  # 因讲师行程变动
    if words.ends(name, "occasion") and len(words.ends(name, "org")) < 2 and not words.ends(name, "people"):
        return False  # 学术年会, 理事碰头会
    ending = words.ends(name, "people") or words.ends(name, "org")
    first = next(words.words(name), None)
    if not ending or (first and not first.start and "send" in first and "的" not in name and first.end < len(name)):
        return False
    if len(ending) == 1 and words.ends(name, "department") and name[:-1] in words.classes["office_name"]:
        return True
    if len(ending) == 1 and not words.begins(name, "whole_body"):
        return ending not in words.classes["ambiguous_end"] or len(name) > 3
    return True


def is_person(name: str) -> bool:
    """Whether a name is a family name with a title, or one used among colleagues: 程总, 贺工, 小乔, 武副书记.

    >>> is_person("程总"), is_person("小乔"), is_person("汇总")
    (True, True, False)
    """
    words = vocabulary()
    family = words.begins(name, "surname")
    if family and name[len(family) :] in words.classes["person_title"]:
        return True
    familiar = name[:1] in words.classes["familiar"]
    return familiar and name[1:] in words.classes["surname"]


@lru_cache(maxsize=REMEMBERED)
def who_leads(label: str) -> str:
    """Who stands in front of a label that says what is done; "" for nobody.

    >>> who_leads("各设区市科技局网上提交"), who_leads("网上提交")
    ('各设区市科技局', '')
    """
    wanted = ("send", "act", "adverb", "manner")
    places = (word.start for word in vocabulary().words(label) if word.start > 1 and word.among(wanted))
    return next((label[:place] for place in places if is_who(label[:place])), "")


@lru_cache(maxsize=REMEMBERED)
def label_name(label: str) -> str:
    """What a label names, without who does it and without the words for when.

    >>> label_name("报名截止时间"), label_name("答辩的具体时间为")
    ('报名', '答辩')
    """
    name = label[len(who_leads(label)) :]
    while name and (bare := _without_when(name)) != name:
        name = bare
    return clean(name)


def _without_when(name: str) -> str:
    words = vocabulary()
    for group in ("time", "due", "place"):
        if (ending := words.ends(name, group)) and len(words.ends(name, "whole")) <= len(ending):
            name = name[: -len(ending)]
    return words.without_end(name, "label_tail")


@lru_cache(maxsize=REMEMBERED)
def without_leads(text: str) -> str:
    """The text without the words at its end that lead to a date: 安排在, 定于, 延长至."""
    text = text.strip(DATES + "“”\"' 、和及与")
    while text and (ending := vocabulary().ends(text, *FORMER, "modal", "adverb")):
        text = text[: -len(ending)].rstrip(DATES)
    return text


@lru_cache(maxsize=REMEMBERED)
def material(name: str) -> str:
    """What is handed over or made, without whose it is and of what sort.

    >>> material("符合条件的全部年检材料"), material("课题负责人申报材料")
    ('年检材料', '申报材料')
    """
    words, whole = vocabulary(), clean(name)
    whose, of, what = whole.partition("的")
    if of and len(what) > 1 and words.ends(whose, "org", "people", "department"):
        whole = what  # 设备处的汇报稿
    elif words.begins(whole, "every") and 0 < (end := len(who_leads(whole))) < len(whole) - 1:
        whole = whole[end:]  # 各部门春节加班单
    tail = clean(whole.rpartition("的")[2])
    if len(tail) > 2 and words.ends(tail, "document"):
        whole = tail
    if words.ends(whole, "document"):
        for word in words.words(whole):
            if "people" in word and len(word.text) > 1 and word.start and len(whole) - word.end > 2:
                return clean(whole[word.end :])
    return whole


@lru_cache(maxsize=REMEMBERED)
def clean(name: str) -> str:
    """A name without what says neither what it is nor of what: years, 本次, 如下, signs at its ends.

    >>> clean("2026年度本次三场专题讲座如下"), clean("申报书及相关证明材料"), clean("“晨光”")
    ('专题讲座', '申报书', '晨光')
    """
    name, before = name_of(name), ""
    while name and name != before:
        before = name
        for part in CLEANING:
            name = part(name)
    if "=" in name and not re.search(r"[\u4e00-\u9fff]", name):
        return ""  # what is left of an address
    name = without_amount(name)
    if is_amount(name) or name in vocabulary().classes["no_thing"]:
        return ""
    return name[1:].replace("》", "", 1) if name.startswith("《") and "》" in name else name


def _without_former(name: str) -> str:
    words = vocabulary()
    ending = words.ends(name, *FORMER)
    if len(words.ends(name, "happen", "act", "whole")) > len(ending):
        return name  # 新生报到
    return name[: -len(ending)] if ending and len(name) > len(ending) + 1 else name


def _without_year(name: str) -> str:
    """2026年论坛, 2026年度总结, 2025-2026学年第一学期考试, 2026 论坛."""
    words = vocabulary()
    if years := TWO_YEARS.match(name):
        unit = words.begins(name, "school_year", years.end())
        end = years.end() + len(unit) if unit else 0
    elif year := ONE_YEAR.match(name):
        unit = words.begins(name, "year", year.end())
        end = year.end() + len(unit) if unit or year["gap"] else 0
    else:
        end = 0
    return name[end:] if len(name) - end > 1 else name


def number_end(text: str) -> int:
    """Where the number ends that the text begins with, in digits or in words; 0 where none does."""
    numerals = vocabulary().classes["numeral"]
    return next((n for n, char in enumerate(text) if not char.isdecimal() and char not in numerals), len(text))


def _without_count(name: str) -> str:
    end = number_end(name)
    behind = vocabulary().begins(name, "counter", end) if 0 < end <= 3 else ""
    return name[end + 1 :] if behind and len(name) > end + 2 else name


def without_ordinal(name: str) -> str:
    """The name without which one of its sort it is: 第十八个体验周, 第五次代表大会, 首个读书日."""
    if name.startswith("首个"):
        return name[2:]
    bare = name.removeprefix("第")
    end = number_end(bare) if bare != name else 0
    counted = end and vocabulary().begins(bare, "counter", end)
    return bare[end + 1 :] if counted and len(bare) > end + 2 else name


def is_amount(name: str) -> bool:
    """Whether a name is only how much, how many or how long.

    >>> [is_amount(name) for name in ("一次", "各一场", "一式两份", "分两批", "三讲分别", "三场讲座")]
    [True, True, True, True, True, False]
    """
    words = vocabulary()
    rest = words.without_end(words.without_start(name, "amount_lead"), "amount_end")
    counted = False
    while rest and (end := number_end(rest)):
        unit = words.begins(rest, "measure", end)
        rest, counted = words.without_start(rest[end + len(unit) :], "amount_lead"), True
    return counted and not rest


def without_amount(name: str) -> str:
    """A name without how many there are of it: 投标文件一式五份, 推荐名额两名."""
    numerals = vocabulary().classes["numeral"]
    starts = (
        at for at in range(2, len(name)) if (name[at].isdecimal() or name[at] in numerals) and name[at - 1] != "第"
    )
    return next((name[:at] for at in starts if is_amount(name[at:])), name)


def _without_reason(name: str) -> str:
    """读书分享会因主讲人出差: what it is about alone."""
    words = vocabulary()
    starts = (at for at in range(SHORTEST_NAMED, len(name)) if words.begins(name, "because", at))
    at = next((at for at in starts if name[at - 1 : at + 1] not in words.classes["reason_noun"]), len(name))
    return name[:at]


def _without_lead(name: str) -> str:
    words = vocabulary()
    lead = words.begins(name, "name_lead")
    known = max((words.begins(name, group) for group in ("people", "whole")), key=len)
    return name if len(known) > len(lead) else words.without_start(name, "name_lead", 2)  # 本科生


def _without_tail(name: str) -> str:
    return vocabulary().without_end(name, "name_tail", 2)


def _without_more(name: str) -> str:
    """申报书及其佐证材料, 营业执照等."""
    words = vocabulary()
    for at in range(2, len(name)):
        joint = words.begins(name, "and_more", at)
        rest = name[at + len(joint) :]
        if joint and (words.ends(rest, "more_things") and words.made_of(rest, "more") if rest else joint == "等"):
            return name[:at]
    return name


def _without_signs(name: str) -> str:
    name = name.strip('，,。；;：:、·—- "')
    return name[1:-1] if name.startswith("“") and name.endswith("”") and "“" not in name[1:] else name


def _without_english(name: str) -> str:
    """分组实操 Bench work; PPT and PDF stay."""
    tail = ENGLISH.search(name)
    return name[: tail.start()] if tail and tail.start() > 1 else name


CLEANING: tuple[Callable[[str], str], ...] = (
    _without_former,
    _without_year,
    _without_count,
    _without_lead,
    _without_tail,
    _without_more,
    _without_reason,
    _without_signs,
    _without_english,
)


def has_day(text: str) -> bool:
    """Whether a text tells a day or a time: 12月5日, 9:30, 星期三, 上午."""
    words = vocabulary()
    signs = (match.end() for match in BEFORE_SIGN.finditer(text))
    return words.has(text, "day_word") or any(_is_day_sign(text, at) for at in signs)


def begins_with_day(text: str) -> bool:
    """Whether a text begins as dates do: 12月5日, 2026.3.1, 十二月."""
    digits = len(text) - len(text.lstrip("0123456789"))
    if 0 < digits <= 4:
        at = len(text) - len(text[digits:].lstrip())
        return _is_day_sign(text, at)
    end = number_end(text)
    return 0 < end <= 3 and text[end : end + 1] == "月"


def _is_day_sign(text: str, at: int) -> bool:
    return text[at : at + 1] in tuple(".:/：-") or bool(vocabulary().begins(text, "day_unit", at))
