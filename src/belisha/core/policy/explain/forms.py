"""Sentences for forms: who hands them in, who decides, and what granting does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import NO_ONE
from belisha.core.policy.explain.phrases import at_most, does, listed, people, spread, upper
from belisha.core.policy.model import Control
from belisha.core.policy.times import BARE

GRANTED = {
    "open": "Granted, it opens what was asked for",
    "close": "Granted, it closes what was reported",
    "lift": "Granted, it lifts a sanction for a supervised time",
    "case": "It opens a case",
    "record": "It is kept and sent to the right people",
    "publish": "Granted, what was handed in is published",
    "take down": "Granted, what was published is taken off again",
}
SCOPES = {"person": "one person", "class": "a class", "year": "a year group", "everyone": "everyone"}


def _form(control: Control, catalogue: KnownServices) -> list[str]:
    """What this clause says of a form: each key it names becomes a sentence, in the order in which things happen."""
    c = control
    told: Mapping[str, Callable[[], str]] = {
        "open_to": lambda: f"It may be handed in by {people(c.words('open_to'))}.",
        "requires": lambda: f"It asks for training first: {course_title(c.text('requires').removeprefix('duty:'), catalogue)}.",
        "advised_by": lambda: f"{_who_does(c, 'advised_by', 'advises', 'advise')}.",
        "decided_by": lambda: _decided(c),
        "if_named": lambda: f"Where that is the person concerned, {people(c.words('if_named'))} takes it.",
        "to": lambda: f"It also goes to {people(c.words('to'))}.",
        "harm": lambda: HARM[c.values["harm"] is True],
        "within": lambda: f"It is decided within {c.text('within')}.",
        "if_late": lambda: f"If it is late, {people([c.text('if_late').removeprefix('tell ')])} is told.",
        "effect": lambda: _granted(c),
        "scope": lambda: "" if "effect" in c.values else f"It may be granted for {scopes(c)}.",
        "case": lambda: "" if c.text("effect") == "case" else f"The case it opens is “{c.text('case')}”.",
        "lifts": lambda: "" if c.text("effect") == "lift" else f"The sanction it lifts is “{c.text('lifts')}”.",
        "longest": lambda: f"It lasts {at_most(c.text('longest'))}.",
        "ends": lambda: f"It ends after {'the ' if c.text('ends') in BARE else ''}{c.text('ends')}.",
        "appeal_to": lambda: f"An appeal goes to {people([c.text('appeal_to')])}.",
    }
    return spread(f"The form “{c.text('name')}”", told, c)


HARM = {
    True: "It can keep a child from harm, so somebody responsible for safeguarding always reads it.",
    False: "It is not a way to report harm to a child.",
}


def course_title(course: str, catalogue: KnownServices) -> str:
    """What a course is called, or its id where the catalogue does not know it."""
    return f"“{catalogue.courses.get(course, course)}”"


def scopes(control: Control) -> str:
    """For whom a form may be granted, in a sentence."""
    return listed([SCOPES.get(word, word) for word in control.words("scope")], "or")


def _who_does(control: Control, key: str, one: str, several: str) -> str:
    """Who does something, with the right verb, as the start of a sentence."""
    return f"{upper(people(control.words(key)))} {does(control.words(key), one, several)}"


def _decided(control: Control) -> str:
    """Who decides a form."""
    if NO_ONE in control.words("decided_by"):
        return "Nobody has to decide: it takes effect at once and is recorded."
    return f"{_who_does(control, 'decided_by', 'decides', 'decide')}."


def _granted(control: Control) -> str:
    """What granting a form does, and for whom."""
    effect = control.text("effect")
    told = GRANTED.get(effect, "It takes effect")
    if effect == "case" and control.text("case"):
        told += f" “{control.text('case')}”"
    if effect == "lift" and control.text("lifts"):
        told = f"Granted, it lifts the sanction “{control.text('lifts')}” for a supervised time"
    return f"{told}, for {scopes(control)}." if control.words("scope") else f"{told}."


TOLD = {"form": _form}
