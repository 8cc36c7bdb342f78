"""How often one address may ask. Counted in the cache, by address; nothing is kept for longer than the ten minutes counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from threading import Lock

from django.core.cache import cache
from django.utils.translation import gettext, gettext_noop

from belisha.kit.access import Refused

WITHIN = timedelta(minutes=10)
_one_at_a_time = Lock()  # the counts are this process's own: many tries at one moment are many


class TooMany(Refused):
    """This address has asked too often; the message says when to try again."""


class Rate(Enum):
    """What is counted, and how often an address may do it within ten minutes."""

    ASKS = 10
    CODES = 30
    REPORTS = 60


_SENTENCES = {
    Rate.ASKS: gettext_noop("This computer has asked {count} times in ten minutes. Try again at {when}."),
    Rate.CODES: gettext_noop("This computer has tried {count} codes in ten minutes. Try again at {when}."),
    Rate.REPORTS: gettext_noop("This computer has sent {count} reports in ten minutes. Tell a grown-up now, or try again at {when}."),
}


def count_one(rate: Rate, *, address: str, now: datetime) -> None:
    """Count one more from this address. Raises TooMany, with the time to try again (school time of `now`'s zone), where it is too many."""
    key = f"filtering-rate:{rate.name}:{address}"
    with _one_at_a_time:
        _count(rate, key, now)


def _count(rate: Rate, key: str, now: datetime) -> None:
    recent = [moment for moment in cache.get(key, []) if timedelta(0) <= now - moment < WITHIN]
    if len(recent) >= rate.value:
        again = recent[0] + WITHIN + timedelta(minutes=1)  # rounded up to the whole minute that is shown
        raise TooMany(gettext(_SENTENCES[rate]).format(count=rate.value, when=f"{again.astimezone(now.tzinfo):%H:%M}"))
    cache.set(key, [*recent, now], timeout=int(WITHIN.total_seconds()))
