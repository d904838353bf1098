"""The styles of a document: what a paragraph or a run of one of them is, if it says nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .names import TYPE, VAL, W, is_on, value, whole

HEADING, TITLE, CONTENTS = "heading ", "title", "toc "
BODY_TEXT = 9
"""The outline level of what is no heading."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of a paragraph, with all that it is based on."""

    name: str = ""
    """Of itself, in small letters."""
    level: int = 0
    """Of a heading, from 1; 0 for none."""
    number: str | None = None
    """The list that it is numbered in."""
    depth: int | None = None
    numbered_by: str | None = None
    """The style that names the list, itself or one that it is based on."""
    hidden: bool = False
    new_page: bool = False

    @property
    def is_title(self) -> bool:
        """Whether it is that of the title of a document."""
        return self.name == TITLE

    @property
    def is_contents(self) -> bool:
        """Whether it is that of a line of a table of contents."""
        return self.name.startswith(CONTENTS)


class Styles:
    """The styles by their names in the file."""

    def __init__(self, root: Any) -> None:
        elements = [] if root is None else root.findall(f"{W}style")
        self._elements = {str(e.get(f"{W}styleId")): e for e in elements}
        default = (e for e in elements if e.get(TYPE) == "paragraph" and e.get(f"{W}default") in ("1", "true", "on"))
        self._default = next((str(e.get(f"{W}styleId")) for e in default), None)
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self._hidden = bool(is_on(defaults, "vanish"))
        self._known: dict[str | None, Style] = {}

    def linked(self) -> dict[str, str]:
        """For each style of lists its list."""
        found = ((name, value(e, "pPr", "numPr", "numId")) for name, e in self._elements.items())
        return {name: number for name, number in found if number is not None}

    def of(self, name: str | None) -> Style:
        """The style of a paragraph; the document's own where it names none, or one that is not there."""
        if name not in self._elements:
            name = self._default
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def is_hidden(self, name: str | None) -> bool | None:
        """Whether runs of a style are hidden; None where it says nothing of it."""
        return self.is_on(name, "vanish")

    def is_on(self, name: str | None, switch: str) -> bool | None:
        """Whether a property that can be switched is on in the runs of a style; None where it says nothing of it."""
        found = (is_on(e.find(f"{W}rPr"), switch) for _, e in self._chain(name))
        return next((on for on in found if on is not None), None)

    def _chain(self, name: str | None) -> Iterator[tuple[str, Any]]:
        """A style and those that it is based on, one after another."""
        seen = set[str]()
        while name is not None and name in self._elements and name not in seen:
            seen.add(name)
            yield name, self._elements[name]
            name = value(self._elements[name], "basedOn")

    def _resolved(self, name: str | None) -> Style:
        chain = [*self._chain(name)]
        level = next((level for _, e in chain if (level := _level_of(e)) is not None), 0)
        number, depth, owner = None, None, None
        for style, element in chain:
            properties = element.find(f"{W}pPr/{W}numPr")
            depth = whole(value(properties, "ilvl"), BODY_TEXT - 1) if depth is None else depth
            if (number := value(properties, "numId")) is not None:
                owner = style
                break
        new_page = (is_on(e.find(f"{W}pPr"), "pageBreakBefore") for _, e in chain)
        hidden = self.is_hidden(name)
        return Style(
            name=_name_of(chain[0][1]) if chain else "",
            level=level,
            number=number,
            depth=depth,
            numbered_by=owner,
            hidden=self._hidden if hidden is None else hidden,
            new_page=next((new for new in new_page if new is not None), False),
        )


def level_in(properties: Any) -> int | None:
    """The level of a heading that properties of a paragraph give it, from 1; 0 for body text, None where they say nothing."""
    level = whole(value(properties, "outlineLvl"))
    return None if level is None else level + 1 if 0 <= level < BODY_TEXT else 0


def _level_of(style: Any) -> int | None:
    if (level := level_in(style.find(f"{W}pPr"))) is not None:
        return level
    name = _name_of(style)
    level = whole(name.removeprefix(HEADING)) if name.startswith(HEADING) else None
    return level if level and 1 <= level <= BODY_TEXT else None


def _name_of(style: Any) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else str(name.get(VAL, "")).lower()
