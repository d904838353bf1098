"""What is found in our own documents, format by format, against the plain text of the same notices.

    python -m tests.scoring_formats

For each format a line: how many notices and how many findings belong on a calendar, how many of these are those of the plain
text (same words, kind, role, value and title), how many are missing and how many surplus, and in how many notices the head
(title, number, issuer, day) is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import rules
from tests.papers import Paper, as_docx, as_eml, as_html, as_text, papers
from tests.papers_ofd import as_ofd
from tests.papers_pdf import as_pdf

FORMATS: dict[str, Callable[[Paper], bytes]] = {
    "txt": as_text,
    "docx": as_docx,
    "html": as_html,
    "eml": as_eml,
    "pdf": as_pdf,
    "ofd": as_ofd,
}
HEADS = ("format", "notices", "calendar", "same", "missing", "surplus", "heads")


class Read(NamedTuple):
    """What is read of a notice: its head, and its findings that belong on a calendar."""

    head: tuple[str | None, ...]
    findings: Counter[tuple[str | None, ...]]


def squeezed(text: str | None) -> str | None:
    """The text without white space, which formats have otherwise."""
    return text if text is None else "".join(text.split())


def read(data: bytes, one: Paper) -> Read:
    """What is read of a file; nothing where it is refused."""
    try:
        (_, outline), *_ = rules.outlines_of(data, "notice")
    except rules.UnreadNotice:
        return Read((), Counter())
    if not isinstance(outline, rules.Outline):
        return Read((), Counter())
    notice = rules.read_notice(outline, "notice")
    issued = notice.issued.isoformat() if notice.issued else None
    found: Counter[tuple[str | None, ...]] = Counter(
        (one.kind, one.role, one.value, squeezed(one.title), squeezed(one.quote))
        for one in rules.find(notice, one.received)
        if one.role == "calendar"
    )
    return Read((squeezed(notice.title), notice.number, squeezed(notice.issuer), issued), found)


def rows(wanted: Iterable[Paper]) -> Iterable[tuple[str, ...]]:
    """A row of figures for each format, as HEADS name them."""
    every = list(wanted)
    texts = [read(as_text(one), one) for one in every]
    for name, made in FORMATS.items():
        counts: Counter[str] = Counter()
        for one, text in zip(every, texts, strict=True):
            here = read(made(one), one)
            counts["calendar"] += here.findings.total()
            counts["same"] += (here.findings & text.findings).total()
            counts["missing"] += (text.findings - here.findings).total()
            counts["surplus"] += (here.findings - text.findings).total()
            counts["heads"] += here.head == text.head
        yield name, str(len(every)), *(str(counts[head]) for head in HEADS[2:])


def main() -> None:
    """Prints a line of figures for each format."""
    for row in (HEADS, *rows(papers())):
        print(f"{row[0]:8}" + "".join(f"{figure:>10}" for figure in row[1:]), flush=True)


if __name__ == "__main__":
    main()
