"""How the time to read a notice grows with its length: texts made to be slow at four sizes; and how fast plain text is read.

`python tests/benchmarks/bench_reading.py` prints for each text the seconds that its blocks and facts take, then all of `find`, at
each size and how much more a text of twice the length takes: 2 is linear, 4 is quadratic. Words after it choose texts by name.
A size that would take too long is left out.
"""

from __future__ import annotations

import gc
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import rules
from rules.notices.documents import read_text
from rules.notices.facts import facts

SIZES = {"blocks": (100_000, 200_000, 400_000, 800_000), "find": (10_000, 20_000, 40_000, 80_000)}
"""Characters, about, of the texts for each way."""
PATIENCE = 6.0
"""Seconds after which no longer text of the sort is tried."""
HEAD = "关于报送材料的通知\n\n各单位：\n"
FOOT = "\n云坪市科学技术协会\n2026年3月2日\n"


def repeat(piece: str, size: int) -> str:
    """The piece again and again, up to the size."""
    return (piece * (size // len(piece) + 1))[:size]


def _random_day(chance: random.Random) -> str:
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(365))
    return f"{day.year}年{day.month}月{day.day}日"


def dates(size: int) -> str:
    """Dates in a row without anything between them."""
    return HEAD + repeat("2026年3月5日", size) + FOOT


def dates_by_line(size: int) -> str:
    """A date in each line, with a name above."""
    return HEAD + repeat("云坪市化学学会\n2026年3月5日\n", size)


def dates_of_all_sorts(size: int) -> str:
    """Sentences with a date each, in one paragraph."""
    chance = random.Random(1)
    return HEAD + "".join(f"请于{_random_day(chance)}前报送材料，" for _ in range(size // 20)) + FOOT


def addressees(size: int) -> str:
    """Names of those addressed, and a colon behind all of them."""
    return "关于报送材料的通知\n" + repeat("各县级学会、", size) + "各单位：\n请于3月5日前报送。" + FOOT


def open_brackets(size: int) -> str:
    """Brackets that are never closed, a date in each."""
    return HEAD + repeat("（《【“3月5日", size) + FOOT


def nested_brackets(size: int) -> str:
    """Brackets in brackets, all closed in the end."""
    return HEAD + "（" * (size // 2) + "3月5日" + "）" * (size // 2) + FOOT


def open_quotes_in_title(size: int) -> str:
    """A title of quotes."""
    return "关于印发" + repeat("《办法", size) + "的通知\n各单位：\n3月5日前报送。" + FOOT


def table_of_bars(size: int) -> str:
    """A table with a row of bars a line."""
    return HEAD + "| 序号 | 内容 | 时间 |\n|---|---|---|\n" + repeat("| 1 | 报送总结 | 3月5日 |\n", size) + FOOT


def table_of_tabs(size: int) -> str:
    """A table with tabs between its cells."""
    return HEAD + "序号\t内容\t时间\n" + repeat("1\t报送总结\t2026年3月5日\n", size) + FOOT


def wide_table(size: int) -> str:
    """Three rows with a very great number of cells."""
    row = repeat("3月5日|", size // 3)
    return HEAD + "\n".join((row, row, row)) + FOOT


def bars_without_table(size: int) -> str:
    """Lines that begin as those of a table, which never comes."""
    return HEAD + repeat("|内容\n", size) + FOOT


def rules_of_tables(size: int) -> str:
    """Lines that only rule a table, without a row."""
    return HEAD + repeat("|---|---|\n", size) + FOOT


def two_columns(size: int) -> str:
    """Two halves of a line, parted by blanks, a head nowhere."""
    return HEAD + repeat("报送总结    三月五日\n", size) + FOOT


def nested_items(size: int) -> str:
    """Items in items, each deeper than the one above."""
    return HEAD + repeat("一、甲\n（一）乙\n1.丙\n（1）3月5日前报送丁\n", size) + FOOT


def control_marks(size: int) -> str:
    """Control and direction marks between the characters of dates."""
    return HEAD + repeat("3\u200b月\u202e5\u2066日\x01\u200f", size) + FOOT


def without_a_stop(size: int) -> str:
    """One line of characters without any punctuation."""
    return HEAD + repeat("材料汇总统计整理归档", size) + FOOT


def empty_lines(size: int) -> str:
    """Nothing but line ends between two sentences."""
    return HEAD + "请于3月5日前报送。" + "\n" * size + "请于4月5日前反馈。" + FOOT


def blanks(size: int) -> str:
    """Numbers with very many blanks behind them, in one line."""
    return HEAD + repeat("。1" + " " * 3000, size) + "报送" + FOOT


def many_feet(size: int) -> str:
    """A foot glued to each sentence of one line."""
    return HEAD + repeat("请按时报送。云坪市化学学会2026年3月5日（印章）", size)


def labels(size: int) -> str:
    """Lines of a page that promise a day and give none."""
    return HEAD + repeat("发布日期：\n联系人：张老师\n", size) + repeat("2026年3月5日\n", size // 10)


def headings(size: int) -> str:
    """Headings without a text below."""
    return HEAD + repeat("一、报名时间\n二、报名办法\n", size) + FOOT


def front_matter(size: int) -> str:
    """Fields before a page that are never closed."""
    return "---\n" + repeat("title: 关于报送材料的通知\ndate: 2026-03-05\n", size) + HEAD + FOOT


def comments(size: int) -> str:
    """Comments of a page before a text that is no page."""
    return repeat("<!-- 3 -->", size) + HEAD + FOOT


TEXTS: tuple[Callable[[int], str], ...] = (
    dates, dates_by_line, dates_of_all_sorts, addressees, open_brackets, nested_brackets, open_quotes_in_title,
    table_of_bars, table_of_tabs, wide_table, bars_without_table, rules_of_tables, two_columns, nested_items,
    control_marks, without_a_stop, empty_lines, blanks, many_feet, labels, headings, front_matter, comments,
)  # fmt: skip


def days_in(text: str) -> dict[tuple[int, int], date]:
    """Where full dates stand, by a plain pattern: what reads them is not measured."""
    found = re.finditer(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
    return {match.span(): date(*map(int, match.groups())) for match in found}


def blocks_and_facts(text: str) -> Callable[[], object]:
    """The work of documents/ and facts.py on a text."""
    days = days_in(text)
    return lambda: facts(read_text(text, days), days)


def everything(text: str) -> Callable[[], object]:
    """The work from the text to its findings."""
    return lambda: rules.find(rules.read_notice(text), date(2026, 1, 1))


def seconds(work: Callable[[], object]) -> float:
    """The time of this process that the work takes, without that of the collector, which grows with all that is alive."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    try:
        work()
        return time.process_time() - start
    finally:
        gc.enable()


WAYS = {"blocks": blocks_and_facts, "find": everything}


def growth(make: Callable[[int], str], way: str) -> Iterator[float]:
    """The seconds at each size, the smallest first, until one takes too long."""
    for size in SIZES[way]:
        taken = seconds(WAYS[way](make(size)))
        yield taken
        if taken > PATIENCE:
            return


def factor(times: list[float]) -> float:
    """How much more a text of twice the length takes, between the two greatest sizes that were tried."""
    return times[-1] / max(times[-2], 1e-4) if len(times) > 1 else float("nan")


def main(names: list[str]) -> None:
    """Prints a table for each way, then the speed on text without dates."""
    chosen = [make for make in TEXTS if not names or make.__name__ in names]
    for way, sizes in SIZES.items():
        print(f"{way:22}" + "".join(f"{size:>10,}" for size in sizes) + f"{'x2 takes':>10}")
        for make in chosen:
            times = [*growth(make, way)]
            cells = [f"{taken:10.3f}" for taken in times] + [f"{'-':>10}"] * (len(sizes) - len(times))
            print(f"{make.__name__:22}" + "".join(cells) + f"{factor(times):10.1f}", flush=True)
    plain = HEAD + repeat("请各单位高度重视，认真组织，按照要求把材料报送到办公室。\n", 1_000_000) + FOOT
    for way, work in WAYS.items():
        print(f"{way} of text without dates: {len(plain) / seconds(work(plain)):,.0f} characters a second")


if __name__ == "__main__":
    main(sys.argv[1:])
