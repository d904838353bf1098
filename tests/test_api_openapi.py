"""The OpenAPI document tells the interface as it is: valid, whole, and kept by every answer."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from calendars.web.api.openapi import document
from calendars.web.api.schemas import HERE, schemas
from calendars.web.api.serving import ROWS
from calendars.web.api.table import Row

validator = pytest.importorskip("openapi_spec_validator")


def test_the_document_is_one_of_openapi() -> None:
    validator.validate(document(ROWS))


def test_every_schema_is_one_and_leads_to_others_that_are_there() -> None:
    every = schemas()
    for schema in every.values():
        Draft202012Validator.check_schema(schema)
    assert {name for schema in every.values() for name in refs(schema)} <= {HERE + name for name in every}


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        found = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return found.union(*map(refs, node.values()))
    return set().union(*map(refs, node)) if isinstance(node, list) else set()


def test_operations_are_named_once_and_every_row_is_told() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    told = document(ROWS)["paths"]
    assert all(told[row.path][row.method.lower()]["operationId"] == row.name for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_examples_are_what_the_parameters_allow(row: Row) -> None:
    for one in (*row.within, *row.query):
        assert one.of_texts([str(one.example)]) is not None
    for one in row.body or ():
        assert one.of_json(one.example) is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_changes_anything_needs_an_editor(row: Row) -> None:
    assert (row.role == "editor") >= row.writes
