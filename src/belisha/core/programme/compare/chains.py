"""Cases, their steps, and sanctions: what comes, goes and changes."""

from __future__ import annotations

from collections.abc import Iterable

from belisha.core.policy.explain import people, quoted
from belisha.core.policy.explain.chains import facts_words, steps_words, when_words
from belisha.core.programme.compare.wording import NOT_SAID, Keys, compared, said
from belisha.core.programme.model import Case, Programme, Sanction, Step

CASE_KEYS: Keys[Case] = {
    "who may open one": lambda case: said(case.opened_by),
    "who takes it on": lambda case: said(case.owner),
    "who takes it on where that is the person concerned": lambda case: said(case.if_named),
    "who is told at once": lambda case: said(case.to),
    "whether it can keep a child from harm": lambda case: said(case.harm),
    "the facts that are settled": lambda case: facts_words(dict(sorted(case.facts.items()))) if case.facts else NOT_SAID,
    "when it is looked at again": lambda case: said(case.review_after),
}
STEP_KEYS: Keys[Step] = {
    "who takes it": lambda step: said(step.owner),
    "which cases it is for": lambda step: when_words(dict(sorted(step.when.items()))) if step.when else "all",
    "whether it may be left out": lambda step: said(not step.must),
    "what it comes after": lambda step: steps_words(sorted(step.after)) if step.after else NOT_SAID,
    "what it comes before": lambda step: steps_words(sorted(step.before)) if step.before else NOT_SAID,
    "its answers": lambda step: said(step.answers),
    "whether a reason is written down": lambda step: said(step.reason),
    "the time it has": lambda step: said(step.within),
    "the letter that is drafted": lambda step: said(step.letter),
}
SANCTION_KEYS: Keys[Sanction] = {
    "who decides": lambda sanction: said(sanction.decided_by),
    "what it closes": lambda sanction: said(sanction.closes),
    "the longest time": lambda sanction: said(sanction.longest),
    "who is told": lambda sanction: people(sanction.tell) if sanction.tell else NOT_SAID,
    "who hears an appeal": lambda sanction: said(sanction.appeal_to),
}


def chain_changes(before: Programme, after: Programme) -> Iterable[str]:
    """Cases with their steps, then sanctions."""
    old, new = ({case.name: case for case in p.cases} for p in (before, after))
    yield from compared(
        before.cases,
        after.cases,
        lambda case: case.name,
        CASE_KEYS,
        come=_new_case,
        gone=lambda name, _: f"The case “{name}” goes, with its steps.",
        title=lambda name: f"Case “{name}”",
    )
    for name in sorted(set(old) & set(new), key=str.casefold):
        yield from _steps(name, old[name].steps, new[name].steps)
    yield from compared(
        before.sanctions,
        after.sanctions,
        lambda sanction: sanction.name,
        SANCTION_KEYS,
        come=lambda name, sanction: f"A new sanction, “{name}”, decided by {people(sanction.decided_by)}.",
        gone=lambda name, _: f"The sanction “{name}” goes.",
        title=lambda name: f"Sanction “{name}”",
    )


def _new_case(name: str, case: Case) -> str:
    """A kind of case that comes, with its steps."""
    told = f"A new kind of case, “{name}”: opened by {people(case.opened_by)}, taken on by {people([case.owner])}."
    return f"{told} Its steps: {quoted(step.name for step in case.steps)}." if case.steps else told


def _steps(case: str, old: tuple[Step, ...], new: tuple[Step, ...]) -> Iterable[str]:
    """The steps of one case."""
    yield from compared(
        old,
        new,
        lambda step: step.name,
        STEP_KEYS,
        come=lambda name, step: f"Case “{case}”: a new step “{name}”, taken by {people([step.owner])}{_must(step)}.",
        gone=lambda name, _: f"Case “{case}”: the step “{name}” goes.",
        title=lambda name: f"Case “{case}”, step “{name}”",
    )
    names_before, names_after = [step.name for step in old], [step.name for step in new]
    stay = set(names_before) & set(names_after)
    if [name for name in names_before if name in stay] != [name for name in names_after if name in stay]:
        yield f"Case “{case}”: the steps come in this order: {quoted(names_after)}."


def _must(step: Step) -> str:
    """The words for a step that cannot be left out."""
    return ", which cannot be left out" if step.must else ""
