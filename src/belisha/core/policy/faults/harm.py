"""Routes by which a child may be kept from harm: they reach the designated safeguarding lead, and never end with the person concerned."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.declarations import DSL, NO_ONE, RELATIVE_ROLES
from belisha.core.policy.model import Fault, Policy
from belisha.core.policy.things import Thing, things_of


def faults_of_harm(policy: Policy) -> Iterator[Fault]:
    """The faults of each form and case that says harm = true. Source: safeguarding.md 1 and 8."""
    stands_in = {control.text("name"): control.text("stands_in") for control in policy.controls("role")}
    cases = {case.name: case for case in things_of(policy, "case")}
    for route in things_of(policy, "form", "case"):
        if not route.is_set("harm"):
            continue
        opened = cases.get(route.text("case"))
        first = _receivers(route) | (_receivers(opened) if opened else set())
        kind = route.controls[0].kind
        if DSL not in first:
            sentence = f"the {kind} “{route.name}” may keep a child from harm and never reaches the {DSL}: add to = [“{DSL}”]."
            yield route.fault("harm", sentence.replace("[“", '["').replace("”].", '"].'))
        second = {role for name in first for role in _beside(name, stands_in)}
        second |= {route.text("if_named"), opened.text("if_named") if opened else ""}
        left = (first | second) - RELATIVE_ROLES - {"", NO_ONE}
        if len(left) < 2:
            only = next(iter(left), "nobody")
            sentence = (
                f"the {kind} “{route.name}” may keep a child from harm and can end with the person concerned: "
                f"only “{only}” receives it, so add if_named or to with another role."
            )
            yield route.fault("harm", sentence)


def _receivers(route: Thing) -> set[str]:
    """The roles that a route reaches by itself."""
    return {*route.words("decided_by"), *route.words("owner"), *route.words("to")}


def _beside(role: str, stands_in: dict[str, str]) -> Iterator[str]:
    """The roles that stand in for a role, one after the other."""
    seen = {role}
    while (role := stands_in.get(role, "")) and role not in seen:
        seen.add(role)
        yield role
