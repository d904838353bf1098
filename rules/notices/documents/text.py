"""Plain text, laid out or run together, as blocks: head, salutation, headings, paragraphs, items, tables, foot."""

from __future__ import annotations

from collections.abc import Iterable

from .blocks import Document
from .body import Wrapping, blocks_of, mark_body
from .foot import mark_foot
from .head import mark_front, mark_head
from .layout import Layout
from .outline import Outline
from .spans import Span, Spans


def read_text(outline: Outline | str, days: Iterable[Span] = (), short: Iterable[Span] = ()) -> Document:
    """The document in a text, or in the outline of a file; `days` are where its full dates stand, which its head and foot are known by, `short` those
    without their year.

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
