"""Words of events, as they are searched: one row of even text an event, kept by the transaction that changes it.

A word is looked for anywhere in that text by LIKE, on every database the same way, whatever its length: most Chinese
words have two characters, for which an index of trigrams has no answer. docs/design.md says what was measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from calendars.events import Event, Origin
from calendars.organisations import FIRST, uid_inside
from rules import Message, YuelingError, fold

from .errors import BadText
from .reading import Ask, Row, asked_in_parts, events_of, uids_beginning

MOST_CHARACTERS, MOST_WORDS, MOST_MEANT = 500, 40, 12
OWN_ENTRY = "@yueling"
GAP = "\n"
"""Stands between two fields, and in no word: no word is found across it."""
PHRASE = re.compile(r"\"([^\"]*)\"|“([^”]*)”|「([^」]*)」|(\S+)")
FIELDS = """SELECT e.uid, e.title, e.sentence, e.quote, e.action, e.actor, e.recipient, e.place, e.url, e.contact, e.note,
 n.title, n.number, n.issuer, e.tags, e.origin FROM events e
 LEFT JOIN notices n ON n.org = e.org AND n.digest = e.notice WHERE e.org = this_org()"""
FOUND = "uid IN (SELECT uid FROM event_words WHERE org = this_org() AND {conditions})"
Execute = Callable[[str, Any], object]
"""Runs a statement, with one mapping of parameters or several."""


class BadSearch(YuelingError):
    """Words for which nothing can be looked."""


def words_of(text: str) -> list[str]:
    """The words of a search, even; what stands in quotes is one word, white space and all.

    >>> words_of("年檢 “工作 总结” 100%")
    ['年检', '工作总结', '100%']

    Raises BadSearch for none, too many or too long ones.
    """
    if not encodable(text):
        raise BadText(text)
    if len(text) > MOST_CHARACTERS:
        said = Message("the search has {n} characters, {most} at most", n=len(text), most=MOST_CHARACTERS)
        raise BadSearch(said, Message("a few words are enough"))
    found = list(dict.fromkeys(filter(None, (fold("".join(groups)) for groups in PHRASE.findall(text)))))
    if not found:
        raise BadSearch(Message("there is no word to look for"), Message("name one, as in `yueling search 年检`"))
    if len(found) > MOST_WORDS:
        said = Message("the search has {n} words, {most} at most", n=len(found), most=MOST_WORDS)
        raise BadSearch(said, Message("a few words are enough"))
    return found


def condition(words: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What the row of an event fulfils that has all the words, with its parameters."""
    wanted = {f"w{place}": f"%{plain(word)}%" for place, word in enumerate(words)}
    return FOUND.format(conditions=" AND ".join(f"words LIKE :{name} ESCAPE '!'" for name in wanted)), wanted


def uids_titled(ask: Ask, words: Sequence[str], whole: str, most: int) -> list[str]:
    """The UIDs of the events whose title is `whole`, else of those whose title has all the words; `most` of them."""
    question = "SELECT uid FROM event_words WHERE org = this_org() AND {} ORDER BY uid LIMIT :most"
    exact = [uid for (uid,) in ask(question.format("title = :whole"), {"whole": whole, "most": most})]
    if exact or not words:
        return exact
    wanted = {f"w{place}": f"%{plain(word)}%" for place, word in enumerate(words)}
    conditions = " AND ".join(f"title LIKE :{name} ESCAPE '!'" for name in wanted)
    return [uid for (uid,) in ask(question.format(conditions), {**wanted, "most": most})]


def meant(ask: Ask, place: str, words: str, org: int) -> list[Event]:
    """What `Store.meant` says."""
    if not encodable(words):
        return []
    if exact := events_of(ask, place, list(dict.fromkeys((*entry_uids(words, org), *entry_uids(words.strip(), org)))))[
        :1
    ]:
        return exact
    words = words.strip()
    title = fold(words)
    parts = [fold(part) for part in words.split()] if 0 < len(words) <= MOST_CHARACTERS else []
    titled = uids_titled(ask, list(filter(None, parts))[:MOST_WORDS], title, MOST_MEANT) if title else []
    begun = uids_beginning(ask, words)
    return events_of(ask, place, list(dict.fromkeys((*begun, *titled)))[:MOST_MEANT])


def entry_uids(uid: str, org: int = FIRST) -> list[str]:
    """The UID, and those of the events whose entry in a feed of that organisation may have it, the longest first.

    >>> entry_uids("edc20de4ef3f2fe7-2026@yueling")
    ['edc20de4ef3f2fe7-2026@yueling', 'edc20de4ef3f2fe7-2026', 'edc20de4ef3f2fe7']
    >>> entry_uids("edc20de4ef3f2fe7-2026.7@yueling", 7)[1:]
    ['edc20de4ef3f2fe7-2026', 'edc20de4ef3f2fe7']
    """
    found, uid = [uid], uid_inside(org, uid.removesuffix(OWN_ENTRY))
    if uid != found[0]:
        found.append(uid)
    parts = uid.split("-")[:MOST_WORDS]
    return [*found, *("-".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))]


def encodable(text: str) -> bool:
    """Whether a database takes the text: lone halves of characters it does not."""
    return all(not "\ud800" <= char <= "\udfff" for char in text)


def plain(word: str) -> str:
    """The word with the signs that LIKE would read."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def refresh(ask: Ask, execute: Execute, uids: Sequence[str] | None = None) -> None:
    """Writes the words of these events anew, or of all; those of events that are no more are taken out."""
    if uids is None:
        execute("DELETE FROM event_words WHERE org = this_org()", {})
        rows: Iterable[Row] = ask(FIELDS, {})
    else:
        if uids:
            execute("DELETE FROM event_words WHERE org = this_org() AND uid = :uid", [{"uid": uid} for uid in uids])
        rows = asked_in_parts(ask, f"{FIELDS} AND e.uid", uids)
    if new := list(map(record, rows)):
        execute("INSERT INTO event_words (org, uid, title, words) VALUES (this_org(), :uid, :title, :words)", new)


def record(row: Row) -> Mapping[str, str]:
    """The words of a row of FIELDS."""
    uid, title, *texts, tags, origin = row
    fields = [title, *texts, *_read(tags), *_imported(origin)]
    words = GAP.join(dict.fromkeys(filter(None, (fold(text) for text in fields if text))))
    return {"uid": uid, "title": fold(title), "words": f"{words}{GAP}{uid.casefold()}"}


def _read(tags: str) -> Iterator[str]:
    """The tags of a tags column; none of a damaged one, which the check-up names."""
    try:
        yield from map(str, json.loads(tags))
    except (ValueError, TypeError):
        return


def _imported(origin: str | None) -> list[str]:
    """What another calendar says of the event."""
    if not origin:
        return []
    try:
        read = Origin.from_json(json.loads(origin))
    except (ValueError, LookupError, TypeError):
        return []
    return [read.calendar, *(read.said(name) for name in ("LOCATION", "DESCRIPTION", "CONTACT", "URL"))]
