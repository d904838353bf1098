"""Faults at every step, each acted out many times against a real database: `python -m tests.faults` prints the table.

Each fault acts, then passes run until nothing waits, and what arrived is compared with the plan.
"""
