"""Loading, signing and withdrawing a version of the policy. Each writes one audit record and one event, in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.models import Max

from belisha.audit import actions as audit
from belisha.core.policy.model import Fault as PolicyFault
from belisha.core.policy.model import Policy
from belisha.core.policy.read import read_lately
from belisha.core.policy.write import write
from belisha.core.programme.spans import parse_span
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.workflow import check_move
from belisha.kit.writing import one_transaction
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.policy import dead_ends, permissions, queries
from belisha.policy.events import VersionInForce, VersionLoaded, VersionSigned, VersionWithdrawn
from belisha.policy.models import PolicyVersion, Signature
from belisha.policy.signing import clause_naming, is_fresh, review_day
from belisha.policy.states import MOVES, VersionStatus
from belisha.schools import queries as schools
from belisha.schools.models import School

FEWEST_LETTERS_OF_A_REASON = 10

SIGNED, PUT_IN_FORCE = "policy version signed", "policy version signed and put in force"


class FaultyPolicy(Refused):
    """A text that cannot become a version; `faults` says each line, clause and sentence."""

    def __init__(self, faults: tuple[PolicyFault, ...]) -> None:
        self.faults = faults
        count = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"this policy has {count}, so nothing was loaded. {told(faults[0])}")


def load_version(*, by: Actor, text: str, now: datetime) -> PolicyVersion:
    """A new version, waiting for signatures: it changes nothing until they are given. Its canonical text is kept.

    Raises Denied, FaultyPolicy, or Refused where the same text is in force or waits already.
    """
    school, policy = check_text(by=by, text=text, now=now)
    with one_transaction():
        _lock(school)
        queries.check_not_loaded_yet(school, policy.identity)
        version = PolicyVersion.objects.create(
            school=school,
            number=_next_number(school),
            title=policy.title,
            text=write(policy),
            identity=policy.identity,
            loaded_by_name=by.name,
            loaded_at=now,
        )
        facts = {"version": version.number, "title": version.title, "identity": version.identity}
        audit.record(by=by, action="policy version loaded", subject=subject_of(version), facts=facts, now=now)
        publish(VersionLoaded(school_id=school.pk, version_id=version.pk), now=now)
    return version


def check_text(*, by: Actor, text: str, now: datetime) -> tuple[School, Policy]:
    """The school and the policy that loading this text would be for; nothing is written. Raises Denied or FaultyPolicy."""
    school = School.objects.get(pk=by.school_id)
    permissions.check_load_version(by, school=school, on=queries.school_day_of(school, now))
    faults = queries.faults_of(school, text, now)
    policy = read_lately(text).policy
    if faults or policy is None:
        raise FaultyPolicy(faults)
    return school, policy


def sign_version(
    *, by: Person, version: PolicyVersion, role: str, signed_in_at: datetime | None, had_second_factor: bool, now: datetime
) -> Signature:
    """Somebody signs in a role. With the last signature that is needed, the version is in force from this moment.

    Raises Denied where they do not hold the role today; Refused where the version no longer waits, the role need not sign or has signed,
    the person has signed already, signed in more than five minutes ago, or lacks a second factor that is asked; and while a concern
    about a child can end with nobody (the story says where).
    """
    school = version.school
    permissions.check_sign_version(by, version=version, role=role, on=queries.school_day_of(school, now))
    try:
        with one_transaction():
            _lock(school)
            version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
            _check_waits(version)
            signing = queries.signing_of(version)
            _check_signature(by, role, signing)
            _check_sign_in(signed_in_at, had_second_factor or not signing.needs[role], now)
            _check_still_means(version)
            dead_ends.check_no_harm_route_ends(version, now=now)
            signature = Signature.objects.create(
                school=school,
                version=version,
                role=role,
                person=by,
                person_name=by.name,
                identity=version.identity,
                signed_in_at=signed_in_at,
                had_second_factor=had_second_factor,
                signed_at=now,
            )
            is_last = signing.waiting_for == (role,)
            if is_last:
                _put_in_force(version, now)
            _record_signature(signature, is_last=is_last)
    except IntegrityError:
        raise Refused(f"version {version.number} was signed by somebody else at this very moment: look at the page again.")
    return signature


def withdraw_version(*, by: Actor, version: PolicyVersion, reason: str, now: datetime) -> PolicyVersion:
    """The version is withdrawn, with a reason; where it was in force, the safe baseline holds from this moment.

    Raises Denied, or Refused where the version is neither waiting nor in force, or the reason says nothing.
    """
    school = version.school
    permissions.check_withdraw_version(by, school=school, on=queries.school_day_of(school, now))
    reason = reason.strip()
    if len(reason) < FEWEST_LETTERS_OF_A_REASON:
        raise Refused("write in a sentence why this version is withdrawn: the reason is kept in the record.")
    with one_transaction():
        _lock(school)
        version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
        was = VersionStatus[version.status]
        check_move(MOVES, was=was, becomes=VersionStatus.WITHDRAWN, what=f"version {version.number}")
        version.status = VersionStatus.WITHDRAWN.name
        if was is VersionStatus.IN_FORCE:
            version.in_force_until = now
        version.save(update_fields=["status", "in_force_until"])
        facts = {"version": version.number, "identity": version.identity, "was": was.value, "reason": reason}
        audit.record(by=by, action="policy version withdrawn", subject=subject_of(version), facts=facts, now=now)
        publish(VersionWithdrawn(school_id=school.pk, version_id=version.pk, was_in_force=was is VersionStatus.IN_FORCE), now=now)
    return version


def subject_of(version: PolicyVersion) -> str:
    """What the audit calls this version."""
    return f"policy version {version.number}"


def told(fault: PolicyFault) -> str:
    """A fault as a sentence on a page: "Line 12, clause 8.4: …"."""
    where = f", clause {fault.clause}" if fault.clause else ""
    return f"Line {fault.line}{where}: {fault.sentence}"


def _lock(school: School) -> None:
    """From here on, one change of this school's policy at a time (the row on PostgreSQL, the writers' file on SQLite)."""
    School.objects.select_for_update().get(pk=school.pk)


def _next_number(school: School) -> int:
    """The number of the school's next version."""
    highest = PolicyVersion.objects.filter(school=school).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _check_waits(version: PolicyVersion) -> None:
    """Nothing where the version waits for signatures; Refused otherwise."""
    status = VersionStatus[version.status]
    if status is not VersionStatus.WAITING:
        raise Refused(f"version {version.number} is {status.value}: only a version that waits for signatures can be signed.")


def _check_signature(by: Person, role: str, signing: queries.Signing) -> None:
    """Nothing where this role still has to sign and this person has not; Refused otherwise."""
    if any(s.person_id == by.pk for s in signing.signatures):
        raise Refused("you have signed this version already: another person has to give the other signature.")
    if any(s.role == role for s in signing.signatures):
        raise Refused(f"the {role} has signed this version already: nothing is left to do in this role.")
    if role not in signing.needs:
        raise Refused(f"this version is not signed by the role {role}: it needs {' and '.join(signing.needs)}.")


def _check_sign_in(signed_in_at: datetime | None, is_strong_enough: bool, now: datetime) -> None:
    """Nothing within five minutes of a sign-in that was strong enough; Refused otherwise. Source: issue 2, part 2."""
    if not is_fresh(signed_in_at, now):
        raise Refused("a signature needs a sign-in within the last five minutes: sign in again, then sign.")
    if not is_strong_enough:
        raise Refused("this signature needs a second step at sign-in: set it up under your account, sign in with it, then sign.")


def _check_still_means(version: PolicyVersion) -> None:
    """Nothing where every word of the version still means something; Refused otherwise (a service may have left the catalogue)."""
    policy = queries.policy_read(version)
    held = frozenset(people.holder_counts(version.school, queries.school_day_of(version.school, version.loaded_at)))
    faults = queries.faults_of_meaning(policy, known_roles=held)
    if faults:
        raise Refused(
            f"since version {version.number} was loaded, a word of it has lost its meaning: {faults[0].told('line')}. Load a mended text."
        )


def _put_in_force(version: PolicyVersion, now: datetime) -> None:
    """The version holds from now; the one before it until now."""
    school = version.school
    before = PolicyVersion.objects.select_for_update().filter(school=school, status=VersionStatus.IN_FORCE.name)
    before.update(status=VersionStatus.SUPERSEDED.name, in_force_until=now)
    on = queries.school_day_of(school, now)
    span = parse_span(queries.policy_read(version).review)
    version.status = VersionStatus.IN_FORCE.name
    version.in_force_from = now
    version.review_on = review_day(span, after=on, calendar=schools.calendar(school, on))
    version.save(update_fields=["status", "in_force_from", "review_on"])


def _record_signature(signature: Signature, *, is_last: bool) -> None:
    """The one audit record and the one event of a signature."""
    version, now = signature.version, signature.signed_at
    facts = {
        "version": version.number,
        "identity": signature.identity,
        "role": signature.role,
        "had_second_factor": signature.had_second_factor,
        "put_in_force": is_last,
    }
    by = Actor(school_id=version.school_id, name=signature.person_name, person_id=signature.person_id)
    action = PUT_IN_FORCE if is_last else SIGNED
    clause = clause_naming(queries.policy_read(version), signature.role)
    audit.record(by=by, action=action, subject=subject_of(version), facts=facts, now=now, clause=clause)
    if is_last:
        publish(VersionInForce(school_id=version.school_id, version_id=version.pk), now=now)
    else:
        publish(VersionSigned(school_id=version.school_id, version_id=version.pk, role=signature.role), now=now)
