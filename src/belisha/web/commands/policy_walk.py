"""`belisha policy walk`: every route of a version over the school's real people; where nobody would be left, the story."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from belisha.web.commands.installation import Unusable, data_folder, found_at

if TYPE_CHECKING:
    from datetime import datetime

    from belisha.policy.dead_ends import DeadEndTold
    from belisha.policy.models import PolicyVersion
    from belisha.schools.models import School

DEAD_END = 1


def run(words: Namespace) -> int:
    """Tell the dead ends; 1 where a concern about a child can end with nobody, else 0. Raises Unusable where there is no such version."""
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.kit import clock
    from belisha.policy import dead_ends
    from belisha.web.commands.school import the_school

    school = the_school()
    now = clock.now()
    with scope(school=school):
        version = _version(school, words.version, now)
        told = dead_ends.of_version(version, now=now)
    print(_as_json(version, told) if words.json else _as_text(version, told))
    return DEAD_END if any(end.is_refusing for end in told) else 0


def _version(school: School, number: int | None, now: datetime) -> PolicyVersion:
    """The version of that number; without one, the version in force."""
    from belisha.policy import queries

    found = queries.version_in_force(school, now) if number is None else queries.version_numbered(school, number)
    if found is None:
        missing = "no version is in force" if number is None else f"there is no version {number}"
        raise Unusable(f"{missing}: name one that was loaded, with --version NUMBER")
    return found


def _as_json(version: PolicyVersion, told: list[DeadEndTold]) -> str:
    """For machines."""
    found = {"version": version.number, "identity": version.identity, "dead_ends": [end.as_json() for end in told]}
    return json.dumps(found, indent=1, ensure_ascii=False)


def _as_text(version: PolicyVersion, told: list[DeadEndTold]) -> str:
    """For people: gravest first, things to know last."""
    if not told:
        return f"version {version.number}: on every day of the coming year somebody eligible is left on every form and every report"
    signs = {"refuses": "refuses a signature", "warns": "a warning", "note": "to know"}
    return "\n".join(f"{signs[end.weight.value]}: {end.words} {end.remedy}" for end in told)
