"""The rows of the interface: one for each route, from which the routes, the OpenAPI document and the checks are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...access import NOBODY
from ...answers.paging import LONGEST_CURSOR, MOST, USUAL
from .parameters import OneOf, Parameter, Whole, Words

SMALL_BODY = 64 * 1024
"""Octets of a body, but for notices."""
LANG = Parameter("lang", OneOf(("zh", "en")), "The language of sentences, before Accept-Language.", "en")


@dataclass(frozen=True, slots=True)
class Row:
    """One route."""

    method: str
    path: str
    name: str
    """Its operation, which is unique."""
    about: str
    answer: str
    """The name of the schema of what it answers."""
    call: Callable[..., Mapping[str, Any]]
    """Is given the inquiry and the arguments."""
    within: tuple[Parameter, ...] = ()
    """What stands in the path."""
    query: tuple[Parameter, ...] = ()
    body: tuple[Parameter, ...] | None = None
    """The fields of the JSON object that is sent; None where nothing is."""
    role: str = NOBODY
    status: int = 200
    largest: int = SMALL_BODY
    """Octets of the body at most."""
    sequence: bool = False
    """Whether it changes an event, and If-Match or the field `sequence` must say which one was seen."""
    partial: bool = False
    """Whether only the fields that were given are handed on."""
    document: bool = False
    """Whether the body may be a file in place of JSON."""
    heavy: bool = False
    """Whether notices are read, which takes long."""
    example: Mapping[str, Any] = field(default_factory=dict)
    """What the path, the query and the body say in the example; what is missing there is the example of its parameter."""

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"


PAGE = (
    Parameter("limit", Whole(1, MOST), "Records of a page at most.", 20, default=USUAL),
    Parameter("cursor", Words(LONGEST_CURSOR), "“next” of the page before, as it stands.", "WyIyMDI2Il0"),
)
SELECTION = (
    Parameter("kind", Words(200), "Only this kind; of several any will do.", "deadline", key="kinds", many=20),
    Parameter("tag", Words(200), "Only with this tag; of several any will do.", "科普", key="tags", many=20),
    Parameter(
        "organisation", Words(200), "A part of the name of who issued it, has to act or receives.", "科协",
        key="organisations", many=20,
    ),
    Parameter("person", Words(200), "A part of the name of who has to act or can be asked.", "王", key="people", many=20),
    Parameter("words", Words(200), "A word of the title, the sentence, the place or the note; all of them.", "总结", many=20),
)  # fmt: skip
