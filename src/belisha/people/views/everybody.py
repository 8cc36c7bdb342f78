"""Everybody: the doors of this room, looking somebody up, and the page of one person with what can be done."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import actions, permissions, permissions_invitations, providers, queries
from belisha.people.forms_people import LeaveForm, LineManagerForm
from belisha.people.models import Person
from belisha.people.states import CAN_BE_AWAY, Kind
from belisha.people.views.asking import appointed_of, check, check_insider, person_or_404, today_of, work_of

LONGEST_SEARCH = 100


@never_cache
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """The doors; for those who may see people, the staff by name, and anybody by a part of their name."""
    check_insider(request)
    today, held = today_of(request), work_of(request)
    sees = permissions.may_see_people(held)
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH] if sees else ""
    away = queries.away(request.school, on=today)
    roles = queries.roles_by_person(request.school, on=today)
    found = queries.people_called(request.school, words, on=today) if words else []
    staff = list(queries.staff_and_governors(request.school, on=today)) if sees and not words else []
    shown = {
        "sees": sees,
        "words": words,
        "lines": [(one, sorted(roles.get(one.pk, ())), one.pk in away) for one in (found or staff)],
        "may_import": permissions.may_import(held),
        "may_invite": permissions_invitations.may_see_invitations(held),
        "may_keep": permissions.may_keep_people(held),
    }
    return render(request, "people/everybody.html", shown)


@never_cache
@require_safe
def one_person(request: HttpRequest, number: int) -> HttpResponse:
    """One person: what they are, their roles and classes, and what this reader can do."""
    check_insider(request)
    person = person_or_404(request, number)
    today, held = today_of(request), work_of(request)
    if person.pk != request.person.pk:
        check(lambda: permissions.check_may_see_people(held))
    kind = queries.kind_of(person)
    manager = queries.line_manager_of(person, on=today) if kind in CAN_BE_AWAY else None
    sits = queries.class_of_pupil(person, today) if kind is Kind.PUPIL else None
    shown = {
        "person": person,
        "kind": kind.value,
        "is_staff": kind in CAN_BE_AWAY,
        "is_here": queries.is_here(person, on=today),
        "roles": sorted(queries.roles_of(person, on=today)),
        "classes": [sits] if sits else queries.classes_of_teacher(person, today),
        "manager": manager,
        "manages": queries.managed_by(person, on=today) if kind in CAN_BE_AWAY else [],
        "is_away": queries.is_away(person, on=today),
        "may_keep": permissions.may_keep_people(held),
        "sees_contacts": kind is Kind.PUPIL and permissions.may_see_contacts(held),
    }
    return render(request, "people/person.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody leaves: what ends, and who takes the roles that must not be empty."""
    check_insider(request)
    check(lambda: permissions.check_may_keep_people(work_of(request)))
    person = person_or_404(request, number)
    if person.left is not None:
        raise PermissionDenied(f"{person.name} has left on {actions.written(person.left)} already.")
    today = today_of(request)
    form = _leave_form(request, person)
    if request.method == "POST" and form.is_valid():
        takers = {role: queries.person(request.school, one) for role, one in form.successors().items()}
        on = form.cleaned_data["ends"]
        try:
            actions.leave(by=request.actor, person=person, on=on, successors=takers, now=clock.now())
        except (Denied, Refused) as why:
            form.add_error(None, str(why))
        else:
            verb = "has left" if on <= today else f"leaves on {actions.written(on)}"
            messages.success(request, f"{person.name} {verb}. Those who need to know are told.")
            return redirect("people")
    shown = {
        "title": f"{person.name} leaves",
        "lead": "From that day:",
        "sentences": _what_ends(person),
        "form": form,
        "save": "Mark as left",
        "is_grave": True,
        "back_path": reverse("people-person", args=[person.pk]),
        "back_words": person.name,
    }
    return render(request, "people/change.html", shown, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def line_manager(request: HttpRequest, number: int) -> HttpResponse:
    """Who somebody's line manager is, from a day on."""
    check_insider(request)
    check(lambda: permissions.check_may_keep_people(work_of(request)))
    person = person_or_404(request, number)
    if queries.kind_of(person) not in CAN_BE_AWAY:
        raise Http404("only staff have a line manager")
    today = today_of(request)
    others = queries.staff_and_governors(request.school, on=today).exclude(pk=person.pk)
    manager = queries.line_manager_of(person, on=today)
    form = LineManagerForm(request.POST or None, people=others, today=today, initial={"manager": str(manager.pk) if manager else ""})
    if request.method == "POST" and form.is_valid():
        chosen = queries.person(request.school, int(form.cleaned_data["manager"])) if form.cleaned_data["manager"] else None
        try:
            actions.set_line_manager(by=request.actor, person=person, manager=chosen, since=form.cleaned_data["since"], now=clock.now())
        except (Denied, Refused) as why:
            form.add_error(None, str(why))
        else:
            who = f"{chosen.name} is" if chosen else "Nobody is"
            messages.success(request, f"{who} the line manager of {person.name} from {actions.written(form.cleaned_data['since'])} on.")
            return redirect("people-person", person.pk)
    shown = {
        "title": f"The line manager of {person.name}",
        "lead": "What the policy sends to a line manager goes to them: support for a member of staff, and concerns about one.",
        "form": form,
        "save": "Save",
        "back_path": reverse("people-person", args=[person.pk]),
        "back_words": person.name,
    }
    return render(request, "people/change.html", shown, status=400 if form.errors else 200)


def _leave_form(request: HttpRequest, person: Person) -> LeaveForm:
    """The day, and for each role that this reader gives, who takes it."""
    today, mine = today_of(request), appointed_of(request)
    needs = providers.role_needs(request.school, today)
    roles = sorted(role for role in queries.appointed_roles(person, on=today) if permissions.may_appoint(mine, role))
    counts = queries.holder_counts(request.school, today)
    needed = frozenset(role for role in roles if counts.get(role, 0) <= needs.get(role, 0))
    people = queries.staff_and_governors(request.school, on=today).exclude(pk=person.pk)
    return LeaveForm(request.POST or None, roles=roles, needed=needed, people=people, today=today)


def _what_ends(person: Person) -> list[str]:
    """What ends when this person leaves, in sentences."""
    if queries.kind_of(person) is Kind.PUPIL:
        return [
            "they are in no class, and a device of their own is treated as nobody’s",
            "what they asked for stays in the record; their contacts are kept as long as the school must keep them",
            "the headteacher and the safeguarding leads are told, because a child-protection file may have to go with them",
        ]
    return [
        "they sign in no more, and wherever they are signed in now they are signed out",
        "their roles and classes end, and nobody stands in for them or by them any more",
        "an invitation they were sent opens nothing",
        "headteacher, network manager, safeguarding lead and their line manager are told",
    ]
