"""The routes of a programme: each form somebody must decide, each case somebody must take on, each concern somebody must read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from belisha.core.policy.declarations import RELATIVE_ROLES
from belisha.core.programme.model import NO_ONE, Case, Form, Programme

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

    A role held towards one person (line manager, class teacher) is known only with that person: a route that rests on it is not walked,
    and on a route of possible harm it does not count.
    """
    of_forms = [route for form in programme.forms.values() for route in _of_form(form)]
    of_cases = [route for case in programme.cases for route in _of_case(case)]
    return (*of_forms, *of_cases)


def _of_form(form: Form) -> Iterator[Route]:
    """A form is decided by somebody who did not ask; one by which harm is told is read by somebody it does not name."""
    roles = tuple(role for role in form.decided_by if role != NO_ONE)
    clause = form.clause_of("decided_by")
    if form.harm:
        yield _read(form.name, form.clause_of("harm"), (roles, *_each(form.to)), form.if_named)
    elif roles and not RELATIVE_ROLES & set(roles):
        yield Route(form.name, RouteKind.DECIDED, clause, (roles,), form.if_named, form.open_to)


def _of_case(case: Case) -> Iterator[Route]:
    """A case is taken on, and each of its steps taken, by somebody it does not name; where harm is possible, it is read as well."""
    if case.harm:
        yield _read(case.name, case.clause_of("harm"), _each((case.owner, *case.to)), case.if_named)
    elif case.owner not in RELATIVE_ROLES:
        yield Route(case.name, RouteKind.TAKEN_ON, case.clause_of("owner"), ((case.owner,),), case.if_named)
    others = {step.owner: step for step in reversed(case.steps) if step.owner not in (case.owner, *RELATIVE_ROLES, NO_ONE)}
    for owner, step in others.items():
        yield Route(f"{case.name}: {step.name}", RouteKind.TAKEN_ON, step.clause, ((owner,),), case.if_named)


def _read(name: str, clause: str | None, waves: tuple[tuple[str, ...], ...], if_named: str | None) -> Route:
    """A route of possible harm: whom the policy tells, and the safeguarding leads in every case."""
    told = tuple(bare for wave in waves if (bare := tuple(role for role in wave if role not in RELATIVE_ROLES)))
    return Route(name, RouteKind.READ, clause, tuple(dict.fromkeys((*told, *_each(SAFEGUARDING)))), if_named)


def _each(roles: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Roles that are told each for itself."""
    return tuple((role,) for role in roles)
