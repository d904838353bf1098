"""The front door of the second reader: a notice, what was found in it, and the settings in; opinions out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from rules import Finding, Message, Notice

from .asking import Question, answer_to
from .comparing import compare
from .errors import NoAnswer
from .keeping import Kept
from .marks import mark_of
from .opinions import Asked, Opinions
from .settings import SecondReader


def second_opinion(
    notice: Notice,
    findings: Sequence[Finding],
    settings: SecondReader | None,
    reference: date | None = None,
    *,
    now: datetime,
    kept: Kept | None = None,
    env: Mapping[str, str] = os.environ,
) -> Opinions:
    """What a second reader says of the findings, one opinion for each, and what dates it names beside them.

    Without settings nothing is sent, nor is a document that is marked as not for others; where nobody answers, `problem` says
    why. Nothing is raised for what the other side does, and no finding is changed: opinions are shown beside it, and what was
    missed becomes an entry only where a person makes it one. It takes at most twice `settings.timeout` seconds. `now` has a
    zone; `reference` is the day on which the notice was received, as `rules.find` takes it; `kept` is where answers are kept,
    the platform's place for it where none is named; the key is looked up in `env`.

    >>> from datetime import UTC
    >>> from rules import find, read_notice
    >>> notice = read_notice("内部资料　不得外传\\n关于报送总结的通知\\n请于2026年4月15日前报送总结。\\n")
    >>> now = datetime(2026, 3, 1, tzinfo=UTC)
    >>> second_opinion(notice, find(notice), None, now=now).notes()
    ()
    >>> reader = SecondReader("https://models.example.org/v1", "qwen")
    >>> print(second_opinion(notice, find(notice), reader, now=now).problem)
    nothing was sent to the second reader: the document is marked “内部资料”
    """
    if settings is None:
        return Opinions()
    if mark := mark_of(notice):
        said = Message("nothing was sent to the second reader: the document is marked “{mark}”", mark=mark)
        return Opinions(problem=said)
    question = Question.on(notice, settings)
    try:
        answer, when = answer_to(question, settings, now, kept or Kept.usual(), env)
    except NoAnswer as error:
        said = Message("the second reader at {place} gave no answer: {said}", place=settings.place, said=error.said)
        return Opinions(problem=said)
    asked = Asked(settings.model, settings.place, when, len(question.text), len(notice.text), question.masked)
    found = compare(notice.text, findings, answer, asked, notice.issued or reference)
    dropped = dict(answer.dropped) | ({"without a date that was looked for": found.idle} if found.idle else {})
    return Opinions(found.opinions, found.missed, asked, dropped=dropped)
