"""The page of openings: who sees it, who may end one, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from belisha.audit import queries as audit
from belisha.filtering.actions import NewOpening, end_opening, make_opening
from belisha.filtering.actions.openings import expire_openings
from belisha.filtering.models import Opening
from belisha.filtering.tests.house import PHONICS, House
from belisha.kit.access import Denied, Refused
from belisha.notices import queries as notices


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, moment):
    from belisha.kit import clock

    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.fixture
def opening(house: House, now) -> Opening:
    return house.open_phonics()


def reading(client: Client, person) -> Client:
    client.force_login(person.account)
    return client


@pytest.mark.parametrize("who", ["teacher_5k", "support_staff", "volunteer", "governor", "head", "network_manager"])
def test_people_who_work_here_and_governors_see_what_is_open(client, house, opening, who):
    page = reading(client, getattr(house.cast, who)).get("/openings/")
    assert page.status_code == 200
    assert PHONICS in page.content.decode()
    assert "Friday 18 September, 10:15" in page.content.decode()


@pytest.mark.parametrize("who", ["parent_5k", "pupil_5k"])
def test_others_do_not(client, house, opening, who):
    assert reading(client, getattr(house.cast, who)).get("/openings/").status_code == 403


def test_a_stranger_finds_no_such_page(client, house, opening):
    assert reading(client, house.cast.stranger).get("/openings/").status_code == 404


@pytest.mark.parametrize(("who", "may"), [("head", True), ("network_manager", True), ("teacher_5k", False), ("governor", False)])
def test_only_the_headteacher_and_the_network_manager_may_end_one(client, house, opening, who, may):
    page = reading(client, getattr(house.cast, who))
    assert ("Close it now" in page.get("/openings/").content.decode()) is may
    answer = page.post(f"/openings/{opening.pk}/end/", {f"end-{opening.pk}-reason": "It has adverts now."})
    assert answer.status_code == (302 if may else 403)
    opening.refresh_from_db()
    assert (opening.ended_at is not None) is may


def test_an_end_without_a_reason_is_asked_for_one(client, house, opening):
    page = reading(client, house.cast.head).post(f"/openings/{opening.pk}/end/", {f"end-{opening.pk}-reason": ""})
    assert page.status_code == 200
    assert "Write why it is closed again." in page.content.decode()
    opening.refresh_from_db()
    assert opening.ended_at is None


def test_an_opening_that_ended_meanwhile_is_told(client, house, opening, now):
    end_opening(by=house.cast.head, opening=opening, reason="Not needed.", now=now)
    page = reading(client, house.cast.network_manager).post(f"/openings/{opening.pk}/end/", {f"end-{opening.pk}-reason": "Adverts."})
    assert page.status_code == 409
    assert "not open for class 5K any more" in page.content.decode()


def test_an_opening_of_no_number_is_not_found(client, house, opening):
    assert reading(client, house.cast.head).post("/openings/999/end/", {}).status_code == 404


def test_a_proof_is_shown_and_its_lack_too(client, house, now):
    house.load_lists()
    with house.resolver_runs():
        house.work()
        house.open_phonics()
        page = reading(client, house.cast.head)
        assert "Not proved at the resolver yet." in page.get("/openings/").content.decode()
        house.deliver()
        shown = page.get("/openings/").content.decode()
        assert "Proved at the resolver in" in shown
        assert "after the decision" in shown


def test_ending_tells_whoever_opened_it_and_is_recorded(house, opening, now):
    end_opening(by=house.cast.network_manager, opening=opening, reason="It has adverts now.", now=now)
    assert any("It has adverts now." in notice.words for notice in notices.unread(house.cast.head.pk))
    rows = audit.records(house.school.pk, subject=f"opening {opening.pk}")
    assert [row.action for row in rows] == ["opening made", "opening ended early"]


def test_an_expiry_is_written_once(house, opening):
    later = opening.ends + timedelta(hours=5)
    assert [row.pk for row in expire_openings(house.school, now=later)] == [opening.pk]
    assert expire_openings(house.school, now=later) == []
    opening.refresh_from_db()
    assert opening.ended_at == opening.ends


def test_nobody_of_another_school_ends_ours(house, opening, now):
    with pytest.raises(Denied):
        end_opening(by=house.cast.stranger, opening=opening, reason="Because.", now=now)


@pytest.mark.parametrize(
    ("host", "people", "hours"), [("co uk", "class 5K", 1), (PHONICS, "class 9Z", 1), (PHONICS, "dragons", 1), (PHONICS, "class 5K", -1)]
)
def test_an_opening_that_cannot_be_enforced_is_refused(house, now, host, people, hours):
    new = NewOpening(host, people, now - timedelta(days=1), now + timedelta(hours=hours), "8.5", "It teaches reading.")
    with pytest.raises(Refused):
        make_opening(new, by=house.cast.head, now=now)
    assert not Opening.objects.exists()
