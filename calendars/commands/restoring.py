"""What `yueling restore` asks, replaces and says."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..organisations import UnknownOrganisation
from ..store import BrokenStore, MissingStore, Store
from ..store.files import file_of
from ..store.owner import ForeignBackup, Owner, left_out
from ..terminal import confirmed, note, say, show_said
from .shared import answer

if TYPE_CHECKING:
    from ..store.backup import Contents
    from .session import Session


@dataclass(frozen=True)
class Restoring:
    """One run of it: the backup that was looked at, and where it is to go."""

    session: Session
    file: Path
    found: Contents
    is_foreign: bool
    """Whether it may be another organisation's."""

    def run(self, *, yes: bool, dry_run: bool) -> int:
        """Puts the backup where the options say and says so; the exit code. Raises ForeignBackup, StoreError."""
        path, above = file_of(self.session.url), None
        try:
            with self.session.store() as store:
                owner = Owner.of(store.organisation())
                self._refuse_foreign(owner)
                wanted = not dry_run and self._replace(store, owner, yes=yes)
        except MissingStore as missing:
            owner = self._owner_anew()
            if wanted := not dry_run:
                self._make(path, is_empty=missing.empty)
        except BrokenStore as broken:
            if not path:
                raise
            owner = self._owner_anew()
            wanted = not dry_run and self._in_place_of(broken, path.resolve(), yes=yes)
        except UnknownOrganisation:
            if not (whose := self.found.owner) or whose.key != self.session.org:
                raise
            owner, wanted = whose, not dry_run
            above = self._again(whose, dry_run=dry_run)
        self._tell(owner, above, wanted=wanted, dry_run=dry_run)
        return 0

    def _again(self, whose: Owner, *, dry_run: bool) -> Owner:
        """Makes an organisation that was removed again of its backup; the one under which it stands."""
        from ..actions.organising import place_of_removed, restore_organisation

        with self.session.installation() as store:
            above = Owner.of(place_of_removed(store, whose))
            if not dry_run:
                restore_organisation(store, whose, self.file, self.session.stamp)
        return above

    def _owner_anew(self) -> Owner:
        """Whose it is in a database that is made for it."""
        key, whose = self.session.org or "", self.found.owner
        owner = Owner(key, whose.name if whose and whose.key == key else "")
        self._refuse_foreign(owner)
        return owner

    def _refuse_foreign(self, owner: Owner) -> None:
        """Raises ForeignBackup where the backup is another organisation's and nobody said that this is meant."""
        whose = self.found.owner
        if whose and whose.key != owner.key and not self.is_foreign:
            raise ForeignBackup(self.file, whose, owner)

    def _replace(self, store: Store, owner: Owner, *, yes: bool) -> bool:
        """Whether everything stored was replaced by the backup, and kept beside it; not where a person does not want it."""
        if store.holds_anything():
            if not _agreed(self._question(store, owner), yes=yes):
                return False
            aside = _aside(file_of(self.session.url), f"before-restore-{self.session.moment:%Y%m%d-%H%M%S}", ".jsonl")
            store.back_up(aside, self.session.stamp)
            note(Message("what was stored is kept in {file}", file=str(aside)))
        store.put_back(self.file, self.session.stamp, foreign=self.is_foreign)
        return True

    def _question(self, store: Store, owner: Owner) -> Message:
        facts: dict[str, str | int | Message] = {
            "here": store.count(),
            "there": self.found.events,
            "moment": self._moment(),
        }
        whose = self.found.owner
        if not (owner.is_named or (whose and whose.is_named)):
            return Message("Replace the {here} events stored here by the {there} of {moment}?", **facts)
        return Message(
            "Replace the {here} events of {into} by the {there} of {whose}, of {moment}?",
            into=owner.title, whose=self._whose(), **facts,
        )  # fmt: skip

    def _make(self, path: Path | None, *, is_empty: bool) -> None:
        """Makes the database that is missing of the backup."""
        session, org = self.session, self.session.org or ""
        if path and not is_empty:
            Store.make_from(path, self.file, session.stamp, org=org, foreign=self.is_foreign)
            return
        with Store.open(session.url, create=True) as store:
            store.with_organisation(org, session.stamp).put_back(self.file, session.stamp, foreign=self.is_foreign)

    def _in_place_of(self, broken: BrokenStore, path: Path, *, yes: bool) -> bool:
        """Whether a database from the backup stands in the place of a broken one, which is set aside."""
        note(broken.said)
        aside = _aside(path, f"broken-{self.session.moment:%Y%m%d-%H%M%S}")
        if not _agreed(Message("Set it aside as {file}, and restore the backup here?", file=aside.name), yes=yes):
            return False
        org = self.session.org or ""
        Store.make_from(path, self.file, self.session.stamp, aside, org=org, foreign=self.is_foreign)
        said = Message(
            "the broken one is kept as {file}; what was sent after the backup may be sent again", file=str(aside)
        )
        note(said)
        return True

    def _tell(self, owner: Owner, above: Owner | None, *, wanted: bool, dry_run: bool) -> None:
        """Says what was replaced, whose it was, what of it stays behind; under which one it was made again (`above`)."""
        if not (wanted or dry_run):
            return show_said(Message("nothing was replaced"))
        whose, left = self.found.owner, self._left_out(owner)
        record = {
            "place": None, "events": self.found.events, "dry_run": dry_run,
            "organisation": {"key": owner.key, "name": owner.name},
            "from": {"key": whose.key, "name": whose.name} if whose else None,
            "made_under": above.key if above else None,
            "left_out": left,
        }  # fmt: skip
        answer(self.session, record, lambda: show_said(self._said(owner, dry_run=dry_run)))
        if above:
            note(_made_words(owner, above, dry_run=dry_run))
        if any(left.values()):
            note(
                Message(
                    "left out, because they are of {whose} alone: accounts: {accounts}, tokens and secret addresses: "
                    "{tokens}, addresses of calendars of others: {subscriptions}, people: {people}, settings: {settings}",
                    whose=self._whose(),
                    **left,
                )
            )
        return None

    def _said(self, owner: Owner, *, dry_run: bool) -> Message:
        facts: dict[str, str | int | Message] = {"n": self.found.events, "moment": self._moment()}
        whose = self.found.owner
        if owner.is_named or (whose and whose.is_named):
            named = facts | {"whose": self._whose(), "into": owner.title}
            if dry_run:
                return Message("{n} events of {whose}, as of {moment}, would go into {into}", **named)
            return Message("restored: {n} events of {whose}, as of {moment}, into {into}", **named)
        if dry_run:
            return Message("{n} events, as of {moment}, would be restored", **facts)
        return Message("restored: {n} events, as of {moment}", **facts)

    def _left_out(self, owner: Owner) -> dict[str, int]:
        """What stays behind, by what it is: nothing where the organisation is the same."""
        whose = self.found.owner
        is_foreign = whose.key != owner.key if whose else self.is_foreign
        found = left_out(self.found.rows, whose)
        return found if is_foreign else dict.fromkeys(found, 0)

    def _whose(self) -> str | Message:
        """How people call the organisation from which the backup came."""
        return self.found.owner.title if self.found.owner else Message("an organisation that it does not name")

    def _moment(self) -> str:
        """When the backup was made, by the clock of the run."""
        return self.found.made.astimezone(self.session.moment.tzinfo).isoformat(" ", "minutes")


def _made_words(owner: Owner, above: Owner, *, dry_run: bool) -> Message:
    """That an organisation which is not there is made again, and under which one."""
    if dry_run:
        return Message(
            "{whose} is not here; it would be made again, under {above}", whose=owner.title, above=above.title
        )
    return Message("{whose} was not here; it is made again, under {above}", whose=owner.title, above=above.title)


def _agreed(question: Message, *, yes: bool) -> bool:
    """Whether something may be replaced; a usage error where nobody can be asked."""
    if not yes and not sys.stdin.isatty():
        raise click.UsageError(say(Message("this asks before it replaces, and nobody can answer here; add --yes")))
    return yes or confirmed(question)


def _aside(path: Path | None, stem: str, end: str = "") -> Path:
    """Where what is replaced is kept: beside the file, in this folder for a database on a server; never over another."""
    for number in count(1):
        name = f"{stem}-{number}{end}" if number > 1 else f"{stem}{end}"
        wanted = path.with_name(f"{path.name}.{name}") if path else Path(f"yueling-{name}")
        if not os.path.lexists(wanted):
            break
    return wanted
