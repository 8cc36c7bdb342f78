"""Who may set the school up: the browser that took the link, and from the second step on the person who made their account there."""

from __future__ import annotations

from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.people import actions, queries
from belisha.people.models import FirstRun

RUN: Final = "first_run"
LINK: Final = "first_run_link"


class Elsewhere(Exception):
    """The page is not shown; `answer` is what is given instead."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


def run_of(request: HttpRequest, *, is_asked_rightly: bool) -> FirstRun | None:
    """The first run of this browser or of whoever is signed in; None where the page is not asked so (405).

    Raises Elsewhere for those who have to do something first; Http404 for a stranger's account; PermissionDenied for everybody else.
    """
    run = _by_person(request) or _by_session(request)
    if run is not None:
        try:
            actions.check_is_open(run, clock.now())
        except Refused as why:
            raise Elsewhere(closed_page(request, str(why))) from why
        return run if is_asked_rightly else None
    if request.school is None:
        raise Elsewhere(closed_page(request, ""))
    if not request.user.is_authenticated:
        raise Elsewhere(redirect_to_login(request.get_full_path()))
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    if not is_asked_rightly:
        return None
    raise PermissionDenied("The school is set up by whoever took the link that its server printed; each role does its own part after that.")


def closed_page(request: HttpRequest, why: str) -> HttpResponse:
    """The page of an installation without a school, or of a link that opens nothing: what to do instead."""
    return render(request, "first_run/closed.html", {"why": why}, status=403 if why else 200)


def second_step_first(request: HttpRequest) -> None:
    """Raises Elsewhere where the person has no second step yet: a school is not set up with a password alone."""
    if not is_mfa_enabled(request.user):
        raise Elsewhere(redirect(f"{reverse('people-second-step')}?{urlencode({'next': reverse('first-run-people')})}"))


def _by_person(request: HttpRequest) -> FirstRun | None:
    return queries.open_first_run(request.person) if request.person is not None else None


def _by_session(request: HttpRequest) -> FirstRun | None:
    """The run that this browser took; no longer once its person can sign in, for then they do."""
    run = queries.first_run(request.session.get(RUN))
    if run is None or (run.person is not None and run.person.account is not None and run.person.account.has_usable_password()):
        return None
    return run


def portal_here(request: HttpRequest) -> str:
    """The portal as this browser reaches it, to be offered as its address."""
    return str(settings.PORTAL_URL_SAID or f"{request.scheme}://{request.get_host()}")
