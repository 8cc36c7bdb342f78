"""Things that are declared twice, roles that stand in for themselves, and signatures that can never be given."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.declarations import RELATIVE_ROLES
from belisha.core.policy.model import Control, Fault, Policy
from belisha.core.policy.things import fault_at

_ONCE = (("role", "name"), ("define", "term"), ("conduct", "code"), ("keep", "what"))


def faults_of_declarations(policy: Policy) -> Iterator[Fault]:
    """What is declared twice, and a role that stands in for itself."""
    for kind, key in _ONCE:
        yield from _declared_twice([(control.text(key), control) for control in policy.controls(kind)], key)
    steps = [(f"{control.text('name')}” of “{control.text('of')}", control) for control in policy.controls("step")]
    yield from _declared_twice(steps, "name")
    for control in policy.controls("role"):
        if control.text("name") and control.text("stands_in") == control.text("name"):
            yield fault_at(control, "stands_in", f"“{control.text('name')}” cannot stand in for itself: name another role.")


def _declared_twice(named: list[tuple[str, Control]], key: str) -> Iterator[Fault]:
    """Each name that was declared before."""
    first: dict[str, Control] = {}
    for word, control in named:
        if key not in control.values:
            continue
        earlier = first.setdefault(word, control)
        if earlier is not control:
            yield fault_at(control, key, f"“{word}” is declared in clause {earlier.clause} already: declare it once.")


def faults_of_signers(policy: Policy) -> Iterator[Fault]:
    """A role that would sign twice, or that is another person for everybody."""
    said: set[str] = set()
    for control in policy.controls("signature"):
        for role in control.words("by"):
            if role in said:
                yield fault_at(control, "by", f"“{role}” would sign twice: name each role once.")
            if role in RELATIVE_ROLES:
                sentence = f"“{role}” is another person for each person concerned, so it cannot sign: name a role of the school."
                yield fault_at(control, "by", sentence)
            said.add(role)


def faults_of_no_signature(policy: Policy) -> Iterator[Fault]:
    """A policy that nobody signs."""
    clause = next(policy.clauses(), None)
    if clause and next(policy.controls("signature"), None) is None:
        sentence = 'nobody signs this policy, so it is never in force: add [[signature]] with by = ["headteacher"].'
        yield Fault(clause.line, clause.number, sentence)
