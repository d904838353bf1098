"""Which zone a calendar file means: by its name in any of the usual spellings, else by how its clocks go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from calendars.exchange.zone_blocks import zone_block
from calendars.exchange.zones import UnknownZone, Zones
from calendars.ical.components import Component, logical, parse
from rules.rfc5545.zone_names import key_of, windows

TWO = """BEGIN:VTIMEZONE
TZID:X
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE"""
ONE = """BEGIN:VTIMEZONE
TZID:X
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE"""


def block(text: str) -> Component:
    tree, faults = parse(logical(line.encode() for line in text.splitlines()))
    assert faults == []
    return tree.children[0]


def zone(text: str, years: range = range(2024, 2027)) -> str:
    return str(Zones({"X": block(text)}, years).find("X"))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("China Standard Time", "Asia/Shanghai"),
        ("W. Europe Standard Time 1", "Europe/Berlin"),
        ("/mozilla.org/20050126_1/Asia/Shanghai", "Asia/Shanghai"),
        ("/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("Z", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("中国标准时间", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("China Standard Time\0\0", "Asia/Shanghai"),
        ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai"),
        ("(UTC+08:00) Beijing, …", "Asia/Shanghai"),
        ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT+08.00) Beijing", "Asia/Shanghai"),
        ("'China Standard Time'", "Asia/Shanghai"),
        ("东京标准时间", "Asia/Tokyo"),
        ("Europe_Berlin", "Europe/Berlin"),
        ("Pacific Time (US & Canada), Tijuana", "America/Los_Angeles"),
        ("(UTC+09:00) Beijing", None),
        ("(UTC+01:00) Nowhere", None),
        ("../../etc/passwd", None),
        ("Shanghai", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_names(name: str, key: str | None) -> None:
    assert key_of(name) == key


def test_the_names_that_windows_gives_are_those_of_icalendar() -> None:
    assert windows() == icalendar.timezone.windows_to_olson.WINDOWS_TO_OLSON


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TWO, "America/New_York"),
        (ONE, "Asia/Shanghai"),
        (ONE.replace("+0800", "+0545"), "Asia/Katmandu"),
        (ONE.replace("+0800", "+0817"), "UTC+08:17"),
        (ONE.replace("TZID:X", "TZID:X\nX-LIC-LOCATION:Asia/Urumqi"), "Asia/Urumqi"),
    ],
)
def test_an_unknown_name_means_the_zone_whose_clocks_go_as_the_file_says(text: str, found: str) -> None:
    assert zone(text) == found


@pytest.mark.parametrize("key", ["Europe/London", "Australia/Lord_Howe", "America/New_York", "Asia/Shanghai"])
def test_a_definition_of_dates_for_a_few_years_is_understood(key: str) -> None:
    written = icalendar.Timezone.from_tzinfo(
        ZoneInfo(key), first_date=datetime(2024, 1, 1).date(), last_date=datetime(2029, 1, 1).date()
    )
    assert zone(written.to_ical().decode().replace("\r\n ", "")) == key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWO.replace("-0400", "later"), "in a way that is not understood"),
        (TWO.replace("FREQ=YEARLY", "FREQ=OFTEN"), "in a way that is not understood"),
        ("BEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE", "without STANDARD or DAYLIGHT"),
    ],
)
def test_a_zone_that_nobody_knows_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(UnknownZone) as caught:
        zone(text)
    assert said in str(caught.value)


def test_a_zone_that_goes_as_no_place_does_tells_when_something_is() -> None:
    zones = Zones({"X": block(TWO.replace("2SU", "3SU"))}, range(2024, 2027))
    own = zones.find("X")
    hours = [datetime(2026, 3, day, 12, tzinfo=own).utcoffset() for day in (10, 14, 16)]
    assert hours == [timedelta(hours=-5), timedelta(hours=-5), timedelta(hours=-4)]
    assert datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(own).hour == 8
    assert "no known time zone goes like “X”" in str(zones.remarks["X"])


@pytest.mark.parametrize("begin", ["2007", "1601", "1970"])
def test_the_rules_of_today_are_those_of_a_zone_whenever_the_file_says_they_began(begin: str) -> None:
    text = TWO.replace("20070311", f"{begin}0311").replace("20071104", f"{begin}1104")
    zones = Zones({"X": block(text)}, range(1970, 2027), {"X": range(2026, 2027)})
    assert str(zones.find("X")) == "America/New_York"
    assert str(Zones({"X": block(text)}, range(1970, 2027)).find("X")) == "America/New_York"


@pytest.mark.parametrize(
    ("name", "hours"),
    [("(GMT+08.00) Nowhere", 8), ("(UTC-03:30) Nowhere", -3.5), ("GMT-05.00/-04.00", -5)],
)
def test_an_offset_within_an_unknown_name_is_taken_and_said(name: str, hours: float) -> None:
    zones = Zones({}, range(2026, 2027))
    assert datetime(2026, 1, 1, tzinfo=zones.find(name)).utcoffset() == timedelta(hours=hours)
    assert "without summer time" in str(zones.remarks[name])


@pytest.mark.parametrize(("name", "hours"), [("UTC+8", 8), ("GMT-03:30", -3.5), ("+05", 5)])
def test_a_name_that_is_an_offset_is_one(name: str, hours: float) -> None:
    assert datetime(2026, 1, 1, tzinfo=Zones({}, range(2026, 2027)).find(name)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("key", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_our_own_definition_of_a_zone_says_every_change_to_the_second(key: str) -> None:
    text = zone_block(key, 2026).decode()
    assert max(map(len, text.split("\r\n"))) <= 75
    zone = icalendar.Timezone.from_ical(text)
    assert isinstance(zone, icalendar.Timezone)
    again = zone.to_tz(lookup_tzid=False)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year < 2037:
        assert moment.astimezone(again).utcoffset() == moment.astimezone(ZoneInfo(key)).utcoffset(), moment
        moment += timedelta(hours=11)
