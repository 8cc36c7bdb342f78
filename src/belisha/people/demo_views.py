"""Signing in to a demo by a link: only in a demo, only from this machine. Password and second factor are stood in for."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from belisha.kit import clock
from belisha.people import actions, queries, sessions
from belisha.people.models import Person


@login_not_required
@never_cache
@require_GET
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as the person of the token and go to `?next=`, or to the policy. As if there were no such page outside a demo."""
    if not settings.IS_DEMO or not is_this_machine(request):
        raise Http404("there are no demo links here")
    person = _person_of(request, token)
    if person is None or person.account is None:
        raise Http404("this link signs nobody in: take one from the demo that is running")
    now = clock.now()
    if not queries.is_here(person, on=actions.today_at(request.school, now)):
        raise Http404("this person is not of the school today")
    request.session.flush()
    login(request, person.account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    sessions.remember_demo_sign_in(request, now=now)
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else settings.LOGIN_REDIRECT_URL)


def is_this_machine(request: HttpRequest) -> bool:
    """True where the request came over loopback."""
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _person_of(request: HttpRequest, token: str) -> Person | None:
    """The person a token names, if it was made by this demo and they are of this school."""
    try:
        person_id = signing.loads(token, salt=sessions.DEMO_LINK_SALT)
    except signing.BadSignature:
        return None
    return queries.person(request.school, person_id) if request.school is not None else None
