"""What subjects are made of, and how lexemes are read: functions that give the meanings of matched words by category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..grammar import Lexeme, Phrase
from ..lexer import Cue
from ..meanings import Point


@dataclass(frozen=True, slots=True)
class Subject:
    """The tables of one subject: its words, and how they join."""

    lexemes: Sequence[Lexeme]
    phrases: Sequence[Phrase] = ()


def point(**parts: Any) -> dict[str, Any]:
    """A point with these parts."""
    return {"POINT": Point(**parts)}


def cue(*categories: str) -> Callable[[str], dict[str, Any]]:
    """The words themselves, as each of the categories: what joins others."""
    return Cue(categories)


def constant(**meanings: Any) -> Callable[[str], dict[str, Any]]:
    """The same meanings by category, whatever the words."""
    return lambda words: meanings


def named(category: str, meaning: object) -> Callable[[str], dict[str, Any]]:
    """The same meaning of one category, whatever the words."""
    return lambda words: {category: meaning}


def made(category: str, make: Callable[[str], object]) -> Callable[[str], dict[str, Any]]:
    """What is made of the words, as one category."""
    return lambda words: {category: make(words)}
