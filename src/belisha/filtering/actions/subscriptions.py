"""Where a list is fetched from: said by a person, tried by the worker, and every try written down."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from belisha.adapters.fetching.addresses import place_of
from belisha.adapters.fetching.model import Fetched, NotFetched
from belisha.audit import actions as audit
from belisha.directory import queries as directory
from belisha.filtering.actions.lists import list_words, tell_who_loads
from belisha.filtering.models import ListSubscription
from belisha.filtering.permissions.lists import check_load_list
from belisha.filtering.queries.lists import publisher_of, word_of
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import wake_worker
from belisha.kit.writing import one_transaction
from belisha.people.models import Person

EVERY_HOURS: Final = (6, 24, 168)
FAULT_LETTERS: Final = 500
TOLD_AFTER: Final = 3
"""Tries in a row that brought nothing before somebody is told: publishers are away for an hour now and then."""


def subscribe_to(*, by: Person, list_id: str, url: str, every_hours: int, now: datetime) -> ListSubscription:
    """From now on the list is fetched from this address so often; it is fetched at once. Another address takes the place of the old one.

    Raises Denied, or Refused for what is no address, no list a policy can name, or another pace.
    """
    school = by.school
    _check(by, now)
    if list_id not in directory.catalogue().lists:
        raise Refused(f"“{list_id[:60]}” is no list a policy can name.")
    if every_hours not in EVERY_HOURS:
        raise Refused("A list is fetched every six hours, every day or every week: choose one of these.")
    try:
        address = place_of(url.strip()).url
    except NotFetched as fault:
        raise Refused(str(fault)) from fault
    with one_transaction():
        ListSubscription.objects.filter(school=school, list_id=list_id).delete()
        row = ListSubscription.objects.create(
            school=school, list_id=list_id, url=address, every_hours=every_hours, subscribed_by=by.name, subscribed_at=now, asked_at=now
        )
        facts = {"list": list_id, "from": publisher_of(address), "every hours": every_hours}
        audit.record(by=_actor(by), action="list subscribed", subject=list_words(list_id), facts=facts, now=now)
        transaction.on_commit(wake_worker)
    return row


def end_subscription(*, by: Person, subscription: ListSubscription, now: datetime) -> None:
    """It is not fetched any more; what the list holds stays. Raises Denied, or Refused where it was ended already."""
    _check(by, now)
    with one_transaction():
        if not ListSubscription.objects.filter(pk=subscription.pk).delete()[0]:
            raise Refused("This list is not subscribed to any more: look at its page again.")
        facts = {"list": subscription.list_id, "from": publisher_of(subscription.url)}
        audit.record(by=_actor(by), action="list subscription ended", subject=list_words(subscription.list_id), facts=facts, now=now)


def ask_to_fetch(*, by: Person, subscription: ListSubscription, now: datetime) -> ListSubscription:
    """The worker fetches it now, not only when it is due; what was thrown away is shown again. Raises Denied, or Refused where it ended."""
    _check(by, now)
    with one_transaction():
        row = ListSubscription.objects.select_for_update().filter(pk=subscription.pk).first()
        if row is None:
            raise Refused("This list is not subscribed to any more: look at its page again.")
        row.asked_at, row.thrown_away, row.etag, row.last_modified = now, "", "", ""
        row.save(update_fields=["asked_at", "thrown_away", "etag", "last_modified"])
        audit.record(by=_actor(by), action="list asked for", subject=list_words(row.list_id), facts={"list": row.list_id}, now=now)
        transaction.on_commit(wake_worker)
    return row


def note_fetched(subscription: ListSubscription, came: Fetched, *, now: datetime) -> None:
    """The publisher was reached, and what came is where it belongs. No record of its own: what it changed has one."""
    with one_transaction():
        ListSubscription.objects.filter(pk=subscription.pk).update(
            tried_at=now,
            reached_at=now,
            asked_at=None,
            fault="",
            faults_in_a_row=0,
            etag=came.etag,
            last_modified=came.last_modified,
        )


def note_not_fetched(subscription: ListSubscription, fault: str, *, now: datetime) -> None:
    """Nothing usable came, and what the list holds stays. The third time in a row somebody is told; a new kind of fault is recorded."""
    school, words = subscription.school, fault[:FAULT_LETTERS]
    with one_transaction():
        row = ListSubscription.objects.select_for_update().filter(pk=subscription.pk).first()
        if row is None:
            return
        is_new = row.fault != words
        row.tried_at, row.asked_at, row.fault, row.faults_in_a_row = now, None, words, row.faults_in_a_row + 1
        row.save(update_fields=["tried_at", "asked_at", "fault", "faults_in_a_row"])
        if is_new:
            by = Actor(school_id=school.pk, name="Belisha")
            facts = {"list": row.list_id, "from": publisher_of(row.url), "why": words}
            audit.record(by=by, action="list not fetched", subject=list_words(row.list_id), facts=facts, now=now)
        if row.faults_in_a_row == TOLD_AFTER:
            told = f"The list “{row.list_id}” could not be fetched {TOLD_AFTER} times. What it held stays in use. {words}"
            tell_who_loads(school, "A list cannot be fetched", told, link=f"/lists/{word_of(row.list_id)}/", now=now)


def _check(by: Person, now: datetime) -> None:
    check_load_list(by, school=by.school, on=now.astimezone(ZoneInfo(by.school.zone)).date())


def _actor(person: Person) -> Actor:
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)
