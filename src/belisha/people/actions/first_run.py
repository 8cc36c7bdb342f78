"""The first run: one person, with a link that `belisha serve` printed, makes the school and names its first people.

Until a first run is over its person names holders of roles that nobody has answered for; then the roles' own givers do
(docs/decisions/2026-11-22-who-gives-roles.md).
"""

from __future__ import annotations

from datetime import datetime

from django_scopes import scopes_disabled

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.people.invitation_codes import fingerprint_of
from belisha.people.models import FirstRun, Person
from belisha.people.states_invitations import FIRST_LINK_HOLDS, FIRST_RUN_HOLDS
from belisha.schools.models import School

GET_ANOTHER = "Whoever keeps the server gets another one with `belisha school link`."


def make_first_link(*, secret: str, now: datetime) -> FirstRun:
    """A link with this secret, for a day; every earlier one opens nothing any more, and whoever was setting up has to use this one.

    Raises Refused once somebody who sets the school up can sign in, or where a school was made otherwise.
    """
    with one_transaction(), scopes_disabled():
        school = School.objects.order_by("pk").first()
        mine = (
            FirstRun.objects.select_related("person__account").filter(closed_at=None, school=school) if school else FirstRun.objects.none()
        )
        started = mine.first()
        if school is not None and started is None:
            raise Refused(f"{school.name} is set up: everybody signs in at its portal.")
        person = started.person if started else None
        if person is not None and person.account is not None and person.account.has_usable_password():
            raise Refused(f"{person.name} is setting {school.name} up and can sign in: they go on at the portal, under “First run”.")
        FirstRun.objects.filter(closed_at=None).update(closed_at=now)
        return FirstRun.objects.create(
            fingerprint=fingerprint_of(secret), made_at=now, ends_at=now + FIRST_LINK_HOLDS, school=school, person=person
        )


def take_first_link(*, run: FirstRun, now: datetime) -> FirstRun:
    """The link is used: from now on it opens nothing, and this browser sets the school up. Raises Refused where it opens nothing."""
    with one_transaction():
        row = FirstRun.objects.select_for_update().get(pk=run.pk)
        check_link(row, now)
        row.taken_at = now
        row.save()
    return row


def check_link(run: FirstRun, now: datetime) -> None:
    """Raises Refused where the link opens nothing any more."""
    if run.taken_at is not None:
        raise Refused(f"This link has been used, and works once. {GET_ANOTHER} If nobody you know used it, do that now: it ends the other.")
    if run.closed_at is not None:
        raise Refused(f"Another link was made since, and only that one works. {GET_ANOTHER}")
    if now >= run.ends_at:
        raise Refused(f"This link worked for a day, which is over. {GET_ANOTHER}")


def check_is_open(run: FirstRun, now: datetime) -> None:
    """Raises Refused where setting up is over."""
    if run.closed_at is not None or run.taken_at is None:
        raise Refused(f"Setting up goes on elsewhere, or is over. {GET_ANOTHER}")
    if now >= run.taken_at + FIRST_RUN_HOLDS:
        raise Refused("Setting up is over: it may take 30 days at most. From now on each role is given by whoever the policy says.")


def locked_run(run: FirstRun, now: datetime) -> FirstRun:
    """The run, locked. In the caller's transaction. Raises Refused where it is over."""
    with scopes_disabled():
        row = FirstRun.objects.select_for_update(of=("self",)).select_related("school", "person").get(pk=run.pk)
    check_is_open(row, now)
    return row


def bind_first_run(*, run: FirstRun, now: datetime, school: School | None = None, person: Person | None = None) -> FirstRun:
    """The run belongs to this school, and later to this person of it, from now on. In the caller's transaction."""
    row = locked_run(run, now)
    row.school, row.person = school or row.school, person or row.person
    row.save()
    return row


def close_first_run(*, by: Actor, run: FirstRun, now: datetime) -> FirstRun:
    """Setting up is over. Raises Refused where it is already."""
    with one_transaction():
        row = locked_run(run, now)
        row.closed_at = now
        row.save()
        audit.record(by=by, action="first run ended", subject=f"first run {row.pk}", facts={}, now=now)
    return row
