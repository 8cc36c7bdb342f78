"""The network's part of a programme: blocks and allows, age limits that close, safe mode, and attempts that a person reviews."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.moments import SchoolFacts
from belisha.core.policy.model import Control, Policy
from belisha.core.policy.targets import SOCIAL_MEDIA, names_of
from belisha.core.programme.compile.ages import closed_by_age
from belisha.core.programme.compile.said import things
from belisha.core.programme.model import BASELINE, AgeLimit, Catalogue, Effect, Rule, SafeMode, Watch
from belisha.core.programme.spans import parse_when

PUPILS = "pupils"
CLOSE = "close"
STRICT = "strict"
YOUNGEST = "youngest in year"
_EFFECTS = {"block": Effect.BLOCK, "allow": Effect.ALLOW}
_RULING = (*_EFFECTS, "age_limit")


def rules_of(policy: Policy, facts: SchoolFacts, catalogue: Catalogue) -> tuple[Rule, ...]:
    """Every rule of the policy's own, clause by clause."""
    found: list[Rule] = []
    for rule_id, control in _numbered(policy):
        if control.kind in _EFFECTS:
            found.append(_rule(control, rule_id, catalogue))
        else:
            found.extend(closed_by_age(_age_limit(control), rule_id, facts, catalogue))
    return tuple(found)


def closed_social_media(catalogue: Catalogue) -> Rule:
    """The baseline's rule: the kind "social media" is closed to pupils (and so to seats nobody knows)."""
    control = Control("block", "", 0, {"kinds": (SOCIAL_MEDIA,), "for": (PUPILS,)})
    return _rule(control, f"{BASELINE}/{SOCIAL_MEDIA}", catalogue)


def age_limits_of(policy: Policy) -> tuple[AgeLimit, ...]:
    """The limits of age, those that are guidance alone among them."""
    return tuple(_age_limit(control) for control in policy.controls("age_limit"))


def safe_modes_of(policy: Policy) -> tuple[SafeMode, ...]:
    """The safe modes a policy asks for."""
    return tuple(SafeMode(c.text("of"), c.words("for"), c.text("level", STRICT), c.clause) for c in policy.controls("safe_mode"))


def watches_of(policy: Policy) -> tuple[Watch, ...]:
    """What is watched for."""
    return tuple(
        Watch(
            signals={name: int(str(weight)) for name, weight in said.table("signals").items()},
            at=int(said.text("at") or "0"),
            per=said.span("per"),
            review_by=said.text("review_by") or "",
            clause=said.clause,
        )
        for said in things(policy, "watch")
    )


def _numbered(policy: Policy) -> Iterator[tuple[str, Control]]:
    """Each control that rules, with its id: clause, kind and ordinal within the clause ("8.1/block/1")."""
    for clause in policy.clauses():
        for kind in _RULING:
            own = [control for control in clause.controls if control.kind == kind]
            yield from ((f"{clause.number}/{kind}/{ordinal}", control) for ordinal, control in enumerate(own, start=1))


def _rule(control: Control, rule_id: str, catalogue: Catalogue) -> Rule:
    """A block or allow with its words resolved to names."""
    targets = names_of(control, catalogue)
    return Rule(
        id=rule_id,
        clause=control.clause or None,
        effect=_EFFECTS[control.kind],
        people=frozenset(control.words("for")),
        names=targets.names,
        except_names=targets.except_names,
        lists=frozenset(control.words("lists")),
        services=targets.services,
        when=parse_when(control.text("when", "always")),
        networks=frozenset(control.words("networks")),
    )


def _age_limit(control: Control) -> AgeLimit:
    """A limit of age as its clause says it."""
    return AgeLimit(
        people=control.words("for"),
        age=control.text("age", YOUNGEST),
        closes=control.text("effect") == CLOSE,
        closes_unknown=control.text("unknown") == CLOSE,
        clause=control.clause,
    )
