"""What a person chooses of the drafts of a notice: which belong on the calendar, which never do, and what is put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import rules
from rules import Message, YuelingError

from .events import KINDS, Event

if TYPE_CHECKING:
    from .plan import Change

FIELDS = {
    "title": ("title", "标题", "题目", "名称"),
    "recurrence": ("rule", "date", "规则", "日期", "时间"),
    "kind": ("kind", "类别", "类型"),
    "place": ("place", "地点"),
}
"""What may be put right on the spot, and how it is called."""
ALL, NONE = ("", "y", "yes", "是", "好", "全部", "all"), ("n", "no", "否", "不", "都不要", "none")
BACK = ("q", "quit", "exit", "放弃", "退出", "离开")
"""What ends putting one right, and leaves it as it was read; at the question itself, what ends the review."""
HELP = ("?", "h", "help", "帮助", "说明")
"""What asks how one may answer."""
FIELD_NAMES = Message("title, date, kind, place")
_NUMBERS = re.compile(r"\s*(-?)(\d{1,4})(?:[-至到~](\d{1,4})|([a-z]))?(?:[\s,、;]+|$)")
_EDIT = re.compile(r"(?:e|edit|改|改正)\s*(\d{1,4})")
_CHANGE = re.compile(r"\s*(\d{1,4})\s*[:：.、]?\s*([^\W\d]+)\s*[=＝:：]\s*(.+)", re.DOTALL)

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-") | {"〜": "~", "∼": "~"})
_FIELD = re.compile(
    rf"\s+(?=(?:{'|'.join(word for words in FIELDS.values() for word in words)})\s*[=＝])", re.IGNORECASE
)
"""Where the next field of an answer begins: 2 标题=… 日期=…."""


class BadChoice(YuelingError):
    """An answer that chooses nothing, or not what there is."""

    def __init__(self, said: Message, remedy: Message | None = None) -> None:
        super().__init__(said, remedy or HOW)


HOW = Message("write 1 3-5 for those alone, -2 for what does not belong on a calendar, 2 标题=… to put it right")


def _nothing(text: str, count: int) -> BadChoice:
    """What chooses nothing at all."""
    return BadChoice(Message("“{text}” chooses nothing of 1 to {count}", text=text[:60], count=count))


def _no_number(number: int, count: int) -> BadChoice:
    """A number that no draft has."""
    return BadChoice(
        Message("there is no number {n}", n=number), Message("the numbers go from 1 to {count}", count=count)
    )


class PutRightInVain(YuelingError):
    """Something is put right that is not to be stored."""

    def __init__(self, number: int) -> None:
        super().__init__(
            Message("number {n} is put right and not stored", n=number),
            Message("name {n} among those that are stored, or leave it as it was read", n=number),
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Which drafts are stored, by their number from 1, which never are, and what is put right of them."""

    chosen: frozenset[int] | None = None
    """None for all that are not declined."""
    declined: frozenset[int] = frozenset()
    changes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    meant: Mapping[int, str] = field(default_factory=dict)
    """For doubtful ones the letter of the event that is meant."""

    def takes(self, number: int) -> bool:
        """Whether the draft is to be stored."""
        return number not in self.declined and (self.chosen is None or number in self.chosen)

    def changed(self, number: int, changes: Mapping[str, Any]) -> Choice:
        """The same with something of a draft put right."""
        return replace(self, changes={**self.changes, number: {**self.changes.get(number, {}), **changes}})

    def with_numbers(self, numbers: Numbers) -> Choice:
        """The same with other numbers; where nothing is to be stored, nothing is put right."""
        new = replace(self, chosen=numbers.chosen, declined=self.declined | numbers.declined, meant=numbers.meant)
        return replace(new, changes={}) if numbers.chosen == frozenset() else new

    def as_read(self, number: int) -> Choice:
        """The same with nothing of a draft put right."""
        return replace(self, changes={n: fields for n, fields in self.changes.items() if n != number})

    def wanted(self, drafts: Sequence[Event]) -> list[Event]:
        """The drafts to be stored, as they were read."""
        return [draft for number, draft in enumerate(drafts, 1) if self.takes(number)]

    def unwanted(self, drafts: Sequence[Event]) -> list[Event]:
        """The drafts that never belong on a calendar."""
        return [draft for number, draft in enumerate(drafts, 1) if number in self.declined]

    def settled(self, drafts: Sequence[Event]) -> dict[str, Mapping[str, Any]]:
        """What was put right, by UID; raises PutRightInVain."""
        for number in self.changes:
            if not self.takes(number):
                raise PutRightInVain(number)
        return {drafts[number - 1].uid: self.put_right(drafts, number) for number in self.changes}

    def put_right(self, drafts: Sequence[Event], number: int) -> Mapping[str, Any]:
        """What was put right of a draft; a day is of the year that was read, and due where what was read is due."""
        changes, draft = self.changes[number], drafts[number - 1]
        if "recurrence" not in changes:
            return changes
        from .single import in_place_of

        return {**changes, "recurrence": in_place_of(draft.recurrence, changes["recurrence"])}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What an answer names."""

    chosen: frozenset[int] | None = None
    """None for all."""
    declined: frozenset[int] = frozenset()
    meant: Mapping[int, str] = field(default_factory=dict)
    """Letters behind numbers."""


def typed(text: str) -> str:
    """An answer in plain signs, as it is compared: full-width digits, letters and commas, any dash, small letters.

    >>> typed(" ２Ａ，１－３ "), typed("1～3")
    ('2a,1-3', '1~3')
    """
    return normalize("NFKC", text.translate(_DASHES)).translate(_DASHES).strip().lower()


def leaves(text: str) -> bool:
    """Whether an answer ends the review."""
    return typed(text) in BACK


def asks_help(text: str) -> bool:
    """Whether an answer asks how one may answer."""
    return typed(text) in HELP


def numbers(text: str, count: int) -> Numbers:
    """The numbers that are chosen, None for all, those that are declined (with a minus before them), and letters behind them.

    >>> sorted(numbers("1,3-5 -2", 6).chosen), sorted(numbers("1,3-5 -2", 6).declined), numbers("3b", 6).meant
    ([1, 3, 4, 5], [2], {3: 'b'})

    Raises BadChoice.
    """
    words = typed(text)
    if words in ALL:
        return Numbers()
    if words in NONE:
        return Numbers(frozenset())
    chosen, declined, meant, place = set[int](), set[int](), dict[int, str](), 0
    while place < len(words):
        match = _NUMBERS.match(words, place)
        first, last = (int(match[2]), int(match[3] or match[2])) if match else (0, 0)
        if not match:
            raise _nothing(text, count)
        if last < first:
            said = Message("“{text}” runs backwards", text=match[0].strip(" ,，、;；"))
            raise BadChoice(said, Message("write the smaller number first: {first}-{last}", first=last, last=first))
        for number in (first, last):
            if not 1 <= number <= count:
                raise _no_number(number, count)
        (declined if match[1] else chosen).update(range(first, last + 1))
        if match[4] and not match[1]:
            meant[first] = match[4]
        place = match.end()
    if chosen and chosen <= declined:
        both = " ".join(map(str, sorted(chosen)))
        said = Message("{numbers}: named for storing and, with a minus, for never", numbers=both)
        raise BadChoice(said, Message("name it only once"))
    return Numbers(frozenset(chosen) or None, frozenset(declined), meant)


def edited(text: str, count: int) -> int | None:
    """The number that somebody wants to put right field by field: e 3; None where the text says no such thing.

    Raises BadChoice.
    """
    match = _EDIT.fullmatch(typed(text))
    if not match:
        return None
    if not 1 <= (number := int(match[1])) <= count:
        raise _no_number(number, count)
    return number


def candidate(change: Change, number: int, letter: str | None) -> str:
    """The UID of the event that is meant by the letter behind the number of a doubtful change, or that it is new.

    Raises BadChoice.
    """
    from .plan import ANEW, may_be_new

    uids = [event.uid for event in change.candidates]
    new = may_be_new(change.draft)
    if (letter == "n" or not uids) and not new:
        raise _NothingNew(number, len(uids))
    if letter == "n" or not uids:
        return ANEW
    place = ascii_lowercase.index(letter) if letter else 0
    if (letter is None and len(uids) > 1) or place >= len(uids):
        letters = _letters(number, len(uids))
        said = Message("number {n} may be several events", n=number)
        which = Message("say which: {letters}", letters=letters)
        both = Message("say which: {letters}, or {n}n for a new one", letters=letters, n=number)
        raise BadChoice(said, both if new else which)
    return uids[place]


class _NothingNew(BadChoice):
    """A row that only changes what is there, taken as something new."""

    def __init__(self, number: int, count: int) -> None:
        said = Message("number {n} sets no date: it changes what is there, and is nothing new by itself", n=number)
        remedy = Message("-{n}: it never belongs here; unanswered it waits until what it speaks of is read", n=number)
        if count:
            letters = _letters(number, count)
            remedy = Message(
                "write {letters} for what it changes, or -{n} where it never belongs here", letters=letters, n=number
            )
        super().__init__(said, remedy)


def _letters(number: int, count: int) -> str:
    return " ".join(f"{number}{one}" for one in ascii_lowercase[:count])


def change(text: str, count: int, today: date) -> tuple[int, dict[str, Any]] | None:
    """Which draft is put right, and its fields: `2 标题=年度总结`, `3 日期=12月18日`; None where the text says no such thing.

    Raises BadChoice, BadKind, UnreadRule.
    """
    match = _CHANGE.fullmatch(text.strip())
    if not match:
        return None
    number = int(match[1])
    if not 1 <= number <= count:
        raise _no_number(number, count)
    first, *more = _FIELD.split(f"{match[2]}={match[3].strip()}")
    fields = {}
    for part in (first, *more):
        word, _, content = part.replace("＝", "=").partition("=")
        name = next((name for name, words in FIELDS.items() if typed(word) in words), None)
        if not name:
            said = Message("“{word}” cannot be put right here", word=word[:60])
            remedy = Message("what can be: {fields}", fields=FIELD_NAMES)
            raise BadChoice(said, remedy)
        fields[name] = _read(name, content.strip(), today)
    return number, fields


def options(choice: Choice, texts: Iterable[str], name: str, count: int, today: date) -> Choice:
    """The choice with what options say: `2=年度总结` for the field of that name; raises BadChoice."""
    option = OPTIONS.get(name, f"--{name}")
    for text in texts:
        number, equals, content = text.partition("=")
        example = Message("write the number, = and the words, as in {option} 2=…", option=option)
        if not equals or not number.strip().isdecimal():
            said = Message("{option} {text}: no number stands before an =", option=option, text=text[:60])
            raise BadChoice(said, example)
        if not 1 <= int(number) <= count:
            raise _no_number(int(number), count)
        if not content.strip():
            raise BadChoice(
                Message("{option} {text}: nothing stands behind the =", option=option, text=text[:60]), example
            )
        choice = choice.changed(int(number), {name: _read(name, content.strip(), today)})
    return choice


OPTIONS = {"recurrence": "--date"}
"""What the option for a field is called, where it is called otherwise than the field."""


def _read(name: str, content: str, today: date) -> Any:
    if name == "recurrence":
        return rules.parse(content, reference=today)
    if name == "kind":
        return kind_named(content)
    from .one_line_event import checked_text

    return checked_text(content, f"--{name}")


def kind_named(word: str) -> str:
    """The kind by its name or by the word that is shown for it; raises BadKind."""
    from .captions import kind_word
    from .one_line_event import checked_kind

    shown = {kind_word(kind, lang): kind for kind in KINDS for lang in rules.LANGUAGES}
    return checked_kind(shown.get(word, word)) or word
