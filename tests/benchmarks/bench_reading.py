"""How fast notices are read, and how the time grows with their length: texts made to be slow, at four sizes.

`python tests/benchmarks/bench_reading.py` prints the speed on the notices of the tests, on text without dates and where dates
stand close together; then for each text the seconds that its blocks and facts take, and all of `find`, at each size and how much
more each doubling takes: 2 is linear, 4 is quadratic. Words after it choose texts by name and leave out the speed. A size that
would take too long is left out.
"""

from __future__ import annotations

import gc
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import rules
from rules.notices.documents import read_text
from rules.notices.facts import facts

SIZES = {"blocks": (100_000, 200_000, 400_000, 800_000), "find": (10_000, 20_000, 40_000, 80_000)}
"""Characters, about, of the texts for each way."""
SEEDS = Path(__file__).parents[1] / "rounds"
UNDATED = re.compile(r"[^\d\W年月日周时一二三四五六七八九十]{4,24}")
DENSE = 8_000
"""Characters of a text whose findings are counted."""
LEAST = 0.005
"""Seconds that say something."""
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


def one_line(size: int) -> str:
    """Sentences with a date here and there, all in one line."""
    return HEAD + repeat("请各单位高度重视，认真组织，按照要求把材料报送到办公室。" * 8 + "3月5日前反馈。", size) + FOOT


def days_with_commas(size: int) -> str:
    """A list of days, all of one month."""
    return HEAD + repeat("3日、4日、5日，", size) + "为开放日。" + FOOT


def recurring_rules(size: int) -> str:
    """Rules that recur, with exceptions behind them."""
    return HEAD + repeat("每周一召开例会，7月除外；每月5日前报送信息，遇节假日顺延。", size) + FOOT


def hours_in_a_day(size: int) -> str:
    """A day with very many times of day behind it."""
    return HEAD + "3月5日\n" + repeat("9:00报到，14:30开幕；", size) + FOOT


def numbers(size: int) -> str:
    """Figures with blanks and points between them."""
    return HEAD + repeat("1 2 3.4 5-6 7:8 9/10 ", size) + FOOT


def bare_numerals(size: int) -> str:
    """Chinese numerals without an end."""
    return HEAD + repeat("一二三四五六七八九十百千", size) + FOOT


def plain_lines(size: int) -> str:
    """Lines without a date."""
    return HEAD + repeat("请各单位高度重视，认真组织，按照要求把材料报送到办公室。\n", size) + FOOT


TEXTS: tuple[Callable[[int], str], ...] = (
    dates, dates_by_line, dates_of_all_sorts, addressees, open_brackets, nested_brackets, open_quotes_in_title,
    table_of_bars, table_of_tabs, wide_table, bars_without_table, rules_of_tables, two_columns, nested_items,
    control_marks, without_a_stop, empty_lines, blanks, many_feet, labels, headings, front_matter, comments, one_line,
    days_with_commas, recurring_rules, hours_in_a_day, numbers, bare_numerals, plain_lines,
)  # fmt: skip


def days_in(text: str) -> dict[tuple[int, int], date]:
    """Where full dates stand, by a plain pattern: what reads them is not measured."""
    found = re.finditer(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
    return {match.span(): date(*map(int, match.groups())) for match in found}


def blocks_and_facts(text: str) -> Callable[[], object]:
    """The work of documents/ and facts.py on a text."""
    days = days_in(text)
    return lambda: facts(read_text(text, days), days)


def everything(text: str) -> Callable[[], list[rules.Finding]]:
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


def doublings(times: list[float]) -> list[float]:
    """How much more a text of twice the length takes, from size to size; short times are noise and count as LEAST."""
    return [max(after, LEAST) / max(before, LEAST) for before, after in pairwise(times)]


def print_growth(way: str, chosen: Sequence[Callable[[int], str]]) -> None:
    """Prints a line for each text: the seconds at each size, and how much more each doubling takes."""
    sizes = SIZES[way]
    print(f"{way:22}" + "".join(f"{size:>10,}" for size in sizes) + "   x2 takes")
    for make in chosen:
        times = [*growth(make, way)]
        cells = [f"{taken:10.3f}" for taken in times] + [f"{'-':>10}"] * (len(sizes) - len(times))
        print(f"{make.__name__:22}" + "".join(cells) + "".join(f"{more:6.1f}" for more in doublings(times)), flush=True)


def seeds() -> list[str]:
    """The notices of the rounds that the tests read."""
    lines = (line for path in sorted(SEEDS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(line)["text"] for line in lines]


def of_clauses(size: int) -> str:
    """Lines of the notices that the tests read, their clauses without a number shuffled: few of them say a date."""
    chance = random.Random(2)
    clauses = [part for text in seeds() for part in re.split(r"[，。；：、\s]", text) if UNDATED.fullmatch(part)]
    lines = ("，".join(chance.choices(clauses, k=chance.randint(2, 5))) + "。" for _ in range(size // 20))
    return HEAD + "\n".join(lines) + FOOT


def print_speed() -> None:
    """Prints the speed on whole notices, on text without dates, and for a finding where they stand close together."""
    texts = seeds()
    length = sum(map(len, texts))
    for turn in ("first", "second", "third"):
        taken = [(seconds(everything(text)), len(everything(text)())) for text in texts]
        whole, findings = sum(time for time, _ in taken), sum(found for _, found in taken)
        print(
            f"seeds, {turn} time: {length / whole:,.0f} characters a second, {1e6 * whole / findings:.0f} us a finding"
        )
    for name, plain in (("repeated", plain_lines(400_000)), ("of clauses", of_clauses(200_000))):
        for way, work in WAYS.items():
            print(f"{way} of text without dates, {name}: {len(plain) / seconds(work(plain)):,.0f} characters a second")
    for make in (dates, dates_of_all_sorts, table_of_tabs, two_columns, nested_items):
        read_all = everything(make(DENSE))
        found = read_all()
        print(f"{make.__name__:22}{1e6 * min(seconds(read_all) for _ in range(3)) / len(found):8.0f} us a finding")


def main(names: list[str]) -> None:
    """Prints how fast texts are read, then a table of growth for each way; names choose texts of the tables."""
    if not names:
        print_speed()
    chosen = [make for make in TEXTS if not names or make.__name__ in names]
    for way in SIZES:
        print_growth(way, chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
