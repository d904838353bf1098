"""What rules mean: their reading, their dates, and the end of periods that a law counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules import Message, Recurrence, Sort, UnreadRule, YuelingError, explain, parse

from .inquiry import Inquiry, reply

LONGEST = 500
"""Characters of a rule."""
MOST_DATES = 100
FORMS = ("{text}", "自{day}起{text}", "{text} from {day}")
"""How words of a period stand with the day from which they are counted."""


class NoPeriod(YuelingError):
    """Words that a law does not count as a period."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("“{text}” is no period that is counted from a day", text=text),
            Message(
                "write the length and the day, as in 自2026年9月18日起20个工作日内, or give the day apart as `from`"
            ),
        )


def explanation(inquiry: Inquiry, text: str, start: date | None = None, n: int = 5) -> dict[str, Any]:
    """How a rule is read, how it is written, what it may mean too, and its first `n` dates from the day, with their reasons.

    Raises UnreadRule, RuleError.
    """
    return reply(**explain(text, start or inquiry.today, n, inquiry.lang, inquiry.reckoning))


def period(inquiry: Inquiry, text: str, start: date | None = None) -> dict[str, Any]:
    """The last day of a period (自2026年9月18日起20个工作日内), the steps that lead to it, each with its article.

    The words of the length alone (20个工作日内) are counted from `start`. The law is named in brackets (按《民事诉讼法》);
    without one it is the Civil Code.

    Raises UnreadRule, RuleError; NoPeriod where the words are another rule.
    """
    text, rule = _counted(text, start or inquiry.today)
    reckoning = inquiry.reckoning
    found = explain(text, start or inquiry.today, 1, inquiry.lang, reckoning)
    span = rule.rule.single_span(reckoning)
    if span is None:
        raise NoPeriod(text)
    reasons = [reason.say(inquiry.lang) for reason in rule.rule.reasons(span, reckoning)]
    return reply(
        text=text,
        reading=found["reading"],
        rule=found["rule"],
        english=found["english"],
        last=span.last.isoformat(),
        steps=[step.say(inquiry.lang) for step in rule.rule.why(span, reckoning)],
        tentative=bool(reasons),
        reasons=reasons,
        cautions=found["cautions"],
        also=found["also"],
    )


def _counted(text: str, start: date) -> tuple[str, Recurrence]:
    """The words with the day from which they count, and their rule; raises what reading them alone does."""
    refused: YuelingError | None = None
    for form in FORMS:
        words = form.format(text=text, day=start.isoformat())
        try:
            rule = parse(words, reference=start)
        except UnreadRule as error:
            refused = refused or error
            continue
        if rule.rule.sort is Sort.COUNTED:
            return words, rule
        refused = refused or NoPeriod(text)
    raise refused or NoPeriod(text)
