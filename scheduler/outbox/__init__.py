"""The outbox: what was planned, who is sending it, what became of it. The database is the truth, all else a signal.

plan      one transaction: what is due gets a row in a message to its reader, what is not due any more is void
claim     one transaction of its own: the message belongs to this sender until the lease ends; its words are frozen
send      outside of any transaction
finish    one transaction: sent; or `fail`: pending again, or dead

A process that dies between the send and the finish leaves a message whose lease ends; it is sent once more under the same
key, with the same words. Nothing is lost as long as the database is there.
"""

from ..delivery_states import DEAD, DROPPED, PENDING, SENDING, SENT, VOID
from .outbox import HandOn, Outbox
from .values import (
    MAX_TRIES,
    MEMORY,
    Claim,
    Letter,
    Plan,
    Record,
    Wait,
    Words,
    backoff,
    is_hopeless,
    mark_of,
)

__all__ = [
    "DEAD", "DROPPED", "MAX_TRIES", "MEMORY", "PENDING", "SENDING", "SENT", "VOID", "Claim", "HandOn", "Letter", "Outbox", "Plan",
    "Record", "Wait", "Words", "backoff", "is_hopeless", "mark_of",
]  # fmt: skip
