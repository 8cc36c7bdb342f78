"""Two lists and a leaver, in a real Chromium (safeguarding.md, story 10, first half).

1. The network manager chooses the list of staff: sees what becomes of each row, confirms; then the list of pupils, with a row to mend.
2. The classes are there; the same list again does nothing.
3. The headteacher marks a member of staff as left who is signed in elsewhere: there the next page asks to sign in.
4. The last network manager cannot leave without somebody who takes the role.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from belisha.web.demo.figures import FIGURES
from tests.journeys.conftest import Seats
from tests.journeys.running import Running

NETWORK_MANAGER = next(figure.name for figure in FIGURES if figure.key == "network_manager")
STAFF_ROOM = "127.0.2.5"
STAFF = "Forename,Surname,Post,Work e-mail,Class\nNora,Lamp,Class Teacher,nora.lamp@zebra-lane.example,3P\nTom,Dale,Caretaker,,\n"
PUPILS = (
    "Zebra Lane Primary School;;;;\nForename;Surname;Reg Group;Year;UPN\nAnna;Bell;3P;3;A123\nZoë;Kerb;3P;Year 3;B123\nDan;;3P;3;C123\n"
)
Axe = Callable[[Page], list[str]]


def test_two_lists_are_brought_in_and_somebody_leaves(seats: Seats, running: Running, axe: Axe, tmp_path: Path) -> None:
    staff, pupils = tmp_path / "staff.csv", tmp_path / "pupils.csv"
    staff.write_text(STAFF, encoding="utf-8")
    pupils.write_bytes(PUPILS.encode("cp1252"))
    manager = sign_in(seats, running, "network_manager")
    the_pupils_are_brought_in(manager, axe, pupils)
    the_staff_are_brought_in(manager, axe, staff)
    the_same_list_again_does_nothing(manager, pupils)
    head = sign_in(seats, running, "headteacher")
    the_last_holder_stays(head, axe)
    somebody_leaves_and_is_signed_out(head, manager, axe)


def sign_in(seats: Seats, running: Running, role: str) -> Page:
    page = seats.sit(STAFF_ROOM)
    page.goto(running.ready["sign_in"][role])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def choose(page: Page, group: str, file: Path) -> None:
    page.goto(re.sub(r"^(https?://[^/]+).*", r"\1/people/lists/", page.url))
    page.get_by_label(group).check()
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("heading", name="What the list would do")).to_be_visible()


def the_pupils_are_brought_in(page: Page, axe: Axe, file: Path) -> None:
    """Windows' letters, semicolons, a title above the headings, a row to mend."""
    choose(page, "Pupils", file)
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()
    expect(page.get_by_text("Not read and not kept: UPN.")).to_be_visible()
    expect(page.get_by_text("The surname is missing: fill it in")).to_be_visible()
    expect(page.get_by_text("New classes: 3P (year 3).")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Zoë Kerb")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Confirm: bring the list in").click()
    expect(page.get_by_text("The list is brought in: 2 new, 0 changed, 0 left. New classes: 3P.")).to_be_visible()


def the_staff_are_brought_in(page: Page, axe: Axe, file: Path) -> None:
    choose(page, "Staff", file)
    expect(page.get_by_text("3P, teacher, nora.lamp@zebra-lane.example")).to_be_visible()
    page.get_by_role("button", name="Confirm: bring the list in").click()
    expect(page.get_by_text("2 new, 0 changed, 0 left")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Classes", exact=True).click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="3P"))
    expect(row).to_contain_text("Nora Lamp")
    expect(row).to_contain_text("2")
    assert axe(page) == []


def the_same_list_again_does_nothing(page: Page, file: Path) -> None:
    choose(page, "Pupils", file)
    expect(page.get_by_text("There is nothing to do:")).to_be_visible()
    page.get_by_role("button", name="Put it aside").click()
    expect(page.get_by_text("nothing was written, and what was read of it is deleted")).to_be_visible()


def leave_page(page: Page, called: str) -> None:
    page.goto(re.sub(r"^(https?://[^/]+).*", r"\1/people/", page.url))
    page.get_by_label("Look somebody up by name").fill(called)
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_role("button", name=re.compile("leaves$")).click()


def the_last_holder_stays(page: Page, axe: Axe) -> None:
    """Nobody else is chosen: nothing ends, and the sentence says what to do."""
    leave_page(page, NETWORK_MANAGER)
    assert axe(page) == []
    page.get_by_role("button", name="Mark as left").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot stop being network manager")


def somebody_leaves_and_is_signed_out(head: Page, manager: Page, axe: Axe) -> None:
    """With somebody who takes the role, in the same step; the leaver's open browser is signed out at its next page."""
    head.get_by_label("Who takes the role network manager?").select_option(label="Nora Lamp")
    head.get_by_role("button", name="Mark as left").click()
    expect(head.get_by_text("has left. Those who need to know are told.")).to_be_visible()
    manager.goto(re.sub(r"^(https?://[^/]+).*", r"\1/people/lists/", manager.url))
    expect(manager.get_by_role("heading", name=re.compile("Sign in", re.IGNORECASE))).to_be_visible()
    head.goto(re.sub(r"^(https?://[^/]+).*", r"\1/people/roles/", head.url))
    row = head.get_by_role("row").filter(has=head.get_by_role("rowheader", name="Network manager"))
    expect(row).to_contain_text("Nora Lamp")
    assert axe(head) == []
