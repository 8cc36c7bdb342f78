"""What can be done to a school's facts. Each is one transaction with its audit record; a fact ends and another begins.

Who may do these things is known one room above (people); the pages that call them ask there first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from ipaddress import ip_network
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q
from django_scopes import scope

from belisha.audit import actions as audit
from belisha.core.moments import WEEKDAYS, Lesson
from belisha.core.moments import Term as CoreTerm
from belisha.core.names import Network
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.schools.models import ClosureDay, LessonTime, NetworkRange, School, Term
from belisha.schools.states import Group, NetworkKind


@dataclass(frozen=True, slots=True)
class NewSchool:
    """What has to be known to make a school; `ranges` are all addresses that belong to it."""

    name: str
    slug: str
    portal_host: str
    ranges: tuple[str, ...]
    zone: str = "Europe/London"
    nation: str = "England"
    day_starts: time = time(8, 45)
    day_ends: time = time(15, 30)
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits on a range of addresses: a group, or one class on its trolley."""

    range: str
    group: Group
    kind: NetworkKind = NetworkKind.CLASSROOM
    class_name: str = ""


def create_school(new: NewSchool, *, by_name: str, now: datetime) -> School:
    """A new school; `by_name` is whoever set the server up. Raises Refused for a taken name or something that cannot be read."""
    try:
        ZoneInfo(new.zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise Refused(f"“{new.zone}” is no time zone: write it like Europe/London.") from fault
    ranges = [str(read_range(text)) for text in new.ranges]
    if new.day_ends <= new.day_starts:
        raise Refused(f"The school day cannot end at {new.day_ends:%H:%M}, before it starts at {new.day_starts:%H:%M}.")
    with one_transaction():
        if School.objects.filter(Q(slug=new.slug) | Q(portal_host=new.portal_host)).exists():
            raise Refused(f"A school already has the short name “{new.slug}” or its pages at {new.portal_host}: choose others.")
        made = School.objects.create(
            name=new.name,
            slug=new.slug,
            portal_host=new.portal_host,
            nation=new.nation,
            zone=new.zone,
            day_starts=new.day_starts,
            day_ends=new.day_ends,
            ranges=ranges,
            is_demo=new.is_demo,
            made_at=now,
        )
        with scope(school=made):
            by = Actor(school_id=made.pk, name=by_name)
            audit.record(by=by, action="school made", subject=f"school {made.pk}", facts={"name": made.name, "ranges": ranges}, now=now)
    return made


def set_term(school: School, *, by: Actor, term: CoreTerm, now: datetime) -> Term:
    """A term with its first and last day; one of the same name is replaced and its row kept. Raises Refused where terms would overlap."""
    with one_transaction():
        _locked(school)
        standing = Term.objects.filter(school=school, replaced_at=None)
        other = standing.exclude(name=term.name).filter(first__lte=term.last, last__gte=term.first).first()
        if other is not None:
            raise Refused(f"The {term.name} would overlap the {other.name} ({_day(other.first)} to {_day(other.last)}): choose other days.")
        standing.filter(name=term.name).update(replaced_at=now)
        made = Term.objects.create(school=school, name=term.name, first=term.first, last=term.last)
        _record(by, "term set", f"term {made.pk}", {"name": term.name, "first": term.first, "last": term.last}, now)
    return made


def close_day(school: School, *, by: Actor, day: date, why: str, now: datetime) -> ClosureDay:
    """A day of a term on which the school is closed. Raises Refused where it is closed already or in no term."""
    with one_transaction():
        _locked(school)
        if ClosureDay.objects.filter(school=school, day=day).exists():
            raise Refused(f"The school is closed on {_day(day)} already: nothing has to be done.")
        if not Term.objects.filter(school=school, replaced_at=None, first__lte=day, last__gte=day).exists():
            raise Refused(f"{_day(day)} is in no term, so the school is closed anyway: nothing has to be done.")
        made = ClosureDay.objects.create(school=school, day=day, why=why)
        _record(by, "day closed", f"closure day {made.pk}", {"day": day, "why": why}, now)
    return made


def set_lesson_time(school: School, *, by: Actor, lesson: Lesson, since: date, now: datetime) -> LessonTime:
    """A lesson of the week from `since` on; the one of this name on this weekday ends that day.

    Raises Refused where it would overlap another lesson of the same year groups, or rewrite days that are past.
    """
    if lesson.ends <= lesson.starts:
        raise Refused(f"The {lesson.name} cannot end at {lesson.ends:%H:%M}, before it starts at {lesson.starts:%H:%M}.")
    with one_transaction():
        _locked(school)
        same_day = LessonTime.objects.filter(Q(until=None) | Q(until__gt=since), school=school, weekday=lesson.weekday)
        for before in same_day.filter(name=lesson.name):
            if before.since >= since:
                raise Refused(f"The {lesson.name} is set from {_day(before.since)} on: choose a later day, the past is not rewritten.")
            LessonTime.objects.filter(pk=before.pk).update(until=since)
        for other in same_day.exclude(name=lesson.name).filter(starts__lt=lesson.ends, ends__gt=lesson.starts):
            if not other.years or not lesson.years or lesson.years & set(other.years):
                raise Refused(f"The {lesson.name} would overlap the {other.name} on {WEEKDAYS[lesson.weekday]}: choose other times.")
        made = LessonTime.objects.create(
            school=school,
            name=lesson.name,
            weekday=lesson.weekday,
            starts=lesson.starts,
            ends=lesson.ends,
            years=sorted(lesson.years),
            since=since,
        )
        told = {"name": lesson.name, "weekday": lesson.weekday, "starts": lesson.starts, "ends": lesson.ends, "since": since}
        _record(by, "lesson set", f"lesson {made.pk}", told, now)
    return made


def set_network(school: School, *, by: Actor, sitting: Sitting, since: date, now: datetime) -> NetworkRange:
    """Who sits on a range of addresses from `since` on. Raises Refused for a range that is not the school's or is taken on those days."""
    asked = read_range(sitting.range)
    with one_transaction():
        held = _locked(school)
        if not any(_is_inside(asked, ip_network(text)) for text in held.ranges):
            raise Refused(f"{asked} is not among the school's addresses ({', '.join(held.ranges)}): write a range inside them.")
        same = NetworkRange.objects.filter(Q(until=None) | Q(until__gt=since), school=school, range=str(asked)).first()
        if same is not None:
            raise Refused(
                f"{asked} belongs to {same.class_name or same.group} from {_day(same.since)} on: end that first, or choose another range."
            )
        made = NetworkRange.objects.create(
            school=school, range=str(asked), group=sitting.group.value, class_name=sitting.class_name, kind=sitting.kind.value, since=since
        )
        told = {"range": made.range, "group": made.group, "class": made.class_name, "kind": made.kind, "since": since}
        _record(by, "network set", f"network {made.pk}", told, now)
    return made


def end_network(network: NetworkRange, *, by: Actor, ends: date, now: datetime) -> NetworkRange:
    """Nobody sits on the range from `ends` on. Raises Refused where it has ended already or would end before it began."""
    with one_transaction():
        _locked(network.school)
        row = NetworkRange.objects.get(pk=network.pk)
        if row.until is not None:
            raise Refused(f"{row.range} has ended on {_day(row.until)} already.")
        if ends < row.since:
            raise Refused(f"{row.range} began on {_day(row.since)}: it cannot end before that.")
        row.until = ends
        row.save()
        _record(by, "network ended", f"network {row.pk}", {"range": row.range, "ends": ends}, now)
    return row


def read_range(words: str) -> Network:
    """The range of addresses these words say. Raises Refused with a sentence."""
    try:
        return ip_network(words.strip())
    except ValueError as fault:
        raise Refused(f"“{words[:60]}” is no range of addresses: write it like 10.1.2.0/24 or 2001:db8::/48.") from fault


def _is_inside(inner: Network, outer: Network) -> bool:
    """True where every address of the first is one of the second."""
    if inner.version != outer.version:
        return False
    return inner.network_address in outer and inner.broadcast_address in outer


def _locked(school: School) -> School:
    """The school's row, locked: two changes of a school's facts follow one another."""
    return School.objects.select_for_update().get(pk=school.pk)


def _record(by: Actor, action: str, subject: str, facts: dict[str, object], now: datetime) -> None:
    """One audit record; dates and times as text."""
    audit.record(by=by, action=action, subject=subject, facts={k: _plain(v) for k, v in facts.items()}, now=now)


def _plain(value: object) -> object:
    """The value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date | time) else value


def _day(day: date) -> str:
    """A day as people write it: 15 September 2026."""
    return f"{day.day} {day:%B %Y}"
