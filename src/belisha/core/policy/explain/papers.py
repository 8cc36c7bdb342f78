"""Sentences for custody, publishing and keeping; and for consent, sessions and mail."""

from __future__ import annotations

from collections.abc import Mapping

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.explain.phrases import does, every, kept_for, listed, people, upper
from belisha.core.policy.model import Control

THEN = {
    "erase": ("Then they are erased.", "Then it is erased."),
    "review": ("Then somebody looks at them again.", "Then somebody looks at it again."),
    "hand over": ("Then they are handed over.", "Then it is handed over."),
}
RECORDS = {  # how a kind of record is called in a sentence, and whether it is one thing
    "training": ("Records of training", False),
    "evidence": ("Evidence", True),
    "audit record": ("The record of who did what", True),
    "child protection file": ("A child protection file", True),
}
SHOWN = {"name": "the name", "picture": "a picture", "voice": "the voice", "work": "work"}
CONSENTS = {
    "each parent": "each parent is asked, and where one of them says no, it is not shown",
    "one parent": "one parent is asked",
    "the pupil": "the pupil is asked, who is old enough to decide it alone",
}


def _vault(control: Control, _: KnownServices) -> list[str]:
    """Custody of passwords."""
    told = [f"The passwords of the school's accounts are locked away. Only {people(control.words('opens'), 'or')} may look at them."]
    glass = control.values.get("break_glass")
    if isinstance(glass, Mapping):
        held = glass.get("from", ())
        roles = tuple(map(str, held)) if isinstance(held, tuple | list) else (str(held),)
        told.append(f"In an emergency {glass.get('people', '')} people together may do so, from among {people(roles)}.")
    if "after_opening" in control.values:
        told.append(f"Each time, the passwords are changed{control.text('after_opening').removeprefix('rotate')}.")
    return told


def _guidance(control: Control, _: KnownServices) -> list[str]:
    """A page that is published."""
    return [f"The page “{control.text('page')}” is published with this clause."]


def _refer(control: Control, _: KnownServices) -> list[str]:
    """Another document."""
    where = f"Where to find it: {control.text('where')}." if "where" in control.values else "It was not supplied."
    return [f"This clause rests on another document, “{control.text('document')}”. {where}"]


def _keep(control: Control, _: KnownServices) -> list[str]:
    """How long records are kept."""
    what, is_one = RECORDS.get(control.text("what"), (upper(control.text("what")), False))
    told = [f"{what} {'is' if is_one else 'are'} kept {kept_for(control.text('for'))}."]
    return [*told, THEN[control.text("then")][is_one]] if control.text("then") in THEN else told


def _review(control: Control, _: KnownServices) -> list[str]:
    """A review that comes again."""
    by = control.words("by")
    return [f"{upper(people(by))} {does(by, 'looks', 'look')} at this again {every(control.text('every'))}."]


def _consent(control: Control, _: KnownServices) -> list[str]:
    """What is asked before something of a child is shown."""
    what = listed([SHOWN.get(word, word) for word in control.words("what")], "or")
    whom = people(control.words("for"), "or")
    told = [f"Before {what} of {whom} is shown, {CONSENTS.get(control.text('by', 'each parent'), '')}."]
    return [*told, f"The question is asked again {every(control.text('every'))}."] if "every" in control.values else told


def _session(control: Control, _: KnownServices) -> list[str]:
    """Signing out by itself."""
    who = control.words("for")
    return [f"{upper(people(who))} {does(who, 'is', 'are')} signed out of these pages after {control.text('idle')} without doing anything."]


def _mail(control: Control, _: KnownServices) -> list[str]:
    """Where e-mail goes."""
    return [f"The school writes e-mail to {people(control.words('for'))} at {control.text('only', 'school addresses')} only."]


TOLD = {
    "vault": _vault,
    "guidance": _guidance,
    "refer": _refer,
    "keep": _keep,
    "review": _review,
    "consent": _consent,
    "session": _session,
    "mail": _mail,
}
