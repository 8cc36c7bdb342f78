from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from belisha.audit import actions, queries
from belisha.audit.models import AuditRecord, ChainHead
from belisha.filtering.states import MOVES
from belisha.kit.access import Actor, Fault
from belisha.kit.writing import one_transaction

pytestmark = pytest.mark.django_db
HEAD = Actor(school_id=7, name="Ada Crossing", person_id=3)


def record(moment: datetime, *, by: Actor = HEAD, subject: str = "access request 12", **facts: object) -> AuditRecord:
    with one_transaction():
        return actions.record(by=by, action="access request decided", subject=subject, facts=facts, now=moment, clause="8.5")


def test_numbers_rise_without_a_gap_within_each_school(moment: datetime) -> None:
    other = Actor(school_id=8, name="Somebody else")
    numbers = [record(moment, by=by).number for by in (HEAD, HEAD, other, HEAD, other)]
    assert numbers == [1, 2, 1, 3, 2]


def test_a_record_says_what_when_by_whom_and_under_which_clause(moment: datetime) -> None:
    made = record(moment, verdict="granted", until=moment + timedelta(days=3), on=date(2026, 9, 18), people={"class 5K", "class 4B"})
    found = queries.records(7).get()
    assert (found.pk, found.at, found.person_id, found.clause) == (made.pk, moment, 3, "8.5")
    assert queries.name_of(found) == "Ada Crossing"
    assert queries.facts_of(found) == {
        "verdict": "granted",
        "until": "2026-09-18T09:15:00.000000+00:00",
        "on": "2026-09-18",
        "people": ["class 4B", "class 5K"],
    }


def test_the_row_itself_holds_no_name_and_no_fact(moment: datetime) -> None:
    made = record(moment, words="please open the phonics page")
    row = AuditRecord.objects.values().get(pk=made.pk)
    assert "Ada" not in str(row)
    assert "phonics" not in str(row)


def test_equal_facts_have_different_commitments(moment: datetime) -> None:
    assert record(moment, verdict="granted").commitment != record(moment, verdict="granted").commitment


def test_a_record_outside_a_transaction_is_a_fault(moment: datetime) -> None:
    with pytest.raises(Fault, match="outside a transaction"):
        actions.record(by=HEAD, action="a", subject="b", facts={}, now=moment)
    with transaction.atomic(), pytest.raises(Fault, match="one_transaction"):
        actions.record(by=HEAD, action="a", subject="b", facts={}, now=moment)
    assert not AuditRecord.objects.exists()


def test_an_action_that_fails_leaves_no_record_and_no_gap(moment: datetime) -> None:
    def fail() -> None:
        with one_transaction():
            actions.record(by=HEAD, action="site closed", subject="site 1", facts={}, now=moment)
            raise KeyError("the action failed after it was recorded")

    record(moment)
    with pytest.raises(KeyError):
        fail()
    assert record(moment).number == 2
    assert ChainHead.objects.get(school_id=7).number == 2


@pytest.mark.parametrize("unusable", [object(), float("nan"), MOVES])
def test_facts_that_are_no_plain_values_are_a_fault(moment: datetime, unusable: object) -> None:
    with pytest.raises(Fault, match="cannot be recorded"):
        record(moment, strange=unusable)


def test_a_moment_without_a_zone_is_a_fault() -> None:
    with pytest.raises(Fault, match="names no zone"):
        record(datetime(2026, 9, 15, 10, 15))  # noqa: DTZ001 - the case under test


def test_names_in_any_script_and_control_characters_come_back_as_they_were(moment: datetime) -> None:
    made = record(moment, by=Actor(school_id=7, name="Siân Ŵyn 李"), words='a "quote", a \x00 and a \ud83d half')
    found = queries.records(7).get(pk=made.pk)
    assert queries.name_of(found) == "Siân Ŵyn 李"
    assert queries.facts_of(found)["words"] == 'a "quote", a \x00 and a \ud83d half'


def test_all_records_of_one_thing_are_found_together_newest_last(moment: datetime) -> None:
    record(moment, subject="access request 12")
    record(moment, subject="access request 1")
    record(moment, subject="access request 12")
    assert [found.number for found in queries.records(7, subject="access request 12")] == [1, 3]
    assert not queries.records(8).exists()


def test_a_record_keeps_its_moment_in_any_zone(moment: datetime) -> None:
    assert record(moment.astimezone(UTC)).at == record(moment).at
