"""Shared trolleys: which class has which, when, as a picture of the week; and the pages that book one."""

from __future__ import annotations

from dataclasses import dataclass

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
from belisha.schools.forms_places import BookingForm
from belisha.schools.models import TrolleyBooking
from belisha.schools.views.saving import check
from belisha.schools.views.times import today_of, weekday_words
from belisha.schools.week import Week, week_of_bookings

PAGE = "schools-trolleys"


@dataclass(frozen=True, slots=True)
class Trolley:
    """A shared trolley on the page: its ranges, its week, and every booking with its days."""

    name: str
    ranges: list[str]
    week: Week
    bookings: list[tuple[str, TrolleyBooking, bool]]


@never_cache
@require_safe
def trolleys(request: HttpRequest) -> HttpResponse:
    """Each shared trolley with its week; a booking of a class that is none today is told."""
    check(request, permissions.check_may_see)
    school, today = request.school, today_of(request)
    networks, bookings = queries.networks_from(school, on=today), queries.bookings_from(school, on=today)
    classes = providers.classes(school, on=today)
    shown = []
    for name in queries.trolleys_from(school, on=today):
        mine = [row for row in bookings if row.trolley == name]
        week = week_of_bookings((row, f"Class {row.class_name}") for row in mine if row.since <= today)
        told = [(weekday_words(row.weekday), row, row.class_name in classes) for row in mine]
        shown.append(Trolley(name, [row.range for row in networks if row.trolley == name], week, told))
    page = {"trolleys": shown, "may_set": permissions.may_set_networks(request), "today": today}
    return render(request, "schools/trolleys.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book_trolley(request: HttpRequest) -> HttpResponse:
    """A class has a trolley at a time, on one day or each week: all of the weekdays or none."""
    check(request, permissions.check_may_set_networks)
    school, today = request.school, today_of(request)
    known = {"trolleys": queries.trolleys_from(school, on=today), "classes": providers.classes(school, on=today)}
    form = BookingForm(request.POST or None, today=today, **known)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            with one_transaction():
                for booked in form.bookings():
                    actions.book_trolley(school, by=request.actor, booked=booked, now=now)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            given = form.cleaned_data
            messages.success(
                request, f"Class {given['class_name']} has {given['trolley']} from {given['starts']:%H:%M} to {given['ends']:%H:%M}."
            )
            return redirect(PAGE)
    lead = "From bell to bell the trolley is the class’s: what is decided for the class is open on it, and what is closed to it is closed."
    shown = {"form": form, "title": "Book a trolley", "lead": lead, "button": "Book it"}
    return render(request, "schools/set_booking.html", shown, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_booking(request: HttpRequest, number: int) -> HttpResponse:
    """A class has a trolley no more from a day on."""
    check(request, permissions.check_may_set_networks)
    row = queries.booking(request.school, number)
    if row is None:
        raise Http404(f"this school has no booking {number}")
    form = EndForm(request.POST or None, today=today_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_booking(row, by=request.actor, ends=form.day, now=clock.now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Class {row.class_name} has {row.trolley} then no more, from {written(form.day)} on.")
            return redirect(PAGE)
    lead = f"On {weekday_words(row.weekday)} from {row.starts:%H:%M} to {row.ends:%H:%M}, since {written(row.since)}."
    shown = {"form": form, "title": f"End the booking of {row.trolley} for class {row.class_name}", "lead": lead, "button": "End it"}
    return render(request, "schools/set_booking.html", shown, status=400 if form.errors else 200)
