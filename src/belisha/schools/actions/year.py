"""The school year: its terms, holidays within them, single closed days. What is set anew or taken back keeps its row."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from belisha.core.moments import Term as CoreTerm
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.schools.actions.recording import locked, record, written
from belisha.schools.models import ClosureDay, Holiday, School, Term
from belisha.schools.queries import today_at

FIRST_MONTH = 8  # a school year runs from August to July, so that a term beginning in late August belongs to the new one
LONGEST_DAYS = 366


def set_term(school: School, *, by: Actor, term: CoreTerm, now: datetime) -> Term:
    """A term with its first and last day; one of the same name in the same school year is replaced and its row kept.

    Raises Refused where terms would overlap, where it would be longer than a year, and where a holiday would be left outside.
    """
    if (term.last - term.first).days > LONGEST_DAYS:
        raise Refused(f"The {term.name} would be longer than a year: look at the years of its days.")
    with one_transaction():
        locked(school)
        standing = Term.objects.filter(school=school, replaced_at=None)
        same = [row for row in standing.filter(name__iexact=term.name) if _year_of(row.first) == _year_of(term.first)]
        others = standing.exclude(pk__in=[row.pk for row in same])
        other = others.filter(first__lte=term.last, last__gte=term.first).order_by("first").first()
        if other is not None:
            raise Refused(
                f"The {term.name} would overlap the {other.name} ({written(other.first)} to {written(other.last)}): choose other days."
            )
        for row in same:
            _check_no_holiday_is_left(row, term)
        Term.objects.filter(pk__in=[row.pk for row in same]).update(replaced_at=now)
        made = Term.objects.create(school=school, name=term.name, first=term.first, last=term.last, set_at=now)
        record(by, "term set", f"term {made.pk}", {"name": term.name, "first": term.first, "last": term.last}, now)
    return made


def take_back_term(term: Term, *, by: Actor, now: datetime) -> Term:
    """The term was a mistake, or does not come: its days are no school days. Raises Refused where that was done, or it is over."""
    with one_transaction():
        school = locked(term.school)
        row = Term.objects.get(pk=term.pk)
        if row.replaced_at is not None:
            raise Refused(f"The {row.name} was set anew or taken back already.")
        if row.last < today_at(school, now):
            raise Refused(f"The {row.name} is over since {written(row.last)}: the past is not rewritten.")
        row.replaced_at = now
        row.save()
        record(by, "term taken back", f"term {row.pk}", {"name": row.name, "first": row.first, "last": row.last}, now)
    return row


def set_holiday(school: School, *, by: Actor, holiday: CoreTerm, now: datetime) -> Holiday:
    """Days within a term on which the school is closed, like half-term; one of the same name that it overlaps is replaced, its row kept.

    Raises Refused where it does not lie in one term, where it is past, and where it would overlap another holiday.
    """
    with one_transaction():
        today = today_at(locked(school), now)
        if holiday.last < today:
            raise Refused(f"The {holiday.name} would be over on {written(holiday.last)}: the past is not rewritten.")
        if not Term.objects.filter(school=school, replaced_at=None, first__lte=holiday.first, last__gte=holiday.last).exists():
            raise Refused(
                f"The {holiday.name} ({written(holiday.first)} to {written(holiday.last)}) does not lie in one term: "
                "between terms the school is closed anyway, so write only the days within a term."
            )
        overlapping = Holiday.objects.filter(school=school, replaced_at=None, first__lte=holiday.last, last__gte=holiday.first)
        other = overlapping.exclude(name__iexact=holiday.name).order_by("first").first()
        if other is not None:
            raise Refused(f"The {holiday.name} would overlap the {other.name} ({written(other.first)} to {written(other.last)}).")
        overlapping.update(replaced_at=now)
        made = Holiday.objects.create(school=school, name=holiday.name, first=holiday.first, last=holiday.last, set_at=now)
        record(by, "holiday set", f"holiday {made.pk}", {"name": made.name, "first": made.first, "last": made.last}, now)
    return made


def take_back_holiday(holiday: Holiday, *, by: Actor, now: datetime) -> Holiday:
    """The school is open on the days of this holiday that are to come. Raises Refused where that was done, or it is over."""
    with one_transaction():
        school = locked(holiday.school)
        row = Holiday.objects.get(pk=holiday.pk)
        if row.replaced_at is not None:
            raise Refused(f"The {row.name} was set anew or taken back already.")
        if row.last < today_at(school, now):
            raise Refused(f"The {row.name} is over since {written(row.last)}: the past is not rewritten.")
        row.replaced_at = now
        row.save()
        record(by, "holiday taken back", f"holiday {row.pk}", {"name": row.name, "first": row.first, "last": row.last}, now)
    return row


def close_day(school: School, *, by: Actor, day: date, why: str, now: datetime) -> ClosureDay:
    """A day of a term on which the school is closed. Raises Refused where it is closed already or in no term."""
    with one_transaction():
        locked(school)
        _check_is_open(school, day)
        made = ClosureDay.objects.create(school=school, day=day, why=why, set_at=now)
        record(by, "day closed", f"closure day {made.pk}", {"day": day, "why": why}, now)
    return made


def open_day(closed: ClosureDay, *, by: Actor, now: datetime) -> ClosureDay:
    """The school is open on that day after all. Raises Refused where it is already, and where the day is past."""
    with one_transaction():
        school = locked(closed.school)
        row = ClosureDay.objects.get(pk=closed.pk)
        if row.reopened_at is not None:
            raise Refused(f"The school is open on {written(row.day)} already: nothing has to be done.")
        if row.day < today_at(school, now):
            raise Refused(f"{written(row.day)} is past: the school was closed, and the past is not rewritten.")
        row.reopened_at = now
        row.save()
        record(by, "day opened again", f"closure day {row.pk}", {"day": row.day, "why": row.why}, now)
    return row


def _check_is_open(school: School, day: date) -> None:
    """Raises Refused where the school is closed on that day anyway."""
    if ClosureDay.objects.filter(school=school, day=day, reopened_at=None).exists():
        raise Refused(f"The school is closed on {written(day)} already: nothing has to be done.")
    if not Term.objects.filter(school=school, replaced_at=None, first__lte=day, last__gte=day).exists():
        raise Refused(f"{written(day)} is in no term, so the school is closed anyway: nothing has to be done.")
    holiday = _holidays(school).filter(first__lte=day, last__gte=day).first()
    if holiday is not None:
        raise Refused(f"{written(day)} is in the {holiday.name}, so the school is closed anyway: nothing has to be done.")


def _check_no_holiday_is_left(before: Term, term: CoreTerm) -> None:
    """Raises Refused where a holiday within the term as it was lies only in part in the term as it would be."""
    for row in _holidays(before.school).filter(first__gte=before.first, last__lte=before.last):
        is_touched = row.first <= term.last and term.first <= row.last
        if is_touched and not (term.first <= row.first and row.last <= term.last):
            raise Refused(f"The {row.name} ({written(row.first)} to {written(row.last)}) would lie partly outside: set its days first.")


def _holidays(school: School) -> QuerySet[Holiday]:
    return Holiday.objects.filter(school=school, replaced_at=None).order_by("first")


def _year_of(day: date) -> int:
    """The school year of a day, by the calendar year in which it begins."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1
