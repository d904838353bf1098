"""The head and foot of an official document (GB/T 9704): title, number, addressees, issuer, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..languages.grammar import Reading
from ..languages.meanings import Point
from .notice import Notice

GENRES = "通知|函|公告|通告|通报|意见|决定|决议|请示|报告|批复|方案|要点|安排|一览表?|计划|办法|细则|纪要|公示|启事|倡议书?|邀请函|规则"
BODIES = "协会|学会|研究会|科协|联合会|委员会|促进会|基金会|理事会|党组|办公[厅室]|办|部|厅|局|委|院|处|中心|馆|所|会|大学|学院|学校|集团|公司|组|站"
GENRE_END = re.compile(rf"(?:{GENRES})(?:[(（][^()（）]+[)）])?$")
NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}\s*[〔\[［(（]\s*(?:19|20)\d\d\s*[〕\]］)）]\s*第?\s*\d{1,4}\s*号")
LONGEST_TITLE = 40
"""Characters of a first line that is a title though it says no genre."""
LONGEST_LABEL = 200
"""Characters in front of a date of issue in which its issuer or its label stands."""
HEAD_LINES = 14
"""Non-empty lines in which the head of a document stands."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the spaces and marks around it, and where it stands."""

    start: int
    end: int
    text: str


def lines(text: str) -> list[Line]:
    """The non-empty lines of a text."""
    found = []
    for match in re.finditer(r"[^\r\n]+", text):
        stripped = match.group().strip(" \t\u3000#*\xa0")
        if stripped:
            start = match.start() + match.group().index(stripped)
            found.append(Line(start, start + len(stripped), stripped))
    return found


def lay_out(text: str, name: str, readings: Sequence[Reading]) -> Notice:
    """The notice in a text whose dates have been read."""
    rows = lines(text)
    days = [(r, day) for r in readings if (day := whole_day(r))]
    foot = _foot(rows, days, text)
    printed = _printed(days, text)
    title, after = _title(rows[:HEAD_LINES])
    spans = [(r.start, r.end) for r, _ in filter(None, (foot, printed))]
    issued = foot[1] if foot else None
    return Notice(
        text=text,
        name=name,
        title=title,
        number=_number(rows[:HEAD_LINES]),
        issuer=_issuer(rows, foot[0], text) if foot else _issuer_of_title(title),
        issued=issued,
        printed=printed[1] if printed else None,
        addressees=_addressees(rows[after : after + 4]) if title else (),
        dated=tuple(spans),
    )


def whole_day(reading: Reading) -> date | None:
    """The day that a reading gives in full, with its year; None for everything else."""
    point = reading.meaning
    if not isinstance(point, Point) or not (point.year and point.month and point.day):
        return None
    try:
        return date(point.year, point.month, point.day)
    except ValueError:
        return None


def _title(rows: Sequence[Line]) -> tuple[str | None, int]:
    for place, row in enumerate(rows):
        text, used = row.text, 1
        if "关于" in text and not GENRE_END.search(text) and not re.search(r"[。；;：:]$", text):
            while used < 3 and place + used < len(rows) and not GENRE_END.search(text):
                text += rows[place + used].text
                used += 1
        if _is_title(text):
            return re.sub(r"\s+", "", text) if "关于" in text else text, place + used
    for place, row in enumerate(rows[:3]):
        if _heads(row.text, rows[place + 1 :]):
            return row.text, place + 1
    return None, 0


def _heads(text: str, below: Sequence[Line]) -> bool:
    """Whether a line that says no genre as titles do stands above the text as its title: short, no sentence, no address."""
    if not below or not 4 <= len(text) <= LONGEST_TITLE or NUMBER.fullmatch(text):
        return False
    if re.search(r"[。；;！？：:，,、]|^[一二三四五六七八九十\d]+[、.．]|^附件|^[(（]", text):
        return False
    return bool(GENRE_END.search(text)) or (not re.search(r"\d", text) and not _is_body(text))


def _is_title(text: str) -> bool:
    if len(text) > 90 or re.search(r"[。；;！？]|^[一二三四五六七八九十\d]+[、.．]|^附件|^[(（]|按照|根据", text):
        return False
    if re.search(rf"关于.+的?(?:{GENRES})(?:[(（][^()（）]+[)）])?$", text):
        return not text.startswith(("《", "“")) and not re.search("[，,]", text.split("关于", maxsplit=1)[0])
    return bool(re.search(rf"(?:19|20)\d\d\s*年.*(?:{GENRES})$", text)) and not re.search("[，,：:]", text)


def _number(rows: Sequence[Line]) -> str | None:
    for row in rows:
        if match := NUMBER.fullmatch(row.text):
            return re.sub(r"\s+", "", match.group())
    return None


def _addressees(rows: Sequence[Line]) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows:
        if NUMBER.fullmatch(row.text):
            continue
        if not re.search(r"[：:]$", row.text) or len(row.text) > 160:
            break
        if found:
            break  # one line addresses; what ends so behind it is the text
        found += [part for part in re.split(r"[、，,；;\s]+(?![^（(]*[)）])", row.text.rstrip("：:")) if part]
    return tuple(found)


def _foot(rows: Sequence[Line], days: Sequence[tuple[Reading, date]], text: str) -> tuple[Reading, date] | None:
    """The date of issue: a day on a line of its own, after the issuer, or behind the words 发布日期."""
    ends = {row.end: row for row in rows}
    for reading, day in days:
        row = ends.get(reading.end)
        if row and reading.start == row.start and row is not rows[0]:
            return reading, day
        begin = max(reading.start - LONGEST_LABEL, 0)
        if row and _is_body(text[max(row.start, begin) : reading.start].strip().split("。")[-1]):
            return reading, day
        if re.search(r"(?:发布|成文|发文|印制)(?:日期|时间)[:：]\s*$", text[begin : reading.start]):
            return reading, day
    return None


def _is_body(text: str) -> bool:
    return bool(re.fullmatch(rf"[\s\u3000]*[\u4e00-\u9fff·（）()“”]{{2,40}}(?:{BODIES})", text.strip().split(" ")[-1]))


def _issuer(rows: Sequence[Line], foot: Reading, text: str) -> str | None:
    place = next(n for n, row in enumerate(rows) if row.start <= foot.start <= row.end)
    same = re.split(r"[。\s]", text[rows[place].start : foot.start].strip())[-1]
    if same and _is_body(same):
        return same
    before = rows[place - 1].text if place else ""
    return re.sub(r"\s+", "", before) if _is_body(re.sub(r"\s+", "", before)) else None


def _issuer_of_title(title: str | None) -> str | None:
    head = (title or "").partition("关于")[0].strip()
    return head if head and _is_body(head) else None


def _printed(days: Sequence[tuple[Reading, date]], text: str) -> tuple[Reading, date] | None:
    return next(((r, day) for r, day in days if re.match(r"\s*印发\s*(?:\n|\r|$)", text[r.end :])), None)
