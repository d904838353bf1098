"""English: a file a subject, with its words, how they join, and how its rules are written; order: `table.py`.

`numbers.py`, `names.py`, `text.py`, `joints.py` and `writing.py` are what the subjects are made with.
"""
