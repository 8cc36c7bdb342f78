"""Where rules for pupils hold for fewer addresses, whoever answers for the pupils hears of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from belisha.audit import queries as audit
from belisha.kit import outbox
from belisha.kit.access import Fault
from belisha.kit.models import OutboxEvent
from belisha.notices import queries as notices
from belisha.people.listeners import tell_of_addresses
from belisha.schools import actions
from belisha.schools.actions import Sitting
from belisha.schools.events import AddressesLeftThePupils, FactsChanged
from belisha.schools.models import NetworkRange, School
from belisha.schools.states import Group, NetworkKind
from tests.cast import Cast, actor

TODAY = date(2026, 9, 15)
LISTENERS = {AddressesLeftThePupils: (tell_of_addresses,)}


def deliver(now: datetime) -> int:
    return outbox.deliver_waiting(kinds=outbox.known_kinds(), listeners=LISTENERS, now=now)


def test_the_headteacher_and_the_safeguarding_lead_are_told_once(school: School, cast: Cast, moment: datetime) -> None:
    sitting = Sitting("127.0.1.48/28", Group.STAFF, NetworkKind.STAFF)
    actions.set_network(school, by=actor(cast.network_manager), sitting=sitting, since=TODAY, now=moment)
    deliver(moment)
    OutboxEvent.objects.update(delivered_at=None, delivered_to=[])
    deliver(moment)
    for person in (cast.head, cast.dsl):
        (notice,) = notices.unread(person.pk)
        assert notice.words.startswith("16 addresses move from pupils to staff. What the policy closes to pupils only is open there")
        assert "Nell Lantern said so, from 15 September 2026 on." in notice.words
    assert not notices.unread(cast.network_manager.pk).exists()


def test_the_record_keeps_how_many_moved(school: School, cast: Cast, moment: datetime) -> None:
    row = NetworkRange.objects.get(range="127.0.1.0/28")
    sitting = Sitting("127.0.1.0/28", Group.GUESTS, NetworkKind.GUEST)
    actions.change_network(row, by=actor(cast.network_manager), sitting=sitting, since=TODAY, now=moment)
    (record,) = audit.records(school.pk)
    moved = audit.facts_of(record)["moved"]
    assert moved == ["16 addresses move from class 5K to guests. What the policy closes to pupils only is open there from then on."]


@pytest.mark.parametrize(("range_", "group"), [("127.0.7.0/24", Group.STAFF), ("127.0.2.16/28", Group.PUPILS)])
def test_nobody_is_told_where_pupils_lose_nothing(school: School, cast: Cast, moment: datetime, range_: str, group: Group) -> None:
    actions.set_network(school, by=actor(cast.network_manager), sitting=Sitting(range_, group), since=TODAY, now=moment)
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["FactsChanged"]


def test_an_event_about_something_else_is_a_fault(school: School, moment: datetime) -> None:
    with pytest.raises(Fault, match="is not about addresses"):
        tell_of_addresses(FactsChanged(school_id=school.pk), moment)
