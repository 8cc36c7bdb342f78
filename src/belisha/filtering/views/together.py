"""Several requests that are alike, decided together: one page, one reason, one end. Source: safeguarding.md, daily story 7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from belisha.core.programme.model import Form, Programme
from belisha.filtering import actions
from belisha.filtering.forms_requests import TogetherForm
from belisha.filtering.models import AccessRequest
from belisha.filtering.permissions import requests as permissions
from belisha.filtering.queries import requests as queries
from belisha.filtering.queries.closures import SignedClosure
from belisha.filtering.queries.like_cases import alike
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.states import Advice, RequestStatus
from belisha.filtering.views.requests import also_opened, ends_offered, found_request, reader_of, wait_for_proof
from belisha.filtering.views.sentences import told
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.fields import numbers_in
from belisha.kit.templatetags.school_time import school_moment


@dataclass(frozen=True, slots=True)
class Waiting:
    """One of the requests as the page shows it."""

    request: AccessRequest
    is_on_purpose: bool
    advice: str
    also_opened: list[SignedClosure]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, number: int) -> HttpResponse:
    """The request and those like it that this reader decides; sent, one decision for those that were ticked."""
    found, now = found_request(request, number), clock.now()
    programme = programme_now(request.school, now)
    rows, meanwhile = _theirs(request, found, programme, now), _decided_meanwhile(request, programme, now)
    if not rows and not meanwhile:
        return _nothing_waits(request, found, programme, now)
    form = _form(found, rows, programme, now, request.POST if request.method == "POST" else None)
    for sentence in meanwhile:
        form.add_error(None, sentence)
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, rows, form.cleaned_data, now)
        except Denied as denied:
            raise PermissionDenied(str(denied)) from denied
        except Refused as refused:
            form.add_error(None, told(refused))
    waiting = [_waiting(row, programme) for row in rows]
    choices = list(zip(waiting, form["numbers"], strict=True))
    status = 409 if form.is_bound and form.non_field_errors() else 200
    return render(request, "filtering/together.html", {"found": found, "waiting": waiting, "choices": choices, "form": form}, status=status)


def _theirs(request: HttpRequest, found: AccessRequest, programme: Programme, now: datetime) -> list[AccessRequest]:
    """This request and those alike that wait, as far as this reader decides them, the one due first in front."""
    reader, on, every = reader_of(request), school_day(request.school, now), list(queries.waiting(request.school))
    numbers = {found.pk, *(row.pk for row in alike(found, every))}
    return [row for row in every if row.pk in numbers and permissions.may_decide(reader, row, programme, on=on)]


def _decided_meanwhile(request: HttpRequest, programme: Programme, now: datetime) -> list[str]:
    """Of what was sent, each that somebody else decided first: what, by whom and when. What was typed stays on the page beside it."""
    reader, on = reader_of(request), school_day(request.school, now)
    numbers = numbers_in(request.POST.getlist("numbers"))
    rows = AccessRequest.objects.filter(school=request.school, pk__in=numbers).exclude(decided_by=reader)
    return [
        f"{row.host}: already {RequestStatus[row.status].value} by {row.decided_by.name} at {school_moment(row.decided_at)}."
        for row in rows.select_related("decided_by", "school").order_by("pk")
        if row.decided_by is not None and permissions.may_see(reader, row, programme, on=on)
    ]


def _nothing_waits(request: HttpRequest, found: AccessRequest, programme: Programme, now: datetime) -> HttpResponse:
    """Back to the request where somebody was first. Raises PermissionDenied for those who do not decide it."""
    if queries.decided_one(found).decided_at is None:
        try:
            permissions.check_decide(reader_of(request), queries.decided_one(found), programme, on=school_day(request.school, now))
        except Denied as denied:
            raise PermissionDenied(str(denied)) from denied
    messages.warning(request, "These requests do not wait any more: here is what was decided.")
    return redirect("filtering-request", number=found.pk)


def _form(found: AccessRequest, rows: list[AccessRequest], programme: Programme, now: datetime, posted: Any) -> TogetherForm:
    calendar, form = programme.facts.calendar, permissions.form_of(found, programme)
    if form is None:
        return TogetherForm(posted, waiting=rows, scopes=[], calendar=calendar)
    initial, latest = ends_offered(form, calendar, now)
    return TogetherForm(posted, waiting=rows, scopes=_scopes(rows, form, programme), calendar=calendar, latest=latest, initial=initial)


def _scopes(rows: list[AccessRequest], form: Form, programme: Programme) -> list[str]:
    """Everybody that one of them may be opened for, the narrowest first."""
    found = {words: None for row in rows for words in queries.scope_choices(row, form, programme.facts)}
    return sorted(found, key=lambda words: (words == "everyone", not words.startswith("class "), words))


def _waiting(row: AccessRequest, programme: Programme) -> Waiting:
    advice = Advice[row.advice].value if row.advice else ""
    return Waiting(row, queries.is_against_signed_closure(row), advice, also_opened(row, programme))


def _decided(request: HttpRequest, rows: list[AccessRequest], values: dict[str, Any], now: datetime) -> HttpResponse:
    chosen = [row for row in rows if str(row.pk) in values["numbers"]]
    outcome = actions.Outcome[values["outcome"]]
    decided = actions.decide_together(
        by=reader_of(request),
        requests=chosen,
        outcome=outcome,
        reason=values["reason"],
        people=values["people"],
        ends=values["ends"],
        now=now,
    )
    wait_for_proof(decided[-1])
    sites = "One site" if len(decided) == 1 else f"{len(decided)} sites"
    verb = ("is opened" if len(decided) == 1 else "are opened") if outcome is actions.Outcome.GRANT else "stay closed"
    verb = "stays closed" if verb == "stay closed" and len(decided) == 1 else verb
    messages.success(request, f"{sites} {verb}. Everybody who asked is told.")
    return redirect("filtering-requests")
