"""How often closed sites were met: a calm page of sums, one of classes whose every look is written down; and observing only, on and off."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.audit.actions import look
from belisha.core.decision.model import Reason
from belisha.filtering import actions
from belisha.filtering.actions.attempts import CLASSES_KEPT, KEPT
from belisha.filtering.forms_observing import ObserveForm
from belisha.filtering.models import AttemptCount, Observing
from belisha.filtering.permissions import attempts as permissions
from belisha.filtering.permissions.observing import may_observe
from belisha.filtering.queries import attempts, observing
from belisha.filtering.queries.attempts import FEWEST_TOLD, Span, Sums
from belisha.filtering.queries.proofs import latest_proofs, proof_line, seat_words
from belisha.filtering.queries.seats import facts_now, school_day
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.outbox import WAKE_SOCKET_VARIABLE
from belisha.people.models import Person
from belisha.policy import queries as policy

PROOF_WAIT_SECONDS: Final = 2.0
PROOF_LOOK_SECONDS: Final = 0.05
SCHOOL_HOURS: Final = (8, 16)
OBSERVED_SHOWN: Final = 10
NO_CLAUSE: Final = {
    Reason.ILLEGAL_LIST.name: "The list of illegal content",
    Reason.MALWARE_LIST.name: "The list of harmful software",
    Reason.SAFE_BASELINE.name: "The safe baseline, which held before the policy",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table with its picture: the widths are hundredths of the longest row. `clause` where it has one, `about` its words."""

    words: str
    sums: Sums
    closed_width: int
    observed_width: int
    clause: str = ""
    about: str = ""


@never_cache
@require_safe
def attempts_page(request: HttpRequest) -> HttpResponse:
    """The sums by clause, group, hour and day; no class, no device, no site."""
    reader, now = _reader(request), clock.now()
    return _render(request, reader, now, form=ObserveForm())


@never_cache
@require_safe
def classes_page(request: HttpRequest) -> HttpResponse:
    """The sums of classes of the last four weeks, small ones not told; who looks is written down."""
    reader, now = _reader(request), clock.now()
    look(school_id=reader.school_id, person_id=reader.pk, subject="attempts of classes", now=now)
    span, rows = _span(request), _rows(request, reader, now)
    clauses = sorted(clause for clause, _ in attempts.by_clause(rows) if clause)
    clause = request.GET.get("clause", "")
    of_clause = rows.filter(clause=clause) if clause in clauses else rows
    names = {n.seat.key.partition("/")[2] for n in facts_now(request.school, now).networks if "/" in n.seat.key}
    shown = {
        "span": span,
        "spans": list(Span),
        "clauses": clauses,
        "clause": clause if clause in clauses else "",
        "classes": attempts.by_class(of_clause, names),
        "fewest": FEWEST_TOLD,
        "kept_weeks": CLASSES_KEPT // timedelta(days=7),
    }
    return render(request, "filtering/attempts_classes.html", shown)


@never_cache
@require_POST
def observe(request: HttpRequest) -> HttpResponse:
    """Set the filter to observing only; wait a moment for the proof."""
    reader, now = _reader(request), clock.now()
    form = ObserveForm(request.POST)
    try:
        _check_may_observe(request, reader, now)
        if form.is_valid():
            until = form.until(now, ZoneInfo(request.school.zone))
            row = actions.start_observing(by=reader, reason=form.cleaned_data["reason"], until=until, now=now)
            messages.success(request, f"The filter only observes. {_proved(row, 'started')}")
            return redirect("filtering-attempts")
    except Refused as refused:
        form.add_error(None, str(refused))
    return _render(request, reader, now, form=form, status=409 if form.non_field_errors() else 200)


@never_cache
@require_POST
def enforce(request: HttpRequest) -> HttpResponse:
    """End the observing; wait a moment for the proof."""
    reader, now = _reader(request), clock.now()
    _check_may_observe(request, reader, now)
    try:
        row = actions.stop_observing(by=reader, now=now)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("filtering-attempts")
    messages.success(request, f"The filter closes again. {_proved(row, 'ended')}")
    return redirect("filtering-attempts")


def _render(request: HttpRequest, reader: Person, now: datetime, *, form: ObserveForm, status: int = 200) -> HttpResponse:
    school, span, zone = request.school, _span(request), ZoneInfo(request.school.zone)
    rows = _rows(request, reader, now)
    written = attempts.last_written(school)
    shown = {
        "span": span,
        "spans": list(Span),
        "clauses": _clause_bars(request, rows, now),
        "groups": _bars((seat_words(key), sums) for key, sums in attempts.by_group(rows).items()),
        "hours": _hours(rows, zone),
        "days": _days(rows, span, now, zone) if span is not Span.TODAY else [],
        "has_observed": rows.filter(is_observed=True).exists(),
        "kept_months": KEPT // timedelta(days=365) * 12,
        "written": written,
        "observing": observing.observing_at(school, at=now),
        "times": observing.times_of_observing(school).exclude(ended_at=None)[:OBSERVED_SHOWN],
        "form": form if may_observe(reader, school=school, on=school_day(school, now)) else None,
        "proof": _proof_now(request, now),
    }
    return render(request, "filtering/attempts.html", shown, status=status)


def _bars(rows: Iterable[tuple[str, Sums]]) -> list[Bar]:
    """The rows with their pictures, drawn against the longest."""
    found = list(rows)
    longest = max((sums.both for _, sums in found), default=0) or 1
    return [Bar(words, sums, round(100 * sums.closed / longest), round(100 * sums.observed / longest)) for words, sums in found]


def _clause_bars(request: HttpRequest, rows: QuerySet[AttemptCount], now: datetime) -> list[Bar]:
    """The rows of clauses, each with what the clause in force says."""
    sums = attempts.by_clause(rows)
    version = policy.version_in_force(request.school, now)
    said = {clause.number: clause.words for clause in policy.policy_read(version).clauses()} if version else {}
    bars = _bars((_called(*key), sum_) for key, sum_ in sums.items())
    return [
        replace(bar, clause=clause if clause in said else "", about=said.get(clause, ""))
        for bar, (clause, _) in zip(bars, sums, strict=True)
    ]


def _hours(rows: QuerySet[AttemptCount], zone: ZoneInfo) -> Sequence[Bar]:
    """The hours of a school's day, and earlier or later ones where something was met then."""
    sums = attempts.by_hour(rows, zone)
    first, last = min((*sums, SCHOOL_HOURS[0])), max((*sums, SCHOOL_HOURS[1]))
    return _bars((f"{hour}:00–{hour + 1}:00", sums.get(hour, Sums())) for hour in range(first, last + 1))


def _days(rows: QuerySet[AttemptCount], span: Span, now: datetime, zone: ZoneInfo) -> Sequence[Bar]:
    sums = attempts.by_day(rows, zone)
    first = span.starts(now, zone).date()
    days = [first + timedelta(days=number) for number in range(span.days)]
    return _bars((f"{day:%A} {day.day} {day:%b}", sums.get(day, Sums())) for day in days)


def _called(clause: str, reason: str) -> str:
    """What closed it, in words."""
    return f"Clause {clause}" if clause else NO_CLAUSE.get(reason, Reason[reason].value.capitalize())


def _rows(request: HttpRequest, reader: Person, now: datetime) -> QuerySet[AttemptCount]:
    """The counts this reader may see, of the time the page shows."""
    on, zone = school_day(request.school, now), ZoneInfo(request.school.zone)
    return attempts.since(permissions.visible_to(reader, school=request.school, on=on), _span(request).starts(now, zone))


def _span(request: HttpRequest) -> Span:
    return {span.name.lower(): span for span in Span}.get(request.GET.get("span", ""), Span.WEEK)


def _proof_now(request: HttpRequest, now: datetime) -> str:
    """What was proved of the observing that holds; "" where none does."""
    row = observing.observing_at(request.school, at=now)
    return proof_line(latest_proofs(request.school, observing.observing_words(row))) if row else ""


def _proved(row: Observing, what: str) -> str:
    """The proof of this change as a sentence, waited for a moment; without a worker to be woken nobody is waited for."""
    subject, last = observing.observing_words(row), time.monotonic() + PROOF_WAIT_SECONDS
    while WAKE_SOCKET_VARIABLE in os.environ and time.monotonic() < last:
        if (found := latest_proofs(row.school, subject)) and found[0].cause.endswith(what):
            return proof_line(found)
        time.sleep(PROOF_LOOK_SECONDS)
    return "It is not proved at the resolver yet: look here again in a moment."


def _check_may_observe(request: HttpRequest, reader: Person, now: datetime) -> None:
    if not may_observe(reader, school=request.school, on=school_day(request.school, now)):
        raise PermissionDenied("The filter is set to observing only, and back, by the headteacher or the network manager: ask one of them.")


def _reader(request: HttpRequest) -> Person:
    """Who is signed in; 404 for a stranger's account, 403 for somebody who may not see attempts."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    person: Person = request.person
    try:
        permissions.check_see_attempts(person, school=request.school, on=school_day(request.school, clock.now()))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return person
