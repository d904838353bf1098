"""Routes of notices: which were read, one with what became of each date, a new one read, what waits for a person."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from datetime import date
from typing import Any

from rules import Message

from ...access import EDITOR
from ...answers import Inquiry, notices, review
from ...inputs import LARGEST, Document
from ...one_line_event import LONGEST
from .parameters import BadParameter, Civil, Flag, OneOf, Parameter, Whole, Words
from .problems import too_large
from .table import PAGE, Row

DIGEST = Parameter("digest", Words(64), "The digest of a notice.", "ab" * 32, required=True)
NAME = Parameter("name", Words(200), "How the file is called.", "通知.txt")
RECEIVED = Parameter("reference", Civil(), "The day on which it was received; today by default.", "2026-04-01")
TEXT = "关于报送总结的通知\n\n各单位：\n请于4月15日前报送总结。\n"
"""A notice for the examples."""
MOST_PILES = 20
"""Notices of a page of what waits: each is laid beside the whole calendar."""


def take_in(
    inquiry: Inquiry,
    *,
    data: bytes | None = None,
    text: str | None = None,
    base64: str | None = None,
    name: str | None = None,
    reference: date | None = None,
    store: bool = False,
    dry_run: bool = False,
) -> Mapping[str, Any]:
    """Reads the notice in that is the body, or stands in it as text or as a file in Base64."""
    if data is None:
        data = _octets(text, base64)
    if len(data) > LARGEST:
        raise too_large(LARGEST)
    document = Document(data, name or "", reference)
    return notices.take(inquiry, document, store=store, dry_run=dry_run)


def _octets(text: str | None, base64: str | None) -> bytes:
    if (text is None) == (base64 is None):
        said = Message("the body holds no notice, or two")
        raise BadParameter("text", said, Message("give the text as `text`, or a file as `base64`"))
    if base64 is None:
        return (text or "").encode()
    try:
        return b64decode(base64, validate=True)
    except (Error, ValueError):
        raise BadParameter("base64", Message("it is no Base64"), Message("encode the file as it is")) from None


ROWS = (
    Row(
        "GET", "/notices", "notices", "The notices that gave the stored events; who may edit sees all.", "notices",
        notices.notices, query=PAGE,
    ),
    Row(
        "GET", "/notices/{digest}", "notice", "A notice with its text, and what became of each date found in it.", "notice_whole",
        notices.notice, (DIGEST,), heavy=True,
    ),
    Row(
        "POST", "/notices", "read_notice",
        "Reads a notice: its text or a file. What it would make of the calendar waits as drafts; with `store` what is certain "
        "is stored; with `dry_run` nothing is kept.",
        "notices_taken", take_in, role=EDITOR, largest=LARGEST * 3 // 2, document=True, heavy=True,
        query=(
            NAME, RECEIVED,
            Parameter("store", Flag(), "Whether what is certain is stored at once.", "0", default=False),
            Parameter("dry_run", Flag(), "Whether nothing is kept.", "1", default=False),
        ),
        body=(
            Parameter("text", Words(LARGEST), "The text of the notice.", TEXT),
            Parameter("base64", Words(LARGEST * 3 // 2), "The file in Base64.", b64encode(TEXT.encode()).decode()),
        ),
        example={"text": TEXT, "dry_run": "1"},
    ),
    Row(
        "GET", "/review", "review", "What was read and waits for a person: what it would make of the calendar.", "review",
        review.waiting, role=EDITOR, heavy=True,
        query=(Parameter("limit", Whole(1, MOST_PILES), "Notices of a page at most.", 5, default=5), PAGE[1]),
    ),
    Row(
        "POST", "/review/{number}", "decide", "Accepts, refuses or puts right one change that waits.", "decided", review.decide,
        (Parameter("number", Whole(1, 10**12), "The number of its draft.", 1, required=True),),
        body=(
            Parameter("verdict", OneOf(review.VERDICTS), "What becomes of it.", "accept", required=True),
            Parameter("seen", Words(64), "`seen` of the change, as it was shown.", "0123456789abcdef", required=True),
            Parameter("event", Words(200), "Of a doubtful one: the UID of the event that is meant, or new.", "new"),
            Parameter("title", Words(LONGEST), "The title that is right.", "报送年度总结"),
            Parameter("rule", Words(LONGEST), "The date or rule that is right.", "4月20日前"),
            Parameter("kind", Words(20), "The kind that is right.", "deadline"),
            Parameter("place", Words(LONGEST), "The place that is right.", "三楼会议室"),
        ),
        role=EDITOR, heavy=True, example={"verdict": "accept", "seen": "0123456789abcdef"},
    ),
)  # fmt: skip
