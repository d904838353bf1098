"""Organisations in one database that are as alike as can be, and random requests of which none may cross."""
