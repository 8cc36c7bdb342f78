"""Who may plan without the training the policy asks for: the headteacher's page (clause 4.3)."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from belisha.core.programme.model import Form
from belisha.filtering import actions
from belisha.filtering.forms_activities import WaiverForm
from belisha.filtering.permissions import activities as permissions
from belisha.filtering.queries import activities as queries
from belisha.filtering.queries.lessons import calendar_of, term_of
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.training import training_of
from belisha.filtering.views.activities import reader_of
from belisha.filtering.views.sentences import told
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import queries as people
from belisha.people.models import Person

PAGE = "filtering-training"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def training(request: HttpRequest) -> HttpResponse:
    """Who may plan without, and the form that lets somebody."""
    reader, now = _reader(request), clock.now()
    on = school_day(request.school, now)
    asked = _form_that_asks(request)
    form = _waiver_form(request, reader, asked, on) if asked is not None else None
    if request.method == "POST" and form is not None and asked is not None and form.is_valid():
        given = form.cleaned_data
        person = people.person(request.school, int(given["person"]))
        try:
            if person is not None:
                actions.let_use_without_training(
                    by=reader, person=person, form=asked.name, reason=given["reason"], last=given["last"], now=now
                )
                messages.success(request, f"{person.name} may plan activities without the training. They are told.")
                return redirect(PAGE)
        except Denied as denied:
            raise PermissionDenied(told(denied)) from denied
        except Refused as refused:
            form.add_error(None, told(refused))
    content = {
        "form": form,
        "asked": asked,
        "course": permissions.course_title(asked) if asked else "",
        "clause": asked.clause_of("requires") if asked else "",
        "are_records_kept": asked is not None and training_of(reader, permissions.course_of(asked), on=on) is not None,
        "waivers": queries.waivers(request.school, on=on),
        "reader": reader,
    }
    return render(request, "filtering/training.html", content, status=409 if form is not None and form.non_field_errors() else 200)


@never_cache
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """The training counts again for one person."""
    reader = _reader(request)
    row = queries.waiver(request.school, number)
    if row is None:
        raise Http404(f"this school has no such leave {number}")
    try:
        actions.end_waiver(by=reader, waiver=row, now=clock.now())
    except Denied as denied:
        raise PermissionDenied(told(denied)) from denied
    except Refused as refused:
        messages.warning(request, told(refused))
    else:
        messages.success(request, f"{row.person.name} needs the training again. What is planned stays.")
    return redirect(PAGE)


def _reader(request: HttpRequest) -> Person:
    """Who is signed in, where they may waive somebody's training; 403 for others."""
    reader, now = reader_of(request), clock.now()
    try:
        permissions.check_waive(reader, programme_now(request.school, now), on=school_day(request.school, now))
    except Denied as denied:
        raise PermissionDenied(told(denied)) from denied
    return reader


def _form_that_asks(request: HttpRequest) -> Form | None:
    """The form of the policy in force that asks for training; None where none does."""
    return next((form for form in permissions.activity_forms(programme_now(request.school, clock.now())) if form.requires), None)


def _waiver_form(request: HttpRequest, reader: Person, asked: Form, on: date) -> WaiverForm:
    """With the people whom this reader may let: those the form is open to, but not the reader."""
    programme = programme_now(request.school, clock.now())
    words = set(asked.open_to)
    found = [one for one in people.people(request.school, on=on) if words & people.words_of_kind(one) and one.pk != reader.pk]
    heads = {one.pk for one in people.holders(request.school, permissions.HEADTEACHER, on=on)}
    if reader.pk not in heads:
        found = [one for one in found if one.pk in heads and permissions.may_waive(reader, programme, on=on, person=one)]
    term = term_of(calendar_of(request.school, on), on)
    return WaiverForm(request.POST or None, people=found, last=term[1] if term else on)
