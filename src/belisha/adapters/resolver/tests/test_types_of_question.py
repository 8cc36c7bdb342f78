"""What each type of question gets, for closed, open, safe, negative and special names (docs/reference/wire.md)."""

from __future__ import annotations

from dataclasses import replace

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import pytest

from belisha.adapters.resolver.config import ClosedAnswer
from belisha.adapters.resolver.tests.in_process import BLOCK_PAGE, Alone, Records, told
from belisha.adapters.resolver.tests.running import CLASS_5K, OUTSIDE, STAFF, error_of, small_school, soa_minimum
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import Entry

TYPES = ("A", "AAAA", "HTTPS", "SVCB", "TXT", "MX", "SRV", "NS", "SOA", "DS", "DNSKEY", "CNAME", "PTR", "ANY")
SAFE = "forcesafesearch.google.com."
SAFE_ALIAS = ("www.google.co.uk.", "CNAME", SAFE)


@pytest.fixture(scope="module")
def alone() -> Alone:
    return Alone()


@pytest.mark.parametrize("rdtype", TYPES)
@pytest.mark.parametrize("name", ["youtube.com", "www.youtube.com", "games.example", "illegal.example"])
def test_a_closed_name_has_the_block_page_and_nothing_else(alone: Alone, name: str, rdtype: str) -> None:
    answer = alone.ask(name, rdtype)

    assert answer.rcode() == dns.rcode.NOERROR
    assert (error_of(answer) or (0,))[0] == (16 if name == "illegal.example" else 15)
    if rdtype in ("A", "ANY"):
        assert told(answer) == [(name + ".", "A", BLOCK_PAGE)]
        assert not answer.authority
    else:
        assert (told(answer), soa_minimum(answer)) == ([], 10)


@pytest.mark.parametrize("rdtype", TYPES)
def test_a_closed_name_that_shall_not_exist_does_not_for_any_type(rdtype: str) -> None:
    answer = Alone(closed_answer=ClosedAnswer.NXDOMAIN).ask("youtube.com", rdtype)

    assert (answer.rcode(), told(answer), soa_minimum(answer)) == (dns.rcode.NXDOMAIN, [], 10)


@pytest.mark.parametrize("rdtype", TYPES)
@pytest.mark.parametrize("name", ["use-application-dns.net", "mask.icloud.com", "below.mask.icloud.com"])
def test_a_canary_exists_for_nobody(alone: Alone, name: str, rdtype: str) -> None:
    for source in (CLASS_5K, STAFF):
        answer = alone.ask(name, rdtype, source=source)
        assert (answer.rcode(), told(answer), soa_minimum(answer)) == (dns.rcode.NXDOMAIN, [], 10)


@pytest.mark.parametrize("name", ["youtube.com", "a.b.youtube.com", "mask.icloud.com"])
@pytest.mark.parametrize("rdtype", ["AAAA", "SOA"])
def test_the_soa_of_a_negative_answer_speaks_of_no_name_above_the_asked_one(alone: Alone, name: str, rdtype: str) -> None:
    (soa,) = alone.ask(name, rdtype).authority

    assert soa.name == dns.name.from_text(name)
    assert soa.ttl == soa[0].minimum == 10


def test_an_open_name_is_forwarded_by_type(alone: Alone) -> None:
    assert told(alone.ask("bbc.co.uk")) == [("bbc.co.uk.", "A", "192.0.2.1")]
    assert told(alone.ask("bbc.co.uk", "AAAA")) == [("bbc.co.uk.", "AAAA", "2001:db8::1")]
    assert told(alone.ask("bbc.co.uk", "HTTPS"))[0][1] == "HTTPS"
    assert told(alone.ask("_sip._tcp.bbc.co.uk", "SRV"))[0][1] == "SRV"
    assert alone.ask("bbc.co.uk", "SRV").rcode() == dns.rcode.NOERROR
    assert alone.ask("nowhere.example").rcode() == dns.rcode.NXDOMAIN


@pytest.mark.parametrize("name", ["bbc.co.uk", "www.google.co.uk"])
def test_a_question_for_everything_gets_the_short_answer_for_open_names(alone: Alone, name: str) -> None:
    assert told(alone.ask(name, "ANY")) == [(name + ".", "HINFO", '"RFC8482" ""')]


@pytest.mark.parametrize(
    ("rdtype", "behind"),
    [
        ("A", (SAFE, "A", "192.0.2.7")),
        ("AAAA", (SAFE, "AAAA", "2001:db8::7")),
        ("HTTPS", (SAFE, "HTTPS", '1 . ipv4hint="192.0.2.7"')),
    ],
)
def test_a_safe_mode_leads_to_the_safe_hosts_own_records(alone: Alone, rdtype: str, behind: tuple[str, str, str]) -> None:
    assert told(alone.ask("www.google.co.uk", rdtype)) == [SAFE_ALIAS, behind]


def test_a_safe_host_without_a_record_of_the_type_has_no_data_behind_the_alias(alone: Alone) -> None:
    answer = alone.ask("www.google.co.uk", "SVCB")

    assert (answer.rcode(), told(answer)) == (dns.rcode.NOERROR, [SAFE_ALIAS])
    assert dns.name.from_text(SAFE).is_subdomain(answer.authority[0].name)
    assert answer.authority[0].rdtype == dns.rdatatype.SOA


def test_the_alias_itself_is_the_whole_answer_to_a_question_for_it(alone: Alone) -> None:
    answer = alone.ask("www.google.co.uk", "CNAME")

    assert (told(answer), answer.authority) == ([SAFE_ALIAS], [])


@pytest.mark.parametrize(("rdtype", "words"), [("TXT", '"found-as-it-is"'), ("MX", "10 mail.google.example.")])
def test_mail_and_words_of_a_name_with_a_safe_mode_stay_its_own(alone: Alone, rdtype: str, words: str) -> None:
    assert told(alone.ask("www.google.co.uk", rdtype)) == [("www.google.co.uk.", rdtype, words)]


def test_a_safe_host_itself_is_an_ordinary_name(alone: Alone) -> None:
    assert told(alone.ask(SAFE)) == [(SAFE, "A", "192.0.2.7")]


def test_a_device_gets_no_hints_rather_than_the_names_own_when_nobody_answers_for_the_safe_host() -> None:
    alone = Alone(records=Records(gone=[SAFE]))

    hints = alone.ask("www.google.co.uk", "HTTPS")
    assert (hints.rcode(), told(hints), soa_minimum(hints)) == (dns.rcode.NOERROR, [SAFE_ALIAS], 10)
    addresses = alone.ask("www.google.co.uk", "A")
    assert (addresses.rcode(), told(addresses), error_of(addresses)) == (dns.rcode.SERVFAIL, [], (22, ""))
    assert {key.name.to_text() for key in alone.records.asked} == {SAFE}


@pytest.mark.parametrize("name", ["localhost", "printer.localhost", "LocalHost"])
def test_localhost_is_this_device_and_never_asked_upstream(name: str) -> None:
    alone = Alone()

    assert [words for _, _, words in told(alone.ask(name))] == ["127.0.0.1"]
    assert [words for _, _, words in told(alone.ask(name, "AAAA"))] == ["::1"]
    assert (told(alone.ask(name, "MX")), alone.ask(name, "MX").rcode()) == ([], dns.rcode.NOERROR)
    assert not alone.records.asked


@pytest.mark.parametrize("rdtype", ["A", "SVCB", "HTTPS", "ANY", "TXT"])
def test_nobody_is_offered_an_encrypted_resolver_in_place_of_ours(rdtype: str) -> None:
    alone = Alone()

    for name, rcode in (
        ("resolver.arpa", "NOERROR"),
        ("_dns.resolver.arpa", "NXDOMAIN"),
        ("x.invalid", "NXDOMAIN"),
        ("x.onion", "NXDOMAIN"),
    ):
        answer = alone.ask(name, rdtype, source=STAFF)
        assert (dns.rcode.to_text(answer.rcode()), told(answer), soa_minimum(answer)) == (rcode, [], 10)
    assert not alone.records.asked


def test_a_special_name_that_the_policy_closes_is_closed() -> None:
    school = small_school()
    onion = Entry(Verdict.CLOSED, Reason.POLICY_CLOSES, "8.1", "8.1/block/9")
    alone = Alone(replace(school, tables={key: {**table, "onion": onion} for key, table in school.tables.items()}))

    assert told(alone.ask("hidden.onion")) == [("hidden.onion.", "A", BLOCK_PAGE)]


def test_the_wish_for_signatures_is_repeated_and_changes_no_verdict(alone: Alone) -> None:
    for name in ("youtube.com", "bbc.co.uk", "mask.icloud.com", "www.google.co.uk"):
        answer = alone.ask(name, want_dnssec=True)
        assert answer.ednsflags & dns.flags.DO
        assert not answer.flags & dns.flags.AD
        assert told(answer) == told(alone.ask(name))
        assert not alone.ask(name).ednsflags & dns.flags.DO


def test_an_answer_checked_by_nobody_is_said_to_be_so_only_to_who_asked(alone: Alone) -> None:
    question = dns.message.make_query("youtube.com", "A", flags=dns.flags.RD | dns.flags.CD | dns.flags.AD)
    answer = dns.message.from_wire(alone.wire(question.to_wire()) or b"")

    assert answer.flags & dns.flags.CD
    assert not answer.flags & (dns.flags.AD | dns.flags.AA)


@pytest.mark.parametrize("rdtype", ["TYPE0", "OPT", "TYPE128", "TKEY", "TSIG", "TYPE200"])
def test_types_that_stand_only_inside_messages_are_no_question(alone: Alone, rdtype: str) -> None:
    question = dns.message.make_query("bbc.co.uk", "A", id=7)
    wire = question.to_wire()[:-4] + int(dns.rdatatype.from_text(rdtype)).to_bytes(2, "big") + b"\0\1"

    answer = dns.message.from_wire(alone.wire(wire) or b"", question_only=True)
    assert (answer.id, answer.rcode()) == (7, dns.rcode.FORMERR)


@pytest.mark.parametrize("name", ["version.bind", "id.server", "hostname.bind", "version.server"])
def test_nobody_is_told_what_runs_here(alone: Alone, name: str) -> None:
    question = dns.message.make_query(name, "TXT", "CH")

    answer = dns.message.from_wire(alone.wire(question.to_wire()) or b"")
    assert (answer.rcode(), answer.answer) == (dns.rcode.REFUSED, [])


def test_padding_is_not_answered_with_padding(alone: Alone) -> None:
    padding = dns.edns.GenericOption(dns.edns.OptionType.PADDING, bytes(8))
    question = dns.message.make_query("bbc.co.uk", "A", use_edns=0, options=[padding]).to_wire()

    for source in (CLASS_5K, OUTSIDE):
        assert len(alone.wire(question, source=source) or b"") < len(question) + 20


def test_options_nobody_knows_change_nothing(alone: Alone) -> None:
    options = [dns.edns.GenericOption(65001, b"anything"), dns.edns.GenericOption(dns.edns.OptionType.NSID, b"")]
    answer = alone.ask("bbc.co.uk", options=options)

    assert (told(answer), answer.options) == (told(alone.ask("bbc.co.uk")), ())


def test_the_words_of_an_extended_error_give_way_before_anything_is_cut() -> None:
    school = small_school()
    wordy = Entry(Verdict.CLOSED, Reason.POLICY_CLOSES, "a clause with a long name " * 8, "8.1/block/1")
    alone = Alone(replace(school, tables={key: {**table, "youtube.com": wordy} for key, table in school.tables.items()}))
    long_name = ".".join(["a" * 60] * 3 + ["b" * 58, "youtube.com"])
    cookie = dns.edns.CookieOption(b"a client", b"")
    answer = alone.ask(long_name, payload=512, options=[cookie])

    assert not answer.flags & dns.flags.TC
    assert (told(answer), error_of(answer)) == ([(long_name + ".", "A", BLOCK_PAGE)], (15, ""))
    assert (error_of(alone.ask(long_name)) or (0, ""))[1]


def test_name_servers_that_nobody_asked_for_are_left_out() -> None:
    alone = Alone()

    assert told(alone.ask("bbc.co.uk", "NS")) == [("bbc.co.uk.", "NS", "ns1.bbc.co.uk.")]


@pytest.mark.parametrize("use_edns", [-1, 0])
def test_an_address_outside_gets_hardly_more_octets_than_it_sent(alone: Alone, use_edns: int) -> None:
    for name in ("youtube.com", "bbc.co.uk", "a.very.long.name." * 12 + "example"):
        for rdtype in TYPES:
            question = dns.message.make_query(name, rdtype, use_edns=use_edns, payload=4096).to_wire()
            assert len(alone.wire(question, source=OUTSIDE) or b"") <= len(question) + 6
