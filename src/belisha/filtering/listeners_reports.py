"""What filtering does when a site was closed from a report, confirmed, or opened again: deploy, then prove. Run by the worker."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django_scopes import scope

from belisha.core.decision.people import covers
from belisha.core.programme.model import Programme
from belisha.filtering.embedded import served_school
from belisha.filtering.events import CloseConfirmed, CloseEnded, SiteClosed
from belisha.filtering.listeners import Cause, enforce
from belisha.filtering.models import SiteClose
from belisha.filtering.proving import Target, each_at, seats_of
from belisha.filtering.queries import closes
from belisha.filtering.review_activities import review
from belisha.kit.access import Fault
from belisha.kit.outbox import Event
from belisha.schools.models import School

CLOSED: Final = "closed"
CONFIRMED: Final = "confirmed"
ENDED: Final = "ended"


def on_site_closed(event: Event, now: datetime) -> None:
    """Closed for whom it says, proved at each of their seats."""
    if not isinstance(event, SiteClosed):
        raise Fault(f"on_site_closed heard a {type(event).__name__}: mend LISTENERS in web/wiring.py")
    _of_close(event.school_id, event.close_id, CLOSED, now)


def on_close_confirmed(event: Event, now: datetime) -> None:
    """It has no end any more: the resolver no longer opens it by itself."""
    if not isinstance(event, CloseConfirmed):
        raise Fault(f"on_close_confirmed heard a {type(event).__name__}: mend LISTENERS in web/wiring.py")
    _of_close(event.school_id, event.close_id, CONFIRMED, now)


def on_close_ended(event: Event, now: datetime) -> None:
    """Open again, as far as nothing else closes it, proved."""
    if not isinstance(event, CloseEnded):
        raise Fault(f"on_close_ended heard a {type(event).__name__}: mend LISTENERS in web/wiring.py")
    _of_close(event.school_id, event.close_id, ENDED, now)


def tell_planners(event: Event, now: datetime) -> None:
    """Whoever planned an activity of which a name is closed now is told: a later decision beats it (architecture.md, Deciding)."""
    school = School.objects.filter(pk=event.school_id).first()
    if school is not None:
        with scope(school=school):
            review(school, now=now)


def targets_of(programme: Programme, row: SiteClose) -> tuple[Target, ...]:
    """The name at every seat it was closed for."""
    seats = [seat for seat in seats_of(programme.facts) if covers(row.people, seat)]
    return each_at([row.host], seats)


def _of_close(school_id: int, close_id: int, what: str, now: datetime) -> None:
    school = served_school()
    if school is None or school.pk != school_id:
        return
    with scope(school=school):
        row = closes.close_numbered(school, close_id)
        if row is None:
            return
        words = closes.close_words(row)
        moment = {CLOSED: row.starts, CONFIRMED: row.confirmed_at, ENDED: row.ended_at}[what]
        enforce(school, Cause(f"{words} {what}", words, moment), lambda deployed: targets_of(deployed.programme, row), now=now)
