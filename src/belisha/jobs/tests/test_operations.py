from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from belisha.jobs import actions, permissions, providers, queries
from belisha.jobs.models import Heart
from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon
from belisha.kit import clock
from belisha.kit.models import OutboxEvent
from belisha.schools.models import School
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_facts", [])
    monkeypatch.setattr(providers, "_who", [])


def fact(name: str, *, now: datetime) -> OperationsFact:
    return next(found for found in queries.operations(7, now=now) if found.name == name)


@pytest.mark.parametrize(("seconds", "is_late"), [(0, False), (15, False), (15.1, True), (-60, True)])
def test_a_heart_is_late_after_fifteen_seconds_or_when_the_clock_was_set_back(moment: datetime, seconds: float, is_late: bool) -> None:
    actions.beat("worker", now=moment)
    (heart,) = queries.hearts(moment + timedelta(seconds=seconds))
    assert (heart.process, heart.is_late) == ("worker", is_late)


def test_a_process_keeps_its_start_while_it_is_the_same_process(moment: datetime) -> None:
    actions.beat("web", now=moment)
    actions.beat("web", now=moment + timedelta(seconds=5), details={"answers": 3})
    (heart,) = queries.hearts(moment)
    assert (heart.started_at, heart.beat_at, heart.details) == (moment, moment + timedelta(seconds=5), {"answers": 3})
    Heart.objects.update(pid=1)
    actions.beat("web", now=moment + timedelta(seconds=9))
    assert queries.hearts(moment)[0].started_at == moment + timedelta(seconds=9)


def test_a_process_never_heard_of_is_told_not_alarmed(moment: datetime) -> None:
    assert fact("resolver process", now=moment).beacon is Beacon.GREY


def test_a_silent_process_needs_somebody_and_says_what_to_do(moment: datetime) -> None:
    actions.beat("resolver", now=moment)
    assert fact("resolver process", now=moment).beacon is Beacon.STEADY
    silent = fact("resolver process", now=moment + timedelta(minutes=1))
    assert (silent.beacon, silent.words, silent.since) == (Beacon.AMBER, "It is silent.", moment)
    assert silent.to_do


def test_a_failing_job_is_named_on_its_process(moment: datetime) -> None:
    actions.beat("worker", now=moment, details={"faults": {"proof": {"words": "OSError: no answer", "times": 2}}})
    assert fact("worker process", now=moment).words == "It is alive, but this fails: proof: OSError: no answer"
    assert fact("worker process", now=moment).beacon is Beacon.AMBER


def test_the_outbox_is_steady_while_it_moves_and_needs_somebody_when_it_does_not(moment: datetime) -> None:
    assert fact("what leaves the server", now=moment).words == "Nothing waits."
    OutboxEvent.objects.create(school_id=8, name="OfAnotherSchool", made_at=moment)
    event = OutboxEvent.objects.create(school_id=7, name="RequestDecided", made_at=moment)
    assert fact("what leaves the server", now=moment + timedelta(seconds=30)).beacon is Beacon.STEADY
    late = fact("what leaves the server", now=moment + timedelta(minutes=2))
    assert (late.beacon, late.words) == (Beacon.AMBER, "1 waiting.")
    event.last_fault = "listener: could not"
    event.save()
    failed = fact("what leaves the server", now=moment)
    assert failed.words == "1 waiting. Some of them failed: RequestDecided."
    assert "could not" not in failed.words  # a fault's own words may name somebody


def test_higher_rooms_add_rows_and_a_room_that_fails_is_a_row_itself(moment: datetime, caplog: pytest.LogCaptureFixture) -> None:
    def of_proof(school_id: int, now: datetime) -> list[OperationsFact]:
        return [OperationsFact("last proof", Beacon.STEADY, f"school {school_id}: 40 ms")]

    def fails(school_id: int, now: datetime) -> list[OperationsFact]:
        raise KeyError("no resolver")

    for provider in (fails, of_proof, of_proof):
        providers.register(provider)
    names = [found.name for found in queries.operations(7, now=moment)]
    assert names == ["web process", "worker process", "resolver process", "what leaves the server", "a room", "last proof"]
    assert "KeyError" in fact("a room", now=moment).words


def test_nobody_sees_the_page_until_the_roof_says_who(rf, moment: datetime) -> None:
    request = rf.get("/operations/")
    assert not permissions.may_see(request)
    providers.register_who(lambda request: True)
    assert permissions.may_see(request)


def test_the_page_shows_every_row_with_what_to_do(school: School, cast: Cast, client: Client) -> None:
    now = clock.now()
    actions.beat("resolver", now=now - timedelta(minutes=3))
    actions.beat("web", now=now)
    client.force_login(cast.network_manager.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/operations/").status_code == 403
    providers.register_who(lambda request: request.person == cast.network_manager)
    page = client.get("/operations/")
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count("<h1") == 1
    assert "It is silent." in text
    assert "restart “belisha serve”" in text
    assert "style=" not in text
    assert "<script" not in text
    assert client.post("/operations/").status_code == 405


def test_somebody_not_signed_in_is_sent_to_sign_in(school: School, client: Client) -> None:
    providers.register_who(lambda request: True)
    assert client.get("/operations/").status_code == 302
