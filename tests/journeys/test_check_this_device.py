"""A device learns whether it is filtered, in a real browser without scripts; the live page learns that one was seen."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Seats
from tests.journeys.own_network import NOBODY, RESOLVER
from tests.journeys.proxy import SeatProxy
from tests.journeys.running import CHECKOUT, Running, plain_environment

CLASS_5K, CLASS_4B, STAFF = "127.0.1.5", "127.0.1.21", "127.0.2.5"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NAMESPACES = ["--net", "--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--net", "--mount"]
IN_A_CLASSROOM = """
set -e
ip link set lo up
ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.1.5
touch "$1/resolv.conf"
mount --bind "$1/resolv.conf" /etc/resolv.conf
exec "$2" -m tests.journeys.own_network "$1/school"
"""


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """`around(seat)`: from now on browsers have their names asked from another seat; `around(None)`: from no resolver of the school."""
    ordinary = SeatProxy.address_of

    def switch(seat: str | None) -> None:
        def address_of(self: SeatProxy, host: str) -> str | None:
            if host.replace(".", "").isdigit():
                return host
            own, self.seat = self.seat, seat or self.seat
            try:
                return ordinary(self, host) if seat else None
            finally:
                self.seat = own

        monkeypatch.setattr(SeatProxy, "address_of", address_of)

    return switch


def check(page: Page, running: Running) -> None:
    """Open the page and be led on to its answer."""
    page.goto(f"{running.web}/")
    page.get_by_role("link", name="Check this device").first.click()
    page.wait_for_url("**/check/*/")


def faults(page: Page, axe: Callable[[Page], list[str]]) -> list[str]:
    is_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [*axe(page), *(["it scrolls sideways"] if is_wide else [])]


def test_a_device_of_a_class_is_filtered_and_the_live_page_has_seen_it(seats: Seats, running: Running) -> None:
    page = seats.sit(CLASS_5K, java_script_enabled=False)
    check(page, running)
    expect(page.get_by_role("heading", level=1)).to_have_text("Yes, this device is filtered")
    expect(page.get_by_text("It follows the rules for class 5K.")).to_be_visible()
    page.get_by_role("link", name="Read the rules").click()
    expect(page.get_by_text("Proved at the resolver").first).to_be_visible()
    expect(page.get_by_text("Seen from a device of class 5K on 15 September 2026").first).to_be_visible()


def test_a_device_that_goes_round_the_filter_is_told_whom_to_show_it(seats: Seats, running: Running, around: Callable) -> None:
    around(None)
    page = seats.sit(CLASS_4B, java_script_enabled=False)
    check(page, running)
    expect(page.get_by_role("heading", level=1)).to_have_text("No, this device does not ask the school’s filter")
    expect(page.get_by_text("Show this page to a grown-up at school.")).to_be_visible()
    expect(page.get_by_text("Encrypted DNS", exact=True)).to_be_hidden()  # a child who checks reads what to do, and no more
    page.get_by_text("For grown-ups: what was seen, and what to do").click()
    expect(page.get_by_text("Encrypted DNS", exact=True)).to_be_visible()
    page.get_by_role("button", name="Check again").click()
    page.wait_for_url("**/check/*/")


def test_a_resolver_in_between_is_said_to_be_there(seats: Seats, running: Running, around: Callable) -> None:
    around(STAFF)
    page = seats.sit(CLASS_5K, java_script_enabled=False)
    check(page, running)
    expect(page.get_by_role("heading", level=1)).to_have_text("Something else asked for this device")
    expect(page.get_by_text("It follows the rules for staff")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_in_any_answer(seats: Seats, running: Running, axe: Callable, around: Callable, size: dict) -> None:
    found: dict[str, list[str]] = {}
    page = seats.sit(CLASS_5K, viewport=size)
    check(page, running)
    found["yes"] = faults(page, axe)
    page.goto(f"{running.web}/check/nothing/")
    found["over"] = faults(page, axe)
    teacher = seats.sit(STAFF, viewport=size)
    teacher.goto(running.ready["sign_in"]["teacher"])
    teacher.goto(f"{running.web}/check/sheets/")
    found["sheets"] = faults(teacher, axe)
    for seat, name in ((None, "no"), (STAFF, "between")):
        around(seat)
        page = seats.sit(CLASS_5K, viewport=size)
        check(page, running)
        found[name] = faults(page, axe)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_teacher_prints_two_sheets_to_a_page(seats: Seats, running: Running) -> None:
    page = seats.sit(STAFF)
    page.goto(running.ready["sign_in"]["teacher"])
    page.goto(f"{running.web}/check/sheets/")
    expect(page.get_by_role("img", name=f"A code that leads to {running.web}/check/")).to_have_count(7)
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 4, "seven sheets, two on each page of A4"
    page.get_by_role("link", name=re.compile("This sheet alone.*for Class 5K")).click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["Class 5K"])
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def in_a_classroom(folder: Path) -> dict[str, str]:
    """What a browser is told whose system asks our resolver, and one whose system asks another. Skips where namespaces are not allowed."""
    wanting = [program for program in ("unshare", "ip", "mount") if shutil.which(program) is None]
    if wanting:
        pytest.skip(f"a network of its own needs {', '.join(wanting)}")
    tried = subprocess.run(
        ["unshare", *NAMESPACES, "ip", "link", "set", "lo", "up"], capture_output=True, text=True, timeout=20, check=False
    )
    if tried.returncode:
        pytest.skip(f"this machine lets nobody make a network of its own: {tried.stderr.strip()}")
    command = ["unshare", *NAMESPACES, "sh", "-c", IN_A_CLASSROOM, "sh", str(folder), sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, cwd=CHECKOUT, env=plain_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_a_browser_whose_system_asks_our_resolver_is_filtered_and_one_that_asks_another_is_not(tmp_path: Path) -> None:
    said = in_a_classroom(tmp_path)
    assert "Yes, this device is filtered" in said[RESOLVER]
    assert "It follows the rules for class 5K." in said[RESOLVER]
    assert "No, this device does not ask the school’s filter" in said[NOBODY]
