"""Who consents to showing something of a child: parents, and the pupil alone only from sixteen on."""

from __future__ import annotations

import pytest

from belisha.core.policy.check import check
from belisha.core.policy.explain import sentences_of
from belisha.core.policy.tests.samples import CATALOGUE, Suffixes, policy_with


def faults(people: str, by: str = 'by = "the pupil"') -> list[tuple[int, str]]:
    """The faults of a consent for these people; its `by` stands on line 10."""
    policy = policy_with(f'[[consent]]\nwhat = ["picture"]\nfor = [{people}]\n{by}')
    return [(fault.line, fault.sentence) for fault in check(policy, catalogue=CATALOGUE, suffixes=Suffixes())]


@pytest.mark.parametrize("people", ['"year 12", "year 13"', '"year 13"', '"class 12F"', '"class 13"'])
def test_pupils_of_sixteen_decide_alone(people: str) -> None:
    assert faults(people) == []


@pytest.mark.parametrize(
    ("people", "named"),
    [
        ('"pupils"', "pupils"),
        ('"year 11"', "year 11"),
        ('"year 12", "year 7"', "year 7"),
        ('"class 5K"', "class 5K"),
        ('"class 1"', "class 1"),
        ('"class 120"', "class 120"),
    ],
)
def test_younger_pupils_do_not(people: str, named: str) -> None:
    instead = 'write by = "each parent", or for = ["year 12", "year 13"].'
    assert faults(people) == [(10, f"“{named}” can be younger than sixteen, so their parents are asked: {instead}")]
    assert faults(people, 'by = "each parent"') == []


def test_it_is_told_in_a_sentence() -> None:
    policy = policy_with('[[consent]]\nwhat = ["picture"]\nfor = ["year 12"]\nby = "the pupil"')
    (control,) = policy.controls("consent")
    assert sentences_of(control, CATALOGUE) == [
        "Before a picture of year 12 is shown, the pupil is asked, who is old enough to decide it alone."
    ]
