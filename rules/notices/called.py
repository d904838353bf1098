"""Whether two names are of the same thing: 青岭市第十二届学术年会 and 年会, but not 第一期培训班 and 第二期培训班."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..languages.zh.numbers import number
from .documents.shapes import squeezed
from .names import number_end
from .words import vocabulary

SURE, LIKELY = 0.8, 0.6
"""How much alike two names are that mean the same, and that may mean the same."""
REMEMBERED = 32768
LONGEST_MARK = 4
"""Characters of the number in a name."""
YEAR = re.compile(r"(?:19|20)\d\d")
PHRASE_ENDS = re.compile("[，,。；;：:、（(]")
QUOTATION = '“”‘’《》"'
SHORTEST_SHORT = 3
"""Characters of a name with characters left out."""
SHORT_HEAD, LONGEST_HEAD = 2, 3
"""Characters of the end of a name that say it by themselves: where nothing else stands there, and in a text."""
SIGNS = re.compile(r"[\W_]+")
ORDINAL, YEAR_SIGN, OF = "第", "年", "的"


@dataclass(frozen=True, slots=True)
class Called:
    """A name: what is called so, and which one of several it is."""

    name: str
    """Without numbers, years and signs."""
    marks: frozenset[tuple[str, str]]
    """What tells it from others of that name, by sort: (届, 12), (年, 2026), (word, 决赛)."""

    @property
    def editions(self) -> frozenset[tuple[str, str]]:
        """The marks that count the occasions of one name: (届, 12), no months and buildings."""
        signs = vocabulary().classes["occasion_sign"]
        return frozenset(mark for mark in self.marks if mark[0] in signs)

    def contradicts(self, other: Called) -> bool:
        """Whether something tells the two apart: 第一期 and 第二期."""
        ours, theirs = (frozenset(mark for sort, mark in one.marks if sort == "word") for one in (self, other))
        return self.is_none_of(other) or not (ours <= theirs or theirs <= ours)

    def is_none_of(self, other: Called, *, numbered: bool = False) -> bool:
        """Whether it is none of those that a phrase names: 第一期 beside 第二、三期; only by numbers where it is `numbered`."""
        for sort in {sort for sort, _ in self.marks} & {sort for sort, _ in other.marks} - (
            {"word"} if numbered else set()
        ):
            ours, theirs = ({mark for kind, mark in one.marks if kind == sort} for one in (self, other))
            if ours.isdisjoint(theirs):
                return True
        return False


@lru_cache(maxsize=REMEMBERED)
def called(title: str) -> Called:
    """The name in a title.

    >>> called("青岭市第十二届学术年会").name, sorted(called("2026年第二期培训班").marks)
    ('青岭市学术年会', [('年', '2026'), ('期', '2')])
    """
    words, text, marks = vocabulary(), squeezed(title), set[tuple[str, str]]()
    parts: list[str] = []
    at = 0
    while at < len(text):
        if (year := YEAR.match(text, at)) and text[year.end() : year.end() + 1] in ("", YEAR_SIGN):
            marks.add((YEAR_SIGN, year.group()))
            names = words.begins(text, "general", year.end())  # 2027年会
            whole = names[:1] == YEAR_SIGN and not words.begins(text, "general", year.end() + 1)
            at = year.end() + (0 if whole else 1)
            continue
        begin = at + (text[at] == ORDINAL)
        end = begin + number_end(text[begin : begin + LONGEST_MARK])
        counter = words.begins(text, "edition_sign", end) if end > begin else ""
        if counter and not words.ends("".join(parts), "counts_none"):
            marks.add((counter, str(_number(text[begin:end]))))
            at = end + len(counter)
            continue
        if word := words.begins(text, "tells_apart", at):
            marks.add(("word", word))
            parts.append(word)
            at += len(word)
            continue
        parts.append(text[at])
        at += 1
    return Called(SIGNS.sub("", "".join(parts)), frozenset(marks))


def _number(text: str) -> int | str:
    try:
        return number(text)
    except (ValueError, KeyError):
        return text


def alike(one: str, other: str) -> float:
    """How much alike two titles are, 0 to 1; 0 where something tells them apart.

    >>> round(alike("第十二届学术年会", "青岭市第十二届学术年会"), 1), alike("第一期培训班", "第二期培训班")
    (0.9, 0.0)
    """
    ours, theirs = called(one), called(other)
    if not ours.name or not theirs.name or ours.contradicts(theirs):
        return 0.0
    return closeness(ours.name, theirs.name)


def closeness(one: str, other: str) -> float:
    """How much alike two names are, without what tells one occasion from another."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and short in long:
        part = len(short) / len(long)
        if long.endswith(short):
            return SURE + 0.19 * part
        return SURE + 0.1 * part if len(short) > 2 else LIKELY
    if thing_of(short) == thing_of(long):
        return SURE
    words = vocabulary()
    if short in words.classes["general"] and words.ends(long, "occasion"):
        return LIKELY
    return _shared(short, long)


def _shared(short: str, long: str) -> float:
    """How much of the shorter name stands in the longer one, in pairs of characters, verbs left out."""
    ours, theirs = pairs_of(thing_of(short)), pairs_of(thing_of(long))
    if not ours or not theirs:
        return 0.0
    return min(2 * len(ours & theirs) / (len(ours) + len(theirs)), 0.89)


def adds(title: str) -> bool:
    """Whether a title says that it comes to what is there: 增设专题论坛."""
    return bool(vocabulary().begins(title, "adds"))


@lru_cache(maxsize=REMEMBERED)
def head_of(title: str) -> str:
    """The word that says what sort of thing it is, two characters at its end; "" for a general one.

    >>> head_of("健康行动义诊"), head_of("暑期开放时间"), head_of("活动")
    ('义诊', '开放', '')
    """
    name = vocabulary().without_end(called(title).name, "time", 2)
    return "" if len(name) < 2 or is_general(name[-2:]) else name[-2:]


def named_in(title: str, text: str) -> float:
    """How much of a name a text says, 0 to 1, in pairs of characters; verbs at its beginning are left out.

    >>> named_in("科普项目立项答辩会", "关于2026年度科普项目立项答辩的通知：答辩会定于…")
    1.0
    """
    ours = pairs_of(thing_of(called(title).name))
    return sum(pair in text for pair in ours) / len(ours) if ours else 0.0


@lru_cache(maxsize=REMEMBERED)
def name_pairs(title: str) -> frozenset[str]:
    """The name in a title in pairs of characters, what marks an edition left out.

    >>> sorted(name_pairs("第二期报名"))
    ['报名']
    """
    return pairs_of(core_name(called(title).name))


def is_said_of_more(title: str, text: str) -> bool:
    """Whether a text goes on behind a name with something else that is meant: 代表大会报到时间, “世界献血者日”广场宣传活动.

    >>> is_said_of_more("代表大会", "代表大会报到时间调整至"), is_said_of_more("代表大会", "代表大会时间调整至")
    (True, False)
    """
    words, name = vocabulary(), bare_name(called(title).name)
    plain = "".join(char for char in squeezed(text) if char not in QUOTATION)
    at = plain.rfind(name[-2:])
    if len(name) < 2 or at < 0:
        return False
    rest = PHRASE_ENDS.split(plain[at + 2 :], maxsplit=1)[0]
    rest = rest[: next((n for n in range(len(rest)) if words.begins(rest, "name_breaks", n)), len(rest))]
    rest = words.without_start(words.without_start(rest, "of"), "general")
    said = (word for word in words.words(rest) if word.among(("occasion", "happen", "intake", "send")))
    return any(
        not word.among(("held", "moved", "ceases")) and word.text not in words.classes["starts"] for word in said
    )


def is_another(name: str, others: Sequence[str]) -> bool:
    """Whether a name is that of another thing of the same sort: what it says before the last word none of the others says.

    >>> is_another("护士长管理创新沙龙", ["青年护士创新沙龙"]), is_another("沙龙", ["青年护士创新沙龙"])
    (True, False)
    """
    head = head_of(name)
    if not head or len(squeezed(name)) <= len(head) + 1:
        return False
    same = [other for other in others if head_of(other) == head]
    return bool(same) and all(alike(name, other) < LIKELY for other in same)


def is_short_for(short: str, name: str) -> bool:
    """Whether a name is another one with characters left out, that begins and ends alike: 校运会 for 校运动会.

    >>> is_short_for("校运会", "校运动会"), is_short_for("运会", "校运动会"), is_short_for("校运会", "校运会领队会")
    (True, False, False)
    """
    if not SHORTEST_SHORT <= len(short) < len(name) <= 2 * len(short):
        return False
    return short[0] == name[0] and short[-1] == name[-1] and short not in name and shortens(short, name)


def takes_in(name: str) -> bool:
    """Whether a name says that something is handed in, applied for or done by those who are asked.

    >>> takes_in("职工书法作品展"), takes_in("作品征集"), takes_in("纳税申报")
    (False, True, True)
    """
    words = vocabulary()
    return words.find(name, "intake", "send", "act") is not None


def is_of_beginning(title: str) -> bool:
    """Whether a title names when something that runs begins: 报名开始, 申报开始时间.

    >>> is_of_beginning("报名开始日期"), is_of_beginning("报名")
    (True, False)
    """
    words = vocabulary()
    return words.without_end(title, "time").endswith(tuple(words.classes["onwards"]))


@lru_cache(maxsize=REMEMBERED)
def thing_of(name: str) -> str:
    """A name without the verbs at its ends: 报送年度总结, 总结提交."""
    words = vocabulary()
    for sort in ("send", "act", "hold", "publish"):
        name = words.without_start(name, sort, 2)
    return words.without_end(name, "send", 2)


@lru_cache(maxsize=REMEMBERED)
def pairs_of(name: str) -> frozenset[str]:
    """A name in pairs of characters."""
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))


@lru_cache(maxsize=REMEMBERED)
def bare_name(title: str) -> str:
    """A title without words by which its date stays, and those for its date: 集合时间不变.

    >>> bare_name("集合时间不变"), bare_name("报名截止时间")
    ('集合', '报名')
    """
    words, name = vocabulary(), squeezed(title)
    while True:
        bare = name
        for sort in ("unchanged", "adverb", "time", "due"):
            bare = words.without_end(bare, sort, 2)
        if bare in ("", name):
            return name
        name = bare


@lru_cache(maxsize=REMEMBERED)
def core_name(name: str) -> str:
    """A name without words for its date and for its sort that say little: 亲子采摘活动, 暑期开放时间.

    >>> core_name("亲子采摘活动"), core_name("座谈会")
    ('亲子采摘', '座谈会')
    """
    return vocabulary().without_end(bare_name(name), "general", 4)


def is_head_alone(name: str, text: str) -> bool:
    """Whether a text names a thing by the end of its name alone, or as a label by its beginning.

    >>> is_head_alone("桂花巷邻里百家宴", "今年的百家宴"), is_head_alone("A班培训", "A班")
    (True, True)
    >>> is_head_alone("留校读者座谈会", "退休教师座谈会")
    False
    """
    if len(text) >= SHORT_HEAD and name.startswith(text):
        return True
    words, short, head = vocabulary(), name[-SHORT_HEAD:], name[-LONGEST_HEAD:]
    if len(name) <= LONGEST_HEAD:
        return False
    if text.startswith(short) and words.made_of(text[len(short) :], "date_sign"):
        return True  # 闭馆：2月15日至22日
    at = text.find(head)
    if at < 0 or is_general(head):
        return False
    return not at or bool(words.ends(text[:at], "name_leads")) or text[at - 1 : at + 1] in name


def is_task(name: str) -> bool:
    """Whether a name says first what is to be done: 申报研发补助, and not 研发补助评审.

    >>> is_task("申报研发补助"), is_task("学术年会")
    (True, False)
    """
    words = vocabulary()
    return any(words.begins(called(name).name, sort) for sort in ("send", "act", "intake"))


def is_shortened(name: str, text: str) -> bool:
    """Whether a text says a short form of a name, that begins with its first character: 缴费 for 缴纳研学费用.

    >>> is_shortened("缴纳研学费用", "缴费时间"), is_shortened("缴纳研学费用", "报名时间")
    (True, False)
    """
    words = (word for word in vocabulary().words(text) if word.among(("intake", "send", "happen", "occasion")))
    return any(
        len(word.text) > 1 and word.text not in name and word.text[0] == name[:1] and shortens(word.text, name)
        for word in words
    )


def shortens(short: str, long: str) -> bool:
    """Whether the characters of a name stand in another one in their order: 科协, 科学技术协会."""
    rest = iter(long)
    return all(char in rest for char in short)


def is_general(title: str) -> bool:
    """Whether a title says only what sort of thing it is: 会议, 活动, 培训."""
    name = called(title).name
    words = vocabulary()
    return (
        len(name) < 2 or name in words.classes["general"] or words.made_of(name, "amends", "corrected_label", "wrong")
    )


def ends_generally(text: str) -> bool:
    """Whether words before a date name what it is of by its sort alone: 会议时间调整.

    >>> ends_generally("地点不变，会议时间调整"), ends_generally("岩溶研讨会时间调整")
    (True, False)
    """
    words = vocabulary()
    name = re.split("[，,。：:]", squeezed(text))[-1]
    while (bare := words.without_end(words.without_end(words.without_end(name, "moved"), "time"), "on")) != name:
        name = bare
    name = name.rpartition(OF)[2]
    kind = words.ends(name, "general")
    return is_general(name) or bool(kind and words.ends(name.removesuffix(kind), "org"))  # 街道会议


def ends_after(anchor: str) -> str:
    """The name of an event in the words for its end or its beginning: 会员代表大会召开, 会议结束, 任期届满.

    >>> ends_after("会员代表大会召开"), ends_after("会议结束"), ends_after("任期届满")
    ('会员代表大会', '会议', '任期')
    """
    return vocabulary().without_end(anchor, "occurs", 2)
