"""Whether a policy that could be read can also be meant: every word known, no rule across another, every form decided by somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from belisha.core.names import PublicSuffixes
from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import RELATIVE_ROLES, STANDARD_ROLES, Holds
from belisha.core.policy.faults.chains import faults_of_chains
from belisha.core.policy.faults.consents import faults_of_consents
from belisha.core.policy.faults.contents import faults_of_contents
from belisha.core.policy.faults.crossing import faults_of_scopes
from belisha.core.policy.faults.declared import faults_of_declarations, faults_of_no_signature, faults_of_signers
from belisha.core.policy.faults.forms import faults_of_forms
from belisha.core.policy.faults.harm import faults_of_harm
from belisha.core.policy.faults.words import faults_of_front, faults_of_words, words_said
from belisha.core.policy.model import Control, Fault, Policy
from belisha.core.policy.read import read_lately
from belisha.core.policy.things import table_of_words
from belisha.core.policy.vocabulary import Vocabulary

_ROLE_KEYS = frozenset({Holds.ROLE, Holds.ROLES, Holds.TELL})


def check(
    policy: Policy,
    *,
    catalogue: KnownServices,
    suffixes: PublicSuffixes,
    known_roles: frozenset[str] | None = None,
    is_whole: bool = True,
) -> tuple[Fault, ...]:
    """Every fault of meaning, in the order of the text; none where the policy can be compiled.

    `known_roles` are roles the school holds beside the standard ones and those the policy declares. `is_whole` is False where
    some controls could not be read: then only what is told by a control alone, or by two that are there, is a fault.
    """
    words = _vocabulary(policy, catalogue, suffixes, known_roles or frozenset())
    worded = list(faults_of_words(policy, words, is_whole=is_whole))
    found = [*faults_of_front(policy, words), *(fault for _, fault in worded)]
    found += faults_of_declarations(policy)
    found += faults_of_signers(policy)
    found += faults_of_consents(policy)
    found += faults_of_scopes(policy, catalogue, [control for control, _ in worded])
    if is_whole:
        found += _faults_of_whole(policy)
    return in_order(found)


def check_text(
    text: str, *, catalogue: KnownServices, suffixes: PublicSuffixes, known_roles: frozenset[str] | None = None
) -> tuple[Policy | None, tuple[Fault, ...]]:
    """The policy in a text and everything wrong with it, as it is written and as it is meant. Never raises, whatever the text."""
    reading = read_lately(text)
    if reading.policy is None:
        return None, reading.faults
    meant = check(reading.policy, catalogue=catalogue, suffixes=suffixes, known_roles=known_roles, is_whole=reading.is_whole)
    return reading.policy, in_order([*reading.faults, *meant])


def in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """The faults in the order of the text, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.sentence)))


def _vocabulary(policy: Policy, catalogue: KnownServices, suffixes: PublicSuffixes, known_roles: frozenset[str]) -> Vocabulary:
    """What words can mean in this policy."""

    def names(kind: str) -> frozenset[str]:
        return frozenset(control.text("name") for control in policy.controls(kind))

    return Vocabulary(
        catalogue,
        suffixes,
        roles=frozenset(STANDARD_ROLES | names("role") | known_roles),
        cases=names("case"),
        sanctions=names("sanction"),
        clauses=frozenset(clause.number for clause in policy.clauses()),
    )


def _faults_of_whole(policy: Policy) -> Iterator[Fault]:
    """The faults that only a whole policy shows: what nobody declares, decides or receives."""
    yield from faults_of_no_signature(policy)
    yield from faults_of_forms(policy)
    yield from faults_of_chains(policy)
    yield from faults_of_harm(policy)
    yield from faults_of_contents(policy)


def check_holders(policy: Policy, holders: Mapping[str, int]) -> tuple[Fault, ...]:
    """A fault for each role the policy needs and nobody holds, or too few. `holders` counts the people of each role today."""
    declared = {control.text("name"): control for control in policy.controls("role")}
    faults: list[Fault] = []
    for role, (control, line) in _roles_used(policy).items():
        count = holders.get(role, 0)
        asked = declared[role].values.get("at_least", 1) if role in declared else 1
        needed = asked if isinstance(asked, int) else 1
        if role not in RELATIVE_ROLES and count < needed:
            told = "nobody holds" if count == 0 else f"only {count} hold"
            sentence = f"{told} the role “{role}”, and {needed} must: give it to a person on the people page before this is signed."
            faults.append(Fault(line, control.clause, sentence))
    return tuple(faults)


def _roles_used(policy: Policy) -> dict[str, tuple[Control, int]]:
    """Each role that a control declares or sends something to, with where it is first said."""
    used: dict[str, tuple[Control, int]] = {}
    for control, key, word in words_said(policy):
        role = word.removeprefix("tell ") if key.holds is Holds.TELL else word
        is_sent_to = key.holds in _ROLE_KEYS and word not in key.words
        if is_sent_to or (control.kind == "role" and key.name == "name"):
            used.setdefault(role, (control, control.lines.get(key.name, control.line)))
    for control in policy.controls("vault"):
        for role in table_of_words(control, "break_glass").get("from", ()):
            used.setdefault(role, (control, control.lines.get("break_glass", control.line)))
    return used
