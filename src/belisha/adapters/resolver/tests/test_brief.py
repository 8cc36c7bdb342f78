"""What is read briefly says what is read with care, octet by octet mutated or not; what is not plain is left to be read with care."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.adapters.resolver.answers import found_answer, read_question
from belisha.adapters.resolver.cache import Found, UpstreamKey
from belisha.adapters.resolver.fast.octets import body_of_brief
from belisha.adapters.resolver.fast.shape import shape_of
from belisha.adapters.resolver.tests.judging import meaning
from belisha.adapters.resolver.upstream.believing import believed
from belisha.adapters.resolver.upstream.brief import Brief, read_briefly
from belisha.adapters.resolver.upstream.faults import Unhelpful
from belisha.adapters.resolver.upstream.inside import without_way_inside

NAME = "www.Open.example"
LONGEST = 300
owners = st.sampled_from([NAME, "edge.cdn.example", "b.edge.cdn.example", "example", "elsewhere.test", "a.www.open.example"])
ttls = st.sampled_from([0, 1, 59, 300, 3_600, 90_000, 2**31 - 1])
addresses = st.sampled_from(["192.0.2.1", "198.51.100.7", "10.0.0.1", "127.0.0.1", "172.15.0.1", "100.64.0.1"])
addresses_6 = st.sampled_from(["2001:db8::1", "::1", "fc00::1", "fe80::1", "64:ff9b::a00:1", "::ffff:10.0.0.1"])
soa_words = st.builds(lambda least: f"ns.example. mail.Open.example. 1 2 3 4 {least}", ttls)
records = st.one_of(
    st.tuples(owners, ttls, st.just("A"), addresses),
    st.tuples(owners, ttls, st.just("AAAA"), addresses_6),
    st.tuples(owners, ttls, st.just("CNAME"), owners.map(lambda name: f"{name}.")),
    st.tuples(owners, ttls, st.just("SOA"), soa_words),
    st.tuples(owners, ttls, st.just("NS"), st.just("ns.example.")),
    st.tuples(owners, ttls, st.just("TXT"), st.just("words")),
)


def message(rdtype: str, sections: list[list[tuple[str, int, str, str]]], *, rcode: int = 0, ad: bool = False, edns: bool = True) -> bytes:
    """A server's answer to NAME with these records."""
    reply = dns.message.make_response(dns.message.make_query(NAME, rdtype, use_edns=0 if edns else False), recursion_available=True)
    reply.set_rcode(dns.rcode.Rcode(rcode))
    reply.flags |= dns.flags.AD if ad else 0
    for section, rows in zip((reply.answer, reply.authority, reply.additional), sections, strict=True):
        section.extend(dns.rrset.from_text(f"{owner}.", ttl, "IN", kind, words) for owner, ttl, kind, words in rows)
    return reply.to_wire()


def told_briefly(brief: Brief, question: bytes) -> bytes:
    """Our answer to `question` as the fast path would make it."""
    shape = shape_of(question)
    assert shape is not None
    body = body_of_brief(brief, shape, 0.0, (None, LONGEST))
    return question[:2] + body.head + question[12 : shape.end + 5] + body.records


def told_with_care(octets: bytes, rdtype: str, question: bytes) -> bytes | None:
    """The same as the careful path makes it; None where it would answer that nobody helped, or that the answer was dropped."""
    key = UpstreamKey(dns.name.from_text(NAME).canonicalize(), dns.rdatatype.from_text(rdtype))
    try:
        found: Found = without_way_inside(believed(octets, key))
    except Unhelpful:
        return None
    return None if found.dropped else found_answer(read_question(question), found, LONGEST).to_wire()


def check(octets: bytes, rdtype: str, *, ad: bool = True) -> Brief | None:
    """Read both ways; what was read briefly. Raises AssertionError where they differ."""
    flags = dns.flags.RD | (dns.flags.AD if ad else 0)
    question = dns.message.make_query(NAME, rdtype, use_edns=0, payload=1232, flags=flags).to_wire()
    end = 12 + len(dns.name.from_text(NAME).to_wire() or b"") + 4
    brief = read_briefly(octets, end, int(dns.rdatatype.from_text(rdtype)))
    if brief is None:
        return None
    careful, ours = told_with_care(octets, rdtype, question), told_briefly(brief, question)
    assert careful is not None, "what is not believed was told"
    assert meaning(ours) == meaning(careful)
    assert ages(ours) == ages(careful)
    return brief


def ages(answer: bytes) -> list[int]:
    """Every TTL of an answer, and its flags."""
    reply = dns.message.from_wire(answer)
    return [int(reply.flags), *sorted(record.ttl for section in (reply.answer, reply.authority) for record in section)]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["A", "AAAA", "HTTPS", "CNAME"]),
    st.lists(records, max_size=4),
    st.lists(records, max_size=2),
    st.lists(records, max_size=1),
    st.sampled_from([0, 0, 3]),
    st.booleans(),
)
def test_whatever_a_server_says_both_readings_agree(
    rdtype: str, answer: list, authority: list, additional: list, rcode: int, ad: bool
) -> None:
    check(message(rdtype, [answer, authority, additional], rcode=rcode, ad=ad), rdtype, ad=ad)


PLAIN = [
    ("A", [[(NAME, 900, "A", "192.0.2.1"), (NAME, 900, "A", "198.51.100.7")], [], []], 0),
    (
        "A",
        [[(NAME, 60, "A", "192.0.2.1")], [("Open.example", 900, "NS", "ns.open.example.")], [("ns.open.example", 9, "A", "192.0.2.9")]],
        0,
    ),
    ("AAAA", [[(NAME, 60, "CNAME", "edge.cdn.example."), ("edge.cdn.example", 20, "AAAA", "2001:db8::1")], [], []], 0),
    ("HTTPS", [[], [("Open.example", 900, "SOA", "ns.open.example. mail.open.example. 1 2 3 4 600")], []], 0),
    ("A", [[], [("example", 900, "SOA", "ns.example. mail.example. 1 2 3 4 600")], []], 3),
]


@pytest.mark.parametrize(("rdtype", "sections", "rcode"), PLAIN)
def test_what_a_school_asks_all_day_is_read_briefly(rdtype: str, sections: list, rcode: int) -> None:
    assert check(message(rdtype, sections, rcode=rcode), rdtype) is not None


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(PLAIN), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), min_size=1, max_size=3), st.integers(0, 40))
def test_damaged_octets_are_told_as_they_are_read_with_care_or_not_at_all(plain: tuple, changes: list, cut: int) -> None:
    rdtype, sections, rcode = plain
    octets = bytearray(message(rdtype, sections, rcode=rcode))
    end = 12 + len(dns.name.from_text(NAME).to_wire() or b"") + 4
    for place, octet in changes:  # the question and the id are matched before anything is read
        at = place % len(octets)
        if at in (2, 3) or end <= at or 6 <= at < 12:
            octets[at] = octet
    octets[2] |= 0x80
    octets[2] &= 0x87
    check(bytes(octets[: len(octets) - cut] if cut < 4 else octets), rdtype)


@pytest.mark.parametrize(
    ("rdtype", "answer"),
    [
        ("A", [(NAME, 60, "A", "10.0.0.1")]),
        ("AAAA", [(NAME, 60, "AAAA", "fc00::1")]),
        ("A", [("elsewhere.test", 60, "A", "192.0.2.1")]),
        ("A", [(NAME, 60, "CNAME", f"{NAME}.")]),
        ("TXT", [(NAME, 60, "TXT", "words")]),
    ],
)
def test_what_is_not_plain_is_left_to_be_read_with_care(rdtype: str, answer: list) -> None:
    assert check(message(rdtype, [answer, [], []]), rdtype) is None
