"""Pupils who would decide alone what only their parents may decide for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from belisha.core.policy.model import Fault, Policy
from belisha.core.policy.things import fault_at

THE_PUPIL = "the pupil"
_SIXTEEN_OR_OLDER = re.compile(r"year 1[23]|class 1[23](?![0-9]).*")  # a pupil of Year 12 is sixteen at 1 September


def faults_of_consents(policy: Policy) -> Iterator[Fault]:
    """A consent that is left to pupils who may be younger than sixteen. Source: safeguarding.md 30, where either parent may refuse."""
    for control in policy.controls("consent"):
        younger = [word for word in control.words("for") if not _SIXTEEN_OR_OLDER.fullmatch(word)]
        if control.text("by") == THE_PUPIL and younger:
            instead = 'write by = "each parent", or for = ["year 12", "year 13"].'
            yield fault_at(control, "by", f"“{younger[0]}” can be younger than sixteen, so their parents are asked: {instead}")
