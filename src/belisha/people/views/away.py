"""Who is away and who stands in: seen by staff and governors, written down by the person themselves or whoever gives the role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import actions, permissions, providers, queries
from belisha.people.forms_away import AwayForm, DayForm, StandInForm
from belisha.people.models import Absence, Delegation, Person
from belisha.people.states import CAN_BE_AWAY
from belisha.people.views.asking import appointed_of, check_insider, today_of


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a role's work is meanwhile; `is_left` where it stays with somebody who is away, because nobody else is there."""

    role: str
    names: str
    is_left: bool


@dataclass(frozen=True, slots=True)
class AwayLine:
    """One absence on the page: `turns` for each role of the person, `may_change` whether this reader may say they are back."""

    row: Absence
    last: date | None
    is_later: bool
    turns: tuple[Turn, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class StandInLine:
    """One delegation on the page."""

    row: Delegation
    last: date
    is_later: bool
    may_change: bool


@never_cache
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """Who is away today and later, who stands in, and what this reader may write down."""
    check_insider(request)
    return _page(request, _away_form(request), _stand_in_form(request))


@never_cache
@require_POST
def record_absence(request: HttpRequest) -> HttpResponse:
    """Write down that somebody is away."""
    check_insider(request)
    form = _away_form(request, request.POST)
    if form is None:
        raise PermissionDenied("Who is away is written down by the person themselves or by the headteacher. Ask one of them to do it.")
    if form.is_valid():
        person = queries.person(request.school, int(form.cleaned_data["person"]))
        first = form.cleaned_data["first"]
        act = _saying(form, lambda: actions.record_absence(by=request.actor, person=person, starts=first, ends=form.ends, now=clock.now()))
        if act:
            messages.success(request, f"{person.name} is away from {actions.written(first)} on. Who stands in? You can say so below.")
            return redirect("people-away")
    return _page(request, form, _stand_in_form(request), status=400)


@never_cache
@require_POST
def delegate(request: HttpRequest) -> HttpResponse:
    """Write down that somebody stands in."""
    check_insider(request)
    form = _stand_in_form(request, request.POST)
    if form is None:
        raise PermissionDenied("Who stands in is said by whoever holds the role or gives it. Ask one of them to do it.")
    if form.is_valid():
        giver, taker = (queries.person(request.school, number) for number in (form.from_person, int(form.cleaned_data["to_person"])))
        given = {"role": form.role, "from_person": giver, "to_person": taker, "starts": form.cleaned_data["first"], "ends": form.ends}
        if _saying(form, lambda: actions.delegate_role(by=request.actor, **given, now=clock.now())):
            last = actions.written(form.cleaned_data["last"])
            messages.success(request, f"{taker.name} stands in as {form.role} from {actions.written(given['starts'])} to {last}.")
            return redirect("people-away")
    return _page(request, _away_form(request), form, status=400)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_absence(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody is back."""
    check_insider(request)
    row = queries.absence(request.school, number)
    if row is None:
        raise Http404("no such absence")
    if not _may_record(request, row.person):
        raise PermissionDenied("That somebody is back is said by themselves or by the headteacher.")
    title = f"{row.person.name} is back"
    lead = "From the first day back, what waits for their roles is theirs again. If they did not go at all, choose the day it began."
    return _end(
        request,
        title,
        lead,
        "First day back",
        lambda day: actions.end_absence(by=request.actor, absence=row, ends=day, now=clock.now()),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_delegation(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody no longer stands in."""
    check_insider(request)
    row = queries.delegation(request.school, number)
    if row is None:
        raise Http404("no such delegation")
    if not _may_end(request, row):
        raise PermissionDenied("That somebody no longer stands in is said by one of the two, or by whoever gives the role.")
    title = f"{row.to_person.name} stops standing in as {row.role}"
    lead = f"From then on the work of the role is {row.from_person.name}’s alone; while they are away, whoever stands in by the policy."
    return _end(
        request,
        title,
        lead,
        "First day without standing in",
        lambda day: actions.end_delegation(by=request.actor, delegation=row, ends=day, now=clock.now()),
    )


def _end(request: HttpRequest, title: str, lead: str, label: str, act: Callable[[date], object]) -> HttpResponse:
    """A page with one day on it."""
    form = DayForm(request.POST or None, initial={"ends": today_of(request)})
    form.fields["ends"].label = label
    if request.method == "POST" and form.is_valid() and _saying(form, lambda: act(form.cleaned_data["ends"])):
        messages.success(request, f"{title} from {actions.written(form.cleaned_data['ends'])} on.")
        return redirect("people-away")
    shown = {"title": title, "lead": lead, "form": form, "save": "Save", "back": "people-away", "back_words": "Who is away"}
    return render(request, "people/change.html", shown, status=400 if form.errors else 200)


def _page(request: HttpRequest, away_form: AwayForm | None, stand_in: StandInForm | None, status: int = 200) -> HttpResponse:
    today, one_day = today_of(request), timedelta(days=1)
    absences = [
        AwayLine(
            row=row,
            last=row.ends - one_day if row.ends else None,
            is_later=row.starts > today,
            turns=_turns(request, row, max(row.starts, today)),
            may_change=_may_record(request, row.person),
        )
        for row in queries.absences_from(request.school, on=today)
        if row.starts != row.ends
    ]
    standing_in = [
        StandInLine(row, row.ends - one_day, row.starts > today, _may_end(request, row))
        for row in queries.delegations_from(request.school, on=today)
        if row.starts != row.ends
    ]
    shown = {"absences": absences, "standing_in": standing_in, "away_form": away_form, "stand_in_form": stand_in}
    return render(request, "people/away.html", shown, status=status)


def _turns(request: HttpRequest, row: Absence, on: date) -> tuple[Turn, ...]:
    """Who does the work of each role of somebody who is away, on that day."""
    acting, away_then = providers.stands_in(request.school, on), queries.away(request.school, on=on)
    found = []
    for role in sorted(queries.appointed_roles(row.person, on=on)):
        turn = queries.eligible(request.school, (role,), on=on, excluding=lambda one: False, stands_in=acting)
        found.append(Turn(role, ", ".join(one.name for one in turn), all(one.pk in away_then for one in turn)))
    return tuple(found)


def _away_form(request: HttpRequest, given: object = None) -> AwayForm | None:
    """For the headteacher everybody who can be away; for the others themselves; the chair also the headteacher and governors."""
    today = today_of(request)
    kinds = [kind.name for kind in CAN_BE_AWAY]
    people = [one for one in queries.people(request.school, on=today).filter(kind__in=kinds) if _may_record(request, one)]
    return AwayForm(given, people=people, today=today, prefix="away") if people else None


def _stand_in_form(request: HttpRequest, given: object = None) -> StandInForm | None:
    """The roles that are the reader's own, or theirs to give."""
    today, mine = today_of(request), appointed_of(request)
    held = [
        (row.role, row.person)
        for row in queries.held(request.school, on=today)
        if permissions.may_delegate(mine, row.role, is_own=row.person_id == request.person.pk)
    ]
    people = queries.people(request.school, on=today).filter(kind__in=[kind.name for kind in CAN_BE_AWAY])
    return StandInForm(given, held=list(dict.fromkeys(held)), people=people, today=today, prefix="in") if held else None


def _may_record(request: HttpRequest, person: Person) -> bool:
    theirs = queries.appointed_roles(person, on=today_of(request))
    return permissions.may_record_absence(appointed_of(request), is_own=person.pk == request.person.pk, of_roles=theirs)


def _may_end(request: HttpRequest, row: Delegation) -> bool:
    own = request.person.pk in (row.from_person_id, row.to_person_id)
    return permissions.may_delegate(appointed_of(request), row.role, is_own=own)


def _saying(form: forms.Form, act: Callable[[], object]) -> bool:
    """True where it was done; else the form says why not."""
    try:
        act()
    except (Denied, Refused) as why:
        form.add_error(None, str(why))
        return False
    return True
