"""Word documents (.docx, .docm): their text as it is to be seen and read, changes accepted, numbers of lists written out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Part
from .limits import Limits
from .outline import OutlineWriter
from .package import SAVE_ANEW, Package, read_xml
from .struck import NOT_READ
from .word.names import TYPE, R, W, is_on, usual
from .word.numbering import Numbering
from .word.runs import PAGE, Runs
from .word.story import Block, Chunk, Paragraph, Story, Table
from .word.styles import Styles

MAIN = "word/document.xml"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RENDERED = b"lastRenderedPageBreak"
NO_NOTES = ("separator", "continuationSeparator", "continuationNotice")


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The text of a document, with its tables, headings and pages; behind it what it holds in other formats.

    Raises UnreadNotice where it is damaged, locked, holds too much, or has no text.
    """
    try:
        outline, chunks = _Document(Package(data, name, limits), limits).read()
    except RecursionError as error:
        raise UnreadNotice(Message("{name} is damaged: it is nested too deeply", name=name), SAVE_ANEW) from error
    if outline.text.strip() or not chunks:
        yield Part(name, outline)
    yield from chunks


class _Document:
    """The parts of a document that are read."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._main = self._main_part()
        self._targets = self._relations(self._main)
        data = usual(package.read(self._main))
        self._rendered = RENDERED in data
        self._body = read_xml(data, package.name, self._main, limits).find(f"{W}body")
        if self._body is None:
            said = Message("{name} is damaged: {part} is missing", name=package.name, part="w:body")
            raise UnreadNotice(said, SAVE_ANEW)
        styles = Styles(self._xml("styles"))
        self._runs = Runs(styles, rendered=self._rendered)
        numbering = Numbering(self._xml("numbering"), styles.linked())
        self._story = Story(styles, numbering, self._runs, limits, rendered=self._rendered)
        self._out = OutlineWriter(limits)
        self._chunks: list[Part] = []

    def read(self) -> tuple[Any, list[Part]]:
        """The outline, and what the document holds in other formats.

        Raises UnreadNotice where it has neither.
        """
        edges = _Edges(self._body)
        above = [*self._edge_lines(edges.first_headers)]
        body = [*self._story.body(self._body)]
        written = _squeezed("".join(words for block in body for words in _texts(block)))
        if any(PAGE in words for block in body for words in _texts(block)):
            self._out.page()
        self._write_once(above, written)
        for block in _below_title(body):
            self._write(block)
        for note in self._notes():
            self._out.paragraph(note)
        self._write_once([*self._edge_lines(edges.further_headers), *self._edge_lines(edges.footers)], written)
        outline = self._out.done()
        if not outline.text.strip() and not self._chunks:
            raise self._empty()
        if self._runs.pictures and outline.text.strip():
            self._out.remark(
                Message("it holds large pictures ({count}), whose words are not read", count=self._runs.pictures)
            )
            outline = self._out.done()
        if self._runs.struck:
            self._out.remark(NOT_READ)
            outline = self._out.done()
        return outline, self._chunks

    def _write(self, block: Block) -> None:
        if isinstance(block, Table):
            self._out.table(block.rows)
        elif isinstance(block, Paragraph):
            self._out.paragraph(block.text, block.level)
        elif (target := self._targets.get(block.target)) and target in self._package:
            self._chunks.append(
                Part(f"{self._package.name} › {posixpath.basename(target)}", self._package.read(target))
            )

    def _write_once(self, lines: list[str], written: str) -> None:
        """Writes lines of headers and footers that the text does not have, each once."""
        for line in dict.fromkeys(lines):
            if _squeezed(line) not in written:
                self._out.paragraph(line)

    def _empty(self) -> UnreadNotice:
        name = self._package.name
        if any("/media/" in part for part in self._package.names()):
            said = Message("{name} holds pictures and no text", name=name)
            return UnreadNotice(said, Message("save its pictures as files or the document as .pdf, and read that"))
        return UnreadNotice(Message("{name} is empty", name=name), Message("give a file with the text of a notice"))

    # -- headers, footers, notes

    def _edge_lines(self, ids: list[str]) -> Iterator[str]:
        """The lines of headers or footers but those that number the pages."""
        for target in dict.fromkeys(self._targets.get(one, "") for one in ids):
            if target and target in self._package:
                root = self._part(target)
                for block in self._story.blocks(root):
                    if not (isinstance(block, Paragraph) and block.numbers_page):
                        yield from (line for words in _texts(block) for line in words.split("\n") if line.strip())

    def _notes(self) -> Iterator[str]:
        """The notes that the text refers to, in its order, each with a number in brackets."""
        roots = {kind: self._xml(f"{kind}s") for kind in ("footnote", "endnote")}
        found = {
            (kind, str(e.get(f"{W}id"))): e
            for kind, root in roots.items()
            for e in (root.findall(W + kind) if root is not None else ())
            if e.get(TYPE) not in NO_NOTES
        }
        for number, key in enumerate(dict.fromkeys(self._runs.notes), 1):
            if key in found and (words := self._story.words(found[key])):
                yield f"[{number}] {words}"

    # -- parts

    def _main_part(self) -> str:
        """The name of the part with the text; the usual one where the file does not say it."""
        for target in self._relations("").values():
            if target.endswith(".xml") and "document" in posixpath.basename(target) and target in self._package:
                return target
        return MAIN

    def _relations(self, part: str) -> dict[str, str]:
        """The parts that a part refers to, by how it calls them and by what they are; nothing outside of the file."""
        folder, file = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, str] = {}
        if path not in self._package:
            return found
        for element in self._part(path).iter(RELATIONS):
            if element.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join(f"/{folder}", element.get("Target", "").replace("\\", "/")))
            found[str(element.get("Id"))] = target.lstrip("/")
            found.setdefault(posixpath.basename(element.get("Type", "")), target.lstrip("/"))
        return found

    def _part(self, part: str) -> Any:
        return read_xml(usual(self._package.read(part)), self._package.name, part, self._limits)

    def _xml(self, kind: str) -> Any:
        """The root of the part of that kind; None where the document has none."""
        folder = posixpath.dirname(self._main)
        part = self._targets.get(kind) or posixpath.join(folder, f"{kind}.xml")
        return self._part(part) if part in self._package else None


@dataclass(slots=True)
class _Edges:
    """Which headers stand on the first page, which on others, and all footers."""

    body: Any
    first_headers: list[str] = field(default_factory=list)
    further_headers: list[str] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number, section in enumerate(self.body.iter(f"{W}sectPr")):
            titled = bool(is_on(section, "titlePg"))
            shown = "first" if titled else "default"
            for element in section:
                kind, target = element.get(TYPE, "default"), element.get(f"{R}id", "")
                if kind == "first" and not titled:
                    continue  # of a first page that is like the others
                if element.tag == f"{W}headerReference":
                    (self.first_headers if not number and kind == shown else self.further_headers).append(target)
                elif element.tag == f"{W}footerReference":
                    self.footers.append(target)


def _below_title(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, where one has the style of a title that alone as a heading of the first level."""
    titled = any(isinstance(block, Paragraph) and block.is_title and block.text.strip() for block in blocks)
    for block in blocks:
        if titled and isinstance(block, Paragraph) and (block.level or block.is_title):
            level = 1 if block.is_title else block.level + 1
            yield Paragraph(block.text, level, block.numbers_page, block.is_title)
        else:
            yield block


def _texts(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text.replace("\t", " ")]
    return [] if isinstance(block, Chunk) else [cell.text for row in block.rows for cell in row if cell]


def _squeezed(text: str) -> str:
    return "".join(text.split())
