"""`belisha clock set ISO`: set a demo's clock; the worker and the resolver are told at once."""

from __future__ import annotations

import os
from argparse import Namespace
from datetime import datetime
from zoneinfo import ZoneInfo

from belisha.web.commands.installation import Unusable, data_folder, found_at

SCHOOL_ZONE = ZoneInfo("Europe/London")


def run(words: Namespace) -> int:
    """Set the clock. Raises Unusable outside a demo, or for a moment that cannot be read."""
    installation = found_at(data_folder(words.data))
    if not installation.is_demo:
        raise Unusable("only a demo's clock can be set: a school runs on real time")
    moment = moment_of(words.moment)
    installation.enter()  # the outbox, which wakes the worker, is Django's
    from belisha.filtering.engine import tell_the_time
    from belisha.kit import clock, outbox

    clock.set_to(moment, file=installation.path("clock.json"))
    outbox.wake_worker()
    tell_the_time(os.environ["BELISHA_RESOLVER_SOCKET"])
    print(clock.now().astimezone(SCHOOL_ZONE).isoformat(timespec="seconds"))
    return 0


def moment_of(words: str) -> datetime:
    """The moment in ISO words; without an offset it is school time. Raises Unusable with a sentence."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as fault:
        raise Unusable(f"“{words}” is not a moment: write it like 2026-09-15T10:15 or 2026-09-15T10:15:00+01:00") from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=SCHOOL_ZONE)
