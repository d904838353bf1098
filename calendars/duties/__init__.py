"""Duties: who owes what and since when, what was said of it, and how it is summed up."""
