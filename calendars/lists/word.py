"""The page as a Word document (WordprocessingML, ECMA-376): A4 landscape, the head line on every page."""

from __future__ import annotations

from collections.abc import Iterator

from .package import HEAD, OFFICE, content_types, packed, relations, xml_text
from .rows import WIDTHS, Page
from .text import shares

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SORT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WIDTH = 14570
"""Twentieths of a point between the margins."""
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_FONTS = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="宋体" w:cs="Calibri"/>'
_STYLES = (
    f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}"
    '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="%s" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:keepNext/><w:spacing w:after="160"/><w:outlineLvl w:val="0"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr></w:style></w:styles>"
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)


def to_docx(page: Page) -> bytes:
    """The document."""
    parts = {
        "word/document.xml": f"{SORT}.document.main+xml",
        "word/styles.xml": f"{SORT}.styles+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    package = relations(("officeDocument", "word/document.xml"))
    core = package.replace("</Relationships>", f"{_core_relation()}</Relationships>")
    return packed({
        "[Content_Types].xml": [content_types(parts)],
        "_rels/.rels": [core],
        "docProps/core.xml": [properties(page.title)],
        "word/_rels/document.xml.rels": [relations(("styles", "styles.xml"))],
        "word/styles.xml": [_STYLES % ("zh-CN" if page.lang == "zh" else "en-GB")],
        "word/document.xml": _document(page),
    })  # fmt: skip


def _core_relation() -> str:
    sort = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return f'<Relationship Id="rId9" Type="{sort}" Target="docProps/core.xml"/>'


def properties(title: str) -> str:
    """The part that names the document."""
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    return f"{HEAD}<cp:coreProperties {spaces}><dc:title>{xml_text(title)}</dc:title></cp:coreProperties>"


def _document(page: Page) -> Iterator[str]:
    widths = [WIDTH * share // 100 for share in shares(WIDTHS)]
    yield f'{HEAD}<w:document {W} xmlns:r="{OFFICE}/relationships"><w:body>'
    yield f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{_run(page.title)}</w:p>'
    yield f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    yield '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    yield from _row(page.heads, widths, head=True)
    for row in page.rows:
        yield from _row(row, widths)
    yield f"</w:tbl><w:p/>{_PAGE}</w:body></w:document>"


def _row(cells: tuple[str, ...], widths: list[int], *, head: bool = False) -> Iterator[str]:
    yield f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>"
    for cell, width in zip(cells, widths, strict=True):
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>' if head else ""
        yield f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p>{_run(cell, bold=head)}</w:p></w:tc>'
    yield "</w:tr>"


def _run(text: str, *, bold: bool = False) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{weight}<w:t xml:space="preserve">{xml_text(text)}</w:t></w:r>' if text else ""
