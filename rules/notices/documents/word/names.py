"""Names of WordprocessingML, and how its small properties are read."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VAL, TYPE = f"{W}val", f"{W}type"
PARAGRAPH, TABLE, ROW, CELL, SECTION = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}sectPr"
ALTERNATE = f"{MC}AlternateContent"
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
"""How the strict form of the standard names what the usual form, which is the second, names."""
OFF = ("0", "false", "off")


def usual(data: bytes) -> bytes:
    """XML of the strict form with the names of the usual one."""
    for strict, transitional in STRICT:
        data = data.replace(strict, transitional)
    return data


def value(element: Any, *path: str) -> str | None:
    """The w:val of what stands there below an element; None where it, or any of them, is not."""
    for name in path:
        element = element.find(W + name) if element is not None else None
    found = element.get(VAL) if element is not None else None
    return found if found is None else str(found)


def whole(text: str | None, most: int = 1_000_000) -> int | None:
    """The whole number, cut at `most` either way; None where the text is none."""
    if not text:
        return None
    try:
        return max(-most, min(int(text), most))
    except ValueError:
        return None


def is_on(properties: Any, name: str) -> bool | None:
    """Whether a property that can be switched is on; None where nothing is said of it."""
    element = properties.find(W + name) if properties is not None else None
    return None if element is None else element.get(VAL, "1").lower() not in OFF
