"""The words of a clause as HTML: emphasis and lists, and nothing that acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.policy.templatetags.clause_words import clause_words, sentence


def test_emphasis_and_lists_are_kept():
    html = clause_words("Pupils **must not** share:\n\n- names\n- pictures")
    assert "<strong>must not</strong>" in html
    assert '<p class="govuk-body">' in html
    assert '<ul class="govuk-list govuk-list--bullet">' in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "![x](https://example.com/track.png)",
        "<https://example.com>",
        '"><svg/onload=alert(1)>',
        "`<b>`",
        "> <iframe src=//example.com>",
        "[a]: javascript:alert(1)\n[a]",
        "&lt;script&gt;",
    ],
)
def test_nothing_in_the_words_acts(hostile):
    html = clause_words(hostile)
    for tag in ("<script", "<img", "<a", "<svg", "<iframe", "<b>"):
        assert tag not in html


@given(st.text(max_size=200))
def test_only_our_own_marks_come_out(words):
    import re

    known = {"p", "strong", "em", "ul", "ol", "li", "blockquote", "code", "br"}
    assert {name.lower() for name in re.findall(r"</?([A-Za-z][A-Za-z0-9]*)", clause_words(words))} <= known


def test_a_sentence_starts_with_a_capital():
    assert (sentence("you do not hold the role"), sentence("")) == ("You do not hold the role", "")
