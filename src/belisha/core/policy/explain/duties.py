"""Sentences for what people do by a date, what they agree to, and the rules they keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.explain.forms import course_title
from belisha.core.policy.explain.phrases import days_after, does, every, people, spread, upper
from belisha.core.policy.model import Control

PROOFS = {
    "tick": "They tick it off when it is done.",
    "quiz": "A short quiz shows that it is done.",
    "record": "The school records that it is done.",
    "signature": "They sign that it is done.",
}


def every_time(span: str) -> str:
    """How often something is agreed to again: "with each version of this policy", "every year"."""
    return "with each version of this policy" if span == "version" else every(span)


def _duty(control: Control, catalogue: KnownServices) -> list[str]:
    """What this clause says of a duty."""
    c = control
    who, does_it = upper(people(c.words("who"))), does(c.words("who"), "does", "do")
    rest: Mapping[str, Callable[[], str]] = {
        "course": lambda: f"The course is {course_title(c.text('course'), catalogue)}.",
        "what": lambda: f"What is to be done: {c.text('what')}.",
        "first_due": lambda: f"It is first due {days_after(c.text('first_due'))}.",
        "every": lambda: f"It is due again {every(c.text('every'))}.",
        "proof": lambda: PROOFS.get(c.text("proof"), ""),
    }
    if c.text("name"):
        return spread(f"The duty “{c.text('name')}”", {"who": lambda: f"{who} {does_it} it.", **rest}, c)
    takes = does(c.words("who"), "takes", "take")
    first = f"{who} {takes} the course {course_title(c.text('course'), catalogue)}." if "course" in c.values else ""
    what = f"{who} {does_it} this: {c.text('what')}." if not first else f"They also do this: {c.text('what')}."
    head = [sentence for sentence in (first, what if "what" in c.values else "") if sentence]
    return [" ".join([*head, *(rest[key]() for key in ("first_due", "every", "proof") if key in c.values)])]


def _agree(control: Control, _: KnownServices) -> list[str]:
    """A text that is read and agreed to."""
    who = control.words("who")
    verbs = f"{does(who, 'reads', 'read')} and {does(who, 'agrees', 'agree')} to"
    return [f"{upper(people(who))} {verbs} the text “{control.text('text')}”, again {every_time(control.text('every', 'version'))}."]


def _conduct(control: Control, _: KnownServices) -> list[str]:
    """A rule of conduct."""
    who = control.words("for")
    cited = [f"The check “{control.text('check')}” points to it."] if "check" in control.values else []
    return [f"{upper(people(who))} {does(who, 'keeps', 'keep')} to this rule, known as “{control.text('code')}”.", *cited]


TOLD = {"duty": _duty, "agree": _agree, "conduct": _conduct}
