"""Our own style sheets as tests read them: rules with their conditions, and what each colour is worth in each mode."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOMS = Path(__file__).resolve().parents[2] / "src" / "belisha"
COLOURS = ROOMS / "web" / "static" / "belisha" / "colours.css"
BLOCK_PAGE = ROOMS / "filtering" / "static" / "filtering" / "block.css"
"""The block page stands without the portal, so it has its own colours."""

DARK, MORE = "prefers-color-scheme: dark", "prefers-contrast: more"
MODES: Mapping[str, frozenset[str]] = {
    "by day": frozenset({"screen"}),
    "in the dark": frozenset({"screen", DARK}),
    "by day with more contrast": frozenset({"screen", MORE}),
    "in the dark with more contrast": frozenset({"screen", DARK, MORE}),
    "on paper": frozenset({"print"}),
}
"""What holds in each mode, as media queries say it."""

_STEP = re.compile(r"([^{};]*)([{};])")
_NAMED = re.compile(r"var\(--([a-z-]+)\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a sheet: under which media conditions, for what, and what it declares."""

    under: frozenset[str]
    selector: str
    declared: tuple[tuple[str, str], ...]

    def names(self, *properties: str) -> list[str]:
        """The colours that these CSS properties take, by name."""
        return [name for key, value in self.declared if key in properties for name in _NAMED.findall(value)]


def own_sheets() -> list[Path]:
    """Every style sheet of ours."""
    return sorted(ROOMS.glob("*/static/*/*.css"))


@cache
def rules_of(sheet: Path) -> tuple[Rule, ...]:
    """The rules of a sheet in their order."""
    return tuple(_rules(re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)))


def _rules(source: str) -> Iterator[Rule]:
    around: list[str] = []
    declared: list[tuple[str, str]] = []
    for words, mark in _STEP.findall(source):
        key, _, value = (part.strip() for part in words.strip().partition(":"))
        if mark == "{":
            around.append(" ".join(words.split()))
            continue
        if value and mark in ";}":
            declared.append((key, value))
        if mark == "}":
            inner = around.pop()
            if declared:
                yield Rule(_conditions(around), inner, tuple(declared))
            declared = []


def _conditions(around: list[str]) -> frozenset[str]:
    """`@media screen and (prefers-contrast: more)` → screen, prefers-contrast: more."""
    media = [words.removeprefix("@media") for words in around if words.startswith("@media")]
    return frozenset(part.strip(" ()") for words in media for part in words.split(" and "))


def colours(sheet: Path, mode: str) -> dict[str, str]:
    """The named colours of a sheet as they hold in a mode: later rules over earlier ones, as in a browser."""
    holds: dict[str, str] = {}
    for rule in rules_of(sheet):
        if rule.selector == ":root" and rule.under <= MODES[mode]:
            holds |= {key.removeprefix("--"): value for key, value in rule.declared if key.startswith("--")}
    return holds


def ratio(one: str, other: str) -> float:
    """How far two colours stand apart. Source: WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Source: WCAG 2.2, relative luminance. `colour` is #rgb or #rrggbb."""
    digits = colour.removeprefix("#")
    whole = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
