"""How lexemes are read: functions that give the meanings of matched words by category."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..meanings import Point


def point(**parts: Any) -> dict[str, Any]:
    return {"POINT": Point(**parts)}


def cue(*categories: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: dict.fromkeys(categories, words)


def constant(**meanings: Any) -> Callable[[str], dict[str, Any]]:
    return lambda words: meanings


def named(category: str, meaning: object) -> Callable[[str], dict[str, Any]]:
    """The same meaning of one category, whatever the words."""
    return lambda words: {category: meaning}


def made(category: str, make: Callable[[str], object]) -> Callable[[str], dict[str, Any]]:
    """What is made of the words, as one category."""
    return lambda words: {category: make(words)}
