"""The routes of a programme: each form somebody must decide, each case somebody must take on, each concern somebody must read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from belisha.core.policy.declarations import RELATIVE_ROLES
from belisha.core.programme.model import NO_ONE, Form, Programme

SAFEGUARDING = ("designated safeguarding lead", "deputy safeguarding lead")
"""Possible harm reaches them at once, whatever the policy says. Source: safeguarding.md 1 and 8."""


class RouteKind(Enum):
    """What has to happen on a route; the value is the verb of its story."""

    DECIDED = "decides it"
    TAKEN_ON = "takes it on"
    READ = "reads it"


@dataclass(frozen=True, slots=True)
class Route:
    """A way on which somebody must be left. `waves` are the roles asked together; each wave has its own stand-ins.
    `if_named` takes over from the first wave where a holder of it is concerned.

    On a route that is `DECIDED`, whoever asks may not decide; on the others, whoever is named may not act.
    `clause` is where the roles are said; `open_to` who may ask.
    """

    name: str
    kind: RouteKind
    clause: str | None
    waves: tuple[tuple[str, ...], ...]
    if_named: str | None = None
    open_to: tuple[str, ...] = ()

    @property
    def is_harm(self) -> bool:
        """True for a route by which a child may be kept from harm."""
        return self.kind is RouteKind.READ


def routes_of(programme: Programme) -> tuple[Route, ...]:
    """Every route of the programme that real people must keep, in the order of forms and cases.

    A role held towards one person (line manager, class teacher) is known only with that person: a route that rests on one alone is
    not walked, and on a route of possible harm it does not count.
    """
    return tuple(route for form in programme.forms.values() for route in _of_form(form))


def _of_form(form: Form) -> Iterable[Route]:
    """The route of a form: decided by somebody who did not ask."""
    roles = tuple(role for role in form.decided_by if role != NO_ONE)
    if roles and not RELATIVE_ROLES & set(roles):
        yield Route(form.name, RouteKind.DECIDED, form.clause_of("decided_by"), (roles,), open_to=form.open_to)
