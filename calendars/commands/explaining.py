"""The command that explains a rule."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from rules import Message

from ..terminal import LANG, Day, Number, bold, emit_json, option, say, show, show_line, show_said, show_styled
from .group import command
from .session import Session


@command(
    "yueling explain 9月第三周",
    "yueling explain 每季度 --from 2026-01-01 --count 4 --json",
    "yueling explain 每月5日前 --tree",
)
@click.argument("text", required=False)
@option("--from", "start", type=Day("first"), metavar="D", help="the first day; today by default")
@option("--count", type=Number(1, 1000), default=5, show_default=True, metavar="N", help="how many dates")
@option("--json", "as_json", is_flag=True, help="print JSON")
@option("--batch", is_flag=True, help="read lines of JSON {text, from, count} and answer each with a line")
@option("--tree", is_flag=True, help="show the words and the rows of the grammar by which it is read, with their costs")
@click.pass_obj
def explain(
    session: Session, *, text: str | None, start: date | None, count: int, as_json: bool, batch: bool, tree: bool
) -> None:
    """Says how a rule is read, and its next dates with the reason for each."""
    if batch == (text is not None):
        raise click.UsageError(say(Message("give either a rule or --batch")))
    if tree and text is not None:
        from rules import tree_lines, tree_of

        if as_json:
            return emit_json({"text": text, "tree": [node.to_json() for node in tree_of(text)]})
        return show("\n".join(tree_lines(text)))
    if text is None:
        from ..explain_stream import answers

        for given in answers(sys.stdin.buffer, start or session.today, count, LANG.get(), session.reckoning()):
            emit_json(given, indent=None)
        return None
    from rules import explain as explained

    meaning = explained(text, start or session.today, count, LANG.get(), session.reckoning())
    return emit_json(meaning) if as_json else show_meaning(meaning)


def show_meaning(meaning: Mapping[str, Any]) -> None:
    """Prints an explanation in words."""
    for label, content in (
        (Message("Reading"), meaning["reading"]),
        (Message("Rule"), meaning["rule"]),
        (Message("RRULE"), meaning["rrule"] or say(Message("none: {why}", why=meaning["instead"]))),
    ):
        show_line(label, content)
    if meaning["also"]:
        show_said(Message("It may also be meant as:"))
    for other in meaning["also"]:
        show(f"    {other}")
    for caution in meaning["cautions"]:
        show_said(Message("Beware: {caution}", caution=caution))
    if not meaning["dates"]:
        show_said(Message("It names no dates from that day on."))
    for day in meaning["dates"]:
        span = day["start"] if day["start"] == day["end"] else f"{day['start']} – {day['end']}"
        remarks = (Message(" (tentative)"), day["tentative"]), (Message(" (running)"), day["running"])
        show_styled(bold(span) + "".join(say(remark) for remark, holds in remarks if holds))
        for step in day["why"]:
            show(f"    {step}")
