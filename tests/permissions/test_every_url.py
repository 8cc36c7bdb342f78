"""Every address of the portal, for every reader: what table.py says, neither more nor less."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.pages import Answers
from tests.permissions.row import Row, address_of
from tests.permissions.scene import PASSWORD, Scene, client_of
from tests.permissions.sign_in import SIGN_IN, SIGN_IN_ADDRESS
from tests.permissions.table import READERS, TABLE

METHODS = ("GET", "POST")
pytestmark = pytest.mark.django_db


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The name of every address below; an address without one is told by its pattern, so that it is found missing."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def signed_in_by_password(scene: Scene, reader: str) -> Client:
    """A browser in which this reader came by the sign-in page itself, this minute."""
    client = client_of(scene, "outsider")
    if reader != "outsider":
        sent = {"login": getattr(scene.cast, reader).account.email, "password": PASSWORD}
        assert client.post(reverse("account_login"), sent).status_code == 302
    return client


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    known = set(names_of(get_resolver().url_patterns))
    listed = {row.name for row in TABLE} | set(SIGN_IN)
    assert known - listed == set(), "write a row in tests/permissions/table.py: who may see it, who may send it?"
    assert listed - known == set(), "these rows have no address any more"
    titles = [row.title for row in TABLE]
    assert len(set(titles)) == len(titles), "two rows speak of the same page in the same state"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.title)
def test_the_page_answers_each_reader_as_the_table_says(row: Row, answers: Answers) -> None:
    wrong, asked = [], set()
    for reader in READERS:
        for given in (one for one in answers.to(reader, row) if one.method):
            asked.add((reader, given.method))
            if given.status != row.expected(reader, given.method):
                wrong.append(f"{given.method} by {reader}: {given.status}, the table says {row.expected(reader, given.method)}")
    assert asked == {(reader, method) for reader in READERS for method in METHODS}
    assert not wrong, "\n".join(["", *wrong])


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back(scene: Scene) -> None:
    client = client_of(scene, "outsider")
    for row in (row for row in TABLE if not row.is_public):
        address = address_of(row, scene, "outsider")
        for given in (client.get(address), client.post(address, row.sent(scene, "outsider"))):
            assert given["Location"] == f"{reverse('account_login')}?next={address}"


def test_the_pages_of_signing_in(scene: Scene) -> None:
    clients = {reader: signed_in_by_password(scene, reader) for reader in ("outsider", "pupil_5k", "head", "stranger")}
    wrong = []
    for name, (outside, inside) in SIGN_IN.items():
        address = reverse(name, kwargs=dict(SIGN_IN_ADDRESS.get(name, {})))
        for reader, client in clients.items():
            given, expected = client.get(address).status_code, outside if reader == "outsider" else inside
            if given != expected:
                wrong.append(f"{name} by {reader}: {given}, the table says {expected}")
    assert not wrong, "\n".join(["", *wrong])


def test_a_form_without_its_token_is_refused_everywhere(scene: Scene) -> None:
    readers = {name: client_of(scene, name, enforce_csrf_checks=True) for name in ("outsider", "stranger", "head")}
    addresses = [(address_of(row, scene, "head"), row.sent(scene, "head")) for row in TABLE]
    addresses += [(reverse(name, kwargs=dict(SIGN_IN_ADDRESS.get(name, {}))), {}) for name in SIGN_IN]
    taken = [
        (reader, address)
        for reader, client in readers.items()
        for address, sent in addresses
        if client.post(address, sent).status_code != 403
    ]
    assert not taken, taken


def test_in_a_demo_its_doors_open_on_this_machine_only(scene: Scene, settings: object, tmp_path: Path) -> None:
    settings.IS_DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path)  # type: ignore[attr-defined]
    sign_in = reverse("people-demo-sign-in", args=[scene.demo_token])
    assert Client(REMOTE_ADDR="127.0.1.5").get("/demo/mail/").status_code == 200
    assert Client(REMOTE_ADDR="127.0.1.5").get(sign_in)["Location"] == reverse("today")
    assert Client().get("/demo/sit/127.0.1.5/")["Location"] == reverse("filtering-door")
    assert Client().get("/demo/sit/10.0.0.1/").status_code == 404
    for address in ("/demo/mail/", "/demo/sit/127.0.1.5/", sign_in):
        assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 404
