"""The chains of a programme: forms, cases with their steps, sanctions."""

from __future__ import annotations

from collections.abc import Sequence

from belisha.core.policy.model import Policy
from belisha.core.programme.compile.said import Said, things
from belisha.core.programme.model import Case, Form, FormEffect, Sanction, Step


def forms_of(policy: Policy) -> dict[str, Form]:
    """Every form by name."""
    sanctions = {said.text("name") for said in things(policy, "sanction")}
    only = next(iter(sanctions)) if len(sanctions) == 1 else None
    return {form.name: form for form in (_form(said, only) for said in things(policy, "form"))}


def cases_of(policy: Policy) -> tuple[Case, ...]:
    """Every kind of case, each with its steps in order."""
    steps: dict[str, list[Said]] = {}
    for said in things(policy, "step"):
        steps.setdefault(said.text("of") or "", []).append(said)
    return tuple(_case(said, steps.get(said.text("name") or "", [])) for said in things(policy, "case"))


def sanctions_of(policy: Policy) -> tuple[Sanction, ...]:
    """Every sanction."""
    return tuple(
        Sanction(
            name=said.text("name") or "",
            decided_by=said.words("decided_by"),
            closes=said.text("closes"),
            longest=said.span("longest"),
            tell=said.words("tell"),
            appeal_to=said.text("appeal_to"),
            sources=said.sources,
        )
        for said in things(policy, "sanction")
    )


def in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps so that each comes after those it waits for (`after`, and another's `before`), otherwise as they were given.

    Names that are no step here ("closure") are passed over. Where steps wait for one another in a ring, the first of them goes.
    """
    names = {step.name for step in steps}
    waits = {step.name: {name for name in step.after if name in names and name != step.name} for step in steps}
    for step in steps:
        for later in step.before:
            if later in names and later != step.name:
                waits[later].add(step.name)
    left, ordered = list(steps), []
    while left:
        waiting = {step.name for step in left}
        following = next((step for step in left if not waits[step.name] & waiting), left[0])
        left.remove(following)
        ordered.append(following)
    return tuple(ordered)


def _form(said: Said, only_sanction: str | None) -> Form:
    """A form put together from all the clauses that name it; it lifts the only sanction where it names none."""
    effect = FormEffect(said.text("effect"))
    return Form(
        name=said.text("name") or "",
        effect=effect,
        open_to=said.words("open_to"),
        decided_by=said.words("decided_by"),
        advised_by=said.words("advised_by"),
        to=said.words("to"),
        scope=said.words("scope"),
        longest=said.span("longest"),
        ends=said.span("ends"),
        within=said.span("within"),
        if_late=said.text("if_late"),
        requires=said.text("requires"),
        appeal_to=said.text("appeal_to"),
        sources=said.sources,
        case=said.text("case"),
        lifts=said.text("lifts") or (only_sanction if effect is FormEffect.LIFT else None),
        harm=said.is_true("harm"),
        if_named=said.text("if_named"),
    )


def _case(said: Said, steps: Sequence[Said]) -> Case:
    """A kind of case put together from all the clauses that name it."""
    owner = said.text("owner") or ""
    return Case(
        name=said.text("name") or "",
        opened_by=said.words("opened_by"),
        owner=owner,
        facts=said.answers("facts"),
        review_after=said.span("review_after"),
        to=said.words("to"),
        harm=said.is_true("harm"),
        if_named=said.text("if_named"),
        steps=in_order([_step(step, owner) for step in steps]),
        sources=said.sources,
    )


def _step(said: Said, owner: str) -> Step:
    """A step of a case; whose the case is takes it where its clause names nobody."""
    return Step(
        name=said.text("name") or "",
        clause=said.clause,
        owner=said.text("owner") or owner,
        when=said.answers("when"),
        must=said.is_true("must"),
        before=said.words("before"),
        after=said.words("after"),
        answers=said.words("answers"),
        reason=said.is_true("reason", unsaid=True),
        within=said.span("within"),
        letter=said.text("letter"),
    )
