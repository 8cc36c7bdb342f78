"""The network manager's Monday at half past eight, in a real Chromium.

Source: safeguarding.md, story 7. In a house of its own: a clock that is set forward by one story is not set back for another.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Seats
from tests.journeys.running import Running, until
from tests.journeys.steps import Axe, looks_right, sign_in

CLASS_5K, MONDAY = "127.0.1.5", "2026-09-21T08:30:00+01:00"
ROUNDABOUT = (
    "dns.google",
    "cloudflare-dns.com",
    "dns.quad9.net",
    "dns.nextdns.io",
    "dns.mullvad.net",
    "doh.opendns.com",
    "dns.adguard-dns.com",
)


def test_the_network_managers_monday(seats: Seats, running: Running, axe: Axe) -> None:
    for name in ROUNDABOUT:
        assert running.is_closed(name, CLASS_5K), name
    running.command("clock", "set", MONDAY)
    manager = sign_in(seats, running, "network_manager")
    told = manager.locator(".app-day__fact").filter(has_text=re.compile(r"One trolley met ways round the filter \d+ times"))

    def counted() -> bool:
        manager.goto(running.ready["sign_in"]["network_manager"])
        return told.count() == 1

    assert until(counted, seconds=30), manager.locator("main").inner_text()
    expect(manager.get_by_text("Good morning, Nell Lantern")).to_be_visible()
    expect(manager.get_by_text("The resolver answers", exact=True)).to_be_visible()
    words = manager.locator("main").inner_text()
    assert "another name server, encrypted DNS in the browser, or a VPN application" in words, "the fix stands beside it"
    assert "Pip Puffin" not in words
    assert "5K" not in words, "no class, and no child"
    looks_right(manager, axe)
    told.get_by_role("link", name=re.compile("See which class")).click()
    expect(manager.get_by_role("heading", level=1)).to_be_visible()
    assert "Pip Puffin" not in manager.locator("main").inner_text()
