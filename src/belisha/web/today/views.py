"""The page of the day, for whoever is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.notices import actions as notices
from belisha.notices.queries import changes_seen_until
from belisha.people import queries as people
from belisha.people.providers import Day, DayFact, Part, day_facts
from belisha.people.states import Kind
from belisha.policy.queries import facts_of_day, school_day_of
from belisha.web.today.changes import since_last_look

FIVE: Final = 5
"""Source: safeguarding.md, to be adopted in week one: one morning page of five things."""

MORNING_ENDS, AFTERNOON_ENDS = 12, 18
SIDES: Final = (Part.LESSON, Part.NETWORK, Part.OWN, Part.QUESTIONS, Part.QUIET)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, with its facts."""

    heading: str
    anchor: str
    facts: tuple[DayFact, ...]


@never_cache
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Five things at most, then the reader's own part of the day, then what changed. `?all=yes` shows every thing that needs them."""
    day = _day(request)
    facts = day_facts(day)
    needs = [fact for fact in facts if fact.part is Part.NEEDS_YOU]
    seen_until = changes_seen_until(day.reader.pk)
    shown = {
        "day": day,
        "greeting": _greeting(day),
        "school_day": _school_day(day),
        "needs": needs if request.GET.get("all") == "yes" else needs[:FIVE],
        "more": max(len(needs) - FIVE, 0) if request.GET.get("all") != "yes" else 0,
        "sections": _sections(facts),
        "changes": since_last_look(day, seen_until),
        "seen_until": seen_until,
        "is_guest": people.kind_of(day.reader) in (Kind.PUPIL, Kind.PARENT),
        "is_pupil": people.kind_of(day.reader) is Kind.PUPIL,
    }
    return render(request, "today/today.html", shown)


@never_cache
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The reader has seen what changed until the page was made; what came since stays new."""
    _day(request)
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
        notices.see_changes(by=request.actor, until=until, now=clock.now())
    except (Refused, ValueError, TypeError):
        pass  # a page that was changed by hand: nothing is marked, and the page stands there again
    return redirect("today")


def _day(request: HttpRequest) -> Day:
    """Whose day it is. Raises Http404 for an account of another school."""
    reader, now = request.person, clock.now()
    if reader is None:
        raise Http404("this account belongs to nobody of this school")
    on = school_day_of(request.school, now)
    return Day(request.school, reader, people.roles_of(reader, on=on), now, on)


def _sections(facts: list[DayFact]) -> list[Section]:
    """The parts below what needs the reader, each where there is something in it."""
    found = {part: tuple(fact for fact in facts if fact.part is part) for part in SIDES}
    return [Section(gettext(part.value), part.name.lower().replace("_", "-"), facts) for part, facts in found.items() if facts]


def _greeting(day: Day) -> str:
    hour = facts_of_day(day.school, day.on).calendar.local(day.now).hour
    if hour < MORNING_ENDS:
        words = gettext("Good morning, {name}")
    else:
        words = gettext("Good afternoon, {name}") if hour < AFTERNOON_ENDS else gettext("Good evening, {name}")
    return words.format(name=day.reader.name)


def _school_day(day: Day) -> str:
    """Which day it is for the school, in a sentence."""
    calendar = facts_of_day(day.school, day.on).calendar
    written = date_format(day.on, "l j F Y")
    if calendar.is_school_day(day.on):
        words = gettext("{day}. School is from {start} to {end}.")
        return words.format(day=written, start=f"{calendar.day_starts:%H:%M}", end=f"{calendar.day_ends:%H:%M}")
    following = next(calendar.school_days_from(day.on), None)
    if following is None:
        return gettext("{day}. There is no school today. No later term is written down yet.").format(day=written)
    words = gettext("{day}. There is no school today. It begins again on {following}.")
    return words.format(day=written, following=date_format(following, "l j F"))
