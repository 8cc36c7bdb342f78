"""“Is this device filtered?”: what each device is told, what is kept of it, and that nothing else is given under the page's own names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from belisha.filtering import check as names
from belisha.filtering.actions import start_observing
from belisha.filtering.deploy import deploy
from belisha.filtering.models import DeviceCheck
from belisha.filtering.queries import checks
from belisha.filtering.tests.house import CLASS_4B, CLASS_5K, NOBODY, PUPIL, House
from belisha.kit import clock
from belisha.schools.models import School

OUTSIDE = "192.0.2.7"
ZONE = "check.belisha.internal"
"""The test portal has no name with a dot, so its one-off names stand where those of a portal without a name do."""
PICTURE = re.compile(r'<img src="http://([a-z2-7]{40})\.check\.belisha\.internal(:\d+)?(/[a-z./]+)"')


@pytest.fixture
def open_school(house: House, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The resolver runs by the safe baseline; the portal asks it, and its clock is the house's."""
    settings.RESOLVER_SOCKET = str(house.config.socket_path)
    settings.PORTAL_URL = "http://testserver:8300"
    monkeypatch.setattr(clock, "now", lambda: house.now)
    monkeypatch.setattr(checks, "LOOKS", 1)
    with house.resolver_runs():
        house.work()
        yield house


def at(address: str = CLASS_5K) -> Client:
    return Client(REMOTE_ADDR=address)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def shown_to(address: str = CLASS_5K) -> str:
    """The token on the page that a device at this address gets."""
    found = PICTURE.search(at(address).get("/check/").content.decode())
    assert found, "the page has no picture of its own"
    return found[1]


def ask(house: House, token: str, source: str = CLASS_5K) -> None:
    assert house.resolver is not None
    answer = house.resolver.ask(f"{token}.{ZONE}", source=source)
    assert answer.answer[0][0].address == "127.0.0.1"


def checked(house: House, *, page: str = CLASS_5K, asked_from: str | None = CLASS_5K) -> str:
    """What a device reads that opened the page at one address and asked from another, or not at all."""
    token = shown_to(page)
    if asked_from:
        ask(house, token, asked_from)
    return text_of(at(page).get(f"/check/{token}/"))


def test_the_page_has_a_name_of_its_own_each_time_and_may_load_nothing_else(open_school: House) -> None:
    first, second = at().get("/check/"), at().get("/check/")
    one, other = (PICTURE.search(page.content.decode()) for page in (first, second))
    assert one
    assert other
    assert one[1] != other[1]
    assert one[2] == ":8300", "the port people reach the portal at"
    rules = first["Content-Security-Policy"]
    assert f"img-src 'self' data: http://{one[1]}.{ZONE}:8300;" in rules + ";"
    assert f'content="0; url=/check/{one[1]}/"' in first.content.decode()
    assert "no-store" in first["Cache-Control"]


def test_a_device_that_asks_is_told_that_it_is_filtered_and_how(open_school: House) -> None:
    page = checked(open_school)
    assert "Yes, this device is filtered" in page
    assert "It follows the rules for class 5K." in page
    assert "The resolver is at 127.0.0.1, port " in page
    assert "The resolver was asked from 127.0.0.1" not in page
    assert "The resolver was asked from 127.0.1.5" in page


@pytest.mark.parametrize(("source", "told"), [(PUPIL, "It follows the rules for pupils"), (NOBODY, "So it follows the strictest rules.")])
def test_each_group_is_told_its_own_rules(open_school: House, source: str, told: str) -> None:
    assert told in checked(open_school, page=source, asked_from=source)


def test_a_device_with_two_addresses_of_its_class_is_filtered(open_school: House) -> None:
    page = checked(open_school, page=CLASS_5K, asked_from="127.0.1.6")
    assert "Yes, this device is filtered" in page
    assert "127.0.1.6 (another address of class 5K)" in page


def test_a_device_that_does_not_ask_is_told_so_and_whom_to_tell(open_school: House) -> None:
    page = checked(open_school, asked_from=None)
    assert "No, this device does not ask the school’s filter" in page
    assert "Show this page to a grown-up at school." in page
    for way in ("DNS servers", "Encrypted DNS", "VPN", "Mobile data"):
        assert way in page
    assert not DeviceCheck.objects.exists()


def test_a_resolver_in_between_is_told_as_one(open_school: House) -> None:
    page = checked(open_school, page=CLASS_5K, asked_from=CLASS_4B)
    assert "Something else asked for this device" in page
    assert "It follows the rules for class 4B" in page
    assert "address translation (NAT)" in page
    assert not DeviceCheck.objects.exists()


def test_a_device_at_home_is_told_that_it_is_not_at_school(open_school: House) -> None:
    page = checked(open_school, page=OUTSIDE, asked_from=None)
    assert "This device is not on the school’s network" in page
    assert "127.0.0.1" not in page or "The resolver is at" in page


def test_a_resolver_that_is_away_is_said_to_be(open_school: House, settings: Any) -> None:
    token = shown_to()
    settings.RESOLVER_SOCKET += ".gone"
    page = text_of(at().get(f"/check/{token}/"))
    assert "We cannot check now" in page
    assert "What was seen" in page


@pytest.mark.parametrize("token", ["a", "a" * 40, "x" * 63, "-", "0" * 40])
def test_a_token_that_nobody_made_is_no_answer(open_school: House, token: str) -> None:
    ask_anything = open_school.resolver.ask(f"{token}.{ZONE}", source=CLASS_5K) if token != "-" else None
    assert "Check again" in text_of(at().get(f"/check/{token}/"))
    assert not DeviceCheck.objects.exists()
    assert ask_anything is None or ask_anything.answer


def test_an_answer_is_for_one_device_and_one_minute(open_school: House) -> None:
    token = shown_to()
    ask(open_school, token)
    assert "This one is over." in text_of(at("127.0.1.6").get(f"/check/{token}/"))
    assert "Yes, this device is filtered" in text_of(at().get(f"/check/{token}/"))
    open_school.pass_time(names.LASTS)
    assert "This one is over." in text_of(at().get(f"/check/{token}/"))


def test_a_check_is_kept_without_a_device_and_once_in_five_minutes(open_school: House) -> None:
    for _ in range(3):
        checked(open_school)
    checked(open_school, page=CLASS_4B, asked_from=CLASS_4B)
    rows = DeviceCheck.objects.order_by("seat_key")
    assert [row.seat_key for row in rows] == ["pupils/4B", "pupils/5K"]
    row = rows[1]
    assert (row.checked_at, row.policy_version) == (open_school.now, open_school.room.engine.status().policy_version)
    assert row.resolver.startswith("127.0.0.1, port ")
    assert not any(CLASS_5K in str(value) for value in vars(row).values())
    open_school.pass_time(timedelta(minutes=5))
    checked(open_school)
    assert DeviceCheck.objects.filter(seat_key="pupils/5K").count() == 2


def test_looking_ahead_keeps_nothing(open_school: House) -> None:
    token = shown_to()
    ask(open_school, token)
    assert at().head(f"/check/{token}/").status_code == 200
    assert not DeviceCheck.objects.exists()


def test_old_checks_go(open_school: House) -> None:
    checked(open_school)
    open_school.pass_time(timedelta(days=93))
    open_school.work()
    checked(open_school)
    assert DeviceCheck.objects.count() == 1


def test_while_a_school_only_observes_the_answer_says_so(open_school: House) -> None:
    until = open_school.now + timedelta(days=3)
    start_observing(by=open_school.cast.network_manager, reason="We look first.", until=until, now=open_school.now)
    deploy(open_school.school, cause="observing", now=open_school.now, room=open_school.room)
    page = checked(open_school)
    assert "Yes, this device asks the school’s filter" in page
    assert "only watches" in page


def test_staff_are_led_on_to_what_is_open_and_to_the_sheets(open_school: House) -> None:
    client = at()
    client.force_login(open_school.cast.teacher_5k.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    token = PICTURE.search(client.get("/check/").content.decode())[1]
    ask(open_school, token)
    page = client.get(f"/check/{token}/").content.decode()
    assert 'href="/why/?seat=class%3A5K"' in page
    assert 'href="/check/sheets/"' in page
    assert "/check/sheets/" not in at().get(f"/check/{shown_to()}/").content.decode()


@pytest.mark.parametrize("path", ["/", "/check/", "/door/", "/account/login/", "/static/belisha/belisha.css", "/check/beacon.svg/"])
def test_nothing_but_the_picture_is_given_under_a_one_off_name(school: School, path: str) -> None:
    host = f"{'a' * 40}.{ZONE}"
    answer = Client(HTTP_HOST=host).get(path)
    assert (answer.status_code, answer.content) == (404, b"Nothing is here.")
    assert not answer.cookies
    picture = Client(HTTP_HOST=f"{host}:8300").get("/check/beacon.svg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    assert picture.content.startswith(b"<svg")
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not picture.cookies
    assert Client(HTTP_HOST=host).post("/check/beacon.svg").status_code == 404


@pytest.mark.parametrize("host", ["check.testserver", "a.check.testserver", f"{'a' * 39}.check.testserver", f"{'a' * 40}.testserver"])
def test_other_names_below_the_portals_stay_refused(school: School, host: str) -> None:
    assert Client(HTTP_HOST=host).get("/check/").status_code == 400
