"""The numbers and bullets of lists, which a document keeps apart from its text: counted as its paragraphs are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .names import ALTERNATE, VAL, W, is_on, value, whole
from .numerals import BULLET, plain_signs, written

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
LATIN_END = re.compile(r"[\w.)\]>-]$", re.ASCII)
"""The end of a number behind which a blank stands, as a tab would; （一） and 一、 need none."""


@dataclass(frozen=True, slots=True)
class Level:
    """How the paragraphs of one depth of a list are numbered."""

    form: str = "decimal"
    text: str = ""
    """With %1 for the number of the first depth, and so on."""
    start: int = 1
    restart: int | None = None
    """The depth, counted from 1, with which it begins anew; 0 for none, None for the one above."""
    legal: bool = False
    """Whether all numbers of it are written in digits."""
    close: bool = False
    """Whether nothing stands between the number and the words."""
    style: str | None = None
    """The style whose paragraphs are numbered so."""


@dataclass(frozen=True, slots=True)
class List:
    """A list that paragraphs belong to: several may count on with one another, by the definition that they share."""

    definition: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]
    """Where it begins anew, and with which number."""


class Numbering:
    """The lists of a document; keeps count. `linked` has the list of each style of lists."""

    def __init__(self, root: Any, linked: Mapping[str, str]) -> None:
        elements = [] if root is None else [*root]
        definitions = {str(e.get(f"{W}abstractNumId")): e for e in elements if e.tag == f"{W}abstractNum"}
        self._lists = {
            str(e.get(f"{W}numId")): _list_of(e, definitions, linked, elements) for e in elements if e.tag == f"{W}num"
        }
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def depth_of(self, number: str, style: str | None) -> int:
        """The depth, from 0, at which paragraphs of a style stand in a list."""
        found = self._lists.get(number)
        levels = found.levels if found and style else {}
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def label(self, number: str, depth: int) -> str:
        """The number of the next paragraph of a list, with what stands between it and the words; "" where it has none."""
        found = self._lists.get(number)
        level = found.levels.get(depth) if found else None
        if not found or not level:
            return ""
        counts = self._counts.setdefault(found.definition, [None] * LEVELS)
        if depth in found.starts and (number, depth) not in self._begun:
            self._begun.add((number, depth))
            counts[depth] = None
        above = counts[depth]
        counts[depth] = found.starts.get(depth, level.start) if above is None else above + 1
        for deeper in range(depth + 1, LEVELS):
            other = found.levels.get(deeper)
            if depth < (deeper if not other or other.restart is None else other.restart):
                counts[deeper] = None
        return _spaced(self._text(found, level, counts), level)

    def _text(self, found: List, level: Level, counts: list[int | None]) -> str:
        if level.form == "bullet":
            return plain_signs(level.text).strip() or BULLET

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = found.levels.get(place, level)
            count = counts[place]
            form = "decimal" if level.legal and other.form != "none" else other.form
            return written(found.starts.get(place, other.start) if count is None else count, form)

        return PLACE.sub(number, level.text)


def _spaced(text: str, level: Level) -> str:
    if not text.strip():
        return ""
    apart = not level.close and (level.form == "bullet" or LATIN_END.search(text))
    return f"{text} " if apart else text


def _list_of(element: Any, definitions: Mapping[str, Any], linked: Mapping[str, str], elements: list[Any]) -> List:
    """The list that an element w:num stands for."""
    name = value(element, "abstractNumId") or ""
    name = _link(name, definitions, linked, elements)
    levels = _levels(definitions.get(name))
    starts: dict[int, int] = {}
    for override in element.findall(f"{W}lvlOverride"):
        depth = whole(override.get(f"{W}ilvl"), LEVELS - 1) or 0
        for own in override.findall(f"{W}lvl"):
            levels[depth] = _level(own)
        start = whole(value(override, "startOverride"))
        if start is not None:
            starts[depth] = start
    return List(name, levels, starts)


def _link(name: str, definitions: Mapping[str, Any], linked: Mapping[str, str], elements: list[Any]) -> str:
    """The definition that another one only points to, by a style of lists."""
    style = value(definitions.get(name), "numStyleLink") if name in definitions else None
    if style is None:
        return name
    own = next((key for key, e in definitions.items() if value(e, "styleLink") == style), None)
    number = linked.get(style)
    of_style = next((e for e in elements if e.tag == f"{W}num" and e.get(f"{W}numId") == number), None)
    return own or (value(of_style, "abstractNumId") if of_style is not None else None) or name


def _levels(definition: Any) -> dict[int, Level]:
    found = [] if definition is None else definition.findall(f"{W}lvl")
    return {whole(e.get(f"{W}ilvl"), LEVELS - 1) or 0: _level(e) for e in found}


def _level(element: Any) -> Level:
    start, text = whole(value(element, "start")), element.find(f"{W}lvlText")
    return Level(
        form=_form(element),
        text="" if text is None else text.get(VAL, ""),
        start=1 if start is None else start,
        restart=whole(value(element, "lvlRestart")),
        legal=bool(is_on(element, "isLgl")),
        close=value(element, "suff") == "nothing",
        style=value(element, "pStyle"),
    )


def _form(element: Any) -> str:
    """The format of a number; one that only newer programs know stands beside one that all know."""
    plain = value(element, "numFmt")
    if plain is None and (other := element.find(ALTERNATE)) is not None:
        found = [e for e in other.iter(f"{W}numFmt") if e.get(VAL) != "custom"]
        custom = next((e for e in other.iter(f"{W}numFmt") if e.get(VAL) == "custom"), None)
        if custom is not None and custom.get(f"{W}format", "").startswith("0"):
            return "decimalZero"
        plain = found[0].get(VAL) if found else None
    return plain or "decimal"
