"""English, a file a subject: its words, how they join, and how rules are written back; `table.py` has them in order."""
