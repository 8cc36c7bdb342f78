"""A pupil asks and the headteacher decides with Tab, Enter, Space and arrows alone; at every stop the focus can be seen.

Source: WCAG 2.2, 2.1.1, 2.1.2, 2.4.1, 2.4.3, 2.4.7, 2.4.11.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Seats
from tests.journeys.keys import Keys
from tests.journeys.running import Running
from tests.journeys.steps import STAFF, sign_in

PHONICS, CLASS_5K = "phonicsplay.co.uk", "127.0.1.5"
REASON = "It was closed by mistake."
SKIP = "Skip to main content"


def test_asked_and_decided_by_keyboard(seats: Seats, running: Running) -> None:
    the_pupil_asks(seats, running)
    advised(seats, running)
    the_headteacher_decides(seats, running)


def the_pupil_asks(seats: Seats, running: Running) -> None:
    pupil = seats.sit(CLASS_5K, viewport={"width": 1280, "height": 800})
    pupil.goto(f"{running.web}/door/")
    keys = Keys(pupil)
    stops = keys.all_round()
    assert stops[0] == SKIP
    assert stops.index("Sign in") < stops.index("Its name, like bbc.co.uk") < stops.index("Go on") < stops.index("I have a code")

    pupil.goto(f"{running.web}/door/")
    keys.tab()
    keys.press("Enter")
    assert pupil.url.endswith("#main"), "the skip link is the first thing a key reaches"
    stop = keys.tab()
    assert stop is not None
    assert stop["says"] == "Its name, like bbc.co.uk", "and it leads past the header and the doors"

    keys.press("Enter")
    pupil.keyboard.type("not a site")
    pupil.keyboard.press("Enter")
    pupil.wait_for_url(re.compile("/door/ask/"))
    pupil.goto(f"{running.web}/door/")
    Keys(pupil).write("Its name, like bbc.co.uk", PHONICS)
    keys = Keys(pupil)
    keys.follow("Go on")
    expect(pupil.get_by_role("heading", level=1)).to_contain_text(PHONICS)
    keys.follow("Ask")
    expect(pupil.get_by_role("heading", level=1)).to_have_text("Asked")


def advised(seats: Seats, running: Running) -> None:
    manager = sign_in(seats, running, "network_manager")
    manager.get_by_role("link", name=PHONICS).first.click()
    manager.get_by_label("Open it").check()
    manager.get_by_label("Why", exact=True).fill("A reading site, on the games list by mistake.")
    manager.get_by_role("button", name="Give this advice").click()


def the_headteacher_decides(seats: Seats, running: Running) -> None:
    head = seats.sit(STAFF, viewport={"width": 1280, "height": 800})
    head.goto(running.ready["sign_in"]["headteacher"])
    keys = Keys(head)
    keys.follow("Requests")
    expect(head.get_by_role("heading", level=1)).to_have_text("Requests")
    keys.follow(PHONICS)
    keys.all_round()

    head.reload()
    keys = Keys(head)
    keys.follow("Decide")
    expect(head.locator(".govuk-error-summary")).to_be_focused()  # nothing was chosen: the faults are the first thing told
    fault = keys.tab()
    assert fault is not None
    keys.press("Enter")
    assert head.evaluate("document.activeElement.matches('input, textarea, select')"), "a fault leads to its field"

    head.go_back()
    head.reload()
    keys = Keys(head)
    keys.choose("Open it")
    keys.choose(REASON)
    keys.choose("Class 5K")
    keys.follow("Decide")
    expect(head.get_by_text(re.compile(r"Proved at the resolver in (\d|under 1 ms)")).first).to_be_visible()
