"""What is published: a feed of everything, of a kind or of a tag, with its name and its title."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rules import Message

from ..events import KINDS, Event
from ..lines import one_line
from ..selection import EVERYTHING, Selection, can_be_asked

_ALL = Message("Everything")
_TITLES = {
    "observance": Message("Observances"),
    "event": Message("Events"),
    "window": Message("Windows"),
    "deadline": Message("Deadlines"),
    "duty": Message("Duties"),
    "anniversary": Message("Anniversaries"),
    "offset": Message("Counted dates"),
}


@dataclass(frozen=True, slots=True)
class Feed:
    """A published calendar: a selection of the events, with its name and its title.

    `name` stands in addresses and file names, `title` is what a calendar program shows.
    """

    name: str
    title: str
    selection: Selection = EVERYTHING
    within: Selection = EVERYTHING
    """What is wanted of it, where that is less (`options.Look`)."""
    over: bool = False
    """Whether nothing belongs into it any more: it stays, empty, so that what was subscribed to it disappears there."""
    private: bool = False
    """Whether its readers are known by a token, so that what is kept from others may stand in it."""

    def holds(self, event: Event) -> bool:
        """Whether the event belongs into this feed."""
        if self.over or event.withheld or (event.is_private and not self.private):
            return False
        return self.selection.holds(event) and self.within.holds(event)

    @property
    def takes_public(self) -> bool:
        """Whether everything belongs into it that no calendar keeps from others."""
        return not self.over and self.selection.is_everything and self.within.is_everything

    @property
    def kind(self) -> str | None:
        """The only kind that it holds, whatever else it asks for; None where there are several."""
        return self.selection.kinds[0] if len(self.selection.kinds) == 1 else None

    @property
    def tag(self) -> str | None:
        """The only tag that it asks for; None where there are several or none."""
        return self.selection.tags[0] if len(self.selection.tags) == 1 else None


def feeds_of(events: Iterable[Event], lang: str = "zh", owner: str | None = None) -> list[Feed]:
    """One feed of everything, then one per kind that occurs (in the order of KINDS), then one per tag (sorted).

    Their titles begin with the owner, by default the name of this program: in a list of calendars they stand together.
    A tag that no selection can hold, because it is blank or too long, has no feed.
    """
    kinds: set[str] = set()
    tags: set[str] = set()
    for event in (event for event in events if not event.withheld):
        kinds.add(event.kind)
        tags.update(filter(can_be_asked, event.tags))
    return [
        Feed("all", _titled(_ALL.say(lang), lang, owner)),
        *(kind_feed(kind, lang, owner) for kind in KINDS if kind in kinds),
        *(tag_feed(tag, lang, owner) for tag in sorted(tags)),
    ]


def tag_feed(tag: str, lang: str = "zh", owner: str | None = None) -> Feed:
    """The feed of a tag; it exists also while no event has the tag any more."""
    return Feed(tag_name(tag), _titled(tag, lang, owner), Selection(tags=(tag,)))


def kind_feed(kind: str, lang: str = "zh", owner: str | None = None) -> Feed:
    """The feed of a kind; it exists also while no event is of that kind, so that a subscription outlives its events."""
    return Feed(kind, _titled(_TITLES[kind].say(lang), lang, owner), Selection(kinds=(kind,)))


def narrowed(feed: Feed, within: Selection, lang: str = "zh") -> Feed:
    """What of the feed is wanted, under a title that says so."""
    if within.is_everything:
        return feed
    kinds = [_TITLES[kind].say(lang) for kind in within.kinds]
    others = (*within.tags, *within.organisations, *within.people, *within.words)
    wanted = ("、" if lang == "zh" else ", ").join((*kinds, *(one_line(word, 60) for word in others)))
    title = Message("{title} ({words})", title=feed.title, words=one_line(wanted, 120)).say(lang)
    return replace(feed, title=title, within=within)


def in_language(feed: Feed, lang: str, owner: str | None = None) -> Feed:
    """The feed with its title in that language, where the title is not somebody's own."""
    if feed.name == "all":
        return replace(feed, title=_titled(_ALL.say(lang), lang, owner))
    if feed.kind == feed.name:
        return replace(feed, title=_titled(_TITLES[feed.name].say(lang), lang, owner))
    if feed.tag is not None and feed.name == tag_name(feed.tag):
        return replace(feed, title=_titled(feed.tag, lang, owner))
    return feed


def words_of(feed: Feed, lang: str = "zh") -> str:
    """What the feed holds, in a word: its tag, its kind, or everything; of one that somebody named its title."""
    if is_named(feed):
        return one_line(feed.title, 60)
    if feed.tag is not None:
        return one_line(feed.tag, 60)
    return (_TITLES[feed.kind] if feed.kind else _ALL).say(lang)


def is_named(feed: Feed) -> bool:
    """Whether somebody named it; the others are there by themselves."""
    return not is_standing(feed.name)


def is_standing(name: str) -> bool:
    """Whether a name belongs to the feeds that are there by themselves: of everything, of the kinds and of the tags.

    >>> is_standing("deadline"), is_standing("tag-科普"), is_standing("科普处")
    (True, True, False)
    """
    return name == "all" or name in KINDS or name.startswith("tag-")


def _titled(words: str, lang: str, owner: str | None) -> str:
    name = one_line(owner or "", 60) or Message("Yueling").say(lang)
    return Message("{owner}: {words}", owner=name, words=one_line(words, 60)).say(lang)


def tag_name(tag: str) -> str:
    """The name of a tag's feed, for addresses and files: `tag-` and the tag itself where its letters allow.

    Letters and digits of any script stay, so that 科普 is `tag-科普` in a folder and in a browser's address bar; pages
    write it percent-encoded (UTF-8), which is pure ASCII. Neither pinyin (ambiguous, needs a table) nor a bare hash
    says to a person which calendar it is. NFC and lower case keep the name the same on file systems that normalise or
    fold case. Whatever had to be changed gets eight digits of a hash behind it, so that two tags never share a name.

    >>> tag_name("科普"), tag_name("a/b")
    ('tag-科普', 'tag-a-b-c14cddc0')
    """
    kept = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", tag).casefold()).strip("-")[:40].strip("-")
    if kept == tag:
        return f"tag-{kept}"
    digest = hashlib.sha256(tag.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"tag-{kept}-{digest}" if kept else f"tag-{digest}"
