"""The planner: its sheets, its text, its bytes, and what it says where it cannot be made."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import reportlab

import cli
from calendars.events import Event, Origin, uid_of
from calendars.planner import PLACES, NoFont, NoPrinter, TypeFace, UnfitFont, font_at, font_found, planner
from calendars.planner.fonts import name_of
from calendars.planner.paper import Paper
from calendars.store import Store
from calendars.terminal import speak
from rules import RECKONING, Recurrence, parse
from rules.kinds import Fixed
from scheduler.session import Session

LATIN = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""A font that comes with reportlab: it has no Chinese, but sheets can be drawn with it."""
MM = 72 / 25.4
NOW = datetime(2026, 12, 8, 9, 0)


def event(rule: str, title: str, kind: str = "event", **facts: object) -> Event:
    return Event(uid_of(rule, title), title, kind, parse(rule), **facts)  # type: ignore[arg-type]


EVENTS = [
    event("每年12月15日前", "报送工作总结", "deadline"), event("2026年12月11日至14日", "年会"), event("每周一9:00", "例会"),
    event("2026年9月1日至10月20日", "科普月", "window"),
    event("2026年12月17日", "体检", origin=Origin("x", lines=("CLASS:PRIVATE",))),
]  # fmt: skip


def latin() -> TypeFace:
    """The font without Chinese, for whatever is not about letters."""
    from reportlab.pdfbase.ttfonts import TTFont

    return TypeFace(LATIN, TTFont(name_of(LATIN), str(LATIN)))


@pytest.fixture(scope="module")
def chinese() -> TypeFace:
    try:
        return font_found()
    except NoFont:
        pytest.skip("no Chinese TrueType font is installed")


def sheets(data: bytes) -> list[tuple[int, int]]:
    """The sizes of the sheets in millimetres."""
    with pypdfium2.PdfDocument(data) as document:
        return [(round(page.get_width() / MM), round(page.get_height() / MM)) for page in document]


def text_of(data: bytes, sheet: int) -> str:
    with pypdfium2.PdfDocument(data) as document:
        found: str = document[sheet].get_textpage().get_text_range()
    return found


def made(events: list[Event] = EVENTS, year: int = 2026, font: TypeFace | None = None, **facts: Any) -> bytes:
    return planner(year, events, RECKONING, font or latin(), **facts)


# ------------------------------------------------------------------ sheets


def test_a_planner_is_a_large_sheet_and_twelve_small_ones() -> None:
    assert sheets(made()) == [(420, 297)] + [(297, 210)] * 12
    assert sheets(made(months=False)) == [(420, 297)]
    assert sheets(made(large=False)) == [(297, 210)] * 12


def test_the_same_data_give_the_same_bytes() -> None:
    font = latin()
    first = made(font=font)
    assert made(font=font) == first == made(list(EVENTS))
    assert made([*EVENTS, event("2026年12月12日", "又一项")]) != first


def test_the_outline_names_year_and_months() -> None:
    with pypdfium2.PdfDocument(made()) as document:
        assert [one.get_title() for one in document.get_toc()] == [
            "2026年",
            *(f"2026年{month}月" for month in range(1, 13)),
        ]
        facts = document.get_metadata_dict()
    assert (facts["Title"], facts["Creator"]) == ("2026年历", "Yueling")


@pytest.mark.parametrize("year", [1901, 1999, 2027, 2100])
def test_any_year_of_the_tables_can_be_printed(year: int) -> None:
    assert len(sheets(made([], year))) == 13


def test_ten_thousand_events_on_one_day_are_printed_as_a_few_and_a_number(chinese: TypeFace) -> None:
    rule = Recurrence(Fixed(date(2026, 12, 10), date(2026, 12, 10)))
    data = made([Event(f"{n:05}", f"第{n:05}项", "event", rule) for n in range(10_000)], font=chinese)
    assert "+9,998" in text_of(data, 0)
    assert re.search(r"另9,99\d项", text_of(data, 12))
    assert len(data) < 400_000


def test_odd_titles_are_printed_as_far_as_the_font_has_them() -> None:
    titles = [
        "\U0001f469\u200d\U0001f692" * 30,
        "\u202egnol" * 50,
        "x" * 5000,
        "（（（（",
        "，，，，，，，，",
        " ",
        "\ud800",
        "a\x00b",
    ]
    day = Recurrence(Fixed(date(2026, 12, 10), date(2026, 12, 10)))
    for number, title in enumerate(titles):
        assert len(sheets(made([Event(str(number), title, "event", day)]))) == 13


# ------------------------------------------------------------------ words


def test_a_month_has_its_days_its_lunar_days_and_its_lines(chinese: TypeFace) -> None:
    found = text_of(made(font=chinese, owner="青禾市作物学会"), 12)
    for words in (
        "2026年12月",
        "丙午马年",
        "青禾市作物学会",
        "星期一",
        "十一月",
        "冬至",
        "报送工作总结",
        "年会",
        "09:00 例会",
        "截止",
    ):
        assert words in found
    assert "体检" not in found


def test_a_year_has_its_days_off_and_says_where_the_notice_is_missing(chinese: TypeFace) -> None:
    known, unknown = text_of(made(font=chinese), 0), text_of(made([], 2027, chinese), 0)
    assert known.count("休") == 33 + 1
    assert known.count("班") == 6 + 2  # the legend explains the sign with its own word
    assert "尚未收录" not in known
    assert "2027年放假安排尚未收录" in unknown
    assert "报送工作总结" in known
    assert "年会（至12月14日）" in known.replace("\r\n", "")


def test_a_planner_speaks_english(chinese: TypeFace) -> None:
    found = text_of(made(font=chinese, lang="en"), 12)
    for words in ("December 2026", "Monday", "deadline", "Constitution Day"):
        assert words in found


# ------------------------------------------------------------------ lines of text


@pytest.fixture
def paper() -> Paper:
    from io import BytesIO

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(latin().face)
    return Paper(Canvas(BytesIO()), name_of(LATIN))


@pytest.mark.parametrize("text", ["annual report of the society", "a" * 80, "one, two; (three) four", "x", ""])
@pytest.mark.parametrize("width", [4.0, 9.0, 21.0])
def test_wrapped_lines_fit_and_lose_nothing_but_the_end(paper: Paper, text: str, width: float) -> None:
    lines = paper.wrapped(text, width, 7, 4, 1.0)
    assert len(lines) <= 4
    for place, line in enumerate(lines):
        assert paper.width(line, 7) <= width - (1.0 if place == 0 else 0.0) + 0.01 or len(line) <= 1
    whole, said = text.replace(" ", ""), "".join(lines).replace(" ", "")
    assert said == whole or (said.endswith("…") and whole.startswith(said[:-1])) or not said.strip("…")


def test_words_are_not_torn_and_no_line_begins_with_a_mark_that_closes(paper: Paper) -> None:
    lines = paper.wrapped("annual report (society), draft", 16, 7, 5)
    assert "".join(lines).replace(" ", "") == "annualreport(society),draft"
    assert all(not line.startswith((")", ",")) and not line.endswith("(") for line in lines)
    assert all(word in " ".join(lines) for word in ("annual", "report", "society", "draft"))


# ------------------------------------------------------------------ fonts


def test_where_no_font_is_found_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoFont, match="apt install fonts-wqy-microhei"):
        font_found([str(tmp_path / "missing.ttc")])
    assert any("wqy-microhei" in place for place in PLACES)


def test_a_font_that_does_not_fit_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "a.ttf"
    broken.write_bytes(b"\0\1\0\0" + b"x" * 200)
    with pytest.raises(NoFont):
        font_found([str(broken), str(LATIN)])


@pytest.mark.parametrize(
    "data", [b"", b"no font", b"OTTO" + b"\0" * 100, b"ttcf" + b"\xff" * 100, b"\0\1\0\0" + b"\xff" * 300]
)
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "字体.ttf"
    file.write_bytes(data)
    with pytest.raises(UnfitFont, match="TrueType"):
        font_at(file)


def test_a_font_without_chinese_is_refused() -> None:
    with pytest.raises(UnfitFont, match="no characters for 年月日"):
        font_at(LATIN)
    with pytest.raises(FileNotFoundError):
        font_at(LATIN.with_name("missing.ttf"))


def test_without_the_package_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    font = latin()
    for name in ("reportlab.pdfbase.ttfonts", "reportlab.pdfgen.canvas"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "reportlab", None)
    with pytest.raises(NoPrinter, match=re.escape("pip install 'yueling[planner]'")):
        font_at(LATIN)
    with pytest.raises(NoPrinter):
        made(font=font)


# ------------------------------------------------------------------ the command


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database of two events, in which commands are run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YUELING_DB", f"sqlite:///{tmp_path / 'y.db'}")
    (tmp_path / "empty.toml").touch()
    monkeypatch.setenv("YUELING_CONFIG", str(tmp_path / "empty.toml"))
    with Store.open(f"sqlite:///{tmp_path / 'y.db'}", create=True) as store:
        store.save(EVENTS[:2], NOW.replace(tzinfo=UTC))
    return tmp_path


def run(*args: str) -> int:
    speak("zh")
    return cli.run(["--now", "2026-12-08T09:00", *args], Session())


def test_the_command_writes_the_sheets_that_are_asked_for(kept: Path, chinese: TypeFace) -> None:
    assert run("planner", "2026", "--out", "all.pdf", "--title", "青禾") == 0
    assert run("planner", "2026", "--year-only", "--kind", "截止", "-o", "year.pdf") == 0
    assert run("planner", "2026", "--months", "--font", str(chinese.path), "--output", "months.pdf") == 0
    assert [len(sheets((kept / name).read_bytes())) for name in ("all.pdf", "year.pdf", "months.pdf")] == [13, 1, 12]
    year = text_of((kept / "year.pdf").read_bytes(), 0)
    assert "报送工作总结" in year
    assert "年会" not in year
    assert "青禾" in text_of((kept / "all.pdf").read_bytes(), 0)


def test_the_command_counts_what_has_a_date_in_the_year(
    kept: Path, chinese: TypeFace, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(f"sqlite:///{kept / 'y.db'}") as store:
        store.save([event("2035年3月1日", "远年会议"), EVENTS[4]], NOW.replace(tzinfo=UTC))
    for year, count in (("2026", 2), ("2030", 1), ("2035", 2)):
        assert run("planner", year, "--year-only", "--out", "x.pdf") == 0
        assert f"{count}个事项" in "".join(capsys.readouterr())


@pytest.mark.parametrize(("args", "said"), [
    (("2026", "--year-only", "--months", "--out", "x.pdf"), "只能选一个"), (("26", "--out", "x.pdf"), "四位年份"),
    (("2026",), "--out"), (("2026", "--out", "x.pdf", "--font", "none.ttf"), "none.ttf"),
    (("2026", "--out", "x.pdf", "--kind", "没有"), "没有"),
])  # fmt: skip
def test_what_cannot_be_printed_is_refused_before_a_file_is_made(
    kept: Path, capsys: pytest.CaptureFixture[str], args: tuple[str, ...], said: str
) -> None:
    assert run("planner", *args) in (1, 2)
    assert said in capsys.readouterr().err
    assert not (kept / "x.pdf").exists()
