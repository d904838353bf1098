"""A world of organisations in one database, as alike as can be: every row of one has its like in each other one, under the
same key, and every text in it bears the mark of its organisation.

One organisation is filled by what people do; the others are copies of its rows, in which another mark of the same length
stands. What is secret, tokens, sessions and what signs links, is each one's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from io import StringIO

from sqlalchemy import Connection, String, Table, func, insert, literal, select

from calendars import actions
from calendars.access import API, EDITOR, READER, keeping
from calendars.access.links import ACK, DONE, SNOOZE, STOP, Link, make
from calendars.actions import lay_in
from calendars.actions.access import add_account, issue, log_in
from calendars.actions.duties import acknowledge, set_quota, snooze, stop
from calendars.actions.feeds import add_feed, issue_for
from calendars.actions.links import link_key
from calendars.actions.organising import add_organisation, set_own_settings
from calendars.actions.people import add_person, put_group
from calendars.civil import HOME
from calendars.drafts import draft
from calendars.duties.states import Quota
from calendars.events import Event
from calendars.organisations import FIRST
from calendars.people import Group, Person
from calendars.selection import Selection
from calendars.store import Store
from calendars.store.organisations import owned_tables
from calendars.store.scope import EVERY
from rules import Message, find, parse, read_notice
from scheduler.channels import DeliveryError, Digest, Stdout
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.serving import pages_of_all
from scheduler.session import Session
from scheduler.settings import Settings

from .asking import Client

NOW = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=40)
TREE = (
    ("fujian", ""), ("xiamen", "fujian"), ("siming", "xiamen"), ("quanzhou", "fujian"), ("zhejiang", ""),
    ("hangzhou", "zhejiang"),
)  # fmt: skip
"""The organisations below the first one, each with the one above it: three levels."""
FOLDED = re.compile(r"\r?\n[ \t]")
PASSWORD = "春眠不觉晓处处闻啼鸟"
CHANNEL = "robot"
SECRET_FEED, PUBLIC_FEED = "board", "open-days"
LINKS = (DONE, ACK, SNOOZE, STOP)
CALDAV = find_spec("radicale") is not None and find_spec("a2wsgi") is not None
"""Whether the extra is installed."""
OWN_SECRETS = ("tokens", "sessions", "link_keys", "links_used")


def mark_of(number: int) -> str:
    """The mark that the texts of an organisation bear.

    >>> mark_of(1), mark_of(3)
    ('qaaaaq', 'qccccq')
    """
    return f"q{chr(ord('a') + number - 1) * 4}q"


MARKS = tuple(mark_of(number) for number in range(FIRST, len(TREE) + 2))


def marks_in(text: str) -> set[str]:
    """The marks in a text, also where lines of a calendar are folded."""
    plain = FOLDED.sub("", text) if "BEGIN:" in text else text
    plain = plain.lower()
    return {mark for mark in MARKS if mark in plain}


@dataclass(frozen=True)
class Robot(Stdout):
    """The settings of a channel whose sender the test brings."""


class Keeper:
    """Keeps what is sent; one that is down takes nothing."""

    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.sent: list[Digest] = []

    def send(self, message: Digest) -> None:
        """Takes it; raises DeliveryError."""
        if self.down:
            raise DeliveryError(Message("busy, said {who}", who=message.recipient.name))
        self.sent.append(message)

    def close(self) -> None:
        """Has nothing open."""


@dataclass(frozen=True)
class Place:
    """One organisation, with what its people hold."""

    number: int
    key: str
    feed_token: str
    editor_token: str
    reader_token: str
    sessions: tuple[str, str]
    """Secrets of the cookies of an editor and a reader."""
    key_of_links: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """What its texts bear."""
        return mark_of(self.number)

    @property
    def root(self) -> str:
        """The path of its pages."""
        return f"/o/{self.key}" if self.key else ""

    def cookie(self, secret: str) -> dict[str, str]:
        """The header that logs in here, if the secret does."""
        return {"cookie": f"yueling-session{f'-{self.key}' if self.key else ''}={secret}"}

    def link(self, purpose: str, uid: str, occurrence: str, stamp: str = "") -> str:
        """The text of a link in one of its messages."""
        link = Link(purpose, f"li-{self.mark}", date(2027, 1, 1), uid, occurrence, f"李{self.mark}", 3, CHANNEL)
        return make(link, self.key_of_links, stamp)


@dataclass
class World:
    """All of them on one store."""

    store: Store
    url: str
    places: tuple[Place, ...]
    client: Client
    uids: tuple[str, ...]
    digests: tuple[str, ...]
    now: datetime = NOW

    def within(self, place: Place) -> Store:
        """The store of one."""
        return self.store.within(place.number)

    def checksums(self) -> dict[int, int]:
        """What each organisation holds, as a number; without when a token or a session was last used."""
        lines: dict[int, list[str]] = {place.number: [] for place in self.places}
        with self.store.within(EVERY).engine.connect().execution_options(reading=True) as connection:
            for table in owned_tables():
                if table.name == "rendered":
                    continue  # whoever reads may be the first who has it made
                columns = [column for column in table.c if column.name not in ("org", "used", "seen")]
                for org, *values in connection.execute(select(table.c.org, *columns)):
                    if org != EVERY:
                        lines[org].append(f"{table.name} {values!r}")
        return {org: hash("\n".join(sorted(found))) for org, found in lines.items()}


# ------------------------------------------------------------------ the first one is filled by what people do


def settings_of(mark: str) -> Settings:
    """Whom the settings of an organisation name: the same keys everywhere."""
    readers = (
        Recipient(f"王{mark}", channel=CHANNEL, key="wang"),
        Recipient(f"办公室{mark}", tags=("报送",), channel=CHANNEL, key="office"),
    )
    return Settings(recipients=readers, channels={CHANNEL: Robot()}, feeds_title=f"日历{mark}")


def own_settings(mark: str) -> str:
    """The same as the text that an organisation keeps."""
    return f'[feeds]\ntitle = "日历{mark}"\n\n[[recipients]]\nname = "王{mark}"\nkinds = ["deadline"]\n'


def text_of(mark: str) -> str:
    """A notice."""
    return f"""云溪省科学技术协会{mark}文件
云科协普〔2026〕12号

关于报送科普工作总结{mark}的通知

各设区市科协：
请各单位于4月15日前将工作总结{mark}报送至 zongjie{mark}@example.org。9月第三周举办全国科普日活动{mark}。
5月前后拟召开座谈会{mark}，具体时间另行通知。

云溪省科学技术协会{mark}
2026年4月1日
"""


def later_text(mark: str) -> str:
    """A notice of which everything waits for a person."""
    return text_of(mark).replace("4月15日", "11月16日").replace("总结", "计划")


def events_of(mark: str) -> list[Event]:
    """What stands in the calendar beside the notice; the same UIDs everywhere."""
    rules = (
        ("deadline", "每年4月15日前"), ("event", "每周一上午9点"), ("observance", "每年9月12日"), ("deadline", "每月20日前"),
        ("event", "2026年4月10日下午3点"), ("deadline", "每年5月最后一个工作日前"), ("event", "每季度第一个周三"),
        ("deadline", "2026年6月30日前"),
    )  # fmt: skip
    return [
        Event(
            f"{n:02d}e{'0' * 13}", f"第{n}项工作{mark}", kind, parse(rule), ("报送", f"标签{mark}"),
            quote=f"{rule}{mark}", place=f"会议室{mark}", note=f"备注{mark}", contact=f"陈{mark}", actor=f"科室{mark}",
            recipient=f"上级{mark}", url=f"https://{mark}.example/",
        )
        for n, (kind, rule) in enumerate(rules)
    ]  # fmt: skip


def _fill(store: Store, mark: str) -> None:
    """Everything that an organisation can have, once at least."""
    notice = read_notice(text_of(mark), f"通知{mark}.txt")
    actions.read_in(store, notice, draft(notice, find(notice)), BEFORE)
    first, *others = events_of(mark)
    store.save([first, *others], BEFORE)
    day = date(2026, 4, 20)
    monthly = others[2].uid
    actions.edit(store, monthly, BEFORE, place=f"礼堂{mark}")
    actions.complete(store, monthly, day, BEFORE, by=f"赵{mark}")
    acknowledge(store, first.uid, date(2026, 4, 15), BEFORE, by=f"钱{mark}")
    snooze(store, others[4].uid, date(2026, 5, 29), date(2026, 5, 20), BEFORE, by=f"孙{mark}")
    set_quota(store, others[5].uid, Quota(2, 4), BEFORE)
    for reader in ("gone", f"away-{mark}"):
        stop(store, reader, CHANNEL, BEFORE)
    add_person(store, Person("li", f"李{mark}", f"{mark}@example.org", (CHANNEL,)), BEFORE)
    add_person(store, Person("zhou", f"周{mark}", channels=(CHANNEL,)), BEFORE)
    put_group(store, Group("处室", ("li",)), BEFORE, new=True)
    add_feed(store, SECRET_FEED, f"内部{mark}", Selection(tags=("报送",)), True, BEFORE)
    add_feed(store, PUBLIC_FEED, f"公开{mark}", Selection(kinds=("event",)), False, BEFORE)
    store.save([Event("ff" * 8, f"取消的{mark}", "event", parse("每年3月1日"))], BEFORE)
    actions.remove(store, "ff" * 8, BEFORE)
    actions.edit(store, others[0].uid, BEFORE, note=f"改过{mark}")
    actions.undo(store, BEFORE)
    add_account(store, "editor", PASSWORD, EDITOR, BEFORE)
    add_account(store, "reader", PASSWORD, READER, BEFORE)
    tables = {table.name: table for table in owned_tables()}
    with store.writing() as connection:
        subscription = {
            "name": "别家", "url": f"https://example.org/{mark}.ics", "title": f"外历{mark}", "tags": json.dumps([f"外{mark}"]),
            "due": NOW + timedelta(days=400), "error": json.dumps([f"no answer {mark}", {}]),
        }  # fmt: skip
        read = {"digest": "cd" * 32, "name": f"坏{mark}.pdf", "reader": "1", "error": f"读不了{mark}", "added": BEFORE}
        connection.execute(insert(tables["subscriptions"]), subscription)
        connection.execute(insert(tables["files"]), read)
    notice = read_notice(later_text(mark), f"后来{mark}.txt")
    lay_in(store, notice, draft(notice, find(notice)), BEFORE)
    send(store, mark, NOW - timedelta(days=2))
    send(store, mark, NOW - timedelta(days=1), down=True)


def send(store: Store, mark: str, now: datetime, *, dry_run: bool = False, down: bool = False) -> str:
    """Everything that one pass says to readers and to who looks on."""
    keeper = Keeper(down=down)
    out = StringIO()
    report = remind(store, settings_of(mark), now, out, dry_run=dry_run, senders={CHANNEL: keeper}, trust_clock=True)
    said = "\n".join(line.say("zh") for line in (*report.lines(), *report.warnings, *report.failures))
    letters = "\n".join(f"{one!r} {(one.calendar or b'').decode()}" for one in keeper.sent)
    return f"{out.getvalue()}\n{said}\n{letters}"


# ------------------------------------------------------------------ the others are copies


def _copy(connection: Connection, table: Table, number: int) -> None:
    """The rows of the first one as those of another, with its mark in every text."""
    columns = [column for column in table.c if not (table.name == "sendings" and column.name == "number")]
    taken = [
        literal(number) if column.name == "org"
        else func.replace(column, mark_of(FIRST), mark_of(number)) if isinstance(column.type, String)
        else column
        for column in columns
    ]  # fmt: skip
    question = select(*taken).where(table.c.org == FIRST)
    connection.execute(insert(table).from_select([column.name for column in columns], question))


def _settle(store: Store, key: str, number: int) -> Place:
    """What is each one's own."""
    inner = store.within(number)
    mark = mark_of(number)
    _, feed = issue_for(inner, SECRET_FEED, BEFORE, holder=f"吴{mark}", note=f"手机{mark}")
    _, editor = issue(inner, API, EDITOR, BEFORE, holder=f"郑{mark}", note=f"程序{mark}")
    _, reader = issue(inner, API, READER, BEFORE, holder=f"冯{mark}", note=f"看板{mark}")
    logged = [log_in(inner, found, NOW) for name in ("editor", "reader") if (found := keeping.account(inner, name))]
    return Place(number, key, feed, editor, reader, (logged[0], logged[1]), link_key(inner, BEFORE))


@dataclass(frozen=True)
class Made:
    """What is known of a database that was filled."""

    places: tuple[Place, ...]
    uids: tuple[str, ...]
    digests: tuple[str, ...]


def fill(store: Store) -> Made:
    """Fills an empty database with the world."""
    for key, above in TREE:
        add_organisation(store, key, f"协会{mark_of(store.organisations()[-1].number + 1)}", BEFORE, under=above)
    _fill(store, mark_of(FIRST))
    found = store.organisations()
    with store.organising() as connection:
        for one in found[1:]:
            for table in owned_tables():
                if table.name not in OWN_SECRETS:
                    _copy(connection, table, one.number)
    for one in found[1:]:
        set_own_settings(store, one.key, own_settings(mark_of(one.number)))
    places = tuple(_settle(store, one.key, one.number) for one in found)
    uids = tuple(event.uid for event in store.events())
    return Made(places, uids, tuple(notice.digest for notice in store.notices()))


@contextmanager
def world(url: str, made: Made) -> Iterator[World]:
    """The world on a filled database, served as `yueling serve` does."""
    session = Session(db=url, now=NOW.astimezone(HOME), clock=lambda: NOW)
    session.settings = replace(settings_of(mark_of(FIRST)), caldav=CALDAV)
    with Store.open(url) as store, Client(pages_of_all(session, with_log=False)) as client:
        yield World(store, url, made.places, client, made.uids, made.digests)
