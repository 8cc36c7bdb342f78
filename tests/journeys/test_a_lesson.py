"""A lesson, in a real Chromium over real DNS: a teacher books what a class needs, the bell opens it, the bell closes it.

1. Nobody's training can be checked, so the page says so; the headteacher lets the teacher plan, with a reason and a last day.
2. The teacher looks at what would open, then plans it for the first lesson and the two weeks after.
3. At nine the resolver opens it for class 5K alone, and the page says that it is proved; at ten it is closed again.
4. The network manager cancels next week's; every step is in the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import STANDIN_SITE, Seats
from tests.journeys.running import Running, demo, until

CLASS_5K, CLASS_4B, STAFF = "127.0.1.5", "127.0.1.21", "127.0.2.5"
SITE = "www.flickr.com"
BEFORE, NEARLY_NINE, NEARLY_TEN = (f"2026-09-15T{clock}+01:00" for clock in ("08:30:00", "08:59:57", "09:59:57"))
STEPS = ("training waived", "activity planned", "activity opened", "activity over", "activity cancelled")
Axe = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo school before its first lesson."""
    with demo(tmp_path_factory.mktemp("lesson"), "--clock", BEFORE) as school:
        yield school


def sign_in(seats: Seats, running: Running, role: str) -> Page:
    page = seats.sit(STAFF)
    page.goto(running.ready["sign_in"][role])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_a_teacher_books_the_bell_opens_the_bell_closes(seats: Seats, running: Running, axe: Axe) -> None:
    teacher = sign_in(seats, running, "teacher")
    teacher.goto(f"{running.web}/activities/")
    expect(teacher.get_by_text("No training records are kept here yet")).to_be_visible()
    assert axe(teacher) == []
    the_headteacher_lets_the_teacher_plan(seats, running, axe)
    the_teacher_looks_and_plans(teacher, running, axe)
    the_bell_opens_it_for_that_class(teacher, seats, running, axe)
    the_bell_closes_it(teacher, running)
    next_weeks_is_cancelled(seats, running, axe)
    every_step_is_recorded(seats, running)


def the_headteacher_lets_the_teacher_plan(seats: Seats, running: Running, axe: Axe) -> None:
    head = sign_in(seats, running, "headteacher")
    head.goto(f"{running.web}/activities/training/")
    head.get_by_label("Who?").select_option(label="Kit Kerbside")
    head.get_by_label("Why without the training?").fill("Did the course at another school in June.")
    assert axe(head) == []
    head.get_by_role("button", name="Let them plan").click()
    expect(head.get_by_role("heading", name=re.compile("Kit Kerbside, until"))).to_be_visible()
    assert axe(head) == []


def the_teacher_looks_and_plans(teacher: Page, running: Running, axe: Axe) -> None:
    """What would open is read before anything is planned; something is changed; then it is planned."""
    teacher.goto(f"{running.web}/activities/")
    teacher.get_by_role("button", name="Plan an activity").click()
    teacher.get_by_role("button", name="See what it opens").click()
    expect(teacher.get_by_role("heading", name="There is something to mend")).to_be_visible()
    assert axe(teacher) == []
    teacher.get_by_label("First lesson, 09:00 to 10:00").check()
    teacher.get_by_text("Pictures, films and sound").click()
    teacher.get_by_label("Flickr").check()
    teacher.get_by_label("What does the class do with it?").fill("Pictures of rivers for our wall.")
    teacher.get_by_role("button", name="See what it opens").click()
    expect(teacher.get_by_text("Class 5K, and nobody else")).to_be_visible()
    expect(teacher.get_by_text("films of Flickr that stand in other sites’ pages play too")).to_be_visible()
    assert axe(teacher) == []
    teacher.get_by_role("button", name="Change something").click()
    teacher.get_by_label("For how many weeks?").fill("3")
    teacher.get_by_role("button", name="See what it opens").click()
    expect(teacher.get_by_text("29 September")).to_be_visible()
    teacher.get_by_role("button", name="Plan it").click()
    expect(teacher.get_by_text("3 lessons are planned.")).to_be_visible()
    assert axe(teacher) == []
    assert running.is_closed(SITE, CLASS_5K)


def the_bell_opens_it_for_that_class(teacher: Page, seats: Seats, running: Running, axe: Axe) -> None:
    """Closed until nine; then open on the wire and in the browser, and proved."""
    running.command("clock", "set", NEARLY_NINE)
    assert running.is_closed(SITE, CLASS_5K)
    assert until(lambda: running.address(SITE, CLASS_5K) == STANDIN_SITE, seconds=10), "the bell of nine did not ring"
    assert running.is_closed(SITE, CLASS_4B)
    board = seats.sit(CLASS_5K)
    board.goto(f"http://{SITE}/")
    expect(board.get_by_role("heading", level=1)).to_have_text(f"This is {SITE}")

    def proved() -> bool:
        teacher.goto(f"{running.web}/activities/")
        return "Proved at the resolver" in teacher.locator("main").inner_text()

    assert until(proved), teacher.locator("main").inner_text()
    today = teacher.locator(".app-activity").first
    expect(today).to_contain_text("Open now, until 10:00.")
    expect(today).to_contain_text("after the bell")
    assert axe(teacher) == []


def the_bell_closes_it(teacher: Page, running: Running) -> None:
    running.command("clock", "set", NEARLY_TEN)
    assert not running.is_closed(SITE, CLASS_5K)
    assert until(lambda: running.is_closed(SITE, CLASS_5K), seconds=10), "the bell of ten did not ring"
    teacher.goto(f"{running.web}/activities/")
    expect(teacher.locator(".app-activity").first).to_contain_text("Over since 10:00.")


def next_weeks_is_cancelled(seats: Seats, running: Running, axe: Axe) -> None:
    manager = sign_in(seats, running, "network_manager")
    manager.goto(f"{running.web}/activities/")
    manager.get_by_role("row", name=re.compile("Tuesday 22 September")).get_by_role("link", name="Flickr for class 5K").click()
    manager.get_by_label("Why?").fill("The trolley is being mended that day.")
    assert axe(manager) == []
    manager.get_by_role("button", name="Cancel this activity").click()
    expect(manager.get_by_text("It is cancelled.")).to_be_visible()
    expect(manager.get_by_text("Cancelled by Nell Lantern.")).to_be_visible()
    assert axe(manager) == []


def every_step_is_recorded(seats: Seats, running: Running) -> None:
    head = sign_in(seats, running, "headteacher")
    head.goto(f"{running.web}/record/")
    recorded = head.locator("main").inner_text().lower()
    assert [step for step in STEPS if step not in recorded] == [], recorded
    assert "whole" in running.command("audit", "verify")
