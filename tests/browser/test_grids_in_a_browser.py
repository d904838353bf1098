"""The month and the year in Chromium: bars over their days, what a phone shows, and one sheet of paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from calendars.events import Event, uid_of
from calendars.store import Store
from rules import parse
from tests.browser.test_in_a_browser import STORED, Visit, base, browser

__all__ = ["base", "browser"]
pytestmark = pytest.mark.slow
LINES = {
    "第十五届学术年会": "2026年4月17日至21日", "理事会": "2026年4月17日9:00", "推荐材料": "2026年4月17日前",
    "开放日": "2026年4月17日", "座谈会": "2026年4月17日14:00", "会费收缴": "2026年4月1日至25日", "例会": "每周一9:00",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    events = [
        Event(uid_of(title), title, "deadline" if rule.endswith("前") else "event", parse(rule))
        for title, rule in LINES.items()
    ]
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('grids') / 'a.sqlite3'}", create=True) as opened:
        opened.save(events, STORED)
        yield opened


def cell(page: Any, day: int) -> Any:
    """The cell of a day of the month that is shown."""
    return page.locator("td.in").nth(day - 1)


@pytest.mark.parametrize("width", [700, 768, 1280, 1920])
def test_a_bar_ends_within_the_last_of_its_days(browser: Any, base: str, width: int) -> None:
    with Visit(browser, width) as visit:
        visit.page.goto(f"{base}/month")
        for first, last in ((17, 19), (20, 21)):
            bar = cell(visit.page, first).locator(".bar a").bounding_box()
            end = cell(visit.page, last).bounding_box()
            assert end["x"] + end["width"] - 12 <= bar["x"] + bar["width"] <= end["x"] + end["width"]
        assert cell(visit.page, 18).locator("a:visible").count() == 1  # its number alone: the bar is one link


def test_lines_are_large_enough_to_be_touched(browser: Any, base: str) -> None:
    small = (
        "() => [...document.querySelectorAll('.line a, .top a, .bydays a')].filter(one => one.checkVisibility()"
        " && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
    )
    for width in (390, 1280):
        with Visit(browser, width) as visit:
            visit.page.goto(f"{base}/month")
            assert visit.page.evaluate(small) == []


def test_a_phone_has_marks_in_the_table_and_the_days_below(browser: Any, base: str) -> None:
    with Visit(browser, 390) as visit:
        visit.page.goto(f"{base}/month")
        assert not visit.page.locator(".lines").first.is_visible()
        assert cell(visit.page, 17).locator(".dots i").count() == 2
        cell(visit.page, 17).locator("a:visible").click()
        assert visit.page.url.endswith("#d17")
        shown = visit.page.locator("#d17 .title").all_inner_texts()
        assert shown == ["推荐材料", "开放日", "第十五届学术年会", "理事会", "座谈会"]
        assert visit.page.locator("#d17 h3").inner_text().split()[1:] == ["4月17日", "星期五", "三月初一"]


def test_what_found_no_place_leads_to_the_agenda_of_its_day(browser: Any, base: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(f"{base}/month?lang=zh")
        cell(visit.page, 17).locator(".more a").click()
        assert "from=2026-04-17" in visit.page.url
        assert "to=2026-04-17" in visit.page.url


@pytest.mark.parametrize(("ym", "rows"), [("2027-02", 4), ("2026-04", 5), ("2026-08", 6)])
def test_a_month_is_one_sheet_of_paper_on_its_side(browser: Any, base: str, ym: str, rows: int) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    with Visit(browser) as visit:
        visit.page.goto(f"{base}/month?ym={ym}")
        assert visit.page.locator(".month tbody tr").count() == rows
        document = pdfium.PdfDocument(io.BytesIO(visit.page.pdf(prefer_css_page_size=True, print_background=True)))
        assert [tuple(map(round, page.get_size())) for page in document] == [(842, 595)]
        text = document[0].get_textpage().get_text_range()
        assert f"{datetime.strptime(ym, '%Y-%m'):%Y}年" in text
        assert "订阅" not in text


def test_a_year_is_two_sheets_the_months_and_the_days(browser: Any, base: str) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    with Visit(browser) as visit:
        visit.page.goto(f"{base}/year?y=2026")
        document = pdfium.PdfDocument(io.BytesIO(visit.page.pdf(prefer_css_page_size=True)))
        months, days = ("".join(page.get_textpage().get_text_range().split()) for page in document)
        assert all(f"{month}月" in months for month in range(1, 13))
        assert "推荐材料" in days
