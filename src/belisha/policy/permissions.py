"""Who may load, sign, withdraw and see versions. Asked of the roles of that day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from belisha.kit.access import Actor, Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.policy.models import PolicyVersion
from belisha.policy.states import VersionStatus
from belisha.schools.models import School

LOADERS = frozenset({"headteacher", "chair of governors", "clerk to governors", "e-safety team"})
WITHDRAWERS = frozenset({"headteacher", "chair of governors"})
INSIDERS = frozenset({"staff", "governors"})


def check_load_version(by: Actor, *, school: School, on: date) -> None:
    """Nothing for those who prepare policies and for the command line (an actor without a person); Denied for everybody else."""
    _check_school(by, school)
    if by.person_id is None:
        return
    if not _roles(by, school, on) & LOADERS:
        raise Denied(f"a version of the policy is loaded by {_listed(LOADERS)}: ask one of them to load this text.")


def check_sign_version(by: Person, *, version: PolicyVersion, role: str, on: date) -> None:
    """Nothing for a person appointed to the role on that day; Denied for everybody else, also for who stands in for them."""
    if by.school_id != version.school_id or role not in people.appointed_roles(by, on=on):
        raise Denied(f"you do not hold the role {role} today: only its holder can sign in it.")


def check_withdraw_version(by: Actor, *, school: School, on: date) -> None:
    """Nothing for the headteacher and the chair of governors; Denied for everybody else."""
    _check_school(by, school)
    if not _roles(by, school, on) & WITHDRAWERS:
        raise Denied(f"a version of the policy is withdrawn by {_listed(WITHDRAWERS)}: tell one of them what is wrong with it.")


may_load_version = may(check_load_version)
may_withdraw_version = may(check_withdraw_version)


def is_insider(reader: Person | None, *, on: date) -> bool:
    """True for staff and governors of that day: they read names, and versions that wait for signatures."""
    return reader is not None and bool(people.people_words(reader, on=on) & INSIDERS)


def visible_to(reader: Person | None, *, school: School, on: date) -> QuerySet[PolicyVersion]:
    """The versions this reader may see, newest first: all for staff and governors, those that are or were in force for everybody."""
    found = PolicyVersion.objects.filter(school=school).order_by("-number")
    return found if is_insider(reader, on=on) else found.filter(_was_in_force())


def may_see_version(reader: Person | None, version: PolicyVersion, *, on: date) -> bool:
    """The twin of `visible_to` for one version."""
    return visible_to(reader, school=version.school, on=on).filter(pk=version.pk).exists()


def _was_in_force() -> Q:
    """Versions that are in force or once were."""
    return Q(status__in=[VersionStatus.IN_FORCE.name, VersionStatus.SUPERSEDED.name]) | Q(in_force_from__isnull=False)


def _check_school(by: Actor, school: School) -> None:
    """Nothing for somebody of this school; Denied otherwise."""
    if by.school_id != school.pk:
        raise Denied("this is another school's policy.")


def _roles(by: Actor, school: School, on: date) -> frozenset[str]:
    """The roles of the acting person on that day; none without one."""
    person = people.person(school, by.person_id) if by.person_id is not None else None
    return people.roles_of(person, on=on) if person else frozenset()


def _listed(roles: frozenset[str]) -> str:
    """The roles in a sentence."""
    first, *others = sorted(roles, reverse=True)
    return f"{', '.join(reversed(others))} or {first}" if others else first
