"""Observing only: who may, for how long, what the wire then says, and that it ends by itself; the record and the notices tell of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from belisha.audit import queries as audit
from belisha.audit.standing import unvouched
from belisha.filtering import listeners, proving, schedule
from belisha.filtering.actions import start_observing, stop_observing
from belisha.filtering.events import ObservingEnded, ObservingStarted
from belisha.filtering.facts import network_facts
from belisha.filtering.facts_attempts import attempt_facts
from belisha.filtering.models import Observing, Proof
from belisha.filtering.queries.observing import observing_at
from belisha.filtering.queries.proofs import OBSERVED, STANDING, latest_proofs, proof_line
from belisha.filtering.tests import house as houses
from belisha.filtering.tests.house import CLASS_5K, NOBODY, PHONICS, PUPIL, STAFF, House
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.notices.models import Notice
from belisha.policy import queries as policy
from belisha.policy.providers import Asked, Beacon

WHY = "The phonics site stands still in three classes."


@pytest.fixture
def signed(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The model policy is in force with the demo's lists, and the worker hears of observing too."""
    hears = {ObservingStarted: (listeners.on_observing_started,), ObservingEnded: (listeners.on_observing_ended,)}
    monkeypatch.setattr(houses, "LISTENERS", houses.LISTENERS | hears)
    house.load_lists()
    house.sign(houses.MODEL_POLICY.read_text(encoding="utf-8"))
    return house


def observe(house: House, days: float = 3, by=None) -> Observing:
    until = house.now + timedelta(days=days)
    return start_observing(by=by or house.cast.network_manager, reason=WHY, until=until, now=house.now)


def facts(house: House, reader) -> dict[str, list]:
    version = policy.version_in_force(house.school, house.now)
    asked = Asked(house.school, version, policy.policy_read(version), reader, house.now)
    found: dict[str, list] = {}
    for provider in (network_facts, attempt_facts):
        for clause, told in provider.facts_for(asked).items():
            found.setdefault(clause, []).extend(told)
    return found


def test_only_illegal_content_and_harmful_software_stay_closed(signed: House):
    with signed.resolver_runs():
        signed.work()
        assert signed.answer("youtube.com", PUPIL) == "closed"
        assert signed.room.engine.ask("www.google.com", source=PUPIL).aliases
        row = observe(signed)
        signed.deliver()
        for source in (CLASS_5K, PUPIL, STAFF, NOBODY):
            assert signed.answer("youtube.com", source) == "open"
            assert signed.answer(PHONICS, source) == "open"
            assert signed.room.engine.ask("www.google.com", source=source).aliases == ()
            assert signed.answer("use-application-dns.net", source) == "open"
            assert {signed.answer(name, source) for name in ("illegal.example", "malware.example")} <= {"closed", "open"}
        closed = [min(held) for held in _protective(signed)]
        assert [signed.answer(name, PUPIL) for name in closed] == ["closed", "closed"]
        proofs = latest_proofs(signed.school, f"observing {row.pk}")
        assert proofs
        assert all(proof.is_proved for proof in proofs)
        assert {proof.expected for proof in proofs if proof.host not in closed} == {OBSERVED}
        assert {proof.expected for proof in proofs if proof.host in closed} == {"closed"}
        assert "started" in proof_line(proofs)


def _protective(house: House) -> list[frozenset[str]]:
    from belisha.filtering.queries.lists import name_lists

    return [name_lists(house.school)[list_id].names for list_id in ("illegal", "malware")]


def test_it_travels_as_a_delta_and_ends_by_hand(signed: House):
    with signed.resolver_runs() as resolver:
        signed.work()
        snapshots = sorted(path.name for path in signed.config.snapshot_directory.glob("ruleset-*"))
        observe(signed)
        signed.deliver()
        signed.pass_time(timedelta(minutes=20))
        signed.work()
        number = resolver.client.status().number
        signed.work()
        assert resolver.client.status().number == number, "an end that is days away is no change at every look"
        row = stop_observing(by=signed.cast.head, now=signed.now)
        signed.deliver()
        assert signed.answer("youtube.com", PUPIL) == "closed"
        assert signed.room.engine.ask("www.google.com", source=PUPIL).aliases
        proofs = latest_proofs(signed.school, f"observing {row.pk}")
        assert {proof.cause for proof in proofs} == {f"observing {row.pk} ended"}
        assert all(proof.is_proved and proof.expected == "closed" for proof in proofs)
        assert sorted(path.name for path in signed.config.snapshot_directory.glob("ruleset-*")) == snapshots


@pytest.mark.parametrize("days", [0.5, 13])
def test_it_ends_by_itself_also_while_the_worker_is_dead(signed: House, days: float):
    with signed.resolver_runs() as resolver:
        signed.work()
        row = observe(signed, days)
        signed.deliver()
        signed.pass_time(timedelta(days=days) - timedelta(seconds=1))
        resolver.client.tick()
        assert signed.answer("youtube.com", PUPIL) == "open"
        signed.pass_time(timedelta(seconds=1))
        resolver.client.tick()  # the worker has done nothing
        assert signed.answer("youtube.com", PUPIL) == "closed"
        signed.work()
        row.refresh_from_db()
        assert (row.ended_at, row.ended_by) == (row.ends_at, None)
        assert all(proof.is_proved for proof in latest_proofs(signed.school, f"observing {row.pk}"))


def test_a_restarted_resolver_still_observes_and_still_ends(signed: House):
    with signed.resolver_runs():
        signed.work()
        observe(signed, 1)
        signed.deliver()
    with signed.resolver_runs() as resolver:
        assert signed.answer("youtube.com", PUPIL) == "open"
        signed.pass_time(timedelta(days=1))
        resolver.client.tick()
        assert signed.answer("youtube.com", PUPIL) == "closed"


def test_a_round_that_began_before_the_observing_asks_again_where_the_answers_differ(signed: House, monkeypatch: pytest.MonkeyPatch):
    with signed.resolver_runs():
        signed.work()
        observe(signed)
        signed.deliver()
        before = iter([None])
        monkeypatch.setattr(proving, "observing_at", lambda school, *, at: next(before, observing_at(school, at=at)))
        schedule.prove_standing(signed.now)
    held = Proof.objects.filter(subject=STANDING, cause="the round every ten minutes")
    assert OBSERVED in {row.expected for row in held}
    assert all(row.is_proved for row in held)


def test_a_resolver_that_closes_while_it_should_observe_is_a_failed_proof(signed: House):
    with signed.resolver_runs():
        signed.work()
        observe(signed)  # nobody delivers
        from belisha.filtering.schedule import prove_standing

        prove_standing(signed.now)
        failed = Proof.objects.filter(is_proved=False)
        assert {(row.expected, row.answered) for row in failed} == {(OBSERVED, "closed")}


@pytest.mark.parametrize("who", ["teacher_5k", "dsl", "esafety", "governor", "chair", "pupil_5k", "parent_5k", "stranger"])
def test_others_may_not(signed: House, who: str):
    with pytest.raises(Denied, match="headteacher or the network manager"):
        observe(signed, by=getattr(signed.cast, who))
    observe(signed)
    with pytest.raises(Denied):
        stop_observing(by=getattr(signed.cast, who), now=signed.now)


@pytest.mark.parametrize(("days", "says"), [(14.1, "14 days at most"), (0, "ends after it starts")])
def test_an_end_that_is_none_is_refused(signed: House, days: float, says: str):
    with pytest.raises(Refused, match=says):
        observe(signed, days)
    with pytest.raises(Refused, match="Write why"):
        start_observing(by=signed.cast.head, reason=" ", until=signed.now + timedelta(days=1), now=signed.now)


def test_twice_is_refused_and_so_is_ending_what_is_not(signed: House):
    with pytest.raises(Refused, match="not observing"):
        stop_observing(by=signed.cast.head, now=signed.now)
    observe(signed)
    with pytest.raises(Refused, match="observes already"):
        observe(signed)
    signed.pass_time(timedelta(days=3))
    with pytest.raises(Refused, match="not observing"):
        stop_observing(by=signed.cast.head, now=signed.now)
    assert observe(signed).pk, "one that is over stands in nobody's way"


def test_the_record_holds_it_and_those_who_answer_for_it_are_told(signed: House):
    row = observe(signed)
    told = Notice.objects.filter(title="The filter only observes")
    assert set(told.values_list("person_id", flat=True)) == {p.pk for p in (signed.cast.head, signed.cast.dsl, signed.cast.network_manager)}
    assert all(WHY in notice.words for notice in told)
    stop_observing(by=signed.cast.head, now=signed.now + timedelta(hours=1), typed_by="command line (office)")
    records = list(audit.records(signed.school.pk, subject=f"observing {row.pk}"))
    assert [record.action for record in records] == ["observing started", "observing ended"]
    assert audit.facts_of(records[0])["reason"] == WHY
    assert audit.facts_of(records[1])["typed by"] == "command line (office)"
    assert not [words for words in unvouched(signed.school.pk) if "observes" in words]
    Observing.objects.filter(pk=row.pk).update(ended_at=None)
    assert [words for words in unvouched(signed.school.pk) if "observes" in words], "observing again without a record is found"


@pytest.mark.parametrize("who", [None, "pupil_5k", "teacher_5k", "governor", "head"])
def test_every_clause_of_the_network_is_amber_for_every_reader(signed: House, settings, who: str | None):
    reader = getattr(signed.cast, who) if who else None
    settings.RESOLVER_SOCKET = str(signed.config.socket_path)
    with signed.resolver_runs():
        signed.work()
        observe(signed)
        signed.deliver()
        found = facts(signed, reader)
        for clause in ("7.1", "8.1", "8.2"):
            assert Beacon.AMBER in {fact.state for fact in found[clause]}
        words = " ".join(fact.words for fact in found["8.1"])
        assert ("Observing only until" in words) is (who in ("teacher_5k", "governor", "head"))
        assert ("youtube.com" in words) is (who in ("teacher_5k", "governor", "head"))
        assert " closed for" not in words


@pytest.mark.parametrize(("who", "is_told"), [("teacher_5k", True), ("governor", True), ("pupil_5k", False), ("parent_5k", False)])
def test_staff_and_governors_cannot_overlook_it(signed: House, client: Client, monkeypatch, who: str, is_told: bool):
    monkeypatch.setattr(clock, "now", lambda: signed.now)
    client.force_login(getattr(signed.cast, who).account)
    banner = "Observing only: nothing is closed"
    assert banner not in client.get("/notices/").content.decode()
    observe(signed)
    assert (banner in client.get("/notices/").content.decode()) is is_told


def test_from_the_page_the_network_manager_sets_it_and_ends_it(signed: House, client: Client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: signed.now)
    client.force_login(signed.cast.network_manager.account)
    page = client.post("/attempts/observe/", {"reason": "", "span": "0"})
    assert "Write why nothing is to be closed" in page.content.decode()
    assert client.post("/attempts/observe/", {"reason": WHY, "span": "0"}).status_code == 302
    row = observing_at(signed.school, at=signed.now)
    assert row.ends_at.isoformat() == "2026-09-15T23:00:00+00:00", "midnight at the school"
    assert client.post("/attempts/observe/", {"reason": WHY, "span": "3"}).status_code == 409
    page = client.get("/attempts/").content.decode()
    assert WHY in page
    assert "Close again now" in page
    assert client.post("/attempts/enforce/").status_code == 302
    assert observing_at(signed.school, at=signed.now) is None
    assert "The filter is not observing" in client.post("/attempts/enforce/", follow=True).content.decode()
