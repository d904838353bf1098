"""How long files take from their octets to their outline, as a whole call that starts the process which reads them.

`python tests/benchmarks/bench_documents.py` prints for each format a notice of about 50 pages, 60,000 characters with ten
tables: its size, the seconds of the best of five calls, and how many of them go into reading itself.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import rules
from calendars.intake.apart import outlines_apart
from tests.papers import Cell, Line, Paper, Table, as_docx, as_eml, as_html

PAGES, TABLES, ROWS = 50, 10, 20
PARAGRAPH = "各单位应当于2026年3月{day}日前完成自查并将情况报送办公室，由办公室汇总后统一上报，逾期不予受理。" * 4
TIMES = 5


def long_paper() -> Paper:
    """A notice of that length."""
    parts: list[Line | Table] = [Line("关于做好全年工作的通知", "title"), Line("各单位：")]
    for page in range(PAGES):
        parts.append(Line(f"{'一二三四五六七八九十'[page % 10]}、工作安排", "heading", 1))
        parts += [Line(f"{n + 1}. {PARAGRAPH.format(day=n + 1)}") for n in range(6)]
        if page % (PAGES // TABLES) == 0:
            rows = [[str(n), "召开工作会议", f"4月{n % 30 + 1}日", "一号厅"] for n in range(ROWS)]
            head = ["序号", "事项", "时间", "地点"]
            parts.append(Table(tuple(tuple(map(Cell, row)) for row in [head, *rows])))
    return Paper("long", tuple(parts), date(2026, 3, 2))


FORMS: dict[str, Callable[[Paper], bytes]] = {"docx": as_docx, "html": as_html, "eml": as_eml}
"""How each format is written."""


def best(work: Callable[[], object]) -> float:
    """The seconds of the fastest of some calls."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Prints a line for each format."""
    paper = long_paper()
    for name, write in FORMS.items():
        data = write(paper)
        ((_, outline),) = outlines_apart(data, f"notice.{name}")
        assert isinstance(outline, rules.Outline)
        whole = best(lambda data=data, name=name: outlines_apart(data, f"notice.{name}"))  # type: ignore[misc]
        reading = best(lambda data=data, name=name: rules.outlines_of(data, f"notice.{name}"))  # type: ignore[misc]
        print(
            f"{name:5}{len(data) / 1024:8.0f} KB  {len(outline.text):7,} characters  {len(outline.tables):3} tables"
            f"  {whole:6.2f} s, of them reading {reading:5.2f} s"
        )


if __name__ == "__main__":
    main()
