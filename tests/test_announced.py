"""Dates that are announced each year: what is certain, what is predicted, and how an announcement moves one entry."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.actions import add_observances
from calendars.catalogue import NotAnnounced, announce, event_of, read_days, renewed
from calendars.events import Event, agenda, uid_of
from calendars.feeds import Feed, render
from calendars.store import Store
from rules import RECKONING, Recurrence, Rule, RuleError, Span, YuelingError, parse, rule_from_json, write
from rules.kinds import Announced, Lunar, Monthly, NthWeek, NthWeekday, Yearly
from rules.kinds.announced import NOT_YET, PREDICTED
from rules.observances import observance_named

NOW = datetime(2026, 8, 1, 1, 0, tzinfo=UTC)
YEARS = Span(date(2020, 1, 1), date(2023, 12, 31))
WEEK = (date(2021, 9, 11), date(2021, 9, 17))
PREDICTED_WEEKS = NthWeek(9, 3, "saturday")


def of_years(rule: Rule, window: Span = YEARS) -> dict[str, Span]:
    return {key: span for key, span, _ in rule.timed(window, RECKONING)}


def event(rule: str, title: str = "科普日活动") -> Event:
    return Event(uid_of(title), title, "observance", parse(rule))


def test_a_year_has_its_announced_dates_and_the_others_those_of_the_rule() -> None:
    spans = of_years(Announced(PREDICTED_WEEKS, (WEEK,)))
    assert spans["2021"] == Span(*WEEK)
    assert spans["2020"] == Span(date(2020, 9, 19), date(2020, 9, 25))
    assert list(spans) == ["2020", "2021", "2022", "2023"]


def test_announced_dates_are_certain_and_predicted_ones_say_why_they_are_not() -> None:
    rule = Announced(NthWeekday(5, 3, 5), (WEEK,))
    assert rule.reasons(Span(*WEEK), RECKONING) == ()
    assert rule.reasons(Span(date(2022, 5, 21), date(2022, 5, 21)), RECKONING) == (PREDICTED,)
    assert PREDICTED in rule.doubts()


def test_without_a_rule_only_what_was_announced_has_dates() -> None:
    rule = Announced(None, (WEEK,))
    assert of_years(rule) == {"2021": Span(*WEEK)}
    assert rule.doubts() == (NOT_YET,)
    assert (rule.value(), rule.rrule()) == ("R/P1Y", None)


def test_an_announcement_outside_the_month_of_the_rule_leaves_no_second_entry() -> None:
    moved = Announced(PREDICTED_WEEKS).announce(date(2022, 3, 1), date(2022, 3, 2))
    assert of_years(moved)["2022"] == Span(date(2022, 3, 1), date(2022, 3, 2))
    september = Span(date(2022, 9, 1), date(2022, 9, 30))
    assert list(moved.spans(september, RECKONING)) == []


def test_a_second_announcement_of_a_year_takes_the_place_of_the_first() -> None:
    rule = Announced(None, (WEEK,)).announce(date(2021, 9, 18), date(2021, 9, 19))
    assert rule.held == ((date(2021, 9, 18), date(2021, 9, 19)),)


def test_why_tells_what_was_announced_and_what_had_been_predicted() -> None:
    steps = [step.say("en") for step in Announced(PREDICTED_WEEKS, (WEEK,)).why(Span(*WEEK))]
    assert steps == [
        "announced for 2021: 2021-09-11/2021-09-17",
        "the rule had predicted 2021-09-18/2021-09-24",
    ]


def test_a_lunar_rule_may_predict_too() -> None:
    rule = Announced(Lunar(1, 15), ((date(2026, 3, 1), date(2026, 3, 1)),))
    spans = of_years(rule, Span(date(2026, 1, 1), date(2027, 12, 31)))
    assert spans == {
        "2026": Span(date(2026, 3, 1), date(2026, 3, 1)),
        "2027": Span(date(2027, 2, 20), date(2027, 2, 20)),
    }


def test_two_dates_for_a_year_or_an_end_before_the_beginning_are_refused() -> None:
    with pytest.raises(RuleError, match="two dates are announced for 2021"):
        Announced(None, (WEEK, (date(2021, 10, 1), date(2021, 10, 2))))
    with pytest.raises(RuleError, match="it ends on 2021-09-11, before it begins on 2021-09-17"):
        Announced(None, (WEEK[::-1],))


def test_the_rule_can_be_written_in_both_languages() -> None:
    ruled, bare = Recurrence(Announced(Yearly(9, 18))), Recurrence(Announced())
    assert [write(ruled), write(bare)] == ["每年9月18日（逐年公布）", "每年公布日期"]
    assert write(ruled, "en") == "the date announced each year (predicted: 18 September every year)"


months = st.integers(1, 12)
bases = st.none() | st.one_of(
    st.builds(Yearly, months, st.integers(1, 28)),
    st.builds(NthWeekday, months, st.integers(1, 4), st.integers(0, 6)),
    st.builds(NthWeek, months, st.integers(1, 4), st.sampled_from(["monday", "first", "iso", "saturday"])),
)
starts = st.lists(st.dates(date(2015, 1, 1), date(2030, 12, 1)), unique_by=lambda day: day.year, max_size=6)
rules = st.builds(
    lambda base, days, length: Announced(base, tuple((d, date.fromordinal(d.toordinal() + length)) for d in days)),
    bases,
    starts,
    st.integers(0, 30),
)
windows = st.tuples(st.dates(date(2014, 1, 1), date(2031, 1, 1)), st.integers(0, 900), st.integers(0, 900))


@settings(max_examples=150, deadline=None)
@given(rules)
def test_the_rule_comes_back_from_json(rule: Announced) -> None:
    assert rule_from_json(rule.to_json()) == rule


@settings(max_examples=150, deadline=None)
@given(rules, windows)
def test_a_window_cut_in_two_holds_the_same_entries_each_year_once(
    rule: Announced, window: tuple[date, int, int]
) -> None:
    first, one, two = window
    middle = date.fromordinal(first.toordinal() + one)
    last = date.fromordinal(middle.toordinal() + two + 1)
    whole = list(rule.timed(Span(first, last), RECKONING))
    halves = [
        *rule.timed(Span(first, middle), RECKONING),
        *rule.timed(Span(date.fromordinal(middle.toordinal() + 1), last), RECKONING),
    ]
    assert set(halves) == set(whole)
    keys = [key for key, _, _ in whole]
    assert len(keys) == len(set(keys))
    assert [span for _, span, _ in whole] == sorted(span for _, span, _ in whole)


def test_the_store_keeps_the_uid_and_counts_the_change(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'events.sqlite3'}", create=True) as store:
        kept = add_observances(store, [observance_named("全国科技活动周")], NOW).added[0]
        before = {e.occurrence.key: e for e in agenda([kept], Span(date(2027, 1, 1), date(2027, 12, 31)))}
        new = store.edit(kept.uid, NOW, recurrence=announce(kept, read_days("2027-05-22/2027-05-30")))
        (entry,) = agenda([store.event(kept.uid)], Span(date(2027, 1, 1), date(2027, 12, 31)))
    assert (before["2027"].status, entry.status) == ("TENTATIVE", "CONFIRMED")
    assert before["2027"].uid == entry.uid
    assert entry.span == Span(date(2027, 5, 22), date(2027, 5, 30))
    assert new.sequence == kept.sequence + 1
    feed = render(Feed("all", "all"), [entry]).decode()
    assert feed.count("BEGIN:VEVENT") == 1
    assert "STATUS:CONFIRMED" in feed


def test_a_doubtful_rule_of_a_notice_may_be_announced_and_then_predicts() -> None:
    recurrence = announce(event("每年9月第三周"), read_days("2026-09-12"))
    dates = recurrence.between(date(2026, 1, 1), date(2027, 12, 31))
    assert [(o.start, o.key, o.tentative) for o in dates] == [
        ("2026-09-12", "2026", False),
        ("2027-09-20", "2027", True),
    ]


@pytest.mark.parametrize("rule", ["每年5月30日", "每月第三周", "按季度", "2026年5月30日"])
def test_what_is_certain_or_not_yearly_waits_for_no_announcement(rule: str) -> None:
    with pytest.raises(NotAnnounced, match="has no date each year that waits for its announcement"):
        announce(event(rule), read_days("2026-05-29"))


def test_an_announcement_outside_the_years_of_the_rule_is_refused() -> None:
    with pytest.raises(NotAnnounced, match="does not take place in 2026"):
        announce(event_of(observance_named("全国科普日")), read_days("2026-09-12"))


@pytest.mark.parametrize("text", ["", "2026", "2026-02-30", "2026-09-18/2026-09-12", "2026-09-12/x", "九月"])
def test_days_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(YuelingError, match="is no day and no run of days"):
        read_days(text)


def test_the_catalogue_teaches_a_stored_event_but_its_own_announcement_stands() -> None:
    new = event_of(observance_named("全国科技活动周"))
    rule = Announced(None, ((date(2025, 5, 20), date(2025, 5, 21)),))
    old = Event(new.uid, "我们的活动周", "event", Recurrence(rule), ("自有",))
    after = renewed(old, new)
    assert isinstance(after.recurrence.rule, Announced)
    held = {first.year: first for first, _ in after.recurrence.rule.held}
    assert held[2025] == date(2025, 5, 20)
    assert held[2019] == date(2019, 5, 19)
    assert (after.title, after.tags) == ("我们的活动周", ("自有",))


def test_a_rule_that_is_not_announced_stays_as_it_was_edited() -> None:
    new = event_of(observance_named("全国科技工作者日"))
    old = Event(new.uid, new.title, new.kind, Recurrence(Monthly(3)))
    assert renewed(old, new) is old
