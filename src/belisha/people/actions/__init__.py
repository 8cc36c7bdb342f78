"""What can be done to the people of a school. Each is one transaction with its audit record.

`by` is a person of the school, whose right is asked here, or somebody without a person (`person_id` None): whoever keeps the server
and sets the school up from its command line. Days that are past are theirs alone to fill in; a person appoints from today on.
"""

from __future__ import annotations

from belisha.people.actions.absences import delegate_role, end_absence, end_delegation, record_absence
from belisha.people.actions.classes import add_class, put_in_class
from belisha.people.actions.families import set_parent
from belisha.people.actions.joining import add_person, give_account, leave
from belisha.people.actions.keeping import today_at, written
from belisha.people.actions.roles import appoint, end_role

__all__ = [
    "add_class",
    "add_person",
    "appoint",
    "delegate_role",
    "end_absence",
    "end_delegation",
    "end_role",
    "give_account",
    "leave",
    "put_in_class",
    "record_absence",
    "set_parent",
    "today_at",
    "written",
]
