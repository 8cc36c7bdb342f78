"""Openings by decision: made when a request is granted, ended early by hand, ended by themselves when their time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from belisha.audit import actions as audit
from belisha.core.names import Host, Unusable
from belisha.filtering.events import OpeningEnded, OpeningMade
from belisha.filtering.models import AccessRequest, Opening
from belisha.filtering.permissions.openings import check_end_opening
from belisha.filtering.queries import openings as queries
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.templatetags.school_time import school_moment
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

MACHINE = "Belisha"
FEWEST_LETTERS_OF_A_REASON = 3


@dataclass(frozen=True, slots=True)
class NewOpening:
    """What a decision opens: `host` and all below it, for `people` (a word: "class 5K"), from `starts` until (not at) `ends`."""

    host: str
    people: str
    starts: datetime
    ends: datetime
    clause: str
    reason: str
    request: AccessRequest | None = None


def make_opening(new: NewOpening, *, by: Person, now: datetime) -> Opening:
    """The opening as a row, recorded and told to the worker. Called inside the decision's own transaction (it joins it).

    Who may decide is the decision's own question. Raises Refused for a name that is none, people that are no word of a seat,
    or an end that is over already.
    """
    _check_new(new, by=by, now=now)
    with one_transaction(of_one_case=True):
        row = Opening.objects.create(
            school=by.school,
            request=new.request,
            host=new.host,
            people=new.people,
            starts=new.starts,
            ends=new.ends,
            clause=new.clause,
            reason=new.reason,
            opened_by=by,
        )
        facts = {
            "host": new.host,
            "people": new.people,
            "starts": new.starts.isoformat(),
            "ends": new.ends.isoformat(),
            "reason": new.reason,
        }
        facts |= {"request": new.request.pk} if new.request else {}
        _record(_actor(by), "opening made", row, facts, now)
        publish(OpeningMade(school_id=by.school_id, opening_id=row.pk), now=now)
    return row


def end_opening(*, by: Person, opening: Opening, reason: str, now: datetime) -> Opening:
    """The opening ends now, before its time; whoever opened it and whoever asked are told.

    Raises Denied, or Refused where it is over already or the reason says nothing.
    """
    check_end_opening(by, school=opening.school, on=_day(opening.school, now))
    if len(reason.strip()) < FEWEST_LETTERS_OF_A_REASON:
        raise Refused("Write why this site is closed again: whoever asked for it will read the reason.")
    with one_transaction(of_one_case=True):
        row = Opening.objects.select_for_update().get(pk=opening.pk)
        if row.ended_at is not None or row.ends <= now:
            raise Refused(f"{row.host} is not open for {row.people} any more: nothing is left to end.")
        row.ended_at, row.ended_by = now, by
        row.save(update_fields=["ended_at", "ended_by"])
        _record(_actor(by), "opening ended early", row, {"host": row.host, "people": row.people, "reason": reason.strip()}, now)
        _tell_of_end(row, f"{by.name} closed it again before its time: {reason.strip()}", now=now)
        publish(OpeningEnded(school_id=row.school_id, opening_id=row.pk), now=now)
    return row


def expire_openings(school: School, *, now: datetime) -> list[Opening]:
    """Write down every opening whose time is over; the engine has closed it by itself at that moment. Ask within the school's scope.

    Running it again changes nothing.
    """
    return [row for found in queries.due_to_expire(school, now=now) if (row := _expire(found, now=now)) is not None]


def _expire(found: Opening, *, now: datetime) -> Opening | None:
    with one_transaction(of_one_case=True):
        row = Opening.objects.select_for_update().get(pk=found.pk)
        if row.ended_at is not None:
            return None
        row.ended_at = row.ends
        row.save(update_fields=["ended_at"])
        machine = Actor(school_id=row.school_id, name=MACHINE)
        _record(machine, "opening expired", row, {"host": row.host, "people": row.people, "ended": row.ends.isoformat()}, now)
        _tell_of_end(row, f"Its time was over on {school_moment(row.ends)}.", now=now)
        publish(OpeningEnded(school_id=row.school_id, opening_id=row.pk), now=now)
    return row


def _check_new(new: NewOpening, *, by: Person, now: datetime) -> None:
    """Nothing for an opening that can be enforced; Refused otherwise."""
    try:
        Host(new.host)
    except Unusable as fault:
        raise Refused(str(fault)) from fault
    if new.ends <= max(now, new.starts):
        raise Refused(f"An opening ends after it begins: {school_moment(new.ends)} is over by then. Choose a later end.")
    words = scope_words(by.school, now=now)
    if new.people not in words:
        raise Refused(f"“{new.people[:60]}” is nobody a site can be opened for: choose one of {', '.join(words)}.")


def scope_words(school: School, *, now: datetime) -> tuple[str, ...]:
    """The words a site can be opened for today: "everyone", groups, year groups, classes."""
    classes = people.classes(school, on=_day(school, now))
    years = dict.fromkeys(classes.values())
    return ("everyone", "pupils", "staff", "guests", *years, *(f"class {name}" for name in classes))


def _record(by: Actor, action: str, row: Opening, facts: dict[str, object], now: datetime) -> None:
    audit.record(by=by, action=action, subject=queries.opening_words(row), facts=facts, now=now, clause=row.clause or None)


def _tell_of_end(row: Opening, why: str, *, now: datetime) -> None:
    """Whoever decided it, and everybody who asked with an account, reads that it is closed again."""
    asked = (
        AccessRequest.objects.filter(Q(pk=row.request_id) | Q(joined_to=row.request_id), asked_by__isnull=False) if row.request_id else ()
    )
    told = dict.fromkeys([row.opened_by_id, *(request.asked_by_id for request in asked)])
    for person_id in told:
        notices.tell(
            school_id=row.school_id,
            person_id=person_id,
            title=f"{row.host} is closed again for {row.people}",
            words=why,
            link="/openings/",
            now=now,
        )


def _actor(person: Person) -> Actor:
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)


def _day(school: School, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(school.zone)).date()
