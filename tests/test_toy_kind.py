"""A kind that nobody foresaw: what is asked of it is answered, or refused aloud; nothing is answered in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest

from rules import RECKONING, Reckoning, Recurrence, Rule, Span, write
from rules.cautions import cautions, without_rrule
from rules.explaining import reading
from rules.kinds import Announced, Due, Filtered, Moved, Periodic, Together, Weekly, filtered, rule_from_json, through
from rules.kinds.conventions import OTHERS, by_others
from rules.kinds.families import Annual
from rules.languages.meanings import By, Point, Timed
from rules.languages.points import Frame, rule_of
from rules.languages.resolve import recurrence
from rules.messages import Message
from rules.rule import KINDS

YEARS = Span(date(2025, 1, 1), date(2027, 12, 31))


@pytest.fixture(scope="module", autouse=True)
def _known() -> Iterator[None]:
    """The toy is a kind only while the tests of this file run."""
    KINDS["day-of-year"] = DayOfYear
    yield
    KINDS.pop("day-of-year", None)


@dataclass(frozen=True, slots=True)
class DayOfYear(Annual):
    """The nth day of the year (第256天)."""

    kind: ClassVar[str] = "day-of-year"
    n: int
    year: int = 0

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        for year in range(window.first.year, window.last.year + 1):
            day = date(year, 1, 1) + timedelta(self.n - 1)
            if self.year in (0, year) and day.year == year and day in window:
                yield Span(day, day)

    def one_day(self) -> bool:
        return True

    def value(self) -> str:
        return f"R/P1Y/{self.n:03d}"

    def missing_day(self) -> Message | None:
        return Message("years without that day are left out") if self.n == 366 else None


KINDS.pop("day-of-year")
DAY = DayOfYear(256)


def days(rule: Rule) -> list[str]:
    return [str(span.first) for span in rule.spans(YEARS, RECKONING)]


def test_it_comes_round_each_year() -> None:
    assert days(DAY) == ["2025-09-13", "2026-09-13", "2027-09-13"]


@pytest.mark.parametrize(
    "made",
    [
        lambda rule: rule,
        Due,
        lambda rule: Filtered(rule, Weekly((0, 6))),
        lambda rule: Together((rule, DayOfYear(1))),
        Announced,
        lambda rule: Moved(rule, -3, "days"),
    ],
)
def test_kept_to_a_year_it_is_of_that_year_alone_whatever_leans_on_it(made: Callable[[Rule], Rule]) -> None:
    assert {day[:4] for day in days(made(DAY).in_year(2026))} == {"2026"}


def test_a_year_in_front_of_it_keeps_it_to_that_year() -> None:
    assert rule_of(Point(other=DAY, year=2026)) == DayOfYear(256, 2026)
    assert recurrence(By(Point(other=DAY, year=2026), "unstated"), Frame()).rule == Due(
        DayOfYear(256, 2026), "unstated"
    )


def test_it_takes_a_time_of_day_and_a_cycle_of_years() -> None:
    timed = recurrence(Timed(Point(other=DAY), 9 * 60), Frame())
    assert timed.clock
    assert days(filtered(DAY, Periodic("year", 2)).from_day(date(2026, 1, 1))) == ["2026-09-13"]


def test_a_run_may_begin_with_it_and_end_with_it() -> None:
    assert DAY.ends_runs()
    assert [span.days for span in through(DAY, DayOfYear(260)).spans(YEARS, RECKONING)] == [5, 5, 5]


def test_what_is_said_of_any_rule_is_said_of_it() -> None:
    own = Recurrence(DAY)
    assert [occurrence.key for occurrence in own.between(YEARS.first, YEARS.last)] == days(DAY)
    assert cautions(own, date(2026, 1, 1)) == ()
    assert without_rrule(own) is not None
    assert [list(by_others(DAY, name)) for name in OTHERS] == [[]] * len(OTHERS)
    assert Due(DayOfYear(366)).missing_day()


def test_it_is_stored_and_read_back() -> None:
    own = Recurrence(DayOfYear(256, 2026), since=date(2026, 1, 1))
    assert Recurrence.from_json(json.loads(json.dumps(own.to_json()))) == own
    assert rule_from_json(DAY.to_json()) == DAY


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_language_without_words_for_it_says_so(lang: str) -> None:
    with pytest.raises(TypeError, match="no words for DayOfYear"):
        write(Recurrence(DAY), lang)
    with pytest.raises(TypeError, match="no words for DayOfYear"):
        reading(Recurrence(Due(DAY)), lang)


def test_a_kind_that_leaves_questions_open_cannot_be_defined() -> None:
    with pytest.raises(TypeError, match=r"does not answer: .*in_year.*with_phase.*spans or timed, sort"):
        type("Mute", (Rule,), {"kind": "mute"})
    assert "mute" not in KINDS


@pytest.mark.parametrize("name", ["missing_day", "value", "spans"])
def test_each_forgotten_answer_is_named(name: str) -> None:
    own: dict[str, Any] = {
        key: value for key, value in vars(DayOfYear).items() if key in ("missing_day", "value", "spans")
    }
    del own[name]
    with pytest.raises(TypeError, match=f"does not answer: {name}"):
        type("Half", (Annual,), own | {"kind": "half"})
    assert "half" not in KINDS
