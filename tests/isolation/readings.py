"""What asks: the store, pages, feeds, the interface for programs, commands. Each gives back all that came.

Whose marks may stand in what came is that of the organisation that was asked, and of nobody where what opens it is another's.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import quote

import cli
from calendars.access import API, FEED, keeping
from calendars.exchange import exported
from calendars.store import Store
from rules import Span, YuelingError
from scheduler.organisations import is_open
from scheduler.outbox import Outbox

from .asking import Answer
from .world import CALDAV, LINKS, NOW, PUBLIC_FEED, SECRET_FEED, Place, World, send

DAY = date(2026, 4, 20)
WORDS = ("报送", "工作", "会议室", "第3项", "总结", "科普日", "没有", "example")


@dataclass(frozen=True)
class Asked:
    """One request: who is asked, and who asks with what is his."""

    world: World
    place: Place
    other: Place
    chance: Random

    @property
    def store(self) -> Store:
        """The store of who is asked."""
        return self.world.within(self.place)

    @property
    def uid(self) -> str:
        """The UID of some event, which each organisation has."""
        return self.chance.choice(self.world.uids)

    @property
    def digest(self) -> str:
        """The digest of some notice, which each organisation has."""
        return self.chance.choice(self.world.digests)

    @property
    def words(self) -> str:
        """Words that somebody looks for: often the mark of another one, but for its first letter."""
        return self.chance.choice((*WORDS, self.other.mark[1:]))

    def get(self, path: str, **headers: str) -> str:
        """A page of who is asked."""
        return self.world.client.get(self.place.root + path, headers).text

    def api(self, path: str, token: str) -> str:
        """An answer of the interface for programs."""
        return self.get(f"/api/v1{path}", authorization=f"Bearer {token}")


Request = Callable[[Asked], object]
READINGS: list[tuple[Request, int]] = []
SEALED: list[tuple[Request, int]] = []
"""What is opened with another's secret: no mark at all comes back."""


def reading(weight: int, into: list[tuple[Request, int]] = READINGS) -> Callable[[Request], Request]:
    """One request among the others, so often."""

    def kept(request: Request) -> Request:
        into.append((request, weight))
        return request

    return kept


# ------------------------------------------------------------------ the store

QUESTIONS: tuple[Callable[[Asked], object], ...] = (
    lambda a: a.store.events(),
    lambda a: a.store.events(kind=a.chance.choice(("deadline", "event"))),
    lambda a: a.store.events(tag=["报送", f"标签{a.other.mark}"]),
    lambda a: a.store.events(ending_from=DAY),
    lambda a: a.store.events(words=a.words),
    lambda a: a.store.events_awake(DAY, DAY + timedelta(days=9)),
    lambda a: a.store.meant(a.words),
    lambda a: a.store.meant(a.uid[:6]),
    lambda a: a.store.event(a.uid),
    lambda a: a.store.event(a.uid[:5]),
    lambda a: a.store.followers(a.uid),
    lambda a: a.store.notice(a.digest),
    lambda a: a.store.notices(),
    lambda a: a.store.statements_in(a.digest),
    lambda a: a.store.statements([a.uid, a.uid]),
    lambda a: a.store.papers(),
    lambda a: a.store.unwanted_in(a.digest),
    lambda a: a.store.files(),
    lambda a: a.store.drafts(),
    lambda a: (a.store.tags(), a.store.tags_used(), a.store.kinds(), a.store.count()),
    lambda a: (a.store.named_feeds(), a.store.named_feed(SECRET_FEED)),
    lambda a: (a.store.people(), a.store.groups(), a.store.stops()),
    lambda a: (a.store.years(), a.store.last_change()),
    lambda a: a.store.steps(9),
    lambda a: a.store.made_by(a.store.steps(3)),
    lambda a: a.store.past(a.uid),
    lambda a: a.store.past("ff" * 8),
    lambda a: a.store.departed(["ff" * 8, a.uid]),
    lambda a: a.store.versions([a.uid]),
    lambda a: a.store.is_awaited(a.uid, DAY),
    lambda a: a.store.duty_states(),
    lambda a: a.store.duty_states([a.uid]),
    lambda a: (a.store.subscriptions(), a.store.subscribed_counts()),
    lambda a: a.store.decisions([a.uid]),
    lambda a: (a.store.organisation(), a.store.own_settings(), is_open(a.store)),
    lambda a: (keeping.accounts(a.store), keeping.tokens(a.store, API), keeping.tokens(a.store, FEED)),
    lambda a: (keeping.token_of(a.store, a.place.feed_token, FEED), keeping.session_of(a.store, a.place.sessions[0], NOW)),
)  # fmt: skip


@reading(600)
def the_store(asked: Asked) -> object:
    """A question to the store."""
    return asked.chance.choice(QUESTIONS)(asked)


@reading(40)
def the_outbox(asked: Asked) -> object:
    """What waits, what was sent."""
    box = Outbox(asked.store.engine, asked.store.place)
    return asked.chance.choice((box.runs, lambda: box.ready(NOW), lambda: box.ready(NOW, [f"{asked.uid}"])))()


@reading(10)
def an_export(asked: Asked) -> object:
    """The calendar of an organisation as a file."""
    store, shape = asked.store, asked.chance.choice(("ics", "json", "csv"))
    return exported(store.events(), shape, Span(DAY, DAY + timedelta(days=60)), store.reckoning())


@reading(6)
def a_backup(asked: Asked) -> object:
    """A copy of all that an organisation has."""
    with TemporaryDirectory() as folder:
        return backed_up(asked.store, folder).read_bytes()


def backed_up(store: Store, folder: str) -> Path:
    """A backup of the store in that folder."""
    file = Path(folder) / "backup.jsonl"
    store.back_up(file, NOW)
    return file


# ------------------------------------------------------------------ pages, feeds, programs

PUBLIC = (
    "/", "/agenda", "/month", "/year", "/subscribe", "/notices", "/feeds/all.ics", "/feeds/deadline.ics",
    f"/feeds/{PUBLIC_FEED}.ics", f"/feeds/{SECRET_FEED}.ics", "/healthz", "/healthz?format=json", "/login", "/robots.txt",
    "/feeds/nothing.ics", "/event/nothing", "/subscribe/qr.svg?feed=all",
)  # fmt: skip
DESK = ("/desk", "/desk/history", "/desk/add", "/duties", "/desk/add?text=每周一例会", "/duties?overdue=1")
API_PATHS = (
    "/events", "/upcoming", "/occurrences?from=2026-04-01&to=2026-06-01", "/duties", "/notices", "/history", "/review",
    "/openapi.json",
)  # fmt: skip


@reading(240)
def a_page(asked: Asked) -> object:
    """What anybody sees."""
    own = (f"/event/{asked.uid}", f"/event/{asked.uid}.ics", f"/notice/{asked.digest}", f"/agenda?q={quote(asked.words)}",
           f"/feeds/tag-{quote(f'标签{asked.other.mark}')}.ics", f"/agenda?tag={quote('报送')}")  # fmt: skip
    return asked.get(asked.chance.choice((*PUBLIC, *own)))


@reading(60)
def the_counters(asked: Asked) -> object:
    """What watches over the server sees."""
    return asked.get(asked.chance.choice(("/metrics", "/healthz?format=json", "/healthz")))


@reading(40)
def a_desk_page(asked: Asked) -> object:
    """What who is logged in sees."""
    own = (f"/desk/event/{asked.uid}", f"/desk/notice/{asked.digest}", f"/desk/event/{'ff' * 8}")
    path = asked.chance.choice((*DESK, *own))
    return asked.get(path, **asked.place.cookie(asked.chance.choice(asked.place.sessions)))


@reading(100)
def a_secret_feed(asked: Asked) -> object:
    """A feed by its token."""
    return asked.get(f"/feeds/secret/{asked.place.feed_token}/{SECRET_FEED}.ics")


@reading(70)
def a_program(asked: Asked) -> object:
    """An answer to a program, with a token."""
    own = (f"/events/{asked.uid}", f"/events/{asked.uid}/why", f"/search?q={quote(asked.words)}", f"/notices/{asked.digest}",
           f"/events?tag={quote(f'标签{asked.other.mark}')}")  # fmt: skip
    path = asked.chance.choice((*API_PATHS, *own))
    return asked.api(path, asked.chance.choice((asked.place.editor_token, asked.place.reader_token)))


@reading(30)
def a_link_looked_at(asked: Asked) -> object:
    """The form of a link."""
    return asked.get(f"/act/{asked.place.link(asked.chance.choice(LINKS), asked.uid, '2026')}")


COLLECTIONS = ("events", "tasks")
LISTED = b'<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
QUERY = b"""<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>
<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>"""


def dav(asked: Asked, of: Place, method: str, path: str, body: bytes = b"") -> Answer:
    """An answer over CalDAV of who is asked, by the token of a program of `of`."""
    name = f"郑{of.mark}"
    word = b64encode(f"{name}:{of.editor_token}".encode()).decode()
    given = {"authorization": f"Basic {word}", "depth": "1"}
    whole = f"{asked.place.root}/dav/{quote(name)}/{path}"
    return asked.world.client.send(
        method, whole, given, body, "application/xml" if body[:1] == b"<" else "text/calendar"
    )


def a_collection(asked: Asked) -> object:
    """What stands there over CalDAV, with all that is said of it."""
    collection = asked.chance.choice(COLLECTIONS)
    ways = (("PROPFIND", LISTED), ("REPORT", QUERY), ("REPORT", QUERY))
    method, body = asked.chance.choice(ways)
    return dav(asked, asked.place, method, f"{collection}/", body).text


def a_collection_with_the_token_of_another(asked: Asked) -> object:
    """What stands there over CalDAV, by the token of another organisation; its own name is no secret to who asks."""
    text = dav(asked, asked.other, "REPORT", f"{asked.chance.choice(COLLECTIONS)}/", QUERY).text
    return text.replace(f"郑{asked.other.mark}", "").replace(quote(f"郑{asked.other.mark}"), "")


if CALDAV:
    reading(30)(a_collection)
    reading(4, SEALED)(a_collection_with_the_token_of_another)


@reading(4, SEALED)
def a_desk_with_the_cookie_of_another(asked: Asked) -> object:
    """A desk page, with the cookie of another organisation."""
    path = asked.chance.choice((*DESK, f"/desk/event/{asked.uid}", f"/desk/notice/{asked.digest}"))
    answer = asked.get(path, **asked.place.cookie(asked.chance.choice(asked.other.sessions)))
    return answer.replace(f"日历{asked.place.mark}", "")  # the title of the pages is no secret


@reading(4, SEALED)
def a_secret_feed_with_the_token_of_another(asked: Asked) -> object:
    """A feed by the token of another organisation."""
    return asked.get(f"/feeds/secret/{asked.other.feed_token}/{SECRET_FEED}.ics")


@reading(4, SEALED)
def a_program_with_the_token_of_another(asked: Asked) -> object:
    """An answer of the interface for programs, by the token of another organisation."""
    return asked.api(asked.chance.choice((*API_PATHS, f"/events/{asked.uid}")), asked.other.editor_token)


@reading(2, SEALED)
def a_link_of_another(asked: Asked) -> object:
    """The form of a link that another organisation signed."""
    path = f"/act/{asked.other.link(asked.chance.choice(LINKS), asked.uid, '2026')}"
    return asked.get(path).replace(f"日历{asked.place.mark}", "")


@reading(2, SEALED)
def the_secrets_of_another(asked: Asked) -> object:
    """What the store knows of a token and a session of another one."""
    store, other = asked.store, asked.other
    return keeping.token_of(store, other.feed_token, FEED), keeping.session_of(store, other.sessions[0], NOW)


# ------------------------------------------------------------------ reminders and commands


@reading(2)
def what_a_pass_would_say(asked: Asked) -> object:
    """A pass that sends nothing."""
    return send(asked.store, asked.place.mark, NOW + timedelta(days=asked.chance.randrange(9)), dry_run=True)


COMMANDS = (
    ("upcoming",), ("upcoming", "--json"), ("list",), ("list", "--json"), ("search", "报送"), ("history",), ("duties",),
    ("notices",), ("feeds", "list"), ("people", "list"), ("groups", "list"), ("tags",), ("export",), ("links", "stopped"),
    ("sent",), ("tokens", "list"), ("subscriptions",),
)  # fmt: skip


@reading(3)
def a_command(asked: Asked) -> object:
    """What a command prints."""
    return printed(
        asked, *asked.chance.choice((*COMMANDS, ("show", asked.uid), ("why", asked.uid), ("search", asked.words)))
    )


def printed(asked: Asked, *words: str) -> str:
    """All that a command says of who is asked."""
    org = ("--org", asked.place.key) if asked.place.key else ()
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        cli.main(["--db", asked.world.url, "--now", "2026-04-08T17:00", *org, *words])
    return "\n".join(_written(stream) for stream in (out, err))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def said(request: Request, asked: Asked) -> str:
    """All that came, as text; what is refused too."""
    try:
        found = request(asked)
    except YuelingError as error:
        return f"{error.say('zh')} {error!r}"
    if isinstance(found, bytes):
        return found.decode("utf-8", "replace")
    return found if isinstance(found, str) else repr(found)
