"""The fast path says what the careful path says, packet by packet; what it remembers ages, and ends with the rules it was said by."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import dns.edns
import dns.flags
import dns.message
import dns.rdatatype
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.adapters.resolver.burial import SLICE, Burial
from belisha.adapters.resolver.cache import UpstreamKey
from belisha.adapters.resolver.fast.memories import FORGOTTEN_AFTER, Halves
from belisha.adapters.resolver.fast.path import Pending
from belisha.adapters.resolver.fast.shape import shape_of
from belisha.adapters.resolver.tests.judging import meaning
from belisha.adapters.resolver.tests.running import CLASS_5K, PUPIL, STAFF, Running, addresses, opening, small_school
from belisha.adapters.resolver.tests.targets import AnyUpstream, CarefulTarget, FastTarget
from belisha.core.programme.model import NameList

DEVICES = [ip_address(text) for text in (CLASS_5K, PUPIL, STAFF, "127.0.9.9")]
NAMES = [
    "youtube.com",
    "www.YouTube.com",
    "games.example",
    "a.illegal.example",
    "mask.icloud.com",
    "childline.org.uk",
    "portal.belisha.test",
]
NAMES += ["www.google.co.uk", "open.example", "other.example", "_ldap._tcp.dc._msdcs.school.internal", "x" * 60 + ".example"]
TYPES = ["A", "AAAA", "HTTPS", "TXT", "MX", "SRV", "SVCB", "NS", "SOA", "PTR", "CNAME", "ANY", "DS"]

ordinary = st.builds(
    lambda name, rdtype, edns, payload, signed, flags: dns.message.make_query(
        name, rdtype, use_edns=0 if edns else False, payload=payload, want_dnssec=edns and signed, flags=flags
    ).to_wire(),
    st.sampled_from(NAMES),
    st.sampled_from(TYPES),
    st.booleans(),
    st.sampled_from((0, 512, 700, 1232, 4096)),
    st.booleans(),
    st.sampled_from((0, int(dns.flags.RD), int(dns.flags.RD | dns.flags.AD), int(dns.flags.RD | dns.flags.CD))),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(ordinary, st.sampled_from(DEVICES), st.sampled_from((0.0, 0.4, 1.0, 7.0))), min_size=1, max_size=25))
def test_whatever_is_asked_in_whatever_order_the_meaning_is_that_of_the_careful_path(asked: list) -> None:
    fast, careful = FastTarget(small_school()), CarefulTarget(small_school())
    for wire, source, later in asked:
        fast.now += later
        assert meaning(fast(wire, source)) == meaning(careful(wire, source))


@settings(deadline=None, max_examples=50)
@given(ordinary, st.integers(0, 65_535))
def test_an_answer_given_again_has_the_asker_s_id_and_letters(wire: bytes, number: int) -> None:
    fast = FastTarget(small_school())
    other = dns.message.from_wire(wire)
    other.id = number
    other.question[0].name = dns.name.Name(label.swapcase() for label in other.question[0].name.labels)
    fast(wire, DEVICES[0])
    answer = dns.message.from_wire(fast(other.to_wire(), DEVICES[0]) or b"")
    assert (answer.id, answer.question[0].name.labels) == (number, other.question[0].name.labels)


def asked(name: str, rdtype: str = "A", **more: object) -> bytes:
    return dns.message.make_query(name, rdtype, **{"use_edns": 0, "payload": 1232, "id": 1, **more}).to_wire()


def test_the_type_is_not_lower_cased_with_the_name() -> None:
    fast = FastTarget(small_school())
    first = fast(asked("open.example", "HTTPS"), DEVICES[0])  # 65 is a capital A
    second = fast(asked("open.example", 97), DEVICES[0])
    assert dns.message.from_wire(first or b"").question[0].rdtype == 65
    assert dns.message.from_wire(second or b"").question[0].rdtype == 97


def test_a_remembered_answer_grows_old_and_is_asked_for_again(at_school: Running) -> None:
    """The stand-in upstream's TTL is a minute."""
    first = at_school.ask("open.example").answer[0].ttl
    assert first == 60
    assert at_school.ask("open.example").answer[0].ttl in (59, 60)


@pytest.mark.parametrize("seconds", [0.0, 0.9, 1.0, 30.5, 59.9])
def test_a_ttl_is_never_longer_than_what_is_left_of_it(seconds: float) -> None:
    fast = FastTarget(small_school())
    name = next(n for n in (f"n{i}.example" for i in range(99)) if ttl_of(fast(asked(n), DEVICES[0])) == 60)
    fast.now += seconds
    again = ttl_of(fast(asked(name), DEVICES[0]))
    assert 60 - seconds - 1 <= again <= 60 - seconds + 1
    assert again <= 60


@pytest.mark.parametrize("seconds", [0.0, 299.0, 301.0, 599.9, 601.0, 750.5, 899.0])
def test_a_long_lived_answer_is_remembered_to_its_end_and_told_for_five_minutes(seconds: float) -> None:
    fast = FastTarget(small_school())
    name = next(n for n in (f"n{i}.example" for i in range(99)) if lifetime_of(n) == 900)
    assert ttl_of(fast(asked(name), DEVICES[0])) == 300
    fast.now += seconds
    answer = fast.fast.answer(asked(name), fast.fast.look().at(str(DEVICES[0])))
    assert isinstance(answer, bytes), "upstream was asked again"
    assert min(300, 900 - seconds) - 6 <= ttl_of(answer) <= min(300, 900 - seconds) + 1


def test_what_is_over_is_asked_for_again() -> None:
    fast = FastTarget(small_school())
    name = next(n for n in (f"n{i}.example" for i in range(99)) if lifetime_of(n) == 900)
    fast(asked(name), DEVICES[0])
    fast.now += 900.0
    assert isinstance(fast.fast.answer(asked(name), fast.fast.look().at(str(DEVICES[0]))), Pending)


def lifetime_of(name: str) -> float:
    """What the upstream of these tests says of its A records; 0 where it has none."""
    key = UpstreamKey(dns.name.from_text(name), dns.rdatatype.A)
    return AnyUpstream().seconds_left(key) if ttl_of(CarefulTarget(small_school())(asked(name), DEVICES[0])) > 0 else 0.0


def ttl_of(answer: bytes | None) -> int:
    message = dns.message.from_wire(answer or b"")
    return min((record.ttl for record in message.answer), default=-1)


def test_a_change_is_felt_by_the_next_question_and_by_the_group_concerned_alone(at_school: Running) -> None:
    for source in (CLASS_5K, PUPIL):
        assert addresses(at_school.ask("phonicsplay.co.uk", source=source)) == ["127.0.0.2"]
    fast = at_school.resolver.fast
    kept = fast.group_named("pupils").newer
    at_school.client.apply(opening(2))
    assert addresses(at_school.ask("phonicsplay.co.uk", source=CLASS_5K)) == ["127.0.0.3"]
    assert addresses(at_school.ask("phonicsplay.co.uk", source=PUPIL)) == ["127.0.0.2"]
    assert fast.group_named("pupils").newer is kept


def test_an_answer_under_way_when_the_rules_change_is_not_remembered_after() -> None:
    target = FastTarget(small_school())
    wire = asked("games.example", use_edns=False)
    open_school = replace(small_school(), last_lists={}, lists={})
    asker = target.fast.look().at(CLASS_5K)
    pending = target.fast.answer(asked("open.example"), asker)
    assert isinstance(pending, Pending)
    target.alone.rules.ruleset = open_school
    target.fast.look()
    target.fast.learn(pending, CarefulTarget(small_school())(asked("open.example"), DEVICES[0]) or b"")
    assert pending.memory is not target.fast.group_named("pupils/5K").newer
    assert meaning(target(wire, DEVICES[0])) == meaning(CarefulTarget(open_school)(wire, DEVICES[0]))


def test_a_list_with_other_names_is_felt_at_once(at_school: Running) -> None:
    assert addresses(at_school.ask("games.example")) == ["127.0.0.2"]
    assert addresses(at_school.ask("chess.example")) == ["127.0.0.3"]
    changed = small_school()
    lists = {**changed.lists, "games": NameList("games", "Games", frozenset({"chess.example"}), "three")}
    at_school.load(replace(changed, number=2, lists=lists))
    assert addresses(at_school.ask("games.example")) == ["127.0.0.3"]
    assert addresses(at_school.ask("chess.example")) == ["127.0.0.2"]


def test_a_device_s_closed_names_are_at_the_door_however_fast_they_were_answered(at_school: Running) -> None:
    for _ in range(3):
        at_school.ask("games.example", source=PUPIL)
    assert [met.name for met in at_school.client.met(ip_address(PUPIL))] == ["games.example"]
    assert at_school.client.status().closed == 3


def test_a_memory_has_an_end() -> None:
    burial = Burial()
    held: Halves[int] = Halves(100, burial)
    for number in range(1_000):
        held.keep(held.newer, b"%d" % number, number)
        assert len(held.newer) + len(held.older) <= 101
    assert held.get(b"999") == 999
    assert held.get(b"1") is None


def test_what_nobody_asks_for_again_is_forgotten_and_the_rest_is_not() -> None:
    """A memory is as large as what is asked, not as long as the day."""
    target = FastTarget(small_school())
    often, once = asked("games.example"), asked("once.games.example")
    target(once, DEVICES[0])
    group = target.fast.group_named("pupils/5K")
    for _ in range(4):
        assert once[2:] in group.newer or once[2:] in group.older
        target(often, DEVICES[0])
        target.now += FORGOTTEN_AFTER / 2
        target.fast.forget_old()
    assert group.get(often[2:]) is not None
    assert group.get(once[2:]) is None


def test_what_is_buried_is_freed_a_slice_at_a_time() -> None:
    burial = Burial()
    names = {f"n{number}" for number in range(SLICE * 2 + 1)}
    burial.bury(names)
    for left in (SLICE + 1, 1, 0):
        burial.free_some()
        assert len(names) == left
    assert not burial


@pytest.mark.parametrize(
    "wire",
    [
        asked("youtube.com", "ANY"),
        asked("youtube.com", options=[dns.edns.GenericOption(10, b"12345678")]),
        asked("youtube.com")[:-1],
        asked("youtube.com") + b"\0",
        asked("youtube.com", rdclass="CH"),
        asked("a b.example"),
        asked(r"a\.b.example"),
        asked("."),
        b"",
    ],
)
def test_what_is_out_of_the_ordinary_has_no_shape(wire: bytes) -> None:
    assert shape_of(wire) is None
