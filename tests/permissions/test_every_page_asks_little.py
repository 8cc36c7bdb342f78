"""Every page asks its database twelve times at most while nothing changes in the school, and not much more right after a change.

Source: issue “The school and its day”, numbers. Counted is everything a request costs: the session, who reads, the frame, the page.
"""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from belisha.kit import remembered
from belisha.web import middleware
from tests.permissions.row import Row, address_of
from tests.permissions.scene import Scene, client_of
from tests.permissions.table import READERS, TABLE

pytestmark = pytest.mark.django_db

AT_MOST = 12
AFTER_A_CHANGE_AT_MOST = 49
"""The first page after a record looks up what the next ones remember: roles, calendar, networks, the programme; and the worker's heart."""

NOT_THE_PAGES = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


def shown(row: Row, reader: str) -> bool:
    """True where this reader is shown a page."""
    return row.expected(reader, "GET") == 200


def asked_by(row: Row, scene: Scene, reader: str) -> list[str]:
    """The questions that opening the page asks of the database; what it writes is undone."""
    client = client_of(scene, reader)
    cache.clear()
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        client.get(address_of(row, scene, reader), row.query)
        transaction.set_rollback(True)
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NOT_THE_PAGES)]


@pytest.fixture
def as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A school's state is its last record, as in the product; tests see every written row as a change (conftest)."""
    monkeypatch.setattr(middleware, "state_of", lambda school: school.last_record)


@pytest.mark.parametrize("row", [row for row in TABLE if row.sees], ids=lambda row: row.title)
def test_a_page_asks_at_most_twelve_times(row: Row, scene: Scene, as_it_runs: None) -> None:
    many = []
    for reader in (reader for reader in READERS if shown(row, reader)):
        remembered.forget()
        first = len(asked_by(row, scene, reader))
        again = asked_by(row, scene, reader)
        if len(again) > AT_MOST or first > AFTER_A_CHANGE_AT_MOST:
            many.append(f"{reader}: {first}, then {len(again)}:\n  " + "\n  ".join(sql[:160] for sql in again))
    assert not many, "\n".join(["", *many])


def test_the_frame_asks_for_what_is_unread_and_nothing_else(scene: Scene, as_it_runs: None) -> None:
    """The school with its last record, the session, the account, the person: and then one question of the frame's own."""
    page = next(row for row in TABLE if row.name == "filtering-door")
    asked_by(page, scene, "head")
    questions = asked_by(page, scene, "head")
    tables = [sql.split('FROM "')[-1].split('"')[0] for sql in questions]
    assert tables == ["schools_school", "django_session", "people_account", "people_person", "notices_notice"]
