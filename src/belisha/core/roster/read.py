"""Rows of cells -> records, and a sentence for each row that cannot be one. Every row that is not empty is one or the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from belisha.core.roster import cells
from belisha.core.roster.cells import NotSo
from belisha.core.roster.columns import FORENAMES, MOST_SHOWN, SURNAMES, Columns, Meaning, OfContact, find_columns
from belisha.core.roster.model import MOST_ROWS, Contact, Group, NotTaken, Record, Roster, Row, Unreadable
from belisha.core.roster.posts import kind_of_post, role_in_post

Value = TypeVar("Value")
MOST_OF_NUMBER = 40


def read_roster(rows: Sequence[Row], group: Group) -> Roster:
    """Everything a file says about pupils or staff. `rows` are all rows of the file, as text. Raises Unreadable for the file as a whole."""
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            f"The file has {len(rows):,} rows; at most {MOST_ROWS:,} are read. Export the people of this school alone, or upload the "
            "file in parts without saying that it is the whole roster."
        )
    tidy = [tuple(cells.clean(cell) for cell in row) for row in rows]
    columns = find_columns(tidy, group)
    below = [(number + 1, row) for number, row in enumerate(tidy) if number > columns.heading_row and any(row)]
    if not below:
        raise Unreadable("Below its headings the file is empty: export the list again.")
    records, not_taken = _of_rows(below, columns, group)
    records, doubled = _without_doubles(records)
    notes = (*_notes(columns, below, group), *_mixed_classes(records))
    order = sorted([*not_taken, *doubled], key=lambda one: one.row)
    if not records and len(order) == len(below):
        raise Unreadable(f"None of the {len(below)} rows can be read. Row {order[0].row}: {order[0].words}")
    return Roster(group, tuple(records), tuple(order), notes, columns.has(Meaning.CLASS), columns.has(Meaning.POST))


def _of_rows(below: Sequence[tuple[int, Row]], columns: Columns, group: Group) -> tuple[list[Record], list[NotTaken]]:
    """The records of these rows, and the rows that are none."""
    records, not_taken = [], []
    for number, row in below:
        reading = _Reading(number, row, columns)
        try:
            records.append(reading.record(group))
        except NotSo as why:
            not_taken.append(NotTaken(number, reading.about(), str(why)))
    return records, not_taken


@dataclass(frozen=True, slots=True)
class _Reading:
    """One row under its columns."""

    number: int
    row: Row
    columns: Columns

    def record(self, group: Group) -> Record:
        """What the row says. Raises NotSo with a whole sentence."""
        self.check_width()
        notes: list[str] = []
        is_staff = group is Group.STAFF
        post = self.first(Meaning.POST) if is_staff else ""
        class_name = self.may(Meaning.CLASS, cells.class_name, notes) if is_staff else self.must(Meaning.CLASS, cells.class_name)
        contacts = () if is_staff else tuple(self.contacts(notes))
        found = Record(
            row=self.number,
            name=self.name(),
            number=self.system_number(),
            class_name=class_name,
            year="" if is_staff else self.must(Meaning.YEAR, cells.year) or cells.year_of_class(class_name),
            kind=kind_of_post(post, teaches=bool(class_name)) if is_staff else "",
            post=post[: cells.LONGEST_NAME],
            email=self.may(Meaning.EMAIL, cells.email, notes) if is_staff else "",
            leaves=self.must(Meaning.LEAVES, cells.day),
            contacts=contacts,
        )
        role = role_in_post(post)
        if role:
            notes.append(f"The post “{found.post}” reads like the role {role}. A file gives no role: that is done on the page “Roles”.")
        return replace(found, notes=tuple(notes))

    def check_width(self) -> None:
        """Raises NotSo where the row has more cells than there are headings: then every cell may stand under the wrong one."""
        beyond = [cell for cell in self.row[self.columns.width :] if cell]
        if beyond:
            raise NotSo(
                f"The row has more cells than there are headings (“{beyond[0][:40]}” stands under none): "
                "is there a comma without quotation marks?"
            )

    def name(self) -> str:
        """Forename and surname as the person is called. Raises NotSo where one is missing."""
        forename, surname = self.part(FORENAMES), self.part(SURNAMES)
        if forename and surname:
            return f"{forename} {surname}"
        whole = self.must(Meaning.NAME, cells.turned_round)
        if whole:
            return whole
        missing = "name" if not forename and not surname else "surname" if forename else "forename"
        raise NotSo(f"The {missing} is missing: fill it in and upload the file again.")

    def part(self, meanings: Sequence[Meaning]) -> str:
        """The first of these that is filled in: what somebody is called comes before what stands in the register."""
        return next((found for meaning in meanings if (found := self.must(meaning, cells.name))), "")

    def system_number(self) -> str:
        """The number in the school's own system, as it stands there."""
        found = self.first(Meaning.NUMBER).removesuffix(".0")
        if len(found) > MOST_OF_NUMBER or not found.isprintable():
            raise NotSo(f"The number in your system is too long, or holds signs that cannot be seen: {MOST_OF_NUMBER} at most are read.")
        return found

    def contacts(self, notes: list[str]) -> Iterator[Contact]:
        """The parents and carers of a row. What cannot be read of one is a note, not the end of the pupil."""
        for which, places in self.columns.contacts.items():
            of = {meaning: self.row[place] if place < len(self.row) else "" for meaning, place in places.items()}
            try:
                found = _contact(of, which)
            except NotSo as why:
                notes.append(f"{which.capitalize() if which.isalpha() else f'Contact {which}'} was left out: the {why}.")
                continue
            if found is not None:
                yield found

    def first(self, meaning: Meaning) -> str:
        """The cell of this meaning. Two columns that say the same thing count as one; raises NotSo where they do not."""
        said = [self.row[place] for place in self.columns.places.get(meaning, ()) if place < len(self.row) and self.row[place]]
        other = next((cell for cell in said if cells.same(cell) != cells.same(said[0])), None)
        if other is not None:
            raise NotSo(f"Two columns say a different {meaning.value}: “{said[0][:40]}” and “{other[:40]}”. Keep the right one.")
        return said[0] if said else ""

    def must(self, meaning: Meaning, read: Callable[[str], Value]) -> Value:
        """The cell, read. Raises NotSo with a sentence."""
        try:
            return read(self.first(meaning))
        except NotSo as why:
            raise NotSo(str(why) if str(why)[0].isupper() else f"The {meaning.value} {why}.") from why

    def may(self, meaning: Meaning, read: Callable[[str], str], notes: list[str]) -> str:
        """The cell, read; "" and a note where it cannot be."""
        try:
            return self.must(meaning, read)
        except NotSo as why:
            notes.append(f"{str(why).rstrip('.')}: it was left out.")
            return ""

    def about(self) -> str:
        """What a row that cannot be read seems to be about: its cells of names, cut short; or that it has none."""
        meanings = (Meaning.FORENAME, Meaning.PREFERRED_FORENAME, Meaning.LEGAL_FORENAME, *SURNAMES, Meaning.NAME, Meaning.CLASS)
        places = [place for meaning in meanings for place in self.columns.places.get(meaning, ())]
        said = " ".join(dict.fromkeys(self.row[place] for place in places if place < len(self.row) and self.row[place]))
        printable = "".join(sign if sign.isprintable() else "·" for sign in said)
        return printable if len(printable) <= 60 else f"{printable[:60]}…"


def _contact(of: dict[OfContact, str], which: str) -> Contact | None:
    """A parent or carer; None where the cells are empty. Raises NotSo with the rest of a sentence."""

    def cell(meaning: OfContact, read: Callable[[str], Value]) -> Value:
        try:
            return read(of.get(meaning, ""))
        except NotSo as why:
            raise NotSo(f"{meaning.value} {why}") from why

    parts = [cell(meaning, cells.name) for meaning in (OfContact.FORENAME, OfContact.SURNAME)]
    name = " ".join(part for part in parts if part) or cell(OfContact.NAME, cells.turned_round)
    if not name:
        return None
    return Contact(
        name=name,
        relationship=(cell(OfContact.RELATIONSHIP, cells.name) or ("" if which.isdigit() else which)).casefold(),
        has_responsibility=cell(OfContact.RESPONSIBILITY, cells.yes_or_no),
        has_court_order=bool(cell(OfContact.COURT_ORDER, cells.yes_or_no)),
        is_not_contacted=bool(cell(OfContact.NOT_CONTACTED, cells.yes_or_no)),
        email=cell(OfContact.EMAIL, cells.email),
    )


def _without_doubles(records: list[Record]) -> tuple[list[Record], list[NotTaken]]:
    """The records, without those that are in the file twice: of one number, or of one name where a number does not tell them apart."""
    numbers = Counter(one.number for one in records if one.number)
    names = Counter(_called(one) for one in records if not one.number)
    kept, doubled, seen = [], [], dict[tuple[object, ...], Record]()
    for one in records:
        key = ("number", one.number) if one.number else ("name", _called(one))
        first = seen.setdefault(key, one)
        if first is one:
            kept.append(one)
        elif _as_said(first) == _as_said(one):
            doubled.append(NotTaken(one.row, one.name, f"The same as row {first.row}: it is counted once."))
        elif numbers[one.number] > 1:
            words = f"Row {first.row} has the same number in your system ({one.number}) and says otherwise: correct one of them."
            doubled.append(NotTaken(one.row, one.name, words))
        elif names[_called(one)] > 1:
            words = f"Row {first.row} has the same name and class: if they are two people, add the number of your own system to the file."
            doubled.append(NotTaken(one.row, one.name, words))
    return kept, doubled


def _called(one: Record) -> tuple[str, str]:
    return cells.same(one.name), one.class_name.casefold()


def _as_said(one: Record) -> Record:
    return replace(one, row=0)


def _notes(columns: Columns, below: Sequence[tuple[int, Row]], group: Group) -> Iterator[str]:
    """What holds for the file as a whole."""
    if columns.not_kept:
        yield f"Not read and not kept: {_few(columns.not_kept)}. Belisha does not need them."
    if columns.unread:
        yield f"Not read, because nobody here knows these headings: {_few(columns.unread)}."
    nameless = sum(1 for place in columns.nameless if any(place < len(row) and row[place] for _, row in below))
    if nameless:
        yield f"{nameless} {'column has' if nameless == 1 else 'columns have'} no heading of their own (merged cells?) and were not read."
    if group is Group.STAFF and not columns.has(Meaning.POST):
        yield "There is no column with posts: whoever has a class is taken for a teacher, the others for support staff."
    if group is Group.PUPILS and not columns.has(Meaning.CLASS):
        yield "There is no column with classes: pupils who are there stay in theirs, new ones are in none until a file or somebody says so."


def _mixed_classes(records: Sequence[Record]) -> Iterator[str]:
    """Classes of several year groups, which are kept as the youngest."""
    for name, years in years_of_classes(records).items():
        if len(years) > 1:
            words = f"{', '.join(years[:-1])} and {years[-1]}"
            yield f"Class {name} has pupils of {words}: it is kept as {years[0]}, so that the rules of the youngest hold for all of it."


def years_of_classes(records: Sequence[Record]) -> dict[str, list[str]]:
    """The year groups in each class of these records, the youngest first."""
    found: dict[str, set[str]] = {}
    for one in records:
        if one.class_name and one.year and one.leaves is None:
            found.setdefault(one.class_name, set()).add(one.year)
    return {name: sorted(years, key=age_of_year) for name, years in sorted(found.items())}


def age_of_year(year: str) -> int:
    """Year groups in the order of age: nursery, R, 1, 2 …"""
    if year == "nursery":
        return -1
    number = year.removeprefix("year ")
    return int(number) if number.isdigit() else 0


def _few(words: Sequence[str]) -> str:
    shown = ", ".join(word[:40] for word in words[:MOST_SHOWN])
    return shown if len(words) <= MOST_SHOWN else f"{shown} and {len(words) - MOST_SHOWN} more"
