"""Processes that ended by themselves, for the operations page: how often in the last day, the last few, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon
from belisha.kit.templatetags.school_time import school_moment
from belisha.web.supervisor_log import FILE, End, ends_in

LATELY: Final = timedelta(days=1)
JUST_NOW: Final = timedelta(hours=1)
MANY: Final = 3
SHOWN: Final = 3
NAME: Final = "processes that ended"
NOTHING_TO_DO: Final = "It was started again by itself, and nothing is to be done. If it goes on, look here again tomorrow."
TO_DO: Final = (
    "It is started again by itself each time. Look whether the server has enough memory and disk; if it goes on, "
    "send the file supervisor.log of the school’s folder to whoever looks after Belisha."
)


def ends_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """For the operations page: which processes ended by themselves in the last day, how often, the last of them, and what to do."""
    if not (settings.DATA / FILE).exists():
        return [OperationsFact(NAME, Beacon.GREY, "The supervisor has written nothing down yet.")]
    lately = [end for end in ends_in(settings.DATA) if abs(now - end.at) < LATELY]
    if not lately:
        return [OperationsFact(NAME, Beacon.STEADY, "None ended by itself in the last 24 hours.")]
    return [_fact([end for end in lately if end.process == name], now) for name in sorted({end.process for end in lately})]


def _fact(ends: Sequence[End], now: datetime) -> OperationsFact:
    """One process that ended: amber where it was often or just now."""
    last = max(ends, key=lambda end: end.at)
    times = "once" if len(ends) == 1 else f"{len(ends)} times"
    told = "; ".join(f"{school_moment(end.at)} {end.words}" for end in ends[: -SHOWN - 1 : -1])
    needs_somebody = len(ends) >= MANY or abs(now - last.at) < JUST_NOW
    words = f"It ended {times} in the last 24 hours. {told}."
    beacon, to_do = (Beacon.AMBER, TO_DO) if needs_somebody else (Beacon.GREY, NOTHING_TO_DO)
    return OperationsFact(f"the {ends[0].process} ended", beacon, words, to_do, since=last.at)
