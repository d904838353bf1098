"""The pages: what they show, as plain values, and the templates that show it. Everything is escaped by Jinja2."""

from __future__ import annotations

from ...store.rows import KeptNotice
from .agenda import NAMES, Asked, agenda_page, page_number, selection_of
from .event import Known, event_page, next_entry
from .files import static_files
from .frame import CSP, DESK_CSP, Frame, error_page, show
from .links import Link, links
from .notice import Papers, Read, notice_page, notices_page
from .rows import public
from .subscribe import choose, code_address, code_of, subscribe_page
from .today import today_page

__all__ = [
    "CSP",
    "DESK_CSP",
    "NAMES",
    "Asked",
    "Frame",
    "KeptNotice",
    "Known",
    "Link",
    "Papers",
    "Read",
    "agenda_page",
    "choose",
    "code_address",
    "code_of",
    "error_page",
    "event_page",
    "links",
    "next_entry",
    "notice_page",
    "notices_page",
    "page_number",
    "public",
    "selection_of",
    "show",
    "static_files",
    "subscribe_page",
    "today_page",
]
