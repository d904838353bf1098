"""What changes something in one organisation: actions, forms, programs, links, passes of the reminders."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from calendars import actions
from calendars.actions.duties import acknowledge, resume, snooze, stop
from calendars.actions.feeds import edit_feed
from calendars.actions.people import edit_person
from calendars.events import Event
from calendars.store.owner import ForeignBackup
from rules import parse

from .readings import DAY, LISTED, Asked, Request, backed_up, dav, printed
from .world import CALDAV, CHANNEL, LINKS, NOW, PUBLIC_FEED, send

WRITINGS: list[Request] = []


def writing(request: Request) -> Request:
    """One among the others."""
    WRITINGS.append(request)
    return request


def _text(asked: Asked) -> str:
    return f"改{asked.chance.randrange(4)}{asked.place.mark}"


@writing
def an_event_is_edited(asked: Asked) -> object:
    """Another place, or another title."""
    changes: dict[str, Any] = {asked.chance.choice(("place", "title", "note")): _text(asked)}
    return actions.edit(asked.store, asked.uid, NOW, **changes)


@writing
def a_duty_is_done_or_put_off(asked: Asked) -> object:
    """By the UID, which every organisation has."""
    store, uid = asked.store, "03e" + "0" * 13
    return asked.chance.choice(
        (
            lambda: actions.complete(store, uid, DAY, NOW, by=_text(asked)),
            lambda: actions.reopen(store, uid, DAY, NOW),
            lambda: snooze(store, uid, DAY, date(2026, 4, 12), NOW, by=_text(asked)),
            lambda: acknowledge(store, uid, DAY, NOW, by=_text(asked)),
        )
    )()


@writing
def messages_end_and_go_on(asked: Asked) -> object:
    """Of a reader whom each organisation has."""
    stop(asked.store, "wang", CHANNEL, NOW)
    return resume(asked.store, "wang", NOW)


@writing
def something_is_taken_back(asked: Asked) -> object:
    """The last step."""
    return actions.undo(asked.store, NOW)


@writing
def an_event_goes_and_comes_back(asked: Asked) -> object:
    """Removed, and that taken back."""
    actions.remove(asked.store, asked.uid, NOW)
    return actions.undo(asked.store, NOW)


@writing
def a_feed_or_a_person_is_changed(asked: Asked) -> object:
    """Their names."""
    if asked.chance.random() < 0.5:
        return edit_feed(asked.store, PUBLIC_FEED, NOW, title=_text(asked))
    return edit_person(asked.store, "li", NOW, name=f"李{_text(asked)}")


@writing
def a_program_changes_something(asked: Asked) -> object:
    """With a token of an editor."""
    uid, key = asked.uid, {"authorization": f"Bearer {asked.place.editor_token}", "if-match": "*"}
    method, path, body = asked.chance.choice(
        (
            ("PATCH", f"/events/{uid}", {"note": _text(asked)}),
            ("POST", "/events", {"text": f"每周{asked.chance.choice('一二三')}上午9点 例会{asked.place.mark}"}),
            ("POST", "/events/03e0000000000000/done", {"day": "2026-05-20"}),
            ("POST", "/events/03e0000000000000/snooze", {"day": "2026-06-20", "until": "2026-05-01"}),
            ("POST", "/events/03e0000000000000/ack", {"day": "2026-06-20", "by": _text(asked)}),
            ("POST", f"/events/{uid}/call_off", {"off": asked.chance.random() < 0.5}),
        )
    )
    data = json.dumps(body).encode()
    return asked.world.client.send(method, f"{asked.place.root}/api/v1{path}", key, data, "application/json").text


@writing
def a_form_comes_back(asked: Asked) -> object:
    """From the desk, with the session of an editor."""
    path = f"/desk/event/{asked.uid}"
    cookie = asked.place.cookie(asked.place.sessions[0])
    page = asked.get(path, **cookie)
    hidden = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page) for name in ("form", "seen")}
    fields = {name: unescape(found[1]) for name, found in hidden.items() if found}
    act = asked.chance.choice(("/call_off", "/remove"))
    return page + asked.world.client.post(asked.place.root + path + act, fields, cookie).text


@writing
def a_link_is_used(asked: Asked) -> object:
    """One of the organisation itself."""
    text = asked.place.link(asked.chance.choice(LINKS), "03e" + "0" * 13, "2026-04", str(asked.chance.random()))
    return asked.world.client.post(f"{asked.place.root}/act/{text}", {}).text


@writing
def a_program_of_another_tries(asked: Asked) -> object:
    """With a token of another organisation: nothing is changed here or there."""
    key = {"authorization": f"Bearer {asked.other.editor_token}", "if-match": "*"}
    path = f"{asked.place.root}/api/v1/events/{asked.uid}"
    answer = asked.world.client.send("PATCH", path, key, json.dumps({"note": "x"}).encode(), "application/json")
    assert answer.status in (401, 403, 404), answer
    return answer.text


@writing
def a_link_of_another_is_tried(asked: Asked) -> object:
    """One that another organisation signed."""
    text = asked.other.link(asked.chance.choice(LINKS), "03e" + "0" * 13, "2026-04", str(asked.chance.random()))
    answer = asked.world.client.post(f"{asked.place.root}/act/{text}", {})
    assert answer.status == 404, answer
    return answer.text


@writing
def reminders_are_sent(asked: Asked) -> object:
    """A pass some days later."""
    return send(asked.store, asked.place.mark, NOW + timedelta(days=asked.chance.randrange(40)))


@writing
def an_event_comes(asked: Asked) -> object:
    """One of the UIDs that others have, and a new one."""
    uid = asked.chance.choice((asked.uid, f"{asked.chance.randrange(5):02d}f{'0' * 13}"))
    return asked.store.save(
        [Event(uid, _text(asked), "event", parse("每年10月1日"), ("报送", f"标签{asked.place.mark}"))], NOW
    )


@writing
def files_are_published(asked: Asked) -> object:
    """All feeds and the page, as files."""
    with TemporaryDirectory() as folder:
        said = printed(asked, "publish", folder)
        return said + "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir()))


@writing
def a_calendar_is_taken_in(asked: Asked) -> object:
    """The own one, in which another program changed a word."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"calendar.{asked.chance.choice(('ics', 'json'))}"
        said = printed(asked, "export", "-o", str(file))
        file.write_text(file.read_text(encoding="utf-8").replace("工作", "作业"), encoding="utf-8")
        return said + printed(asked, "import", str(file), "--yes", "--again")


@writing
def a_backup_is_put_back(asked: Asked) -> object:
    """The own one; that of another organisation is refused, whatever stands in it."""
    with TemporaryDirectory() as folder:
        with suppress(ForeignBackup):
            asked.store.put_back(backed_up(asked.world.within(asked.other), folder), NOW)
            raise AssertionError("a backup of another organisation was put back")
        found = asked.store.put_back(backed_up(asked.store, folder), NOW)
        return found, asked.store.events()


def a_task_is_ticked(asked: Asked) -> object:
    """Over CalDAV; one that somebody changed a moment ago is refused."""
    listed = dav(asked, asked.place, "PROPFIND", "tasks/", LISTED).text
    names = re.findall(r"/tasks/([^<]+\.ics)<", listed)
    name = asked.chance.choice(names)
    task = dav(asked, asked.place, "GET", f"tasks/{name}").body.decode()
    sent = re.sub(r"STATUS:.*?\r\n", "STATUS:COMPLETED\r\n", task)
    answer = dav(asked, asked.place, "PUT", f"tasks/{name}", sent.encode())
    assert answer.status in (201, 204, 403), answer
    return task + answer.text


if CALDAV:
    writing(a_task_is_ticked)
