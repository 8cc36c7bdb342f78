"""The chain's head keeps the last record that was more than one case: a request changes nothing that the next is decided by."""

from __future__ import annotations

from belisha.audit.actions import record
from belisha.audit.models import ChainHead
from belisha.audit.queries import last_settled
from belisha.filtering.tests.desk import Desk
from belisha.kit.access import Actor
from belisha.kit.writing import one_transaction


def test_asking_advising_and_deciding_leave_it(desk: Desk) -> None:
    before = last_settled(desk.school.pk)
    desk.decide(desk.advise(desk.ask().request))
    assert last_settled(desk.school.pk) == before is not None
    assert ChainHead.objects.get(school_id=desk.school.pk).hash != before


def test_every_other_record_is_the_last_one(desk: Desk) -> None:
    for number in range(2):
        with one_transaction():
            made = record(by=Actor(desk.school.pk, "a test"), action="term set", subject=f"term {number}", facts={}, now=desk.now)
        assert last_settled(desk.school.pk) == made.hash


def test_a_case_within_a_greater_change_is_more_than_one_case(desk: Desk) -> None:
    before = last_settled(desk.school.pk)
    with one_transaction():
        desk.ask()
    assert last_settled(desk.school.pk) != before
