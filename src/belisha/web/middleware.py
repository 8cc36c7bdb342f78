"""Every request belongs to a school, by the host name it was sent to, and perhaps to a person of that school."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django_scopes import scope

from belisha.audit import queries as audit
from belisha.audit.models import ChainHead
from belisha.filtering.check import PICTURE_PATH, is_picture_host
from belisha.kit import clock, remembered
from belisha.kit.access import Actor
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

PICTURE = (Path(__file__).parent / "static" / "belisha" / "beacon-steady.svg").read_bytes()
NOTHING_HERE = "Nothing is here."
SHUT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""A picture that runs nothing, loads nothing, is kept nowhere, and may stand on the portal's own page."""


class OneOffNamesMiddleware:
    """Answers everything that is sent to a one-off name of `/check`: the one picture, and nothing else of the portal.

    It stands first, so that no page, cookie or session is ever given under a name that ALLOWED_HOSTS does not hold.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The picture, or that nothing else is here; every other host goes on."""
        if not is_picture_host(request.META.get("HTTP_HOST", "")):
            return self.get_response(request)
        is_picture = request.path_info == PICTURE_PATH and request.method in ("GET", "HEAD")
        given = HttpResponse(PICTURE, content_type="image/svg+xml") if is_picture else HttpResponse(NOTHING_HERE, status=404)
        if not is_picture:
            given["Content-Type"] = "text/plain; charset=utf-8"
        for name, value in SHUT.items():
            given[name] = value
        return given


class SchoolMiddleware:
    """Sets `request.school`, `request.person`, `request.actor`; every query of the page is scoped to the school."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the school's scope; a page that is only read remembers what it asked (kit/remembered.py)."""
        school = school_of(request)
        request.school = school
        request.person = request.actor = None
        if school is None:
            return self.get_response(request) if request.path_info.startswith("/first-run/") else redirect("first-run")
        with scope(school=school), _remembering(request, school):
            request.person = _person(request, school)
            if request.person is not None:
                request.actor = Actor(school_id=school.pk, name=request.person.name, person_id=request.person.pk)
            given = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(given)  # computers are shared: nothing of somebody's is there for who presses Back after them
        return given

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object) -> None:
        """Raises Http404 where an account that is nobody's of this school today asks for a page that is not public.

        Here once, so that no room can forget it. Signing in and out is the account's own business, whatever school it is of.
        """
        is_public = not getattr(view, "login_required", True) or view.__module__.startswith("allauth.")
        if request.person is None and request.user.is_authenticated and not is_public:
            raise Http404("this account belongs to nobody of this school")


class WayOnMiddleware:
    """A page in place of the bare 405 of an address that only takes a form: who signs in on the way to one arrives there by GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with words where it had none."""
        given = self.get_response(request)
        if not isinstance(given, HttpResponseNotAllowed) or given.content:
            return given
        told = render(request, "405.html", status=405)
        told["Allow"] = given["Allow"]
        return told


def school_of(request: HttpRequest) -> School | None:
    """The school whose portal has this host name; on a server with a single school, that one. Raises Http404 where it is unclear."""
    host = request.get_host().split(":")[0]
    head = ChainHead.objects.filter(school_id=OuterRef("pk"))
    known = School.objects.annotate(last_record=Subquery(head.values("hash")), last_settled=Subquery(head.values("settled")))
    found = known.filter(portal_host=host).first()
    if found is not None:
        return found
    schools = list(known.order_by("pk")[:2])
    if len(schools) > 1:
        raise Http404(f"no school has its pages at {host}")
    return schools[0] if schools else None


def state_of(school: School) -> Hashable:
    """What names the state that the school is in: the hash of its last record; None before the first. The school is one of `school_of`."""
    return getattr(school, "last_record", None)


def settled_in(school: School) -> Hashable:
    """What names the last state of the school that was more than a single case; None where none was recorded. One of `school_of`."""
    return getattr(school, "last_settled", None)


def _remembering(request: HttpRequest, school: School) -> AbstractContextManager[None]:
    """For a page that is read, until something is recorded; where something is sent, for this one answer, until it writes."""
    if request.method in ("GET", "HEAD"):
        return remembered.of_page(school.pk, state_of(school), settled_in(school))
    return remembered.of_sent(school.pk, settled_in(school), lambda: audit.last_settled(school.pk))


def _person(request: HttpRequest, school: School) -> Person | None:
    """Who is signed in, as a person who is of this school today."""
    if not request.user.is_authenticated:
        return None
    found = people.person_of(school, request.user, on=clock.now().astimezone(ZoneInfo(school.zone)).date())
    if found is not None:
        found.school = school  # known already: no page asks for it again
    return found
