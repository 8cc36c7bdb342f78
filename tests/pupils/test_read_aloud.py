"""A pupil who cannot read yet has the page read to them, by a voice that lives on the device, and by nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from belisha.filtering.tests.desk import Desk
from tests.journeys.running import CHECKOUT
from tests.pupils.conftest import Watch
from tests.pupils.pages import block_page, portal
from tests.pupils.reading import read_page, sentences
from tests.pupils.screen import PORTAL, Answer, Screen

BEGIN, STOP = "Read it to me", "Stop"
HERE, AMERICAN = {"lang": "en_GB", "localService": True}, {"lang": "en-US", "localService": True}
FAR_AWAY, WELSH = {"lang": "en-GB", "localService": False}, {"lang": "cy-GB", "localService": True}

FAKE = """
(() => {
  const said = [], heard = [], later = [];
  let now = null;
  const speech = {
    voices: VOICES,
    getVoices: () => speech.voices,
    speak: utterance => {
      now = utterance;
      said.push([utterance.text, utterance.lang, utterance.voice && utterance.voice.lang]);
      if (!HOLDS) setTimeout(() => utterance === now && utterance.onend());
    },
    cancel: () => { heard.push("cancel"); sessionStorage.setItem("heard", heard.length); now = null; },
    addEventListener: (name, then) => later.push(then),
    learn: voices => { speech.voices = voices; later.forEach(then => then()); },
  };
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.told = { said, heard };
})()
"""
NONE = "delete window.SpeechSynthesisUtterance; Object.defineProperty(window, 'speechSynthesis', { value: undefined })"


def fake(*voices: dict[str, Any], holds: bool = False) -> str:
    """A browser's speech that says nothing, and tells what it was to say; where it `holds`, no sentence ever ends."""
    return FAKE.replace("VOICES", json.dumps(voices)).replace("HOLDS", json.dumps(holds))


@pytest.fixture
def pages(desk: Desk, watch: Watch, met: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> dict[str, Answer]:
    """Every page that pupils meet, by an address in this test."""
    return {path: Answer.of(page) for path, page in portal(desk, met, monkeypatch).items()} | block_page()


def own(pages: dict[str, Answer]) -> list[str]:
    return [path for path in pages if not path.startswith("/.belisha/")]


def to_be_said(answer: Answer) -> list[str]:
    """What stands on a page, sentence by sentence, by the reader that measures the pages; a code letter by letter."""
    lines = [line for line in read_page(answer.body.decode()).text.splitlines() if line != BEGIN]
    found = [said for line in lines for said in sentences(line) if not said.startswith("For grown-ups")]
    return [re.sub(r"^(\w{5})-(\w{5})$", lambda code: f"{' '.join(code[1])}, {' '.join(code[2])}", said) for said in found]


def test_what_is_said_is_what_stands_there_in_order(pages: dict[str, Answer], screen: Screen) -> None:
    def read_all(page: Page) -> dict[str, list[list[str]]]:
        page.add_init_script(fake(FAR_AWAY, WELSH, AMERICAN, HERE))
        said = {}
        for path in own(pages):
            page.goto(PORTAL + path)
            page.get_by_role("button", name=BEGIN).click()
            page.get_by_role("button", name=BEGIN).wait_for()  # it is “Stop” until the last sentence is read
            said[path] = page.evaluate("told.said")
        return said

    said = screen.look(pages, read_all)
    assert {path: [words for words, *_ in lines] for path, lines in said.items()} == {path: to_be_said(pages[path]) for path in own(pages)}
    assert {(language, voice) for lines in said.values() for _, language, voice in lines} == {("en-GB", "en_GB")}
    assert all(len(lines) >= 3 for lines in said.values())


def test_it_stops_when_told_and_when_the_page_is_left(pages: dict[str, Answer], screen: Screen) -> None:
    def stop(page: Page) -> None:
        page.add_init_script(fake(HERE, holds=True))
        page.goto(f"{PORTAL}/door/")
        page.get_by_role("button", name=BEGIN).focus()
        page.keyboard.press("Enter")
        button = page.get_by_role("button", name=STOP)
        assert button.evaluate("it => it === document.activeElement")
        assert page.evaluate("told.said.length") == 1
        assert page.evaluate("[...CSS.highlights.get('aloud')].join()") == "Closed?"
        before = page.evaluate("told.heard.length")
        page.keyboard.press("Space")
        assert page.evaluate("told.heard.length") == before + 1
        assert page.get_by_role("button", name=BEGIN).is_visible()
        assert not page.evaluate("CSS.highlights.has('aloud')")
        page.get_by_role("button", name=BEGIN).click()
        before = page.evaluate("told.heard.length")
        page.goto(f"{PORTAL}/report/")
        assert page.evaluate("sessionStorage.getItem('heard')") == str(before + 1)

    screen.look(pages, stop)


def test_nothing_is_marked_for_who_wants_it_calm(pages: dict[str, Answer], screen: Screen) -> None:
    def calm(page: Page) -> bool:
        page.add_init_script(fake(HERE, holds=True))
        page.goto(f"{PORTAL}/door/")
        page.get_by_role("button", name=BEGIN).click()
        assert page.evaluate("told.said.length") == 1
        return bool(page.evaluate("CSS.highlights.has('aloud')"))

    assert not screen.look(pages, calm, reduced_motion="reduce")


@pytest.mark.parametrize(
    "voices", [(), (FAR_AWAY,), (WELSH,), None], ids=["no voice", "a voice of a server", "another language", "no speech"]
)
def test_without_a_voice_on_the_device_there_is_no_button(pages: dict[str, Answer], screen: Screen, voices: tuple[Any, ...] | None) -> None:
    def count(page: Page) -> dict[str, int]:
        page.add_init_script(NONE if voices is None else fake(*voices))
        found = {}
        for path in ("/door/", "/blocked/"):
            page.goto(PORTAL + path)
            found[path] = page.get_by_role("button", name=BEGIN).count()
        return found

    assert screen.look(pages, count) == {"/door/": 0, "/blocked/": 0}


def test_without_scripts_there_is_no_button(pages: dict[str, Answer], screen: Screen) -> None:
    def count(page: Page) -> list[int]:
        found = []
        for path in own(pages):
            page.goto(PORTAL + path)
            found.append(page.get_by_role("button", name=BEGIN).count())
        return found

    assert set(screen.look(pages, count, java_script_enabled=False)) == {0}


def test_a_voice_that_comes_late_brings_the_button(pages: dict[str, Answer], screen: Screen) -> None:
    def wait(page: Page) -> list[bool]:
        page.add_init_script(fake())
        page.goto(f"{PORTAL}/door/")
        before = page.get_by_role("button", name=BEGIN).is_visible()
        page.evaluate(f"speechSynthesis.learn({json.dumps([HERE])})")
        return [before, page.get_by_role("button", name=BEGIN).is_visible()]

    assert screen.look(pages, wait) == [False, True]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_button(pages: dict[str, Answer], screen: Screen, scheme: str) -> None:
    script = (CHECKOUT / "node_modules" / "axe-core" / "axe.min.js").read_text()

    def look(page: Page) -> dict[str, list[str]]:
        page.add_init_script(fake(HERE, holds=True))
        found = {}
        for path in ("/door/", "/today/", "/blocked/"):
            page.goto(PORTAL + path)
            button = page.get_by_role("button", name=BEGIN)
            box = button.bounding_box()
            assert box
            assert box["height"] >= 44
            page.evaluate(script)
            for _ in range(2):
                violations = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
                found[path] = found.get(path, []) + [f"{v['id']}: {v['nodes'][0]['html']}" for v in violations]
                page.locator(".app-aloud").click()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        return {path: faults for path, faults in found.items() if faults}

    assert screen.look(pages, look, viewport={"width": 390, "height": 844}, color_scheme=scheme) == {}
