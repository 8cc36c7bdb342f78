"""What a scene holds of a school's facts with days, and of its lessons."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from belisha.filtering.models import Activity, TrainingWaiver
from belisha.people.models import FirstRun, Invitation, Person, RoleHolding
from belisha.schools.models import ClosureDay, Holiday, School, Term, TrolleyBooking
from tests import factories
from tests.permissions.planting_people import planted_people


def planted_facts(school: School, person: Person, moment: datetime) -> dict[str, int]:
    """A term, a holiday, a closed day, a device, a booked trolley; an activity and a leave to plan without training: by their keys."""
    since = date(2026, 9, 1)
    invitation = Invitation.objects.create(
        school=school,
        person=person,
        account=person.account,
        fingerprint=f"planted {school.pk}",
        is_by_mail=False,
        made_by_name="a test",
        made_at=moment,
        ends_at=moment + timedelta(days=7),
    )
    manager = RoleHolding.objects.filter(school=school, role="network manager").first()
    if manager is not None:
        run = {"made_at": moment, "ends_at": moment, "taken_at": moment}
        FirstRun.objects.create(fingerprint="planted", school=school, person=manager.person, **run)
    factories.make_network(school, "127.0.88.0/28", "pupils", trolley="Trolley A")
    lasting = {"school": school, "set_at": moment}
    rows = {
        "term": Term.objects.create(name="summer school", first=date(2028, 8, 7), last=date(2028, 8, 11), **lasting),
        "holiday": Holiday.objects.create(name="long weekend", first=date(2028, 8, 9), last=date(2028, 8, 9), **lasting),
        "closed_day": ClosureDay.objects.create(day=date(2028, 8, 10), why="training day", **lasting),
        "device": factories.make_network(school, "127.0.88.99/32", "staff", kind="staff", person=person.pk),
        "booking": TrolleyBooking.objects.create(
            school=school, trolley="Trolley A", class_name="5K", weekday=0, starts=time(9), ends=time(10), since=since
        ),
    }
    keys = {"invitation": invitation.pk} | {name: row.pk for name, row in rows.items()}
    return keys | planted_lesson(person, moment) | planted_people(school, person, moment)


def planted_lesson(person: Person, moment: datetime) -> dict[str, int]:
    """What this person planned for class 5K tomorrow, and the leave to do so."""
    starts, ends = moment + timedelta(days=1), moment + timedelta(days=1, minutes=30)
    activity = Activity.objects.create(
        school=person.school,
        form="curriculum activity",
        clause="6.3",
        planned_by=person,
        planned_at=moment,
        training="planted leave",
        class_name="5K",
        day=starts.date(),
        lesson="second lesson",
        starts=starts,
        ends=ends,
        times=[[starts.isoformat(), ends.isoformat()]],
        purpose="dugongpurpose",
        services=["flickr"],
        names=["flickr.com"],
        next_bell_at=starts,
    )
    leave = TrainingWaiver.objects.create(
        school=person.school,
        person=person,
        form="curriculum activity",
        course="refresher",
        reason="serowreason",
        given_by=person,
        given_at=moment,
        last=date(2027, 7, 21),
    )
    return {"activity": activity.pk, "waiver": leave.pk}
