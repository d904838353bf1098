"""The words of a paragraph as they are to be seen: fields by their results, changes as accepted, nothing hidden or struck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .names import ALTERNATE, MC, TYPE, W, is_on, value, whole
from .numerals import OWN, plain_signs, sign
from .styles import Styles

BOX = f"{W}txbxContent"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SEEN = (BOX, f"{W}t", f"{W}sym", MATH_TEXT, BLIP)
"""What shows that one of two forms of the same is to be read."""
PAGE = "\f"
"""Where a page begins."""
STRUCK = ("strike", "dstrike")
"""What strikes the words of a run through."""
PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION")
LARGE = 3_600_000
"""Width and height, in 36,000ths of a millimetre, from which a picture may be a page of text: ten centimetres."""
PLAIN = {
    f"{W}{name}": sign
    for name, sign in {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "pgNum": ""}.items()
}
OMITTED = {
    *(f"{W}{name}" for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "del", "moveFrom", "delText", "delInstrText", "rt", "commentReference",
        "annotationRef", "footnoteRef", "endnoteRef", "softHyphen", "fldData", "sectPr",
    )),
}  # fmt: skip
"""What stands in a paragraph and is not to be seen in it."""


@dataclass(slots=True)
class Words:
    """What a paragraph holds."""

    text: str = ""
    before: list[Any] = field(default_factory=list)
    after: list[Any] = field(default_factory=list)
    """Text boxes that hang on it, by whether words of it stand before them."""
    numbers_page: bool = False
    """Whether the number of the page stands in it."""


@dataclass(slots=True)
class _Field:
    """A field whose end has not come yet."""

    in_code: bool = True
    code: str = ""

    @property
    def is_page(self) -> bool:
        return "".join(self.code.split(maxsplit=1)[:1]).upper() in PAGE_FIELDS


class Runs:
    """Reads paragraphs one after another; `notes` are the foot and end notes that they refer to, `pictures` the large ones."""

    def __init__(self, styles: Styles, *, rendered: bool) -> None:
        self.notes: list[tuple[str, str]] = []
        """The kind of each and its number in the file."""
        self.pictures = 0
        self.struck = False
        """Whether words were left out that are struck through."""
        self._styles = styles
        self._rendered = rendered
        """Whether pages are those of the last time that it was laid out; else those that somebody broke."""
        self._parts: list[str] = []
        self._fields: list[_Field] = []
        self._words = Words()
        self._read: dict[str, Callable[[Any, bool], None]] = {
            f"{W}t": self._text,
            MATH_TEXT: self._text,
            f"{W}r": self._run,
            f"{W}br": self._break,
            f"{W}lastRenderedPageBreak": self._page,
            f"{W}sym": self._symbol,
            f"{W}fldChar": self._field,
            f"{W}instrText": self._code,
            f"{W}fldSimple": self._simple_field,
            f"{W}footnoteReference": self._note,
            f"{W}endnoteReference": self._note,
            f"{W}drawing": self._drawing,
            ALTERNATE: self._alternate,
            BOX: self._box,
        }

    def read(self, paragraph: Any, *, hidden: bool) -> Words:
        """The words of a paragraph, whose style may hide them."""
        self._parts, self._fields, self._words = [], [], Words()
        self._inside(paragraph, hidden)
        self._words.text = plain_signs("".join(self._parts))
        return self._words

    def _inside(self, element: Any, hidden: bool) -> None:
        for child in element:
            if reader := self._read.get(child.tag):
                reader(child, hidden)
            elif (plain := PLAIN.get(child.tag)) is not None:
                self._say(plain, hidden)
            elif child.tag not in OMITTED:
                self._inside(child, hidden)

    def _say(self, text: str, hidden: bool) -> None:
        if hidden or (self._fields and any(one.in_code or one.is_page for one in self._fields)):
            return
        self._parts.append(text)

    def _text(self, element: Any, hidden: bool) -> None:
        text = element.text or ""
        kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        self._say((text if kept else text.strip(" \t\r\n")).replace("\n", " ").replace(PAGE, " "), hidden)

    def _run(self, element: Any, hidden: bool) -> None:
        properties = element.find(f"{W}rPr")
        if properties is not None:
            own = is_on(properties, "vanish")
            style = value(properties, "rStyle") if own is None else None
            own = self._styles.is_hidden(style) if style else own
            hidden = hidden if own is None else own
            if self._is_struck(properties):
                self.struck |= not hidden and any(one.text for one in element.iter(f"{W}t"))
                hidden = True
        self._inside(element, hidden)

    def _is_struck(self, properties: Any) -> bool:
        """Whether the words of a run are struck through, by its own properties or its style."""
        own = [on for name in STRUCK if (on := is_on(properties, name)) is not None]
        style = value(properties, "rStyle")
        return any(own) if own or not style else any(self._styles.is_on(style, name) for name in STRUCK)

    def _break(self, element: Any, hidden: bool) -> None:
        new_page = element.get(TYPE) == "page" and not self._rendered
        self._say("\n" + PAGE * new_page, hidden)

    def _page(self, _: Any, hidden: bool) -> None:
        if self._rendered:
            self._say(PAGE, hidden)

    def _symbol(self, element: Any, hidden: bool) -> None:
        code = _hexadecimal(element.get(f"{W}char", ""))
        font = element.get(f"{W}font", "").lower()
        if code < 0x100 and any(name in font for name in ("wingdings", "webdings", "symbol")):
            code += OWN.start
        self._say(sign(code), hidden)

    # -- fields

    def _field(self, element: Any, hidden: bool) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_code = False
            self._words.numbers_page |= self._fields[-1].is_page and not hidden
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            self._words.numbers_page |= ended.is_page and not hidden

    def _code(self, element: Any, hidden: bool) -> None:
        if self._fields and self._fields[-1].in_code:
            self._fields[-1].code += element.text or ""

    def _simple_field(self, element: Any, hidden: bool) -> None:
        one = _Field(in_code=False, code=element.get(f"{W}instr", ""))
        self._words.numbers_page |= one.is_page and not hidden
        self._fields.append(one)
        self._inside(element, hidden)
        if one in self._fields:
            self._fields.remove(one)

    # -- what hangs on a paragraph

    def _note(self, element: Any, hidden: bool) -> None:
        if not hidden:
            kind = element.tag.removeprefix(W).removesuffix("Reference")
            self.notes.append((kind, element.get(f"{W}id", "")))

    def _drawing(self, element: Any, hidden: bool) -> None:
        properties = next(element.iter(f"{DRAWING}docPr"), None)
        if hidden or (properties is not None and properties.get("hidden") in ("1", "true")):
            return
        extent = next(element.iter(f"{DRAWING}extent"), None)
        if extent is not None and next(element.iter(BLIP), None) is not None:
            sides = (whole(extent.get(side), 10**9) or 0 for side in ("cx", "cy"))
            self.pictures += all(side >= LARGE for side in sides)
        self._inside(element, hidden)

    def _alternate(self, element: Any, hidden: bool) -> None:
        """Reads one of several forms of the same: the first with anything to be seen in it."""
        forms = [child for child in element if child.tag in (f"{MC}Choice", f"{MC}Fallback")]
        chosen = next((form for form in forms if next(form.iter(*SEEN), None) is not None), None)
        if chosen is not None:
            self._inside(chosen, hidden)

    def _box(self, element: Any, hidden: bool) -> None:
        if not hidden:
            said = any(part.strip() for part in self._parts)
            (self._words.after if said else self._words.before).append(element)


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return 0
