"""The yearly holiday notice: real years read right, corrupt copies refused."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest

from rules import WORKDAYS
from rules.reckoning import lunar
from rules.reckoning.holiday_checks import HOLIDAY_CHECKS, residual
from rules.reckoning.holidays import (
    HolidayError,
    HolidayYear,
    holidays_from_ics,
    holidays_from_json,
    parts_of,
    read_holidays,
)

OWN = Path(__file__).parent / "holidays"
SHARED = Path(__file__).parent.parent.parent / "shared" / "calendar"
NOTICES = SHARED / "holiday_notices.json"
NUMBER = re.compile(r"\d+|(?<=共)[三七](?=天)")
facts = pytest.mark.skipif(not NOTICES.exists(), reason="the facts of ../shared/calendar are not here")


def own(name: str) -> str:
    return (OWN / f"{name}.txt").read_text(encoding="utf-8")


def ours(year: int) -> HolidayYear:
    """The year from our own notices, with its change."""
    found = read_holidays(own(str(year)), year)
    change = OWN / f"{year}_change.txt"
    return read_holidays(change.read_text(encoding="utf-8"), before=found) if change.exists() else found


def failed(text: str, year: int | None = None) -> list[str]:
    """The checks that refuse a text."""
    with pytest.raises(HolidayError) as refused:
        read_holidays(text, year)
    assert {failure.check for failure in refused.value.failures} <= set(HOLIDAY_CHECKS)
    assert refused.value.say("zh")
    assert refused.value.say("en")
    return [failure.check for failure in refused.value.failures]


def corrupted(text: str) -> Iterator[str]:
    """The text with one number one more or one less, for every number of it."""
    for match in NUMBER.finditer(text):
        for change in (-1, 1):
            digits = match[0].isdecimal() and match[0].isascii()
            other = str(int(match[0]) + change) if digits else "二四六八"[(match[0] == "七") * 2 + (change > 0)]
            yield text[: match.start()] + other + text[match.end() :]


@pytest.mark.parametrize("year", [2015, 2019, 2020, 2026])
def test_our_own_words_for_real_years_give_the_official_days(year: int) -> None:
    found = ours(year)
    day = date(year, 1, 1)
    while day.year == year:
        works = day in found.days_worked or (day.weekday() < 5 and day not in found.days_off)
        assert works == WORKDAYS.is_workday(day), day
        day += timedelta(1)
    assert found.granted == {2015: 1, 2020: 2}.get(year, 0)
    assert residual(year, parts_of(found)) == found.granted


def test_a_notice_names_its_number_and_its_day() -> None:
    found = read_holidays(own("2026"))
    assert (found.year, found.number, found.issued) == (2026, "国办发明电〔2025〕7号", date(2025, 11, 4))
    assert len(found.statutory) == 13


def test_the_last_day_of_2005_is_worked_by_the_notice_of_2006() -> None:
    found = ours(2006)
    assert date(2005, 12, 31) in found.days_worked
    assert date(2006, 1, 29) in found.days_off  # the month stands behind it in the text
    both = WORKDAYS.with_year(2005, [], []).with_year(2006, found.days_off, found.days_worked)
    assert both.is_workday(date(2005, 12, 31))


@facts
def test_all_notices_of_twenty_three_years_are_read_right() -> None:
    known = json.loads((SHARED / "workdays.json").read_text(encoding="utf-8"))["years"]
    notices = json.loads(NOTICES.read_text(encoding="utf-8"))
    assert len(notices) == 23
    for year, lines in notices.items():
        found = read_holidays("\n".join(lines), int(year))
        assert {str(day) for day in found.days_off} == {day["date"] for day in known[year]["off"]}, year
        assert {str(day) for day in found.days_worked} == {day["date"] for day in known[year]["work"]}, year
        assert found.granted == known[year]["balance"]["residual"], year
        wanted = sorted(day["date"] for day in known[year]["statutory_days"])
        assert sorted(str(day) for _, day in found.statutory) == wanted, year


@facts
def test_corrupt_copies_of_all_notices_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    tried = refused = 0
    for year, lines in json.loads(NOTICES.read_text(encoding="utf-8")).items():
        kept = [line for line in lines if not line.startswith(("http", "注意"))]
        for text in corrupted("\n".join(kept)):
            tried += 1
            try:
                read_holidays(text, int(year))
            except HolidayError:
                refused += 1
    with capsys.disabled():
        print(f"\n{refused} of {tried} corrupt copies refused ({refused / tried:.2%})")
    assert refused >= 0.99 * tried


@pytest.mark.parametrize("year", [2006, 2015, 2019, 2020, 2026])
def test_corrupt_copies_of_our_own_notices_are_refused_or_mean_the_same(year: int) -> None:
    text = own(str(year))
    right = read_holidays(text, year)
    for copy in corrupted(text):
        try:
            found = read_holidays(copy, year)
        except HolidayError:
            continue
        assert (found.days_off, found.days_worked) == (right.days_off, right.days_worked), copy


@pytest.mark.parametrize(
    ("before", "after", "check"),
    [
        ("1月4日（周日）上班", "1月4日（周六）上班", "weekdays"),
        ("共9天", "共8天", "counts"),
        ("5月9日（周六）上班。", "", "balance"),
        ("5月9日（周六）", "5月8日（周五）", "made up"),
        ("5月9日（周六）", "5月2日（周六）", "made up"),
        ("5月9日（周六）", "5月30日（周六）", "near"),
        ("6月19日（周五）至21日（周日）放假，共3天", "6月20日（周六）至21日（周日）放假，共2天", "statutory"),
        ("6月19日（周五）至21日（周日）放假，共3天", "6月19日（周五）、24日（周三）放假", "joined"),
        (
            "清明节：4月4日（周六）至6日（周一）放假，共3天。",
            "清明节：4月4日（周六）放假，与周末连休，5月40日上班。",
            "dates",
        ),
        ("10月1日（周四）至7日（周三）放假", "0月1日（周四）至7日（周三）放假", "dates"),
        ("3.清明节：4月4日（周六）至6日（周一）放假，共3天。\n", "", "complete"),
        ("3.清明节：", "3.端午节：", "complete"),
        ("共3天。\n6.中秋节", "共3天，6月27日（周六）公休日调至6月22日（周一）、23日（周二）。\n6.中秋节", "moves"),
        ("休息，放假3天", "欢度", "dates"),
        ("1月1日（周四）至3日", "2024年1月1日至3日", "dates"),
        ("关于2026年", "关于2025年", "weekdays"),
    ],
)
def test_what_is_wrong_is_said_by_the_check_that_fails(before: str, after: str, check: str) -> None:
    assert before in own("2026")
    assert check in failed(own("2026").replace(before, after))


LONGER = "延长2020年春节假期至{}，{}起正常上班。"


@pytest.mark.parametrize(
    ("year", "change", "check", "said"),
    [
        ("2020", LONGER.format("1月30日", "1月31日"), "counts", "春节: no days up to 2020-01-30"),
        ("2020", LONGER.format("1月29日", "1月30日"), "counts", "春节: no days up to 2020-01-29"),
        ("2020", LONGER.format("2月16日", "2月17日"), "counts", "春节: no days up to 2020-02-16"),
        ("2020", LONGER.format("2月2日", "2月4日"), "counts", "春节: no days up to 2020-02-02"),
        ("2020", LONGER.format("2月4日", "2月5日"), "balance", "4 weekdays cannot be granted in addition"),
        ("2020", LONGER.format("31日", "2月1日"), "dates", "the change is not understood"),
        ("2020", "延长2020年中秋节假期至10月9日，10月12日起正常上班。", "dates", "the change is not understood"),
        ("2020", "延长2020年春节假期至正月初九。", "dates", "the change is not understood"),
        ("2019", "调整2019年重阳节放假安排如下。10月7日放假。", "complete", "重阳节 is missing"),
        ("2019", "2019年5月6日也放假一天。", "dates", "the change is not understood"),
    ],
)
def test_a_change_that_does_not_fit_what_it_changes_is_refused(year: str, change: str, check: str, said: str) -> None:
    with pytest.raises(HolidayError) as refused:
        read_holidays(change, before=read_holidays(own(year), int(year)))
    assert any(said in str(failure.said) for failure in refused.value.failures if failure.check == check), refused.value


def test_a_longer_holiday_takes_back_the_days_worked_in_it_and_no_others() -> None:
    before = read_holidays(own("2020"), 2020)
    found = read_holidays(LONGER.format("2月3日", "2月4日"), before=before)
    assert found.days_off - before.days_off == {date(2020, 1, 31), *(date(2020, 2, n) for n in (1, 2, 3))}
    assert before.days_worked - found.days_worked == {date(2020, 2, 1)}
    assert found.granted == 3


def test_a_day_off_beyond_the_regulation_is_made_up_for_but_one() -> None:
    text = own("2015")
    assert "balance" in failed(text.replace("，9月6日（星期日）上班", ""), 2015)
    assert read_holidays(text, 2015).granted == 1


@pytest.mark.parametrize(
    ("year", "before", "after", "check", "said"),
    [
        ("2020", "1月1日放假1天，不调休", "1月1日放假，与周末连休", "joined", "does not touch a weekend"),
        ("2026", "10月10日（周六）上班", "10月24日（周六）上班", "near", "lies more than 16 days away"),
    ],
)
def test_how_far_days_lie_from_their_festival_is_checked(
    year: str, before: str, after: str, check: str, said: str
) -> None:
    text = own(year).replace(before, after)
    assert text != own(year)
    with pytest.raises(HolidayError) as refused:
        read_holidays(text, int(year))
    assert any(said in str(failure.said) for failure in refused.value.failures if failure.check == check), refused.value


def test_a_day_worked_may_lie_sixteen_days_from_its_festival() -> None:
    text = own("2020").replace("10月10日（周六）上班", "10月24日（周六）上班")
    assert date(2020, 10, 24) in read_holidays(text, 2020).days_worked


@pytest.mark.parametrize(
    ("name", "day", "off", "said"),
    [
        ("国庆节", "2026-09-25", True, "2026-09-25 is off twice"),
        ("国庆节", "2026-05-09", False, "2026-05-09 is worked twice"),
        ("国庆节", "2026-10-03", False, "2026-10-03 is worked and off"),
        ("国庆节", "2026-10-12", False, "2026-10-12 is worked, but is no Saturday or Sunday"),
        ("中秋节", "2026-09-23", True, "2026-09-24 lies between days off and is none"),
        ("中秋节", "2026-10-31", True, "2026-09-28 lies between days off and is none"),
    ],
)
def test_a_day_that_stands_there_once_too_often_is_refused(name: str, day: str, off: bool, said: str) -> None:
    record = holiday_json(ours(2026))
    record["days"] = [*cast("list[object]", record["days"]), {"name": name, "date": day, "isOffDay": off}]
    with pytest.raises(HolidayError) as refused:
        holidays_from_json(json.dumps(record))
    assert any(said in str(failure.said) for failure in refused.value.failures)


def test_a_notice_of_another_year_is_refused() -> None:
    assert "dates" in failed(own("2026"), 2027)


@pytest.mark.parametrize(
    "text", ["", "今天天气很好。", "\0" * 50, "一、元旦：", own("2020_change"), "1月1日放假" * 2000]
)
def test_what_is_no_notice_is_refused(text: str) -> None:
    assert failed(text)
    assert failed(text, 2026)


@pytest.mark.parametrize("year", [0, 1, 1998, 2101, 10_000])
def test_years_without_a_regulation_are_refused(year: int) -> None:
    assert "dates" in failed(own("2026").replace("2026", ""), year or 9)
    with pytest.raises(HolidayError):
        holidays_from_json(json.dumps({"year": year, "days": []}))


def test_no_mutilation_of_a_notice_leads_to_anything_but_a_year_or_a_refusal() -> None:
    chance = random.Random(5)
    for _ in range(600):
        text = own(chance.choice(["2006", "2015", "2019", "2020_change", "2026"]))
        for _ in range(chance.randint(1, 6)):
            begin = chance.randrange(len(text) + 1)
            end = begin + chance.randint(0, 30)
            text = (
                text[:begin]
                + chance.choice(["", text[begin:end] * 2, "日", "月", "至", "调至", "（", "9"])
                + text[end:]
            )
        with suppress(HolidayError):
            read_holidays(text, chance.choice([None, 2015, 2026]))


def test_half_a_notice_is_refused() -> None:
    text = own("2026")
    for end in range(0, text.index("节假日期间"), 7):
        failed(text[: min(end, text.index("10月10日"))])


def test_the_balance_holds_for_every_year_that_is_shipped() -> None:
    for year in sorted(WORKDAYS.years):
        found = from_table(year)
        assert residual(year, parts_of(found)) == {2015: 1, 2020: 2}.get(year, 0), year


def from_table(year: int) -> HolidayYear:
    import tomllib

    from rules.reckoning.workdays import WORKDAY_TABLES

    table = tomllib.loads((WORKDAY_TABLES / f"{year}.toml").read_text(encoding="utf-8"))
    named = ({name: [str(day) for day in days] for name, days in table[key].items()} for key in ("off", "work"))
    off, work = named
    return HolidayYear.from_json({"year": year, "off": off, "work": work})


def test_a_year_survives_its_json() -> None:
    found = ours(2020)
    assert HolidayYear.from_json(json.loads(json.dumps(found.to_json()))) == found


def holiday_json(year: HolidayYear) -> dict[str, object]:
    days = [
        {"name": name, "date": str(day), "isOffDay": off}
        for named, off in ((year.off, True), (year.work, False))
        for name, run in named
        for day in run
    ]
    return {"year": year.year, "papers": [], "days": days}


def test_json_gives_the_same_year() -> None:
    found = holidays_from_json(json.dumps(holiday_json(ours(2026))))
    assert (found.days_off, found.days_worked) == (ours(2026).days_off, ours(2026).days_worked)


@pytest.mark.parametrize("year", sorted(WORKDAYS.years - {2015, 2020}))
def test_every_year_that_is_shipped_can_be_taken_over_from_json(year: int) -> None:
    wanted = from_table(year)
    found = holidays_from_json(json.dumps(holiday_json(wanted)))
    assert (found.days_off, found.days_worked, found.granted) == (wanted.days_off, wanted.days_worked, 0)


@pytest.mark.parametrize("year", [2015, 2020])
def test_days_beyond_the_regulation_are_refused_where_no_notice_grants_them(year: int) -> None:
    with pytest.raises(HolidayError) as refused:
        holidays_from_json(json.dumps(holiday_json(from_table(year))))
    assert [failure.check for failure in refused.value.failures] == ["balance"]


@pytest.mark.parametrize("day", ["2025-11-30", "2025-01-01", "2027-01-01", "2027-12-31"])
def test_a_day_of_a_neighbouring_year_is_no_part_of_the_arrangement(day: str) -> None:
    record = holiday_json(ours(2026))
    record["days"] = [*cast("list[object]", record["days"]), {"name": "元旦", "date": day, "isOffDay": True}]
    with pytest.raises(HolidayError) as refused:
        holidays_from_json(json.dumps(record))
    assert f"{day} does not belong to 2026" in next(str(f.said) for f in refused.value.failures if f.check == "dates")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"year": 2026, "days": [{}]}', '{"year": 2026, "days": []}', "null"])
def test_json_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(HolidayError):
        holidays_from_json(text)


def test_json_of_another_year_is_refused() -> None:
    with pytest.raises(HolidayError):
        holidays_from_json(json.dumps(holiday_json(ours(2026))), 2027)


def calendar_file(year: HolidayYear, off: str, work: str) -> str:
    events = []
    for name, days in year.off:
        end = days[-1] + timedelta(1)
        events.append(f"SUMMARY:{name}{off}\r\nDTSTART;VALUE=DATE:{days[0]:%Y%m%d}\r\nDTEND;VALUE=DATE:{end:%Y%m%d}")
    for name, days in year.work:
        events += [f"SUMMARY:{name}{work}\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}" for day in days]
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"


@pytest.mark.parametrize(("off", "work"), [("（休）", "（班）"), ("假期", "补班"), (" 休", " 班")])
def test_a_calendar_file_gives_the_same_year(off: str, work: str) -> None:
    found = holidays_from_ics(calendar_file(ours(2026), off, work))
    assert (found.days_off, found.days_worked) == (ours(2026).days_off, ours(2026).days_worked)


def test_of_a_calendar_file_of_several_years_the_one_that_is_asked_for_is_taken() -> None:
    both = calendar_file(ours(2019), "（休）", "（班）") + calendar_file(ours(2026), "（休）", "（班）")
    for year in (2019, 2026):  # New Year of 2019 begins in the December before
        found = holidays_from_ics(both, year)
        assert (found.days_off, found.days_worked) == (ours(year).days_off, ours(year).days_worked)
    with pytest.raises(HolidayError):
        holidays_from_ics(both, 2018)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BEGIN:VEVENT\nSUMMARY:元旦（休）\nDTSTART:x\nEND:VEVENT",
        "BEGIN:VEVENT\nSUMMARY:会议\nDTSTART:20260101\nEND:VEVENT",
    ],
)
def test_another_calendar_file_is_refused(text: str) -> None:
    with pytest.raises(HolidayError):
        holidays_from_ics(text)


def test_the_statute_leans_on_the_lunar_tables() -> None:
    assert lunar.new_year(2027) == date(2027, 2, 6)
