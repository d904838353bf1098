"""The agenda as CSV (RFC 4180): every field of an entry in a column, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from rules import Message

from ..captions import cited, kind_word, part_words
from ..events import Entry
from ..lines import one_line
from ..views import DONE, ruled
from .rows import MOST, weekday_cell

COLUMNS = {
    "start": "日期",
    "weekday": "星期",
    "end": "结束",
    "all_day": "全天",
    "title": "事项",
    "kind": "类别",
    "actor": "责任单位",
    "place": "地点",
    "notice": "来源",
    "status": "状态",
    "tags": "标签",
    "rule": "规则",
    "quote": "原文",
    "uid": "UID",
}
"""The columns in their order, and what they are called in Chinese; in English they have the names of the JSON fields."""
MARK = "\ufeff"
"""Without it Excel on a Chinese Windows reads UTF-8 as GBK."""
YES_NO = {True: Message("yes"), False: Message("no")}
STATES = {"CONFIRMED": Message("certain"), "TENTATIVE": Message("tentative"), "CANCELLED": Message("called off")}
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\t\r＝＋－＠]")


def to_csv(entries: Iterable[Entry], lang: str) -> bytes:
    """The entries under a head line; no cell can start a formula in a spreadsheet.

    In Chinese heads and values are Chinese and a mark of UTF-8 stands in front; in English both are as in JSON.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values() if lang == "zh" else COLUMNS)
    for entry, rule in ruled(entries):
        row = _words(entry, rule, lang)
        writer.writerow([guarded(one_line(row[name] or "", MOST)) for name in COLUMNS])
    return ((MARK if lang == "zh" else "") + out.getvalue()).encode()


def _words(entry: Entry, rule: str, lang: str) -> dict[str, Any]:
    event, (start, end, all_day) = entry.event, entry.occurrence.times
    chinese, part = lang == "zh", part_words(event.recurrence, entry.occurrence, lang)
    return {
        "start": f"{start.replace('T', ' ')} {part}".strip() if chinese else start,
        "weekday": weekday_cell(entry.span, lang),
        "end": end.replace("T", " ") if chinese else end,
        "all_day": YES_NO[all_day].say(lang) if chinese else str(all_day).lower(),
        "title": event.title,
        "kind": kind_word(event.kind, lang) if chinese else event.kind,
        "actor": event.actor,
        "place": event.place,
        "notice": cited(event.source, lang),
        "status": _state(entry, lang) if chinese else entry.status,
        "tags": " ".join(event.tags),
        "rule": rule,
        "quote": event.quote,
        "uid": event.uid,
    }


def _state(entry: Entry, lang: str) -> str:
    return (DONE if entry.is_done else STATES[entry.status]).say(lang)


def guarded(cell: str) -> str:
    """The cell with an apostrophe before whatever a spreadsheet would take for a formula.

    >>> guarded("=HYPERLINK(1)"), guarded("＝1"), guarded("4月15日")
    ("'=HYPERLINK(1)", "'＝1", '4月15日')
    """
    return "'" + cell if _FORMULA.match(cell) else cell
