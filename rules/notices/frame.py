"""The frame of a clause: who does what with which thing, by what means, to whom and where.

The words of words.toml part a clause, what stands between them is a name. A clause is read from left to right up to its
verb; what stands behind the verb is its object and whom it reaches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .clause import Clause, until
from .names import FORMER, clean, is_amount, is_who, name_of
from .sentence import DATES, HERE
from .words import Vocabulary, vocabulary

MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
HAN = re.compile("[\u4e00-\u9fff]+")
SHORTEST_DEED, LONGEST_DEED = 2, 4
"""Characters of an unknown word that may be the verb of a clause."""
LONGEST_WHO = 12
"""Characters of who acts behind 由, whatever the name ends with."""
SHORTEST_CONDITION, LONGEST_CONDITION = 3, 16
"""Characters of a condition that says who is meant: 要车接的."""


class Frame(NamedTuple):
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

    def deed(self, thing: str) -> str:
        """The verb with what it is done to, as a title says it.

        >>> parse("报至秘书处").deed("年度总结"), parse("召开例会").deed("例会")
        ('报送年度总结', '例会')
        """
        words = vocabulary()
        verb = (words.ends(self.verb, "send") if self.sort == "send" else "") or self.verb  # 盖章送
        if not thing or verb in words.classes["long_in_titles"]:
            verb = words.full.get(verb, verb)
        if thing and len(verb) == 2:
            verb = words.without_end(verb, "verb_end", 1)  # 订好住宿
        if self.sort == "hold" or self.verb in words.classes["carrying_out"]:
            return thing or verb
        if thing.startswith(verb):
            return thing
        if self.sort == "act" and verb.startswith("进行"):
            return thing + verb[2:]
        return verb + thing


NOTHING = Frame()


@lru_cache(maxsize=4096)
def parse(clause: str) -> Frame:
    """The frame of a clause without blanks and brackets; kept for the moment, as several questions are asked of a clause.

    >>> frame = parse("请各分会将年度总结报送秘书处")
        >>> frame.who, frame.thing, frame.verb, frame.sort, frame.to, frame.modal
        ('各分会', '年度总结', '报送', 'send', '秘书处', True)
    """

    return _called(clause) or _Parser(Clause(clause)).frame()


def _called(text: str) -> Frame | None:
    """The frame of a clause that only names those who are meant: 请未到场的单位."""
    words = vocabulary()
    if any(sign in text for sign in DATES) or "的" not in text or not words.ends(text, "people"):
        return None
    who = text
    while (bare := words.without_start(who, "call")) != who:
        who = bare
    return Frame(who=who, modal=who != text)


@dataclass(slots=True)
class _Parser:
    """A clause, read from left to right."""

    clause: Clause
    found: Frame = NOTHING
    cursor: int = 0
    """Up to where the clause is read."""
    led: bool = False
    """Whether 由 stood in front: what follows is who acts, whatever it is."""

    def frame(self) -> Frame:
        """What the clause says."""
        self.cursor = self.clause.start
        for place, token in enumerate(self.clause.tokens):
            if token.start < self.cursor or self._reads_name(place):
                continue
            if self._is_verb(place):
                behind = self.clause.verb_behind
                if behind is None or place >= behind:
                    self._name(self._pending(place))
                    self._acts(place)
                    return self.found
                if is_who(self._pending(place)) and self.clause.is_date(token.end):  # 小组讨论…进行
                    self.found = self.found._replace(who=self._pending(place))
                elif is_who(self._pending(place)):  # 各系部初审后于…报送
                    self._passes(place)
            elif "intends" not in token or self.clause.intends(place):
                self._reads_manner(place)
        rest = self.clause.text[self.cursor :]
        before, here, deed = rest.rpartition(HERE)
        if here and self._may_do(before, deed):
            self._name(before)
            self.found = self.found._replace(verb=deed, sort="act")
        else:
            self._name(rest)
        return self.found

    def _may_do(self, before: str, deed: str) -> bool:
        """Whether an unknown word at the end of a clause is its verb: 由各院系在…清走, 请务必在…种完."""
        if not (SHORTEST_DEED <= len(deed) <= LONGEST_DEED and HAN.fullmatch(deed)):
            return False
        asked = self.found.modal or self.found.thing or self.found.who or is_who(name_of(before))
        names = self.clause.words.ends(
            deed, "occasion", "document", "paper", "org", "people", "place", "time", "day_word"
        )
        return bool(asked) and not names and not is_amount(deed)

    def _pending(self, place: int) -> str:
        """What stands between the last word read and this one."""
        return self.clause.text[self.cursor : self.clause.tokens[place].start]

    def _passes(self, place: int) -> None:
        """Takes what stands before a word, and goes on behind it."""
        self._name(self._pending(place))
        self.cursor = self.clause.tokens[place].end

    def _stands_free(self, place: int) -> bool:
        """Whether nothing that could be a name stands before the word, or something is asked already."""
        return self.found.modal or not self._pending(place).strip(DATES)

    # -------------------------------------------------------------- before the verb

    def _reads_name(self, place: int) -> bool:
        """Takes what 将, 向, 通过 and the like lead to, up to the verb it belongs to; False where the word leads to nothing."""
        token, clause = self.clause.tokens[place], self.clause
        if "taking" in token and (end := clause.thing_end(place)):
            self._passes(place)
            self.found = self.found._replace(thing=name_of(clause.text[token.end : end]))
        elif "towards" in token and not clause.is_date(token.end) and (end := clause.verb_ahead(place)):
            self._passes(place)
            self._goal(token.text, name_of(clause.text[token.end : end]))
        elif "means" in token and self._stands_free(place) and (end := clause.verb_ahead(place)):
            self._passes(place)
            means = "".join(char for char in clause.text[token.start : end] if char not in DATES)
            self.found = self.found._replace(means=means.rstrip("于在"))
        else:
            return False
        self.cursor = end
        return True

    def _goal(self, word: str, name: str) -> None:
        """Takes what stands behind 向, 到, 在, 对."""
        words = self.clause.words
        if word in words.classes["about_it"]:
            self.found = self.found._replace(thing=self.found.thing or name)
        elif word in words.classes["facing"]:
            self.found = self.found._replace(to=name)
        else:
            self.found = self.found._replace(where=name)

    def _reads_manner(self, place: int) -> None:
        """Takes a word that asks, that leads to who acts, or that says how."""
        token = self.clause.tokens[place]
        if token.among(("modal", "by")) and not self.clause.is_inside(place):
            if self._is_condition(self._pending(place)):
                self.found = self.found._replace(who=self._pending(place))  # 要车接的请…
                self.cursor = token.end
            else:
                self._passes(place)
            self.found = self.found._replace(modal=self.found.modal or "modal" in token)
            self.led = token.text == "由" or self.led
        elif token.among(("adverb", "manner")) and (
            self._stands_free(place) or self.clause.is_date(token.end) or self.clause.is_date(token.start - 1)
        ):
            self._passes(place)

    def _is_condition(self, pending: str) -> bool:
        """Whether the words say of whom something is asked: 要车接的, 因故缺席者."""
        if self.found.who or any(sign in pending for sign in DATES):
            return False
        whom = self.clause.words.ends(pending, "of_whom")
        return bool(whom) and SHORTEST_CONDITION <= len(pending) <= LONGEST_CONDITION

    def _name(self, pending: str) -> None:
        """Takes what stands between two words: who acts, or what it is about."""
        ahead, here, more = pending.partition(HERE)
        if here and not self.found.who and more.strip(DATES) and is_who(name_of(ahead)):
            self.found = self.found._replace(who=name_of(ahead))  # 保卫处…夜间巡检
            pending = (
                more if self.clause.words.ends(more, "document", "occasion", "paper", "paper_end", "sheet") else ""
            )
        words, name = self.clause.words, name_of(pending)
        if words.ends(name, "afterwards") and not words.ends(name, "document"):
            ends = range(min(len(name) - 1, LONGEST_WHO * 4), 1, -1)
            name = next((name[:end] for end in ends if is_who(name[:end])), "")
        if not name:
            return
        free = not self.found.who
        if free and (end := _thing_before_who(words, name)):
            self.found = self.found._replace(topic=self.found.topic or name[:end])  # 进度表各村…报水利站
            name = name[end:]
        if self.led and free and len(name) <= LONGEST_WHO and not words.made_of(name, *FORMER):
            self.found, self.led = self.found._replace(who=words.without_end(name, "in_charge", 2)), False
        elif free and is_who(name):
            self.found = self.found._replace(who=name.removeprefix("由").removeprefix("请"))
        elif not self.found.topic:
            self.found = self.found._replace(topic=name)

    def _is_verb(self, place: int) -> bool:
        """Whether a word is the verb of the clause.

        A name may end with the word: 科普统计, 项目申报; a verb has something behind it, or is the end of the clause.
        """
        if not self.clause.may_act(place):
            return False
        token, pending = self.clause.tokens[place], self._pending(place)
        named = bool(pending) and not self.found.modal and not is_who(pending)
        return not (named and len(token.text) > 1 and self.clause.is_date(token.end))

    # -------------------------------------------------------------- the verb and what follows it

    def _acts(self, place: int) -> None:
        """Takes the verb with what stands behind it."""
        clause, token = self.clause, self.clause.tokens[place]
        end, sort = clause.joined(place)
        held = [word for word in clause.tokens if "hold" in word and word.start > end] if sort == "hold" else []
        if held and held[-1].end < len(clause.text) and not clause.is_noun(held[-1]):
            token, end = held[-1], held[-1].end  # 组织专家到田间开展春季备耕服务
        verb, rest = clause.text[token.start : end], clause.text[end:]
        to, thing = _receiver(clause.words, rest, sort)
        goal = clause.words.ends(verb, "goal")
        if goal and not to:
            to, thing = until(clause.words, rest), ""
        handed = clean(self.found.thing) or (
            self.found.topic and len(verb) == 1 and not _is_handed(clause.words, thing)
        )
        if sort == "send" and thing and not to and handed:
            to, thing = _without_deed(clause.words, thing), ""  # 将初审名单报学会组织部, 方案…报县科协审批
        bare = verb[:-1] if sort == "send" and len(verb) > 1 and goal else verb
        self.found = self.found._replace(verb=bare, sort=sort, object=thing, to=to or self.found.to, rest=rest)


def _thing_before_who(words: Vocabulary, name: str) -> int:
    """Where a thing ends that stands before who acts: 核定表机关支部, 改造进度各乡镇; 0 where none does."""
    ends = [word.end for word in words.words(name) if word.among(("document", "paper_end", "paper", "sheet"))]
    ends += [word.start for word in words.words(name) if word.text in words.classes["every"]]
    return next((end for end in ends if 1 < end < len(name) - 1 and is_who(name[end:])), 0)


def _receiver(words: Vocabulary, rest: str, sort: str) -> tuple[str, str]:
    """Whom it reaches and what is acted upon, of the words behind a verb."""
    if words.begins(rest, "goal"):
        return until(words, rest[1:]), ""
    thing = until(words, rest, "arrival")
    if sort == "send" and (end := _done_there(words, thing)):
        thing = thing[:end]
    tail = rest[len(thing) :]
    to = until(words, tail[1:]) if words.begins(tail, "arrival") else ""
    name = name_of(thing)
    if sort == "send" and name and not to and _is_receiver(words, name):
        return name, ""
    return to, name


def _is_handed(words: Vocabulary, name: str) -> bool:
    """Whether a name behind a verb of sending is of what is handed over: 晋级队…交设计书."""
    return bool(words.ends(name, "document", "paper", "paper_end", "sheet")) and not is_who(name)


def _without_deed(words: Vocabulary, name: str) -> str:
    """Who receives something, without what is done with it there: 县科协审批, 教务处考务科付印."""
    deed = words.ends(name, "done_there")
    return name.removesuffix(deed) if len(name) > len(deed) + 1 else name


def _done_there(words: Vocabulary, name: str) -> int:
    """Where what is done with it there begins behind who receives it: 业务主管单位初审, 理事会备案; 0 where nothing is."""
    last = words.last(name)
    deed = last is not None and last.start > 1 and len(last.text) > 1 and last.among(("act", "send"))
    return last.start if last and deed and is_who(name[: last.start]) else 0


def _is_receiver(words: Vocabulary, name: str) -> bool:
    """Whether a name behind a verb of sending is whom it reaches, and not what is sent."""
    if MAIL.search(name) or words.ends(name, "inbox"):
        return True
    return not words.ends(name, "document", "paper_end", "paper") and bool(words.ends(name, "org", "people"))
