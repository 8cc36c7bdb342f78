"""A school on a network of its own: run by test_check_this_device.py inside namespaces, where `/etc/resolv.conf` names our resolver.

Nothing here can reach the world outside. Prints what a real browser was told, as JSON: with the school's resolver in the system's
settings, and with another that never answers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.running import Running, demo

RESOLVER, NOBODY = "127.0.0.1", "127.0.0.54"
SETTINGS = Path("/etc/resolv.conf")


def told(running: Running, resolver: str) -> str:
    """What the page says to a browser that asks `resolver`, in its main part."""
    SETTINGS.write_text(f"nameserver {resolver}\noptions timeout:1 attempts:1\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--no-proxy-server"])
        page = browser.new_page(java_script_enabled=False)
        page.goto(f"{running.web}/check/")
        page.wait_for_url("**/check/*/", timeout=30_000)
        words = page.locator("main").inner_text()
        browser.close()
    return words


def main() -> None:
    """The folder of the demo is the one argument."""
    with demo(Path(sys.argv[1]), "--dns", f"{RESOLVER}:53") as running:
        found = {resolver: told(running, resolver) for resolver in (RESOLVER, NOBODY)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
