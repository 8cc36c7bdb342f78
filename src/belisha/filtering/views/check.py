"""“Is this device filtered?”: a page with a name that nobody else has, and what the resolver saw of it. No account, no script.

The page's picture stands under a one-off name, so the device has to ask for it; then the page leads on to the answer by itself.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from belisha.core.moments import UNKNOWN_SEAT
from belisha.filtering.actions.checks import note_check
from belisha.filtering.check import PICTURE_PATH, is_fresh, new_token, picture_origin
from belisha.filtering.facts_of_networks import why_address
from belisha.filtering.permissions import checks as permissions
from belisha.filtering.permissions.why import may_ask_why
from belisha.filtering.queries.checks import Checked, Finding, asked_of_resolver, checked
from belisha.filtering.queries.proofs import seat_words
from belisha.filtering.queries.seats import facts_now, people_said, school_day, seat_at
from belisha.filtering.sheets import sheets_of
from belisha.kit import clock
from belisha.kit.access import Denied
from belisha.schools import queries as schools
from belisha.schools.models import School


@never_cache
@require_safe
@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """A page whose picture this device can show only after asking for a name; it leads on once the picture came, or did not."""
    school = _school(request)
    token = new_token(address=_address(request), now=clock.now())
    origin = picture_origin(token, portal_host=school.portal_host, portal_url=schools.portal_url(school))
    given = render(request, "filtering/check.html", {"token": token, "picture": origin + PICTURE_PATH})
    given._csp_update = {"img-src": [origin]}  # type: ignore[attr-defined]  # how django-csp is told of one answer's addition
    return given


@never_cache
@require_safe
@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the resolver saw of the device that was shown `token`; one that is filtered is noted for its seat."""
    school, now = _school(request), clock.now()
    found = _checked(request, token)
    if request.method == "GET":
        note_check(school, found, now=now)
    on = school_day(school, now)
    is_staff = request.person is not None and may_ask_why(request.person, school=school, on=on)
    shown = {
        "found": found,
        "whose": "" if found.seat_key == UNKNOWN_SEAT.key else people_said(seat_words(found.seat_key)),
        "why": why_address(found.seat_key) if is_staff and found.seat_key else "",
        "may_print": permissions.may_print_sheets(request.person, school=school, on=on),
    }
    return render(request, "filtering/checked.html", shown)


@never_cache
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """A sheet to print for each class and group with a network: the codes of /check and /door, and when a device was last checked."""
    school, now = _school(request), clock.now()
    try:
        permissions.check_print_sheets(request.person, school=school, on=school_day(school, now))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    made = sheets_of(school, now, portal_url=schools.portal_url(school))
    wanted = request.GET.get("for", "")
    printed = [sheet for sheet in made if wanted in ("", sheet.seat_key)]
    if wanted and not printed:
        raise Http404(f"no class or group with a network is called {wanted}")
    return render(request, "filtering/check_sheets.html", {"sheets": made, "printed": printed, "wanted": wanted})


def _checked(request: HttpRequest, token: str) -> Checked:
    """The finding; OVER for a token that is none, is not this device's or is old: the resolver is then not asked at all."""
    school, address, now = _school(request), _address(request), clock.now()
    if not is_fresh(token, address=address, now=now):
        return Checked(Finding.OVER, address)
    seat = seat_at(facts_now(school, now), address)
    return checked(asked_of_resolver(token, socket_path=settings.RESOLVER_SOCKET), address=address, seat=seat)


def _school(request: HttpRequest) -> School:
    if request.school is None:
        raise Http404("no school has been set up here yet")
    return request.school


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
