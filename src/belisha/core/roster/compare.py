"""What each row of a roster would do to the people there are. Pure: the same file and the same people give the same fates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from belisha.core.roster import cells
from belisha.core.roster.model import Contact, Fate, Group, Record, Roster
from belisha.core.roster.read import years_of_classes

ADDRESS_TAKEN = "The address {email} belongs to somebody else of the school: it was left out."


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the school on the day the file counts from. `classes` are those they are in or teach; `contacts` their
    parents and carers as they stand, by name as `cells.same` writes it.
    """

    id: int
    name: str
    group: Group
    kind: str = ""
    number: str = ""
    classes: frozenset[str] = frozenset()
    email: str = ""
    contacts: Mapping[str, Contact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One row, or one person who is in no row, and what happens to them. `changes` say what is different; `words` why it is not taken.

    `person` is the id of whom it is about, None for somebody new; `row` is 0 for whoever is in no row.
    """

    fate: Fate
    name: str
    row: int = 0
    person: int | None = None
    record: Record | None = None
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Every row's fate, and what the file would do beside: classes that begin (name -> year group). `notes` are about the whole file."""

    group: Group
    lines: tuple[Line, ...]
    new_classes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def of(self, fate: Fate) -> tuple[Line, ...]:
        """The rows with this fate, in the file's order."""
        return tuple(line for line in self.lines if line.fate is fate)

    @property
    def is_nothing(self) -> bool:
        """True where confirming would write nothing."""
        return not self.new_classes and not any(line.fate in (Fate.NEW, Fate.CHANGED, Fate.LEAVES) for line in self.lines)


@dataclass(frozen=True, slots=True)
class There:
    """The school as it is: the people of both groups, the classes (name -> year group), and every address that somebody signs in with."""

    people: Sequence[Known]
    classes: Mapping[str, str]
    emails: Mapping[str, int] = field(default_factory=dict)


def compare(roster: Roster, there: There, *, is_whole: bool) -> Preview:
    """The fate of each row. Whoever is in no row leaves only where `is_whole`, and only where every row could be read."""
    roster = _spelled(roster, there.classes)
    new_classes, no_year = _new_classes(roster, there)
    matching = _Matching(roster, there)
    lines: list[Line] = [Line(Fate.REFUSED, one.about, one.row, words=one.words) for one in roster.not_taken]
    lines += [_line(record, matching, there, no_year) for record in roster.records]
    notes = list(roster.notes)
    if is_whole:
        met = {line.person for line in lines if line.person is not None}
        gone = [known for known in matching.candidates if known.id not in met]
        unread = [line for line in lines if line.fate is Fate.REFUSED and not line.words.startswith("The same as row")]
        if gone and unread:
            notes.append(_nobody_leaves(len(gone), len(unread)))
        else:
            lines += [_gone(known) for known in gone]
    used = {line.record.class_name for line in lines if line.record and line.fate in (Fate.NEW, Fate.CHANGED)}
    return Preview(
        group=roster.group,
        lines=tuple(sorted(lines, key=lambda line: (line.row == 0, line.row, cells.same(line.name)))),
        new_classes={name: year for name, year in new_classes.items() if name in used},
        notes=tuple(notes),
    )


class _Matching:
    """Finds who a row is about: by the number of the school's own system first, then by name, then by name and class."""

    def __init__(self, roster: Roster, there: There) -> None:
        kinds = {record.kind for record in roster.records}
        self.candidates = [one for one in there.people if one.group is roster.group and (one.kind != "governor" or "governor" in kinds)]
        everybody = [one for one in there.people if one.group is roster.group]
        self._of_number = {one.number: one for one in everybody if one.number}
        self._of_name: dict[str, list[Known]] = {}
        for one in everybody:
            self._of_name.setdefault(cells.same(one.name), []).append(one)
        self._taken: dict[int, Record] = {}
        numbers = {record.number for record in roster.records if record.number}
        self._spoken_for = {one.id for one in everybody if one.number in numbers}

    def find(self, record: Record) -> Known | None:
        """The person, None for somebody new. Raises NotSo where two could be meant, or another row meant them first."""
        found = self._of_number.get(record.number) if record.number else None
        if found is None:
            found = self._by_name(record)
        if found is not None:
            first = self._taken.setdefault(found.id, record)
            if first is not record:
                raise cells.NotSo(f"Row {first.row} is about {found.name} too: if they are two people, add the number of your own system.")
        return found

    def _by_name(self, record: Record) -> Known | None:
        named = [one for one in self._of_name.get(cells.same(record.name), ()) if one.id not in self._spoken_for]
        if record.number:
            named = [one for one in named if not one.number]
        if len(named) > 1:
            named = [one for one in named if record.class_name in one.classes] or named
        if len(named) > 1:
            raise cells.NotSo(
                f"{len(named)} people of the school are called {named[0].name}: add the number of your own system, or their class."
            )
        return named[0] if named else None


def _line(record: Record, matching: _Matching, there: There, no_year: frozenset[str]) -> Line:
    """The fate of one row that could be read."""
    try:
        found = matching.find(record)
    except cells.NotSo as why:
        return Line(Fate.REFUSED, record.name, record.row, record=record, words=str(why))
    if record.leaves is not None:
        return _leaver(record, found)
    if record.class_name in no_year and record.kind:
        note = f"There is no class {record.class_name} yet: bring the pupils in, then this list again, and they teach it."
        record = replace(record, class_name="", notes=(*record.notes, note))
    if record.class_name in no_year:
        words = f"No year group is known for the class {record.class_name}: add a column “Year group”, or make the class first."
        return Line(Fate.REFUSED, record.name, record.row, found.id if found else None, record, words=words)
    notes = list(record.notes)
    owner = there.emails.get(record.email) if record.email else None
    if owner is not None and (found is None or owner != found.id):
        notes.append(ADDRESS_TAKEN.format(email=record.email))
    if found is None:
        return Line(Fate.NEW, record.name, record.row, None, record, notes=tuple(notes))
    if found.email and record.email and found.email != record.email:
        notes.append(f"Signs in as {found.email}; the file says {record.email}. A file changes no sign-in: that is done on their page.")
    changes = tuple(_changes(record, found, is_free=owner is None))
    return Line(Fate.CHANGED if changes else Fate.SAME, found.name, record.row, found.id, record, changes, tuple(notes))


def _leaver(record: Record, found: Known | None) -> Line:
    """A row of somebody who leaves: whoever is not here stays unwritten."""
    if found is None:
        return Line(Fate.SAME, record.name, record.row, None, record, notes=("Has left, and is not here: nothing is written.",))
    return _gone(found, row=record.row, record=record)


def _gone(known: Known, *, row: int = 0, record: Record | None = None) -> Line:
    """Somebody who leaves."""
    return Line(Fate.LEAVES, known.name, row, known.id, record)


def _changes(record: Record, found: Known, *, is_free: bool) -> Iterable[str]:
    """What is different, as people say it."""
    if record.name != found.name:
        yield f"was called {found.name}"
    if record.kind and record.kind != found.kind and record.post:
        yield f"{found.kind} becomes {record.kind}"
    if record.class_name and record.class_name not in found.classes:
        from_ = f"from {', '.join(sorted(found.classes))} " if found.classes and record.kind == "" else ""
        yield f"{from_}to class {record.class_name}" if record.kind == "" else f"teaches class {record.class_name}"
    if record.number and record.number != found.number:
        yield "the number of your system is noted" if not found.number else "the number of your system is another"
    if record.email and not found.email and is_free:
        yield f"signs in as {record.email}, once invited"
    if any(_is_news(contact, found.contacts.get(cells.same(contact.name))) for contact in record.contacts):
        yield "contacts"  # and no more of them: whoever brings a list in may not be somebody who sees contacts


def _is_news(said: Contact, known: Contact | None) -> bool:
    """True where a file says more of a parent or carer. It never takes away a court order or a “do not contact”: a person does."""
    if known is None:
        return True
    is_other = said.has_responsibility is not None and said.has_responsibility is not known.has_responsibility
    is_ordered = said.has_court_order and not known.has_court_order
    return is_other or is_ordered or (said.is_not_contacted and not known.is_not_contacted)


def _spelled(roster: Roster, classes: Iterable[str]) -> Roster:
    """The same with classes spelled as the school spells them: 5k is 5K where there is a 5K."""
    known = {name.casefold(): name for name in classes}
    spelled = tuple(replace(one, class_name=known.get(one.class_name.casefold(), one.class_name)) for one in roster.records)
    return replace(roster, records=spelled)


def _new_classes(roster: Roster, there: There) -> tuple[dict[str, str], frozenset[str]]:
    """Classes that the file names and the school has not, with their year groups; and those of which no year group is known."""
    years = years_of_classes(roster.records)
    named = {record.class_name for record in roster.records if record.class_name and record.leaves is None}
    missing = sorted(named - there.classes.keys())
    if roster.group is Group.STAFF:
        return {}, frozenset(missing)
    return {name: years[name][0] for name in missing if name in years}, frozenset(name for name in missing if name not in years)


def _nobody_leaves(gone: int, unread: int) -> str:
    """Why a whole roster ends nobody."""
    people = "1 person is in no row" if gone == 1 else f"{gone} people are in no row"
    rows = "1 row was not taken" if unread == 1 else f"{unread} rows were not taken"
    return f"{people} of the file, and {rows}: they may be the same. So nobody is marked as left. Mend the file and upload it again."
