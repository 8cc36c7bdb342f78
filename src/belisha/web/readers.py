"""Who may read the pages of the rooms that do not know people: the record, and how the server stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django_scopes import scope

from belisha.audit import queries as audit
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

VERIFICATION_OLD = timedelta(hours=3)
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
    waiting, given_up = notices.mail_counts(school_id)
    if given_up:
        words = f"{given_up} mails were not accepted; the notices stand on people's own pages."
        return [OperationsFact("Mail", Beacon.AMBER, words, "Look at the addresses and at the mail server, then send them again.")]
    return [OperationsFact("Mail", Beacon.STEADY, f"{waiting} mails wait to leave." if waiting else "All mail has left.")]


def record_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """Whether the record was whole when it was last worked out, which the worker does."""
    found, name = audit.last_verification(school_id), "The record"
    if found is None:
        return [OperationsFact(name, Beacon.GREY, "It was not worked out again yet: the worker does it every hour.")]
    if found.fault:
        to_do = "Keep the server as it is and call your support: the record was changed."
        return [OperationsFact(name, Beacon.AMBER, found.fault, to_do, since=found.at)]
    words = f"{found.count:,} records, an unbroken chain when it was last worked out."
    if now - found.at > VERIFICATION_OLD:
        return [OperationsFact(name, Beacon.AMBER, words, "See whether the worker runs: it works it out every hour.", since=found.at)]
    return [OperationsFact(name, Beacon.STEADY, words, since=found.at)]
