"""What can be done to a school's facts. Each is one transaction with its audit record and its event; a fact ends and another begins.

Who may do these things is known one room above (people); the pages that call them ask there first.
"""

from belisha.schools.actions.making import NewSchool, create_school
from belisha.schools.actions.networks import Sitting, change_network, end_network, set_network
from belisha.schools.actions.ranges import add_range, end_range
from belisha.schools.actions.recording import follow_person
from belisha.schools.actions.times import end_lesson_time, set_day_times, set_lesson_time
from belisha.schools.actions.trial import tried
from belisha.schools.actions.trolleys import Booked, book_trolley, end_booking
from belisha.schools.actions.year import close_day, open_day, set_holiday, set_term, take_back_holiday, take_back_term
from belisha.schools.addresses import read_range

__all__ = [
    "Booked",
    "NewSchool",
    "Sitting",
    "add_range",
    "book_trolley",
    "change_network",
    "close_day",
    "create_school",
    "end_booking",
    "end_lesson_time",
    "end_network",
    "end_range",
    "follow_person",
    "open_day",
    "read_range",
    "set_day_times",
    "set_holiday",
    "set_lesson_time",
    "set_network",
    "set_term",
    "take_back_holiday",
    "take_back_term",
    "tried",
]
