"""What the text says after a version: clauses, promises and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from belisha.core.policy.explain import listed
from belisha.core.policy.model import Clause, Policy
from belisha.core.programme.compare.wording import Keys, compared
from belisha.core.programme.model import Commitment, Definition, Programme

_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?])\s+")
NETWORK_WITHOUT_RULES = {"closed": "closed but for help", "open": "open, with an alarm"}
TERM_KEYS: Keys[Definition] = {"what it means": lambda term: listed(term.means)}
PROMISE_KEYS: Keys[Commitment] = {
    "the clauses that keep it": lambda promise: listed(promise.kept_by) if promise.kept_by else "not said",
}


def word_changes(before: Programme, after: Programme, was: Policy | None, becomes: Policy) -> Iterable[str]:
    """Clauses that come, go, or say something else; promises and terms; how often the policy is looked at again."""
    if was is None:
        yield f"{sum(1 for _ in becomes.clauses())} clauses come into force."
        return
    yield from _clauses(was, becomes)
    yield from compared(
        before.commitments,
        after.commitments,
        lambda promise: f"“{promise.text}”",
        PROMISE_KEYS,
        come=lambda title, _: f"A new promise: {title}",
        gone=lambda title, _: f"A promise that goes: {title}",
        title=lambda title: f"Promise {title}",
    )
    yield from compared(
        before.definitions,
        after.definitions,
        lambda term: f"“{term.term}”",
        TERM_KEYS,
        come=lambda title, term: f"A new term, {title}: {listed(term.means)}.",
        gone=lambda title, _: f"The term {title} is no longer explained.",
        title=lambda title: f"The term {title}",
    )
    if was.title != becomes.title:
        yield f"The policy is called “{becomes.title}” (now “{was.title}”)."
    if was.review != becomes.review:
        yield f"The policy is looked at again after {becomes.review} (now {was.review})."
    if was.when_broken != becomes.when_broken:
        now, then = (NETWORK_WITHOUT_RULES.get(policy.when_broken, policy.when_broken) for policy in (was, becomes))
        yield f"When the policy's rules cannot be loaded, the network is {then} (now {now})."


def _clauses(was: Policy, becomes: Policy) -> Iterable[str]:
    """Clauses that come, go, or say something else."""
    old, new = ({c.number: c for c in policy.clauses()} for policy in (was, becomes))
    for number in [*old, *(n for n in new if n not in old)]:
        if number not in new:
            yield f"Clause {number} goes: “{old[number].words}”"
        elif number not in old:
            yield f"Clause {number} is new: “{new[number].words}”"
        elif old[number].words != new[number].words:
            yield f"Clause {number} {_difference(old[number].words, new[number].words)}{_does_the_same(old[number], new[number])}"


def _difference(was: str, becomes: str) -> str:
    """What a reader has to read of two texts: the sentences that go, and those that come."""
    left, right = _SENTENCE_ENDS.split(was), _SENTENCE_ENDS.split(becomes)
    found = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    pieces = [(" ".join(left[a:b]), " ".join(right[c:d])) for kind, a, b, c, d in found if kind != "equal"]
    told = [
        f"now says “{new}” where it said “{old}”" if old and new else f"now says “{new}” too" if new else f"no longer says “{old}”"
        for old, new in pieces
    ]
    return f"{listed(told)}."


def _does_the_same(was: Clause, becomes: Clause) -> str:
    """What nobody would guess who has changed the words alone: under them the software does what it did."""
    is_same = [(c.kind, c.values) for c in was.controls] == [(c.kind, c.values) for c in becomes.controls]
    return " Only its words change: what the software does by its controls stays as it is." if was.controls and is_same else ""
