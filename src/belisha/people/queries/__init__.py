"""Who is who at a school on a day: the only door to people for other rooms. Ask within the school's scope.

A holding, a class membership or a person's time at the school counts from its first day until (not on) its end.
"""

from __future__ import annotations

from belisha.people.queries.classes import (
    class_of_pupil,
    class_of_teacher,
    classes,
    classes_of_teacher,
    teachers_of,
)
from belisha.people.queries.cover import (
    absence,
    absences_from,
    away,
    delegated,
    delegates,
    delegation,
    delegations_from,
    holders,
    is_away,
    roles_of,
)
from belisha.people.queries.families import (
    is_parent_of,
    parents_of,
    parents_of_children_of,
)
from belisha.people.queries.roles import (
    appointed,
    appointed_roles,
    first_day_short,
    first_day_too_few,
    held,
    holder_counts,
    holding,
    holdings,
    holdings_from,
)
from belisha.people.queries.who import (
    demo_sign_in_path,
    had_second_factor,
    is_here,
    kind_of,
    people,
    person,
    person_of,
    persons,
    session_signed_in_at,
    words_of_kind,
)
from belisha.people.queries.words import (
    device_holders,
    eligible,
    people_words,
    words_of_people,
)

__all__ = [
    "absence",
    "absences_from",
    "appointed",
    "appointed_roles",
    "away",
    "class_of_pupil",
    "class_of_teacher",
    "classes",
    "classes_of_teacher",
    "delegated",
    "delegates",
    "delegation",
    "delegations_from",
    "demo_sign_in_path",
    "device_holders",
    "eligible",
    "first_day_short",
    "first_day_too_few",
    "had_second_factor",
    "held",
    "holder_counts",
    "holders",
    "holding",
    "holdings",
    "holdings_from",
    "is_away",
    "is_here",
    "is_parent_of",
    "kind_of",
    "parents_of",
    "parents_of_children_of",
    "people",
    "people_words",
    "person",
    "person_of",
    "persons",
    "roles_of",
    "session_signed_in_at",
    "teachers_of",
    "words_of_kind",
    "words_of_people",
]
