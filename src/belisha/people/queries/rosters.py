"""The people of a school as a list brought in is held against them, and drafts of such lists."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from belisha.core.roster import cells
from belisha.core.roster.compare import Known, There
from belisha.core.roster.model import Contact as Said
from belisha.core.roster.model import Group
from belisha.people.models import ClassMember, Family, Person, RosterDraft
from belisha.people.queries.classes import classes
from belisha.people.queries.families import standing_contacts
from belisha.people.states import STAFF, Kind
from belisha.schools.models import School

DRAFT_KEPT = timedelta(days=1)
KINDS_OF = {Group.PUPILS: frozenset({Kind.PUPIL}), Group.STAFF: STAFF | {Kind.GOVERNOR}}


def draft(school: School, draft_id: int, *, reader: Person, now: datetime) -> RosterDraft | None:
    """The draft this reader made, while it is kept; None for everybody else."""
    fresh = RosterDraft.objects.filter(school=school, made_by=reader, made_at__gt=now - DRAFT_KEPT)
    return fresh.select_related("school").filter(pk=draft_id).first()


def there(school: School, group: Group, *, on: date) -> There:
    """The people of this group who are of the school that day or come later, and the classes of that day. Asks five times in all."""
    kinds = {kind.name for kind in KINDS_OF[group]}
    stays = Q(left=None) | Q(left__gt=on)
    found = list(Person.objects.filter(stays, school=school).exclude(kind=Kind.PARENT.name).select_related("account").order_by("pk"))
    wanted = [one for one in found if one.kind in kinds]
    in_class = _classes_of(school, on)
    contacts = _contacts_of(school, on) if group is Group.PUPILS else {}
    known = [
        Known(
            id=one.pk,
            name=one.name,
            group=group,
            kind="" if group is Group.PUPILS else Kind[one.kind].value,
            number=one.number,
            classes=frozenset(in_class.get(one.pk, ())),
            email=one.account.email if one.account else "",
            contacts=contacts.get(one.pk, {}),
        )
        for one in wanted
    ]
    emails = {one.account.email.lower(): one.pk for one in found if one.account and one.account.email}
    return There(known, classes(school, on=on), emails)


def _classes_of(school: School, on: date) -> dict[int, set[str]]:
    """The classes each person is in or teaches on that day or from a later one, by id."""
    coming = (Q(until=None) | Q(until__gt=on)) & (Q(school_class__until=None) | Q(school_class__until__gt=on))
    rows = ClassMember.objects.filter(coming, school=school).values_list("person_id", "school_class__name")
    found: dict[int, set[str]] = {}
    for person, name in rows:
        found.setdefault(person, set()).add(name)
    return found


def _contacts_of(school: School, on: date) -> dict[int, dict[str, Said]]:
    """The parents and carers of each child as they stand, by the child's id and their name as it is compared."""
    standing = standing_contacts(school, on=on)
    found: dict[int, dict[str, Said]] = {}
    for family in Family.objects.filter(school=school).select_related("parent"):
        row = standing.get(family.pk)
        said = Said(family.parent.name)
        if row is not None:
            said = Said(family.parent.name, row.relationship, row.has_responsibility, row.has_court_order, row.is_not_contacted)
        found.setdefault(family.child_id, {})[cells.same(family.parent.name)] = said
    return found
