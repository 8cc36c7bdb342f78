"""The page of the accessibility statement, which everybody may read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belisha.web.accessibility.statement import results


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far everybody can use these pages, by the tests of this release."""
    return render(request, "accessibility/statement.html", {"results": results()})
