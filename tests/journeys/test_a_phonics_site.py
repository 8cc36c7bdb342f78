"""Ten o'clock, a lesson, a phonics site that a list closed by mistake: asked at the board at 10:05, open at 10:09 with the reason.

Source: safeguarding.md, daily story 1; clauses 8.4 and 8.5. And a teacher who needs a site for a lesson is led to an activity.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import STANDIN_SITE, Seats
from tests.journeys.running import Running
from tests.journeys.steps import STAFF, Axe, looks_right, sign_in

PHONICS, EARLIER = "phonicsplay.co.uk", "poki.com"
CLASS_4B = "127.0.1.21"
BOARD = {"width": 1280, "height": 800}
REASON = "It was closed by mistake."


def test_a_lesson_waits_four_minutes(seats: Seats, running: Running, axe: Axe) -> None:
    asked(seats, running, EARLIER)
    opened(seats, running, EARLIER)
    running.command("clock", "set", "2026-09-16T10:05:00+01:00")
    safe = running.ask("www.google.com", CLASS_4B).to_text()
    assert "forcesafesearch.google.com" in safe
    assert running.is_closed(PHONICS, CLASS_4B)

    code = asked(seats, running, PHONICS, axe, till_then="Till then, ask your teacher what to use.")
    the_teacher_sees_what_is_open(seats, running)
    advised(seats, running)
    running.command("clock", "set", "2026-09-16T10:09:00+01:00")
    opened(seats, running, PHONICS)

    assert running.address(PHONICS, CLASS_4B) == STANDIN_SITE
    assert running.is_closed(PHONICS, "127.0.1.5"), "for the class that asked, and for no other"
    assert "forcesafesearch.google.com" in running.ask("www.google.com", CLASS_4B).to_text()
    board = seats.sit(CLASS_4B, viewport=BOARD)
    board.goto(f"{running.web}/door/status/")
    board.get_by_label("Your code").fill(code)
    board.get_by_role("button", name="Look").click()
    expect(board.get_by_text("It is open for class 4B.")).to_be_visible()
    expect(board.get_by_text(f"The reason: {REASON}")).to_be_visible()
    looks_right(board, axe)


def test_for_a_lesson_is_an_activity(seats: Seats, running: Running, axe: Axe) -> None:
    teacher = seats.sit(STAFF)
    teacher.goto(running.ready["sign_in"]["teacher"])
    teacher.goto(f"{running.web}/door/ask/?site=youtube.com")
    expect(teacher.get_by_text(re.compile("An exception has a reason and an end"))).to_be_visible()
    looks_right(teacher, axe)
    teacher.get_by_label("I need it for a lesson").check()
    teacher.get_by_role("button", name="Ask").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Plan an activity")
    looks_right(teacher, axe)


def asked(seats: Seats, running: Running, site: str, axe: Axe | None = None, till_then: str = "") -> str:
    """At the board, in two taps."""
    board = seats.sit(CLASS_4B, viewport=BOARD)
    board.goto(f"{running.web}/door/ask/?site={site}")
    board.get_by_role("button", name="Ask").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Asked")
    if till_then:
        expect(board.get_by_text(till_then)).to_be_visible()
    if axe is not None:
        looks_right(board, axe)
    return board.locator(".app-code").first.inner_text()


def the_teacher_sees_what_is_open(seats: Seats, running: Running) -> None:
    """Whoever may see openings is told which are for their class; a board without an account is told of nobody's."""
    teacher = seats.sit(STAFF)
    teacher.goto(running.ready["sign_in"]["teacher"])
    teacher.goto(f"{running.web}/door/ask/?site=coolmathgames.com")
    teacher.get_by_role("button", name="Ask").click()
    expect(teacher.get_by_text(re.compile("^Till then, no other site is open for your class|^Use this till then"))).to_be_visible()


def advised(seats: Seats, running: Running) -> None:
    manager = sign_in(seats, running, "network_manager")
    manager.get_by_role("link", name=PHONICS).first.click()
    manager.get_by_label("Open it").check()
    manager.get_by_label("Why", exact=True).fill("A reading site, on the games list by mistake.")
    manager.get_by_role("button", name="Give this advice").click()


def opened(seats: Seats, running: Running, site: str) -> None:
    head = sign_in(seats, running, "headteacher")
    head.goto(f"{running.web}/requests/")
    head.get_by_role("link", name=site, exact=True).first.click()
    head.get_by_label("Open it", exact=True).check()
    head.get_by_label(REASON).check()
    head.get_by_label("Class 4B").check()
    head.get_by_role("button", name="Decide").click()
    expect(head.get_by_text(re.compile(r"Proved at the resolver in (\d|under 1 ms)")).first).to_be_visible()
