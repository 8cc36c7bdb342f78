"""Which of two rules is the narrower, where an allow speaks of several years and a block of one of them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from belisha.core.moments import SchoolFacts
from belisha.core.programme.model import Effect, Rule
from belisha.core.programme.people import are_apart
from belisha.core.programme.scope import is_narrower
from belisha.core.programme.tests.samples import FACTS as SAMPLE

CLASSES = {"7A": "year 7", "8C": "year 8", "R1": "reception"}
FACTS = SchoolFacts(calendar=SAMPLE.calendar, classes=CLASSES)
BOTH = frozenset({"youtube.com", "tiktok.com"})


def beats(given: Iterable[str], closed: Iterable[str], names: frozenset[str] = frozenset({"youtube.com"})) -> bool:
    """Whether an allow of these names for `given` beats a block of both names for `closed`."""
    allow = Rule("4.2/allow/1", "4.2", Effect.ALLOW, frozenset(given), names)
    return is_narrower(allow, Rule("4.1/age_limit/1/year 7", "4.1", Effect.BLOCK, frozenset(closed), BOTH), FACTS)


@pytest.mark.parametrize("given", [{"year 7"}, {"year 7", "year 8"}, {"class 7A", "year 8"}, {"year 7", "class 8C", "reception"}])
def test_years_that_the_block_does_not_speak_of_do_not_count(given: set[str]) -> None:
    assert beats(given, {"year 7"})


@pytest.mark.parametrize("given", [{"pupils"}, {"everyone"}, {"year 7", "pupils"}, {"year 7", "staff"}, {"year 7", "class 9Z"}, {"year 8"}])
def test_whoever_could_be_of_both_must_be_inside_the_block(given: set[str]) -> None:
    assert not beats(given, {"year 7"})


def test_equal_names_for_more_years_open_nothing() -> None:
    assert not beats({"year 7", "year 8"}, {"year 7"}, BOTH)
    assert beats({"year 7"}, {"year 7", "year 8"}, BOTH)


@pytest.mark.parametrize(
    ("one", "other"), [("year 7", "year 8"), ("class 7A", "year 8"), ("class 7A", "class 8C"), ("reception", "year 7")]
)
def test_two_years_and_their_classes_are_apart(one: str, other: str) -> None:
    assert are_apart(one, other, FACTS)
    assert are_apart(other, one, FACTS)


@pytest.mark.parametrize(
    ("one", "other"), [("year 7", "class 7A"), ("year 7", "pupils"), ("year 7", "staff"), ("class 9Z", "year 7"), ("staff", "guests")]
)
def test_others_may_be_both_as_far_as_the_words_tell(one: str, other: str) -> None:
    assert not are_apart(one, other, FACTS)
    assert not are_apart(other, one, FACTS)


def test_what_a_block_excepts_counts_for_neither() -> None:
    allow = Rule("4.2/allow/1", "4.2", Effect.ALLOW, frozenset({"year 7"}), frozenset({"classroom.google.com", "docs.google.com"}))
    block = Rule("4.1/block/1", "4.1", Effect.BLOCK, frozenset({"pupils"}), frozenset({"google.com"}), frozenset({"classroom.google.com"}))
    assert is_narrower(allow, block, FACTS)


def test_an_allow_for_all_pupils_does_not_beat_what_is_closed_to_pupils_of_no_class() -> None:
    allow = Rule("4.2/allow/1", "4.2", Effect.ALLOW, frozenset({"pupils"}), frozenset({"youtube.com"}))
    block = Rule("4.1/age_limit/1/pupils", "4.1", Effect.BLOCK, frozenset({"pupils"}), BOTH, except_people=frozenset({"year 7", "year 8"}))
    assert not is_narrower(allow, block, FACTS)


def test_the_class_teacher_is_no_pupil() -> None:
    assert not beats({"class teacher"}, {"pupils"})
    assert not are_apart("class teacher", "year 7", FACTS)
