"""A notice as a Word document, written by hand in WordprocessingML: nothing of the program or of a library has a part in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from html import escape

from tests.papers import Cell, Line, Paper, Table

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SORT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = f"""{HEAD}<w:styles {W}>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
</w:styles>"""
CHINESE = "一二三四五六七八九十"


def packed(parts: Mapping[str, str | bytes], *, main: str = "word/document.xml", compress: int = 6) -> bytes:
    """A package of those parts, with what says which sort each is; `word/…` are parts of the document."""
    sorts = {name.removeprefix("word/").removesuffix(".xml"): name for name in parts if name.endswith(".xml")}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{SORT}.{"document.main" if name == main else _bare(sort)}+xml"/>'
        for sort, name in sorts.items()
    )
    relations = "".join(
        f'<Relationship Id="{sort}" Type="{OFFICE}/{_bare(sort)}" Target="{sort}.xml"/>'
        for sort, name in sorts.items()
        if name != main
    )
    own = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=compress) as file:
        for name, content in {**own, **parts}.items():
            file.writestr(name, content)
    return out.getvalue()


def _bare(name: str) -> str:
    """What sort a part is: header of header2."""
    return name.rstrip("0123456789")


def document(body: str, **parts: str) -> bytes:
    """A document with that body; further parts by their names without ending: styles, numbering, header1 …"""
    names = f'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" {W} {R}'
    text = f"{HEAD}<w:document {names}><w:body>{body}</w:body></w:document>"
    return packed({"word/document.xml": text} | {f"word/{name}.xml": content for name, content in parts.items()})


def run(text: str) -> str:
    """A run of words."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run, or of none."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run(text) if text else ''}</w:p>"


def docx_of(one: Paper, *, numbered: bool) -> bytes:
    """The notice; with `numbered` the numbers of its paragraphs are those of lists."""
    lists = _Lists()
    parts = [
        _table(part) if isinstance(part, Table) else _paragraph(part, lists if numbered else None) for part in one.parts
    ]
    last = "<w:p/>" * isinstance(one.parts[-1], Table)  # a body ends with a paragraph
    return document("".join(parts) + last + "<w:sectPr/>", styles=STYLES, numbering=lists.xml())


def _paragraph(line: Line, lists: _Lists | None) -> str:
    style = {"title": "a3", "heading": str(line.level)}.get(line.kind, "")
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    aside = '<w:jc w:val="right"/>' if line.kind == "right" else ""
    mark = line.mark
    if not lists or not mark:
        return paragraph(line.text, style + aside)
    numbers = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{lists.number(line)}"/></w:numPr>'
    return paragraph(line.text[mark.end() :], style + numbers + aside)


class _Lists:
    """The lists of a document: a definition for each form of numbers, and a list for each time that one begins anew."""

    def __init__(self) -> None:
        self._definitions: dict[tuple[str, str], int] = {}
        self._lists: list[tuple[int, int]] = []
        self._counts: dict[int, tuple[int, int]] = {}
        """The last number of each definition, and in which list it stands."""

    def number(self, line: Line) -> int:
        """The list in which a line has its number."""
        mark = line.mark
        assert mark
        form, count = _form(mark["number"])
        definition = self._definitions.setdefault((form, f"{mark['open']}%1{mark['close']}"), len(self._definitions))
        last, place = self._counts.get(definition, (0, 0))
        if not place or count != last + 1:
            self._lists.append((definition, count))
            place = len(self._lists)
        self._counts[definition] = count, place
        return place

    def xml(self) -> str:
        """The part of the document that defines them."""
        definitions = "".join(
            f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{escape(text)}"/></w:lvl></w:abstractNum>'
            for (form, text), number in self._definitions.items()
        )
        lists = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for number, (definition, start) in enumerate(self._lists, 1)
        )
        return f"{HEAD}<w:numbering {W}>{definitions}{lists}</w:numbering>"


def _form(number: str) -> tuple[str, int]:
    """The format of a number, and the number."""
    if number.isdecimal():
        return "decimal", int(number)
    if len(number) == 1 and number not in CHINESE:
        return "decimalEnclosedCircle", ord(number) - ord("①") + 1
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return "chineseCounting", CHINESE.index(number) + 1
    return "chineseCounting", (CHINESE.index(tens) + 1 if tens else 1) * 10 + (CHINESE.index(ones) + 1 if ones else 0)


def _table(table: Table) -> str:
    width = max(map(len, table.rows))
    grid = '<w:gridCol w:w="1800"/>' * width
    rows = "".join(f"<w:tr>{''.join(_cells(table, n))}</w:tr>" for n in range(len(table.rows)))
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'


def _cells(table: Table, number: int) -> Iterator[str]:
    """The cells of a row, those that a cell above covers too."""
    column = 0
    while column < len(table.rows[number]):
        cell, above = table.rows[number][column], 0
        while cell is None and above < number:
            above += 1
            cell = table.rows[number - above][column]
        assert isinstance(cell, Cell)
        merged = f'<w:vMerge w:val="{"continue" if above else "restart"}"/>' if cell.rows > 1 else ""
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        yield f"<w:tc><w:tcPr>{span}{merged}</w:tcPr>{paragraph('' if above else cell.text)}</w:tc>"
        column += cell.columns
