"""Who may read the pages of the rooms that do not know people: the record, and how the server stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django_scopes import scope

from belisha.audit.verification import verify
from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon
from belisha.kit import clock
from belisha.notices import queries as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.people.states import Kind
from belisha.policy.queries import school_day_of
from belisha.schools import queries as schools
from belisha.schools.models import School
from belisha.schools.providers import Right

RECORD_READERS = frozenset(
    {"headteacher", "chair of governors", "vice-chair of governors", "clerk to governors", "data protection officer"}
)
SERVER_READERS = frozenset({"headteacher", "network manager", "e-safety team"})


def may_read_the_record(request: HttpRequest) -> bool:
    """The headteacher, the data protection officer and everyone on the governing body."""
    person = request.person
    return person is not None and (people.kind_of(person) is Kind.GOVERNOR or bool(_roles(person) & RECORD_READERS))


def may_see_the_server(request: HttpRequest) -> bool:
    """Whoever looks after the server, and the headteacher."""
    return request.person is not None and bool(_roles(request.person) & SERVER_READERS)


FACTS_READERS = frozenset({"headteacher", "designated safeguarding lead", "deputy safeguarding lead", "e-safety team", "network manager"})
FACTS_SETTERS = {
    Right.SEE: FACTS_READERS,
    Right.SEE_DEVICES: FACTS_READERS - {"e-safety team"},
    Right.SET_NETWORKS: frozenset({"network manager"}),
    Right.SET_TIMES: frozenset({"headteacher", "network manager"}),
}


def may_with_facts(request: HttpRequest, right: Right) -> bool:
    """Who sees the school's networks and times, and who sets them; every governor may look."""
    person = request.person
    if person is None:
        return False
    return bool(_roles(person) & FACTS_SETTERS[right]) or (right is Right.SEE and people.kind_of(person) is Kind.GOVERNOR)


def portal_of(school_id: int) -> str:
    """Where the pages of this school are, as its people type it."""
    return schools.portal_url(School.objects.filter(pk=school_id).first())


def mailed_link(school_id: int, link: str) -> str:
    """What a notice's link is in its e-mail: that of an invitation holds its code, which stands nowhere else."""
    parts = urlsplit(link)
    number = parse_qs(parts.query).get("number", [""])[0]
    if parts.path != reverse("people-invitation") or not number.isdecimal():
        return link
    school = School.objects.get(pk=school_id)
    with scope(school=school):
        row = people.invitation(school, int(number))
    return reverse("people-open-invitation", args=[people.invitation_code(row)]) if row is not None else link


def _roles(person: Person) -> frozenset[str]:
    return people.roles_of(person, on=school_day_of(person.school, clock.now()))


def mail_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """Whether mail leaves."""
    waiting, given_up = notices.mail_waiting(school_id).count(), notices.mail_not_accepted(school_id).count()
    if given_up:
        words = f"{given_up} mails were not accepted; the notices stand on people's own pages."
        return [OperationsFact("Mail", Beacon.AMBER, words, "Look at the addresses and at the mail server, then send them again.")]
    return [OperationsFact("Mail", Beacon.STEADY, f"{waiting} mails wait to leave." if waiting else "All mail has left.")]


def record_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """Whether the record is whole, recomputed now."""
    found = verify(school_id)
    if found.is_whole:
        return [OperationsFact("The record", Beacon.STEADY, f"{found.count} records, an unbroken chain.")]
    return [
        OperationsFact(
            "The record", Beacon.AMBER, str(found.faults[0]), "Keep the server as it is and call your support: the record was changed."
        )
    ]
