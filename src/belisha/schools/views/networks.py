"""Who sits on which addresses, and which addresses are the school's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from ipaddress import ip_address, ip_network

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.core.moments import SchoolFacts, Seat
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.schools import actions, permissions, providers, queries
from belisha.schools.actions.networks import who_sits
from belisha.schools.actions.recording import written
from belisha.schools.addresses import counted, is_inside, read_address, warnings_about
from belisha.schools.forms import CLASS, TROLLEY, AddressesForm, AddressForm, EndForm, NetworkForm
from belisha.schools.models import NetworkRange, School, SchoolRange
from belisha.schools.providers import Network, NetworkFact
from belisha.schools.reach import UNKNOWN, label_of, moves, who
from belisha.schools.views.saving import Change, change_page, check

ENDED_SHOWN_DAYS = 60
PAGE = "schools-networks"
CLASS_WORD = "class "
TO_NETWORKS = {"back": PAGE, "back_words": "Networks"}
ALL_OTHERS = Network("", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Line:
    """One network on the page: who sits there, inside which wider one it lies, and what was proved there.

    `is_of_no_class`: it is for a class that the school does not have today, so pupils of no known class sit there.
    """

    row: NetworkRange
    who: str
    inside: str
    fact: NetworkFact
    is_later: bool
    is_of_no_class: bool = False


@never_cache
@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """Every network with its days and what holds there; the school's addresses; whose an address is (`?address=`)."""
    check(request, permissions.check_may_see)
    school, now = request.school, clock.now()
    today = queries.today_at(school, now)
    facts, every = _facts(school, today), queries.networks_from(school, on=today)
    rows = [row for row in every if row.person is None]
    *known, unknown_fact = providers.network_facts(school, [*(Network(r.range, queries.key_of(r)) for r in rows), ALL_OTHERS], now)
    asked = AddressForm(request.GET) if "address" in request.GET else AddressForm()
    unknown = _unknown(facts)
    shown = {
        "lines": _lines(rows, known, today, facts.classes),
        "unknown": counted(unknown) if unknown else "",
        "unknown_fact": unknown_fact,
        "ranges": queries.ranges_from(school, on=today),
        "ended": [(row, who_sits(row)) for row in queries.networks_ended(school, on=today, days=ENDED_SHOWN_DAYS)],
        "devices": sum(row.person is not None for row in every),
        "may_see_devices": permissions.may_see_devices(request),
        "without": _without_network(facts),
        "may_set": permissions.may_set_networks(request),
        "today": today,
        "asked": asked,
        "whose": _whose(asked, facts),
    }
    return render(request, "schools/networks.html", shown, status=400 if asked.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_network(request: HttpRequest) -> HttpResponse:
    """Say who sits on a range from a day on."""
    check(request, permissions.check_may_set_networks)
    school, now = request.school, clock.now()
    form = _network_form(request)
    change = Change(
        title="Add a network",
        lead="Say who sits on a range of addresses. Where two ranges hold an address, the narrower one counts.",
        save="Add the network",
        act=lambda form: actions.set_network(school, by=request.actor, sitting=form.sitting(), since=form.day, now=now),
        done=lambda form: f"{form.cleaned_data['range']} is for {who_of(form)} from {written(form.day)} on.",
        warnings=lambda form: _warnings(school, form),
        **TO_NETWORKS,
    )
    return change_page(request, form, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_network(request: HttpRequest, number: int) -> HttpResponse:
    """Give a network another range or other people, from a day on; what held before stays as it was."""
    check(request, permissions.check_may_set_networks)
    row, now = _network(request, number), clock.now()
    form = _network_form(request, row)
    change = Change(
        title=f"Change {row.range}",
        lead=f"It is for {who_sits(row)} since {written(row.since)}. Until the day you choose everything stays as it is.",
        save="Change the network",
        act=lambda form: actions.change_network(row, by=request.actor, sitting=form.sitting(), since=form.day, now=now),
        done=lambda form: f"{form.cleaned_data['range']} is for {who_of(form)} from {written(form.day)} on.",
        warnings=lambda form: _warnings(request.school, form),
        **TO_NETWORKS,
    )
    return change_page(request, form, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_network(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody sits on a range from a day on."""
    check(request, permissions.check_may_set_networks)
    row, now = _network(request, number), clock.now()
    change = Change(
        title=f"End {row.range}",
        lead=f"It is for {who_sits(row)} since {written(row.since)}. Its addresses go to the range around it, or to nobody.",
        save="End the network",
        act=lambda form: actions.end_network(row, by=request.actor, ends=form.day, now=now),
        done=lambda form: f"{row.range} is no longer for {who_sits(row)} from {written(form.day)} on.",
        **TO_NETWORKS,
    )
    return change_page(request, EndForm(request.POST or None, today=_today(request)), change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_addresses(request: HttpRequest) -> HttpResponse:
    """These addresses too are the school's."""
    check(request, permissions.check_may_set_networks)
    now = clock.now()
    change = Change(
        title="Add addresses of the school",
        lead="The resolver answers these addresses only, and refuses all others. A network can lie nowhere else.",
        save="Add the addresses",
        act=lambda form: actions.add_range(request.school, by=request.actor, range=form.cleaned_data["range"], since=form.day, now=now),
        done=lambda form: f"{form.cleaned_data['range']} is the school’s from {written(form.day)} on.",
        warnings=lambda form: warnings_about(ip_network(form.cleaned_data["range"])),
        **TO_NETWORKS,
    )
    return change_page(request, AddressesForm(request.POST or None, today=_today(request)), change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_addresses(request: HttpRequest, number: int) -> HttpResponse:
    """These addresses are no longer the school's."""
    check(request, permissions.check_may_set_networks)
    row, now = _range(request, number), clock.now()
    change = Change(
        title=f"{row.range} is no longer the school’s",
        lead="Devices there then get no answer from the resolver: they cannot reach any site by its name.",
        save="End the addresses",
        act=lambda form: actions.end_range(row, by=request.actor, ends=form.day, now=now),
        done=lambda form: f"{row.range} is no longer the school’s from {written(form.day)} on.",
        **TO_NETWORKS,
    )
    return change_page(request, EndForm(request.POST or None, today=_today(request)), change)


def who_of(form: NetworkForm) -> str:
    """Who sits there by the form, for a sentence."""
    said: str = form.cleaned_data["who"]
    if said == TROLLEY:
        return f"whoever has {form.cleaned_data['trolley']}"
    return f"class {said.removeprefix(CLASS)}" if said.startswith(CLASS) else said


def _network_form(request: HttpRequest, row: NetworkRange | None = None) -> NetworkForm:
    """The form, filled with the network that is to be changed."""
    today = _today(request)
    classes = dict(providers.classes(request.school, on=today))
    initial = {}
    if row is not None:
        initial = {"range": row.range, "who": CLASS + row.class_name if row.class_name else row.group}
        if row.trolley:
            initial |= {"who": TROLLEY, "trolley": row.trolley}
        if row.class_name:
            classes.setdefault(row.class_name, "no class today")
    return NetworkForm(request.POST or None, today=today, classes=classes, initial=initial)


def _network(request: HttpRequest, number: int) -> NetworkRange:
    """The network of this school. Raises Http404 where there is none."""
    found = queries.network(request.school, number)
    if found is None or found.person is not None:
        raise Http404(f"this school has no network {number}")
    return found


def _range(request: HttpRequest, number: int) -> SchoolRange:
    """The school's own range. Raises Http404 where there is none."""
    found = queries.school_range(request.school, number)
    if found is None:
        raise Http404(f"this school has no addresses {number}")
    return found


def _today(request: HttpRequest) -> date:
    return queries.today_at(request.school, clock.now())


def _facts(school: School, today: date) -> SchoolFacts:
    words_of = partial(providers.words, school, on=today)
    return queries.facts(school, on=today, classes=providers.classes(school, on=today), words_of=words_of)


def _lines(rows: list[NetworkRange], facts: list[NetworkFact], today: date, classes: Mapping[str, str]) -> list[Line]:
    """The networks as the page shows them."""
    return [
        Line(
            row=row,
            who=who_sits(row),
            inside=_around(row, rows),
            fact=fact,
            is_later=row.since > today,
            is_of_no_class=_is_of_no_class(row, classes),
        )
        for row, fact in zip(rows, facts, strict=True)
    ]


def _is_of_no_class(row: NetworkRange, classes: Mapping[str, str]) -> bool:
    return bool(row.class_name) and row.class_name not in classes


def _around(row: NetworkRange, rows: list[NetworkRange]) -> str:
    """The narrowest wider network around this one, or ""."""
    mine = ip_network(row.range)
    wider = [other for other in rows if other.range != row.range and is_inside(mine, ip_network(other.range))]
    if not wider:
        return ""
    nearest = max(wider, key=lambda other: ip_network(other.range).prefixlen)
    return f"{nearest.range} ({who_sits(nearest)})"


def _without_network(facts: SchoolFacts) -> list[str]:
    """The classes that no network, trolley or device of their pupils is for: what is decided for them opens nothing by itself."""
    seated = {word for network in facts.networks for seat in (network.seat, *_booked(network.seat)) for word in seat.people}
    return [name for name in sorted(facts.classes) if f"class {name}" not in seated]


def _booked(seat: Seat) -> tuple[Seat, ...]:
    return tuple(seat.at(booking.starts) for booking in seat.bookings)


def _unknown(facts: SchoolFacts) -> int:
    """How many of the school's addresses lie in no network."""
    nothing = SchoolFacts(calendar=facts.calendar)
    return sum(move.count for move in moves(nothing, facts) if move.becomes == UNKNOWN)


def _warnings(school: School, form: NetworkForm) -> tuple[str, ...]:
    """What to look at twice: about the range, and narrower networks inside it, which keep theirs."""
    asked = ip_network(form.cleaned_data["range"])
    inside = [
        row for row in queries.networks_from(school, on=form.day) if row.range != str(asked) and is_inside(ip_network(row.range), asked)
    ]
    kept = ", ".join(f"{row.range} ({who_sits(row)})" for row in inside)
    return (*warnings_about(asked), *((f"Narrower networks inside it keep their own: {kept}.",) if kept else ()))


def _whose(form: AddressForm, facts: SchoolFacts) -> str:
    """The answer to “Whose is this address?”, or "" where nothing was asked. What cannot be read is told at its field."""
    if not form.is_bound or not form.is_valid():
        return ""
    try:
        address = read_address(form.cleaned_data["address"])
    except Refused as why:
        form.add_error("address", str(why))
        return ""
    seat = facts.seat_at(ip_address(address))
    if seat is None:
        return f"{address} is not the school’s: the resolver refuses to answer it."
    if seat.is_unknown:
        return f"{address} is the school’s and in no network: a device nobody knows, held to the strictest rules."
    ranges = [n.range for n in facts.networks if ip_address(address) in n.range]
    now = seat.at(clock.now())
    has_it = next(
        (f" Class {word.removeprefix('class ')} has it now." for word in sorted(now.people - seat.people) if word.startswith(CLASS_WORD)),
        "",
    )
    return f"{address} is for {who(label_of(seat))}, by {max(ranges, key=lambda held: held.prefixlen)}.{has_it}"
