"""The fate of each row: who it is about, what it changes, who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.core.roster.compare import Known, Preview, There, compare
from belisha.core.roster.model import Contact, Fate, Group, NotTaken, Record, Roster

CLASSES = {"5K": "year 5", "4B": "year 4"}


def known(person: int, name: str, **more: object) -> Known:
    return Known(id=person, name=name, group=more.pop("group", Group.PUPILS), **more)  # type: ignore[arg-type]


def row(at: int, name: str, **more: object) -> Record:
    return Record(row=at, name=name, **more)  # type: ignore[arg-type]


def preview(records: Sequence[Record], people: Sequence[Known], *, group: Group = Group.PUPILS, **more: object) -> Preview:
    is_whole = bool(more.pop("is_whole", False))
    emails = {one.email: one.id for one in people if one.email}
    roster = Roster(group, tuple(records), **more)  # type: ignore[arg-type]
    return compare(roster, There(people, CLASSES, emails), is_whole=is_whole)


def fates(found: Preview) -> list[tuple[str, Fate]]:
    return [(line.name, line.fate) for line in found.lines]


def test_the_number_comes_before_the_name() -> None:
    people = [known(1, "Anna Bell", number="7"), known(2, "Anna Stripe", number="8")]
    found = preview([row(2, "Anna Stripe", number="7")], people)
    (line,) = found.lines
    assert (line.person, line.fate, line.changes) == (1, Fate.CHANGED, ("was called Anna Bell",))


def test_somebody_with_another_number_is_somebody_else() -> None:
    assert fates(preview([row(2, "Anna Bell", number="9")], [known(1, "Anna Bell", number="7")])) == [("Anna Bell", Fate.NEW)]


def test_somebody_without_a_number_is_found_by_name_and_given_it() -> None:
    found = preview([row(2, "ANNA  O'Bell", number="9")], [known(1, "Anna O’Bell")])
    assert found.lines[0].person == 1
    assert "the number of your system is noted" in found.lines[0].changes


def test_two_of_one_name_are_told_apart_by_their_class_or_not_at_all() -> None:
    people = [known(1, "Anna Bell", classes=frozenset({"5K"})), known(2, "Anna Bell", classes=frozenset({"4B"}))]
    assert preview([row(2, "Anna Bell", class_name="4B")], people).lines[0].person == 2
    (line,) = preview([row(2, "Anna Bell")], people).lines
    assert line.fate is Fate.REFUSED
    assert line.words == "2 people of the school are called Anna Bell: add the number of your own system, or their class."


def test_two_rows_are_never_one_person() -> None:
    found = preview([row(2, "Anna Bell", class_name="5K"), row(3, "Anna Bell", class_name="4B")], [known(1, "Anna Bell")])
    assert [line.fate for line in found.lines] == [Fate.CHANGED, Fate.REFUSED]
    assert found.lines[1].words.startswith("Row 2 is about Anna Bell too")


def test_classes_are_spelled_as_the_school_spells_them() -> None:
    found = preview([row(2, "Anna Bell", class_name="5k", year="year 5")], [known(1, "Anna Bell", classes=frozenset({"5K"}))])
    assert fates(found) == [("Anna Bell", Fate.SAME)]
    assert found.new_classes == {}


def test_a_new_class_needs_a_year_group() -> None:
    found = preview([row(2, "Anna Bell", class_name="Owls"), row(3, "Cara Dale", class_name="Wrens", year="year 1")], [])
    assert fates(found) == [("Anna Bell", Fate.REFUSED), ("Cara Dale", Fate.NEW)]
    assert found.new_classes == {"Wrens": "year 1"}


def test_a_teacher_of_a_class_that_is_not_there_yet_is_taken_without_it() -> None:
    (line,) = preview([row(2, "Nora Lamp", class_name="Owls", kind="teacher", post="Teacher")], [], group=Group.STAFF).lines
    assert (line.fate, line.record and line.record.class_name) == (Fate.NEW, "")
    assert line.notes == ("There is no class Owls yet: bring the pupils in, then this list again, and they teach it.",)


def test_nobodys_sign_in_is_changed() -> None:
    people = [known(1, "Nora Lamp", group=Group.STAFF, kind="teacher", email="nora@a.example"), known(2, "Tom Dale", group=Group.STAFF)]
    found = preview([row(2, "Nora Lamp", email="other@a.example"), row(3, "Tom Dale", email="nora@a.example")], people, group=Group.STAFF)
    assert [line.fate for line in found.lines] == [Fate.SAME, Fate.SAME]
    assert found.lines[0].notes[0].startswith("Signs in as nora@a.example; the file says other@a.example.")
    assert found.lines[1].notes == ("The address nora@a.example belongs to somebody else of the school: it was left out.",)


def test_governors_stay_where_the_list_of_staff_has_none() -> None:
    people = [known(1, "Griffin Globe", group=Group.STAFF, kind="governor"), known(2, "Tom Dale", group=Group.STAFF, kind="teacher")]
    found = preview([row(2, "Nora Lamp", kind="teacher")], people, group=Group.STAFF, is_whole=True)
    assert [line.name for line in found.of(Fate.LEAVES)] == ["Tom Dale"]


def test_a_day_of_leaving_in_the_file_ends_somebody_without_the_whole_list() -> None:
    records = [row(2, "Anna Bell", leaves=date(2026, 8, 31)), row(3, "Nobody Here", leaves=date(2026, 8, 31))]
    assert fates(preview(records, [known(1, "Anna Bell")])) == [("Anna Bell", Fate.LEAVES), ("Nobody Here", Fate.SAME)]


def test_nobody_leaves_where_a_row_was_not_taken() -> None:
    more = {"is_whole": True, "not_taken": (NotTaken(3, "? Bell", "The forename is missing"),)}
    found = preview([row(2, "Cara Dale")], [known(1, "Anna Bell"), known(2, "Cara Dale")], **more)
    assert found.of(Fate.LEAVES) == ()
    assert found.notes[-1].startswith("1 person is in no row of the file, and 1 row was not taken: they may be the same.")


@pytest.mark.parametrize(
    ("said", "is_news"),
    [
        (Contact("Mo Bell"), False),
        (Contact("Mo Bell", has_responsibility=False), True),
        (Contact("Mo Bell", has_court_order=True), False),
        (Contact("Mo Bell", is_not_contacted=True), True),
        (Contact("Jo Bell"), True),
    ],
)
def test_contacts_only_ever_gain(said: Contact, is_news: bool) -> None:
    there = {"mo bell": Contact("Mo Bell", has_responsibility=True, has_court_order=True)}
    (line,) = preview([row(2, "Anna Bell", contacts=(said,))], [known(1, "Anna Bell", contacts=there)]).lines
    assert line.changes == (("contacts",) if is_news else ())


NAMES = st.sampled_from(["Anna Bell", "Cara Dale", "Dan Lamp"])
NUMBERS = st.sampled_from(["", "", "1", "2"])
RECORDS = st.lists(st.builds(row, st.integers(2, 99), NAMES, number=NUMBERS, class_name=st.sampled_from(["", "5K", "4B"])), max_size=6)
PEOPLE = st.lists(st.builds(known, st.integers(1, 99), NAMES, number=NUMBERS), max_size=6, unique_by=lambda one: one.id)


@given(RECORDS, PEOPLE, st.booleans())
def test_every_row_and_everybody_is_met_once(records: list[Record], people: list[Known], is_whole: bool) -> None:
    found = preview(records, people, is_whole=is_whole)
    assert sum(line.record is not None for line in found.lines) == len(records), "no row is lost"
    done = [line.person for line in found.lines if line.person is not None and line.fate is not Fate.REFUSED]
    assert len(done) == len(set(done)), "nobody is changed twice, or changed and gone"
    assert is_whole or not found.of(Fate.LEAVES)
