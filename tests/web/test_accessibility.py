"""The accessibility statement tells of all the pages there are, and is reached from every one of them."""

from __future__ import annotations

import pytest
from django.test import Client

from belisha.web.accessibility.statement import read, results
from tests.permissions.table import READERS, TABLE


def test_every_page_there_is_was_tested() -> None:
    """The results are those of a release: where a page came since, `make docs` writes them anew."""
    pages = {row.name for row in TABLE if row.sees and row.shown == 200}
    tested = set(results().addresses)
    no_pages = {"filtering-check-answer", "policy-version-text", "filtering-check-sheets"}
    assert pages - tested <= no_pages, "run `make docs`, and look at what it says"
    assert results().readers == len(READERS)
    assert results().different <= results().pages


@pytest.mark.django_db
def test_the_statement_says_what_was_found(school) -> None:
    page = Client().get("/accessibility/").content.decode()
    assert f"{results().pages} were opened" in page
    assert results().axe in page
    for failure in results().failures:
        assert failure[:20] in page
    assert ("Nothing is known that does not keep it" in page) == (not results().failures)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/door/", "/account/login/", "/nowhere/"])
def test_every_page_leads_to_it(school, address: str) -> None:
    assert 'href="/accessibility/"' in Client().get(address).content.decode()


def test_what_is_no_report_is_not_taken() -> None:
    with pytest.raises((KeyError, ValueError)):
        read('{"axe": "4"}')
