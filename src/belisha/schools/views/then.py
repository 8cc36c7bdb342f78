"""As it was: the times and the networks of another day, to be read only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from belisha.schools import permissions, providers, queries
from belisha.schools.actions.networks import who_sits
from belisha.schools.forms_times import ThenForm
from belisha.schools.models import NetworkRange
from belisha.schools.views.saving import check
from belisha.schools.views.times import today_of
from belisha.schools.week import week_of


@never_cache
@require_safe
def times_then(request: HttpRequest) -> HttpResponse:
    """Terms, closed days and the week as they held on a day (`?day=`)."""
    check(request, permissions.check_may_see)
    form = _form(request)
    then, weeks = None, []
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"]
        then = queries.times_on(request.school, on=day)
        years = sorted({*providers.classes(request.school, on=day).values(), *(year for row in then.lessons for year in row.years)})
        weeks = [(year.capitalize(), week_of(then.lessons, year=year)) for year in years] or [
            ("Every year group", week_of(then.lessons, year=""))
        ]
    shown = {"form": form, "then": then, "weeks": weeks}
    return render(request, "schools/times_then.html", shown, status=400 if form.errors else 200)


@never_cache
@require_safe
def networks_then(request: HttpRequest) -> HttpResponse:
    """Who sat where on a day (`?day=`), the school's addresses, and who had the shared trolleys."""
    check(request, permissions.check_may_see)
    form, school = _form(request), request.school
    shown: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"]
        rows = queries.in_order(list(queries.networks(school, on=day)))
        names = _names(request, rows)
        booked = [row for row in queries.bookings_from(school, on=day) if row.since <= day and row.weekday == day.weekday()]
        shown |= {
            "day": day,
            "rows": [(row, names.get(row.person or 0) or who_sits(row)) for row in rows],
            "ranges": queries.ranges(school, on=day),
            "bookings": booked if queries.calendar(school, day).is_school_day(day) else [],
        }
    return render(request, "schools/networks_then.html", shown, status=400 if form.errors else 200)


def _names(request: HttpRequest, rows: list[NetworkRange]) -> dict[int, str]:
    """The names of those who have devices of their own today, for readers who may know them."""
    if not permissions.may_see_devices(request) or not any(row.person for row in rows):
        return {}
    return {one.number: one.name for one in providers.holders(request.school, on=today_of(request))}


def _form(request: HttpRequest) -> ThenForm:
    return ThenForm(request.GET) if "day" in request.GET else ThenForm(initial={"day": today_of(request)})
