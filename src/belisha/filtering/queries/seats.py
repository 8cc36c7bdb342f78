"""Who asks, as the wire and the sign-in can know it: the seat of an address, of a person, of an earlier request."""

from __future__ import annotations

from datetime import date, datetime
from ipaddress import ip_address
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts, Seat
from belisha.core.programme.model import EVERYONE, Programme
from belisha.filtering.models import AccessRequest
from belisha.filtering.queries.standing import standing
from belisha.kit import remembered
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.policy import queries as policy
from belisha.schools import queries as schools
from belisha.schools.models import School

_CLASS = "class "


def school_day(school: School, now: datetime) -> date:
    """The day of this moment in the school's own zone."""
    return now.astimezone(ZoneInfo(school.zone)).date()


def programme_now(school: School, now: datetime) -> Programme:
    """What holds at this moment: the version in force or the baseline, with lists and openings."""
    on = school_day(school, now)
    return remembered.while_unchanged(
        school.pk, ("programme", on), lambda: policy.programme(school, at=now, standing=standing(school, at=now))
    )


def facts_now(school: School, now: datetime) -> SchoolFacts:
    """The school's calendar, networks and classes of this day; a shared trolley is of the class that has it at this moment."""
    return policy.facts_of_day(school, school_day(school, now)).at(now)


def seat_at(facts: SchoolFacts, address: str) -> Seat | None:
    """The seat of a device's address; None for an address outside the school, or none at all."""
    try:
        return facts.seat_at(ip_address(address))
    except ValueError:
        return None


def seat_of_person(person: Person, *, on: date) -> Seat:
    """The seat of somebody signed in, wherever their device is."""
    return Seat(key=f"person:{person.pk}", people=people.people_words(person, on=on))


def seat_of_class(facts: SchoolFacts, class_name: str) -> Seat:
    """The seat of a class: of its trolley's network, of a shared one that it has, or of its pupils where it has none.

    Never that of one pupil's device: a ban of that pupil is not the class's.
    """
    word = _CLASS + class_name
    found = [n.seat for n in facts.networks if word in n.seat.people and not is_of_person(n.seat.key)]
    if found:
        return min(found, key=lambda seat: seat.key.startswith(schools.TROLLEY))
    return Seat(key=f"pupils/{class_name}", people=frozenset({"pupils", word, facts.classes.get(class_name, word)}))


def is_of_person(seat_key: str) -> bool:
    """True for the seat of one person: what is told to others or kept in counts does not say whose it is."""
    return seat_key.startswith(schools.PERSON)


def seats_asking(facts: SchoolFacts, *, address: str, person: Person | None, on: date) -> list[Seat]:
    """The seats somebody may ask for, the nearest first: their device's, the class they teach, themselves.

    Empty for somebody outside the school who is not signed in.
    """
    device = seat_at(facts, address)
    found = [device] if device is not None and not (device.is_unknown and person) else []
    if person is not None:
        class_name = people.class_of_teacher(person, on)
        found += [seat_of_class(facts, class_name)] if class_name else []
        found.append(seat_of_person(person, on=on))
    return found


def class_of(seat: Seat) -> str:
    """The class of a seat ("5K"), or ""."""
    return next((word.removeprefix(_CLASS) for word in sorted(seat.people) if word.startswith(_CLASS)), "")


def seat_of_request(request: AccessRequest, facts: SchoolFacts, *, on: date) -> Seat:
    """The seat a request was asked from, as the school is today."""
    if request.asked_by is not None and request.seat_key == f"person:{request.asked_by_id}":
        return seat_of_person(request.asked_by, on=on)
    found = next((n.seat for n in facts.networks if n.seat.key == request.seat_key), None)
    return found or (seat_of_class(facts, request.class_name) if request.class_name else UNKNOWN_SEAT)


def called(seat: Seat | None) -> str:
    """What people call this seat, for a sentence that starts "This computer is …"."""
    if seat is None or seat.is_unknown:
        return "not one that school knows"
    if is_of_person(seat.key):
        return "for one person"
    class_name = class_of(seat)
    if class_name:
        return f"for class {class_name}"
    return {"pupils": "for pupils", "staff": "for staff", "guests": "for guests"}.get(seat.key, "at school")


def this_computer(seat: Seat) -> str:
    """Whose computer this is, as a sentence to who sits at it."""
    if seat.is_unknown:
        return gettext("This computer is not one that school knows.")
    if is_of_person(seat.key):
        return gettext("This computer is for one person.")
    if class_name := class_of(seat):
        return gettext("This computer is for class {name}.").format(name=class_name)
    groups = {
        "pupils": gettext("This computer is for pupils."),
        "staff": gettext("This computer is for staff."),
        "guests": gettext("This computer is for guests."),
    }
    return groups.get(seat.key) or gettext("This computer is at school.")


def people_said(words: str) -> str:
    """A word for people in the reader's language, as far as it is a class or a group we know; every other is the school's own and stays."""
    if words.startswith(_CLASS):
        return gettext("class {name}").format(name=words.removeprefix(_CLASS))
    groups = {
        EVERYONE: gettext("everyone"),
        "pupils": gettext("pupils"),
        "staff": gettext("staff"),
        "guests": gettext("guests"),
        "one person’s device": gettext("one person’s device"),
    }
    return groups.get(words, words)
