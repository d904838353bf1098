"""What becomes of a message, and how people call it."""

from __future__ import annotations

from rules import Message

PENDING, SENDING, SENT, DEAD, VOID, DROPPED = "pending", "sending", "sent", "dead", "void", "dropped"
STATE_WORDS = {
    PENDING: Message("waits"),
    SENDING: Message("is being sent"),
    SENT: Message("sent"),
    DEAD: Message("given up"),
    VOID: Message("taken back"),
    DROPPED: Message("dropped"),
}
