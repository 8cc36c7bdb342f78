"""When the school works: terms, days on which it is closed, the lessons of the week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.kit.writing import one_transaction
from belisha.schools import actions, permissions, providers, queries
from belisha.schools.actions.recording import written
from belisha.schools.forms import EndForm
from belisha.schools.forms_times import WEEKDAYS, ClosureForm, LessonForm, TermForm
from belisha.schools.models import LessonTime
from belisha.schools.views.saving import check

PAGE = "schools-times"


@never_cache
@require_safe
def times(request: HttpRequest) -> HttpResponse:
    """What is to come: terms, closure days, and the lessons of each weekday."""
    check(request, permissions.check_may_see)
    school, today = request.school, _today(request)
    lessons = groupby(queries.lessons_from(school, on=today), key=lambda row: row.weekday)
    shown = {
        "terms": queries.terms_from(school, on=today),
        "closures": queries.closure_days_from(school, on=today),
        "weekdays": [(dict(WEEKDAYS).get(str(day), str(day)), list(rows)) for day, rows in lessons],
        "may_set": permissions.may_set_times(request),
        "today": today,
    }
    return render(request, "schools/times.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_term(request: HttpRequest) -> HttpResponse:
    """A term's first and last day."""
    check(request, permissions.check_may_set_times)
    form, school = TermForm(request.POST or None), request.school

    def save() -> str:
        row = actions.set_term(school, by=request.actor, term=form.term(), now=clock.now())
        return f"The {row.name}: {written(row.first)} to {written(row.last)}."

    return _save(
        request, form, save, title="Set a term", lead="Between terms the school is closed: lessons, and spans of school days, rest."
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close_day(request: HttpRequest) -> HttpResponse:
    """A day of a term on which the school is closed."""
    check(request, permissions.check_may_set_times)
    form, school = ClosureForm(request.POST or None, today=_today(request)), request.school

    def save() -> str:
        row = actions.close_day(school, by=request.actor, day=form.day, why=form.cleaned_data["why"], now=clock.now())
        return f"The school is closed on {written(row.day)}: {row.why}."

    return _save(request, form, save, title="Close a day", lead="No lesson runs that day, and it is no school day when answers fall due.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_lesson(request: HttpRequest) -> HttpResponse:
    """A lesson of the week on one weekday or several: all of them or none."""
    check(request, permissions.check_may_set_times)
    school, today = request.school, _today(request)
    form = LessonForm(request.POST or None, today=today, years=providers.classes(school, on=today).values())

    def save() -> str:
        now = clock.now()
        with one_transaction():
            for lesson in form.lessons():
                actions.set_lesson_time(school, by=request.actor, lesson=lesson, since=form.day, now=now)
        return f"The {form.cleaned_data['name']} is set from {written(form.day)} on."

    lead = "Rules that hold in lessons only hold at these times, on school days. What held before stays as it was."
    return _save(request, form, save, title="Set a lesson", lead=lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """There is no such lesson from a day on."""
    check(request, permissions.check_may_set_times)
    row = _lesson(request, number)
    form = EndForm(request.POST or None, today=_today(request))

    def save() -> str:
        actions.end_lesson_time(row, by=request.actor, ends=form.day, now=clock.now())
        return f"The {row.name} on {dict(WEEKDAYS)[str(row.weekday)]} ends on {written(form.day)}."

    title = f"End the {row.name} on {dict(WEEKDAYS)[str(row.weekday)]}"
    return _save(request, form, save, title=title, lead=f"It runs from {row.starts:%H:%M} to {row.ends:%H:%M} since {written(row.since)}.")


def _save(request: HttpRequest, form: forms.Form, save: Callable[[], str], *, title: str, lead: str) -> HttpResponse:
    """The form, or its change saved; why it cannot be stands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save())
            return redirect(PAGE)
        except Refused as why:
            form.add_error(None, str(why))
    return render(request, "schools/set_time.html", {"form": form, "title": title, "lead": lead}, status=400 if form.errors else 200)


def _lesson(request: HttpRequest, number: int) -> LessonTime:
    """The lesson of this school. Raises Http404 where there is none."""
    found = queries.lesson(request.school, number)
    if found is None:
        raise Http404(f"this school has no lesson {number}")
    return found


def _today(request: HttpRequest) -> date:
    return queries.today_at(request.school, clock.now())
