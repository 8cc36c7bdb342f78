"""When the school works: what is to come, a picture of the week, and the pages that set lessons, breaks and the times of the day."""

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
from belisha.schools.forms_times import WEEKDAYS, DayTimesForm, LessonForm
from belisha.schools.models import LessonTime
from belisha.schools.views.saving import check
from belisha.schools.week import week_of

PAGE = "schools-times"


@never_cache
@require_safe
def times(request: HttpRequest) -> HttpResponse:
    """Whether the school is closed today; what is to come; the week of one year group (`?year=`) as a picture."""
    check(request, permissions.check_may_see)
    school, today = request.school, today_of(request)
    rows = queries.lessons_from(school, on=today)
    years = years_of(request)
    year = chosen_year(request, years)
    shown = {
        "closed": queries.closed_because(school, on=today),
        "terms": queries.terms_from(school, on=today),
        "holidays": queries.holidays_from(school, on=today),
        "closures": queries.closure_days_from(school, on=today),
        "day_times": queries.day_times(school, today),
        "day_times_to_come": queries.day_times_to_come(school, on=today),
        "week": week_of([row for row in rows if row.since <= today], year=year),
        "years": years,
        "year": year,
        "weekdays": [(weekday_words(day), list(found)) for day, found in groupby(rows, key=lambda row: row.weekday)],
        "may_set": permissions.may_set_times(request),
        "today": today,
    }
    return render(request, "schools/times.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_lesson(request: HttpRequest) -> HttpResponse:
    """A lesson of the week, or a break, on one weekday or several: all of them or none."""
    check(request, permissions.check_may_set_times)
    school = request.school
    form = LessonForm(request.POST or None, today=today_of(request), years=years_of(request))

    def save() -> str:
        now = clock.now()
        with one_transaction():
            for lesson in form.lessons():
                actions.set_lesson_time(school, by=request.actor, lesson=lesson, since=form.day, now=now, is_break=form.is_break)
        return f"The {form.cleaned_data['name']} is set from {written(form.day)} on."

    lead = "Rules that hold in lessons only hold while a lesson runs, on school days, and rest in breaks. What held before stays as it was."
    return save_page(request, form, save, title="Set a lesson or a break", lead=lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """There is no such lesson or break from a day on."""
    check(request, permissions.check_may_set_times)
    row = _lesson(request, number)
    form = EndForm(request.POST or None, today=today_of(request))

    def save() -> str:
        actions.end_lesson_time(row, by=request.actor, ends=form.day, now=clock.now())
        return f"The {row.name} on {weekday_words(row.weekday)} ends on {written(form.day)}."

    title = f"End the {row.name} on {weekday_words(row.weekday)}"
    return save_page(
        request, form, save, title=title, lead=f"It runs from {row.starts:%H:%M} to {row.ends:%H:%M} since {written(row.since)}."
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_day_times(request: HttpRequest) -> HttpResponse:
    """When the school day starts and ends, from a day on."""
    check(request, permissions.check_may_set_times)
    school, today = request.school, today_of(request)
    starts, ends = queries.day_times(school, today)
    form = DayTimesForm(request.POST or None, today=today, initial={"starts": starts, "ends": ends})

    def save() -> str:
        given = form.cleaned_data
        actions.set_day_times(school, by=request.actor, starts=given["starts"], ends=given["ends"], since=form.day, now=clock.now())
        return f"The school day is from {given['starts']:%H:%M} to {given['ends']:%H:%M} from {written(form.day)} on."

    lead = "Rules for the school day hold between these times, and answers that fall due after school days fall due at its end."
    return save_page(request, form, save, title="Set the times of the school day", lead=lead)


def save_page(
    request: HttpRequest, form: forms.Form, save: Callable[[], str], *, title: str, lead: str, button: str = "Save"
) -> HttpResponse:
    """The form, or its change saved; why it cannot be stands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save())
            return redirect(PAGE)
        except Refused as why:
            form.add_error(None, str(why))
    shown = {"form": form, "title": title, "lead": lead, "button": button}
    return render(request, "schools/set_time.html", shown, status=400 if form.errors else 200)


def years_of(request: HttpRequest) -> list[str]:
    """The year groups of the school's classes today."""
    return sorted(set(providers.classes(request.school, on=today_of(request)).values()))


def chosen_year(request: HttpRequest, years: list[str]) -> str:
    """The year group whose week is shown: the one asked for, else the first; "" where the school has none."""
    asked = request.GET.get("year", "")
    return asked if asked in years else next(iter(years), "")


def weekday_words(weekday: int) -> str:
    """The name of a weekday by its number."""
    return dict(WEEKDAYS).get(str(weekday), str(weekday))


def today_of(request: HttpRequest) -> date:
    """The day at the reader's school."""
    return queries.today_at(request.school, clock.now())


def _lesson(request: HttpRequest, number: int) -> LessonTime:
    """The lesson of this school. Raises Http404 where there is none."""
    found = queries.lesson(request.school, number)
    if found is None:
        raise Http404(f"this school has no lesson {number}")
    return found
