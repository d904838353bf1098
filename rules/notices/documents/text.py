"""Plain text, laid out or run together, as blocks: head, salutation, headings, paragraphs, items, tables, foot."""

from __future__ import annotations

from collections.abc import Iterable

from .blocks import BlockKind, Document
from .body import Wrapping, blocks_of, mark_body
from .foot import mark_foot
from .head import mark_front, mark_head
from .layout import Layout
from .outline import Outline
from .spans import Span, Spans

HEAD_LINES = 40
"""Lines in which a title stands, if there is one."""


def read_text(outline: Outline | str, days: Iterable[Span] = (), short: Iterable[Span] = ()) -> Document:
    """The document in a text, or in the outline of a file; `days` are where its full dates stand, by which its head and foot
    are known, `short` those without their year.

    >>> [block.kind.value for block in read_text("关于放假的通知\\n各单位：\\n元旦放假一天，请做好安排。").blocks]
    ['title', 'salutation', 'paragraph']
    """
    if isinstance(outline, str):
        outline = Outline(outline)
    layout = Layout(outline, Spans(days), Spans(short))
    mark_front(layout)
    mark_foot(layout)  # before the head: a day that ends the text is none of the page
    mark_head(layout)
    page = Wrapping(layout)
    mark_body(layout, page)
    return Document(outline.text, tuple(blocks_of(layout, page)), outline.pages)


def begins_with_title(outline: Outline) -> bool:
    """Whether a title stands among the first lines of a text."""
    head = "".join(outline.text.splitlines(keepends=True)[:HEAD_LINES])
    headings = tuple((start, level) for start, level in outline.headings if start < len(head))
    return any(block.kind is BlockKind.TITLE for block in read_text(Outline(head, headings=headings)).blocks)
