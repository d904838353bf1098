"""The page as an Excel sheet (SpreadsheetML, ECMA-376): every cell is text, so that none of them can be a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .package import HEAD, OFFICE, content_types, packed, relations, xml_text
from .rows import WIDTHS, Page

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SORT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
COLUMNS = "ABCDE"
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    # Format 49 is text and the quote stays in front: a cell that somebody opens and closes again is still no formula.
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" '
    'applyFill="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def to_xlsx(page: Page) -> bytes:
    """The workbook, of one sheet."""
    parts = {
        "xl/workbook.xml": f"{SORT}.sheet.main+xml",
        "xl/worksheets/sheet1.xml": f"{SORT}.worksheet+xml",
        "xl/styles.xml": f"{SORT}.styles+xml",
    }
    name = "近期事项" if page.lang == "zh" else "Coming"
    workbook = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships">'
        f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">\'{name}\'!$1:$1</definedName></definedNames></workbook>'
    )
    return packed({
        "[Content_Types].xml": [content_types(parts)],
        "_rels/.rels": [relations(("officeDocument", "xl/workbook.xml"))],
        "xl/workbook.xml": [workbook],
        "xl/_rels/workbook.xml.rels": [relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"))],
        "xl/styles.xml": [_STYLES],
        "xl/worksheets/sheet1.xml": _sheet(page),
    })  # fmt: skip


def _sheet(page: Page) -> Iterator[str]:
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
    yield '<sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    yield 'state="frozen"/></sheetView></sheetViews><cols>'
    for number, width in enumerate(WIDTHS, 1):
        yield f'<col min="{number}" max="{number}" width="{width + 4}" customWidth="1"/>'
    yield f"</cols><sheetData>{_row(1, page.heads, 2)}"
    for number, row in enumerate(page.rows, 2):
        yield _row(number, row, 1)
    # The title is printed, not a cell: a sheet that begins with its heads can be sorted and filtered.
    yield '</sheetData><pageMargins left="0.5" right="0.5" top="0.75" bottom="0.5" header="0.3" footer="0.3"/>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    yield f"<headerFooter><oddHeader>&amp;L{cell_text(page.title.replace('&', '&&'))}</oddHeader></headerFooter></worksheet>"


def _row(number: int, cells: tuple[str, ...], style: int) -> str:
    found = "".join(
        f'<c r="{column}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{cell_text(cell)}</t></is></c>'
        for column, cell in zip(COLUMNS, cells, strict=True)
    )
    return f'<row r="{number}">{found}</row>'


def cell_text(text: str) -> str:
    """The text of a cell; what Excel would take for a code of a character is none.

    >>> cell_text("a_x0041_<b>")
    'a_x005F_x0041_&lt;b&gt;'
    """
    return xml_text(_CODED.sub("_x005F_", text))
