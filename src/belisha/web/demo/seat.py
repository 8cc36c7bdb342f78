"""In a demo a browser may sit down at a class's computer: all its devices are this one machine, and rules go by where one sits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

COOKIE: Final = "belisha-demo-seat"


@login_not_required
@never_cache
@require_GET
def sit(request: HttpRequest, address: str) -> HttpResponse:
    """From now on this browser asks as the device at a loopback address, and is at the door. There is no such page outside a demo."""
    if not settings.IS_DEMO or not _is_loopback(request.META.get("REMOTE_ADDR", "")) or not _is_loopback(address):
        raise Http404("nobody sits down here")
    answer = redirect("filtering-door")
    answer.set_signed_cookie(COOKIE, address, salt=COOKIE, httponly=True, samesite="Strict")
    return answer


class SeatMiddleware:
    """Stands first in a demo, and in nothing else (web/settings.py): what a browser on this machine asks comes from where it sat down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The visitor's address is the seat's, for who is on this machine and took one."""
        if COOKIE in request.COOKIES and _is_loopback(request.META.get("REMOTE_ADDR", "")):
            with suppress(signing.BadSignature):  # of another demo: this browser sits nowhere
                request.META["REMOTE_ADDR"] = request.get_signed_cookie(COOKIE, salt=COOKIE)
        return self.get_response(request)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
