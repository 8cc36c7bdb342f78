"""What a lookup asks: the name and those above it, as the rest of the core names them."""

from __future__ import annotations

import pytest

from belisha.core.names import upwards
from belisha.core.rulesets.lookup import _with_those_above


@pytest.mark.parametrize("name", ["com", "a.com", "www.site7.example.co.uk", "a..b", ".a", "a.", "_dns.resolver.arpa", ".", "..", "a.b."])
def test_the_names_above_are_those_of_upwards(name: str) -> None:
    assert _with_those_above(name) == list(upwards(name))
