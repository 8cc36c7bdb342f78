"""All that a version would change, under the headings of its page. Pure: two programmes and their policies in, sentences out."""

from __future__ import annotations

from dataclasses import dataclass, fields

from belisha.core.policy.model import Policy
from belisha.core.programme.compare.chains import chain_changes
from belisha.core.programme.compare.duties import duty_changes
from belisha.core.programme.compare.network import network
from belisha.core.programme.compare.papers import paper_changes
from belisha.core.programme.compare.people import people_changes
from belisha.core.programme.compare.words import word_changes
from belisha.core.programme.model import Catalogue, Programme


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change, under the headings of the page. Empty tuples where nothing does.

    `network`: what opens and closes to whom; `people`: who signs, roles, forms; `duties`: what is to be done, agreed to, kept to and
    consented to; `cases`: cases, steps, sanctions; `papers`: records, passwords, documents, reviews; `words`: what the text says.
    """

    network: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """True where anything would change."""
        return any(getattr(self, field.name) for field in fields(self))


def changes(before: Programme, after: Programme, *, was: Policy | None, becomes: Policy, catalogue: Catalogue) -> Changes:
    """What the network, the people and the words of the policy would be after, compared with before (`was` None: the safe baseline).

    Both programmes must be of one school. "now" in a sentence is before the change.
    """
    return Changes(
        network=tuple(network(before, after, catalogue)),
        people=tuple(people_changes(before, after)),
        words=tuple(word_changes(before, after, was, becomes)),
        duties=tuple(duty_changes(before, after, catalogue)),
        cases=tuple(chain_changes(before, after)),
        papers=tuple(paper_changes(before, after)),
    )
