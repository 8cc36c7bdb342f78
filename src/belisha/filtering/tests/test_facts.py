"""What the live page and the operations page read about the network."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belisha.directory.queries import catalogue
from belisha.filtering import schedule
from belisha.filtering.facts import network_facts, operations_facts
from belisha.filtering.facts_checks import NOT_YET
from belisha.filtering.models import Proof
from belisha.filtering.queries.proofs import seats_in_words
from belisha.filtering.tests.house import MODEL_POLICY, House
from belisha.jobs.states import Beacon as OperationsBeacon
from belisha.policy.providers import Beacon, FactKind
from tests.factories import asked


@pytest.fixture
def in_force(house: House, policy_text: str, settings):
    """The model policy is signed and on the wire; pages reach the same resolver."""
    settings.RESOLVER_SOCKET = str(house.config.socket_path)
    house.load_lists()
    with house.resolver_runs():
        house.sign(policy_text)
        house.work()
        yield house


def facts(house: House, clause: str, reader=None):
    return network_facts.facts_for(asked(house.school, reader, house.now)).get(clause, [])


@pytest.mark.clause("8.1")
def test_a_block_clause_tells_what_was_proved_and_how_long_ago(in_force: House):
    in_force.pass_time(timedelta(minutes=12))
    found = facts(in_force, "8.1")
    assert {fact.state for fact in found} == {Beacon.STEADY}
    words, of_devices = [fact.words for fact in found]
    assert words.startswith("Proved at the resolver 12 minutes ago: facebook.com closed for guests and staff; youtube.com and ")
    assert words.endswith(" closed for pupils and devices nobody knows.")
    assert of_devices == NOT_YET, "a proof at the resolver does not pass for one from a device"


@pytest.mark.clause("7.1", part=True)
def test_what_was_closed_before_its_clause_was_signed_is_proved_beside_the_clause(in_force: House):
    found = " ".join(fact.words for fact in facts(in_force, "7.1")[:1])
    assert found.startswith("Proved at the resolver")
    assert found.endswith(" closed for pupils and devices nobody knows.")


@pytest.mark.clause("8.2", part=True)
def test_a_clause_that_closes_a_list_alone_is_proved_too(in_force: House):
    assert [fact.words.endswith("cloudflare-dns.com closed for everyone.") for fact in facts(in_force, "8.2")[:1]] == [True]


def test_staff_and_governors_are_led_from_a_block_clause_to_why(in_force: House):
    for who, may in (("teacher_5k", True), ("governor", True), ("parent_5k", False), ("pupil_5k", False)):
        found = [fact for fact in facts(in_force, "8.1", getattr(in_force.cast, who)) if fact.link == "/why/"]
        assert [fact.kind for fact in found] == [FactKind.TASK] * may, who


def test_a_class_that_is_answered_unlike_its_group_is_told_apart():
    asked_of = {"pupils", "pupils/4B", "pupils/5K", "staff", "guests", "unknown"}
    assert seats_in_words({"pupils", "pupils/4B", "pupils/5K", "unknown"}, among=asked_of) == "pupils and devices nobody knows"
    assert seats_in_words({"pupils", "pupils/4B", "unknown"}, among=asked_of) == "pupils, class 4B and devices nobody knows"
    assert seats_in_words({"pupils/5K"}, among=asked_of) == "class 5K"
    assert seats_in_words(asked_of, among=asked_of) == "everyone"


def test_what_was_decided_for_one_class_is_not_told_beside_the_clause(in_force: House):
    in_force.open_phonics()
    in_force.pass_time(timedelta(minutes=1))
    in_force.deliver()
    assert "phonics" not in " ".join(fact.words for fact in facts(in_force, "8.1"))


def test_no_adult_service_is_named_on_the_live_page(in_force: House):
    assert Proof.objects.filter(host="onlyfans.com", clause="7.1").exists()
    told = " ".join(fact.words for clause in ("7.1", "8.1") for fact in facts(in_force, clause))
    assert not [name for service in catalogue().of_kind("adult") for name in service.domains if name in told]


def test_clauses_that_are_not_about_the_network_get_nothing(in_force: House):
    assert facts(in_force, "2.1") == []
    assert facts(in_force, "99.9") == []


def test_a_failed_proof_is_amber_for_every_reader(in_force: House):
    Proof.objects.filter(clause="8.1", host="youtube.com").update(is_proved=False, answered="open")
    for reader in (None, in_force.cast.head):
        evidence = [fact for fact in facts(in_force, "8.1", reader) if fact.kind == FactKind.EVIDENCE]
        assert [fact.state for fact in evidence] == [Beacon.AMBER]
    assert "it answers open, it should answer closed" in facts(in_force, "8.1")[0].words


def test_proofs_that_stop_coming_are_amber(in_force: House):
    in_force.pass_time(timedelta(minutes=31))
    assert [fact.state for fact in facts(in_force, "8.1")] == [Beacon.AMBER]
    schedule.prove_standing(in_force.now)
    assert Beacon.AMBER not in [fact.state for fact in facts(in_force, "8.1")]


def test_a_version_that_has_not_reached_the_resolver_is_amber(in_force: House):
    in_force.pass_time(timedelta(minutes=1))
    text = MODEL_POLICY.read_text(encoding="utf-8")
    in_force.sign(text.replace('"facebook", ', "").replace("Facebook, X", "X"))
    assert ["not reached" in fact.words for fact in facts(in_force, "8.1")] == [True]
    in_force.deliver()
    assert {fact.state for fact in facts(in_force, "8.1")} == {Beacon.STEADY}


def test_a_resolver_that_is_away_is_amber(in_force: House, settings):
    settings.RESOLVER_SOCKET = str(in_force.config.socket_path.with_name("nobody.sock"))
    for clause in ("8.1", "8.4", "8.5"):
        assert [fact.state for fact in facts(in_force, clause)] == [Beacon.AMBER]
    assert operations_facts(in_force.school.pk, in_force.now)[0].beacon is OperationsBeacon.AMBER


def test_what_is_open_is_told_once_beside_the_clause_that_says_who_decides(in_force: House):
    assert facts(in_force, "8.4", in_force.cast.head) == []
    assert "open by decision" in facts(in_force, "8.5", in_force.cast.head)[0].words


def test_what_is_open_by_decision_is_counted_for_insiders_only(in_force: House):
    in_force.open_phonics()
    in_force.deliver()
    inside, outside = facts(in_force, "8.5", in_force.cast.teacher_5k), facts(in_force, "8.5")
    assert "One site is open by decision now" in inside[0].words
    assert [fact.link for fact in inside if fact.kind == FactKind.TASK] == ["/openings/"]
    assert "phonics" not in " ".join(fact.words for fact in outside)
    assert "5K" not in " ".join(fact.words for fact in outside)
    assert all(fact.kind != FactKind.TASK for fact in outside)


def test_operations_read_resolver_rules_and_proof(in_force: House):
    found = operations_facts(in_force.school.pk, in_force.now)
    assert [fact.name for fact in found] == ["What the resolver does", "Rules on the network", "Last proof", "Who is asked for open names"]
    assert {fact.beacon for fact in found} == {OperationsBeacon.STEADY}
    in_force.pass_time(timedelta(hours=1))
    assert operations_facts(in_force.school.pk, in_force.now)[2].beacon is OperationsBeacon.AMBER


def test_a_change_that_waits_is_amber_on_operations(in_force: House, settings):
    engine, in_force.room.engine = in_force.room.engine, _Away()
    in_force.open_phonics()
    in_force.deliver()
    rules = operations_facts(in_force.school.pk, in_force.now)[1]
    assert rules.beacon is OperationsBeacon.AMBER
    assert "made" in rules.words
    in_force.room.engine = engine


class _Away:
    """An engine that nobody reaches."""

    def __getattr__(self, name: str):
        from belisha.adapters.resolver.client import EngineAway

        def gone(*args: object, **more: object) -> None:
            raise EngineAway("the resolver does not answer")

        return gone
