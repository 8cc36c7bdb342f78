"""What the steps of a first run do: each is the actions of the rooms, in one transaction, by somebody without a person's rights.

The right is the first run itself (people/actions/first_run.py): it is looked at, locked, in each of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from django.conf import settings
from django_scopes import scope

from belisha.core.moments import Lesson, Term
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.people import actions as people
from belisha.people import queries as people_queries
from belisha.people.models import FirstRun, Invitation, Person
from belisha.people.states import CHAIR, HEADTEACHER, ROLES_OF_GOVERNORS, Kind
from belisha.policy import actions as policy
from belisha.policy.models import PolicyVersion
from belisha.schools import actions as schools
from belisha.schools import queries as school_queries
from belisha.schools.addresses import is_inside, read_range
from belisha.schools.models import School
from belisha.schools.states import Group, NetworkKind
from belisha.web.first_run.school_year import Line, What, read_year

MODEL_POLICY: Final[Path] = settings.CHECKOUT / "policies" / "model-policy.md"
USUAL_RANGES: Final = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""This machine, and the addresses that stay inside a school's own network. Source: RFC 1918, section 3; RFC 4193, section 3.1."""

NETWORK_MANAGER: Final = "network manager"
KINDS: Final = {Group.PUPILS: NetworkKind.CLASSROOM, Group.STAFF: NetworkKind.STAFF, Group.GUESTS: NetworkKind.GUEST}
WEEKDAYS: Final = range(5)


@dataclass(frozen=True, slots=True)
class Written:
    """Somebody as they were written for a role; `email` is "" for people without one."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class DayPattern:
    """An ordinary day: the school's, its lessons before and after lunch, and a break in the morning, if there is one."""

    day: tuple[time, time]
    morning: tuple[time, time]
    afternoon: tuple[time, time]
    pause: tuple[time, time] | None


def make_school(run: FirstRun, *, name: str, portal: tuple[str, str], nation: str, now: datetime) -> School:
    """The school; `portal` is the host of its pages and, where the settings do not say it, their whole address. Raises Refused."""
    host, url = portal
    with one_transaction():
        people.locked_run(run, now)
        standing = School.objects.order_by("pk").first()
        if standing is not None:
            raise Refused(f"{standing.name} was made in the meantime: this installation has its school.")
        new = schools.NewSchool(name=name, slug=_slug(name), portal_host=host, ranges=USUAL_RANGES, nation=nation, portal_url=url)
        made = schools.create_school(new, by_name="first run", now=now)
        people.bind_first_run(run=run, school=made, now=now)
    return made


def make_me(run: FirstRun, *, name: str, email: str, password: str, now: datetime) -> Person:
    """Whoever sets the school up: its network manager from today on, who can sign in. The password was checked for strength."""
    with one_transaction():
        locked = people.locked_run(run, now)
        school = _school_of(locked)
        with scope(school=school):
            if locked.person is not None:
                raise Refused(f"{locked.person.name} is setting the school up already: sign in to go on.")
            by = Actor(school_id=school.pk, name=f"{name} (first run)")
            made = _new_person(by, name, Kind.SUPPORT_STAFF, email, now)
            people.appoint(by=by, person=made, role=NETWORK_MANAGER, starts=_today(school, now), now=now)
            invitation = people.invite(by=by, person=made, is_by_mail=False, now=now)
            people.answer_invitation(code=people_queries.invitation_code(invitation), password=password, now=now)
            people.bind_first_run(run=run, person=made, now=now)
            return Person.objects.select_related("account").get(pk=made.pk)


def name_holders(run: FirstRun, rows: Sequence[Written], *, now: datetime) -> list[Person]:
    """Each is somebody of the school from today on, with an account and the role; who is written twice is one person with both roles.

    Raises Refused where headteacher and chair would be one person, and where a role has its holder already.
    """
    with one_transaction():
        locked = people.locked_run(run, now)
        school, by = _school_of(locked), actor_of(locked)
        known = _known_people(school, now)
        for row in rows:
            if people_queries.holders(school, row.role, on=_today(school, now)):
                raise Refused(f"Somebody is {row.role} already: look at the page again.")
            found = known.get(_key(row.name, row.email)) or _new_person(by, row.name, _kind_for(row.role), row.email, now)
            known[_key(row.name, row.email)] = found
            people.appoint(by=by, person=found, role=row.role, starts=_today(school, now), now=now)
        _check_two_sign(school, now)
    return list(dict.fromkeys(known[_key(row.name, row.email)] for row in rows))


def correct_holder(run: FirstRun, person: Person, *, name: str, email: str, now: datetime) -> Person:
    """Somebody was written wrongly. Raises Refused once they can sign in."""
    with one_transaction():
        return people.correct_invited(by=actor_of(people.locked_run(run, now)), person=person, name=name, email=email, now=now)


def invite_holders(run: FirstRun, chosen: Iterable[Person], *, is_by_mail: bool, now: datetime) -> tuple[list[Invitation], list[str]]:
    """Invite those who hold a role and cannot sign in yet; who was invited, and why others were not."""
    made, why = [], []
    for person in chosen:
        try:
            with one_transaction():
                by = actor_of(people.locked_run(run, now))
                made.append(people.invite(by=by, person=person, is_by_mail=is_by_mail, now=now))
        except Refused as fault:
            why.append(str(fault))
    return made, why


def set_networks(run: FirstRun, rows: Mapping[str, Group], *, now: datetime) -> None:
    """Who sits on each range from today on; a range that is not the school's yet becomes so. All of them, or with a Refused none."""
    with one_transaction():
        locked = people.locked_run(run, now)
        school, by = _school_of(locked), actor_of(locked)
        today = _today(school, now)
        for words, group in rows.items():
            asked = read_range(words)
            if not any(is_inside(asked, read_range(row.range)) for row in school_queries.ranges_from(school, on=today)):
                schools.add_range(school, by=by, range=str(asked), since=today, now=now)
            schools.set_network(school, by=by, sitting=schools.Sitting(str(asked), group, KINDS[group]), since=today, now=now)


def set_year(run: FirstRun, text: str, *, now: datetime) -> list[str]:
    """The terms, holidays and closed days of these lines, all or with a Refused none; the names of those left out, for they are over."""
    with one_transaction():
        locked = people.locked_run(run, now)
        school, by = _school_of(locked), actor_of(locked)
        today = _today(school, now)
        lines = read_year(text, today=today)
        if not any(line.what is What.TERM for line in lines):
            raise Refused("No line names a term with its first and last day: write it like “spring term: 5 January 2027 to 25 March 2027”.")
        over = [line.name for line in lines if line.what is not What.TERM and line.last < today]
        for line in sorted(lines, key=lambda one: one.what is not What.TERM):
            if line.name not in over or line.what is What.TERM:
                _set_line(school, by, line, now)
    return over


def set_day(run: FirstRun, pattern: DayPattern, *, now: datetime) -> None:
    """An ordinary day from Monday to Friday, from today on. All of it, or with a Refused nothing."""
    with one_transaction():
        locked = people.locked_run(run, now)
        school, by = _school_of(locked), actor_of(locked)
        today = _today(school, now)
        schools.set_day_times(school, by=by, starts=pattern.day[0], ends=pattern.day[1], since=today, now=now)
        for weekday in WEEKDAYS:
            parts = [("morning lessons", pattern.morning, False), ("afternoon lessons", pattern.afternoon, False)]
            parts += [("morning break", pattern.pause, True)] if pattern.pause else []
            for name, (starts, ends), is_break in parts:
                lesson = Lesson(name, weekday, starts, ends)
                schools.set_lesson_time(school, by=by, lesson=lesson, since=today, now=now, is_break=is_break)


def load_model_policy(run: FirstRun, *, now: datetime) -> PolicyVersion:
    """The model policy as a version that waits for its signatures. Raises Refused where it waits or is in force already."""
    with one_transaction():
        locked = people.locked_run(run, now)
        return policy.load_version(by=actor_of(locked), text=MODEL_POLICY.read_text(encoding="utf-8"), now=now)


def actor_of(run: FirstRun) -> Actor:
    """Whoever sets the school up, as the record names them."""
    return Actor(school_id=_school_of(run).pk, name=f"{run.person.name if run.person else 'somebody'} (first run)")


def _school_of(run: FirstRun) -> School:
    """The school that was made. Raises Refused before."""
    if run.school is None:
        raise Refused("The school itself comes first: go back to the first step.")
    return run.school


def _today(school: School, now: datetime) -> date:
    return school_queries.today_at(school, now)


def _new_person(by: Actor, name: str, kind: Kind, email: str, now: datetime) -> Person:
    school = School.objects.get(pk=by.school_id)
    made = people.add_person(by=by, name=name, kind=kind, joined=_today(school, now), now=now)
    people.give_account(by=by, person=made, email=email, now=now)
    return Person.objects.select_related("account").get(pk=made.pk)


def _kind_for(role: str) -> Kind:
    return Kind.GOVERNOR if role in ROLES_OF_GOVERNORS else Kind.TEACHER


def _key(name: str, email: str) -> str:
    """What says that two rows mean one person: the address, or without one the name."""
    return email.strip().lower() or " ".join(name.split()).casefold()


def _known_people(school: School, now: datetime) -> dict[str, Person]:
    found = people_queries.people(school, on=_today(school, now)).select_related("account")
    return {_key(one.name, one.account.email if one.account else ""): one for one in found}


def _check_two_sign(school: School, now: datetime) -> None:
    """Raises Refused where one person would sign the policy twice."""
    heads, chairs = (set(people_queries.holders(school, role, on=_today(school, now))) for role in (HEADTEACHER, CHAIR))
    if heads & chairs:
        raise Refused("Headteacher and chair of governors must be two people: both sign the policy, and nobody signs twice.")


def _set_line(school: School, by: Actor, line: Line, now: datetime) -> None:
    try:
        if line.what is What.TERM:
            schools.set_term(school, by=by, term=Term(line.name, line.first, line.last), now=now)
        elif line.what is What.HOLIDAY:
            schools.set_holiday(school, by=by, holiday=Term(line.name, line.first, line.last), now=now)
        else:
            schools.close_day(school, by=by, day=line.first, why=line.name, now=now)
    except Refused as why:
        raise Refused(f"Line {line.number}: {why}") from why


def _slug(name: str) -> str:
    """The short name made of the letters and numbers of a name; "school" where it has none of the Latin alphabet."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:50].strip("-") or "school"
