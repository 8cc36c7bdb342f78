"""A new school with its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q
from django_scopes import scope

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.schools.addresses import read_range
from belisha.schools.models import School, SchoolRange


@dataclass(frozen=True, slots=True)
class NewSchool:
    """What has to be known to make a school; `ranges` are all addresses that belong to it, from `since` on (None: from this day)."""

    name: str
    slug: str
    portal_host: str
    ranges: tuple[str, ...]
    zone: str = "Europe/London"
    nation: str = "England"
    day_starts: time = time(8, 45)
    day_ends: time = time(15, 30)
    is_demo: bool = False
    since: date | None = None
    portal_url: str = ""


def create_school(new: NewSchool, *, by_name: str, now: datetime) -> School:
    """A new school; `by_name` is whoever set the server up. Raises Refused for a taken name or something that cannot be read."""
    since = new.since or now.astimezone(_zone(new.zone)).date()
    ranges = list(dict.fromkeys(str(read_range(text)) for text in new.ranges))
    if new.day_ends <= new.day_starts:
        raise Refused(f"The school day cannot end at {new.day_ends:%H:%M}, before it starts at {new.day_starts:%H:%M}.")
    with one_transaction():
        if School.objects.filter(Q(slug=new.slug) | Q(portal_host=new.portal_host)).exists():
            raise Refused(f"A school already has the short name “{new.slug}” or its pages at {new.portal_host}: choose others.")
        made = School.objects.create(
            name=new.name,
            slug=new.slug,
            portal_host=new.portal_host,
            portal_url=new.portal_url,
            nation=new.nation,
            zone=new.zone,
            day_starts=new.day_starts,
            day_ends=new.day_ends,
            is_demo=new.is_demo,
            made_at=now,
        )
        with scope(school=made):
            SchoolRange.objects.bulk_create(SchoolRange(school=made, range=text, since=since) for text in ranges)
            by = Actor(school_id=made.pk, name=by_name)
            audit.record(by=by, action="school made", subject=f"school {made.pk}", facts={"name": made.name, "ranges": ranges}, now=now)
    return made


def _zone(words: str) -> ZoneInfo:
    """The time zone of this name. Raises Refused where there is none."""
    try:
        return ZoneInfo(words)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise Refused(f"“{words}” is no time zone: write it like Europe/London.") from fault
