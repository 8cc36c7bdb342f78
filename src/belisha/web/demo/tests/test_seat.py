"""A browser that sits down at a class's computer in a demo asks as that computer; nobody sits down from elsewhere, or outside a demo."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from belisha.web.demo.seat import COOKIE, SeatMiddleware

CLASS_5K = "127.0.1.5"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cookie(settings: object, school: object) -> str:
    settings.IS_DEMO = True  # type: ignore[attr-defined]
    client = Client()
    assert client.get(f"/demo/sit/{CLASS_5K}/")["Location"] == "/door/"
    return client.cookies[COOKIE].value


def seen_from(cookie: str, remote: str) -> str:
    """The address that a page sees."""

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory(REMOTE_ADDR=remote).get("/")
    request.COOKIES[COOKIE] = cookie
    return SeatMiddleware(page)(request).content.decode()


def test_a_browser_on_this_machine_asks_from_its_seat(cookie: str) -> None:
    assert seen_from(cookie, "127.0.0.1") == CLASS_5K


def test_nobody_else_does(cookie: str) -> None:
    assert seen_from(cookie, "192.0.2.7") == "192.0.2.7"
    assert seen_from(cookie[:-1], "127.0.0.1") == "127.0.0.1"
    assert seen_from("127.0.1.5", "127.0.0.1") == "127.0.0.1"


def test_only_a_demo_has_seats(settings: object) -> None:
    assert "belisha.web.demo.seat.SeatMiddleware" not in settings.MIDDLEWARE  # type: ignore[attr-defined]
