"""How long a book of fifty pages takes from PDF to its outline: python tests/benchmarks/bench_pdf.py"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from calendars.intake.apart import outlines_apart
from tests.papers import Cell, Line, Paper, Table
from tests.papers_pdf import Style, as_pdf

SENTENCE = (
    "为做好今年的科普工作，各有关单位应当于3月15日前将工作方案和联络员名单报送市科协办公室，"
    "逾期不予受理；材料须一式三份，并附电子版，联系人张老师，电话0000-6072016。"
)
HEADS = ("序号", "事项", "完成时限", "责任单位")
STYLE = Style(size=14, pitch=21.3, top=72, bottom=72, left=70, right=70)


def book() -> bytes:
    """Fifty pages of a thousand characters, with ten tables."""
    parts: list[Line | Table] = [Line("关于做好2026年科普工作的通知", "title")]
    for _ in range(10):
        parts += [Line(f"（{n % 9 + 1}）{SENTENCE * 2}") for n in range(24)]
        rows = [(str(n), "报送工作总结和下一年的工作打算", f"{n % 12 + 1}月15日前", "各县科协") for n in range(1, 16)]
        parts.append(Table(tuple(tuple(map(Cell, row)) for row in (HEADS, *rows))))
    return as_pdf(Paper("book", tuple(parts), date(2026, 3, 2)), STYLE)


def main() -> None:
    """Prints the seconds and the memory of a reader in a process of its own."""
    data = book()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        ((_, found),) = outlines_apart(data, "book.pdf")
        times.append(time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"PDF, {len(found.pages)} pages, {len(found.text)} characters: {min(times):.2f} s, {memory} MB")  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
