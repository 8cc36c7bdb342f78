"""Who may see and change who holds a role. They take what the caller knows of the reader: kind and roles of that day."""

from __future__ import annotations

from belisha.kit.access import Denied, may
from belisha.people.states import (
    CHAIR,
    CLERK,
    HEADTEACHER,
    NETWORK_MANAGER,
    ROLES_OF_GOVERNORS,
    SAFEGUARDING_ROLES,
    SEES_CONTACTS,
    SEES_PEOPLE,
    SEES_ROLES,
    Kind,
)


def check_may_see_roles(kind: Kind) -> None:
    """Raises Denied for everybody but teachers, support staff and governors."""
    if kind not in SEES_ROLES:
        raise Denied("The list of roles is for staff and governors. Your school office can tell you whom to ask.")


def check_may_appoint(held: frozenset[str], role: str) -> None:
    """Raises Denied unless somebody who holds `held` that day may give and end this role.

    The headteacher gives the roles of staff; those of safeguarding the chair of governors too.
    The headteacher's own role is the chair of governors' to give; the governors' roles are
    the chair's and the clerk's: whoever signs a policy must not have chosen the other one who signs it.
    """
    if role == HEADTEACHER:
        allowed = {CHAIR}
    elif role in ROLES_OF_GOVERNORS:
        allowed = {CHAIR, CLERK}
    elif role in SAFEGUARDING_ROLES:
        allowed = {HEADTEACHER, CHAIR}
    else:
        allowed = {HEADTEACHER}
    if not held & allowed:
        raise Denied(f"The role “{role}” is given and ended by the {' or the '.join(sorted(allowed))}. Ask them to do it.")


def check_not_to_oneself(role: str, *, is_own: bool) -> None:
    """Raises Denied where somebody would give a role of safeguarding to themselves (`is_own`): they would read reports about themselves."""
    if is_own and role in SAFEGUARDING_ROLES:
        raise Denied(f"Nobody makes themselves {role}: it opens what children write. The chair of governors or the headteacher gives it.")


def check_may_keep_people(held: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` that day may add people, classes and families, and mark leavers."""
    if HEADTEACHER not in held:
        raise Denied("People, classes and families are kept by the headteacher. Ask them to do it.")


def check_may_import(held: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` that day may bring in lists of pupils and staff.

    Source: docs/decisions/2026-11-23-lists-brought-in.md: such a list gives no role and lets nobody sign in.
    """
    if not held & {HEADTEACHER, NETWORK_MANAGER}:
        raise Denied("Lists of pupils and staff are brought in by the headteacher or the network manager. Ask one of them to do it.")


def check_may_see_people(held: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` that day may see everybody of the school, with classes and roles."""
    if not held & SEES_PEOPLE:
        raise Denied("The list of people is for the headteacher, the safeguarding leads and the network manager.")


def check_may_see_contacts(held: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` that day may see a child's contacts. Source: safeguarding.md 9."""
    if not held & SEES_CONTACTS:
        raise Denied("A child’s contacts are for the headteacher and the safeguarding leads. Ask one of them.")


def check_may_record_absence(held: frozenset[str], *, is_own: bool, of_roles: frozenset[str]) -> None:
    """Raises Denied unless somebody who holds `held` may write down that a person who holds `of_roles` is away, and that they are back.

    Each person for themselves, and the headteacher for everybody; for the headteacher the chair of governors too.
    """
    allowed = {HEADTEACHER, CHAIR} if HEADTEACHER in of_roles or of_roles & ROLES_OF_GOVERNORS else {HEADTEACHER}
    if not is_own and not held & allowed:
        raise Denied("Who is away is written down by the person themselves or by the headteacher. Ask one of them to do it.")


def check_may_delegate(held: frozenset[str], role: str, *, is_own: bool) -> None:
    """Raises Denied unless it is the person's own role (`is_own`), or somebody who holds `held` may give it (check_may_appoint).

    Source: docs/decisions/2026-11-23-who-is-away-and-who-stands-in.md.
    """
    if not is_own and not may_appoint(held, role):
        raise Denied(f"Who stands in as {role} is said by whoever holds the role or gives it. Ask one of them to do it.")


may_see_roles = may(check_may_see_roles)
may_appoint = may(check_may_appoint)
may_keep_people = may(check_may_keep_people)
may_record_absence = may(check_may_record_absence)
may_delegate = may(check_may_delegate)
may_import = may(check_may_import)
may_see_people = may(check_may_see_people)
may_see_contacts = may(check_may_see_contacts)
