"""Somebody who has a keyboard and nothing else: what the keys reach is looked at at every stop."""

from __future__ import annotations

from playwright.sync_api import Page

LONGEST_WAY = 150
"""More stops than any page has."""

STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const label = here.labels && here.labels[0];
  const says = here.getAttribute('aria-label') || (label ? label.innerText : '') || here.innerText || here.value || '';
  const rings = [getComputedStyle(here), label ? getComputedStyle(label, '::before') : null].filter(Boolean);
  const is_seen = rings.some(s =>
    (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== 'rgba(0, 0, 0, 0)') || s.boxShadow !== 'none');
  const box = here.getClientRects()[0];
  const is_there = Boolean(box) && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const top = is_there && document.elementFromPoint(Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1),
    Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 1));
  const before = window.belishaBefore;
  window.belishaBefore = here;
  const goes_on = !before || before === here || !before.isConnected || Boolean(
    before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
  return {says: says.replace(/\\s+/g, ' ').trim(), kind: here.type || here.tagName.toLowerCase(), is_seen, is_there,
    is_uncovered: Boolean(top) &&
      (here.contains(top) || top.contains(here) || Boolean(label && label.contains(top))), goes_on};
}"""


class Keys:
    """The keys of one page: each step from one thing to the next is held to what a reader needs of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops: list[str] = []

    def to(self, words: str, *, kind: str = "") -> None:
        """By Tab alone, from where the focus is to what is called so."""
        for _ in range(LONGEST_WAY):
            stop = self.tab()
            if stop is not None and stop["says"] == words and kind in ("", stop["kind"]):
                return
        raise AssertionError(f"no Tab leads to “{words}” on {self.page.url}; it led to {self.stops[-LONGEST_WAY:]}")

    def tab(self) -> dict[str, object] | None:
        """One step; None where it leads out of the page. Fails where the focus is not seen, is off the screen or goes back."""
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(STOP)
        if stop is not None:
            where = f"at “{stop['says']}” ({stop['kind']}) on {self.page.url}"
            assert stop["is_seen"], f"the focus cannot be seen {where}"
            assert stop["is_there"], f"the focus is not on the screen {where}"
            assert stop["is_uncovered"], f"something lies over the focus {where}"
            assert stop["goes_on"], f"the focus goes back {where}, after “{self.stops[-1] if self.stops else ''}”"
            self.stops.append(str(stop["says"]))
        return stop

    def press(self, key: str) -> None:
        """One key; what it opens is waited for."""
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def follow(self, words: str) -> None:
        """To a link or button, and through it."""
        self.to(words)
        before = self.page.evaluate("performance.timeOrigin")
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("before => performance.timeOrigin !== before || location.hash", arg=before)
        self.page.wait_for_load_state()

    def write(self, label: str, words: str) -> None:
        """Into the field of that name."""
        self.to(label)
        self.page.keyboard.type(words)

    def choose(self, label: str) -> None:
        """One of several: Tab leads to the first, arrows to the others; or one that is ticked or not."""
        for _ in range(LONGEST_WAY):
            stop = self.tab()
            if stop is not None and stop["kind"] == "radio":
                for _ in range(20):
                    if self.page.evaluate(STOP)["says"] == label:
                        self.page.keyboard.press("Space")
                        return
                    self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice is called “{label}” on {self.page.url}")

    def all_round(self) -> list[str]:
        """Every stop of the page from its beginning until Tab leaves it: nothing holds the focus."""
        self.page.evaluate(
            "() => { document.activeElement?.blur(); window.belishaBefore = null; getSelection().removeAllRanges(); scrollTo(0, 0); }"
        )
        found: list[str] = []
        for _ in range(LONGEST_WAY):
            stop = self.tab()
            if stop is None:
                return found
            found.append(str(stop["says"]))
        raise AssertionError(f"Tab never leaves {self.page.url}: {found[-5:]}")
