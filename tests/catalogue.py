"""Collects the sentences of the code into the catalogues and compiles them: `make messages`.

yueling.po holds our own sentences, click.po those of click that it asks gettext for. A sentence is the literal first
argument of `Message(...)` (or of `map(Message, (...))`), the docstring of a command and what a call names `help`.
"""

from __future__ import annotations

import ast
import inspect
import io
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "rules" / "locale" / "zh" / "LC_MESSAGES"
DOMAINS = ("yueling", "click")
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def sources() -> list[Path]:
    """The files that hold sentences: the program and its templates' words, not the tests."""
    folders = (ROOT / name for name in ("rules", "calendars", "scheduler"))
    return [ROOT / "cli.py", *sorted(file for folder in folders for file in folder.rglob("*.py"))]


def sentences(file: Path) -> Iterator[str]:
    """Every sentence of a source file, in its order, with repetitions."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
            yield inspect.cleandoc(ast.get_docstring(node) or "")


def _called(node: ast.Call) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "Message" and node.args:
        yield from _strings([node.args[0]])
    elif name == "map" and len(node.args) == 2 and getattr(node.args[0], "id", "") == "Message":
        yield from _strings(getattr(node.args[1], "elts", ()))
    else:
        yield from _strings(keyword.value for keyword in node.keywords if keyword.arg == "help")


def _strings(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _strings([node.body, node.orelse])


def _is_command(node: ast.expr) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(target) in ("command", "click.group", "cli.command", "cli.group")


def of_program() -> dict[str, set[str]]:
    """Our own sentences and the files in which each stands."""
    found: dict[str, set[str]] = {}
    for file in sources():
        for sentence in sentences(file):
            found.setdefault(sentence, set()).add(file.relative_to(ROOT).as_posix())
    return found


def of_click() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """The sentences of the installed click, with their plurals, and their module."""
    import click

    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        with file.open("rb") as source:
            for _, message, _, _ in extract("python", source, keywords={"_": None, "ngettext": (1, 2)}):
                yield message, f"click/{file.name}"


def catalogue(domain: str) -> Catalog:
    """The catalogue as it is kept."""
    with (FOLDER / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="zh", domain=domain)


def collected(domain: str) -> Catalog:
    """A catalogue of what the code says now, without translations."""
    fresh = Catalog(locale="zh", domain=domain, project="yueling", fuzzy=False)
    if domain == "click":
        for message, place in of_click():
            fresh.add(message, locations=[(place, 0)])
    else:
        for sentence, places in of_program().items():
            fresh.add(sentence, locations=[(place, 0) for place in sorted(places)])
    return fresh


def compiled(catalog: Catalog) -> bytes:
    """The binary form of a catalogue; the same for the same sentences, whenever it is made."""
    catalog.creation_date = catalog.revision_date = MADE
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> bytes:
    """The catalogue as text: sorted, with files but no lines and no dates, so that only sentences make differences."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date')))


def update(domain: str) -> list[str]:
    """Brings a catalogue up to date and compiles it; returns what has no translation."""
    kept = catalogue(domain)
    kept.update(collected(domain), no_fuzzy_matching=True)
    kept.project, kept.version, kept.msgid_bugs_address = "yueling", "1", ""
    kept.last_translator = kept.language_team = "the authors of Yueling"
    (FOLDER / f"{domain}.po").write_bytes(written(kept))
    kept = catalogue(domain)
    (FOLDER / f"{domain}.mo").write_bytes(compiled(kept))
    return [str(message.id) for message in kept if message.id and not message.string]


def main() -> int:
    """1 where a sentence of ours lacks its translation, else 0."""
    missing = {domain: update(domain) for domain in DOMAINS}
    for domain, messages in missing.items():
        for message in messages:
            print(f"{domain}: no translation: {message!r}")
    return 1 if missing["yueling"] else 0


if __name__ == "__main__":
    sys.exit(main())
