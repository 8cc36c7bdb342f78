"""What people asks of the rooms above: how many holders the policy needs for each role. The roof registers who answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from belisha.schools.models import School


class RoleNeeds(Protocol):
    """Whoever knows the policy in force."""

    def __call__(self, school: School, on: date) -> Mapping[str, int]:
        """Each role the policy in force that day declares, and how many must hold it at least; empty where no policy is in force."""
        ...


_registered: list[RoleNeeds] = []


def register(provider: RoleNeeds) -> None:
    """From now on ask this provider. The same one twice is asked once."""
    if provider not in _registered:
        _registered.append(provider)


def forget(provider: RoleNeeds) -> None:
    """Ask this provider no more (tests)."""
    _registered.remove(provider)


def role_needs(school: School, on: date) -> dict[str, int]:
    """What all providers say together; of two numbers the higher. Empty where nobody is registered: then nothing is needed."""
    needs: dict[str, int] = {}
    for provider in _registered:
        for role, at_least in provider(school, on).items():
            needs[role] = max(at_least, needs.get(role, 0))
    return needs
