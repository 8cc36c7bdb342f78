"""Curriculum activities: the page of them, one of them, planning one with its preview, cancelling one."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belisha.filtering import actions
from belisha.filtering.forms_activities import CancelForm
from belisha.filtering.models import Activity
from belisha.filtering.permissions import activities as permissions
from belisha.filtering.queries import activities as queries
from belisha.filtering.queries.activity_pages import counts_by_term, listed, shown_alone
from belisha.filtering.queries.lessons import calendar_of
from belisha.filtering.queries.proofs import latest_proofs
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.views import planning
from belisha.filtering.views.sentences import told
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.outbox import WAKE_SOCKET_VARIABLE
from belisha.people.models import Person

PROOF_WAIT_SECONDS = 1.5
PROOF_LOOK_SECONDS = 0.05
A_YEAR = timedelta(days=366)


@never_cache
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """Those this reader may see, today's first; for governors how many there were."""
    reader, now = reader_of(request), clock.now()
    on = school_day(request.school, now)
    programme = programme_now(request.school, now)
    may_waive = permissions.may_waive(reader, programme, on=on)
    if permissions.is_reader_of_counts(reader, on=on):
        terms = [t for t in calendar_of(request.school, on).terms if on - A_YEAR < t.first <= on]
        content = {"terms": counts_by_term(request.school, terms), "may_waive": may_waive}
        return render(request, "filtering/activities_counts.html", content)
    shown = {
        "listed": listed(request.school, permissions.visible_to(reader, on=on), reader_id=reader.pk, now=now),
        "may_plan": permissions.may_plan(reader, programme, on=on),
        "no_training": planning.training_fault(reader, programme, on),
        "sees_all": permissions.sees_all(reader, on=on),
        "may_waive": may_waive,
    }
    return render(request, "filtering/activities.html", shown)


@never_cache
@require_safe
def one_activity(request: HttpRequest, number: int) -> HttpResponse:
    """One activity: what it opens and when, how it stands, and the form that cancels it."""
    reader = reader_of(request)
    return _render(request, _found(request, number, reader), reader)


@never_cache
@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel it now; for one that was open, wait a moment for the proof that it is closed."""
    reader, now = reader_of(request), clock.now()
    row = _found(request, number, reader)
    form = _cancel_form(row, reader, request)
    try:
        permissions.check_cancel(reader, row, on=school_day(request.school, now))
        if form.is_valid():
            given = form.cleaned_data
            is_with_later = bool(given.get("with_later"))
            ended = actions.cancel_activity(by=reader, activity=row, reason=given["reason"], now=now, with_later=is_with_later)
            if row.starts <= now:
                wait_for_proof(row, "cancelled")
            messages.success(request, "It is cancelled." if len(ended) == 1 else f"{len(ended)} lessons are cancelled.")
            return redirect("filtering-activity", number=number)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        form.add_error(None, told(refused))
    return _render(request, row, reader, form, status=409 if form.non_field_errors() else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The form; then what it would open; then, once that was seen, it is planned."""
    with planning.reading(request):
        page = planning.page_of(request, reader_of(request))
        if page.activity is None:
            return render(request, page.template, page.content, status=page.status)
    if page.activity.starts == page.activity.planned_at:
        wait_for_proof(page.activity, "planned")
    messages.success(request, page.done)
    return redirect("filtering-activity", number=page.activity.pk)


def _render(request: HttpRequest, row: Activity, reader: Person, form: CancelForm | None = None, status: int = 200) -> HttpResponse:
    now = clock.now()
    may_cancel = permissions.may_cancel(reader, row, on=school_day(request.school, now))
    is_over = queries.state_of(row, now) in (queries.ActivityState.OVER, queries.ActivityState.CANCELLED)
    content = {
        "shown": shown_alone(row, reader_id=reader.pk, now=now),
        "times": [(starts.astimezone(_zone(request)), ends.astimezone(_zone(request))) for starts, ends in queries.times_of(row)],
        "is_planned_together": row.repeats_id is not None or queries.later_of(row).exists(),
        "form": form or (_cancel_form(row, reader) if may_cancel and not is_over else None),
        "may_plan": permissions.may_plan(reader, programme_now(request.school, now), on=school_day(request.school, now)),
    }
    return render(request, "filtering/activity.html", content, status=status)


def _cancel_form(row: Activity, reader: Person, request: HttpRequest | None = None) -> CancelForm:
    data = request.POST if request is not None else None
    return CancelForm(data, is_own=row.planned_by_id == reader.pk, has_later=queries.later_of(row).exists())


def reader_of(request: HttpRequest) -> Person:
    """Who is signed in; 404 for a stranger's account, 403 for somebody who may not see activities."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    person: Person = request.person
    try:
        permissions.check_see_page(person, school=request.school, on=school_day(request.school, clock.now()))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return person


def wait_for_proof(row: Activity, what: str) -> None:
    """Nothing, once the engine has proved it or the time is over. Without a worker to be woken nobody is waited for."""
    if WAKE_SOCKET_VARIABLE not in os.environ:
        return
    last, subject = time.monotonic() + PROOF_WAIT_SECONDS, queries.activity_words(row)
    while time.monotonic() < last and not any(proof.cause.endswith(what) for proof in latest_proofs(row.school, subject)):
        time.sleep(PROOF_LOOK_SECONDS)


def _found(request: HttpRequest, number: int, reader: Person) -> Activity:
    """The activity. Raises Http404 where this school has none, PermissionDenied where this reader may not see it."""
    row = queries.activity(request.school, number)
    if row is None:
        raise Http404(f"this school has no activity {number}")
    try:
        permissions.check_see(reader, row, on=school_day(request.school, clock.now()))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return row


def _zone(request: HttpRequest) -> ZoneInfo:
    return ZoneInfo(request.school.zone)
