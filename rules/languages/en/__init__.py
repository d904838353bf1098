"""English: its words, how they join, and how rules are written back. A wording of a known rule is a Phrase in `phrases.py`."""
