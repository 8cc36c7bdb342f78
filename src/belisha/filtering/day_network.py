"""The network manager's Monday: the resolver, what is asked of it, devices nobody checked, ways round the filter. No child is named.

A count is of devices, services and five minutes; which class it was is on another page, where each look is written down
(safeguarding.md 21, 22). Registered in web/wiring.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.urls import reverse

from belisha.core.decision.model import Reason
from belisha.filtering.day import engine_now
from belisha.filtering.facts_checks import LATELY_SCHOOL_DAYS, checking_of
from belisha.filtering.facts_lists import facts_of_lists
from belisha.filtering.facts_upstream import upstream_facts
from belisha.filtering.models import AttemptCount
from belisha.filtering.permissions.attempts import SAFEGUARDING, visible_to
from belisha.filtering.queries.attempts import FEWEST_TOLD, Span
from belisha.filtering.queries.deployments import waiting_deployment
from belisha.filtering.queries.proofs import LABEL, ago, latest_proof, seat_words
from belisha.kit import remembered
from belisha.people.providers import Day, DayFact, Lead, Part, Rank

STALE_AFTER: Final = timedelta(minutes=30)
ROUND: Final = "getting round"
NAMED: Final = 3


def resolver_today(day: Day) -> Sequence[DayFact]:
    """How the network stands, for those who look after it."""
    if "network manager" not in day.roles and "e-safety team" not in day.roles:
        return []
    return [*_resolver(day), *_proof(day), *_devices(day), *_getting_round(day), *_lists(day)]


def illegal_today(day: Day) -> Sequence[DayFact]:
    """For the headteacher and the safeguarding leads: that the list of illegal content was met since yesterday."""
    if not day.roles & SAFEGUARDING:
        return []
    rows = visible_to(day.reader, school=day.school, on=day.on).filter(
        reason=Reason.ILLEGAL_LIST.name, hour__gte=day.now - timedelta(days=1)
    )
    count = rows.aggregate(sum=Sum("count"))["sum"] or 0
    if not count:
        return []
    title = "The list of illegal content was met" + (" once" if count == 1 else f" {count} times")
    words = "In the last day. A record shows a device, not a child: look, and talk to the adult who was there."
    return [DayFact(Part.NEEDS_YOU, title, words, "amber", (Lead("Attempts", reverse("filtering-attempts")),), Rank.CHILD)]


def _resolver(day: Day) -> Iterator[DayFact]:
    status = engine_now(day.school)
    if status is None or status.broken:
        return  # stands among what needs them already
    lead = (Lead("Operations", reverse("jobs-operations")),)
    if (waiting := waiting_deployment(day.school)) is not None:
        words = f"“{waiting.cause}” has not reached it. {waiting.fault}".strip()
        yield DayFact(Part.NETWORK, "A change waits for the resolver", words, "amber", lead, Rank.BROKEN)
    closed = (
        f"{status.closed:,} of {status.queries:,} questions were closed since it was started." if status.queries else "No question yet."
    )
    yield DayFact(Part.NETWORK, "The resolver answers", closed, "steady", lead)
    for fact in upstream_facts(status):
        if fact.beacon == "amber":
            yield DayFact(Part.NETWORK, fact.name, f"{fact.words} {fact.to_do}".strip(), "amber", lead, Rank.BROKEN)


def _proof(day: Day) -> Iterator[DayFact]:
    latest = latest_proof(day.school)
    if latest is None:
        yield DayFact(Part.NETWORK, "Nothing was proved yet", "See whether the worker runs: it proves.", "amber")
        return
    is_old = day.now - latest.asked_at > STALE_AFTER
    words = f"Last proved {LABEL} {ago(latest.asked_at, day.now)}."
    yield DayFact(Part.NETWORK, "Proofs are old" if is_old else "Proofs are fresh", words, "amber" if is_old else "steady")


def _devices(day: Day) -> Iterator[DayFact]:
    due = [seat_words(one.seat_key) for one in checking_of(day.school, day.now).values() if one.is_due]
    lead = (Lead("Print the check and ask cards", reverse("filtering-check-sheets")),)
    if due:
        more = len(due) - NAMED
        title = f"No device was checked lately of {', '.join(due[:NAMED])}" + (f" and {more} more" if more > 0 else "")
        words = f"For {LATELY_SCHOOL_DAYS} school days nobody opened “Check this device” on one: it may ask somebody else for names."
        yield DayFact(Part.NETWORK, title, words, "amber", lead)
    else:
        yield DayFact(Part.NETWORK, "No device is due to be checked", "", "steady", lead)


def _lists(day: Day) -> Iterator[DayFact]:
    """Lists that need somebody: one that waits to be looked at, is old, or is empty."""
    lead = (Lead("Lists", reverse("filtering-lists")),)
    for fact in remembered.while_unchanged(day.school.pk, ("lists", day.on), lambda: tuple(facts_of_lists(day.school, day.now))):
        if fact.beacon == "amber":
            yield DayFact(Part.NETWORK, f"{fact.name[:1].upper()}{fact.name[1:]}", f"{fact.words} {fact.to_do}", "amber", lead)


def _getting_round(day: Day) -> Iterator[DayFact]:
    """How often ways round the filter were met, and from how many trolleys."""
    since = Span.WEEK.starts(day.now, ZoneInfo(day.school.zone))
    rows = AttemptCount.objects.filter(school=day.school, list_id=ROUND, hour__gte=since).values("seat_key").annotate(sum=Sum("count"))
    sums = remembered.for_this_page(day.school.pk, "getting round", lambda: {row["seat_key"]: row["sum"] for row in rows})
    many = [key for key, count in sums.items() if count >= FEWEST_TOLD and "/" in key]
    if not many:
        return
    trolleys = "One trolley" if len(many) == 1 else f"{len(many)} trolleys"
    title = f"{trolleys} met ways round the filter {sum(sums[key] for key in many)} times"
    words = (
        f"{Span.WEEK.words[:1].upper()}{Span.WEEK.words[1:]}. They were closed. Look at its devices for another name server, "
        "encrypted DNS in the browser, or a VPN application."
    )
    leads = (
        Lead("See which class (your look is written down)", reverse("filtering-attempts-classes")),
        Lead("Check a device", reverse("filtering-check")),
    )
    yield DayFact(Part.NETWORK, title, words, "amber", leads, Rank.WAITS)
