"""What filtering tells the page of networks: for each seat, what the resolver was last seen to answer. Registered in web/wiring.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from belisha.core.moments import UNKNOWN_SEAT
from belisha.filtering.facts import STALE_AFTER
from belisha.filtering.models import Proof
from belisha.filtering.queries import proofs as proved
from belisha.schools.models import School
from belisha.schools.providers import SeatFact

LOOKED_BACK: Final = timedelta(days=1)


def seat_facts(school: School, now: datetime) -> Mapping[str, SeatFact]:
    """How each seat that was asked for in the last day stands: wrong answers first. Ask within the school's scope."""
    latest: dict[str, dict[tuple[str, str], Proof]] = {}
    for row in proved.proofs(school).filter(asked_at__gt=now - LOOKED_BACK)[: proved.LOOKED_AT]:
        latest.setdefault(row.seat_key, {}).setdefault((row.subject, row.host), row)
    return {key: _fact(key, list(rows.values()), now) for key, rows in latest.items()}


def _fact(key: str, rows: Sequence[Proof], now: datetime) -> SeatFact:
    """One seat in words."""
    link = {"link": _why(key), "link_words": "What is open there?"}
    failed = [row for row in rows if not row.is_proved]
    if failed:
        return SeatFact("amber", proved.proof_line(failed[:1]), **link)
    newest = max(row.asked_at for row in rows)
    if now - newest > STALE_AFTER:
        return SeatFact("amber", f"Last proved {proved.LABEL} {proved.ago(newest, now)}: see whether the worker runs.", **link)
    answers = [row for row in rows if now - row.asked_at <= STALE_AFTER]
    count = f"{len(answers)} answer{'' if len(answers) == 1 else 's'}"
    return SeatFact("steady", f"Proved {proved.LABEL} {proved.ago(newest, now)}: {count}.", **link)


def _why(key: str) -> str:
    """The page that tells any site for this seat."""
    group, _, class_name = key.partition("/")
    seat = f"class:{class_name}" if class_name else f"group:{'unknown' if key == UNKNOWN_SEAT.key else group}"
    return f"{reverse('filtering-why')}?{urlencode({'seat': seat})}"
