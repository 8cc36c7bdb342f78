"""The page of roles: who holds each, since when and until when; who may appoints and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import actions, permissions, providers, queries
from belisha.people.forms import AppointForm, EndForm
from belisha.people.models import Person, RoleHolding
from belisha.people.states import ROLES_OF_EVERY_SCHOOL
from belisha.schools.models import School


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role on the page. `state` and `words` are its beacon; `may_change` whether this reader may give and end it."""

    role: str
    holdings: tuple[RoleHolding, ...]
    state: str
    words: str
    may_change: bool


@require_safe
def roles_page(request: HttpRequest) -> HttpResponse:
    """Who holds each role."""
    _check_may_see(request)
    return _roles(request, _appoint_form(request))


@require_POST
def appoint(request: HttpRequest) -> HttpResponse:
    """Give somebody a role."""
    _check_may_see(request)
    form = _appoint_form(request, request.POST)
    if not _may_give_any(form):
        raise PermissionDenied(_("Roles are not yours to give."))
    if form.is_valid():
        person = queries.person(request.school, int(form.cleaned_data["person"]))
        given = form.cleaned_data
        try:
            actions.appoint(by=request.actor, person=person, role=given["role"], starts=given["starts"], now=clock.now())
        except (Denied, Refused) as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("%(name)s is %(role)s from %(day)s on.") % _said(person, given["role"], given["starts"]))
            return redirect("people-roles")
    return _roles(request, form, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, holding_id: int) -> HttpResponse:
    """End somebody's role."""
    _check_may_see(request)
    holding = queries.holding(request.school, holding_id)
    if holding is None:
        raise Http404("no such role")
    if not permissions.may_appoint(_held(request), holding.role):
        raise PermissionDenied(_("This role is not yours to end."))
    form = EndForm(request.POST or None, initial={"ends": _today(request)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(by=request.actor, holding=holding, ends=form.cleaned_data["ends"], now=clock.now())
        except (Denied, Refused) as why:
            form.add_error(None, str(why))
        else:
            said = _said(holding.person, holding.role, form.cleaned_data["ends"])
            messages.success(request, _("%(name)s is no longer %(role)s from %(day)s on.") % said)
            return redirect("people-roles")
    return render(request, "people/end_role.html", {"form": form, "holding": holding}, status=400 if form.errors else 200)


def _roles(request: HttpRequest, form: AppointForm, status: int = 200) -> HttpResponse:
    """The page, with the form as it stands."""
    shown = {"lines": _lines(request), "form": form if _may_give_any(form) else None}
    return render(request, "people/roles.html", shown, status=status)


def _check_may_see(request: HttpRequest) -> None:
    """Nothing for those who may see roles. Raises Http404 for a stranger's account, PermissionDenied for insiders who may not."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    try:
        permissions.check_may_see_roles(queries.kind_of(request.person))
    except Denied as why:
        raise PermissionDenied(str(why)) from why


def _lines(request: HttpRequest) -> list[RoleLine]:
    """Every role of the school, of the policy, and that anybody holds; the ones the policy needs first."""
    today, held = _today(request), _held(request)
    needs = providers.role_needs(request.school, today)
    rows = queries.holdings_from(request.school, on=today)
    roles = dict.fromkeys([*needs, *ROLES_OF_EVERY_SCHOOL, *(row.role for row in rows)])
    return [
        RoleLine(
            role=role,
            holdings=tuple(row for row in rows if row.role == role),
            may_change=permissions.may_appoint(held, role),
            **_beacon(request.school, role, needs.get(role, 0), today),
        )
        for role in roles
    ]


def _beacon(school: School, role: str, at_least: int, today: date) -> dict[str, str]:
    """How a role stands: amber where too few hold it today or from a coming day on, grey where no clause needs it."""
    if not at_least:
        return {"state": "grey", "words": _("The policy in force does not speak of this role.")}
    short = queries.first_day_too_few(school, role, at_least, on=today)
    said = {"role": role, "count": at_least, "day": actions.written(short) if short else ""}
    if short is None:
        return {"state": "steady", "words": _("Held, as the policy needs.")}
    if short == today:
        return {"state": "amber", "words": _("Too few people are %(role)s: the policy needs at least %(count)s. Appoint somebody.") % said}
    words = _("From %(day)s on too few people are %(role)s: the policy needs at least %(count)s. Appoint somebody before that day.")
    return {"state": "amber", "words": words % said}


def _appoint_form(request: HttpRequest, given: object = None) -> AppointForm:
    """The form with the roles this reader may give."""
    today, held = _today(request), _held(request)
    known = dict.fromkeys([*providers.role_needs(request.school, today), *ROLES_OF_EVERY_SCHOOL])
    mine = [role for role in known if permissions.may_appoint(held, role)]
    return AppointForm(given, school=request.school, today=today, roles=mine)


def _may_give_any(form: AppointForm) -> bool:
    """True where the form offers its reader a role to give."""
    return bool(form.fields["role"].choices[1:])


def _held(request: HttpRequest) -> frozenset[str]:
    """The roles the reader is appointed to today."""
    return queries.appointed_roles(request.person, on=_today(request))


def _today(request: HttpRequest) -> date:
    """The day it is at the school."""
    return actions.today_at(request.school, clock.now())


def _said(person: Person, role: str, day: date) -> dict[str, str]:
    """The words of a message."""
    return {"name": person.name, "role": role, "day": actions.written(day)}
