"""PDFs: the same is found as in a text, whoever made them; what a page has besides its text is left out; bombs do not go off."""

from __future__ import annotations

import io
import subprocess
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import rules
from calendars.intake.apart import outlines_apart
from rules import UnreadNotice
from tests.papers import Cell, Line, Paper, Table, as_html, papers
from tests.papers_office import docx_for_print
from tests.papers_pdf import FONT, HEIGHT, PLAIN, STYLES, WIDTH, Style, as_pdf, wrapped
from tests.test_formats import OFFICE, needs_office, said, said_by_text

DAY = papers()[0].received
ALL = [pytest.param(one, id=one.name) for one in papers()]
LONG = [one for one in papers() if sum(len(part.text) for part in one.parts if isinstance(part, Line)) > 500]


def outline(data: bytes) -> rules.Outline:
    ((_, found),) = rules.outlines_of(data, "notice.pdf")
    assert isinstance(found, rules.Outline)
    return found


def lines(data: bytes) -> list[str]:
    return [line for line in outline(data).text.split("\n") if line]


def paper(*parts: Line | Table) -> Paper:
    return Paper("made", parts, DAY)


def drawn(draw: Callable[[Canvas], None], pages: int = 1, **options: object) -> bytes:
    """A PDF of what is drawn, the same on each page; the font is that of 16 points."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=True, **options)
    for _ in range(pages):
        canvas.setFont(FONT, 16)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


# ------------------------------------------------------------------ the same as from text


@pytest.mark.parametrize("style", [name for name, style in STYLES.items() if style.columns == 1])
@pytest.mark.parametrize("one", ALL)
def test_a_notice_is_read_the_same_from_pdf_as_from_text(one: Paper, style: str) -> None:
    assert said(as_pdf(one, STYLES[style]), one) == said_by_text(one)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in LONG])
def test_a_notice_in_two_columns_is_read_column_by_column(one: Paper) -> None:
    short = replace(STYLES["two columns"], bottom=842 - 80 - 16 * 14, numbers=False)  # so that both columns are full
    assert said(as_pdf(one, short), one) == said_by_text(one)


def printed(folder: Path, sources: dict[str, bytes]) -> dict[str, bytes]:
    """The PDFs that LibreOffice makes of those; pages of the web are opened as documents, whose first heading it prints."""
    for name, data in sources.items():
        (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    opened = ["--infilter=HTML (StarWriter)"] if next(iter(sources)).endswith("html") else []
    command = [
        str(OFFICE),
        profile,
        "--headless",
        *opened,
        "--convert-to",
        "pdf:writer_pdf_Export",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *(str(folder / name) for name in sources)], check=True, capture_output=True, timeout=600)
    return {name: (folder / f"{Path(name).stem}.pdf").read_bytes() for name in sources}


@needs_office
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("source", ["docx", "html"])
def test_what_libreoffice_exports_is_read_the_same(source: str, tmp_path: Path) -> None:
    sources = {
        f"{n}.{source}": docx_for_print(one, n % 2 == 0) if source == "docx" else as_html(one, bare=True)
        for n, one in enumerate(papers())
    }
    files = printed(tmp_path, sources)
    differing = [
        one.name for one, data in zip(papers(), files.values(), strict=True) if said(data, one) != said_by_text(one)
    ]
    assert differing == []


# ------------------------------------------------------------------ paragraphs and pages

SENTENCE = "为做好今年的科普工作，各有关单位应当于2026年3月15日前将工作方案报送市科协办公室，逾期不予受理，材料一式三份"


def test_paragraphs_go_on_over_lines_and_pages_and_pages_are_counted() -> None:
    texts = [SENTENCE * 7 + f"，编号{n}。" for n in range(12)]
    found = outline(as_pdf(paper(*(Line(text) for text in texts))))
    assert found.text.split() == texts
    assert len(found.pages) == 8
    assert found.pages[0] == 0
    assert all(0 < page < len(found.text) for page in found.pages[1:])
    broken = [page for page in found.pages[1:] if found.text[page - 1] != "\n"]
    assert broken


@pytest.mark.parametrize("head", ["", "云坪市科协2026年工作方案"])
def test_heads_feet_and_numbers_of_pages_are_no_text(head: str) -> None:
    texts = [SENTENCE * 7 + "。"] * 12
    assert lines(as_pdf(paper(*map(Line, texts)), replace(PLAIN, head=head))) == texts


@pytest.mark.parametrize("number", ["第{n}页 共3页", "- {n} -", "{n} / 3", "Page {n} of 3", "{n}"])
def test_numbers_of_pages_of_any_form_are_no_text(number: str) -> None:
    count = iter(range(1, 9))

    def draw(canvas: Canvas) -> None:
        canvas.drawString(79, 700, "请于三月五日前报送总结。")
        canvas.drawString(79, 672, "请于四月五日前报送方案。")
        canvas.drawString(79, 644, "请于五月五日前报送名单。")
        canvas.drawString(270, 50, number.format(n=next(count)))

    assert (
        lines(drawn(draw, 3))
        == ["请于三月五日前报送总结。", "请于四月五日前报送方案。", "请于五月五日前报送名单。"] * 3
    )


def test_annexes_that_are_numbered_at_the_top_of_their_pages_stay() -> None:
    count = iter(range(1, 9))

    def draw(canvas: Canvas) -> None:
        canvas.drawString(79, 740, f"附件{next(count)}")
        canvas.drawString(79, 700, "请于三月五日前报送总结。")

    assert [line for line in lines(drawn(draw, 3)) if line.startswith("附件")] == ["附件1", "附件2", "附件3"]


def test_words_of_letters_are_parted_by_blanks_and_dates_are_not() -> None:
    text = "Proposals for the annual meeting of the Society should reach the secretariat no later than 2026-03-15 17:00 by post."
    style = Style(size=12, pitch=18, indent=0)
    assert lines(as_pdf(paper(Line(text)), style)) == [text]


def test_radicals_ligatures_and_wide_forms() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(79, 700, "报送⽇期：⼗⼆⽉３日（通　知）")

    assert lines(drawn(draw)) == ["报送日期：十二月３日（通　知）"]


# ------------------------------------------------------------------ tables

TASK = "报送工作总结和下一年的工作打算以及有关人员的名单"
HEADS = ("序号", "事项", "完成时限")


def rows(count: int) -> Table:
    cells = [
        HEADS,
        *((str(n), TASK, f"2026年{n % 12 + 1}月15日前") for n in range(1, count)),
    ]
    return Table(tuple(tuple(Cell(text) for text in row) for row in cells))


@pytest.mark.parametrize("heads", [True, False])
def test_a_table_goes_on_over_pages(heads: bool) -> None:
    table = rows(70)
    found = outline(as_pdf(paper(Line("安排如下：", "text"), table, Line("请认真执行。")), replace(PLAIN, heads=heads)))
    (grid,) = found.tables
    texts = [found.text[cell.start : cell.end] for cell in grid.cells]
    assert texts == [cell.text for row in table.rows for cell in row if cell]
    assert len(found.pages) == 3
    assert found.text.endswith("请认真执行。\n")


def test_merged_cells_go_over_their_rows_and_columns() -> None:
    table = Table(
        (
            (Cell("类别", 2), Cell("时间安排", 1, 2), None),
            (None, Cell("自查"), Cell("抽查")),
            (Cell("水库"), Cell("5月20日前"), Cell("6月5日")),
        )
    )
    (grid,) = outline(as_pdf(paper(table))).tables
    assert [(cell.row, cell.column, cell.rows, cell.columns) for cell in grid.cells[:4]] == [
        *((0, 0, 2, 1), (0, 1, 1, 2)),
        *((1, 1, 1, 1), (1, 2, 1, 1)),
    ]


def test_a_table_without_outer_lines_and_of_thin_boxes_has_its_cells() -> None:
    def draw(canvas: Canvas) -> None:
        for n, row in enumerate(("事项时间", "报名三月", "缴费四月")):
            canvas.drawString(90, 700 - 30 * n, row[:2])
            canvas.drawString(290, 700 - 30 * n, row[2:])
        for y in (722, 692, 662, 632):
            canvas.rect(80, y, 400, 0.5, stroke=0, fill=1)
        canvas.rect(280, 632, 0.5, 90, stroke=0, fill=1)

    found = outline(drawn(draw))
    assert found.text == "事项\t时间\n报名\t三月\n缴费\t四月\n"
    assert len(found.tables) == 1


def test_a_frame_around_a_text_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, 60, 480, 720)
        canvas.drawString(90, 700, "请于三月五日前报送总结。")

    assert not outline(drawn(draw)).tables


# ------------------------------------------------------------------ what is no text


def test_watermarks_doubles_and_marks_of_notes_are_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(79, 700, "请于三月五日前报送总结")
        canvas.drawString(79.3, 700, "请于三月五日前报送总结")  # once more, to be bold
        canvas.setFont(FONT, 8)
        canvas.drawString(79 + 11 * 16, 708, "[1]")
        canvas.setFont(FONT, 16)
        canvas.drawString(79 + 12 * 16, 700, "和名单。")
        canvas.setFont(FONT, 60)
        canvas.setFillGray(0.85)
        canvas.drawString(100, 400, "内部资料")
        canvas.saveState()
        canvas.setFillGray(0)
        canvas.rotate(45)
        canvas.setFont(FONT, 30)
        canvas.drawString(400, 100, "请勿外传")
        canvas.restoreState()
        canvas.setFillGray(0)

    assert ["".join(line.split()) for line in lines(drawn(draw))] == ["请于三月五日前报送总结和名单。"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_is_read_upright(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.saveState()
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(-200, 100, "关于召开年会的通知")
        canvas.drawString(-200, 72, "请于三月五日前报送总结。")
        canvas.drawString(-200, 44, "请于四月五日前报送方案。")
        canvas.restoreState()

    assert lines(drawn(draw)) == ["关于召开年会的通知", "请于三月五日前报送总结。", "请于四月五日前报送方案。"]


# ------------------------------------------------------------------ what cannot be read


def test_a_password_of_a_reader_locks_and_one_of_the_owner_does_not() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(79, 700, "请于三月五日前报送总结。")

    with pytest.raises(UnreadNotice, match="locked with a password"):
        outline(drawn(draw, encrypt=StandardEncryption("secret", "owner")))
    assert lines(drawn(draw, encrypt=StandardEncryption("", "owner", canCopy=0)))


def raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of objects as they are, numbered from 1."""
    out, places = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer <</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Filter /FlateDecode /Length %d %b>> stream\n%b\nendstream" % (len(packed), more, packed)


FONTS = b"/Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>"
CATALOGUE = b"<</Type /Catalog /Pages 2 0 R>>"
PAGES = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + FONTS + b">>"
WORDS = b"BT /F1 12 Tf 72 700 Td (Reports are due by 5 March 2026.) Tj ET\n"


def deep_tree(depth: int = 5_000) -> bytes:
    kids = [b"<</Type /Pages /Kids [%d 0 R] /Count 1>>" % (n + 3) for n in range(depth)]
    return raw_pdf(CATALOGUE, *kids, b"<</Type /Page /MediaBox [0 0 9 9]>>")


def forms_in_forms(wide: int = 12, deep: int = 8) -> bytes:
    """Forms each of which draws the next one many times."""
    objects = [CATALOGUE, PAGES, PAGE.replace(FONTS, b"/Resources <</XObject <</X 5 0 R>>>>"), stream(b"/X Do " * wide)]
    for n in range(deep):
        inner = b"/Resources <</XObject <</X %d 0 R>>>>" % (6 + n) if n + 1 < deep else FONTS
        body = b"/X Do " * wide if n + 1 < deep else WORDS
        objects.append(stream(body, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] " + inner))
    return raw_pdf(*objects)


BOMBS: dict[str, Callable[[], bytes]] = {
    "a stream of blanks": lambda: raw_pdf(CATALOGUE, PAGES, PAGE, stream(b" " * 900_000_000)),
    "a stream of words": lambda: raw_pdf(CATALOGUE, PAGES, PAGE, stream(WORDS * 400_000)),
    "a deep tree of pages": deep_tree,
    "a tree of pages in a circle": lambda: raw_pdf(CATALOGUE, b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999>>"),
    "forms within forms": forms_in_forms,
    "many lines": lambda: raw_pdf(CATALOGUE, PAGES, PAGE, stream(b"0 0 m 500 500 l S\n" * 500_000 + WORDS)),
    "501 pages": lambda: drawn(lambda canvas: canvas.drawString(79, 700, "页"), 501),
    "a table of objects that goes round": lambda: raw_pdf(CATALOGUE, PAGES).replace(
        b"trailer <<", b"trailer <</Prev 9 "
    ),
    "a stream of objects that holds itself": lambda: raw_pdf(
        CATALOGUE, PAGES, PAGE, stream(b"4 0 " * 100_000, b"/Type /ObjStm /N 99999999 /First 4 /Extends 4 0 R")
    ),
    "a page as wide as the sea": lambda: raw_pdf(
        CATALOGUE, PAGES, PAGE.replace(b"[0 0 595 842]", b"[0 0 1e30 1e30]"), stream(WORDS)
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_or_read_in_time_and_memory(name: str) -> None:
    data = BOMBS[name]()
    start = time.monotonic()
    with suppress(UnreadNotice):  # what it says depends on the bomb
        assert outlines_apart(data, "bomb.pdf", replace(rules.LIMITS, scan_seconds=80))
    assert time.monotonic() - start < 75


def test_nothing_is_run_and_nothing_is_followed() -> None:
    catalogue = (
        b"<</Type /Catalog /Pages 2 0 R /OpenAction <</S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\))>> "
    )
    catalogue += b"/Names <</EmbeddedFiles <</Names [(a) <</Type /Filespec /F (http://127.0.0.1:9/a)>>]>>>>>>"
    found = outlines_apart(raw_pdf(catalogue, PAGES, PAGE, stream(WORDS)), "notice.pdf")
    ((_, read),) = found
    assert isinstance(read, rules.Outline)
    assert read.text == "Reports are due by 5 March 2026.\n"


def test_a_file_that_is_cut_or_damaged_is_read_or_refused() -> None:
    whole = as_pdf(papers()[0])
    for n in range(0, len(whole), len(whole) // 40):
        for data in (whole[:n] if n > 8 else whole, whole[:n] + bytes(64) + whole[n + 64 :]):
            with suppress(UnreadNotice):
                assert rules.outlines_of(b"%PDF-1.4\n" + data, "notice.pdf")


@pytest.mark.slow
def test_fifty_pages_are_read_in_seconds() -> None:
    from tests.benchmarks.bench_pdf import book

    data = book()
    start = time.monotonic()
    ((_, found),) = outlines_apart(data, "book.pdf")
    assert isinstance(found, rules.Outline)
    assert len(found.tables) == 10
    assert time.monotonic() - start < 10  # 5 on a machine with nothing else to do


def test_the_reader_starts_in_a_process_of_its_own() -> None:
    ((_, found),) = outlines_apart(as_pdf(papers()[0]), "notice.pdf")
    assert isinstance(found, rules.Outline)


UNRULED = (
    ("时间安排", "主要工作", "责任单位"),
    ("4月12日上午9:00", "举行开幕式和主旨报告", "学会办公室"),
    ("4月13日", "分组交流", "各专业委员会"),
    ("4月14日", "闭幕式", "学会办公室"),
)


def test_columns_under_heads_are_a_table_without_any_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        y = 700
        for row in UNRULED:
            wrapped_cells = [wrapped(text, 12, 97) for text in row]
            for line in range(max(map(len, wrapped_cells))):
                for column, cell in enumerate(wrapped_cells):
                    if line < len(cell):
                        canvas.drawString(90 + 110 * column, y, cell[line])
                y -= 18
        canvas.drawString(90, y - 30, "请各单位认真执行。")

    found = outline(drawn(draw))
    (grid,) = found.tables
    assert [found.text[cell.start : cell.end] for cell in grid.cells] == [cell for row in UNRULED for cell in row]
    assert found.text.endswith("请各单位认真执行。\n")
