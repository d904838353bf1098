"""How a date of a notice became a finding, in plain words: a line for each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rules import Message

from .views import basis_words, finding_word, printable

if TYPE_CHECKING:
    from rules import Finding, Trace

BLOCKS = {
    "front matter": Message("fields before the page"),
    "page head": Message("head of the web page"),
    "letterhead": Message("letterhead"),
    "document number": Message("line of the document number"),
    "title": Message("title of the notice"),
    "salutation": Message("salutation"),
    "heading": Message("heading"),
    "paragraph": Message("paragraph"),
    "item": Message("item of a list"),
    "cell": Message("cell of a table"),
    "attachment": Message("list of attachments"),
    "signature": Message("who issued it, at the foot"),
    "date of issue": Message("date of issue, at the foot"),
    "imprint": Message("imprint"),
    "other": Message("other text"),
}
"""What the kinds of blocks are called."""

CATEGORIES = {
    "SINCE_YEAR": Message("what recurs from a year on"),
    "EXPECTED": Message("a day that is announced each year"),
    "ROLLED": Message("a day that gives way to another where it falls on a day off"),
    "DUE": Message("due by a day"),
    "ABOUT": Message("around a day"),
    "CORRUPT": Message("a date of which a character is lost"),
    "PERIOD": Message("within so long from a day"),
    "SHIFTED": Message("so long before or after a day"),
    "LASTING": Message("from a day for so long"),
    "DAY_OF_QUARTER": Message("a day of each quarter"),
    "EACH_DAY": Message("every day of a sort"),
    "OPENING": Message("the first working days of every period"),
    "WEEK_OF_DAY": Message("the week that holds a day"),
    "LUNAR_DAY": Message("a day of every lunar month"),
    "SPAN": Message("from one day to another, or from one on"),
    "POINT": Message("a day, a month or a year"),
    "WEEKDAYS": Message("weekdays that recur"),
    "FREQUENCY": Message("how often"),
    "EVENT_OFFSET": Message("so long before or after an event"),
    "LENGTH": Message("a length of time"),
    "WHOLE_YEARS": Message("from a year to a year"),
    "ANNIVERSARY": Message("so many years since something"),
    "EDITION": Message("which one of a row of meetings"),
    "OBSERVANCE": Message("a day by its name"),
    "REFUSED": Message("words that name no date"),
    "RELATIVE": Message("told from the day of the writer"),
    "LENGTHS": Message("a length with its least or its most"),
    "COMPOSED": Message("several days, or a rule with a condition"),
    "CLOSED_DAYS": Message("weekdays on which a place is closed"),
    "HOURS": Message("from one time of day to another"),
    "UNTIL_DAY": Message("until a day"),
}
"""What the grammar takes words for that stand in running text."""

PRINCIPLES = {
    "heads": Message("in a foot, a page head, a letterhead or an imprint a date is that of issue"),
    "gave_way": Message("what was planned before gave way to another date: it explains"),
    "counts": Message("over this time something is counted: it bounds what is meant"),
    "holds_until": Message("so long a paper holds that is only spoken of: it bounds what is meant"),
    "must_fulfil": Message("it says what somebody or something must fulfil: it bounds what is meant"),
    "is_over": Message("it is told as done, or lies before the notice and nothing is asked for: it is past"),
    "was_moved": Message("it is moved to this date: due where something is taken in, else what happens"),
    "was_due": Message("it was due before the notice and nothing is asked for: it bounds what is meant"),
    "is_last_day": Message("a word in its clause, label, row or column says that something closes: it is due"),
    "form": Message("none spoke: it belongs on the calendar as what its own words say"),
    "gone": Message("what is cancelled or gives way to another date explains"),
    "beside": Message("its date stands beside the name of the day: the entry is that of the date"),
}
"""What each principle of the judge says."""

VERBS = {
    "send": Message("hands over"),
    "act": Message("does something"),
    "hold": Message("holds something"),
    "publish": Message("makes known"),
    "happen": Message("happens"),
}
"""What the verbs of a frame do."""

PARTS = {
    "who": Message("who"),
    "topic": Message("topic"),
    "thing": Message("thing"),
    "means": Message("means"),
    "verb": Message("verb"),
    "object": Message("object"),
    "to": Message("to whom"),
    "where": Message("where"),
}
FACTS = ("title", "action", "actor", "recipient")
SIGNS = {"zh": ("；", "（{}）"), "en": ("; ", " ({})")}
"""What stands between the parts of a stage, and around what is said besides."""


def trace_lines(trace: Trace, lang: str) -> list[tuple[Message, str]]:
    """A line for each stage: its name and what it handed on, in the language."""
    stages = (
        (Message("block"), _block(trace)),
        (Message("words"), _words(trace.category, lang)),
        (Message("year"), _year(trace)),
        (Message("frame"), _frame(trace, lang)),
        (Message("judge"), _judge(trace.finding)),
        (Message("entry"), _entry(trace.finding, lang)),
    )
    return [(name, _joined(parts, lang)) for name, parts in stages]


def _joined(parts: Iterable[str | Message], lang: str) -> str:
    said = (part.say(lang) if isinstance(part, Message) else printable(part) for part in parts)
    return SIGNS[lang][0].join(said)


def _labelled(label: Message, words: str) -> Message:
    return Message("{label}: {words}", label=label, words=printable(words))


def _block(trace: Trace) -> Iterator[Message]:
    """What stands where the date stands."""
    yield BLOCKS[trace.block] if trace.block else Message("between two blocks")
    if trace.level:
        yield Message("level {n}", n=trace.level)
    if trace.heading:
        yield Message("under “{heading}”", heading=printable(trace.heading))


def _words(category: str, lang: str) -> Iterator[str]:
    said = CATEGORIES.get(category)
    yield said.say(lang) + SIGNS[lang][1].format(category) if said else category


def _year(trace: Trace) -> Iterator[str | Message]:
    """The year and where it was taken from."""
    if trace.year is None:
        yield Message("none")
        return
    yield str(trace.year)
    if trace.basis == "words":
        yield Message("it stands in the words")
    elif trace.basis:
        yield basis_words(trace.basis)


def _frame(trace: Trace, lang: str) -> Iterator[str | Message]:
    """Who does what with which thing, and what the label and the row say."""
    frame = trace.frame
    for label, words in ((Message("label"), trace.label), (Message("row"), trace.row)):
        if words:
            yield _labelled(label, words)
    for name, label in PARTS.items():
        words = getattr(frame, name)
        if name == "verb" and frame.modal:
            yield Message("it asks or intends")
        if words and name == "verb":
            words += SIGNS[lang][1].format(VERBS[frame.sort].say(lang))
        if words:
            yield _labelled(label, words)
    if not (frame.names or frame.verb or frame.who or frame.modal or trace.label or trace.row or frame.where):
        yield Message("nothing is said in its clause")


def _judge(finding: Finding) -> Iterator[str | Message]:
    """The principle that spoke."""
    name = finding.principle
    if name is None:
        yield Message("not asked: the form of the words says what it is")
        return
    if name != "form":
        yield name
    yield PRINCIPLES.get(name, Message("none"))


def _entry(finding: Finding, lang: str) -> Iterator[str | Message]:
    """What it became, with the words of the entry."""
    yield finding_word(finding.kind, lang)
    yield Message("on the calendar") if finding.role == "calendar" else Message("only explains")
    for name in FACTS:
        if words := getattr(finding, name):
            yield _labelled(_LABELS[name], words)
    yield from finding.unread


_LABELS = {
    "title": Message("title"),
    "action": Message("action"),
    "actor": Message("actor"),
    "recipient": Message("recipient"),
}
