"""The frame of a clause: who does what with which thing, by what means, to whom and where; and the label before a date.

A sentence is parted into clauses at its commas and colons. Blanks and what stands in brackets are left out; the date itself
is the sign HERE, another date is THERE. The words of words.toml part a clause, what stands between them is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .documents.shapes import QUOTES
from .words import Vocabulary, Word, vocabulary

HERE, THERE = "\0", "\1"
DATES = HERE + THERE
COMMAS, COLONS = "，,；;。｡！!？?\n", "：:"
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
LINK = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&%_#~:+-]+|</?[A-Za-z][^<>]{0,60}>")
VERBS = ("send", "act", "hold", "publish", "happen")
PARTING = ("modal", "taking", "means", "towards", "adverb")
LONGEST = 40
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a clause says; "" where it says nothing."""

    who: str = ""
    topic: str = ""
    """What the clause begins with, and is no one who acts: 年度总结 of 年度总结请于…报送."""
    thing: str = ""
    """What stands behind 将 or 把."""
    means: str = ""
    verb: str = ""
    sort: str = ""
    """The class of the verb: one of VERBS."""
    object: str = ""
    to: str = ""
    where: str = ""
    modal: bool = False
    """Whether it asks or intends."""
    rest: str = ""
    """What stands behind the verb, as it stands."""

    @property
    def names(self) -> str:
        """What is acted upon, wherever it stands."""
        return self.object or self.thing or self.topic


def parse(clause: str) -> Frame:
    """The frame of a clause without blanks and brackets.

    >>> parse("请各分会将年度总结报送秘书处")
    Frame(who='各分会', topic='', thing='年度总结', means='', verb='报送', sort='send', object='', to='秘书处', where='', modal=True, rest='秘书处')
    """
    return _Parser(vocabulary(), clause).frame()


@dataclass(slots=True)
class _Parser:
    """A clause, read from left to right."""

    words: Vocabulary
    text: str
    found: Frame = Frame()
    led: bool = False
    """Whether 由 stood in front: what follows is who acts, whatever it is."""

    def frame(self) -> Frame:
        """What the clause says."""
        text, tokens = self.text, list(self.words.words(self.text))
        if not any(sign in text for sign in DATES) and text[-1:] and self.words.ends(text, "people") and "的" in text:
            bare = text
            for lead in ("请", "凡", "由", "对"):
                bare = bare.removeprefix(lead)
            return Frame(who=bare, modal=bare != text)
        cursor = self._led(tokens)
        behind = self._verb_behind(tokens)
        for place, token in enumerate(tokens):
            if token.start < cursor:
                continue
            pending = text[cursor : token.start]
            bare = not pending.strip(DATES)
            if "taking" in token and (end := self._thing_end(tokens, place)):
                self._name(pending)
                self.found = replace(self.found, thing=named(text[token.end : end]))
                cursor = end
            elif "towards" in token and (end := self._verb_ahead(tokens, place)):
                self._name(pending)
                self._towards(token.text, named(text[token.end : end]))
                cursor = end
            elif "means" in token and (bare or self.found.modal) and (end := self._verb_ahead(tokens, place)):
                self._name(pending)
                means = "".join(char for char in text[token.start : end] if char not in DATES).rstrip("于在")
                self.found = replace(self.found, means=means)
                cursor = end
            elif self._is_verb(tokens, place, cursor):
                if behind is not None and place < behind:
                    if is_who(pending):  # 各系部初审后于…报送
                        self._name(pending)
                        cursor = token.end
                    continue
                self._name(pending)
                return self._acting(tokens, place)
            elif "intends" in token and not self._intends(tokens, place):
                continue
            elif ("modal" in token or "by" in token) and not self._inside(tokens, place):
                if (
                    pending.endswith(("的", "者"))
                    and 3 <= len(pending) <= 16
                    and not self.found.who
                    and not any(s in pending for s in DATES)
                ):
                    self.found = replace(self.found, who=pending)  # 要车接的请…
                else:
                    self._name(pending)
                self.found = replace(self.found, modal=self.found.modal or "modal" in token)
                self.led = token.text == "由" or self.led
                cursor = token.end
            elif ("adverb" in token or "manner" in token) and (
                bare or self.found.modal or text[token.end : token.end + 1] in tuple(DATES)
            ):
                self._name(pending)
                cursor = token.end
        self._name(text[cursor:])
        return self.found

    def _intends(self, tokens: Sequence[Word], place: int) -> bool:
        """Whether 计划 and the like stand before a verb, a date or what leads to one: they are names else."""
        end = tokens[place].end
        if end >= len(self.text) or self.text[end] in DATES:
            return True
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        wanted = (*VERBS, "adverb", "towards", "modal", "means", "taking", "leading")
        return bool(following and following.start == end and not following.classes.isdisjoint(wanted))

    def _verb_behind(self, tokens: Sequence[Word]) -> int | None:
        """Which word behind the date is a verb: what stands before the date is not the verb of the clause then."""
        here = self.text.find(HERE)
        if here < 0:
            return None
        places = (n for n, token in enumerate(tokens) if token.start > here)
        return next((n for n in places if self._is_verb(tokens, n, tokens[n].start)), None)

    def _towards(self, word: str, name: str) -> None:
        """Takes what stands behind 向, 到, 在, 对."""
        if word == "对":
            self.found = replace(self.found, thing=self.found.thing or name)
        elif word in ("向", "给"):
            self.found = replace(self.found, to=name)
        else:
            self.found = replace(self.found, where=name)

    def _led(self, tokens: Sequence[Word]) -> int:
        """Where the clause begins behind the words that join it to the one before."""
        cursor = 0
        for token in tokens:
            if token.start != cursor or "lead" not in token or token.text in ("对", "对于"):
                break
            cursor = token.end
        return cursor

    def _name(self, pending: str) -> None:
        """Takes what stands between two words: who acts, or what it is about."""
        name = named(pending)
        if not name:
            return
        if name[-1] in "后时" and not self.words.ends(name, "document"):
            name = next((name[:n] for n in range(len(name) - 1, 1, -1) if is_who(name[:n])), "")
        if not name:
            return
        if (
            self.led
            and not self.found.who
            and len(name) <= 12
            and not _only(self.words, name, ("moved", "former", "leading"))
        ):
            self.found, self.led = replace(self.found, who=name), False
        elif not self.found.who and not self.found.verb and is_who(name):
            self.found = replace(self.found, who=name.removeprefix("由").removeprefix("请"))
        elif not self.found.topic:
            self.found = replace(self.found, topic=name)

    def _thing_end(self, tokens: Sequence[Word], place: int) -> int | None:
        """Where the thing behind 将 ends: at the verb that hands it over, else at the first verb, else at the date.

        None where 将 speaks of the future: 将举行, 将于….
        """
        start = tokens[place].end
        ahead = [token for token in tokens[place + 1 :] if token.start <= start + 2 * LONGEST]
        here = next((n for n in range(start, len(self.text)) if self.text[n] in DATES), len(self.text))
        first = ahead[0] if ahead else None
        if here <= start + 1 or (first and first.start == start and self._future(first)):
            return None
        verbs = [w for w in ahead if w.start > start and not w.classes.isdisjoint(VERBS) and not self._is_noun(w)]
        handed = next((w for w in verbs if "send" in w), None)
        verb = handed or (verbs[0] if verbs else None)
        parts = [w.start for w in ahead if w.start > start and not w.classes.isdisjoint(("modal", "means", "by"))]
        ends = [end for end in (verb.start if verb else None, here, *parts) if end is not None and end > start + 1]
        end = min(ends)
        while last := next((w for w in ahead if w.end == end and "adverb" in w and w.start > start), None):
            end = last.start
        return end if verb or here < len(self.text) else None

    def _future(self, token: Word) -> bool:
        """Whether the word behind 将 shows that it speaks of the future."""
        if not token.classes.isdisjoint(("modal", "adverb", "means", "towards", "by")):
            return True
        return not token.classes.isdisjoint(VERBS) and not self._is_noun(token) and not self._verb_after(token)

    def _is_noun(self, token: Word) -> bool:
        """Whether what looks like a verb is a part of a name: what stands behind it makes it one (登记表, 报送的材料)."""
        ahead = self.text[token.end : token.end + 7]
        if not ahead or ahead[0] in DATES + COMMAS:
            return False
        if ahead[0] == "的":
            return True
        following = next(self.words.words(ahead), None)
        if len(token.text) == 1 or not following or following.start or "ending" not in following:
            return False
        if len(following.text) > 1 and self.text[token.start - 1 : token.start] in tuple(DATES):
            return False  # the verb of the clause stands right behind the date
        return len(following.text) == 1 or self._verb_after(token)

    def _verb_after(self, token: Word) -> bool:
        """Whether a verb of sending stands further on: what stands here is what is sent then."""
        return any("send" in word for word in self.words.words(self.text, token.end))

    def _verb_ahead(self, tokens: Sequence[Word], place: int) -> int:
        """Where the next verb begins that what is introduced here belongs to; 0 where none does."""
        start, word = tokens[place].end, tokens[place].text
        verbs = []
        for token in tokens[place + 1 :]:
            if token.start > start + LONGEST or ("modal" in token and token.start > start):
                break
            if ("means" in tokens[place] and token.start > start and ("towards" in token or "taking" in token)) or (
                not token.classes.isdisjoint(VERBS) and token.start > start and not self._is_noun(token)
            ):
                verbs.append(token)
        held = [token for token in verbs if "hold" in token] if word == "对" else []
        chosen = held[-1] if held else verbs[-1] if verbs and word == "对" else verbs[0] if verbs else None
        if not chosen:
            return 0
        end = chosen.start
        while previous := next((w for w in tokens if w.end == end and "adverb" in w and w.start > start), None):
            end = previous.start
        return end

    def _is_verb(self, tokens: Sequence[Word], place: int, cursor: int) -> bool:
        """Whether a word is the verb of the clause, and no part of a name."""
        token = tokens[place]
        if token.classes.isdisjoint(VERBS) or self._is_noun(token):
            return False
        ahead = self.text[token.end :]
        if self._inside(tokens, place) or self._comes_first(tokens, place):
            return False
        if ahead[:1] in tuple("的者人员们") and ahead[:2] not in ("的是",):
            return False
        following = next(self.words.words(ahead), None)
        leads = (
            following
            and not following.start
            and not following.classes.isdisjoint(("by", "modal", "leading", "moved", "former", "towards"))
        )
        if leads and HERE in ahead and len(token.text) > 1:
            return False  # 现场核查由原定的…改为
        if token.start > cursor and not self.found.modal and not is_who(self.text[cursor : token.start]):
            # a name may end with the word: 科普统计, 项目申报; a verb has something behind it, or is the end of the clause
            if len(token.text) > 1 and ahead[:1] in DATES and ahead:
                return False
        return True

    def _comes_first(self, tokens: Sequence[Word], place: int) -> bool:
        """Whether it is done before what the clause is about: 汇总排序后交科技处."""
        token = tokens[place]
        after = next((w for w in tokens[place + 1 :] if w.text == "后" and w.start <= token.end + 6), None)
        return bool(after) and any(
            not w.classes.isdisjoint(VERBS) for w in tokens[place + 1 :] if after and w.start >= after.end
        )  # fmt: skip

    def _inside(self, tokens: Sequence[Word], place: int) -> bool:
        """Whether the word stands in what only says more of someone or something: 参加培训的会计人员."""
        token = tokens[place]
        ahead = self.text[token.end :]
        end = next((n for n, char in enumerate(ahead) if char in DATES), len(ahead))
        far = ahead[:end].rfind("的")
        if far < 0 or token.classes.isdisjoint(VERBS):
            return False
        behind = ahead[far + 1 : end]
        after = next((w for w in self.words.words(behind) if "modal" in w or "taking" in w or "adverb" in w), None)
        head = behind[: after.start] if after else behind
        return bool(head) and is_who(head) and (end < len(ahead) or after is not None)

    def _sort(self, token: Word) -> str:
        """The class of a verb; without an object it is one that takes none."""
        ahead = self.text[token.end : token.end + 1]
        if "happen" in token and (not ahead or ahead in DATES + COMMAS):
            return "happen"
        return next(name for name in VERBS if name in token)

    def _acting(self, tokens: Sequence[Word], place: int) -> Frame:
        """The frame with its verb and with what stands behind it."""
        token = tokens[place]
        end = token.end
        sort = self._sort(token)
        for following in tokens[place + 1 :]:  # 报名参加, 报到入学, 推荐报送, 进行集中审核
            if "adverb" in following and following.start == end and sort == "hold":
                end = following.end
                continue
            ahead = self.text[following.end : following.end + 1]
            joins = not ahead or ahead in "至到给，" or "send" in following or (sort == "hold" and ahead not in "会班")
            if following.start != end or following.classes.isdisjoint(VERBS) or not joins or self._is_noun(following):
                break
            end, sort = following.end, self._sort(following)
        held = [w for w in tokens[place + 1 :] if "hold" in w and w.start > end] if sort == "hold" else []
        if held and (following := held[-1]).end < len(self.text) and not self._is_noun(following):
            token, end = following, following.end  # 组织专家到田间开展春季备耕服务
        rest = self.text[end:]
        verb = self.text[token.start : end]
        to, thing = _receiver(self.words, rest, sort)
        if verb.endswith(("至", "到", "给", "往")) and not to:
            to, thing = _until(self.words, rest), ""
        bare = verb[:-1] if sort == "send" and len(verb) > 1 and verb[-1] in "至到给往" else verb
        self.found = replace(self.found, verb=bare, sort=sort, object=thing, to=to or self.found.to, rest=rest)
        return self.found


def _receiver(words: Vocabulary, rest: str, sort: str) -> tuple[str, str]:
    """Whom it reaches and what is acted upon, of the words behind a verb."""
    if rest[:1] in ("至", "到", "给", "往"):
        return _until(words, rest[1:]), ""
    thing = _until(words, rest, stop=("至", "到", "给"))
    if sort == "send" and (done := _done_there(words, thing)):
        thing = thing[:done]
    tail = rest[len(thing) :] if rest.startswith(thing) else ""
    to = _until(words, tail[1:]) if tail[:1] in ("至", "到", "给") else ""
    name = named(thing)
    if sort == "send" and name and not to and is_receiver(words, name):
        return name, ""
    return to, name


def _done_there(words: Vocabulary, name: str) -> int:
    """Where what is done with it there begins behind who receives it: 业务主管单位初审, 理事会备案; 0 where nothing is."""
    last = None
    for word in words.words(name):
        last = word
    if last and last.end == len(name) and last.start > 1 and len(last.text) > 1:
        if not last.classes.isdisjoint(("act", "send")) and is_who(name[: last.start]):
            return last.start
    return 0


def is_receiver(words: Vocabulary, name: str) -> bool:
    """Whether a name behind a verb of sending is whom it reaches, and not what is sent."""
    if MAIL.search(name) or name.endswith(("邮箱", "信箱", "系统", "平台", "网站", "公众号", "群")):
        return True
    if words.ends(name, "document") or name[-1] in "表书单册稿料":
        return False
    return bool(words.ends(name, "org") or words.ends(name, "people"))


def _until(words: Vocabulary, text: str, stop: Sequence[str] = ()) -> str:
    """The name that the text begins with: up to a comma, a date, or a word at which it halts."""
    for word in words.words(text):
        if word.start and ("halting" in word or word.text in stop):
            return text[: word.start]
    end = next((n for n, char in enumerate(text) if char in COMMAS + COLONS + DATES), len(text))
    return text[:end]


LEADING = tuple('的于在为是请由将把自从并、，,：:·—-（(）)“”"” ')
TRAILING = tuple("的于在为是请由将把自从至到并、，,：:·—-（(“ ")


def named(text: str) -> str:
    """The text as a name: without signs and small words at its ends; "" where nothing is left."""
    text = text.strip(DATES)
    words = vocabulary()
    if any(char in text for char in DATES):
        parts = re.split(f"[{DATES}]", text)
        leads = ("moved", "leading", "former", "adverb")
        text = next((part for part in reversed(parts) if not _only(words, part, leads)), parts[-1])
    changed = True
    while changed and text:
        changed = False
        first = next(words.words(text[:6]), None)
        whole = first is not None and first.start == 0 and len(first.text) > 1 and not first.text.startswith("请")
        if text[0] in LEADING and not (text[0] == "“" and "”" in text) and not whole:
            text, changed = text[1:], True
        elif text[-1] in TRAILING and not _ends_whole(words, text):
            text, changed = text[:-1], True
    if _only(words, text, ("moved", "leading", "former")):
        return ""
    return text if len(text) > 1 or text in ("表",) else ""


def _only(words: Vocabulary, text: str, names: Sequence[str]) -> bool:
    """Whether nothing stands in the text but words of those classes."""
    while text:
        ending = max((words.ends(text, name) for name in names), key=len)
        if not ending:
            return False
        text = text[: -len(ending)]
    return True


def _ends_whole(words: Vocabulary, text: str) -> bool:
    """Whether a word of more than one character ends there, of which the last is no small word: 报到, 制定."""
    last = None
    for last in words.words(text[-8:]):
        pass
    return (
        last is not None
        and last.end == len(text[-8:])
        and len(last.text) > 1
        and last.classes.isdisjoint(("modal", "adverb"))
    )


def is_who(name: str) -> bool:
    """Whether a name is of somebody who may act: 各分会, 财务处, 参会人员, 项目负责人."""
    words = vocabulary()
    name = name.strip(DATES).removeprefix("由").removeprefix("请")
    if not 1 < len(name) <= LONGEST or re.search(r"[将把]", name):
        return False
    if words.ends(name, "document") or words.ends(name, "time"):
        return False
    ending = words.ends(name, "people") or words.ends(name, "org")
    first = next(words.words(name), None)
    if words.ends(name, "occasion") and len(words.ends(name, "org")) < 2 and not words.ends(name, "people"):
        return False  # 学术年会, 理事碰头会
    if not ending or (first and not first.start and "send" in first and "的" not in name and first.end < len(name)):
        return False
    if len(ending) == 1 and not name.startswith(("各", "全", "本", "我", "省", "市", "县", "区", "校", "院")):
        return ending not in "会期部科系队方班社团" or len(name) > 3
    return True


@dataclass(frozen=True)
class Sentence:
    """A sentence in clauses, with the place of a date in it."""

    clauses: tuple[str, ...]
    here: int
    """The number of the clause with the date."""
    colons: tuple[bool, ...]
    """For each clause whether a colon stands behind it."""
    aside: bool = False
    """Whether the date stands in brackets behind what it is said of."""

    @classmethod
    def of(cls, text: str, start: int, end: int, here: tuple[int, int], dates: Sequence[tuple[int, int]]) -> Sentence:
        """The sentence from start to end of a text; `here` is the date, `dates` are all of them."""
        signs: list[str] = []
        at = start
        for first, last in sorted({*dates, here}):
            if last <= at or first >= end or first < at:
                continue
            signs.append(text[at:first])
            signs.append(HERE if (first, last) == here else THERE)
            at = last
        signs.append(text[at:end])
        plain = _bare("".join(signs))
        clauses, colons, begin = [], [], 0
        for place, char in enumerate(plain):
            if char in COMMAS or (char in COLONS and not plain[place + 1 : place + 3].isdigit()):
                clauses.append(plain[begin:place])
                colons.append(char in COLONS)
                begin = place + 1
        clauses.append(plain[begin:])
        colons.append(False)
        here_at = next((n for n, clause in enumerate(clauses) if HERE in clause), len(clauses) - 1)
        return cls(tuple(clauses), here_at, tuple(colons), text[max(here[0] - 1, 0)] in "(（")

    @cached_property
    def clause(self) -> str:
        """The clause with the date."""
        return self.clauses[self.here]

    @cached_property
    def before(self) -> str:
        """What stands before the date in its clause."""
        return self.clause.partition(HERE)[0]

    @cached_property
    def after(self) -> str:
        """What stands behind the date in its clause."""
        return self.clause.partition(HERE)[2]

    def back(self) -> Iterator[str]:
        """The clauses before, the nearest first, down to another date."""
        for clause in reversed(self.clauses[: self.here]):
            yield clause

    def on(self) -> Iterator[str]:
        """The clauses behind, up to another date."""
        for clause in self.clauses[self.here + 1 :]:
            if THERE in clause and clause.startswith(THERE) is not False and clause.index(THERE) == 0:
                return
            yield clause.partition(THERE)[0] if THERE in clause else clause
            if THERE in clause:
                return


def _bare(text: str) -> str:
    """The text without white space and without what stands in brackets, unless a date stands there."""
    found: list[str] = []
    at = 0
    text = LINK.sub("", "".join(text.split()))
    while at < len(text):
        char = text[at]
        if char in "(（[〔":
            close = text.find(QUOTES[char], at, at + 80)
            if close > 0 and HERE not in text[at:close]:
                at = close + 1
                continue
            if close > 0:
                found.append("，")
                at += 1
                continue
        if char in ")）]〕*_|#<>":
            at += 1
            continue
        found.append(char)
        at += 1
    return "".join(found)
