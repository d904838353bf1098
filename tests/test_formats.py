"""The same notice as a file of each format: the same is found in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import rules
from calendars.intake import office
from calendars.intake.opening import documents_in
from tests.papers import Paper, Table, as_docx, as_eml, as_html, as_text, papers
from tests.scoring_formats import rows

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


Said = list[tuple[str | None, ...]]
"""What is found in a file: first what the notice says of itself, then a row for each finding."""


def said(data: bytes, one: Paper) -> Said:
    (_, outline), *rest = rules.outlines_of(data, "notice")
    assert not rest
    assert isinstance(outline, rules.Outline)
    return found(outline, one)


@cache
def said_by_text(one: Paper) -> Said:
    return said(as_text(one), one)


def found(outline: rules.Outline, one: Paper) -> Said:
    notice = rules.read_notice(outline, "notice")
    issued = notice.issued.isoformat() if notice.issued else None
    head = (squeezed(notice.title), notice.number, squeezed(notice.issuer), issued)
    return [
        head,
        *((f.kind, f.role, f.value, squeezed(f.title), squeezed(f.quote)) for f in rules.find(notice, one.received)),
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in papers()])
def test_a_notice_is_read_the_same_from_every_format(one: Paper, form: str) -> None:
    assert said(FORMS[form](one), one) == said_by_text(one)


def test_the_figures_of_each_format_are_those_of_the_text() -> None:
    text, *others = rows(papers()[:3])
    assert text[:2] == ("txt", "3")
    assert int(text[2]) > 3
    assert [row[0] for row in others] == ["docx", "html", "eml", "pdf", "ofd"]
    assert [row[1:] for row in others] == [text[1:]] * 5


# ------------------------------------------------------------------ files that LibreOffice writes

OFFICE = office.office()
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")


def made(folder: Path, sources: dict[str, bytes], form: str) -> dict[str, bytes]:
    """The files that LibreOffice makes of those, all at once."""
    for name, data in sources.items():
        (folder / name).write_bytes(data)
    ending, made_there = form.split(":", maxsplit=1)[0], folder / "made"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(made_there)]
    subprocess.run([*command, *(str(folder / name) for name in sources)], check=True, capture_output=True, timeout=600)
    return {name: (made_there / f"{Path(name).stem}.{ending}").read_bytes() for name in sources}


@needs_office
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("source", ["docx", "html"])
def test_what_libreoffice_saves_as_docx_is_read_the_same(source: str, tmp_path: Path) -> None:
    files = {
        f"{n}.{source}": as_docx(one) if source == "docx" else as_html(one, bare=True) for n, one in enumerate(papers())
    }
    docx = made(tmp_path, files, "docx:MS Word 2007 XML")
    differing = [
        one.name for one, data in zip(papers(), docx.values(), strict=True) if said(data, one) != said_by_text(one)
    ]
    assert differing == []


@needs_office
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("form", ["doc", "rtf"])
def test_older_files_are_converted_and_read_the_same(form: str, tmp_path: Path) -> None:
    chosen = [one for one in papers() if any(isinstance(part, Table) for part in one.parts)][
        :: 2 if form == "doc" else 5
    ]
    numbered = form == "doc"  # LibreOffice writes 一、 as ?, where it is the number of a list in RTF
    files = made(tmp_path, {f"{n}.docx": as_docx(one, numbered=numbered) for n, one in enumerate(chosen)}, form)
    for one, data in zip(chosen, files.values(), strict=True):
        ((_, outline),) = documents_in(data, f"notice.{form}")
        assert isinstance(outline, rules.Outline)
        assert found(outline, one) == said_by_text(one), one.name
