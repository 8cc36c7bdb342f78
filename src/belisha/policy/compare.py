"""What a version would change, in plain sentences: who opens what, who decides, who signs. Pure: two programmes, their policies in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from belisha.core.policy.explain import at_times, listed, on_networks, people, service_name
from belisha.core.policy.model import Policy
from belisha.core.programme.model import EVERYONE, Catalogue, Effect, Form, Programme, Rule
from belisha.core.programme.model import Role as PolicyRole

FORM_KEYS = {
    "open_to": "who may ask",
    "advised_by": "who advises",
    "decided_by": "who decides",
    "to": "who else receives it",
    "scope": "for whom it may be granted",
    "longest": "the longest time",
    "ends": "when it ends",
    "within": "the time to decide",
    "if_late": "what happens when it is late",
    "requires": "the training it asks for",
    "appeal_to": "who hears an appeal",
    "effect": "what granting it does",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change, under the headings of the page. Empty tuples where nothing does."""

    network: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """True where anything would change."""
        return bool(self.network or self.people or self.words)


@dataclass(frozen=True, slots=True)
class _Whom:
    """For whom, when and where rules hold: what stands together in one sentence."""

    effect: Effect
    people: str
    when: str
    networks: tuple[str, ...]

    def told(self) -> str:
        """The words for the sentence."""
        return people([self.people]) + at_times(self.when) + on_networks(self.networks)


def changes(before: Programme, after: Programme, *, was: Policy | None, becomes: Policy, catalogue: Catalogue) -> Changes:
    """What the network, the people and the words of the policy would be after, compared with before (`was` None: the safe baseline)."""
    return Changes(
        network=tuple(_network(before, after, catalogue)),
        people=(*_signers(before, after), *_roles(before, after), *_forms(before, after)),
        words=tuple(_words(was, becomes)),
    )


def _network(before: Programme, after: Programme, catalogue: Catalogue) -> Iterable[str]:
    """What would be closed or opened, for each group of people."""
    old, new = _reach(before.rules, catalogue), _reach(after.rules, catalogue)
    for whom in sorted({*old, *new}, key=lambda w: (w.effect.value, w.people, w.when, w.networks)):
        gone = old.get(whom, set()) - new.get(whom, set()) - new.get(replace(whom, people=EVERYONE), set())
        come = new.get(whom, set()) - old.get(whom, set())
        closes = whom.effect is Effect.BLOCK
        if come:
            yield f"{'Closed' if closes else 'Opened'} for {whom.told()}: {listed(sorted(come, key=str.casefold))}."
        if gone:
            yield f"No longer {'closed' if closes else 'opened'} for {whom.told()}: {listed(sorted(gone, key=str.casefold))}."


def _reach(rules: Iterable[Rule], catalogue: Catalogue) -> dict[_Whom, set[str]]:
    """What the rules speak of, for each group: services by name, other sites by address, lists by name."""
    reach: dict[_Whom, set[str]] = {}
    for rule in rules:
        domains = {domain for word in rule.services for domain in catalogue.services[word].domains}
        items = {service_name(word, catalogue) for word in rule.services} | (rule.names - domains)
        items |= {f"the list “{name}”" for name in rule.lists}
        for word in rule.people:
            reach.setdefault(_Whom(rule.effect, word, rule.when.words, tuple(sorted(rule.networks))), set()).update(items)
    return reach


def _signers(before: Programme, after: Programme) -> Iterable[str]:
    """Who would sign the next version."""
    old, new = ([role for need in p.signatures for role in need.roles] for p in (before, after))
    if set(old) != set(new) and new:
        yield f"Later versions are signed by {people(new)}" + (f" (now {people(old)})." if old else ".")


def _roles(before: Programme, after: Programme) -> Iterable[str]:
    """Roles that come, go or change."""
    old: Mapping[str, PolicyRole] = {r.name: r for r in before.roles}
    new: Mapping[str, PolicyRole] = {r.name: r for r in after.roles}
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"The role {name} is declared: at least {new[name].at_least} at any time."
        elif name not in new:
            yield f"The role {name} is no longer declared."
        else:
            yield from _role_change(old[name], new[name])


def _role_change(old: PolicyRole, new: PolicyRole) -> Iterable[str]:
    """What changes of a role."""
    if old.at_least != new.at_least:
        yield f"At least {new.at_least} hold the role {new.name} (now {old.at_least})."
    if old.stands_in != new.stands_in:
        yield f"For the {new.name}, {people([new.stands_in]) if new.stands_in else 'nobody'} stands in (now {old.stands_in or 'nobody'})."
    if old.may != new.may:
        yield f"The {new.name} may also: {listed(new.may)} (now {listed(old.may)})."


def _forms(before: Programme, after: Programme) -> Iterable[str]:
    """Forms that come, go or change."""
    for name in sorted({*before.forms, *after.forms}):
        old, new = before.forms.get(name), after.forms.get(name)
        if old is None and new is not None:
            deciders = people(new.decided_by) if new.decided_by else "nobody"
            yield f"A new form “{name}”: asked by {people(new.open_to)}, decided by {deciders}."
        elif new is None:
            yield f"The form “{name}” goes."
        elif old is not None:
            yield from (_form_change(old, new, key) for key in FORM_KEYS if _key(old, key) != _key(new, key))


def _form_change(old: Form, new: Form, key: str) -> str:
    """How one key of a form changes."""
    return f"Form “{new.name}”, {FORM_KEYS[key]}: {_key(new, key)} (now {_key(old, key)})."


def _key(form: Form, key: str) -> str:
    """A key of a form as words."""
    value = getattr(form, key)
    if value is None:
        return "not said"
    if isinstance(value, tuple):
        return listed(value)
    return str(getattr(value, "words", None) or getattr(value, "value", value))


def _words(was: Policy | None, becomes: Policy) -> Iterable[str]:
    """Clauses that come, go, or say something else."""
    if was is None:
        yield f"{sum(1 for _ in becomes.clauses())} clauses come into force."
        return
    old, new = ({c.number: c for c in policy.clauses()} for policy in (was, becomes))
    for number in [*old, *(n for n in new if n not in old)]:
        if number not in new:
            yield f"Clause {number} goes: “{old[number].words}”"
        elif number not in old:
            yield f"Clause {number} is new: “{new[number].words}”"
        elif old[number].words != new[number].words:
            yield f"Clause {number} now reads: “{new[number].words}” (before: “{old[number].words}”)"
    if was.review != becomes.review:
        yield f"The policy is looked at again after {becomes.review} (now {was.review})."
    if was.when_broken != becomes.when_broken:
        yield f"When no ruleset can be loaded the network is {becomes.when_broken} (now {was.when_broken})."
