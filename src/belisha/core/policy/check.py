"""Whether a policy that could be read can also be meant: every word known, no rule across another, every form decided by somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from belisha.core.names import PublicSuffixes
from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import KINDS, NO_ONE, RELATIVE_ROLES, STANDARD_ROLES, Holds, Key
from belisha.core.policy.joins import joined
from belisha.core.policy.model import Control, Fault, Policy
from belisha.core.policy.scopes import cross, scope_of
from belisha.core.policy.targets import names_of
from belisha.core.policy.vocabulary import Vocabulary

RECORD = "record"  # the one effect that nobody need decide: it is kept and routed
_ROLE_KEYS = frozenset({Holds.ROLE, Holds.ROLES, Holds.TELL})


def check(
    policy: Policy, *, catalogue: KnownServices, suffixes: PublicSuffixes, known_roles: frozenset[str] | None = None
) -> tuple[Fault, ...]:
    """Every fault of meaning, in the order of the text; none where the policy can be compiled.

    `known_roles` are roles the school holds beside the standard ones and those the policy declares.
    """
    declared = {control.text("name") for control in policy.controls("role")}
    courses = frozenset(control.text("course") for control in policy.controls("duty"))
    words = Vocabulary(catalogue, suffixes, frozenset(STANDARD_ROLES | declared | (known_roles or frozenset())), courses)
    faults = list(_faults_of_words(policy, words))
    faults += _faults_of_roles(policy)
    faults += _faults_of_signatures(policy)
    for form in joined(policy.controls("form")):
        faults += _faults_of_form(form, policy)
    if not faults:  # scopes can only be laid beside each other once their words are known
        faults += _faults_of_scopes(policy, catalogue)
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.sentence)))


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
    for control, key, word in _words_said(policy):
        role = word.removeprefix("tell ") if key.holds is Holds.TELL else word
        if (key.holds in _ROLE_KEYS and role != NO_ONE) or (control.kind == "role" and key.name == "name"):
            used.setdefault(role, (control, control.lines.get(key.name, control.line)))
    return used


def _words_said(policy: Policy) -> Iterator[tuple[Control, Key, str]]:
    """Each word of each key of each control."""
    for control in policy.controls():
        for key in KINDS[control.kind].keys:
            for word in control.words(key.name):
                yield control, key, word


def _faults_of_words(policy: Policy, words: Vocabulary) -> Iterator[Fault]:
    """The words that mean nothing here."""
    review = words.fault_of(Holds.SPAN, policy.review)
    if review:
        yield Fault(1, None, f"“review” of the front matter: {review}")
    for control, key, word in _words_said(policy):
        sentence = None if word in key.words else words.fault_of(key.holds, word)
        if sentence:
            yield _at(control, key.name, sentence)


def _at(control: Control, key: str, sentence: str) -> Fault:
    """A fault at a key of a control."""
    return Fault(control.lines.get(key, control.line), control.clause, sentence)


def _faults_of_roles(policy: Policy) -> Iterator[Fault]:
    """Roles and terms declared twice, and a role that stands in for itself."""
    for kind, key in (("role", "name"), ("define", "term")):
        first: dict[str, Control] = {}
        for control in policy.controls(kind):
            word = control.text(key)
            earlier = first.setdefault(word, control)
            if earlier is not control:
                yield _at(control, key, f"“{word}” is declared in clause {earlier.clause} already: declare it once.")
    for control in policy.controls("role"):
        if control.text("stands_in") == control.text("name"):
            yield _at(control, "stands_in", f"“{control.text('name')}” cannot stand in for itself: name another role.")


def _faults_of_signatures(policy: Policy) -> Iterator[Fault]:
    """No signature at all, and a role that would sign twice."""
    signatures = list(policy.controls("signature"))
    clause = next(policy.clauses(), None)
    if not signatures and clause:
        sentence = 'nobody signs this policy, so it is never in force: add [[signature]] with by = ["headteacher"].'
        yield Fault(clause.line, clause.number, sentence)
    said: set[str] = set()
    for control in signatures:
        for role in control.words("by"):
            if role in said:
                yield _at(control, "by", f"“{role}” would sign twice: name each role once.")
            if role in RELATIVE_ROLES:
                yield _at(
                    control, "by", f"“{role}” is another person for each person concerned, so it cannot sign: name a role of the school."
                )
            said.add(role)


def _faults_of_form(form: Sequence[Control], policy: Policy) -> Iterator[Fault]:
    """A form that nobody can decide, or only whoever asked."""
    first, deciders = form[0], _words_of(form, "decided_by")
    effect = next(iter(_words_of(form, "effect")), "")
    if not deciders and effect != RECORD:
        sentence = (
            f"nobody can decide the form “{first.text('name')}”: add decided_by with a role, or “{NO_ONE}” where it takes effect at once."
        )
        yield Fault(first.line, first.clause, sentence)
    if NO_ONE in deciders and len(deciders) > 1:
        yield _at(first, "decided_by", f"“{NO_ONE}” stands beside a role: write one or the other.")
    asker = _words_of(form, "open_to")
    if len(deciders) == 1 and asker == deciders and NO_ONE not in deciders and _is_alone(deciders[0], policy):
        sentence = f"only “{deciders[0]}” both asks and decides, and nobody decides what they asked: name another role."
        yield _at(first, "decided_by", sentence)


def _words_of(form: Iterable[Control], key: str) -> tuple[str, ...]:
    """The words of a key over all the clauses of a form."""
    return tuple(word for control in form for word in control.words(key))


def _is_alone(role: str, policy: Policy) -> bool:
    """True where one person may hold the role and no other role stands in."""
    declared = next((c for c in policy.controls("role") if c.text("name") == role), None)
    return declared is None or (declared.values.get("at_least", 1) == 1 and not declared.text("stands_in"))


def _faults_of_scopes(policy: Policy, catalogue: KnownServices) -> Iterator[Fault]:
    """Controls that close or open nothing, and each `allow` that is equal to a `block` or crosses it."""
    for control in policy.controls("block", "allow"):
        if not control.words("lists") and not names_of(control, catalogue).names:
            yield Fault(control.line, control.clause, f"nothing is left of this [[{control.kind}]]: its exceptions take every target away.")
    for allow in policy.controls("allow"):
        if allow.words("lists"):  # lists act in layer 8, after every allow (architecture.md, Deciding)
            yield _at(
                allow,
                "lists",
                "an [[allow]] cannot open a list: name the sites to open, or name fewer people in the [[block]] of that list.",
            )
        for block in policy.controls("block"):
            if cross(scope_of(allow, catalogue), scope_of(block, catalogue)):
                sentence = (
                    f"this [[allow]] and the [[block]] of clause {block.clause} (line {block.line}) are equal or cross: "
                    "let the allow name fewer targets for fewer people, all of them inside the block."
                )
                yield Fault(allow.line, allow.clause, sentence)
