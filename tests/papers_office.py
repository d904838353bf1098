"""Notices as Word documents that look like printed ones: fonts, indents, ruled tables; what office programs make PDFs of."""

from __future__ import annotations

import io
import re
import zipfile

from tests.papers import Paper, as_docx

SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
RULED = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in SIDES)
INDENTED = '<w:p><w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr><w:r>'


def docx_for_print(one: Paper, large: bool) -> bytes:
    """The notice in large characters with indents, cells of tables too; or in small ones without, its numbers those of lists."""
    source = zipfile.ZipFile(io.BytesIO(as_docx(one, numbered=not large)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "word/document.xml":
                content = content.replace("<w:tblPr>", f"<w:tblPr><w:tblBorders>{RULED}</w:tblBorders>")
                content = re.sub("<w:p><w:r>", INDENTED, content) if large else content
            made.writestr(name, _styled(content, large) if name == "word/styles.xml" else content)
    return out.getvalue()


def _styled(styles: str, large: bool) -> str:
    font, size = ("Noto Serif CJK SC", 32) if large else ("WenQuanYi Zen Hei", 21)
    fonts = f'<w:rFonts w:eastAsia="{font}" w:ascii="{font}" w:hAnsi="{font}"/>'
    plain = f'<w:pPr><w:jc w:val="both"/></w:pPr><w:rPr>{fonts}<w:sz w:val="{size}"/></w:rPr>'
    title = '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="44"/></w:rPr>'
    styles = styles.replace('<w:name w:val="Normal"/>', f'<w:name w:val="Normal"/>{plain}')
    named = '<w:name w:val="Title"/><w:basedOn w:val="a"/>'
    return styles.replace(named, named + title)
