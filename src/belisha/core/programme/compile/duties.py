"""What people have to do, agree to, keep to and consent to, as a programme holds it."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.model import Policy
from belisha.core.programme.compile.said import Said, things
from belisha.core.programme.duties import EACH_PARENT
from belisha.core.programme.model import Agreement, ConductRule, Consent, Duty
from belisha.core.programme.spans import parse_span

WITH_EACH_VERSION = "version"


def duties_of(policy: Policy) -> tuple[Duty, ...]:
    """Every duty. One without a name is known by its clause and what is done ("4.2/duty/policy-induction")."""
    return tuple(_identified(things(policy, "duty")))


def agreements_of(policy: Policy) -> tuple[Agreement, ...]:
    """Every text that is read and agreed to."""
    return tuple(
        Agreement(
            who=control.words("who"),
            text=control.text("text"),
            every=None if control.text("every", WITH_EACH_VERSION) == WITH_EACH_VERSION else parse_span(control.text("every")),
            clause=control.clause,
        )
        for control in policy.controls("agree")
    )


def conduct_of(policy: Policy) -> tuple[ConductRule, ...]:
    """Every rule that people keep."""
    return tuple(ConductRule(c.text("code"), c.words("for"), c.text("check") or None, c.clause) for c in policy.controls("conduct"))


def consents_of(policy: Policy) -> tuple[Consent, ...]:
    """Every consent that is asked for."""
    return tuple(
        Consent(said.words("what"), said.words("for"), said.text("by") or EACH_PARENT, said.span("every"), said.clause)
        for said in things(policy, "consent")
    )


def _identified(found: list[Said]) -> Iterator[Duty]:
    """The duties, each with an id of its own; of two alike in one clause the second ends in "/2"."""
    seen: dict[str, int] = {}
    for said in found:
        name = said.text("name") or ""
        plain = name or f"{said.clause}/duty/{said.text('course') or said.text('what')}"
        seen[plain] = seen.get(plain, 0) + 1
        yield Duty(
            id=plain if seen[plain] == 1 else f"{plain}/{seen[plain]}",
            name=name,
            who=said.words("who"),
            what=said.text("what"),
            course=said.text("course"),
            first_due=said.text("first_due"),
            every=said.span("every"),
            proof=said.text("proof"),
            sources=said.sources,
        )
