"""The pages of a first run: one step each, saved by itself; left, resumed and gone back to without losing anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from belisha.adapters.own_networks import own_networks
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.people import actions as people
from belisha.people import queries as people_queries
from belisha.people.joining_views import sign_in_by_password
from belisha.people.models import FirstRun
from belisha.schools import queries as schools
from belisha.schools.actions.networks import who_sits
from belisha.schools.addresses import read_address
from belisha.schools.models import School
from belisha.schools.reach import label_of, who
from belisha.web.first_run import actions, door
from belisha.web.first_run.enforced import enforced
from belisha.web.first_run.forms import AddressForm, DayForm, MeForm, NetworksForm, SchoolForm, YearForm
from belisha.web.first_run.steps import STEPS, next_page, standing_of, steps_of

View = Callable[..., HttpResponse]
LOOK: Final = ("GET", "HEAD")


def step(*methods: str) -> Callable[[View], View]:
    """A page of the first run, open to whoever sets the school up and to nobody else; a refusal of theirs is a page too."""

    def made(view: View) -> View:
        @login_not_required
        @never_cache
        @sensitive_post_parameters("password1", "password2")
        @wraps(view)
        def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            try:
                run = door.run_of(request, is_asked_rightly=request.method in methods)
                return HttpResponseNotAllowed(methods) if run is None else view(request, run, *args, **kwargs)
            except door.Elsewhere as elsewhere:
                return elsewhere.answer
            except Refused as why:  # it was ended in another window meanwhile
                return door.closed_page(request, str(why))

        return shown

    return made


def show(request: HttpRequest, run: FirstRun, key: str, template: str, shown: dict[str, object], *, status: int = 200) -> HttpResponse:
    """A step's page with its progress and what is enforced meanwhile."""
    standing = standing_of(run, clock.now())
    steps = steps_of(standing, key)
    number = [one.key for one in steps].index(key)
    frame = {
        "steps": steps,
        "number": number + 1,
        "step": steps[number],
        "back": steps[number - 1].page if number else "",
        "on": steps[number + 1].page if number + 1 < len(steps) else "",
        "standing": standing,
        "of_school": run.school,
        "enforced": enforced(run.school),
    }
    return render(request, f"first_run/{template}.html", frame | shown, status=status)


@step(*LOOK)
def first_run(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """Go to the first step that is not done."""
    return redirect(next_page(standing_of(run, clock.now())))


@login_not_required
@never_cache
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link that was printed: its secret goes into the session and out of the address, so that no log and no page after it has it."""
    request.session[door.LINK] = secret[:100]
    return redirect("first-run-start")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take the link with a press of a button: a program that only looks at links takes none."""
    secret, now = request.session.get(door.LINK), clock.now()
    run = people_queries.first_run_of_link(secret) if secret else None
    try:
        if run is None:
            raise Refused("This link opens nothing. Look at it again: it has to be whole.")
        people.check_link(run, now)
        if request.method == "POST":
            people.take_first_link(run=run, now=now)
            request.session.flush()
            request.session[door.RUN] = run.pk
            return redirect("first-run")
    except Refused as why:
        return door.closed_page(request, str(why))
    return render(request, "first_run/start.html", {"enforced": enforced(request.school), "minutes": 20, "steps": STEPS})


@step(*LOOK, "POST")
def school(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """The school itself."""
    if run.school is not None:
        return show(request, run, "school", "school_there", {"portal": schools.portal_url(run.school)})
    form = SchoolForm(request.POST or None, portal_said=settings.PORTAL_URL_SAID, portal_here=door.portal_here(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.make_school(run, name=given["name"], portal=form.portal_address(), nation=given["nation"], now=clock.now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            _answer_to(made)
            return redirect("first-run-you")
    return show(request, run, "school", "school", {"form": form, "said": settings.PORTAL_URL_SAID}, status=400 if form.errors else 200)


def _answer_to(made: School) -> None:
    """From now on this process answers to the new school's name too; `belisha serve` finds it there at the next start."""
    if made.portal_host not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append(made.portal_host)


@step(*LOOK, "POST")
def you(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """The account of whoever sets the school up."""
    if run.school is None:
        return redirect("first-run-school")
    if run.person is not None:
        door.second_step_first(request)
        return show(request, run, "you", "you_there", {})
    form = MeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            me = actions.make_me(run, name=given["name"], email=given["email"], password=given["password1"], now=clock.now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return sign_in_by_password(request, me.account, on_to="first-run-you")
    return show(request, run, "you", "you", {"form": form}, status=400 if form.errors else 200)


def my_step(*methods: str) -> Callable[[View], View]:
    """A step behind the second: the school and its network manager are there, and have a second step."""

    def made(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, run: FirstRun, *args: object, **kwargs: object) -> HttpResponse:
            if run.school is None or run.person is None:
                return redirect("first-run")
            door.second_step_first(request)
            return view(request, run, *args, **kwargs)

        return step(*methods)(shown)

    return made


@my_step(*LOOK, "POST")
def networks(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """Who sits on which addresses; `?address=` tries one."""
    school, now = run.school, clock.now()
    today = schools.today_at(school, now)
    rows = schools.networks_from(school, on=today)
    free = [str(one) for one in own_networks() if str(one) not in {row.range for row in rows}]
    form = NetworksForm(request.POST or None, suggested=free)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_networks(run, form.written(), now=now)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The networks are saved, and reach the resolver within seconds.")
            return redirect("first-run-networks")
    asked = AddressForm(request.GET) if "address" in request.GET else AddressForm()
    told = [(row, who_sits(row)) for row in rows]
    shown = {"form": form, "rows": told, "suggested": free, "asked": asked, "whose": _whose(asked, school, now)}
    return show(request, run, "networks", "networks", shown, status=400 if form.errors or asked.errors else 200)


def _whose(asked: AddressForm, school: School, now: datetime) -> str:
    """Whose the address would be, in a sentence; "" where none was asked."""
    if not asked.is_bound or not asked.is_valid():
        return ""
    try:
        address = read_address(asked.cleaned_data["address"])
    except Refused as why:
        asked.add_error("address", str(why))
        return ""
    seat = schools.facts(school, on=schools.today_at(school, now)).seat_at(ip_address(address))
    return f"{address} is for {who(label_of(seat))}." if seat is not None else f"{address} is not the school’s: the resolver refuses it."


@my_step(*LOOK, "POST")
def year(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """The terms."""
    now = clock.now()
    today = schools.today_at(run.school, now)
    form = YearForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            over = actions.set_year(run, form.cleaned_data["lines"], now=now)
        except Refused as why:
            form.add_error("lines", str(why))
        else:
            left = f" Left out, for they are over: {', '.join(over)}." if over else ""
            messages.success(request, f"The year is saved.{left}")
            return redirect("first-run-year")
    shown = {
        "form": form,
        "terms": schools.terms_from(run.school, on=today),
        "holidays": schools.holidays_from(run.school, on=today),
        "closed": schools.closure_days_from(run.school, on=today),
    }
    return show(request, run, "year", "year", shown, status=400 if form.errors else 200)


@my_step(*LOOK, "POST")
def day(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """An ordinary day."""
    now = clock.now()
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_day(run, form.pattern(), now=now)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The day is saved, for Monday to Friday.")
            return redirect("first-run-day")
    lessons = [row for row in schools.lessons_from(run.school, on=schools.today_at(run.school, now)) if row.weekday == 0]
    return show(request, run, "day", "day", {"form": form, "lessons": lessons}, status=400 if form.errors else 200)
