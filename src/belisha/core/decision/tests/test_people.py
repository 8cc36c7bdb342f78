"""People words: who is covered, who is bound, and which word is inside another."""

from __future__ import annotations

import pytest

from belisha.core.decision.people import are_inside, binds, covers, is_inside, years_of
from belisha.core.decision.tests.worlds import FACTS, SEATS, UNKNOWN_SEAT

PUPIL_5K, _, STAFF, *_ = SEATS


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("class 5K", "class 5K"),
        ("class 5K", "year 5"),
        ("class 5K", "pupils"),
        ("class 9Z", "pupils"),
        ("year 5", "pupils"),
        ("teachers", "staff"),
        ("support staff", "staff"),
        ("volunteers", "staff"),
        ("governors", "everyone"),
    ],
)
def test_a_narrower_word_is_inside_a_wider_one(inner: str, outer: str) -> None:
    assert is_inside(inner, outer, FACTS)
    assert inner == outer or not is_inside(outer, inner, FACTS)


@pytest.mark.parametrize(
    ("inner", "outer"), [("class 5K", "year 4"), ("class 5K", "class 4B"), ("year 5", "staff"), ("governors", "staff")]
)
def test_strangers_are_not_inside_each_other(inner: str, outer: str) -> None:
    assert not is_inside(inner, outer, FACTS)


def test_each_of_several_words_must_be_inside() -> None:
    assert are_inside({"class 5K", "teachers"}, {"staff", "year 5"}, FACTS)
    assert not are_inside({"class 5K", "governors"}, {"staff", "year 5"}, FACTS)


def test_a_seat_nobody_knows_is_bound_by_every_word_and_covered_by_everyone_alone() -> None:
    assert binds("staff", UNKNOWN_SEAT)
    assert not covers("staff", UNKNOWN_SEAT)
    assert covers("everyone", UNKNOWN_SEAT)
    assert covers("year 5", PUPIL_5K)
    assert not binds("pupils", STAFF)


def test_the_years_of_a_seat_come_from_its_words_and_its_classes() -> None:
    assert years_of(PUPIL_5K, FACTS) == {"year 5"}
    assert years_of(STAFF, FACTS) == frozenset()
