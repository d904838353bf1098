"""Files of office programs are zip files of XML (ECMA-376, OPC): the same parts give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..lines import plain

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can say: the clock would change the bytes."""
_UNICODE = 0x800
_CHUNK = 64 * 1024


def packed(parts: Mapping[str, Iterable[str]]) -> bytes:
    """The zip file of the parts, each given as pieces of text, which are never held together."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, pieces in parts.items():
            info = ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 0, 0
            with archive.open(info, "w") as part:
                for chunk in _chunks(pieces):
                    part.write(chunk.encode())
    return out.getvalue()


def _chunks(pieces: Iterable[str]) -> Iterable[str]:
    """The pieces joined to chunks that are worth compressing."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def relations(*targets: tuple[str, str]) -> str:
    """The part that says how others hang together: (the last word of the sort, the target) each, as rId1, rId2 …"""
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/relationships/{sort}" Target="{target}"/>'
        for number, (sort, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def content_types(parts: Mapping[str, str]) -> str:
    """The part that says what each part is."""
    lines = "".join(f'<Override PartName="/{name}" ContentType="{sort}"/>' for name, sort in parts.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{defaults}{lines}</Types>'


def xml_text(text: str) -> str:
    """The text between two tags: without characters that XML has not, and escaped.

    >>> xml_text("a\\x0b<b> & \\ud800c")
    'a &lt;b&gt; &amp; c'
    """
    return escape(re.sub(r"\n", " ", plain(text)))
