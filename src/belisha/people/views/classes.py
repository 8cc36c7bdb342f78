"""Classes with who teaches and who is in them; the new school year, shown before it is done."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import actions, permissions, queries
from belisha.people.forms_people import YearForm
from belisha.people.queries import ClassThere
from belisha.people.views.asking import check, check_insider, today_of, work_of

SEPTEMBER = 9


@never_cache
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """Every class of today, the youngest first."""
    check_insider(request)
    today, held = today_of(request), work_of(request)
    shown = {
        "classes": queries.classes_there(request.school, on=today),
        "changes": queries.classes_change_from(request.school, on=today),
        "may_keep": permissions.may_keep_people(held),
        "may_import": permissions.may_import(held),
    }
    return render(request, "people/classes.html", shown)


@never_cache
@require_safe
def one_class(request: HttpRequest, name: str) -> HttpResponse:
    """One class; the names of its pupils for those who see people and for its teachers."""
    check_insider(request)
    found = queries.class_there(request.school, name, on=today_of(request))
    if found is None:
        raise Http404(f"this school has no class {name} today")
    held = work_of(request)
    sees = request.person in found.teachers or permissions.may_see_people(held)
    return render(request, "people/class.html", {"there": found, "sees": sees, "sees_people": permissions.may_see_people(held)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def next_year(request: HttpRequest) -> HttpResponse:
    """Where each class goes on the first day of the new school year: asked, shown, done."""
    check_insider(request)
    check(lambda: permissions.check_may_keep_people(work_of(request)))
    today = today_of(request)
    there = queries.classes_there(request.school, on=today)
    form = YearForm(request.POST or None, initial={"day": _first_of_september(today)})
    moves, said = _moves(request, there)
    ahead, fault = None, ""
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        try:
            ahead = actions.year_ahead(request.school, day=day, moves=moves, today=today)
            if "seen" in request.POST:
                actions.roll_over(by=request.actor, day=day, moves=moves, seen=request.POST["seen"], now=clock.now())
                messages.success(request, f"The new school year begins on {actions.written(day)}.")
                return redirect("people-classes")
        except (Denied, Refused) as why:
            fault = str(why)
    lines = [(one, said.get(one.row.pk, "")) for one in there]
    shown = {"form": form, "lines": lines, "ahead": ahead, "fault": fault, "has_classes": bool(there)}
    return render(request, "people/next_year.html", shown, status=400 if fault or form.errors else 200)


def _moves(request: HttpRequest, there: list[ClassThere]) -> tuple[dict[int, str], dict[int, str]]:
    """Where each class goes by its id ("" leaves), and the same as the form shows it. Nothing said: not in the first."""
    if request.method != "POST":
        usual = actions.usual_moves(there)
        return usual, {number: to or "leave" for number, to in usual.items()}
    said = {one.row.pk: request.POST.get(f"class_{one.row.pk}", "").strip()[:40] for one in there}
    moves = {number: actions.LEAVE if to.casefold() == "leave" else to for number, to in said.items() if to}
    return moves, said


def _first_of_september(today: date) -> date:
    """The next 1 September after today."""
    return date(today.year + (today >= date(today.year, SEPTEMBER, 1)), SEPTEMBER, 1)
