"""Alembic's migrations of the tables; the store runs them when it opens a database.

A new one, from the top of the repository, against a scratch database:

    alembic -c calendars/store/migrations/alembic.ini upgrade head
    alembic -c calendars/store/migrations/alembic.ini revision --autogenerate --rev-id 0002 -m "what it adds"

then its id goes to the end of `opening.KNOWN`.
"""
