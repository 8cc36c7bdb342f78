"""Duties, agreements, rules of conduct and consents: what comes, goes and changes."""

from __future__ import annotations

from collections.abc import Iterable

from belisha.core.policy.explain import days_after, every, listed, people
from belisha.core.policy.explain.papers import SHOWN
from belisha.core.programme.compare.wording import NOT_SAID, Keys, compared, said
from belisha.core.programme.model import Agreement, Catalogue, ConductRule, Consent, Duty, Programme, Span

PROOFS = {"tick": "a tick", "quiz": "a short quiz", "record": "a record of the school", "signature": "a signature"}
DUTY_KEYS: Keys[Duty] = {
    "who does it": lambda duty: people(duty.who),
    "what is done": lambda duty: said(duty.what),
    "the course": lambda duty: said(duty.course),
    "when it is first due": lambda duty: days_after(duty.first_due) if duty.first_due else NOT_SAID,
    "how often": lambda duty: _often(duty.every),
    "how it is proved": lambda duty: PROOFS.get(duty.proof or "", NOT_SAID),
}
AGREEMENT_KEYS: Keys[Agreement] = {"who agrees": lambda text: people(text.who), "how often": lambda text: _again(text.every)}
CONDUCT_KEYS: Keys[ConductRule] = {
    "who keeps it": lambda rule: people(rule.people),
    "the check that points to it": lambda rule: said(rule.check),
}
CONSENT_KEYS: Keys[Consent] = {
    "of whom": lambda consent: people(consent.people),
    "who is asked": lambda consent: consent.by,
    "how often": lambda consent: _often(consent.every),
}


def duty_changes(before: Programme, after: Programme, catalogue: Catalogue) -> Iterable[str]:
    """Duties, then what is agreed to, kept to and consented to."""
    yield from compared(
        before.duties,
        after.duties,
        lambda duty: _title(duty, catalogue),
        DUTY_KEYS,
        come=lambda title, duty: f"A new duty for {people(duty.who)}: {title}{_when(duty)}.",
        gone=lambda title, duty: f"No longer a duty for {people(duty.who)}: {title}.",
        title=lambda title: f"Duty {title}",
    )
    yield from compared(
        before.agreements,
        after.agreements,
        lambda text: f"“{text.text}”",
        AGREEMENT_KEYS,
        come=lambda title, text: f"A new text to agree to, {title}: for {people(text.who)}, {_again(text.every)}.",
        gone=lambda title, _: f"The text {title} is no longer agreed to.",
        title=lambda title: f"Agreement {title}",
    )
    yield from compared(
        before.conduct_rules,
        after.conduct_rules,
        lambda rule: f"“{rule.code}”",
        CONDUCT_KEYS,
        come=lambda title, rule: f"A new rule of conduct, {title}, for {people(rule.people)}.",
        gone=lambda title, _: f"The rule of conduct {title} goes.",
        title=lambda title: f"Rule of conduct {title}",
    )
    yield from compared(
        before.consents,
        after.consents,
        _shown,
        CONSENT_KEYS,
        come=lambda what, consent: f"Before {what} of {people(consent.people, 'or')} is shown, {consent.by} is asked.",
        gone=lambda what, consent: f"Nobody is asked any longer before {what} of {people(consent.people, 'or')} is shown.",
        title=lambda what: f"Consent to show {what}",
    )


def _title(duty: Duty, catalogue: Catalogue) -> str:
    """What a duty is known by: its name, its course's title, or what is done; the clause it stands in may change."""
    return f"“{duty.name or (catalogue.courses.get(duty.course, duty.course) if duty.course else duty.what)}”"


def _when(duty: Duty) -> str:
    """When a new duty is due, to end a sentence."""
    first = f", first due {days_after(duty.first_due)}" if duty.first_due else ""
    return first + (f", again {every(duty.every.words)}" if duty.every else "")


def _often(span: Span | None) -> str:
    """How often, or that it is once."""
    return every(span.words) if span else "once"


def _again(span: Span | None) -> str:
    """How often a text is agreed to."""
    return every(span.words) if span else "with each version of the policy"


def _shown(consent: Consent) -> str:
    """What is shown, in a sentence."""
    return listed([SHOWN.get(word, word) for word in sorted(consent.what)], "or")
