"""Attempts as rows and pages: added once, forgotten in time, and told only to those who may know, never so that a child could be meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.test import Client

from belisha.adapters.resolver.attempts import Batch, Kind
from belisha.adapters.resolver.client import Counted
from belisha.audit.models import Look
from belisha.core.decision.model import Reason
from belisha.filtering.actions.attempts import clear_old_attempts, write_attempts
from belisha.filtering.facts_attempts import attempt_facts
from belisha.filtering.models import AttemptBatch, AttemptCount
from belisha.filtering.permissions.attempts import may_see_count, visible_to
from belisha.filtering.queries import attempts
from belisha.filtering.schedule import fetch_attempts
from belisha.filtering.tests.desk import Desk
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, MODEL_POLICY, House
from belisha.kit import clock
from belisha.policy import queries as policy
from belisha.policy.providers import Asked, Beacon

LIVES = count()
HOUR = datetime(2026, 9, 15, 9, tzinfo=UTC)


def kind(seat: str = "pupils/5K", clause: str = "8.1", *, hour: datetime = HOUR, **changes: object) -> Kind:
    usual = Kind(hour, seat, f"{clause}/block/1", clause, "POLICY_CLOSES", "", "a version", is_observed=False)
    return usual._replace(**changes)


def counted(number: int, counts: dict[Kind, int], run: str = "one life") -> Counted:
    return Counted(Batch(run, number, counts), 0, knows_services=True)


def met(desk: Desk, *counts: tuple[Kind, int]) -> None:
    """These were met: one batch of a life of its own."""
    write_attempts(desk.school, counted(1, dict(counts), run=f"life {next(LIVES)}"), now=desk.now)


def total(desk: Desk) -> int:
    return sum(AttemptCount.objects.filter(school=desk.school).values_list("count", flat=True))


def test_a_batch_is_added_to_what_stands_and_never_twice(desk: Desk):
    first = counted(1, {kind(): 3, kind("staff"): 1})
    assert write_attempts(desk.school, first, now=desk.now) == 4
    assert write_attempts(desk.school, first, now=desk.now) == 0
    assert write_attempts(desk.school, counted(2, {kind(): 2}), now=desk.now) == 2
    assert write_attempts(desk.school, first, now=desk.now) == 0, "a worker that slept through a batch"
    assert AttemptCount.objects.get(seat_key="pupils/5K").count == 5
    assert attempts.last_batch(desk.school) == {"run": "one life", "acknowledged": 2}


def test_a_new_life_of_the_resolver_begins_at_one_again(desk: Desk):
    write_attempts(desk.school, counted(7, {kind(): 3}), now=desk.now)
    assert write_attempts(desk.school, counted(1, {kind(): 1}, run="another life"), now=desk.now) == 1
    assert total(desk) == 4


def test_a_worker_that_dies_while_it_writes_leaves_the_batch_to_the_next(desk: Desk, monkeypatch):
    write_attempts(desk.school, counted(1, {kind(): 1}), now=desk.now)
    monkeypatch.setattr(AttemptBatch.objects, "update_or_create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_attempts(desk.school, counted(2, {kind(): 5}), now=desk.now)
    monkeypatch.undo()
    assert total(desk) == 1
    write_attempts(desk.school, counted(2, {kind(): 5}), now=desk.now)
    assert total(desk) == 6


def test_from_the_wire_to_the_row_by_rule_group_and_hour(house: House):
    house.load_lists()
    house.sign(MODEL_POLICY.read_text(encoding="utf-8"))
    with house.resolver_runs() as resolver:
        house.work()
        fetch_attempts(house.now)  # the resolver learns which names are one service
        for source in (CLASS_5K, CLASS_4B):
            for name in ("www.youtube.com", "i.ytimg.com", "www.youtube.com", "bbc.co.uk"):
                resolver.ask(name, source=source)
        fetch_attempts(house.now)
        fetch_attempts(house.now)
        rows = AttemptCount.objects.filter(school=house.school)
        assert {(row.hour, row.seat_key, row.clause, row.count) for row in rows} == {
            (HOUR, "pupils/5K", "8.1", 1),
            (HOUR, "pupils/4B", "8.1", 1),
        }
        house.pass_time(timedelta(minutes=5))
        resolver.ask("youtube.com")
    fetch_attempts(house.now)  # away: nothing, and no fault of this job
    with house.resolver_runs() as resolver:
        resolver.ask("youtube.com")
        fetch_attempts(house.now)
        fetch_attempts(house.now)
    assert sum(rows.values_list("count", flat=True)) == 3, "what the resolver had not handed over died with it, and no more"


def test_attempts_are_kept_a_year_and_classes_four_weeks(desk: Desk):
    month_ago, year_ago = HOUR - timedelta(days=29), HOUR - timedelta(days=366)
    met(desk, (kind(), 1), (kind(hour=month_ago), 2), (kind("pupils", hour=month_ago), 4), (kind("pupils", hour=year_ago), 8))
    assert clear_old_attempts(desk.school, now=desk.now) == 2
    left = {(row.hour, row.seat_key): row.count for row in AttemptCount.objects.all()}
    assert left == {(HOUR, "pupils/5K"): 1, (month_ago, "pupils"): 6}
    assert clear_old_attempts(desk.school, now=desk.now) == 0


def test_few_attempts_of_a_class_are_never_told_nor_to_be_had_by_taking_away(desk: Desk):
    def told(**by_class: int) -> dict[str, str]:
        AttemptCount.objects.all().delete()
        met(desk, *((kind(f"pupils/{name}"), number) for name, number in by_class.items() if number))
        return {row.class_name: row.told for row in attempts.by_class(AttemptCount.objects.all(), by_class)}

    assert told(A=0, B=4, C=1, D=12) == {"A": "0", "B": "fewer than 5", "C": "fewer than 5", "D": "12"}
    assert told(A=9, B=4, C=20) == {"A": "5 or more", "B": "fewer than 5", "C": "20"}
    assert told(A=9, B=5) == {"A": "9", "B": "5"}
    assert told(A=3) == {"A": "fewer than 5"}


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("head", "Attempts closed: 3 today, 10 in the last 7 days."),
        ("dsl", "Attempts closed: 3 today, 10 in the last 7 days."),
        ("network_manager", "Attempts closed: 3 today, 10 in the last 7 days."),
        ("teacher_5k", "Attempts closed in the last 7 days: 10."),
        ("governor", "Attempts closed in the last 12 months: 30."),
        ("parent_5k", ""),
        ("pupil_5k", ""),
        ("stranger", ""),
        (None, ""),
    ],
)
def test_what_the_live_page_tells_whom(desk: Desk, who: str | None, words: str):
    days = {0: 3, 2: 7, 30: 20}
    met(desk, *((kind(clause="8.2", hour=HOUR - timedelta(days=ago)), number) for ago, number in days.items()))
    version = policy.version_in_force(desk.school, desk.now)
    reader = getattr(desk.cast, who) if who else None
    found = attempt_facts.facts_for(Asked(desk.school, version, policy.policy_read(version), reader, desk.now))
    assert [fact.words for fact in found.get("8.2", [])] == ([words] if words else [])
    assert {fact.state for facts in found.values() for fact in facts} <= {Beacon.STEADY}, "a number colours nothing"


def test_who_learns_only_a_total_learns_no_small_one(desk: Desk):
    met(desk, (kind(clause="8.2"), 4))
    version = policy.version_in_force(desk.school, desk.now)
    for who in ("teacher_5k", "governor"):
        asked = Asked(desk.school, version, policy.policy_read(version), getattr(desk.cast, who), desk.now)
        assert "fewer than 5" in attempt_facts.facts_for(asked)["8.2"][0].words


@pytest.fixture
def at_the_desk(desk: Desk, monkeypatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: desk.now)
    return desk


def page(client: Client, person, address: str = "/attempts/") -> str:
    client.force_login(person.account)
    return client.get(address).content.decode()


def test_the_page_tells_clauses_and_groups_and_no_class(at_the_desk: Desk, client: Client):
    desk = at_the_desk
    met(desk, (kind(), 31), (kind("staff", "7.1"), 2), (kind("pupils/4B", "8.1", is_observed=True), 6))
    shown = page(client, desk.cast.head)
    for words in ("Clause 8.1", "Clause 7.1", "Pupils", "Staff", ">31<", ">6<", "Only observed", "10:00–11:00"):
        assert words in shown
    assert "5K" not in shown
    assert "4B" not in shown
    assert not Look.objects.exists()


def test_who_looks_at_classes_is_written_down(at_the_desk: Desk, client: Client):
    desk = at_the_desk
    met(desk, (kind(), 31), (kind("pupils/4B", "8.2"), 2))
    shown = page(client, desk.cast.network_manager, "/attempts/classes/")
    assert ">fewer than 5<" in shown
    assert ">5 or more<" in shown
    assert ">31<" in page(client, desk.cast.network_manager, "/attempts/classes/?clause=8.1")
    assert [look.person_id for look in Look.objects.filter(subject="attempts of classes")] == [desk.cast.network_manager.pk] * 2


@pytest.mark.parametrize(("who", "sees"), [("head", True), ("dsl", True), ("network_manager", False), ("esafety", False)])
def test_what_the_illegal_list_closed_is_for_the_head_and_the_safeguarding_lead(at_the_desk: Desk, client: Client, who: str, sees: bool):
    desk = at_the_desk
    met(desk, (kind(clause="", reason=Reason.ILLEGAL_LIST.name), 1), (kind(clause="", reason=Reason.MALWARE_LIST.name), 1))
    shown = page(client, getattr(desk.cast, who))
    assert ("The list of illegal content" in shown) is sees
    assert "The list of harmful software" in shown


def test_seeing_the_list_and_seeing_one_agree(at_the_desk: Desk):
    desk = at_the_desk
    met(desk, (kind(), 1), (kind(clause="", reason=Reason.ILLEGAL_LIST.name), 1))
    on = desk.now.date()
    for person in (*desk.cast.people(), desk.cast.stranger):
        seen = set(visible_to(person, school=desk.school, on=on))
        assert seen == {row for row in AttemptCount.objects.all() if may_see_count(person, row, on=on)}


def test_an_empty_page_and_a_word_nobody_knows(at_the_desk: Desk, client: Client):
    assert "None in the last 7 days." in page(client, at_the_desk.cast.head, "/attempts/?span=century")
    assert "None today." in page(client, at_the_desk.cast.head, "/attempts/?span=today")
