"""The pages name what there is: modules, names and files that stand in the glossary and the design are there."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FLOORS = "rules|calendars|scheduler|tests"
DOTTED = re.compile(r"`((?:rules|calendars|scheduler)(?:\.\w+)+)")
FILES = re.compile(rf"`((?:{FLOORS})/[\w./*-]+)`")
LINKS = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
PAGES = [path.name for path in sorted(DOCS.glob("*.md"))]


def named(pattern: re.Pattern[str], page: str) -> Iterator[str]:
    return (found[1] for found in pattern.finditer((DOCS / page).read_text(encoding="utf-8")))


def is_there(name: str) -> bool:
    """Whether a dotted name leads to a module or to something in one."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            fields = getattr(thing, "__dataclass_fields__", {})
            if part not in fields and not hasattr(thing, part):
                return False
            thing = getattr(thing, part, None)
        return True
    return False


@pytest.mark.parametrize("page", PAGES)
def test_every_name_of_the_code_that_a_page_says_is_there(page: str) -> None:
    assert [name for name in named(DOTTED, page) if not name.endswith(".py") and not is_there(name)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    assert [name for name in named(FILES, page) if not list(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    assert [name for name in named(LINKS, page) if not (DOCS / name).exists()] == []


def test_a_name_that_is_gone_is_noticed() -> None:
    assert is_there("rules.kinds.Due")
    assert is_there("rules.rule.Rule.clock_on")
    assert not is_there("rules.kinds.Dew")
    assert not is_there("rules.nothing.at_all")
