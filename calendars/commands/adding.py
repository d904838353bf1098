"""Commands that add events by hand, and from the catalogue of observances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from rules import Message

from ..terminal import LANG, Day, emit_json, note, option, say, show_table
from .group import command
from .session import Session
from .shared import answer, note_changes, outcome_words, show_all, show_outcome

if TYPE_CHECKING:
    from rules import Observance

    from ..events import Lead


@command(
    'yueling add "每年5月30日 全国科技工作者日"',
    'yueling add "明天下午2点半在三楼会议室召开理事会"',
    'yueling add "每年4月15日前 报送工作总结" --tag 科普 --lead 7d --lead 1d',
    "yueling add --catalogue 科协",
)
@click.argument("text", required=False)
@option("--title", help="the title; then TEXT is the rule alone")
@option("--kind", help="deadline, event, observance …; by default as the rule suggests")
@option("--tag", "tags", multiple=True, help="a tag; may be given several times")
@option(
    "--lead", "leads", multiple=True, metavar="7d|3wd|none", help="how long before to remind, in days or working days"
)
@option("--place", help="where it takes place; also read in the line: 在…召开")
@option("--contact", help="whom to ask")
@option("--url", metavar="URL", help="an address with more about it")
@option("--note", "remark", metavar="TEXT", help="what is to be known besides")
@option("--catalogue", metavar="CATEGORY", help="store the observances of a category, such as 科协, in place of TEXT")
@option("--again", is_flag=True, help="of a category, those too that were removed by hand")
@click.pass_obj
def add(
    session: Session,
    *,
    text: str | None,
    title: str | None,
    kind: str | None,
    tags: tuple[str, ...],
    leads: tuple[str, ...],
    place: str | None,
    contact: str | None,
    url: str | None,
    remark: str | None,
    catalogue: str | None,
    again: bool,
) -> None:
    """Stores one rule with its title, or the observances of a category."""
    from .. import actions
    from ..inputs import line_of
    from ..one_line_event import checked_tags, read_leads

    more = {"place": place, "contact": contact, "url": url, "note": remark}
    given = [title, kind, *(one for one in more.values() if one is not None)]
    if (text is None) == (catalogue is None) or (catalogue is not None and any(given)):
        raise click.UsageError(say(Message("give a rule with its title, or --catalogue with a category")))
    if text is None:
        from ..catalogue import starting

        found = starting(catalogue or "", session.today.year)
        kept = checked_tags(tags), read_leads(leads) if leads else None
        return keep_observances(session, found, *kept, category=catalogue, again=again)
    line = line_of(text, session.today, title, kind, tags, leads, **more)
    with session.store(create=True) as store:
        outcome = actions.add(store, line.event, session.stamp, line.given)
        quotas = [state.quota for state in store.duty_states([one.uid for one in outcome.added]).values()]
    show_outcome(outcome, session, line.other)
    for quota in filter(None, quotas):
        note(Message("to be done {times} times each; `yueling duties quota` changes that", times=quota.write()))
    if outcome.unchanged:
        note(Message("it was there already"))
    return note_changes(outcome, Message("it was there already"))


def keep_observances(
    session: Session,
    observances: Sequence[Observance],
    tags: Sequence[str] = (),
    leads: tuple[Lead, ...] | None = None,
    *,
    category: str | None = None,
    again: bool = True,
) -> None:
    """Stores observances of the catalogue and says what became of them; those of a category that were removed stay away."""
    from .. import actions

    with session.store(create=True) as store:
        outcome = actions.add_observances(
            store, observances, session.stamp, tags, leads, again=again or not category, about=category
        )
    from ..records import outcome_record

    return answer(session, outcome_record(outcome), lambda: show_all(outcome_words(outcome)))


@command(
    "yueling observances --on 2026-04-24",
    "yueling observances --search 科普",
    "yueling observances --add 全国科普月 世界水日",
)
@click.argument("names", nargs=-1, metavar="[NAME…]")
@option("--on", "day", type=Day(), metavar="D", help="only those that fall on this day")
@option("--search", "words", metavar="WORDS", help="only those with these words in a name or a category")
@option("--add", "adding", is_flag=True, help="store those that are asked for")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def observances(
    session: Session, *, names: tuple[str, ...], day: date | None, words: str | None, adding: bool, as_json: bool
) -> None:
    """Lists the named days, weeks and months of the catalogue, each with its rule and where that stands."""
    from ..catalogue import chosen, record, rows

    if adding and not (names or day or words):
        raise click.UsageError(say(Message("say which to store, as in --add 全国科普月")))
    wanted = chosen(names, day, words)
    if adding:
        return keep_observances(session, wanted)
    if as_json:
        return emit_json([record(each, session.today) for each in wanted])
    if wanted:
        return show_table(rows(wanted, session.today, LANG.get()))
    return note(Message("the catalogue has none of that kind; `yueling observances` lists all"))
