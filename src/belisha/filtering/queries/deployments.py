"""What the engine acknowledged, and the programmes it held then. Ask within the school's scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q

from belisha.core.programme.keep import programme_from_json
from belisha.core.programme.model import Programme
from belisha.filtering.models import Deployment, KeptProgramme
from belisha.filtering.queries.lists import with_contents
from belisha.kit import remembered
from belisha.schools.models import School


def latest_deployment(school: School) -> Deployment | None:
    """The last ruleset the engine acknowledged, or None before the first."""
    return next((row for row in _latest_and_waiting(school) if row.acknowledged_at is not None), None)


def waiting_deployment(school: School) -> Deployment | None:
    """The change the engine has not taken yet, with its fault; None where it has all."""
    return next((row for row in _latest_and_waiting(school) if row.acknowledged_at is None), None)


def _latest_and_waiting(school: School) -> tuple[Deployment, ...]:
    """The last ruleset that was acknowledged and all that were not, the latest first; asked once for a page."""

    def ask() -> tuple[Deployment, ...]:
        taken = Deployment.objects.filter(school=school, acknowledged_at__isnull=False).order_by("-pk").values("pk")[:1]
        return tuple(Deployment.objects.filter(Q(acknowledged_at=None) | Q(pk__in=taken), school=school).order_by("-pk"))

    return remembered.for_this_page(school.pk, "deployments", ask)


def highest_number(school: School) -> int:
    """The highest number a ruleset of this school ever had; 0 before the first."""
    return Deployment.objects.filter(school=school).aggregate(highest=Max("number"))["highest"] or 0


def first_acknowledged(school: School, *, now: datetime) -> datetime | None:
    """When the engine first held anything of this school; None before that."""

    def ask() -> datetime | None:
        held = Deployment.objects.filter(school=school, acknowledged_at__lte=now)
        first: datetime | None = held.aggregate(first=Min("acknowledged_at"))["first"]
        return first

    return remembered.while_unchanged(school.pk, "first acknowledged", ask)


def deployment_at(school: School, *, at: datetime) -> Deployment | None:
    """The ruleset the engine held at that moment, or None before the first. Of several, the one acknowledged last."""
    held = Deployment.objects.filter(school=school, acknowledged_at__lte=at)
    return held.select_related("programme").order_by("-acknowledged_at", "-pk").first()


def held_from_until(deployment: Deployment) -> tuple[datetime, datetime | None]:
    """From when to when the engine held the programme of this deployment (`until` None: it holds it still). Half-open."""
    at = deployment.acknowledged_at
    if at is None:
        raise ValueError(f"ruleset {deployment.number} was never acknowledged, so it never held")
    held = Deployment.objects.filter(school=deployment.school, acknowledged_at__isnull=False)
    others = held.exclude(programme=deployment.programme)
    before = others.filter(acknowledged_at__lte=at, pk__lt=deployment.pk).aggregate(last=Max("acknowledged_at"))["last"]
    same = held.filter(programme=deployment.programme, acknowledged_at__lte=at)
    start = (same if before is None else same.filter(acknowledged_at__gte=before)).aggregate(first=Min("acknowledged_at"))["first"]
    until = others.filter(acknowledged_at__gte=at, pk__gt=deployment.pk).aggregate(first=Min("acknowledged_at"))["first"]
    return start, until


def programme_of(kept: KeptProgramme) -> Programme:
    """A programme as it was kept, with the contents its lists had then. Raises ValueError where the row is damaged."""
    programme = programme_from_json(kept.content, zone_named=ZoneInfo)
    return programme.with_standing(replace(programme.standing, lists=with_contents(kept.school, programme.standing.lists)))
