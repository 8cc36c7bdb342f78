"""Who may see which half of a report, close a site, confirm that it stays closed, and open it again.

Source: clauses 8.3 and 7.6-report; safeguarding.md 1, 2, 20 and 22; docs/decisions/2026-11-23-closed-from-a-report.md.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from belisha.core.programme.model import NO_ONE, Form, FormEffect, Programme
from belisha.core.programme.stand_ins import stands_in
from belisha.filtering.models import Report, SiteClose
from belisha.kit import remembered
from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

SAFEGUARDING: Final = ("designated safeguarding lead", "deputy safeguarding lead")
"""Words about possible harm reach them at once, whatever the policy says. Source: safeguarding.md 1."""

CLASS_TEACHER: Final = "class teacher"
SEE_SITES: Final = frozenset({"network manager", "headteacher", "e-safety team"})
"""Roles that see every reported site, whether or not the policy gives them a part in it; never the words."""

ALSO_CONFIRMS: Final = "headteacher"


def close_form(programme: Programme) -> Form | None:
    """The form of the policy in force by which a report closes a site; None where there is none."""
    found = [f for f in programme.forms.values() if f.effect is FormEffect.CLOSE and f.decided_by and NO_ONE not in f.decided_by]
    return min(found, key=lambda form: form.name, default=None)


def words_form(programme: Programme) -> Form | None:
    """The form of the policy in force that keeps and routes what a child met; None where there is none."""
    found = [f for f in programme.forms.values() if f.effect is FormEffect.RECORD and f.harm]
    return min(found, key=lambda form: form.name, default=None)


def readers_of_words(school: School, programme: Programme, *, on: date) -> list[Person]:
    """Who reads the words at once: the safeguarding leads and deputies, and whom the policy adds."""
    named = [role for form in (words_form(programme), close_form(programme)) if form for role in form.to if role != CLASS_TEACHER]
    roles = dict.fromkeys((*SAFEGUARDING, *named))
    return list(dict.fromkeys(person for role in roles for person in people.holders(school, role, on=on)))


def closers(programme: Programme, school: School, *, on: date) -> list[Person]:
    """Who closes a site from a report on that day; whoever stands in where nobody holds the role."""
    form = close_form(programme)
    acting = stands_in(programme)
    return people.eligible(school, form.decided_by, on=on, excluding=_nobody, stands_in=acting) if form else []


def confirmers(close: SiteClose, programme: Programme, *, on: date) -> list[Person]:
    """The second persons: the roles that the form names, and the headteacher; never who closed it, who reported it, or their parents."""
    form = close_form(programme)
    roles = dict.fromkeys((*(form.decided_by + form.advised_by + form.to if form else ()), ALSO_CONFIRMS))
    concerned = _concerned(close)
    plain = [role for role in roles if role != CLASS_TEACHER]
    return people.eligible(close.school, plain, on=on, excluding=lambda person: person.pk in concerned, stands_in=stands_in(programme))


def is_conflicted(person: Person, close: SiteClose) -> bool:
    """True for who closed it, who reported it, and a parent of who reported it: none of them is a second person."""
    return person.pk in _concerned(close)


def check_see_sites(reader: Person, programme: Programme, *, on: date) -> None:
    """Nothing for those who close, those who confirm and SEE_SITES; Denied for everybody else."""
    form = close_form(programme)
    named = set(form.decided_by + form.advised_by) if form else set()
    if not people.roles_of(reader, on=on) & (SEE_SITES | named):
        raise Denied("reported sites are for the network manager, the e-safety team and the headteacher.")


def check_read_words(reader: Person, report: Report, programme: Programme, *, on: date) -> None:
    """Nothing for the safeguarding leads, whom the policy adds, and teachers of the class with whom they shared it; else Denied."""
    if reader.school_id != report.school_id:
        raise Denied("this is another school's report.")
    is_shared = reader.pk in (report.shared_with or ()) and report.class_name in people.classes_of_teacher(reader, on)
    if not is_shared and reader not in readers_of_words(report.school, programme, on=on):
        raise Denied("what somebody wrote is for the safeguarding leads; they share it with the class's teacher.")


def check_act_on_words(by: Person, report: Report, programme: Programme, *, on: date) -> None:
    """Nothing for the safeguarding leads and whom the policy adds; Denied for everybody else."""
    if by.school_id != report.school_id or by not in readers_of_words(report.school, programme, on=on):
        raise Denied("only the safeguarding leads act on what somebody wrote.")


def check_close(by: Person, programme: Programme, *, on: date) -> None:
    """Nothing for those whom the form names (or who stand in); Denied for everybody else."""
    form = close_form(programme)
    if by not in closers(programme, by.school, on=on):
        roles = " or the ".join(form.decided_by) if form else ""
        raise Denied(
            f"only the {roles} closes a site from a report." if roles else "the policy in force gives nobody a form to close a site with."
        )


def check_confirm(by: Person, close: SiteClose, programme: Programme, *, on: date) -> None:
    """Nothing for a second person; Denied for who closed it or reported it, and for everybody else."""
    if by.school_id != close.school_id:
        raise Denied("this is another school's close.")
    if is_conflicted(by, close):
        raise Denied("a second person confirms: not who closed it, and nobody who reported it or whose child did.")
    if by not in confirmers(close, programme, on=on):
        raise Denied("only the roles that the policy names, or the headteacher, confirm that a site stays closed.")


def check_lift(by: Person, close: SiteClose, programme: Programme, *, on: date) -> None:
    """Nothing for who closed or confirmed it, and for those who may confirm or close; Denied for everybody else."""
    if by.school_id != close.school_id:
        raise Denied("this is another school's close.")
    if by.pk in {close.closed_by_id, close.confirmed_by_id} and people.is_here(by, on=on):
        return
    if by not in closers(programme, close.school, on=on) and by not in confirmers(close, programme, on=on):
        raise Denied("only who closed it, or a second person, opens it again.")


def check_see(reader: Person, report: Report, programme: Programme, *, on: date) -> None:
    """Nothing for those in `visible_to`; Denied for everybody else."""
    is_of_class = _hears_of_classes(programme) and report.class_name in people.classes_of_teacher(reader, on)
    is_site = bool(report.host) and may_see_sites(reader, programme, on=on)
    is_own = report.reported_by_id == reader.pk or is_of_class or is_site
    if reader.school_id != report.school_id or not (is_own or is_reader_of_words(reader, programme, on=on)):
        raise Denied("this report is for those who look after it: you find your own by its code, or under Reports.")


may_see_sites = may(check_see_sites)
may_read_words = may(check_read_words)
may_act_on_words = may(check_act_on_words)
may_close = may(check_close)
may_confirm = may(check_confirm)
may_lift = may(check_lift)
may_see = may(check_see)


def visible_to(reader: Person, programme: Programme, *, on: date) -> QuerySet[Report]:
    """The reports of which this reader may see a half: all for those who act; their own; and for a teacher those of their classes."""
    found = Report.objects.filter(school_id=reader.school_id)
    if is_reader_of_words(reader, programme, on=on):
        return found
    seen = Q(reported_by=reader)
    if may_see_sites(reader, programme, on=on):
        seen |= ~Q(host="")
    if _hears_of_classes(programme):
        seen |= Q(class_name__in=people.classes_of_teacher(reader, on))
    return found.filter(seen)


def _hears_of_classes(programme: Programme) -> bool:
    """True where the policy lets a class's teacher hear that something happened."""
    form = words_form(programme)
    return form is not None and CLASS_TEACHER in form.to


def is_reader_of_words(reader: Person, programme: Programme, *, on: date) -> bool:
    """True for the safeguarding leads and whom the policy adds."""
    return reader in readers_of_words(reader.school, programme, on=on)


def _concerned(close: SiteClose) -> frozenset[int]:
    return remembered.for_this_page(close.school_id, ("concerned in close", close.pk), lambda: _who_is_concerned(close))


def _who_is_concerned(close: SiteClose) -> frozenset[int]:
    """Who closed it, who reported it, and the parents and carers of who reported it, by id."""
    reporters = {one.reported_by_id for one in close.reports.all() if one.reported_by_id is not None}
    return frozenset(reporters | {close.closed_by_id}) | people.parents_of(close.school, reporters)


def _nobody(person: Person) -> bool:
    return False
