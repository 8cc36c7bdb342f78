"""Every word can be read and every part be seen, by day, in the dark, with more contrast and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.sheets import BLOCK_PAGE, COLOURS, DARK, MODES, ROOMS, colours, own_sheets, ratio, rules_of

PORTAL_GROUNDS = ("belisha-paper", "belisha-card", "govuk-body-background-colour")
LINK_GROUNDS = (*PORTAL_GROUNDS, "govuk-template-background-colour", "belisha-hatch")
TEXT: dict[str, tuple[str, ...]] = {
    "belisha-ink": (*PORTAL_GROUNDS, "belisha-lesson", "belisha-hatch"),
    "belisha-quiet": PORTAL_GROUNDS,
    "belisha-link": (*PORTAL_GROUNDS, "belisha-hatch"),
    "belisha-green": ("belisha-paper",),
    "belisha-on-head": ("belisha-head",),
    "belisha-on-amber": ("belisha-amber",),
    "belisha-on-button": ("belisha-button", "belisha-button-hover", "belisha-warning", "belisha-warning-hover"),
    "belisha-on-second": ("belisha-second", "belisha-second-hover"),
    "belisha-on-tag": ("belisha-tag",),
    "belisha-on-tag-yellow": ("belisha-tag-yellow",),
    "belisha-on-tag-red": ("belisha-tag-red",),
    "belisha-on-tag-green": ("belisha-tag-green",),
    "belisha-on-tag-grey": ("belisha-tag-grey",),
    "belisha-fault-hover": PORTAL_GROUNDS,
    "govuk-text-colour": (*LINK_GROUNDS, "belisha-field", "govuk-surface-background-colour"),
    "govuk-secondary-text-colour": PORTAL_GROUNDS,
    "govuk-link-colour": LINK_GROUNDS,
    "govuk-link-visited-colour": LINK_GROUNDS,
    "govuk-link-hover-colour": LINK_GROUNDS,
    "govuk-link-active-colour": LINK_GROUNDS,
    "govuk-error-colour": PORTAL_GROUNDS,
    "govuk-inverse-text-colour": ("govuk-brand-colour", "govuk-success-colour"),
    "govuk-focus-text-colour": ("govuk-focus-colour",),
    "govuk-surface-text-colour": ("govuk-surface-background-colour", "govuk-template-background-colour"),
    "govuk-body-background-colour": ("govuk-text-colour",),  # the mark of a warning stands in a disc of ink
}
"""Words, and everything they stand on."""

PARTS: dict[str, tuple[str, ...]] = {
    "belisha-ink": ("belisha-unlit", "belisha-card"),  # the rim of a globe, which says it with or without its light
    "belisha-on-amber": ("belisha-lit", "belisha-amber"),  # the same on the band that says “observing only”
    "belisha-blue": ("belisha-paper", "belisha-card"),
    "belisha-green": ("belisha-paper", "belisha-card"),
    "belisha-cut": ("belisha-paper", "belisha-card"),
    "govuk-input-border-colour": ("belisha-field", "belisha-paper", "belisha-card"),
    "govuk-error-colour": ("belisha-field", "belisha-paper", "belisha-card"),
    "govuk-brand-colour": ("belisha-paper", "govuk-body-background-colour"),
    "belisha-stripe": ("belisha-stripe-between",),
}
"""What must be seen to understand a page, and what it stands beside. Amber edges, bars and hairlines only say again what words say."""

BLOCK_TEXT = {
    "ink": ("paper",),
    "link": ("paper",),
    "on-head": ("head",),
    "on-focus": ("focus",),
    "on-button": ("button", "button-hover"),
}
NO_WORDS_ON = {
    "belisha-unlit",
    "belisha-lit",
    "belisha-green",
    "belisha-grey",
    "belisha-picture",
    "belisha-stripe",
    "belisha-stripe-between",
}
"""Grounds that carry no words: globes, tiles of pictures and codes, the stripes."""

AA_TEXT, AAA_TEXT, PART = 4.5, 7.0, 3.0
"""Source: WCAG 2.2, success criteria 1.4.3, 1.4.6 and 1.4.11."""

LITERAL = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|\b(?:white|black|red|green|blue|grey|gray)\b", re.IGNORECASE)
GOVUK_CLASS = re.compile(r"govuk-[a-zA-Z0-9_-]+")


def too_near(sheet: Path, mode: str, pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    """The pairs that stand less apart than they must, in words."""
    holds = colours(sheet, mode)
    measured = [(one, ground, ratio(holds[one], holds[ground])) for one, grounds in pairs.items() for ground in grounds]
    return [f"{one} on {ground}: {found:.2f}, not {least}" for one, ground, found in measured if found < least]


def test_the_measure_is_that_of_the_guidelines() -> None:
    assert ratio("#000", "#ffffff") == pytest.approx(21)
    assert ratio("#fff", "#777777") == pytest.approx(4.48, abs=0.005)
    assert ratio("#1a65a6", "#fff") == ratio("#fff", "#1a65a6")


@pytest.mark.parametrize("mode", MODES)
def test_every_word_can_be_read(mode: str) -> None:
    least = AAA_TEXT if "more contrast" in mode else AA_TEXT
    assert too_near(COLOURS, mode, TEXT, least) == []
    assert too_near(BLOCK_PAGE, mode, BLOCK_TEXT, least) == []


@pytest.mark.parametrize("mode", MODES)
def test_every_part_can_be_seen(mode: str) -> None:
    assert too_near(COLOURS, mode, PARTS, PART) == []


@pytest.mark.parametrize("sheet", own_sheets(), ids=lambda sheet: sheet.name)
def test_no_sheet_holds_a_colour_without_a_name(sheet: Path) -> None:
    assert len(own_sheets()) >= 7
    found = [
        f"{rule.selector}: {key}: {value}"
        for rule in rules_of(sheet)
        for key, value in rule.declared
        if LITERAL.search(re.sub(r"var\([^)]*\)", "", value)) and not (rule.selector == ":root" and key.startswith("--"))
    ]
    assert not found, f"give it a name in {COLOURS.name}, by day and in the dark: {found}"


@pytest.mark.parametrize("sheet", [COLOURS, BLOCK_PAGE], ids=lambda sheet: sheet.name)
def test_every_colour_has_a_value_by_day_and_in_the_dark(sheet: Path) -> None:
    roots = {rule.under: {key for key, _ in rule.declared} for rule in rules_of(sheet) if rule.selector == ":root"}
    by_day, dark = roots[frozenset()], roots[frozenset({"screen", DARK})]
    assert by_day == dark
    assert all(names <= by_day for names in roots.values()), "a colour with more contrast or on paper that is none by day"


def test_every_colour_of_words_is_measured() -> None:
    used = {name for sheet in own_sheets() if sheet != BLOCK_PAGE for rule in rules_of(sheet) for name in rule.names("color")}
    assert used - set(TEXT) == set(), "write in TEXT what these words stand on"


def test_every_ground_is_measured() -> None:
    measured = {ground for grounds in TEXT.values() for ground in grounds} | NO_WORDS_ON
    rules = [rule for sheet in own_sheets() if sheet != BLOCK_PAGE for rule in rules_of(sheet)]
    used = {name for rule in rules for name in rule.names("background", "background-color")}
    assert used - measured == set(), "write in TEXT which words stand on these"


@pytest.mark.parametrize(("sheets", "pairs"), [([s for s in own_sheets() if s != BLOCK_PAGE], TEXT), ([BLOCK_PAGE], BLOCK_TEXT)])
def test_words_and_ground_of_one_rule_are_a_measured_pair(sheets: list[Path], pairs: dict[str, tuple[str, ...]]) -> None:
    missing = [
        (rule.selector, words, ground)
        for sheet in sheets
        for rule in rules_of(sheet)
        for words in rule.names("color")
        for ground in rule.names("background", "background-color")
        if ground not in pairs[words]
    ]
    assert missing == []


def test_every_name_that_is_used_is_declared() -> None:
    for sheet in own_sheets():
        declared = set(colours(BLOCK_PAGE if sheet == BLOCK_PAGE else COLOURS, "by day"))
        used = {name for rule in rules_of(sheet) for name in rule.names(*(key for key, _ in rule.declared))}
        assert used <= declared, f"{sheet.name} names colours that nobody declares"


def test_nothing_the_pages_use_keeps_a_colour_of_gov_uk_frontends_own() -> None:
    """Those of its rules that hold a colour without a property would shine out of the dark."""
    pages = "".join(file.read_text(encoding="utf-8") for kind in ("*.html", "*.py") for file in ROOMS.rglob(kind))
    used = set(GOVUK_CLASS.findall(pages))
    package = ROOMS.parents[1] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.css"
    held = {
        name
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", package.read_text(encoding="utf-8"))
        if ":root" not in selector and LITERAL.search(re.sub(r"var\([^()]*(?:\([^()]*\)[^()]*)*\)|[a-z-]+:", "", body))
        for name in GOVUK_CLASS.findall(selector)
    }
    ours = {name for rule in rules_of(COLOURS) for name in GOVUK_CLASS.findall(rule.selector)}
    assert (held & used) - ours - {"govuk-frontend", "govuk-frontend-supported"} == set(), "name their colours in colours.css"
