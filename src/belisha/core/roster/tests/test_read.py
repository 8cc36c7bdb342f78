"""What is read out of a list: columns by many names, each row a record or a sentence, and nothing lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from belisha.core.roster.columns import Meaning, OfContact, find_columns
from belisha.core.roster.keep import as_plain, from_plain
from belisha.core.roster.model import MOST_ROWS, Contact, Group, Roster, Unreadable
from belisha.core.roster.read import read_roster

NAUGHTY = Path(__file__).parents[6] / "shared" / "data" / "blns" / "blns.json"
PLAIN = ("Forename", "Surname", "Class", "Year group")


def rows(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split("|")) for line in text.strip().splitlines()]


def pupils(text: str) -> Roster:
    return read_roster(rows(text), Group.PUPILS)


def staff(text: str) -> Roster:
    return read_roster(rows(text), Group.STAFF)


@pytest.mark.parametrize(
    "headings",
    [
        "Forename|Surname|Reg|Year",
        "Legal Forename|Legal Surname|Reg Group|NC Year",
        "First Name|Last Name|Registration Group|Year Group",
        "Preferred first name|Legal last name|Registration form|Year group",
        "givenName|familyName|Class|grades",
        "FORENAME|SURNAME|TUTOR_GROUP|YR",
        " Chosen forename |Preferred Surname|Reg Form|Curriculum Year",
    ],
)
def test_headings_as_school_systems_write_them(headings: str) -> None:
    (one,) = pupils(f"{headings}\nAnna|Bell|5K|5").records
    assert (one.name, one.class_name, one.year) == ("Anna Bell", "5K", "year 5")


def test_a_title_above_the_headings_is_passed_over() -> None:
    found = pupils("Zebra Lane Primary School||\nPupil list, 1 September 2026||\n||\nForename|Surname|Reg\nAnna|Bell|5K")
    assert [(one.row, one.name) for one in found.records] == [(5, "Anna Bell")]


@pytest.mark.parametrize(
    ("cell", "name"), [("Bell, Anna", "Anna Bell"), ("Anna Bell", "Anna Bell"), ("  O’Hara ,  Siân  ", "Siân O’Hara"), ("Bell,", "Bell")]
)
def test_a_whole_name_in_one_column_is_turned_round(cell: str, name: str) -> None:
    assert pupils(f"Pupil name|Class\n{cell}|5K").records[0].name == name


def test_what_a_child_is_called_comes_before_what_stands_in_the_register() -> None:
    found = pupils("Legal forename|Preferred forename|Legal surname|Class\nAnnabel|Bel|Bell|5K\nJonas||Kerb|5K")
    assert [one.name for one in found.records] == ["Bel Bell", "Jonas Kerb"]


def test_the_upn_the_birthday_and_the_like_are_not_kept() -> None:
    found = pupils("Forename|Surname|UPN|DOB|Gender|House\nAnna|Bell|H801200001001|1/2/2016|F|Red")
    assert "H801200001001" not in json.dumps(as_plain(found))
    assert "2016" not in json.dumps(as_plain(found))
    assert found.notes[:2] == (
        "Not read and not kept: UPN, DOB, Gender. Belisha does not need them.",
        "Not read, because nobody here knows these headings: House.",
    )


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        *[("5", "year 5"), ("Year 5", "year 5"), ("Yr 5", "year 5"), ("Y5", "year 5"), ("05", "year 5"), ("NC Year 11", "year 11")],
        *[("R", "year R"), ("Reception", "year R"), ("KG", "year R"), ("N2", "nursery"), ("", "year 6")],
    ],
)
def test_year_groups_as_people_write_them(cell: str, year: str) -> None:
    assert pupils(f"Forename|Surname|Class|Year\nAnna|Bell|6R|{cell}").records[0].year == year


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("|Bell|5K|5", "The forename is missing"),
        ("Anna||5K|5", "The surname is missing"),
        ("||5K|5", "The name is missing"),
        ("Anna|=HYPERLINK(A1)|5K|5", "The surname is a formula: write what it shows"),
        ("#REF!|Bell|5K|5", "a formula that went wrong"),
        ("Anna|Be<b>ll|5K|5", "The surname holds “<”, which is in no name"),
        ("An\u202ena|Bell|5K|5", "a sign that cannot be seen (U+202E)"),
        ("123|Bell|5K|5", "The forename is “123”, which has no letters"),
        (f"{'A' * 101}|Bell|5K|5", "has 101 signs; 100 at most are read"),
        ("Anna|Bell|The Very Long Kestrels|5", "twelve letters, figures and hyphens at most"),
        ("Anna|Bell|5K|fifth", "The year group is “fifth”; write it like 5, Year 5 or Reception"),
        ("Anna|Bell|5K|5|extra", "more cells than there are headings (“extra” stands under none)"),
    ],
)
def test_a_row_that_cannot_be_read_gets_a_sentence_and_the_others_are_read(row: str, words: str) -> None:
    found = pupils(f"{'|'.join(PLAIN)}\n{row}\nCara|Kerb|5K|5")
    assert [one.name for one in found.records] == ["Cara Kerb"]
    (refused,) = found.not_taken
    assert refused.row == 2
    assert words in refused.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("|\n|", "The file is empty"),
        ("Forename|Surname", "Below its headings the file is empty"),
        ("Forename|Class\nAnna|5K", "No column with surnames (call it “Surname”) was found. The headings read were: “Forename”, “Class”"),
        ("Surname|Class\nBell|5K", "No column with forenames"),
        ("Anna|Bell\nCara|Kerb", "No column with names (call them “Forename” and “Surname”)"),
        ("Forename|Surname|Job title\nAnna|Bell|Teacher", "This looks like a list of staff"),
        ("Forename|Surname|Class\n=1+1|Bell|5K", "None of the 1 rows can be read. Row 2: The forename is a formula"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_what_was_found(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        pupils(text)
    assert words in str(refusal.value)


def test_twenty_thousand_rows_are_somebody_elses_file() -> None:
    with pytest.raises(Unreadable, match=r"The file has 20,001 rows; at most 5,000 are read"):
        read_roster([PLAIN, *[("Anna", "Bell", "5K", "5")] * 20_000], Group.PUPILS)
    assert MOST_ROWS == 5_000


def test_two_columns_that_say_the_same_count_as_one_and_others_do_not() -> None:
    found = pupils("Forename|First name|Surname|Class\nAnna|Anna|Bell|5K\nAnna|Hannah|Kerb|5K")
    assert [one.name for one in found.records] == ["Anna Bell"]
    assert found.not_taken[0].words == "Two columns say a different forename: “Anna” and “Hannah”. Keep the right one."


def test_merged_headings_are_told() -> None:
    found = read_roster([("Forename", "Surname", "", ""), ("Anna", "Bell", "x", "")], Group.PUPILS)
    assert "1 column has no heading of their own (merged cells?) and were not read." in found.notes


def test_the_same_row_twice_counts_once_and_a_different_one_is_told() -> None:
    found = pupils("Forename|Surname|Class|Adno\nAnna|Bell|5K|7\nAnna|Bell|5K|7\nAnna|Bell|4B|7\nAnna|Bell|5K|8")
    assert [(one.row, one.number) for one in found.records] == [(2, "7"), (5, "8")]
    assert [(one.row, one.words.split(":")[0]) for one in found.not_taken] == [
        (3, "The same as row 2"),
        (4, "Row 2 has the same number in your system (7) and says otherwise"),
    ]


def test_two_of_one_name_and_class_need_a_number() -> None:
    found = pupils("Forename|Surname|Class|Year\nAnna|Bell|5K|5\nAnna|Bell|5K|6")
    assert found.not_taken[0].words.startswith("Row 2 has the same name and class: if they are two people, add the number")


def test_a_class_of_two_years_is_kept_as_the_younger() -> None:
    found = pupils("Forename|Surname|Class|Year\nAnna|Bell|Kestrels|4\nCara|Kerb|Kestrels|3")
    assert found.notes == (
        "Class Kestrels has pupils of year 3 and year 4: it is kept as year 3, so that the rules of the youngest hold for all of it.",
    )


@pytest.mark.parametrize(
    ("post", "kind"),
    [
        *[("Class Teacher", "teacher"), ("Headteacher", "teacher"), ("Assistant Head", "teacher"), ("ECT", "teacher")],
        *[("Teaching Assistant", "support staff"), ("HLTA", "support staff"), ("Site Manager", "support staff"), ("", "support staff")],
        *[("Parent Governor", "governor"), ("Volunteer reader", "volunteer"), ("SENCo", "teacher"), ("IT Technician", "support staff")],
    ],
)
def test_a_post_says_what_somebody_is(post: str, kind: str) -> None:
    assert staff(f"Forename|Surname|Post\nAnna|Bell|{post}").records[0].kind == kind


@pytest.mark.parametrize(
    ("post", "role"),
    [
        *[("Head Teacher", "headteacher"), ("Deputy Headteacher", ""), ("Network Manager", "network manager"), ("DSL", "designated safe")],
        *[("Deputy DSL", "deputy safeguarding lead"), ("Chair of Governors", "chair of gov"), ("Vice-Chair of Governors", "vice-chair")],
    ],
)
def test_a_post_that_sounds_like_a_role_is_told_and_gives_none(post: str, role: str) -> None:
    notes = " ".join(staff(f"Forename|Surname|Post\nAnna|Bell|{post}").records[0].notes)
    assert role in notes if role else notes == ""


def test_an_address_that_is_none_leaves_the_row() -> None:
    found = staff("Forename|Surname|Work e-mail\nAnna|Bell|anna at school\nCara|Kerb|Cara.Kerb@Zebra-Lane.example")
    assert [one.email for one in found.records] == ["", "cara.kerb@zebra-lane.example"]
    assert found.records[0].notes == ("The work e-mail is “anna at school”, which is no e-mail address: it was left out.",)


def test_contacts_with_parental_responsibility() -> None:
    found = pupils(
        "Forename|Surname|Parent 1 name|Parent 1 relationship|Parent 1 parental responsibility|Contact 2 forename|Contact 2 surname"
        "|Contact 2 court order|Contact 2 do not contact\n"
        "Anna|Bell|Bell, Mo|Mother|Yes|Jo|Kerb|Y|Y\nCara|Dale|Mo <Dale>||No||||"
    )
    assert found.records[0].contacts == (
        Contact("Mo Bell", "mother", has_responsibility=True),
        Contact("Jo Kerb", has_court_order=True, is_not_contacted=True),
    )
    assert found.records[1].contacts == ()
    assert found.records[1].notes == ("Contact 1 was left out: the name holds “<”, which is in no name.",)


def test_columns_of_contacts_are_told_from_those_of_the_child() -> None:
    found = find_columns([("Forename", "Surname", "Mother name", "Email", "Contact 1 email")], Group.PUPILS)
    assert found.contacts == {"mother": {OfContact.NAME: 2}, "1": {OfContact.EMAIL: 4}}
    assert found.places[Meaning.EMAIL] == (3,)


def test_a_day_of_leaving_is_read() -> None:
    found = pupils("Forename|Surname|Leaving date\nAnna|Bell|31/8/2026\nCara|Kerb|2026-08-31 00:00\nDan|Lamp|soon")
    assert [one.leaves for one in found.records] == [date(2026, 8, 31)] * 2
    assert found.not_taken[0].words == "The leaving date is “soon”; write it like 31/8/2026."


def test_a_roster_is_kept_and_comes_back_the_same() -> None:
    found = pupils("Forename|Surname|Parent 1 name|Leaving date\nAnna|Bell|Mo Bell|31/8/2026\n|Kerb||")
    assert from_plain(json.loads(json.dumps(as_plain(found)))) == found


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the list of naughty strings is not beside this checkout")
@pytest.mark.parametrize("group", list(Group))
def test_naughty_strings_are_read_or_answered_with_a_sentence(group: Group) -> None:
    naughty = [word for word in json.loads(NAUGHTY.read_text(encoding="utf-8")) if word.strip()]
    given = [(*PLAIN, "Post", "Email", "Contact 1 name"), *[(word, word, word, "5", word, word, word) for word in naughty]]
    given += [("Anna", word, "5K", "5", word, word, word) for word in naughty]
    found = read_roster(given, group)
    assert len(found.records) + len(found.not_taken) == len(given) - 1, "every row is a record or a sentence"
    assert all(one.words and one.words[-1] in ".:" for one in found.not_taken)
