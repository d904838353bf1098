"""Subscribes to a feed with Evolution Data Server (GNOME Calendar) and prints what it shows, as libical.c has it.

Run with the system's Python, which has `gi`, in a session bus and a home of its own, TZ=Asia/Shanghai:
`dbus-run-session -- /usr/bin/python3 evolution.py FIRST LAST`. The source `feed` (events) or `tasks` stands in the home.
Each line read from the standard input asks for a refresh; then the lines and one that says `end`.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402


def moment(when: Any) -> str:
    """A day or a moment, in China's time, as it stands in a feed."""
    if when.is_date():
        return str(when.as_ical_string())
    return time.strftime("%Y%m%dT%H%M%S", time.localtime(when.as_timet_with_zone(when.get_timezone())))


def pump(seconds: float) -> None:
    """Lets the signals of the server arrive."""
    context, end = GLib.MainContext.default(), time.monotonic() + seconds
    while time.monotonic() < end:
        context.iteration(False)
        time.sleep(0.02)


def show_instance(component: Any, first: Any, end: Any, *_: Any) -> bool:
    """Prints one instance of an event."""
    print("event", component.get_uid(), "", moment(first), moment(end), component.get_summary(), sep="\t")
    return True


def show(client: Any, tasks: bool, first: int, last: int) -> None:
    """Prints all that the calendar shows."""
    if not tasks:
        client.generate_instances_sync(first, last, None, show_instance)
        return
    _, components = client.get_object_list_sync("#t", None)
    for todo in components:
        print("todo", todo.get_uid(), "", moment(todo.get_due()), "", todo.get_summary(), sep="\t")


def main(first: str, last: str, name: str) -> None:
    """Connects to the source, and answers each line of the input."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    tasks = name == "tasks"
    sort = ECal.ClientSourceType.TASKS if tasks else ECal.ClientSourceType.EVENTS
    client = ECal.Client.connect_sync(registry.ref_source(name), sort, 15, None)
    client.set_default_timezone(ICalGLib.Timezone.get_builtin_timezone("Asia/Shanghai"))
    begin, end = (int(time.mktime(time.strptime(day, "%Y%m%d"))) for day in (first, last))
    for _ in sys.stdin:
        client.refresh_sync(None)
        pump(3)
        print("errors 0")
        show(client, tasks, begin - 400 * 86400, end + 86400)
        print("end", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
