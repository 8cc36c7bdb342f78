"""Tables whose names and values mean something: facts and answers, signals and weights, who breaks the glass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from belisha.core.policy.declarations import HEAVIEST, Holds, Key
from belisha.core.policy.model import Control
from belisha.core.policy.things import table_of_words
from belisha.core.policy.vocabulary import Vocabulary
from belisha.core.policy.wording import did_you_mean

BREAK_GLASS = 'break_glass = { people = 2, from = ["chair of governors", "designated safeguarding lead"] }'


def faults_of_table(control: Control, key: Key, words: Vocabulary | None) -> Iterator[str]:
    """What is wrong with a table; roles are asked only where there are words."""
    table = control.values[key.name]
    if not isinstance(table, Mapping):
        return
    if key.holds is Holds.FACTS:
        yield from _facts(control, key, table)
    elif key.holds is Holds.SIGNALS:
        yield from _signals(key, table)
    elif key.holds is Holds.BREAK_GLASS:
        yield from _break_glass(control, table, words)


def _facts(control: Control, key: Key, table: Mapping[str, object]) -> Iterator[str]:
    """A fact without a list of answers."""
    for fact in table:
        if not table_of_words(control, key.name).get(fact):
            yield f'the fact “{fact}” needs its answers as a list: write {fact} = ["yes", "no"].'


def _signals(key: Key, table: Mapping[str, object]) -> Iterator[str]:
    """A signal that nobody can see, or a weight that is none."""
    for signal, weight in table.items():
        if signal not in key.words:
            yield f"“{signal}” is no signal: {did_you_mean(signal, key.words)}"
        elif not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= HEAVIEST:
            yield f"the weight of “{signal}” is a whole number from 1 to {HEAVIEST}: write {signal} = 5."


def _break_glass(control: Control, table: Mapping[str, object], words: Vocabulary | None) -> Iterator[str]:
    """Fewer than two people, no roles, or a role that there is not. Source: clauses.md 6.1."""
    people, roles = table.get("people"), table_of_words(control, "break_glass").get("from", ())
    if set(table) != {"people", "from"} or not isinstance(people, int) or isinstance(people, bool) or people < 2 or not roles:
        yield f"breaking the glass takes two people or more, and says from which roles: write {BREAK_GLASS}."
        return
    for role in roles if words else ():
        sentence = words.fault_of(Holds.ROLE, role) if words else None
        if sentence:
            yield sentence
