"""From a text in plain words to its draft: what was found in it, and what a school will have to answer."""

from __future__ import annotations

from collections.abc import Mapping

from belisha.core.policy.draft import names, parts, rules, structure
from belisha.core.policy.draft.model import Draft, Subject
from belisha.core.policy.draft.reading import words_of


def draft_of(text: str, *, services: Mapping[str, bool] | None = None) -> Draft:
    """The draft of a text. Never raises, whatever the text.

    `services`: each service that is known by name, and whether it has closed down. Findings stand by subject, then by line.
    """
    words = words_of(text)
    found = [
        *structure.findings(words),
        *rules.findings(words),
        *names.findings(words, services=services or {}),
        *parts.findings(words),
    ]
    order = list(Subject)
    return Draft(
        words=words,
        definitions=names.definitions(words),
        documents=names.documents(words),
        forms=names.forms(words),
        signers=names.signers(words),
        findings=tuple(sorted(found, key=lambda finding: (order.index(finding.subject), finding.line))),
    )
