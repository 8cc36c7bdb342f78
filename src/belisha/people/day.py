"""What people knows of somebody's day: a role that falls empty, and a class that has no network. Registered in web/wiring.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.urls import reverse

from belisha.people import permissions, providers, queries
from belisha.people.providers import Day, DayFact, Lead, Part, Rank
from belisha.schools import queries as schools

SOON = timedelta(days=28)
"""How far ahead a role that falls empty is told of: four weeks are enough to find somebody."""

NAMED = 3


def people_today(day: Day) -> Sequence[DayFact]:
    """Roles for those who give them, classes without a network for the network manager."""
    return [*_roles(day), *_away(day), *_classes_without_network(day)]


def _roles(day: Day) -> Iterator[DayFact]:
    """Each role the policy needs, and that this reader gives, which too few hold now or soon."""
    for role, at_least in providers.role_needs(day.school, day.on).items():
        if not permissions.may_appoint(day.roles, role):
            continue
        short = queries.first_day_too_few(day.school, role, at_least, on=day.on)
        if short is None or short > day.on + SOON:
            continue
        leads = (Lead("Appoint somebody", reverse("people-roles")),)
        if short == day.on:
            yield DayFact(Part.NEEDS_YOU, f"{_missing(day, role)} {role}", _words(at_least), "amber", leads, Rank.EMPTY)
        else:
            title = f"From {short.day} {short:%B} on too few people are {role}"
            yield DayFact(Part.NEEDS_YOU, title, _words(at_least), "amber", leads, Rank.SOON)


def _missing(day: Day, role: str) -> str:
    return "Too few people are" if queries.holders(day.school, role, on=day.on) else "Nobody is"


def _words(at_least: int) -> str:
    count = "one person" if at_least == 1 else f"{at_least} people"
    return f"The policy needs {count}. Until then what waits for this role goes to whoever stands in for it."


def _away(day: Day) -> Iterator[DayFact]:
    """Each role that the policy needs and this reader gives, all of whose holders are away with nobody to do its work."""
    away = queries.away(day.school, on=day.on)
    for role in providers.role_needs(day.school, day.on):
        held = queries.appointed(day.school, role, on=day.on)
        present = [one for one in queries.holders(day.school, role, on=day.on) if one.pk not in away]
        if not held or present or not permissions.may_appoint(day.roles, role):
            continue
        back = away.get(held[0].pk)
        until = f"until {back.day} {back:%B}" if back else "and nobody knows until when"
        title = f"{held[0].name} ({role}) is away {until}, and nobody stands in"
        words = "What waits for this role goes to whoever the policy names next. Say who does this work meanwhile, from day to day."
        yield DayFact(Part.NEEDS_YOU, title, words, "amber", (Lead("Say who stands in", reverse("people-away")),), Rank.EMPTY)


def _classes_without_network(day: Day) -> Iterator[DayFact]:
    """For the network manager: a class's lessons and openings reach only a network that is known to be the class's."""
    if "network manager" not in day.roles:
        return
    rows = (row for row in schools.networks_from(day.school, on=day.on) if row.since <= day.on)
    missing = sorted(queries.classes(day.school, on=day.on).keys() - {row.class_name for row in rows})
    if missing:
        more = len(missing) - NAMED
        names = ", ".join(missing[:NAMED]) + (f" and {more} more" if more > 0 else "")
        title = f"Class {names} has no network" if len(missing) == 1 else f"{len(missing)} classes have no network: {names}"
        words = "What is opened for such a class alone does not reach its devices."
        leads = (Lead("Add a network", reverse("schools-add-network")),)
        yield DayFact(Part.NEEDS_YOU, title, words, "amber", leads, Rank.SOON)
