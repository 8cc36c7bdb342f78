"""Who may open somebody's account with an invitation: a slip in the wrong hands is somebody else's signature."""

from __future__ import annotations

from belisha.kit.access import Denied, may
from belisha.people.permissions import check_may_keep_people, may_appoint, may_keep_people
from belisha.people.states import CHAIR, CLERK, HEADTEACHER

INVITERS = frozenset({HEADTEACHER, CHAIR, CLERK})


def check_may_see_invitations(held: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` invites anybody at all."""
    if not held & INVITERS:
        raise Denied("Invitations are given by the headteacher, and for governors by their chair and clerk. Ask them for one.")


def check_may_invite(held: frozenset[str], *, of_roles: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` may invite a person who holds `of_roles`, today or later.

    Whoever gives a role invites its holder, and nobody else does; the headteacher invites those without a role.
    Source: docs/decisions/2026-11-22-who-gives-roles.md.
    """
    if not of_roles:
        check_may_keep_people(held)
    for role in sorted(of_roles):
        if not may_appoint(held, role):
            raise Denied(f"Whoever is {role} is invited by whoever gives that role. Ask them to do it.")


may_see_invitations = may(check_may_see_invitations)
may_invite = may(check_may_invite)

__all__ = ["check_may_invite", "check_may_see_invitations", "may_invite", "may_keep_people", "may_see_invitations"]
