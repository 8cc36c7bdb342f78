"""What filtering knows of somebody's day: requests that wait for them or are late, a network that does not do what was decided.

Every sentence about the network is of the resolver's own answers (safeguarding.md 24). Registered in web/wiring.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from belisha.core.programme.model import Programme
from belisha.filtering.engine import EngineStatus, status_at
from belisha.filtering.models import AccessRequest, Opening
from belisha.filtering.permissions import requests as permissions
from belisha.filtering.permissions.openings import may_see_openings
from belisha.filtering.queries import openings
from belisha.filtering.queries import proofs as proved
from belisha.filtering.queries import requests as queries
from belisha.filtering.queries.seats import facts_now, programme_now
from belisha.filtering.states import RequestStatus
from belisha.kit import remembered
from belisha.kit.templatetags.school_time import school_day
from belisha.people.providers import Day, DayFact, Lead, Part, Rank
from belisha.schools.models import School

LOOK_AFTER_THE_NETWORK: Final = frozenset({"headteacher", "network manager", "e-safety team"})
ENDED_LATELY: Final = 14
"""Days looked back at most for the school day before: what ended on a Friday is Monday's news, what ended in July is not September's."""
LEADS_AT_MOST: Final = 5
TOLD_AT_MOST: Final = 3


def requests_today(day: Day) -> Sequence[DayFact]:
    """What waits for this reader, and what is late: requests for one site stand together."""
    if not day.roles:
        return []
    programme = programme_now(day.school, day.now)
    waiting = queries.waiting_now(day.school)
    mine = [row for row in waiting if day.reader in queries.turn_people(row, programme, now=day.now)]
    late = [row for row in mine if _is_late(row, day.now)]
    in_time = [row for row in mine if row not in late]
    elsewhere = [row for row in waiting if row not in mine and _is_told_of(row, programme, day.roles)]
    return [*_late(late), *_waiting(in_time), *_late_elsewhere(elsewhere), *_told_to_nobody(day, waiting, programme)]


def network_today(day: Day) -> Sequence[DayFact]:
    """A network that does not do what was decided, for those who look after it; what ended by itself since yesterday."""
    if not day.roles & LOOK_AFTER_THE_NETWORK:
        return []
    return [*_broken(day), *_ended(day), *_open(day)]


def engine_now(school: School) -> EngineStatus | None:
    """What the resolver says of itself, asked once for a page."""
    return remembered.for_this_page(school.pk, "the resolver", lambda: status_at(settings.RESOLVER_SOCKET))


def _is_late(row: AccessRequest, now: datetime) -> bool:
    return row.due_at is not None and row.due_at < now


def _is_told_of(row: AccessRequest, programme: Programme, roles: Collection[str]) -> bool:
    """True for what is late with somebody else and the policy tells this reader of."""
    form = permissions.form_of(row, programme)
    return row.late_told_at is not None and form is not None and permissions.late_role(form) in roles


def _late(rows: Sequence[AccessRequest]) -> Iterator[DayFact]:
    if rows:
        title = "One request is late" if len(rows) == 1 else f"{len(rows)} requests are late"
        words = "The time that the policy gives is over, and a class still waits."
        yield DayFact(Part.NEEDS_YOU, title, words, "amber", _leads(rows), Rank.LATE, rows[0].due_at)


def _waiting(rows: Sequence[AccessRequest]) -> Iterator[DayFact]:
    """What is to be advised on and what is to be decided are two facts: they are two kinds of work."""
    advised = {RequestStatus.ADVISED.name: "decision", RequestStatus.ASKED.name: "advice"}
    for status, what in advised.items():
        found = [row for row in rows if row.status == status]
        if found:
            title = f"One request waits for your {what}" if len(found) == 1 else f"{len(found)} requests wait for your {what}"
            due = next((row.due_at for row in found if row.due_at), None)
            words = f"The first is due {school_day(due)}." if due else ""
            yield DayFact(Part.NEEDS_YOU, title, words, "steady", _leads(found), Rank.WAITS, due)


def _late_elsewhere(rows: Sequence[AccessRequest]) -> Iterator[DayFact]:
    if rows:
        title = "One request is late with others" if len(rows) == 1 else f"{len(rows)} requests are late with others"
        words = "The policy tells you so that you can ask what holds it up."
        yield DayFact(Part.NEEDS_YOU, title, words, "amber", _leads(rows), Rank.LATE, rows[0].due_at)


def _told_to_nobody(day: Day, waiting: Iterable[AccessRequest], programme: Programme) -> Iterator[DayFact]:
    """For those who can find somebody: what is late, and the policy's role that should be told of it has nobody left who may be."""
    untold = [row for row in waiting if _is_late(row, day.now) and row.late_told_at is None] if day.roles & permissions.READERS else []
    named = [row for row in untold if (form := permissions.form_of(row, programme)) and permissions.late_role(form)]
    rows = [row for row in named if not permissions.told_when_late(row, programme, on=day.on)]
    if rows:
        title = "One request is late, and nobody is told" if len(rows) == 1 else f"{len(rows)} requests are late, and nobody is told"
        words = (
            "Nobody holds the role that the policy tells, and nobody stands in for it. Name somebody, or ask who decides what holds it up."
        )
        leads = (Lead("Who holds which role", reverse("people-roles")), *_leads(rows))
        yield DayFact(Part.NEEDS_YOU, title, words, "amber", leads, Rank.LATE, rows[0].due_at)


def _leads(rows: Sequence[AccessRequest]) -> tuple[Lead, ...]:
    """A way to each; those for one site are one way, to the first of them; past the fifth the way to the list."""
    sites: dict[str, list[AccessRequest]] = {}
    for row in rows:
        sites.setdefault(row.host.removeprefix("www."), []).append(row)
    leads = [
        Lead(site, reverse("filtering-request", args=[found[0].pk]), _beside(found)) for site, found in list(sites.items())[:LEADS_AT_MOST]
    ]
    more = len(sites) - LEADS_AT_MOST
    return (*leads, *([Lead(f"and {more} more", reverse("filtering-requests"))] if more > 0 else []))


def _beside(rows: Sequence[AccessRequest]) -> str:
    """Who asked, as far as a class says it: "asked by class 5K and 2 more"."""
    classes = list(dict.fromkeys(f"class {row.class_name}" for row in rows if row.class_name))
    count = len(rows) + sum(getattr(row, "others", 0) for row in rows)
    who = classes[0] if classes else "somebody at the school"
    return f"asked by {who}" + (f" and {count - 1} more" if count > 1 else "")


def _broken(day: Day) -> Iterator[DayFact]:
    status = engine_now(day.school)
    operations = Lead("See how it stands", reverse("jobs-operations"))
    if status is None:
        words = "Devices may get no names at all, and nothing that is decided is carried out until it answers."
        yield DayFact(Part.NEEDS_YOU, "The school’s resolver does not answer", words, "amber", (operations,), Rank.BROKEN)
    elif status.broken:
        yield DayFact(Part.NEEDS_YOU, "The resolver has no rules it can use", status.broken, "amber", (operations,), Rank.BROKEN)
    elif wrong := proved.unproved(day.school, now=day.now):
        title = "The network does not do what was decided"
        words = proved.proof_line(wrong[:TOLD_AT_MOST])
        yield DayFact(Part.NEEDS_YOU, title, f"{words} It is asked again every ten minutes.", "amber", (operations,), Rank.BROKEN)


def _ended(day: Day) -> Iterator[DayFact]:
    """What ended by itself since the school day before, and whether its end is proved."""
    found = remembered.while_unchanged(day.school.pk, "ended lately", lambda: tuple(openings.recently_ended(day.school, now=day.now)[:20]))
    since = _school_day_before(day)
    lately = [row for row in found if row.ended_by_id is None and since < (row.ended_at or row.ends) <= day.now][:TOLD_AT_MOST]
    known = _proofs_of_ends(day.school, lately)
    for row in lately:
        title = f"{row.host} closed again by itself, for {row.people}"
        line = known.get(row.pk, "")
        words = f"It was opened until {school_day(row.ends)}. {line or 'Its end is not proved yet.'}"
        yield DayFact(Part.QUIET, title, words, "steady" if line else "amber", (Lead("Openings", reverse("filtering-openings")),))


def _school_day_before(day: Day) -> datetime:
    """The beginning of the last school day before today; yesterday's where there was none lately."""
    calendar = facts_now(day.school, day.now).calendar
    before = (day.on - timedelta(days=n) for n in range(1, ENDED_LATELY + 1))
    last = next((one for one in before if calendar.is_school_day(one)), day.on - timedelta(days=1))
    return datetime.combine(last, time.min, tzinfo=calendar.zone)


def _proofs_of_ends(school: School, rows: Iterable[Opening]) -> dict[int, str]:
    """By opening, what was proved after its end; those of which nothing was are left out."""
    ends = {openings.opening_words(row): (row.pk, row.ended_at or row.ends) for row in rows}
    if not ends:
        return {}
    found: dict[int, list[proved.Proof]] = {}
    for proof in proved.proofs(school).filter(subject__in=ends, asked_at__gte=min(end for _, end in ends.values())):
        key, end = ends[proof.subject]
        if proof.asked_at >= end:
            found.setdefault(key, []).append(proof)
    return {key: proved.proof_line(proof for proof in proofs if proof.asked_at == proofs[0].asked_at) for key, proofs in found.items()}


def _open(day: Day) -> Iterator[DayFact]:
    if may_see_openings(day.reader, school=day.school, on=day.on):
        count = sum(row.starts <= day.now for row in holding_now(day.school, day.now))
        title = {0: "No site is open by decision", 1: "One site is open by decision"}.get(count, f"{count} sites are open by decision")
        yield DayFact(Part.QUIET, title, leads=(Lead("Openings", reverse("filtering-openings")),))


def holding_now(school: School, now: datetime) -> list[Opening]:
    """Openings that hold or will: asked once while nothing is recorded, held against the time each time."""
    known = remembered.while_unchanged(school.pk, "openings", lambda: tuple(openings.holding(school, at=now).order_by("ends", "pk")))
    return [row for row in known if now < row.ends and (row.ended_at is None or now < row.ended_at)]
