"""The second wall: on PostgreSQL a statement that forgets its condition reads and writes rows of its organisation alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from calendars.store import Store
from calendars.store.opening import read_url
from calendars.store.organisations import owned_tables
from calendars.store.scope import EVERY
from scheduler.checks import Check
from scheduler.checkup import checkup
from scheduler.settings import Settings

from .isolation.walk import walk
from .isolation.world import Made, fill, world
from .postgresql.server import MISSING, Server, served

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
REQUESTS = 400
FORGOTTEN = "-- this_org() and this_org() stand here alone"
"""What keeps the guard of the suite from refusing a statement that forgets its condition."""
NOW = datetime(2026, 4, 8, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def office(server: Server) -> Iterator[str]:
    """The name of a role that may do nothing but what its own databases are for."""
    name = f"office_{os.getpid()}"
    server.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'office' NOSUPERUSER NOBYPASSRLS")
    yield name
    server.execute(f"DROP ROLE {name}")


def owned_by(server: Server, role: str) -> str:
    """The URL of a new database that belongs to the role, and by which the role is logged in."""
    name = server.make()
    server.execute(f'ALTER DATABASE "{name}" OWNER TO {role}')
    url = make_url(server.url(name)).set(username=role, password="office")
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def filled(server: Server, office: str) -> Iterator[tuple[str, Made]]:
    """The world, in a database of that role."""
    url = owned_by(server, office)
    with Store.open(url, create=True) as store:
        made = fill(store)
    yield url, made
    server.drop(Server.name_of(url))


@pytest.fixture
def store(filled: tuple[str, Made]) -> Iterator[Store]:
    with Store.open(filled[0]) as found:
        yield found


def counts(engine: Engine, table: str) -> dict[int, int]:
    """The rows of each organisation that a question without a condition finds."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT org, count(*) FROM {table} GROUP BY org {FORGOTTEN}")
        return dict(rows.all())


def test_a_question_without_its_condition_finds_rows_of_its_organisation_alone(
    store: Store, filled: tuple[str, Made]
) -> None:
    numbers = {place.number for place in filled[1].places}
    for table in owned_tables():
        everywhere = counts(store.within(EVERY).engine, table.name)
        assert set(everywhere) - {EVERY} in (numbers, set()), table.name
        for number in numbers:
            own = {number: everywhere[number]} if everywhere else {}
            assert counts(store.within(number).engine, table.name) == own, table.name


def test_where_no_organisation_is_named_there_is_nothing(filled: tuple[str, Made]) -> None:
    bare = create_engine(read_url(filled[0]))
    for table in owned_tables():
        assert counts(bare, table.name) == {}, table.name
    bare.dispose()


def test_a_number_that_no_organisation_has_finds_nothing(store: Store) -> None:
    assert all(counts(store.within(99).engine, table.name) == {} for table in owned_tables())


def test_a_change_without_its_condition_changes_rows_of_its_organisation_alone(store: Store) -> None:
    for table in reversed(owned_tables()):
        everywhere = counts(store.within(EVERY).engine, table.name)
        with store.within(3).engine.connect() as connection:
            for statement in (f"UPDATE {table.name} SET org = org", f"DELETE FROM {table.name}"):
                if table.name == "notices" and statement.startswith("DELETE"):
                    continue  # others point to them
                if table.name == "steps" and statement.startswith("DELETE"):
                    continue
                found = connection.exec_driver_sql(f"{statement} {FORGOTTEN}")
                assert found.rowcount == everywhere.get(3, 0), (table.name, statement)
            connection.rollback()
        assert counts(store.within(EVERY).engine, table.name) == everywhere


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tags_used SET org = 2",
        "INSERT INTO tags_used (org, tag) VALUES (2, 'x')",
        "INSERT INTO tags_used SELECT 2, tag FROM tags_used ON CONFLICT DO NOTHING",
    ],
)
def test_no_row_is_written_for_another_organisation(store: Store, statement: str) -> None:
    before = counts(store.within(EVERY).engine, "tags_used")
    with store.within(3).engine.connect() as connection, pytest.raises(DBAPIError, match="row-level security"):
        connection.exec_driver_sql(f"{statement} {FORGOTTEN}")
    assert counts(store.within(EVERY).engine, "tags_used") == before


def test_what_one_transaction_was_about_the_next_one_on_its_connection_is_not(store: Store) -> None:
    one = store.within(2).engine
    for _ in range(3):
        assert set(counts(one, "events")) == {2}
        assert set(counts(one.execution_options(org=None), "events")) == set()
        assert set(counts(one.execution_options(org=5), "events")) == {5}


def test_random_requests_cross_nowhere_on_a_server(filled: tuple[str, Made]) -> None:
    with world(*filled) as there:
        found = walk(there, REQUESTS, seed=3)
    assert not found.crossings, "\n".join(found.crossings[:5])


# ------------------------------------------------------------------ a role that no wall holds


def of_the_role(url: str) -> list[Check]:
    """What the check-up says of the role."""
    checks = checkup(Settings, lambda: Store.open(url), NOW, supposed=True)
    return [check for check in checks if "policy" in check.said.say("en")]


def test_the_check_up_warns_of_a_role_that_sees_past_the_wall(
    server: Server, office: str, filled: tuple[str, Made]
) -> None:
    url, made = filled
    past = make_url(server.url(Server.name_of(url))).render_as_string(hide_password=False)
    (check,) = of_the_role(past)
    assert check.state == "wrong"
    assert check.remedy
    assert of_the_role(url) == []
    server.execute(f"ALTER ROLE {office} BYPASSRLS")
    assert [check.state for check in of_the_role(url)] == ["wrong"]
    server.execute(f"ALTER ROLE {office} NOBYPASSRLS")
    del made


def test_a_role_that_sees_all_is_no_fault_where_there_is_one_organisation(server: Server) -> None:
    name = server.make()
    Store.open(server.url(name), create=True).close()
    assert of_the_role(server.url(name)) == []
    server.drop(name)
