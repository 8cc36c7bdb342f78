"""What a new version of a list changes, and when a person looks first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.lists.compare import compare, is_covered, names_on

LABELS = st.sampled_from(["a", "b", "c"])
NAMES = st.sets(st.builds(lambda labels: ".".join([*labels, "example"]), st.lists(LABELS, min_size=1, max_size=3)), max_size=8)


def many(count: int, first: int = 0) -> set[str]:
    return {f"site{n}.example" for n in range(first, first + count)}


def test_names_in_and_out_are_told():
    change = compare({"a.example", "b.example"}, {"b.example", "c.example"})
    assert (change.added, change.gone) == ({"c.example"}, {"a.example"})
    assert (change.before, change.after) == (2, 2)


def test_a_wider_name_takes_nothing_away_and_a_narrower_adds_nothing():
    assert compare({"m.tube.example", "tube.test"}, {"tube.example", "tube.test"}).gone == set()
    assert compare({"tube.example"}, {"m.tube.example"}).added == set()


def test_the_first_version_waits_for_a_person():
    assert compare(set(), many(3)).doubts() == ("It is the first time that this list comes.",)


@pytest.mark.parametrize(
    ("after", "waits"),
    [
        (many(300), False),
        (many(299), False),
        (many(201), False),
        (many(200), True),
        (many(599), False),
        (many(600), True),
        (many(300, first=300), True),
    ],
)
def test_a_third_gone_or_doubled_waits_for_a_person(after, waits):
    assert bool(compare(many(300), after).doubts()) is waits


def test_a_site_is_touched_at_above_and_below_its_name():
    names = {"google.example", "part.lesson.example", "same.example", "other.example"}
    assert names_on(names, ["docs.google.example", "lesson.example", "same.example", "free.example"]) == {
        "docs.google.example": ("google.example",),
        "lesson.example": ("part.lesson.example",),
        "same.example": ("same.example",),
    }


@settings(max_examples=60)
@given(NAMES, NAMES, st.builds(lambda labels: ".".join([*labels, "example"]), st.lists(LABELS, min_size=1, max_size=3)))
def test_what_was_not_told_does_not_change(before, after, host):
    """A host whose closing differs is at or below a name that was told as new or as gone."""
    change = compare(before, after)
    if is_covered(host, before) != is_covered(host, after):
        assert is_covered(host, change.added | change.gone)
    assert compare(after, before).added == change.gone
