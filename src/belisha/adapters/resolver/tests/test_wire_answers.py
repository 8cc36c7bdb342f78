"""What a device gets for each verdict, on the wire."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from belisha.adapters.resolver.config import ClosedAnswer
from belisha.adapters.resolver.tests.running import (
    CLASS_5K,
    NOBODY,
    OUTSIDE,
    PUPIL,
    STAFF,
    Running,
    addresses,
    configured,
    error_of,
    running,
    small_school,
    soa_minimum,
)
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import ROOT, Entry


def test_youtube_is_closed_for_pupils_and_open_for_staff(at_school: Running) -> None:
    assert addresses(at_school.ask("www.youtube.com", source=CLASS_5K)) == ["127.0.0.2"]
    assert addresses(at_school.ask("www.youtube.com", source=PUPIL)) == ["127.0.0.2"]
    assert addresses(at_school.ask("www.youtube.com", source=STAFF)) == ["127.0.0.3"]


def test_an_address_nobody_knows_gets_the_strictest_answers(at_school: Running) -> None:
    assert addresses(at_school.ask("youtube.com", source=NOBODY)) == ["127.0.0.2"]


def test_an_address_outside_the_school_is_refused(at_school: Running) -> None:
    answer = at_school.ask("bbc.co.uk", source=OUTSIDE)

    assert answer.rcode() == dns.rcode.REFUSED
    assert error_of(answer) == (18, "")
    assert at_school.client.status().refused == 1


def test_a_closed_name_says_the_clause_to_clients_with_edns_only(at_school: Running) -> None:
    code, text = error_of(at_school.ask("youtube.com")) or (0, "")

    assert code == 15
    assert "8.1" in text
    assert len(text.encode()) < 200
    assert error_of(at_school.ask("youtube.com", use_edns=-1)) is None


def test_an_illegal_name_is_closed_for_staff_too_with_its_own_code(at_school: Running) -> None:
    answer = at_school.ask("www.illegal.example", source=STAFF)

    assert addresses(answer) == ["127.0.0.2"]
    assert (error_of(answer) or (0,))[0] == 16


@pytest.mark.parametrize("rdtype", ["AAAA", "HTTPS", "SVCB", "TXT", "MX", "TYPE65280"])
def test_a_closed_name_has_no_data_of_any_other_type(at_school: Running, rdtype: str) -> None:
    answer = at_school.ask("phonicsplay.co.uk", rdtype)

    assert (answer.rcode(), answer.answer, soa_minimum(answer)) == (dns.rcode.NOERROR, [], 10)
    assert (error_of(answer) or (0,))[0] == 15


def test_a_school_may_answer_closed_names_as_not_existing(tmp_path: Path) -> None:
    with running(configured(tmp_path, closed_answer=ClosedAnswer.NXDOMAIN)) as started:
        started.load(small_school())
        answer = started.ask("youtube.com")

    assert (answer.rcode(), answer.answer, soa_minimum(answer)) == (dns.rcode.NXDOMAIN, [], 10)
    assert (error_of(answer) or (0,))[0] == 15


@pytest.mark.parametrize("name", ["use-application-dns.net", "mask.icloud.com"])
@pytest.mark.parametrize("rdtype", ["A", "AAAA", "HTTPS"])
def test_canaries_are_answered_as_not_existing(at_school: Running, name: str, rdtype: str) -> None:
    answer = at_school.ask(name, rdtype, source=STAFF)

    assert (answer.rcode(), answer.answer, soa_minimum(answer)) == (dns.rcode.NXDOMAIN, [], 10)
    assert error_of(answer) is None


@pytest.mark.parametrize("source", [CLASS_5K, STAFF])
def test_a_search_engine_leads_to_its_safe_host(at_school: Running, source: str) -> None:
    answer = at_school.ask("www.google.co.uk", source=source)

    alias, found = answer.answer
    assert (alias.rdtype, alias[0].to_text()) == (dns.rdatatype.CNAME, "forcesafesearch.google.com.")
    assert (found.name.to_text(), found[0].to_text()) == ("forcesafesearch.google.com.", "127.0.0.3")


def test_a_safe_host_has_no_https_record_that_leads_round_it(at_school: Running) -> None:
    answer = at_school.ask("www.google.co.uk", "HTTPS")

    assert [record.rdtype for record in answer.answer] == [dns.rdatatype.CNAME]
    assert soa_minimum(answer) == 10


def test_names_that_may_change_within_a_lesson_are_kept_ten_seconds(at_school: Running) -> None:
    assert at_school.ask("www.youtube.com", source=STAFF).answer[0].ttl == 10
    assert at_school.ask("www.youtube.com", source=CLASS_5K).answer[0].ttl == 10
    assert at_school.ask("bbc.co.uk", source=STAFF).answer[0].ttl == 60  # the stand-in's own


def test_the_schools_own_names_are_answered_here(at_school: Running) -> None:
    answer = at_school.ask("Portal.Belisha.test")

    assert (addresses(answer), answer.answer[0].ttl) == (["127.0.0.1"], 60)
    assert soa_minimum(at_school.ask("portal.belisha.test", "AAAA")) == 10


def test_the_letters_of_the_question_come_back_as_they_were(at_school: Running) -> None:
    for name in ("wWw.YouTube.COM.", "bBc.Co.uK."):
        answer = at_school.ask(name)
        assert answer.question[0].name.to_text() == name
        assert answer.answer[0].name.to_text() == name
        assert answer.answer[0].name.labels == answer.question[0].name.labels


def test_a_question_for_everything_gets_the_short_answer(at_school: Running) -> None:
    (record,) = at_school.ask("bbc.co.uk", "ANY").answer

    assert record[0].to_text() == '"RFC8482" ""'


@pytest.mark.parametrize(("rdtype", "rdclass", "rcode"), [("TXT", "CH", "REFUSED"), ("AXFR", "IN", "REFUSED"), ("MAILB", "IN", "NOTIMP")])
def test_odd_questions_are_turned_away(at_school: Running, rdtype: str, rdclass: str, rcode: str) -> None:
    question = dns.message.make_query("bbc.co.uk", rdtype, rdclass)

    assert dns.rcode.to_text(dns.message.from_wire(at_school.send(question.to_wire())).rcode()) == rcode


def test_an_edns_version_nobody_knows_is_told_so(at_school: Running) -> None:
    question = dns.message.make_query("bbc.co.uk", "A", use_edns=1)

    assert dns.message.from_wire(at_school.send(question.to_wire())).rcode() == dns.rcode.BADVERS


def test_the_same_answers_come_over_tcp(at_school: Running) -> None:
    assert addresses(at_school.ask_tcp("youtube.com")) == ["127.0.0.2"]
    assert addresses(at_school.ask_tcp("youtube.com", source=STAFF)) == ["127.0.0.3"]


def test_a_name_far_down_is_closed_with_the_name_above_it(at_school: Running) -> None:
    assert addresses(at_school.ask("a.b.c.youtube.com")) == ["127.0.0.2"]
    assert addresses(at_school.ask("notyoutube.com")) == ["127.0.0.3"]


def test_a_ban_closes_everything_but_help(at_school: Running) -> None:
    ban = Entry(Verdict.CLOSED, Reason.BAN, "8.2", "ban/1")
    school = small_school()
    banned = {**school.tables["pupils/5K"], ROOT: ban}
    at_school.load(replace(school, tables={**school.tables, "pupils/5K": banned}))

    assert addresses(at_school.ask("bbc.co.uk")) == ["127.0.0.2"]
    assert addresses(at_school.ask("com")) == ["127.0.0.2"]
    assert addresses(at_school.ask("childline.org.uk")) == ["127.0.0.3"]
    assert not at_school.ask("bbc.co.uk").flags & dns.flags.AA
