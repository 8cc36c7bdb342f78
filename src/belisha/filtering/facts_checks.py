"""What filtering tells of devices that were checked: of which class and group one was seen to be filtered, and of which none was lately.

A proof at the resolver says what it would answer; only a device that opened `/check` says that it asks at all (safeguarding.md 24).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from belisha.core.moments import Calendar
from belisha.filtering.proving import address_of
from belisha.filtering.queries.checks import last_checks
from belisha.filtering.queries.deployments import first_acknowledged
from belisha.filtering.queries.proofs import seat_words
from belisha.filtering.queries.seats import facts_now, is_of_person, school_day
from belisha.policy.providers import Beacon, ClauseFact
from belisha.schools import queries as schools
from belisha.schools.models import School

LATELY_SCHOOL_DAYS: Final = 7
"""How long one device of a class speaks for it: a week of lessons and two days; holidays do not count.

A decision of ours, the guidance gives no figure. Source: safeguarding.md 24 ("lately").
"""

NAMED: Final = 3
NOT_YET: Final = "Not seen from a device yet: open “Check this device” on one of each class and group."


@dataclass(frozen=True, slots=True)
class Checking:
    """How a seat stands: when a device of it was last seen to be filtered (None: never), and whether one should be checked again."""

    seat_key: str
    last: datetime | None
    is_due: bool

    @property
    def is_lately(self) -> bool:
        """True where a device was seen, and lately."""
        return self.last is not None and not self.is_due


def checking_of(school: School, now: datetime) -> Mapping[str, Checking]:
    """Each class, trolley and group at which a device can sit today, by the key of its seat; devices nobody knows, and those of one
    person, are not waited for.

    A seat that was never seen has as long as one that was, from the day on which it stood on a network that Belisha answered.
    """
    on, facts = school_day(school, now), facts_now(school, now)
    seats = {n.seat.key: n.seat for n in facts.networks if not n.seat.is_unknown and not is_of_person(n.seat.key)}
    began, last = _began(school, on, now), last_checks(school, now=now)
    found = {}
    for key, seat in sorted(seats.items()):
        if address_of(seat, facts) is not None:
            since = last.get(key) or began.get(key)
            found[key] = Checking(key, last.get(key), since is not None and _is_long_ago(since, facts.calendar, now))
    return found


def device_facts(known: Mapping[str, Checking], keys: Collection[str], zone: ZoneInfo) -> list[ClauseFact]:
    """What is to be said beside a clause that was proved for the seats of these keys: amber where one of them was not checked lately."""
    mine = [known[key] for key in sorted(keys) if key in known]
    told = []
    if due := [one for one in mine if one.is_due]:
        words = (
            f"No device of {_named([seat_words(one.seat_key) for one in due])} has been checked for {LATELY_SCHOOL_DAYS} school days: "
            "open “Check this device” on one. The network manager looks after it."
        )
        told.append(ClauseFact(Beacon.AMBER, words, reverse("filtering-check")))
    seen = sorted((one for one in mine if one.is_lately), key=_latest_first)
    waiting = [seat_words(one.seat_key) for one in mine if one.last is None and not one.is_due]
    if seen:
        words = f"Seen from a device {_seen(seen, zone)}{f'; not yet of {_named(waiting)}' if waiting else ''}."
        told.append(ClauseFact(Beacon.STEADY, words))
    elif waiting:
        told.append(ClauseFact(Beacon.STEADY, NOT_YET, reverse("filtering-check")))
    return told


def last_seen_words(one: Checking | None, zone: ZoneInfo) -> str:
    """One seat in a sentence; "" for one that is not waited for."""
    if one is None:
        return ""
    if one.is_due:
        last = f"; the last time on {day_words(one.last, zone)}" if one.last else ""
        return f"No device has been checked for {LATELY_SCHOOL_DAYS} school days{last}: open “Check this device” on one."
    return f"Seen from a device on {day_words(one.last, zone)}." if one.last else "Not seen from a device yet."


def day_words(moment: datetime, zone: ZoneInfo) -> str:
    """The day of a moment in the school's zone: "21 November 2026"."""
    here = moment.astimezone(zone)
    return f"{here.day} {here:%B %Y}"


def _began(school: School, on: date, now: datetime) -> Mapping[str, datetime]:
    """From when on each seat's devices could be checked; none before the resolver held anything."""
    first = first_acknowledged(school, now=now)
    if first is None:
        return {}
    zone, began = ZoneInfo(school.zone), {}
    for row in (row for row in schools.networks_from(school, on=on) if row.since <= on):
        since = max(first, datetime.combine(row.since, time(0), tzinfo=zone))
        key = schools.key_of(row)
        began[key] = min(since, began.get(key, since))
    return began


def _is_long_ago(since: datetime, calendar: Calendar, now: datetime) -> bool:
    """True once so many whole school days lie after the day of `since`."""
    return calendar.after_school_days(since, LATELY_SCHOOL_DAYS) <= now


def _latest_first(one: Checking) -> tuple[float, str]:
    return (-one.last.timestamp() if one.last else 0.0, one.seat_key)


def _seen(seen: list[Checking], zone: ZoneInfo) -> str:
    """Of whom and when: "of class 4B and class 5K on 21 November 2026 and of staff on 20 November 2026"."""
    days: dict[str, list[str]] = {}
    for one in seen[:NAMED]:
        if one.last:
            days.setdefault(day_words(one.last, zone), []).append(seat_words(one.seat_key))
    parts = [f"of {_joined(sorted(words))} on {day}" for day, words in days.items()]
    more = len(seen) - NAMED
    parts += [f"of {more} other class{'es' if more > 1 else ''} or group{'s' if more > 1 else ''} lately"] if more > 0 else []
    return _joined(parts)


def _named(words: list[str]) -> str:
    """The first few, and how many there are besides: "class 2R, class 4B, class 5K or 2 others"."""
    more = len(words) - NAMED
    shown = words[:NAMED] + ([f"{more} other{'s' if more > 1 else ''}"] if more > 0 else [])
    return _joined(shown, "or")


def _joined(parts: list[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
