"""Who may plan, see and cancel a curriculum activity, and who may let somebody plan one without the training (clauses 6.3, 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from belisha.core.programme.model import NO_ONE, Form, FormEffect, Programme
from belisha.core.programme.stand_ins import stands_in
from belisha.directory import queries as directory
from belisha.filtering.models import Activity
from belisha.filtering.training import training_of, waiver_of
from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.people.states import HEADTEACHER
from belisha.schools.models import School

SEES_ALL: Final = frozenset({HEADTEACHER, "network manager", "e-safety team", "designated safeguarding lead", "deputy safeguarding lead"})
CANCELS_ALL: Final = frozenset({HEADTEACHER, "network manager"})
NOT_KEPT: Final = (
    "No training records are kept here yet, so whether your training is up to date cannot be checked. The headteacher may let you use "
    "this without, and writes down why."
)


def activity_forms(programme: Programme) -> list[Form]:
    """The forms that open something for a class at once, with nobody to decide: what clause 6.3 of the model policy calls an activity."""
    found = (f for f in programme.forms.values() if f.effect is FormEffect.OPEN and NO_ONE in f.decided_by and "class" in f.scope)
    return sorted(found, key=lambda form: form.name)


def form_for(person: Person, programme: Programme, *, on: date) -> Form | None:
    """The form with which this person may plan an activity that day, its training aside; None where the policy gives them none."""
    words = people.people_words(person, on=on)
    return next((form for form in activity_forms(programme) if words & set(form.open_to)), None)


def classes_open_to(person: Person, *, on: date) -> list[str]:
    """The classes this person may plan for: those they teach; all for the headteacher, who stands in for any teacher."""
    if HEADTEACHER in people.roles_of(person, on=on):
        return sorted(people.classes(person.school, on=on))
    return people.classes_of_teacher(person, on)


def check_plan(by: Person, programme: Programme, *, on: date) -> Form:
    """The form by which this person may plan an activity, its training aside. Raises Denied."""
    form = form_for(by, programme, on=on)
    if form is None:
        forms = activity_forms(programme)
        who = " and ".join(dict.fromkeys(word for one in forms for word in one.open_to))
        clause = f" (clause {forms[0].clause_of('open_to')})" if forms else ""
        raise Denied(
            f"curriculum activities are planned by {who}{clause}: ask one of them."
            if forms
            else "the policy in force has no form for a curriculum activity: nothing can be planned until one is signed."
        )
    if not classes_open_to(by, on=on):
        raise Denied("you are not written down as the teacher of a class: whoever keeps the list of classes can add you.")
    return form


def check_training(by: Person, form: Form, *, on: date) -> str:
    """On what ground this person may use a form that asks for training, in a sentence. Raises Denied, with the way on, where on none."""
    if not form.requires:
        return "The policy asks for no training."
    waiver = waiver_of(by, form.name, on=on)
    if waiver is not None:
        return f"Without the training: {waiver.given_by.name} allowed it until {waiver.last.day} {waiver.last:%B %Y}. {waiver.reason}"
    training = training_of(by, course_of(form), on=on)
    if training is None:
        raise Denied(NOT_KEPT)
    if not training.is_up_to_date:
        raise Denied(training.words)
    return training.words


def course_of(form: Form) -> str:
    """The course a form asks for ("refresher"); "" where it asks for none."""
    return (form.requires or "").partition(":")[2]


def course_title(form: Form) -> str:
    """The name people know that course by."""
    return directory.catalogue().courses.get(course_of(form), course_of(form))


def check_see_page(by: Person | None, *, school: School, on: date) -> None:
    """Nothing for staff and governors of that day; Denied for everybody else."""
    if by is None or by.school_id != school.pk or not people.people_words(by, on=on) & {"staff", "governors"}:
        raise Denied("curriculum activities are for people who work at this school, and its governors.")


def is_reader_of_counts(by: Person, *, on: date) -> bool:
    """True for governors who see how many there were, and no single one."""
    words = people.people_words(by, on=on)
    return "governors" in words and not words & (SEES_ALL | {"staff"})


def sees_all(by: Person, *, on: date) -> bool:
    """True for the roles that see every activity."""
    return bool(people.roles_of(by, on=on) & SEES_ALL)


def visible_to(reader: Person, *, on: date) -> QuerySet[Activity]:
    """The activities this reader may see: all, or those they planned and those of the classes they teach."""
    found = Activity.objects.filter(school=reader.school_id).select_related("planned_by", "cancelled_by")
    if sees_all(reader, on=on):
        return found
    return found.filter(Q(planned_by=reader) | Q(class_name__in=people.classes_of_teacher(reader, on)))


def check_see(reader: Person, row: Activity, *, on: date) -> None:
    """Nothing for those in `visible_to`; Denied for everybody else."""
    if reader.school_id != row.school_id or not visible_to(reader, on=on).filter(pk=row.pk).exists():
        raise Denied("this activity is another class's: who planned it, the class's teachers and the headteacher see it.")


def check_cancel(by: Person, row: Activity, *, on: date) -> None:
    """Nothing for who planned it, the headteacher and the network manager; Denied for everybody else."""
    is_own = by.pk == row.planned_by_id and people.is_here(by, on=on)
    if by.school_id != row.school_id or not (is_own or people.roles_of(by, on=on) & CANCELS_ALL):
        raise Denied("an activity is cancelled by who planned it, the headteacher or the network manager: ask one of them.")


def who_waive(school: School, programme: Programme, *, on: date, person: Person | None = None) -> Sequence[Person]:
    """Who may let `person` use a form without its training that day: the headteacher; for the headteacher, who stands in."""
    return people.eligible(
        school,
        (HEADTEACHER,),
        on=on,
        excluding=lambda one: person is not None and one.pk == person.pk,
        stands_in=stands_in(programme),
    )


def check_waive(by: Person, programme: Programme, *, on: date, person: Person | None = None) -> None:
    """Nothing for those who may let `person` (None: some person) use a form without its training; Denied for everybody else."""
    if person is not None and by.pk == person.pk:
        raise Denied("nobody lets themselves off a training: for the headteacher, the chair of governors does it.")
    allowed = [*who_waive(by.school, programme, on=on, person=person), *_for_the_headteacher(by.school, programme, on, person)]
    if by not in allowed:
        raise Denied("the headteacher lets somebody use a form without its training (clause 4.3); for the headteacher, who stands in does.")


def _for_the_headteacher(school: School, programme: Programme, on: date, person: Person | None) -> Sequence[Person]:
    """Who stands in for the headteachers of that day, where it is not said for whom."""
    if person is not None:
        return []
    heads = people.holders(school, HEADTEACHER, on=on)
    return [one for head in heads for one in who_waive(school, programme, on=on, person=head)]


def may_plan(by: Person, programme: Programme, *, on: date) -> bool:
    """True for those whom the policy names and who teach a class; their training is another question."""
    return form_for(by, programme, on=on) is not None and bool(classes_open_to(by, on=on))


may_see_page = may(check_see_page)
may_see = may(check_see)
may_cancel = may(check_cancel)
may_waive = may(check_waive)
