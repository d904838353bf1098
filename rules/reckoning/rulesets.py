"""How each statute counts periods: one named set of rules a statute, with the article that each of them rests on.

Sources are the statutes themselves as in force in 2026; a `RuleSet` names the article of each step. What a statute leaves
open is taken from the Civil Code, 民法典 200–204, and said where it matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..messages import Message

AFTER_DAYS_OFF = "day after the days off"
FIRST_WORKDAY = "first working day"
NO_ROLL = "none"


@dataclass(frozen=True, slots=True)
class Article:
    """A place in a statute, as it is cited."""

    law: Message
    number: int = 0
    paragraph: int = 0

    def cite(self) -> Message:
        """The citation in words.

        >>> Article(Message("Civil Code"), 203).cite().say("en")
        'Civil Code art. 203'
        """
        if not self.number:
            return self.law
        if not self.paragraph:
            return Message("{law} art. {number}", law=self.law, number=self.number)
        return Message(
            "{law} art. {number} para. {paragraph}", law=self.law, number=self.number, paragraph=self.paragraph
        )


@dataclass(frozen=True, slots=True)
class RuleSet:
    """How one statute counts: `name` is its key in RULE_SETS.

    >>> RULE_SETS["penalty"].meant(5, "days"), RULE_SETS["penalty"].meant(90, "days")
    ('workdays', 'days')
    """

    name: str
    title: Message
    articles: tuple[tuple[str, Article], ...] = ()
    """The article of a step: start, month, roll, inner, end, unit, post; what is missing is the Civil Code's."""
    counts: str = "days"
    """What its days are: `days`, or `workdays` where all of them are working days."""
    short: tuple[int, ...] = ()
    """Amounts of days that are working days, where only some are."""
    includes_start: bool = False
    """Whether the day from which it is counted is its first."""
    roll: str = AFTER_DAYS_OFF
    """What becomes of a last day off: it gives way to the `day after the days off` or to the `first working day`."""
    roll_stated: bool = True
    """Whether the statute says so itself; if not, it is taken from the Civil Code, which makes the date tentative."""
    extends_by_inner_holidays: bool = False
    """Whether three days off in a row, or more, inside a period of days make it longer."""
    ends_day_before: bool = False
    """Whether it ends on the day before the corresponding day."""
    posted: bool = False
    """Whether what is posted on the last day is in time."""

    @property
    def zh(self) -> str:
        """The statute's name in Chinese."""
        return self.title.say("zh")

    @property
    def en(self) -> str:
        """The statute's name in English."""
        return self.title.say("en")

    def meant(self, amount: int, unit: str) -> str:
        """The unit that the statute means by it: its days may be working days."""
        working = unit == "days" and (self.counts == "workdays" or amount in self.short)
        return "workdays" if working else unit

    def article(self, step: str) -> Article:
        """The article that rules a step: the statute's own or the Civil Code's."""
        return dict(self.articles).get(step) or dict(_CIVIL_ARTICLES)[step]


_CIVIL = Message("Civil Code")
_CIVIL_ARTICLES = (
    ("start", Article(_CIVIL, 201)),
    ("month", Article(_CIVIL, 202)),
    ("roll", Article(_CIVIL, 203)),
    ("end", Article(_CIVIL, 203)),
)


def _by(law: Message, number: int, steps: str, paragraph: int = 0) -> tuple[tuple[str, Article], ...]:
    return tuple((step, Article(law, number, paragraph)) for step in steps.split())


_LICENSING = Message("Administrative Licensing Law")
_PENALTY = Message("Administrative Penalty Law")
_COERCION = Message("Administrative Coercion Law")
_REVIEW = Message("Administrative Reconsideration Law")
_CIVIL_PROCEDURE = Message("Civil Procedure Law")
_REPLY = Message("Supreme People's Court, reply of 2014-12-12")
_ADMINISTRATIVE = Message("Interpretation of the Administrative Litigation Law")
_CRIMINAL = Message("Criminal Procedure Law")
_TAX = Message("Implementation Rules of the Tax Collection Law")
_PATENT = Message("Implementation Rules of the Patent Law")
_TRADEMARK = Message("Implementation Regulations of the Trademark Law")
_BILLS = Message("Negotiable Instruments Law")
_TRAFFIC = Message("Measures for Scoring Road Traffic Offences")

_IN_COURT = (*_by(_CIVIL_PROCEDURE, 85, "start roll post"), ("month", Article(_REPLY)))


def _table(sets: Iterable[RuleSet]) -> dict[str, RuleSet]:
    return {rules.name: rules for rules in sets}


RULE_SETS: dict[str, RuleSet] = _table(
    (
        RuleSet("civil-code", _CIVIL, _CIVIL_ARTICLES),
        RuleSet("licence", _LICENSING, _by(_LICENSING, 82, "unit"), counts="workdays", roll_stated=False),
        RuleSet("penalty", _PENALTY, _by(_PENALTY, 85, "unit"), short=(2, 3, 5, 7), roll_stated=False),
        RuleSet("coercion", _COERCION, _by(_COERCION, 69, "unit"), short=tuple(range(1, 11)), roll_stated=False),
        RuleSet("review", _REVIEW, (*_by(_REVIEW, 88, "unit"), *_IN_COURT), short=(3, 5, 7, 10), posted=True),
        RuleSet("civil-procedure", _CIVIL_PROCEDURE, _IN_COURT, posted=True),
        RuleSet("administrative-procedure", _ADMINISTRATIVE, _by(_ADMINISTRATIVE, 48, "start roll post"), posted=True),
        RuleSet("criminal-procedure", _CRIMINAL, _by(_CRIMINAL, 105, "start roll post"), posted=True),
        RuleSet(
            "custody",
            Message("Criminal Procedure Law, time in custody"),
            _by(_CRIMINAL, 105, "start roll"),
            roll=NO_ROLL,
        ),
        RuleSet("tax", _TAX, _by(_TAX, 109, "roll inner"), extends_by_inner_holidays=True),
        RuleSet("patent", _PATENT, _by(_PATENT, 5, "start month roll"), roll=FIRST_WORKDAY),
        RuleSet("trademark", _TRADEMARK, _by(_TRADEMARK, 12, "start month roll", 1), roll=FIRST_WORKDAY),
        RuleSet(
            "trademark-validity",
            Message("Implementation Regulations of the Trademark Law, validity"),
            _by(_TRADEMARK, 12, "start month", 2),
            includes_start=True,
            roll=NO_ROLL,
            ends_day_before=True,
        ),
        RuleSet("bills", _BILLS, _by(_BILLS, 107, "month")),
        RuleSet("traffic", _TRAFFIC, _by(_TRAFFIC, 36, "unit"), roll_stated=False),
        RuleSet("calendar", Message("plain calendar days"), roll=NO_ROLL),
    )
)
"""Every set by its name. `trademark` is paragraph 1 of the article, the periods; `trademark-validity` is paragraph 2."""
