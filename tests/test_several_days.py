"""What runs from a time of day to one of a later day is shown with both days, wherever it is shown."""

from __future__ import annotations

from datetime import date

import pytest

from calendars.captions import headline, period_of, time_words
from calendars.events import Event, agenda, uid_of
from calendars.feeds import placed
from calendars.lists.rows import page_of
from calendars.views import when
from rules import Clock, Recurrence, Span, parse
from rules.kinds import Fixed

DAY, TWO = Span(date(2026, 6, 1), date(2026, 6, 1)), Span(date(2026, 6, 1), date(2026, 6, 2))
OVERNIGHT = Event(uid_of("停电"), "停电检修", "window", parse("2026年6月1日18:00至6月2日08:00"))


@pytest.mark.parametrize(
    ("span", "clock", "words"),
    [
        (DAY, None, "2026-06-01"),
        (DAY, Clock(540, 660), "2026-06-01 09:00–11:00"),
        (DAY, Clock(end=660), "2026-06-01 11:00"),
        (TWO, None, "2026-06-01 – 2026-06-02"),
        (TWO, Clock(1080, 480), "2026-06-01 18:00 – 2026-06-02 08:00"),
        (TWO, Clock(start=1080), "2026-06-01 18:00 – 2026-06-02"),
        (TWO, Clock(end=480), "2026-06-01 – 2026-06-02 08:00"),
    ],
)
def test_each_time_of_day_stands_with_its_day(span: Span, clock: Clock | None, words: str) -> None:
    assert period_of(span, clock, str) == words


def test_tables_lists_and_feeds_show_the_day_on_which_it_ends() -> None:
    (entry,) = agenda([OVERNIGHT], Span(date(2026, 5, 1), date(2026, 7, 1)))
    assert when(entry.occurrence, "zh") == "2026-06-01 周一 18:00 – 2026-06-02 周二 08:00"
    assert time_words(entry, "zh") == "18:00 至 6月2日 08:00"
    (row,) = page_of([entry], "", "zh").rows
    assert row[0] == "2026-06-01 18:00 – 2026-06-02 08:00"


@pytest.mark.parametrize(("days", "first", "words"), [(7, 1, "报送统计表"), (8, 8, "报送统计表（6月1日–6月8日）")])
def test_a_week_in_which_something_is_due_is_shown_whole_and_what_is_longer_on_its_last_day(
    days: int, first: int, words: str
) -> None:
    duty = Event(uid_of("统计"), "报送统计表", "duty", Recurrence(Fixed(date(2026, 6, 1), date(2026, 6, days))))
    (entry,) = agenda([duty], Span(date(2026, 5, 1), date(2026, 7, 1)))
    assert placed(entry) == (date(2026, 6, first), date(2026, 6, days))
    assert headline(entry) == words
