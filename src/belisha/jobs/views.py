"""The operations page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belisha.jobs import permissions, queries
from belisha.jobs.states import Beacon
from belisha.kit import clock
from belisha.kit.access import Denied


@require_safe
def operations_page(request: HttpRequest) -> HttpResponse:
    """How the server stands, and what to do."""
    try:
        permissions.check_may_see(request)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    now = clock.now()
    facts = queries.operations(request.school.pk, now=now)
    needs = [fact for fact in facts if fact.beacon is Beacon.AMBER]
    return render(request, "jobs/operations.html", {"facts": facts, "needs": needs, "now": now})
