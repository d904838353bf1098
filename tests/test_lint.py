"""The lint finds each defect that some calendar program stumbles over, and names its line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.ical.components import MOST_FAULTS
from calendars.ical.lint import effects, lint

GOLDEN = Path(__file__).parent / "feeds"
GOOD = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Test//ZH
NAME:例\\, 一
REFRESH-INTERVAL;VALUE=DURATION:PT12H
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:a@example
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260415
DTEND;VALUE=DATE:20260416
SUMMARY:截止\\; 报送
CATEGORIES:截止,报送
STATUS:CONFIRMED
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-P7D
DESCRIPTION:x
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:b@example
DTSTAMP:20260101T000000Z
DTSTART;TZID=Asia/Shanghai:20260415T090000
DTEND;TZID=Asia/Shanghai:20260415T100000
RRULE:FREQ=YEARLY;UNTIL=20300101T000000Z
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()

RULE = "FREQ=YEARLY;UNTIL=20300101T000000Z"
BROKEN: list[tuple[str, str, str, str]] = [
    ("VERSION:2.0\r\n", "", "head", "VERSION missing"),
    ("VERSION:2.0", "VERSION:1.0", "head", "old VERSION"),
    ("PRODID:-//Example//Test//ZH\r\n", "", "head", "PRODID missing"),
    ("VERSION:2.0", "VERSION:2.0\r\nVERSION:2.0", "head", "VERSION twice"),
    ("VERSION:2.0", "VERSION:2.0\r\nMETHOD:PUBLISH", "head", "METHOD"),
    ("VERSION:2.0", "VERSION:2.0\r\nUID:x", "head", "calendar UID"),
    ("END:VEVENT\r\nEND:VCALENDAR", "END:VEVENT\r\nCOLOR:red\r\nEND:VCALENDAR", "head", "late head line"),
    ("END:VCALENDAR\r\n", "", "balance", "END:VCALENDAR missing"),
    ("END:VEVENT\r\nBEGIN:VEVENT", "BEGIN:VEVENT", "balance", "END:VEVENT missing"),
    ("END:STANDARD", "END:DAYLIGHT", "balance", "wrong END"),
    ("BEGIN:VCALENDAR", "X-A:1\r\nBEGIN:VCALENDAR", "balance", "a line outside"),
    ("截止\\; 报送", "截止; 报送", "escape", "bare semicolon"),
    ("NAME:例\\, 一", "NAME:例, 一", "escape", "bare comma"),
    ("SUMMARY:截止\\; 报送", "SUMMARY:a\\b", "escape", "bare backslash"),
    ("CATEGORIES:截止,报送", "CATEGORIES:截止;报送", "escape", "semicolon in a list"),
    ("SUMMARY:截止", "SUMMARY:截\r\n止", "line", "raw line break"),
    ("SUMMARY:截止", "SUMMARY:截\n止", "line end", "raw line feed"),
    ("SUMMARY:截止", "SUMMARY:截\x07止", "control", "control character"),
    ("SUMMARY:截止", "SUMMARY:截\u2028止", "control", "line separator"),
    ("SUMMARY:截止", "SUMMARY:" + "月" * 23, "folding", "not folded"),
    ("SUMMARY:截止", "\r\nSUMMARY:截止", "line", "empty line"),
    ("UID:b@example", "UID:a@example", "uid", "UID twice"),
    ("UID:b@example\r\n", "", "uid", "no UID"),
    ("UID:b@example", "UID:b@example\r\nRECURRENCE-ID:20260415T010000Z", "uid", "override without master"),
    ("DTSTAMP:20260101T000000Z\r\n", "", "stamp", "no DTSTAMP"),
    ("DTSTAMP:20260101T000000Z", "DTSTAMP;VALUE=DATE:20260101", "stamp", "DTSTAMP a date"),
    ("DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000", "stamp", "DTSTAMP not UTC"),
    ("UID:a@example", "UID:a@example\r\nSEQUENCE:-1", "stamp", "SEQUENCE below 0"),
    ("DTSTART;VALUE=DATE:20260415\r\n", "", "time", "no DTSTART"),
    ("DTEND;VALUE=DATE:20260416", "DTEND;VALUE=DATE:20260415", "time", "DTEND inclusive"),
    ("DTEND;VALUE=DATE:20260416", "DTEND:20260416T000000Z", "time", "DTEND of another type"),
    ("DTEND;VALUE=DATE:20260416", "DTEND;VALUE=DATE:20260230", "time", "impossible date"),
    ("DTSTART;VALUE=DATE:20260415", "DTSTART:20260415", "time", "no VALUE=DATE"),
    ("DTEND;VALUE=DATE:20260416", "DTEND;VALUE=DATE:20260416\r\nDURATION:P1D", "time", "DTEND and DURATION"),
    ("DTSTART;TZID=Asia/Shanghai:2026", "DTSTART:2026", "time", "floating time"),
    ("TZID:Asia/Shanghai", "TZID:Asia/Urumqi", "zone", "TZID not defined"),
    ("BEGIN:STANDARD", "BEGIN:OTHER", "zone", "zone without STANDARD"),
    ("FREQ=YEARLY", "FREQ=OFTEN", "repeat", "unknown FREQ"),
    ("FREQ=YEARLY", "FREQ=YEARLY;COUNT=3", "repeat", "COUNT and UNTIL"),
    ("FREQ=YEARLY", "RSCALE=CHINESE;FREQ=YEARLY", "repeat", "RSCALE"),
    ("UNTIL=20300101T000000Z", "UNTIL=20300101", "repeat", "UNTIL of another type"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nRDATE;VALUE=DATE:20260501", "repeat", "RDATE"),
    ("STATUS:CONFIRMED", "STATUS:MAYBE", "status", "unknown STATUS"),
    ("TRANSP:TRANSPARENT", "TRANSP:FREE", "status", "unknown TRANSP"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nSUMMARY:x", "twice", "SUMMARY twice"),
    ("DURATION:PT12H", "DURATION:P12H", "duration", "P12H"),
    ("TRIGGER:-P7D", "TRIGGER:-P7DT", "duration", "half a duration"),
    ("REFRESH-INTERVAL;VALUE=DURATION", "REFRESH-INTERVAL", "value", "VALUE left out"),
    ("TRIGGER:-P7D\r\n", "", "alarm", "alarm without TRIGGER"),
    ("DESCRIPTION:x\r\n", "", "alarm", "alarm without DESCRIPTION"),
    ("ACTION:DISPLAY\r\n", "", "alarm", "alarm without ACTION"),
    (RULE, f"{RULE};BYMONTH=13", "repeat", "BYMONTH=13"),
    (RULE, f"{RULE};BYMONTHDAY=32", "repeat", "BYMONTHDAY=32"),
    (RULE, "FREQ=YEARLY;COUNT=abc", "repeat", "COUNT=abc"),
    (RULE, "FREQ=YEARLY;COUNT=0", "repeat", "COUNT=0"),
    (RULE, f"{RULE};INTERVAL=0", "repeat", "INTERVAL=0"),
    (RULE, f"{RULE};BYDAY=XX", "repeat", "BYDAY=XX"),
    (RULE, f"{RULE};WKST=8", "repeat", "WKST=8"),
    (RULE, f"{RULE};FREQ=YEARLY", "repeat", "FREQ twice"),
    (RULE, f"{RULE};BYSETPOS=1", "repeat", "BYSETPOS alone"),
    (RULE, "FREQ=WEEKLY;BYMONTHDAY=3", "repeat", "BYMONTHDAY in weeks"),
    (RULE, "FREQ=WEEKLY;BYDAY=1MO", "repeat", "a numbered weekday in weeks"),
    (RULE, "FREQ=YEARLY;UNTIL=20300101T000000", "repeat", "UNTIL floating beside a TZID start"),
    (RULE, f"{RULE}\r\nEXDATE;VALUE=DATE:20270415", "repeat", "EXDATE of another type"),
    (RULE, f"{RULE}\r\nEXDATE:20270415", "time", "EXDATE without VALUE=DATE"),
    (RULE, f"{RULE}\r\nEXDATE;VALUE=DATE:20270230", "time", "EXDATE on Feb 30"),
    (RULE, f"{RULE}\r\nEXDATE:20270415T090000", "repeat", "EXDATE floating beside a TZID start"),
    (RULE, f"{RULE}\r\nEXRULE:FREQ=OFTEN", "repeat", "EXRULE that is none"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nRRULE:FREQ=DAILY;BYHOUR=9", "repeat", "BYHOUR with whole days"),
    ("DTSTART;TZID=Asia/Shanghai:20260415T090000\r\n", "", "repeat", "RRULE without DTSTART"),
    (
        "END:VEVENT\r\nEND:VCALENDAR",
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:b@example\r\nDTSTAMP:20260101T000000Z\r\n"
        "RECURRENCE-ID;VALUE=DATE:20270415\r\nDTSTART;VALUE=DATE:20270416\r\nEND:VEVENT\r\nEND:VCALENDAR",
        "repeat",
        "RECURRENCE-ID of another type",
    ),
    ("DTEND;TZID=Asia/Shanghai:20260415T100000", "DTEND;TZID=Asia/Shanghai:20260415T100000Z", "zone", "TZID with Z"),
    ("DTSTART;VALUE=DATE:20260415", "DTSTART;VALUE=DATE;TZID=Asia/Shanghai:20260415", "zone", "TZID on a DATE"),
    ("UID:b@example", "BEGIN:VEVENT\r\nUID:c@example\r\nEND:VEVENT\r\nUID:b@example", "nesting", "VEVENT in VEVENT"),
    (
        "BEGIN:VEVENT\r\nUID:a",
        "BEGIN:VALARM\r\nEND:VALARM\r\nBEGIN:VEVENT\r\nUID:a",
        "nesting",
        "VALARM outside of an event",
    ),
    ("END:VCALENDAR\r\n", "END:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n", "nesting", "VEVENT outside of VCALENDAR"),
    ("TZOFFSETTO:+0800\r\n", "", "zone", "VTIMEZONE without an offset"),
    ("TZOFFSETTO:+0800", "TZOFFSETTO:+8", "zone", "VTIMEZONE with a bad offset"),
    ("TZOFFSETFROM:+0800", "TZOFFSETFROM:-0000", "zone", "an offset of minus nothing"),
    ("TZOFFSETFROM:+0800", "TZOFFSETFROM:+2400", "zone", "an offset of a day"),
    ("DTSTART:19700101T000000", "DTSTART:19700101T000000Z", "zone", "VTIMEZONE that begins in UTC"),
    ("DTSTART:19700101T000000\r\n", "", "zone", "VTIMEZONE without a beginning"),
    ("TRIGGER:-P7D", "TRIGGER:-P7D\r\nREPEAT:2", "alarm", "REPEAT without DURATION"),
    ("TRIGGER:-P7D", "TRIGGER:-P7D\r\nDURATION:PT5M", "alarm", "DURATION without REPEAT"),
    ("TRIGGER:-P7D", "TRIGGER;VALUE=DATE-TIME:20260401T000000", "alarm", "an alarm at a time that is not UTC"),
    ("TRIGGER:-P7D", "TRIGGER;RELATED=NOW:-P7D", "alarm", "an alarm related to nothing"),
    ("TRIGGER:-P7D", "TRIGGER:-P7D\r\nTRIGGER:-P1D", "twice", "an alarm at two times"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nPERCENT-COMPLETE:200", "value", "PERCENT-COMPLETE 200"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nPERCENT-COMPLETE:50", "place", "PERCENT-COMPLETE of an event"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nPRIORITY:10", "value", "PRIORITY 10"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nGEO:91;0", "value", "GEO beyond the pole"),
    ("STATUS:CONFIRMED", "STATUS:CONFIRMED\r\nORGANIZER:me", "value", "ORGANIZER without an address"),
    ("DTEND;VALUE=DATE:20260416", "DURATION:PT24H", "time", "hours of whole days"),
    ("DTEND;VALUE=DATE:20260416", "DURATION:-P1D", "duration", "a negative duration"),
    ("DTEND;VALUE=DATE:20260416", "DUE;VALUE=DATE:20260416", "place", "DUE of an event"),
    ("VERSION:2.0", "VERSION:2.0\r\nCALSCALE:CHINESE", "head", "another CALSCALE"),
    ("VERSION:2.0", "VERSION:2.0\r\nCALSCALE:GREGORIAN\r\nCALSCALE:GREGORIAN", "twice", "CALSCALE twice"),
]


def test_a_good_feed_has_no_fault() -> None:
    assert lint(GOOD) == []


@pytest.mark.parametrize(("old", "new", "law", "what"), BROKEN, ids=[row[3] for row in BROKEN])
def test_each_defect_is_found_under_its_law(old: str, new: str, law: str, what: str) -> None:
    assert old.encode() in GOOD, what
    faults = lint(GOOD.replace(old.encode(), new.encode(), 1))
    assert law in {fault.law for fault in faults}, [str(fault.said) for fault in faults]


def test_a_fault_names_the_line_in_which_it_stands() -> None:
    faults = lint(GOOD.replace(b"STATUS:CONFIRMED", b"STATUS:MAYBE"))
    assert [(fault.line, fault.law) for fault in faults] == [(21, "status")]
    assert "MAYBE" in str(faults[0].said)


@pytest.mark.parametrize(
    ("data", "law"),
    [
        (b"\xef\xbb\xbf" + GOOD, "bom"),
        (GOOD.replace(b"\r\n", b"\n"), "line end"),
        (GOOD.removesuffix(b"\r\n"), "line end"),
        (GOOD.replace("截止".encode(), "截止".encode("gbk")), "utf-8"),
        (GOOD.replace("截".encode(), "截".encode()[:1] + b"\r\n " + "截".encode()[1:]), "utf-8"),
        (b"", "head"),
        (GOOD + GOOD, "head"),
    ],
    ids=["byte order mark", "LF only", "no last CRLF", "GBK", "fold inside a character", "empty", "two calendars"],
)
def test_bytes_that_readers_refuse_or_garble_are_found(data: bytes, law: str) -> None:
    assert law in {fault.law for fault in lint(data)}


def test_a_file_with_bare_line_feeds_is_judged_by_all_other_laws_too() -> None:
    bad = GOOD.replace(b"STATUS:CONFIRMED", b"STATUS:MAYBE").replace(b"\r\n", b"\n")
    assert [(fault.line, fault.law) for fault in lint(bad)] == [(1, "line end"), (21, "status")]


@pytest.mark.parametrize(
    "change",
    [
        ("TRANSP:TRANSPARENT", "TRANSP:OPAQUE\r\nGEO:39.9;116.4\r\nPRIORITY:0\r\nORGANIZER;CN=x:mailto:a@example.cn"),
        ("TRIGGER:-P7D", "TRIGGER;RELATED=END:-PT15M\r\nREPEAT:2\r\nDURATION:PT5M"),
        ("TRIGGER:-P7D", "TRIGGER;VALUE=DATE-TIME:20260401T000000Z"),
        (
            RULE,
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=SU;COUNT=9\r\nEXDATE;TZID=Asia/Shanghai:20260430T090000",
        ),
        ("DTEND;TZID=Asia/Shanghai:20260415T100000", "DURATION:PT1H30M"),
        ("DTEND;TZID=Asia/Shanghai:20260415T100000", "DTEND:20260415T020000Z"),
        ("TZOFFSETTO:+0800", "TZOFFSETTO:+080543\r\nRRULE:FREQ=YEARLY;UNTIL=19911231T160000Z"),
        ("BEGIN:VALARM", "BEGIN:X-WEATHER\r\nX-SKY:blue\r\nEND:X-WEATHER\r\nBEGIN:VALARM"),
        ("VERSION:2.0", "VERSION:2.0\r\nCALSCALE:GREGORIAN"),
    ],
    ids=lambda change: change[1][:30],
)
def test_what_is_rare_and_right_gives_no_false_alarm(change: tuple[str, str]) -> None:
    old, new = change
    assert old.encode() in GOOD
    assert [str(fault.said) for fault in lint(GOOD.replace(old.encode(), new.encode(), 1))] == []


def test_every_effect_that_a_fault_names_is_known_and_every_known_one_is_named() -> None:
    folder = Path(effects.__file__).parent
    text = "".join(file.read_text("utf-8") for file in (*folder.glob("*.py"), folder.parent / "components.py"))
    text += (folder.parent / "checking.py").read_text("utf-8")
    table = Path(effects.__file__).read_text("utf-8")
    for name in effects.EFFECTS:
        made = name.startswith(("no ", "head ")) and name.split()[1] in ("VERSION", "PRODID", "UID", "METHOD")
        assert made or text.count(f'"{name}"') > table.count(f'"{name}"'), name
    for old, new, _, what in BROKEN:
        for fault in lint(GOOD.replace(old.encode(), new.encode(), 1)):
            assert not fault.effect or fault.effect in effects.EFFECTS, what


@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
def test_no_bytes_make_the_lint_fail(garbage: bytes, place: int) -> None:
    lint(garbage)
    lint(GOOD[:place] + garbage + GOOD[place:])


@given(st.data())
def test_no_line_of_a_feed_can_be_lost_in_silence_where_a_law_needs_it(data: st.DataObject) -> None:
    lines = GOOD.split(b"\r\n")[:-1]
    needed = [n for n, line in enumerate(lines) if line.startswith((b"BEGIN", b"END", b"UID", b"DTSTAMP", b"VERSION"))]
    gone = data.draw(st.sampled_from(needed))
    assert lint(b"\r\n".join(lines[:gone] + lines[gone + 1 :]) + b"\r\n")


@pytest.mark.parametrize(
    "line",
    [b"BEGIN:X\r\n", b"END:X\r\n", b"\n", b"A;" * 30 + b"\r\n", b";=" * 40, b"x" * 75 + b"\r\n"],
    ids=["nested", "ended", "bare", "half parameters", "one line", "no property"],
)
def test_a_large_file_of_garbage_is_judged_in_bounded_time(line: bytes) -> None:
    data = line * (2_000_000 // len(line))
    start = time.process_time()
    faults = lint(data)
    assert 0 < len(faults) <= MOST_FAULTS
    assert time.process_time() - start < 15


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.ics")), ids=lambda file: file.name)
def test_the_kept_feeds_are_clean(file: Path) -> None:
    assert lint(file.read_bytes()) == []
