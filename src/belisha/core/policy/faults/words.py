"""Each word of each key: does it mean something here."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.declarations import KINDS, TABLES, Holds, Key
from belisha.core.policy.faults.tables import faults_of_table
from belisha.core.policy.model import Control, Fault, Policy
from belisha.core.policy.things import fault_at
from belisha.core.policy.vocabulary import Vocabulary
from belisha.core.policy.wording import did_you_mean

_DECLARED_HERE = frozenset({Holds.PEOPLE, Holds.ROLE, Holds.ROLES, Holds.TELL, Holds.CASE, Holds.SANCTION, Holds.CLAUSES})


def words_said(policy: Policy) -> Iterator[tuple[Control, Key, str]]:
    """Each word of each key of each control."""
    for control in policy.controls():
        for key in KINDS[control.kind].keys:
            for word in control.words(key.name):
                yield control, key, word


def faults_of_front(policy: Policy, words: Vocabulary) -> Iterator[Fault]:
    """The words of the front matter that mean nothing."""
    review = words.fault_of(Holds.SPAN, policy.review)
    if review:
        yield Fault(policy.review_line, None, f"“review” of the front matter: {review}")


def faults_of_words(policy: Policy, words: Vocabulary, *, is_whole: bool) -> Iterator[tuple[Control, Fault]]:
    """The words that mean nothing here, each with its control.

    Where the policy is not whole, a role, case, sanction or clause that nobody declares may be what could not be read: nothing is said.
    """
    for control, key, word in words_said(policy):
        if not is_whole and key.holds in _DECLARED_HERE:
            continue
        sentence = None if word in key.words else _sentence(key, word, words)
        if sentence:
            yield control, fault_at(control, key.name, sentence)
    for control in policy.controls():
        for key in KINDS[control.kind].keys:
            if key.holds in TABLES and key.name in control.values:
                for sentence in faults_of_table(control, key, words if is_whole else None):
                    yield control, fault_at(control, key.name, sentence)


def _sentence(key: Key, word: str, words: Vocabulary) -> str | None:
    """What is wrong with a word of a key, or None."""
    if key.holds is Holds.WORD:
        return f"“{word}” is not a word for “{key.name}”: {did_you_mean(word, key.words)}"
    return words.fault_of(key.holds, word)
