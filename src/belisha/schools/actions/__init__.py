"""What can be done to a school's facts. Each is one transaction with its audit record and its event; a fact ends and another begins.

Who may do these things is known one room above (people); the pages that call them ask there first.
"""

from belisha.schools.actions.making import NewSchool, create_school
from belisha.schools.actions.networks import Sitting, change_network, end_network, set_network
from belisha.schools.actions.ranges import add_range, end_range
from belisha.schools.actions.times import close_day, end_lesson_time, set_lesson_time, set_term
from belisha.schools.actions.trial import tried
from belisha.schools.addresses import read_range

__all__ = [
    "NewSchool",
    "Sitting",
    "add_range",
    "change_network",
    "close_day",
    "create_school",
    "end_lesson_time",
    "end_network",
    "end_range",
    "read_range",
    "set_lesson_time",
    "set_network",
    "set_term",
    "tried",
]
