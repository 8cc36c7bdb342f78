"""Who may see and change who holds a role. They take what the caller knows of the reader: kind and roles of that day."""

from __future__ import annotations

from belisha.kit.access import Denied, may
from belisha.people.states import (
    CHAIR,
    CLERK,
    HEADTEACHER,
    ROLES_OF_GOVERNORS,
    SEES_ROLES,
    Kind,
)


def check_may_see_roles(kind: Kind) -> None:
    """Raises Denied for everybody but teachers, support staff and governors."""
    if kind not in SEES_ROLES:
        raise Denied("The list of roles is for staff and governors. Your school office can tell you whom to ask.")


def check_may_appoint(held: frozenset[str], role: str) -> None:
    """Raises Denied unless somebody who holds `held` that day may give and end this role.

    The headteacher gives the roles of staff. The headteacher's own role is the chair of governors' to give; the governors' roles are
    the chair's and the clerk's: whoever signs a policy must not have chosen the other one who signs it.
    """
    if role == HEADTEACHER:
        allowed = {CHAIR}
    elif role in ROLES_OF_GOVERNORS:
        allowed = {CHAIR, CLERK}
    else:
        allowed = {HEADTEACHER}
    if not held & allowed:
        raise Denied(f"The role “{role}” is given and ended by the {' or the '.join(sorted(allowed))}. Ask them to do it.")


def check_may_keep_people(held: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` that day may add people, classes and families, and mark leavers."""
    if HEADTEACHER not in held:
        raise Denied("People, classes and families are kept by the headteacher. Ask them to do it.")


may_see_roles = may(check_may_see_roles)
may_appoint = may(check_may_appoint)
may_keep_people = may(check_may_keep_people)
