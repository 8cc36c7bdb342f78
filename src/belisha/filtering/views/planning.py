"""The three faces of planning an activity: its form, what it would open, and that it is planned."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from belisha.core.names import Host, Unusable
from belisha.core.programme.model import Programme
from belisha.directory import queries as directory
from belisha.filtering import actions
from belisha.filtering.forms import LONGEST_SITE
from belisha.filtering.forms_activities import PlanForm
from belisha.filtering.models import Activity
from belisha.filtering.permissions import activities as permissions
from belisha.filtering.planning import Draft, draft
from belisha.filtering.queries import activities as queries
from belisha.filtering.queries.lessons import LessonOfDay, calendar_of, lessons_of_class, next_school_days
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.views.sentences import told
from belisha.filtering.what_opens import ended_services, services_to_choose
from belisha.kit import clock, remembered
from belisha.kit.access import Denied, Refused
from belisha.kit.fields import day_in, numbers_in
from belisha.people.models import Person
from belisha.schools import queries as schools
from belisha.schools.models import School

FORM, PREVIEW = "filtering/activity_plan.html", "filtering/activity_preview.html"
DAYS_OFFERED = 5
KINDS = {
    "media sharing": "Pictures, films and sound",
    "micro-blogging": "Short public messages",
    "forums": "Discussion forums",
    "collaborative": "Networks of friends",
    "live streaming": "Live streams",
    "messaging": "Messages and chat",
    "children's video": "Video made for children",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What to show: `activity` once it is planned, with what to say (`done`); else a template and its content."""

    template: str = FORM
    content: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    activity: Activity | None = None
    done: str = ""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who plans, for which class and day."""

    reader: Person
    school: School
    now: datetime
    classes: list[str]
    class_name: str
    day: date
    lessons: tuple[LessonOfDay, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.school.zone)


def reading(request: HttpRequest) -> AbstractContextManager[None]:
    """While a preview is made: it changes nothing, so it remembers what it asked, as a page that is opened does (kit/remembered.py)."""
    if request.method != "POST" or request.POST.get("step") == "plan":
        return nullcontext()
    school = request.school
    return remembered.of_page(school.pk, getattr(school, "last_record", None), getattr(school, "last_settled", None))


def page_of(request: HttpRequest, reader: Person) -> Page:
    """The page for what was sent. Raises PermissionDenied for those who may not plan, or send it without the training."""
    now = clock.now()
    on, programme = school_day(request.school, now), programme_now(request.school, now)
    try:
        permissions.check_plan(reader, programme, on=on)
    except Denied as denied:
        raise PermissionDenied(told(denied)) from denied
    desk = _desk(request, reader, now, on)
    if request.method != "POST":
        again = _again(request, reader, on)
        return _form_page(desk, _unbound(desk, again, request.GET.get("site", "")), training_fault(reader, programme, on))
    form = PlanForm(request.POST, lessons=desk.lessons, zone=desk.zone)
    if not form.is_valid() or request.POST.get("step") == "change":
        return _form_page(desk, form, "", status=200)
    try:
        return _planned(desk, form, request.POST.get("seen", "")) if request.POST.get("step") == "plan" else _preview(desk, form)
    except Denied as denied:
        raise PermissionDenied(told(denied)) from denied
    except Refused as refused:
        form.add_error(None, told(refused))
        return _form_page(desk, form, "", status=409)


def training_fault(reader: Person, programme: Programme, on: date) -> str:
    """Why this reader may not plan although the policy names them; "" where they may, or where it does not name them."""
    form = permissions.form_for(reader, programme, on=on)
    if form is None:
        return ""
    try:
        permissions.check_training(reader, form, on=on)
    except Denied as denied:
        return told(denied)
    return ""


def _planned(desk: _Desk, form: PlanForm, seen: str) -> Page:
    """It is planned; what has changed since the preview is shown again instead."""
    new = form.new_activity()
    made = draft(new, by=desk.reader, now=desk.now)
    if seen != made.seen:
        return _preview(desk, form, changed=bool(seen))
    rows = actions.plan_activity(new, by=desk.reader, now=desk.now, seen=seen)
    done = "It is planned. It opens and closes by itself." if len(rows) == 1 else f"{len(rows)} lessons are planned."
    return Page(activity=rows[0], done="It is open now. It closes by itself." if rows[0].starts == rows[0].planned_at else done)


def _preview(desk: _Desk, form: PlanForm, *, changed: bool = False) -> Page:
    made = draft(form.new_activity(), by=desk.reader, now=desk.now)
    is_now = made.lessons[0].starts <= desk.now
    content = {"draft": made, "form": form, "hidden": _hidden(form), "changed": changed, "is_now": is_now, "times": _local(made, desk.zone)}
    return Page(PREVIEW, content)


def _form_page(desk: _Desk, form: PlanForm, fault: str, status: int = 200) -> Page:
    closed = schools.closed_because(desk.school, on=desk.day)
    chosen = form.chosen()
    groups = [
        (KINDS.get(kind, kind[:1].upper() + kind[1:]), services, any(one.id in chosen for one in services))
        for kind, services in services_to_choose()
    ]
    content = {
        "form": form,
        "desk": desk,
        "days": next_school_days(calendar_of(desk.school, desk.day), school_day(desk.school, desk.now), DAYS_OFFERED),
        "today": school_day(desk.school, desk.now),
        "tomorrow": school_day(desk.school, desk.now) + timedelta(days=1),
        "closed": closed,
        "groups": groups,
        "chosen": chosen,
        "ended": ended_services(),
        "fault": fault,
    }
    return Page(FORM, content, status)


def _desk(request: HttpRequest, reader: Person, now: datetime, on: date) -> _Desk:
    """The class and day of the address or of what was sent; else the reader's own class, and the next day with a lesson to come."""
    given = request.POST if request.method == "POST" else request.GET
    classes = permissions.classes_open_to(reader, on=on)
    class_name = given.get("class_name") or given.get("class") or classes[0]
    day = day_in(given.get("day"))
    if day is None:
        calendar = calendar_of(request.school, on)
        days = next_school_days(calendar, on, 2) or [on]
        day = days[0] if _to_come(request.school, class_name, days[0], now) or len(days) < 2 else days[1]
    return _Desk(reader, request.school, now, classes, class_name, day, _to_come(request.school, class_name, day, now))


def _to_come(school: School, class_name: str, day: date, now: datetime) -> tuple[LessonOfDay, ...]:
    return tuple(lesson for lesson in lessons_of_class(school, class_name, day) if lesson.ends > now)


def _again(request: HttpRequest, reader: Person, on: date) -> Activity | None:
    """The activity to book again, where the address names one that this reader may see."""
    numbers = numbers_in(request.GET.getlist("again"))
    row = queries.activity(request.school, numbers[0]) if numbers else None
    return row if row is not None and permissions.may_see(reader, row, on=on) else None


def _unbound(desk: _Desk, again: Activity | None, site: str) -> PlanForm:
    """The form with what is known: what was planned before, or the site that was asked for, as the services that it is of."""
    first: dict[str, object] = {"class_name": desk.class_name, "day": desk.day.isoformat()}
    if again is not None:
        first |= {"services": again.services, "sites": "\n".join(again.sites), "purpose": again.purpose, "lesson": again.lesson}
    elif site:
        first |= _of_site(site)
    return PlanForm(initial=first, lessons=desk.lessons, zone=desk.zone)


def _of_site(words: str) -> dict[str, object]:
    """The services that have this site, else the site itself; nothing for words that name none."""
    try:
        host = Host.from_words(words[:LONGEST_SITE])
    except Unusable:
        return {}
    services = [one.id for one in directory.services_at(host.name)]
    return {"services": services, "sites": "" if services else host.name}


def _hidden(form: PlanForm) -> list[tuple[str, str]]:
    """What was written, to be sent again with the confirmation."""
    given = form.cleaned_data
    rows = [(name, str(given[name])) for name in ("class_name", "day", "lesson", "sites", "purpose", "weeks")]
    return [*rows, *(("services", one) for one in given["services"])]


def _local(made: Draft, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    return [(starts.astimezone(zone), ends.astimezone(zone)) for starts, ends in made.lessons[0].times]
