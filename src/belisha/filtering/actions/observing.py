"""Observing only: the network closes nothing but illegal content and harmful software, and counts what it would have closed.

It ends by itself. The same action is the roll-back: what the school does when the filter stands in the way of its lessons.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from belisha.audit import actions as audit
from belisha.filtering.events import ObservingEnded, ObservingStarted
from belisha.filtering.models import Observing
from belisha.filtering.permissions.observing import check_observe
from belisha.filtering.queries.observing import due_to_end, observing_words
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.templatetags.school_time import school_moment
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

LONGEST: Final = timedelta(days=14)
"""At most this long at a time: long enough to see two weeks' lessons, too short to be forgotten. Decided: docs/decisions, 2026-11-23."""

TOLD: Final = ("headteacher", "designated safeguarding lead", "network manager")
FEWEST_LETTERS_OF_A_REASON: Final = 3
MACHINE: Final = "Belisha"
PAGE: Final = "/attempts/"


def start_observing(*, by: Person, reason: str, until: datetime, now: datetime, typed_by: str = "") -> Observing:
    """From now until (not at) `until` only illegal content and harmful software are closed; the rest is counted.

    `typed_by` names whoever typed the command for `by`. The headteacher, the safeguarding lead and the network manager are told.
    Raises Denied, or Refused where it is so already, the end is no end, or the reason says nothing.
    """
    school = by.school
    check_observe(by, school=school, on=_day(school, now))
    _check(reason, until, now)
    with one_transaction():
        _end_those_over(school, now=now)
        standing = Observing.objects.select_for_update().filter(school=school, ended_at=None).first()
        if standing is not None:
            raise Refused(f"The filter only observes already, until {school_moment(standing.ends_at)}: end that first for another end.")
        row = Observing.objects.create(school=school, started_at=now, started_by=by, reason=reason.strip(), ends_at=until)
        facts = {"reason": row.reason, "started": now.isoformat(), "ends": until.isoformat()} | _typed(typed_by)
        audit.record(by=_actor(by), action="observing started", subject=observing_words(row), facts=facts, now=now)
        words = (
            f"{by.name} set the filter to observing only, until {school_moment(until)}: {row.reason} Until then nothing is closed but "
            "illegal content and harmful software; safe search and restricted modes are off too. What would have been closed is counted."
        )
        _tell(school, "The filter only observes", words, now=now)
        publish(ObservingStarted(school_id=school.pk, observing_id=row.pk), now=now)
    return row


def stop_observing(*, by: Person, now: datetime, typed_by: str = "") -> Observing:
    """From now on the network closes what the policy closes. Raises Denied, or Refused where it does so already."""
    school = by.school
    check_observe(by, school=school, on=_day(school, now))
    with one_transaction():
        row = Observing.objects.select_for_update().filter(school=school, ended_at=None, ends_at__gt=now).first()
        if row is None:
            raise Refused("The filter is not observing: it closes what the policy closes, and nothing is left to end.")
        row.ended_at, row.ended_by = now, by
        row.save(update_fields=["ended_at", "ended_by"])
        facts = {"started": row.started_at.isoformat(), "ended": now.isoformat()} | _typed(typed_by)
        audit.record(by=_actor(by), action="observing ended", subject=observing_words(row), facts=facts, now=now)
        _tell(school, "The filter closes again", f"{by.name} ended the observing: the network closes what the policy closes.", now=now)
        publish(ObservingEnded(school_id=school.pk, observing_id=row.pk), now=now)
    return row


def expire_observing(school: School, *, now: datetime) -> None:
    """Write down that observing is over; the resolver has closed again by itself at that moment. Again changes nothing."""
    if due_to_end(school, now=now).exists():
        with one_transaction():
            _end_those_over(school, now=now)


def _end_those_over(school: School, *, now: datetime) -> None:
    for row in due_to_end(school, now=now).select_for_update():
        row.ended_at = row.ends_at
        row.save(update_fields=["ended_at"])
        machine = Actor(school_id=school.pk, name=MACHINE)
        facts = {"started": row.started_at.isoformat(), "ended": row.ends_at.isoformat()}
        audit.record(by=machine, action="observing over", subject=observing_words(row), facts=facts, now=now)
        _tell(school, "The filter closes again", f"The observing was over on {school_moment(row.ends_at)}.", now=now)
        publish(ObservingEnded(school_id=school.pk, observing_id=row.pk), now=now)


def _check(reason: str, until: datetime, now: datetime) -> None:
    if len(reason.strip()) < FEWEST_LETTERS_OF_A_REASON:
        raise Refused("Write why nothing is to be closed for a time: the headteacher and the governors' record read it.")
    if until <= now:
        raise Refused(f"Observing ends after it starts, and {school_moment(until)} is over: choose a later end.")
    if until - now > LONGEST:
        raise Refused(f"The filter observes for {LONGEST.days} days at most, and then closes again by itself: choose an earlier end.")


def _tell(school: School, title: str, words: str, *, now: datetime) -> None:
    """Those who answer for it, whoever did it: a notice, and a mail where they have an address."""
    on = _day(school, now)
    for person in dict.fromkeys(holder for role in TOLD for holder in people.holders(school, role, on=on)):
        address = person.account.email if person.account else ""
        notices.tell(school_id=school.pk, person_id=person.pk, title=title, words=words, link=PAGE, now=now, address=address)


def _typed(typed_by: str) -> dict[str, object]:
    return {"typed by": typed_by} if typed_by else {}


def _actor(person: Person) -> Actor:
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)


def _day(school: School, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(school.zone)).date()
