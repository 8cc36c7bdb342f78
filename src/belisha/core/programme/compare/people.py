"""Who does what after a version: who signs, which roles there are, and which forms."""

from __future__ import annotations

from collections.abc import Iterable

from belisha.core.policy.explain import listed, people
from belisha.core.programme.compare.wording import Keys, compared, said
from belisha.core.programme.model import NO_ONE, Form, Programme, Role

FORM_KEYS: Keys[Form] = {
    "who may ask": lambda form: said(form.open_to),
    "who advises": lambda form: said(form.advised_by),
    "who decides": lambda form: said(form.decided_by),
    "who takes it where that is the person concerned": lambda form: said(form.if_named),
    "who else receives it": lambda form: said(form.to),
    "for whom it may be granted": lambda form: said(form.scope),
    "the longest time": lambda form: said(form.longest),
    "when it ends": lambda form: said(form.ends),
    "the time to decide": lambda form: said(form.within),
    "what happens when it is late": lambda form: said(form.if_late),
    "the training it asks for": lambda form: said(form.requires and form.requires.removeprefix("duty:")),
    "who hears an appeal": lambda form: said(form.appeal_to),
    "what granting it does": lambda form: said(form.effect.value),
    "the case it opens": lambda form: said(form.case),
    "the sanction it lifts": lambda form: said(form.lifts),
    "whether it can keep a child from harm": lambda form: said(form.harm),
}


def people_changes(before: Programme, after: Programme) -> Iterable[str]:
    """Who signs, roles and forms."""
    yield from _signers(before, after)
    yield from _roles(before, after)
    yield from compared(
        before.forms.values(),
        after.forms.values(),
        lambda form: form.name,
        FORM_KEYS,
        come=_new_form,
        gone=lambda name, _: f"The form “{name}” goes.",
        title=lambda name: f"Form “{name}”",
    )


def _new_form(name: str, form: Form) -> str:
    """A form that comes."""
    if NO_ONE in form.decided_by:
        return f"A new form “{name}”: asked by {people(form.open_to)}; it takes effect at once."
    decided = f"decided by {people(form.decided_by)}" if form.decided_by else "which nobody has to decide"
    return f"A new form “{name}”: asked by {people(form.open_to)}, {decided}."


def _signers(before: Programme, after: Programme) -> Iterable[str]:
    """Who would sign the next version, and with what."""
    old, new = ({role: need.second_factor for need in p.signatures for role in need.roles} for p in (before, after))
    if set(old) != set(new) and new:
        yield f"Later versions are signed by {people(new)}" + (f" (now {people(old)})." if old else ".")
    for role in sorted(set(old) & set(new)):
        if old[role] != new[role]:
            yield f"{people([role])[0].upper()}{people([role])[1:]} signs {'with' if new[role] else 'without'} a second step at sign-in."


def _roles(before: Programme, after: Programme) -> Iterable[str]:
    """Roles that come, go or change."""
    old, new = ({role.name: role for role in p.roles} for p in (before, after))
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"The role {name} is declared: at least {new[name].at_least} at any time."
        elif name not in new:
            yield f"The role {name} is no longer declared."
        else:
            yield from _role_change(old[name], new[name])


def _role_change(old: Role, new: Role) -> Iterable[str]:
    """What changes of a role."""
    if old.at_least != new.at_least:
        yield f"At least {new.at_least} hold the role {new.name} (now {old.at_least})."
    if old.stands_in != new.stands_in:
        yield f"For the {new.name}, {people([new.stands_in]) if new.stands_in else 'nobody'} stands in (now {old.stands_in or 'nobody'})."
    if set(old.may) != set(new.may):
        yield f"The {new.name} may also: {listed(new.may)} (now {listed(old.may)})."
