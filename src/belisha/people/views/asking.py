"""What every page of people asks first: who reads it, what day it is, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from belisha.kit import clock
from belisha.kit.access import Denied
from belisha.people import actions, permissions, queries
from belisha.people.models import Person


def today_of(request: HttpRequest) -> date:
    """The day it is at the school."""
    return actions.today_at(request.school, clock.now())


def work_of(request: HttpRequest) -> frozenset[str]:
    """The roles whose work the reader does today."""
    return queries.roles_of(request.person, on=today_of(request))


def appointed_of(request: HttpRequest) -> frozenset[str]:
    """The roles the reader is appointed to today: only these give roles and say who is away."""
    return queries.appointed_roles(request.person, on=today_of(request))


def check(ask: Callable[[], None]) -> None:
    """Nothing for those who may. Raises PermissionDenied with a sentence for everybody else."""
    try:
        ask()
    except Denied as why:
        raise PermissionDenied(str(why)) from why


def check_insider(request: HttpRequest) -> None:
    """Nothing for teachers, support staff and governors; they see roles, classes and who is away."""
    check(lambda: permissions.check_may_see_roles(queries.kind_of(request.person)))


def person_or_404(request: HttpRequest, number: int) -> Person:
    """The person of this school. Raises Http404 where there is none."""
    found = queries.person(request.school, number)
    if found is None:
        raise Http404(f"this school has no person {number}")
    return found
