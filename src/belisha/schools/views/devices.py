"""Devices of one person: whose device is at which address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.kit import clock
from belisha.schools import actions, permissions, providers, queries
from belisha.schools.actions.recording import written
from belisha.schools.forms import EndForm
from belisha.schools.forms_places import DeviceForm
from belisha.schools.models import NetworkRange
from belisha.schools.providers import Holder
from belisha.schools.views.saving import Change, change_page, check
from belisha.schools.views.times import today_of

PAGE = "schools-devices"
TO_DEVICES = {"back": PAGE, "back_words": "Devices of one person"}
NOBODY = "somebody who is not of the school today"


@dataclass(frozen=True, slots=True)
class Line:
    """One device on the page; `holder` is None where whoever had it is not of the school today."""

    row: NetworkRange
    holder: Holder | None
    is_later: bool


@never_cache
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Every device of one person, by name; those of people who left come first, because they need somebody."""
    check(request, permissions.check_may_see_devices)
    school, today = request.school, today_of(request)
    rows = [row for row in queries.networks_from(school, on=today) if row.person is not None]
    known = {one.number: one for one in providers.holders(school, on=today)} if rows else {}
    lines = [Line(row, known.get(row.person), row.since > today) for row in rows]
    lines.sort(key=lambda line: (line.holder is not None, line.holder.name if line.holder else ""))
    shown = {"lines": lines, "nobody": NOBODY, "may_set": permissions.may_set_networks(request)}
    return render(request, "schools/devices.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_device(request: HttpRequest) -> HttpResponse:
    """A device is one person's from a day on."""
    check(request, permissions.check_may_set_networks)
    school, now, today = request.school, clock.now(), today_of(request)
    form = DeviceForm(request.POST or None, today=today, holders=providers.holders(school, on=today))
    change = Change(
        title="Give somebody a device of their own",
        lead="Rules then go by who they are, not by where the device sits. A device that several people use stays with its network.",
        save="Give the device",
        act=lambda form: actions.set_network(school, by=request.actor, sitting=form.sitting(), since=form.day, now=now),
        done=lambda form: f"{form.cleaned_data['range']} is {form.holder.name}’s from {written(form.day)} on.",
        nothing="The same rules hold at this address before and after.",
        **TO_DEVICES,
    )
    return change_page(request, form, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_device(request: HttpRequest, number: int) -> HttpResponse:
    """A device is nobody's own any more from a day on."""
    check(request, permissions.check_may_set_networks)
    row, now = _device(request, number), clock.now()
    name = next((one.name for one in providers.holders(request.school, on=today_of(request)) if one.number == row.person), NOBODY)
    change = Change(
        title=f"End {row.range}",
        lead=f"It is the device of {name} since {written(row.since)}. Its address goes to the range around it, or to nobody.",
        save="End the device",
        act=lambda form: actions.end_network(row, by=request.actor, ends=form.day, now=now),
        done=lambda form: f"{row.range} is nobody’s own from {written(form.day)} on.",
        **TO_DEVICES,
    )
    return change_page(request, EndForm(request.POST or None, today=today_of(request)), change)


def _device(request: HttpRequest, number: int) -> NetworkRange:
    """The device of this school. Raises Http404 where there is none."""
    found = queries.network(request.school, number)
    if found is None or found.person is None:
        raise Http404(f"this school has no device {number}")
    return found
