"""What the words of a clause do in it: which is its verb, which a part of a name, how far a name goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..lazy import Lazy
from .names import LONGEST, is_who
from .sentence import COLONS, COMMAS, DATES, HERE
from .words import Vocabulary, Word, vocabulary

VERBS = ("send", "act", "hold", "publish", "happen")
FOLLOWS_INTENT = (*VERBS, "adverb", "towards", "modal", "means", "taking", "leading")
NO_VERB_AHEAD = ("by", "modal", "leading", "moved", "former", "towards")


class Clause:
    """A clause in words; a word is given by its number."""

    def __init__(self, text: str) -> None:
        self.words: Vocabulary = vocabulary()
        self.text = text
        self.tokens: Sequence[Word] = tuple(filter(None, map(self._word, self.words.words(text))))

    def _word(self, word: Word) -> Word | None:
        """The word as it is meant here: 办 and 开 are verbs where what is held stands behind them, and no words else."""
        if "hold_short" not in word:
            return word
        held = until(self.words, self.text[word.end :])
        return word._replace(classes=frozenset({"hold"})) if self.words.ends(held, "occasion", "hold_end") else None

    def is_date(self, at: int) -> bool:
        """Whether a date stands at that place."""
        return self.text[at : at + 1] in tuple(DATES)

    @Lazy
    def start(self) -> int:
        """Where the clause begins behind the words that join it to the one before."""
        cursor = 0
        for token in self.tokens:
            if token.start != cursor or "lead" not in token or token.text in self.words.classes["about_it"]:
                break
            cursor = token.end
        return cursor

    @Lazy
    def verb_behind(self) -> int | None:
        """Which word behind the date is a verb: what stands before the date is not the verb of the clause then."""
        here = self.text.find(HERE)
        places = (n for n, token in enumerate(self.tokens) if 0 <= here < token.start)
        return next((n for n in places if self.may_act(n)), None)

    # -------------------------------------------------------------- verbs

    def may_act(self, place: int) -> bool:
        """Whether a word is a verb of the clause, and no part of a name or of a description."""
        token = self.tokens[place]
        if not token.among(VERBS) or self.is_noun(token) or self.is_inside(place) or self._comes_first(place):
            return False
        ahead = self.text[token.end :]
        described = self.words.begins(ahead, "described") and not self.words.begins(ahead, "no_person")
        if described and not ahead.startswith("的是"):
            return False
        following = next(self.words.words(ahead), None)
        leads = following and not following.start and following.among(NO_VERB_AHEAD)
        return not (
            leads and len(token.text) > 1 and (HERE in ahead or ahead.startswith("由"))
        )  # 现场核查由原定的…改为

    def is_noun(self, token: Word) -> bool:
        """Whether what looks like a verb is a part of a name: what stands behind it makes it one (登记表, 报送的材料)."""
        ahead = self.text[token.end : token.end + 7]
        if not ahead or ahead[0] in DATES + COMMAS:
            return False
        if ahead[0] == "的":
            return True
        following = next(self.words.words(ahead), None)
        if len(token.text) == 1 or not following or following.start or "ending" not in following:
            return False
        if len(following.text) > 1 and token.start and self.is_date(token.start - 1):
            return False  # the verb of the clause stands right behind the date
        return len(following.text) == 1 or self._sends_after(token)

    def _sends_after(self, token: Word) -> bool:
        """Whether a verb of sending stands further on: what stands here is what is sent then."""
        return any("send" in word for word in self.words.words(self.text, token.end))

    def _comes_first(self, place: int) -> bool:
        """Whether it is done before what the clause is about: 汇总排序后交科技处."""
        behind = self.tokens[place + 1 :]
        after = next((w for w in behind if w.text == "后" and w.start <= self.tokens[place].end + 6), None)
        return bool(after) and any(w.among(VERBS) for w in behind if after and w.start >= after.end)

    def is_inside(self, place: int) -> bool:
        """Whether the word stands in what only says more of someone or something: 参加培训的会计人员."""
        token = self.tokens[place]
        if not token.among(VERBS):
            return False
        ahead = self.text[token.end :]
        end = next((n for n, char in enumerate(ahead) if char in DATES), len(ahead))
        far = ahead[:end].rfind("的")
        if far < 0:
            return False
        behind = ahead[far + 1 : end]
        after = next((w for w in self.words.words(behind) if w.among(("modal", "taking", "adverb"))), None)
        head = behind[: after.start] if after else behind
        return bool(head) and is_who(head) and (end < len(ahead) or after is not None)

    def intends(self, place: int) -> bool:
        """Whether 计划 and the like stand before a verb, a date or what leads to one: they are names else."""
        end = self.tokens[place].end
        if end >= len(self.text) or self.is_date(end):
            return True
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return bool(following and following.start == end and following.among(FOLLOWS_INTENT))

    def sort(self, token: Word) -> str:
        """The class of a verb; without an object it is one that takes none."""
        ahead = self.text[token.end : token.end + 1]
        if "happen" in token and (not ahead or ahead in DATES + COMMAS):
            return "happen"
        return next(name for name in VERBS if name in token)

    def joined(self, place: int) -> tuple[int, str]:
        """Where the verbs end that stand in a row, and the class of the last: 报名参加, 报到入学, 进行集中审核."""
        token = self.tokens[place]
        end, sort = token.end, self.sort(token)
        for following in self.tokens[place + 1 :]:
            if following.start != end:
                break
            if "adverb" in following and sort == "hold":
                end = following.end
            elif following.among(VERBS) and self._joins(following, sort) and not self.is_noun(following):
                end, sort = following.end, self.sort(following)
            else:
                break
        return end, sort

    def _joins(self, following: Word, sort: str) -> bool:
        ahead = self.text[following.end : following.end + 1]
        if not ahead or ahead == "，" or self.words.begins(ahead, "arrival") or "send" in following:
            return True
        return sort == "hold" and ahead != "班" and not self.words.begins(self.text, "occasion", following.end)

    # -------------------------------------------------------------- how far names go

    def thing_end(self, place: int) -> int | None:
        """Where the thing behind 将 ends: at the verb that hands it over, else at the first verb, else at the date.

        None where 将 speaks of the future: 将举行, 将于….
        """
        start = self.tokens[place].end
        ahead = [token for token in self.tokens[place + 1 :] if token.start <= start + 2 * LONGEST]
        here = next((n for n in range(start, len(self.text)) if self.text[n] in DATES), len(self.text))
        if here <= start + 1 or (ahead and ahead[0].start == start and self._is_future(ahead[0])):
            return None
        behind = [word for word in ahead if word.start > start]
        verbs = [word for word in behind if word.among(VERBS) and not self.is_noun(word)]
        verb = next((word for word in verbs if "send" in word), verbs[0] if verbs else None)
        if not verb and here == len(self.text):
            return None
        stops = [word.start for word in behind if word.among(("modal", "means", "by")) and "intends" not in word]
        ends = [*stops, here, *([verb.start] if verb else ())]
        return self._before_adverbs(min(end for end in ends if end > start + 1), behind)

    def _before_adverbs(self, end: int, words: Sequence[Word]) -> int:
        """The place before the words for how that stand right before it."""
        while last := next((word for word in words if word.end == end and "adverb" in word), None):
            end = last.start
        return end

    def _is_future(self, token: Word) -> bool:
        """Whether the word behind 将 shows that it speaks of the future."""
        if token.among(("modal", "adverb", "means", "towards", "by")):
            return True
        return token.among(VERBS) and not self.is_noun(token) and not self._sends_after(token)

    def verb_ahead(self, place: int) -> int:
        """Where the next verb begins that what is introduced here belongs to; 0 where none does."""
        token = self.tokens[place]
        verbs = list(self._verbs_ahead(place))
        if token.text == "对" and verbs:
            verb = next((word for word in reversed(verbs) if "hold" in word), verbs[-1])
        elif verbs:
            verb = verbs[0]
        else:
            return 0
        return self._before_adverbs(verb.start, [word for word in self.tokens if word.start > token.end])

    def _verbs_ahead(self, place: int) -> Iterator[Word]:
        introduces, start = self.tokens[place], self.tokens[place].end
        for token in self.tokens[place + 1 :]:
            if token.start > start + LONGEST or ("modal" in token and token.start > start):
                return
            leads_on = "means" in introduces and token.among(("towards", "taking"))
            if token.start > start and (leads_on or (token.among(VERBS) and not self.is_noun(token))):
                yield token


def until(words: Vocabulary, text: str, stop: str = "") -> str:
    """The name that the text begins with: up to a comma, a date, or a word at which it halts (or of the class `stop`)."""
    stops = words.classes[stop] if stop else ()
    for word in words.words(text):
        if word.start and ("halting" in word or word.text in stops):
            return text[: word.start]
    end = next((n for n, char in enumerate(text) if char in COMMAS + COLONS + DATES), len(text))
    return text[:end]
