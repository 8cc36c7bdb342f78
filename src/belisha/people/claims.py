"""What stands in this room and the record must tell of: who holds which role."""

from __future__ import annotations

from collections.abc import Iterator

from django_scopes import scopes_disabled

from belisha.audit.providers import Claim
from belisha.people.models import RoleHolding


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
