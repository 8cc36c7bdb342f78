"""Every service, kind, list and course that a policy of this project names is in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from belisha.core.policy.read import read
from belisha.core.programme.model import Catalogue
from belisha.directory import queries

POLICIES = sorted((Path(__file__).resolve().parents[4] / "policies").glob("*.md"))


def unknown(text: str, catalogue: Catalogue) -> Iterator[str]:
    """What the policy names and the catalogue has not."""
    known = {
        **dict.fromkeys(("services", "except_services"), catalogue.services),
        "kinds": catalogue.kinds,
        "lists": catalogue.lists,
        "course": catalogue.courses,
    }
    policy = read(text).policy
    assert policy
    for control in policy.controls():
        for key, names in known.items():
            yield from (f"{control.clause} {key}: {word}" for word in control.words(key) if word not in names)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda path: path.stem)
def test_a_policy_names_what_the_catalogue_has(policy: Path) -> None:
    assert list(unknown(policy.read_text(encoding="utf-8"), queries.catalogue())) == []


def test_a_name_that_is_not_there_is_found() -> None:
    text = (POLICIES[0].read_text(encoding="utf-8")).replace('"facebook"', '"facebok"', 1)
    assert "8.1 services: facebok" in list(unknown(text, queries.catalogue()))
