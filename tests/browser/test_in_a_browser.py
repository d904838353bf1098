"""The pages in Chromium: widths, colours, keys, paper, weight, and what axe-core finds.

Chromium and Playwright must be there; axe-core is looked for in YUELING_AXE (the file axe.min.js) and in node_modules.
YUELING_SHOTS names a folder that takes a picture of every page.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from calendars.actions import read_in
from calendars.drafts import draft
from calendars.events import CANCELLED, Event, uid_of
from calendars.feeds.publish import publish
from calendars.store import Store
from calendars.web import app
from rules import Clock, Recurrence, Rule, find, parse, read_notice
from rules.kinds import Due, Fixed, Weekly, Yearly

pytestmark = pytest.mark.slow
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright drives the browser: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = next(
    (
        path
        for path in (
            Path(os.environ.get("YUELING_AXE", "nowhere")),
            Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js",
        )
        if path.is_file()
    ),
    None,
)
SHOTS = os.environ.get("YUELING_SHOTS")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync")  # fmt: skip
TODAY, NOW, STORED = date(2026, 4, 9), datetime(2026, 4, 9, 9, 0), datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
NOTICE = """青禾市作物学会文件
青禾会发〔2026〕12号

关于报送工作计划和召开座谈会的通知

各会员单位：
请各会员单位于2026年4月15日前报送工作计划。座谈会于2026年4月22日9:00在科技馆302会议室召开。
每年12月10日前报送年度总结。

青禾市作物学会
2026年3月9日
"""
MOST_BYTES = 40_000


def event(title: str, kind: str, rule: Rule, clock: Clock | None = None, **facts: object) -> Event:
    return Event(uid_of(title), title, kind, Recurrence(rule, clock=clock), **facts)  # type: ignore[arg-type]


def on(month: int, day: int) -> Fixed:
    return Fixed(date(2026, month, day), date(2026, month, day))


EVENTS = [
    event("补交专家推荐表", "deadline", Due(on(4, 14)), Clock(end=1050), tags=("推荐",), actor="各单位"),
    event("报送项目进度月报", "deadline", parse("每月10日前").rule, tags=("报送",)),
    event("秘书处例会", "event", Weekly((0,)), Clock(540, 600), tags=("例会",)),
    event("会费收缴", "window", Fixed(date(2026, 4, 1), date(2026, 4, 20))),
    event("科普场馆开放日协调会", "event", on(4, 23), Clock(570, 690), place="科技馆302会议室", contact="张老师"),
    event("世界地球日", "observance", Yearly(4, 22)),
    event("青年论坛", "event", on(4, 17), status=CANCELLED),
    Event(uid_of("初评"), "初评", "event", parse("2026年5月中旬"), note="评审会另行通知"),
    event("<b>很长的标题</b>" + "科普活动" * 30, "event", on(4, 28)),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('pages') / 'a.sqlite3'}", create=True) as opened:
        notice = read_notice(NOTICE.encode(), "计划.txt")
        read_in(opened, notice, draft(notice, find(notice, None)), STORED)
        opened.save(EVENTS, STORED)
        yield opened


@pytest.fixture(scope="module")
def base(store: Store) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        application = app(lambda: store, lambda: NOW, owner="青禾市作物学会")
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield found
        found.close()


class Visit:
    """A page in a window of its own, with whatever the console said and the weight of what was loaded."""

    def __init__(self, browser: Any, width: int = 1280, **facts: object) -> None:
        height = 844 if width < 700 else 900
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **facts)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: set[str] = set()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def weight(self) -> int:
        """The bytes of everything that was loaded, as they go over the line."""
        return sum(len(gzip.compress(self.context.request.get(address).body())) for address in tuple(self.asked))

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide


@pytest.fixture(scope="module")
def paths(store: Store) -> dict[str, str]:
    read = next(event for event in store.events() if event.source)
    digest = read.source.digest if read.source else ""
    return {
        "today": "/",
        "agenda": "/agenda",
        "found": "/agenda?kind=deadline&from=2026-01-01&to=2026-12-31",
        "none": "/agenda?words=没有",
        "event": f"/event/{read.uid}",
        "cancelled": f"/event/{uid_of('青年论坛')}",
        "notices": "/notices",
        "notice": f"/notice/{digest}",
        "subscribe": "/subscribe",
        "part": "/subscribe?kind=deadline",
        "month": "/month",
        "quiet": "/month?ym=2033-12",
        "year": "/year",
        "next": "/year?y=2027",
    }


NAMES = ("today", "agenda", "found", "none", "event", "cancelled", "notices", "notice", "subscribe", "part", "month", "quiet",
         "year", "next")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_is_silent_light_and_within_reach_of_everybody(
    browser: Any, base: str, paths: dict[str, str], name: str, width: int, scheme: str
) -> None:
    with Visit(browser, width, color_scheme=scheme) as visit:
        for lang in ("zh", "en"):
            joint = "&" if "?" in paths[name] else "?"
            assert visit.page.goto(f"{base}{paths[name]}{joint}lang={lang}").status == 200
            assert visit.overflow <= 0
            assert visit.said == []
            assert visit.weight < MOST_BYTES
            visit.asked.clear()
            if SHOTS:
                picture = Path(SHOTS) / f"{name}-{lang}-{width}-{scheme}.png"
                visit.page.screenshot(path=str(picture), full_page=True)
            if AXE:
                assert faults(visit.page) == []


def faults(page: Any) -> list[str]:
    """What axe-core finds serious or critical, with the places."""
    assert AXE is not None
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", tags)
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.skipif(AXE is None, reason="axe-core is not there: YUELING_AXE names axe.min.js")
def test_axe_finds_what_is_wrong(browser: Any, base: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(base)
        visit.page.evaluate("document.querySelector('h1').style.color = '#ddd'")
        assert any(fault.startswith("color-contrast") for fault in faults(visit.page))


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_no_width_makes_a_page_scroll_sideways(browser: Any, base: str, paths: dict[str, str], width: int) -> None:
    with Visit(browser, width) as visit:
        for name in NAMES:
            visit.page.goto(base + paths[name] + ("&" if "?" in paths[name] else "?") + "lang=en")
            assert visit.overflow <= 0, name


def test_subscribing_is_on_the_first_screen_and_a_few_keys_away(browser: Any, base: str, paths: dict[str, str]) -> None:
    with Visit(browser, 390) as visit:
        for name in NAMES:
            visit.page.goto(base + paths[name])
            button = visit.page.locator(".mast .button.strong")
            box = button.bounding_box()
            assert box["y"] + box["height"] < 844
            stops = []
            for _ in range(5):
                visit.page.keyboard.press("Tab")
                stops.append(visit.page.evaluate("document.activeElement.getAttribute('href')") or "")
            assert any(stop.startswith("/subscribe") for stop in stops), name


IS_SEEN = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const ringed = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
    return one === document.body || (ringed && box.width > 0 && box.bottom > 0);
}"""


def test_every_stop_of_the_keyboard_is_seen(browser: Any, base: str, paths: dict[str, str]) -> None:
    with Visit(browser, 1280) as visit:
        for name in ("today", "agenda", "event", "notice", "subscribe", "month", "year"):
            visit.page.goto(base + paths[name])
            for stop in range(25):
                visit.page.keyboard.press("Tab")
                assert visit.page.evaluate(IS_SEEN), (
                    name,
                    stop,
                    visit.page.evaluate("document.activeElement.outerHTML"),
                )


def test_the_skip_link_leads_past_the_navigation(browser: Any, base: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(base)
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_what_is_touched_is_large_enough(browser: Any, base: str, paths: dict[str, str]) -> None:
    small = (
        "() => [...document.querySelectorAll('.button, .pages a, .choices a, .periods a, .plain a, summary, input, select')]"
        ".filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
    )
    with Visit(browser, 390) as visit:
        for name in NAMES:
            visit.page.goto(base + paths[name])
            assert visit.page.evaluate(small) == [], name


def test_the_address_is_copied_with_one_touch_and_without_a_script_it_stands_there(browser: Any, base: str) -> None:
    with Visit(browser) as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit.page.goto(f"{base}/subscribe")
        visit.page.get_by_role("button", name="复制").click()
        visit.page.get_by_role("button", name="已复制").wait_for()
        assert visit.page.evaluate("navigator.clipboard.readText()") == f"{base}/feeds/all.ics"
    with Visit(browser, java_script_enabled=False) as visit:
        visit.page.goto(f"{base}/subscribe")
        assert not visit.page.locator("button[data-copy]").is_visible()
        assert visit.page.locator("#address").inner_text() == f"{base}/feeds/all.ics"


def test_a_question_is_asked_of_the_agenda_by_its_form(browser: Any, base: str) -> None:
    with Visit(browser, 390) as visit:
        visit.page.goto(f"{base}/agenda?lang=zh")
        visit.page.get_by_label("类别").select_option("deadline")
        visit.page.get_by_label("关键词").fill("推荐表")
        visit.page.get_by_role("button", name="查询").click()
        assert "kind=deadline" in visit.page.url
        assert visit.page.locator(".entry .title").all_inner_texts() == ["补交专家推荐表"]


def test_the_marks_of_a_notice_lead_to_what_became_of_them_and_back(
    browser: Any, base: str, paths: dict[str, str]
) -> None:
    with Visit(browser) as visit:
        visit.page.goto(base + paths["notice"])
        visit.page.locator("#m1 a").click()
        assert visit.page.locator(".findings li:target").count() == 1
        visit.page.locator("#f1 .said a").click()
        assert visit.page.locator("mark:target").inner_text() == "2026年4月15日前"


def test_on_paper_two_months_are_a_sheet_with_boxes_to_tick(browser: Any, base: str) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    with Visit(browser) as visit:
        visit.page.goto(base)
        sheet = visit.page.pdf(prefer_css_page_size=True)
        document = pdfium.PdfDocument(io.BytesIO(sheet))
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
        for words in ("4月14日", "补交专家推荐表", "各单位", "青禾会发〔2026〕12号"):
            assert words in text
        for words in ("明天", "天后", "English", "个工作日"):
            assert words not in text
        visit.page.emulate_media(media="print")
        assert not visit.page.locator("nav.pages").is_visible()
        box = visit.page.evaluate("getComputedStyle(document.querySelector('.entry'), '::before').borderTopWidth")
        assert float(box.removesuffix("px")) > 0


def test_forced_colours_keep_the_borders_and_stillness_is_kept(browser: Any, base: str) -> None:
    with Visit(browser, forced_colors="active", reduced_motion="reduce") as visit:
        visit.page.goto(base)
        assert visit.page.evaluate("getComputedStyle(document.querySelector('.panel')).borderTopStyle") == "solid"
        assert visit.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.fixture
def published(store: Store, tmp_path: Path) -> Iterator[str]:
    publish(tmp_path, store.events(), today=TODAY, owner="青禾市作物学会")

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(tmp_path))

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()
        thread.join(20)


@pytest.mark.parametrize(("day", "away"), [("2026-04-13T04:00:00Z", "明天"), ("2026-04-09T04:00:00Z", "5天后"),
                                           ("2026-04-14T15:59:00Z", "今天"), ("2026-05-02T04:00:00Z", "")])  # fmt: skip
def test_a_published_page_counts_from_the_day_on_which_it_is_read(
    browser: Any, published: str, day: str, away: str
) -> None:
    with Visit(browser, 390) as visit:
        visit.page.clock.set_fixed_time(day)
        visit.page.goto(published)
        assert visit.said == []
        assert visit.overflow <= 0
        place = visit.page.locator('.day:has(time[datetime="2026-04-14"]) .away')
        assert place.inner_text() == away
        if AXE:
            assert faults(visit.page) == []
    with Visit(browser, java_script_enabled=False) as visit:
        visit.page.goto(published)
        assert not re.search("明天|天后|今天", visit.page.locator("main").inner_text())
