"""The command that hands Yueling to assistants."""

from __future__ import annotations

from importlib.util import find_spec

import click

from rules import Message, YuelingError

from ..terminal import LANG
from .group import command
from .session import Session


@command("yueling mcp", "yueling --db sqlite:////srv/yueling/events.sqlite3 mcp", answers=False, name="mcp")
@click.pass_obj
def mcp(session: Session) -> None:
    """Answers an assistant over standard input and output (Model Context Protocol), until it hangs up.

    It reads notices, says what is due, explains rules, counts working days. It stores one thing, an event that was confirmed.
    """
    if find_spec("mcp") is None:
        said = Message("the package that speaks with assistants is missing")
        raise YuelingError(said, Message("pip install 'yueling[mcp]' installs it"))
    from ..mcp.server import Tools, server_of

    tools = Tools(session.trial, lambda: session.store(create=True), lambda: session.moment, LANG.get())
    server_of(tools).run("stdio")
