"""The lists a school loads, as the core reads them and as pages show them. Contents are read once a process. Ask within the scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db.models import QuerySet

from belisha.core.decision.in_force import PROTECTIVE
from belisha.core.programme.model import Effect, NameList, Programme
from belisha.directory import queries as directory
from belisha.filtering.models import KeptList, ListSubscription, SubscribedList, WaitingList
from belisha.kit import remembered
from belisha.schools.models import School

IN_MEMORY_AT_MOST: Final = 64
FIRST_RETRY: Final = timedelta(hours=1)

_in_memory: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Closing:
    """A block of the policy in force that names a list: its clause, and for whom it closes."""

    clause: str | None
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListStanding:
    """A list that a policy can name, as it stands: what it holds, where it is fetched from, what waits, and what closes by it.

    `meaning` is the catalogue's; `is_protective`: closed for everybody whatever a policy says.
    """

    list_id: str
    meaning: str
    held: SubscribedList | None
    subscription: ListSubscription | None
    waiting: WaitingList | None
    closings: tuple[Closing, ...]
    is_protective: bool

    @property
    def word(self) -> str:
        """The list in an address: "getting-round"."""
        return word_of(self.list_id)

    @property
    def title(self) -> str:
        """What people call it."""
        return self.held.title if self.held else self.list_id.capitalize()

    @property
    def is_used(self) -> bool:
        """True where something closes by it."""
        return self.is_protective or bool(self.closings)

    @property
    def needs_somebody(self) -> bool:
        """True where it should close something and holds nothing, where a version waits, or where it cannot be fetched."""
        is_empty = self.held is None and self.is_used
        return is_empty or self.waiting is not None or bool(self.subscription and self.subscription.fault)


def subscribed(school: School) -> QuerySet[SubscribedList]:
    """The school's lists by id, without their contents."""
    return SubscribedList.objects.filter(school=school).defer("contents").order_by("list_id")


def _held(school: School) -> tuple[SubscribedList, ...]:
    return remembered.while_settled(school.pk, "lists held", lambda: tuple(subscribed(school)))


def list_row(school: School, row_id: int) -> SubscribedList | None:
    """The list with this row id, or None."""
    return subscribed(school).filter(pk=row_id).first()


def title_of(school: School, list_id: str) -> str:
    """What people call a list."""
    held = subscribed(school).filter(list_id=list_id).first()
    return held.title if held else list_id.capitalize()


def standings(school: School, programme: Programme) -> list[ListStanding]:
    """Every list that a policy can name, those that need somebody first."""
    held = {row.list_id: row for row in _held(school)}
    fetched = {row.list_id: row for row in ListSubscription.objects.filter(school=school)}
    waiting = {row.list_id: row for row in WaitingList.objects.filter(school=school).defer("contents")}
    rows = [
        ListStanding(
            list_id=list_id,
            meaning=meaning,
            held=held.get(list_id),
            subscription=fetched.get(list_id),
            waiting=waiting.get(list_id),
            closings=_closings(programme, list_id),
            is_protective=list_id in PROTECTIVE,
        )
        for list_id, meaning in directory.meanings_of_lists().items()
    ]
    return sorted(rows, key=lambda row: (not row.needs_somebody, not row.is_used, row.list_id))


def list_with_word(word: str) -> str | None:
    """The list that is called so in an address, or None."""
    return next((list_id for list_id in directory.catalogue().lists if word_of(list_id) == word), None)


def word_of(list_id: str) -> str:
    """A list in an address: "getting-round"."""
    return list_id.replace(" ", "-")


def publisher_of(url: str) -> str:
    """The publisher's name alone: what stands behind it in an address may be a school's own key."""
    return urlsplit(url).hostname or ""


def subscription_of(school: School, list_id: str) -> ListSubscription | None:
    """Where a list is fetched from, or None."""
    return ListSubscription.objects.filter(school=school, list_id=list_id).first()


def waiting_of(school: School, list_id: str) -> WaitingList | None:
    """The version of a list that waits to be looked at, with its contents, or None."""
    return WaitingList.objects.filter(school=school, list_id=list_id).first()


def due(school: School, *, now: datetime) -> list[ListSubscription]:
    """The subscriptions to be fetched now: asked for by somebody, never tried, or with their pause over (or a clock that was set back)."""
    rows = ListSubscription.objects.filter(school=school).select_related("school").order_by("tried_at", "pk")
    return [row for row in rows if _is_due(row, now)]


def names_held(school: School, list_id: str) -> frozenset[str]:
    """What a list holds now; nothing where it was never loaded."""
    row = SubscribedList.objects.filter(school=school, list_id=list_id).first()
    return _names_of(row) if row is not None else frozenset()


def names_in(row: SubscribedList | WaitingList) -> frozenset[str]:
    """The names of a row that was read with its contents."""
    return frozenset(row.contents.split("\n")) - {""}


def name_lists(school: School) -> dict[str, NameList]:
    """The school's lists by the word a policy uses ("games")."""
    return {row.list_id: NameList(row.list_id, row.title, _names_of(row), row.sha256) for row in _held(school)}


def with_contents(school: School, lists: Mapping[str, NameList]) -> dict[str, NameList]:
    """Lists that were kept without their names, with the names they had then; a list whose contents nobody kept stays empty."""
    return {key: NameList(held.id, held.title, _names_then(school, held.sha256), held.sha256) for key, held in lists.items()}


def _closings(programme: Programme, list_id: str) -> tuple[Closing, ...]:
    rules = [rule for rule in programme.rules if rule.effect is Effect.BLOCK and list_id in rule.lists]
    return tuple(Closing(rule.clause, tuple(sorted(rule.people))) for rule in rules)


def _is_due(row: ListSubscription, now: datetime) -> bool:
    if row.asked_at is not None or row.tried_at is None or row.tried_at > now:
        return True
    pause = timedelta(hours=row.every_hours)
    if row.faults_in_a_row:
        pause = min(pause, FIRST_RETRY * 2 ** min(row.faults_in_a_row - 1, 8))
    return row.tried_at + pause <= now


def _names_of(row: SubscribedList) -> frozenset[str]:
    return _in_memory[row.sha256] if row.sha256 in _in_memory else _remember(row.sha256, row.contents)


def _names_then(school: School, sha256: str) -> frozenset[str]:
    if sha256 in _in_memory:
        return _in_memory[sha256]
    now = SubscribedList.objects.filter(school=school, sha256=sha256).values_list("contents", flat=True).first()
    then = now if now is not None else KeptList.objects.filter(school=school, sha256=sha256).values_list("contents", flat=True).first()
    return _remember(sha256, then or "")


def _remember(sha256: str, contents: str) -> frozenset[str]:
    """Stored contents are one name a line: actions.subscribe_list wrote them so."""
    names = frozenset(contents.split("\n")) - {""}
    while len(_in_memory) >= IN_MEMORY_AT_MOST:
        _in_memory.pop(next(iter(_in_memory)))
    return _in_memory.setdefault(sha256, names)
