"""From what was found in a notice to events that can be stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rules import Finding, Notice, Recurrence, put_off_length, said_place, undated
from rules.kinds import Announced

from .events import KINDS, Event, Reading, Source, uid_of
from .rereading import masked
from .statements import MOVES, STAYS

if TYPE_CHECKING:
    from .second_reader.opinions import Opinion


def draft(notice: Notice, findings: Iterable[Finding], opinions: Sequence[Opinion] = ()) -> list[Event]:
    """An event for every finding that belongs on a calendar and has a rule, or changes what was set before, in the order of
    the text. What such a change is, stands in its `reading`; where no date is named, it has none.

    The UID comes from the notice's text, the kind and the words with their count, so that the same notice, read again, gives
    the same events, whatever its file is called and however its lines are broken. What a second reader said of each finding
    goes with it.
    """
    events: list[Event] = []
    seen: dict[tuple[str, str], int] = {}
    dates: Counter[str] = Counter()
    said = {(one.start, one.end): json.dumps(one.to_json(), ensure_ascii=False) for one in opinions}
    findings = list(findings)
    for finding in (*findings, *undated(notice, findings)):
        sentence = masked(finding.sentence)
        nth = dates[sentence]
        dates[sentence] += 1
        if not belongs(finding):
            continue
        words = "".join(finding.quote.split())
        place = (finding.kind, words)
        seen[place] = seen.get(place, 0) + 1
        title = finding.title or notice.title or finding.quote
        kind = finding.kind if finding.kind in KINDS else "event"
        events.append(
            Event(
                uid=uid_of(notice.digest, *place, str(seen[place])),
                title=title,
                kind=kind,
                recurrence=finding.recurrence or Recurrence(Announced()),
                quote=finding.quote,
                source=source_of(notice, finding),
                action=finding.action,
                actor=finding.actor,
                recipient=finding.recipient,
                place=finding.place or (said_place(finding.sentence) if finding.act in (MOVES, STAYS) else None),
                reading=Reading(
                    title,
                    kind,
                    nth,
                    finding.act,
                    finding.former,
                    by_text(finding),
                    said.get((finding.start, finding.end)),
                ),
            )
        )
    return events


def belongs(finding: Finding) -> bool:
    """Whether a finding belongs on a calendar and has a rule, or says what becomes of an entry that is there."""
    return finding.recurrence is not None if finding.role == "calendar" else finding.act is not None


def by_text(finding: Finding) -> str | None:
    """By how much a date is put off, as it is kept: P1W, -P2D; or the time of day to which it moves: @15:30/."""
    if finding.at:
        return f"@{finding.at.write()}"
    return put_off_length(*finding.by) if finding.by else None


def source_of_notice(notice: Notice) -> Source:
    """The notice itself as a source, without a place in it."""
    return Source(notice.title, notice.number, notice.issuer, notice.issued, notice.digest)


def source_of(notice: Notice, finding: Finding) -> Source:
    """Where the finding stands: the notice and the sentence."""
    return Source(
        title=notice.title,
        number=notice.number,
        issuer=notice.issuer,
        issued=notice.issued,
        digest=notice.digest,
        start=finding.start,
        end=finding.end,
        sentence=" ".join(finding.sentence.split()),
        basis=finding.basis,
        page=notice.document.page_at(finding.start) if notice.document else None,
        row=notice.document.row_at(finding.start) if notice.document else None,
    )
