"""What was closed after reports: what waits for a second person, what was confirmed, what opened again; confirming and undoing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.core.programme.model import Programme
from belisha.filtering.actions.closes import confirm_close, lift_close
from belisha.filtering.forms_reports import LiftForm
from belisha.filtering.models import Proof, SiteClose
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.permissions.openings import check_see_openings
from belisha.filtering.queries import closes as queries
from belisha.filtering.queries.proofs import latest_proofs
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.states_reports import CloseState
from belisha.filtering.views.sentences import told
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.outbox import WAKE_SOCKET_VARIABLE
from belisha.people.models import Person

PROOF_WAIT_SECONDS: Final = 1.5
PROOF_LOOK_SECONDS: Final = 0.05
ENDED_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One close as a page has it: its state, the proof, and what this reader can do."""

    row: SiteClose
    state: CloseState
    proof: str
    is_proved: bool
    may_confirm: bool
    lift_form: LiftForm | None

    @property
    def holds(self) -> bool:
        """True while the site is closed by it."""
        return self.state in (CloseState.TEMPORARY, CloseState.CONFIRMED)


@never_cache
@require_safe
def closes(request: HttpRequest) -> HttpResponse:
    """Every close that holds, those that wait for a second person first; and those that ended lately."""
    return _render(request, _reader(request))


@never_cache
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """A second person agrees."""
    reader, row = _reader(request), _found(request, number)

    def act() -> str:
        confirm_close(by=reader, close=row, now=clock.now())
        return f"{row.host} stays closed for {row.people}. Thank you for looking."

    return _done(request, act)


@never_cache
@require_POST
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Open it again, with the reason; wait a moment for the proof."""
    reader, row = _reader(request), _found(request, number)
    now = clock.now()
    form = LiftForm(request.POST, prefix=f"lift-{number}")
    try:
        permissions.check_lift(reader, row, programme_now(request.school, now), on=school_day(request.school, now))
        if form.is_valid():
            lift_close(by=reader, close=row, reason=form.cleaned_data["reason"], now=now)
            wait_for_proof(row, "ended")
            messages.success(request, f"{row.host} is open again, as far as nothing else closes it.")
            return redirect("filtering-closes")
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        form.add_error(None, told(refused))
    return _render(request, reader, {number: form}, status=409 if form.non_field_errors() else 200)


def shown_close(
    row: SiteClose,
    reader: Person,
    programme: Programme,
    *,
    now: datetime,
    form: LiftForm | None = None,
    proofs: list[Proof] | None = None,
) -> Shown:
    """A close with what this reader can do about it; its proofs where they are known already."""
    found = latest_proofs(row.school, queries.close_words(row)) if proofs is None else proofs
    state, on = queries.state_of(row, now=now), school_day(row.school, now)
    holds = state in (CloseState.TEMPORARY, CloseState.CONFIRMED)
    may_lift = holds and permissions.may_lift(reader, row, programme, on=on)
    return Shown(
        row=row,
        state=state,
        proof=queries.proof_words(found),
        is_proved=bool(found) and all(one.is_proved for one in found),
        may_confirm=state is CloseState.TEMPORARY and permissions.may_confirm(reader, row, programme, on=on),
        lift_form=form or (LiftForm(prefix=f"lift-{row.pk}") if may_lift else None),
    )


def wait_for_proof(row: SiteClose, what: str) -> None:
    """Nothing, once the engine has proved it or the time is over. Without a worker to be woken nobody is waited for."""
    if WAKE_SOCKET_VARIABLE not in os.environ:
        return
    last, subject = time.monotonic() + PROOF_WAIT_SECONDS, queries.close_words(row)
    while time.monotonic() < last and not any(proof.cause.endswith(what) for proof in latest_proofs(row.school, subject)):
        time.sleep(PROOF_LOOK_SECONDS)


def _render(request: HttpRequest, reader: Person, faulty: dict[int, Any] | None = None, status: int = 200) -> HttpResponse:
    school, now, forms = request.school, clock.now(), faulty or {}
    programme = programme_now(school, now)

    holding = list(queries.holding(school, at=now))
    ended = list(queries.recently_ended(school, now=now)[:ENDED_SHOWN])
    proofs = queries.proofs_of(school, [*holding, *ended])

    def shown(row: SiteClose) -> Shown:
        return shown_close(row, reader, programme, now=now, form=forms.get(row.pk), proofs=proofs.get(row.pk, []))

    content = {
        "waiting": [shown(row) for row in sorted(holding, key=lambda row: row.lapses_at) if row.confirmed_at is None],
        "confirmed": [shown(row) for row in sorted(holding, key=lambda row: -row.pk) if row.confirmed_at is not None],
        "ended": [shown(row) for row in ended],
        "lost": [form for number, form in forms.items() if number not in {row.pk for row in holding}],
    }
    return render(request, "filtering/closes.html", content, status=status)


def _done(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        messages.warning(request, told(refused))
    return redirect("filtering-closes")


def _found(request: HttpRequest, number: int) -> SiteClose:
    row = queries.close_numbered(request.school, number)
    if row is None:
        raise Http404(f"this school has no close {number}")
    return row


def _reader(request: HttpRequest) -> Person:
    """Who is signed in; 404 for a stranger's account, 403 for somebody who neither works here nor governs."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    person: Person = request.person
    try:
        check_see_openings(person, school=request.school, on=school_day(request.school, clock.now()))
    except Denied as denied:
        raise PermissionDenied("what was closed after reports is for people who work at this school, and its governors.") from denied
    return person
