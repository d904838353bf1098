"""Chinese: a file a subject, with its words, how they join, and how its rules are written; order: `table.py`.

`numbers.py`, `lexemes.py` and `wording.py` are what the subjects are made with; only a text read whole may use `spoken_*.py`.
"""

from .table import grammar, running_grammar
from .writing import write

__all__ = ["grammar", "running_grammar", "write"]
