"""What stands in this room and the record must tell of: every version's text, every signature, and what is in force."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django_scopes import scopes_disabled

from belisha.audit.providers import Claim
from belisha.policy.actions import PUT_IN_FORCE, SIGNED, subject_of
from belisha.policy.models import PolicyVersion, Signature
from belisha.policy.states import VersionStatus

HAS_HELD = (VersionStatus.IN_FORCE.name, VersionStatus.SUPERSEDED.name)


def versions_that_stand(school_id: int) -> Iterator[Claim]:
    """Each version by the SHA-256 of the text that lies here now; each signature by who signed; each version in force by its last one."""
    with scopes_disabled():
        versions = list(PolicyVersion.objects.filter(school_id=school_id).order_by("number"))
        signatures = list(Signature.objects.filter(school_id=school_id).select_related("version").order_by("pk"))
    for version in versions:
        subject, words = subject_of(version), f"the text of policy version {version.number}"
        identity = sha256(version.text.encode("utf-8")).hexdigest()
        is_held = version.status == VersionStatus.IN_FORCE.name
        over = ("policy version withdrawn",) if is_held or version.status == VersionStatus.WAITING.name else ()
        yield Claim(subject, ("policy version loaded",), words, {"version": version.number, "identity": identity}, never_after=over)
        if version.status in HAS_HELD:
            yield Claim(subject, (PUT_IN_FORCE,), f"policy version {version.number} in force", {"identity": identity})
    for signature in signatures:
        words = f"the signature of version {signature.version.number} as {signature.role}"
        said = {"identity": signature.identity, "role": signature.role, "had_second_factor": signature.had_second_factor}
        yield Claim(subject_of(signature.version), (SIGNED, PUT_IN_FORCE), words, said, person_id=signature.person_id)
