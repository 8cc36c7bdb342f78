"""What a limit of age closes: for each year group, the services whose minimum age is above its youngest pupil's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from belisha.core.moments import SchoolFacts
from belisha.core.programme.model import EVERYONE, AgeLimit, Catalogue, Effect, Rule, Service

PUPILS, GUESTS = "pupils", "guests"
YEARS_BEFORE_YEAR_1 = {"reception": 4, "year r": 4, "nursery": 3}
AGE_AT_YEAR = 4  # at 1 September a pupil of Year 1 is 5 already, one of Year N is N + 4
_YEAR = re.compile(r"year ([0-9]{1,2})")
_NEVER = -1  # where nobody's age is known, a service with any minimum age is above it


def youngest_in(year: str) -> int | None:
    """The age in whole years of the youngest pupil of a year group at 1 September: 5 in "year 1", 4 in Reception; None where unknown.

    Source: Education Act 2002, section 82 (key stages by the year in which pupils reach an age), and the table of year groups
    and ages in the national curriculum's framework: Year 1 is age 5 to 6.
    """
    found = _YEAR.fullmatch(year.casefold())
    return int(found[1]) + AGE_AT_YEAR if found else YEARS_BEFORE_YEAR_1.get(year.casefold())


def closed_by_age(limit: AgeLimit, rule_id: str, facts: SchoolFacts, catalogue: Catalogue) -> Iterator[Rule]:
    """The blocks that a limit of age comes to; none where it is guidance. `rule_id` is the control's own ("7.5/age_limit/1").

    Grown-ups have no limit. A service whose minimum age the catalogue does not know has none.
    """
    if not limit.closes:
        return
    for people, age, elsewhere in _groups(limit.people, facts):
        if age is None and not limit.closes_unknown:
            continue
        above = [service for service in catalogue.services.values() if _is_above(service, _NEVER if age is None else age)]
        names = frozenset(domain for service in above for domain in service.domains)
        if names:
            yield Rule(
                id=f"{rule_id}/{people}",
                clause=limit.clause,
                effect=Effect.BLOCK,
                people=frozenset({people}),
                names=names,
                services=tuple(service.id for service in above),
                except_people=elsewhere,
            )


def _is_above(service: Service, age: int) -> bool:
    """True for a service that people of this age are too young for."""
    return service.minimum_age is not None and service.minimum_age > age


def _groups(words: Iterable[str], facts: SchoolFacts) -> Iterator[tuple[str, int | None, frozenset[str]]]:
    """Each group with an age (None: not known), and those who have left it for a group of their own; every group once."""
    said = set(words)
    years = set(facts.classes.values())
    is_for_all = bool(said & {PUPILS, EVERYONE})
    own = sorted(years if is_for_all else {word for word in said if word in years or youngest_in(word) is not None})
    yield from ((year, youngest_in(year), frozenset()) for year in own)
    if is_for_all:  # whoever sits in no class is held to be of the school's youngest year
        known = [age for age in map(youngest_in, years) if age is not None]
        yield PUPILS, min(known, default=None), frozenset(years)
    else:
        classes = sorted(word for word in said if word.startswith("class "))
        yield from ((word, youngest_in(facts.classes.get(word.removeprefix("class "), "")), frozenset()) for word in classes)
    if said & {GUESTS, EVERYONE}:
        yield GUESTS, None, frozenset()
