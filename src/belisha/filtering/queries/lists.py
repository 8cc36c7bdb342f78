"""The lists a school loads, as the core reads them. Contents are read once a process. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from belisha.core.programme.model import NameList
from belisha.filtering.models import KeptList, SubscribedList
from belisha.schools.models import School

IN_MEMORY_AT_MOST = 64

_in_memory: dict[str, frozenset[str]] = {}


def subscribed(school: School) -> QuerySet[SubscribedList]:
    """The school's lists by id, without their contents."""
    return SubscribedList.objects.filter(school=school).defer("contents").order_by("list_id")


def list_row(school: School, row_id: int) -> SubscribedList | None:
    """The list with this row id, or None."""
    return subscribed(school).filter(pk=row_id).first()


def name_lists(school: School) -> dict[str, NameList]:
    """The school's lists by the word a policy uses ("games")."""
    return {row.list_id: NameList(row.list_id, row.title, _names_of(row), row.sha256) for row in subscribed(school)}


def with_contents(school: School, lists: Mapping[str, NameList]) -> dict[str, NameList]:
    """Lists that were kept without their names, with the names they had then; a list whose contents nobody kept stays empty."""
    return {key: NameList(held.id, held.title, _names_then(school, held.sha256), held.sha256) for key, held in lists.items()}


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
