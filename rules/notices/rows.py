"""What a cell of a table is about: its row, and the head of its column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .documents import Block, BlockKind, Document
from .documents.shapes import squeezed
from .names import begins_with_day, clean, has_day, label_name
from .words import vocabulary

COMMA = re.compile("[，,；;]")
ASIDE = re.compile(r"[(（][^()（）]*[)）]")
NUMBERING = "0123456789.、第"
BESIDE = ("time", "people", "place", "contact", "org")
"""Classes of the heads of columns that say when, who and where, and not what."""
LONGEST_STATE = 16
"""Characters of a cell in which a row says how things stand."""
MOST_CELLS = 40
"""Cells of a row that are looked at for what it is about."""


def cell_of(document: Document, number: int | None) -> Block | None:
    """The cell of that number; None where the block is no cell."""
    if number is None or document.blocks[number].kind is not BlockKind.CELL:
        return None
    return document.blocks[number]


def column_title(document: Document, cell: Block) -> str:
    """The words of the head of its column; "" for none."""
    head = document.column_head(cell)
    return squeezed(document.words(head)) if head else ""


def _cells(document: Document, cell: Block) -> Sequence[Block]:
    """The first cells of the row of a cell."""
    return document.row(cell)[:MOST_CELLS]


def row_name(document: Document, cell: Block) -> str:
    """What a row is about: the cell under 事项, 内容 and the like, else the first that is no number, person or date.

    A cell that goes over other rows as well is asked last: it says what all of them have in common.

    >>> from .documents import read_text
    >>> document = read_text("| 序号 | 事项 | 时间 |\\n|---|---|---|\\n| 1 | 新生体检 | 9月3日 |")
    >>> row_name(document, document.blocks[-1])
    '新生体检'
    """
    words = vocabulary()
    first = holder = other_name = ""
    for other in sorted(_cells(document, cell), key=_is_shared):
        text, title = ASIDE.sub("", squeezed(document.words(other))), column_title(document, other)
        if other is cell or not text or not text.strip(NUMBERING) or title in words.classes["row_number"]:
            continue
        if title in words.classes["item"] or (words.ends(title, "item") and not words.ends(title, *BESIDE[:-1])):
            return clean(_first_clause(text))
        if not (first or holder or other_name) and words.ends(title, "org", "people"):
            holder = clean(text)  # whose row it is
        if not first and not words.ends(title, *BESIDE) and not begins_with_day(text):
            first = clean(text)
        if not other_name and not words.ends(title, "time") and not begins_with_day(text):
            other_name = clean(text)  # 江北片, under 片区
    return holder or first or other_name


def _is_shared(cell: Block) -> bool:
    """Whether a cell goes over several rows."""
    return bool(cell.cell and cell.cell.rows > 1)


def _first_clause(text: str) -> str:
    """What stands before the first comma of a cell: 摊位抽签，每单位一人到场."""
    first = COMMA.split(text, maxsplit=1)[0]
    return first if len(first) > 1 else text


def line_above_list(document: Document, number: int | None) -> str:
    """The line that leads with a colon to the list in which a block stands: 下列活动取消：; "" for none."""
    lead = document.lead(number) if number is not None else None
    return document.words(lead) if lead else ""


def row_states(document: Document, cell: Block) -> Sequence[str]:
    """The short cells of a row beside a cell, in which it may say how things stand: 已完成, 取消, 延期至5月8日."""
    texts = (squeezed(document.words(other)) for other in _cells(document, cell) if other is not cell)
    name = row_name(document, cell)
    return [text for text in texts if 1 < len(text) <= LONGEST_STATE and clean(text) != name]


def row_person(document: Document, cell: Block) -> str | None:
    """Who the row says acts: the words under 责任单位, 参加人员 and the like; None where no column says it."""
    words = vocabulary()
    for other in _cells(document, cell):
        title = column_title(document, other)
        if words.ends(title, "people", "org", "who_head") and not words.ends(title, "time"):
            return squeezed(document.words(other))
    return None


def row_title(document: Document, cell: Block, own: str) -> str:
    """The title of a date in a cell: what its row is about with what its column says, else its `own` name, of the cell."""
    name = row_name(document, cell)
    if not name:
        return own if len(own) > 1 else ""
    column = label_name(column_title(document, cell))
    return name if column in name or column in vocabulary().classes["remark_head"] or has_day(column) else name + column
