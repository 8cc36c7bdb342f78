"""Telling what one met: the form for anyone, the code, and what became of it. No account, no script, no picture.

Source: clauses 6.15, 7.6-report and 8.3; safeguarding.md 3, 4, 5 and 12: what is always on the page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.core.moments import Seat
from belisha.core.programme.model import Programme
from belisha.filtering import codes
from belisha.filtering.actions.reports import NewReport, make_report
from belisha.filtering.forms_reports import ReportCodeForm, ReportForm
from belisha.filtering.models import Report
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries import reports as queries
from belisha.filtering.queries.seats import programme_now, school_day, seat_at
from belisha.filtering.rates import Rate, TooMany, count_one
from belisha.filtering.views.sentences import told
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.schools.models import School

SENT_COOKIE: Final = "belisha-reported"
SENT_SECONDS: Final = 300  # how long the page with the code can be loaded again on the device that sent it


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def report(request: HttpRequest) -> HttpResponse:
    """The form: where, what, send. Whatever is written is kept."""
    form, status = ReportForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            count_one(Rate.REPORTS, address=_address(request), now=_here(request))
            return _sent(request, form)
        except Refused as refused:
            form.add_error(None, told(refused))
            status = 429 if isinstance(refused, TooMany) else 200
    return render(request, "filtering/report.html", {"form": form, **_beside(request)}, status=status)


@never_cache
@require_safe
@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    """That it was received, the code, and what happens now. Only on the device that sent it, for five minutes."""
    words = request.get_signed_cookie(SENT_COOKIE, default="", max_age=SENT_SECONDS)
    number, code, note = (*str(words).split(":", 2), "", "", "")[:3]
    found = queries.report_with_id(_school(request), int(number)) if number.isdigit() else None
    if found is None or (not code and not _is_own(request, found)):
        return redirect("filtering-report")
    story = queries.story_of(found, now=clock.now())
    shown = {
        "story": story,
        "code": codes.in_groups(code) if code else "",
        "found": found,
        "note": gettext(unquote(note)) if note else "",
        **_beside(request),
    }
    return render(request, "filtering/report_sent.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def status(request: HttpRequest) -> HttpResponse:
    """What became of a report, by its code: received, read, being dealt with. A code is never in an address."""
    form = ReportCodeForm(request.POST if request.method == "POST" else None)
    story, answered = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            count_one(Rate.CODES, address=_address(request), now=_here(request))
        except Refused as refused:
            form.add_error("code", str(refused))
            answered = 429
        else:
            found = queries.report_with_code(_school(request), form.cleaned_data["code"], now=clock.now())
            story = queries.story_of(found, now=clock.now()) if found else None
            if found is None:
                form.add_error("code", gettext("No report has this code. Look at it again. Codes last for 30 days."))
    return render(request, "filtering/report_status.html", {"form": form, "story": story, **_beside(request)}, status=answered)


def _sent(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """The report made, and the way to the page that says so. Raises Refused where nothing was written."""
    now = clock.now()
    school = _school(request)
    programme = programme_now(school, now)
    values = form.cleaned_data
    new = NewReport(values["address"], values["words"], _seat(request, programme))
    made = make_report(new, school=school, by=request.person, programme=programme, now=now)
    answer, where = redirect("filtering-report-sent"), reverse("filtering-report-sent")
    words, secure = f"{made.report.pk}:{made.code or ''}:{quote(made.note)}", settings.SESSION_COOKIE_SECURE
    answer.set_signed_cookie(SENT_COOKIE, words, max_age=SENT_SECONDS, path=where, httponly=True, samesite="Strict", secure=secure)
    return answer


def _beside(request: HttpRequest) -> dict[str, object]:
    """What is always on these pages: when a person reads it; for a signed-in adult the rule, and that their name goes with it."""
    school, now = _school(request), clock.now()
    programme, on = programme_now(school, now), school_day(school, now)
    readers = permissions.readers_of_words(school, programme, on=on)
    rules = [(rule.clause, programme.words_of(rule.clause)) for rule in queries.rules_for(request.person, programme, on=on)]
    is_named = request.person is not None and queries.is_adult(request.person)
    reading = queries.when_read(school, programme.facts.calendar, readers, now=now)
    return {"reading": reading, "rules": rules, "is_named": is_named, "helplines": queries.helplines_told()}


def _seat(request: HttpRequest, programme: Programme) -> Seat | None:
    return seat_at(programme.facts, _address(request))


def _is_own(request: HttpRequest, found: Report) -> bool:
    return request.person is not None and found.reported_by_id == request.person.pk


def _school(request: HttpRequest) -> School:
    if request.school is None:
        raise Http404("no school has been set up here yet")
    return request.school


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _here(request: HttpRequest) -> datetime:
    """Now, in the school's own zone: sentences name the time of day."""
    return clock.now().astimezone(ZoneInfo(_school(request).zone))
