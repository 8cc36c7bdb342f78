"""One's own notices."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from belisha.kit import clock
from belisha.kit.access import Denied
from belisha.notices import actions, queries
from belisha.notices.models import Notice

NOTICES_A_PAGE = 25


@require_safe
def my_notices(request: HttpRequest) -> HttpResponse:
    """What the reader was told, newest first."""
    if request.person is None:
        raise PermissionDenied("Notices are for people of this school: your account does not belong to one of them.")
    page = Paginator(queries.for_person(request.person.pk), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/mine.html", {"page": page, "unread": queries.unread(request.person.pk).count()})


@require_POST
def mark_read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one of the reader's notices as read. Somebody else's is not found."""
    if request.actor is None:
        raise PermissionDenied("Notices are for people of this school: your account does not belong to one of them.")
    try:
        actions.mark_read(by=request.actor, notice_id=notice_id, now=clock.now())
    except (Notice.DoesNotExist, Denied) as unknown:
        raise Http404("You have no such notice.") from unknown
    return redirect("notices-mine")
