"""Who is told when something happens to a version. Run by the worker; telling twice tells once (notices.actions.tell)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django_scopes import scope

from belisha.kit.access import Fault
from belisha.kit.outbox import Event
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.policy import permissions, queries
from belisha.policy.events import VersionInForce, VersionLoaded, VersionSigned, VersionWithdrawn
from belisha.policy.models import PolicyVersion
from belisha.schools.models import School

AVersion = VersionLoaded | VersionSigned | VersionInForce | VersionWithdrawn


def ask_for_signatures(event: Event, now: datetime) -> None:
    """Each person who can give a signature that a waiting version still needs is asked for it. Hears VersionLoaded and VersionSigned."""
    school, version = _of(event)
    with scope(school=school):
        version.refresh_from_db()
        signing = queries.signing_of(version)
        done = {s.person_id for s in signing.signatures}
        on = queries.school_day_of(school, now)
        signers = dict.fromkeys(p for role in signing.waiting_for for p in people.appointed(school, role, on=on))
        asked = [p for p in signers if p.pk not in done]
        roles = " and ".join(signing.waiting_for)
        words = f"It changes nothing until it is signed. It still needs: {roles}. Read what it would change, then sign."
        _tell(asked, version, f"Version {version.number} of the policy waits for your signature", words, now)


def tell_in_force(event: Event, now: datetime) -> None:
    """Everybody who prepares or signs policies learns that a version is in force. Hears VersionInForce."""
    school, version = _of(event)
    with scope(school=school):
        told = _holders(school, permissions.LOADERS, now)
        _tell(
            told, version, f"Version {version.number} of the policy is in force", "All signatures were given. The network follows it.", now
        )


def tell_withdrawn(event: Event, now: datetime) -> None:
    """Everybody who signed the version, prepares policies or could withdraw learns at once that it is withdrawn. Hears VersionWithdrawn."""
    school, version = _of(event)
    was_in_force = isinstance(event, VersionWithdrawn) and event.was_in_force
    with scope(school=school):
        signed = [s.person for s in queries.signing_of(version).signatures]
        told = dict.fromkeys([*_holders(school, permissions.LOADERS, now), *signed])
        words = "The safe baseline holds until another version is signed." if was_in_force else "It can no longer be signed."
        _tell(told, version, f"Version {version.number} of the policy is withdrawn", f"{words} The reason is in the record.", now)


def _of(event: Event) -> tuple[School, PolicyVersion]:
    """The school and the version of an event. Raises Fault for an event about something else."""
    if not isinstance(event, AVersion):
        raise Fault(f"{type(event).__name__} is not about a version of a policy: mend LISTENERS in web/wiring.py")
    school = School.objects.get(pk=event.school_id)
    with scope(school=school):
        return school, PolicyVersion.objects.select_related("school").get(pk=event.version_id)


def _holders(school: School, roles: Iterable[str], now: datetime) -> list[Person]:
    """Everybody who holds one of the roles today, each once."""
    on = queries.school_day_of(school, now)
    return list(dict.fromkeys(p for role in sorted(roles) for p in people.holders(school, role, on=on)))


def _tell(told: Iterable[Person], version: PolicyVersion, title: str, words: str, now: datetime) -> None:
    """The same notice to each of them, by mail too where they have an account."""
    link = reverse("policy-version", args=[version.number])
    for person in told:
        address = person.account.email if person.account else ""
        notices.tell(school_id=version.school_id, person_id=person.pk, title=title, words=words, link=link, now=now, address=address)
