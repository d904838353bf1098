"""Lists for people: what is coming as Markdown, HTML, Word, Excel and CSV, as readers of others find it."""

from __future__ import annotations

import csv
import io
import time
import tracemalloc
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pytest
from markdown_it import MarkdownIt

from calendars.events import Entry, Event, Source, agenda, uid_of
from calendars.lists import SHAPES, listed
from rules import Clock, Occurrence, Recurrence, Span, parse
from rules.kinds import Due, Fixed, Weekly
from tests.test_cli import Run, added, run

__all__ = ["run"]
WINDOW = Span(date(2026, 4, 8), date(2026, 5, 8))
NOTICE = Source("关于报送总结的通知", "云科〔2026〕12号", "云溪省科协", date(2026, 4, 1))
ODD = '=HYPERLINK("x")|*a* <script>alert(1)</script> & _x0041_ \x1b[2J\x00\ud800 [b](javascript:c) `d`'


def event(title: str, text: str, kind: str = "event", **facts: object) -> Event:
    return Event(uid_of(title), title, kind, parse(text), **facts)  # type: ignore[arg-type]


ENTRIES = agenda(
    [
        event("报送总结", "2026年4月15日17:30前", "deadline", actor="各分会", source=NOTICE),
        event("座谈会", "2026年4月20日上午", place="科技馆302室"),
        event(ODD, "2026年4月21日14:00", actor=ODD, place=ODD),
        event("科普周", "2026年4月24日至30日", "observance"),
    ],
    WINDOW,
)
HEADS = ["日期", "星期", "事项", "责任单位", "来源"]
DUE = [
    "2026-04-15",
    "周三",
    "截止：17:30前 报送总结",
    "各分会",
    "关于报送总结的通知（云科〔2026〕12号），云溪省科协，2026-04-01",
]


def cells(shape: str, lang: str = "zh") -> list[list[str]]:
    """The table of the list as a reader of that format has it."""
    data = listed(shape, ENTRIES, WINDOW, lang)
    if shape == "docx":
        (table,) = docx.Document(io.BytesIO(data)).tables
        return [[cell.text for cell in row.cells] for row in table.rows]
    if shape == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet
        # Excel reads _x005F_ as the sign _ (ECMA-376, ST_Xstring); openpyxl leaves it as it stands.
        return [[str(cell.value or "").replace("_x005F_", "_") for cell in row] for row in sheet.iter_rows()]
    text = data.decode()
    page = MarkdownIt("commonmark").enable("table").render(text) if shape == "md" else text
    reader = Table()
    reader.feed(page)
    return reader.rows


class Table(HTMLParser):
    """The cells of the one table of a page; anything that could run or lead elsewhere is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "a", "img", "em", "code", "link"), tag
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("shape", ["md", "html", "docx", "xlsx"])
def test_readers_of_others_find_date_weekday_item_who_and_source(shape: str) -> None:
    heads, due, talk, odd, week = cells(shape)
    assert heads == HEADS
    assert due == DUE
    assert talk == ["2026-04-20 上午", "周一", "座谈会（科技馆302室）", "", "手工录入"]
    assert week[:2] == ["2026-04-24 – 2026-04-30", "周五 – 周四"]
    assert odd[3] == '=HYPERLINK("x")|*a* <script>alert(1)</script> & _x0041_ [2J [b](javascript:c) `d`'


@pytest.mark.parametrize("shape", ["md", "html", "docx", "xlsx"])
def test_in_english_heads_and_weekdays_are_english(shape: str) -> None:
    heads, due, *_ = cells(shape, "en")
    assert heads == ["Date", "Weekday", "Item", "Responsible", "According to"]
    assert due[1] == "Wed"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_entries_give_the_same_bytes(shape: str) -> None:
    first = listed(shape, ENTRIES, WINDOW, "zh")
    assert listed(shape, list(ENTRIES), WINDOW, "zh") == first


@pytest.mark.parametrize("shape", SHAPES)
def test_an_empty_list_is_a_list_with_its_heads(shape: str) -> None:
    assert listed(shape, [], WINDOW, "zh")


def test_every_cell_of_a_sheet_is_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(listed("xlsx", ENTRIES, WINDOW, "zh"))).active
    assert sheet
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "inlineStr"}
    assert all(cell.number_format == "@" and cell.quotePrefix for row in sheet.iter_rows() for cell in row)


def test_csv_in_chinese_has_a_mark_and_chinese_heads_and_values() -> None:
    data = listed("csv", ENTRIES, WINDOW, "zh")
    assert data.startswith(b"\xef\xbb\xbf")
    due, talk, odd, _ = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (due["日期"], due["星期"], due["类别"], due["状态"], due["责任单位"]) == (
        "2026-04-15 17:30",
        "周三",
        "截止",
        "确定",
        "各分会",
    )
    assert (talk["日期"], talk["全天"], talk["地点"]) == ("2026-04-20 上午", "是", "科技馆302室")
    assert odd["事项"].startswith("'=")
    assert not any(mark in data for mark in (b"\x1b", b"\x00"))


def test_csv_in_english_has_the_names_and_values_of_the_json() -> None:
    data = listed("csv", ENTRIES, WINDOW, "en")
    due = next(csv.DictReader(io.StringIO(data.decode())))
    assert (due["start"], due["kind"], due["all_day"], due["status"]) == (
        "2026-04-15T17:30",
        "deadline",
        "false",
        "CONFIRMED",
    )


@pytest.mark.parametrize("shape", ["docx", "xlsx"])
def test_ten_thousand_rows_take_bounded_time_and_memory(shape: str) -> None:
    often = Event("ab12", "例会" * 20, "event", Recurrence(Weekly((0,))), source=NOTICE, actor="各分会")
    day = Span(date(2026, 4, 13), date(2026, 4, 13))
    entries = [Entry(often, Occurrence(day, str(number))) for number in range(10_000)]
    tracemalloc.start()
    begun = time.process_time()
    data = listed(shape, entries, WINDOW, "zh")
    spent, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 30
    assert peak < 20_000_000
    assert len(data) < 5_000_000


def test_a_long_period_in_which_something_is_due_stands_on_its_last_day() -> None:
    quarter = Event("ab12", "报表", "duty", Recurrence(Due(Fixed(date(2026, 4, 1), date(2026, 4, 30)))))
    entries = [Entry(quarter, Occurrence(WINDOW, "x", Clock(end=600)))]
    (row,) = rows_of(entries)
    assert row[0] == "2026-05-08"


def rows_of(entries: list[Entry]) -> list[list[str]]:
    reader = Table()
    reader.feed(listed("html", entries, WINDOW, "zh").decode())
    return reader.rows[1:]


def test_the_name_of_the_file_chooses_the_format(run: Run, tmp_path: Path) -> None:
    added(run, "4月15日前 报送总结")
    for name in ("一览.docx", "一览.xlsx", "一览.md", "一览.html", "一览.csv", "一览.ics"):
        ran = run("upcoming", "-o", str(tmp_path / name))
        assert (ran.code, name in ran.out) == (0, True)
        assert (tmp_path / name).stat().st_size
    assert docx.Document(str(tmp_path / "一览.docx")).paragraphs[0].text == "近期事项（2026-04-08 至 2026-05-08）"


def test_a_table_is_not_for_a_file_and_a_document_not_for_a_screen(run: Run, tmp_path: Path) -> None:
    assert run("upcoming", "-o", str(tmp_path / "list")).code == 2
    assert not (tmp_path / "list").exists()


def test_a_page_of_the_list_is_had_by_limit_and_offset(run: Run) -> None:
    added(run, "每周一 例会")
    whole = run("upcoming", "--days", "60", "--json").json()
    parts = [run("upcoming", "--days", "60", "--json", "--limit", "3", "--offset", str(n)).json() for n in (0, 3, 6, 9)]
    assert [entry for part in parts for entry in part] == whole
