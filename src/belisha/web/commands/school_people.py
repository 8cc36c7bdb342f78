"""`belisha school import-people`: what the page “Bring a list in” does, for whoever keeps the server."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from belisha.web.commands.installation import Unusable, data_folder, found_at

if TYPE_CHECKING:
    from belisha.core.roster.compare import Preview
    from belisha.core.roster.model import Roster
    from belisha.kit.access import Actor
    from belisha.schools.models import School

MOST_LINES = 200


def run(words: Namespace) -> int:
    """Bring a list in, or only try it, and print what becomes of each row. Raises Unusable where it cannot be read or done."""
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.web.commands.school import command_line, the_school, written_or_tried

    school = the_school()
    with scope(school=school), written_or_tried(words.dry_run) as now:
        said = import_people(school, words, by=command_line(school), now=now)
    print(f"would be done: {said}" if words.dry_run else said)
    return 0


def import_people(school: School, words: Namespace, *, by: Actor, now: datetime) -> str:
    """Bring a list in; what becomes of each row, but for those as they were. Raises Unusable where it cannot be read."""
    from belisha.people import actions

    starts = actions.today_at(school, now)
    draft = actions.keep_roster(by=by, roster=_read(words), file_name=words.file.name, starts=starts, is_whole=words.whole, now=now)
    fates = actions.fates_of(draft)
    if fates.preview.is_nothing:
        actions.put_aside(by=by, draft=draft)
        return "\n".join(["nothing: everybody in the list is as it says.", *_lines(fates.preview)])
    done = actions.import_roster(by=by, draft=draft, seen=fates.seen, now=now)
    summary = f"{len(done.new)} new, {len(done.changed)} changed, {len(done.left)} left."
    return "\n".join([summary, *_lines(fates.preview)])


def _read(words: Namespace) -> Roster:
    """What the file says. Raises Unusable with a sentence."""
    from belisha.adapters.spreadsheets.read import NotATable, read_rows
    from belisha.core.roster.model import Group, Unreadable
    from belisha.core.roster.read import read_roster

    path: Path = words.file
    try:
        return read_roster(read_rows(path.read_bytes()), Group(words.group))
    except OSError as why:
        raise Unusable(f"{path} cannot be read ({why.strerror}): is the name right?") from why
    except (NotATable, Unreadable) as why:
        raise Unusable(str(why).rstrip(".")) from why


def _lines(preview: Preview) -> Iterator[str]:
    """A line for each row that is not as it was, then what holds for the file."""
    from belisha.core.roster.model import Fate

    told = [line for line in preview.lines if line.fate is not Fate.SAME]
    for line in told[:MOST_LINES]:
        where = f"row {line.row}" if line.row else "in no row"
        more = line.words or "; ".join(line.changes)
        yield f"  {line.fate.value}: {line.name} ({where}){f': {more}' if more else ''}"
    if len(told) > MOST_LINES:
        yield f"  and {len(told) - MOST_LINES} more"
    yield from (f"  {note}" for note in preview.notes)
