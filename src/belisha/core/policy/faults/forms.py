"""Forms and sanctions: who decides them, what granting them opens or lifts, and who hears an appeal."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.declarations import NO_ONE
from belisha.core.policy.model import Fault, Policy
from belisha.core.policy.things import Thing, things_of

UNDECIDED = ("record", "case")  # effects that nobody need decide: it is kept and routed, or the case's owner takes it on


def faults_of_forms(policy: Policy) -> Iterator[Fault]:
    """The faults of every form and sanction."""
    sanctions = [sanction.name for sanction in things_of(policy, "sanction")]
    cases = [case.name for case in things_of(policy, "case")]
    for form in things_of(policy, "form"):
        yield from _deciding(form, policy)
        yield from _case_opened(form, cases)
        yield from _sanction_lifted(form, sanctions)
    for thing in things_of(policy, "form", "sanction", "case"):
        yield from _handed_back(thing)


def _deciding(form: Thing, policy: Policy) -> Iterator[Fault]:
    """A form that nobody can decide, or only whoever asked."""
    deciders = form.words("decided_by")
    if not deciders and form.text("effect") not in ("", *UNDECIDED):
        sentence = f"nobody can decide the form “{form.name}”: add decided_by with a role, or “{NO_ONE}” where it takes effect at once."
        yield form.fault("decided_by", sentence)
    if NO_ONE in deciders and len(deciders) > 1:
        yield form.fault("decided_by", f"“{NO_ONE}” stands beside a role: write one or the other.")
    if len(deciders) == 1 and form.words("open_to") == deciders and NO_ONE not in deciders and _is_alone(deciders[0], form, policy):
        sentence = f"only “{deciders[0]}” both asks and decides, and nobody decides what they asked: name another role."
        yield form.fault("decided_by", sentence)


def _is_alone(role: str, form: Thing, policy: Policy) -> bool:
    """True where one person may hold the role and no other role stands in."""
    declared = next((c for c in policy.controls("role") if c.text("name") == role), None)
    has_other = form.text("if_named") or (declared and (declared.values.get("at_least", 1) != 1 or declared.text("stands_in")))
    return not has_other


def _case_opened(form: Thing, cases: list[str]) -> Iterator[Fault]:
    """A form that opens a case and does not say which, or names a case and does not open it."""
    effect, name = form.text("effect"), form.name
    if effect == "case" and form.saying("case") is None:
        which = f"add case with one of: {', '.join(sorted(cases))}." if cases else "add a [[case]], and its name here as case."
        yield form.fault("effect", f"the form “{name}” opens a case and does not say which: {which}")
    if effect not in ("case", "") and form.saying("case"):
        yield form.fault("case", f'the form “{name}” names a case and does not open it: write effect = "case", or take “case” out.')


def _sanction_lifted(form: Thing, sanctions: list[str]) -> Iterator[Fault]:
    """A form that lifts a sanction that nobody can tell, or names one and does not lift it."""
    effect, name, lifts = form.text("effect"), form.name, form.saying("lifts")
    if effect == "lift" and not sanctions:
        yield form.fault("effect", f"the form “{name}” lifts a sanction and this policy has none: add a [[sanction]], or another effect.")
    elif effect == "lift" and lifts is None and len(sanctions) > 1:
        which = ", ".join(sorted(sanctions))
        yield form.fault("effect", f"the form “{name}” lifts a sanction and does not say which: add lifts with one of: {which}.")
    if effect not in ("lift", "") and lifts:
        yield form.fault("lifts", f'the form “{name}” names a sanction and does not lift it: write effect = "lift", or take “lifts” out.')


def _handed_back(thing: Thing) -> Iterator[Fault]:
    """An appeal to whoever decided, and a second role that is the first one again."""
    deciders = thing.words("decided_by") or thing.words("owner")
    appeal, second = thing.text("appeal_to"), thing.text("if_named")
    if appeal and deciders == (appeal,):
        yield thing.fault("appeal_to", f"an appeal about “{thing.name}” would go to “{appeal}”, who decided it: name another role.")
    if second and deciders == (second,):
        sentence = f"“{second}” has “{thing.name}” already, so it cannot take it over from itself: name another role."
        yield thing.fault("if_named", sentence)
