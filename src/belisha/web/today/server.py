"""What the page of the day says of the server itself: a worker that is silent, a job that fails. Registered in web/wiring.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.urls import reverse

from belisha.jobs.queries import HeartSeen, hearts
from belisha.people.providers import Day, DayFact, Lead, Part, Rank
from belisha.web.readers import SERVER_READERS

WORKER, WEB = "worker", "web"


def server_today(day: Day) -> Sequence[DayFact]:
    """Nothing while all is well. The resolver is told of by filtering; a portal that is silent shows no page.

    For the headteacher too: what is decided and not carried out is theirs to answer for.
    """
    found = {heart.process: heart for heart in hearts(day.now)} if day.roles & SERVER_READERS else {}
    worker, web = found.get(WORKER), found.get(WEB)
    if worker is None:
        return []
    if worker.is_late and web is not None and web.is_late:
        return []  # this very process is alive and looks silent: the clock was set, and everybody's heart is about to beat
    if worker.is_late:
        return [_silent(worker, day)]
    jobs = _failing(worker)
    return [_failed(jobs)] if jobs else []


def _silent(heart: HeartSeen, day: Day) -> DayFact:
    at = heart.beat_at.astimezone(ZoneInfo(day.school.zone))
    since = f"{at:%H:%M}" if at.date() == day.on else f"{at:%H:%M} on {at:%A} {at.day} {at:%B}"
    words = (
        f"Since {since} nothing that is decided reaches the network, no mail leaves, and nothing ends by itself."
        " It should begin again within a minute. If it does not, Belisha has to be started again on the server."
    )
    return DayFact(Part.NEEDS_YOU, "The server’s worker is silent", words, "amber", (_operations(),), Rank.BROKEN)


def _failed(jobs: Mapping[str, object]) -> DayFact:
    count = len(jobs)
    title = f"A job of the server fails: {next(iter(jobs))}" if count == 1 else f"{count} jobs of the server fail: {', '.join(jobs)}"
    words = "Each is tried again by itself. If this still stands here in an hour, whoever looks after the server has to look."
    return DayFact(Part.NEEDS_YOU, title, words, "amber", (_operations(),), Rank.BROKEN)


def _failing(heart: HeartSeen) -> Mapping[str, object]:
    faults = heart.details.get("faults")
    return faults if isinstance(faults, Mapping) else {}


def _operations() -> Lead:
    return Lead("See how the server stands", reverse("jobs-operations"))
