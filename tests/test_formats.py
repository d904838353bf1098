"""The same notice as a file of each format: the same is found in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import rules
from tests.papers import Paper, as_docx, as_eml, as_html, as_text, papers

FORMS: dict[str, Callable[[Paper], bytes]] = {
    "docx, numbers of lists": as_docx,
    "docx, numbers in the text": lambda one: as_docx(one, numbered=False),
    "html": as_html,
    "html in GBK": lambda one: as_html(one, charset="gb2312"),
    "eml": as_eml,
    "eml of a page": lambda one: as_eml(one, html_only=True),
}


def squeezed(text: str | None) -> str | None:
    return text if text is None else "".join(text.split())


def said(data: bytes, one: Paper) -> list[tuple[str | None, ...]]:
    """What is found in a file: first what the notice says of itself, then a row for each finding."""
    (_, outline), *rest = rules.outlines_of(data, "notice")
    assert not rest
    assert isinstance(outline, rules.Outline)
    notice = rules.read_notice(outline, "notice")
    head = (squeezed(notice.title), notice.number, squeezed(notice.issuer), notice.issued and notice.issued.isoformat())
    return [head, *((f.kind, f.role, f.value, squeezed(f.title), squeezed(f.quote)) for f in rules.find(notice, one.received))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in papers()])
def test_a_notice_is_read_the_same_from_every_format(one: Paper, form: str) -> None:
    assert said(FORMS[form](one), one) == said(as_text(one), one)
