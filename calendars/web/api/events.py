"""Routes of events: read, written, put right, taken away."""

from __future__ import annotations

from ...access import EDITOR
from ...answers import agenda, events, explaining, writing
from ...one_line_event import LONGEST, LONGEST_ADDRESS, LONGEST_NOTE, LONGEST_TAG
from .parameters import Civil, Flag, Parameter, Whole, Words
from .table import PAGE, SELECTION, Row

UID = Parameter("uid", Words(200), "The whole UID of an event.", "8f14e45fceea167a", required=True)
DAY = Parameter("day", Civil(), "The day of one of its dates.", "2026-04-13", required=True)
MOST_TAGS = 50
LEADS = "How long before to remind: 7d, 3wd (working days), 1d@17:30, none, default."
BESIDE = (
    Parameter("place", Words(LONGEST), "Where it takes place.", "三楼会议室", nullable=True),
    Parameter("contact", Words(LONGEST), "Whom to ask.", "办公室", nullable=True),
    Parameter("url", Words(LONGEST_ADDRESS), "An address with more about it.", "https://example.org/", nullable=True),
    Parameter("note", Words(LONGEST_NOTE), "What is to be known besides.", "带纸质材料", nullable=True),
)
TAGS = Parameter("tags", Words(LONGEST_TAG), "Its tags, all of them.", ["例会"], many=MOST_TAGS)
KIND = Parameter("kind", Words(20), "deadline, event, observance …; by default as the rule suggests.", "event")
LINE = (
    Parameter("text", Words(LONGEST), "A rule and a title in one line.", "每周一上午9点 例会", required=True),
    Parameter("title", Words(LONGEST), "The title; then `text` is the rule alone.", "例会"),
    KIND,
    TAGS,
    Parameter("leads", Words(20), LEADS, ["1d"], many=10),
    *BESIDE,
)
FIELDS = (
    Parameter("title", Words(LONGEST), "Another title.", "例会（改）"),
    Parameter("rule", Words(LONGEST), "Another rule, in words.", "每周二上午9点"),
    Parameter("date", Civil(), "It takes place on this day instead, at the same time.", "2026-04-14"),
    Parameter("announce", Words(21), "The days announced for a year: 2026-09-12/2026-09-18.", "2026-09-12"),
    KIND,
    TAGS,
    Parameter("leads", Words(20), LEADS + " null for those of its kind.", ["3d"], many=10, nullable=True),
    *BESIDE,
)

ROWS = (
    Row(
        "GET", "/events", "events", "The stored events in the order in which they were stored.", "events", events.events,
        query=(*SELECTION, *PAGE),
    ),
    Row("GET", "/events/{uid}", "event", "One event with what each notice says of it.", "event", events.event, (UID,)),
    Row(
        "GET", "/events/{uid}/why", "why", "The chain from the sentence of a notice to a date.", "why", events.why, (UID,),
        query=(Parameter("day", Civil(), "The date that is asked for; by default the next one.", "2026-04-13"),),
    ),
    Row(
        "GET", "/search", "search", "The events that have all the words, wherever they stand.", "events", events.search,
        query=(
            Parameter("q", Words(500), "Words; several in quotes are one.", "例会", required=True),
            Parameter("past", Flag(), "Whether what is over is found too.", "1", default=True),
            *PAGE,
        ),
    ),
    Row(
        "GET", "/occurrences", "occurrences",
        f"The dates that share a day with from…to: {agenda.MOST_DAYS} days and {agenda.MOST_DATES} dates at most.",
        "occurrences", agenda.occurrences,
        query=(
            Parameter("from", Civil(), "The first day.", "2026-04-01", key="first", required=True),
            Parameter("to", Civil(), "The last day, included.", "2026-04-30", key="last", required=True),
            *SELECTION, *PAGE,
        ),
    ),
    Row(
        "GET", "/upcoming", "upcoming", "The dates of today and of so many days after it, without what is called off.",
        "occurrences", agenda.upcoming,
        query=(
            Parameter("days", Whole(0, agenda.MOST_DAYS - 1), "How many days after today.", 30, default=30),
            *SELECTION, *PAGE,
        ),
    ),
    Row(
        "POST", "/events", "add", "Stores an event that is written in one line; with dry_run says what it would be.",
        "single", writing.add, body=LINE, role=EDITOR, status=201,
        query=(Parameter("dry_run", Flag(), "Whether nothing is stored.", "1", default=False),),
        example={"text": "每周一上午9点 例会"},
    ),
    Row(
        "PATCH", "/events/{uid}", "edit", "Other fields for an event; from now on they are a person's.", "single",
        writing.edit, (UID,), body=FIELDS, role=EDITOR, sequence=True, partial=True, example={"title": "例会（改）"},
    ),
    Row(
        "POST", "/events/{uid}/cancel", "cancel", "Cancels one date of an event; its other dates stay.", "single",
        writing.cancel, (UID,), body=(DAY,), role=EDITOR, sequence=True, example={"day": "2026-04-20"},
    ),
    Row(
        "POST", "/events/{uid}/call_off", "call_off",
        "Calls off a whole event, which stays as cancelled; with off: false it takes place after all.", "single",
        writing.call_off, (UID,), body=(Parameter("off", Flag(), "Whether it is called off.", True, default=True),),
        role=EDITOR, sequence=True,
    ),
    Row(
        "POST", "/events/{uid}/done", "done", "Says that one date of an event is done; with done: false that it is not.",
        "completed", writing.done, (UID,), role=EDITOR, sequence=True, example={"day": "2026-04-20"},
        body=(
            DAY, Parameter("done", Flag(), "Whether it is done.", True, default=True),
            Parameter("by", Words(LONGEST), "Who did it.", "张三"),
        ),
    ),
    Row(
        "POST", "/events/{uid}/move", "move", "One date of an event takes place at another time, as long as it lasts.",
        "single", writing.move, (UID,),
        body=(DAY, Parameter("to", Words(LONGEST), "The new day or time, in words.", "2026-04-14", required=True)),
        role=EDITOR, sequence=True,
    ),
    Row(
        "POST", "/events/{uid}/remove", "remove", "Takes an event away; its notice, read again, does not bring it back.",
        "removal", writing.remove, (UID,),
        body=(Parameter("unwanted", Flag(), "Whether it never belonged on a calendar.", False, default=False),),
        role=EDITOR, sequence=True,
    ),
    Row(
        "GET", "/history", "history", "What was done last, the latest first.", "history", writing.history, role=EDITOR,
        query=(Parameter("limit", Whole(1, writing.MOST_STEPS), "How many steps.", 5, default=20),),
    ),
    Row(
        "POST", "/undo", "undo", "Takes the last actions back, each of them whole.", "undone", writing.undo,
        body=(
            Parameter("seen", Whole(0, 10**12), "The number of the latest step, as /history says it.", 1, required=True),
            Parameter("count", Whole(1, writing.MOST_STEPS), "How many actions.", 1, default=1),
        ),
        role=EDITOR,
    ),
    Row(
        "GET", "/explain", "explain", "How a rule is read, what it may mean too, and its first dates.", "explanation",
        explaining.explanation,
        query=(
            Parameter("text", Words(explaining.LONGEST), "The rule, in words.", "9月第三周", required=True),
            Parameter("from", Civil(), "The first day; today by default.", "2026-01-01", key="start"),
            Parameter("n", Whole(1, explaining.MOST_DATES), "How many dates.", 2, default=5),
        ),
    ),
)  # fmt: skip
