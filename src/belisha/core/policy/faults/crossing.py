"""Rules that close or open nothing, and rules that are equal to another or cross it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import KINDS
from belisha.core.policy.model import Control, Fault, Policy
from belisha.core.policy.scopes import cross, scope_of
from belisha.core.policy.things import fault_at


def faults_of_scopes(policy: Policy, catalogue: KnownServices, faulty: Collection[Control]) -> Iterator[Fault]:
    """The faults of blocks and allows whose words are right; `faulty` are those whose words are not."""
    unsound = {id(control) for control in faulty}
    sound = [control for control in policy.controls("block", "allow") if id(control) not in unsound]
    scopes = [(control, scope_of(control, catalogue)) for control in sound]
    for control, scope in scopes:
        if not scope.targets and any(control.words(key) for key in KINDS[control.kind].any_of):
            yield Fault(control.line, control.clause, f"nothing is left of this [[{control.kind}]]: its exceptions take every target away.")
    blocks = [(control, scope) for control, scope in scopes if control.kind == "block"]
    for allow, scope in ((control, scope) for control, scope in scopes if control.kind == "allow"):
        if allow.words("lists"):  # lists act in layer 8, after every allow (architecture.md, Deciding)
            sentence = "an [[allow]] cannot open a list: name the sites to open, or name fewer people in the [[block]] of that list."
            yield fault_at(allow, "lists", sentence)
        for block, wider in blocks:
            if cross(scope, wider):
                sentence = (
                    f"this [[allow]] and the [[block]] of clause {block.clause} (line {block.line}) are equal or cross: "
                    "let the allow name fewer targets for fewer people, all of them inside the block."
                )
                yield Fault(allow.line, allow.clause, sentence)
