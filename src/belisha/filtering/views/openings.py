"""What is open by decision: for whom, until when, why, and the proof; the form that ends it early; what ended lately."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.filtering import actions
from belisha.filtering.forms_openings import EndForm
from belisha.filtering.models import Opening, Proof
from belisha.filtering.permissions import openings as permissions
from belisha.filtering.queries import openings as queries
from belisha.filtering.queries.proofs import latest_of_subjects, latest_proofs, proof_line
from belisha.filtering.queries.seats import school_day
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.outbox import WAKE_SOCKET_VARIABLE
from belisha.people.models import Person

PROOF_WAIT_SECONDS = 1.5
PROOF_LOOK_SECONDS = 0.05
ENDED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One opening as the page has it; `form` only where this reader may end it."""

    row: Opening
    proof: str
    is_proved: bool
    form: EndForm | None = None


@never_cache
@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """What is open now, what will be, what ended in the last fourteen days."""
    reader, now = _reader(request), clock.now()
    return _render(request, reader, now)


@never_cache
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End one opening now; wait a moment for the proof that it is closed again."""
    reader, now = _reader(request), clock.now()
    row = queries.opening(request.school, number)
    if row is None:
        raise Http404(f"this school has no opening {number}")
    form = EndForm(request.POST, prefix=f"end-{number}")
    try:
        permissions.check_end_opening(reader, school=request.school, on=school_day(request.school, now))
        if form.is_valid():
            actions.end_opening(by=reader, opening=row, reason=form.cleaned_data["reason"], now=now)
            _wait_for_proof(row)
            messages.success(request, f"{row.host} is closed again for {row.people}. Everybody who asked is told.")
            return redirect("filtering-openings")
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        form.add_error(None, str(refused))
    return _render(request, reader, now, faulty={number: form}, status=409 if form.non_field_errors() else 200)


def _render(
    request: HttpRequest, reader: Person, now: datetime, faulty: dict[int, EndForm] | None = None, status: int = 200
) -> HttpResponse:
    school = request.school
    may_end = permissions.may_end_opening(reader, school=school, on=school_day(school, now))
    forms = faulty or {}

    now_open = list(queries.open_now(school, now=now))
    ended = list(queries.recently_ended(school, now=now)[:ENDED_SHOWN])
    proved = latest_of_subjects(school, [queries.opening_words(row) for row in (*now_open, *ended)])

    def shown(row: Opening) -> Shown:
        found = proved.get(queries.opening_words(row), [])
        form = forms.get(row.pk) or EndForm(prefix=f"end-{row.pk}") if may_end else None
        return Shown(row, proof_line(found), _all_proved(found), form)

    lost = [form for number, form in forms.items() if number not in {row.pk for row in now_open}]
    content = {
        "now_open": [shown(row) for row in now_open],
        "later": queries.open_later(school, now=now),
        "ended": [shown(row) for row in ended],
        "lost": lost,
    }
    return render(request, "filtering/openings.html", content, status=status)


def _all_proved(found: list[Proof]) -> bool:
    return bool(found) and all(row.is_proved for row in found)


def _wait_for_proof(row: Opening) -> None:
    """Nothing, once the engine has proved the end or the time is over. Without a worker to be woken nobody is waited for."""
    if WAKE_SOCKET_VARIABLE not in os.environ:
        return
    last, subject = time.monotonic() + PROOF_WAIT_SECONDS, queries.opening_words(row)
    while time.monotonic() < last and not any("ended" in proof.cause for proof in latest_proofs(row.school, subject)):
        time.sleep(PROOF_LOOK_SECONDS)


def _reader(request: HttpRequest) -> Person:
    """Who is signed in; 404 for a stranger's account, 403 for somebody who may not see openings."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    person: Person = request.person
    try:
        permissions.check_see_openings(person, school=request.school, on=school_day(request.school, clock.now()))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return person
