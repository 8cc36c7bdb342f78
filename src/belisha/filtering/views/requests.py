"""The requests as people work on them: the list, one request with its advice and decision, parting what was joined."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.core.moments import Calendar
from belisha.core.programme.model import Form, Programme
from belisha.filtering import actions
from belisha.filtering.forms_requests import AdviceForm, DecisionForm
from belisha.filtering.models import AccessRequest
from belisha.filtering.permissions import requests as permissions
from belisha.filtering.permissions.why import may_ask_why
from belisha.filtering.queries import proofs
from belisha.filtering.queries import requests as queries
from belisha.filtering.queries.closures import SignedClosure, closures_opened
from belisha.filtering.queries.like_cases import alike, like_cases, like_cases_words
from belisha.filtering.queries.openings import opening_words
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.states import Advice, RequestStatus
from belisha.filtering.views.sentences import told
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.outbox import WAKE_SOCKET_VARIABLE
from belisha.kit.templatetags.school_time import school_day as told_day
from belisha.people.models import Person

SETTLED_SHOWN = 30
SETTLED_WORDS = {RequestStatus.GRANTED: "is opened", RequestStatus.REFUSED: "stays closed"}
PROOF_WAIT_SECONDS = 1.5  # how long a decision waits for the engine's own answer, so that the next page can show it
PROOF_LOOK_SECONDS = 0.05


@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The requests this reader may see: those that wait first, the one that is due first in front."""
    reader, now = reader_of(request), clock.now()
    programme, on = programme_now(request.school, now), school_day(request.school, now)
    visible = permissions.visible_to(reader, programme, on=on)
    is_of_all = may_read_advice = permissions.is_reader_of_all(reader, programme, on=on)
    rows = list(queries.waiting_among(visible))
    mine = [row for row in rows if permissions.may_decide(reader, row, programme, on=on)]
    waiting = [
        {
            "request": row,
            "alike": len(alike(row, mine)) if row in mine else 0,
            "turn": queries.turn_of(row, programme),
            "is_mine": reader in queries.turn_people(row, programme, now=now),
            "is_late": row.due_at is not None and row.due_at < now,
            "is_on_purpose": queries.is_against_signed_closure(row),
            "advice": Advice[row.advice].value if row.advice and may_read_advice else "",
        }
        for row in rows
    ]
    joined = visible.filter(status=RequestStatus.MERGED.name, asked_by=reader).select_related("joined_to").order_by("-asked_at")
    settled = queries.settled_among(visible)[:SETTLED_SHOWN]
    shown = {"waiting": sorted(waiting, key=lambda row: not row["is_mine"]), "settled": settled, "joined": joined, "is_of_all": is_of_all}
    return render(request, "filtering/requests.html", shown)


@never_cache
@require_safe
def one_request(request: HttpRequest, number: int) -> HttpResponse:
    """One request: what is asked, why it is closed, what was advised and decided, and what this reader can do."""
    return _render(request, found_request(request, number))


@never_cache
@require_POST
def advise(request: HttpRequest, number: int) -> HttpResponse:
    """Write down the advice."""
    found = found_request(request, number)
    form = AdviceForm(request.POST)

    def act() -> str:
        values = form.cleaned_data
        actions.advise(by=reader_of(request), request=found, advice=Advice[values["advice"]], words=values["words"], now=clock.now())
        return "Your advice is with those who decide."

    return _done_or_shown(request, found, form, act, "advice_form")


@never_cache
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Write down the decision; for an opening, wait a moment for the proof."""
    found = found_request(request, number)
    form = _decision_form(found, programme_now(request.school, clock.now()), request.POST)

    def act() -> str:
        values = form.cleaned_data
        decided = actions.decide_request(
            by=reader_of(request),
            request=found,
            outcome=actions.Outcome[values["outcome"]],
            reason=values["reason"],
            people=values["people"],
            ends=values["ends"],
            now=clock.now(),
        )
        wait_for_proof(decided)
        return f"{decided.host} {SETTLED_WORDS[RequestStatus[decided.status]]}. Everybody who asked is told."

    return _done_or_shown(request, found, form, act, "decision_form")


@never_cache
@require_POST
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Make a joined request its own again."""
    found = found_request(request, number)
    try:
        actions.undo_join(by=reader_of(request), request=found, now=clock.now())
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        messages.warning(request, told(refused))
    else:
        messages.success(request, f"The request for {found.host} is its own again.")
    return redirect("filtering-request", number=number)


def _done_or_shown(request: HttpRequest, found: AccessRequest, form: Any, act: Callable[[], str], name: str) -> HttpResponse:
    """Back to the request with a word that it is done, or the page with what to mend. Nobody without the right sees the form's faults."""
    try:
        if form.is_valid():
            messages.success(request, act())
            return redirect("filtering-request", number=found.pk)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        form.add_error(None, told(refused))
    _check_may_mend(request, found, permissions.check_advise if name == "advice_form" else permissions.check_decide)
    return _render(request, found_request(request, found.pk), {name: form}, status=409 if form.non_field_errors() else 200)


def _check_may_mend(request: HttpRequest, found: AccessRequest, check: Callable[..., None]) -> None:
    """Raises PermissionDenied where the form is not this reader's to fill in. What is decided already, all who see it may be told."""
    now = clock.now()
    try:
        if queries.decided_one(found).decided_at is None:
            check(reader_of(request), found, programme_now(request.school, now), on=school_day(request.school, now))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied


def _render(request: HttpRequest, found: AccessRequest, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    reader, now = reader_of(request), clock.now()
    programme, on = programme_now(request.school, now), school_day(request.school, now)
    target = queries.decided_one(found)
    opening = queries.opening_of(target)
    proved = proofs.latest_proofs(request.school, opening_words(opening)) if opening else []
    shown = {
        "found": found,
        "target": target,
        "story": queries.story_of(found, programme, now=now),
        "turn": queries.turn_of(target, programme),
        "is_mine": reader in queries.turn_people(found, programme, now=now),
        "is_late": target.due_at is not None and target.due_at < now and target.decided_at is None,
        "is_on_purpose": queries.is_against_signed_closure(found),
        "also_opened": also_opened(target, programme),
        "may_ask_why": may_ask_why(reader, school=request.school, on=on),
        "status_words": RequestStatus[found.status].value,
        "advice_given": Advice[target.advice].value if target.advice else "",
        "askers": _askers(found, reader, programme, on),
        "may_read_advice": permissions.may_read_words(reader, found, programme, on=on)
        or permissions.is_reader_of_all(reader, programme, on=on),
        "may_part": permissions.may_undo_join(reader, found, programme, on=on),
        "opening": opening,
        "is_open_now": opening is not None and opening.ended_at is None and opening.ends > now,
        "proof": proofs.proof_line(proved),
        "proof_state": "steady" if all(row.is_proved for row in proved) else "amber",
        **_forms(found, reader, programme, on),
        **(forms or {}),
    }
    if "advice_form" in shown or "decision_form" in shown:
        shown |= _beside(found, reader, programme, now)
    return render(request, "filtering/request.html", shown, status=status)


def _beside(found: AccessRequest, reader: Person, programme: Programme, now: datetime) -> dict[str, Any]:
    """What helps whoever advises or decides: cases like it and how they went, and those that wait and could be decided with it."""
    cases = like_cases(found, now=now)
    on = school_day(found.school, now)
    like = [row for row in alike(found, queries.waiting_now(found.school)) if permissions.may_decide(reader, row, programme, on=on)]
    return {"like_cases": cases, "like_cases_words": like_cases_words(cases), "alike": like}


def also_opened(target: AccessRequest, programme: Programme) -> list[SignedClosure]:
    """What the policy closes on purpose and a grant would open as well; nothing once it is decided."""
    form = permissions.form_of(target, programme)
    if form is None or target.decided_at is not None:
        return []
    found = closures_opened(target.host, queries.scope_choices(target, form, programme.facts), programme)
    return [closure for closure in found if closure.host != target.host or not queries.is_against_signed_closure(target)]


def _forms(found: AccessRequest, reader: Person, programme: Programme, on: date) -> dict[str, Any]:
    """The forms this reader can hand in now."""
    if found.joined_to is not None or found.decided_at is not None:
        return {}
    forms: dict[str, Any] = {}
    if permissions.may_advise(reader, found, programme, on=on):
        forms["advice_form"] = AdviceForm()
    if permissions.may_decide(reader, found, programme, on=on):
        forms["decision_form"] = _decision_form(found, programme)
    return forms


def _decision_form(found: AccessRequest, programme: Programme, posted: Any = None) -> DecisionForm:
    form, calendar, now = permissions.form_of(found, programme), programme.facts.calendar, clock.now()
    if form is None:
        return DecisionForm(posted, scopes=[], calendar=calendar)
    scopes, (ends, latest) = queries.scope_choices(found, form, programme.facts), ends_offered(form, calendar, now)
    initial = {"people": queries.proposed_scope(scopes), **ends}
    return DecisionForm(posted, scopes=scopes, calendar=calendar, latest=latest, initial=initial)


def ends_offered(form: Form, calendar: Calendar, now: datetime) -> tuple[dict[str, object], str]:
    """The end that a decision proposes, as a form's values, and the latest one that the policy allows in words; "" where it sets none."""
    usual = calendar.local(queries.usual_end(now, calendar, form))
    latest = told_day(queries.after(form.longest, start=now, calendar=calendar)) if form.longest else ""
    return {"end_day": usual.date(), "end_time": usual.time()}, latest


def _askers(found: AccessRequest, reader: Person, programme: Programme, on: date) -> list[dict[str, object]]:
    """Who asked, each with their words; a name and words only where this reader may read them."""
    askers: list[dict[str, object]] = []
    for row in queries.group_of(found):
        may_read = permissions.may_read_words(reader, row, programme, on=on)
        who = [row.asked_by.name] if row.asked_by and may_read else []
        who += [f"class {row.class_name}"] if row.class_name else []
        words = " for ".join(who) or "Somebody at the school"
        askers.append({"row": row, "who": words[:1].upper() + words[1:], "words": row.why if may_read else ""})
    return askers


def wait_for_proof(decided: AccessRequest) -> None:
    """Nothing, once the engine has proved the opening or the time is over. Without a worker to be woken nobody is waited for."""
    opening = queries.opening_of(decided)
    if opening is None or WAKE_SOCKET_VARIABLE not in os.environ:
        return
    last = time.monotonic() + PROOF_WAIT_SECONDS
    while time.monotonic() < last and not proofs.latest_proofs(decided.school, opening_words(opening)):
        time.sleep(PROOF_LOOK_SECONDS)


def reader_of(request: HttpRequest) -> Person:
    """Who is signed in, as a person of this school; 404 for a stranger's account."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    person: Person = request.person
    return person


def found_request(request: HttpRequest, number: int) -> AccessRequest:
    """The request, if it is this school's (404) and this reader may see it (403)."""
    reader, now = reader_of(request), clock.now()
    found = queries.request_with_id(request.school, number)
    if found is None:
        raise Http404(f"this school has no request {number}")
    try:
        permissions.check_see(reader, found, programme_now(request.school, now), on=school_day(request.school, now))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return found
