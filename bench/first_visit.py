"""What a first visit costs: octets on the wire, Lighthouse's marks, the second start of a demo, and what an installation weighs.

Run alone: `.venv/bin/python bench/first_visit.py`; part of `make bench`. A demo school and the system's Chromium. Lighthouse comes from
`bench/lighthouse` (`make bench` installs it there); without it that part is left out and said so. Limits (issue “Its face, its strength,
its first five minutes”): 150 kB a first load, 95 in each of Lighthouse's three, 5 s a second start, 250 MB an installation.
Ends with 1 where one is missed. `--write` for docs/reference/performance.md, `--without-installing` where there is no registry.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright
from wire import machine
from wire.engines import CHECKOUT
from wire.page import spread, table, write_down

sys.path.insert(0, str(CHECKOUT))

from tests.journeys.running import Running, demo

HEADING = "The first visit"
PAGES = {"the live policy": ("/", ""), "the door": ("/door/", ""), "the day of a headteacher": ("/today/", "headteacher")}
LIGHTHOUSE = CHECKOUT / "bench" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
MARKS = ("performance", "accessibility", "best-practices")
LOAD_LIMIT, MARK_LIMIT, START_LIMIT, INSTALL_LIMIT = 150.0, 95, 5.0, 250.0
ROUNDS = 5
LISTED = 12


def chromium() -> str:
    """Where the system's browser is. Raises SystemExit where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("no Chromium: apt-get install chromium")
    return found


def loaded(browser: Browser, running: Running, path: str, role: str) -> float:
    """Kilobytes that come over the wire for a page, nothing kept from before; signing in is not counted."""
    context = browser.new_context()
    page = context.new_page()
    if role:
        page.goto(str(running.ready["sign_in"][role]))
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    octets: list[float] = []
    wire.on("Network.loadingFinished", lambda told: octets.append(told["encodedDataLength"]))
    page.goto(running.web + path, wait_until="networkidle")
    context.close()
    return sum(octets) / 1000


def marks(running: Running, path: str, folder: Path) -> dict[str, int]:
    """Lighthouse's marks, the median of three runs each (it says itself that they vary)."""
    found: dict[str, list[int]] = {name: [] for name in MARKS}
    for number in range(3):
        report = folder / f"lighthouse-{number}.json"
        flags = ["--quiet", "--output=json", f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox"]
        command = [str(LIGHTHOUSE), running.web + path, f"--only-categories={','.join(MARKS)}", *flags]
        subprocess.run(command, check=True, capture_output=True, timeout=300, env={**os.environ, "CHROME_PATH": chromium()})
        for name, told in json.loads(report.read_text())["categories"].items():
            found[name].append(round(told["score"] * 100))
    return {name: round(median(values)) for name, values in found.items()}


def second_starts(folder: Path) -> list[float]:
    """Seconds from the command until everything answers, for a demo that ran before."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.monotonic()
        with demo(folder / "school"):
            seconds.append(time.monotonic() - begun)
    return seconds


def weights(folder: Path) -> dict[str, float]:
    """Megabytes of each folder of an installation without what is for developers; "" is all of it, pip with it."""
    target = folder / "venv"
    venv.create(target, with_pip=True)
    install = [
        target / "bin" / "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        CHECKOUT / "requirements.lock",
    ]
    subprocess.run(install, check=True, timeout=600)
    [packages] = target.glob("lib/python3*/site-packages")
    return {"": _megabytes(target), **{one.name: _megabytes(one) for one in packages.iterdir()}}


def _megabytes(place: Path) -> float:
    """What `du` counts: whole blocks, links not followed."""
    said = subprocess.run(["du", "-sk", place], check=True, capture_output=True, text=True)
    return int(said.stdout.split()[0]) / 1024


def measured(folder: Path, *, installs: bool) -> tuple[list[list[str]], bool, dict[str, float]]:
    """Rows for the page (what, found, limit), whether every limit was held, and what weighs how much."""
    rows, good = [], True
    with demo(folder / "school") as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, (path, role) in PAGES.items():
            size = loaded(browser, running, path, role)
            rows.append([f"first load of {name}, kB", f"{size:.0f}", f"{LOAD_LIMIT:.0f}"])
            good &= size < LOAD_LIMIT
        browser.close()
        for name, (path, role) in PAGES.items() if LIGHTHOUSE.exists() else ():
            if not role:
                found = marks(running, path, folder)
                rows.append([f"Lighthouse, {name}: {', '.join(MARKS)}", ", ".join(map(str, found.values())), f"{MARK_LIMIT} each"])
                good &= min(found.values()) >= MARK_LIMIT
    starts = second_starts(folder)
    rows.append(["second start of the demo, seconds, median (least to most)", spread(starts, ".2f"), f"{START_LIMIT:.0f}"])
    heavy = weights(folder) if installs else {}
    if heavy:
        rows.append(["an installation (`requirements.lock`), MB", f"{heavy['']:.0f}", f"{INSTALL_LIMIT:.0f}"])
    return rows, good and median(starts) < START_LIMIT and heavy.get("", 0.0) <= INSTALL_LIMIT, heavy


def report(rows: list[list[str]], heavy: dict[str, float], on: str) -> str:
    """What came of it, as Markdown."""
    said = f"`bench/first_visit.py`. Measured on {on}.\n\n{table(['what', 'found', 'limit'], rows)}"
    if not LIGHTHOUSE.exists():
        said += "\n\nLighthouse was not there (`make bench` installs it)."
    ordered = sorted(((size, name) for name, size in heavy.items() if name), reverse=True)[:LISTED]
    if ordered:
        said += "\n\nWhat an installation weighs, by package, MB: " + ", ".join(f"{name} {size:.1f}" for size, name in ordered) + "."
    return said


def main() -> int:
    """Measure, print, and say whether every limit was held."""
    parser = argparse.ArgumentParser(description="measure what a first visit costs")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--without-installing", action="store_true")
    words = parser.parse_args()
    on = machine.described()
    with tempfile.TemporaryDirectory() as folder:
        rows, good, heavy = measured(Path(folder), installs=not words.without_installing)
    said = report(rows, heavy, on)
    print(said)
    if words.write:
        write_down(HEADING, said)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
