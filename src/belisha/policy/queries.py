"""Which version is in force, what it says, who has signed and who still must. The only door to the policy for other rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from belisha.core.moments import SchoolFacts
from belisha.core.policy.check import check, check_holders, check_text
from belisha.core.policy.model import Fault as PolicyFault
from belisha.core.policy.model import Policy
from belisha.core.policy.read import read
from belisha.core.programme.compile import baseline, compile_policy, with_shared_facts
from belisha.core.programme.model import Programme, Standing
from belisha.directory import queries as directory
from belisha.kit import remembered
from belisha.kit.access import Fault, Refused
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.policy.models import PolicyVersion, Signature
from belisha.policy.signing import needed_signatures, still_needed
from belisha.policy.states import VersionStatus
from belisha.schools import queries as schools
from belisha.schools.models import School

VERSIONS_KEPT_PARSED = 64


@dataclass(frozen=True, slots=True)
class Signing:
    """How far a version is: the roles that must sign (with whether each needs a second factor), who has, and who has not."""

    needs: Mapping[str, bool]
    signatures: tuple[Signature, ...]
    waiting_for: tuple[str, ...]

    def roles_open_to(self, person: Person, on: date) -> tuple[str, ...]:
        """The roles in which this person can sign on that day; none once they have signed."""
        if any(s.person_id == person.pk for s in self.signatures):
            return ()
        held = people.appointed_roles(person, on=on)
        return tuple(role for role in self.waiting_for if role in held)


def school_day_of(school: School, moment: datetime) -> date:
    """The day of a moment, in the school's own zone."""
    return moment.astimezone(ZoneInfo(school.zone)).date()


def version_in_force(school: School, at: datetime) -> PolicyVersion | None:
    """The version that is, or was, in force at a moment; None where the safe baseline holds. Half-open: its end is no longer in it."""

    def ask() -> PolicyVersion | None:
        until = Q(in_force_until=None) | Q(in_force_until__gt=at)
        return _ever_in_force(school).filter(until, in_force_from__lte=at).first()

    return remembered.while_settled(school.pk, ("in force", _minute(at)), ask)  # it changes by signing, which is recorded


def last_in_force(school: School) -> PolicyVersion | None:
    """The version in force, or the last that was, also where it has been withdrawn: it has a say in who signs the next."""
    return remembered.while_settled(school.pk, "last in force", lambda: _ever_in_force(school).first())


def _ever_in_force(school: School) -> QuerySet[PolicyVersion]:
    """Every version that is or was in force, the latest first."""
    found = PolicyVersion.objects.filter(school=school, in_force_from__isnull=False)
    otherwise = Signature.objects.filter(version=OuterRef("pk")).exclude(identity=OuterRef("identity"))
    return found.select_related("school").annotate(is_signed_otherwise=Exists(otherwise)).order_by("-in_force_from", "-number")


def _minute(moment: datetime) -> datetime:
    """The minute a moment lies in."""
    return moment.replace(second=0, microsecond=0)


def version_numbered(school: School, number: int) -> PolicyVersion | None:
    """The version of that number, or None."""
    return PolicyVersion.objects.filter(school=school, number=number).first()


def waiting_versions(school: School) -> list[PolicyVersion]:
    """The versions that wait for signatures, newest first."""

    def ask() -> tuple[PolicyVersion, ...]:
        waiting = PolicyVersion.objects.filter(school=school, status=VersionStatus.WAITING.name)
        return tuple(waiting.select_related("school").order_by("-number"))

    return list(remembered.while_unchanged(school.pk, "waiting versions", ask))


def policy_read(version: PolicyVersion) -> Policy:
    """What the version says. Raises Fault where its text is no longer the text that was loaded and signed."""
    return _policy_of(version.text, version.identity)


def faults_of(school: School, text: str, now: datetime) -> tuple[PolicyFault, ...]:
    """Everything wrong with a text: how it is written, what it means, and roles that nobody of this school holds today."""
    counts = people.holder_counts(school, school_day_of(school, now))
    policy, faults = check_text(text, catalogue=directory.catalogue(), suffixes=directory.suffixes(), known_roles=frozenset(counts))
    return (*faults, *check_holders(policy, counts)) if policy and policy.identity else faults


def faults_of_meaning(policy: Policy, *, known_roles: frozenset[str]) -> tuple[PolicyFault, ...]:
    """What is wrong with a policy that could be read, by the catalogue of today."""
    return check(policy, catalogue=directory.catalogue(), suffixes=directory.suffixes(), known_roles=known_roles)


def programme(school: School, *, at: datetime, standing: Standing) -> Programme:
    """What holds at a moment: the version in force then, or the baseline, with the school's facts of that day.

    Raises Fault where what is kept as in force is not what was signed: nothing unsigned has effect, and the last good ruleset stays.
    """
    version = version_in_force(school, at)
    if version is not None and version.is_signed_otherwise:
        raise Fault(f"version {version.number} is not the text that was signed: restore the database from a backup.")
    question = ("compiled", school_day_of(school, at), version and version.pk)
    bare = remembered.while_settled(school.pk, question, lambda: compiled(school, version, at=at, standing=Standing()))
    return bare.with_standing(with_shared_facts(standing, directory.catalogue()))


def facts_of_day(school: School, on: date) -> SchoolFacts:
    """The school's calendar, networks and classes of that day."""
    words_of = partial(people.words_of_people, school, on=on)
    return schools.facts(school, on=on, classes=people.classes(school, on=on), words_of=words_of)


def compiled(school: School, version: PolicyVersion | None, *, at: datetime, standing: Standing) -> Programme:
    """The programme of this version (None: the safe baseline) with the school's facts of that day, whether in force or not."""
    facts = facts_of_day(school, school_day_of(school, at))
    catalogue = directory.catalogue()
    if version is None:
        return baseline(facts=facts, catalogue=catalogue, standing=standing)
    return compile_policy(policy_read(version), facts=facts, catalogue=catalogue, standing=standing)


def role_needs(school: School, on: date) -> dict[str, int]:
    """How many people must hold each role on a day, by the version in force at its end; empty under the baseline."""
    zone = ZoneInfo(school.zone)
    version = version_in_force(school, datetime.combine(on + timedelta(days=1), time(0), tzinfo=zone) - timedelta(microseconds=1))
    if version is None:
        return {}
    needs: dict[str, int] = {}
    for control in policy_read(version).controls("role"):
        needs[control.text("name")] = max(needs.get(control.text("name"), 0), int(control.text("at_least", "1")))
    return needs


def role_stand_ins(school: School, on: date) -> dict[str, str]:
    """Who stands in for each role on a day, where the version in force at its end says so; empty under the baseline."""
    end = datetime.combine(on + timedelta(days=1), time(0), tzinfo=ZoneInfo(school.zone)) - timedelta(microseconds=1)
    version = version_in_force(school, end)
    said = policy_read(version).controls("role") if version is not None else ()
    return {control.text("name"): control.text("stands_in") for control in said if control.text("stands_in", "")}


def signing_of(version: PolicyVersion) -> Signing:
    """Who must sign this version, who has and who has not; of a version that no longer waits, its signatures alone."""
    return remembered.while_unchanged(version.school_id, ("signing", version.pk), lambda: _signing_of(version))


def _signing_of(version: PolicyVersion) -> Signing:
    signatures = tuple(Signature.objects.filter(version=version).select_related("person").order_by("signed_at", "pk"))
    if version.status != VersionStatus.WAITING.name:
        return Signing({s.role: s.had_second_factor for s in signatures}, signatures, ())
    former = last_in_force(version.school)
    needs = needed_signatures(policy_read(version), policy_read(former) if former else None)
    return Signing(needs, signatures, tuple(still_needed(needs, (s.role for s in signatures))))


def check_not_loaded_yet(school: School, identity: str) -> None:
    """Nothing where no version in force or waiting has this identity; Refused with its number otherwise."""
    live = [VersionStatus.IN_FORCE.name, VersionStatus.WAITING.name]
    same = PolicyVersion.objects.filter(school=school, identity=identity, status__in=live).first()
    if same is not None:
        state = VersionStatus[same.status].value
        raise Refused(f"this is word for word version {same.number}, which is {state}: change the text, or use that version.")


@lru_cache(maxsize=VERSIONS_KEPT_PARSED)
def _policy_of(text: str, identity: str) -> Policy:
    """The parsed policy; the same text is parsed once."""
    if sha256(text.encode("utf-8")).hexdigest() != identity:
        raise Fault(f"the text kept for the policy {identity[:12]} is not the text that was signed: restore the database from a backup.")
    reading = read(text)
    if reading.policy is None or reading.faults:
        raise Fault(f"the policy {identity[:12]} can no longer be read: {reading.faults[0].told('policy')}")
    return reading.policy
