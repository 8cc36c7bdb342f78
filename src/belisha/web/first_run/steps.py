"""The steps of a first run, and how far it is: read from what stands, so nothing is remembered that could be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django_scopes import scope

from belisha.people import queries as people
from belisha.people.models import FirstRun, Person
from belisha.people.queries import Invited
from belisha.people.states import CHAIR, CLERK, HEADTEACHER, VICE_CHAIR
from belisha.policy import queries as policy
from belisha.policy.models import PolicyVersion
from belisha.schools import queries as schools
from belisha.schools.models import School

NEEDED_ROLES: Final = (HEADTEACHER, CHAIR, "designated safeguarding lead", "deputy safeguarding lead")
MORE_ROLES: Final = ("e-safety team", VICE_CHAIR, CLERK)
STEPS: Final = (
    ("school", "The school", "first-run-school"),
    ("you", "You", "first-run-you"),
    ("people", "Its first people", "first-run-people"),
    ("networks", "Networks", "first-run-networks"),
    ("year", "Terms", "first-run-year"),
    ("day", "The day", "first-run-day"),
    ("policy", "The policy", "first-run-policy"),
    ("done", "Where you stand", "first-run-done"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the page shows it: `page` is its URL name, "" while it cannot be opened yet."""

    key: str
    words: str
    page: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a school that is being set up."""

    school: School | None
    me: Person | None
    today: date | None
    holders: Mapping[str, list[Person]]
    invited: tuple[Invited, ...]
    networks: int
    terms: int
    lessons: int
    version: PolicyVersion | None
    is_in_force: bool

    @property
    def missing_roles(self) -> tuple[str, ...]:
        """The roles that every school needs and nobody holds."""
        return tuple(role for role in NEEDED_ROLES if not self.holders.get(role))

    @property
    def unanswered(self) -> tuple[Invited, ...]:
        """Holders of roles who have not chosen a password."""
        return tuple(one for one in self.invited if not one.has_password)

    @property
    def done(self) -> Mapping[str, bool]:
        """Each step, and whether it is done."""
        return {
            "school": self.school is not None,
            "you": self.me is not None,
            "people": self.me is not None and not self.missing_roles,
            "networks": self.networks > 0,
            "year": self.terms > 0,
            "day": self.lessons > 0,
            "policy": self.version is not None,
            "done": False,
        }


def standing_of(run: FirstRun, now: datetime, *, with_invitations: bool = True) -> Standing:
    """What stands, read now. Without the invitations where only the steps are asked for."""
    if run.school is None:
        return Standing(None, None, None, {}, (), 0, 0, 0, None, False)
    school = run.school
    with scope(school=school):
        today = schools.today_at(school, now)
        held = {role: people.holders(school, role, on=today) for role in (*NEEDED_ROLES, *MORE_ROLES)}
        persons = {one.pk for found in held.values() for one in found if with_invitations}
        in_force, waiting = policy.version_in_force(school, now), policy.waiting_versions(school)
        every = list(people.people(school, on=today).filter(pk__in=persons).select_related("account")) if persons else []
        return Standing(
            school=school,
            me=run.person,
            today=today,
            holders=held,
            invited=tuple(people.invited(school, every, on=today, now=now)) if every else (),
            networks=len(schools.networks_from(school, on=today)),
            terms=len(schools.terms_from(school, on=today)),
            lessons=len(schools.lessons_from(school, on=today)),
            version=in_force or (waiting[-1] if waiting else None),
            is_in_force=in_force is not None,
        )


def steps_of(standing: Standing, here: str) -> list[Step]:
    """All steps in order; those behind the first two can be opened in any order."""
    done = standing.done
    found = []
    for key, words, page in STEPS:
        can_open = {"school": True, "you": done["school"]}.get(key, done["you"])
        found.append(Step(key, words, page if can_open else "", done[key], key == here))
    return found


def next_page(standing: Standing, after: str = "") -> str:
    """The page of the first step behind `after` that is not done; of the first of all without it."""
    keys = [key for key, _, _ in STEPS]
    behind = STEPS[keys.index(after) + 1 :] if after else STEPS
    return next((page for key, _, page in behind if not standing.done[key]), STEPS[-1][2])
