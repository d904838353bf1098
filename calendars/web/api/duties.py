"""Routes of duties: who owes what, and what is said of it."""

from __future__ import annotations

from ...access import EDITOR, READER
from ...answers import agenda, duties
from ...duties.owed import AHEAD, BACK
from ...duties.states import EVERYBODY
from ...one_line_event import LONGEST
from .events import DAY, UID
from .parameters import Civil, Flag, Parameter, Whole, Words
from .table import PAGE, SELECTION, Row

BY = Parameter("by", Words(LONGEST), "Who says so.", "张三")

ROWS = (
    Row(
        "GET", "/duties", "duties", "Who owes what and is not done with it: what is overdue first, the longest before others.",
        "duties", duties.duties, role=READER,
        query=(
            Parameter("days", Whole(0, agenda.MOST_DAYS), "What is due within so many days.", 30, key="ahead", default=AHEAD),
            Parameter("back", Whole(0, agenda.MOST_DAYS), "What was missed within so many days.", 92, default=BACK),
            Parameter("overdue", Flag(), "Whether only what is overdue is wanted.", "0", default=False),
            *SELECTION, *PAGE,
        ),
    ),
    Row(
        "POST", "/events/{uid}/progress", "progress", "Says how much of one date of an event is done.", "duty_changed",
        duties.progress, (UID,), role=EDITOR, sequence=True,
        body=(DAY, Parameter("amount", Words(20), "2/3, 60%, 2, or +1 for one more.", "2/3", required=True), BY),
    ),
    Row(
        "POST", "/events/{uid}/snooze", "snooze", "Puts off the reminders of one date of an event, or ends that.",
        "duty_changed", duties.snooze, (UID,), role=EDITOR, sequence=True,
        body=(
            DAY,
            Parameter("until", Civil(), "The first day on which it is told again; without it that is now.", "2026-04-11"),
            Parameter(
                "reader", Words(LONGEST, empty=True), "Only for this person or group, by key, address or name; empty for all.",
                "zhang@example.org", default=EVERYBODY,
            ),
            BY,
        ),
    ),
    Row(
        "POST", "/events/{uid}/ack", "ack", "Says that somebody has taken one date of an event on.", "duty_changed",
        duties.acknowledge, (UID,), role=EDITOR, sequence=True,
        body=(
            DAY, BY, Parameter("undo", Flag(), "Whether nobody has it any more.", False, key="take_back", default=False),
        ),
    ),
)  # fmt: skip
