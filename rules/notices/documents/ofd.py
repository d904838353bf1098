"""OFD (GB/T 33190): a package of XML in which every character has its place, read as pages of a PDF are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Part
from .geometry import Sheet, write_sheets
from .limits import Limits, TooMuch
from .ofd_page import Layers, children, first, number_of, pictures, sheet_of
from .outline import OutlineWriter
from .package import Package

ANEW = Message("save the notice anew, or as text, and read that")
A4 = (0.0, 0.0, 210.0, 297.0)
"""Millimetres."""


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The outline of an OFD, of each of its documents. Signatures and seals are not looked at.

    Raises UnreadNotice where it is damaged, locked, or too much.
    """
    package = Package(data, name, limits)
    roots = [text(body, "DocRoot") for body in children(package.xml("OFD.xml"), "DocBody")]
    if not any(roots):
        raise UnreadNotice(Message("{name} is damaged: it says of no document where it is", name=name), ANEW)
    for place in filter(None, roots):
        out = OutlineWriter(limits)
        write_sheets(_sheets(package, place, limits), out)
        outline = out.done()
        if not outline.text.strip():
            said = Message("the pages of {name} are pictures", name=name) if outline.remarks else None
            raise UnreadNotice(said or Message("{name} has no text", name=name), ANEW)
        yield Part(name, outline)


def text(element: Any, tag: str) -> str:
    """What stands in the first child of that name; "" without one."""
    child = first(element, tag)
    return (child.text or "").strip() if child is not None else ""


def _sheets(package: Package, root: str, limits: Limits) -> Iterator[Sheet | Message]:
    """The pages of a document, those that are pictures as a message."""
    document = package.xml(root)
    common = first(document, "CommonData")
    area = _area(common) or A4
    templates = {one.get("ID", ""): _beside(root, one.get("BaseLoc", "")) for one in children(common, "TemplatePage")}
    pages = children(first(document, "Pages"), "Page")
    if len(pages) > limits.pages:
        raise TooMuch("pages", limits.pages)
    most = limits.characters
    for n, page in enumerate(pages, 1):
        content = package.xml(_beside(root, page.get("BaseLoc", "")))
        layers = Layers(_area(content) or area, children(first(content, "Content"), "Layer"))
        for template in children(content, "Template"):
            if place := templates.get(template.get("TemplateID", "")):
                layers.below += children(first(package.xml(place), "Content"), "Layer")
        sheet = sheet_of(layers, most)
        most -= len(sheet.glyphs)
        if not sheet.glyphs and pictures(layers):
            yield Message("page {page} is a picture, and was not read", page=n)
        else:
            yield sheet


def _area(element: Any) -> tuple[float, float, float, float] | None:
    """Where a page lies and how large it is; None where that is not said."""
    found = first(element, "PageArea") if first(element, "PageArea") is not None else first(element, "Area")
    numbers = number_of(text(found, "PhysicalBox") if found is not None else "")
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 and min(numbers[2:]) > 0 else None


def _beside(root: str, place: str) -> str:
    """The name of a part that another one names: from its own folder on, or from the beginning."""
    if place.startswith("/"):
        return place
    folder = root.replace("\\", "/").rpartition("/")[0]
    return f"{folder}/{place}" if folder else place
