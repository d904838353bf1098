"""Scans: what is found in pictures of pages, askew and noisy, is what is found in the text; without the extra they say so."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

import rules
from calendars.intake.apart import outlines_apart
from rules import UnreadNotice
from rules.notices.documents import scans
from tests.papers import papers
from tests.papers_pdf import STYLES, as_pdf
from tests.test_formats import found, said_by_text

if TYPE_CHECKING:
    from PIL.Image import Image

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
FONTS = Path("/usr/share/fonts")
needs_extra = pytest.mark.skipif(not scans.is_installed(), reason="the extra ocr is not installed")
needs_fonts = pytest.mark.skipif(
    not any(FONTS.rglob("*CJK*")) and not any(FONTS.rglob("wqy*")),
    reason="no font with Chinese characters is installed",
)
ANGLES = (-1.0, -0.6, 0.0, 0.5, 1.0)
CHOSEN = papers()[:24]


def scanned(data: bytes, angle: float, seed: int) -> list[Image]:
    """The pages of a PDF as a scanner gives them: 200 pixels an inch, askew by so many degrees, grey and noisy."""
    import numpy as np
    from PIL import Image

    dice, result = np.random.default_rng(seed), []
    for page in pypdfium2.PdfDocument(data):
        grey = page.render(scale=200 / 72).to_pil().convert("L")
        turned = np.asarray(grey.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=250)).astype(float)
        turned += dice.normal(0, 12, turned.shape)
        turned[dice.random(turned.shape) < 0.0005] = 0
        result.append(Image.fromarray(turned.clip(0, 255).astype("uint8")))
    return result


def saved(pages: list[Image], form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, form, **more, **options)
    return out.getvalue()


def outline(data: bytes, name: str = "notice") -> rules.Outline:
    ((_, one),) = outlines_apart(data, name)
    assert isinstance(one, rules.Outline)
    return one


@needs_extra
@needs_fonts
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nine_of_ten_findings_of_notices_are_found_in_their_scans() -> None:
    hits = amount = 0
    for n, one in enumerate(CHOSEN):
        pages = scanned(as_pdf(one, STYLES["an office" if n % 2 else "small and spread"]), ANGLES[n % 5], n)
        text, scan = (
            Counter(row[:3] for row in rows[1:])
            for rows in (said_by_text(one), found(outline(saved(pages, "TIFF", compression="tiff_deflate")), one))
        )
        hits += (text & scan).total()
        amount += text.total()
    assert hits >= 0.9 * amount


@needs_extra
@needs_fonts
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "TIFF"])
def test_pictures_of_every_form_are_read_with_their_tables(form: str) -> None:
    (page,) = scanned(as_pdf(papers()[1]), 0.5, 1)
    read = outline(saved([page], form))
    (grid,) = read.tables
    cells = {read.text[cell.start : cell.end]: cell.rows for cell in grid.cells}
    assert (cells["科普活动"], cells["学会服务"], cells["9月15日"]) == (3, 2, 1)


@needs_extra
@needs_fonts
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("turn", [0, 90])
def test_a_pdf_of_pictures_is_read_as_its_pictures_are(turn: int) -> None:
    one = papers()[0]
    pages = [page.rotate(turn, expand=True, fillcolor=250) for page in scanned(as_pdf(one), 0.5, 1)]
    read = outline(saved(pages, "PDF", resolution=200))
    assert found(read, one)[1:] == said_by_text(one)[1:]
    assert len(read.pages) == len(pages)


@needs_extra
@pytest.mark.timeout(300)
def test_pictures_that_are_damaged_or_too_large_are_refused() -> None:
    from PIL import Image

    with pytest.raises(UnreadNotice, match="damaged picture"):
        outline(PNG)
    with pytest.raises(UnreadNotice, match="pixels"):
        outline(saved([Image.new("1", (20_000, 20_000))], "PNG"))
    with pytest.raises(UnreadNotice, match="no words"):
        outline(saved([Image.new("L", (800, 1100), 255)], "PNG"))


@pytest.mark.skipif(scans.is_installed(), reason="the extra ocr is installed")
def test_without_the_extra_a_picture_says_what_to_install() -> None:
    with pytest.raises(UnreadNotice) as refused:
        rules.outlines_of(PNG, "notice.png")
    assert refused.value.remedy
    assert "yueling[ocr]" in refused.value.remedy.say("en")


def picture_page(words: bytes = b"") -> bytes:
    """A PDF of two pages, the first with words, the second a picture."""
    from tests.test_pdf import CATALOGUE, FONTS, raw_pdf, stream

    pages = b"<</Type /Pages /Kids [3 0 R 5 0 R] /Count 2>>"
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %b>>"
    image = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return raw_pdf(
        CATALOGUE,
        pages,
        page % (4, FONTS),
        stream(words),
        page % (6, b"/Resources <</XObject <</P 7 0 R>>>>"),
        stream(b"q 595 0 0 842 0 0 cm /P Do Q"),
        stream(b"\xc0", image),
    )


@pytest.mark.skipif(scans.is_installed(), reason="the extra ocr is installed")
def test_without_the_extra_a_page_that_is_a_picture_is_named_in_a_remark() -> None:
    from tests.test_pdf import WORDS

    ((_, read),) = rules.outlines_of(picture_page(WORDS), "notice.pdf")
    assert isinstance(read, rules.Outline)
    assert [remark.say("en")[:22] for remark in read.remarks] == ["page 2 is a picture: p"]
    assert len(read.pages) == 2
    with pytest.raises(UnreadNotice, match="are pictures"):
        rules.outlines_of(picture_page(), "notice.pdf")


@needs_extra
def test_a_picture_without_words_leaves_the_other_pages() -> None:
    from tests.test_pdf import WORDS

    read = outline(picture_page(WORDS))
    assert read.text == "Reports are due by 5 March 2026.\n"
    assert len(read.pages) == 2
