"""A notice as an OFD, written by hand: a package of XML in which every character has its place."""

from __future__ import annotations

import io
import zipfile
from html import escape

from tests.papers import Paper
from tests.papers_pdf import HEIGHT, PLAIN, WIDTH, Style, laid_out, width

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MM = 25.4 / 72


def mm(*points: float) -> str:
    """Lengths in millimetres."""
    return " ".join(f"{point * MM:.3f}" for point in points)


class OfdSurface:
    """Pages of an OFD."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]

    def text(self, text: str, x: float, y: float, size: float, spread: float = 0) -> None:
        """A text object around the line, the baseline within it."""
        steps = mm(*(width(char, size) + spread for char in text[:-1]))
        attributes = f' DeltaX="{steps}"' if steps else ""
        box = mm(x, HEIGHT - y - size, width(text, size) + spread * len(text), size * 1.2)
        self.pages[-1].append(
            f'<ofd:TextObject ID="1" Boundary="{box}" Font="2" Size="{mm(size)}">'
            f'<ofd:TextCode X="0" Y="{mm(size)}"{attributes}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def box(self, x: float, y: float, wide: float, high: float) -> None:
        """A path object of four edges."""
        place = mm(x, HEIGHT - y - high, wide, high)
        path = f"M 0 0 L {mm(wide)} 0 L {mm(wide, high)} L 0 {mm(high)} C"
        self.pages[-1].append(
            f'<ofd:PathObject ID="1" Boundary="{place}" LineWidth="0.25">'
            f"<ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def turn(self) -> None:
        """Ends a page."""
        self.pages.append([])

    def done(self) -> bytes:
        """The file."""
        return ofd(["".join(page) for page in self.pages[:-1]])


def ofd(pages: list[str], template: str = "", **parts: str) -> bytes:
    """An OFD of pages by what stands in their layers, each on the template where there is one."""
    area = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {mm(WIDTH, HEIGHT)}</ofd:PhysicalBox></ofd:PageArea>"
    below = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    on = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    files = {
        "OFD.xml": f'{HEAD}<ofd:OFD {NAMES} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{HEAD}<ofd:Document {NAMES}><ofd:CommonData>{area}{below}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": _content(template, ""),
        **{f"Doc_0/Pages/Page_{n}/Content.xml": _content(page, on) for n, page in enumerate(pages)},
        **{f"Doc_0/{name}.xml": content for name, content in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def _content(layer: str, before: str) -> str:
    return (
        f'{HEAD}<ofd:Page {NAMES}>{before}<ofd:Content><ofd:Layer ID="1">{layer}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def as_ofd(one: Paper, style: Style = PLAIN) -> bytes:
    """The notice as an OFD."""
    return laid_out(one, style, OfdSurface())
