"""The facts of a school on a day: its calendar, its networks, its ranges. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from ipaddress import ip_network
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from belisha.core.moments import Calendar, Lesson, SchoolFacts, SchoolNetwork, Seat
from belisha.core.moments import Term as CoreTerm
from belisha.kit import remembered
from belisha.schools.models import ClosureDay, LessonTime, NetworkRange, School, SchoolRange, Term

NO_CLASSES: Mapping[str, str] = MappingProxyType({})


def facts(school: School, *, on: date, classes: Mapping[str, str] = NO_CLASSES) -> SchoolFacts:
    """What a policy is compiled with on that day. `classes` maps each class to its year group ("5K" to "year 5").

    Networks stand longest prefix first; a range of a class that is not in `classes` is a range of pupils of that class only.
    """
    question = ("facts", on, tuple(classes.items()))
    return remembered.while_unchanged(school.pk, question, lambda: _facts(school, on, classes))


def _facts(school: School, on: date, classes: Mapping[str, str]) -> SchoolFacts:
    rows = sorted(networks(school, on=on), key=lambda row: (-ip_network(row.range).prefixlen, row.range))
    return SchoolFacts(
        calendar=calendar(school, on),
        networks=tuple(SchoolNetwork(range=ip_network(row.range), seat=seat_of(row, classes)) for row in rows),
        ranges=tuple(ip_network(row.range) for row in ranges(school, on=on)),
        classes=dict(classes),
    )


def calendar(school: School, on: date) -> Calendar:
    """When the school is in session: all its terms and closure days, and the lessons of the week that count on that day."""
    terms = Term.objects.filter(school=school, replaced_at=None).order_by("first")
    lessons = LessonTime.objects.filter(_in_force(on), school=school).order_by("weekday", "starts", "pk")
    return Calendar(
        zone=ZoneInfo(school.zone),
        terms=tuple(CoreTerm(name=t.name, first=t.first, last=t.last) for t in terms),
        closures=frozenset(ClosureDay.objects.filter(school=school).values_list("day", flat=True)),
        lessons=tuple(
            Lesson(name=row.name, weekday=row.weekday, starts=row.starts, ends=row.ends, years=frozenset(row.years)) for row in lessons
        ),
        day_starts=school.day_starts,
        day_ends=school.day_ends,
    )


def ranges(school: School, *, on: date) -> QuerySet[SchoolRange]:
    """All addresses that belong to the school on that day, in the order in which they were added."""
    return SchoolRange.objects.filter(_in_force(on), school=school).order_by("pk")


def networks(school: School, *, on: date) -> QuerySet[NetworkRange]:
    """The ranges that count on that day, in the order in which they were set."""
    return NetworkRange.objects.filter(_in_force(on), school=school).order_by("pk")


def today_at(school: School, now: datetime) -> date:
    """The day of this moment in the school's own zone."""
    return now.astimezone(ZoneInfo(school.zone)).date()


def networks_from(school: School, *, on: date) -> list[NetworkRange]:
    """The ranges that count on that day or later, in the order of their addresses, the wider before what lies inside."""
    rows = NetworkRange.objects.filter(_still_to_come(on), school=school)
    known = remembered.while_unchanged(school.pk, ("networks from", on), lambda: tuple(rows))
    return sorted(known, key=lambda row: (*_place(row.range), row.since))


def networks_ended(school: School, *, on: date, days: int) -> list[NetworkRange]:
    """The ranges that ended in so many days up to that day, the last to end first."""
    rows = NetworkRange.objects.filter(Q(until__gt=F("since")), school=school, until__lte=on, until__gt=on - timedelta(days=days))
    return list(remembered.while_unchanged(school.pk, ("networks ended", on, days), lambda: tuple(rows.order_by("-until", "pk"))))


def network(school: School, number: int) -> NetworkRange | None:
    """That range of the school, or None."""
    return NetworkRange.objects.filter(school=school, pk=number).select_related("school").first()


def ranges_from(school: School, *, on: date) -> list[SchoolRange]:
    """The school's own ranges that count on that day or later, in the order of their addresses."""
    rows = SchoolRange.objects.filter(_still_to_come(on), school=school)
    known = remembered.while_unchanged(school.pk, ("ranges from", on), lambda: tuple(rows))
    return sorted(known, key=lambda row: (*_place(row.range), row.since))


def school_range(school: School, number: int) -> SchoolRange | None:
    """That range of the school's own, or None."""
    return SchoolRange.objects.filter(school=school, pk=number).select_related("school").first()


def terms_from(school: School, *, on: date) -> list[Term]:
    """The terms that are not over on that day, the earliest first."""
    return list(Term.objects.filter(school=school, replaced_at=None, last__gte=on).order_by("first"))


def closure_days_from(school: School, *, on: date) -> list[ClosureDay]:
    """The days of terms on which the school is closed, from that day on."""
    return list(ClosureDay.objects.filter(school=school, day__gte=on).order_by("day"))


def lessons_from(school: School, *, on: date) -> list[LessonTime]:
    """The lessons of the week that count on that day or later, by weekday and time."""
    return list(LessonTime.objects.filter(_still_to_come(on), school=school).order_by("weekday", "starts", "since", "pk"))


def lesson(school: School, number: int) -> LessonTime | None:
    """That lesson of the school, or None."""
    return LessonTime.objects.filter(school=school, pk=number).select_related("school").first()


def key_of(row: NetworkRange) -> str:
    """The key of the seat of a range: "pupils", "pupils/5K"."""
    return f"{row.group}/{row.class_name}" if row.class_name else row.group


def seat_of(row: NetworkRange, classes: Mapping[str, str]) -> Seat:
    """The seat of a range: of a group ("pupils"), or of a class on its trolley ("pupils/5K")."""
    if not row.class_name:
        return Seat(key=key_of(row), people=frozenset({row.group}), network=row.kind)
    words = {row.group, f"class {row.class_name}", *filter(None, [classes.get(row.class_name)])}
    return Seat(key=key_of(row), people=frozenset(words), network=row.kind)


def _place(text: str) -> tuple[int, int, int]:
    """Where a range stands among others: IPv4 first, then by its first address, the wider first."""
    read = ip_network(text)
    return read.version, int(read.network_address), read.prefixlen


def _still_to_come(on: date) -> Q:
    """Dated rows that hold on that day or later; one that ended on the day it began never held."""
    return Q(until=None) | (Q(until__gt=on) & Q(until__gt=F("since")))


def _in_force(on: date) -> Q:
    """Dated rows that hold on that day; `until` is the first day they no longer do."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
