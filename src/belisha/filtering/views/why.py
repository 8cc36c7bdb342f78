"""The why page: any site, any seat of this school, any moment; a GET form whose address holds the whole question."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from belisha.filtering.explain import Asked, UnusableQuestion
from belisha.filtering.forms_why import WhyForm
from belisha.filtering.permissions import why as permissions
from belisha.filtering.queries.seats import facts_now, school_day
from belisha.filtering.why import Answer, Reader, answer_of
from belisha.kit import clock
from belisha.kit.access import Denied

FIELDS = {"site": "site", "seat": "seat", "address": "address", "moment": "moment"}
"""Where a sentence about each part of a question stands."""


@never_cache
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """The form; with a question in the address, its answer above the form."""
    reader = _reader(request)
    facts = facts_now(reader.school, reader.now)
    is_asked = "site" in request.GET
    filled = {"seat": "group:pupils"} | request.GET.dict()
    form = WhyForm(filled if is_asked else None, facts=facts, now=reader.now, initial={"seat": filled["seat"]})
    answer = _answer(form, reader) if is_asked and form.is_valid() else None
    return render(request, "filtering/why.html", {"form": form, "answer": answer})


def _answer(form: WhyForm, reader: Reader) -> Answer | None:
    """The answer; None where the question cannot be asked, with the sentence beside the field it is about."""
    values = form.cleaned_data
    address = values["address"].strip() or None
    asked = Asked(values["site"].name, None if address else values["seat"], address, values["at"])
    try:
        return answer_of(asked, reader)
    except UnusableQuestion as unusable:
        is_class = unusable.about == "seat" and values["seat"].startswith("class:")
        told = f"There was no class {values['seat'].removeprefix('class:')} at that moment: choose another." if is_class else str(unusable)
        form.add_error(FIELDS[unusable.about], told)
        return None


def _reader(request: HttpRequest) -> Reader:
    """Who asks; 404 for a stranger's account, 403 for somebody who may not."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    now = clock.now()
    try:
        permissions.check_ask_why(request.person, school=request.school, on=school_day(request.school, now))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return Reader(request.school, request.person, str(request.META.get("REMOTE_ADDR", "")), now)
