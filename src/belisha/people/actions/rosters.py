"""A list of pupils or staff is brought in: kept for its preview, put aside, or confirmed. Nothing of people is written before that.

A file gives no roles, changes nobody's sign-in and never lifts what holds of a contact; whoever leaves by it is named first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from belisha.audit import actions as audit
from belisha.core.roster.compare import Line, Preview, compare
from belisha.core.roster.keep import as_plain, from_plain
from belisha.core.roster.model import Fate, Roster
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction
from belisha.people import permissions, providers, queries
from belisha.people.actions.bringing import Written, write_preview
from belisha.people.actions.keeping import check_not_past, locked_school, today_at, work_of, written
from belisha.people.actions.leaving import holdings_after
from belisha.people.events import RosterImported
from belisha.people.models import Person, RoleHolding, RosterDraft
from belisha.people.queries.rosters import DRAFT_KEPT
from belisha.schools.events import FactsChanged
from belisha.schools.models import School

LONGEST_FILE_NAME = 100


@dataclass(frozen=True, slots=True)
class Fates:
    """What a list would do, and `seen`: what names exactly this, so that nobody confirms something they were not shown."""

    preview: Preview
    seen: str


def keep_roster(*, by: Actor, roster: Roster, file_name: str, starts: date, is_whole: bool, now: datetime) -> RosterDraft:
    """Keep what a file says for its preview, a day at most; an earlier one of the same person is deleted. Writes no people.

    Raises Denied where `by` may not bring lists in; Refused for a day that is past.
    """
    with one_transaction():
        school = locked_school(by)
        check_may_import(school, by, now)
        check_not_past(by, starts, today_at(school, now), "A list counts from")
        RosterDraft.objects.filter(school=school, made_by=by.person_id).delete()
        return RosterDraft.objects.create(
            school=school,
            made_by_id=by.person_id,
            made_at=now,
            file_name=file_name[:LONGEST_FILE_NAME],
            starts=starts,
            is_whole=is_whole,
            roster=as_plain(roster),
        )


def fates_of(draft: RosterDraft) -> Fates:
    """What this list would do to the people as they are now. Writes nothing."""
    school, roster = draft.school, from_plain(draft.roster)
    there = queries.there(school, roster.group, on=draft.starts)
    preview = _kept_for_roles(school, compare(roster, there, is_whole=draft.is_whole), draft.starts)
    told = [(line.fate.name, line.row, line.person, line.name, line.changes, line.words) for line in preview.lines]
    seen = sha256(repr((told, sorted(preview.new_classes.items()), draft.starts)).encode()).hexdigest()
    return Fates(preview, seen)


def import_roster(*, by: Actor, draft: RosterDraft, seen: str | None, now: datetime) -> Written:
    """Do what the preview said, in one step, and delete the draft. `seen` is the preview's own (None: whoever keeps the server).

    Raises Denied; Refused where the list was confirmed or put aside meanwhile, where people changed since the preview was shown, where
    the day has passed, or where there is nothing to do.
    """
    with one_transaction():
        school = locked_school(by)
        check_may_import(school, by, now)
        row = RosterDraft.objects.select_related("school").filter(pk=draft.pk, school_id=by.school_id, made_by=by.person_id).first()
        if row is None:
            raise Refused("This list was confirmed or put aside already: nothing was written a second time.")
        check_not_past(by, row.starts, today_at(school, now), "A list counts from")
        fates = fates_of(row)
        if seen is not None and seen != fates.seen:
            raise Refused("The people of the school changed since this page was made: look at it again, then confirm.")
        if fates.preview.is_nothing:
            raise Refused("There is nothing to do: everybody in the list is as it says.")
        done = write_preview(school, by=by, preview=fates.preview, starts=row.starts, now=now)
        row.delete()
        facts = {"file": row.file_name, "group": fates.preview.group.value, "from": row.starts.isoformat(), **done.as_facts()}
        audit.record(by=by, action="list brought in", subject=f"list of {fates.preview.group.value}", facts=facts, now=now)
        publish(FactsChanged(school_id=school.pk), now=now)
        said = {"group": fates.preview.group.value, "new": len(done.new), "changed": len(done.changed), "left": len(done.left)}
        publish(RosterImported(school_id=school.pk, by_name=by.name, by_person=by.person_id, **said), now=now)
    return done


def put_aside(*, by: Actor, draft: RosterDraft) -> None:
    """Delete a list that is not to be confirmed. Twice is once. Raises Denied for somebody else's."""
    with one_transaction():
        if draft.school_id != by.school_id or draft.made_by_id != by.person_id:
            raise Denied("This list is somebody else's to confirm or put aside.")
        RosterDraft.objects.filter(pk=draft.pk).delete()


def clear_old_drafts(school: School, *, now: datetime) -> int:
    """Delete lists that nobody confirmed for a day; how many."""
    with one_transaction():
        return RosterDraft.objects.filter(school=school, made_at__lte=now - DRAFT_KEPT).delete()[0]


def check_may_import(school: School, by: Actor, now: datetime) -> None:
    """Raises Denied where a person acts who may not bring lists in."""
    if by.person_id is not None:
        permissions.check_may_import(work_of(school, by, today_at(school, now)))


def _kept_for_roles(school: School, preview: Preview, starts: date) -> Preview:
    """The same, where nobody leaves without whom a role would have too few holders; of several who hold it, the last one stays."""
    leavers = {line.person for line in preview.of(Fate.LEAVES)}
    held = _held_by(leavers, starts)
    if not held:
        return preview
    needs = providers.role_needs(school, starts)
    going: list[RoleHolding] = []
    lines: list[Line] = []
    for line in preview.lines:
        own = held.get(line.person or 0, []) if line.fate is Fate.LEAVES else []
        why = _short_of([*going, *own], own, needs, starts)
        if why:
            lines.append(replace(line, fate=Fate.REFUSED, words=why))
        else:
            going += own
            lines.append(line)
    return replace(preview, lines=tuple(lines))


def _held_by(people: set[int | None], starts: date) -> dict[int, list[RoleHolding]]:
    """The roles that these people hold on that day or later, by their ids."""
    found: dict[int, list[RoleHolding]] = {}
    for row in holdings_after(Person.objects.filter(pk__in=[one for one in people if one is not None]), starts):
        found.setdefault(row.person_id, []).append(row)
    return found


def _short_of(going: list[RoleHolding], own: list[RoleHolding], needs: Mapping[str, int], starts: date) -> str:
    """Why these cannot all go, "" where they can."""
    for role in dict.fromkeys(row.role for row in own):
        short = queries.first_day_short([row for row in going if row.role == role], starts, needs.get(role, 0))
        if short is not None:
            return (
                f"In no row, and stays: from {written(short)} on fewer than {needs[role]} would be {role}, and the policy needs that many. "
                "Give somebody else the role first."
            )
    return ""
