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
HELD, RETRIED = Message("held"), Message("waits for another try")
"""What is said of those that wait: for the end of quiet hours, days of rest or the next digest; since a try failed."""
