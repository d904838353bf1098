"""Rules on days: read from Chinese, stored as data, answered with dates. Pure: no clock, network or database.

The public names are all in `__init__.pyi`, which type checkers read. Each is loaded when it is first asked for, so that a
program which only prints its help does not pay for the grammar.
"""

import re
from importlib import import_module
from pathlib import Path

_IMPORT = re.compile(r"^from (\.[\w.]+) import (\w+) as \2$", re.MULTILINE)
_PLACES = {
    name: module for module, name in _IMPORT.findall(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
}
__all__ = list(_PLACES)


def __getattr__(name: str) -> object:
    """The public name, loaded now."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return __all__
