from __future__ import annotations

import json
from datetime import timedelta

import pytest

from belisha.audit.queries import records
from belisha.core.names import Host
from belisha.filtering import codes
from belisha.filtering.models import AccessRequest
from belisha.filtering.queries.requests import request_with_code
from belisha.filtering.tests.desk import CLASS_4B, NOWHERE, PHONICS, STAFF_ROOM, Desk, sign_policy
from belisha.kit.access import Refused
from belisha.kit.models import OutboxEvent
from belisha.notices.queries import for_person
from belisha.policy.actions import withdraw_version
from belisha.policy.queries import version_in_force
from tests.cast import actor


def test_ask_makes_a_request_that_names_what_closes_it(desk: Desk) -> None:
    request = desk.ask().request
    assert (request.host, request.status, request.class_name, request.form) == (PHONICS, "ASKED", "5K", "access request")
    assert request.closed_reason == "CATEGORY_LIST"
    assert request.closed_clause
    assert request.due_at == desk.now.replace(day=17, hour=15, minute=30), "two school days, to the end of the second (8.5)"


def test_ask_is_recorded_once_without_the_words(desk: Desk) -> None:
    request = desk.ask(why="unmistakable-words").request
    assert desk.said(request) == ["access request asked"]
    row = records(desk.school.pk, subject=f"access request {request.pk}").get()
    assert row.clause == "8.4"
    assert "unmistakable-words" not in row.payload.payload
    assert json.loads(row.payload.payload)["facts"]["host"] == PHONICS


def test_ask_is_told_to_the_adviser_and_to_the_outbox(desk: Desk) -> None:
    request = desk.ask(why="unmistakable-words").request
    told = [f"{n.title} {n.words}" for n in for_person(desk.cast.network_manager.pk)]
    assert any(PHONICS in words for words in told)
    assert not any("unmistakable" in words for words in told)
    assert OutboxEvent.objects.filter(name="RequestAsked", payload={"request_id": request.pk}).count() == 1


def test_ask_without_an_account_gives_a_code_that_is_kept_as_a_hash_only(desk: Desk) -> None:
    asked = desk.ask()
    assert asked.code is not None
    assert len(asked.code) * 5 >= 40, "32 letters to choose from are five bits each"
    row = AccessRequest.objects.values().get(pk=asked.request.pk)
    assert asked.code not in json.dumps(row, default=str)
    assert request_with_code(desk.school, codes.in_groups(asked.code).lower(), now=desk.now) == asked.request


def test_codes_differ_and_use_every_letter_of_the_alphabet(desk: Desk) -> None:
    found = {desk.ask().code for _ in range(60)}
    assert len(found) == 60
    assert len(set("".join(code or "" for code in found))) > 28


def test_a_code_ends_after_thirty_days(desk: Desk) -> None:
    asked = desk.ask()
    assert request_with_code(desk.school, asked.code or "", now=desk.now + timedelta(days=29, hours=23)) == asked.request
    assert request_with_code(desk.school, asked.code or "", now=desk.now + timedelta(days=30)) is None


@pytest.mark.parametrize("words", ["", "A", "ABCDE-FGHJK-M", "?" * 10, "ABCDEFGHJU", "\x00" * 10])
def test_what_is_no_code_finds_nothing(desk: Desk, words: str) -> None:
    desk.ask()
    assert request_with_code(desk.school, words, now=desk.now) is None


def test_a_code_is_read_as_people_copy_it() -> None:
    assert codes.as_typed(" oil-ab cde fg ") == "011ABCDEFG"


def test_a_person_gets_no_code(desk: Desk) -> None:
    asked = desk.ask(by=desk.cast.teacher_5k)
    assert asked.code is None
    assert (asked.request.asked_by, asked.request.code_hash) == (desk.cast.teacher_5k, None)


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("bbc.co.uk", "is open here"),
        ("illegal.example", "Nobody at school can open it"),
        ("sub.malware.example", "can harm computers"),
        ("use-application-dns.net", "not a site that people visit"),
        ("co.uk", "ending that many sites share"),
    ],
)
def test_what_cannot_be_asked_for_says_why(desk: Desk, host: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        desk.ask(host)
    assert not AccessRequest.objects.exists()
    assert not records(desk.school.pk, subject="access request 1").exists()


def test_open_for_staff_means_nothing_to_ask_there(desk: Desk) -> None:
    with pytest.raises(Refused, match="open here"):
        desk.ask("youtube.com", address=STAFF_ROOM)


def test_words_of_more_than_500_letters_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="501 letters"):
        desk.ask(why="x" * 501)


def test_without_a_policy_in_force_there_is_no_form(desk: Desk) -> None:
    version = version_in_force(desk.school, desk.now)
    assert version is not None
    withdraw_version(by=actor(desk.cast.head), version=version, reason="a test of the baseline", now=desk.now)
    with pytest.raises(Refused, match="no form for this"):
        desk.later(minutes=1).ask("youtube.com")


def test_a_policy_without_clause_8_4_has_no_form(desk: Desk) -> None:
    from belisha.filtering.tests.desk import MODEL_POLICY

    text = MODEL_POLICY.read_text(encoding="utf-8").replace(
        'open_to = ["everyone"]\neffect = "open"', 'open_to = ["governors"]\neffect = "open"'
    )
    sign_policy(desk.school, desk.cast, desk.now, text)
    with pytest.raises(Refused, match="no form for this"):
        desk.later(minutes=1).ask()


def test_a_signed_closure_may_be_asked_for(desk: Desk) -> None:
    assert desk.ask("youtube.com").request.closed_reason == "POLICY_CLOSES"


def test_a_device_nobody_knows_may_ask(desk: Desk) -> None:
    request = desk.ask(address=NOWHERE).request
    assert (request.seat_key, request.class_name) == ("unknown", "")


def test_the_same_site_again_is_joined(desk: Desk) -> None:
    first, again = desk.ask().request, desk.ask(address=CLASS_4B)
    assert (again.request.status, again.request.joined_to) == ("MERGED", first)
    assert again.code, "who joins gets a code of their own"
    assert desk.said(again.request) == ["access request asked"]
    assert (
        json.loads(records(desk.school.pk, subject=f"access request {again.request.pk}").get().payload.payload)["facts"]["joined_to"]
        == first.pk
    )


def test_a_name_below_a_waiting_one_is_joined(desk: Desk) -> None:
    first, below = desk.ask().request, desk.ask(f"games.{PHONICS}").request
    assert below.joined_to == first


def test_a_wider_name_takes_in_the_narrower_ones_that_wait(desk: Desk) -> None:
    narrow = desk.ask(f"games.{PHONICS}").request
    joined = desk.ask(f"a.games.{PHONICS}").request
    wide = desk.ask().request
    narrow.refresh_from_db()
    joined.refresh_from_db()
    assert (wide.status, narrow.joined_to, joined.joined_to) == ("ASKED", wide, wide)
    assert desk.said(narrow) == ["access request asked", "access request joined"]


def test_a_narrower_one_that_was_advised_on_stays_its_own(desk: Desk) -> None:
    narrow = desk.advise(desk.ask(f"games.{PHONICS}").request)
    desk.ask()
    narrow.refresh_from_db()
    assert narrow.status == "ADVISED"


def test_another_site_is_a_request_of_its_own(desk: Desk) -> None:
    desk.ask("poki.com")
    assert desk.ask().request.joined_to is None


def test_what_was_decided_can_be_asked_again(desk: Desk) -> None:
    from belisha.filtering.actions import Outcome

    desk.decide(desk.ask().request, outcome=Outcome.REFUSE)
    assert desk.ask().request.status == "ASKED"


@pytest.mark.parametrize(
    "words",
    [
        "phonicsplay.co.uk",
        "PhonicsPlay.CO.UK",
        "phonicsplay.co.uk.",
        "https://phonicsplay.co.uk/resources?phase=3#top",
        " http://phonicsplay.co.uk:8080 ",
    ],
)
def test_a_site_is_known_however_it_is_written(desk: Desk, words: str) -> None:
    assert desk.ask(words).request.host == Host.from_words(words).name == PHONICS


def test_a_request_is_joined_only_to_one_of_its_own_form(desk: Desk) -> None:
    """Who decides, for whom and how long are the form's: another form's decision is not this one's."""
    first = desk.ask().request
    AccessRequest.objects.filter(pk=first.pk).update(form="request of staff")
    second = desk.ask().request
    assert (second.status, second.joined_to) == ("ASKED", None)
    wide_of_another = desk.ask(f"games.{PHONICS}").request
    assert wide_of_another.joined_to == second
