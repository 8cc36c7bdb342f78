"""The school year: terms, holidays within them, single closed days; each can be set, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from belisha.kit import clock
from belisha.kit.fields import PlainForm
from belisha.schools import actions, permissions, queries
from belisha.schools.actions.recording import written
from belisha.schools.forms_times import ClosureForm, HolidayForm, TermForm
from belisha.schools.views.saving import check
from belisha.schools.views.times import save_page, today_of

Row = TypeVar("Row")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_term(request: HttpRequest) -> HttpResponse:
    """A term's first and last day."""
    check(request, permissions.check_may_set_times)
    form, school = TermForm(request.POST or None), request.school

    def save() -> str:
        row = actions.set_term(school, by=request.actor, term=form.term(), now=clock.now())
        return f"The {row.name}: {written(row.first)} to {written(row.last)}."

    lead = "Between terms the school is closed: lessons, and spans of school days, rest. What was set before is kept."
    return save_page(request, form, save, title="Set a term", lead=lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_term(request: HttpRequest, number: int) -> HttpResponse:
    """A term that was a mistake."""
    check(request, permissions.check_may_set_times)
    row = _found(queries.term(request.school, number), "term", number)

    def save() -> str:
        actions.take_back_term(row, by=request.actor, now=clock.now())
        return f"The {row.name} is taken back."

    lead = f"From {written(row.first)} to {written(row.last)} the school then counts as closed."
    return _sure(request, save, title=f"Take back the {row.name}", lead=lead, button="Take it back")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_holiday(request: HttpRequest) -> HttpResponse:
    """Days within a term on which the school is closed, like half-term."""
    check(request, permissions.check_may_set_times)
    form, school = HolidayForm(request.POST or None), request.school

    def save() -> str:
        row = actions.set_holiday(school, by=request.actor, holiday=form.term(), now=clock.now())
        return f"The {row.name}: {written(row.first)} to {written(row.last)}."

    lead = "Days within a term on which the school is closed. Between terms it is closed anyway."
    return save_page(request, form, save, title="Set a holiday within a term", lead=lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_holiday(request: HttpRequest, number: int) -> HttpResponse:
    """A holiday within a term that does not come."""
    check(request, permissions.check_may_set_times)
    row = _found(queries.holiday(request.school, number), "holiday", number)

    def save() -> str:
        actions.take_back_holiday(row, by=request.actor, now=clock.now())
        return f"The {row.name} is taken back: lessons run on its days."

    lead = f"From {written(row.first)} to {written(row.last)} the school is then open. Days that are past stay as they were."
    return _sure(request, save, title=f"Take back the {row.name}", lead=lead, button="Take it back")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close_day(request: HttpRequest) -> HttpResponse:
    """A day of a term on which the school is closed."""
    check(request, permissions.check_may_set_times)
    form, school = ClosureForm(request.POST or None, today=today_of(request)), request.school

    def save() -> str:
        row = actions.close_day(school, by=request.actor, day=form.day, why=form.cleaned_data["why"], now=clock.now())
        return f"The school is closed on {written(row.day)}: {row.why}."

    return save_page(
        request, form, save, title="Close a day", lead="No lesson runs that day, and it is no school day when answers fall due."
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_day(request: HttpRequest, number: int) -> HttpResponse:
    """A closed day is a school day after all."""
    check(request, permissions.check_may_set_times)
    row = _found(queries.closure_day(request.school, number), "closed day", number)

    def save() -> str:
        actions.open_day(row, by=request.actor, now=clock.now())
        return f"The school is open on {written(row.day)}."

    lead = f"It is closed: {row.why}. Lessons then run that day, and answers can fall due."
    return _sure(request, save, title=f"Open the school on {written(row.day)}", lead=lead, button="Open it again")


def _sure(request: HttpRequest, save: Callable[[], str], *, title: str, lead: str, button: str) -> HttpResponse:
    """A page with nothing but its button."""
    return save_page(request, PlainForm(request.POST if request.method == "POST" else None), save, title=title, lead=lead, button=button)


def _found(row: Row | None, what: str, number: int) -> Row:
    """The row of this school. Raises Http404 where there is none."""
    if row is None:
        raise Http404(f"this school has no {what} {number}")
    return row
