"""The interface for programs over HTTP, under /api/v1: JSON, described by an OpenAPI document.

`table.py` says what a row of it is, `events.py`, `days.py` and `notices.py` hold the rows, `serving.py` answers them by the
functions of `calendars.answers`, `openapi.py` describes them.
"""
