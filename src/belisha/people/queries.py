"""Who is who at a school on a day: the only door to people for other rooms. Ask within the school's scope.

A holding, a class membership or a person's time at the school counts from its first day until (not on) its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from belisha.core.programme.model import EVERYONE
from belisha.core.programme.stand_ins import whose_turn
from belisha.kit import remembered
from belisha.people import sessions
from belisha.people.models import Account, ClassMember, Family, Person, RoleHolding, SchoolClass
from belisha.people.states import PEOPLE_WORDS, Kind
from belisha.schools.models import School
from belisha.schools.providers import Holder


def person(school: School, person_id: int | None) -> Person | None:
    """The person of this school with this id, also one who has left; None where there is none."""
    return Person.objects.filter(school=school, pk=person_id).first()


def person_of(school: School, account: Account, *, on: date) -> Person | None:
    """Who this account is at the school on that day; None for a stranger, for one who has left and for one who has not come yet."""
    return people(school, on=on).filter(account=account).first()


def people(school: School, *, on: date) -> QuerySet[Person]:
    """Everybody who belongs to the school on that day, by name."""
    return Person.objects.filter(_here(on), school=school).order_by("name", "pk")


def holdings(school: School, *, on: date) -> QuerySet[RoleHolding]:
    """Every holding of a role that counts on that day, with its person; leavers hold nothing."""
    held = _between("starts", "ends", on) & _here(on, "person__")
    return RoleHolding.objects.filter(held, school=school).select_related("person").order_by("role", "starts", "pk")


def held(school: School, *, on: date) -> tuple[RoleHolding, ...]:
    """The same, asked once while nothing is recorded. Not to be changed: pages share the rows."""
    return remembered.while_unchanged(school.pk, ("holdings", on), lambda: tuple(holdings(school, on=on)))


def holdings_from(school: School, *, on: date) -> list[RoleHolding]:
    """Every holding that counts on that day or on a later one, by role, earliest first; not those of people who have left by then."""
    coming = Q(ends=None) | Q(ends__gt=on)
    stays = Q(person__left=None) | Q(person__left__gt=on)
    return list(RoleHolding.objects.filter(coming & stays, school=school).select_related("person").order_by("role", "starts", "pk"))


def holding(school: School, holding_id: int) -> RoleHolding | None:
    """The holding of this school with this id, or None."""
    return RoleHolding.objects.select_related("person").filter(school=school, pk=holding_id).first()


def session_signed_in_at(request: HttpRequest) -> datetime | None:
    """When whoever reads this page last proved who they are; None where nobody is signed in. See sessions.signed_in_at."""
    return sessions.signed_in_at(request)


def demo_sign_in_path(person: Person) -> str:
    """The path of a demo's link that signs in as this person. See sessions.demo_sign_in_path."""
    return sessions.demo_sign_in_path(person)


def had_second_factor(request: HttpRequest) -> bool:
    """True where a code, a passkey or the demo's stand-in was part of it. See sessions.had_second_factor."""
    return sessions.had_second_factor(request)


def holders(school: School, role: str, *, on: date) -> list[Person]:
    """Who holds the role on that day, each once, longest first."""
    return list(dict.fromkeys(h.person for h in held(school, on=on) if h.role == role))


def holder_counts(school: School, on: date) -> dict[str, int]:
    """How many people hold each role on that day; a role nobody holds is not in it."""
    pairs = {(h.role, h.person_id) for h in held(school, on=on)}
    return dict(Counter(role for role, _ in pairs))


def first_day_short(going: Collection[RoleHolding], ends: date, at_least: int) -> date | None:
    """The first day, from `ends` on, on which a role has fewer than `at_least` holders because these holdings of it no longer count.

    Days on which too few hold it anyway are no reason to keep these. None where enough hold it always.
    """
    role, school_id = next((row.role, row.school_id) for row in going)
    rows = list(RoleHolding.objects.filter(school_id=school_id, role=role).select_related("person"))
    rest = [row for row in rows if row not in going]
    for day in _days_of_change(rows, ends):
        before, after = _people_holding(rows, day), _people_holding(rest, day)
        if len(after) < at_least and len(after) < len(before):
            return day
    return None


def first_day_too_few(school: School, role: str, at_least: int, *, on: date) -> date | None:
    """The first day, from `on` on, on which the role has fewer than `at_least` holders; None where enough hold it always."""
    every = RoleHolding.objects.filter(school=school).select_related("person").order_by("pk")
    rows = [row for row in remembered.while_unchanged(school.pk, "every holding", lambda: tuple(every)) if row.role == role]
    return next((day for day in _days_of_change(rows, on) if len(_people_holding(rows, day)) < at_least), None)


def _days_of_change(rows: Iterable[RoleHolding], first: date) -> list[date]:
    """`first` and each later day on which somebody begins, ends or leaves."""
    days = {first}
    for row in rows:
        days |= {row.starts, row.ends or first, row.person.left or first}
    return sorted(day for day in days if day >= first)


def _people_holding(rows: Iterable[RoleHolding], on: date) -> set[int]:
    """Who holds one of these on that day."""
    return {r.person_id for r in rows if r.starts <= on and (r.ends is None or on < r.ends) and is_here(r.person, on=on)}


def roles_of(person: Person, *, on: date) -> frozenset[str]:
    """The roles this person holds on that day; none once they have left."""
    if not is_here(person, on=on):
        return frozenset()
    return remembered.while_unchanged(person.school_id, ("roles", person.pk, on), lambda: _roles_of(person, on))


def _roles_of(person: Person, on: date) -> frozenset[str]:
    held = RoleHolding.objects.filter(school=person.school_id, person=person.pk).values_list("role", "starts", "ends")
    return frozenset(role for role, starts, ends in held if starts <= on and (ends is None or on < ends))


def people_words(person: Person, *, on: date) -> frozenset[str]:
    """Every word of a policy that means this person on that day: "everyone", their kind, their roles, "class 5K", "year 5".

    Only "everyone" once they have left. Class words are for pupils; a teacher of 5K is no member of "class 5K" (language.md, people).
    """
    if not is_here(person, on=on):
        return frozenset({EVERYONE})
    words = {EVERYONE} | PEOPLE_WORDS[kind_of(person)] | roles_of(person, on=on)
    if kind_of(person) is Kind.PUPIL:
        for member in _memberships(person, on):
            words |= {f"class {member.school_class.name}", member.school_class.year}
    return frozenset(words)


def words_of_people(school: School, ids: Collection[int], *, on: date) -> dict[int, frozenset[str]]:
    """`people_words` of each of these who is of the school that day, by id; whoever is not is left out. Asks three times in all."""
    roles: dict[int, set[str]] = {}
    for held in holdings(school, on=on).filter(person__in=list(ids)):
        roles.setdefault(held.person_id, set()).add(held.role)
    classes = _words_of_classes(school, ids, on)
    found = {}
    for one in people(school, on=on).filter(pk__in=list(ids)):
        words = {EVERYONE} | PEOPLE_WORDS[kind_of(one)] | roles.get(one.pk, set())
        found[one.pk] = frozenset(words | (classes.get(one.pk, set()) if kind_of(one) is Kind.PUPIL else set()))
    return found


def _words_of_classes(school: School, ids: Collection[int], on: date) -> dict[int, set[str]]:
    """"class 5K" and "year 5" of each of these people, by id."""
    held = _between("since", "until", on) & _between("school_class__since", "school_class__until", on)
    found: dict[int, set[str]] = {}
    for member in ClassMember.objects.filter(held, school=school, person__in=list(ids)).select_related("school_class"):
        found.setdefault(member.person_id, set()).update({f"class {member.school_class.name}", member.school_class.year})
    return found


def device_holders(school: School, *, on: date) -> list[Holder]:
    """The pupils and staff of that day, by name, who can have a device of their own; pupils with their class."""
    found = [one for one in people(school, on=on) if PEOPLE_WORDS[kind_of(one)] & {"pupils", "staff"}]
    classes = _words_of_classes(school, [one.pk for one in found], on)
    holders = []
    for one in found:
        group = "pupils" if kind_of(one) is Kind.PUPIL else "staff"
        of_class = sorted(word.removeprefix("class ") for word in classes.get(one.pk, ()) if word.startswith("class "))
        holders.append(Holder(one.pk, one.name, group, ", ".join(of_class)))
    return holders


def kind_of(person: Person) -> Kind:
    """What this person is to the school."""
    return Kind[person.kind]


def is_here(person: Person, *, on: date) -> bool:
    """True from the day the person joined until the day before they left."""
    return person.joined <= on and (person.left is None or on < person.left)


def classes(school: School, *, on: date) -> dict[str, str]:
    """The classes of that day and their year groups: {"5K": "year 5"}."""
    found = SchoolClass.objects.filter(_between("since", "until", on), school=school).order_by("name")
    return dict(remembered.while_unchanged(school.pk, ("classes", on), lambda: tuple((c.name, c.year) for c in found)))


def class_of_teacher(person: Person, on: date) -> str | None:
    """The name of the class ("5K") this person teaches on that day; None for everybody else. Of several, the latest."""
    if kind_of(person) is Kind.PUPIL:
        return None
    return next((m.school_class.name for m in _memberships(person, on)), None)


def classes_of_teacher(person: Person, on: date) -> list[str]:
    """The names of all classes this person teaches on that day, in order; none for a pupil."""
    if kind_of(person) is Kind.PUPIL:
        return []
    return sorted({m.school_class.name for m in _memberships(person, on)})


def class_of_pupil(person: Person, on: date) -> str | None:
    """The name of the class ("5K") this pupil is in on that day; None for everybody else."""
    if kind_of(person) is not Kind.PUPIL:
        return None
    return next((m.school_class.name for m in _memberships(person, on)), None)


def teachers_of(school: School, class_name: str, *, on: date) -> list[Person]:
    """Who teaches the class on that day, by name."""
    members = ClassMember.objects.filter(
        _between("since", "until", on) & _here(on, "person__"), school=school, school_class__name=class_name
    ).exclude(person__kind=Kind.PUPIL.name)
    return [m.person for m in members.select_related("person").order_by("person__name", "pk")]


def is_parent_of(parent: Person, child: Person) -> bool:
    """True where the first is a parent or carer of the second."""
    return Family.objects.filter(parent=parent, child=child).exists()


def parents_of(school: School, children: Collection[int]) -> frozenset[int]:
    """The parents and carers of any of these people, all by id."""
    if not children:
        return frozenset()
    question = ("parents of", frozenset(children))
    found = Family.objects.filter(school=school, child__in=list(children)).values_list("parent_id", flat=True)
    return remembered.while_unchanged(school.pk, question, lambda: frozenset(found))


def parents_of_children_of(school: School, parents: Collection[int]) -> dict[int, set[int]]:
    """Of each child of one of these people (by id): all of the child's parents and carers."""
    children = Family.objects.filter(school=school, parent__in=list(parents)).values_list("child_id", flat=True)
    found: dict[int, set[int]] = {}
    for child, parent in Family.objects.filter(school=school, child__in=list(children)).values_list("child_id", "parent_id"):
        found.setdefault(child, set()).add(parent)
    return found


def persons(school: School, ids: Collection[int]) -> list[Person]:
    """The people of this school with these ids, also those who have left, by name."""
    return list(Person.objects.filter(school=school, pk__in=list(ids)).order_by("name", "pk"))


def words_of_kind(person: Person) -> frozenset[str]:
    """The words of a policy that mean this person by what they are to the school: "staff" and "teachers"."""
    return PEOPLE_WORDS[kind_of(person)]


def eligible(
    school: School,
    roles: Iterable[str],
    *,
    on: date,
    excluding: Callable[[Person], bool],
    stands_in: Callable[[str], str | None],
) -> list[Person]:
    """Who may act for these roles on that day: their holders, less those to whom `excluding` says True.

    Where nobody is left, the roles that stand in for them are asked, and so on; each role once, so a ring of stand-ins ends.
    Empty where the whole chain is. Source: architecture.md, Keeping: nobody decides what they asked, and nothing is left unread.
    """
    return whose_turn(roles, holders_of=lambda role: holders(school, role, on=on), excluding=excluding, stands_in=stands_in)


def _memberships(person: Person, on: date) -> tuple[ClassMember, ...]:
    """The classes of a person on that day, latest first."""
    found = ClassMember.objects.filter(
        _between("since", "until", on), _between("school_class__since", "school_class__until", on), person=person
    )
    latest_first = found.select_related("school_class").order_by("-since", "-pk")
    return remembered.while_unchanged(person.school_id, ("memberships", person.pk, on), lambda: tuple(latest_first))


def _between(start: str, end: str, on: date) -> Q:
    """Rows that hold on that day; `end` is the first day they no longer do."""
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": on}))


def _here(on: date, prefix: str = "") -> Q:
    """People who belong to the school on that day."""
    return _between(f"{prefix}joined", f"{prefix}left", on)
