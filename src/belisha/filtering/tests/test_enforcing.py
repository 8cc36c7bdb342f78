"""What is decided is what the resolver answers: a real resolver on loopback, asked as devices of each seat would ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belisha.audit import queries as audit
from belisha.filtering.actions import end_opening
from belisha.filtering.models import Deployment, KeptProgramme, Proof
from belisha.filtering.queries.deployments import latest_deployment, waiting_deployment
from belisha.filtering.queries.proofs import latest_proofs, proof_line
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, NOBODY, PHONICS, PUPIL, STAFF, House
from belisha.jobs.models import Heart
from belisha.kit.models import OutboxEvent
from belisha.policy import actions as policy
from tests.cast import actor


@pytest.fixture
def text(policy_text: str) -> str:
    return policy_text


def numbers(house: House) -> list[int]:
    return list(
        Deployment.objects.filter(school=house.school, acknowledged_at__isnull=False).order_by("pk").values_list("number", flat=True)
    )


def test_before_any_signature_the_safe_baseline_is_on_the_wire(house: House):
    with house.resolver_runs():
        house.work()
        assert house.answer("youtube.com", PUPIL) == "closed"
        assert house.answer("youtube.com", STAFF) == "open"
        assert house.answer("youtube.com", NOBODY) == "closed"
        assert house.answer("childline.org.uk", PUPIL) == "open"
        assert latest_deployment(house.school).cause == "the worker started"


@pytest.mark.clause("8.1")
def test_a_signed_version_changes_the_answers(house: House, text: str):
    house.load_lists()
    with house.resolver_runs():
        house.work()
        assert (house.answer(PHONICS), house.answer("facebook.com", STAFF)) == ("open", "open")
        house.sign(text)
        house.deliver()
        assert (house.answer("youtube.com", CLASS_5K), house.answer("youtube.com", STAFF)) == ("closed", "open")
        assert house.answer("facebook.com", STAFF) == "closed"
        assert (house.answer(PHONICS, CLASS_5K), house.answer(PHONICS, STAFF)) == ("closed", "open")


@pytest.mark.clause("8.1")
def test_taking_a_service_out_of_the_clause_and_signing_opens_it(house: House, text: str):
    with house.resolver_runs():
        house.sign(text)
        house.work()
        assert house.answer("facebook.com", STAFF) == "closed"
        house.pass_time(timedelta(minutes=5))
        house.sign(text.replace('"facebook", ', "").replace("Facebook, X", "X"))
        house.deliver()
        assert house.answer("facebook.com", STAFF) == "open"
        rows = latest_proofs(house.school, "version 2")
        assert {row.host for row in rows} >= {"facebook.com"}
        assert all(row.is_proved and row.settled_milliseconds is not None for row in rows)


def test_an_unsigned_version_and_one_signed_by_one_person_change_nothing(house: House, text: str):
    with house.resolver_runs():
        house.work()
        before = numbers(house)
        version = policy.load_version(by=actor(house.cast.head), text=text, now=house.now)
        house.work()
        policy.sign_version(
            by=house.cast.head, version=version, role="headteacher", signed_in_at=house.now, had_second_factor=True, now=house.now
        )
        house.work()
        assert house.answer("facebook.com", STAFF) == "open"
        assert numbers(house) == before


def test_an_opening_opens_for_the_class_and_not_for_another(house: House, text: str):
    house.load_lists()
    with house.resolver_runs():
        house.sign(text)
        house.work()
        opening = house.open_phonics()
        house.deliver()
        assert house.answer(PHONICS, CLASS_5K) == "open"
        assert house.answer(f"www.{PHONICS}", CLASS_5K) == "open"
        assert house.answer(PHONICS, CLASS_4B) == "closed"
        rows = latest_proofs(house.school, f"opening {opening.pk}")
        assert {(row.seat_key, row.expected, row.is_proved) for row in rows} == {
            ("pupils/5K", "open", True),
            ("pupils/4B", "closed", True),
            ("staff", "open", True),
        }
        assert {row.clause for row in rows if row.seat_key == "pupils/5K"} == {"8.5"}
        assert "Proved at the resolver in" in proof_line(rows)
        assert [r.action for r in audit.records(house.school.pk, subject=f"opening {opening.pk}")] == [
            "opening made",
            "proved at the resolver",
        ]


def test_a_change_travels_as_a_delta_and_the_same_event_twice_makes_no_new_number(house: House, text: str):
    house.load_lists()
    with house.resolver_runs():
        house.sign(text)
        house.work()
        snapshots = sorted(path.name for path in house.config.snapshot_directory.glob("ruleset-*"))
        house.open_phonics()
        house.deliver()
        assert sorted(path.name for path in house.config.snapshot_directory.glob("ruleset-*")) == snapshots
        before, proofs = numbers(house), Proof.objects.count()
        OutboxEvent.objects.filter(name="OpeningMade").update(delivered_at=None, delivered_to=[])
        house.deliver()
        assert numbers(house) == before == sorted(set(before))
        assert Proof.objects.count() == proofs


def test_an_opening_expires_at_its_moment_by_the_engine_itself_and_is_proved(house: House, text: str):
    house.load_lists()
    with house.resolver_runs() as resolver:
        house.sign(text)
        house.work()
        opening = house.open_phonics(span=timedelta(hours=2))
        house.deliver()
        house.pass_time(timedelta(hours=2) - timedelta(seconds=1))
        resolver.client.tick()
        assert house.answer(PHONICS) == "open"
        house.pass_time(timedelta(seconds=1))
        resolver.client.tick()  # the worker has done nothing yet
        assert house.answer(PHONICS) == "closed"
        house.work()
        opening.refresh_from_db()
        assert opening.ended_at == opening.ends
        assert opening.ended_by is None
        rows = latest_proofs(house.school, f"opening {opening.pk}")
        assert rows[0].cause == f"opening {opening.pk} ended"
        assert [row.expected for row in rows if row.seat_key == "pupils/5K"] == ["closed"]
        actions = [r.action for r in audit.records(house.school.pk, subject=f"opening {opening.pk}")]
        assert actions == ["opening made", "proved at the resolver", "opening expired", "proved at the resolver"]


def test_an_early_end_closes_at_once(house: House, text: str):
    house.load_lists()
    with house.resolver_runs():
        house.sign(text)
        opening = house.open_phonics()
        house.work()
        assert house.answer(PHONICS) == "open"
        house.pass_time(timedelta(minutes=5))
        end_opening(by=house.cast.network_manager, opening=opening, reason="It has adverts now.", now=house.now)
        house.deliver()
        assert house.answer(PHONICS) == "closed"


def test_an_engine_that_is_away_gets_the_change_when_it_is_back(house: House, text: str):
    house.load_lists()
    with house.resolver_runs():
        house.sign(text)
        house.work()
    house.open_phonics()
    house.deliver()
    waiting = waiting_deployment(house.school)
    assert "does not answer" in waiting.fault
    assert OutboxEvent.objects.get(name="OpeningMade").delivered_at is None
    with house.resolver_runs():
        assert house.answer(PHONICS) == "closed"
        house.pass_time(timedelta(seconds=3))
        house.work()
        assert house.answer(PHONICS) == "open"
        waiting.refresh_from_db()
        assert waiting.acknowledged_at is not None
        assert waiting.fault == ""
        assert OutboxEvent.objects.get(name="OpeningMade").delivered_at is not None


def test_a_restarted_engine_resumes_at_its_number_without_the_worker(house: House, text: str):
    house.load_lists()
    with house.resolver_runs() as resolver:
        house.sign(text)
        house.open_phonics()
        house.work()
        number = resolver.client.status().number
    with house.resolver_runs() as resolver:
        assert resolver.client.status().number == number
        assert house.answer(PHONICS, CLASS_5K) == "open"
        assert house.answer(PHONICS, CLASS_4B) == "closed"
        before = numbers(house)
        house.work()
        assert numbers(house) == before


def test_an_engine_that_missed_a_change_is_given_the_whole(house: House, text: str):
    house.load_lists()
    with house.resolver_runs() as resolver:
        house.sign(text)
        house.work()
        house.room.held.timeline = _as_if_one_ahead(house)
        house.pass_time(timedelta(seconds=2))
        house.work()
        assert latest_deployment(house.school).cause == "the resolver was out of step"
        house.open_phonics()
        house.deliver()
        assert house.answer(PHONICS) == "open"
        assert resolver.client.status().number == house.room.held.timeline.ruleset.number == numbers(house)[-1]


def test_a_delta_the_engine_refuses_is_followed_by_a_snapshot(house: House, text: str):
    house.load_lists()
    with house.resolver_runs() as resolver:
        house.sign(text)
        house.work()
        house.room.held.timeline = _as_if_one_ahead(house)
        house.open_phonics()
        house.deliver()
        assert house.answer(PHONICS) == "open"
        assert resolver.client.status().number == numbers(house)[-1]


def _as_if_one_ahead(house: House):
    from dataclasses import replace

    held = house.room.held.timeline
    return replace(held, ruleset=replace(held.ruleset, number=held.ruleset.number + 5))


def test_a_new_worker_gives_the_engine_what_it_lacks_and_goes_on_counting(house: House, text: str):
    house.load_lists()
    with house.resolver_runs() as resolver:
        house.sign(text)
        house.work()
        number = resolver.client.status().number
        house.room.held = house.room.compiled_at = house.room.beat = None  # the worker was killed
        house.open_phonics()
        house.work()
        assert house.answer(PHONICS) == "open"
        assert resolver.client.status().number > number
        assert numbers(house) == sorted(set(numbers(house)))


def test_a_new_worker_that_finds_all_in_order_makes_no_new_number_and_proves_it(house: House, text: str):
    house.load_lists()
    with house.resolver_runs() as resolver:
        house.sign(text)
        house.work()
        house.open_phonics()
        house.deliver()  # so that a delta lies after the snapshot
        before, proofs = numbers(house), Proof.objects.count()
        house.room.held = house.room.compiled_at = house.room.beat = None
        house.work()
        assert numbers(house) == before
        assert before[-1] == resolver.client.status().number
        assert Proof.objects.count() > proofs


def test_a_clock_set_forwards_and_back_is_followed(house: House, text: str):
    house.load_lists()
    with house.resolver_runs():
        house.sign(text)
        house.open_phonics(span=timedelta(days=3))
        house.work()
        tuesday = house.now
        house.set_clock(tuesday + timedelta(days=4))
        house.work()
        assert house.answer(PHONICS) == "closed"
        house.set_clock(tuesday + timedelta(hours=1))
        house.work()
        assert house.answer(PHONICS) == "open"


def test_the_resolvers_heart_beats_through_the_worker(house: House):
    with house.resolver_runs():
        house.work()
        house.pass_time(timedelta(seconds=5))
        house.work()
        heart = Heart.objects.get(process="resolver")
        assert (heart.beat_at, heart.details["ruleset"]) == (house.now, 1)


def test_a_withdrawn_version_leaves_the_safe_baseline(house: House, text: str):
    with house.resolver_runs():
        version = house.sign(text)
        house.work()
        assert house.answer("facebook.com", STAFF) == "closed"
        policy.withdraw_version(by=actor(house.cast.head), version=version, reason="A service was named by mistake.", now=house.now)
        house.deliver()
        assert house.answer("facebook.com", STAFF) == "open"
        assert house.answer("facebook.com", PUPIL) == "closed"


def test_each_programme_is_kept_once(house: House, text: str):
    house.load_lists()
    with house.resolver_runs():
        house.sign(text)
        house.work()
        opening = house.open_phonics()
        house.deliver()
        end_opening(by=house.cast.head, opening=opening, reason="Not needed.", now=house.now)
        house.deliver()
        assert Deployment.objects.filter(school=house.school).count() == 3
        assert KeptProgramme.objects.filter(school=house.school).count() == 2
