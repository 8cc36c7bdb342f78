"""A list is taken from whoever can prove to be its publisher, and from nobody else."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from belisha.adapters.fetching.fetch import Fetching
from belisha.adapters.fetching.model import NotFetched, Wanted
from belisha.adapters.fetching.tests.publisher import LOOPBACK, Answer, Publisher, publisher
from belisha.adapters.resolver.tests.tls_upstream import Authority, authority

HOST = "lists.example"
PAST = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def trusted(tmp_path: Path) -> Authority:
    return authority(tmp_path / "authority")


def served_with(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def fetched(lists: Publisher, believed: Path, host: str = HOST) -> str | None:
    port = lists.base.rpartition(":")[2]
    lists.gives["/"] = Answer(b"tube.example.com\n")
    context = ssl.create_default_context(cafile=str(believed))
    fetching = Fetching(reach=LOOPBACK, context=context, resolve=lambda host, port: ["127.0.0.1"])
    return fetching.fetch(Wanted(f"https://{host}:{port}/")).text


def test_a_publisher_with_a_certificate_is_believed(trusted):
    with publisher(context=served_with(trusted.vouch_for(HOST))) as lists:
        assert fetched(lists, trusted.file) == "tube.example.com\n"


def test_a_certificate_of_nobody_we_believe_is_refused(trusted, tmp_path):
    other = authority(tmp_path / "another")
    with publisher(context=served_with(other.vouch_for(HOST))) as lists, pytest.raises(NotFetched, match="certificate of lists"):
        fetched(lists, trusted.file)
    assert lists.asked == []


def test_a_certificate_for_another_name_or_another_year_is_refused(trusted):
    for certificate in (trusted.vouch_for("elsewhere.example"), trusted.vouch_for(HOST, until=PAST)):
        with publisher(context=served_with(certificate)) as lists, pytest.raises(NotFetched, match="does not fit"):
            fetched(lists, trusted.file)


def test_this_systems_own_certificates_are_believed_where_nothing_is_said():
    assert Fetching().context.verify_mode is ssl.CERT_REQUIRED
    assert Fetching().context.check_hostname
