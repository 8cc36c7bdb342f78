"""The wire says what `decide` says: a programme compiled, loaded, asked over real DNS, and asked of the reference."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from itertools import product
from zoneinfo import ZoneInfo

import dns.rcode
import pytest

from belisha.adapters.resolver.proxy_header import address_of
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.adapters.resolver.tests.running import CLASS_5K, NOBODY, PUPIL, STAFF, TUESDAY, Running, addresses
from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.moments import Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.core.names import Host
from belisha.core.programme.model import Ban, Close, Effect, NameList, Opening, Programme, Rule, Standing
from belisha.core.rulesets.compile import compile_timeline

HALF_PAST = TUESDAY + timedelta(minutes=15)
NAMES = (
    "youtube.com",
    "www.youtube.com",
    "lessons.youtube.com",
    "phonicsplay.co.uk",
    "a.games.example",
    "illegal.example",
    "www.google.co.uk",
    "mask.icloud.com",
    "childline.org.uk",
    "emergency.example",
    "bbc.co.uk",
)


def school_programme() -> Programme:
    """A block and a narrower allow, lists, an opening until half past, an emergency close, a ban of the guests' seat."""
    networks = (
        SchoolNetwork(ip_network("127.0.1.0/24"), Seat("pupils", frozenset({"pupils"}))),
        SchoolNetwork(ip_network("127.0.1.0/28"), Seat("pupils/5K", frozenset({"pupils", "year 5", "class 5K"}))),
        SchoolNetwork(ip_network("127.0.2.0/24"), Seat("staff", frozenset({"staff"}))),
        SchoolNetwork(ip_network("127.0.3.0/24"), Seat("guests", frozenset({"guests"}))),
    )
    pupils = frozenset({"pupils"})
    contents = {"games": {"games.example", "phonicsplay.co.uk"}, "illegal": {"illegal.example"}}
    lists = {name: NameList(name, name, frozenset(names), name) for name, names in contents.items()}
    return Programme(
        version="2026/1",
        title="Online safety",
        facts=SchoolFacts(Calendar(ZoneInfo("Europe/London")), networks, (ip_network("127.0.0.0/20"),), {"5K": "year 5"}),
        rules=(
            Rule("8.1/block/1", "8.1", Effect.BLOCK, pupils, frozenset({"youtube.com"}), services=("youtube",)),
            Rule("8.1/block/2", "8.1", Effect.BLOCK, pupils, lists=frozenset({"games"})),
            Rule("8.3/allow/1", "8.3", Effect.ALLOW, pupils, frozenset({"lessons.youtube.com"})),
        ),
        standing=Standing(
            lists=lists,
            openings=(Opening("1", frozenset({"phonicsplay.co.uk"}), "class 5K", TUESDAY, HALF_PAST, "8.5"),),
            closes=(Close("2", frozenset({"emergency.example"}), "everyone", TUESDAY, None, "8.2", is_emergency=True),),
            bans=(Ban("3", "guests", TUESDAY, HALF_PAST, "8.2"),),
            help_names=frozenset({"childline.org.uk"}),
            negative_names=frozenset({"mask.icloud.com"}),
            safe_hosts={"www.google.co.uk": "forcesafesearch.google.com"},
        ),
    )


def on_the_wire(school: Running, name: str, source: str) -> Verdict:
    """The verdict that an answer stands for."""
    answer = school.ask(name, source=source)
    if answer.rcode() == dns.rcode.NXDOMAIN:
        return Verdict.NEGATIVE
    if addresses(answer) == ["127.0.0.2"]:
        return Verdict.CLOSED
    return Verdict.SAFE if len(answer.answer) > 1 else Verdict.OPEN


@pytest.mark.parametrize("minutes", [0, 14, 15, 40])
def test_the_wire_agrees_with_decide_for_every_seat_and_name(at_school: Running, minutes: int) -> None:
    programme, moment = school_programme(), TUESDAY + timedelta(minutes=minutes)
    timeline = compile_timeline(programme, at=TUESDAY, number=2, school="a school", local_names={})
    at_school.client.load(write_snapshot(at_school.directory, timeline))
    at_school.clock.moment = moment
    at_school.client.tick()

    verdicts = set()
    for source, name in product((CLASS_5K, PUPIL, STAFF, "127.0.3.5", NOBODY), NAMES):
        seat = programme.facts.seat_at(address_of(source))
        assert seat is not None
        expected = decide(programme, Question(Host(name), moment, seat)).verdict
        assert on_the_wire(at_school, name, source) is expected, (source, name)
        verdicts.add(expected)
    assert verdicts == set(Verdict)
