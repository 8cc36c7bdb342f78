"""Every page for every reader, full, empty and with faults, can be used by everybody: what a machine can find of it.

The pages are those of the table; those that differ only in names and numbers are looked at once (tests/accessibility). Source: WCAG 2.2 AA,
looked for by axe-core; reflow at 400 % (1.4.10), text spacing (1.4.12), size of targets (2.5.8), motion (2.3.3), names (2.4.4, 4.1.2).
"""

from __future__ import annotations

import re

import pytest

from tests.accessibility.gathered import EMPTY, FAULTS, FULL, SIGNING_IN, Page, distinct, gathered
from tests.accessibility.looking import Found, found_on
from tests.accessibility.report import kept
from tests.accessibility.shapes import shape_of
from tests.permissions.pages import Answers
from tests.permissions.row import Row
from tests.permissions.scene import Scene
from tests.permissions.sign_in import SIGN_IN
from tests.permissions.table import READERS, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

KINDS = ("axe", "headings", "landmarks", "links", "tables", "faults", "statuses", "fields", "motion", "reflow", "cut", "spacing")
_looked: dict[str, tuple[list[Page], Found]] = {}


@pytest.fixture
def looked(answers: Answers, scene: Scene) -> tuple[list[Page], Found]:
    """Every page, and what was found on those that are not alike; gathered and looked at once."""
    if not _looked:
        pages = list(gathered(answers, scene))
        different = distinct(pages)
        found = found_on({str(page): page.words for page in different})
        kept(pages, different, found)
        _looked["once"] = pages, found
    return _looked["once"]


def has_a_page(row: Row) -> bool:
    """True where somebody may open it and is shown something that is not a file."""
    return bool(row.sees) and row.shown == 200


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found(kind: str, looked: tuple[list[Page], Found]) -> None:
    wrong = looked[1].get(kind, {})
    assert not wrong, "\n".join(["", *(f"{page}: {one}" for page, some in wrong.items() for one in some)])


def test_every_page_of_the_table_was_looked_at_for_every_reader(looked: tuple[list[Page], Found]) -> None:
    had = {(page.title, page.reader) for page in looked[0] if page.state == FULL}
    not_pages = {"filtering-check-answer", "policy-version-text", "filtering-check-sheets"}
    wanted = {
        (row.title, reader)
        for row in TABLE
        for reader in READERS
        if has_a_page(row) and row.expected(reader, "GET") == 200 and row.name not in not_pages
    }
    assert wanted - had == set()
    assert {page.name for page in looked[0] if page.state == SIGNING_IN} >= {name for name, answers in SIGN_IN.items() if 200 in answers}
    assert {page.state for page in looked[0]} == {FULL, EMPTY, FAULTS, SIGNING_IN}


PAGE = """<!DOCTYPE html><html lang="en-GB" class="govuk-template"><head><title>A page – A school</title>
<link rel="stylesheet" href="/static/govuk/govuk-frontend.min.css"><link rel="stylesheet" href="/static/belisha/colours.css">
<link rel="stylesheet" href="/static/belisha/belisha.css"></head><body class="govuk-template__body">
<a href="#main" class="govuk-skip-link">Skip to main content</a><header class="app-header">
<span class="app-header__school">A school</span></header>
<main id="main"><h1>A page</h1>WRONG</main><footer>Its end</footer></body></html>"""
PLANTED = {
    "axe": '<input type="text" name="site">',
    "headings": "<h1>Another</h1>",
    "landmarks": "<nav><p>Somewhere</p></nav>",
    "links": '<p><a href="/a">More</a></p><p><a href="/b">More</a></p>',
    "tables": "<table><tr><td>1</td></tr></table>",
    "faults": '<div class="govuk-form-group"><p class="govuk-error-message">Say why.</p><input aria-label="Why"></div>',
    "statuses": '<div class="govuk-notification-banner">Done</div>',
    "fields": "<input>",
    "reflow": '<p style="width: 400px">Wide</p>',
    "cut": '<p style="height: 9px; overflow: hidden">Cut</p>',
    "spacing": '<p style="width: 9em; white-space: nowrap; overflow: hidden">Just so many letters</p>',
}


def test_what_is_wrong_is_found() -> None:
    """The checker itself: one thing of each kind, planted, is found by the check of that kind; a good page has none."""
    pages = {kind: PAGE.replace("WRONG", wrong) for kind, wrong in PLANTED.items()}
    found = found_on({"good": PAGE.replace("WRONG", "<p>Words.</p>"), **pages})
    assert {kind for kind in PLANTED if kind not in found.get(kind, {})} == set()
    assert not [kind for kind, some in found.items() if "good" in some], found


def test_what_moves_is_found_where_nobody_asked_for_less() -> None:
    beacon = '<span class="app-beacon app-beacon--amber"><span class="app-beacon__globe"></span></span>'
    page = {"beacon": PAGE.replace("WRONG", beacon)}
    assert "motion" not in found_on(page)
    assert "it moves" in found_on(page, reduced_motion="no-preference")["motion"]["beacon"][0]


def test_a_shape_is_of_what_a_page_is_made_of_and_not_of_its_words() -> None:
    one = PAGE.replace("WRONG", '<ul><li><a href="/1">One</a></li></ul>')
    more = PAGE.replace("WRONG", '<ul><li><a href="/2">Two</a></li><li><a href="/3">Three</a></li></ul>')
    assert shape_of(one) == shape_of(more)
    assert shape_of(one) != shape_of(re.sub("<ul>", '<ul role="list">', one))
    assert shape_of(one) != shape_of(one.replace('href="/1"', ""))
