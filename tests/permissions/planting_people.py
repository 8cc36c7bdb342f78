"""What a scene holds of people: somebody away, somebody standing in, a child with a contact, a list that waits to be confirmed."""

from __future__ import annotations

from datetime import date, datetime

from belisha.core.roster.keep import as_plain
from belisha.core.roster.model import Group
from belisha.core.roster.read import read_roster
from belisha.people.models import Absence, Contact, Delegation, Person, RoleHolding, RosterDraft
from belisha.people.states import Kind
from belisha.schools.models import School
from tests import factories

LISTED = [("Forename", "Surname", "Class", "Year"), ("Lemur", "Listed", "5K", "5")]


def planted_people(school: School, person: Person, moment: datetime) -> dict[str, int]:
    """By their keys. The absence and the delegation are this person's; the list is the network manager's, else theirs."""
    child = factories.make_person(school, "Planted Pupil", kind=Kind.PUPIL)
    family = factories.make_family(factories.make_person(school, "Planted Parent", kind=Kind.PARENT), child)
    Contact.objects.create(school=school, family=family, relationship="mother", has_court_order=True, since=date(2026, 9, 1))
    days = {"starts": date(2026, 10, 5), "ends": date(2026, 10, 9)}
    manager = RoleHolding.objects.filter(role="network manager").select_related("person").first()
    rows = {
        "absence": Absence.objects.create(school=school, person=person, **days),
        "delegation": Delegation.objects.create(school=school, role="network manager", from_person=person, to_person=person, **days),
        "list": RosterDraft.objects.create(
            school=school,
            made_by=manager.person if manager else person,
            made_at=moment,
            file_name="pupils.csv",
            starts=moment.date(),
            is_whole=False,
            roster=as_plain(read_roster(LISTED, Group.PUPILS)),
        ),
        "person": person,
        "child": child,
        "family": family,
    }
    return {f"people {name}": row.pk for name, row in rows.items()}
