"""The gallery shows every component there is, in every state, to those who work here."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from belisha.web.gallery.forms import GalleryForm, in_each_state
from tests.cast import Cast
from tests.web.sheets import ROOMS

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
COMPONENTS = ROOMS / "web" / "templates" / "components"


@pytest.fixture
def teacher(school, cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.teacher_5k.account, backend=BACKEND)
    return client


def test_every_component_is_shown(teacher: Client) -> None:
    answer = teacher.get("/components/")
    shown = {Path(template.name).name for template in answer.templates if (template.name or "").startswith("components/")}
    written = {file.name for file in COMPONENTS.iterdir()}
    assert answer.status_code == 200
    assert written - shown == set(), "show it in templates/gallery/gallery.html, in each of its states"


def test_every_state_of_a_beacon_and_a_step_is_shown(teacher: Client) -> None:
    page = teacher.get("/components/").content.decode()
    states = [f"app-beacon--{state}" for state in ("steady", "amber", "grey")] + [
        f"app-steps__{state}" for state in ("done", "now", "later")
    ]
    assert [state for state in states if state not in page] == []


def test_fields_are_shown_empty_filled_and_faulty(teacher: Client) -> None:
    empty, filled, faulty = (form for _, form in in_each_state())
    assert not empty.is_bound
    assert filled.is_valid(), filled.errors
    optional = {name for name, field in GalleryForm().fields.items() if not field.required}
    assert set(faulty.errors) == set(faulty.fields) - optional
    page = teacher.get("/components/").content.decode()
    assert page.count("govuk-form-group--error") == len(faulty.errors)
    assert page.count("There is something to mend") == 1
    assert "phonics.example" in page


def test_what_describes_a_field_of_a_named_form_is_there(teacher: Client) -> None:
    """A form with a prefix once pointed its fields at hints of a form without."""
    page = teacher.get("/components/").content.decode()
    assert 'aria-describedby="id_empty-site_more"' in page
    assert '<div id="id_empty-site_more">' in page


@pytest.mark.parametrize(("who", "status"), [("pupil_5k", 403), ("parent_5k", 403), ("governor", 200), ("stranger", 404)])
def test_it_is_for_staff_and_governors(school, cast: Cast, who: str, status: int) -> None:
    client = Client()
    client.force_login(getattr(cast, who).account, backend=BACKEND)
    assert client.get("/components/").status_code == status
