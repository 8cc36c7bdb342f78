"""What would open a closed site, and who decides: the forms that could open it for a seat, or why nothing opens it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from belisha.core.decision.decide import REASONS_WITH_A_FORM
from belisha.core.decision.model import Decision, Reason, Verdict
from belisha.core.decision.people import PUPILS, any_covers
from belisha.core.moments import Seat
from belisha.core.programme.model import BASELINE, EVERYONE, NO_ONE, Form, FormEffect, Programme

_SEATS_OF_PUPILS: Final = frozenset({"class", "year"})

PROTECTED: Final = (
    "Nothing opens it, and nobody at school can: this layer is above every decision. "
    "Whoever thinks that the list is wrong tells the network manager, who tells those who keep it."
)
NEGATIVE: Final = "Nothing opens it: if such names were answered, browsers and phones would go round the school’s filter."


@dataclass(frozen=True, slots=True)
class Way:
    """One form that could open it. `is_for_seat`: whoever sits there may ask; `by_itself`: it takes effect without anybody's decision."""

    form: Form
    is_for_seat: bool

    @property
    def by_itself(self) -> bool:
        """True where nobody has to decide: only the gate stands before it."""
        return not self.form.decided_by or NO_ONE in self.form.decided_by

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that say who asks and who decides."""
        found = (self.form.clause_of(key) for key in ("open_to", "decided_by"))
        return tuple(dict.fromkeys(clause for clause in found if clause))


@dataclass(frozen=True, slots=True)
class Ways:
    """What would open it: forms, those that somebody decides first; and a sentence where there is none, or more to say."""

    forms: tuple[Way, ...] = ()
    sentence: str = ""


def ways_to_open(programme: Programme, seat: Seat, decision: Decision) -> Ways:
    """What would open this for this seat. Nothing at all for what is open."""
    if decision.verdict in {Verdict.OPEN, Verdict.SAFE}:
        return Ways()
    if decision.reason not in REASONS_WITH_A_FORM:
        return Ways(sentence=_why_nothing(programme, decision))
    forms = tuple(sorted(_ways(programme, seat), key=lambda way: (way.by_itself, not way.is_for_seat, way.form.name)))
    return Ways(forms, "" if forms else _only_a_version(programme))


def _ways(programme: Programme, seat: Seat) -> Iterable[Way]:
    """The forms whose granting can reach this seat."""
    for form in programme.forms.values():
        if form.effect is FormEffect.OPEN and _reaches(form, seat):
            yield Way(form, any_covers(form.open_to, seat))


def _reaches(form: Form, seat: Seat) -> bool:
    """True where what this form opens can be open for the seat: a class or a year is of pupils, and nothing but "everyone" is of nobody."""
    if not form.scope or EVERYONE in form.scope:
        return True
    if seat.is_unknown:
        return False
    return "person" in form.scope or (PUPILS in seat.people and bool(_SEATS_OF_PUPILS & set(form.scope)))


def _why_nothing(programme: Programme, decision: Decision) -> str:
    """Who could end what closes it, where no form opens it."""
    if decision.reason is Reason.BAN:
        lifts = sorted(f"“{form.name}”" for form in programme.forms.values() if form.effect is FormEffect.LIFT)
        lifted = f" The form {' or '.join(lifts)} lifts it for a supervised time." if lifts else ""
        return f"No request opens it: help stays open, and the ban ends by itself.{lifted}"
    if decision.reason is Reason.EMERGENCY_CLOSE:
        closers = _in_a_row(role for form in programme.forms.values() if form.effect is FormEffect.CLOSE for role in form.decided_by)
        return f"No request opens it while the emergency lasts: it beats every opening. The {closers or 'headteacher'} ends it."
    return NEGATIVE if decision.reason is Reason.CANARY else PROTECTED


def _only_a_version(programme: Programme) -> str:
    """Where the policy has no form that reaches this seat."""
    roles = " and the ".join(dict.fromkeys(role for need in programme.signatures for role in need.roles))
    signed = f", signed by the {roles}" if roles else ", signed by those it names"
    holds, version = ("The safe baseline", "a version") if programme.version == BASELINE else ("The policy", "a new version")
    return f"{holds} has no form that opens a site for this seat: only {version} of the policy{signed}, opens it."


def _in_a_row(roles: Iterable[str]) -> str:
    return " or the ".join(dict.fromkeys(role for role in roles if role != NO_ONE))
