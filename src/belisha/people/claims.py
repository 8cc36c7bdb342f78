"""What stands in this room and the record must tell of: who holds which role, who is away and who stands in."""

from __future__ import annotations

from collections.abc import Iterator

from django_scopes import scopes_disabled

from belisha.audit.providers import Claim
from belisha.people.models import Absence, Delegation, RoleHolding


def roles_that_stand(school_id: int) -> Iterator[Claim]:
    """Each role that somebody holds or held: given by a record, and over when the record says."""
    with scopes_disabled():
        rows = list(RoleHolding.objects.filter(school_id=school_id).select_related("person").order_by("pk"))
    for row in rows:
        words = f"the role {row.role} of person {row.person_id}"
        subject = f"role holding {row.pk}"
        given = {"person": row.person_id, "role": row.role, "starts": row.starts.isoformat()}
        is_held = row.ends is None
        yield Claim(subject, ("role given",), words, given, never_after=("role ended",) if is_held else ())
        if row.ends is not None and row.person.left is None:
            yield Claim(subject, ("role ended",), f"the end of {words}", {"role": row.role, "ends": row.ends.isoformat()})


def cover_that_stands(school_id: int) -> Iterator[Claim]:
    """Each absence and each delegation: they say whose turn it is, so nobody writes one in by hand unseen."""
    with scopes_disabled():
        absences = list(Absence.objects.filter(school_id=school_id).order_by("pk"))
        delegations = list(Delegation.objects.filter(school_id=school_id).select_related("from_person", "to_person").order_by("pk"))
    for row in absences:
        words, subject = f"the absence of person {row.person_id}", f"absence {row.pk}"
        yield Claim(subject, ("absence recorded",), words, {"person": row.person_id, "starts": row.starts.isoformat()})
        ends = row.ends.isoformat() if row.ends else None
        yield Claim(subject, ("absence recorded", "absence ended"), f"the end of {words}", {"ends": ends})
    for given in delegations:
        words, subject = f"the role {given.role} delegated to person {given.to_person_id}", f"delegation {given.pk}"
        facts = {"role": given.role, "from": given.from_person_id, "to": given.to_person_id, "starts": given.starts.isoformat()}
        yield Claim(subject, ("role delegated",), words, facts)
        if given.from_person.left is None and given.to_person.left is None:  # leaving ends it in its own record
            yield Claim(subject, ("role delegated", "delegation ended"), f"the end of {words}", {"ends": given.ends.isoformat()})
