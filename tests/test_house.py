"""The house keeps its shape: kinds answer for themselves, no modules import in a circle, floors ask at the front door."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import rules.kinds
from rules import Rule
from rules.kinds import families

ROOT = Path(__file__).parent.parent
FLOORS = ("rules", "calendars", "scheduler")
KINDS = frozenset(
    name
    for module in (rules.kinds, families)
    for name, thing in vars(module).items()
    if isinstance(thing, type) and issubclass(thing, Rule) and thing is not Rule
)


@cache
def sources() -> list[tuple[str, ast.Module]]:
    """Every module of the program with its tree, by its path."""
    paths = sorted([*(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")), ROOT / "cli.py"])
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
        if "migrations" not in path.parts
    ]


# ------------------------------------------------------------------ kinds answer for themselves


def may_ask(path: str) -> bool:
    """Whether the kinds of rules may be told apart there: by the kinds themselves, and where a language writes them.

    A file of a language is a subject, with how it is read and how it is written.
    """
    return path.rpartition("/")[0] in ("rules/kinds", "rules/languages/zh", "rules/languages/en")


def type_tests(tree: ast.Module) -> list[str]:
    """Where the kinds of rules are told apart by their types: isinstance, issubclass, match, type(x) is, singledispatch."""
    groups = _groups(tree)
    found = []
    for node in ast.walk(tree):
        asked: ast.AST | None = None
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, types]):
                asked = types
            case ast.MatchClass(cls=types):
                asked = types
            case ast.Compare(left=left, comparators=others) if any(_is_type_call(one) for one in (left, *others)):
                asked = node
            case ast.Call(func=ast.Attribute(attr="register"), args=[types, *_]):
                asked = types
            case ast.FunctionDef(decorator_list=decorators, args=ast.arguments(args=[ast.arg(annotation=types), *_])):
                asked = types if any(_registers(one) for one in decorators) else None
        if asked and (named := sorted(_names(asked) & groups)):
            found.append(f"line {getattr(asked, 'lineno', 0)}: {', '.join(named)}")
    return found


def _groups(tree: ast.Module) -> set[str]:
    """The names of kinds in the module, and of the tuples and unions that it makes of them."""
    found = set(KINDS)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname for one in node.names if one.asname and one.name in KINDS}
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    for _ in range(3):  # groups of groups
        for node in assigned:
            if isinstance(node.value, ast.Tuple | ast.BinOp | ast.List | ast.Set) and _bare(node.value) & found:
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _bare(node: ast.AST) -> set[str]:
    """The names in tuples and unions, as far as nothing is called with them."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {name}
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return set().union(*map(_bare, parts))
        case ast.BinOp(left=left, right=right):
            return _bare(left) | _bare(right)
        case ast.Starred(value=value):
            return _bare(value)
    return set()


def _names(node: ast.AST) -> set[str]:
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def _is_type_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"


def _registers(node: ast.AST) -> bool:
    """Whether a decorator registers a variant for a type."""
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Attribute) and called.attr == "register"


@pytest.mark.parametrize(
    "bad",
    [
        "isinstance(rule, Yearly)",
        "isinstance(rule, (Fixed, Yearly))",
        "isinstance(rule, Fixed | kinds.Yearly)",
        "issubclass(kind, Derived)",
        "ENDS = Fixed | Yearly\nisinstance(rule, ENDS)",
        "POINTS = (Lunar, SolarTerm)\nLEANING = (*POINTS, int)\nisinstance(rule, LEANING)",
        "from rules.kinds import Yearly as Each\nisinstance(rule, Each)",
        "type(rule) is Due",
        "type(rule) in (Due, Fixed)",
        "match rule:\n    case Yearly(interval=1): pass",
        "match rule:\n    case Due(base=Fixed()) | None: pass",
        "@of.register\ndef _(rule: Yearly) -> str: ...",
        "@of.register(Yearly)\ndef _(rule) -> str: ...",
    ],
)
def test_a_type_test_of_a_kind_is_found(bad: str) -> None:
    assert type_tests(ast.parse(bad))


@pytest.mark.parametrize(
    "good",
    ["isinstance(meaning, Point)", "Yearly(5, 30)", "isinstance(meaning, Rule)", "rule.sort is Sort.DATED",
     "match meaning:\n    case Range(): pass", "@of.register\ndef _(meaning: Range) -> str: ...",],
)  # fmt: skip
def test_what_is_no_type_test_of_a_kind_is_let_through(good: str) -> None:
    assert not type_tests(ast.parse(good))


def test_kinds_are_told_apart_only_by_themselves_and_by_the_writers() -> None:
    found = {path: tests for path, tree in sources() if not may_ask(path) and (tests := type_tests(tree))}
    assert found == {}


# ------------------------------------------------------------------ no circles


def imports(path: str, tree: ast.Module, modules: frozenset[str]) -> set[str]:
    """The modules that a module names in its imports: at its head, inside functions, or for its types alone."""
    package = path.removesuffix(".py").split("/")[:-1]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            parts = {f"{start}.{one.name}" for one in node.names}
            found |= {part if part in modules else start for part in parts}
    return {name for name in found if name in modules}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def graph(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """What each module imports."""
    modules = frozenset(map(module_of, trees))
    return {module_of(path): imports(path, tree, modules) for path, tree in trees.items()}


def circles(links: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules each of which leads to all others of its group."""
    reached = {module: _reached(module, links) for module in links}
    found: list[set[str]] = []
    for module in links:
        group = {other for other in reached[module] if module in reached[other]}
        if group and group not in found:
            found.append(group)
    return found


def _reached(module: str, links: dict[str, set[str]]) -> set[str]:
    ahead, seen = list(links[module]), set[str]()
    while ahead:
        if (one := ahead.pop()) not in seen:
            seen.add(one)
            ahead += links[one]
    return seen


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("from .b import x", "from .a import y"),
        ("from . import b", "def f():\n    from rules.a import y"),
        ("import rules.b", "if TYPE_CHECKING:\n    from .a import y"),
    ],
)
def test_a_circle_is_found(first: str, second: str) -> None:
    trees = {"rules/__init__.py": "", "rules/a.py": first, "rules/b.py": second}
    assert circles(graph({path: ast.parse(text) for path, text in trees.items()})) == [{"rules.a", "rules.b"}]


def test_no_modules_import_in_a_circle() -> None:
    assert circles(graph(dict(sources()))) == []


# ------------------------------------------------------------------ the front door


def leaks(path: str, tree: ast.Module, modules: frozenset[str]) -> set[str]:
    """What a module of another floor takes from inside `rules` past its public names."""
    if path.startswith("rules/"):
        return set()
    inside = {name for name in imports(path, tree, modules) if name.startswith("rules.") and name != "rules.kinds"}
    inside |= {
        one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "rules.kinds"
        for one in node.names
        if one.name not in rules.kinds.__all__
    }
    return inside


MODULES = frozenset(module_of(path) for path, _ in sources())


@pytest.mark.parametrize(
    "bad",
    [
        "from rules.errors import width",
        "def f():\n    from rules.rfc5545.rrule import RRule",
        "if TYPE_CHECKING:\n    from rules.reckoning.holidays import HolidayYear",
        "import rules.kinds.weeks",
        "from rules import recurrence",
        "from rules.kinds.weeks import weekday_name",
        "from rules.kinds import civil",
    ],
)
def test_a_leak_is_found(bad: str) -> None:
    assert leaks("calendars/feeds/feed.py", ast.parse(bad), MODULES)


def test_other_floors_ask_rules_at_its_front_door() -> None:
    found = {path: out for path, tree in sources() if (out := leaks(path, tree, MODULES))}
    assert found == {}


def test_every_module_of_rules_but_its_doors_is_named_in_the_contract() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    inside = {name for name in MODULES if name.count(".") == 1 and name.startswith("rules.") and name != "rules.kinds"}
    contract = next(
        one for one in tomllib.loads(text)["tool"]["importlinter"]["contracts"] if "front door" in one["name"]
    )
    assert set(contract["forbidden_modules"]) == inside


def test_the_public_names_are_there_and_shown() -> None:
    shown = dir(rules)
    assert len(shown) == len(set(shown)) > 50
    assert [name for name in shown if getattr(rules, name, None) is None] == []


def test_a_recurrence_is_read_back_in_a_fresh_process() -> None:
    told = "from rules import Recurrence; print(Recurrence.from_json({'rule': {'kind': 'yearly', 'month': 5, 'day': 30}}).rule)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Yearly(month=5, day=30")
