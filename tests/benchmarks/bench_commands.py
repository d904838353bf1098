"""How long whole commands take with 10,000 stored events, against the bars of a quiet machine.

Each command runs as a process of its own, the best of several passes counts: seconds of processor (what a quiet machine
takes, whatever else this one does), the ratio to `python -c pass`, and the peak of memory. Bytecode is written to a folder
of its own. `--checkout FOLDER` measures another checkout; a command that it does not have shows its exit code.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from inspect import signature
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[2]
NOW = "2026-11-28T09:00"
STAMP = datetime(2026, 11, 1, tzinfo=UTC)
BARS = {
    "list": 1.2, "upcoming": 0.6, "show": 0.6, "search": 0.6, "edit": 0.6, "add": 0.6, "doctor": 3.0, "import": 6.0,
    "publish": None, "publish again": 1.0, "upcoming, daily for ever": 4.0,
}  # fmt: skip


def events(size: int, *, daily: bool = False) -> Iterator[Any]:
    """Events of ten notices' kinds: once, yearly, monthly, weekly, due, lunar, by working days; or all of them daily."""
    from calendars.events import Event, Source
    from rules import parse

    texts = ["每天"] if daily else [
        "2026年{m}月{d}日", "2027年{m}月{d}日前", "每年{m}月{d}日", "每年{m}月{d}日前", "每月{d}日", "每周一上午9点",
        "每年{m}月第二个周六", "农历正月十五", "每季度末月25日前", "2027年{m}月1日至{d}日",
    ]  # fmt: skip
    rules: dict[str, Any] = {}
    for n in range(size):
        text = texts[n % len(texts)].format(m=1 + n % 12, d=2 + n // 12 % 27)
        if text not in rules:
            rules[text] = parse(text)
        notice = n // 20
        source = Source(
            f"关于做好第{notice}批年度工作的通知", f"青禾会发〔2026〕{notice}号", "青禾市作物学会", date(2026, 10, 9),
            f"{notice:064x}",
            10 * (n % 20), 10 * (n % 20) + 8, f"请各分会于{text}报送第{n}号工作总结，以邮件形式发至秘书处。",
        )  # fmt: skip
        kind = "deadline" if "前" in text else "event"
        yield Event(
            f"{n * 7919:016x}", f"报送第{n}号工作总结", kind, rules[text], ("报送", f"标签{n % 7}"), None, text,
            source if n % 4 else None, "以邮件形式报送", "各分会", "秘书处",
        )  # fmt: skip


def fill(path: Path, size: int, *, daily: bool = False) -> None:
    """A database of that many events."""
    from calendars.store import Store

    opened: Any = Store.open
    more = {"create": True} if "create" in signature(opened).parameters else {}  # an older checkout makes one always
    with opened(f"sqlite:///{path}", **more) as store:
        store.save(events(size, daily=daily), STAMP)


def measured(words: Sequence[str], checkout: Path) -> tuple[float, float, int]:
    """The seconds of processor and the megabytes that a process takes, and its exit code."""
    env = {
        **os.environ,
        "PYTHONPATH": str(checkout),
        "PYTHONPYCACHEPREFIX": "/tmp/yueling-bench-bytecode",
        "LANG": "zh_CN.UTF-8",
    }
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        pid = subprocess.Popen([sys.executable, *words], cwd=checkout, env=env, stdout=nowhere, stderr=nowhere).pid
        _, status, used = os.wait4(pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def commands(folder: Path, size: int) -> dict[str, list[str]]:
    """What is measured, by name; the same commands in the same order each time."""
    small = {"--db": f"sqlite:///{folder}/few.sqlite3"}
    uid, out = f"{(size // 2) * 7919:016x}", str(folder / "out")
    return {
        "list": ["list"],
        "list (4 events)": ["list", "--db", small["--db"]],
        "list --json": ["list", "--json"],
        "upcoming": ["upcoming"],
        "upcoming (4 events)": ["upcoming", "--db", small["--db"]],
        "search": ["search", "工作 总结 第77号"],
        "show": ["show", uid],
        "show (4 events)": ["show", f"{7919:016x}", "--db", small["--db"]],
        "edit": ["edit", uid, "--title", "报送总结"],
        "add": ["add", "每年5月30日 全国科技工作者日"],
        "doctor": ["doctor"],
        "export": ["export", "--output", str(folder / "all.json")],
        "import": ["import", str(folder / "all.json"), "--yes", "--db", f"sqlite:///{folder}/new.sqlite3"],
        "publish": ["publish", out],
        "publish again": ["publish", out],
        "remind": ["remind", "--dry-run"],
        "upcoming, daily for ever": ["upcoming", "--db", f"sqlite:///{folder}/daily.sqlite3"],
    }


def main() -> None:
    """Prints a line for each command, or makes a database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkout", type=Path, default=HERE)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--fill", type=Path, metavar="FILE", help="only make a database")
    parser.add_argument("--daily", action="store_true", help="of events that recur daily for ever")
    parser.add_argument("only", nargs="*")
    given = parser.parse_args()
    sys.path.insert(0, str(given.checkout))
    if given.fill:
        fill(given.fill, given.size, daily=given.daily)
    else:
        table(given)


def table(given: argparse.Namespace) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # in processes of their own: a child's peak of memory begins with that of its parent
        for file, size, more in (("many", given.size, []), ("few", 4, []), ("daily", given.size, ["--daily"])):
            words = ["--fill", str(folder / f"{file}.sqlite3"), "--size", str(size), *more]
            if measured([__file__, "--checkout", str(given.checkout), *words], given.checkout)[2]:
                raise SystemExit(f"{file}.sqlite3 could not be made: run {__file__} {' '.join(words)}")
        plain = min(measured(["-c", "pass"], given.checkout)[0] for _ in range(5))
        print(f"{'python -c pass':28} {plain:6.2f} s")
        for label, words in commands(folder, given.size).items():
            if given.only and label not in given.only:
                continue
            line = ["-m", "cli", "--now", NOW, "--db", f"sqlite:///{folder}/many.sqlite3", *words]
            once = label in ("import", "publish")
            results = [measured(line, given.checkout) for _ in range(1 if once else given.passes)]
            seconds, peak = min(result[0] for result in results), max(result[1] for result in results)
            bar = BARS.get(label)
            told = f"{label:28} {seconds:6.2f} s  {seconds / plain:6.1f} ×  {peak:5.0f} MB"
            told += f"  bar {bar} s" if bar else ""
            print(told + (f"  exit {results[0][2]}" if results[0][2] else ""), flush=True)


if __name__ == "__main__":
    main()
