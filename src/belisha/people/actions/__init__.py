"""What can be done to the people of a school. Each is one transaction with its audit record.

`by` is a person of the school, whose right is asked here, or somebody without a person (`person_id` None): whoever keeps the server
and sets the school up from its command line. Days that are past are theirs alone to fill in; a person appoints from today on.
"""

from __future__ import annotations

from belisha.people.actions.absences import delegate_role, end_absence, end_delegation, record_absence
from belisha.people.actions.classes import add_class, put_in_class
from belisha.people.actions.contacts import Holds, add_contact, change_contact, look_at_contacts, set_line_manager
from belisha.people.actions.families import set_parent
from belisha.people.actions.first_run import (
    bind_first_run,
    check_is_open,
    check_link,
    close_first_run,
    locked_run,
    make_first_link,
    take_first_link,
)
from belisha.people.actions.invitations import (
    answer_invitation,
    check_can_be_answered,
    correct_invited,
    invite,
    revoke_invitation,
)
from belisha.people.actions.joining import add_person, give_account
from belisha.people.actions.keeping import today_at, written
from belisha.people.actions.leaving import close_accounts_of_leavers, leave
from belisha.people.actions.roles import appoint, end_role
from belisha.people.actions.rosters import Fates, clear_old_drafts, fates_of, import_roster, keep_roster, put_aside
from belisha.people.actions.years import LEAVE, YearAhead, roll_over, usual_moves, year_ahead

__all__ = [
    "LEAVE",
    "Fates",
    "Holds",
    "YearAhead",
    "add_class",
    "add_contact",
    "add_person",
    "answer_invitation",
    "appoint",
    "bind_first_run",
    "change_contact",
    "check_can_be_answered",
    "check_is_open",
    "check_link",
    "clear_old_drafts",
    "close_accounts_of_leavers",
    "close_first_run",
    "correct_invited",
    "delegate_role",
    "end_absence",
    "end_delegation",
    "end_role",
    "fates_of",
    "give_account",
    "import_roster",
    "invite",
    "keep_roster",
    "leave",
    "locked_run",
    "look_at_contacts",
    "make_first_link",
    "put_aside",
    "put_in_class",
    "record_absence",
    "revoke_invitation",
    "roll_over",
    "set_line_manager",
    "set_parent",
    "take_first_link",
    "today_at",
    "usual_moves",
    "written",
    "year_ahead",
]
