"""Access requests, for reading: whose turn it is, what became of one, what a decider may choose. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from belisha.core.decision.model import Reason
from belisha.core.moments import Calendar, SchoolFacts
from belisha.core.programme.model import EVERYONE, Form, Programme, Span
from belisha.core.programme.spans import end_of
from belisha.filtering import codes
from belisha.filtering.models import AccessRequest, Opening
from belisha.filtering.permissions import requests as permissions
from belisha.filtering.queries.seats import people_said, school_day
from belisha.filtering.states import DECIDED, WAITING, RequestStatus
from belisha.kit import remembered
from belisha.people.models import Person
from belisha.schools.models import School

FRIDAY = 4


class StepState(Enum):
    """Where one step of a request stands; the value is the class of its picture."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what happens (a role, never a name), when it was done."""

    words: str
    state: StepState
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a request, without a word of who asked. `reason` is the decider's; `until` is when an opening ends.

    `due`: by when it is to be decided, while it waits and the policy says so; `is_late` from then on.
    """

    host: str
    status: RequestStatus
    steps: tuple[Step, ...]
    outcome: str
    reason: str = ""
    until: datetime | None = None
    is_open: bool = False
    due: datetime | None = None
    is_late: bool = False


def request_with_id(school: School, request_id: int) -> AccessRequest | None:
    """The request of this school with this id, or None."""
    people_on_it = ("asked_by", "advised_by", "decided_by")
    return AccessRequest.objects.filter(school=school, pk=request_id).select_related("school", "joined_to", *people_on_it).first()


def request_with_code(school: School, words: str, *, now: datetime) -> AccessRequest | None:
    """The request of the code somebody typed; None where there is none, or its thirty days are over."""
    code = codes.as_typed(words)
    if not code:
        return None
    found = AccessRequest.objects.filter(school=school, code_hash=codes.hash_of(code), code_expires_at__gt=now)
    return found.select_related("school", "asked_by", "joined_to").first()


def waiting(school: School) -> QuerySet[AccessRequest]:
    """Requests that wait for somebody, the one that is due first in front; joined ones are counted in the one they joined."""
    return waiting_among(AccessRequest.objects.filter(school=school))


def waiting_now(school: School) -> tuple[AccessRequest, ...]:
    """The same, asked once while nothing is recorded. Not to be changed: pages share the rows."""
    return remembered.while_unchanged(school.pk, "requests that wait", lambda: tuple(waiting(school)))


def waiting_among(requests: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    """Those that wait, the one that is due first in front, each with `others`: how many joined it."""
    found = requests.filter(status__in=[s.name for s in WAITING])
    return found.annotate(others=_others()).select_related("school", "asked_by").order_by("due_at", "asked_at", "pk")


def _others() -> Coalesce:
    """How many joined a request: counted for the rows that are shown, not for all before they are sorted."""
    joined = AccessRequest.objects.filter(joined_to=OuterRef("pk")).order_by().values("joined_to").annotate(count=Count("pk"))
    return Coalesce(Subquery(joined.values("count")), 0)


def settled_among(requests: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    """Those that were decided, the latest first."""
    found = requests.filter(status__in=[s.name for s in DECIDED])
    return found.select_related("school", "decided_by").order_by("-decided_at", "-pk")


def late(school: School, *, now: datetime) -> QuerySet[AccessRequest]:
    """Requests past their time of which nobody has been told."""
    return waiting(school).filter(due_at__lt=now, late_told_at=None)


def decided_one(request: AccessRequest) -> AccessRequest:
    """The request that is decided for this one: itself, or the one it was joined to."""
    return request.joined_to or request


def group_of(request: AccessRequest) -> list[AccessRequest]:
    """The request and all that were joined to it, in the order they were asked."""

    def ask() -> tuple[AccessRequest, ...]:
        return tuple(request.joined.select_related("asked_by").order_by("asked_at", "pk"))

    return [request, *remembered.for_this_page(request.school_id, ("joined", request.pk), ask)]


def is_against_signed_closure(request: AccessRequest) -> bool:
    """True where the signed policy closes this on purpose, so that opening it goes against a signature (safeguarding.md 18)."""
    return request.closed_reason == Reason.POLICY_CLOSES.name


def opening_of(request: AccessRequest) -> Opening | None:
    """What a grant opened, the latest; None where nothing was."""
    found = decided_one(request).openings.order_by("-starts", "-pk")
    return remembered.for_this_page(request.school_id, ("opening of", decided_one(request).pk), found.first)


def turn_of(request: AccessRequest, programme: Programme) -> str:
    """Whose turn it is, as a role: "network manager", then "headteacher"; "" where it is nobody's."""
    form = permissions.form_of(request, programme)
    if request.status not in {s.name for s in WAITING} or form is None:
        return ""
    is_advice_next = request.status == RequestStatus.ASKED.name and form.advised_by
    return " or ".join(form.advised_by if is_advice_next else form.decided_by)


def turn_people(request: AccessRequest, programme: Programme, *, now: datetime) -> list[Person]:
    """Who can act next: those who advise, or where no advice is needed any more, those who decide."""
    on = school_day(request.school, now)
    advising = permissions.advisers(request, programme, on=on) if request.status == RequestStatus.ASKED.name else []
    return advising or permissions.deciders(request, programme, on=on)


def scope_choices(request: AccessRequest, form: Form, facts: SchoolFacts) -> list[str]:
    """The people a grant can be for: the classes that asked, their years, everyone, as far as the form's `scope` goes.

    All classes and years where no class is known; the narrowest first.
    """
    asked = sorted({r.class_name for r in group_of(request) if r.class_name in facts.classes}) or sorted(facts.classes)
    classes = [f"class {name}" for name in asked] if "class" in form.scope else []
    years = sorted({facts.classes[name] for name in asked}) if "year" in form.scope else []
    return [*classes, *years, *([EVERYONE] if EVERYONE in form.scope else [])]


def proposed_scope(choices: list[str]) -> str:
    """The class, else the year, that holds everybody who asked; "" where only a person can say. Never everyone: that is to be meant."""
    classes = [words for words in choices if words.startswith("class ")]
    years = [words for words in choices if words not in {*classes, EVERYONE}]
    return next((words[0] for words in (classes, years) if len(words) == 1), "")


def all_scopes(form: Form, facts: SchoolFacts) -> frozenset[str]:
    """Every people word the form's `scope` allows at this school."""
    classes = {f"class {name}" for name in facts.classes} if "class" in form.scope else set()
    years = set(facts.classes.values()) if "year" in form.scope else set()
    return frozenset(classes | years | ({EVERYONE} if EVERYONE in form.scope else set()))


def after(span: Span, *, start: datetime, calendar: Calendar) -> datetime:
    """When a span that begins at `start` is over."""
    return end_of(span, start=start, calendar=calendar)


def usual_end(now: datetime, calendar: Calendar, form: Form) -> datetime:
    """The end that a decision proposes: the end of this week's last school day, next week's once that is over, never past `longest`."""
    here = calendar.local(now)
    friday = here.date() + timedelta(days=(FRIDAY - here.weekday()) % 7)
    proposed = datetime.combine(friday, calendar.day_ends, tzinfo=calendar.zone)
    if proposed <= now:
        proposed = datetime.combine(friday + timedelta(days=7), calendar.day_ends, tzinfo=calendar.zone)
    return min(proposed, after(form.longest, start=now, calendar=calendar)) if form.longest else proposed


def story_of(request: AccessRequest, programme: Programme, *, now: datetime) -> Story:
    """What became of this request, for who asked it: steps, outcome, reason. No word of any asker is in it."""
    told = decided_one(request)
    status = RequestStatus[told.status]
    opening = opening_of(told)
    is_open = (
        opening is not None
        and opening.ended_at is None
        and opening.starts <= now < opening.ends
        and _is_for(request, opening, programme.facts)
    )
    return Story(
        host=request.host,
        status=status,
        steps=tuple(_steps(request, told, programme)),
        outcome=_outcome(request, told, opening, programme.facts, is_open),
        reason=told.reason,
        until=(opening.ended_at or opening.ends) if opening else None,
        is_open=is_open,
        due=told.due_at if told.decided_at is None else None,
        is_late=told.decided_at is None and told.due_at is not None and told.due_at < now,
    )


def _steps(request: AccessRequest, told: AccessRequest, programme: Programme) -> Iterable[Step]:
    form = permissions.form_of(told, programme)
    is_decided, is_advised = told.decided_at is not None, told.advised_at is not None
    yield Step(gettext("You asked"), StepState.DONE, request.asked_at)
    if is_advised or (form and form.advised_by and not is_decided):
        who = " or ".join(form.advised_by) if form and form.advised_by else "adviser"
        words = gettext("The {role} looked at it") if is_advised else gettext("The {role} looks at it")
        yield Step(words.format(role=who), StepState.DONE if is_advised else StepState.NOW, told.advised_at)
    decider = " or ".join(form.decided_by) if form and form.decided_by else "decider"
    is_next = is_advised or not (form and form.advised_by)
    state = StepState.DONE if is_decided else StepState.NOW if is_next else StepState.LATER
    words = gettext("The {role} decided") if is_decided else gettext("The {role} decides")
    yield Step(words.format(role=decider), state, told.decided_at)


def _outcome(request: AccessRequest, told: AccessRequest, opening: Opening | None, facts: SchoolFacts, is_open: bool) -> str:
    if told.status == RequestStatus.REFUSED.name:
        return gettext("It stays closed.")
    if told.status != RequestStatus.GRANTED.name or opening is None:
        return gettext("A grown-up will decide.")
    if not _is_for(request, opening, facts):
        words = gettext("It was opened for {people}, not for your class.")
    elif is_open:
        words = gettext("It is open for {people}.")
    else:
        words = gettext("It was open for {people}. That time is over.")
    return words.format(people=people_said(opening.people))


def _is_for(request: AccessRequest, opening: Opening, facts: SchoolFacts) -> bool:
    """True where the opening is for who asked; a request without a class is told the people's word and can judge."""
    words = {EVERYONE, f"class {request.class_name}", facts.classes.get(request.class_name, "")}
    return not request.class_name or opening.people in words


def time_of_day(moment: datetime, calendar: Calendar) -> time:
    """The school's time of a moment, to the minute."""
    return calendar.local(moment).time().replace(second=0, microsecond=0)
