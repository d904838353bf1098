"""Files of older office programs: made into .docx by LibreOffice where it is installed, else refused with what to do."""

from __future__ import annotations

import time
from dataclasses import replace
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from calendars.intake import office
from calendars.intake.opening import documents_in
from rules import LIMITS, Outline, TooMuch, UnreadNotice, format_of

needs_office = pytest.mark.skipif(not office.office(), reason="LibreOffice is not installed")
RTF = rb"{\rtf1\ansi\ansicpg936 \u35831?\u20110?3\u26376?9\u26085?\u21069?\u25253?\u21517?\par}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600)


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A search path on which there is no office program."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "PLACES", ())


@pytest.mark.usefixtures("without_office")
def test_without_an_office_program_it_is_said_what_to_install() -> None:
    with pytest.raises(UnreadNotice) as caught:
        documents_in(RTF, "notice.rtf")
    assert str(caught.value) == (
        "notice.rtf is RTF, of which LibreOffice has to make a .docx first; "
        "install LibreOffice, which then is used by itself; or save the file as .docx, and read that"
    )


def attached(data: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "a@example.org", "b@example.org"
    made.set_content("见附件。\n")
    made.add_attachment(data, maintype="application", subtype="rtf", filename="通知.rtf")
    return made.as_bytes()


@pytest.mark.usefixtures("without_office")
def test_of_an_attachment_it_is_said_as_well_and_the_letter_is_read() -> None:
    (_, text), (name, error) = documents_in(attached(RTF), "letter.eml")
    assert isinstance(text, Outline)
    assert (name, type(error).__name__) == ("letter.eml › 通知.rtf", "Unconverted")


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (RTF, "RTF"), (OLE, "Word (.doc, .wps)"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument xmlns:w="a">', "Word 2003 (.xml)"),
        (b'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">', "HTML"),
    ],
)  # fmt: skip
def test_formats_that_are_converted_are_known_by_their_octets(data: bytes, form: str) -> None:
    assert format_of(data).name == form
    assert format_of(data).converted is (form != "HTML")


@needs_office
@pytest.mark.slow
def test_a_file_and_an_attachment_are_converted_and_read() -> None:
    ((_, found),) = documents_in(RTF, "notice.rtf")
    assert isinstance(found, Outline)
    assert found.text.strip() == "请于3月9日前报名"
    (_, _), (name, inner) = documents_in(attached(RTF), "letter.eml")
    assert isinstance(inner, Outline)
    assert (name, inner.text.strip()) == ("letter.eml › 通知.rtf", "请于3月9日前报名")


@needs_office
@pytest.mark.slow
def test_of_a_damaged_file_it_is_said_that_nothing_comes_of_it() -> None:
    with pytest.raises(UnreadNotice, match=r"notice\.doc is damaged or locked: LibreOffice makes nothing of it"):
        documents_in(OLE + bytes(range(256)) * 8, "notice.doc")


@needs_office
@pytest.mark.slow
def test_a_conversion_that_takes_too_long_is_ended_with_all_its_processes() -> None:
    begun = time.monotonic()
    with pytest.raises(TooMuch, match="seconds"):
        office.to_docx(RTF, "notice.rtf", format_of(RTF), replace(LIMITS, seconds=0))
    assert time.monotonic() - begun < 5
    time.sleep(0.5)
    assert not any(b"yueling-" in line for line in _commands())


def _commands() -> list[bytes]:
    """The commands of all processes, where the system shows them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes())
        except OSError:
            continue
    return [line for line in found if b"soffice" in line]


@needs_office
@pytest.mark.slow
def test_nothing_is_fetched_and_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def handle(self) -> None:
            asked.append(str(self.client_address))

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        picture = (
            rb'{\field{\*\fldinst { INCLUDEPICTURE "http://127.0.0.1:%d/a.png" \\d }}{\fldrslt {x}}}'
            % server.server_port
        )
        data = RTF.replace(rb"\par}", picture + rb"\par}")
        assert office.to_docx(data, "notice.rtf", format_of(data))
        server.shutdown()
    assert asked == []
    assert [path.name for path in tmp_path.iterdir()] == []
