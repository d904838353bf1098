"""Commands for people and groups: who is reminded, by which channels, of what, and when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from calendars.commands.group import Function, cli, command, global_options
from calendars.commands.shared import Kind, agree, answer
from calendars.people import DEFAULT, MOST_AFTER, MOST_REPEATS, OFF
from calendars.terminal import Number, SpokenGroup, note, option, say, show_said
from rules import Message

from .session import Session

if TYPE_CHECKING:
    from calendars.people import Group, Person
    from calendars.store import Store


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def people() -> None:
    """Says who is reminded, by which channels, of what, and when; those of the settings file stay beside them."""


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def groups() -> None:
    """Puts people together who follow the same; what one wishes himself goes before what his group wishes."""


assert isinstance(people, SpokenGroup)
assert isinstance(groups, SpokenGroup)
people.examples = (
    "yueling people add 张三 --email zhangsan@example.org --channel mail --kind 截止 --lead 7d --lead 1d",
    "yueling people set 张三 --quiet 22:00-07:00 --rest --repeat 3",
    "yueling people list",
)
groups.examples = ("yueling groups add 科普 --tag 科普 --member 张三 --member 李四", "yueling groups list")


class Count(Number):
    """A whole number, or one of the words that turn a wish off and put it back."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number or the word; a usage error where it is neither."""
        return value if value == DEFAULT or (value == OFF and not self.least) else super().convert(value, param, ctx)


class KindOrAny(Kind):
    """A kind of event, or the word for all of them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The kind or the word; raises BadKind."""
        return DEFAULT if value == DEFAULT else super().convert(value, param, ctx)


def options(function: Function) -> Function:
    """The options that say what somebody follows and when he wants to hear of it.

    Of each `default` is as if it had never been said, and of a wish `none` turns it off, whatever groups and settings say.
    """
    several = partial(option, multiple=True)
    for decorate in (
        option("--summary", metavar="DAY", help="the weekday on which the duties of all come, as 周一 or mon; none, default"),
        option(
            "--after", type=Count(1, MOST_AFTER), metavar="N", help="so many days after it the deputy hears; one by default"
        ),
        option("--deputy", metavar="NAME", help="who hears of a deadline that passed and was not done; none, default"),
        option(
            "--repeat", type=Count(0, MOST_REPEATS), metavar="N",
            help="in the last N days before a deadline each day, until done; none, default",
        ),
        option("--default-rest", "usual_rest", is_flag=True, help="on days of rest as groups and settings have it"),
        option("--rest/--no-rest", default=None, help="whether nothing comes on days of rest, but before or after them"),
        option(
            "--quiet", metavar="HOURS", help="nothing comes in these hours, as 22:00-07:00, but after them; none, default"
        ),
        option("--at", metavar="TIME", help="the time of day of reminders that name none, as 07:30; default"),
        several(
            "--lead", "leads", metavar="LEAD",
            help="how long before: 7d, 5wd, 2h, none, default; of one kind alone 截止=7d; without a kind in place of all",
        ),
        option(
            "--everything", is_flag=True,
            help="follows all events, whatever groups follow, but for what the options beside it leave out",
        ),
        several("--word", "words", help="only with this word somewhere; of several all; default: any"),
        several("--person", "people", help="only what this person has to do or can be asked about; default: any"),
        several("--organisation", "organisations", help="only what this body issued, has to do or receives; default: any"),
        several("--tag", "tags", help="only with this tag; may be given several times; default: any"),
        several(
            "--kind", "kinds", type=KindOrAny(), metavar="KIND",
            help="only this kind: deadline duty offset observance anniversary window event, or as 截止; of several any; default",
        ),
    ):  # fmt: skip
        function = decorate(function)
    return function


# -- people -----------------------------------------------------------------------------------------------------------


@command("yueling people list", name="list", under=people)
@click.pass_obj
def people_list(session: Session) -> None:
    """Lists who is reminded: of the database, then of the settings file; with channels, and what each follows and wishes."""
    from calendars.people import NO_WISHES

    from .people_shown import named_record, person_record, show_people, with_usual
    from .recipients import readers

    with session.store() as store:
        found, teams = store.people(), store.groups()
    settings = session.settings
    keys = {one.key for one in found}
    everybody = readers(settings.recipients, found, teams, settings.wishes)
    named = [one for one in readers(settings.recipients, found, teams) if one.id not in keys]
    records = [person_record(one, teams) for one in found] + [named_record(one) for one in named]
    hold = {one.id: one.wishes for one in everybody}
    records = [with_usual(one, hold.get(one["key"], NO_WISHES)) for one in records]
    return answer(session, records, lambda: show_people(records, settings))


@command(
    "yueling people add 张三 --email zhangsan@example.org --channel mail --tag 科普 --lead 7d --lead 1d",
    "yueling people add 值班 --channel stdout --kind 活动 --lead 2h --no-rest",
    name="add", under=people,
)  # fmt: skip
@click.argument("name")
@option("--email", metavar="ADDRESS", help="the mail address; also the key under which it is on record")
@option(
    "--channel",
    "channels",
    multiple=True,
    metavar="NAME",
    help="mail, stdout, or one of the settings; several make several messages",
)
@options
@click.pass_obj
def people_add(session: Session, /, *, name: str, email: str | None, channels: tuple[str, ...], **wanted: Any) -> None:
    """Adds somebody who is reminded of the events that meet all options."""
    from calendars.actions.people import add_person
    from calendars.people import NO_WISHES, Person

    from .people_given import check, everything_of, follows_of, wishes_of_options

    chosen = channels or (("mail",) if email and session.settings.channel("mail") else ())
    follows = follows_of(None, wanted)
    wishes, everything = wishes_of_options(NO_WISHES, follows, wanted), everything_of(False, follows, wanted)
    person = Person(email or name.strip(), name.strip(), email, chosen, follows, wishes, everything)
    check(person, session.settings)
    with session.store(create=True) as store:
        made = add_person(store, person, session.stamp, named=session.named)
        _answer(session, store, made)


@command(
    "yueling people set 张三 --quiet 22:00-07:00 --rest",
    "yueling people set 张三 --deputy 李四 --after 2",
    name="set",
    under=people,
)
@click.argument("name")
@option("--name", "called", metavar="NAME", help="another name")
@option("--email", metavar="ADDRESS", help="another address; what was told stays on record")
@option("--channel", "channels", multiple=True, metavar="NAME", help="these channels in place of the others")
@options
@click.pass_obj
def people_set(
    session: Session, /, *, name: str, called: str | None, email: str | None, channels: tuple[str, ...], **wanted: Any
) -> None:
    """Changes who is reminded, by key, address or name; what no option names stays as it is."""
    from calendars.actions.people import edit_person

    from .people_given import check_changed, everything_of, follows_of, wishes_of_options

    with session.store() as store:
        old = session.around(store).person(name)
        follows = follows_of(old.follows, wanted)
        facts = {"name": called, "email": email, "channels": channels or None}
        changes: dict[str, Any] = {key: value for key, value in facts.items() if value is not None}
        count = len(changes)
        changes |= {"follows": follows, "wishes": wishes_of_options(old.wishes, follows, wanted)}
        changes["everything"] = everything_of(old.everything, follows, wanted)
        given = [
            value for key, value in wanted.items() if value not in (None, ()) and (value is not False or key == "rest")
        ]
        if not given and not count:
            raise click.UsageError(say(Message("say what is to be another: --channel, --tag, --lead, --quiet …")))
        check_changed(old, changes, session.settings)
        became = edit_person(store, old.key, session.stamp, seen=old.sequence, named=session.named, **changes)
        _answer(session, store, became)


@command("yueling people remove 张三", "yueling people remove 张三 --yes", name="remove", under=people)
@click.argument("name")
@option("--yes", "-y", is_flag=True, help="remove without the question")
@click.pass_obj
def people_remove(session: Session, *, name: str, yes: bool) -> None:
    """Reminds somebody no more; what waits for him is void. `yueling undo` takes it back."""
    from calendars.actions.people import remove_person

    with session.store() as store:
        old = session.around(store).person(name)
        if not agree(Message("Remind “{name}” no more?", name=old.name), store, yes=yes):
            return show_said(Message("nothing was removed"))
        gone = remove_person(store, old.key, session.stamp, seen=old.sequence)
    if gone.waiting:
        note(Message("{n} reminders waited for {name}, void from now on", n=gone.waiting, name=old.name))
    if gone.principals:
        note(Message("nobody stands in any more for {names}", names=", ".join(gone.principals)))
    if old.key in [one.key for one in session.named]:
        note(Message("the settings file still has {name}: what it says holds from now on", name=old.name))
    return answer(session, {"removed": old.key}, lambda: show_said(Message("removed: {name}", name=old.name)))


@command("yueling people import", name="import", under=people)
@click.pass_obj
def people_import(session: Session) -> None:
    """Takes over the people of the settings file; they keep their keys, so that nothing is told twice."""
    from calendars.actions.people import import_people

    from .people_given import persons_of

    wanted = persons_of(session.settings)
    with session.store(create=True) as store:
        became = import_people(store, wanted, session.stamp)
    facts = {"added": became.added, "changed": became.changed, "unchanged": became.unchanged}
    counts = {name: len(several) for name, several in facts.items()}
    said = Message("people: {added} added, {changed} changed, {unchanged} as before", **counts)
    answer(session, {name: [one.key for one in several] for name, several in facts.items()}, lambda: show_said(said))


# -- groups -----------------------------------------------------------------------------------------------------------


@command("yueling groups list", name="list", under=groups)
@click.pass_obj
def groups_list(session: Session) -> None:
    """Lists the groups with their members, and what they follow and wish."""
    from .people_shown import group_record, show_groups

    with session.store() as store:
        records = [group_record(one) for one in store.groups()]
    return answer(session, records, lambda: show_groups(records))


@command("yueling groups add 科普 --tag 科普 --member 张三 --member 李四", name="add", under=groups)
@click.argument("name")
@option("--member", "members", multiple=True, metavar="NAME", help="who belongs to it, by key, address or name")
@options
@click.pass_obj
def groups_add(session: Session, /, *, name: str, members: tuple[str, ...], **wanted: Any) -> None:
    """Makes a group: its members follow what it follows, beside what they follow themselves."""
    from calendars.actions.people import put_group
    from calendars.people import NO_WISHES, Group

    from .people_given import follows_of, wishes_of_options

    follows = follows_of(None, wanted)
    with session.store() as store:
        group = Group(name.strip(), members, follows, wishes_of_options(NO_WISHES, follows, wanted))
        before = store.groups()
        made = put_group(store, group, session.stamp, new=True, named=session.named)
        _answer_group(session, store, made, before)


@command("yueling groups set 科普 --add 王五 --drop 李四", name="set", under=groups)
@click.argument("name")
@option("--add", "more", multiple=True, metavar="NAME", help="who belongs to it as well")
@option("--drop", "fewer", multiple=True, metavar="NAME", help="who belongs to it no more")
@options
@click.pass_obj
def groups_set(session: Session, /, *, name: str, more: tuple[str, ...], fewer: tuple[str, ...], **wanted: Any) -> None:
    """Changes a group: its members, what it follows and wishes; what no option names stays as it is."""
    from dataclasses import replace

    from calendars.actions.people import put_group
    from calendars.people import Group

    from .people_given import follows_of, wishes_of_options

    with session.store() as store:
        before = store.groups()
        old = next((one for one in before if one.name == name.strip()), Group(name.strip()))
        around = session.around(store)
        gone = {around.person(one).key for one in fewer}
        members = (*(member for member in old.members if member not in gone), *more)
        follows = follows_of(old.follows, wanted)
        new = replace(old, members=members, follows=follows, wishes=wishes_of_options(old.wishes, follows, wanted))
        became = put_group(store, new, session.stamp, seen=old.sequence, named=session.named)
        _answer_group(session, store, became, before)


@command("yueling groups remove 科普 --yes", name="remove", under=groups)
@click.argument("name")
@option("--yes", "-y", is_flag=True, help="remove without the question")
@click.pass_obj
def groups_remove(session: Session, *, name: str, yes: bool) -> None:
    """Takes a group away; its members stay, and follow what they follow themselves."""
    from calendars.actions.people import remove_group

    with session.store() as store:
        if not agree(Message("Remove the group “{name}”?", name=name), store, yes=yes):
            return show_said(Message("nothing was removed"))
        gone = remove_group(store, name.strip(), session.stamp)
    return answer(session, {"removed": gone.name}, lambda: show_said(Message("removed: {name}", name=gone.name)))


def _answer(session: Session, store: Store, person: Person) -> None:
    from .people_shown import person_record, show_people

    record = person_record(person, store.groups())
    answer(session, record, lambda: show_people([record], session.settings))
    if person.wishes.quiet:
        from .outbox import Outbox
        from .recipients import Recipient
        from .waiting import daily_run, quiet_at

        if ran := daily_run(Outbox(store.engine, store.place)):
            for said in quiet_at([Recipient(person.name, wishes=person.wishes)], ran):
                note(said)


def _answer_group(session: Session, store: Store, group: Group, before: list[Group]) -> None:
    from .people_shown import group_record, narrowed, show_groups

    record = group_record(group)
    answer(session, record, lambda: show_groups([record]))
    for said in narrowed(store.people(), before, store.groups()):
        note(said)
