"""What a confirmed list writes: people, classes, contacts, leavers. Part of one transaction; who may, and what, was asked before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from belisha.core.roster import cells
from belisha.core.roster.compare import Line, Preview
from belisha.core.roster.model import Contact as Said
from belisha.core.roster.model import Fate, Group, Record
from belisha.kit.access import Actor
from belisha.people import queries
from belisha.people.actions.joining import account_for
from belisha.people.actions.keeping import today_at
from belisha.people.actions.leaving import end_people, tell_of
from belisha.people.models import ClassMember, Contact, Family, Person, SchoolClass
from belisha.people.states import Kind
from belisha.schools.models import School

AT_ONCE = 500


@dataclass(slots=True)
class Written:
    """What was written: ids of people, and the names of classes that began."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    def as_facts(self) -> dict[str, object]:
        """The same for the record: ids and no names of children."""
        return {"new": self.new, "changed": self.changed, "left": self.left, "parents": self.parents, "classes": self.classes}


def write_preview(school: School, *, by: Actor, preview: Preview, starts: date, now: datetime) -> Written:
    """Everything that a preview said, from `starts` on."""
    done = Written(classes=sorted(preview.new_classes))
    SchoolClass.objects.bulk_create(
        [SchoolClass(school=school, name=name, year=year, since=starts) for name, year in preview.new_classes.items()]
    )
    on_day = SchoolClass.objects.filter(Q(until=None) | Q(until__gt=starts), school=school).order_by("-since", "-pk")
    writing = _Writing(school, by, starts, now, done, {one.name: one for one in on_day})
    writing.add(preview.of(Fate.NEW), preview.group)
    writing.change(preview.of(Fate.CHANGED))
    writing.end(preview.of(Fate.LEAVES))
    return done


@dataclass(slots=True)
class _Writing:
    """One list on its way into the tables."""

    school: School
    by: Actor
    starts: date
    now: datetime
    done: Written
    classes: dict[str, SchoolClass]

    def add(self, lines: Sequence[Line], group: Group) -> None:
        """People who are new."""
        made = [
            Person(school=self.school, name=line.name, number=_record(line).number, kind=_kind(line, group).name, joined=self.starts)
            for line in lines
        ]
        Person.objects.bulk_create(made, AT_ONCE)
        self.done.new += [one.pk for one in made]
        self._sit(zip(made, lines, strict=True))
        self._sign_in(zip(made, lines, strict=True))
        self._contacts(zip(made, lines, strict=True), {})

    def change(self, lines: Sequence[Line]) -> None:
        """People who are there, and of whom the list says something else."""
        found = Person.objects.in_bulk([line.person for line in lines])
        pairs = [(found[line.person], line) for line in lines if line.person is not None]
        for person, line in pairs:
            record = _record(line)
            person.name, person.number = record.name, record.number or person.number
            if record.kind and record.post:
                person.kind = Kind(record.kind).name
        Person.objects.bulk_update([person for person, _ in pairs], ["name", "number", "kind"], AT_ONCE)
        self.done.changed += [person.pk for person, _ in pairs]
        self._sit(pairs)
        self._sign_in(pairs)
        families = Family.objects.filter(school=self.school, child__in=[person.pk for person, _ in pairs]).select_related("parent")
        known: dict[tuple[int, str], Family] = {(one.child_id, cells.same(one.parent.name)): one for one in families}
        self._contacts(pairs, known)

    def end(self, lines: Sequence[Line]) -> None:
        """People who leave, each on their day."""
        by_day: dict[date, list[int]] = {}
        for line in lines:
            leaves = line.record.leaves if line.record else None
            if line.person is not None:
                by_day.setdefault(max(self.starts, leaves or self.starts), []).append(line.person)
        today = today_at(self.school, self.now)
        for day, ids in sorted(by_day.items()):
            gone = list(Person.objects.filter(pk__in=ids))
            end_people(self.school, gone, on=day, today=today, now=self.now)
            tell_of(self.by, gone, on=day, now=self.now)
            self.done.left += [one.pk for one in gone]

    def _sit(self, pairs: Iterable[tuple[Person, Line]]) -> None:
        """Pupils leave the class they were in for the list's; teachers teach one more. Nobody gives themselves a class: a teacher's
        class opens what was shared with its teacher."""
        others = [(person, line) for person, line in pairs if person.pk != self.by.person_id]
        wanted = [(person, _record(line).class_name) for person, line in others if _record(line).class_name in self.classes]
        late = Q(until=None) | Q(until__gt=self.starts)
        standing = ClassMember.objects.filter(late, person__in=[person.pk for person, _ in wanted]).select_related("school_class")
        sits: dict[int, set[str]] = {}
        for row in standing:
            sits.setdefault(row.person_id, set()).add(row.school_class.name)
        moves = [(person, name) for person, name in wanted if name not in sits.get(person.pk, ())]
        pupils = [person.pk for person, _ in moves if queries.kind_of(person) is Kind.PUPIL]
        ClassMember.objects.filter(late, person__in=pupils).update(until=self.starts)
        ClassMember.objects.bulk_create(
            [ClassMember(school=self.school, school_class=self.classes[name], person=person, since=self.starts) for person, name in moves],
            AT_ONCE,
        )

    def _sign_in(self, pairs: Iterable[tuple[Person, Line]]) -> None:
        """An account for whoever has an address and none; nobody can sign in with it before they are invited."""
        for person, line in pairs:
            email = _record(line).email
            if not email or person.account_id is not None:
                continue
            if Person.objects.filter(school=self.school, account__email__iexact=email).exists():
                continue  # the preview said so: the address is somebody else's
            person.account = account_for(email, person.name, now=self.now)
            person.save()

    def _contacts(self, pairs: Iterable[tuple[Person, Line]], known: dict[tuple[int, str], Family]) -> None:
        """Parents and carers, and what holds of them. Brothers and sisters share one only where name and address are the same."""
        standing = queries.standing_contacts(self.school, on=self.starts, families=[one.pk for one in known.values()])
        shared: dict[tuple[str, str], Person] = {}
        for child, line in pairs:
            for said in _record(line).contacts:
                family = known.get((child.pk, cells.same(said.name)))
                if family is None:
                    family = Family.objects.create(school=self.school, parent=self._parent(said, shared), child=child)
                    known[child.pk, cells.same(said.name)] = family
                self._hold(family, said, standing.get(family.pk))

    def _parent(self, said: Said, shared: dict[tuple[str, str], Person]) -> Person:
        """A member of staff or a parent who signs in with this address and is called so; one of this list; or somebody new."""
        key = (cells.same(said.name), said.email)
        if said.email and key in shared:
            return shared[key]
        found = None
        if said.email:
            here = queries.people(self.school, on=self.starts).exclude(kind=Kind.PUPIL.name)
            found = next((one for one in here.filter(account__email__iexact=said.email) if cells.same(one.name) == key[0]), None)
        if found is None:
            found = Person.objects.create(school=self.school, name=said.name, kind=Kind.PARENT.name, joined=self.starts)
            self.done.parents.append(found.pk)
        shared[key] = found
        return found

    def _hold(self, family: Family, said: Said, row: Contact | None) -> None:
        """What the list says holds of a contact from now on; it lifts nothing that holds already."""
        responsible = said.has_responsibility if said.has_responsibility is not None or row is None else row.has_responsibility
        holds = {
            "relationship": said.relationship or (row.relationship if row else ""),
            "has_responsibility": responsible,
            "has_court_order": said.has_court_order or bool(row and row.has_court_order),
            "is_not_contacted": said.is_not_contacted or bool(row and row.is_not_contacted),
        }
        if row is not None and all(getattr(row, key) == value for key, value in holds.items()):
            return
        Contact.objects.filter(Q(until=None) | Q(until__gt=self.starts), family=family).update(until=self.starts)
        Contact.objects.create(school=self.school, family=family, since=self.starts, told_by_id=self.by.person_id, **holds)


def _record(line: Line) -> Record:
    """The record of a line that is written."""
    if line.record is None:
        raise ValueError(f"row {line.row} has no record")
    return line.record


def _kind(line: Line, group: Group) -> Kind:
    """What somebody new is to the school."""
    return Kind.PUPIL if group is Group.PUPILS else Kind(_record(line).kind)
