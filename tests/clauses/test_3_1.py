"""Clause 3.1: what social media are is a closed list, and the catalogue knows services of each kind of it."""

from __future__ import annotations

import pytest

from belisha.core.policy.read import read
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.tests.samples import FACTS, STANDING
from belisha.directory.queries import catalogue

SAID = {
    "blogs": "blogs",
    "forums": "discussion forums",
    "collaborative": "collaborative spaces and networks of friends",
    "media sharing": "sharing of pictures, films and sound",
    "micro-blogging": "micro-blogs",
    "live streaming": "live streams",
}


@pytest.mark.clause("3.1", part=True)
def test_social_media_are_the_six_kinds_of_the_catalogue(policy_text: str) -> None:
    programme = compile_policy(read(policy_text).policy, facts=FACTS, catalogue=catalogue(), standing=STANDING)
    said = [definition for definition in programme.definitions if definition.term == "social media"]
    assert [(one.clause, one.means) for one in said] == [("3.1", tuple(SAID.values()))]
    assert set(catalogue().kinds["social media"]) == set(SAID)
    assert all(any(not service.is_closed_down for service in catalogue().of_kind(kind)) for kind in SAID)
