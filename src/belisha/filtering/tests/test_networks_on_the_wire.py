"""Who sits where travels to the resolver, and each network is proved from within itself."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_address, ip_network

import pytest

from belisha.filtering import schedule
from belisha.filtering.listeners import on_facts_changed
from belisha.filtering.models import Proof
from belisha.filtering.proving import address_within
from belisha.filtering.queries.proofs import unproved
from belisha.filtering.queries.seats import facts_now
from belisha.filtering.tests.house import House
from belisha.schools import actions
from belisha.schools.actions import Sitting
from belisha.schools.events import FactsChanged
from belisha.schools.states import Group, NetworkKind
from tests.cast import actor
from tests.factories import make_network

NEW = "127.0.1.48/28"
NEW_DEVICE = "127.0.1.50"


@pytest.fixture
def served(house: House, policy_text: str):
    """The model policy on the wire."""
    house.load_lists()
    with house.resolver_runs():
        house.sign(policy_text)
        house.work()
        yield house


def from_within() -> list[tuple[str, str, bool]]:
    """What the last round asked from within the new network: the seat it was asked for, what came back, whether that is right."""
    last = Proof.objects.latest("pk").cause
    rows = [row for row in Proof.objects.filter(cause=last) if ip_address(row.address) in ip_network(NEW)]
    return sorted({(row.seat_key, row.answered, row.is_proved) for row in rows if row.host == "youtube.com"})


def test_a_new_network_reaches_the_resolver_and_is_proved_from_within(served: House):
    by, since = actor(served.cast.network_manager), date(2026, 9, 15)
    assert served.answer("youtube.com", NEW_DEVICE) == "closed"
    made = actions.set_network(served.school, by=by, sitting=Sitting(NEW, Group.STAFF, NetworkKind.STAFF), since=since, now=served.moment)
    on_facts_changed(FactsChanged(school_id=served.school.pk), served.moment)
    assert served.answer("youtube.com", NEW_DEVICE) == "open"
    assert from_within() == [("staff", "open", True)]
    actions.end_network(made, by=by, ends=since, now=served.moment)
    on_facts_changed(FactsChanged(school_id=served.school.pk), served.moment)
    assert served.answer("youtube.com", NEW_DEVICE) == "closed"


def test_a_network_of_which_the_resolver_was_never_told_is_found(served: House):
    make_network(served.school, NEW, "staff", kind="staff")
    schedule.prove_round(served.school, cause="the round", now=served.moment, room=served.room)
    assert from_within() == [("staff", "closed", False)]
    assert {row.seat_key for row in unproved(served.school, now=served.moment)} == {"staff"}


def test_a_network_whose_addresses_all_belong_to_narrower_ones_is_asked_from_nowhere(house: House):
    make_network(house.school, "127.0.5.0/31", "staff", kind="staff")
    for narrow in ("127.0.5.0/32", "127.0.5.1/32"):
        make_network(house.school, narrow, "pupils")
    facts = facts_now(house.school, house.moment)
    assert address_within(ip_network("127.0.5.0/31"), facts) is None
    assert str(address_within(ip_network("127.0.5.1/32"), facts)) == "127.0.5.1"
