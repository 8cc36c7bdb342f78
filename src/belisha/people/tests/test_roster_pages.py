"""A list is brought in: chosen, seen, confirmed; nothing of anybody is written before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from belisha.adapters.spreadsheets.tests.books import workbook
from belisha.audit.models import AuditRecord
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import actions, queries
from belisha.people.models import ClassMember, Contact, Person, RoleHolding, RosterDraft, SchoolClass
from belisha.people.states import Kind
from tests.cast import Cast, actor

TODAY = date(2026, 9, 15)
PUPILS = "Forename,Surname,Reg,Year,Adno\nAnna,Bell,5K,5,1\nCara,Kerb,6M,6,2\n"
STAFF = "Forename,Surname,Post,Work e-mail,Class\nNora,Lamp,Class Teacher,nora.lamp@zebra-lane.example,5K\nTom,Dale,Caretaker,,\n"


@pytest.fixture
def as_manager(client: Client, cast: Cast, at_moment: object) -> Client:
    client.force_login(cast.network_manager.account)
    return client


def upload(client: Client, text: str | bytes, *, group: str = "PUPILS", name: str = "pupils.csv", **more: str) -> Client:
    data = text.encode() if isinstance(text, str) else text
    given = {"group": group, "file": SimpleUploadedFile(name, data), "starts": "2026-09-15", **more}
    return client.post("/people/lists/", given, follow=True)


def confirm(client: Client, page: object, **more: str) -> object:
    draft = RosterDraft.objects.get()
    return client.post(f"/people/lists/{draft.pk}/confirm/", {"seen": page.context["seen"], **more}, follow=True)


def test_a_list_is_shown_before_anything_is_written(as_manager: Client, cast: Cast) -> None:
    people, records = Person.objects.count(), AuditRecord.objects.count()
    page = upload(as_manager, PUPILS)
    words = page.content.decode()
    assert "Nothing is written yet" in words
    assert "<strong>2</strong> new" in words
    assert "New classes: <strong>6M</strong> (year 6)" in words
    assert (Person.objects.count(), AuditRecord.objects.count()) == (people, records)


def test_confirming_writes_people_classes_and_one_record(as_manager: Client, cast: Cast, school: object) -> None:
    page = confirm(as_manager, upload(as_manager, PUPILS))
    assert "The list is brought in: 2 new, 0 changed, 0 left. New classes: 6M." in page.content.decode()
    anna, cara = Person.objects.get(name="Anna Bell"), Person.objects.get(name="Cara Kerb")
    assert (anna.number, anna.joined, queries.class_of_pupil(anna, TODAY)) == ("1", TODAY, "5K")
    assert queries.class_of_pupil(cara, TODAY) == "6M"
    assert queries.classes(school, on=TODAY)["6M"] == "year 6"
    assert AuditRecord.objects.filter(action="list brought in").count() == 1
    assert RosterDraft.objects.count() == 0, "what was read of the file is gone"


def test_the_same_list_again_does_nothing(as_manager: Client, cast: Cast) -> None:
    confirm(as_manager, upload(as_manager, PUPILS))
    page = upload(as_manager, PUPILS)
    assert "There is nothing to do:" in page.content.decode()
    assert "Nothing was written" in confirm(as_manager, page).content.decode()


def test_a_list_again_moves_renames_and_keeps_the_past(as_manager: Client, cast: Cast) -> None:
    confirm(as_manager, upload(as_manager, PUPILS))
    page = upload(as_manager, "Forename,Surname,Reg,Year,Adno\nAnna,Stripe,4B,4,1\nCara,Kerb,6M,6,2\n", starts="2026-09-21")
    assert "was called Anna Bell; from 5K to class 4B" in page.content.decode()
    confirm(as_manager, page)
    anna = Person.objects.get(name="Anna Stripe")
    assert [queries.class_of_pupil(anna, day) for day in (TODAY, date(2026, 9, 21))] == ["5K", "4B"]


def test_staff_get_an_account_to_be_invited_to_and_their_class_and_no_role(as_manager: Client, cast: Cast) -> None:
    confirm(as_manager, upload(as_manager, STAFF, group="STAFF"))
    nora, tom = Person.objects.get(name="Nora Lamp"), Person.objects.get(name="Tom Dale")
    assert (nora.kind, nora.account.email, nora.account.has_usable_password()) == ("TEACHER", "nora.lamp@zebra-lane.example", False)
    assert (tom.kind, tom.account) == ("SUPPORT_STAFF", None)
    assert queries.classes_of_teacher(nora, TODAY) == ["5K"]
    assert not RoleHolding.objects.filter(person__in=[nora, tom]).exists()


def test_a_workbook_does_as_well(as_manager: Client, cast: Cast) -> None:
    rows = [("First name", "Last name", "Registration group", "Year group"), ("Anna", "Bell", "5K", 5)]
    page = upload(as_manager, workbook(rows), name="pupils.xlsx")
    confirm(as_manager, page)
    assert queries.class_of_pupil(Person.objects.get(name="Anna Bell"), TODAY) == "5K"


def test_nobody_leaves_where_the_list_does_not_name_everybody(as_manager: Client, cast: Cast) -> None:
    page = upload(as_manager, PUPILS)
    assert page.context["leaves"] == ()


def test_a_whole_list_names_who_leaves_and_asks_twice_where_they_are_many(as_manager: Client, cast: Cast) -> None:
    page = upload(as_manager, PUPILS, is_whole="on")
    words = page.content.decode()
    assert all(one.name in words for one in (cast.pupil_5k, cast.pupil_4b))
    assert "4 people would leave. Is this the right file?" in words
    assert "Tick that you have looked at who leaves" in confirm(as_manager, page).content.decode()
    confirm(as_manager, page, many="on")
    cast.pupil_5k.refresh_from_db()
    assert cast.pupil_5k.left == TODAY


def test_a_whole_list_with_a_row_that_cannot_be_read_ends_nobody(as_manager: Client, cast: Cast) -> None:
    page = upload(as_manager, PUPILS + ",Dale,5K,5,3\n", is_whole="on")
    assert page.context["leaves"] == ()
    assert "4 people are in no row of the file, and 1 row was not taken: they may be the same" in page.content.decode()


def test_the_last_holder_of_a_role_that_is_needed_stays(
    as_manager: Client, cast: Cast, school: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from belisha.people import providers

    need = lambda school, on: {"e-safety team": 1, "headteacher": 1}  # noqa: E731
    providers.register(need)
    try:
        page = upload(as_manager, STAFF, group="STAFF", is_whole="on")
    finally:
        providers.forget(need)
    kept = {line.name for line in page.context["refused"]}
    assert {cast.head.name} <= kept
    assert len({cast.esafety.name, cast.esafety_2.name} & kept) == 1, "of two who hold it, one may go"
    assert "from 15 September 2026 on fewer than 1 would be headteacher" in page.content.decode()


def test_a_list_that_changed_under_the_reader_is_shown_again(as_manager: Client, cast: Cast, moment: object) -> None:
    page = upload(as_manager, PUPILS)
    actions.add_person(by=actor(cast.head), name="Anna Bell", kind=Kind.PUPIL, joined=TODAY, now=clock.now())
    again = confirm(as_manager, page)
    assert again.status_code == 409
    assert "The people of the school changed since this page was made" in again.content.decode()
    assert "<strong>1</strong> new" in again.content.decode()


def test_a_list_confirmed_twice_is_written_once(as_manager: Client, cast: Cast) -> None:
    page = upload(as_manager, PUPILS)
    draft = RosterDraft.objects.get()
    confirm(as_manager, page)
    assert as_manager.post(f"/people/lists/{draft.pk}/confirm/", {"seen": page.context["seen"]}).status_code == 404
    assert Person.objects.filter(name="Anna Bell").count() == 1


def test_putting_aside_deletes_what_was_read(as_manager: Client, cast: Cast) -> None:
    upload(as_manager, PUPILS)
    page = as_manager.post(f"/people/lists/{RosterDraft.objects.get().pk}/put-aside/", follow=True)
    assert "nothing was written" in page.content.decode()
    assert RosterDraft.objects.count() == 0


def test_what_was_read_is_deleted_after_a_day_and_by_the_next_list(as_manager: Client, cast: Cast, school: object) -> None:
    upload(as_manager, PUPILS)
    upload(as_manager, PUPILS)
    assert RosterDraft.objects.count() == 1
    assert actions.clear_old_drafts(school, now=clock.now() + timedelta(hours=23)) == 0
    assert actions.clear_old_drafts(school, now=clock.now() + timedelta(hours=24)) == 1


def test_somebody_elses_list_is_not_found(as_manager: Client, cast: Cast) -> None:
    upload(as_manager, PUPILS)
    draft = RosterDraft.objects.get()
    as_manager.force_login(cast.head.account)
    assert as_manager.get(f"/people/lists/{draft.pk}/").status_code == 404
    with pytest.raises(Refused, match="confirmed or put aside already"):
        actions.import_roster(by=actor(cast.head), draft=draft, seen=None, now=clock.now())
    with pytest.raises(Denied):
        actions.put_aside(by=actor(cast.head), draft=draft)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "The file is empty"),
        (b"%PDF-1.7", "This is a PDF, not a table"),
        ("Surname,Class\nBell,5K", "No column with forenames"),
        ("Forename,Surname\n" + "Anna,Bell\n" * 20_000, "The file has 20,001 rows"),
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence(as_manager: Client, cast: Cast, data: str | bytes, words: str) -> None:
    page = upload(as_manager, data)
    assert page.status_code == 400
    assert words in page.content.decode()


def test_contacts_are_kept_with_what_holds_of_them(as_manager: Client, cast: Cast) -> None:
    heading = (
        "Forename,Surname,Reg,Year,Parent 1 name,Parent 1 relationship,Parent 1 parental responsibility,Parent 1 court order,Parent 1 email"
    )
    first = f"{heading}\nAnna,Bell,5K,5,Mo Bell,Mother,Yes,,mo@family.example\nBen,Bell,4B,4,Mo Bell,Mother,Yes,,mo@family.example\n"
    confirm(as_manager, upload(as_manager, first))
    anna = Person.objects.get(name="Anna Bell")
    mo = Person.objects.get(name="Mo Bell")
    assert (mo.kind, mo.account) == ("PARENT", None)
    assert queries.is_parent_of(mo, Person.objects.get(name="Ben Bell"))
    (row,) = queries.contacts_of(anna, on=TODAY)
    assert (row.standing.relationship, row.standing.has_responsibility, row.standing.has_court_order) == ("mother", True, False)
    page = upload(as_manager, f"{heading}\nAnna,Bell,5K,5,Mo Bell,Mother,No,Yes,\n", starts="2026-09-21")
    assert "court order" not in page.content.decode(), "whoever brings a list in may not be somebody who sees contacts"
    confirm(as_manager, page)
    assert [row.has_court_order for row in Contact.objects.filter(family=row.family).order_by("since")] == [False, True]
    confirm(as_manager, upload(as_manager, f"{heading}\nAnna,Bell,5K,5,Mo Bell,Mother,No,No,\n", starts="2026-09-22"))
    assert queries.contacts_of(anna, on=date(2026, 9, 22))[0].standing.has_court_order, "a file takes no court order away"


def test_contacts_of_one_name_and_no_address_are_not_taken_for_one(as_manager: Client, cast: Cast) -> None:
    confirm(as_manager, upload(as_manager, "Forename,Surname,Parent 1 name\nAnna,Bell,Mo Bell\nBen,Dale,Mo Bell\n"))
    assert Person.objects.filter(name="Mo Bell").count() == 2


def test_a_member_of_staff_who_is_a_parent_is_known_by_their_address(as_manager: Client, cast: Cast) -> None:
    row = f"Anna,Bell,{cast.head.name},{cast.head.account.email}"
    confirm(as_manager, upload(as_manager, f"Forename,Surname,Parent 1 name,Parent 1 email\n{row}\n"))
    assert queries.is_parent_of(cast.head, Person.objects.get(name="Anna Bell"))


def test_four_hundred_and_twenty_pupils_ask_the_database_no_more_than_two(
    as_manager: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    rows = "".join(f"Pupil{chr(97 + n % 26)}{chr(97 + n // 26)},Bell,{n % 6 + 1}K,{n % 6 + 1},{n}\n" for n in range(420))
    upload(as_manager, "Forename,Surname,Reg,Year,Adno\n" + rows)
    draft = RosterDraft.objects.get()
    with django_assert_max_num_queries(26):
        page = as_manager.get(f"/people/lists/{draft.pk}/")
    assert "<strong>420</strong> new" in page.content.decode()
    with django_assert_max_num_queries(70):
        as_manager.post(f"/people/lists/{draft.pk}/confirm/", {"seen": page.context["seen"]})
    assert ClassMember.objects.filter(person__name__startswith="Pupil").count() == 420
    assert SchoolClass.objects.filter(name="1K").exists()


@pytest.mark.parametrize("who", ["teacher_5k", "dsl", "chair", "governor"])
def test_nobody_else_brings_lists_in(client: Client, cast: Cast, at_moment: object, who: str) -> None:
    client.force_login(getattr(cast, who).account)
    assert client.get("/people/lists/").status_code == 403
