"""The words of the pages of duties, and of the links in messages."""

from __future__ import annotations

from rules import Message

DUTIES = {
    # a link in a message
    "act_done": Message("Is it done?"),
    "act_done_go": Message("Yes, it is done"),
    "act_done_lead": Message("Nobody is reminded of this date any more."),
    "act_done_first": Message("Noted: it is done"),
    "act_ack": Message("Do you take it on?"),
    "act_ack_go": Message("I take it on"),
    "act_ack_lead": Message("Others see that you have it; you are still reminded."),
    "act_ack_first": Message("Noted: you have it"),
    "act_snooze": Message("Remind you later?"),
    "act_snooze_go": Message("Remind me in {days} days"),
    "act_snooze_go_1": Message("Remind me tomorrow"),
    "act_snooze_lead": Message("Until then you hear nothing of this date; others do."),
    "act_snooze_first": Message("Noted: you are reminded later"),
    "act_stop": Message("End these messages?"),
    "act_stop_go": Message("Send me no more"),
    "act_stop_lead": Message("You are not reminded by this way any more, of nothing at all."),
    "act_stop_first": Message("Noted: no more messages come by this way"),
    "act_again": Message("This was done already with this link"),
    "act_again_lead": Message("Nothing was done now."),
    "act_gone": Message("This date is no longer there"),
    "act_gone_lead": Message("It was removed since. There is nothing to do."),
    "act_void": Message("This link opens nothing"),
    "act_void_lead": Message("It is not whole, has expired or was withdrawn. The next message has new ones."),
    "act_for": Message("For {name}"),
    "act_until": Message("The link can be used once, until {day}."),
}
