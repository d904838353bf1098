"""Takes the pictures of docs/pictures: `make pictures`. Needs Chromium and Playwright.

The pages are those of the demonstration, as they are on one fixed day; what they show is made up.
"""

from __future__ import annotations

import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn

import cli
from calendars.store import Store
from calendars.web import app

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
NOW = datetime(2026, 12, 8, 9)
OWNER = "云溪省科学技术协会"
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync")  # fmt: skip
LATER = """关于学术年会筹备会延期的通知

各市、县（市、区）科协，各省级学会：
原定12月11日召开的学术年会筹备会延期至12月18日下午2:30举行，地点不变。请于12月16日前补报名单。

云溪省科学技术协会办公室
2026年12月7日
"""
PHONE, DESK = (390, 844), (1180, 860)


@contextmanager
def served(application: Any) -> Iterator[str]:
    """The address at which the application answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(application, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def take(browser: Any, address: str, name: str, size: tuple[int, int], *, dark: bool = False) -> None:
    """One picture, of what stands on the screen at first."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", locale="zh-CN"
    )
    page.goto(address)
    page.screenshot(path=str(FOLDER / f"{name}.png"))
    page.close()


def take_review(browser: Any, site: str) -> None:
    """The desk, with a notice that was pasted and waits for a person."""
    page = browser.new_page(viewport={"width": DESK[0], "height": DESK[1]}, locale="zh-CN")
    page.goto(f"{site}/desk")
    page.locator("textarea[name=text]").fill(LATER)
    page.locator("form:has(textarea[name=text]) button[type=submit]").first.click()
    page.wait_for_load_state()
    page.screenshot(path=str(FOLDER / "review.png"))
    page.close()


def main() -> None:
    """Takes all of them."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("Chromium is not installed")
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        if cli.main(["--now", f"{NOW:%Y-%m-%dT%H:%M}", "--lang", "zh", "demo", folder]):
            sys.exit("the demonstration failed")
        with Store.open(f"sqlite:///{folder}/yueling.sqlite3") as store, sync_playwright() as driver:
            event = next(event for event in store.events() if event.title == "发送重点项目申报书")
            browser = driver.chromium.launch(executable_path=chromium, args=OPTIONS)
            with served(app(lambda: store, lambda: NOW, owner=OWNER)) as site:
                take(browser, f"{site}/", "today", DESK)
                take(browser, f"{site}/", "phone", PHONE, dark=True)
                take(browser, f"{site}/month", "month", DESK)
                take(browser, f"{site}/event/{event.uid}", "event", DESK)
                take(browser, f"{site}/subscribe", "subscribe", DESK)
                take_review(browser, site)
            browser.close()


if __name__ == "__main__":
    main()
