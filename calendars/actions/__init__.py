"""What people do with events: each use case is one function and one transaction, and says what became of each event.

The command line, pages and programs call these and nothing else of the store that writes. What a person decided stays: a
field that was edited is not overwritten, an event that was taken away is not revived by reading its notice again, unless
that is asked for (`again`). Every action stands in the history and can be taken back (`undo`).

`reading.py` takes notices in, `reviewing.py` decides one by one what waits of them, `adding.py` stores what is typed or comes
in files, `correcting.py` and `tying.py` change what is there, `completing.py` keeps what was done, `duties.py` what else is
said of a duty, `subscribing.py` keeps calendars of others, `undoing.py` goes back. `deciding.py` keeps what people decided;
`outcomes.py` says what came of it.
"""

from .adding import add, add_observances, add_year, take_in, taken_away
from .completing import Progress, complete, reopen
from .correcting import call_off, cancel_one, edit, merge, move_one, part_of, remove, split
from .duties import BadSnooze, DutyChange, NeverStopped, acknowledge, count_done, resume, set_quota, snooze, stop
from .outcomes import AllThere, Difference, NothingToUndo, Outcome, SameEvent, Stale, UnknownDraft
from .reading import foreseen, lay_in, read_in
from .reviewing import Verdict, decide, previews
from .subscribing import (
    AlreadyKept,
    Emptied,
    Held,
    NameTaken,
    UnknownSubscription,
    claim_look,
    note_look,
    subscribe,
    take_copy,
    unsubscribe,
)
from .tying import cascade, count_from
from .undoing import undo

__all__ = [
    "AllThere", "AlreadyKept", "BadSnooze", "Difference", "DutyChange", "Emptied", "Held", "NameTaken", "NeverStopped",
    "NothingToUndo", "Outcome", "Progress", "SameEvent", "Stale", "UnknownDraft", "UnknownSubscription", "Verdict",
    "acknowledge", "add", "add_observances", "add_year", "call_off", "cancel_one", "cascade", "claim_look", "complete",
    "count_done", "count_from", "decide", "edit", "foreseen", "lay_in", "merge", "move_one", "note_look", "part_of",
    "previews", "read_in", "remove", "reopen", "resume", "set_quota", "snooze", "split", "stop", "subscribe",
    "take_copy", "take_in", "taken_away", "undo", "unsubscribe",
]  # fmt: skip
