"""The desk in Chromium: a notice handed in, put right, stored and taken back; what is typed shown as it is read.

Chromium and Playwright must be there; axe-core is looked for as in the other tests of a browser.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from calendars.store import Store
from calendars.web import app
from tests.browser.test_in_a_browser import AXE, IS_SEEN, Visit, browser, faults  # noqa: F401  # a fixture

pytestmark = pytest.mark.slow
SHOTS = os.environ.get("YUELING_SHOTS")
NOW = datetime(2026, 4, 9, 1, 0, tzinfo=UTC)
NOTICE = """青禾市作物学会文件
青禾会发〔2026〕12号

关于报送工作计划和召开座谈会的通知

各会员单位：
请各会员单位于2026年4月15日前报送工作计划。座谈会于2026年4月22日9:00在科技馆302会议室召开，请于4月18日前报名。
每年12月10日前报送年度总结。

青禾市作物学会
2026年3月9日
"""
LATER = """关于座谈会延期的通知

各会员单位：
原定4月22日召开的座谈会延期至2026年4月29日9:00召开，地点不变。原定5月15日召开的学术年会延期至2026年5月29日举行。请于4月25日前补报名单。

青禾市作物学会
2026年4月8日
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'a.sqlite3'}", create=True) as opened:
        yield opened


@pytest.fixture
def base(store: Store) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        application = app(lambda: store, lambda: NOW, owner="青禾市作物学会", patience=0)
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


def look(visit: Visit, name: str, width: int) -> None:
    """Checks the page as it stands, and takes a picture of it."""
    assert visit.overflow <= 0, name
    assert visit.said == [], name
    if SHOTS:
        visit.page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
    if AXE:
        assert faults(visit.page) == [], name


def hand_in(page: Any, base: str, name: str, text: str) -> None:
    """Hands a file in at the first page."""
    page.goto(f"{base}/desk?lang=zh")
    page.locator("#files").set_input_files([{"name": name, "mimeType": "text/plain", "buffer": text.encode()}])
    page.get_by_role("button", name="读取").click()
    page.wait_for_url("**/desk/notice/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_notice_is_handed_in_put_right_stored_and_taken_back(
    browser: Any, base: str, store: Store, width: int, scheme: str  # noqa: F811
) -> None:  # fmt: skip
    with Visit(browser, width, color_scheme=scheme) as visit:
        page, mark = visit.page, f"{scheme}-"
        page.goto(f"{base}/desk?lang=zh")
        look(visit, f"{mark}home-empty", width)
        hand_in(page, base, "计划.txt", NOTICE)
        look(visit, f"{mark}review", width)
        first = page.locator("#c1")
        first.locator(".why summary").click()
        first.locator(".correct summary").click()
        first.get_by_label("标题").fill("报送全年工作计划")
        first.get_by_label("日期或规则").fill("4月16日")
        first.locator(".live .rule").wait_for()
        assert first.locator(".live .rule").inner_text() == "2026年4月16日前"
        look(visit, f"{mark}review-correct", width)
        page.locator("#c3").get_by_label("以后再定").check()
        page.get_by_role("button", name="按所选入库").click()
        page.locator(".done").wait_for()
        assert "报送全年工作计划" in [event.title for event in store.events()]
        look(visit, f"{mark}home-done", width)
        for line in ("2026年5月15日 理论学术年会", "2026年5月15日 青年学术年会"):
            page.goto(f"{base}/desk/add?lang=zh")
            page.locator(
                "#text:focus"
            ).wait_for()  # typed before the page has put the cursor there, the browser remarks on it
            page.locator("#text").fill(line)
            page.keyboard.press("Enter")
            page.locator(".done").wait_for()
        hand_in(page, base, "延期.txt", LATER)
        page.locator(".doubtful").get_by_label("青年学术年会").check()
        look(visit, f"{mark}review-later", width)
        page.get_by_role("button", name="按所选入库").click()
        page.locator(".done").wait_for()
        page.locator(".done").get_by_role("button", name="撤销").click()
        page.wait_for_url("**/desk/history**")
        look(visit, f"{mark}history", width)
        page.goto(f"{base}/desk/event/{store.events()[1].uid}?lang=zh")
        page.get_by_label("地点").fill("科技馆报告厅")
        page.get_by_role("button", name="保存").click()
        page.locator(".done").wait_for()
        look(visit, f"{mark}event", width)
        page.goto(f"{base}/desk/event/{store.events()[1].uid}/remove?lang=zh")
        look(visit, f"{mark}remove", width)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_line_is_shown_as_it_is_read_while_it_is_typed(browser: Any, base: str, store: Store, width: int) -> None:  # noqa: F811
    with Visit(browser, width) as visit:
        page = visit.page
        page.goto(f"{base}/desk/add?lang=zh")
        page.locator("#text:focus").wait_for()
        page.keyboard.type("12月18日下午2:30在三楼会议室召开理事会")
        page.locator(".live .ahead").wait_for()
        assert "2026年12月18日14:30" in page.locator(".live").inner_text()
        look(visit, "add", width)
        page.get_by_label("每年12月18日14:30").check()
        page.keyboard.press("Enter")
        page.locator(".done").wait_for()
        assert store.events()[0].recurrence.rule.single_span() is None
        page.locator("#text").fill("每月35日 例会")
        page.locator(".live .problem").wait_for()
        look(visit, "add-wrong", width)


def test_every_stop_of_the_keyboard_at_the_desk_is_seen(browser: Any, base: str) -> None:  # noqa: F811
    with Visit(browser, 1280) as visit:
        hand_in(visit.page, base, "计划.txt", NOTICE)
        for path in (visit.page.url, f"{base}/desk", f"{base}/desk/add", f"{base}/desk/history"):
            visit.page.goto(path)
            for stop in range(30):
                visit.page.keyboard.press("Tab")
                assert visit.page.evaluate(IS_SEEN), (
                    path,
                    stop,
                    visit.page.evaluate("document.activeElement.outerHTML"),
                )


def test_without_a_script_everything_is_there(browser: Any, base: str, store: Store) -> None:  # noqa: F811
    with Visit(browser, 390, java_script_enabled=False) as visit:
        hand_in(visit.page, base, "计划.txt", NOTICE)
        visit.page.get_by_role("button", name="按所选入库").click()
        assert visit.page.locator(".done").is_visible()
        count = len(store.events())
        visit.page.goto(f"{base}/desk/add?lang=zh")
        visit.page.locator("#text").fill("12月18日下午2:30 理事会")
        visit.page.get_by_role("button", name="看看读作什么").click()
        assert "2026年12月18日14:30" in visit.page.locator(".reading").inner_text()
        visit.page.get_by_role("button", name="入库").click()
        assert len(store.events()) == count + 1
