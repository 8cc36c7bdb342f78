"""Whatever is drafted, nothing raises, and every finding points into the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.policy.draft.drafting import draft_of
from belisha.core.policy.draft.report import as_json, as_text

PIECES = st.sampled_from(
    [
        "Contents:",
        "1. One",
        "2. Two ..... 4",
        "Appendix 1",
        "Appendix A: Forms",
        "Signed by:",
        "(Headteacher)",
        "- 1.1. A clause,",
        "1.1 Again.",
        "1.2",
        "999.999.999 Far",
        " - an item",
        "a) another",
        "# Heading",
        "etc.",
        "must not discuss anything about the school",
        "unless",
        "",
        "School defines “x” as",
        "an “” form",
        "form",
        "[](#)",
        "The Policy Policy",
        "Mr A",
        "will be dealt with",
        "\t\t",
        "\f",
        "0800 123 4567",
    ]
)


@given(st.one_of(st.text(max_size=400), st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=40).map("\n".join)))
@settings(max_examples=400, deadline=None)
def test_any_text_has_a_draft(text: str) -> None:
    draft = draft_of(text, services={"Facebook": False, "": True, "Vine (old)": True})
    assert as_text(draft, "policy.txt")
    assert as_json(draft, "policy.txt")["findings"]
    lines = draft.words.lines
    assert all(1 <= finding.line <= lines for finding in draft.findings)
    for clause in draft.words.clauses:
        assert 1 <= clause.line <= clause.last_line <= lines


@given(st.lists(st.text(alphabet="abc XYZ.", min_size=1, max_size=40), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_numbered_paragraph_is_a_clause(words: list[str]) -> None:
    text = "Policy\n\n" + "\n\n".join(f"1.{n} Words {said}" for n, said in enumerate(words, start=1))
    assert [c.number for c in draft_of(text).words.clauses] == [f"1.{n}" for n in range(1, len(words) + 1)]
