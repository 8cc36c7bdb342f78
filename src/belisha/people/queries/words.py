"""The words of a policy that mean somebody on a day, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from belisha.core.programme.model import EVERYONE
from belisha.core.programme.stand_ins import whose_turn
from belisha.people.models import Person
from belisha.people.queries.classes import memberships, words_of_classes
from belisha.people.queries.cover import away, holders, roles_of, work_of_roles
from belisha.people.queries.who import is_here, kind_of, people
from belisha.people.states import PEOPLE_WORDS, Kind
from belisha.schools.models import School
from belisha.schools.providers import Holder


def people_words(person: Person, *, on: date) -> frozenset[str]:
    """Every word of a policy that means this person on that day: "everyone", their kind, their roles, "class 5K", "year 5".

    Only "everyone" once they have left. Class words are for pupils; a teacher of 5K is no member of "class 5K" (language.md, people).
    """
    if not is_here(person, on=on):
        return frozenset({EVERYONE})
    words = {EVERYONE} | PEOPLE_WORDS[kind_of(person)] | roles_of(person, on=on)
    if kind_of(person) is Kind.PUPIL:
        for member in memberships(person, on):
            words |= {f"class {member.school_class.name}", member.school_class.year}
    return frozenset(words)


def words_of_people(school: School, ids: Collection[int], *, on: date) -> dict[int, frozenset[str]]:
    """`people_words` of each of these who is of the school that day, by id; whoever is not is left out. Asks three times in all."""
    roles = work_of_roles(school.pk, on)
    classes = words_of_classes(school, ids, on)
    found = {}
    for one in people(school, on=on).filter(pk__in=list(ids)):
        words = {EVERYONE} | PEOPLE_WORDS[kind_of(one)] | roles.get(one.pk, set())
        found[one.pk] = frozenset(words | (classes.get(one.pk, set()) if kind_of(one) is Kind.PUPIL else set()))
    return found


def device_holders(school: School, *, on: date) -> list[Holder]:
    """The pupils and staff of that day, by name, who can have a device of their own; pupils with their class."""
    found = [one for one in people(school, on=on) if PEOPLE_WORDS[kind_of(one)] & {"pupils", "staff"}]
    classes = words_of_classes(school, [one.pk for one in found], on)
    holders = []
    for one in found:
        group = "pupils" if kind_of(one) is Kind.PUPIL else "staff"
        of_class = sorted(word.removeprefix("class ") for word in classes.get(one.pk, ()) if word.startswith("class "))
        holders.append(Holder(one.pk, one.name, group, ", ".join(of_class)))
    return holders


def eligible(
    school: School,
    roles: Iterable[str],
    *,
    on: date,
    excluding: Callable[[Person], bool],
    stands_in: Callable[[str], str | None],
) -> list[Person]:
    """Who may act for these roles on that day: their holders who are not away, less those to whom `excluding` says True.

    Where nobody is left, the roles that stand in for them are asked, and so on; each role once, so a ring of stand-ins ends. Where only
    people who are away are left on the whole chain, it stays theirs: better late than unread. Empty where nobody is left at all.
    Source: architecture.md, Keeping: nobody decides what they asked, and nothing is left unread.
    """
    asked, absent = tuple(roles), away(school, on=on)

    def there(role: str) -> list[Person]:
        return [person for person in holders(school, role, on=on) if person.pk not in absent]

    def all_of(role: str) -> list[Person]:
        return holders(school, role, on=on)

    found = whose_turn(asked, holders_of=there, excluding=excluding, stands_in=stands_in)
    return found or whose_turn(asked, holders_of=all_of, excluding=excluding, stands_in=stands_in)
