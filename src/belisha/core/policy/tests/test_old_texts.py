"""A text that was signed before the language grew reads as it did: the same canonical text and the same identity."""

from __future__ import annotations

import hashlib
from pathlib import Path

from belisha.core.policy.read import canonical, read

OLD = (Path(__file__).parent / "first_edition.md").read_text(encoding="utf-8")
IDENTITY = "8088d749171387d623e93d3ae77a60ed9cd636e26aa3a968af44952123d57e3f"  # computed on 22 November 2026, before the language grew


def test_a_text_of_the_first_edition_keeps_its_identity() -> None:
    reading = read(OLD)
    assert reading.is_sound, reading.faults
    assert reading.policy.identity == IDENTITY
    assert hashlib.sha256(canonical(OLD).encode("utf-8")).hexdigest() == IDENTITY


def test_words_before_a_fence_of_an_appendix_stay_where_they_were() -> None:
    assert "Another.\n\n~~~text\na fence\n~~~\n\nA last paragraph." in canonical(OLD)
    appendix = read(OLD).policy.clause("appendix-1")
    assert appendix.words == "An opening paragraph.\n\nAnother."
