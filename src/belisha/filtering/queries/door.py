"""What /door shows: the names this device met closed in the last minutes, as they stand now. From the resolver's memory, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from django.utils.translation import gettext

from belisha.adapters.resolver.client import EngineAway, EngineRefused, ResolverClient
from belisha.core.decision.decide import REASONS_WITH_A_FORM, decide
from belisha.core.decision.model import Decision, Question, Reason, Verdict
from belisha.core.decision.people import is_inside
from belisha.core.decision.reasons import Audience, sentence
from belisha.core.moments import Seat
from belisha.core.names import Host, Unusable
from belisha.core.programme.model import EVERYONE, Programme
from belisha.directory import queries as directory
from belisha.filtering.engine import QUICK_SECONDS
from belisha.filtering.models import AccessRequest
from belisha.filtering.queries.openings import open_now
from belisha.filtering.queries.seats import class_of
from belisha.filtering.states import WAITING
from belisha.people.models import Person
from belisha.people.queries import kind_of
from belisha.people.states import PEOPLE_WORDS
from belisha.schools.models import School

AT_MOST = 3  # things on a page for a child of seven
_STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Met:
    """A name and how it stands now, in the reader's words. `asked_at` is when their class last asked for it, where that waits.

    `host` is "" for a site on the illegal list: its name is put before nobody (safeguarding.md 25).
    """

    host: str
    words: str
    clause: str
    can_ask: bool
    is_open: bool
    is_on_purpose: bool
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MetNames:
    """The names, newest first; `is_engine_away` where nobody could be asked."""

    names: tuple[Met, ...] = ()
    is_engine_away: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: from which seat, at which school, by which programme, when, and in whose words it is told."""

    school: School
    seat: Seat
    programme: Programme
    audience: Audience
    now: datetime


def audience_of(seat: Seat, person: Person | None) -> Audience:
    """Grown-up words for staff, plain ones for everybody else: a seven-year-old may be reading."""
    is_staff = _STAFF in seat.people or (person is not None and _STAFF in PEOPLE_WORDS[kind_of(person)])
    return Audience.STAFF if is_staff else Audience.PUPIL


def met_by(address: str, reader: Reader, *, socket_path: str) -> MetNames:
    """What this address met closed, told as it stands now: at most three, each by the name that is closed, none below another of them."""
    try:
        found = ResolverClient(Path(socket_path), timeout=QUICK_SECONDS).met(ip_address(address))
    except (EngineAway, EngineRefused):
        return MetNames(is_engine_away=True)
    except ValueError:
        return MetNames()
    hosts = _plainest([met.name for met in found], reader)
    return MetNames(tuple(met_as_it_stands(host, reader) for host in hosts[:AT_MOST]))


def met_as_it_stands(host: Host, reader: Reader) -> Met:
    """How `host` stands at the reader's seat now."""
    decision = _decision(host, reader)
    is_open = decision.verdict in (Verdict.OPEN, Verdict.SAFE)
    return Met(
        host="" if decision.reason is Reason.ILLEGAL_LIST else host.name,
        words=sentence(decision, audience=reader.audience, host=host.name, say=gettext),
        clause=decision.clause or "",
        can_ask=decision.reason in REASONS_WITH_A_FORM and decision.form is not None,
        is_open=is_open,
        is_on_purpose=decision.reason is Reason.POLICY_CLOSES,
        asked_at=None if is_open else _asked_at(host, reader),
    )


def open_till_then(school: School, class_name: str, programme: Programme, *, now: datetime) -> tuple[str, ...]:
    """Sites that are open by decision for this class now: what it can use until its own request is decided. Three at most."""
    seats = (f"class {class_name}", EVERYONE) if class_name else (EVERYONE,)
    found = [row.host for row in open_now(school, now=now) if any(is_inside(words, row.people, programme.facts) for words in seats)]
    return tuple(dict.fromkeys(found))[:AT_MOST]


def _plainest(names: list[str], reader: Reader) -> list[Host]:
    """The names in order, each as `closed_name` has it, once, none below another of them."""
    hosts: list[Host] = []
    for name in names:
        try:
            host = closed_name(Host(name), reader)
        except Unusable:
            continue
        if host not in hosts:
            hosts.append(host)
    return [host for host in hosts if not any(host != other and host.is_at_or_below(other.name) for other in hosts)]


def closed_name(host: Host, reader: Reader) -> Host:
    """The highest name above `host` that stands as it does, by the same rule: youtube.com for anything.youtube.com.

    Whoever can forge an address in a datagram, or put a picture on a page, chooses the labels in front: nobody reads them at the door.
    """
    here = _decision(host, reader)
    names = [name for name in host.upwards() if "." in name and not directory.suffixes().is_public_suffix(name)]
    for above in map(Host, reversed(names[1:])):
        there = _decision(above, reader)
        if (here.verdict, here.rule) == (there.verdict, there.rule):
            return above
    return host


def without_www(host: Host, reader: Reader) -> Host:
    """The site people mean: bbc.co.uk for www.bbc.co.uk, where both are closed by the same."""
    above = host.name.removeprefix("www.")
    if above == host.name or "." not in above:
        return host
    here, there = _decision(host, reader), _decision(Host(above), reader)
    return Host(above) if (here.verdict, here.rule) == (there.verdict, there.rule) else host


def _decision(host: Host, reader: Reader) -> Decision:
    return decide(reader.programme, Question(host=host, moment=reader.now, seat=reader.seat))


def _asked_at(host: Host, reader: Reader) -> datetime | None:
    """When this class asked for it, where that still waits."""
    class_name = class_of(reader.seat)
    if not class_name:
        return None
    asked = AccessRequest.objects.filter(school=reader.school, class_name=class_name, host=host.name)
    waiting = [r for r in asked.select_related("joined_to").order_by("-asked_at") if (r.joined_to or r).status in {s.name for s in WAITING}]
    return waiting[0].asked_at if waiting else None
