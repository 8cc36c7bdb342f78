"""Letting somebody use a form without the training it asks for (clause 4.3): by name, with a reason and a last day, recorded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from belisha.audit import actions as audit
from belisha.filtering.models import TrainingWaiver
from belisha.filtering.permissions.activities import check_waive, course_of
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.training import waiver_of
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person

CLAUSE: Final = "4.3"
LONGEST: Final = timedelta(days=366)
"""A year at most: the training that is waived is renewed each year (clause 4.3)."""


def let_use_without_training(*, by: Person, person: Person, form: str, reason: str, last: date, now: datetime) -> TrainingWaiver:
    """`person` may use the form through the day `last` without the training it asks for. They are told.

    Raises Denied (only the headteacher; nobody for themselves), or Refused for a form that asks for no training, somebody who may not
    use it anyway, an empty reason, a day that is past or more than a year away, or a waiver that lasts as long already.
    """
    school, on = by.school, school_day(by.school, now)
    programme = programme_now(school, now)
    check_waive(by, programme, on=on, person=person)
    found = programme.form(form)
    if found is None or not found.requires:
        raise Refused(f"The policy in force has no form “{form[:60]}” that asks for training: nothing has to be waived.")
    if person.school_id != school.pk or not people.people_words(person, on=on) & set(found.open_to):
        raise Refused(f"{person.name} is not one of those who may use “{form}” ({', '.join(found.open_to)}): choose somebody else.")
    if len(reason.strip()) < 3:
        raise Refused("Write why: the governors can read it in the record.")
    _check_last(last, on)
    with one_transaction():
        standing = waiver_of(person, form, on=on)
        if standing is not None and standing.last >= last:
            raise Refused(f"{person.name} may use it until {_written(standing.last)} already: nothing has to be done.")
        row = TrainingWaiver.objects.create(
            school=school,
            person=person,
            form=form,
            course=course_of(found),
            reason=reason.strip(),
            given_by=by,
            given_at=now,
            last=last,
        )
        facts = {"person": person.pk, "form": form, "course": row.course, "reason": row.reason, "last": last.isoformat()}
        _record(by, "training waived", row, facts, now)
        words = f"{by.name} lets you plan until {_written(last)} without the training the policy asks for: {row.reason}"
        _tell(row, f"You may use “{form}”", words, now)
    return row


def end_waiver(*, by: Person, waiver: TrainingWaiver, now: datetime) -> TrainingWaiver:
    """From now on the training counts again; what was planned before stays. Raises Denied, or Refused where it is over already."""
    on = school_day(by.school, now)
    check_waive(by, programme_now(by.school, now), on=on, person=waiver.person)
    with one_transaction():
        row = TrainingWaiver.objects.select_for_update().select_related("person").get(pk=waiver.pk, school=by.school)
        if row.ended_at is not None or row.last < on:
            raise Refused(f"{row.person.name} needs the training again already: nothing has to be done.")
        row.ended_at, row.ended_by = now, by
        row.save(update_fields=["ended_at", "ended_by"])
        _record(by, "training asked for again", row, {"person": row.person_id, "form": row.form}, now)
        _tell(row, f"“{row.form}” asks for training again", f"{by.name} ended what let you use it without. What you planned stays.", now)
    return row


def _check_last(last: date, on: date) -> None:
    if last < on:
        raise Refused(f"{_written(last)} is past: choose a last day that is still to come.")
    if last - on > LONGEST:
        raise Refused("This is for a year at most, as the training itself: choose an earlier last day.")


def _tell(row: TrainingWaiver, title: str, words: str, now: datetime) -> None:
    address = row.person.account.email if row.person.account else ""
    notices.tell(school_id=row.school_id, person_id=row.person_id, title=title, words=words, link="/activities/", now=now, address=address)


def _record(by: Person, action: str, row: TrainingWaiver, facts: dict[str, object], now: datetime) -> None:
    actor = Actor(school_id=by.school_id, name=by.name, person_id=by.pk)
    audit.record(by=actor, action=action, subject=f"training waiver {row.pk}", facts=facts, now=now, clause=CLAUSE)


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
