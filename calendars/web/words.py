"""The words of the pages. Templates name them; the sentences stand here, where they are collected for translation."""

from __future__ import annotations

from functools import lru_cache

from rules import Message, commands_for, whole_command

from ..feeds import REFRESH
from .desk_words import DESK
from .duty_words import DUTIES

FRAME = {
    "name": Message("Yueling"),
    "motto": Message("What the notices say, on the days on which it counts"),
    "skip": Message("Skip to the content"),
    "pages": Message("Pages"),
    "to_today": Message("Today"),
    "to_month": Message("Month"),
    "to_year": Message("All year"),
    "to_agenda": Message("Agenda"),
    "to_notices": Message("Notices"),
    "subscribe": Message("Subscribe"),
    "made": Message("As of {day}. Dates are civil dates in China (Asia/Shanghai)."),
    "back": Message("Everything that is coming"),
    "look_further": Message("Look in the agenda"),
    "not_found": Message("There is no such page"),
    "not_found_lead": Message("Perhaps the event was removed or the address is cut short."),
    "closed": Message("This organisation takes no part any more"),
    "down": Message("The calendar cannot be read just now"),
    "down_lead": Message("Subscriptions keep what they have and try again. Run `yueling doctor` on the server."),
    "wrong": Message("This did not work"),
    "no_feed": Message("There is no calendar at this address"),
    "ended": Message("This address is no longer valid; ask for a new one"),
    "not_from_here": Message("This may not be read from where you are"),
    "bad_request": Message("The server does not understand this request"),
    "too_large": Message("This is larger than the server takes"),
    "long_head": Message("The headers of this request are longer than the server takes"),
    "other_host": Message(
        "This server does not answer to the name under which it was asked: base_url and hosts in its settings say to which"
    ),
    "busy": Message("The server is busy; please try again in a moment"),
    "refused": Message("This cannot be shown"),
}
"""What stands around every page, and what is said where there is none."""

GATE = {
    "login": Message("Log in"),
    "login_lead": Message("To review notices and change events."),
    "login_name": Message("Name"),
    "login_password": Message("Password"),
    "login_failed": Message("Name or password is wrong."),
    "login_wait": Message("Too many attempts. Try again in {minutes} minutes."),
    "logged_in": Message("You are logged in as {name}."),
    "logout": Message("Log out"),
    "go_on": Message("Go on"),
    "not_logged_in": Message("This needs a login"),
    "not_logged_in_lead": Message(
        "Log in, then send it again; a form that you filled in is still there one page back."
    ),
    "not_allowed": Message("You may not do this"),
    "not_allowed_lead": Message("It is for editors. Who keeps the server can give you that role."),
    "no_account": Message("There is no account yet"),
    "no_account_lead": Message(
        "Reviewing and changing is done at the machine itself, where desk = true stands under [server] in the settings, or after "
        "a login. To make an account, run this on the server:"
    ),
    "form_again": Message("This form was sent already, or is too old"),
    "form_again_lead": Message("Nothing was done now. Look at the page again, then repeat it if it is still needed."),
    "form_done": Message("What came of it"),
    "form_foreign": Message("This form does not come from here"),
    "form_foreign_lead": Message(
        "Nothing was done. The server was started anew, you have logged in since, or another site sent it. "
        "Go back, load the page again and repeat it."
    ),
}
"""Of the login, and of what is refused."""

COMING = {
    "coming": Message("What is coming"),
    "next_days": Message("the next {days} days"),
    "due_next": Message("Due next"),
    "ongoing": Message("Under way"),
    "more_ongoing": Message("{count} more under way"),
    "part_today": Message("Today"),
    "part_week": Message("This week"),
    "part_next_week": Message("Next week"),
    "tomorrow": Message("tomorrow"),
    "in_days": Message("in {days} days"),
    "nothing": Message("Nothing in the next {days} days."),
    "nothing_stored": Message("No event is stored yet. `yueling read NOTICE --add` reads one from a notice."),
    "nothing_stored_lead": Message("`yueling import FILE` takes over a calendar, `yueling add` a single line."),
    "more": Message("{count} more are not shown here."),
    "ends": Message("until {day}"),
    "from": Message("from {day}, no end stated"),
    "tentative": Message("tentative"),
    "called_off": Message("called off"),
    "is_done": Message("done"),
    "do_done": Message("Mark as done"),
    "not_done": Message("Not done"),
    "put_off": Message("put off"),
    "tentative_because": Message("Tentative because: {reason}"),
    "sentence": Message("the sentence"),
    "of_office": Message("Of this office"),
    "kinds": Message("By kind"),
    "tags": Message("By tag"),
}
"""Of the lines of what is coming, and of the first page."""

AGENDA = {
    "words": Message("Keywords"),
    "kind": Message("Kind"),
    "tag": Message("Tag"),
    "organisation": Message("Organisation"),
    "from_day": Message("First day"),
    "to_day": Message("Last day"),
    "any": Message("any"),
    "search": Message("Search"),
    "start_over": Message("Start over"),
    "from_to": Message("{first} to {last}"),
    "periods": Message("Periods"),
    "period_past": Message("The last 90 days"),
    "period_month": Message("The next 30 days"),
    "period_ahead": Message("A year ahead"),
    "period_year": Message("This year"),
    "period_next": Message("Next year"),
    "count": Message("{count} dates"),
    "page": Message("page {page} of {pages}"),
    "pager": Message("Further pages"),
    "before": Message("Previous page"),
    "after": Message("Next page"),
    "subscribe_exact": Message("Subscribe to exactly this"),
    "subscribe_all": Message("Subscribe to everything"),
    "none_found": Message("Nothing fits."),
    "none_found_lead": Message("Try fewer words, another kind or a longer period."),
}
"""Of the agenda."""

EVENT = {
    "in_notice": Message("In the notice"),
    "whole_notice": Message("The whole notice"),
    "chain": Message("From the sentence to the date"),
    "history": Message("How its dates changed"),
    "technical": Message("Technical details"),
    "changes": Message("Changes"),
    "command": Message("Command"),
    "dates": Message("Dates"),
    "next": Message("next"),
    "past": Message("past"),
    "apart": Message("Apart from the rule"),
    "no_dates": Message("No date is known."),
    "related": Message("Connected"),
    "follows": Message("counted from"),
    "followed_by": Message("followed by"),
    "to_calendar": Message("Into your calendar"),
    "only_this": Message("Add only this one"),
    "only_this_lead": Message("A file with the next date alone; later changes do not reach it."),
    "in_feeds": Message("In these calendars"),
}
"""Of the page of an event."""

NOTICES = {
    "notices_lead": Message("From which the dates were read"),
    "all_notices": Message("All notices"),
    "no_notices": Message("No notice with dates is stored yet."),
    "events_of": Message("{count} events"),
    "waiting": Message("{count} waiting"),
    "give_notice": Message("Give it to those below"),
    "text": Message("Text"),
    "no_text": Message("Its text was not kept."),
    "became": Message("What became of its dates"),
    "no_marks": Message("None of its dates is on the calendar."),
    "more_marks": Message("{count} more of its dates are not listed."),
    "next_on": Message("next {when}"),
    "untitled": Message("Notice without a title"),
    "number": Message("Number"),
    "issuer": Message("Issued by"),
    "issued": Message("Issued on"),
    "file_name": Message("File"),
    "read_on": Message("Read on"),
    "state_stored": Message("on the calendar"),
    "state_draft": Message("waits for a decision"),
    "state_unwanted": Message("not wanted"),
    "state_removed": Message("no longer on the calendar"),
    "state_called_off": Message("called off"),
    "state_put_off": Message("put off"),
}
"""Of the notices."""

WAYS = {
    "subscribe_lead": Message("Subscribed once, the calendar on your phone or computer keeps itself up to date."),
    "feeds_lead": Message("Subscribed once, a calendar keeps itself up to date. Everything, or by kind or tag:"),
    "card_lead": Message("Deadlines and dates in the calendar of your phone or computer, always up to date."),
    "all_ways": Message("All programs, by kind or tag, with a code for the phone"),
    "open_app": Message("Open in the calendar program"),
    "open_app_lead": Message("The calendar program asks once whether to subscribe; then nothing more is to be done."),
    "google": Message("Google Calendar"),
    "outlook": Message("Outlook on the web"),
    "save_file": Message("Save as a file"),
    "save_file_lead": Message(
        "Google and Outlook fetch the address themselves, so it must be reachable from the internet."
        " A file is a snapshot: it never updates itself."
    ),
    "address": Message("Address"),
    "copy_it": Message("Copy"),
    "copied": Message("Copied"),
    "not_copied": Message("Mark it and copy it by hand"),
    "code_alt": Message("QR code of the address {address}"),
    "code_lead": Message("Scan it with the phone: this page opens there"),
    "local": Message(
        "This address leads only to this computer. So that a phone reaches it: `yueling serve --host 0.0.0.0`,"
        " phone and computer in one network, then open this page under the computer's address;"
        " for good, set base_url."
    ),
    "subscribe_whole": Message("Rather everything"),
    "only_part": Message("Only a part"),
    "only_part_lead": Message("One kind or one tag, as a calendar of its own."),
    "part_by_search": Message("Any other part: search in the agenda, then subscribe to exactly that"),
    "more_tags": Message("{count} more tags are not listed here."),
    "program": Message("Program"),
    "way": Message("How to subscribe"),
    "delay_head": Message("Looks for changes"),
    "delay": Message("Looks for changes {when}"),
    "how": Message("How to subscribe, and how often each program looks"),
    "add": Message("Add"),
    "file": Message("File"),
    "named": Message(": {name}"),
    "snapshot": Message("A snapshot that never updates itself"),
    "snapshot_lead": Message("“File” is a snapshot: it never updates itself."),
    "static_hint": Message("The address of a calendar is the address of this page's folder followed by the file name."),
}
"""Of the ways to subscribe."""

_GROUPS = (FRAME, GATE, COMING, AGENDA, EVENT, NOTICES, WAYS, DESK, DUTIES)
WORDS = {name: words for group in _GROUPS for name, words in group.items()}
assert len(WORDS) == sum(map(len, _GROUPS)), "one name says two things"

CLIENTS = (
    (
        Message("Apple Calendar (iPhone, iPad, Mac)"),
        Message("Tap “Open in the calendar program”, or: File › New Calendar Subscription, paste the address"),
        Message("every 5 minutes to every week, as you choose at subscription"),
    ),
    (
        Message("Outlook on the web and new Outlook"),
        Message("Add calendar › Subscribe from web, paste the address"),
        Message("every 3 to 24 hours, cannot be set"),
    ),
    (
        Message("Outlook for Windows (classic)"),
        Message("Click “Open in the calendar program”, or: Account settings › Internet calendars › New"),
        Message("every 12 hours, as this feed asks"),
    ),
    (
        Message("Google Calendar"),
        Message("On a computer: Other calendars › + › From URL, paste the address; phones follow"),
        Message("every 8 to 24 hours, cannot be set"),
    ),
    (
        Message("Thunderbird"),
        Message("New calendar › On the network, paste the address"),
        Message("every 30 minutes unless set otherwise"),
    ),
    (
        Message("Android phones"),
        Message("With the app ICSx⁵: + and paste the address; or subscribe in Google Calendar on a computer"),
        Message("as set in the app"),
    ),
    (
        Message("Xiaomi calendar and others that only import"),
        Message("Save the file and open it; import it again after changes"),
        Message("never by itself"),
    ),
)
"""Program, how to subscribe there, how long a change takes to arrive. Measured or documented."""

assert REFRESH == "PT12H", "the twelve hours above are this feed's"


_OTHER = {"zh": "English", "en": "中文"}
"""The link to the other language, in that language."""


def words(lang: str) -> dict[str, str]:
    """The words of the pages in a language; those with facts are templates for `str.format`."""
    found = _words(lang)
    return found | {name: whole_command(found[name]) for name in COMMANDING}


COMMANDING = tuple(name for name, message in WORDS.items() if "yueling " in message.text)
"""Words that propose a command, which is that of the organisation whose page it is."""


@lru_cache(maxsize=4)
def _words(lang: str) -> dict[str, str]:
    with commands_for(""):
        return {name: message.say(lang) for name, message in WORDS.items()} | {"other_language": _OTHER[lang]}


@lru_cache(maxsize=4)
def clients(lang: str) -> list[tuple[str, ...]]:
    """The rows of the table of calendar programs in a language."""
    return [tuple(cell.say(lang) for cell in row) for row in CLIENTS]
