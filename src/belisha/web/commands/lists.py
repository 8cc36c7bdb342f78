"""`belisha list load FILE`: give a subscribed list its contents. It closes something only where a signed clause names it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from belisha.web.commands.installation import Unusable, data_folder, found_at
from belisha.web.commands.school import command_line, the_school, written_or_tried


def run(words: Namespace) -> int:
    """Load the list, or say why not; what it held before stays then. Raises Unusable with a sentence."""
    try:
        text = Path(words.file).read_text(encoding="utf-8")
    except FileNotFoundError as fault:
        raise Unusable(f"there is no file {words.file}") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(f"{words.file} cannot be read as a text in UTF-8: is it packed, or not a list?") from fault
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.filtering.actions.lists import NewList, subscribe_list

    school = the_school()
    new = NewList(words.id, words.title or words.id, words.source or Path(words.file).name, text)
    with scope(school=school), written_or_tried(words.dry_run) as now:
        row = subscribe_list(new, by=command_line(school), now=now)
    print(f"{'would be done: ' if words.dry_run else ''}the list “{row.list_id}” holds {row.count} names ({new.source})")
    if row.list_id not in ("illegal", "malware"):
        print("It closes something where a clause of the signed policy names it.")
    return 0
