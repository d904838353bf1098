"""The words of the pages. Templates name them; the sentences stand here, where they are collected for translation."""

from __future__ import annotations

from functools import lru_cache

from rules import Message

from ..feeds import REFRESH

WORDS = {
    "name": Message("Yueling"),
    "motto": Message("What the notices say, on the days on which it counts"),
    "coming": Message("What is coming"),
    "next_days": Message("the next {days} days"),
    "ongoing": Message("Under way"),
    "nothing": Message("Nothing in the next {days} days."),
    "nothing_stored": Message("No event is stored yet. `yueling read NOTICE --add` reads one from a notice."),
    "more": Message("and {count} more; the feeds hold them all"),
    "ends": Message("until"),
    "from": Message("from {day}, no end stated"),
    "tentative": Message("tentative"),
    "tentative_because": Message("Tentative because: {reason}"),
    "subscribe": Message("Subscribe"),
    "feeds": Message("Calendars"),
    "open_app": Message("Open in the calendar program"),
    "add": Message("Add"),
    "address": Message("Address"),
    "file": Message("File"),
    "feeds_lead": Message("Subscribed once, a calendar keeps itself up to date. Everything, or by kind or tag:"),
    "how": Message("How to subscribe, and how often each program looks"),
    "delay": Message("Looks for changes"),
    "kinds": Message("By kind"),
    "tags": Message("By tag"),
    "chain": Message("From the sentence to the date"),
    "dates": Message("Dates"),
    "next": Message("next"),
    "no_dates": Message("No date is known."),
    "back": Message("Everything that is coming"),
    "in_feeds": Message("In these calendars"),
    "sequence": Message("Changed {count} times since it was stored"),
    "made": Message("As of {day}. Dates are civil dates in China (Asia/Shanghai)."),
    "static_hint": Message("The address of a calendar is the address of this page's folder followed by the file name."),
    "not_found": Message("There is no such page"),
    "not_found_lead": Message("Perhaps the event was removed or the address is cut short."),
    "down": Message("The calendar cannot be read just now"),
    "down_lead": Message("Subscriptions keep what they have and try again. Run `yueling doctor` on the server."),
    "wrong": Message("This did not work"),
    "not_from_here": Message("This may not be read from where you are"),
    "bad_request": Message("The server does not understand this request"),
    "too_large": Message("This is larger than the server takes"),
    "long_head": Message("The headers of this request are longer than the server takes"),
    "other_host": Message(
        "This server does not answer to the name under which it was asked: base_url and hosts in its settings say to which"
    ),
    "busy": Message("The server is busy; please try again in a moment"),
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
        "Reviewing and changing is done at the machine itself, or after a login. To make an account, run this on the server:"
    ),
    "form_again": Message("This form was sent already, or is too old"),
    "form_again_lead": Message("Nothing was done now. Look at the page again, then repeat it if it is still needed."),
    "form_foreign": Message("This form does not come from here"),
    "form_foreign_lead": Message(
        "Nothing was done. The server was started anew, you have logged in since, or another site sent it. "
        "Go back, load the page again and repeat it."
    ),
}

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


@lru_cache(maxsize=4)
def words(lang: str) -> dict[str, str]:
    """The words of the pages in a language; those with facts are templates for `str.format`."""
    return {name: message.say(lang) for name, message in WORDS.items()} | {"other_language": _OTHER[lang]}


@lru_cache(maxsize=4)
def clients(lang: str) -> list[tuple[str, ...]]:
    """The rows of the table of calendar programs in a language."""
    return [tuple(cell.say(lang) for cell in row) for row in CLIENTS]
