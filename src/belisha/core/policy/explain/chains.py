"""Sentences for cases, their steps, and the sanctions in which they may end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import CLOSURE
from belisha.core.policy.explain.forms import HARM
from belisha.core.policy.explain.phrases import at_most, does, listed, people, quoted, spread, upper
from belisha.core.policy.model import Control, Value


def facts_words(facts: Mapping[str, Iterable[str]]) -> str:
    """Facts and their answers, in a sentence: "nature (threatening, sexual or none of these)"."""
    return listed([f"{name} ({listed(answers, 'or')})" for name, answers in facts.items()])


def when_words(when: Mapping[str, Iterable[str]]) -> str:
    """The facts and answers that a step is for, in a sentence: "the answer to “nature” is “threatening” or “sexual”"."""
    return ", and ".join(f"the answer to “{name}” is {quoted(answers, 'or')}" for name, answers in when.items())


def steps_words(steps: Iterable[str]) -> str:
    """Steps in a sentence; the end of a case by what it is."""
    return listed(["the closing of the case" if step == CLOSURE else f"“{step}”" for step in steps])


def _case(control: Control, _: KnownServices) -> list[str]:
    """What this clause says of a kind of case."""
    c = control
    told: Mapping[str, Callable[[], str]] = {
        "opened_by": lambda: f"It may be opened by {people(c.words('opened_by'))}.",
        "owner": lambda: f"{upper(people([c.text('owner')]))} {does([c.text('owner')], 'takes', 'take')} it on.",
        "if_named": lambda: f"Where that is the person concerned, {people(c.words('if_named'))} takes it on.",
        "to": lambda: f"{upper(people(c.words('to')))} {does(c.words('to'), 'is', 'are')} told at once.",
        "harm": lambda: HARM[c.values["harm"] is True],
        "facts": lambda: f"These facts are settled: {facts_words(_answers(c.values['facts']))}.",
        "review_after": lambda: f"It is looked at again after {c.text('review_after')}.",
    }
    return spread(f"The case “{c.text('name')}”", told, c)


def _step(control: Control, _: KnownServices) -> list[str]:
    """A step of a case."""
    c = control
    must = {True: "It cannot be left out.", False: "It may be left out."}
    reason = {True: "A reason is written down.", False: "No reason has to be written down."}
    told: Mapping[str, Callable[[], str]] = {
        "of": lambda: f"It is a step of the case “{c.text('of')}”.",
        "when": lambda: f"It is for cases where {when_words(_answers(c.values['when']))}.",
        "owner": lambda: f"{upper(people([c.text('owner')]))} {does([c.text('owner')], 'takes', 'take')} it.",
        "must": lambda: must[c.values["must"] is True],
        "after": lambda: f"It comes after {steps_words(c.words('after'))}.",
        "before": lambda: f"It comes before {steps_words(c.words('before'))}.",
        "within": lambda: f"It is done within {c.text('within')}.",
        "answers": lambda: f"It is answered with {quoted(c.words('answers'), 'or')}.",
        "reason": lambda: reason[c.values["reason"] is True],
        "letter": lambda: f"The letter “{c.text('letter')}” is drafted for it.",
    }
    return spread(f"The step “{c.text('name')}”", told, c)


def _sanction(control: Control, _: KnownServices) -> list[str]:
    """What this clause says of a sanction."""
    c = control
    told: Mapping[str, Callable[[], str]] = {
        "decided_by": lambda: f"{upper(people(c.words('decided_by')))} {does(c.words('decided_by'), 'decides', 'decide')} on it.",
        "closes": lambda: f"It closes {c.text('closes')}.",
        "longest": lambda: f"It lasts {at_most(c.text('longest'))}.",
        "tell": lambda: f"{upper(people(c.words('tell')))} {_are_told(c.words('tell'))} told.",
        "appeal_to": lambda: f"An appeal goes to {people([c.text('appeal_to')])}.",
    }
    return spread(f"The sanction “{c.text('name')}”", told, c)


def _are_told(words: tuple[str, ...]) -> str:
    """The verb for those who are told; parents are two, a pupil is one."""
    return "are" if words[:1] == ("parent",) else does(words, "is", "are")


def _answers(value: Value) -> dict[str, tuple[str, ...]]:
    """A table of names, each with its words."""
    table = value if isinstance(value, Mapping) else {}
    return {name: tuple(map(str, held)) if isinstance(held, tuple | list) else (str(held),) for name, held in table.items()}


TOLD = {"case": _case, "step": _step, "sanction": _sanction}
