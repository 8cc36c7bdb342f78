"""The record as a page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belisha.audit import permissions, queries
from belisha.kit.access import Denied

RECORDS_A_PAGE = 50


@require_safe
def record_page(request: HttpRequest) -> HttpResponse:
    """What was done at this school, newest first; `?subject=` keeps to one thing."""
    try:
        permissions.check_may_read(request)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    subject = request.GET.get("subject") or None
    found = queries.records(request.school.pk, subject=subject).order_by("-number")
    page = Paginator(found, RECORDS_A_PAGE).get_page(request.GET.get("page"))
    lines = [queries.line(record) for record in page.object_list]
    shown = {"page": page, "lines": lines, "subject": subject, "head": queries.head(request.school.pk)}
    return render(request, "audit/record.html", shown)
