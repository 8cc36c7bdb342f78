"""The pages of networks as the network manager and those who look meet them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from ipaddress import ip_address

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from belisha.audit import queries as audit
from belisha.filtering.models import Proof
from belisha.kit.models import OutboxEvent
from belisha.schools import queries
from belisha.schools.models import NetworkRange, School, SchoolRange
from tests.cast import Cast
from tests.factories import make_network

PAGE = "/school/networks/"
ADD, ADDRESSES = f"{PAGE}add/", "/school/addresses/add/"
TODAY = date(2026, 9, 15)
pytestmark = pytest.mark.usefixtures("at_moment")
MARK = re.compile(r'name="told" value="([0-9a-f]+)"')


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.network_manager.account)
    return client


def words(answer: object) -> str:
    """The page's words without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def sent(client: Client, path: str, **given: object) -> object:
    """The form sent, looked at, and sent again with what was told."""
    looked = client.post(path, given)
    assert looked.status_code == 200, words(looked)
    mark = MARK.search(looked.content.decode())
    assert mark
    return client.post(path, {**given, "told": mark[1]}, follow=True)


@pytest.mark.parametrize("who", ["network_manager", "head", "dsl", "deputy_dsl", "esafety", "governor", "chair", "clerk"])
def test_those_who_answer_for_the_network_see_who_sits_where(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who).account)
    page = client.get(PAGE)
    told = words(page)
    assert page.status_code == 200
    assert "127.0.1.0/28 inside 127.0.1.0/24 (pupils) class 5K since 1 September 2026" in told
    assert "the narrower one counts" in told
    assert ("Add a network" in told) is (who == "network_manager")


@pytest.mark.parametrize("who", ["teacher_5k", "support_staff", "volunteer", "parent_5k", "pupil_5k"])
def test_others_do_not(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who).account)
    assert client.get(PAGE).status_code == 403
    assert client.post(ADD, {}).status_code == 403


def test_what_a_new_network_does_is_told_before_it_is_saved(manager: Client, school: School) -> None:
    looked = manager.post(ADD, {"range": "127.0.1.48/28", "who": "staff", "since": "2026-09-15"})
    assert "From today on, as soon as it is saved: 16 addresses move from pupils to staff. What the policy closes to pupils only" in words(
        looked
    )
    assert "The headteacher and the safeguarding lead are told." in words(looked)
    assert "not saved yet" in words(looked)
    assert not NetworkRange.objects.filter(range="127.0.1.48/28").exists()
    assert not OutboxEvent.objects.exists()
    assert audit.records(school.pk).count() == 0


def test_saving_makes_one_row_one_record_and_tells_the_network(manager: Client, school: School) -> None:
    done = sent(manager, ADD, range="127.0.4.0/24", who="class:4B", since="2026-09-16")
    assert "127.0.4.0/24 is for class 4B from 16 September 2026 on." in words(done)
    assert "127.0.4.0/24 class 4B Later from 16 September 2026 Nothing holds there yet." in words(done)
    row = NetworkRange.objects.get(range="127.0.4.0/24")
    assert (row.group, row.class_name, row.kind, row.since) == ("pupils", "4B", "classroom", date(2026, 9, 16))
    assert [record.action for record in audit.records(school.pk)] == ["network set"]
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["FactsChanged"]


def test_other_words_than_those_that_were_told_are_told_anew(manager: Client) -> None:
    given = {"range": "127.0.4.0/24", "who": "guests", "since": "2026-09-15"}
    mark = MARK.search(manager.post(ADD, given).content.decode())[1]
    again = manager.post(ADD, {**given, "who": "staff", "told": mark})
    assert again.status_code == 200
    assert "Since you looked it has become another change. It is not saved." in words(again)
    assert not NetworkRange.objects.filter(range="127.0.4.0/24").exists()


def test_a_change_by_somebody_else_meanwhile_is_told_anew(manager: Client, school: School) -> None:
    given = {"range": "127.0.4.0/23", "who": "guests", "since": "2026-09-15"}
    mark = MARK.search(manager.post(ADD, given).content.decode())[1]
    make_network(school, "127.0.4.0/24", "staff")
    again = words(manager.post(ADD, {**given, "told": mark}))
    assert "It is not saved." in again
    assert "256 addresses move from devices nobody knows to guests." in again
    assert "Narrower networks inside it keep their own: 127.0.4.0/24 (staff)." in again


def test_a_change_ends_one_row_and_begins_another(manager: Client, school: School) -> None:
    row = NetworkRange.objects.get(range="127.0.3.0/24")
    done = sent(manager, f"{PAGE}{row.pk}/change/", range="127.0.3.0/25", who="pupils", since="2026-09-20")
    assert "127.0.3.0/25 is for pupils from 20 September 2026 on." in words(done)
    row.refresh_from_db()
    assert row.until == date(2026, 9, 20)
    assert queries.facts(school, on=date(2026, 9, 19)).seat_at(ip_address("127.0.3.1")).key == "guests"
    assert queries.facts(school, on=date(2026, 9, 20)).seat_at(ip_address("127.0.3.1")).key == "pupils"
    assert [record.action for record in audit.records(school.pk)] == ["network changed"]


def test_a_mistake_of_today_is_put_right_today(manager: Client, school: School) -> None:
    sent(manager, ADD, range="127.0.4.0/24", who="staff", since="2026-09-15")
    row = NetworkRange.objects.get(range="127.0.4.0/24")
    sent(manager, f"{PAGE}{row.pk}/change/", range="127.0.4.0/24", who="pupils", since="2026-09-15")
    page = words(manager.get(PAGE))
    assert "127.0.4.0/24 pupils since 15 September 2026" in page
    assert "127.0.4.0/24 staff" not in page
    assert [record.action for record in audit.records(school.pk)] == ["network set", "network changed"]


def test_a_network_that_ended_is_shown_as_ended(manager: Client) -> None:
    row = NetworkRange.objects.get(range="127.0.3.0/24")
    done = sent(manager, f"{PAGE}{row.pk}/end/", ends="2026-09-15")
    assert "127.0.3.0/24 is no longer for guests from 15 September 2026 on." in words(done)
    assert "Networks that ended lately 127.0.3.0/24 for guests, from 1 September 2026 until 15 September 2026" in words(done)
    again = manager.post(f"{PAGE}{row.pk}/end/", {"ends": "2026-09-20"})
    assert "has ended on 15 September 2026 already" in words(again)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"range": "127.0.4.7/24"}, "for the whole range write 127.0.4.0/24"),
        ({"range": "10.1.2.0/24"}, "is not among the school's addresses (127.0.0.0/8)"),
        ({"range": "127.0.1.0/24"}, "belongs to pupils from 1 September 2026 on"),
        ({"range": ""}, "Write a range like 10.1.2.0/24"),
        ({"who": "class:9Z"}, "Choose from the list who sits there."),
        ({"who": ""}, "Choose from the list who sits there."),
        ({"since": "2026-09-14"}, "This day is past"),
        ({"since": "yesterday"}, "This is no day"),
        ({"since": ""}, "Say from which day on."),
    ],
)
def test_what_cannot_be_is_told_where_it_was_written(manager: Client, given: dict[str, str], sentence: str) -> None:
    answer = manager.post(ADD, {"range": "127.0.4.0/24", "who": "staff", "since": "2026-09-15", **given})
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert "There is something to mend" in words(answer)


def test_public_addresses_are_warned_of_and_may_be_added(manager: Client, school: School) -> None:
    looked = words(manager.post(ADDRESSES, {"range": "203.0.114.0/24", "since": "2026-09-15"}))
    assert "Look twice: These are public addresses, which devices inside a school seldom have." in looked
    assert "256 addresses become the school's, for devices nobody knows." in looked
    done = sent(manager, ADDRESSES, range="fd00:1::/48", since="2026-09-15")
    assert "fd00:1::/48 is the school’s from 15 September 2026 on." in words(done)
    assert queries.ranges(school, on=TODAY).count() == 2
    assert "is among the school's addresses already" in words(manager.post(ADDRESSES, {"range": "127.1.0.0/16", "since": "2026-09-15"}))


def test_addresses_end_only_where_nobody_is_left_outside(manager: Client, school: School) -> None:
    wide = SchoolRange.objects.get(range="127.0.0.0/8")
    end = f"/school/addresses/{wide.pk}/end/"
    assert "is all the school has from 15 September 2026 on" in words(manager.post(end, {"ends": "2026-09-15"}))
    sent(manager, ADDRESSES, range="10.0.0.0/8", since="2026-09-15")
    assert "Networks lie in 127.0.0.0/8 (127.0.1.0/24" in words(manager.post(end, {"ends": "2026-09-15"}))
    other = SchoolRange.objects.get(range="10.0.0.0/8")
    done = sent(manager, f"/school/addresses/{other.pk}/end/", ends="2026-09-15")
    assert "10.0.0.0/8 is no longer the school’s" in words(done)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("127.0.1.5", "127.0.1.5 is for class 5K, by 127.0.1.0/28."),
        ("127.0.9.9", "a device nobody knows, held to the strictest rules"),
        ("10.0.0.1", "is not the school’s: the resolver refuses"),
        ("fd00::1", "is not the school’s"),
        ("10.0.0.0/8", "is no address of a device"),
        ("", "Write the address like 10.1.2.7."),
    ],
)
def test_whose_an_address_is(manager: Client, address: str, told: str) -> None:
    assert told in words(manager.get(PAGE, {"address": address}))


def proof(school: School, seat: str, address: str, asked_at: datetime, *, is_proved: bool = True) -> None:
    Proof.objects.create(
        school=school,
        cause="the round",
        subject="standing",
        host="bbc.co.uk",
        seat_key=seat,
        address=address,
        expected="closed",
        answered="closed" if is_proved else "open",
        wire="",
        is_proved=is_proved,
        milliseconds=3,
        asked_at=asked_at,
    )


def test_each_network_says_what_was_proved_in_it(manager: Client, school: School, moment: datetime) -> None:
    make_network(school, "127.0.1.48/28", "staff")
    proof(school, "pupils/5K", "127.0.1.1", moment - timedelta(minutes=3))
    proof(school, "staff", "127.0.2.1", moment - timedelta(minutes=3))
    proof(school, "guests", "127.0.3.1", moment - timedelta(minutes=2), is_proved=False)
    proof(school, "unknown", "127.0.0.1", moment - timedelta(minutes=2))
    proof(school, "pupils/4B", "127.0.1.17", moment - timedelta(minutes=31))
    page = words(manager.get(PAGE))
    assert "class 5K since 1 September 2026 Proved at the resolver 3 minutes ago: 1 answer." in page
    assert "127.0.2.0/24 staff since 1 September 2026 Proved at the resolver 3 minutes ago: 1 answer." in page
    assert "staff since 1 September 2026 Proved for staff elsewhere, not asked from here yet." in page
    assert "Not proved at the resolver for guests: it answers open, it should answer closed." in page
    assert "class 4B since 1 September 2026 Nothing was proved at the resolver in the last half hour: see whether the worker runs." in page
    assert "devices nobody knows the strictest rules hold Proved at the resolver 2 minutes ago" in page
    assert manager.get("/why/?seat=class%3A5K").content.decode().count('value="class:5K" selected') == 1


def test_what_was_proved_of_whoever_sat_there_before_is_no_proof_of_who_sits_there(
    manager: Client, school: School, moment: datetime
) -> None:
    make_network(school, "127.0.1.48/28", "staff")
    proof(school, "pupils", "127.0.1.49", moment - timedelta(minutes=3))
    assert "staff since 1 September 2026 Nothing was proved at the resolver in the last half hour" in words(manager.get(PAGE))


def test_another_schools_network_is_not_found(manager: Client, cast: Cast) -> None:
    with scopes_disabled():
        foreign = make_network(cast.stranger.school, "127.0.9.0/24", "staff")
        other = SchoolRange.objects.get(school=cast.stranger.school)
    for path in (f"{PAGE}{foreign.pk}/change/", f"{PAGE}{foreign.pk}/end/", f"/school/addresses/{other.pk}/end/"):
        assert manager.get(path).status_code == 404
