"""A school that was made before its addresses had days keeps them, from the day its first network counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_scopes import scopes_disabled

BEFORE, AFTER = [("schools", "0002_term_replaced_at")], [("schools", "0005_school_has_no_list_of_ranges")]


def _migrated(where: list[tuple[str, str]]) -> object:
    connection.check_constraints()  # PostgreSQL alters no table with references that are still to be checked
    executor = MigrationExecutor(connection)
    executor.migrate(where)
    return MigrationExecutor(connection).loader.project_state(where).apps


IS_EMPTIED = connection.vendor == "sqlite"
"""SQLite alters tables outside transactions only; they are emptied afterwards. PostgreSQL undoes it all: it never empties the record."""


@pytest.mark.django_db(transaction=IS_EMPTIED)
def test_a_list_of_ranges_becomes_rows_and_back() -> None:
    try:
        school_model = _migrated(BEFORE).get_model("schools", "School")
        made = school_model.objects.create(
            name="Puffin Green",
            slug="puffin-green",
            portal_host="puffin.example",
            day_starts=time(9),
            day_ends=time(15),
            ranges=["10.0.0.0/8", "fd00::/48"],
            made_at=datetime(2026, 9, 1, 23, 30, tzinfo=UTC),
        )
        range_model = _migrated(AFTER).get_model("schools", "SchoolRange")
        with scopes_disabled():
            rows = list(range_model.objects.order_by("pk").values_list("range", "since", "until"))
        assert rows == [("10.0.0.0/8", date(2026, 9, 2), None), ("fd00::/48", date(2026, 9, 2), None)]
        again = _migrated(BEFORE).get_model("schools", "School").objects.get(pk=made.pk)
        assert again.ranges == ["10.0.0.0/8", "fd00::/48"]
    finally:
        _migrated(MigrationExecutor(connection).loader.graph.leaf_nodes())
