"""A list of contents that names what the text lacks."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.model import Fault, Mention, Policy
from belisha.core.policy.numbering import clause_of_heading, section_of_heading


def faults_of_contents(policy: Policy) -> Iterator[Fault]:
    """A fault for each clause, appendix or section that the contents names and the text does not have."""
    there = {clause.number for clause in policy.clauses()} | {clause_of_heading(section.heading) for section in policy.sections}
    there |= {section_of_heading(section.heading)[0] for section in policy.sections}
    for mention in policy.contents:
        if mention.number not in there:
            yield Fault(mention.line, None, f"the contents name {_told(mention)}, and the text lacks it: write it, or take this line out.")


def _told(mention: Mention) -> str:
    """What a line names."""
    title = f" (“{mention.words[:60]}”)" if mention.words else ""
    if not mention.number[0].isdigit():
        return mention.number.replace("-", " ").replace("statement", "the statement of intent")
    return f"{'clause' if '.' in mention.number else 'section'} {mention.number}{title}"
