"""Loading a list: read, refused where it is no list, compared, kept. It closes something only where a clause in force names it.

A new version is used at once where its change is like every day's; else it waits until a person has looked, and the last good
contents stay meanwhile.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from belisha.audit import actions as audit
from belisha.core.lists.compare import compare
from belisha.core.lists.parse import ListRefused, ParsedList, parse_list
from belisha.directory import queries as directory
from belisha.filtering.events import ListLoaded
from belisha.filtering.list_effects import Touched, touched
from belisha.filtering.models import KeptList, ListSubscription, SubscribedList, WaitingList
from belisha.filtering.permissions.lists import check_load_list
from belisha.filtering.queries.lists import names_held, names_in, word_of
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

FAULTS_RECORDED: Final = 20
BY_HAND: Final = "Somebody brought it by hand."
MOST_NAMES: Final = 1_000_000
"""A list with more is refused: the resolver holds them in memory (docs/reference/performance.md)."""


@dataclass(frozen=True, slots=True)
class NewList:
    """A list as it arrived: the word a policy uses for it, what people call it, where it came from, its text."""

    list_id: str
    title: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A list that was read: its names as they are stored, and what was left out of it."""

    list_id: str
    title: str
    source: str
    names: frozenset[str]
    contents: str
    sha256: str
    left_out: tuple[str, ...]


def read_list(new: NewList) -> Arrived:
    """The list, read and checked. Takes a second for a hundred thousand names, so never within a transaction.

    Raises Refused for a word the catalogue does not know, a web page, a damaged or cut list, and one that is far too long.
    """
    if new.list_id not in directory.catalogue().lists:
        known = ", ".join(sorted(directory.catalogue().lists))
        raise Refused(f"“{new.list_id[:60]}” is no list a policy can name: choose one of {known}.")
    parsed = _parsed(new)
    if len(parsed.names) > MOST_NAMES:
        raise Refused(
            f"The list “{new.title}” has {len(parsed.names):,} names, and {MOST_NAMES:,} can be held: choose a smaller edition of it."
        )
    contents = "".join(f"{name}\n" for name in sorted(parsed.names))
    digest = sha256(contents.encode()).hexdigest()
    return Arrived(new.list_id, new.title, new.source[:500], parsed.names, contents, digest, parsed.faults)


def subscribe_list(new: NewList, *, by: Actor, now: datetime) -> SubscribedList:
    """The list with its new contents, used at once; what it held before is kept for reading the past. The same again changes nothing.

    For whoever sits at the server; pages propose (`propose_list`). Raises Refused, and the last good contents stay.
    """
    return load_list(read_list(new), by=by, now=now)


def load_list(arrived: Arrived, *, by: Actor, now: datetime) -> SubscribedList:
    """As subscribe_list, of a list that was read before: reading a long one takes seconds, and others write meanwhile."""
    school = School.objects.get(pk=by.school_id)
    return _use(school, arrived, names_held(school, arrived.list_id), by=by, now=now, reason="")


def propose_list(new: NewList, *, by: Person, now: datetime) -> WaitingList | None:
    """A new version that waits until somebody has looked at what it does; None where it says what the list says already.

    Raises Denied, or Refused as read_list does.
    """
    school = by.school
    check_load_list(by, school=school, on=now.astimezone(ZoneInfo(school.zone)).date())
    arrived = read_list(new)
    if arrived.sha256 == _held_sha256(school, new.list_id):
        return None
    return _put_aside(school, arrived, (BY_HAND,), by=_actor(by), now=now)


def bring_list(school: School, new: NewList, *, thrown_away: str, now: datetime) -> SubscribedList | WaitingList | None:
    """What the machine fetched: used at once where nothing speaks against it, put aside where something does, with the reasons.

    None where it is what the list holds already, or what a person has thrown away (`thrown_away`: its SHA-256).
    Raises Refused as read_list does.
    """
    arrived, by = read_list(new), Actor(school_id=school.pk, name="Belisha")
    if arrived.sha256 == thrown_away:
        return None
    if arrived.sha256 == _held_sha256(school, new.list_id):
        _forget_waiting(school, new.list_id, by=by, now=now)
        return None
    held = names_held(school, new.list_id)
    change = compare(held, arrived.names)
    closing = [site for site in touched(school, new.list_id, arrived.names, added=change.added, now=now) if site.closes_for]
    doubts = (*change.doubts(), *(f"{site.host} would be closed for {', '.join(site.closes_for)}: {site.what}." for site in closing))
    if doubts:
        return _put_aside(school, arrived, doubts, by=by, now=now)
    used = _use(school, arrived, held, by=by, now=now, reason="")
    _forget_waiting(school, new.list_id, by=by, now=now)
    return used


def use_waiting(waiting: WaitingList, *, by: Person, reason: str, now: datetime) -> SubscribedList:
    """The version that was looked at is used. A reason is needed where it closes a site the school cares about (safeguarding.md 20).

    Raises Denied; Refused where a newer version has taken its place, or the reason is missing.
    """
    school = by.school
    check_load_list(by, school=school, on=now.astimezone(ZoneInfo(school.zone)).date())
    arrived, held = _arrived(waiting), names_held(school, waiting.list_id)
    if not reason.strip() and sites_closed(school, waiting, now=now):
        raise Refused("It closes sites that this school needs: write why it is used all the same, or throw it away.")
    with one_transaction():
        _check_still_waits(waiting)
        row = _use(school, arrived, held, by=_actor(by), now=now, reason=reason.strip())
        WaitingList.objects.filter(pk=waiting.pk).delete()
    return row


def throw_away(waiting: WaitingList, *, by: Person, now: datetime) -> None:
    """The version is not used and not kept; what the list holds stays. Raises Denied, or Refused where a newer one has taken its place."""
    school = by.school
    check_load_list(by, school=school, on=now.astimezone(ZoneInfo(school.zone)).date())
    with one_transaction():
        _check_still_waits(waiting)
        WaitingList.objects.filter(pk=waiting.pk).delete()
        ListSubscription.objects.filter(school=school, list_id=waiting.list_id).update(thrown_away=waiting.sha256)  # not shown again
        facts = {"list": waiting.list_id, "source": waiting.source, "names": waiting.count, "sha256": waiting.sha256}
        audit.record(by=_actor(by), action="new list thrown away", subject=list_words(waiting.list_id), facts=facts, now=now)


def sites_closed(school: School, waiting: WaitingList, *, now: datetime) -> list[Touched]:
    """The sites the school cares about that a waiting version would close for somebody."""
    names = names_in(waiting)
    added = compare(names_held(school, waiting.list_id), names).added
    return [site for site in touched(school, waiting.list_id, names, added=added, now=now) if site.closes_for]


def list_words(list_id: str) -> str:
    """How a list is called as a subject of audit records."""
    return f"list {list_id}"


def _parsed(new: NewList) -> ParsedList:
    try:
        return parse_list(new.text, suffixes=directory.suffixes())
    except ListRefused as refusal:
        raise Refused(f"The list “{new.title}” was not loaded, and what it held before stays: {refusal}") from refusal


def _use(school: School, arrived: Arrived, held: Set[str], *, by: Actor, now: datetime, reason: str) -> SubscribedList:
    """Put the contents in force; the same contents again change nothing."""
    change = compare(held, arrived.names)
    with one_transaction():
        row = SubscribedList.objects.select_for_update().filter(school=school, list_id=arrived.list_id).first()
        if row is not None and row.sha256 == arrived.sha256:
            return row
        if row is not None:
            KeptList.objects.get_or_create(school=school, sha256=row.sha256, defaults={"contents": row.contents, "kept_at": now})
        row = row or SubscribedList(school=school, list_id=arrived.list_id)
        row.added, row.gone = (len(change.added), len(change.gone)) if row.pk else (None, None)
        row.title, row.source, row.loaded_at, row.loaded_by = arrived.title, arrived.source, now, by.name
        row.contents, row.sha256, row.count = arrived.contents, arrived.sha256, len(arrived.names)
        row.left_out = list(arrived.left_out[:FAULTS_RECORDED])
        row.save()
        facts = {"list": arrived.list_id, "source": arrived.source, "names": row.count, "sha256": row.sha256}
        facts |= {"left out": row.left_out} | ({"reason": reason} if reason else {})
        audit.record(by=by, action="list loaded", subject=list_words(arrived.list_id), facts=facts, now=now)
        publish(ListLoaded(school_id=school.pk, list_id=row.pk), now=now)
    return row


def _put_aside(school: School, arrived: Arrived, doubts: tuple[str, ...], *, by: Actor, now: datetime) -> WaitingList:
    """The version waits; the very same one that waits already stays as it is. What the machine put aside is told."""
    with one_transaction():
        before = WaitingList.objects.filter(school=school, list_id=arrived.list_id).first()
        if before is not None and before.sha256 == arrived.sha256:
            return before
        if before is not None:
            before.delete()  # a page that shows the older one is told so: it has another number
        row = WaitingList.objects.create(
            school=school,
            list_id=arrived.list_id,
            title=arrived.title,
            source=arrived.source,
            contents=arrived.contents,
            sha256=arrived.sha256,
            count=len(arrived.names),
            arrived_at=now,
            brought_by=by.name,
            doubts=list(doubts[:FAULTS_RECORDED]),
            left_out=list(arrived.left_out[:FAULTS_RECORDED]),
        )
        facts = {"list": row.list_id, "source": row.source, "names": row.count, "sha256": row.sha256, "why": row.doubts}
        audit.record(by=by, action="new list waits", subject=list_words(row.list_id), facts=facts, now=now)
        if by.person_id is None:
            words = f"A new version of the list “{row.title}” was fetched and is not used yet. {' '.join(row.doubts)}"
            tell_who_loads(school, "A new list waits for you", words, link=f"/lists/{word_of(row.list_id)}/new/", now=now)
    return row


def _forget_waiting(school: School, list_id: str, *, by: Actor, now: datetime) -> None:
    """What waited is older than what came now, and what came now needs nobody."""
    with one_transaction():
        for row in WaitingList.objects.filter(school=school, list_id=list_id):
            row.delete()
            facts = {"list": list_id, "sha256": row.sha256, "why": "a newer version came"}
            audit.record(by=by, action="new list thrown away", subject=list_words(list_id), facts=facts, now=now)


def _check_still_waits(waiting: WaitingList) -> None:
    """Raises Refused where what was looked at is not what waits."""
    if not WaitingList.objects.select_for_update().filter(pk=waiting.pk, sha256=waiting.sha256).exists():
        raise Refused(
            "This version does not wait any more: somebody has decided about it, or a newer one has come. Look at the list again."
        )


def _held_sha256(school: School, list_id: str) -> str:
    return SubscribedList.objects.filter(school=school, list_id=list_id).values_list("sha256", flat=True).first() or ""


def _arrived(row: WaitingList) -> Arrived:
    return Arrived(row.list_id, row.title, row.source, names_in(row), row.contents, row.sha256, tuple(row.left_out))


def tell_who_loads(school: School, title: str, words: str, *, link: str, now: datetime) -> None:
    """Those who look after lists: a notice, and a mail where they have an address."""
    for person in people.holders(school, "network manager", on=now.astimezone(ZoneInfo(school.zone)).date()):
        address = person.account.email if person.account else ""
        notices.tell(school_id=school.pk, person_id=person.pk, title=title, words=words, link=link, now=now, address=address)


def _actor(person: Person) -> Actor:
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)
