"""What a reader sees of one version: what it would change, who has signed, and whether they can sign now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from belisha.core.programme.compare import Changes, changes
from belisha.core.programme.model import Standing
from belisha.directory import queries as directory
from belisha.kit.access import Actor
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.policy import permissions, queries
from belisha.policy.models import PolicyVersion
from belisha.policy.signing import is_fresh
from belisha.policy.states import VersionStatus


@dataclass(frozen=True, slots=True)
class SignIn:
    """How the reader signed in: when (None: unknown), and whether with a second factor."""

    at: datetime | None
    had_second_factor: bool


@dataclass(frozen=True, slots=True)
class RoleToSign:
    """A role in which the reader may sign, and what they have to do first."""

    role: str
    needs_fresh_sign_in: bool
    needs_second_factor: bool

    @property
    def is_ready(self) -> bool:
        """True where they can sign at once."""
        return not (self.needs_fresh_sign_in or self.needs_second_factor)


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of the list of signatures: the role, who signed and when (empty: waits), and who holds the role today."""

    role: str
    name: str
    signed_at: datetime | None
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Everything the page of a version shows."""

    version: PolicyVersion
    status: str
    is_waiting: bool
    signers: tuple[Signer, ...]
    changes: Changes | None
    compared_with: PolicyVersion | None
    to_sign: tuple[RoleToSign, ...]
    has_signed: bool
    may_withdraw: bool
    is_insider: bool


def page_of(version: PolicyVersion, *, reader: Person, sign_in: SignIn, now: datetime) -> VersionPage:
    """The page of this version for this reader at this moment."""
    school, status = version.school, VersionStatus[version.status]
    on = queries.school_day_of(school, now)
    is_waiting, signing = status is VersionStatus.WAITING, queries.signing_of(version)
    actor = Actor(school_id=reader.school_id, name=reader.name, person_id=reader.pk)
    before = queries.version_in_force(school, now)
    open_now = signing.roles_open_to(reader, on) if is_waiting else ()
    return VersionPage(
        version=version,
        status=status.value,
        is_waiting=is_waiting,
        signers=_signers(version, signing, now),
        changes=what_would_change(version, now) if is_waiting else None,
        compared_with=before,
        to_sign=tuple(_role_to_sign(role, signing, sign_in, now) for role in open_now),
        has_signed=any(s.person_id == reader.pk for s in signing.signatures),
        may_withdraw=status in (VersionStatus.WAITING, VersionStatus.IN_FORCE)
        and permissions.may_withdraw_version(actor, school=school, on=on),
        is_insider=permissions.is_insider(reader, on=on),
    )


def what_would_change(version: PolicyVersion, now: datetime) -> Changes:
    """What this version would change if it came into force now."""
    school = version.school
    before = queries.version_in_force(school, now)
    return changes(
        queries.compiled(school, before, at=now, standing=Standing()),
        queries.compiled(school, version, at=now, standing=Standing()),
        was=queries.policy_read(before) if before else None,
        becomes=queries.policy_read(version),
        catalogue=directory.catalogue(),
    )


def _role_to_sign(role: str, signing: queries.Signing, sign_in: SignIn, now: datetime) -> RoleToSign:
    """What stands between the reader and their signature in this role."""
    return RoleToSign(
        role=role,
        needs_fresh_sign_in=not is_fresh(sign_in.at, now),
        needs_second_factor=signing.needs[role] and not sign_in.had_second_factor,
    )


def _signers(version: PolicyVersion, signing: queries.Signing, now: datetime) -> tuple[Signer, ...]:
    """Each role that signs: first those who have, then those still to come."""
    on = queries.school_day_of(version.school, now)
    done = [Signer(s.role, s.person_name, s.signed_at, ()) for s in signing.signatures]
    waits = [Signer(r, "", None, tuple(p.name for p in people.appointed(version.school, r, on=on))) for r in signing.waiting_for]
    return (*done, *waits)
