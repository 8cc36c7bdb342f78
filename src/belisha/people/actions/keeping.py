"""What every action on people begins with: the school locked, the right of whoever acts, days that are not past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from belisha.kit.access import Actor, Denied, Refused
from belisha.people import permissions, providers, queries
from belisha.people.models import Person, RoleHolding
from belisha.schools.models import School


def today_at(school: School, now: datetime) -> date:
    """The day it is at the school."""
    return now.astimezone(ZoneInfo(school.zone)).date()


def written(day: date) -> str:
    """A day as people write it: 15 September 2026."""
    return f"{day.day} {day:%B %Y}"


def locked_school(by: Actor) -> School:
    """The actor's school, locked: two changes of a school's people follow one another."""
    return School.objects.select_for_update().get(pk=by.school_id)


def locked_person(person: Person, by: Actor) -> Person:
    """The person as they stand now. Raises Denied where they are of another school."""
    found = Person.objects.select_related("school").filter(pk=person.pk, school_id=by.school_id).first()
    if found is None:
        raise Denied("This person belongs to another school.")
    return found


def held_by(school: School, by: Actor, today: date) -> frozenset[str]:
    """The roles the one who acts is appointed to, today. Whoever stands in for somebody gives no roles."""
    who = queries.person(school, by.person_id)
    return queries.appointed_roles(who, on=today) if who is not None else frozenset()


def work_of(school: School, by: Actor, today: date) -> frozenset[str]:
    """The roles whose work the one who acts does today, by delegation too."""
    who = queries.person(school, by.person_id)
    return queries.roles_of(who, on=today) if who is not None else frozenset()


def check_may_keep(school: School, by: Actor, today: date) -> None:
    """Raises Denied where a person acts who may not keep people."""
    if by.person_id is not None:
        permissions.check_may_keep_people(work_of(school, by, today))


def check_not_past(by: Actor, day: date, today: date, what: str) -> None:
    """Raises Refused where a person would rewrite a day that is past."""
    if by.person_id is not None and day < today:
        raise Refused(f"{what} today ({written(today)}) or later: {written(day)} is past, and the past is not rewritten.")


def check_enough_remain(school: School, going: Sequence[RoleHolding], ends: date, today: date) -> None:
    """Raises Refused where, without these holdings from `ends` on, a role has too few holders on some day on which it had more."""
    needs = providers.role_needs(school, today)
    for role in dict.fromkeys(row.role for row in going):
        of_role = [row for row in going if row.role == role]
        short = queries.first_day_short(of_role, ends, needs.get(role, 0))
        if short is not None:
            raise Refused(
                f"{of_role[0].person.name} cannot stop being {role} on {written(ends)}: from {written(short)} on fewer than "
                f"{needs[role]} would hold the role, and the policy needs that many. Appoint somebody else first."
            )
