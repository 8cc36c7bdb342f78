"""From a sound policy and the school's facts to its programme; and the safe baseline that holds without any policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from belisha.core.moments import SchoolFacts
from belisha.core.policy.joins import joined
from belisha.core.policy.model import Control, Policy
from belisha.core.policy.targets import SOCIAL_MEDIA, names_of, speaks_of_social_media
from belisha.core.programme.model import (
    BASELINE,
    Catalogue,
    ClauseText,
    Commitment,
    Definition,
    Effect,
    Form,
    FormEffect,
    Programme,
    Role,
    Rule,
    SignatureNeed,
    Span,
    Standing,
)
from belisha.core.programme.spans import parse_span, parse_when

PUPILS = "pupils"
_EFFECTS = {"block": Effect.BLOCK, "allow": Effect.ALLOW}


def compile_policy(policy: Policy, *, facts: SchoolFacts, catalogue: Catalogue, standing: Standing) -> Programme:
    """The programme of a policy that was read and checked without a fault.

    The baseline's rule about social media stays until a block or allow of the policy speaks of social media
    (safeguarding.md 15). Raises ValueError where the policy has faults and so no identity.
    """
    if not policy.identity:
        raise ValueError(f"the policy “{policy.title}” has faults, so it cannot be compiled: read and check it first")
    own = tuple(_rule(control, rule_id, catalogue) for rule_id, control in _numbered(policy))
    is_spoken_of = any(speaks_of_social_media(control, catalogue) for control in policy.controls("block", "allow"))
    return Programme(
        version=policy.identity,
        title=policy.title,
        facts=facts,
        clauses=tuple(ClauseText(clause.number, clause.words) for clause in policy.clauses()),
        roles=tuple(_role(control) for control in policy.controls("role")),
        signatures=tuple(_signature(control) for control in policy.controls("signature")),
        rules=own if is_spoken_of else (*own, _closed_social_media(catalogue)),
        forms={form.name: form for form in (_form(group) for group in joined(policy.controls("form")))},
        definitions=tuple(Definition(c.text("term"), c.words("means"), c.clause) for c in policy.controls("define")),
        when_broken=policy.when_broken,
        standing=with_shared_facts(standing, catalogue),
        commitments=tuple(Commitment(c.text("text"), c.clause) for c in policy.controls("commitment")),
    )


def baseline(*, facts: SchoolFacts, catalogue: Catalogue, standing: Standing) -> Programme:
    """The safe baseline: social media closed to pupils, help open, safe search; lists of illegal content and malware hold always.

    It holds before the first signature and after a lapsed one. Source: safeguarding.md 15.
    """
    return Programme(
        version=BASELINE,
        title="Safe baseline",
        facts=facts,
        rules=(_closed_social_media(catalogue),),
        standing=with_shared_facts(standing, catalogue),
    )


def with_shared_facts(standing: Standing, catalogue: Catalogue) -> Standing:
    """What stands decided, with the help, the negative names and the safe hosts that every school shares.

    Use it before `Programme.with_standing`, so that those facts stay.
    """
    return replace(
        standing,
        help_names=standing.help_names | catalogue.help_names,
        negative_names=standing.negative_names | catalogue.negative_names,
        safe_hosts={**catalogue.safe_hosts, **standing.safe_hosts},
    )


def _closed_social_media(catalogue: Catalogue) -> Rule:
    """The baseline's rule: the kind "social media" is closed to pupils (and so to seats nobody knows)."""
    control = Control("block", "", 0, {"kinds": (SOCIAL_MEDIA,), "for": (PUPILS,)})
    return _rule(control, f"{BASELINE}/{SOCIAL_MEDIA}", catalogue)


def _numbered(policy: Policy) -> list[tuple[str, Control]]:
    """Each block and allow with its rule's id: clause, kind and ordinal within the clause ("8.1/block/1")."""
    found: list[tuple[str, Control]] = []
    for clause in policy.clauses():
        for kind in _EFFECTS:
            own = [control for control in clause.controls if control.kind == kind]
            found.extend((f"{clause.number}/{kind}/{ordinal}", control) for ordinal, control in enumerate(own, start=1))
    return found


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


def _role(control: Control) -> Role:
    """A role as its clause declares it."""
    return Role(
        name=control.text("name"),
        clause=control.clause,
        at_least=int(control.text("at_least", "1")),
        stands_in=control.text("stands_in") or None,
        may=control.words("may"),
    )


def _signature(control: Control) -> SignatureNeed:
    """Who must sign; a second factor is asked unless the clause says not."""
    return SignatureNeed(control.words("by"), control.clause, control.values.get("second_factor", True) is True)


def _form(group: Sequence[Control]) -> Form:
    """A form put together from all the clauses that name it. Source: language.md, "One thing, several clauses"."""
    said = {key: control for control in group for key in control.values}

    def words(key: str) -> tuple[str, ...]:
        return said[key].words(key) if key in said else ()

    def text(key: str) -> str | None:
        return said[key].text(key) if key in said else None

    return Form(
        name=group[0].text("name"),
        effect=FormEffect(text("effect")),
        open_to=words("open_to"),
        decided_by=words("decided_by"),
        advised_by=words("advised_by"),
        to=words("to"),
        scope=words("scope"),
        longest=_span(said, "longest"),
        ends=_span(said, "ends"),
        within=_span(said, "within"),
        if_late=text("if_late"),
        requires=text("requires"),
        appeal_to=text("appeal_to"),
        sources={key: control.clause for key, control in said.items() if key != "name"},
    )


def _span(said: Mapping[str, Control], key: str) -> Span | None:
    """The span a key says, or None where no clause says it."""
    return parse_span(said[key].text(key)) if key in said else None
