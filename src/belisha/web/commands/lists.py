"""`belisha list load FILE` and `belisha list fetch`: give a subscribed list its contents, from a file or from its publisher.

It closes something only where a signed clause names it.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from belisha.web.commands.installation import Unusable, data_folder, found_at
from belisha.web.commands.school import command_line, the_school, written_or_tried

if TYPE_CHECKING:
    from belisha.filtering.fetching import Came


def run(words: Namespace) -> int:
    """Load or fetch, or say why not; what a list held before stays then. Raises Unusable with a sentence."""
    return {"load": _load, "fetch": _fetch}[words.action](words)


def _load(words: Namespace) -> int:
    try:
        text = Path(words.file).read_text(encoding="utf-8")
    except FileNotFoundError as fault:
        raise Unusable(f"there is no file {words.file}") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(f"{words.file} cannot be read as a text in UTF-8: is it packed, or not a list?") from fault
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.filtering.actions.lists import NewList, load_list, read_list
    from belisha.kit.access import Refused

    school = the_school()
    new = NewList(words.id, words.title or words.id, words.source or Path(words.file).name, text)
    try:
        arrived = read_list(new)
    except Refused as refused:
        raise Unusable(str(refused)) from refused
    with scope(school=school), written_or_tried(words.dry_run) as now:
        row = load_list(arrived, by=command_line(school), now=now)
    print(f"{'would be done: ' if words.dry_run else ''}the list “{row.list_id}” holds {row.count} names ({new.source})")
    if row.list_id not in ("illegal", "malware"):
        print("It closes something where a clause of the signed policy names it.")
    return 0


def _fetch(words: Namespace) -> int:
    """Fetch what is due, or one list, or all; 1 where something did not come or waits for a person."""
    found_at(data_folder(words.data)).enter()
    is_well = True
    for came in _fetched(words):
        print(f"{came.list_id}: {came.words}")
        is_well = is_well and came.is_well
    return 0 if is_well or words.due else 1


def _fetched(words: Namespace) -> Iterator[Came]:
    from django.conf import settings
    from django_scopes import scope

    from belisha.adapters.fetching.addresses import Reach
    from belisha.adapters.fetching.fetch import Fetching
    from belisha.filtering import fetching
    from belisha.filtering.models import ListSubscription
    from belisha.kit import clock

    how = Fetching(reach=Reach(settings.LISTS_FROM))
    if words.due:
        yield from fetching.fetch_due(how, clock=clock.now)
        return
    school = the_school()
    with scope(school=school):
        rows = ListSubscription.objects.filter(school=school).select_related("school").order_by("list_id")
        chosen = [row for row in rows if words.id in (None, row.list_id)]
        if not chosen:
            raise Unusable("this school subscribes to no list like that: say on its page where it is fetched from")
        for row in chosen:
            yield fetching.fetch_one(row, how, clock=clock.now)
