"""The way in for everybody: what this device met closed, asking for it, and what became of it. No account, no script, nobody's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.core.moments import UNKNOWN_SEAT, Seat
from belisha.core.names import Host
from belisha.core.programme.model import Programme
from belisha.filtering import actions, codes
from belisha.filtering.forms import AskForm, CodeForm
from belisha.filtering.models import AccessRequest
from belisha.filtering.permissions import activities
from belisha.filtering.permissions.openings import may_see_openings
from belisha.filtering.queries import door as at_the_door
from belisha.filtering.queries import requests as queries
from belisha.filtering.queries.seats import class_of, programme_now, school_day, seats_asking, this_computer
from belisha.filtering.rates import Rate, count_one
from belisha.filtering.states import Purpose
from belisha.filtering.views.sentences import told
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.schools.models import School

ASKED_COOKIE = "belisha-asked"
ASKED_SECONDS = 300  # how long the page with the code can be loaded again on the device that asked


@dataclass(frozen=True, slots=True)
class _Choice:
    """The seat a request is made for, and the site in the form people mean."""

    seat: Seat
    host: Host


@never_cache
@require_safe
@login_not_required
def door(request: HttpRequest) -> HttpResponse:
    """What this device met closed in the last five minutes, each with its reason and the way to ask; and a box for any other site."""
    programme = programme_now(_school(request), clock.now())
    seats = _seats(request, programme)
    reader = _reader(request, seats[0] if seats else UNKNOWN_SEAT, programme)
    met = at_the_door.met_by(_address(request), reader, socket_path=settings.RESOLVER_SOCKET)
    shown = {"met": met, "seat_words": this_computer(seats[0]) if seats else "", "is_outside": not seats, "form": AskForm()}
    return render(request, "filtering/door.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one site: GET with ?site= says why it is closed, POST asks."""
    if request.method == "POST":
        form = AskForm(request.POST)
        answer = (_lesson(request, form) or _asked(request, form)) if form.is_valid() else None
        return answer or _render_ask(request, form)
    if "site" not in request.GET:
        return _render_ask(request, AskForm())
    form = AskForm({"site": request.GET["site"]})
    return _render_ask(request, form, is_fresh=True)


def _lesson(request: HttpRequest, form: AskForm) -> HttpResponse | None:
    """Where a teacher goes who needs it for a lesson: to a curriculum activity, with the site filled in; nothing is asked for."""
    is_for_lesson = form.cleaned_data["purpose"] == Purpose.LESSON.name
    if not is_for_lesson or not _may_plan(request, programme_now(_school(request), clock.now())):
        return None
    return redirect(reverse("filtering-plan-activity") + "?" + urlencode({"site": form.cleaned_data["site"].name}))


def _may_plan(request: HttpRequest, programme: Programme) -> bool:
    on = school_day(_school(request), clock.now())
    return request.person is not None and activities.may_plan(request.person, programme, on=on)


def _purposes(request: HttpRequest, met: at_the_door.Met, programme: Programme) -> list[Purpose]:
    """What may be asked for: by mistake or as an exception, as it is closed; and a lesson, for those who plan activities."""
    found = [Purpose.EXCEPTION if met.is_on_purpose else Purpose.MISTAKE]
    if _may_plan(request, programme):
        found.insert(0 if met.is_on_purpose else 1, Purpose.LESSON)
    return found


@never_cache
@require_safe
@login_not_required
def asked(request: HttpRequest) -> HttpResponse:
    """The code, big, and what happens next. Only on the device that asked, for five minutes; the code is in no address."""
    words = request.get_signed_cookie(ASKED_COOKIE, default="", max_age=ASKED_SECONDS)
    number, _, code = str(words).partition(":")
    found = queries.request_with_id(_school(request), int(number)) if number.isdigit() else None
    if found is None or (not code and not _is_own(request, found)):
        return redirect("filtering-door")
    now = clock.now()
    programme = programme_now(request.school, now)
    story = queries.story_of(found, programme, now=now)
    may_see = may_see_openings(request.person, school=request.school, on=school_day(request.school, now))  # what is open tells who asked
    till_then = at_the_door.open_till_then(request.school, found.class_name, programme, now=now) if may_see else ()
    shown = {"story": story, "code": codes.in_groups(code) if code else "", "asked": found}
    shown |= {"till_then": till_then}
    return render(request, "filtering/asked.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def status(request: HttpRequest) -> HttpResponse:
    """What became of a request, by its code. The answer is the page itself: a code is never in an address."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    story, too_many = None, False
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            count_one(Rate.CODES, address=_address(request), now=_here(request))
        except Refused as refused:
            form.add_error("code", str(refused))
            too_many = True
        else:
            story = _story(request, form.cleaned_data["code"], now)
            if story is None:
                form.add_error("code", gettext("Nobody asked with this code. Look at it again. Codes last for 30 days."))
    shown = {"form": form, "story": story}
    return render(request, "filtering/status.html", shown, status=429 if too_many else 200)


def _story(request: HttpRequest, words: str, now: datetime) -> queries.Story | None:
    found = queries.request_with_code(_school(request), words, now=now)
    return queries.story_of(found, programme_now(request.school, now), now=now) if found else None


def _asked(request: HttpRequest, form: AskForm) -> HttpResponse | None:
    """Where asking leads; None where it was refused, with the sentence in the form."""
    now = clock.now()
    programme = programme_now(_school(request), now)
    try:
        count_one(Rate.ASKS, address=_address(request), now=_here(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render_ask(request, form, status=429)
    try:
        choice = _choice(request, form.cleaned_data["site"], programme)
        made = actions.ask(
            school=request.school,
            host=choice.host,
            why=form.cleaned_data["why"],
            seat=choice.seat,
            class_name=class_of(choice.seat),
            by=request.person,
            programme=programme,
            now=now,
        )
    except Refused as refused:
        form.add_error("site", told(refused))
        return None
    answer = redirect("filtering-asked")
    words = f"{made.request.pk}:{made.code or ''}"
    where = reverse("filtering-asked")
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_signed_cookie(ASKED_COOKIE, words, max_age=ASKED_SECONDS, path=where, httponly=True, samesite="Strict", secure=secure)
    return answer


def _choice(request: HttpRequest, host: Host, programme: Programme) -> _Choice:
    """The nearest seat of the asker from which the site is closed and can be asked for. Raises Refused with the nearest seat's sentence."""
    now, first = clock.now(), None
    for seat in _seats(request, programme):
        plain = at_the_door.without_www(host, _reader(request, seat, programme))
        try:
            actions.check_askable(plain, seat=seat, by=request.person, programme=programme, now=now)
        except Refused as refused:
            first = first or refused
        else:
            return _Choice(seat, plain)
    raise first or Refused(gettext("This device is not on the school's network. Ask from school, or sign in."))


def _render_ask(request: HttpRequest, form: AskForm, *, is_fresh: bool = False, status: int = 200) -> HttpResponse:
    """The form, with why the site is closed. `is_fresh`: nothing was sent yet, so a refusal stands in place of the form's questions."""
    met, refused, choice = None, "", None
    programme = programme_now(_school(request), clock.now())
    if form.is_bound and form.is_valid():
        try:
            choice = _choice(request, form.cleaned_data["site"], programme)
            met = at_the_door.met_as_it_stands(choice.host, _reader(request, choice.seat, programme))
        except Refused as fault:
            refused = told(fault) if is_fresh else ""
    class_name = class_of(choice.seat) if choice else ""
    if is_fresh and form.is_bound and met is not None:
        form = AskForm.for_known(met.host)
    form.offer(_purposes(request, met, programme) if met is not None else [])
    shown = {"form": form, "met": met, "refused": refused, "class_name": class_name}
    return render(request, "filtering/ask.html", shown, status=status)


def _seats(request: HttpRequest, programme: Programme) -> list[Seat]:
    on = school_day(_school(request), clock.now())
    return seats_asking(programme.facts, address=_address(request), person=request.person, on=on)


def _reader(request: HttpRequest, seat: Seat, programme: Programme) -> at_the_door.Reader:
    return at_the_door.Reader(request.school, seat, programme, at_the_door.audience_of(seat, request.person), clock.now())


def _is_own(request: HttpRequest, found: AccessRequest) -> bool:
    return request.person is not None and found.asked_by_id == request.person.pk


def _school(request: HttpRequest) -> School:
    if request.school is None:
        raise Http404("no school has been set up here yet")
    return request.school


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _here(request: HttpRequest) -> datetime:
    """Now, in the school's own zone: sentences name the time of day."""
    return clock.now().astimezone(ZoneInfo(_school(request).zone))
