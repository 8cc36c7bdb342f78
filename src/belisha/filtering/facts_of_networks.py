"""What filtering tells the page of networks: what the resolver was lately seen to answer to each range. Registered in web/wiring.py.

A proof is asked from one address. It is told of the narrowest network that holds that address, and of no other: a seat that is proved
in one network says nothing about another network of the same seat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from belisha.core.names import Network as Range
from belisha.filtering.facts import STALE_AFTER
from belisha.filtering.facts_checks import Checking, checking_of, last_seen_words
from belisha.filtering.models import Proof
from belisha.filtering.queries import proofs as proved
from belisha.schools import queries as schools
from belisha.schools.models import School
from belisha.schools.providers import Network, NetworkFact

LOOKED_AT: Final = 5_000
"""Three rounds of a school with thirty classes."""


def network_facts(school: School, networks: Sequence[Network], now: datetime) -> Sequence[NetworkFact]:
    """How each of these networks stands: wrong answers first. Ask within the school's scope."""
    rows = list(proved.proofs(school).filter(asked_at__gt=now - STALE_AFTER)[:LOOKED_AT])
    latest = _latest(rows, [ip_network(network.range) for network in networks if network.range])
    elsewhere = {row.seat_key for row in rows if row.is_proved}
    devices, zone = checking_of(school, now), ZoneInfo(school.zone)
    facts = [_fact(network, list(latest.get(network.range, {}).values()), elsewhere, now) for network in networks]
    return [_with_devices(fact, devices.get(network.seat_key), zone) for fact, network in zip(facts, networks, strict=True)]


def _with_devices(fact: NetworkFact, one: Checking | None, zone: ZoneInfo) -> NetworkFact:
    """The fact, and whether a device of this seat was lately seen to be filtered; one that was not makes a steady beacon amber."""
    state = "amber" if one is not None and one.is_due and fact.state == "steady" else fact.state
    return replace(fact, state=state, words=f"{fact.words} {last_seen_words(one, zone)}".strip())


def _latest(rows: Sequence[Proof], ranges: Sequence[Range]) -> Mapping[str, Mapping[tuple[str, str], Proof]]:
    """By range ("" outside all), the last proof of each subject and site that was asked from there."""
    narrowest_first = sorted(ranges, key=lambda held: -held.prefixlen)
    places: dict[str, str] = {}
    found: dict[str, dict[tuple[str, str], Proof]] = {}
    for row in rows:
        if row.address not in places:
            address = ip_address(row.address)
            places[row.address] = next((str(held) for held in narrowest_first if address in held), "")
        found.setdefault(places[row.address], {}).setdefault((row.subject, row.host), row)
    return found


def _fact(network: Network, rows: Sequence[Proof], elsewhere: set[str], now: datetime) -> NetworkFact:
    """One network in words. Proofs of whoever sat there before are no proofs of who sits there now."""
    link = {"link": _why_there(network), "link_words": "What is open there?"}
    mine = [row for row in rows if row.seat_key == network.seat_key]
    if failed := [row for row in mine if not row.is_proved]:
        return NetworkFact("amber", proved.proof_line(failed[:1]), **link)
    if mine:
        newest = max(row.asked_at for row in mine)
        count = f"{len(mine)} answer{'' if len(mine) == 1 else 's'}"
        return NetworkFact("steady", f"Proved {proved.LABEL} {proved.ago(newest, now)}: {count}.", **link)
    if network.seat_key in elsewhere:
        return NetworkFact("grey", f"Proved for {proved.seat_words(network.seat_key)} elsewhere, not asked from here yet.", **link)
    return NetworkFact("amber", f"Nothing was proved {proved.LABEL} in the last half hour: see whether the worker runs.", **link)


def _why_there(network: Network) -> str:
    """The page that tells any site for this network: of a shared trolley by an address, for who has it changes from bell to bell."""
    if network.seat_key.startswith(schools.TROLLEY):
        return f"{reverse('filtering-why')}?{urlencode({'address': str(ip_network(network.range)[0])})}"
    return why_address(network.seat_key)


def why_address(key: str) -> str:
    """The page that tells any site for this seat; of one person's device it asks for whom."""
    if key.startswith((schools.PERSON, schools.TROLLEY)):
        return reverse("filtering-why")
    group, _, class_name = key.partition("/")
    seat = f"class:{class_name}" if class_name else f"group:{group}"
    return f"{reverse('filtering-why')}?{urlencode({'seat': seat})}"
