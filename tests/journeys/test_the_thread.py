"""The thread through the whole house, in a real Chromium over real DNS.

1. The signed policy closes YouTube for pupils and not for staff.
2. Class 5K meets a phonics site that a list closed by mistake: http shows the block page, https the browser's error, /door is the way in.
3. They ask without an account; the network manager advises; the headteacher opens it for the class until Friday.
4. It is open for class 5K, closed for class 4B, proved at the resolver; the class's code says so.
5. The clock is set to Friday 15:31: it is closed again. Every step is in the record, and the record is whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.conftest import STANDIN_SITE, Seats
from tests.journeys.running import Running, until

PHONICS = "phonicsplay.co.uk"
CLASS_5K, CLASS_4B, STAFF = "127.0.1.5", "127.0.1.21", "127.0.2.5"
AFTER_FRIDAY = "2026-09-18T15:31:00+01:00"
WORDS = "We read sounds with it"
ADVICE = "A reading site for year 1, on the games list by mistake."
REASON = "It is a good site for reading sounds."
STEPS = ("access request asked", "access request advised", "access request decided", "opening made", "opening expired")
Axe = Callable[[Page], list[str]]


def sign_in(seats: Seats, running: Running, role: str) -> Page:
    page = seats.sit(STAFF)
    page.goto(running.ready["sign_in"][role])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_a_signed_clause_closes_a_site_a_child_asks_the_headteacher_opens_it(seats: Seats, running: Running, axe: Axe) -> None:
    closed_for_pupils_open_for_staff(running)
    code = the_class_asks(seats, running, axe)
    the_network_manager_advises(seats, running, axe)
    the_headteacher_decides(seats, running, axe)
    open_for_the_class_and_for_no_other(seats, running)
    the_class_is_told(seats, running, axe, code)
    closed_again_after_its_end(seats, running)
    every_step_is_recorded(seats, running, axe)


def closed_for_pupils_open_for_staff(running: Running) -> None:
    """With the clause in the answer and in the explanation."""
    assert running.is_closed("www.youtube.com", CLASS_5K)
    assert running.address("www.youtube.com", STAFF) == STANDIN_SITE
    assert "clause 8.1" in running.ask("youtube.com", CLASS_5K).options[0].to_text()
    closed = running.explain("youtube.com", "class:5K")
    assert (closed["verdict"], closed["clause"]) == ("closed", "8.1")
    assert running.explain("youtube.com", "group:staff")["verdict"] == "open"


def the_class_asks(seats: Seats, running: Running, axe: Axe) -> str:
    """Http shows the block page, https the browser's own error, /door is the way in; the code of the class's request."""
    board = seats.sit(CLASS_5K)
    board.goto(f"http://{PHONICS}/")
    expect(board.get_by_role("heading", level=1)).to_contain_text(f"{PHONICS} is closed")
    expect(board.get_by_role("link", name="clause 8.1")).to_be_visible()
    assert axe(board) == []
    with pytest.raises(Error, match="ERR_"):
        seats.sit(CLASS_5K).goto(f"https://{PHONICS}/")
    board.goto(f"{running.web}/door/")
    expect(board.get_by_text("This computer is for class 5K.")).to_be_visible()
    assert axe(board) == []
    board.get_by_role("link", name=f"Ask for {PHONICS}").click()
    board.get_by_label("What do you need it for?").fill(WORDS)
    assert axe(board) == []
    board.get_by_role("button", name="Ask").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("Asked")
    code = board.locator(".app-code").inner_text()
    assert len(re.sub(r"[^A-Z0-9]", "", code)) * 5 >= 40, "a letter of base 32 has 5 bits; at least 40 are asked for"
    assert axe(board) == []
    return code


def the_network_manager_advises(seats: Seats, running: Running, axe: Axe) -> None:
    """Sees the asker's words, recommends, says why."""
    manager = sign_in(seats, running, "network_manager")
    manager.goto(f"{running.web}/requests/")
    manager.get_by_role("link", name=PHONICS).first.click()
    expect(manager.get_by_text(WORDS)).to_be_visible()
    manager.get_by_label("Open it").check()
    manager.get_by_label("Why", exact=True).fill(ADVICE)
    assert axe(manager) == []
    manager.get_by_role("button", name="Give this advice").click()
    expect(manager.get_by_text(ADVICE)).to_be_visible()


def the_headteacher_decides(seats: Seats, running: Running, axe: Axe) -> None:
    """Opens it for the class until Friday; the proof is on the page that follows, with its milliseconds."""
    head = sign_in(seats, running, "headteacher")
    head.goto(f"{running.web}/requests/")
    head.get_by_role("link", name=PHONICS).first.click()
    expect(head.get_by_text(ADVICE)).to_be_visible()
    head.get_by_label("Open it", exact=True).check()
    head.get_by_label("The reason").fill(REASON)
    head.get_by_label("Class 5K").check()
    assert head.get_by_label("until which day").input_value() == "2026-09-18"
    assert axe(head) == []
    head.get_by_role("button", name="Decide").click()
    proof = head.get_by_text(re.compile(r"Proved at the resolver in (\d|under 1 ms)")).first
    expect(proof).to_be_visible()
    assert " ms" in proof.inner_text()
    expect(head.get_by_role("link", name="clause 8.5")).to_be_visible()
    assert axe(head) == []


def open_for_the_class_and_for_no_other(seats: Seats, running: Running) -> None:
    """On the wire, in the browser, and in the explanation."""
    assert running.address(PHONICS, CLASS_5K) == STANDIN_SITE
    assert running.is_closed(PHONICS, CLASS_4B)
    opened = running.explain(PHONICS, "class:5K")
    assert (opened["verdict"], opened["clause"]) == ("open", "8.5")
    assert opened["until"] == "2026-09-18T15:30:00+01:00"
    board = seats.sit(CLASS_5K)
    board.goto(f"http://{PHONICS}/")
    expect(board.get_by_role("heading", level=1)).to_have_text(f"This is {PHONICS}")
    other = seats.sit(CLASS_4B)
    other.goto(f"http://{PHONICS}/")
    expect(other.get_by_role("heading", level=1)).to_contain_text(f"{PHONICS} is closed")


def the_class_is_told(seats: Seats, running: Running, axe: Axe, code: str) -> None:
    """By the code: the outcome and the reason, and nobody's words but the decider's."""
    board = seats.sit(CLASS_5K)
    board.goto(f"{running.web}/door/status/")
    board.get_by_label("Your code").fill(code)
    board.get_by_role("button", name="Look").click()
    expect(board.get_by_text(REASON)).to_be_visible()
    assert WORDS not in board.content()
    assert ADVICE not in board.content()
    assert axe(board) == []


def closed_again_after_its_end(seats: Seats, running: Running) -> None:
    """The clock is set to Friday, a minute after the end."""
    running.command("clock", "set", AFTER_FRIDAY)
    assert until(lambda: running.is_closed(PHONICS, CLASS_5K)), "the opening should be over by the clock"
    board = seats.sit(CLASS_5K)
    board.goto(f"http://{PHONICS}/")
    expect(board.get_by_role("heading", level=1)).to_contain_text(f"{PHONICS} is closed")


def every_step_is_recorded(seats: Seats, running: Running, axe: Axe) -> None:
    """On the headteacher's page of the record, and the record is whole."""
    head = sign_in(seats, running, "headteacher")

    def recorded() -> str:
        head.goto(f"{running.web}/record/")
        return head.locator("main").inner_text().lower()

    assert until(lambda: STEPS[-1] in recorded()), recorded()
    missing = [step for step in STEPS if step not in recorded()]
    assert not missing, (missing, recorded())
    assert axe(head) == []
    assert "whole" in running.command("audit", "verify")
